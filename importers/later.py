"""Is an extract a later state of an earlier one, though no row is the same? Which rows of the earlier one does it then lack?"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.keys import document_of, is_by_content, state_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from importers.keys import HeldRows
    from importers.lines import Line
    from importers.scan import Held

Row = tuple[str, "Held"]
#: So many amounts on the days of others, all under other documents, are no chance.
_NO_CHANCE = 3


class Shown:
    """What the new rows of an extract show that rows of the books show as well, under other keys."""

    def __init__(self, held: HeldRows) -> None:
        self._held = held
        self.documents: set[str] = set()
        self.days: Counter[str] = Counter()
        self.by_document: Counter[tuple[str, int]] = Counter()
        self.by_day: Counter[tuple[str, int]] = Counter()

    def __bool__(self) -> bool:
        return bool(self.documents or self.days or self.by_day)

    def add(self, line: Line) -> None:
        """Note a row that the books do not hold."""
        document = line.key.rpartition("/")[0]
        if line.is_by_content:
            document = document.rpartition("/")[0]
        if has_none(document):
            self.days[line.date.isoformat()] += 1
        elif document in self._held.documents(by_content=line.is_by_content):
            self.documents.add(document)
        elif (day := line.date.isoformat()) in self._held.days():
            if line.pence in self._held.amounts():
                self.by_day[day, line.pence] += 1
            return
        else:
            return
        if line.pence in self._held.amounts():
            self.by_document[document, line.pence] += 1


@dataclass(frozen=True)
class Span:
    """The days that an extract covers: from its first period's first, to its own last and to its last period's last."""

    first: str
    last: str
    end: str

    def holds(self, held: Held) -> bool:
        """Return whether the extract should have the row *held*, were it a later state of it."""
        return self.first <= state_date(held) <= self.last


def has_none(document: str) -> bool:
    """Return whether the system/document of a key names no document."""
    return document.endswith("/-")


def lacking(rows: Iterable[Row], shown: Shown, span: Span) -> set[str]:
    """Return the keys of *rows*, none of which the extract has, that it should have as what it shows is theirs."""
    by_extract: dict[str, list[Row]] = defaultdict(list)
    for key, held in rows:
        by_extract[held.extract].append((key, held))
    return {key for earlier in by_extract.values() for key in _of_one(earlier, shown, span)}


def _of_one(rows: list[Row], shown: Shown, span: Span) -> set[str]:
    """Return the keys of the *rows* of one earlier extract that a later state of it should have."""
    documented = [row for row in rows if not has_none(document_of(row[0]))]
    is_same = _are_twins(documented, shown)
    found = {key for key, _ in documented} if is_same else _of_documents(documented, shown, span)
    bare = [row for row in rows if has_none(document_of(row[0])) and span.first <= state_date(row[1]) <= span.end]
    return found | _without_document(bare, shown, span)


def _are_twins(rows: list[Row], shown: Shown) -> bool:
    """Return whether the extract has the amounts of all *rows* under their documents, or on their days under others."""
    if _are_among(rows, shown.by_document, _by_document):
        return True
    amounts = {_by_day(key, held) for key, held in rows} if shown.by_day else set()
    return len(amounts) >= _NO_CHANCE and _are_among(rows, shown.by_day, _by_day)


def _are_among(rows: list[Row], there: Counter[tuple[str, int]], shows: Callable[[str, Held], tuple[str, int]]) -> bool:
    """Return whether there are *rows*, and what each of them shows is *there* once for each."""
    left: Counter[tuple[str, int]] = Counter()
    for key, held in rows:
        one = shows(key, held)
        left[one] += 1
        if left[one] > there[one]:
            return False
    return bool(rows)


def _of_documents(rows: list[Row], shown: Shown, span: Span) -> set[str]:
    """Return the keys of rows whose documents the extract has; where those are half of them, of the others as well."""
    within = [(key, held, document_of(key)) for key, held in rows if span.first <= state_date(held) <= span.end]
    shared = [(key, held, document) for key, held, document in within if document in shown.documents]
    if shared and len(shared) * 2 >= len(within):
        return {key for key, *_ in shared} | {key for key, held, _ in within if span.holds(held)}
    # A document whose lines have numbers may be split among extracts, but not one amount of it.
    return {key for key, held, one in shared if is_by_content(key) or (one, held.pence) in shown.by_document}


def _without_document(rows: list[Row], shown: Shown, span: Span) -> set[str]:
    """Return the keys of rows without a document, where the extract has half as many such rows on their days, or their amounts."""
    if not rows or not shown.days:
        return set()
    days = [state_date(held) for _, held in rows]
    first, last = min(days), max(days)
    count = sum(number for day, number in shown.days.items() if first <= day <= last)
    same = {key for key, held in rows if (document_of(key), held.pence) in shown.by_document}
    if count * 2 >= len(rows):
        return same | {key for key, held in rows if span.holds(held)}
    return same if _are_among(rows, shown.by_document, _by_document) else set()


def _by_document(key: str, held: Held) -> tuple[str, int]:
    return document_of(key), held.pence


def _by_day(_: str, held: Held) -> tuple[str, int]:
    return state_date(held), held.pence

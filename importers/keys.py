"""Is a row in the books already? By system/document/line, or by document, date and amount where it has no line number."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from importers.typed import NotUnderstoodError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.scan import Held

_BY_CONTENT = re.compile(r"(.+/[0-9a-f]{12})/(\d+)")
#: A number as a text may have it, and a workbook or a careless export not: noughts before it, nothing after its point.
_NUMBER = re.compile(r"(?=[0-9])0*+([0-9]*+)(?:\.0++)?")
_STEP = re.compile(r":(drafted|rejected|withdrawn|clawed-back)(?:/r[0-9]+)?$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
#: What a spreadsheet program leaves of a long number: the rest of its digits is lost.
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")


def plain(text: str) -> str:
    """Return *text* as a key has it: spaces squeezed, a number without noughts before, ``.0`` behind or commas in it."""
    if text.isalnum() and text[0] != "0":
        return text
    squeezed = " ".join(text.split())
    if _GROUPED.fullmatch(squeezed):
        squeezed = squeezed.replace(",", "")
    number = _NUMBER.fullmatch(squeezed)
    return (number[1] or "0") if number else squeezed


def _whole(document: str) -> str:
    """Return a *document* as a key has it; raise :class:`~importers.typed.NotUnderstoodError` where it was shortened."""
    if "+" in document and _SHORTENED.fullmatch(document.strip()):
        raise NotUnderstoodError(
            f"the document {document!r} was shortened by a spreadsheet program: export it again, its column as text"
        )
    return plain(document)


def of_line(system: str, document: str, line: str) -> str:
    """Return the key of a row that has a document and a line number.

    Raises :class:`~importers.typed.NotUnderstoodError` where the document is no longer whole, as :func:`of_content` does.
    """
    return f"{system}/{_whole(document)}/{plain(line)}"


def of_content(system: str, document: str, day: datetime.date, pence: int, *texts: str) -> str:
    """Return the start of the key of a row without a line number; how often it came before is the rest.

    It depends on what cannot change between two exports of one row: its document, day and amount, whatever columns the
    export has and however they are written. *texts* count where there is no document, and nothing else tells rows apart.
    """
    content = "\x1f".join((day.isoformat(), str(pence), *(() if document else map(plain, texts))))
    return f"{system}/{_whole(document) or '-'}/{hashlib.sha256(content.encode()).hexdigest()[:12]}"


class HeldRows:
    """The rows that the books hold, by key; of a row that was restated, its last state."""

    def __init__(self, rows: dict[str, Held]) -> None:
        self._rows = rows
        self._index()

    def _index(self) -> None:
        self._by_content: dict[str, list[Held]] | None = None
        self._last_numbers: dict[str, int] = {}
        self._documents: dict[bool, frozenset[str]] = {}
        self._amounts: frozenset[int] | None = None
        self._days: frozenset[str] | None = None
        self._restated: dict[str, str] = {}
        for key, held in self._rows.items():
            if "  restates: " in held.noted:
                base = held.metadata["restates"]
                last = self._restated.get(base)
                if last is None or _turn(last) < _turn(key):
                    self._restated[base] = key

    def of_line(self, key: str) -> tuple[str, Held] | None:
        """Return the row that the books hold under *key*, with the key that its last state has; None where there is none."""
        last = self._restated.get(key, key)
        held = self._rows.get(last)
        return None if held is None else (last, held)

    def of_content(self, base: str) -> list[Held]:
        """Return the rows that the books hold under keys that begin with *base* and count."""
        if self._by_content is None:
            self._by_content = defaultdict(list)
            for key, held in self._rows.items():
                if by_content := _BY_CONTENT.fullmatch(key):
                    start, number = by_content[1], int(by_content[2])
                    self._by_content[start].append(held)
                    self._last_numbers[start] = max(number, self._last_numbers.get(start, 0))
        return self._by_content.get(base, [])

    def last_number(self, base: str) -> int:
        """Return the highest count of the keys that begin with *base*; it is more than their number where rows were rejected."""
        self.of_content(base)
        return self._last_numbers.get(base, 0)

    def documents(self, *, by_content: bool) -> frozenset[str]:
        """Return system/document of every row held under a key of content, or under one with a line number."""
        if not self._documents:
            found: dict[bool, set[str]] = {False: set(), True: set()}
            for key, held in self._rows.items():
                if "  restates: " not in held.noted:
                    base = base_of_content(key)
                    found[base is not None].add((base or key).rpartition("/")[0])
            self._documents.update({by: frozenset(documents) for by, documents in found.items()})
        return self._documents[by_content]

    def amounts(self) -> frozenset[int]:
        """Return the pence of every row."""
        if self._amounts is None:
            self._amounts = frozenset(held.pence for held in self._rows.values())
        return self._amounts

    def days(self) -> frozenset[str]:
        """Return the date of every row itself."""
        if self._days is None:
            self._days = frozenset(state_date(held) for held in self._rows.values())
        return self._days

    def first_states(self) -> Iterator[tuple[str, Held]]:
        """Yield every row's own key and its last state."""
        for key, held in self._rows.items():
            if "  restates: " not in held.noted:
                yield key, self._rows[self._restated[key]] if key in self._restated else held

    def next_state(self, key: str) -> str:
        """Return the key of the next state of the row *key*: ``…/r2``, ``…/r3``."""
        return next(one for number in count(2) if (one := f"{key}/r{number}") not in self._rows)

    def add(self, rows: dict[str, Held]) -> None:
        """Count *rows* as held from now on."""
        self._rows.update(rows)
        self._index()


def step_of(key: str) -> str:
    """Return what the row under *key* says became of a claim, empty for the claim itself and for any other row.

    A list of drafts is no earlier state of the claims made of them, nor a list of rejections a later one.
    """
    match = _STEP.search(key)
    return match[1] if match else ""


def base_of_content(key: str) -> str | None:
    """Return the start of *key* where it counts rows that say the same, None where it names a line."""
    if key.rpartition("/")[0][-13:-12] != "/":  # a quick look that most keys fail
        return None
    match = _BY_CONTENT.fullmatch(key)
    return match[1] if match else None


def is_by_content(key: str) -> bool:
    """Return whether *key* is one of a row without a line number."""
    return _BY_CONTENT.fullmatch(key) is not None


def document_of(key: str) -> str:
    """Return system/document of a row's own *key*."""
    return (base_of_content(key) or key).rpartition("/")[0]


def state_date(held: Held) -> str:
    """Return the date of the row itself: a restatement may stand in the books of a later one."""
    return held.metadata["row-date"] if "  row-date: " in held.noted else held.date


def _turn(key: str) -> int:
    return int(key.rpartition("/r")[2])

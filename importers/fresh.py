"""Which lines of an extract are new? What the books hold is set aside, what contradicts them is rejected aloud."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from importers import later
from importers.base import of_another_year
from importers.keys import base_of_content, document_of, plain, state_date, step_of
from ledger import canonical, imported, money
from ledger.codes import bare
from ledger.periods import year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from importers.keys import HeldRows
    from importers.lines import Line, Side, Sorted
    from importers.restating import Restated
    from importers.scan import Held
    from ledger.closing import Closed
    from ledger.periods import Calendar

#: What a row is mapped by, as its entry says; and what it belongs to, beside the accounts that it posts to.
_CODES = ("cost-centre", "subjective")
_BELONGS_TO = (
    "invoice", "partner", "agreement", "instalment", "family", "attached", "route", "window", "district", "provider",
)  # fmt: skip
#: What a row becomes, as a sentence says it; and the directives that a corrected row may change between.
_BECOMES = {"": "posted", "evidence": "evidence"}
_OF_ONE_KIND = frozenset({"allocation", "virement"})
#: So many postings of an entry that changed are named.
_SHOWN = 3


class Changed(NamedTuple):
    """A line that is in the books in another state: which key and row that state has."""

    line: Line
    key: str
    held: Held


@dataclass
class Sieve:
    """Lets the new lines of one extract through, one by one; *year* is known where the extract was seen to have two.

    *is_restating* where rows that changed are kept to be restated; *names_accounts* where rows name accounts of the books.
    *parents* are the extracts whose rejects the file corrects: a row without line number on the list is none of theirs.
    """

    held: HeldRows
    closed: Closed
    done: Sorted
    year: int | None = None
    parents: frozenset[str] = frozenset()
    is_restating: bool = False
    names_accounts: bool = False
    changed: list[Changed] = field(default_factory=list)
    restated: Restated | None = None
    evidence: list[Line] = field(default_factory=list)
    years: Counter[int] = field(default_factory=Counter)
    last_period: int = 0
    latest_period: int = 0
    restated_days: set[datetime.date] = field(default_factory=set)
    _first_period: int = 0
    _last_day: datetime.date | None = None
    _documents: dict[bool, frozenset[str]] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _left: dict[str, Counter[str]] = field(default_factory=dict)
    _waiting: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _elsewhere: list[tuple[Line, str]] = field(default_factory=list)
    _shown: later.Shown = field(init=False)

    def __post_init__(self) -> None:
        self._shown = later.Shown(self.held)

    def sift(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines to be posted; those that only the end of the file decides come last.

        A line whose key is held with another amount or date, or stands twice in the file, is rejected. One that is held
        on another account than the profile now says stays where it is, and is told.
        """
        for line in lines:
            year = line.period // 100
            self.years[year] += 1
            if self.year is not None and year != self.year:
                self.done.reject(line, of_another_year(line, self.year), ())
                continue
            if self._last_day is None or line.date > self._last_day:
                self._last_day = line.date
            if not self._first_period <= line.period <= self.latest_period or not self._first_period:
                self._first_period = min(self._first_period or line.period, line.period)
                self.latest_period = max(self.latest_period, line.period)
            if self._is_new(line) and self._is_open(line):
                yield line
        yield from (line for line in self._decided() if self._is_open(line))
        self.done.rejects.sort(key=lambda one: one.row)

    def told(self) -> list[str]:
        """Return what a person should know of the lines that were set aside."""
        if not self._elsewhere:
            return []
        line, account = min(self._elsewhere, key=lambda one: one[0].row)
        count = len(self._elsewhere)
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        first = f"the first row {line.row} ({account}, now {line.account})"
        return [
            f"warning: {rows} in the books on another account than the profile now says, {first}: correct them by journals"
        ]

    def missing(self, extracts: set[str], system: str, calendar: Calendar) -> list[tuple[str, Held]]:
        """Return the rows of the books that a later, cumulative extract of their profile should have and lacks.

        Those are rows of *system* that one of *extracts* posted, between the first day of the extract's first period and
        its last day, where the extract has any row of the books, in whatever state; otherwise, those that it shows to be
        a later state of (:func:`importers.later.lacking`).
        """
        is_later = bool(self.done.counts["held"] or self.changed)
        if not self._first_period or not (is_later or self._shown):
            return []
        steps = {step_of(key) for key in self._seen} or {""}
        rows = [
            (key, held)
            for key, held in self.held.first_states()
            if held.extract in extracts
            and key.startswith(f"{system}/")
            and step_of(key) in steps
            and key not in self._seen
            and not self._is_met(key, held.account)
        ]
        span = self._span(calendar)
        year = calendar.parse(year_label(self._first_period // 100))
        first, last = year.start.isoformat(), year.end.isoformat()
        lacking = later.lacking((one for one in rows if first <= state_date(one[1]) <= last), self._shown, span)
        found = [(key, held) for key, held in rows if key in lacking or (is_later and span.holds(held))]
        return self._not_rejected(found)

    def _span(self, calendar: Calendar) -> later.Span:
        first, end = calendar.days(self._first_period)[0], calendar.days(self.latest_period)[1]
        days = [day for day in (self._last_day, self.done.latest) if day is not None]
        last = max(days, default=end)
        return later.Span(first.isoformat(), last.isoformat(), max(last, end).isoformat())

    def _not_rejected(self, rows: list[tuple[str, Held]]) -> list[tuple[str, Held]]:
        """Return *rows* without as many of each document as stand among the rejects: those are not gone."""
        said = Counter(cell for reject in self.done.rejects for cell in {plain(cell) for cell in reject.cells})
        found = []
        for key, held in rows:
            document = document_of(key).partition("/")[2]
            if said[document] > 0:
                said[document] -= 1
            else:
                found.append((key, held))
        return found

    def _is_met(self, key: str, account: str) -> bool:
        """Return whether the row under a key of content was met; each that was not is counted once."""
        left = self._left.get(base_of_content(key) or "") if self._left else None
        if left is None or left[account] > 0:
            if left is not None:
                left[account] -= 1
            return False
        return True

    def _is_open(self, line: Line) -> bool:
        """Return whether the line's posting period is open; reject the line otherwise."""
        refusal = self.closed.refusal(line.period)
        if refusal is not None:
            self.done.reject(line, refusal, ())
            return False
        self.last_period = max(self.last_period, line.period)
        return True

    def _is_new(self, line: Line) -> bool:
        if self._is_of_other_kind(line):
            has = "no line numbers" if line.is_by_content else "line numbers"
            reason = (
                f"the document of {line.key} is in the books with keys of another kind, while this extract has {has}: it would be "
                "posted twice, so export it as before"
            )
            self.done.reject(line, reason, ())
            return False
        return self._is_new_by_content(line) if line.is_by_content else self._is_new_by_line(line)

    def _is_of_other_kind(self, line: Line) -> bool:
        """Return whether the books hold the line's document, but under keys with line numbers where it has none, or without."""
        kinds = self._documents
        if not kinds:
            kinds.update({by_content: self.held.documents(by_content=by_content) for by_content in (False, True)})
        other = kinds[not line.is_by_content]
        if not other:
            return False
        key = line.key.rpartition("/")[0] if line.is_by_content else line.key
        document = key.rpartition("/")[0]
        return document in other and document not in kinds[line.is_by_content] and not document.endswith("/-")

    def _is_new_by_line(self, line: Line) -> bool:
        if line.key in self._seen:
            self.done.reject(line, _twice(line, self._seen[line.key]), ())
            return False
        self._seen[line.key] = line.row
        found = self.held.of_line(line.key)
        if found is None:
            self._shown.add(line)
            return True
        key, held = found
        if misplaced := _otherwise(line, held):
            self.done.reject(line, misplaced, ())
        elif not self._has_changed(line, held):
            self._set_aside(line, line.account if line.sides else held.account)
        elif self.is_restating:
            self.changed.append(Changed(line, key, held))
        else:
            self.done.reject(line, conflict(line, held, self.done.commodity), ())
        return False

    def _has_changed(self, line: Line, held: Held) -> bool:
        """Return whether amount, date or codes of the row are others than when it was posted."""
        if held.pence != line.pence or state_date(held) != line.date.isoformat():
            return True
        if line.written is not None and line.written.name != "evidence":
            states = (line.written.name, tuple(map(str, line.written.values)), imported.stated(dict(line.metadata)))
            return states != (held.written, held.values, imported.stated(held.metadata))
        codes: list[tuple[str, str]] = []
        if line.sides:
            if sorted(held.legs) != sorted(map(_leg, line.sides)):
                return True
        else:
            codes = [(key, value) for key, value in line.metadata if key in _CODES and isinstance(value, str)]
            if not codes and self.names_accounts and held.account != line.account:
                return True
        codes += [(key, value) for key, value in line.metadata if key in _BELONGS_TO and isinstance(value, str)]
        return any(
            f"  {key}: " in held.noted
            and f"  {key}: {canonical.quote(value)}\n" not in held.noted
            and bare(held.metadata[key]) != bare(value)
            for key, value in codes
        )

    def _is_new_by_content(self, line: Line) -> bool:
        """Hold rows that say the same against as many in the books, those on the same account first."""
        base = line.key.rpartition("/")[0]
        left = self._left.get(base)
        if left is None:
            held = self.held.of_content(base)
            if not held:
                self._shown.add(line)
                return True
            others = [one for one in held if one.extract not in self.parents]
            if misplaced := next(filter(None, (_otherwise(line, one) for one in others)), ""):
                self.done.reject(line, misplaced, ())
                return False
            left = self._left[base] = Counter(one.account for one in others)
        if left[line.account]:
            left[line.account] -= 1
            self._set_aside(line, line.account)
        else:
            self._waiting[base].append(line)
        return False

    def _decided(self) -> list[Line]:
        """Return the lines that say the same as rows on other accounts and are more than those."""
        fresh: list[Line] = []
        for base, lines in self._waiting.items():
            left = self._left[base]
            number = self.held.last_number(base)
            others = list(left.elements())[: len(lines)]
            for line, account in zip(lines, others, strict=False):
                self._set_aside(line, account)
            left.subtract(others)
            new = lines[len(others) :]
            fresh += [line._replace(key=f"{base}/{number + place}") for place, line in enumerate(new, start=1)]
        return sorted(fresh, key=lambda line: line.row)

    def _set_aside(self, line: Line, account: str) -> None:
        self.done.move(line, "held")
        if account != line.account:
            self._elsewhere.append((line, account))


def _otherwise(line: Line, held: Held) -> str:
    """Return why *line* cannot be what the books hold as *held*: they become other things of the books; or nothing."""
    written = line.written.name if line.written else ""
    if written == held.written or _OF_ONE_KIND.issuperset((written, held.written)):
        return ""
    was, now = (_BECOMES.get(one, f"a {one}") for one in (held.written, written))
    return (
        f"{line.key} is {was} in the books and would be {now} now: where posts says otherwise since, remove the file of extract "
        f"{held.extract} from books/ and import its source again; where that is an extract of another kind, give one of the two "
        "profiles another system"
    )


def _twice(line: Line, row: int) -> str:
    cure = "the columns document and line of the profile do not name one row, so correct the profile or the row"
    said = dict(line.metadata)
    if "route" in said:
        cure = "a family claims a route once in a window, so take one of the rows out, or give each claim a number of its own"
    elif any(one.commodity != "GBP" for one in line.sides):
        what = (
            "a family is in a stage once" if "family" in said else "a number stands once for a day, district and stage"
        )
        cure = f"{what}, so take one of the rows out, or add them up"
    return f"{line.key} stands in row {row} as well: {cure}"


def conflict(line: Line, held: Held, commodity: str = "GBP") -> str:
    """Return why *line* cannot be what the books hold as *held*, with the cure."""
    said = money.plain if commodity == "GBP" else money.families
    was, now = said(held.pence), said(line.pence)
    noted, codes = held.metadata, dict(line.metadata)
    if line.sides and (apart := _apart(held, line)):
        was, now = apart
    elif any(noted.get(key) != codes.get(key) for key in (*_CODES, *_BELONGS_TO)):
        was += " on " + " ".join(filter(None, (noted.get(key, "") for key in (*_CODES, *_BELONGS_TO))))
        now += " on " + " ".join(filter(None, (str(codes.get(key, "")) for key in (*_CODES, *_BELONGS_TO))))
    elif (held.pence, state_date(held)) != (line.pence, line.date.isoformat()):
        pass
    elif (before := imported.stated(noted)) != (now_stated := imported.stated(codes)):
        was, now = (f"{amount} ({_stated(one)})" for amount, one in ((was, before), (now, now_stated)))
    elif line.written is not None and held.written != "evidence":
        was = " ".join((held.written, *held.values))
        now = " ".join((line.written.name, *map(str, line.written.values)))
    else:
        was, now = f"{was} on {held.account}", f"{now} on {line.account}"
    cure = (
        "or post the difference under a document of its own; where the finance system numbers its documents anew each year, give "
        "the profile another system for each"
    )
    if "route" in codes:
        cure = "or, where a claim that failed is made again in its window, give the new one a number of its own"
    return (
        f"{line.key} is in the books of {state_date(held)} with {was}, and here of {line.date} with {now}: a posted row does "
        f'not change, so restate it with --restate "why", {cure}'
    )


def _stated(found: dict[str, str]) -> str:
    return ", ".join(f"{key} {text}" for key, text in found.items()) or "no more said"


def _apart(held: Held, line: Line) -> tuple[str, str] | None:
    """Return the postings that only the books have and only the file has, None where they have the same ones."""
    was, now = Counter(held.legs), Counter(map(_leg, line.sides))
    if was == now:
        return None
    if len(held.legs) != len(line.sides):
        return f"{len(held.legs)} postings", f"{len(line.sides)}"
    return _several(was - now), _several(now - was)


def _leg(side: Side) -> tuple[str, int, str, tuple[str, ...]]:
    return side.account, side.pence, side.commodity, side.codes


def _several(legs: Counter[tuple[str, int, str, tuple[str, ...]]]) -> str:
    named = [
        " ".join((canonical.amount(pence, commodity), "on", account, *codes))
        for account, pence, commodity, codes in legs.elements()
    ]
    more = [f"{len(named) - _SHOWN} more"] if len(named) > _SHOWN else []
    return ", ".join([*named[:_SHOWN], *more])

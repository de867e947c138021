"""What was closed, reopened and closed again since the period before was first closed, and which entries differ between two seals?

The last pack is taken to be that of the period before, made once that was closed. The directives of :mod:`ledger.chain` and the seals
say what became of closed periods since; of what was never sealed nobody can tell it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import chain, entry_lines, seals
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from beancount.core.data import Directive

    from ledger.directives import Record
    from ledger.periods import Calendar, Period
    from ledger.seals import Difference

CLOSED, AGAIN, REOPENED = "closed", "closed again", "reopened"
_QUARTERS = range(1, 100)


@dataclass(frozen=True)
class Event:
    """A close or reopen of the posting periods of *span*; *what* says which it was."""

    record: Record
    span: Period
    what: str


@dataclass(frozen=True)
class Change:
    """An entry of the closed *period* that was not as it was sealed before: at the close of the day *on*, or (None) as the books are now."""

    period: str
    on: datetime.date | None
    difference: Difference


@dataclass(frozen=True)
class Since:
    """What happened to closed periods since the period *before* was first closed; *first_close* is None where it never was.

    *unsealed* are the posting periods with entries, up to *before*, that nothing had sealed by then.
    """

    before: Period | None
    first_close: Record | None
    unsealed: tuple[int, ...]
    events: tuple[Event, ...]
    changes: tuple[Change, ...]


def before(period: Period, calendar: Calendar) -> Period | None:
    """Return the period of the same kind before *period*: a year's, a quarter's or a posting period's; None for the whole of the books."""
    if period.is_whole:
        return None
    try:
        key = period.first - 1
        # The first period of a year follows the last of the year before.
        key = key if key % 100 else calendar.parse(year_label(key // 100 - 1)).last
        year = year_label(key // 100)
        if period.label == year_label(period.first // 100):
            return calendar.parse(year)
        if " Q" not in period.label:
            return calendar.parse(calendar.label(key))
        quarters = (calendar.parse(f"{year} Q{number}") for number in _QUARTERS)
        return next(one for one in quarters if one.first <= key <= one.last)
    except PeriodError:  # a calendar of the council's own, or the first year there is
        return None


def since(
    period: Period,
    records: Iterable[Record],
    entries: Sequence[Directive],
    posted: Collection[int],
    calendar: Calendar,
    folder: Path,
) -> Since:
    """Return what became of closed periods up to *period* since the one before it was first closed.

    *posted* are the posting periods of the *entries* that are transactions. Seals are read from *folder*; that they are as the
    directives state them is what L104 holds.
    """
    every = [(calendar.parse(one.values["period"]), one) for one in chain.events(records)]
    keys = set(posted)
    earlier = before(period, calendar)
    begun = min((key for key in keys if key), default=period.last)
    if earlier is not None and earlier.last < begun:
        earlier = None
    number = _first_closed(every, earlier) if earlier else None
    start = 0 if number is None else number + 1
    sealed = {key for span, one in every[:start] if _is_sealed(one) for key in _keys(span)}
    last = earlier.last if earlier else 0
    events = _events(every, start, period)
    return Since(
        earlier,
        None if number is None else every[number][1],
        tuple(sorted(key for key in keys - sealed if 0 < key <= last)),
        tuple(events),
        tuple(_changes(every, start, period, entries, calendar, folder)),
    )


def _keys(span: Period) -> range:
    return range(span.first, span.last + 1)


def _is_sealed(one: Record) -> bool:
    return one.name == chain.CLOSE and "seal" in one.metadata


def _first_closed(every: list[tuple[Period, Record]], earlier: Period) -> int | None:
    """Return the number of the event by which every posting period of *earlier* had been closed once; None where none was it."""
    waiting = set(_keys(earlier))
    for number, (span, one) in enumerate(every):
        if one.name == chain.CLOSE:
            waiting -= set(_keys(span))
            if not waiting:
                return number
    return None


def _events(every: list[tuple[Period, Record]], start: int, period: Period) -> Iterator[Event]:
    closed: set[int] = set()
    for number, (span, one) in enumerate(every):
        own = set(_keys(span))
        what = REOPENED
        if one.name == chain.CLOSE:
            what = AGAIN if own & closed else CLOSED
            closed |= own
        if number >= start and span.first <= period.last:
            yield Event(one, span, what if "seal" in one.metadata else f"{what} by hand, unsealed")


def _changes(
    every: list[tuple[Period, Record]],
    start: int,
    period: Period,
    entries: Sequence[Directive],
    calendar: Calendar,
    folder: Path,
) -> Iterator[Change]:
    """Yield each entry that differs between two seals of a posting period, then what differs where one is open again."""
    read = _Seals(calendar, folder)
    last: dict[int, Record] = {}
    reopened: dict[int, None] = {}
    for number, (span, one) in enumerate(every):
        for key in _keys(span) if span.first <= period.last else ():
            if number >= start and _is_sealed(one) and key in last:
                yield from _told(calendar.label(key), one.date, read.of(last[key], key), read.of(one, key))
            if one.name == chain.REOPEN:
                reopened[key] = None
            else:
                reopened.pop(key, None)
            if _is_sealed(one):
                last[key] = one
    waiting = sorted(key for key in reopened if key in last)
    if waiting:
        now = _now(waiting, entries, calendar, folder)
        for key in waiting:
            yield from _told(calendar.label(key), None, read.of(last[key], key), now[key])


class _Seals:
    """The lines of each seal by posting period, each file read once."""

    def __init__(self, calendar: Calendar, folder: Path) -> None:
        self._calendar, self._folder = calendar, folder
        self._known: dict[Path, dict[str, list[str]]] = {}

    def of(self, one: Record, key: int) -> list[str]:
        path = seals.path_of(one, self._folder)
        if path not in self._known:
            self._known[path] = seals.lines_by_period(path.read_bytes())
        return self._known[path].get(self._calendar.label(key), [])


def _told(label: str, on: datetime.date | None, old: list[str], new: list[str]) -> Iterator[Change]:
    yield from (Change(label, on, one) for one in seals.between(old, new))


def _now(keys: Iterable[int], entries: Sequence[Directive], calendar: Calendar, folder: Path) -> dict[int, list[str]]:
    """Return the lines of the entries of each of *keys*, as a close would seal them."""
    found: dict[int, list[str]] = {key: [] for key in keys}
    for entry in entries:
        key = entry_lines.period_of(entry, calendar)
        if key in found and not seals.is_chained(entry):
            found[key].append(f"{calendar.label(key)} {entry_lines.line(entry, folder)}")
    return found

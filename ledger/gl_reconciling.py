"""Why does the finance system hold another balance on a code than these books? Every difference by named items.

What is known of a posting is named first: evidence, journals and accruals of ours, what is unallocated. What remains is held
against what could explain it, rows restated, rows coded or dated otherwise, rows left out, and named only where it does so to
the penny and nothing else could. What is left is unexplained. Amounts are what the finance system holds more than we do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger import gl_balances, matching
from ledger.gl_balances import Balance, Code, Line, Made, Row
from ledger.periods import Calendar

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Register

EVIDENCE = "evidence, posted by another kind"
NOT_POSTED = "evidence not yet posted"
ACCRUAL = "accrual of ours"
JOURNAL = "journal of ours"
UNALLOCATED = "unallocated"
TIMING = "timing"
RESTATED = "restated"
MIS_CODED = "mis-coded"
REJECTED = "rejected rows left out"
#: Every name that an item can have, in the order in which they are shown.
NAMES = (EVIDENCE, NOT_POSTED, ACCRUAL, JOURNAL, UNALLOCATED, TIMING, RESTATED, MIS_CODED, REJECTED)


class Item(NamedTuple):
    """A part of a difference that has a name: *pence* that the finance system holds more, *key* of the row, and why.

    *posting* is the (transaction, leg) that carries just this amount, None where no one posting does.
    """

    name: str
    pence: int
    key: str
    why: str
    date: datetime.date | None = None
    posting: tuple[int, int] | None = None


@dataclass(frozen=True)
class Held:
    """A code at the end of a period: what the finance system holds (None: its list lacks the code), what we hold, and why."""

    code: Code
    period: int
    theirs: int | None
    ours: int
    items: tuple[Item, ...]
    place: dict[str, Any] = field(repr=False, compare=False)
    is_in_books: bool = True
    year_lines: tuple[Line, ...] = field(default=(), repr=False, compare=False)

    @property
    def difference(self) -> int:
        """What the finance system holds more, in pence."""
        return (self.theirs or 0) - self.ours

    @property
    def named(self) -> int:
        """What of the difference has a name, in pence."""
        return sum(one.pence for one in self.items)

    @property
    def unexplained(self) -> int:
        """What of the difference has none, in pence."""
        return self.difference - self.named

    @property
    def postings(self) -> list[tuple[int, int]]:
        """The postings that are ours: transaction and leg."""
        return [(one.txn, one.leg) for one in self.year_lines if one.period <= self.period and not one.is_unallocated]


class Reconciled(NamedTuple):
    """Every code and period compared, and what our books hold on codes of periods whose balances were entered one by one."""

    held: tuple[Held, ...]
    not_listed: tuple[Held, ...]


class _Event(NamedTuple):
    """An item that is one from *start* until before *end*; *group* joins those that are named together or not at all."""

    item: Item
    start: int
    end: int
    group: str


_NEVER = 10**9
#: What the key of a later state of a row ends in.
_STATE = re.compile(r"/r\d+$")


def reconciled(register: Register, calendar: Calendar, transactions: Sequence[Transaction]) -> Reconciled:
    """Return what the finance system and these books hold on every code and period that a ``gl-balance`` is of."""
    stated = gl_balances.balances(register, calendar)
    if not stated:
        return Reconciled((), ())
    years = {one.period // 100 for one in stated}
    lines = gl_balances.lines(register, calendar, transactions, years)
    rows = gl_balances.evidence(register, calendar, years)
    of_year: dict[tuple[int, Code], list[Line]] = defaultdict(list)
    for line in lines:
        of_year[line.period // 100, line.code].append(line)
    certain, possible = _events(register, transactions, lines, rows)
    with_rows = {(row.period // 100, row.code): row.period for row in sorted(rows, key=lambda row: -row.period)}
    first = {key: min(one.period for one in found) for key, found in of_year.items()}
    for key, period in with_rows.items():
        first[key] = min(first.get(key, period), period)
    held, not_listed = [], []
    for balance in _with_lacking(stated, first):
        key = (balance.period // 100, balance.code)
        found = _held(balance, of_year.get(key, []), certain.get(key, []), in_books=first.get(key, _NEVER))
        if isinstance(balance, _Lacking):
            if found.difference or found.items:
                (held if balance.is_listed else not_listed).append(replace(found, theirs=None))
        else:
            held.append(found)
    left = gl_balances.left_out(register, calendar)
    return Reconciled(tuple(_explained(held, possible, left)), tuple(not_listed))


@dataclass(frozen=True)
class _Lacking(Balance):
    """A code of ours that the finance system's balances of a period lack: nothing, at the place of the first of them."""


def _with_lacking(stated: list[Balance], first: dict[tuple[int, Code], int]) -> Iterable[Balance]:
    """Yield *stated* and, at each of their periods, nil for every code that we hold by then and that they lack."""
    by_period: dict[int, dict[Code, Balance]] = defaultdict(dict)
    for one in stated:
        by_period[one.period][one.code] = one
    for period, known in by_period.items():
        yield from known.values()
        is_listed = any(one.is_listed for one in known.values())
        place = next(iter(known.values())).place
        for (year, code), since in sorted(first.items()):
            if year == period // 100 and since <= period and code not in known:
                yield _Lacking(code, period, 0, is_listed, place)


def _held(balance: Balance, lines: list[Line], events: list[_Event], *, in_books: int) -> Held:
    mine = sum(one.pence for one in lines if one.period <= balance.period and not one.is_unallocated)
    groups: dict[str, list[Item]] = defaultdict(list)
    for number, one in enumerate(events):
        if one.start <= balance.period < one.end:
            groups[one.group or f"\0{number}"].append(one.item)
    # A row and its evidence in the same period are no difference, whatever each would be alone.
    items = [one for group in groups.values() if sum(one.pence for one in group) for one in group]
    return Held(
        balance.code,
        balance.period,
        balance.pence,
        mine,
        tuple(items),
        balance.place,
        is_in_books=in_books <= balance.period,
        year_lines=tuple(lines),
    )


_ByCode = dict[tuple[int, Code], list[_Event]]


def _events(
    register: Register, transactions: Sequence[Transaction], lines: list[Line], rows: list[Row]
) -> tuple[_ByCode, _ByCode]:
    """Return by year and code the items that are known of postings and evidence, and the restatements that may be some."""
    certain: _ByCode = defaultdict(list)
    possible: _ByCode = defaultdict(list)
    by_key: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_key[line.key].append(line)
    for line in lines:
        place = (line.period // 100, line.code)
        if line.is_unallocated:
            why = "no rule maps the row: it is in the books, and under no heading"
            item = Item(UNALLOCATED, line.pence, line.key, why, line.day, (line.txn, line.leg))
            certain[place].append(_Event(item, line.period, _NEVER, ""))
        elif line.made in (Made.ACCRUAL, Made.JOURNAL):
            name = ACCRUAL if line.made is Made.ACCRUAL else JOURNAL
            narration = transactions[line.txn].narration or "no narration"
            item = Item(name, -line.pence, line.key, narration, line.day)
            certain[place].append(_Event(item, line.period, _NEVER, ""))
        elif line.made is not Made.ROW:
            possible[place] += _restated(line, by_key)
    for row, event in _of_evidence(register, transactions, rows, by_key):
        certain[row.period // 100, row.code].append(event)
    return certain, possible


def _restated(line: Line, by_key: dict[str, list[Line]]) -> Iterable[_Event]:
    """Yield what a restatement is: the finance system has the row as it is now, in its own period, and we in a later one."""
    if line.made is Made.REVERSED:
        start = min((one.own_period for one in by_key.get(line.base, ()) if one.code == line.code), default=line.period)
        why = "reversed here in"
    else:
        start, why = line.own_period, "posted again here in"
    if start and start < line.period:
        text = f"{why} {Calendar.label(line.period)}, a row of {Calendar.label(start)}"
        item = Item(RESTATED, line.pence, line.key, text, line.day, (line.txn, line.leg))
        yield _Event(item, start, line.period, _STATE.sub("", line.base))


def _of_evidence(
    register: Register, transactions: Sequence[Transaction], rows: list[Row], by_key: dict[str, list[Line]]
) -> Iterable[tuple[Row, _Event]]:
    """Yield each row of evidence with what it is: posted here on no code of its own, on its own in some period, or not at all."""
    if not rows:
        return
    known = matching.matched(register, register.evidence, matching.posted(transactions))
    met = set()
    for row in rows:
        one = row.evidence
        match = known.get(one.key)
        same = [line for key in (match.keys if match else ()) for line in by_key.get(key, ()) if line.code == row.code]
        if not same or match is None:
            name = EVIDENCE if match else NOT_POSTED
            why = f"posted here as {', '.join(match.keys)}" if match else "belongs to nothing that was posted here"
            yield row, _Event(Item(name, row.pence, one.key, why, one.date), row.period, _NEVER, "")
            continue
        group = "/".join(("timing", *match.keys))
        when = f"posted here in {Calendar.label(same[0].period)}"
        yield row, _Event(Item(TIMING, row.pence, one.key, when, one.date), row.period, _NEVER, group)
        if group not in met:
            met.add(group)
            for line in same:
                why = f"in the finance system in {Calendar.label(row.period)}"
                yield row, _Event(Item(TIMING, -line.pence, line.key, why, line.day), line.period, _NEVER, group)


def _explained(held: list[Held], possible: _ByCode, left: dict[int, list[tuple[int, str, int, int]]]) -> Iterable[Held]:
    """Yield *held* with what explains the rest of each difference, where something does."""
    by_period: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        by_period[one.period].append(_with_restated(one, possible.get((one.period // 100, one.code), [])))
    after = _rest_after(by_period)
    for period, group in sorted(by_period.items()):
        found = _with_timing(_with_mis_coded(group), after)
        yield from _with_rejected(found, [one for one in left.get(period // 100, ()) if one[0] <= period])


def _rest_after(by_period: dict[int, list[Held]]) -> dict[tuple[Code, int], int]:
    """Return what is left of the difference at the next period of the year that is known, by code and period."""
    after: dict[tuple[Code, int], int] = {}
    last: dict[Code, Held] = {}
    for _, group in sorted(by_period.items()):
        for one in group:
            before = last.get(one.code)
            if before is not None and before.period // 100 == one.period // 100:
                after[one.code, before.period] = one.unexplained
            last[one.code] = one
    return after


def _with_restated(held: Held, events: list[_Event]) -> Held:
    """Return *held* with the restatements that bring it nearer to the finance system's balance: that may be older than they."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for one in events:
        if one.start <= held.period < one.end:
            groups[one.group].append(one.item)
    for items in groups.values():
        if held.unexplained and abs(held.unexplained - sum(one.pence for one in items)) < abs(held.unexplained):
            held = replace(held, items=(*held.items, *items))
    return held


def _with_mis_coded(group: list[Held]) -> list[Held]:
    """Return *group* with the rows that one code of ours has too many and another too few, where it can be no other."""
    counts = Counter(one.unexplained for one in group)
    alone = {one.unexplained: place for place, one in enumerate(group) if counts[one.unexplained] == 1}
    result = list(group)
    for pence, place in alone.items():
        other = alone.get(-pence)
        if pence <= 0 or other is None:
            continue
        # What the finance system holds more of on the first, we hold on the second; or a credit the other way round.
        moved = [(one, place, other) for one in _rows(group[other], pence)]
        moved += [(one, other, place) for one in _rows(group[place], -pence)]
        if len(moved) == 1:
            row, theirs, ours = moved[0]
            for at, says, sign in ((theirs, "here on", 1), (ours, "in the finance system on", -1)):
                code = " ".join(group[ours if at == theirs else theirs].code)
                item = Item(MIS_CODED, sign * row.pence, row.key, f"{says} {code}", row.day)
                result[at] = replace(group[at], items=(*group[at].items, item))
    return result


def _rows(held: Held, pence: int) -> list[Line]:
    """Return the rows of the finance system on the code, to the end of the period, that carry just *pence*."""
    return [
        one
        for one in held.year_lines
        if one.pence == pence and one.period <= held.period and one.made is Made.ROW and not one.is_unallocated
    ]


def _with_timing(group: list[Held], after: dict[tuple[Code, int], int]) -> list[Held]:
    """Return *group* with the one row that we post in a later period, or the finance system does and agrees with us then."""
    result = []
    for held in group:
        item = _timing(held, after.get((held.code, held.period))) if held.unexplained else None
        result.append(held if item is None else replace(held, items=(*held.items, item)))
    return result


def _timing(held: Held, after: int | None) -> Item | None:
    """Return the row that alone is the rest of the difference; *after* is the rest at the next period, None where it is not known."""
    pence = held.unexplained
    later = [one for one in held.year_lines if one.period > held.period and one.pence == pence]
    if len(later) == 1 and after in (None, 0):
        why = f"posted here in {Calendar.label(later[0].period)}"
        return Item(TIMING, pence, later[0].key, why, later[0].day, (later[0].txn, later[0].leg))
    early = _rows(held, -pence)
    if len(early) == 1 and after == 0:
        return Item(
            TIMING, pence, early[0].key, f"in the finance system after {Calendar.label(held.period)}", early[0].day
        )
    return None


def _with_rejected(group: list[Held], left: list[tuple[int, str, int, int]]) -> list[Held]:
    """Return *group* with the rows that import left out, where their total is what is not explained: more is not known of them."""
    if not left:
        return group
    whole = (", ".join(name for _, name, _, _ in left), sum(one[2] for one in left), sum(one[3] for one in left))
    totals = [whole, *((name, rows, pence) for _, name, rows, pence in left)]
    counts = Counter(one.unexplained for one in group)
    together = sum(one.unexplained for one in group)
    result = []
    for held in group:
        rest = held.unexplained
        for name, rows, pence in totals if rest else ():
            if pence == together or (pence == rest and counts[rest] == 1):
                why = f"{rows} {'row' if rows == 1 else 'rows'} of {name}, known in total only"
                held = replace(held, items=(*held.items, Item(REJECTED, rest, name, why)))
                break
        result.append(held)
    return result

"""Why does the finance system hold another balance on a code than these books? Every difference by named items.

What is known of a posting is named first: evidence, journals and accruals of ours, what is unallocated. What remains is held
against what could explain it, rows restated, rows coded or dated otherwise, rows left out, and named only where it does so to
the penny and nothing else could. What is left is unexplained. Amounts are what the finance system holds more than we do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from ledger import gl_balances, gl_explaining, matching
from ledger.gl_balances import Balance, Code, Line, Made, Row
from ledger.gl_held import (
    ACCRUAL,
    EVIDENCE,
    JOURNAL,
    NOT_POSTED,
    RESTATED,
    TIMING,
    UNALLOCATED,
    Event,
    Held,
    Item,
    OfYear,
)
from ledger.periods import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Register


class Reconciled(NamedTuple):
    """Every code and period compared, and what our books hold on codes of periods whose balances were entered one by one."""

    held: tuple[Held, ...]
    not_listed: tuple[Held, ...]


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
    held_in: dict[tuple[int, Code], OfYear] = defaultdict(OfYear)
    held_in.update((key, OfYear(found)) for key, found in of_year.items())
    held: list[Held] = []
    not_listed: list[Held] = []
    for balance in _with_lacking(stated, first):
        key = (balance.period // 100, balance.code)
        found = _held(balance, held_in[key], certain.get(key, []), in_books=first.get(key, _NEVER))
        if not isinstance(balance, _Lacking):
            held.append(found)
        elif found.difference or found.items:
            (held if balance.is_listed else not_listed).append(replace(found, theirs=None))
    left = gl_balances.left_out(register, calendar)
    return Reconciled(tuple(gl_explaining.explained(held, possible, left)), tuple(not_listed))


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


def _held(balance: Balance, mine: OfYear, events: list[Event], *, in_books: int) -> Held:
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
        mine.pence(balance.period),
        tuple(items),
        balance.place,
        is_in_books=in_books <= balance.period,
        of_year=mine,
    )


_ByCode = dict[tuple[int, Code], list[Event]]


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
            certain[place].append(Event(item, line.period, _NEVER, ""))
        elif line.made in (Made.ACCRUAL, Made.JOURNAL):
            name = ACCRUAL if line.made is Made.ACCRUAL else JOURNAL
            narration = transactions[line.txn].narration or "no narration"
            item = Item(name, -line.pence, line.key, narration, line.day)
            certain[place].append(Event(item, line.period, _NEVER, ""))
        elif line.made is not Made.ROW:
            possible[place] += _restated(line, by_key)
    for row, event in _of_evidence(register, transactions, rows, by_key):
        certain[row.period // 100, row.code].append(event)
    return certain, possible


def _restated(line: Line, by_key: dict[str, list[Line]]) -> Iterable[Event]:
    """Yield what a restatement is: the finance system has the row as it is now, in its own period, and we in a later one."""
    if line.made is Made.REVERSED:
        start = min((one.own_period for one in by_key.get(line.base, ()) if one.code == line.code), default=line.period)
        why = "reversed here in"
    else:
        start, why = line.own_period, "posted again here in"
    if start and start < line.period:
        text = f"{why} {Calendar.label(line.period)}, a row of {Calendar.label(start)}"
        item = Item(RESTATED, line.pence, line.key, text, line.day, (line.txn, line.leg))
        yield Event(item, start, line.period, _STATE.sub("", line.base))


def _of_evidence(
    register: Register, transactions: Sequence[Transaction], rows: list[Row], by_key: dict[str, list[Line]]
) -> Iterable[tuple[Row, Event]]:
    """Yield each row of evidence with what it is: posted here on no code of its own, on its own in some period, or not at all."""
    if not rows:
        return
    known = matching.matched(register, register.evidence, matching.posted(transactions, register.evidence))
    met = set()
    for row in rows:
        one = row.evidence
        match = known.get(one.key)
        same = [line for key in (match.keys if match else ()) for line in by_key.get(key, ()) if line.code == row.code]
        if not same or match is None:
            name = EVIDENCE if match else NOT_POSTED
            why = f"posted here as {', '.join(match.keys)}" if match else "belongs to nothing that was posted here"
            yield row, Event(Item(name, row.pence, one.key, why, one.date), row.period, _NEVER, "")
            continue
        group = "/".join(("timing", *match.keys))
        when = f"posted here in {Calendar.label(same[0].period)}"
        yield row, Event(Item(TIMING, row.pence, one.key, when, one.date), row.period, _NEVER, group)
        if group not in met:
            met.add(group)
            for line in same:
                why = f"in the finance system in {Calendar.label(row.period)}"
                yield row, Event(Item(TIMING, -line.pence, line.key, why, line.day), line.period, _NEVER, group)

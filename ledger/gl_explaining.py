"""What explains the rest of a difference between the finance system's balance and ours, where something does?

Rows restated, coded or dated otherwise, or left out by import: each is named only where it is the rest to the penny and nothing
else could be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ledger.gl_balances import Code, Line, Made
from ledger.gl_held import MIS_CODED, REJECTED, TIMING, Event, Held, Item, with_items
from ledger.periods import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable


def explained(
    held: list[Held], possible: dict[tuple[int, Code], list[Event]], left: dict[int, list[tuple[int, str, int, int]]]
) -> Iterable[Held]:
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


def _with_restated(held: Held, events: list[Event]) -> Held:
    """Return *held* with the restatements that bring it nearer to the finance system's balance: that may be older than they."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for one in events:
        if one.start <= held.period < one.end:
            groups[one.group].append(one.item)
    for items in groups.values():
        if held.unexplained and abs(held.unexplained - sum(one.pence for one in items)) < abs(held.unexplained):
            held = with_items(held, *items)
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
                result[at] = with_items(group[at], item)
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
        result.append(held if item is None else with_items(held, item))
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
        fits = [one for one in totals if rest and (one[2] == together or (one[2] == rest and counts[rest] == 1))]
        items = [
            Item(REJECTED, rest, name, f"{_rows_of(rows, name)}, known in total only") for name, rows, _ in fits[:1]
        ]
        result.append(with_items(held, *items))
    return result


def _rows_of(rows: int, extract: str) -> str:
    return f"1 row of {extract}" if rows == 1 else f"{rows:,} rows of {extract}"

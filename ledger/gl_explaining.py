"""What explains the rest of a difference between the finance system's balance and ours, where something does?

Rows restated, coded or dated otherwise, or left out by import: each is named only where it is the rest to the penny and nothing
else could be. The last period of a year goes first: what is gone by then was a matter of time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ledger import gl_misplaced
from ledger.gl_balances import Made
from ledger.gl_held import REJECTED, TIMING, Event, Held, Item, with_items
from ledger.periods import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.gl_balances import Code, Line
    from ledger.gl_misplaced import Move


class _Later(NamedTuple):
    """A code at the next period that is known: what nothing explains of it, but rows left out, and when it is gone (0: never)."""

    rest: int
    gone: int


def explained(
    held: list[Held], possible: dict[tuple[int, Code], list[Event]], left: dict[int, list[tuple[int, str, int, int]]]
) -> Iterable[Held]:
    """Yield *held* with what explains the rest of each difference, where something does."""
    by_year: dict[int, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for one in held:
        restated = _with_restated(one, possible.get((one.period // 100, one.code), []))
        by_year[one.period // 100][one.period].append(restated)
    for year, by_period in sorted(by_year.items()):
        found = _of_year(by_period)
        for period, group in sorted(found.items()):
            yield from _with_rejected(group, [one for one in left.get(year, ()) if one[0] <= period])


def _of_year(by_period: dict[int, list[Held]]) -> dict[int, list[Held]]:
    """Return the codes of each period of a year with the rows that are coded or dated otherwise."""
    later: dict[Code, _Later] = {}
    moves: list[Move] = []
    found: dict[int, list[Held]] = {}
    amounts = gl_misplaced.by_amount(one for group in by_period.values() for one in group)
    for period, group in sorted(by_period.items(), reverse=True):
        start = gl_misplaced.known_later(group, moves)
        # A row of ours in a later period, and nothing left by then, says more than a row elsewhere that is as much.
        posted = [
            _with_timing(one, after, is_only_ours=True) if (after := later.get(one.code)) else one for one in start
        ]
        coded, more = gl_misplaced.with_moves(posted, amounts)
        moves += more
        found[period] = [_with_timing(one, later.get(one.code)) for one in coded]
        for before, now in zip(start, found[period], strict=True):
            is_timed = any(one.name == TIMING for one in now.items[len(before.items) :])
            later[now.code] = _Later(now.unexplained, _gone(now, later.get(now.code), is_timed=is_timed))
    return found


def _gone(held: Held, after: _Later | None, *, is_timed: bool) -> int:
    """Return the period at which nothing is left of the code's difference, itself or a later one; 0 for none that is known."""
    if held.unexplained:
        return 0
    if is_timed:
        return after.gone if after else 0
    return held.period


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


def _with_timing(held: Held, after: _Later | None, *, is_only_ours: bool = False) -> Held:
    """Return *held* with the rows that we post in a later period, or the finance system does and agrees with us then.

    With *is_only_ours*, only with the one row that we post later.
    """
    rest = held.unexplained
    if not rest or (after is not None and after.rest):
        return held
    same = [one for one in held.of_year.of(rest) if one.period > held.period]
    if len(same) == 1:
        return with_items(held, _ours_later(same[0]))
    if after is None or not after.gone or is_only_ours:
        return held
    early = [one for one in held.of_year.of(-rest) if one.period <= held.period and one.made is Made.ROW]
    if len(early) == 1:
        return with_items(held, _theirs_later(early[0], held))
    ours = _together(held.of_year.rows(held.period, after.gone), held, rest)
    theirs = _together(held.of_year.rows(held.period - 1, held.period), held, -rest)
    if ours and theirs:
        return held
    return with_items(held, *map(_ours_later, ours), *(_theirs_later(one, held) for one in theirs))


def _ours_later(line: Line) -> Item:
    why = f"posted here in {Calendar.label(line.period)}"
    return Item(TIMING, line.pence, line.key, why, line.day, (line.txn, line.leg))


def _theirs_later(line: Line, held: Held) -> Item:
    why = f"in the finance system after {Calendar.label(held.period)}"
    return Item(TIMING, -line.pence, line.key, why, line.day)


def _together(lines: list[Line], held: Held, pence: int) -> list[Line]:
    """Return those of *lines* that are *pence* together: of earlier documents, two alone, or all of one extract or one day."""
    before = [one for one in lines if 0 < one.document_period <= held.period < one.period]
    if before and sum(one.pence for one in before) == pence:
        return before
    if both := _only_two(lines, pence):
        return both
    groups: dict[object, list[Line]] = defaultdict(list)
    for one in lines:
        groups[one.extract].append(one)
        groups[one.day].append(one)
    fits = {tuple(group) for group in groups.values() if sum(one.pence for one in group) == pence}
    return list(fits.pop()) if len(fits) == 1 else []


def _only_two(lines: list[Line], pence: int) -> list[Line]:
    """Return the two of *lines* that make *pence* together, where only two do."""
    by_amount: dict[int, list[Line]] = defaultdict(list)
    for one in lines:
        by_amount[one.pence].append(one)
    ways = 0
    both: list[Line] = []
    for amount, same in by_amount.items():
        other = same[1:] if amount * 2 == pence else by_amount.get(pence - amount, ()) if amount * 2 < pence else ()
        if other:
            ways += len(same) * len(other)
            both = [same[0], other[0]]
    return both if ways == 1 else []


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

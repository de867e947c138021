"""Which rows stand on one code here and on another in the finance system?

Nothing in a row says so: it is concluded from what is left of the differences. A row is moved where it is just what its code has too
many or the other too few, where no other row could be it, and where the codes that it joins then agree to the penny.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ledger.gl_balances import Line, Made
from ledger.gl_held import MIS_CODED, Held, Item, with_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.gl_balances import Code
    from ledger.gl_held import OfYear


#: Of two codes that are left, :func:`_to_each` has said that another row could be it.
_PAIR = 2


class Move(NamedTuple):
    """A row that these books have on *here* and the finance system on *there*."""

    line: Line
    here: Code
    there: Code


def by_amount(year: Iterable[Held]) -> dict[int, list[Line]]:
    """Return the rows of all codes of a year by their pence."""
    found: dict[int, list[Line]] = defaultdict(list)
    for code in {one.code: one.of_year for one in year}.values():
        for line in code.lines:
            if line.made is Made.ROW:
                found[line.pence].append(line)
    return found


def known_later(group: Sequence[Held], moves: Iterable[Move]) -> list[Held]:
    """Return *group* with those of a later period's *moves* whose row stands here already, where both codes come nearer by it."""
    place = {one.code: number for number, one in enumerate(group)}
    result = list(group)
    for move in moves:
        if move.here not in place or move.there not in place:
            continue
        here, there = result[place[move.here]], result[place[move.there]]
        pence = move.line.pence
        is_nearer = all(
            abs(rest + more) < abs(rest) for rest, more in ((here.unexplained, pence), (there.unexplained, -pence))
        )
        if move.line.period <= here.period and is_nearer:
            _take(result, place, move)
    return result


def with_moves(group: Sequence[Held], amounts: Mapping[int, Sequence[Line]]) -> tuple[list[Held], list[Move]]:
    """Return *group* with the rows that stand on another code, and those moves; *amounts* are the year's :func:`by_amount`."""
    place = {one.code: number for number, one in enumerate(group)}
    rest = {one.code: one.unexplained for one in group if one.unexplained}
    if not rest:
        return list(group), []
    period = group[0].period
    chosen = _agreeing([*_to_each(rest, amounts, period)], rest)
    for move in chosen:
        rest[move.here] += move.line.pence
        rest[move.there] -= move.line.pence
    left = {code: pence for code, pence in rest.items() if pence}
    chosen += _to_one(left, {code: group[place[code]].of_year for code in left}, period)
    result = list(group)
    for move in chosen:
        _take(result, place, move)
    return result, chosen


def _to_each(rest: dict[Code, int], amounts: Mapping[int, Sequence[Line]], period: int) -> Iterable[Move]:
    """Yield, for each code that lacks what no other lacks, the one row elsewhere that is just that."""
    counts = Counter(rest.values())
    for code, pence in rest.items():
        if counts[pence] > 1:
            continue
        found = [
            one
            for one in amounts.get(pence, ())
            if one.period <= period and one.code != code and rest.get(one.code, 0) * pence < 0
        ]
        if len(found) == 1:
            yield Move(found[0], found[0].code, code)


def _agreeing(moves: list[Move], rest: dict[Code, int]) -> list[Move]:
    """Return the *moves* that leave nothing on any code which they join, by themselves or through another move."""
    joined: dict[Code, Code] = {}

    def first(code: Code) -> Code:
        while code in joined:
            joined[code] = joined.get(joined[code], joined[code])
            code = joined[code]
        return code

    left = dict(rest)
    for one in moves:
        left[one.here] += one.line.pence
        left[one.there] -= one.line.pence
        here, there = first(one.here), first(one.there)
        if here != there:
            joined[there] = here
    wrong = {first(code) for code, pence in left.items() if pence}
    return [one for one in moves if first(one.here) not in wrong]


def _to_one(rest: dict[Code, int], rows: Mapping[Code, OfYear], period: int) -> list[Move]:
    """Return the rows of several codes that one code lacks together: all that is left of the differences, or none."""
    if len(rest) == _PAIR or sum(rest.values()) != 0:
        return []
    for sign in (1, -1):
        lacking = [code for code, pence in rest.items() if pence * sign > 0]
        if len(lacking) != 1:
            continue
        moves = []
        for code, pence in rest.items():
            found = [one for one in rows[code].of(-pence) if one.period <= period and one.made is Made.ROW]
            if code != lacking[0] and len(found) == 1:
                moves.append(Move(found[0], code, lacking[0]))
        if moves and len(moves) == len(rest) - 1:
            return moves
    return []


def _take(result: list[Held], place: dict[Code, int], move: Move) -> None:
    line = move.line
    for code, other, says, sign in (
        (move.there, move.here, "here on", 1),
        (move.here, move.there, "in the finance system on", -1),
    ):
        item = Item(MIS_CODED, sign * line.pence, line.key, f"{says} {' '.join(other)}", line.day)
        result[place[code]] = with_items(result[place[code]], item)

"""Which part of a pool does each partner bear, or give, on a day?

Shares are fractions or weights, each from a date; together they make a whole at every date. A successor takes its
predecessor's place in them without another directive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.directives import Record
    from ledger.pools import Pool, Succession

#: What shares are of: what is contributed, or what is borne of the spending.
CONTRIBUTION, RISK = "contribution", "risk"


@dataclass(frozen=True)
class Since:
    """The weights from *day* on, by partner in the order of names; those of nothing are left out."""

    day: datetime.date
    weights: dict[str, Fraction]
    place: dict[str, Any] = field(repr=False, compare=False)

    @property
    def whole(self) -> Fraction:
        """What the weights add up to."""
        return sum(self.weights.values(), Fraction(0))


@dataclass(frozen=True)
class Timeline:
    """The weights of one division, from day to day."""

    states: tuple[Since, ...]

    def on(self, day: datetime.date) -> dict[str, Fraction]:
        """Return each partner's part of a whole on *day*, in the order of names; nothing where no shares are in force."""
        index = bisect_right(self.states, day, key=lambda one: one.day)
        state = self.states[index - 1] if index else None
        if state is None or not state.whole:
            return {}
        return {partner: weight / state.whole for partner, weight in state.weights.items()}

    def not_whole(self, whole: Fraction) -> list[Since]:
        """Return the states whose weights do not add up to *whole*; that a division ends is no fault."""
        return [one for one in self.states if one.weights and one.whole != whole]


@dataclass(frozen=True)
class Shares:
    """Every division of a pool: by what it is of and the account of the spending that it is for, empty for all spending.

    *caps* are the most that partners bear of a year, in pence, from each day on which one changes; *passed* is who succeeded whom.
    """

    timelines: dict[tuple[str, str], Timeline]
    caps: tuple[tuple[datetime.date, dict[str, int]], ...] = ()
    passed: tuple[Succession, ...] = ()

    def borne(self, account: str, day: datetime.date) -> dict[str, Fraction]:
        """Return who bears which part of spending on *account* on *day*; nothing where nobody does.

        A rule for the account, or the nearest above it, goes before the pool's own risk shares; where a pool has none,
        spending is borne as contributions are given.
        """
        best = max(
            (of for what, of in self.timelines if what == RISK and of and f"{account}:".startswith(f"{of}:")),
            key=len,
            default="",
        )
        for key in dict.fromkeys(((RISK, best), (RISK, ""), (CONTRIBUTION, ""))):
            parts = self.timelines[key].on(day) if key in self.timelines else {}
            if parts:
                return parts
        return {}

    def given(self, day: datetime.date) -> dict[str, Fraction]:
        """Return which part each partner contributes on *day*; nothing where that is not agreed."""
        timeline = self.timelines.get((CONTRIBUTION, ""))
        return timeline.on(day) if timeline else {}

    def caps_on(self, day: datetime.date) -> dict[str, int]:
        """Return the most that each partner bears of a year's net spending, in pence, as agreed by *day*."""
        return next((caps for since, caps in reversed(self.caps) if since <= day), {})


def of(records: Iterable[Record], pool: Pool, successions: Iterable[Succession]) -> Shares:
    """Return the divisions of *pool* that *records* agree; families divide it where it is apportioned by them."""
    stated: dict[tuple[str, str], list[Record]] = defaultdict(list)
    own: list[Record] = []
    for one in sorted((one for one in records if one.name in ("share", "headcount")), key=lambda one: one.date):
        if one.values["pool"] != pool.name:
            continue
        own.append(one)
        if one.name == "headcount":
            if pool.by_families:
                stated[RISK, ""].append(one)
            continue
        what, account = one.values["of"], one.metadata.get("account", "")
        if not (pool.by_families and (what, account) == (RISK, "")):
            stated[what, account].append(one)
    passed = tuple(successions)
    return Shares({key: _timeline(each, passed) for key, each in stated.items()}, _caps(own, passed), passed)


def _timeline(records: list[Record], successions: tuple[Succession, ...]) -> Timeline:
    """Return the states after each day on which something changes: who succeeds first, then what was agreed that day."""
    first = records[0].date
    passing: dict[datetime.date, list[Succession]] = defaultdict(list)
    for each in successions:
        if each.day >= first:
            passing[each.day].append(each)
    agreed: dict[datetime.date, list[Record]] = defaultdict(list)
    for one in records:
        agreed[one.date].append(one)
    states: list[Since] = []
    weights: dict[str, Fraction] = {}
    for day in sorted({*passing, *agreed}):
        weights = _passed_on(weights, passing[day]) if day in passing else dict(weights)
        for one in agreed.get(day, ()):
            weights[one.values["partner"]] = _weight(one)
        place = agreed[day][-1].place if day in agreed else passing[day][-1].place
        weights = {partner: weight for partner, weight in sorted(weights.items()) if weight}
        if not states or states[-1].weights != weights:
            states.append(Since(day, weights, place))
    return Timeline(tuple(states))


def _caps(
    records: list[Record], successions: tuple[Succession, ...]
) -> tuple[tuple[datetime.date, dict[str, int]], ...]:
    """Return the caps from each day on; who succeeds a partner takes its part of the cap with its part of the share.

    One that takes the place of partners with a cap and of some without, or had a share without a cap before, has none.
    """
    if not any("cap" in one.metadata for one in records):
        return ()
    states: list[tuple[datetime.date, dict[str, int]]] = []
    caps: dict[str, int] = {}
    sharing: set[str] = set()
    for day in sorted({one.date for one in records} | {one.day for one in successions}):
        of_day = [one for one in successions if one.day == day and one.old in sharing]
        before = dict(caps)
        for new in {one.new for one in of_day}:
            taken = [one for one in of_day if one.new == new]
            places = {one.old for one in taken} | ({new} & sharing)
            if places <= set(before):
                part = sum((before[one.old] * one.share for one in taken), Fraction(before.get(new, 0)))
                caps[new] = money.rounded(part)
            else:
                caps.pop(new, None)
        for one in of_day:
            caps.pop(one.old, None)
        sharing = (sharing - {one.old for one in of_day}) | {one.new for one in of_day}
        for record in (one for one in records if one.date == day):
            sharing.add(record.values["partner"])
            if "cap" in record.metadata:
                caps[record.values["partner"]] = record.metadata["cap"]
        states.append((day, dict(caps)))
    return tuple(states)


def _weight(record: Record) -> Fraction:
    weight: Fraction | int = record.values["families"] if record.name == "headcount" else record.values["share"]
    return Fraction(weight)


def _passed_on(weights: dict[str, Fraction], successions: list[Succession]) -> dict[str, Fraction]:
    """Return *weights* with those of each predecessor handed on."""
    after = {partner: weight for partner, weight in weights.items() if partner not in {one.old for one in successions}}
    for one in successions:
        if one.old in weights:
            after[one.new] = after.get(one.new, Fraction(0)) + weights[one.old] * one.share
    return after

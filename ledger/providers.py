"""What is owed to each provider on a day, and what do the books hold of it?

Families that an entry attaches and that name a provider earn its fee; results that the council claims for its families earn its
result pay, and no longer do once the claim is rejected, withdrawn or clawed back. What is earned is due but for the retained
share; what is due and not paid is outstanding. So earned = paid + outstanding + retained, on every day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.agreements import Register
    from ledger.provider_facts import Facts, Leg
    from ledger.provider_terms import Provider


@dataclass(frozen=True)
class Position:
    """How a provider stands on a day by its terms: families in hundredths, money in pence."""

    day: datetime.date
    families: int
    results: int
    fee: int
    result_pay: int
    maximum: int | None
    retained: int
    paid: int

    @property
    def earned(self) -> int:
        """What the provider has earned, within the most that its agreement pays."""
        both = self.fee + self.result_pay
        return both if self.maximum is None else min(both, self.maximum)

    @property
    def due(self) -> int:
        """What is to be paid by now: what is earned but not retained."""
        return self.earned - self.retained

    @property
    def outstanding(self) -> int:
        """What is due and not paid; below zero where more was paid than is due."""
        return self.due - self.paid


@dataclass(frozen=True)
class InBooks:
    """What the books hold for a provider on a day, in pence: creditor (below zero: paid before), retention, spending."""

    due: dict[str, int]
    retention: int
    spent: dict[str, int]
    handed_on: dict[str, int]

    @property
    def creditor(self) -> int:
        """What the books owe now."""
        return sum(self.due.values())


def position(register: Register, provider: Provider, facts: Facts, day: datetime.date) -> Position:
    """Return how *provider* stands at the end of *day* by its terms."""
    families = _families(facts, day)
    live = _live(facts, day)
    fee = sum(money.rounded(provider.fee_of(register, year) * number / 100) for year, number in families.items())
    pay = sum(money.rounded(provider.result_of(one[2], pence)) for one, pence in live.items())
    number = sum(families.values())
    succeeded = len({one[0] for one in live})
    found = Position(
        day,
        number,
        len(live),
        fee,
        pay,
        provider.maximum,
        0,
        sum(one.pence for one in facts.payments if one.date <= day),
    )
    if _is_released(provider, day, succeeded, number):
        return found
    kept = money.rounded(provider.retained * found.earned)
    return Position(day, number, len(live), fee, pay, provider.maximum, kept, found.paid)


def _families(facts: Facts, day: datetime.date) -> dict[str, int]:
    """Return the families that the provider took, in hundredths by year; where no entry attaches any, those claimed for."""
    found: dict[str, int] = defaultdict(int)
    for one in facts.taken:
        if one.date <= day:
            found[one.year] += one.families
    attached = {one.year for one in facts.taken}
    claimed = {(one.year, one.family) for one in facts.asked if one.date <= day and one.year not in attached}
    for year, _ in claimed:
        found[year] += 100
    return found


def _live(facts: Facts, day: datetime.date) -> dict[tuple[str, str, str], int]:
    """Return what stands of each claim, by family, year and route; one that was taken back whole is none."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in facts.asked:
        if one.date <= day:
            found[one.family, one.year, one.route] += one.pence
    return {key: pence for key, pence in found.items() if pence > 0}


def _is_released(provider: Provider, day: datetime.date, succeeded: int, families: int) -> bool:
    """Return whether nothing is retained any more: by the day and the success agreed; by a later directive where neither is."""
    if provider.until is None and provider.success is None:
        return False
    is_day = provider.until is None or day >= provider.until
    return is_day and (provider.success is None or Fraction(succeeded * 100) >= provider.success * max(families, 1))


def in_books(facts: Facts, day: datetime.date) -> InBooks:
    """Return what the books hold for the provider at the end of *day*."""
    return InBooks(
        _sums(facts.due, day, -1), -sum(one.pence for one in facts.kept if one.date <= day), _sums(facts.spent, day, 1),
        _sums(facts.handed_on, day, 1),
    )  # fmt: skip


def _sums(legs: Iterable[Leg], day: datetime.date, sign: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in legs:
        if one.date <= day:
            found[one.account] += sign * one.pence
    return {account: pence for account, pence in found.items() if pence}

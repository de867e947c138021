"""What is owed to each provider on a day, and what do the books hold of it?

Families that an entry attaches and that name a provider earn its fee; results that the council claims for its families earn its
result pay, and no longer do once the claim is rejected, withdrawn or clawed back. What is earned is due but for the retained
share; what is due and not paid is outstanding. So earned = paid + outstanding + retained, on every day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.agreements import Register
    from ledger.claims import Claim
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


class Part(NamedTuple):
    """A part of what a provider has earned: so many families of a year, or results of a route, and pence.

    *claimed* is what the council claims for the results, or was paid where that is what counts; None of families.
    """

    what: str
    number: int
    claimed: int | None
    earned: int


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
    """Return how *provider* stands at the end of *day* by its terms, which an amendment changes from its own day on.

    A family earns what was agreed when it was taken, a result what was agreed when it was claimed; the maximum and what is
    retained are those of the day.
    """
    today = provider.on(day)
    fees, results = _fees(register, provider, facts, day), _results(provider, facts, day)
    found = Position(
        day,
        sum(one.number for one in fees),
        sum(one.number for one in results) // 100,
        sum(one.earned for one in fees),
        sum(one.earned for one in results),
        today.maximum,
        0,
        sum(one.pence for one in facts.payments if one.date <= day),
    )
    succeeded = len({one.family for one in _live(facts, day)})
    if _is_released(today, day, succeeded, found.families):
        return found
    return replace(found, retained=money.rounded(today.retained * found.earned))


def parts(register: Register, provider: Provider, facts: Facts, day: datetime.date) -> list[Part]:
    """Return what the fee and the result pay of the provider's :func:`position` are made of; numbers in hundredths."""
    return [*_fees(register, provider, facts, day), *_results(provider, facts, day)]


def _fees(register: Register, provider: Provider, facts: Facts, day: datetime.date) -> list[Part]:
    found = []
    for (dated, year), number in sorted(_families(provider, facts, day).items()):
        terms = provider.on(dated)
        pence = money.rounded(terms.fee_of(register, year) * number / 100)
        found.append(Part(f"families of {year or 'no year'}{_since(provider, terms)}", number, None, pence))
    return found


def _results(provider: Provider, facts: Facts, day: datetime.date) -> list[Part]:
    found: dict[str, Part] = {}
    for one in _live(facts, day):
        terms = provider.on(_day_of(one))
        what = f"results of {one.route}{_since(provider, terms)}"
        before = found.get(what, Part(what, 0, 0, 0))
        found[what] = Part(
            what,
            before.number + 100,
            cast("int", before.claimed) + (one.paid(day) if terms.is_on_receipt else one.claimed(day)),
            before.earned + money.rounded(terms.result_of(one, day)),
        )
    return [found[what] for what in sorted(found)]


def _since(provider: Provider, terms: Provider) -> str:
    """Return from when the terms hold, where they were amended."""
    return f", terms of {terms.dated.day} {terms.dated:%B %Y}" if provider.earlier else ""


def _live(facts: Facts, day: datetime.date) -> list[Claim]:
    return [one for one in facts.claims if _was_claimed(one, day) and one.is_live(day)]


def _day_of(claim: Claim) -> datetime.date:
    return cast("datetime.date", claim.submitted())


def _was_claimed(claim: Claim, day: datetime.date) -> bool:
    return _day_of(claim) <= day


def _families(provider: Provider, facts: Facts, day: datetime.date) -> dict[tuple[datetime.date, str], int]:
    """Return the families that the provider took, in hundredths, by the day of the terms that hold for them and by year.

    Of a year of which no entry attaches any, they are those claimed for.
    """
    found: dict[tuple[datetime.date, str], int] = defaultdict(int)
    for one in facts.taken:
        if one.date <= day:
            found[provider.on(one.agreed).dated, one.year] += one.families
    attached = {year for _, year in found}
    first: dict[tuple[str, str], datetime.date] = {}
    for claim in facts.claims:
        if _was_claimed(claim, day) and claim.attached not in attached:
            first.setdefault((claim.attached, claim.family), _day_of(claim))
    for (year, _), agreed in first.items():
        found[provider.on(agreed).dated, year] += 100
    return found


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

"""What is the budget of each account for a year, by posting period: as allocated, as profiled, and as virements moved it?

An allocation goes to the posting periods that its days lie in, equal months in equal parts, and a year's budget is what
its periods have. A ``profile`` directive says otherwise within a year. Every division is penny-exact (largest remainder).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import accounts, money, registering
from ledger.periods import FIRST_YEAR, LAST_YEAR, PeriodError, year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.agreements import Allocation, Register, Virement
    from ledger.periods import Calendar


@dataclass(frozen=True)
class Profile:
    """How the budget of an account and all below it goes to the posting periods of a year: a weight each."""

    account: str
    year: str
    weights: tuple[Fraction, ...]
    since: datetime.date
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Budget:
    """The budget of an account for a year, in pence by posting period: as allocated, and what virements add to it."""

    account: str
    allocated: Mapping[int, int]
    vired: Mapping[int, int]

    @property
    def approved(self) -> int:
        """What was allocated for the year, in pence."""
        return sum(self.allocated.values())

    @property
    def moved(self) -> int:
        """What virements added to the year, in pence; below zero where they took more."""
        return sum(self.vired.values())

    @property
    def pence(self) -> int:
        """The year's budget as it stands, in pence."""
        return self.approved + self.moved

    def of(self, key: int) -> int:
        """Return what the posting period *key* has, in pence."""
        return self.allocated.get(key, 0) + self.vired.get(key, 0)

    def until(self, key: int) -> int:
        """Return what the posting periods up to *key* have together, in pence."""
        return sum(pence for parts in (self.allocated, self.vired) for at, pence in parts.items() if at <= key)

    @property
    def covered(self) -> tuple[int, ...]:
        """The posting periods that have something of the budget."""
        return tuple(sorted({*self.allocated, *self.vired}))


@dataclass(frozen=True)
class Approved:
    """What was approved by a day: allocations, virements, and profiles in their last state."""

    allocations: tuple[Allocation, ...]
    virements: tuple[Virement, ...]
    profiles: tuple[Profile, ...]

    def of_fund(self, fund: str) -> Approved:
        """Return what of it is the *fund*'s."""
        return Approved(
            tuple(one for one in self.allocations if fund_of(one.account) == fund),
            tuple(one for one in self.virements if fund in (fund_of(one.source), fund_of(one.target))),
            tuple(one for one in self.profiles if fund_of(one.account) == fund),
        )


@dataclass(frozen=True)
class YearBudget:
    """The budgets of a fund for a financial year as known on a day, by account; and what they are made of."""

    fund: str
    year: int
    keys: tuple[int, ...]
    budgets: Mapping[str, Budget]
    allocations: tuple[Allocation, ...]
    virements: tuple[Virement, ...]
    profiles: Mapping[str, Profile | None]
    passed_over: tuple[Profile, ...]

    @property
    def label(self) -> str:
        """The year as it is written: 2018-19."""
        return year_label(self.year)


def periods_of(calendar: Calendar, year: int) -> tuple[int, ...]:
    """Return the posting periods that a budget of *year* goes to: all but an adjusting one, which has no days of its own."""
    whole = calendar.parse(year_label(year))
    return tuple(key for key in range(whole.first, whole.last + 1) if not calendar.is_adjusting(key))


def fund_of(account: str) -> str:
    """Return the fund that *account* names; an empty text where it names none, of which A102 and A110 tell."""
    try:
        return accounts.parse(account).fund
    except accounts.AccountNameError:
        return ""


def is_spending(name: accounts.AccountName) -> bool:
    """Return whether budgets are held for *name*: expenses of a fund, and no transfer to another."""
    return name.root == "Expenses" and name.first != "TransferOut"


def is_at_or_below(account: str, other: str) -> bool:
    """Return whether *account* is *other* or an account below it."""
    return account == other or account.startswith(f"{other}:")


def nearest(account: str, names: Iterable[str]) -> str | None:
    """Return which of *names* is *account* itself or the nearest account above it, None for none."""
    return max((one for one in names if is_at_or_below(account, one)), key=len, default=None)


def above(account: str, allocated: Iterable[Allocation]) -> list[Allocation]:
    """Return the allocations that *account* may count towards: those of itself and of the accounts above it."""
    return [one for one in allocated if is_at_or_below(account, one.account)]


def held_by(account: str, day: datetime.date, allocated: Iterable[Allocation]) -> str:
    """Return the allocated account that *account* counts towards on *day*: itself or the nearest above it.

    An allocation that covers the day comes first; where none does, one of another time holds what came early or late.
    """
    found = above(account, allocated)
    covering = [one for one in found if one.start <= day <= one.end]
    return max((one.account for one in covering or found), key=len, default=account)


def approved(register: Register, day: datetime.date | None = None) -> Approved:
    """Return what was approved by *day* (None: by now)."""
    since: dict[tuple[Any, ...], datetime.date] = {}
    for one in register.records:
        if one.name == "allocation":
            key = tuple(one.values[name] for name in registering.AMENDED["allocation"])
            since.setdefault(key, registering.day_of(one))
    return Approved(
        tuple(
            one
            for one in register.allocations
            if day is None or since[one.agreement, one.account, one.start, one.end] <= day
        ),
        tuple(one for one in register.virements if day is None or one.date <= day),
        tuple(
            Profile(one.values["account"], one.values["year"], one.values["weights"], one.date, one.place)
            for one in registering.standing(register.records, "profile")
            if day is None or registering.day_of(one) <= day
        ),
    )


def by_period(
    allocation: Allocation, calendar: Calendar, profiled: Mapping[int, Sequence[Fraction]] | None = None
) -> dict[int, int]:
    """Return the pence of *allocation* by posting period, which sum to it; none where its days are in no period.

    *profiled* has the weights of the posting periods of some years. They divide what the year has, never how much it has.
    """
    weights: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for key, part in _days_covered(allocation, calendar).items():
        weights[key // 100][key] = part
    if not weights:
        return {}
    parts: dict[int, int] = {}
    # Years first, so that a grant of £250,000 for two years is £125,000 in each, and not a penny more.
    of_years = money.split(allocation.amount, [sum(own.values(), Fraction(0)) for own in weights.values()])
    for (year, own), pence in zip(weights.items(), of_years, strict=True):
        given = dict(zip(periods_of(calendar, year), (profiled or {}).get(year, ()), strict=False))
        shares = [given.get(key, Fraction(0)) * part for key, part in own.items()]
        divided = money.split(pence, shares if any(shares) else list(own.values()))
        parts.update(zip(own, divided, strict=True))
    return parts


def _days_covered(allocation: Allocation, calendar: Calendar) -> dict[int, Fraction]:
    """Return which part of each posting period the days of *allocation* cover, where they cover any."""
    covered = {}
    first, last = max(allocation.start.year - 1, FIRST_YEAR), min(allocation.end.year, LAST_YEAR)
    for year in range(first, last + 1):
        for key in periods_of(calendar, year):
            start, end = calendar.days(key)
            days = (min(end, allocation.end) - max(start, allocation.start)).days + 1
            if days > 0:
                covered[key] = Fraction(days, (end - start).days + 1)
    return covered


def year_of(virement: Virement, calendar: Calendar) -> int | None:
    """Return the year whose budget *virement* moves: the one it names, or its date's; None where no period has that."""
    if virement.year is not None:
        return int(virement.year[:4])
    try:
        return calendar.key_of(virement.date) // 100
    except PeriodError:
        return None


def of_year(known: Approved, calendar: Calendar, fund: str, year: int) -> YearBudget:
    """Return the budgets of *fund* for *year* from what is *known*: allocations, profiles and virements."""
    keys, own = periods_of(calendar, year), known.of_fund(fund)
    by_account = {one.account: one for one in own.profiles if one.year == year_label(year)}
    parts: dict[str, dict[int, int]] = {}
    used: dict[str, Profile | None] = {}
    allocations, passed_over = [], []
    for one in own.allocations:
        covered = _days_covered(one, calendar)
        if not any(key // 100 == year for key in covered):
            continue
        allocations.append(one)
        profile = by_account.get(nearest(one.account, by_account) or "")
        if profile and not any(weight and key in covered for key, weight in zip(keys, profile.weights, strict=False)):
            passed_over.append(profile)
        used[one.account] = profile
        of_account = parts.setdefault(one.account, {})
        for key, pence in by_period(one, calendar, {year: profile.weights} if profile else {}).items():
            if key // 100 == year:
                of_account[key] = of_account.get(key, 0) + pence
    virements = tuple(one for one in own.virements if year_of(one, calendar) == year)
    moved = _moved(virements, calendar, keys, fund, allocations, parts)
    names = dict.fromkeys((*parts, *moved))
    budgets = {name: Budget(name, parts.get(name, {}), moved.get(name, {})) for name in names}
    return YearBudget(fund, year, keys, budgets, tuple(allocations), virements, used, tuple(passed_over))


def _moved(
    virements: Sequence[Virement],
    calendar: Calendar,
    keys: Sequence[int],
    fund: str,
    allocations: Sequence[Allocation],
    parts: Mapping[str, Mapping[int, int]],
) -> dict[str, dict[int, int]]:
    """Return what *virements* add to each account of *fund*, by posting period from their date on.

    They go to the periods left as the account's own allocation does, so that months already reported keep their profile.
    """
    moved: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    first, last = calendar.days(keys[0])[0], calendar.days(keys[-1])[1]
    for one in virements:
        day = min(max(one.date, first), last)
        left = [key for key in keys if calendar.days(key)[1] >= day]
        for account, sign in ((one.source, -1), (one.target, 1)):
            if fund_of(account) == fund:
                holder = held_by(account, day, allocations)
                weights = [max(parts[holder].get(key, 0), 0) if holder in parts else 0 for key in left]
                shares = weights if any(weights) else [1] * len(left)
                for key, pence in zip(left, money.split(one.amount, shares), strict=True):
                    moved[holder][key] += sign * pence
    return {name: dict(of_account) for name, of_account in moved.items()}


def years_of(known: Approved, calendar: Calendar) -> set[int]:
    """Return the years that what is *known* has allocations or virements for."""
    years = {key // 100 for one in known.allocations for key in _days_covered(one, calendar)}
    return years | {year for one in known.virements if (year := year_of(one, calendar)) is not None}

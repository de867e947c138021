"""Where does each heading and activity of a fund stand against its budget of a year?"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import accounts, budgets, forecasting
from ledger.forecasting import Forecast, Outturn, Position
from reports.figures import figure, plus
from reports.holding import by_holder
from reports.statement import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from ledger.agreements import Allocation, Commitment
    from ledger.budgets import Approved, YearBudget
    from ledger.forecasting import Expected, Monitoring
    from ledger.periods import Calendar


@dataclass(frozen=True)
class Known:
    """What a statement knows of budgets: approved, forecast and ordered by its day, and how accounts are watched."""

    approved: Approved
    forecasts: tuple[Forecast, ...]
    settings: Mapping[str, Monitoring]
    commitments: tuple[Commitment, ...]
    calendar: Calendar
    #: The last posting period that is known.
    reach: int


@dataclass(frozen=True)
class Line:
    """A heading or an activity against its budget of a year, in pence; *is_more* where only a wider forecast has it."""

    account: str
    approved: int = 0
    vired: int = 0
    profile: int = 0
    actual: Figure = field(default_factory=lambda: Figure(0))
    committed: int = 0
    outturn: Outturn = field(default_factory=lambda: Outturn(0, ""))
    tolerance: int = 0
    is_more: bool = False

    @property
    def budget(self) -> int:
        """The year's budget as virements left it."""
        return self.approved + self.vired

    @property
    def remaining(self) -> int:
        """What is neither spent nor ordered."""
        return self.budget - self.actual.pence - self.committed

    @property
    def variance(self) -> int:
        """What the outturn is above the budget; below zero for an underspend."""
        return self.outturn.pence - self.budget

    @property
    def flag(self) -> str:
        """Over or under, in words."""
        if self.is_more:
            return "in the wider forecast, by no activity"
        return forecasting.flag(self.variance, self.budget, self.tolerance)

    @property
    def heading(self) -> str:
        """The heading, or what stands in its place: Unallocated, WriteOffs; empty for a fund as a whole."""
        name = accounts.parse(self.account)
        return name.heading or name.first

    @property
    def activity(self) -> str:
        """The activity, empty where the heading has none."""
        return accounts.parse(self.account).activity


@dataclass(frozen=True)
class YearLines:
    """A fund's lines of a year, to the posting period *until*; *is_over* where nothing more can be posted to the year."""

    budget: YearBudget
    until: int
    is_over: bool
    lines: tuple[Line, ...]
    expected: Expected
    by_period: Mapping[int, Figure]
    settings: Mapping[str, Monitoring]

    def total(self, lines: Iterable[Line], account: str) -> Line:
        """Return the sum of *lines*, held against the tolerance of *account*."""
        several = list(lines)
        budget = sum(one.budget for one in several)
        return Line(
            account,
            sum(one.approved for one in several),
            sum(one.vired for one in several),
            sum(one.profile for one in several),
            plus(*(one.actual for one in several)),
            sum(one.committed for one in several),
            Outturn(sum(one.outturn.pence for one in several), ""),
            forecasting.allowed(account, budget, self.settings),
        )


def of_year(
    known: Known, spent: pd.DataFrame, fund: str, year: int, until: int, *, with_orders: bool = True
) -> YearLines:
    """Return the lines of *fund* for *year* to the posting period *until*.

    *spent* are the fund's postings of spending. Open orders are no year's own: they stand in one year, *with orders*.
    """
    budget = budgets.of_year(known.approved, known.calendar, fund, year)
    year_end = known.calendar.parse(budget.label).last
    is_over = until >= year_end
    own = spent[(spent["period"] >= year * 100) & (spent["period"] <= min(until, year_end))]
    actual, at = _actual(own, budget)
    committed = _committed(known.commitments, budget, at) if with_orders else {}
    stated = [
        one
        for one in known.forecasts
        if one.year == budget.label and budgets.fund_of(one.account) == fund and one.account.startswith("Expenses:")
    ]
    names = dict.fromkeys((*budget.budgets, *actual, *(name for name, pence in committed.items() if pence)))
    for one in stated:
        related = any(
            budgets.is_at_or_below(one.account, name) or budgets.is_at_or_below(name, one.account) for name in names
        )
        if not related:
            names[one.account] = None
    positions = {name: _position(name, budget, until, actual, committed, at.get(name, {})) for name in names}
    expected = forecasting.expected(positions, stated, known.settings, is_over=is_over)
    lines = [
        Line(
            name,
            budget.budgets[name].approved if name in budget.budgets else 0,
            budget.budgets[name].moved if name in budget.budgets else 0,
            budget.budgets[name].until(until) if name in budget.budgets else 0,
            actual.get(name, Figure(0)),
            committed.get(name, 0),
            expected.of[name],
            forecasting.allowed(name, positions[name].budget, known.settings),
        )
        for name in names
    ]
    lines += [Line(name, outturn=outturn, is_more=True) for name, outturn in expected.more.items()]
    by_period = {int(str(key)): figure(group) for key, group in own.groupby("period", sort=True)}
    return YearLines(budget, until, is_over, tuple(lines), expected, by_period, known.settings)


def _actual(own: pd.DataFrame, budget: YearBudget) -> tuple[dict[str, Figure], dict[str, dict[str, int]]]:
    """Return what was spent by the account that holds it, and of each the pence by the account of the postings."""
    found: dict[str, list[Figure]] = {}
    at: dict[str, dict[str, int]] = {}
    for name, postings in own.groupby("account", observed=True, sort=True):
        account = str(name)
        for holder, group in by_holder(account, postings, budget.allocations):
            spent = figure(group)
            found.setdefault(holder, []).append(spent)
            at.setdefault(holder, {})[account] = spent.pence
    return {holder: plus(*several) for holder, several in found.items()}, at


def _committed(commitments: Iterable[Commitment], budget: YearBudget, at: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return what is ordered by the account that holds it, in pence; and add it to *at*."""
    committed: dict[str, int] = {}
    # Orders are many and accounts few: each account's allocations are looked for once.
    found: dict[str, list[Allocation]] = {}
    for one in commitments:
        if budgets.fund_of(one.account) == budget.fund:
            if one.account not in found:
                found[one.account] = budgets.above(one.account, budget.allocations)
            holder = budgets.held_by(one.account, one.date, found[one.account])
            committed[holder] = committed.get(holder, 0) + one.amount
            of_holder = at.setdefault(holder, {})
            of_holder[one.account] = of_holder.get(one.account, 0) + one.amount
    return committed


def _position(
    name: str,
    budget: YearBudget,
    until: int,
    actual: Mapping[str, Figure],
    committed: Mapping[str, int],
    at: Mapping[str, int],
) -> Position:
    own = budget.budgets.get(name)
    keys = (own.covered if own else ()) or budget.keys
    pence = own.pence if own else 0
    return Position(
        pence,
        actual[name].pence if name in actual else 0,
        committed.get(name, 0),
        pence - own.until(until) if own else 0,
        Fraction(sum(key <= until for key in keys), len(keys)),
        at,
    )

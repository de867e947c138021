"""What must be said beside the figures of a budget: profiles, spending without budget, forecasts that contradict?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, budgets, money
from ledger.forecasting import named
from ledger.periods import year_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.agreements import Fund
    from ledger.periods import Period
    from reports.budget_lines import Known, Line, YearLines


def reach_note(known: Known, period: Period) -> list[str]:
    """Return that the books end before *period* does, so that figures to date do."""
    if not known.reach:
        return [f"Nothing is posted yet: nothing of {period.label} is to date."]
    end = known.calendar.label(known.reach)
    return [f"The books reach {end}, so that to date means to the end of {end}."]


def year_notes(known: Known, found: YearLines, *, by_period: bool) -> Iterator[str]:
    """Yield the notes on the lines of one fund and year; on its profile where that is shown *by period*."""
    if by_period:
        yield from _profiled(found)
    yield from _unmatched(found)
    if by_period and (idle := [one.account for one in found.lines if one.profile > 0 and not one.actual.lines]):
        yield f"a budget to date and no spending: {_listed(idle)}."
    yield from found.expected.said
    yield from _earlier(known, found)


def fund_notes(known: Known, fund: str, years: Iterable[int]) -> Iterator[str]:
    """Yield the notes on a fund: what is kept and not held against a budget."""
    labels = {year_label(year) for year in years}
    for one in known.forecasts:
        name = accounts.parse(one.account)
        if name.fund == fund and name.root == "Income" and one.year in labels:
            yield (
                f"the forecast of {named(one.account)} income for {one.year}, {money.spoken(one.pence)} ({one.method}), is kept, and no "
                "budget is held against it."
            )


def no_budget_notes(fund: Fund, found: Iterable[YearLines], years: Iterable[int]) -> Iterator[str]:
    """Yield what a fund without a budget spent and ordered in each year; that there is nothing, where there is nothing."""
    said = False
    for one in found:
        spent = sum(line.actual.pence for line in one.lines)
        ordered = sum(line.committed for line in one.lines)
        also = f" and {money.spoken(ordered)} committed" if ordered else ""
        if any(line.actual.lines or line.committed for line in one.lines):
            said = True
            yield f"{fund.title}: {money.spoken(spent)} spent{also} in {one.budget.label}, and no budget of it in the books."
    if not said:
        labels = " and ".join(map(year_label, years)) or "any year"
        yield f"{fund.title}: no budget, spending, commitment or forecast of {labels}."


def _profiled(found: YearLines) -> Iterator[str]:
    by_month = [name for name, one in found.budget.profiles.items() if one is None]
    if by_month and len(by_month) == len(found.budget.profiles):
        yield "the profile is equal months, as no other was set."
    elif by_month:
        yield f"the profile is equal months, as no other was set, for {_listed(by_month)}."
    by_account: dict[str, list[str]] = {}
    passed_over = {one.account for one in found.budget.passed_over}
    for name, one in found.budget.profiles.items():
        if one is not None and one.account not in passed_over:
            by_account.setdefault(one.account, []).append(name)
    for account, several in by_account.items():
        which = "" if several == [account] else f": {_listed(several)}"
        yield f"the profile is as set for {named(account)}{which}."
    for one in found.budget.passed_over:
        yield (
            f"the profile of {named(one.account)} gives no weight to the periods of an allocation that it is for, which goes to them in "
            "equal months."
        )


def _unmatched(found: YearLines) -> Iterator[str]:
    spent = [one for one in found.lines if one.actual.lines]
    budgeted = set(found.budget.budgets)
    if lacking := [one for one in spent if one.account not in budgeted and one.heading != accounts.UNALLOCATED]:
        yield f"spending without a budget: {_with_pence(lacking)}."
    if unmapped := [one for one in spent if one.heading == accounts.UNALLOCATED]:
        yield f"{_with_pence(unmapped)} is of rows that no rule maps: it belongs to another line, which is not known yet."


def _with_pence(lines: Iterable[Line]) -> str:
    return "; ".join(f"{named(one.account)} {money.spoken(one.actual.pence)}" for one in lines)


def _listed(names: Iterable[str]) -> str:
    return "; ".join(named(name) for name in names)


def _earlier(known: Known, found: YearLines) -> Iterator[str]:
    """Yield that an allocation of several years brings this one its own part alone."""
    year = found.budget.year
    longer = [
        one.account
        for one in found.budget.allocations
        if any(key // 100 < year for key in budgets.by_period(one, known.calendar))
    ]
    if longer:
        yield (
            f"allocations of several years give each the part of its days; what earlier years left is not in this year's budget: "
            f"{_listed(dict.fromkeys(longer))}."
        )

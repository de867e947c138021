"""The budget statement: each heading and activity against its budget of a year, to date and as forecast to the year's end.

Spending alone: what a fund receives is held against what is due by the reconciliation, and not against a budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import budgets, forecasting
from ledger.periods import PeriodError, year_label
from reports import budget_tables
from reports.budget_lines import Known, of_year
from reports.budget_notes import fund_notes, no_budget_notes, reach_note, year_notes
from reports.figures import pounds, spending
from reports.statement import Statement

if TYPE_CHECKING:
    import datetime

    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period
    from reports.budget_lines import YearLines
    from reports.statement import Table

_SPENDING_ONLY = (
    "Budgets and forecasts here are of spending: what is due to a fund and what came is in statement reconciliation. A transfer to "
    "another fund is no spending."
)


def statement(book: Book, period: Period) -> Statement:
    """Return the budget statement of the year of *period* to its end; for all the books, every year of each fund."""
    known = _known(book, period)
    postings = pounds(book, period)
    tables: list[Table] = []
    notes = [_SPENDING_ONLY]
    until = _until(known, period)
    if not period.is_whole and until < period.last:
        notes += reach_note(known, period)
    for fund in book.register.funds.values():
        spent = spending(postings, fund.name)
        years = _years(known, spent, fund.name) if period.is_whole else [period.first // 100]
        found = [_lines(known, spent, fund.name, year, None if period.is_whole else until) for year in years]
        if not any(one.budget.budgets or one.expected.status for one in found):
            notes += no_budget_notes(fund, found, years)
            continue
        tables += budget_tables.every_year(fund, found) if period.is_whole else budget_tables.one_year(fund, found[0])
        for one in found:
            said = year_notes(known, one, by_period=not period.is_whole)
            notes += [f"{fund.title}, {one.budget.label}: {note}" for note in said]
        notes += [f"{fund.title}: {note}" for note in fund_notes(known, fund.name, years)]
    return Statement.of(book, period, "budget", "Budget monitoring statement", tables, notes)


def _known(book: Book, period: Period) -> Known:
    """Return what the books knew at the end of *period*; all that they know where it stands for the whole of them."""
    day: datetime.date | None = None if period.is_whole else period.end
    register = book.register
    return Known(
        budgets.approved(register, day),
        tuple(forecasting.forecasts(register, day)),
        forecasting.monitored(register, day),
        tuple(one for one in register.commitments if day is None or one.date <= day),
        book.calendar,
        _reach(book),
    )


def _reach(book: Book) -> int:
    """Return the last posting period that the books know something of."""
    posted = int(book.postings["period"].max()) if len(book.postings) else 0
    try:
        return max(posted, book.calendar.key_of(book.last_day))
    except PeriodError:
        return posted


def _years(known: Known, spent: pd.DataFrame, fund: str) -> list[int]:
    """Return the years that *fund* has a budget, spending or a forecast of, and that of its open orders."""
    years = budgets.years_of(known.approved.of_fund(fund), known.calendar)
    years |= {int(key) // 100 for key in spent["period"].unique() if key}
    years |= {int(one.year[:4]) for one in known.forecasts if budgets.fund_of(one.account) == fund}
    if any(budgets.fund_of(one.account) == fund for one in known.commitments):
        years.add(known.reach // 100)
    return sorted(years)


def _until(known: Known, period: Period) -> int:
    """Return the last posting period to date: that of *period*, or the books' own where these have not come so far.

    A quarter that has begun is shown to its end. A year is not over before something after its last month is known.
    """
    begun, ends_year = period.first <= known.reach, known.calendar.parse(year_label(period.first // 100)).last
    return period.last if begun and period.last != ends_year else min(period.last, known.reach)


def _lines(known: Known, spent: pd.DataFrame, fund: str, year: int, until: int | None) -> YearLines:
    """Return the lines of *year* to *until*; with None as far as the books reach, open orders in the last year they reach."""
    if until is not None:
        return of_year(known, spent, fund, year, until)
    last = min(known.calendar.parse(year_label(year)).last, known.reach)
    return of_year(known, spent, fund, year, last, with_orders=year == known.reach // 100)

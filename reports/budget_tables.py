"""How is a budget laid out: to date, as forecast, by posting period, by year; its virements and forecasts?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger import accounts
from ledger.forecasting import named
from reports.figures import plus
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ledger.agreements import Fund
    from reports.budget_lines import Line, YearLines
    from reports.statement import Cell

_PLACE = (
    Column("heading", "Heading", is_wide=True),
    Column("activity", "Heading and activity"),
)
_TO_DATE = (
    *_PLACE,
    Column("approved", "Approved", Kind.MONEY),
    Column("vired", "Vired", Kind.MONEY),
    Column("budget", "Budget", Kind.MONEY),
    Column("profile", "Profile to date", Kind.MONEY),
    Column("actual", "Actual to date", Kind.MONEY),
    Column("committed", "Committed", Kind.MONEY),
    Column("remaining", "Remaining", Kind.MONEY),
)
_EXPECTED = (
    Column("budget", "Budget", Kind.MONEY),
    Column("forecast", "Forecast", Kind.MONEY),
    Column("variance", "Over, or under (\N{MINUS SIGN})", Kind.MONEY),
    Column("flag", "In words"),
)
_PERIODS = (
    Column("period", "Period", Kind.CODE),
    Column("profile", "Profile", Kind.MONEY),
    Column("actual", "Actual", Kind.MONEY),
    Column("profile-to-date", "Profile to date", Kind.MONEY),
    Column("actual-to-date", "Actual to date", Kind.MONEY),
    Column("difference", "Ahead, or behind (\N{MINUS SIGN})", Kind.MONEY),
)
_VIREMENTS = (
    Column("date", "Date", Kind.DATE),
    Column("year", "Year"),
    Column("from", "From"),
    Column("to", "To"),
    Column("amount", "Amount", Kind.MONEY),
    Column("approval", "Approved by"),
)
_FORECASTS = (
    Column("date", "Date", Kind.DATE),
    Column("year", "Year"),
    Column("account", "Of"),
    Column("amount", "Forecast", Kind.MONEY),
    Column("method", "Method and officer"),
    Column("status", "In this statement"),
)


def one_year(fund: Fund, found: YearLines) -> Iterator[Table]:
    """Yield the tables of *fund* for one year: to date, forecast, by period, and what the budget and forecast are made of."""
    year = found.budget.label
    columns = (*_PLACE, *_EXPECTED, Column("method", "By"))
    to_date = replace(found, lines=tuple(one for one in found.lines if not one.is_more))
    yield _by_heading(f"budget-{fund.name}", f"{fund.title}: budget of {year}, to date", _TO_DATE, to_date, _to_date)
    caption = f"{fund.title}: forecast to the end of {year}"
    yield _by_heading(
        f"forecast-{fund.name}", caption, columns, found, lambda one: (*_expected(one), one.outturn.method)
    )
    yield _by_period(fund, found)
    if found.budget.budgets:
        yield _profiles(fund, found)
    yield from _decisions(fund, [found])


def every_year(fund: Fund, found: Sequence[YearLines]) -> Iterator[Table]:
    """Yield the tables of *fund* for all its years: each against its budget, and what budgets and forecasts are made of."""
    columns = (
        Column("year", "Year"),
        *_PLACE,
        Column("budget", "Budget", Kind.MONEY),
        Column("actual", "Actual", Kind.MONEY),
        Column("committed", "Committed", Kind.MONEY),
        *_EXPECTED[1:],
        Column("method", "By", is_wide=True),
    )

    def cells(one: Line) -> tuple[Cell, ...]:
        return (one.budget, one.actual, one.committed, *_expected(one)[1:], one.outturn.method)

    rows = []
    for of_year in found:
        label = of_year.budget.label
        table = _by_heading("", "", columns[1:], of_year, cells)
        rows += [Row((label, *row.cells), row.is_subtotal) for row in table.rows]
        if table.total:
            rows.append(Row((label, "Total", f"{label}, total", *table.total.cells[2:]), is_subtotal=True))
    every = found[0].total([line for one in found for line in one.lines], f"Expenses:{fund.name}")
    total = Row(("Total", "Total", "Total", *cells(every)))
    yield Table(f"years-{fund.name}", f"{fund.title}: budgets by year", columns, tuple(rows), total)
    yield from _decisions(fund, found)


def _to_date(one: Line) -> tuple[Cell, ...]:
    return (one.approved, one.vired, one.budget, one.profile, one.actual, one.committed, one.remaining)


def _expected(one: Line) -> tuple[Cell, ...]:
    return (one.budget, one.outturn.pence, one.variance, one.flag)


def _by_heading(
    name: str, caption: str, columns: tuple[Column, ...], found: YearLines, cells: Callable[[Line], tuple[Cell, ...]]
) -> Table:
    """Return a table of activities, with a subtotal for each heading that has some and the total of the fund."""
    rows = []
    for heading in dict.fromkeys(one.heading for one in found.lines):
        own = [one for one in found.lines if one.heading == heading]
        said = accounts.words(heading)
        account = f"Expenses:{found.budget.fund}:{heading}"
        rows += [Row((said, _label(one, own), *cells(one))) for one in own]
        if heading and [one.activity for one in own] != [""]:
            subtotal = found.total(own, account)
            rows.append(Row((said, f"{said}, total", *cells(subtotal)), is_subtotal=True))
    total = found.total(found.lines, f"Expenses:{found.budget.fund}")
    return Table(name, caption, columns, tuple(rows), Row(("Total", "Total", *cells(total))))


def _label(one: Line, of_heading: Sequence[Line]) -> str:
    said = accounts.words(one.heading) or "All headings"
    if one.is_more:
        return f"{named(one.account) if one.heading else said}, by forecast alone"
    if one.activity:
        return ", ".join(accounts.words(part) for part in one.activity.split(":"))
    return said if len(of_heading) == 1 else f"{said}, not by activity"


def _by_period(fund: Fund, found: YearLines) -> Table:
    budget = found.budget
    keys = [*budget.keys, *sorted({key for key in found.by_period if key not in budget.keys})]
    rows = []
    profiled = spent = 0
    for key in keys:
        profile = sum(one.of(key) for one in budget.budgets.values())
        profiled += profile
        cells: tuple[Cell, ...] = (None, profiled, None, None)
        if key <= found.until:
            actual = found.by_period.get(key, Figure(0))
            spent += actual.pence
            cells = (actual, profiled, spent, spent - profiled)
        rows.append(Row((_short(key), profile, *cells)))
    total = Row(("Total", profiled, plus(*found.by_period.values()), None, None, None))
    caption = f"{fund.title}: profile and actual of {budget.label}, by posting period"
    return Table(f"periods-{fund.name}", caption, _PERIODS, tuple(rows), total)


def _short(key: int) -> str:
    return f"P{key % 100:02}"


def _profiles(fund: Fund, found: YearLines) -> Table:
    """Return the profile of each line, after virements, by posting period."""
    keys = found.budget.keys
    columns = (*_PLACE, *(Column(_short(key).lower(), _short(key), Kind.MONEY) for key in keys))
    budgeted = [one for one in found.lines if one.account in found.budget.budgets]
    rows = tuple(
        Row(
            (
                accounts.words(one.heading),
                _label(one, [other for other in budgeted if other.heading == one.heading])
                if one.activity
                else accounts.words(one.heading),
                *(found.budget.budgets[one.account].of(key) for key in keys),
            )
        )
        for one in budgeted
    )
    sums = (sum(one.of(key) for one in found.budget.budgets.values()) for key in keys)
    caption = f"{fund.title}: the profile of {found.budget.label}, by heading and activity"
    return Table(f"profile-{fund.name}", caption, columns, rows, Row(("Total", "Total", *sums)))


def _decisions(fund: Fund, found: Sequence[YearLines]) -> Iterator[Table]:
    """Yield the virements with who approved them, and the forecasts with their method, where there are any."""
    virements = [
        Row((one.date, of_year.budget.label, named(one.source), named(one.target), one.amount, one.approval))
        for of_year in found
        for one in of_year.budget.virements
    ]
    if virements:
        yield Table(f"virements-{fund.name}", f"{fund.title}: virements", _VIREMENTS, tuple(virements))
    forecasts = [
        Row((one.since, one.year, named(one.account), one.pence, one.method, status))
        for of_year in found
        for one, status in of_year.expected.status.items()
    ]
    if forecasts:
        yield Table(f"forecasts-{fund.name}", f"{fund.title}: officers' forecasts", _FORECASTS, tuple(forecasts))

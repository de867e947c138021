"""The balance sheet of each fund: assets, liabilities and reserves, at the opening and at the period's end."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from ledger import accounts
from ledger.periods import year_label
from reports.figures import figure, plus, pounds, turned
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period

_FUNDS = (
    Column("fund", "Fund"),
    Column("assets", "Assets", Kind.MONEY),
    Column("liabilities", "Liabilities", Kind.MONEY),
    Column("net", "Net assets", Kind.MONEY),
    Column("reserves", "Reserves", Kind.MONEY),
)
_SHEET = (
    Column("account", "Account"),
    Column("opening", "Opening", Kind.MONEY),
    Column("closing", "Closing", Kind.MONEY),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the balance sheet of every fund that has postings by the end of *period*, in pounds."""
    table = pounds(book, period)
    tables: list[Table] = []
    summary: list[Row] = []
    for fund, group in table.groupby("fund", observed=True, sort=True):
        title = book.register.funds[str(fund)].title if str(fund) in book.register.funds else str(fund)
        tables.append(_of_fund(period, str(fund), title, group))
        parts = [group[group["root"].isin(roots)] for roots in (["Assets"], ["Liabilities"])]
        rest = group[~group["root"].isin(["Assets", "Liabilities"])]
        assets, owed, reserves = figure(parts[0]), figure(parts[1]), turned(figure(rest))
        summary.append(Row((title, assets, owed, plus(assets, owed), reserves)))
    total = Row(("Total", *(_sum(summary, column) for column in range(1, len(_FUNDS))))) if summary else None
    overview = Table("funds", f"Every fund at {_day(period)}", _FUNDS, tuple(summary), total)
    notes = [
        "Assets are positive, what is owed is negative, reserves are positive where they are in hand; reserves equal net assets.",
        "Income less spending that is not closed to a reserve stands among the reserves, the year's apart from earlier ones.",
    ]
    if not period.is_whole:
        notes.append(f"Opening is the balance before {period.start.day} {period.start:%B %Y}.")
    others = sorted({str(name) for name in book.postings["commodity"].unique()} - {"GBP"})
    if others:
        notes.append(f"Families and work in kind ({', '.join(others)}) are not pounds, and in no figure here.")
    return Statement.of(book, period, "balance-sheet", "Balance sheet", [overview, *tables], notes)


def _day(period: Period) -> str:
    return f"{period.end.day} {period.end:%B %Y}"


def _sum(rows: list[Row], column: int) -> Figure:
    return plus(*(cell for row in rows if isinstance(cell := row.cells[column], Figure)))


def _of_fund(period: Period, fund: str, title: str, group: pd.DataFrame) -> Table:
    rows: list[Row] = []
    net: list[Row] = []
    for root, heading in (("Assets", "Assets"), ("Liabilities", "Liabilities")):
        own = [_row(period, name, part) for name, part in _by_account(group, root)]
        if own:
            net.append(_together(f"Total {heading.lower()}", own))
            rows += [*own, net[-1]]
    rows.append(_together("Net assets", net))
    reserves = [_row(period, name, part, is_reserve=True) for name, part in _by_account(group, "Equity")]
    reserves += _results(period, group)
    rows += [*reserves, _together("Total reserves", reserves)]
    return Table(f"balance-sheet-{fund}", f"{title}: balance sheet", _SHEET, tuple(rows))


def _by_account(group: pd.DataFrame, root: str) -> list[tuple[str, pd.DataFrame]]:
    chosen = group[group["root"] == root]
    return sorted(((str(name), part) for name, part in chosen.groupby("account", observed=True)), key=itemgetter(0))


def _row(period: Period, account: str, part: pd.DataFrame, *, is_reserve: bool = False) -> Row:
    name = accounts.parse(account)
    words = ": ".join(accounts.words(one) for one in name.parts)
    return _pair(words, period, part, is_reserve=is_reserve)


def _pair(words: str, period: Period, part: pd.DataFrame, *, is_reserve: bool) -> Row:
    before = part[(part["period"] < period.first) | (part["opening"] != "")]
    figures = [figure(before), figure(part)]
    return Row((words, *(turned(one) if is_reserve else one for one in figures)))


def _results(period: Period, group: pd.DataFrame) -> list[Row]:
    """Return income less spending that stands in no reserve: of earlier years, and of the year the period ends in."""
    flows = group[group["root"].isin(["Income", "Expenses"])]
    if period.is_whole:
        return [_pair("Income less spending to date", period, flows, is_reserve=True)] if len(flows) else []
    year = period.last // 100
    earlier, own = flows[flows["period"] < year * 100], flows[flows["period"] >= year * 100]
    rows = [_pair("Income less spending of earlier years", period, earlier, is_reserve=True)] if len(earlier) else []
    return [*rows, _pair(f"Income less spending of {year_label(year)}", period, own, is_reserve=True)]


def _together(words: str, rows: list[Row]) -> Row:
    return Row((words, *(_sum(rows, column) for column in (1, 2))), is_subtotal=True)

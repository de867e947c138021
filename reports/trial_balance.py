"""The trial balance: every account's opening balance, movement and closing balance, by fund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from reports.figures import figure
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Cell


def statement(book: Book, period: Period) -> Statement:
    """Return the trial balance of *period*: a table a fund and commodity, each column adding up to zero."""
    table = book.postings[book.postings["period"] <= period.last]
    tables = []
    for (fund, commodity), group in table.groupby(["fund", "commodity"], observed=True, sort=True):
        tables.append(_of_fund(book, period, str(fund), str(commodity), group))
    notes = []
    if not period.is_whole:
        notes.append(f"Opening is the balance before {period.start}; income and spending of earlier years stand in it.")
    if (table["opening"] != "").any():
        notes.append("Balances from before the books begin (opening:) stand in Opening, whatever their date.")
    notes.append(
        "Debits are positive, credits negative. Opening, closing, and debits with credits, each add up to zero."
    )
    return Statement.of(book, period, "trial-balance", "Trial balance", tables, notes)


def _of_fund(book: Book, period: Period, fund: str, commodity: str, group: pd.DataFrame) -> Table:
    kind = Kind.MONEY if commodity.startswith("GBP") else Kind.COUNT
    unit = 1 if kind is Kind.MONEY else 100
    columns = (
        Column("account", "Account", Kind.CODE),
        Column("opening", "Opening", kind),
        Column("debits", "Debits", kind),
        Column("credits", "Credits", kind),
        Column("closing", "Closing", kind),
    )
    rows = [
        Row((str(account), *_sums(period, part, unit)))
        for account, part in sorted(group.groupby("account", observed=True), key=lambda pair: _order(str(pair[0])))
    ]
    title = book.register.funds[fund].title if fund in book.register.funds else fund
    suffix = "" if commodity == "GBP" else f" ({commodity})"
    return Table(
        f"trial-balance-{fund}{'' if commodity == 'GBP' else '-' + commodity}",
        f"{title}: trial balance{suffix}",
        columns,
        tuple(rows),
        Row(("Total", *_sums(period, group, unit))),
    )


def _order(account: str) -> tuple[int, str]:
    return accounts.ROOTS.index(accounts.parse(account).root), account


def _sums(period: Period, part: pd.DataFrame, unit: int) -> tuple[Cell, ...]:
    is_before = (part["period"] < period.first) | (part["opening"] != "")
    before, during = part[is_before], part[~is_before]
    sums = (before, during[during["pence"] > 0], during[during["pence"] < 0], part)
    figures = [figure(one) for one in sums]
    return tuple(figures) if unit == 1 else tuple(one.pence // unit for one in figures)

"""The transaction listing: every posting of a period, by account, and the control totals of the extracts behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from reports.figures import figure, within
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period

_LISTING = (
    Column("date", "Date", Kind.DATE),
    Column("payee", "Payee"),
    Column("narration", "Narration"),
    Column("document", "Document", Kind.CODE),
    Column("extract", "Extract", Kind.CODE, is_wide=True),
    Column("row", "Row", Kind.COUNT, is_wide=True),
    Column("cost-centre", "Cost centre", Kind.CODE, is_wide=True),
    Column("subjective", "Subjective", Kind.CODE, is_wide=True),
    Column("amount", "Amount", Kind.MONEY),
)
_BUCKETS = (
    ("read", "read"),
    ("posted", "posted"),
    ("held", "in the books already"),
    ("evidence", "evidence"),
    ("outside", "outside the programme"),
    ("rejected", "rejected"),
)
_CONTROL = (
    Column("extract", "Extract", Kind.CODE),
    Column("kind", "Kind"),
    Column("dated", "Dated", Kind.DATE),
    Column("what", "Of the file"),
    Column("rows", "Rows", Kind.COUNT),
    Column("total", "Total", Kind.MONEY),
    Column("sha256", "sha256 of the source", Kind.CODE, is_wide=True),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the control totals of the extracts of *period* and every GBP posting of it, a table an account."""
    table = within(book.postings, period)
    table = table[table["commodity"] == "GBP"]
    tables = [_control(book, period, table)]
    groups = sorted(table.groupby("account", observed=True), key=lambda pair: _order(str(pair[0])))
    tables.extend(_of_account(book, str(account), group) for account, group in groups)
    notes = ["A row says where it came from: the extract, its row there, and the finance system's own document."]
    return Statement.of(book, period, "transactions", "Transactions", tables, notes)


def _order(account: str) -> tuple[str, int, str]:
    name = accounts.parse(account)
    return name.fund, accounts.ROOTS.index(name.root), account


def _control(book: Book, period: Period, table: pd.DataFrame) -> Table:
    """Return what became of the rows of the extracts that posted in *period* or are dated in it."""
    posted = set(table["extract"].unique())
    rows = tuple(
        Row(
            (
                one.name,
                one.kind,
                one.date,
                heading,
                one.rows[name],
                one.pence[name],
                one.sha256 if name == "read" else "",
            ),
            name == "read",
        )
        for one in book.register.extracts
        if one.name in posted or period.start <= one.date <= period.end
        for name, heading in _BUCKETS
        if one.rows[name] or name in ("read", "posted", "outside", "rejected")
    )
    return Table("extracts", "Extracts: rows and control totals", _CONTROL, rows)


def _of_account(book: Book, account: str, group: pd.DataFrame) -> Table:
    transactions = book.transactions
    rows = []
    for line, txn, pence in zip(group.index.tolist(), group["txn"].tolist(), group["pence"].tolist(), strict=True):
        entry = transactions[txn]
        meta = entry.meta
        row = meta.get("row")
        rows.append(
            Row(
                (
                    entry.date,
                    entry.payee or "",
                    entry.narration or "",
                    meta.get("doc", ""),
                    meta.get("extract", ""),
                    int(row) if row is not None else None,
                    meta.get("cost-centre", ""),
                    meta.get("subjective", ""),
                    Figure(pence, (line,), account),
                )
            )
        )
    total = figure(group)
    return Table(account, account, _LISTING, tuple(rows), Row((None, "Total", "", "", "", None, "", "", total)))

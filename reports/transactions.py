"""The transaction listing: every posting of a period, by account, and the control totals of the extracts behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from reports.figures import within
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
    ("read", "Read"),
    ("posted", "Posted"),
    ("held", "Held already"),
    ("evidence", "Evidence"),
    ("outside", "Outside"),
    ("rejected", "Rejected"),
)
_CONTROL = (
    Column("extract", "Extract", Kind.CODE),
    Column("kind", "Kind"),
    Column("date", "Dated", Kind.DATE),
    *(Column(f"rows-{name}", f"{heading}: rows", Kind.COUNT) for name, heading in _BUCKETS),
    *(Column(f"total-{name}", f"{heading}: total", Kind.MONEY) for name, heading in _BUCKETS),
    Column("sha256", "sha256 of the source", Kind.CODE, is_wide=True),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the control totals of the extracts of *period* and every GBP posting of it, a table an account."""
    table = within(book.postings, period)
    table = table[table["commodity"] == "GBP"]
    tables = [_control(book, period, table)]
    groups = sorted(table.groupby("account", observed=True), key=lambda pair: _order(str(pair[0])))
    tables.extend(_of_account(book, str(account), group) for account, group in groups)
    return Statement(
        "transactions",
        "Transactions",
        book.authority,
        period,
        tuple(tables),
        ("A row says where it came from: the extract, its row there, and the finance system's own document.",),
        book.warnings,
        book.register.disclosures,
    )


def _order(account: str) -> tuple[str, int, str]:
    name = accounts.parse(account)
    return name.fund, accounts.ROOTS.index(name.root), account


def _control(book: Book, period: Period, table: pd.DataFrame) -> Table:
    """Return the extracts that posted in *period* or are dated in it."""
    posted = set(table["extract"].unique())
    rows = tuple(
        Row(
            (
                one.name,
                one.kind,
                one.date,
                *(one.rows[name] for name, _ in _BUCKETS),
                *(one.pence[name] for name, _ in _BUCKETS),
                one.sha256,
            )
        )
        for one in book.register.extracts
        if one.name in posted or period.start <= one.date <= period.end
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
    total = int(group["pence"].sum())
    return Table(account, account, _LISTING, tuple(rows), Row(("Total", "", "", "", "", None, "", "", total)))

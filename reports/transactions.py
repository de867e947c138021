"""The transaction listing: every posting of a period, by account, and the control totals of the extracts behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, canonical
from reports.figures import figure, within
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ledger.agreements import Extract
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
_FAMILIES = tuple(Column("families", "Families", Kind.COUNT) if one.name == "total" else one for one in _CONTROL)


def statement(book: Book, period: Period) -> Statement:
    """Return the control totals of the extracts of *period* and every GBP posting of it, a table an account."""
    every = within(book.postings, period)
    table = every[every["commodity"] == "GBP"]
    tables = _controls(book, period, every)
    groups = sorted(table.groupby("account", observed=True), key=lambda pair: _order(str(pair[0])))
    tables.extend(_of_account(book, str(account), group) for account, group in groups)
    notes = ["A row says where it came from: the extract, its row there, and the finance system's own document."]
    return Statement.of(book, period, "transactions", "Transactions", tables, notes)


def _order(account: str) -> tuple[str, int, str]:
    name = accounts.parse(account)
    return name.fund, accounts.ROOTS.index(name.root), account


def _controls(book: Book, period: Period, table: pd.DataFrame) -> list[Table]:
    """Return what became of the rows of the extracts that posted in *period* or are dated in it, families apart."""
    posted = set(table["extract"].unique())
    extracts = [one for one in book.register.extracts if one.name in posted or period.start <= one.date <= period.end]
    counts = [one for one in extracts if one.commodity != "GBP"]
    tables = [_control("extracts", "Extracts: rows and control totals", extracts, "GBP")]
    if counts:
        caption = "Extracts of families: rows and control totals"
        tables.append(_control("extracts-families", caption, extracts, canonical.FAMILY))
    return tables


def _control(name: str, caption: str, extracts: Sequence[Extract], commodity: str) -> Table:
    unit = 1 if commodity == "GBP" else 100
    rows = tuple(
        Row(
            (
                one.name,
                one.kind,
                one.date,
                heading,
                one.rows[bucket],
                one.pence[bucket] // unit,
                one.sha256 if bucket == "read" else "",
            ),
            bucket == "read",
        )
        for one in extracts
        if one.commodity == commodity
        for bucket, heading in _BUCKETS
        if one.rows[bucket] or bucket in ("read", "posted", "outside", "rejected")
    )
    return Table(name, caption, _CONTROL if unit == 1 else _FAMILIES, rows)


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

"""How is a figure taken from the postings table, with the lines behind it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import receipts
from reports.statement import Figure, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Cell


def pounds(book: Book, period: Period) -> pd.DataFrame:
    """Return the GBP postings up to the end of *period*; their index is the position in ``book.postings``."""
    table = book.postings
    return table[(table["commodity"] == "GBP") & (table["period"] <= period.last)]


def up_to(book: Book, period: Period) -> pd.DataFrame:
    """Return the GBP postings up to the end of *period*; where it stands for all the books, up to its last day."""
    table = pounds(book, period)
    return table[table["date"] <= str(period.end)] if period.is_whole else table


def within(table: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of *table* that belong to *period*."""
    return table[(table["period"] >= period.first) & (table["period"] <= period.last)]


def figure(table: pd.DataFrame) -> Figure:
    """Return the sum of *table*'s pence, with its lines."""
    behind = table["account"].unique()
    account = str(behind[0]) if len(behind) == 1 else ""
    return Figure(int(table["pence"].sum()), tuple(table.index.tolist()), account)


def plus(*figures: Figure) -> Figure:
    """Return the sum of *figures*, which are of one sign, with the lines of all."""
    behind = {one.account for one in figures if one.lines}
    return Figure(
        sum(one.pence for one in figures),
        tuple(line for one in figures for line in one.lines),
        behind.pop() if len(behind) == 1 else "",
        next((one.sign for one in figures if one.lines), 1),
    )


def total_of(words: str, rows: Sequence[Row]) -> Row | None:
    """Return the row that adds up *rows*, with the lines behind its figures; texts stay empty. None for no rows."""
    if not rows:
        return None
    return Row((words, *(_sum_of(cells) for cells in list(zip(*(row.cells for row in rows), strict=True))[1:])))


def _sum_of(cells: Sequence[Cell]) -> Cell:
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    numbers = [cell for cell in cells if isinstance(cell, int)]
    if len(figures) == len(cells):
        return plus(*figures)
    if len(figures) + len(numbers) < len(cells):
        return ""
    return sum(numbers) + sum(one.pence for one in figures)


def turned(one: Figure) -> Figure:
    """Return *one* with its sign turned: a credit balance as it is printed, positive."""
    return Figure(-one.pence, one.lines, one.account, -one.sign)


def spending(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the postings that are the fund's own spending: expenses, but no transfer to another fund."""
    chosen = table[(table["fund"] == fund) & (table["root"] == "Expenses")]
    moved = chosen["account"].astype(str).str.startswith(f"Expenses:{fund}:TransferOut:")
    return chosen[~moved] if len(chosen) else chosen


def received(book: Book, table: pd.DataFrame, agreement: Agreement) -> pd.DataFrame:
    """Return the cash postings of *agreement*'s receipts from its funder (:func:`ledger.receipts.received`)."""
    return receipts.received(book.register, table, agreement)


def spent_before(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return what opening entries say was spent before the books begin: their debits to the opening balance."""
    own = table[(table["fund"] == fund) & (table["opening"] == "spent")]
    return own[own["account"] == f"Equity:{fund}:OpeningBalances"]

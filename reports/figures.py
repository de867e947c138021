"""How is a figure taken from the postings table, with the lines behind it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import receipts
from reports.statement import Figure, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period
    from ledger.receipts import Receipt
    from reports.statement import Cell


def pounds(book: Book, period: Period) -> pd.DataFrame:
    """Return the GBP postings up to the end of *period*; their index is the position in ``book.postings``."""
    table = book.postings
    return table[(table["commodity"] == "GBP") & (table["period"] <= period.last)]


def until(book: Book, period: Period) -> pd.DataFrame:
    """Return the postings up to the end of *period*, of any commodity; where it stands for all the books, up to its last day."""
    table = book.postings
    own = table[table["period"] <= period.last]
    return own[own["date"] <= str(period.end)] if period.is_whole else own


def within(table: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of *table* that belong to *period*."""
    return table[(table["period"] >= period.first) & (table["period"] <= period.last)]


def figure(table: pd.DataFrame) -> Figure:
    """Return the sum of *table*'s pence, with its lines."""
    behind = table["account"].unique()
    account = str(behind[0]) if len(behind) == 1 else ""
    return Figure(int(table["pence"].sum()), tuple(table.index.tolist()), account)


def plus(*figures: Figure) -> Figure:
    """Return the sum of *figures*, which are of one sign, with the lines of all; with none where one is a part of a posting."""
    if any(one.pence and not one.lines for one in figures):
        return Figure(sum(one.pence for one in figures), (), "", next(one.sign for one in figures if one.pence))
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


def received(book: Book, table: pd.DataFrame) -> dict[str, list[Receipt]]:
    """Return the receipts in *table* by agreement, as the reconciliation knows them: named, advised, or matched by a person."""
    return receipts.by_agreement(receipts.resolved(book.register, book.transactions, table, book.advised))


def came(several: Iterable[Receipt]) -> Figure | int:
    """Return the sum of receipts: a figure with its postings, save where a part of a posting is counted."""
    several = list(several)
    left: dict[int, int] = {}
    for one in several:
        left[one.position] = left.get(one.position, one.posted) - one.pence
    pence = sum(one.pence for one in several)
    if any(left.values()):
        return pence
    funds = {one.fund for one in several}
    return Figure(pence, tuple(left), f"Assets:{funds.pop()}:Cash" if len(funds) == 1 else "")


def spent_before(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return what opening entries say was spent before the books begin: their debits to the opening balance."""
    own = table[(table["fund"] == fund) & (table["opening"] == "spent")]
    return own[own["account"] == f"Equity:{fund}:OpeningBalances"]

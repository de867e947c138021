"""How is a figure taken from the postings table, with the lines behind it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.statement import Figure

if TYPE_CHECKING:
    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period


def pounds(book: Book, period: Period) -> pd.DataFrame:
    """Return the GBP postings up to the end of *period*; their index is the position in ``book.postings``."""
    table = book.postings
    return table[(table["commodity"] == "GBP") & (table["period"] <= period.last)]


def within(table: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of *table* that belong to *period*."""
    return table[(table["period"] >= period.first) & (table["period"] <= period.last)]


def figure(table: pd.DataFrame, sign: int = 1) -> Figure:
    """Return the sum of *table*'s pence times *sign*, with its lines."""
    accounts = table["account"].unique()
    return Figure(
        sign * int(table["pence"].sum()), tuple(table.index.tolist()), str(accounts[0]) if len(accounts) == 1 else ""
    )


def plus(*figures: Figure) -> Figure:
    """Return the sum of *figures*, with the lines of all."""
    accounts = {one.account for one in figures if one.lines}
    return Figure(
        sum(one.pence for one in figures),
        tuple(line for one in figures for line in one.lines),
        accounts.pop() if len(accounts) == 1 else "",
    )


def spending(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the postings that are the fund's own spending: expenses, but no transfer to another fund."""
    chosen = table[(table["fund"] == fund) & (table["root"] == "Expenses")]
    moved = chosen["account"].astype(str).str.startswith(f"Expenses:{fund}:TransferOut:")
    return chosen[~moved] if len(chosen) else chosen


def received(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the fund's cash postings of entries that name an agreement: its receipts, gross of repayments netted off."""
    cash = table[(table["fund"] == fund) & (table["account"] == f"Assets:{fund}:Cash")]
    return cash[(cash["agreement"] != "") & (cash["opening"] != "spent")]


def spent_before(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the fund's cash postings of opening entries that say what was spent before the books begin."""
    cash = table[(table["fund"] == fund) & (table["account"] == f"Assets:{fund}:Cash")]
    return cash[cash["opening"] == "spent"]

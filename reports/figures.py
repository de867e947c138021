"""How is a figure taken from the postings table, with the lines behind it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from ledger.agreement_money import is_from_funder
from reports.statement import Figure

if TYPE_CHECKING:
    import pandas as pd

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period


def pounds(book: Book, period: Period) -> pd.DataFrame:
    """Return the GBP postings up to the end of *period*; their index is the position in ``book.postings``."""
    table = book.postings
    return table[(table["commodity"] == "GBP") & (table["period"] <= period.last)]


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


def turned(one: Figure) -> Figure:
    """Return *one* with its sign turned: a credit balance as it is printed, positive."""
    return Figure(-one.pence, one.lines, one.account, -one.sign)


def spending(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return the postings that are the fund's own spending: expenses, but no transfer to another fund."""
    chosen = table[(table["fund"] == fund) & (table["root"] == "Expenses")]
    moved = chosen["account"].astype(str).str.startswith(f"Expenses:{fund}:TransferOut:")
    return chosen[~moved] if len(chosen) else chosen


def received(book: Book, table: pd.DataFrame, agreement: Agreement) -> pd.DataFrame:
    """Return the cash postings of *agreement*'s receipts from its funder, repayments netted off.

    An entry belongs to the agreement that it names; one that names none, to the only agreement its fund has. What was
    paid to suppliers is no receipt, whichever agreement it names: the other side of one is the grant's or the results'
    income, a grant debtor or creditor, or an opening balance.
    """
    sharing = [one for one in book.register.agreements.values() if one.fund == agreement.fund]
    names = [agreement.name] if len(sharing) > 1 else [agreement.name, ""]
    own = table[(table["fund"] == agreement.fund) & table["agreement"].isin(names)]
    sources = [name for name in own["account"].cat.categories if is_from_funder(accounts.parse(str(name)))]
    paid_in = own["txn"].isin(own.loc[own["account"].isin(sources), "txn"]) & (own["opening"] == "")
    return own[(own["account"] == f"Assets:{agreement.fund}:Cash") & (paid_in | (own["opening"] == "received"))]


def spent_before(table: pd.DataFrame, fund: str) -> pd.DataFrame:
    """Return what opening entries say was spent before the books begin: their debits to the opening balance."""
    own = table[(table["fund"] == fund) & (table["opening"] == "spent")]
    return own[own["account"] == f"Equity:{fund}:OpeningBalances"]

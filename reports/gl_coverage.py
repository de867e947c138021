"""How much of the income and spending of these books is held against the finance system's balances, and how much is not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from ledger.accounts import UNALLOCATED
from ledger.periods import Calendar
from reports.figures import figure
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.book import Book

_COLUMNS = (Column("where", "Income and spending"), Column("amount", "Amount", Kind.MONEY))


def table(book: Book, period: int, compared: Iterable[int]) -> Table:
    """Return the income and spending of the year to the end of *period*: on the codes compared, unallocated, on none of them.

    *compared* are the positions in the postings table of what stands on the codes. Together they are the movement of the year in
    the trial balance, of all funds.
    """
    every = book.postings
    of_year = every[
        (every["period"] > period // 100 * 100)
        & (every["period"] <= period)
        & (every["commodity"] == "GBP")
        & every["root"].isin(("Income", "Expenses"))
        & (every["opening"] == "")
    ]
    is_on_codes = of_year.index.isin(list(compared))
    is_unallocated = of_year["account"].isin(
        [name for name in of_year["account"].cat.categories if accounts.parse(name).first == UNALLOCATED]
    )
    parts = (
        ("on the codes above", is_on_codes),
        ("unallocated", ~is_on_codes & is_unallocated),
        ("on none of the codes", ~is_on_codes & ~is_unallocated),
    )
    label = Calendar.label(period)
    return Table(
        f"coverage-{label.replace(' ', '-')}",
        f"{label}: how much of the trial balance stands on the codes",
        _COLUMNS,
        tuple(Row((where, figure(of_year[chosen]))) for where, chosen in parts),
        Row(("Trial balance, year to date", figure(of_year))),
    )

"""How much of the income and spending of these books is held against the finance system's balances, and how much is not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from ledger.accounts import UNALLOCATED
from ledger.periods import Calendar
from reports.figures import figure
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.book import Book

_COLUMNS = (
    Column("period", "Period"),
    Column("on-codes", "On the codes", Kind.MONEY),
    Column("unallocated", "Unallocated", Kind.MONEY),
    Column("on-none", "On none of them", Kind.MONEY),
    Column("total", "Trial balance", Kind.MONEY),
)


def table(book: Book, compared: Mapping[int, Iterable[int]]) -> Table:
    """Return the income and spending of the year to the end of each period: on the codes *compared*, unallocated, on none of them.

    *compared* holds by period the positions in the postings table of what stands on the codes. Together they are the movement of
    the year in the trial balance, of all funds.
    """
    rows = []
    for period, positions in compared.items():
        every = book.postings
        of_year = every[
            (every["period"] > period // 100 * 100)
            & (every["period"] <= period)
            & (every["commodity"] == "GBP")
            & every["root"].isin(("Income", "Expenses"))
            & (every["opening"] == "")
        ]
        is_on_codes = of_year.index.isin(list(positions))
        is_unallocated = of_year["account"].isin(
            [name for name in of_year["account"].cat.categories if accounts.parse(name).first == UNALLOCATED]
        )
        parts = (is_on_codes, ~is_on_codes & is_unallocated, ~is_on_codes & ~is_unallocated)
        rows.append(Row((Calendar.label(period), *(figure(of_year[chosen]) for chosen in parts), figure(of_year))))
    return Table(
        "coverage", "Income and spending of these books in the year, on the codes and off them", _COLUMNS, tuple(rows)
    )

"""How did upfront money come and go over time: received, spent and unspent, by quarter?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.periods import PeriodError, year_label
from reports.figures import plus
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.agreement_money import AgreementMoney, Line
    from ledger.book import Book
    from ledger.periods import Calendar, Period
    from reports.agreement_figures import Agreements, Places, Told

SPENDING = ("spent", "late", "ineligible")
_COLUMNS = (
    Column("quarter", "Quarter", Kind.CODE),
    Column("received", "Received", Kind.MONEY),
    Column("repaid", "Paid back", Kind.MONEY),
    Column("spent", "Spent", Kind.MONEY),
    Column("unspent", "Unspent at its end", Kind.MONEY),
)


def quarters(book: Book, known: Agreements, one: Told, places: Places) -> Table:
    """Return what came and was spent of *one* agreement's money in each quarter up to the cut, and what was unspent then.

    A row of its own says what came and was spent before the books begin.
    """
    until = known.cut.key
    spans = [
        (quarter.label, quarter.first, min(quarter.last, until))
        for quarter in _quarters(book.calendar, one.first, until)
    ]
    parted = [_parted(book, one.money, what) for what in (("received",), ("repaid",), SPENDING)]
    rows: list[Row] = []
    unspent, used, is_paid_back = 0, 0, False
    for label, first, last in [("before the books begin", 0, until), *spans]:
        came, back, spent = (
            places.figure(line for key in range(first, last + 1) for line in of_period.get(key, ()))
            if first
            else places.figure(line for line in openings if line.key <= last)
            for openings, of_period in parted
        )
        by_pools = one.money.in_pools(last).used if first else 0
        spent = plus(spent, Figure(by_pools - used))
        if not first and not came.lines and not spent.lines:
            continue
        unspent, used = unspent + came.pence - back.pence - spent.pence, by_pools
        is_paid_back = is_paid_back or bool(back.lines)
        rows.append(Row((label, came, back, spent, unspent)))
    caption = f"{one.agreement.title}: received, spent and unspent, by quarter"
    columns = tuple(replace(column, is_wide=column.name == "repaid" and not is_paid_back) for column in _COLUMNS)
    return Table(f"quarters-{one.agreement.name}", caption, columns, tuple(rows))


def _parted(book: Book, money: AgreementMoney, what: tuple[str, ...]) -> tuple[list[Line], dict[int, list[Line]]]:
    """Return the lines of *what* that say what was before the books begin, and the others by posting period."""
    transactions = book.transactions
    openings: list[Line] = []
    of_period: dict[int, list[Line]] = defaultdict(list)
    for name in what:
        for line in money.lines[name]:
            (openings if transactions[line.txn].meta.get("opening") else of_period[line.key]).append(line)
    return openings, of_period


def _quarters(calendar: Calendar, first: int, until: int) -> Iterator[Period]:
    """Yield the quarters from that of the posting period *first* on, up to that of *until*; none after it."""
    for start in range(first // 100, until // 100 + 1):
        number = 1
        while True:
            try:
                quarter = calendar.parse(f"{year_label(start)} Q{number}")
            except PeriodError:  # the year has no more of them
                break
            if quarter.last >= first and quarter.first <= until:
                yield quarter
            number += 1

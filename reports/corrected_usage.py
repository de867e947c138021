"""Which year is spending of, once corrections that were posted in a later year stand in the year that they relate to?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger.corrections import RELATES
from reports.figures import turned
from reports.statement import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreement_money import Line
    from ledger.book import Book
    from ledger.periods import Period
    from reports.agreement_figures import Places, Told
    from reports.statement import Figure

_USED = ("spent", "late")
_EVER = 10**9


def corrected(book: Book, period: Period, one: Told, used: Figure, until: int, places: Places) -> list[Row]:
    """Return the usage of *period* by the year that it relates to, where ``relates-to:`` says another; nothing otherwise.

    What is *used* are the postings of the period, as the books have them. What was posted later for a year is shown with that
    year alone: a quarter of it is not known.
    """
    elsewhere: dict[str, list[Line]] = defaultdict(list)
    for line in one.money.of(*_USED, since=period.first, until=until):
        year = of_year(book, line)
        if year and not _is_within(book, year, period):
            elsewhere[year].append(line)
    is_year = not period.is_whole and period.label == book.calendar.year_of(period.start)
    later = (
        [
            line
            for line in one.money.of(*_USED, since=period.last + 1, until=_EVER)
            if of_year(book, line) == period.label
        ]
        if is_year
        else []
    )
    if not elsewhere and not later:
        return []
    rows = [
        Row((f"of what was used, it relates to {year}", turned(places.figure(lines)), "posted in this period"))
        for year, lines in sorted(elsewhere.items())
    ]
    if later:
        rows.append(Row((f"Used by {period.label}, posted later", turned(places.figure(later)), "corrections")))
    moved = sum(line.pence for lines in elsewhere.values() for line in lines)
    pence = used.pence - moved + sum(line.pence for line in later)
    rows.append(Row((f"Used by {period.label}, as corrected", -pence, ""), is_subtotal=True))
    return rows


def of_year(book: Book, line: Line) -> str:
    """Return the financial year that the entry of *line* says it relates to, an empty text where it says none."""
    return str(book.transactions[line.txn].meta.get(RELATES) or "")


def posted_later(book: Book, lines: Iterable[Line], year: str) -> list[Line]:
    """Return those of *lines* that relate to *year* and were posted after it."""
    last = book.calendar.parse(year).last
    return [line for line in lines if line.key > last and of_year(book, line) == year]


def of_period(book: Book, lines: Iterable[Line], period: Period) -> list[Line]:
    """Return *lines* without those that relate to a year of which *period* is no part."""
    transactions = book.transactions
    return [
        line
        for line in lines
        if RELATES not in transactions[line.txn].meta
        or not (year := of_year(book, line))
        or _is_within(book, year, period)
    ]


def _is_within(book: Book, year: str, period: Period) -> bool:
    own = book.calendar.parse(year)
    return own.first <= period.last and period.first <= own.last

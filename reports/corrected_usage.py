"""What was a year's grant used for, once corrections that were posted in a later year stand in the year that they relate to?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger.corrections import RELATES
from reports.figures import turned
from reports.statement import Row

if TYPE_CHECKING:
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
        year = _year(book, line)
        if year and not _is_within(book, year, period):
            elsewhere[year].append(line)
    is_year = not period.is_whole and period.label == book.calendar.year_of(period.start)
    later = (
        [line for line in one.money.of(*_USED, since=period.last + 1, until=_EVER) if _year(book, line) == period.label]
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


def _year(book: Book, line: Line) -> str:
    return str(book.transactions[line.txn].meta.get(RELATES) or "")


def _is_within(book: Book, year: str, period: Period) -> bool:
    own = book.calendar.parse(year)
    return own.first <= period.last and period.first <= own.last

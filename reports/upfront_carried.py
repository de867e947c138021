"""What did each year leave of an agreement's money, what became of it, and what was corrected of it later?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from reports.corrected_usage import posted_later
from reports.figures import turned
from reports.statement import Column, Kind, Row, Table
from reports.upfront_quarters import SPENDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.agreement_money import Line
    from ledger.book import Book
    from ledger.going_back import YearEnd
    from reports.agreement_figures import Places, Told
    from reports.statement import Cell, Figure

_EVER = 10**9
_CARRIED = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("year", "Year", Kind.CODE),
    Column("left", "Left at its end", Kind.MONEY),
    Column("approved", "Approved", Kind.MONEY),
    Column("approved-on", "Approved on", Kind.DATE),
    Column("carried", "Carried forward", Kind.MONEY),
    Column("repayable", "To be paid back", Kind.MONEY),
    Column("how", "By what"),
)
_CORRECTED = (
    Column("posted-later", "Corrected later", Kind.MONEY),
    Column("corrected", "Left, as corrected", Kind.MONEY),
)


def carried(book: Book, told: Iterable[Told], places: Places, year: str = "") -> Table | None:
    """Return what every year that is over left of each agreement's money, or *year* alone; None where none is. In pounds.

    What was posted in a later year and relates to this one (``relates-to:``) stands beside it, where there is any.
    """
    found = [
        (one, end, _later(book, one, end.year)) for one in told for end in one.where.year_ends if year in ("", end.year)
    ]
    if not found:
        return None
    is_corrected = any(lines for _, _, lines in found)
    rows = tuple(_row(one, end, places.figure(lines), is_corrected=is_corrected) for one, end, lines in found)
    columns = (*_CARRIED[:3], *_CORRECTED, *_CARRIED[3:]) if is_corrected else _CARRIED
    return Table("carry-forward", "What each year left, and what became of it", columns, rows)


def notes_of_corrections(book: Book, told: Iterable[Told]) -> Iterator[str]:
    """Yield, for each year that later entries relate to, what its agreement left of it once they are counted."""
    for one in told:
        for end in one.where.year_ends:
            lines = _later(book, one, end.year)
            if lines:
                pence = sum(line.pence for line in lines)
                yield (
                    f"{one.agreement.name}: entries posted after {end.year} relate to it and come to {money.spoken(pence)} of spending, so "
                    f"that it left {money.spoken(end.left - pence)} and not {money.spoken(end.left)}. The accounts of {end.year} are not "
                    "changed by it; whether the funder is told, or paid, the accountant decides."
                )


def _later(book: Book, one: Told, year: str) -> list[Line]:
    return posted_later(book, one.money.of(*SPENDING, until=_EVER), year)


def _row(one: Told, end: YearEnd, later: Figure, *, is_corrected: bool) -> Row:
    corrected: tuple[Cell, ...] = (turned(later), end.left - later.pence) if is_corrected else ()
    return Row(
        (
            one.agreement.name,
            end.year,
            end.left,
            *corrected,
            end.approved,
            end.approved_on,
            end.carried,
            end.repayable,
            how_carried(one, end),
        )
    )


def how_carried(one: Told, end: YearEnd) -> str:
    """Return by what the money that a year left was carried forward, or is to go back."""
    if end.left <= 0:
        return "nothing left"
    if one.terms.calendar.parse(end.year).end < one.terms.since:
        return "as accounted for before the agreement was amended"
    if one.terms.route is None:
        return "its recognition is not decided"
    if one.terms.route != "condition":
        return "no condition of return" + (f"; {end.approval}" if end.approval else "")
    return _how_decided(one, end)


def _how_decided(one: Told, end: YearEnd) -> str:
    if end.approval:
        return end.approval if one.terms.carry_forward != "none" else "the agreement allows no carry-forward"
    if not end.decided:
        return "no approval yet"
    if end.carried:
        return "the agreement allows it"
    return "the agreement allows no carry-forward" if one.terms.carry_forward == "none" else "the agreement has ended"

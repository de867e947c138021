"""What was being paid upfront worth against planning on a success rate? By year, exact or as bounds."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money
from reports.statement import Cell, Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_VALUE = (
    Column("year", "Year"),
    Column("upfront", "Paid upfront", Kind.MONEY),
    Column("results-share", "Of it results %", Kind.PERCENT),
    Column("assumed", "Success assumed %", Kind.PERCENT),
    Column("at-least", "Worth at least", Kind.MONEY),
    Column("at-most", "Worth at most", Kind.MONEY),
)
_HOW_TO_ASK = (
    "What being paid upfront was worth against an earlier plan: ealedger statement upfront --assume 65, the success rate planned "
    "with in per cent; and --results-share 40 where it is known how much of the money would have been results."
)


class ShareError(ValueError):
    """A text is no percentage from 0 to 100."""

    def __init__(self, option: str, text: str) -> None:
        super().__init__(f"{option} {text!r} is no percentage: type a number from 0 to 100, such as 65")


class RateMissingError(ValueError):
    """A share of results was given, and no success rate to hold it against."""

    def __init__(self) -> None:
        super().__init__(
            "--results-share needs --assume: the success rate, in per cent, that the budget was planned with"
        )


def per_cent(option: str, text: str | None) -> Fraction | None:
    """Return the percentage that *text* is as a fraction of one, None for none; raise :class:`ShareError`."""
    if text is None:
        return None
    number = text.strip().removesuffix("%").strip()
    # A fraction such as 65/100 would be taken for less than one per cent.
    if not _NUMBER.fullmatch(number) or (share := Fraction(number) / 100) > 1:
        raise ShareError(option, text)
    return share


def options(assume: str | None, results_share: str | None) -> dict[str, Fraction | None]:
    """Return what was typed as the statement takes it; raise :class:`ShareError` and :class:`RateMissingError`."""
    if results_share is not None and assume is None:
        raise RateMissingError
    return {"assume": per_cent("--assume", assume), "results_share": per_cent("--results-share", results_share)}


def gain(pence: int, assume: Fraction, share: Fraction) -> int:
    """Return the pence by which upfront money exceeds what results at the success rate *assume* would have paid.

    Amount × share × (1 less the rate), to the nearest penny: the rest, fees and grants, would have come whatever was achieved.
    """
    return money.rounded(pence * share * (1 - assume))


def value_tables(
    book: Book, period: Period, agreements: Iterable[Agreement], assume: Fraction | None, share: Fraction | None
) -> list[Table]:
    """Return a table for each upfront agreement: a row for each year of its instalments that *period* touches."""
    if assume is None:
        return []
    tables = []
    for agreement in agreements:
        if agreement.type != "upfront":
            continue
        by_year = {
            year: sum(
                one.amount for one in book.register.instalments if (one.agreement, one.year) == (agreement.name, year)
            )
            for year in _years_of(agreement, book)
            if book.calendar.parse(year).start <= period.end and book.calendar.parse(year).end >= period.start
        }
        if not by_year:
            continue
        rows = tuple(_row(year, pence, assume, share) for year, pence in by_year.items())
        caption = (
            f"{agreement.title}: what being paid upfront is worth against planning on success of {_typed(assume)} %"
        )
        tables.append(Table(f"value-{agreement.name}", caption, _VALUE, rows, _total(rows)))
    return tables


def _years_of(agreement: Agreement, book: Book) -> list[str]:
    return sorted({one.year for one in book.register.instalments if one.agreement == agreement.name})


def _row(year: str, pence: int, assume: Fraction, share: Fraction | None) -> Row:
    least = gain(pence, assume, share if share is not None else Fraction(0))
    most = gain(pence, assume, share if share is not None else Fraction(1))
    return Row((year, pence, _typed(share) if share is not None else None, _typed(assume), least, most))


def _total(rows: tuple[Row, ...]) -> Row:
    def of(column: int) -> Cell:
        return sum(cell for row in rows if isinstance(cell := row.cells[column], int))

    return Row(("Total", of(1), None, None, of(4), of(5)))


def value_notes(
    agreements: Iterable[Agreement], tables: list[Table], assume: Fraction | None, share: Fraction | None
) -> list[str]:
    """Return how the worth in *tables* is computed, how to ask for it, or why there is none."""
    is_upfront = any(one.type == "upfront" for one in agreements)
    if assume is None:
        return [_HOW_TO_ASK] if is_upfront else []
    if not tables:
        why = (
            "no instalment of an upfront agreement is of a year in this period"
            if is_upfront
            else "no agreement is of type upfront"
        )
        return [f"There is nothing to hold the success rate of {_typed(assume)} % against: {why}."]
    worth = "Worth is the amount agreed × the share that would have been results × (1 less the success rate assumed)."
    if share is None:
        return [f"{worth} The share is not known, so it lies between none and all of it; --results-share types it in."]
    return [worth]


def _typed(share: Fraction) -> Decimal:
    """Return the percentage as it was typed, with one decimal at least."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact if exact != exact.quantize(money.TENTH) else exact.quantize(money.TENTH)

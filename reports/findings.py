"""What the checks found: the one statement that books with errors still print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import book as books
from ledger import places
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.periods import Period

_COLUMNS = (
    Column("code", "Code", Kind.CODE),
    Column("level", "Level"),
    Column("finding", "Finding"),
    Column("place", "Where", Kind.CODE),
)


def statement(book: Book, period: Period) -> Statement:
    """Return every finding of *book*, errors first; it is about the books as a whole, whatever the *period*."""
    rows = tuple(
        Row((one.code, str(one.level), one.message, places.shown(one.filename, one.lineno, book.folder)))
        for one in book.findings
    )
    explained = [
        f"{code}: {books.RULES[code].title}."
        for code in sorted({one.code for one in book.findings})
        if code in books.RULES
    ]
    return Statement(
        "findings",
        "Findings",
        book.authority,
        period,
        (Table("findings", "What the checks found", _COLUMNS, rows),),
        tuple(explained) or ("Every check ran and found nothing.",),
        disclosures=_disclosures(book, period),
    )


def _disclosures(book: Book, period: Period) -> tuple[str, ...]:
    """Return what every statement of these books must say, where the checks could read it."""
    try:
        return book.disclosures(period)
    except books.UnsoundError:
        return ()

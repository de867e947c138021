"""What the checks found: the one statement that books with errors still print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import book as books
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
        Row((one.code, str(one.level), one.message, place(book, one.filename, one.lineno))) for one in book.findings
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
    )


def place(book: Book, filename: str, lineno: int) -> str:
    """Return a place in the ledger text as seen from the council's folder, with forward slashes."""
    from pathlib import Path  # noqa: PLC0415 - needed for this one call

    if not filename:
        return ""
    path = Path(filename)
    shown = path.relative_to(book.folder) if path.is_relative_to(book.folder) else path
    return f"{shown.as_posix()}:{lineno}"

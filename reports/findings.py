"""What the checks found, and how each finding was settled: the one statement that books with errors still print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import book as books
from ledger import places, year_alone
from ledger import settled as settling
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.book import Book
    from ledger.directives import Record
    from ledger.periods import Period
    from ledger.settled import Stood

_COLUMNS = (
    Column("code", "Code", Kind.CODE),
    Column("level", "Level"),
    Column("finding", "Finding"),
    Column("settled", "Settled"),
    Column("place", "Where", Kind.CODE),
)
_GONE = (
    Column("date", "Settled on", Kind.DATE),
    Column("code", "Code", Kind.CODE),
    Column("words", "In whose words"),
    Column("why", "How"),
    Column("officer", "By"),
    Column("stood", "Stood at the close of", Kind.CODE),
)
_STOOD = (
    Column("code", "Code", Kind.CODE),
    Column("finding", "Finding"),
    Column("first", "Stood first at the close of", Kind.CODE),
    Column("last", "and last at that of", Kind.CODE),
    Column("now", "Now"),
)


def statement(book: Book, period: Period) -> Statement:
    """Return every finding of *book*, errors first, with how it was settled; it is about the books as a whole, whatever the *period*."""
    rows = tuple(
        Row((one.code, str(one.level), one.message, one.settled, places.shown(one.filename, one.lineno, book.folder)))
        for one in book.findings
    )
    explained = [
        f"{code}: {books.RULES[code].title}."
        for code in sorted({one.code for one in book.findings})
        if code in books.RULES
    ]
    # A year alone is not asked what it would need earlier years for: nothing was settled or mended because it is not found here.
    not_judged = year_alone.not_judged(book)
    further = () if not_judged else _settled(book, _records(book))
    clean = (
        "Every check that runs on a year alone found nothing." if not_judged else "Every check ran and found nothing."
    )
    notes = [*(explained or [clean]), *([f"{not_judged[0].upper()}{not_judged[1:]}."] if not_judged else [])]
    return Statement(
        "findings",
        "Findings",
        book.authority,
        period,
        (Table("findings", "What the checks found", _COLUMNS, rows), *further),
        tuple(notes),
        disclosures=_disclosures(book, period),
    )


def _settled(book: Book, records: tuple[Record, ...]) -> Iterator[Table]:
    """Yield the settlements that fit no finding any more, and what became of the findings that stood at each close."""
    stood = settling.at_closes(records)
    gone = settling.gone(records, book.findings)
    if gone:
        caption = "Settled by a person, and no longer found"
        yield Table("findings-gone", caption, _GONE, tuple(_gone(one, stood) for one in gone))
    if stood:
        caption = "Findings that stood when a period was closed, and what became of each"
        yield Table("findings-at-closes", caption, _STOOD, tuple(_became(book, one) for one in stood))


def _gone(one: Record, stood: list[Stood]) -> Row:
    """Return a settlement of nothing that is found now, with the last close at which something that it fits stood."""
    values = one.values
    fitted = [each for each in stood if settling.fits(one, each.code, each.message)]
    last = fitted[-1].last.values["period"] if fitted else "no close"
    return Row((one.date, values["finding"], values["words"], values["why"], values["officer"], last))


def _became(book: Book, one: Stood) -> Row:
    now = settling.stands(one, book.findings)
    became = "no longer found in these words"
    if now is not None:
        became = f"settled {now.settled}" if now.settled else "stands"
    return Row((one.code, one.message, one.first.values["period"], one.last.values["period"], became))


def _records(book: Book) -> tuple[Record, ...]:
    """Return every directive of ours, where the checks could read them."""
    try:
        return book.register.records
    except books.UnsoundError:
        return ()


def _disclosures(book: Book, period: Period) -> tuple[str, ...]:
    """Return what every statement of these books must say, where the checks could read it."""
    try:
        return book.disclosures(period)
    except books.UnsoundError:
        return ()

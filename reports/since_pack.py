"""Is everything that an earlier pack's books held still in the books, as it was? Entry by entry, with the closes that stood in it.

What the earlier pack held is kept in the later one as lines (:data:`FILE`), as seals have them, so that ``verify`` can make the comparison
again; whoever has the earlier pack can have its lines made again as well. It finds what the books alone cannot tell: a close that was
taken out with its seal, and changes of what was never closed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledger import entry_lines, seals
from reports.changes import changed_row
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.book import Book
    from ledger.periods import Period
    from ledger.seals import Difference

NAME = "since"
SHOWS = "what the books of the earlier pack held that is otherwise in these"
FILE = "earlier/entries.txt"
_HEAD = "earned-autonomy-ledger earlier pack 1"
#: What stands in the place of a posting period before a close or reopen, which belongs to none.
_CHAIN = "closes     "
_ENTRIES = (
    Column("period", "Period", Kind.CODE),
    Column("entry", "Entry"),
    Column("what", "What"),
    Column("before", "Was", Kind.MONEY),
    Column("now", "Is", Kind.MONEY),
    Column("how", "In which words"),
)
_CLOSES = (Column("close", "Close or reopening"), Column("what", "What"), Column("how", "In which words"))


class NotComparedError(Exception):
    """An earlier pack cannot be compared with the books: the message says why, and what to do."""


def content(book: Book, period: Period, zipped: bytes) -> bytes:
    """Return what a later pack keeps of the *book* of the pack of *period*, which is the zip *zipped*."""
    lines = sorted(_lines(book, period.last))
    digest = hashlib.sha256(zipped).hexdigest()
    return "".join(f"{one}\n" for one in (_HEAD, period.label, f"sha256:{digest}", *lines)).encode()


def statement(book: Book, period: Period, kept: bytes) -> Statement:
    """Return what of the lines *kept* of an earlier pack is otherwise in *book*, for the pack of *period*; in pounds.

    Raises :class:`NotComparedError` where *kept* is no such text, or not of an earlier period.
    """
    try:
        head, label, digest, *lines = kept.decode().removesuffix("\n").split("\n")
        earlier = book.calendar.parse(label)
        if head == _HEAD and earlier.last <= period.last:
            return _statement(book, period, earlier, digest, lines)
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, RecursionError, ArithmeticError) as problem:
        raise NotComparedError(f"{FILE} is not what a pack gives: {type(problem).__name__}") from problem
    raise NotComparedError(f"{FILE} is of {label}, which is later than {period.label} or no such text")


def _statement(book: Book, period: Period, earlier: Period, digest: str, lines: list[str]) -> Statement:
    found = list(seals.labelled(lines, _lines(book, earlier.last)))
    entries = [Row(changed_row(label, one)) for label, one in found if label != _CHAIN]
    # A close that was made since is no difference: the statement of what changed lists it.
    closes = [_close(one) for label, one in found if label == _CHAIN and one.before is not None]
    tables = []
    if closes:
        caption = "Closes and reopenings that stood in that pack and are not in the books as they were"
        tables.append(Table("since-closes", caption, _CLOSES, tuple(closes)))
    if entries:
        caption = f"Entries up to {earlier.label} that are not as that pack's books had them"
        tables.append(Table("since-entries", caption, _ENTRIES, tuple(entries)))
    sha256 = digest.removeprefix("sha256:")
    held = f"Held against the pack of {earlier.label} whose sha256 is {sha256}: every entry of its ledger up to"
    notes = [f"{held} {earlier.label}, and every close and reopening in it."]
    if not tables:
        notes.append(
            f"Nothing that its books held up to {earlier.label} was changed or taken out, and nothing was added."
        )
    title = f"The books, held against the pack of {earlier.label}"
    return Statement.of(book, period, NAME, title, tables, notes)


def _close(one: Difference) -> Row:
    if one.now is None:
        return Row((entry_lines.name_of(one.before or {}), "is gone", ""))
    return Row(
        (
            entry_lines.name_of(one.before or {}),
            "changed",
            "; ".join(entry_lines.differences(one.now, one.before or {})),
        )
    )


def _lines(book: Book, last: int) -> Iterator[str]:
    """Yield the line of every entry up to the posting period *last*, and of every close and reopening."""
    calendar, folder = book.calendar, book.folder
    for entry in book.entries:
        if seals.is_chained(entry):
            yield f"{_CHAIN} {entry_lines.line(entry, folder)}"
        elif 0 < (key := entry_lines.period_of(entry, calendar)) <= last:
            yield f"{calendar.label(key)} {entry_lines.line(entry, folder)}"

"""How does a decision that a command takes down come into the books? As a directive at the end of a file of its year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import directives, includes, personal, store
from ledger.closing import Closed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
    from pathlib import Path

    from ledger.book import Book


class NotKeptError(ValueError):
    """A decision cannot be written: the message says why, and nothing was changed."""


def words(text: str, what: str) -> str:
    """Return *text* with its spaces squeezed; raise :class:`NotKeptError` where it says nothing or may name somebody.

    *what* is what it should be, as the sentence says it: "a match needs a reason".
    """
    said = " ".join(text.split())
    if not any(sign.isalnum() for sign in said):
        raise NotKeptError(what)
    kind = personal.identifier_in(said)
    if kind:
        raise NotKeptError(f"{said!r} holds what looks like {kind}: leave it out")
    return said


def append(book: Book, name: str, heading: str, day: datetime.date, written: Iterable[str]) -> Path:
    """Write the directives *written*, of *day*, at the end of the file *name* of its year, and return the file.

    A new file begins with *heading*. All of them or none; the caller holds the lock. Raises :class:`NotKeptError` where the
    day's period is closed, or where the ledger would not read the file.
    """
    refusal = Closed(book.register.records, book.calendar).refusal(book.calendar.key_of(day))
    if refusal:
        raise NotKeptError(refusal)
    path = book.folder / "books" / book.calendar.year_of(day) / name
    if not (str(path) in book.options["include"] if path.exists() else includes.would_hold(book.files(), path)):
        raise NotKeptError(
            f'{path} would be no part of the ledger: add include "books/*/*.beancount" to {book.path.name}'
        )
    text = path.read_text(encoding="utf-8") if path.exists() else heading
    for one in written:
        directives.read_text(one)
        text += f"\n{one}"
    store.replace_text(path, text)
    return path

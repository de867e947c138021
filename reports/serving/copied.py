"""What does Fava's own editing see of a copy of the ledger? The version that is shown, with the places of the copy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from beancount.core.data import Transaction
from fava.core import FavaLedger
from fava.core.file import FileModule

from ledger import close, entry_lines, personal
from ledger.book import UnsoundError
from ledger.closing import Closed
from ledger.periods import PeriodError
from reports.serving.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fava.beans.abc import Directive

    from ledger.book import Book
    from reports.serving.staging import Stage
    from reports.serving.version import Version


class Copy(FavaLedger):
    """The ledger that Fava's handlers write to in place of *version*: the files of *stage*. Nothing is loaded for it."""

    def __init__(self, version: Version, stage: Stage, user: str) -> None:
        """Show *version* with the places of *stage*; *user* is the name that was signed on with, empty where nobody had to."""
        self._version, self._stage = version, stage
        super().__init__(str(stage.of(version.shelf.book.path)), poll_watcher=True)
        self.file = Files(self, stage, user)

    def load_file(self) -> None:
        """Take from the version what Fava's handlers ask of a ledger that they change."""
        version = self._version
        included = [self._place(name) for name in version.options["include"]]
        self.options = cast("Any", {**version.options, "include": included})
        options = version.fava_options
        self.fava_options = replace(
            options, insert_entry=[replace(one, filename=self._place(one.filename)) for one in options.insert_entry]
        )

    def changed(self) -> bool:
        """Return False: nobody else changes the copy."""
        return False

    def _place(self, name: str) -> str:
        return str(self._stage.of(Path(name)))

    def _get_entry(self, entry_hash: str) -> Directive:
        """Return the entry of the version that has *entry_hash*, with its place in the copy.

        Fava's hash has the entry's file and line in it. What stands there now is compared by Fava with what was shown.
        """
        entry = cast("Any", self._version.get_entry(entry_hash))
        place = self._place(str(entry.meta["filename"]))
        return cast("Directive", entry._replace(meta={**entry.meta, "filename": place}))


class Files(FileModule):
    """Fava's way of writing entries, into the journals of the year that each one's date is in."""

    def __init__(self, ledger: Copy, stage: Stage, user: str) -> None:
        """Write to *stage*; what *user* adds says so."""
        super().__init__(ledger)
        self._stage, self._user = stage, user

    def insert_entries(self, entries: Sequence[Directive]) -> None:
        """Insert *entries*, each where an ``insert-entry`` of the ledger says, else in its year's journals.

        Raises :class:`RefusedError` where one is dated in a closed period or the ledger would not read its year's journals.
        """
        book = self._stage.book
        by_year: dict[str, list[Directive]] = {}
        for entry in entries:
            _refuse_closed(book, entry)
            if isinstance(entry, Transaction) and self._user:
                entry.meta.setdefault("preparer", self._user)
            by_year.setdefault(_year_of(book, entry), []).append(entry)
        for year, own in sorted(by_year.items()):
            path = _journals(book, year)
            if not self._stage.of(path).exists():
                self._stage.write(path, close.appended(path, year))
            self.ledger.fava_options.default_file = str(self._stage.of(path))
            super().insert_entries(own)


def name_of(user: str) -> str:
    """Return who *user*, the name of a sign-on, is as a preparer: an e-mail address is shortened to what stands before its ``@``.

    Empty where that would still be a person's number or address: what identifies a person has no place in the books.
    """
    name = " ".join(user.partition("@")[0].split())
    return "" if personal.identifier_in(name) else name


def _refuse_closed(book: Book, entry: Directive) -> None:
    key = entry_lines.period_of(cast("Any", entry), book.calendar)
    try:
        why = Closed(book.register.records, book.calendar).refusal(key)
    except (UnsoundError, PeriodError):  # the findings say so
        return
    if why is not None:
        raise RefusedError(f"Not saved: {why}.")


def _year_of(book: Book, entry: Directive) -> str:
    try:
        return book.calendar.year_of(entry.date)
    except PeriodError as problem:
        raise RefusedError(f"Not saved: {problem}.") from problem


def _journals(book: Book, year: str) -> Path:
    try:
        return close.journals_of(book, year)
    except close.NotClosedError as problem:
        raise RefusedError(f"Not saved: {problem}.") from problem

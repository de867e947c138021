"""What was built of one version of the books already? Each statement once, however many people ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from reports import catalogue
from reports.figure_names import Names

if TYPE_CHECKING:
    from pathlib import Path

    from fava.core import FavaLedger

    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Statement

#: Statements that are kept; the least recently asked for goes first.
MOST = 64


class Shelf:
    """The statements of one *book*, built when first asked for, and by one thread at a time."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._lock = threading.RLock()
        self._kept: OrderedDict[tuple[str, Period, tuple[tuple[str, object], ...]], tuple[Statement, Names]] = (
            OrderedDict()
        )
        self._refs: dict[int, dict[tuple[int, int], str]] = {}

    def names(self, name: str, period: Period, **options: object) -> Names:
        """Return the statement *name* for *period* with the names of its figures.

        Raises :class:`~ledger.book.UnsoundError` where the books have errors (``findings`` excepted).
        """
        catalogue.require(name, self.book)
        key = (name, period, tuple(sorted(options.items())))
        with self._lock:
            if key not in self._kept:
                made = catalogue.made(name, self.book, period, **options)
                self._kept[key] = (made, Names(made))
                while len(self._kept) > MOST:
                    _, (_, gone) = self._kept.popitem(last=False)
                    self._refs.pop(id(gone), None)
            self._kept.move_to_end(key)
            return self._kept[key][1]

    def statement(self, name: str, period: Period, **options: object) -> Statement:
        """Return the statement *name* for *period*; raise as :meth:`names` does."""
        return self.names(name, period, **options).statement

    def refs(self, name: str, period: Period) -> dict[tuple[int, int], str]:
        """Return the names of the statement's figures, by the identity of their row and their place in it; raise as :meth:`names` does."""
        names = self.names(name, period)
        with self._lock:
            if id(names) not in self._refs:
                end = "" if period.is_whole else f"/{period.label}"
                self._refs[id(names)] = {
                    (id(spot.row), spot.place): f"{names.name_of(spot)}{end}" for spot in names.figures()
                }
            return self._refs[id(names)]


#: Of ledgers that plain Fava loaded, by path: the options of the load they were made of, and the shelf.
_OF_FAVA: dict[str, tuple[Any, Shelf]] = {}


def of(ledger: FavaLedger) -> Shelf:
    """Return the shelf of a *ledger* of Fava's: the version's own, or one for as long as plain Fava keeps what it loaded."""
    own = getattr(ledger, "shelf", None)
    if isinstance(own, Shelf):
        return own
    from pathlib import Path as AsPath  # noqa: PLC0415

    from ledger.book import Book as Loaded  # noqa: PLC0415

    options = ledger.options
    kept = _OF_FAVA.get(ledger.beancount_file_path)
    if kept is None or kept[0] is not options:
        path: Path = AsPath(ledger.beancount_file_path)
        entries: Any = ledger.all_entries
        loaded: Any = options
        kept = (options, Shelf(Loaded.of(path, entries, ledger.load_errors, loaded)))
        _OF_FAVA[ledger.beancount_file_path] = kept
    return kept[1]

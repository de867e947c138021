"""What was built of one version of the books already? Each statement once, however many people ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

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
    """The statements of one *book*, built when first asked for, and by one thread at a time; what is kept waits for no building."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._building = threading.RLock()
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, Period], Names] = OrderedDict()
        self._refs: WeakKeyDictionary[Names, dict[tuple[int, int], str]] = WeakKeyDictionary()

    def names(self, name: str, period: Period) -> Names:
        """Return the statement *name* for *period* with the names of its figures.

        Raises :class:`~ledger.book.UnsoundError` where the books have errors (``findings`` excepted), and
        :class:`~ledger.year_alone.NotTheWholeError` where one year alone cannot give it.
        """
        catalogue.require(name, self.book)
        key = (name, period)
        if kept := self._found(key):
            return kept
        with self._building:
            if kept := self._found(key):  # another thread built it meanwhile
                return kept
            made = Names(catalogue.made(name, self.book, period))
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
            return made

    def statement(self, name: str, period: Period) -> Statement:
        """Return the statement *name* for *period*; raise as :meth:`names` does."""
        return self.names(name, period).statement

    def refs(self, names: Names, period: Period) -> dict[tuple[int, int], str]:
        """Return the names of the figures of *names*, a statement of *period*, by the identity of their row and their place in it."""
        with self._lock:
            known = self._refs.get(names)
        if known is None:
            end = "" if period.is_whole else f"/{period.label}"
            with self._building:
                known = {(id(spot.row), spot.place): f"{names.name_of(spot)}{end}" for spot in names.figures()}
            with self._lock:
                self._refs[names] = known
        return known

    def _found(self, key: tuple[str, Period]) -> Names | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)


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

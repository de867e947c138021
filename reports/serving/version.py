"""What is one version of a ledger? All that was read of it at one moment, which never changes while anybody looks at it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any, cast

from fava.core import FavaLedger

from ledger.book import Book
from reports.pages.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path


class Version(FavaLedger):
    """A ledger as Fava loads it, once: a later state of its files is another version (:mod:`reports.serving.versions`).

    Fava itself reads a changed ledger into the same object, attribute by attribute, so that a request in another thread can
    see entries of one state beside options of another.
    """

    def __init__(self, path: Path, moment: int) -> None:
        """Load the ledger at *path*; *moment* is the version's own, greater than that of any version before it."""
        self._moment = moment
        resting = gc.isenabled()
        gc.disable()
        try:
            # The poll watcher starts no threads: whether files changed is asked by whoever makes versions.
            super().__init__(str(path), poll_watcher=True)
        finally:
            if resting:
                gc.enable()
        entries, options = cast("Any", self.all_entries), cast("Any", self.options)
        self.shelf = Shelf(Book.of(path, entries, self.load_errors, options))

    @property
    def mtime(self) -> int:
        """The version's moment, by which Fava's pages notice that there is a later one."""
        return self._moment

    def changed(self) -> bool:
        """Return False: a version does not change."""
        return False

"""What application serves the books? Fava's own, on versions of the ledgers that never change while they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fava.application import create_app

from reports.pages.base import READER
from reports.serving import editing
from reports.serving.escaping import escape_everywhere
from reports.serving.versions import Shelves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flask import Flask

    from ledger.book import Book
    from reports.pages.base import Reads


def make(paths: Sequence[Path], *, may_edit: bool, reads: Reads | None = None) -> Flask:
    """Return Fava for the ledgers at *paths*; *reads* is what reads the rows of archived sources, for the page *Trace*.

    Every ledger is read before this returns; raises what beancount or Fava raise of one that cannot be.
    """
    app = create_app([str(path) for path in paths], read_only=not may_edit)
    shelves = Shelves(paths)
    app.config["LEDGERS"] = shelves
    escape_everywhere(app)
    if may_edit:
        editing.enable(app, shelves)
    if reads is not None:
        app.config[READER] = reads
    return app


def books(app: Flask) -> list[Book]:
    """Return the books that *app* shows, as they are now."""
    return [one.shelf.book for one in app.config["LEDGERS"].ledgers]


def slugs(app: Flask) -> dict[str, Path]:
    """Return the file of each ledger that *app* shows by the ledger's name in addresses."""
    return dict(app.config["LEDGERS"].paths())

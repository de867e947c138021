"""A server of ledgers for a test, behind the guard and under the headers that ``ealedger serve`` has."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from importers.archived import archived
from reports.serving import app
from reports.serving.server import address_of, listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def served(*paths: Path, may_edit: bool = False) -> Iterator[list[str]]:
    """Serve the ledgers at *paths* on any free port and yield the address of each, without a slash at its end."""
    made = app.make(
        paths,
        may_edit=may_edit,
        reads=lambda book, extract, rows, became: archived(book, extract, rows, what_became=became),
    )
    server = listening(made, "localhost", 0, may_edit=may_edit)
    running = threading.Thread(target=server.serve, daemon=True)
    running.start()
    try:
        yield [f"{address_of(server)}{slug}" for slug, _ in made.config["LEDGERS"].items()]
    finally:
        server.stop()
        running.join()

"""A server of ledgers for a test: any free port of this machine, and the headers that the books are served with."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cheroot import wsgi
from importers.archived import archived

from reports.serving import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What pages may load and run: nothing that is not the server's own.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
]


@contextmanager
def served(*paths: Path, threads: int = 8, may_edit: bool = False) -> Iterator[list[str]]:
    """Serve the ledgers at *paths* and yield the address of each, without a slash at its end."""
    made = app.make(
        paths,
        may_edit=may_edit,
        reads=lambda book, extract, rows, became: archived(book, extract, rows, what_became=became),
    )

    def answered(environ, start):
        return made(environ, lambda status, headers, failed=None: start(status, [*headers, *HEADERS], failed))

    server = wsgi.Server(("127.0.0.1", 0), answered, numthreads=threads)
    server.prepare()
    running = threading.Thread(target=server.serve, daemon=True)
    running.start()
    try:
        yield [f"http://127.0.0.1:{server.bind_addr[1]}/{slug}" for slug, _ in made.config["LEDGERS"].items()]
    finally:
        server.stop()
        running.join()

"""A small council's ledger behind the real server, asked over a bare socket: a client library would mend the request."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, NamedTuple

import pytest

from reports.serving import app as applications
from reports.serving import server as servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LEDGER = """\
option "title" "Testshire County Council"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
option "documents" "documents"
plugin "ledger.plugins"

2000-01-01 commodity GBP
2000-01-01 custom "fava-option" "import-dirs" "incoming"
2012-04-01 custom "fund" "Families" "grant"
2012-04-01 open Assets:Families:Cash GBP
2012-04-01 open Expenses:Families:Delivery GBP

2012-06-01 * "<script>alert(1)</script>" "Family support \\"x\\" </script><img src=x onerror=alert(2)>"
  statement: "invoice.txt"
  Expenses:Families:Delivery   100.00 GBP
  Assets:Families:Cash        -100.00 GBP
"""


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


class Site(NamedTuple):
    """A running server, and the folder of its books."""

    folder: Path
    slug: str
    port: int
    app: object

    def ask(self, target: str, method: str = "GET", body: bytes = b"", **headers: str | None) -> Answer:
        """Ask for *target*; a header of None is left out, underscores in names stand for hyphens."""
        sent = {"Host": f"localhost:{self.port}", "Connection": "close"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body:
            sent.setdefault("Content-Length", str(len(body)))
        lines = [
            f"{method} {target} HTTP/1.1",
            *(f"{name}: {value}" for name, value in sent.items() if value is not None),
        ]
        return self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def send(self, request: bytes, source: str | None = None) -> Answer:
        """Send the bytes of a request as they are, and read what comes until the server closes."""
        with socket.create_connection(
            ("127.0.0.1", self.port), timeout=10, source_address=(source, 0) if source else None
        ) as connection:
            with contextlib.suppress(ConnectionError):  # the answer may come before all was sent
                connection.sendall(request)
            return read(connection)


def read(connection: socket.socket) -> Answer:
    received = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split()[1]) if first else 0, headers, body.decode("utf-8", "replace"))


def write_books(folder: Path) -> Path:
    """Lay the small ledger out in *folder*, with a document of each kind, and return its path."""
    for name, text in {
        "budget.beancount": LEDGER,
        "documents/Expenses/Families/Delivery/2012-06-01.invoice.txt": "an invoice\n",
        "documents/Expenses/Families/Delivery/2012-06-01.note.html": "<script src='evil.js'></script>\n",
        "incoming/list.csv": "a,b\n",
        "secret.txt": "nobody's business\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder / "budget.beancount"


@contextlib.contextmanager
def running(folder: Path, app: object, **options: object) -> Iterator[Site]:
    """Serve *app* on a free port of this machine while the block runs."""
    server = servers.listening(app, "127.0.0.1", 0, **options)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield Site(folder, "testshire-county-council", server.bind_addr[1], app)
    finally:
        server.stop()
        thread.join()


@pytest.fixture(scope="session")
def serving() -> Callable[..., contextlib.AbstractContextManager[Site]]:
    return running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small ledger, read-only."""
    folder = tmp_path_factory.mktemp("books")
    app = applications.make([write_books(folder)], may_edit=False)
    with running(folder, app) as one:
        yield one


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small ledger, with --edit."""
    folder = tmp_path_factory.mktemp("edited")
    app = applications.make([write_books(folder)], may_edit=True)
    with running(folder, app, may_edit=True) as one:
        yield one


@pytest.fixture(scope="session")
def books() -> Callable[[Path], Path]:
    return write_books

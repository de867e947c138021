"""What is read off the wire before the guard sees it? A request that can be read in one way alone, and not for ever.

A server behind a proxy must cut requests where the proxy cuts them, or one user's request is read as another's.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from cheroot import server as cheroot_server
from cheroot import wsgi

from reports.serving.guard import MOST_BODY, MOST_HEADERS, secured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds in which a request's line and headers must be there.
PATIENCE = 20.0
THREADS = 24
#: Headers that say one thing: two of them could be read by the proxy in one way and here in another.
_ONCE = frozenset(
    {b"Host", b"Origin", b"Authorization", b"Content-Length", b"Transfer-Encoding", b"Sec-Fetch-Site", b"Referer"}
)
_SENTENCES = {
    "400": "The request cannot be read.",
    "408": "The request took too long to come.",
    "413": f"More than {MOST_BODY // 1024 // 1024} MB cannot be sent at once.",
    "414": "The address is too long.",
    "431": "The request's headers are too long.",
}


class _Headers(cheroot_server.HeaderReader):
    """Headers as they stand: no name with an underscore, which would pass for one with a hyphen, and none twice."""

    def __init__(self, once: frozenset[bytes]) -> None:
        super().__init__()
        self.once = once
        self.seen: set[bytes] = set()

    def __call__(self, rfile: Any, hdict: Any = None) -> Any:
        self.seen = set()
        return super().__call__(rfile, hdict)

    def _transform_key(self, key_name: bytes) -> bytes:
        if key_name != key_name.strip():
            raise ValueError(_SENTENCES["400"])
        return key_name.title()

    def _allow_header(self, key_name: bytes) -> bool:
        if key_name in self.once and key_name in self.seen:
            raise ValueError(_SENTENCES["400"])
        self.seen.add(key_name)
        return b"_" not in key_name


class _Request(cheroot_server.HTTPRequest):
    """A request whose refusal has the headers that every other answer has."""

    def parse_request(self) -> None:
        self.header_reader = _Headers(self.server.once)
        with self.server.watch.over(self.conn.socket):
            super().parse_request()

    def read_request_headers(self) -> bool:
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        length = self.inheaders.get(b"Content-Length", b"0")
        if not length.isdigit() or (self.chunked_read and b"Content-Length" in self.inheaders):
            self.simple_response("400 Bad Request")
            return False
        # Nobody reads a body that the guard refuses, and what is left of it would be read as the next request.
        self.close_connection = self.close_connection or self.chunked_read
        return True

    def simple_response(self, status: Any, msg: str = "") -> None:
        """Answer what never reached the guard: a sentence, and the same headers."""
        status = str(status)
        if status.startswith("413") and msg.startswith("The headers"):
            status = "431 Request Header Fields Too Large"
        self.close_connection = True
        body = _SENTENCES.get(status[:3], "The request cannot be answered.").encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            *secured(),
        ]
        lines = [f"{self.server.protocol} {status}", *(f"{name}: {value}" for name, value in headers), "", ""]
        with suppress(OSError):
            self.conn.wfile.write("\r\n".join(lines).encode("latin-1") + body)


class _Connection(cheroot_server.HTTPConnection):
    RequestHandlerClass = _Request


class Watch:
    """Ends what takes longer than *patience* seconds: a client that sends a byte now and then would keep a thread."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._since: dict[int, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """Let *connection* take its time within the block, but not for ever."""
        with self._lock:
            self._since[id(connection)] = (time.monotonic(), connection)
        try:
            yield
        finally:
            with self._lock:
                del self._since[id(connection)]

    def look(self) -> None:
        """Cut off every connection whose request should have been there by now."""
        now = time.monotonic()
        with self._lock:
            late = [connection for since, connection in self._since.values() if now - since > self.patience]
        for connection in late:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


class Server(wsgi.Server):
    """Cheroot, with our limits; *problem* is why it could not listen."""

    ConnectionClass = _Connection
    max_request_header_size = MOST_HEADERS
    max_request_body_size = MOST_BODY

    def __init__(self, address: tuple[str, int], app: Any, *, once: frozenset[bytes] = frozenset()) -> None:
        super().__init__(address, app, numthreads=THREADS, server_name="ealedger", request_queue_size=64)
        self.shutdown_timeout = 1
        self.once = _ONCE | once
        self.problem: OSError | None = None
        self.watch = Watch(PATIENCE)

    def bind(self, family: Any, type: Any, proto: int = 0) -> Any:  # noqa: A002 - cheroot's own name for it
        """Listen; keep why it was not possible, which cheroot turns into text."""
        try:
            return super().bind(family, type, proto)
        except OSError as problem:
            self.problem = problem
            raise

    def serve(self) -> None:
        """Answer until :meth:`stop`."""
        ended = threading.Event()
        looking = threading.Thread(target=_look, args=(self.watch, ended.wait), daemon=True)
        looking.start()
        try:
            super().serve()
        finally:
            ended.set()

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:  # noqa: FBT002 - cheroot's own
        """Say in the server's own window what went wrong, unless a client merely went away."""
        del level
        if "MaxSizeExceeded" not in msg:
            sys.stderr.write(f"{msg}\n")
            if traceback:
                import traceback as traces  # noqa: PLC0415 - the name is cheroot's argument

                traces.print_exc(file=sys.stderr)


def _look(watch: Watch, wait: Callable[[float], bool]) -> None:
    while not wait(1.0):
        watch.look()

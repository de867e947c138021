"""Where do the books answer? On an address of this machine, until they are told to stop."""

from __future__ import annotations

import errno
import signal
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING, Any, NoReturn

from reports.serving.addresses import Allowed, as_name, bound
from reports.serving.guard import Guard
from reports.serving.wire import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import FrameType
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from reports.serving.guard import Refusal

LOWEST_OPEN_PORT = 1024


class NotListeningError(Exception):
    """The address cannot be listened on."""


def serve(
    app: WSGIApplication,
    host: str,
    port: int,
    *,
    allowed_hosts: tuple[str, ...] = (),
    may_edit: bool = False,
    sign_on: Callable[[WSGIEnvironment], str | Refusal] | None = None,
    once: str = "",
    opens_browser: bool = True,
    ledgers: Mapping[str, Path] | None = None,
    say: Callable[[str], object] = lambda sentence: print(sentence, file=sys.stderr, flush=True),  # noqa: T201 - its default
) -> None:
    """Answer for *app* behind the guard until Ctrl-C or the end of the process is asked for.

    Port 0 is any that is free. Of several *ledgers* the address of each is said. Raises :class:`NotListeningError` and
    :class:`reports.serving.addresses.AddressError` where it cannot begin.
    """
    server = listening(app, host, port, allowed_hosts=allowed_hosts, may_edit=may_edit, sign_on=sign_on, once=once)
    before = _until_asked_to_end()
    try:
        address = address_of(server)
        say(f"the books are at {address} (Ctrl-C ends)")
        if ledgers and len(ledgers) > 1:
            for slug, path in ledgers.items():
                say(f"{address}{slug}/ is {path}")
        if opens_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server.serve()
    except KeyboardInterrupt:
        say("ended")
    finally:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # asked once is enough
        server.stop()
        for one, handler in before.items():
            signal.signal(one, handler)


def listening(
    app: WSGIApplication,
    host: str,
    port: int,
    *,
    allowed_hosts: tuple[str, ...] = (),
    may_edit: bool = False,
    sign_on: Callable[[WSGIEnvironment], str | Refusal] | None = None,
    once: str = "",
) -> Server:
    """Return a server that listens already; *once* is a header that no request may have twice."""
    Allowed.of(host, port, allowed_hosts)
    further = frozenset({once.title().encode()} if once else ())
    server = Server((bound(host), port), app, once=further)
    try:
        server.prepare()
    except OSError as problem:
        raise NotListeningError(_why(host, port, server.problem or problem)) from problem
    allowed = Allowed.of(host, server.bind_addr[1], allowed_hosts)
    server.wsgi_app = Guard(app, allowed, may_edit=may_edit, sign_on=sign_on)
    return server


def address_of(server: Server) -> str:
    """Return where a browser on this machine finds the *server*."""
    host, port = server.bind_addr[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, as_name(host))  # noqa: S104
    return f"http://{shown}:{port}/"


def _why(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE or getattr(problem, "winerror", None) == 10048:  # noqa: PLR2004 - WSAEADDRINUSE
        return (
            f"port {port} is taken: another program, or these books already, answer there; open http://localhost:{port}/, "
            f"or choose another with --port {port + 1 if port < 65535 else 5000}, or any free one with --port 0"  # noqa: PLR2004
        )
    if problem.errno in {errno.EACCES, errno.EPERM}:
        return (
            f"port {port} may not be used by you"
            + (f": ports below {LOWEST_OPEN_PORT} are an administrator's" if port < LOWEST_OPEN_PORT else "")
            + "; choose another with --port 5000"
        )
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"--host {host} is no address of this machine: leave it out to serve this machine alone"
    return f"--host {host} --port {port} cannot be listened on ({problem.strerror or problem})"


def _until_asked_to_end() -> dict[signal.Signals, Any]:
    """Let every way in which a process is asked to end be as Ctrl-C is; return what they did before."""
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                one = signal.Signals[name]
                before[one] = signal.signal(one, _end)
    return before


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

"""What may reach the pages? A request from this server's own pages or its user's address bar, that reads.

In editing mode four calls write, and no other. The guard stands before Fava, which has no such checks of its own, and
knows nothing of it but the paths of its calls: what it does not know is refused.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from reports.serving import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from reports.serving.addresses import Allowed

READING = ("GET", "HEAD", "OPTIONS")
MOST_HEADERS = 64 * 1024  # bytes of request line and headers
MOST_BODY = 16 * 1024 * 1024  # bytes: four times the largest file of a year's books
PAGES = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'; form-action 'self'"
)
#: A document that somebody put beside the books is shown, and runs nothing: it would run as one of our own pages.
DOCUMENTS = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'"
)
HEADERS = (
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
WRITING = (
    ("PUT", re.compile(r"/[^/]+/api/(?:source|source_slice|add_entries|format_source)")),
    ("DELETE", re.compile(r"/[^/]+/api/source_slice")),
)
_DOCUMENT_PATH = re.compile(r"/[^/]+/(?:document|statement)/")
_SHOWN_AS_IS = ("application/pdf", "text/plain", "image/png", "image/jpeg", "image/gif")
_SLASHED = re.compile(r"/{2,}|\\")


@dataclass(frozen=True)
class Refusal:
    """Why a request is not let through: the status, a sentence, and headers that go with it."""

    status: str
    sentence: str
    headers: tuple[tuple[str, str], ...] = ()


FAILED = Refusal(
    "500 Internal Server Error",
    "This cannot be shown. Go back and try it another way; the window in which the server runs may say why.",
)


class Guard:
    """The application *app*, answering to *allowed* names alone, reading alone unless *may_edit*, to whom *sign_on* lets in."""

    def __init__(
        self,
        app: WSGIApplication,
        allowed: Allowed,
        *,
        may_edit: bool = False,
        sign_on: Callable[[WSGIEnvironment], str | Refusal] | None = None,
    ) -> None:
        self.app = app
        self.allowed = allowed
        self.may_edit = may_edit
        self.sign_on = sign_on
        self._query = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request: with the application's answer, or with why there is none."""
        path = environ.get("PATH_INFO", "")
        method = environ["REQUEST_METHOD"]

        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            return start_response(status, _secured(path, status, headers), exc_info)

        if refusal := self._refusal(environ):
            return _answered(refusal, environ, started)
        if method == "OPTIONS":
            started("204 No Content", [("Allow", ", ".join(self._methods(path))), ("Content-Length", "0")])
            return []
        inner = {**environ, "REQUEST_METHOD": "GET" if method == "HEAD" else method}
        if path == "/jump":
            inner["HTTP_REFERER"] = self._came_from(environ)
        return self._asked(inner, started, is_head=method == "HEAD")

    def _asked(self, environ: WSGIEnvironment, started: StartResponse, *, is_head: bool) -> Iterable[bytes]:
        """Return what the application answers, which says its status before it returns, as every Flask application does.

        Queries are run one after the other: Fava's shell is one for all, and would run mine on what you filtered.
        """
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def held(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Callable[[bytes], object]:
            said[:] = [(status, headers)]
            return _unwritten

        try:
            with self._query if queries.are_asked_at(_plain(environ)) else nullcontext():
                answer = self.app(environ, held)
            status, headers = said[0]
        except Exception:  # noqa: BLE001 - whatever it is, nobody's browser is told what it says of this machine
            traceback.print_exc(file=sys.stderr)
            return _answered(FAILED, environ, started, is_head=is_head)
        is_page = any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers)
        if is_head or (status[0] == "5" and is_page):
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        if status[0] == "5" and is_page:
            return _answered(FAILED, environ, started, is_head=is_head)
        started(status, headers)
        return [] if is_head else answer

    def _refusal(self, environ: WSGIEnvironment) -> Refusal | None:
        return self._too_much(environ) or self._foreign(environ) or self._signed_on(environ) or self._not_read(environ)

    @staticmethod
    def _too_much(environ: WSGIEnvironment) -> Refusal | None:
        sizes = {name: len(value) for name, value in environ.items() if name.startswith("HTTP_")}
        if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > MOST_HEADERS:
            return Refusal("414 URI Too Long", "The address is too long.")
        if sum(sizes.values()) > MOST_HEADERS:
            return Refusal("431 Request Header Fields Too Large", "The request's headers are too long.")
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return Refusal("411 Length Required", "The request does not say how long it is.")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return Refusal("400 Bad Request", "The request's length is no number.")
        if int(length[:20]) > MOST_BODY:
            return Refusal("413 Content Too Large", f"More than {MOST_BODY // 1024 // 1024} MB cannot be sent at once.")
        return None

    def _foreign(self, environ: WSGIEnvironment) -> Refusal | None:
        if not self.allowed.is_host(environ.get("HTTP_HOST", "")):
            return Refusal(
                "403 Forbidden",
                "The books are not shown under this name. Open them under the address that serve printed, or have whoever "
                "started it allow the name with --allowed-host.",
            )
        own_pages = "Only the pages of this server itself may ask for this."
        site = environ.get("HTTP_SEC_FETCH_SITE", "")
        if environ["REQUEST_METHOD"] in READING:
            is_embedded = environ.get("HTTP_SEC_FETCH_MODE", "") != "navigate"
            return Refusal("403 Forbidden", own_pages) if site in {"cross-site", "same-site"} and is_embedded else None
        origin = environ.get("HTTP_ORIGIN")
        is_ours = self.allowed.is_origin(origin) if origin is not None else site == "same-origin"
        return None if is_ours else Refusal("403 Forbidden", own_pages)

    def _signed_on(self, environ: WSGIEnvironment) -> Refusal | None:
        environ.pop("REMOTE_USER", None)
        if self.sign_on is None:
            return None
        who = self.sign_on(environ)
        if isinstance(who, Refusal):
            return who
        environ["REMOTE_USER"] = who
        return None

    def _not_read(self, environ: WSGIEnvironment) -> Refusal | None:
        path = environ.get("PATH_INFO", "")
        method = environ["REQUEST_METHOD"]
        methods = self._methods(path)
        if method not in methods:
            why = (
                "In the browser, the text of the books can be changed and entries can be added; this cannot be done."
                if self.may_edit
                else "The books are shown read-only: nothing can be changed here. Whoever started serve can allow it with --edit."
            )
            return Refusal("405 Method Not Allowed", why, (("Allow", ", ".join(methods)),))
        if why_not := queries.refused(_plain(environ), environ.get("QUERY_STRING", "")):
            return Refusal("400 Bad Request", why_not)
        return None

    def _methods(self, path: str) -> tuple[str, ...]:
        writing = (method for method, pattern in WRITING if self.may_edit and pattern.fullmatch(path))
        return (*READING, *writing)

    def _came_from(self, environ: WSGIEnvironment) -> str:
        """Return the page that a jump leads back to: one of ours, or the first page."""
        page = str(environ.get("HTTP_REFERER", ""))
        return page if self.allowed.is_origin(page) else "/"


def secured(headers: Iterable[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """Return *headers* and those that every answer has: for answers that are made before there is a path."""
    return _secured("", "400", headers)


def _secured(path: str, status: str, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    ours = {"content-security-policy", *(name.lower() for name, _ in HEADERS)}
    is_fixed = path.startswith("/static/") and status[:3] in {"200", "304"}
    if not is_fixed:
        ours |= {"cache-control", "expires", "etag", "last-modified"}
    kept = [(name, value) for name, value in headers if name.lower() not in ours]
    kind = next((value for name, value in kept if name.lower() == "content-type"), "").partition(";")[0].strip().lower()
    is_strange = (
        bool(_DOCUMENT_PATH.fullmatch(_SLASHED.sub("/", path))) and status[0] == "2" and kind not in _SHOWN_AS_IS
    )
    kept += [*HEADERS, ("Content-Security-Policy", DOCUMENTS if is_strange else PAGES)]
    return kept if is_fixed else [*kept, ("Cache-Control", "no-store")]


def _plain(environ: WSGIEnvironment) -> str:
    """Return the path asked for with each slash once, as Fava leads it on."""
    return _SLASHED.sub("/", environ.get("PATH_INFO", ""))


def _unwritten(_body: bytes) -> object:
    raise NotImplementedError("an application returns its body")


def _answered(
    refusal: Refusal, environ: WSGIEnvironment, started: StartResponse, *, is_head: bool = False
) -> Iterable[bytes]:
    """Answer with the sentence of a *refusal*: as JSON to Fava's own calls, which show it, and as a page otherwise."""
    if "/api/" in environ.get("PATH_INFO", ""):
        kind, text = "application/json", json.dumps({"error": refusal.sentence})
    else:
        kind = "text/html; charset=utf-8"
        title = escape(refusal.status.partition(" ")[2])
        text = (
            f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><h1>{title}</h1><p>{escape(refusal.sentence)}</p></body></html>\n"
        )
    body = text.encode()
    started(refusal.status, [("Content-Type", kind), ("Content-Length", str(len(body))), *refusal.headers])
    return [] if is_head or environ["REQUEST_METHOD"] == "HEAD" else [body]

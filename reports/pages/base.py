"""What is a page of ours to Fava? An extension that hands over a finished page, and fails with a sentence and never with Fava."""

from __future__ import annotations

import logging
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

import jinja2
from fava.context import g
from fava.ext import FavaExtensionBase, extension_endpoint
from flask import Response, current_app, request
from markupsafe import Markup

from reports.pages import shelf, shown
from reports.pages.downloads import download
from reports.render import templating

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.agreements import Extract
    from ledger.book import Book
    from ledger.trails import Archived

    #: Reads rows of the archived source of an extract, and where asked what becomes of them.
    Reads = Callable[[Book, Extract, set[int], bool], Archived]

log = logging.getLogger(__name__)

#: Where the application keeps what reads the rows of archived sources, for the page *Trace* (:class:`reports.trail_steps.Steps`).
READER = "EALEDGER_READER"


class Page(FavaExtensionBase):
    """A page of *statements*; :attr:`report_title` is its name in Fava's list."""

    statements: ClassVar[tuple[str, ...]] = ()
    #: Whether the page may be narrowed to one heading.
    has_headings: ClassVar[bool] = False

    @cached_property
    def jinja_env(self) -> jinja2.Environment:
        """An environment whose every template is the page itself: words and layout are rendered by :mod:`reports.render`."""
        loader = jinja2.FunctionLoader(lambda _: "{{ extension.content() }}")
        return jinja2.Environment(loader=loader, autoescape=True)

    def content(self) -> Markup:
        """Return the page as HTML; whatever fails becomes a sentence in it."""
        try:
            return Markup(self._content())  # noqa: S704 - rendered with autoescape
        except Exception as problem:  # noqa: BLE001 - no fault of ours may bring Fava down
            _log(self.name, problem)
            return Markup(_failed(self.report_title or self.name, problem))  # noqa: S704 - as above

    def _content(self) -> str:
        return shown.statements(self, shelf.of(self.ledger), request.args)

    @property
    def behind(self) -> str:
        """Why a later state of the files is not shown; empty where there is none."""
        versions = getattr(current_app.config["LEDGERS"], "versions", None)
        return str(versions(g.beancount_file_slug).behind) if versions else ""

    @extension_endpoint("download")  # type: ignore[untyped-decorator, arg-type] # Fava types the decorated function as it is called
    def download(self) -> Response:
        """Answer with a statement of the page as a file."""
        try:
            return download(shelf.of(self.ledger), self.statements, request.args)
        except Exception as problem:  # noqa: BLE001 - as above
            _log(self.name, problem)
            page = _failed(self.report_title or self.name, problem)
            return Response(page, HTTPStatus.CONFLICT if _is_ours(problem) else 500, mimetype="text/html")


def _is_ours(problem: Exception) -> bool:
    """Return whether *problem* is an exception of ours: its message is a sentence for people."""
    return type(problem).__module__.partition(".")[0] in ("ledger", "reports", "importers")


def _log(name: str, problem: Exception) -> None:
    """Say where the server was started that the page *name* failed, with the reason where it is no sentence of ours."""
    if not _is_ours(problem):
        log.error("the page %s failed", name, exc_info=problem)


def _failed(title: str, problem: Exception) -> str:
    """Return a page that says what happened: the sentence of an exception of ours, and of others their kind alone.

    Its template is ours, as it may be the council's own that failed.
    """
    sentence = (
        str(problem)
        if _is_ours(problem)
        else f"This page could not be made ({type(problem).__name__}). The books are untouched, and every other page works. The "
        "reason stands where ealedger serve was started; please send it to whoever looks after this program."
    )
    return templating.render(None, ["fava/failed.html"], title=title, sentence=sentence)

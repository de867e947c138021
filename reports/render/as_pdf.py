"""A statement as a tagged PDF (PDF/UA): its HTML page, laid out on A4 by WeasyPrint; nothing is fetched for it."""

from __future__ import annotations

import contextlib
import io
import logging
import threading
from typing import TYPE_CHECKING, Any

from reports.render import as_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.statement import Statement

VARIANT = "pdf/ua-1"
LANGUAGE = "en-GB"
#: Standard output is one for all threads.
_LOADING = threading.Lock()


class NoPdfError(Exception):
    """A PDF cannot be made: the message says why, and what to do."""


class _NoWriterError(NoPdfError):
    """What writes a PDF is not on this machine, or misses the library that it lays text out with."""

    def __init__(self, problem: Exception) -> None:
        missing = (
            "WeasyPrint: pip install 'earned-autonomy-ledger[pdf]', and install the library Pango"
            if isinstance(problem, ImportError)
            else "the library Pango, which WeasyPrint does not find here: install it"
        )
        super().__init__(
            f"a PDF needs {missing} (Debian: libpango-1.0-0 and libpangoft2-1.0-0; Windows: MSYS2); or choose --format html and print that page from a browser"
        )


class _UnprintableError(NoPdfError):
    """A page asks for something from elsewhere, or leaves out what a reader with a screen reader needs."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(
            f"a template in templates/ makes a page that cannot be a PDF: {problems[0]}; nothing is fetched for a PDF: put pictures and styles into the template itself, as data: addresses"
        )


def render(statement: Statement, folder: Path | None = None) -> bytes:
    """Return *statement* as a PDF; raise :class:`NoPdfError` where this machine or a template cannot make one."""
    title = f"{statement.title}, {statement.period.label}: {statement.authority}"
    return of_page(as_html.render(statement, folder), title, statement.authority)


def of_page(page: str, title: str, author: str) -> bytes:
    """Return the HTML *page* as a PDF, the same bytes on one installation whenever it is made: there is no clock in it."""
    weasyprint = _writer()
    from reports.render.pdf_headers import complete  # noqa: PLC0415 - needs what the writer brings

    with _problems() as problems:
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        document = weasyprint.HTML(string=page, url_fetcher=fetcher).render(pdf_variant=VARIANT)
        document.metadata.title = title
        document.metadata.authors = [author]
        document.metadata.lang = LANGUAGE
        written: bytes = document.write_pdf(finisher=complete, pdf_variant=VARIANT)
    if problems:
        raise _UnprintableError(problems)
    return written


def _writer() -> Any:
    """Return WeasyPrint, which says on standard output what it misses: that is kept out of the statement."""
    try:
        with _LOADING, contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - an extra, and half a second
            import weasyprint.urls  # noqa: PLC0415
    except (ImportError, OSError) as problem:
        raise _NoWriterError(problem) from problem
    return weasyprint


@contextlib.contextmanager
def _problems() -> Iterator[list[str]]:
    """Yield what WeasyPrint logs as errors in this thread meanwhile: what it could not fetch, or what the tags lack.

    What else it logs is about style rules for screens, and nothing for whoever looks at the server's window.
    """
    found: list[str] = []
    own = threading.get_ident()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == own:
                found.append(record.getMessage())

    handler = Keep(logging.ERROR)
    logger = logging.getLogger("weasyprint")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)

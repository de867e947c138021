"""How does a page show a trail? A reference to type, and the steps behind it as a tree whose places lead to their lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import current_app, request

from ledger.periods import PeriodError
from ledger.trails import Archived
from reports import tracing
from reports.pages import base, links, shelf
from reports.pages import shown as pages
from reports.pages.chosen import WHOLE
from reports.render import templating
from reports.trail import UntraceableError

if TYPE_CHECKING:
    from ledger.agreements import Extract
    from ledger.book import Book
    from reports.trail import Step, Trace

NOT_READ = "its source is read by ealedger serve and ealedger trace; plain fava shows the books alone"
#: Longer references than this are nobody's.
_LONGEST = 1_000


class TracePage(base.Page):
    """From a figure to its rows, and from a row to every figure."""

    def _content(self) -> str:
        kept = shelf.of(self.ledger)
        ref = request.args.get("ref", "").strip()[:_LONGEST]
        found, sentence, refs = _found(kept, ref, request.args.get("period", "")) if ref else (None, "", ())
        folder = kept.book.folder
        return templating.render(
            folder,
            ["fava/trace.html"],
            **pages.frame(self, kept),
            ref=ref,
            found=found,
            sentence=sentence,
            several=[(one, links.trace(one)) for one in refs],
            has_errors=bool(kept.book.errors),
            give=tracing.GIVE,
            source=lambda step: links.source(step.place, folder),
            figure=_figure_of,
        )


def _found(kept: shelf.Shelf, ref: str, period: str) -> tuple[Trace | None, str, tuple[str, ...]]:
    """Return the trail of *ref*, or the sentence that says why there is none, and the figures that it names where these are several."""
    reads: base.Reads = current_app.config.get(base.READER, _not_read)
    chosen = period if period not in ("", WHOLE) else None
    try:
        return tracing.trace(kept.book, ref, partial(reads, kept.book), chosen), "", ()
    except UntraceableError as problem:
        return None, str(problem).partition("\n")[0], problem.refs
    except PeriodError as problem:
        return None, str(problem), ()


def _not_read(book: Book, extract: Extract, rows: set[int], became: bool) -> Archived:
    """Read nothing: under plain Fava nobody hands over what reads archived sources."""
    del book, extract, rows, became
    return Archived("", {}, NOT_READ)


def _figure_of(step: Step) -> str:
    """Return the address of the trail of the figure that *step* names, empty where it names none."""
    ref: Any = step.facts.get("ref")
    return links.trace(ref) if isinstance(ref, str) and step.what != "figure" else ""

"""How does a page of statements look? Its choices, its tables with a link at each figure, charts beside them, notes and findings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reports.pages import charts, links
from reports.pages.chosen import chosen
from reports.pages.downloads import FORMATS
from reports.pages.narrowed import narrowed
from reports.render import templating
from reports.render.as_html import anchor
from reports.statement import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.pages.base import Page
    from reports.pages.chosen import Chosen
    from reports.pages.shelf import Shelf
    from reports.statement import Row


def statements(page: Page, shelf: Shelf, address: Mapping[str, str]) -> str:
    """Return the *page* for what *address* chooses; of books with errors, what they are instead of statements."""
    book = shelf.book
    if book.errors:
        return templating.render(
            book.folder,
            ["fava/errors.html"],
            **frame(page, shelf),
            errors=book.errors,
            findings=links.page("Findings", {}),
        )
    picked = chosen(book, address)
    parts = [_part(page, shelf, picked, name) for name in page.statements]
    return templating.render(
        book.folder,
        ["fava/page.html"],
        **frame(page, shelf),
        chosen=picked,
        parts=parts,
        has_headings=page.has_headings,
    )


def frame(page: Page, shelf: Shelf) -> dict[str, object]:
    """Return what the templates of all pages are given."""
    return {"title": page.report_title, "name": page.name, "authority": shelf.book.authority, "behind": page.behind,
            "anchor": anchor, "links": links}  # fmt: skip


def _part(page: Page, shelf: Shelf, picked: Chosen, name: str) -> dict[str, object]:
    """Return a statement as the template is given it: what of it is shown, and what every figure of it leads to."""
    names = shelf.names(name, picked.period)
    shown, left_out = narrowed(names.statement, picked)
    return {
        "statement": shown,
        "left_out": left_out,
        "link": partial(_link, shelf.refs(names, picked.period)),
        "chart": partial(charts.of, shown, calendar=shelf.book.calendar),
        "downloads": [
            (form, links.download(page.name, name, form, {"period": picked.period_text})) for form in FORMATS
        ],
    }


def _link(refs: Mapping[tuple[int, int], str], row: Row, place: int) -> str | None:
    """Return the address of the lines behind a figure; of one that is computed, that of its trail; None for what is no figure."""
    ref = refs.get((id(row), place))
    if ref is None:
        return None
    cell = row.cells[place]
    return links.lines(ref, cell.account) if isinstance(cell, Figure) and cell.lines else links.trace(ref)

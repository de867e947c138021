"""How does a page show what the checks found? Each finding with its cure, and a link to its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from ledger.book import RULES
from ledger.places import shown as place_of
from reports import catalogue
from reports.pages import base, links, shelf
from reports.pages import shown as pages
from reports.pages.downloads import FORMATS
from reports.render import templating

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.findings import Finding


@dataclass(frozen=True)
class Told:
    """A finding as the page tells it: its rule's *title* and *cure*, where it stands, and the address of that line."""

    finding: Finding
    title: str
    cure: str
    place: str
    address: str


class FindingsPage(base.Page):
    """What the checks found, also of books with errors."""

    statements = ("findings",)

    def _content(self) -> str:
        kept = shelf.of(self.ledger)
        every = [_told(kept.book, one) for one in kept.book.findings]
        wanted = request.args.get("code", "").strip().upper()
        listed = [one for one in every if wanted in ("", one.finding.code)]
        return templating.render(
            kept.book.folder,
            ["fava/findings.html"],
            **pages.frame(self, kept),
            told=listed,
            left_out=len(every) - len(listed),
            code=wanted,
            no_link=lambda _row, _place: None,
            further=kept.statement("findings", catalogue.any_period(kept.book)).tables[1:],
            codes=sorted({one.finding.code for one in every}),
            downloads=[(form, links.download(self.name, "findings", form, {"period": "all"})) for form in FORMATS],
        )


def _told(book: Book, one: Finding) -> Told:
    rule = RULES.get(one.code)
    place = place_of(one.filename, one.lineno, book.folder)
    address = links.source(place, book.folder) if place else ""
    return Told(one, rule.title if rule else "", rule.explanation if rule else "", place, address)

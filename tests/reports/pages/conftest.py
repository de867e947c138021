"""Pages of ours as Fava answers with them, without a browser."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from importers.archived import archived
from reports.serving.app import make

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]


class _Tables(HTMLParser):
    """The tables of a page: of each its id, and its rows as lists of (text, address of its link)."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[str, str]]]] = {}
        self._name = ""
        self._cell: list[str] | None = None
        self._link = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "div" and "scroll" in (said.get("class") or ""):
            self._name = said.get("id") or ""
            self.tables[self._name] = []
        elif tag == "tr" and self._name:
            self.tables[self._name].append([])
        elif tag in ("th", "td"):
            self._cell, self._link = [], ""
        elif tag == "a" and self._cell is not None:
            self._link = said.get("href") or ""

    def handle_endtag(self, tag):
        if tag in ("th", "td") and self._cell is not None:
            self.tables[self._name][-1].append(("".join(self._cell).strip(), self._link))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)


class Browser:
    """A client of Fava with our pages for one ledger."""

    def __init__(self, path: Path) -> None:
        reads = lambda book, extract, rows, became: archived(book, extract, rows, what_became=became)  # noqa: E731
        self.app = make([path], may_edit=False, reads=reads)
        self.client = self.app.test_client()
        self.slug = self.app.config["LEDGERS"].first_slug()

    def get(self, place: str, **query: str):
        return self.client.get(f"/{self.slug}/{place}", query_string=query)

    def page(self, name: str, **query: str) -> str:
        answer = self.get(f"extension/{name}/", **query)
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        return text[text.index('<div class="ealedger"') : text.index("</article>")]

    def words(self, name: str, **query: str) -> str:
        text = re.sub(r"(?s)<style>.*?</style>|<[^>]*>", " ", self.page(name, **query))
        return " ".join(html.unescape(text).split())

    def tables(self, name: str, **query: str) -> dict[str, list[list[tuple[str, str]]]]:
        reading = _Tables()
        reading.feed(self.page(name, **query))
        return reading.tables


@pytest.fixture(scope="session")
def leeds_pages() -> Browser:
    return Browser(ROOT / "budget.beancount")


@pytest.fixture(scope="session")
def leicestershire_pages() -> Browser:
    return Browser(ROOT / "examples" / "leicestershire" / "budget.beancount")


@pytest.fixture
def browser(load: Callable) -> Callable[[], Browser]:
    """The pages of the test's docstring."""
    return lambda: Browser(load().path)

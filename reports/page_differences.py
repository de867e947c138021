"""Where does a page of a pack say something else than the page that its ledger gives? Cells, words and figures, whatever the layout."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from reports import page_layout
from reports.render import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.statement import Table

_Rows = list[list[str]]
#: Money and percentages, as they stand in a sentence.
_FIGURE = re.compile(
    r"[-\u2212]?\u00a3\s?[-\u2212]?\d[\d,]*(?:\.\d+)?|(?<![\d.])[-\u2212]?\d[\d,]*\.\d\d(?!\.?\d)|\d[\d.,]*\s?%"
)


class Judged(NamedTuple):
    """What a page was found to be: its first *difference*, and where it has none, whether it is laid out otherwise than by us."""

    difference: str = ""
    is_otherwise: bool = False


def judged(name: str, packed: bytes, made: str, tables: Iterable[Table], wanted: Iterable[str]) -> Judged:
    """Return where the page *name* as *packed* first says something else than as *made* by our own templates.

    One that is ours byte for byte says and shows the same. In any other the cells of *tables* are compared, each sentence of *wanted*
    that is on the page made is looked for, no further table or figure may be there, and nothing that could make it show something
    else than it says (:mod:`reports.page_layout`).
    """
    if packed == made.encode():
        return Judged()
    text = packed.decode("utf-8", "replace")
    if not name.endswith(".html"):
        difference = _of_words(name, _Words.of((text,)), _Words.of((made,)), wanted)
    elif against := page_layout.objection(packed, made):
        difference = f"{name}: {against}"
    else:
        difference = _of_page(name, _Page(text), _Page(made), tables, wanted)
    return Judged(difference, not difference)


def _of_page(name: str, here: _Page, there: _Page, tables: Iterable[Table], wanted: Iterable[str]) -> str:
    for table in tables:
        place = as_html.anchor(table.name)
        if place not in here.found:
            return f"{name}: does not show the table “{table.caption}”"
        if here.found[place] != there.found[place]:
            headings = [column.heading for column in table.columns]
            return f"{name}, “{table.caption}”: {of_rows(here.found[place], there.found[place], headings)}"
    more = [place for place in here.found if place not in there.found]
    if more:
        return f"{name}: shows a table {more[0]!r} that the ledger does not give"
    return _of_words(name, _Words.of(here.pieces), _Words.of(there.pieces), wanted)


class _Words(NamedTuple):
    """What a page says: its texts, each without the space around it, and all of them as one."""

    pieces: frozenset[str]
    text: str

    @classmethod
    def of(cls, pieces: Iterable[str]) -> _Words:
        squeezed = [" ".join(one.split()) for one in pieces]
        return cls(frozenset(squeezed), " ".join(filter(None, squeezed)))


def _of_words(name: str, packed: _Words, made: _Words, wanted: Iterable[str]) -> str:
    for sentence in (" ".join(one.split()) for one in wanted):
        # A text of its own stands alone on the page too: "no" before it would turn it.
        missing = sentence in made.pieces and sentence not in packed.pieces
        if missing or (sentence in made.text and sentence not in packed.text):
            return f"{name}: does not say “{sentence}”"
    known = set(_FIGURE.findall(made.text))
    for figure in _FIGURE.findall(packed.text):
        if figure not in known:
            return f"{name}: says {figure}, which its ledger does not give there"
    return ""


def of_rows(packed: _Rows, made: _Rows, columns: Sequence[str]) -> str:
    """Return where two tables first differ, in words."""
    for number, (one, other) in enumerate(zip(packed, made, strict=False)):
        if one != other:
            place = next(
                (index for index, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                min(len(one), len(other)),
            )
            called = next((cell for cell in other if cell), "")
            column = columns[place] if place < len(columns) else str(place + 1)
            said = one[place] if place < len(one) else "nothing"
            given = other[place] if place < len(other) else "nothing"
            return f"row {number} ({called}), {column}: the pack says {said or 'nothing'}, its ledger gives {given or 'nothing'}"
    return f"the pack has {len(packed)} rows, its ledger gives {len(made)}"


class _Page(HTMLParser):
    """A page's text outside its cells, and the cells of its tables, by the id of the element that each stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, _Rows] = {}
        self.pieces: list[str] = []
        self._id = ""
        self._rows: _Rows | None = None
        self._cell: list[str] | None = None
        self._in_style = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        self._id = dict(attrs).get("id") or self._id
        if tag in ("table", "tr", "td", "th"):
            self._end_cell()
        if tag == "table":
            self._rows = self.found.setdefault(self._id, [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self._rows = None

    def _end_cell(self) -> None:
        """End a cell, as a browser does where nobody ended it."""
        if self._cell is not None and self._rows:
            self._rows[-1].append("".join(self._cell))
        self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
        elif not self._in_style:
            self.pieces.append(data)

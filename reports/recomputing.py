"""Do the books in a pack give the figures in it? Every statement is made again from them, and each figure is compared."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from reports import catalogue, snapshot
from reports.render import as_csv, as_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ledger.book import Book
    from reports.statement import Statement

_Rows = list[list[str]]


def differences(files: Mapping[str, bytes], top: str, period: str) -> list[str]:
    """Return a sentence for each statement of a pack of *period* that the ledger in it does not give; none where all agree.

    Only its first difference is told. Raises :class:`~reports.snapshot.UnsafeError` where the ledger may not be loaded.
    """
    snapshot.check(files)
    with snapshot.opened(files, top) as book:
        if book.errors:
            first = book.errors[0]
            return [
                f"the ledger in it has {len(book.errors)} errors, so nothing can be computed again: {first.code} {first.message}"
            ]
        names = dict.fromkeys(
            name.split("/")[1].removesuffix(".html") for name in files if name.startswith("statements/")
        )
        return [problem for name in names for problem in _of_statement(book, files, name, period)]


def _of_statement(book: Book, files: Mapping[str, bytes], name: str, period: str) -> list[str]:
    if name not in catalogue.STATEMENTS:
        return [f"statements/{name}.html: this version of ealedger makes no such statement"]
    statement = catalogue.build(name, book, period)
    first = next(_of_tables(files, statement), None) or _of_page(files[f"statements/{name}.html"], statement)
    return [first] if first else []


def _of_tables(files: Mapping[str, bytes], statement: Statement) -> Iterator[str]:
    """Yield what differs in the tables as CSV."""
    folder = f"csv/{statement.name}/"
    wanted = {f"{folder}{as_html.anchor(table.name)}.csv": table for table in statement.tables}
    for name, table in wanted.items():
        if name not in files:
            yield f"{name}: is not in the pack, and the ledger gives it"
            continue
        packed, made = files[name].decode("utf-8", "replace"), as_csv.table_text(table)
        if packed != made:
            yield f"{name}: {_first(_csv(packed), _csv(made), [column.name for column in table.columns])}"
    for name in sorted(set(files) - set(wanted)):
        if name.startswith(folder):
            yield f"{name}: is in the pack, and the ledger does not give it"


def _csv(text: str) -> _Rows:
    return list(csv.reader(io.StringIO(text)))


def _of_page(page: bytes, statement: Statement) -> str:
    """Return the first difference in the tables of the page; nothing where all cells agree."""
    packed, made = _tables(page.decode("utf-8", "replace")), _tables(as_html.render(statement))
    for table in statement.tables:
        place = as_html.anchor(table.name)
        if place not in packed:
            return f"statements/{statement.name}.html: does not show the table “{table.caption}”"
        if packed[place] != made[place]:
            names = [column.heading for column in table.columns]
            return f"statements/{statement.name}.html, “{table.caption}”: {_first(packed[place], made[place], names)}"
    return ""


def _first(packed: _Rows, made: _Rows, columns: list[str]) -> str:
    """Return where two tables first differ, in words."""
    for number, (one, other) in enumerate(zip(packed, made, strict=False)):
        if one != other:
            place = next((index for index, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
            called = next((cell for cell in other if cell), "")
            column = columns[place] if place < len(columns) else str(place + 1)
            said = one[place] if place < len(one) else "nothing"
            given = other[place] if place < len(other) else "nothing"
            return f"row {number} ({called}), {column}: the pack says {said or 'nothing'}, its ledger gives {given or 'nothing'}"
    return f"the pack has {len(packed)} rows, its ledger gives {len(made)}"


class _Tables(HTMLParser):
    """The cells of each table of a page, by the id of the element that the table stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, _Rows] = {}
        self._id = ""
        self._rows: _Rows | None = None
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self._id = str(said["id"])
        if tag == "table":
            self._rows = self.found.setdefault(self._id, [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._rows = None
        elif tag in ("td", "th") and self._cell is not None and self._rows:
            self._rows[-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def _tables(page: str) -> dict[str, _Rows]:
    parser = _Tables()
    parser.feed(page)
    parser.close()
    return parser.found

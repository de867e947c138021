"""Which figure of a statement does a text name? By the words of its row and table, and its column."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ledger.texts import bare
from reports.render.cells import for_machines, for_people
from reports.statement import NUMBERS, Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.statement import Cell, Column, Row, Statement, Table

#: More parts than this between slashes is no name of a figure.
_MOST_PARTS = 12


class Spot(NamedTuple):
    """A cell of a statement: its table, its row, the row's number in the table (the first is 1), and the column's place."""

    table: Table
    row: Row
    number: int
    place: int

    @property
    def column(self) -> Column:
        """The column."""
        return self.table.columns[self.place]

    @property
    def cell(self) -> Cell:
        """What stands there."""
        return self.row.cells[self.place]

    @property
    def words(self) -> list[str]:
        """The texts of the row, as printed."""
        return list(dict.fromkeys(text for _, text in _texts(self.table, self.row) if text))


class _Place(NamedTuple):
    table: int
    number: int


class Names:
    """The figures of one statement by their names."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._rows: dict[str, set[_Place]] = defaultdict(set)
        self._tables = [(table, table.every_row()) for table in statement.tables]
        #: By the identity of a table: its columns by every heading that they are known by.
        self._columns: dict[int, dict[str, int]] = {}
        #: By the words of a row: all rows that they name.
        self._rows_of: dict[str, set[_Place]] = {}
        for position, (table, rows) in enumerate(self._tables):
            for number, row in enumerate(rows, start=1):
                place = _Place(position, number)
                for text in _known_by(table, row, number):
                    self._rows[bare(text)].add(place)

    def find(self, parts: Sequence[str]) -> list[Spot]:
        """Return the figures that *parts* name, in order: words of the row or table, then perhaps the column.

        A word may itself hold slashes. Of several rows a subtotal, or else a total, stands for those that it adds up.
        """
        if len(parts) > _MOST_PARTS:
            return []
        if numbered := self._numbered(list(parts)):
            return [numbered]
        found: dict[tuple[_Place, int], None] = {}
        for places, column in self._read(tuple(parts), None):
            for place in sorted(self._one_for_all(places)):
                table = self.statement.tables[place.table]
                wanted = _main(self._row(place), table) if column is None else self._column(table, column)
                if wanted is not None:
                    found[place, wanted] = None
        return [
            Spot(self.statement.tables[place.table], self._row(place), place.number, column)
            for place, column in sorted(found)
        ]

    def _numbered(self, parts: list[str]) -> Spot | None:
        """Return the figure that *parts* name by table, number of the row and column, whatever words the row has besides."""
        if len(parts) < 3 or not parts[-2].startswith("#") or not parts[-2][1:].isdecimal():  # noqa: PLR2004 - table, number, column
            return None
        *name, number, column = parts
        for table, rows in self._tables:
            place = self._column(table, column)
            if bare(table.name) == bare("/".join(name)) and place is not None and 0 < int(number[1:]) <= len(rows):
                return Spot(table, rows[int(number[1:]) - 1], int(number[1:]), place)
        return None

    def figures(self) -> Iterator[Spot]:
        """Yield every cell that holds an amount or a number."""
        for table, rows in self._tables:
            places = [place for place, one in enumerate(table.columns) if one.kind in (Kind.MONEY, Kind.COUNT)]
            for number, row in enumerate(rows, start=1):
                yield from (Spot(table, row, number, place) for place in places if row.cells[place] is not None)

    def _column(self, table: Table, text: str) -> int | None:
        """Return the place of the column of *table* that *text* names, the first of several; None where it names none."""
        known = self._columns.get(id(table))
        if known is None:
            known = self._columns[id(table)] = {}
            for place, column in enumerate(table.columns):
                for heading in _headings(column):
                    known.setdefault(heading, place)
        return known.get(bare(text))

    def _row(self, place: _Place) -> Row:
        return self._tables[place.table][1][place.number - 1]

    def _one_for_all(self, places: frozenset[_Place]) -> list[_Place]:
        """Return the one subtotal, or the one total, among several rows; all of them where there is none or more than one."""
        if len(places) > 1:
            sums = [one for one in places if self._row(one).is_subtotal]
            totals = [one for one in places if self._row(one) is self.statement.tables[one.table].total]
            for found in (sums, totals):
                if len(found) == 1:
                    return found
        return list(places)

    def _read(
        self, parts: tuple[str, ...], among: frozenset[_Place] | None
    ) -> Iterator[tuple[frozenset[_Place], str | None]]:
        """Yield every way to read *parts*: the rows that they leave of *among*, and the column that the last of them are."""
        if among is not None and not parts:
            yield among, None
        if among is not None and parts:
            yield among, "/".join(parts)
        for count in range(1, len(parts) + 1):
            rows = self._rows.get(bare("/".join(parts[:count])))
            if rows:
                left = frozenset(rows if among is None else among & rows)
                if left:
                    yield from self._read(parts[count:], left)

    def name_of(self, spot: Spot) -> str:
        """Return the shortest of our names for *spot* that names no other figure, without the period."""
        column = spot.column.name
        is_alone = self._is_column_alone(spot)
        for way in _ways(spot):
            parts = [*way, column]
            is_named = self._names(way, spot) if is_alone else self.find("/".join(parts).split("/")) == [spot]
            if way and is_named:
                return "/".join((self.statement.name, *parts))
        return f"{self.statement.name}/{spot.table.name}/#{spot.number}/{column}"

    def _is_column_alone(self, spot: Spot) -> bool:
        """Return whether the name of the column is no word of any row, and of no other column before it: then rows alone decide."""
        return bare(spot.column.name) not in self._rows and self._column(spot.table, spot.column.name) == spot.place

    def _names(self, way: list[str], spot: Spot) -> bool:
        """Return whether *way* and the column of *spot*, which is no word of a row, name that figure alone: as :meth:`find`, once a row."""
        text = "/".join(way)
        if text not in self._rows_of:
            parts = tuple(text.split("/"))
            readings = self._read(parts, None) if len(parts) < _MOST_PARTS else ()
            self._rows_of[text] = {
                place for places, rest in readings if rest is None for place in self._one_for_all(places)
            }
        tables = self.statement.tables
        own = [
            place for place in self._rows_of[text] if self._column(tables[place.table], spot.column.name) is not None
        ]
        return len(own) == 1 and self._row(own[0]) is spot.row


def _ways(spot: Spot) -> tuple[list[str], ...]:
    """Return the names of the row of *spot* that are tried, the shortest first."""
    words = [text for column, text in _texts(spot.table, spot.row) if text and not column.is_wide]
    return words[:1], words, [spot.table.name, *words], [spot.table.name, *words[:1], f"#{spot.number}"]


def _texts(table: Table, row: Row) -> list[tuple[Column, str]]:
    """Return the cells of *row* that say what it is about, as printed."""
    return [
        (column, for_people(column, cell))
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.kind not in NUMBERS and column.kind is not Kind.LEDGER
    ]


def _known_by(table: Table, row: Row, number: int) -> Iterator[str]:
    yield from (table.name, table.caption, f"#{number}")
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.kind not in NUMBERS and column.kind is not Kind.LEDGER:
            for text in (for_people(column, cell), for_machines(column, cell)):
                if text:
                    yield str(text)


def _headings(column: Column) -> frozenset[str]:
    return frozenset(
        bare(text) for text in (column.name, column.heading, f"{column.heading} £", f"{column.heading} (£)")
    )


def _main(row: Row, table: Table) -> int | None:
    """Return the place of the row's main figure: the first with postings behind it, else the first money, else number."""
    choices = (
        [place for place, cell in enumerate(row.cells) if isinstance(cell, Figure) and cell.lines],
        [place for place, one in enumerate(table.columns) if one.kind is Kind.MONEY],
        [place for place, one in enumerate(table.columns) if one.kind in NUMBERS],
    )
    return next((places[0] for places in choices if places), None)

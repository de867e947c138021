"""Where in a sheet do tables stand? Headers wherever they are, and which rows belong to which.

A header is a row of texts in which the name of a column of money stands over (or, at the end of a table, under) money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from importers.amounts import Choice, choose
from importers.columns import (
    BLANK,
    DATE,
    MONEY,
    NUMBERS,
    TEXT,
    WHOLE,
    Facts,
    facts,
    kind,
    money_role,
    role_of,
    roles,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from importers.reader import Row, Sheet

#: Titles do not go on for longer than this; a header further down is found as one that stands among its rows.
HEADER_WITHIN = 400
_BELOW = 80
#: The rows from which columns are judged: the first so many, and one in so many of the rest.
_SAMPLE = 3000
_STRIDE = 97
_NAME = 60
_UNIT = re.compile(
    r"\(?\s*£\s?(?:'?000s?|k|m|p)?\s*\)?|\(?gbp\)?|\(?inc\.? vat\)?|\(?ex(?:c|cl)?\.? vat\)?", re.IGNORECASE
)
#: Words that end a name, where a header goes over two rows.
_PART = re.compile(
    rf"{_UNIT.pattern}|(?:name|number|no|ref|reference|id|date|type|code|area|category|centre)\.?", re.IGNORECASE
)
_NEVER_DATES = (
    "document",
    "supplier",
    "amount",
    "net",
    "gross",
    "vat",
    "debit",
    "credit",
    "cost-centre",
    "subjective",
    "description",
)


@dataclass
class Table:
    """Rows under one header: its row number and names (none where there is no header), and what its columns hold."""

    sheet: Sheet
    header_row: int | None
    names: tuple[str, ...]
    sample: list[tuple[str, ...]] = field(default_factory=list, repr=False)
    rows: int = 0
    columns: list[Facts] = field(default_factory=list, repr=False)
    choice: Choice | None = None
    roles: dict[int, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count *row*, and keep it for the sample where its turn has come."""
        self.rows += 1
        if self.rows <= _SAMPLE or self.rows % _STRIDE == 0:
            self.sample.append(row.cells)

    def judge(self) -> None:
        """Decide what the columns hold, from the sample."""
        self.columns = facts(self.names, self.sample)
        self.choice = choose(self.columns, self.sample) or self._named()
        self.roles = roles(self.columns, self.choice.places if self.choice else {})
        self.doubts += _moved(self.columns, self.names)

    def _named(self) -> Choice | None:
        """Return the column that is called the amount, where no column holds one: its rows are rejected, not lost."""
        named = [one.place for one in self.columns if money_role(one.name) in ("amount", "net", "gross")]
        return Choice({"amount": named[0]}) if named else None

    @property
    def named_width(self) -> int:
        """How many columns the table has to its last name, 0 where it has no names."""
        return max((place + 1 for place, name in enumerate(self.names) if name.strip()), default=0)

    @property
    def width(self) -> int:
        """How many columns the table has: to its last name, or to the last column that most rows fill."""
        filled = max((one.place + 1 for one in self.columns if one.filled * 2 > len(self.sample)), default=0)
        return max(self.named_width, filled)

    def place(self, role: str) -> int | None:
        """Return the place of the column with *role*, None where there is none."""
        return next((place for place, one in self.roles.items() if one == role), None)


@dataclass(frozen=True)
class Header:
    """A header that was found: the positions of its first row and of the first row under it, and the names."""

    position: int
    under: int
    number: int
    names: tuple[str, ...]
    above: bool = False


@dataclass
class Layout:
    """The tables of a sheet in their order, and by the position at which each begins the one that its rows belong to."""

    tables: list[Table]
    starts: dict[int, Table | None]
    doubts: list[str] = field(default_factory=list)
    has_titles: bool = True


def lay_out(
    sheet: Sheet, known_header: Header | None = None, money_places: Callable[[Sequence[str]], list[int]] | None = None
) -> Layout:
    """Return the tables of *sheet*; none where it has no money at all.

    A profile may know the first header, and where under any header its money stands, better than names tell.
    """
    places_of = money_places or _named_money
    head = list(islice(sheet.rows, HEADER_WITHIN))
    first = known_header or _first_header(head) or _first_header(head, by_name=True)
    if first is None:
        return _without_header(sheet)
    tables = [Table(sheet, first.number, first.names)]
    starts: dict[int, Table | None] = {0: tables[0], first.position: None, first.under: tables[0]}
    money = places_of(first.names)
    known = set(_said(first.names))
    table = tables[0]
    rows = iter(enumerate(sheet.rows))
    for position, row in rows:
        if position < first.under:
            if position < first.position and _carries(row, money):
                table.add(row)
            continue
        if not _may_be_header(row, money) or not _is_header_again(row, known):
            if not row.is_blank:
                table.add(row)
            continue
        names = row.cells
        starts[position] = None
        if _said(names) != _said(table.names):
            table = Table(sheet, row.number, names)
            tables.append(table)
            money = places_of(names)
            known |= set(_said(names))
        starts[position + 1] = table
    for one in tables:
        one.judge()
    return Layout(tables, starts)


def _first_header(head: list[Row], *, by_name: bool = False) -> Header | None:
    """Return the first row that names a column of money that stands below it; *by_name*, the first that only names it."""
    for position, row in enumerate(head):
        if not _all_texts(row):
            continue
        below = list(takewhile(lambda one: not _names_columns(one), head[position + 1 : position + 1 + _BELOW]))
        if by_name:
            if not _names_columns(row) or any(_carries(one, _named_money(row.cells)) for one in head[:position]):
                continue
        elif not any(_stands_over(place, below) for place in _named_money(row.cells)):
            continue
        names = row.cells
        under = position + 1
        number = row.number
        start = position
        above = head[position - 1] if position else None
        if above is not None and _continues(above, row, below):
            names, number, start = _joined(above.cells, names), above.number, position - 1
        while under < len(head) and _continues(row, head[under], head[under + 1 : under + _BELOW]):
            names = _joined(names, head[under].cells)
            under += 1
        return Header(start, under, number, names)
    return None


def _continues(upper: Row, lower: Row, below: list[Row]) -> bool:
    """Return whether two rows are one header: names over names that share their places, or a row of units.

    A word that stands *below* a name and over a column of numbers or dates is the rest of the name. A row with a number
    in any cell is none: an amount that is not understood, such as one in euros, must not make a row part of the header.
    """
    if not (_all_texts(upper) and _all_texts(lower)):
        return False
    filled = [(place, cell.strip()) for place, cell in enumerate(lower.cells) if cell.strip()]
    if all(_UNIT.fullmatch(cell) for _, cell in filled):
        return True
    if sum(bool(cell.strip()) for cell in upper.cells) < 2 or len(filled) < 2:  # noqa: PLR2004 - a title is one cell
        return False
    named = {place for place, cell in filled if role_of(cell) or money_role(cell) or _PART.fullmatch(cell)}
    money = {place for place in _named_money(upper.cells) if _stands_over(place, below)}
    if any(any(mark.isdigit() for mark in cell) for _, cell in filled) or any(
        place in money - named for place, _ in filled
    ):
        return False
    return sum(place in named or _holds_no_texts(place, below) for place, _ in filled) * 2 >= len(filled)


def _holds_no_texts(place: int, rows: list[Row]) -> bool:
    kinds = [kind(row.cells[place]) for row in rows if place < len(row.cells)]
    return sum(bool(one) for one in kinds) > kinds.count(TEXT) * 4


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    pairs = ((row[place].strip() if place < len(row) else "" for row in (upper, lower)) for place in range(width))
    return tuple(" ".join(part for part in pair if part) for pair in pairs)


def _all_texts(row: Row) -> bool:
    """Return whether the row has names and no number or date; a year or a month may be a name."""
    kinds = [kind(cell) for cell in row.cells]
    texts = kinds.count(TEXT)
    if not texts or any(one in (MONEY, WHOLE) for one in kinds):
        return False
    return texts * 2 > sum(bool(one) for one in kinds) or (texts > 1 and bool(_named_money(row.cells)))


def _named_money(names: Sequence[str]) -> list[int]:
    """Return the places of columns that are called money; of balances, budgets and their like where no other is."""
    named = {place: role for place, name in enumerate(names) if name.strip() and (role := money_role(name))}
    return [place for place, role in named.items() if role != "other"] or list(named)


def _stands_over(place: int, rows: list[Row]) -> bool:
    """Return whether the column at *place* of *rows* holds numbers more than anything else."""
    kinds = [kind(row.cells[place]) for row in rows if place < len(row.cells)]
    numbers = sum(one in NUMBERS for one in kinds)
    return numbers * 2 >= sum(bool(one) for one in kinds) > 0 and any(one in (MONEY, WHOLE) for one in kinds)


def _carries(row: Row, money: list[int]) -> bool:
    return any(place < len(row.cells) and kind(row.cells[place]) in (MONEY, WHOLE) for place in money)


#: What nearly every amount looks like: it needs no second look.
_PLAIN = re.compile(r"-?[0-9]+\.[0-9][0-9]")


def _may_be_header(row: Row, money: list[int]) -> bool:
    """Return whether no number stands where the table at hand has its money: a quick look that most rows fail."""
    cells = row.cells
    return not [
        place
        for place in money
        if place < len(cells) and (_PLAIN.fullmatch(cells[place]) or kind(cells[place]) not in (BLANK, TEXT))
    ]


def _is_header_again(row: Row, known: set[str]) -> bool:
    """Return whether *row*, further down, is a header: of names seen before, or of names of columns and of money."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > _NAME for cell in filled) or not _all_texts(row):  # noqa: PLR2004
        return False
    if sum(words(cell) in known for cell in filled) * 10 >= len(filled) * 6:
        return True
    named = [role_of(cell) for cell in filled]
    count = sum(role is not None for role in named)
    return (
        len(set(named) - {None}) >= 3  # noqa: PLR2004 - a row of a table may hold one or two such words
        and count * 10 >= len(filled) * 6
        and any(money_role(cell) not in (None, "other") for cell in filled)
    )


def _said(names: Sequence[str]) -> list[str]:
    said = [words(name) for name in names]
    while said and not said[-1]:
        said.pop()
    return said


def _without_header(sheet: Sheet) -> Layout:
    """Return the one table of a sheet whose header stands among or below its rows, or is absent."""
    table = Table(sheet, None, ())
    starts: dict[int, Table | None] = {0: table}
    doubts: list[str] = []
    for position, row in enumerate(sheet.rows):
        if row.is_blank:
            continue
        if table.header_row is None and _names_columns(row) and table.rows:
            over = [cells[place] for place in _named_money(row.cells) for cells in table.sample if place < len(cells)]
            if over and sum(kind(cell) in NUMBERS for cell in over) * 2 >= len(over):
                table.header_row, table.names = row.number, row.cells
                starts[position], starts[position + 1] = None, table
                doubts.append(f"the header was found in row {row.number}, below rows that it was taken to name")
                continue
        table.add(row)
    table.judge()
    if table.choice is None:
        return Layout([], {})
    if table.header_row is None:
        doubts.append("no row reads like a header: columns were told by their contents alone")
    return Layout([table], starts, doubts, has_titles=False)


def _moved(columns: list[Facts], names: Sequence[str]) -> list[str]:
    """Return what tells that cells do not stand under their names: dates under another name, or cells under none."""
    if not any(name.strip() for name in names):
        return []
    doubts = []
    last = max(place for place, name in enumerate(names) if name.strip())
    dated = any(role_of(one.name) in ("date", "document-date") for one in columns)
    for one in columns:
        held = role_of(one.name) if one.name.strip() else None
        if dated and held in _NEVER_DATES and one.kinds[DATE] * 5 >= one.filled > 0:
            doubts.append(f"column {one.name.strip()!r} holds dates: cells may have moved from under their names")
        elif held in ("date", "document-date") and one.filled and not one.is_date:
            doubts.append(f"column {one.name.strip()!r} holds other things than dates: cells may have moved")
        elif one.name.strip() and money_role(one.name) is None and _holds_some_amounts(one):
            doubts.append(f"column {one.name.strip()!r} holds amounts in some rows: cells may have moved")
        elif not one.name.strip() and one.kinds[MONEY]:
            doubts.append(f"column {one.place + 1} has no name and holds amounts")
        elif one.place > last and one.filled * 2 > max(each.filled for each in columns):
            doubts.append(f"column {one.place + 1} stands beyond the last name: cells may have moved")
    return doubts


def _holds_some_amounts(one: Facts) -> bool:
    """Return whether a column holds amounts in more than a stray row, and something else in others."""
    amounts = one.kinds[MONEY]
    return amounts > 1 and one.filled <= amounts * 20 < one.filled * 19


def _names_columns(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.strip()]
    named = {role_of(cell) for cell in filled} - {None}
    return len(named) >= 2 and _all_texts(row) and bool(_named_money(row.cells))  # noqa: PLR2004

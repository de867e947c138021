"""How is a grid read that has a column for each stage? As rows of one number each, column after column.

A blank cell is no family of its district in that stage; the printed total under a column stands under its rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from importers.labels import strength
from importers.reader import Row, Sheet
from ledger.texts import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from importers.reader import Source

#: The columns that a grid's rows have once they are of one number each.
STAGE, NUMBER = "Stage", "Families"


def one_number_a_row(source: Source, headers: Sequence[str]) -> Source:
    """Return *source* with a row for each number under one of *headers*; as it is where it has no such columns."""
    wanted = [bare(header) for header in headers]
    sheets = tuple(
        Sheet(sheet.name, tuple(_rows(sheet, place, wanted)), sheet.is_hidden)
        if (place := _header(sheet, wanted)) is not None
        else sheet
        for sheet in source.sheets
    )
    return replace(source, sheets=sheets)


def _header(sheet: Sheet, wanted: list[str]) -> int | None:
    """Return the position of the first row that has all the headers, None where there is none."""
    for position, row in enumerate(sheet.rows):
        if set(wanted) <= set(map(bare, row.cells)):
            return position
    return None


def _rows(sheet: Sheet, position: int, wanted: list[str]) -> Iterator[Row]:
    """Yield what stands above the header, then for each of its columns the header and the rows that have a number there."""
    rows = list(sheet.rows)
    yield from rows[:position]
    header = rows[position]
    places = [place for place, cell in enumerate(header.cells) if bare(cell) in wanted]
    others = [place for place in range(len(header.cells)) if place not in places]
    for place in places:
        yield Row(header.number, (*(header.cells[other] for other in others), STAGE, NUMBER))
        for row in rows[position + 1 :]:
            number = row.cells[place].strip() if place < len(row.cells) else ""
            if number:
                kept = [row.cells[other] if other < len(row.cells) else "" for other in others]
                # A printed total is of no stage: with one it would read like a row.
                said = [strength(cell) for cell in kept if cell.strip()]
                is_total = "strong" in said or said == ["weak"]
                yield Row(row.number, (*kept, "" if is_total else header.cells[place], number))

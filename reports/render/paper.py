"""How does a table fit on A4? In smaller type where it is wide, and on one page where it is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.render.cells import for_people
from reports.statement import NUMBERS, Kind, value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.statement import Cell, Column, Table

#: A table of fewer rows is not broken over two pages.
SHORT = 16
#: Above so many characters in a line a table has the class of the style sheet; where none is left its numbers break too.
CLASSES = ((128, "dense"), (168, "denser"), (220, "densest"))
#: Characters: a date, a text that breaks into lines, and what stands between two columns.
DATE, TEXT, BETWEEN = 11, 14, 2


def classes(table: Table) -> str:
    """Return the classes of the style sheet that lay *table* out on paper, each after a blank."""
    found = ["short"] if len(table.rows) < SHORT else []
    found += [name for most, name in CLASSES if least_width(table) > most][-1:]
    return "".join(f" {name}" for name in found)


def least_width(table: Table) -> int:
    """Return how many characters a line of *table* needs, where its texts break and its numbers do not."""
    rows = table.every_row()
    return sum(
        BETWEEN + _width(column, (row.cells[place] for row in rows)) for place, column in enumerate(table.columns)
    )


def _width(column: Column, cells: Iterable[Cell]) -> int:
    word = max((len(one) for one in column.heading.split()), default=0)
    filled = [content for cell in cells if (content := value(cell)) is not None]
    if column.kind in NUMBERS:
        numbers = [one for one in filled if not isinstance(one, str)]
        return max([word, *(len(for_people(column, one)) for one in numbers and (min(numbers), max(numbers)))])
    if column.kind is Kind.DATE:
        return max(word, DATE)
    return max([word, *(min(len(str(one)), TEXT) for one in filled)])

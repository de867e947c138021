"""How is one cell written into a workbook? Numbers and dates as such, every other cell as text that nothing runs."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger import money
from ledger.spreadsheet import safe
from reports.render.cells import for_people
from reports.statement import NUMBERS, Kind, value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.statement import Cell, Column, Table

#: What a spreadsheet keeps of a number; an amount with more digits stands as text, or its pence would be lost.
DIGITS = 15
#: The first year whose days Excel counts rightly.
FIRST_YEAR = 1901
#: How a number is shown: a negative by its sign, a true minus, and by nothing else.
SHOWN = {
    Kind.MONEY: f'#,##0.00;"{money.MINUS}"#,##0.00',
    Kind.COUNT: f'#,##0;"{money.MINUS}"#,##0',
    Kind.PERCENT: f'0.0;"{money.MINUS}"0.0',
    Kind.RATIO: f'0.00;"{money.MINUS}"0.00',
}
DATE = "d mmm yyyy"
#: A number stands a little away from the text of the next column.
RIGHT = {"align": "right", "indent": 1}
WIDEST = {Kind.TEXT: 50, Kind.CODE: 40, Kind.LEDGER: 110}
NARROWEST = 9
#: A bold digit is wider than the one that Excel measures columns in.
BOLD = 1.15


class NoWorkbookError(Exception):
    """A statement cannot be kept in a workbook: the message says why, and which format can."""

    def __init__(self, caption: str, why: str) -> None:
        super().__init__(f"the table “{caption}” cannot be a sheet of a workbook: {why}; choose --format csv or html")


def number(column: Column, cell: Cell) -> Decimal | int | None:
    """Return *cell* as the number that a sheet keeps; None where it is none, or has more digits than are kept."""
    content = value(cell)
    if column.kind is Kind.MONEY and isinstance(content, int):
        content = money.to_pounds(content)
    if column.kind not in NUMBERS or not isinstance(content, int | Decimal):
        return None
    return content if len(Decimal(content).as_tuple().digits) <= DIGITS else None


def has_long_number(table: Table) -> bool:
    """Return whether *table* has a number of more digits than a spreadsheet keeps."""
    return any(
        isinstance(value(cell), int | Decimal) and number(column, cell) is None
        for place, column in enumerate(table.columns)
        if column.kind in NUMBERS
        for cell in (row.cells[place] for row in table.every_row())
    )


class Cells:
    """Writes cells, each in the format of its column and of its row; one for a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[object, ...], Any] = {}

    def format(self, **properties: object) -> Any:
        """Return the workbook's format of these *properties*, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **properties})
        return self._formats[key]

    def text(self, sheet: Any, row: int, place: int, text: str, **properties: object) -> int:
        """Write *text* as text; return what is not zero where a sheet cannot hold it.

        A text that a spreadsheet could take for a formula keeps Excel's own mark, so that it stays text when it is
        edited.
        """
        if safe(text).startswith("'") and not text.startswith("'"):
            properties["quote_prefix"] = True
        written: int = sheet.write_string(row, place, text, self.format(**{"text_wrap": True, **properties}))
        return written

    def write(self, sheet: Any, row: int, place: int, column: Column, cell: Cell, **properties: object) -> int:
        """Write *cell* of *column*; return what is not zero where a sheet cannot hold it."""
        content = value(cell)
        figure = number(column, cell)
        written: int
        if content is None:
            written = sheet.write_blank(row, place, None, self.format(**properties))
        elif figure is not None:
            written = sheet.write_number(
                row, place, figure, self.format(num_format=SHOWN[column.kind], **RIGHT, **properties)
            )
        elif isinstance(content, datetime.date) and content.year >= FIRST_YEAR:
            shown = self.format(num_format=DATE, align="left", **properties)
            written = sheet.write_datetime(row, place, content, shown)
        elif column.kind in NUMBERS:
            written = self.text(sheet, row, place, for_people(column, cell), **RIGHT, **properties)
        elif column.kind is Kind.CODE:
            written = self.text(sheet, row, place, str(content), num_format="@", **properties)
        elif column.kind is Kind.LEDGER:
            written = self.text(sheet, row, place, str(content), font_name="Consolas", **properties)
        else:
            written = self.text(sheet, row, place, for_people(column, cell), **properties)
        return written


def heading(column: Column) -> str:
    """Return the words above *column*, with the unit where it is pounds."""
    return f"{column.heading} (£)" if column.kind is Kind.MONEY else column.heading


def widths(table: Table) -> list[int]:
    """Return how wide each column of *table* is, in characters: no number is cut, long texts wrap."""
    return [
        _width(column, (row.cells[place] for row in table.every_row())) for place, column in enumerate(table.columns)
    ]


def _width(column: Column, cells: Iterable[Cell]) -> int:
    shown = max((len(line) for cell in cells for line in for_people(column, cell).split("\n")), default=0)
    word = max((len(one) for one in heading(column).split()), default=0)
    widest = WIDEST.get(column.kind)
    fitting = shown if widest is None else min(shown, widest)
    room = 1 + (column.kind in NUMBERS)
    return max(math.ceil(max(fitting, word) * BOLD) + room, NARROWEST)

"""A statement as CSV: for each table its caption, its columns, its rows and its total, a blank line between tables."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reports.render.cells import for_machines
from reports.statement import NUMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from reports.statement import Cell, Column, Statement, Table

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render(statement: Statement, folder: Path | None = None) -> str:  # noqa: ARG001 - CSV has no template
    """Return every table of *statement* as CSV text."""
    parts = []
    for table in statement.tables:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow([table.caption])
        parts.append(buffer.getvalue() + table_text(table))
    return "\n".join(parts)


def table_text(table: Table) -> str:
    """Return one table as CSV text: a header of column names, then rows and total."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.every_row():
        writer.writerow([_cell(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)])
    return buffer.getvalue()


def _cell(column: Column, cell: Cell) -> str:
    content = for_machines(column, cell)
    text = "" if content is None else str(content)
    if column.kind not in NUMBERS and text.startswith(_FORMULA_STARTS):
        return f"'{text}"
    return text

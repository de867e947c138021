"""A statement as CSV: what it is and must say; then for each table its caption, columns, rows and total.

A blank line stands between the parts.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ledger.spreadsheet import safe
from reports.render.cells import for_machines
from reports.statement import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reports.statement import Cell, Column, Statement, Table


def render(statement: Statement, folder: Path | None = None) -> str:  # noqa: ARG001 - CSV has no template
    """Return every table of *statement* as CSV text."""
    title = f"{statement.title}, {statement.period.label}: {statement.authority}"
    tables = [_lines([[safe(table.caption)]]) + table_text(table) for table in statement.tables]
    return "\n".join([_lines([[safe(text)] for text in (title, *statement.disclosures)]), *tables])


def table_text(table: Table) -> str:
    """Return one table as CSV text: a header of column names, then rows and total."""
    return _lines(
        [
            [column.name for column in table.columns],
            *(
                [_cell(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)]
                for row in table.every_row()
            ),
        ]
    )


def _lines(rows: Iterable[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _cell(column: Column, cell: Cell) -> str:
    content = for_machines(column, cell)
    text = "" if content is None else str(content)
    return text if column.kind in NUMBERS else safe(text)

"""A statement as one JSON object: money as strings, stable keys, no other text (DESIGN.md §8)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reports.render.cells import for_machines

if TYPE_CHECKING:
    from pathlib import Path

    from reports.statement import Row, Statement, Table


def render(statement: Statement, folder: Path | None = None) -> str:  # noqa: ARG001 - JSON has no template
    """Return *statement* as JSON text that ends in a newline."""
    return json.dumps(as_object(statement), ensure_ascii=False, indent=2) + "\n"


def as_object(statement: Statement) -> dict[str, Any]:
    """Return *statement* as plain lists and dictionaries."""
    return {
        "statement": statement.name,
        "title": statement.title,
        "authority": statement.authority,
        "period": statement.period.label,
        "tables": [_table(table) for table in statement.tables],
        "notes": list(statement.every_note),
        "findings": [
            {"code": one.code, "level": str(one.level), "message": one.message, "settled": one.settled}
            for one in statement.findings
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "caption": table.caption,
        "columns": [{"name": one.name, "kind": str(one.kind)} for one in table.columns],
        "rows": [_row(table, row) for row in table.rows],
        "total": _row(table, table.total) if table.total else None,
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    return {column.name: for_machines(column, cell) for column, cell in zip(table.columns, row.cells, strict=True)}

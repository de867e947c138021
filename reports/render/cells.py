"""How is one cell written for people and for machines?"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger import money
from reports.statement import Kind, value

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.statement import Cell, Column


def _count(content: int) -> str:
    return f"{content:,}".replace("-", money.MINUS)


def _share(content: Decimal) -> str:
    return str(content).replace("-", money.MINUS)


#: How a number is printed, by the kind of its column.
_PEOPLE: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: money.printed,
    Kind.COUNT: _count,
    Kind.PERCENT: _share,
    Kind.RATIO: _share,
}


def for_people(column: Column, cell: Cell) -> str:
    """Return *cell* as printed: thousands separated, a true minus sign, nothing where there is no figure."""
    content = value(cell)
    if content is None:
        return ""
    if column.kind in _PEOPLE:
        return _PEOPLE[column.kind](content)
    if isinstance(content, datetime.date):
        return f"{content.day} {content:%b %Y}"
    return str(content)


def for_machines(column: Column, cell: Cell) -> str | int | None:
    """Return *cell* for JSON and CSV: money as pounds in text (``"2336000.00"``), dates as ISO, counts as numbers."""
    content = value(cell)
    if content is None:
        return None
    if column.kind is Kind.MONEY:
        return money.plain(content)
    if isinstance(content, datetime.date):
        return content.isoformat()
    if isinstance(content, Decimal):
        return str(content)
    return content if isinstance(content, int) else str(content)

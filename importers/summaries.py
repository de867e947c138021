"""Is a table a summary of others in its file? What sums up rows that were read is not added to them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.columns import words

if TYPE_CHECKING:
    from importers.body import Found
    from importers.tables import Table


@dataclass(frozen=True)
class Part:
    """A sheet that was read: its tables, and what was found in them."""

    sheet: str
    tables: tuple[Table, ...]
    found: Found


@dataclass(frozen=True)
class _Sum:
    """A table with what was counted in it."""

    sheet: str
    table: Table
    rows: int
    pence: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns in plain words."""
        return tuple(said for name in self.table.names if (said := words(name)))

    @property
    def is_detail(self) -> bool:
        """Whether its rows have a date or a document each, as payments do and summaries do not."""
        held = set(self.table.roles.values())
        return bool(held & {"date", "document", "document-date", "line"})

    @property
    def shown(self) -> str:
        """The table as a sentence names it."""
        where = f"of sheet {self.sheet!r} " if self.sheet else ""
        return f"the table {where}under row {self.table.header_row}"


def without_summaries(parts: list[Part]) -> tuple[int, int, list[str]]:
    """Return the rows and pence of all tables but those that sum up others, and what is doubtful about that."""
    sums = [
        _Sum(part.sheet, table, part.found.rows_by_table[id(table)], part.found.by_table[id(table)])
        for part in parts
        for table in part.tables
    ]
    sums = [one for one in sums if one.rows]
    doubts: list[str] = []
    if len(sums) > 1:
        sums = _reduced(sums, doubts)
    return sum(one.rows for one in sums), sum(one.pence for one in sums), doubts


def _reduced(sums: list[_Sum], doubts: list[str]) -> list[_Sum]:
    detailed = any(one.is_detail for one in sums)
    kept = list(sums)
    for one in sums:
        others = [other for other in kept if other is not one]
        if (
            _equals(one, others)
            and one.names != others[0].names
            and not (one.is_detail and detailed)
            and _fewer(one, others)
        ):
            kept.remove(one)
            doubts.append(f"{one.shown} has the sum of the others: it was taken for their summary and not counted")
    doubts.extend(
        f"{one.shown} has the same sum as others: they were all counted, and may be the same rows twice"
        for one in kept
        if _equals(one, [other for other in kept if other is not one])
    )
    main = max(kept, key=lambda one: one.rows)
    doubts.extend(
        f"{one.shown} has other columns than the largest table: it was counted, and may sum it up"
        for one in kept
        if one.names != main.names and not (one.is_detail and main.is_detail)
    )
    return kept


def _equals(one: _Sum, others: list[_Sum]) -> bool:
    """Return whether *one* carries what all *others* do together, or one of them does."""
    return bool(others and one.pence) and one.pence in {
        sum(other.pence for other in others),
        *(other.pence for other in others),
    }


def _fewer(one: _Sum, others: list[_Sum]) -> bool:
    """Return whether *one* has no more rows and fewer columns than what it may sum up."""
    return one.rows <= sum(other.rows for other in others) and len(one.names) <= max(
        len(other.names) for other in others
    )

"""What is a file, before anything is posted from it? Encoding, tables, columns, rows, total, what would be rejected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from importers.body import Body, Found
from importers.columns import MONEY, kind, role_of
from importers.lines import Reject
from importers.reader import Row, UnreadableError, read
from importers.summaries import Part, without_summaries
from importers.tables import Layout, Table, lay_out
from importers.totals import Candidate, Ledger
from ledger import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from importers.reader import Sheet

__all__ = ["Inspection", "inspect", "role_of"]


@dataclass(frozen=True)
class Inspection:
    """What was seen in a file; pence as printed.

    *warnings* say what needs a person, *notes* what was seen and understood.
    """

    path: Path
    sha256: str
    encoding: str
    tables: tuple[dict[str, Any], ...]
    rows: int
    blank_rows: int
    pence: int
    rejects: tuple[Reject, ...]
    printed_totals: tuple[Candidate, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether something was not understood, or a printed total is not our sum."""
        return bool(self.rejects or self.warnings or any(not one.agrees for one in self.printed_totals))

    def as_object(self) -> dict[str, Any]:
        """Return the inspection as ``inspect --format json`` prints it (DESIGN.md §8)."""
        return {
            "file": self.path.name,
            "sha256": self.sha256,
            "encoding": self.encoding,
            "tables": list(self.tables),
            "rows": self.rows,
            "blank_rows": self.blank_rows,
            "total": money.plain(self.pence),
            "rejects": [{"row": one.row, "reason": one.reason, "text": " | ".join(one.cells)} for one in self.rejects],
            "printed_totals": [
                {"row": one.row, "value": money.plain(one.pence), "agrees": one.agrees} for one in self.printed_totals
            ],
            "warnings": [*self.warnings, *self.notes],
        }


def inspect(path: Path) -> Inspection:
    """Return what *path* is; raise :class:`~importers.reader.UnreadableError` where it is no table we can read."""
    source = read(path)
    named = len(source.sheets) > 1
    warnings, notes = list(source.warnings), list(source.notes)
    parts: list[Part] = []
    for sheet in source.sheets:
        layout = lay_out(sheet)
        if not layout.tables:
            _pass_over(sheet, warnings, notes)
            continue
        if sheet.is_hidden:
            warnings.append(f"sheet {sheet.name!r} is hidden, and was read")
        parts.append(_read(sheet, layout, named=named))
    if not parts:
        raise UnreadableError(
            path, "has no row that reads like a header with an amount: put the column names above the rows"
        )
    rows, pence, doubts = without_summaries(parts)
    found = [part.found for part in parts]
    rounded = sum(one.rounded for one in found)
    if rounded:
        notes.append(f"{rounded:,} amounts have parts of a penny: each was rounded, halves to the even penny")
    warnings += [doubt for one in found for doubt in one.all_doubts()] + doubts
    if not any(one.rows for one in found):
        warnings.append("there is a header, and no row under it")
    elif not any(one.has_money or one.rejects or one.totals for one in found):
        warnings.append("every amount is zero: the formulas of a workbook may not have been calculated")
    notes += [note for one in found for note in one.notes]
    return Inspection(
        path,
        source.sha256,
        source.encoding,
        tuple(_table(table) for part in parts for table in part.tables),
        rows,
        sum(one.blank for one in found),
        pence,
        tuple(reject for one in found for reject in sorted(one.rejects, key=lambda reject: reject.row)),
        tuple(total for one in found for total in one.totals),
        tuple(dict.fromkeys(warnings)),
        tuple(dict.fromkeys(notes)),
    )


def _pass_over(sheet: Sheet, warnings: list[str], notes: list[str]) -> None:
    """Say that *sheet* has no table: aloud where it holds amounts all the same."""
    where = _named(sheet)
    if any(kind(cell) == MONEY for row in sheet.rows for cell in row.cells):
        warnings.append(f"no row of {where} reads like a header with an amount, but it holds amounts: it was not read")
    else:
        notes.append(f"no row of {where} reads like a header with an amount: it was not read")


def _read(sheet: Sheet, layout: Layout, *, named: bool) -> Part:
    """Read every row of *sheet*, and settle what its printed totals are."""
    found, ledger = Found(), Ledger()

    def say(sentence: str) -> str:
        return f"sheet {sheet.name!r}: {sentence}" if named else sentence

    bodies = {id(table): Body(table, ledger, found) for table in layout.tables}
    walk(sheet, layout, bodies, ledger, found)
    ledger.settle()
    _settled(ledger, found, bodies)
    for one in bodies.values():
        one.end(say)
    for doubt in layout.doubts:
        found.doubts.append(say(doubt))
    for table in layout.tables:
        found.doubts += [say(doubt) for doubt in table.doubts]
        if table.choice is not None:
            found.doubts += [say(doubt) for doubt in table.choice.doubts]
            found.notes += [say(note) for note in table.choice.notes]
    if named:
        found.rejects = [Reject(one.row, say(one.reason), one.cells, one.pence) for one in found.rejects]
    found.rows = sum(found.rows_by_table.values())
    found.pence = sum(found.by_table.values())
    return Part(sheet.name, tuple(layout.tables), found)


def walk(sheet: Sheet, layout: Layout, bodies: Mapping[int, Body], ledger: Ledger, found: Found) -> None:
    """Give each row of *sheet* to the table that it belongs to; rows above the first header are titles."""
    for _ in steps(sheet, layout, bodies, ledger, found):
        pass


def steps(sheet: Sheet, layout: Layout, bodies: Mapping[int, Body], ledger: Ledger, found: Found) -> Iterator[None]:
    """As :func:`walk`, stopping after each row of a table, so that what it gave can be taken up before the next."""
    body: Body | None = None
    titles = False
    for position, row in enumerate(sheet.rows):
        if position in layout.starts:
            table = layout.starts[position]
            body = bodies[id(table)] if table is not None else None
            titles = position == 0 and layout.has_titles
            ledger.edge()
        if row.is_blank:
            found.blank += not titles
            ledger.edge()
        elif body is not None and titles:
            body.read_title(row)
            yield
        elif body is not None:
            body.read(row)
            yield


def _settled(ledger: Ledger, found: Found, bodies: dict[int, Body]) -> None:
    """Add what the candidates for printed totals turned out to be."""
    owners = {one.row: body for body in bodies.values() for one in body.candidates}
    for one in ledger.candidates:
        if one.verdict == "total":
            found.totals.append(one)
        elif one.verdict == "row":
            owners[one.row].weigh(Row(one.row, one.cells), one.pence)
            owners[one.row].keep(Row(one.row, one.cells), one.pence)
        elif one.verdict == "reject":
            found.rows_by_table[id(owners[one.row].table)] += 1
            found.rejects.append(
                Reject(one.row, "carries money without saying for what, and is the sum of no rows", one.cells)
            )
        if one.doubt:
            found.doubt(one.row, one.doubt)


def _named(sheet: Sheet) -> str:
    return f"sheet {sheet.name!r}" if sheet.name else "the file"


def _table(table: Table) -> dict[str, Any]:
    return {
        "sheet": table.sheet.name,
        "header_row": table.header_row,
        "columns": [
            {"name": table.names[place].strip() if place < len(table.names) else "", "role": table.roles.get(place)}
            for place in range(table.width)
        ],
    }

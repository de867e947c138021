"""What becomes of rejected rows? A list beside the source, which a person corrects and imports like any extract."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from importers import typed
from importers.reader import Row, Sheet, Source, UnreadableError, read
from ledger import personal, spreadsheet, store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from importers.lines import Reject

ENDING = ".rejects.csv"
#: The columns in front of those of the source: what to correct, for a person alone.
_ADDED = ("row", "reason")
_WITHHELD = re.compile(r"\[withheld: [^\]]*\]")


def write(source: Source, names: Sequence[str], rejects: list[Reject]) -> Path:
    """Write the list of *rejects* under *names* beside the source and return it.

    Raises :class:`~ledger.store.NotWrittenError`.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*_ADDED, *names])
    for reject in rejects:
        writer.writerow([reject.row, spreadsheet.safe(reject.reason), *(_listed(cell) for cell in reject.cells)])
    path = source.path.with_name(f"{source.path.stem}{ENDING}")
    store.replace_text(path, buffer.getvalue())
    return path


def _listed(cell: str) -> str:
    """Return *cell* for the list of rejects: no formula, no personal identifier, an amount as it was."""
    try:
        typed.pence(cell)
    except typed.NotUnderstoodError:
        kind = personal.identifier_in(cell)
        return f"[withheld: {kind}]" if kind else spreadsheet.safe(cell)
    return cell


def is_list(source: Source) -> bool:
    """Return whether *source* is a list of rejects, by the two columns that it begins with."""
    rows = source.sheets[0].rows
    return bool(rows) and tuple(cell.strip() for cell in rows[0].cells[: len(_ADDED)]) == _ADDED


def earlier(source: Source) -> Source | None:
    """Return the list of rejects that stands beside *source*, None where there is none or it may be another file's."""
    path = source.path.with_name(f"{source.path.stem}{ENDING}")
    if not path.is_file() or any(
        one.stem == source.path.stem and one.name != source.path.name for one in path.parent.iterdir()
    ):
        return None
    try:
        found = read(path)
    except UnreadableError:
        return None
    return found if is_list(found) else None


def corrected(source: Source) -> Source:
    """Return a corrected list of rejects as the extract that it is a part of: without the columns that we added.

    Raises :class:`~importers.reader.UnreadableError` where a cell that was withheld was not filled in.
    """
    (sheet, *_) = source.sheets
    rows = []
    for row in sheet.rows:
        cells = tuple(spreadsheet.unsafe(cell) for cell in row.cells[len(_ADDED) :])
        withheld = next((cell for cell in cells if _WITHHELD.search(cell)), None)
        if withheld:
            raise UnreadableError(
                source.path, f"still holds {withheld!r} in row {row.number}: write there what may stand in the books"
            )
        rows.append(Row(row.number, cells))
    return replace(source, sheets=(Sheet(sheet.name, tuple(rows)),))


def source_name(path: Path) -> str:
    """Return the stem of the source whose rejects *path* lists, empty where its name does not say."""
    return path.name.removesuffix(ENDING) if path.name.endswith(ENDING) else ""

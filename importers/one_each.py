"""Which rows of a table without numbers are its extract's? Each that is no title, note or printed total, one family each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from importers.families import ONE
from importers.rows import Rows

if TYPE_CHECKING:
    from importers.reader import Row

_TOTAL = re.compile(r"\btotals?\b|\b(?:number|count) of\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d./-])\d{1,3}(?:,\d{3})+(?![\d./-])|(?<![\d./-])\d+(?![\d./-])", re.ASCII)
#: Fewer cells than this above a header are a title, whatever they say.
_ROW = 3


class OneEach(Rows):
    """The rows of a table that has no column of numbers: nothing but a note or a total is passed over."""

    def read(self, row: Row) -> None:
        """Read *row*, which is not blank: what has a date is a row, and so is all that reads like nothing else."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if self._has_date(row):
            self._one(row)
        elif (total := _total(filled)) is not None:
            self._candidate(row, total * ONE, total * ONE, "total")
        elif len(filled) == 1 and " " in filled[0] and row.cells[0].strip():
            self._note(row, filled[0])
        else:
            self._one(row)

    def read_title(self, row: Row) -> None:
        """Read a row above the header: a title, or a row that must not be lost."""
        if self._has_date(row) and sum(bool(cell.strip()) for cell in row.cells) >= _ROW:
            self.found.doubts.append(f"row {row.number} stands above the header and reads like a row: it was counted")
            self.read(row)
        else:
            super().read_title(row)

    def doubts(self) -> tuple[list[str], list[str]]:
        """Return nothing: there are no amounts to be doubted."""
        return [], []

    def _one(self, row: Row) -> None:
        if misplaced := self._misplaced(row.cells):
            self._reject(row, misplaced)
            return
        self.ledger.add(ONE)
        self.give(row, ONE)


def _total(filled: list[str]) -> int | None:
    """Return the number that a row of these cells gives as a total, None where it gives none."""
    said = " ".join(filled)
    numbers = _NUMBER.findall(said)
    return int(numbers[0].replace(",", "")) if _TOTAL.search(said) and len(numbers) == 1 else None

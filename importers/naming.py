"""What does a row say beside its amount: what was paid, or that it is a total of what was?"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from importers import dates
from importers.columns import NUMBERS, kind
from importers.labels import CALLED, HINTED, calling, hints, strength

if TYPE_CHECKING:
    from importers.tables import Table

Cells = tuple[str, ...]
_NAMES = 3


class Naming:
    """What the rows of a table say, whose money stands at *places* and, with other amounts, at *money*."""

    def __init__(self, table: Table, places: set[int], money: set[int]) -> None:
        self._money = money
        self._constants = {one.place: next(iter(one.values)) for one in table.columns if one.is_constant}
        rows = [row for row in table.sample if any(kind(_at(row, place)) in NUMBERS for place in places)]
        self.typical = self._typical(rows)
        if not self.typical:
            # Few rows that all say the same: what they say is still what they are.
            self._constants = {}
            self.typical = self._typical(rows)
        self._texts = [
            place for role in ("supplier", "description", "invoice") if (place := table.place(role)) is not None
        ]
        self._spoken = [place for place in self._texts if table.columns[place].filled * 2 > len(table.sample)]
        self._groups = {
            " ".join(value.split()).casefold()
            for one in table.columns
            if one.place not in money
            for value in one.values
        }
        self._of = [place for role in ("agreement", "family", "stage") if (place := table.place(role)) is not None]
        self._width = len(table.columns)
        self._telling = [place for place in range(self._width) if place not in money and place not in self._constants]
        self._document = table.place("document")
        self._line = table.place("line")
        self._date = table.place("date") if table.place("date") is not None else table.place("document-date")

    def said(self, cells: Cells) -> list[str]:
        """Return the cells that say what the row is: not money, and not what every row says."""
        return [
            shown
            for place, cell in enumerate(cells)
            if cell and place not in self._money and (shown := cell.strip()) and self._constants.get(place) != shown
        ]

    def _typical(self, rows: list[Cells]) -> float:
        """Return how much a row says: the median of *rows*."""
        return median(len(self.said(cells)) for cells in rows) if rows else 0

    def as_total(self, cells: Cells, above: Cells) -> tuple[str | None, str | None]:
        """Return the label that the row, below the row *above*, has as a printed total; None where it names what was paid.

        With it, None where there is too little else in the row, or what the label says of it although there is.
        """
        if self._names_plainly(cells):
            return None, None
        identity = self.said(cells)
        label = " ".join(identity)
        called = calling(identity, self._groups, above) if hints(label) else None
        if self._has_own_document(cells, above):
            return (called[0], HINTED) if called and called[1] == CALLED else (None, None)
        if not self._may_be_total(identity, label):
            return called or ((label, HINTED) if self._lacks_text(cells) else (None, None))
        is_called = called is not None and called[1] == CALLED and strength(label) not in ("strong", "weak")
        return called if called is not None and is_called else (label, None)

    def _names_plainly(self, cells: Cells) -> bool:
        """Return whether the row says all that rows say, and no word of a total: nearly every row does."""
        if self.typical < _NAMES or len(cells) < self._width or hints(" ".join(cells)):
            return False
        said = [place for place in self._telling if cells[place] and not cells[place].isspace()]
        return len(said) >= self.typical and not self._lacks_text(cells)

    def _has_own_document(self, cells: Cells, above: Cells) -> bool:
        """Return whether the row has its own document and its own date: it is no total then, whatever its words."""
        if any(_at(cells, place) for place in self._of):
            return self._date is not None and dates.seen(_at(cells, self._date)) is not None
        document = _at(cells, self._document) if self._document is not None else ""
        if self._document is None or not (document.isdigit() or strength(document) == "name"):
            return False
        if self._date is not None and dates.seen(_at(cells, self._date)) is None:
            return False
        return document != _at(above, self._document) or bool(self._line is not None and _at(cells, self._line))

    def _lacks_text(self, cells: Cells) -> bool:
        """Return whether the row does not say what was paid, where nearly all do."""
        return bool(self._spoken) and not any(_at(cells, place) for place in self._spoken)

    def _may_be_total(self, identity: list[str], label: str) -> bool:
        """Return whether the row names nothing paid: too little beside its amount, or a total by its words."""
        says = strength(label)
        if not identity:
            return True
        typical = self.typical
        if typical >= _NAMES:
            return len(identity) == 1 or (
                len(identity) < typical and any(strength(one) in ("strong", "weak") for one in identity)
            )
        if typical > 1:
            return len(identity) == 1 and (len(identity) < typical or says == "strong")
        return says in ("strong", "weak")

    def says_nothing(self, cells: Cells) -> str | None:
        """Return why a row without a document is rejected as it may be a total, None where it says what it is."""
        if self._document is None or _at(cells, self._document):
            return None
        texts = [_at(cells, place) for place in self._texts]
        if any(strength(text) == "strong" for text in texts):
            return "the row is called a total and has no document: take it out, or give it its document"
        if texts and not any(texts):
            return "the row says neither document, supplier nor description: say what it is, or take it out"
        return None


def _at(cells: Cells, place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""

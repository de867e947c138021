"""What is each row of a table? A row of the extract, a printed total, a note, or one that is rejected aloud."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from importers import dates, typed
from importers.columns import DATE, MONEY, NUMBERS, TEXT, kind
from importers.labels import strength
from importers.lines import Reject
from importers.manner import Manner, Sums
from importers.naming import Naming
from importers.totals import Candidate, Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from importers.amounts import Choice
    from importers.reader import Row
    from importers.tables import Table

#: Debits and credits share one number, so that a printed total must equal both.
_SIDE = 1 << 80
_PRINTED = re.compile(r"[-(]?£?\s?-?\d{1,3}(?:,\d{3})*\.\d{2}\)?|[-(]?£\s?-?\d[\d,]*(?:\.\d{1,2})?\)?")
#: Amounts that are written alike before one that is not tells something.
_ALIKE = 20
#: Rows that agree before one that does not tells something.
_CONVINCING = 5
_NAMES = 3


@dataclass
class Found:
    """What was found in a sheet, before its tables are held against those of others; amounts in pence."""

    rows: int = 0
    blank: int = 0
    pence: int = 0
    rounded: int = 0
    rejects: list[Reject] = field(default_factory=list)
    totals: list[Candidate] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubted: dict[str, list[int]] = field(default_factory=dict)
    by_table: Counter[int] = field(default_factory=Counter)
    rows_by_table: Counter[int] = field(default_factory=Counter)
    has_money: bool = False

    def doubt(self, row: int, why: str) -> None:
        """Doubt *row* for the reason *why*, which is said once for all rows that have it."""
        self.doubted.setdefault(why, []).append(row)

    def all_doubts(self) -> list[str]:
        """Return what is doubtful, rows that share a reason in one sentence."""
        return [*self.doubts, *(f"{_rows(rows)} {why}" for why, rows in self.doubted.items())]


class Body:
    """The rows of one table, read one by one into a sheet's :class:`~importers.totals.Ledger` and :class:`Found`."""

    #: Whether a row that says what it is may be a total all the same, where it carries the sum of others.
    doubts_sums: ClassVar[bool] = True

    def __init__(self, table: Table, ledger: Ledger, found: Found) -> None:
        self.table = table
        self.ledger = ledger
        self.found = found
        self.manner = Manner()
        self.sums = Sums()
        self.dates = dates.Tally()
        self.dateless: list[int] = []
        self.order = dates.Column()
        self.nameless: list[int] = []
        self.candidates: list[Candidate] = []
        choice = table.choice
        self._choice = choice
        self._places = set(choice.places.values()) if choice else set()
        self._money = self._places | {one.place for one in table.columns if one.is_printed_money}
        self._date = self._date_place()
        self._dated = self._date is not None and table.columns[self._date].filled * 20 >= len(table.sample) * 17
        self._names = self._name_place()
        # So few rows do not prove that a column without a name is one.
        self._width = table.width if table.rows >= _ALIKE else table.named_width or table.width
        self.naming = Naming(table, self._places, self._money)
        self._above: tuple[str, ...] = ()
        self._first: tuple[int, int] | None = None

    def _date_place(self) -> int | None:
        place = self.table.place("date")
        if place is None:
            place = self.table.place("document-date")
        return place if place is not None and self.table.columns[place].is_date else None

    def _name_place(self) -> int | None:
        """Return the column that is nearly always a text: a number in it means that the row is shifted."""
        full = [
            one
            for one in self.table.columns
            if one.place not in self._money and one.kinds[TEXT] * 50 >= one.filled * 49 and one.filled >= _ALIKE
        ]
        return max(full, key=lambda one: (one.filled, len(one.values))).place if full else None

    def read(self, row: Row) -> None:
        """Read *row*, which is not blank."""
        cells = row.cells
        if self._choice is None:
            if any(kind(cell) == MONEY for cell in cells):
                self._reject(row, "carries money, but no column of its table was told to be the amount")
            return
        printed = [cells[place].strip() if place < len(cells) else "" for place in self._places]
        if not any(printed):
            self._without_amount(row)
            return
        label, in_row = self.naming.as_total(cells, self._above)
        try:
            token, pence, is_rounded = self._amount(cells, is_total=label is not None and _needs_no_flag(label, in_row))
        except typed.NotUnderstoodError as problem:
            self._not_understood(row, str(problem))
            return
        if label is not None:
            self._candidate(row, token, pence, label, in_row=in_row)
        elif misplaced := self._misplaced(cells):
            self._reject(row, misplaced)
        else:
            self._count(row, token, pence, is_rounded=is_rounded)
        self._above = cells

    def _candidate(
        self, row: Row, token: int, pence: int, label: str, *, in_text: bool = False, in_row: str | None = None
    ) -> None:
        one = Candidate(row.number, token, pence, label, row.cells, in_text=in_text, in_row=in_row)
        self.candidates.append(one)
        self.ledger.candidate(one)
        self.sums.end()

    def read_title(self, row: Row) -> None:
        """Read a row above the header: a title, or a row that carries money and must not be lost."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        printed = [cell for cell in filled if kind(cell) == MONEY]
        label = " ".join(cell for cell in filled if kind(cell) not in NUMBERS)
        if len(self.naming.said(row.cells)) > 1 and any(
            place < len(row.cells) and kind(row.cells[place]) in NUMBERS for place in self._places
        ):
            self.found.doubt(row.number, "stands above the header and carries money: it was counted")
            self.read(row)
        elif len(printed) == 1 and (not label or strength(label) == "strong"):
            pence = typed.amount(printed[0]).pence
            self._candidate(row, pence, pence, label)
        elif printed:
            self.found.doubt(row.number, "stands above the header and carries money: it was not counted")
        elif len(filled) >= _NAMES and any(kind(cell) in NUMBERS for cell in filled):
            self.found.doubt(row.number, "stands above the header and reads like a row: it was not counted")
        elif len(filled) == 1:
            self._note(row, filled[0])

    def _count(self, row: Row, token: int, pence: int, *, is_rounded: bool) -> None:
        """Count *row* with its amount."""
        if self.ledger.count >= _CONVINCING and token and self.ledger.is_sum(token) and self.doubts_sums:
            self.found.doubt(row.number, "carries the sum of all rows above it: it was counted, and may be a total")
        self.found.rounded += is_rounded
        self.found.has_money = self.found.has_money or bool(token)
        self.ledger.add(token)
        self.sums.add(row.number, token)
        self._first = self._first or (row.number, token)
        self.weigh(row, pence)
        self.keep(row, pence)

    def weigh(self, row: Row, pence: int) -> None:
        """Note how the amount of a row that is counted is written: what is written unlike all others is doubted."""
        for place in self._places:
            if place < len(row.cells):
                self.manner.add(row.cells[place], row.number, pence)

    def keep(self, row: Row, pence: int) -> None:
        """Add *row*, which carries *pence*, to what was found."""
        self.found.by_table[id(self.table)] += pence
        self.found.rows_by_table[id(self.table)] += 1
        if nothing := self.naming.says_nothing(row.cells):
            self.found.rejects.append(Reject(row.number, nothing, row.cells, pence))
        elif self._date is not None:
            text = _at(row.cells, self._date)
            if text:
                self.dates.add(text)
                if dates.seen(text) is None:
                    self.found.rejects.append(Reject(row.number, f"the date {text!r} is not a date", row.cells, pence))
            elif self._dated:
                self.dateless.append(row.number)

    def _amount(self, cells: tuple[str, ...], *, is_total: bool) -> tuple[int, int, bool]:
        """Return the row's amount as a token and in pence, and whether it was rounded; a total needs no flag."""
        choice = self._choice
        assert choice is not None  # noqa: S101 - read() looked
        if "debit" in choice.places:
            return self._two_sides(cells, choice)
        one = self._one_amount(cells, choice)
        pence = one.pence
        if choice.flag is not None:
            said = _at(cells, choice.flag.place)
            pence = choice.flag.signed(pence, said) if said or not is_total else pence
        return pence, pence, one.is_rounded

    def _one_amount(self, cells: tuple[str, ...], choice: Choice) -> typed.Amount:
        """Return the amount as it is printed."""
        return typed.amount(_at(cells, choice.places["amount"]))

    @staticmethod
    def _two_sides(cells: tuple[str, ...], choice: Choice) -> tuple[int, int, bool]:
        debit, credit = (
            typed.amount(text) if (text := _at(cells, choice.places[side])) else typed.Amount(0)
            for side in ("debit", "credit")
        )
        turned = credit.pence if choice.credits_signed else -credit.pence
        return debit.pence + turned * _SIDE, debit.pence + turned, debit.is_rounded or credit.is_rounded

    def _misplaced(self, cells: tuple[str, ...]) -> str | None:
        """Return why the row does not stand under its columns, None where it does."""
        if any(cell.strip() for cell in cells[self._width :]):
            return f"the row has more cells than the header's {self._width}: mend its quotes or separators"
        if self._date is not None:
            text = _at(cells, self._date)
            if not text or dates.seen(text) is None:
                others = self.table.columns
                if any(
                    kind(cell) == DATE and others[place].dates * 3 < others[place].filled
                    for place, cell in enumerate(cells[: len(others)])
                    if place != self._date and place not in self._money
                ):
                    return "the row's date stands in another column: its cells seem to have moved"
        if self._names is not None and self._names < len(cells) and kind(cells[self._names]) == MONEY:
            name = self.table.columns[self._names].name.strip() or f"column {self._names + 1}"
            return f"the row has an amount where others have a text ({name}): its cells seem to have moved"
        return None

    def _without_amount(self, row: Row) -> None:
        """Read a row without an amount: a note or a heading, a total in another place, or a row that lacks it."""
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        label = " ".join(cell for cell in filled if kind(cell) not in NUMBERS)
        others = [cell for cell in filled if kind(cell) == MONEY]
        said = strength(label)
        if len(others) == 1 and said in ("strong", "weak"):
            pence = typed.amount(others[0]).pence
            self._candidate(row, pence, pence, label, in_text=said != "strong")
        elif others:
            self._reject(row, "the amount is blank, and another column of the row holds one")
        elif self._is_row(row):
            sides = self._choice is not None and "debit" in self._choice.places
            self._reject(row, "both debit and credit are blank" if sides else "the amount is blank")
        else:
            self._note(row, label)

    def _is_row(self, row: Row) -> bool:
        """Return whether a row without an amount has the rest of what rows have."""
        identity = len(self.naming.said(row.cells))
        if self._choice and "debit" in self._choice.places:
            return identity * 2 > self.naming.typical
        return self.naming.typical > 1 and identity >= max(2, self.naming.typical * 0.6)

    def _note(self, row: Row, text: str) -> None:
        """Pass over a note; where it tells a total in words, hold that against our sum."""
        self.ledger.edge()
        printed = _PRINTED.findall(text)
        if "total" in text.casefold() and len(printed) == 1:
            try:
                pence = typed.amount(printed[0]).pence
            except typed.NotUnderstoodError:
                return
            label = text.replace(printed[0], " ")
            self._candidate(row, pence, pence, label, in_text=strength(label) != "strong")
        elif self.naming.typical <= 1 and not self._places & {0}:
            self.nameless.append(row.number)

    def _not_understood(self, row: Row, why: str) -> None:
        """Reject a row whose amount is none, unless the row is a note that happens to stand in that column."""
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) == 1 and kind(filled[0]) == TEXT and self.naming.typical >= 1:
            self._note(row, filled[0].strip())
            return
        self._reject(row, why)

    def _reject(self, row: Row, why: str) -> None:
        self.found.rows_by_table[id(self.table)] += 1
        self.found.rejects.append(Reject(row.number, why, row.cells))

    def end(self, named: Callable[[str], str]) -> None:
        """Say what all rows together make doubtful, once the last was read; *named* adds the sheet to a sentence."""
        doubts = [*self.manner.doubts(), *self.of_sums()]
        if self.dateless:
            doubts.append(f"{_rows(self.dateless)} carries money but no date")
        if self.dates.texts:
            place = self._date if self._date is not None else 0
            name = self.table.columns[place].name.strip() or f"column {place + 1}"
            self.order = self.dates.column()
            if self.order.doubt:
                doubts.append(f"the dates of {name} cannot be told: {self.order.doubt}")
            self.found.notes.extend(named(f"{name} {note}") for note in self.order.notes)
        self.found.doubts.extend(named(doubt) for doubt in doubts)

    def of_sums(self) -> list[str]:
        """Return what makes rows doubtful that carry the sum of others, once the last was read."""
        doubts: list[str] = []
        if not self.doubts_sums:
            return doubts
        if self._first and self.ledger.count > _CONVINCING and self._first[1] * 2 == self.ledger.token != 0:
            doubts.append(
                f"row {self._first[0]} carries the sum of all rows below it: it was counted, and may be a total"
            )
        if rows := self.sums.of_groups:
            doubts.append(f"{_rows(rows)} carries the sum of the rows above it: they were counted, and may be totals")
        return doubts


def _needs_no_flag(label: str, in_row: str | None) -> bool:
    """Return whether a row is a total or rejected, whatever else it is: it needs no debit or credit."""
    return in_row is None and strength(label) in ("", "strong")


def _at(cells: tuple[str, ...], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _rows(numbers: list[int]) -> str:
    """Return row numbers as a sentence about each of them begins."""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_CONVINCING])) + (", …" if len(numbers) > _CONVINCING else "")
    return f"each of {len(numbers)} rows ({shown})"

"""Manual journals of these books: the rows of one journal number are one entry, posted whole or not at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, ClassVar

from importers import typed
from importers.base import ExtractImporter, of_families
from importers.lines import Side
from importers.meaning import Cells, Posting, RowError
from ledger import accounts, money
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Line, Reject, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source

#: What stands in the key of a journal for the line, as the key is that of all its rows.
_WHOLE = "journal"
_IN_KIND = "GBP.INKIND"


class Journals(ExtractImporter):
    """Rows that are sides of journals. Each is read by itself; the journals are put together when all were read."""

    kind: ClassVar[str] = "journals"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._own: dict[int, Cells] = {}
        self._outside: dict[str, int] = {}

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the journal's number, and that the row is a part of it."""
        return cells["document"], _WHOLE

    def meaning(self, cells: Cells, day: datetime.date) -> Posting:
        """Return the row as one side of its journal."""
        if not cells["document"]:
            raise RowError("the row names no journal: write the journal's number in each of its rows")
        self._check_people(cells)
        if not cells["description"]:
            raise RowError("the narrative is blank: say why the journal is made")
        self._check_amount(cells)
        account = cells["account"]
        codes = self._codes(cells)
        side = Side(account, cells.pence, self._commodity(account, day), cells.number, codes)
        people = (("preparer", cells["preparer"]), ("approver", cells["approver"]))
        evidence = self.text("evidence", cells)
        return Posting(account, "", "*", (*people, *([("evidence", evidence)] if evidence else [])), "journal", (side,))

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield one line for each journal that is sound; every row of any other is rejected in *done*."""
        self._own.clear()
        self._outside.clear()
        journals: dict[str, list[Line]] = defaultdict(list)
        for row in super().lines(source, done):
            journals[self._own[row.row]["document"]].append(row)
        at_fault = self._at_fault(source, done)
        for number, rows in journals.items():
            rows.sort(key=lambda row: row.row)
            try:
                journal = self._journal(number, rows, at_fault)
            except RowError as problem:
                for row in rows:
                    done.reject(row, str(problem), ())
            else:
                yield journal
        done.rejects.sort(key=lambda one: one.row)

    def _line(self, cells: Cells, pence: int, done: Sorted, occurrences: Counter[str]) -> Line | None:
        self._own[cells.number] = cells
        line = super()._line(cells, pence, done, occurrences)
        if line is None:
            self._outside.setdefault(cells["document"], cells.number)
        return line

    def _check(self, posting: Posting, day: datetime.date) -> None:
        """Raise where an account is not open on *day*: a row alone does not balance, a journal must."""
        for side in posting.sides:
            self._check_open(side.account, day, side.commodity)

    # A row.

    def _check_people(self, cells: Cells) -> None:
        for role, did in (("preparer", "prepared"), ("approver", "approved")):
            if not cells[role]:
                raise RowError(f"the row does not say who {did} the journal: write a name in each of its rows")
        if bare(cells["preparer"]) == bare(cells["approver"]):
            raise RowError(
                f"{cells['preparer']} prepared the journal and approved it: a journal is approved by another person"
            )

    def _codes(self, cells: Cells) -> tuple[str, ...]:
        """Return the code of the finance system that the row is on: both parts or none."""
        codes = (cells["cost-centre"], cells["subjective"])
        if all(codes):
            return codes
        if any(codes):
            raise RowError("the row has one of cost centre and subjective: write both, or neither")
        return ()

    def _check_amount(self, cells: Cells) -> None:
        if cells["debit"] and cells["credit"] and typed.pence(cells["debit"]) and typed.pence(cells["credit"]):
            raise RowError("the row has a debit and a credit: give each a row of its own")
        if not cells.pence:
            raise RowError("the row carries nothing: give it a debit or a credit, or take it out")

    def _commodity(self, account: str, day: datetime.date) -> str:
        """Return in what *account* is kept; raise where a journal cannot be posted to it."""
        if not account:
            raise RowError("the row names no account: write the account of the books")
        try:
            name = accounts.parse(account)
        except accounts.AccountNameError as problem:
            raise RowError(str(problem)) from problem
        fund = self.targets.register.funds.get(name.fund)
        if fund is None or fund.since > day:
            raise RowError(
                f'{account} is of the fund {name.fund}, which is not open on {day}: correct the account, or add custom "fund" '
                "to books/agreements.beancount"
            )
        if name.counts_families:
            raise of_families(account)
        is_in_kind = name.first == "InKind" if name.root == "Income" else name.heading and name.parts[-1] == "InKind"
        return _IN_KIND if is_in_kind else "GBP"

    # A journal.

    def _at_fault(self, source: Source, done: Sorted) -> dict[str, int]:
        """Return the first row of each journal that is rejected, whoever rejected it, by the journal's number."""
        places = {one.places["document"] for one in self.fit(source).placed.values() if "document" in one.places}
        known = {cells["document"] for cells in self._own.values()}
        found: dict[str, int] = {}
        for reject in done.rejects:
            for number in self._journals_of(reject, places, known):
                found[number] = min(found.get(number, reject.row), reject.row)
        return found

    def _journals_of(self, reject: Reject, places: set[int], known: set[str]) -> set[str]:
        """Return the journals that a rejected row may be of: where its cells have moved, all whose number it holds."""
        if reject.row in self._own:
            return {self._own[reject.row]["document"]}
        cells = [cell.strip() for cell in reject.cells]
        return {cells[place] for place in places if place < len(cells)} & known or known.intersection(cells)

    def _journal(self, number: str, rows: list[Line], at_fault: dict[str, int]) -> Line:
        """Return the journal of *rows*; raise :class:`~importers.meaning.RowError` where it is not sound."""
        first = rows[0]
        if number in at_fault:
            raise RowError(_not_whole(number, at_fault[number], "is rejected: correct that row"))
        if number in self._outside:
            raise RowError(_not_whole(number, self._outside[number], "lies outside the programme: correct the profile"))
        self._check_alike(number, rows)
        self._check_once(number, rows)
        sides = tuple(side for row in rows for side in row.sides)
        try:
            super()._check(Posting(first.account, "", sides=sides), first.date)
            _check_transfers(sides)
        except RowError as problem:
            raise RowError(f"the journal {number} ({_named(rows)}): {problem}") from problem
        pence = sum(side.pence for side in sides)
        evidence = _joined(str(value) for row in rows for key, value in row.metadata if key == "evidence")
        others = tuple(one for one in first.metadata if one[0] != "evidence")
        return first._replace(
            pence=pence,
            printed_pence=pence,
            narration=_joined(row.narration for row in rows),
            metadata=(*others, ("evidence", evidence)) if evidence else others,
            sides=sides,
        )

    def _check_alike(self, number: str, rows: list[Line]) -> None:
        """Raise where rows differ in what a journal has one of: its date, period, preparer and approver."""
        first, *others = rows
        own = self._own[first.row]
        for row in others:
            cells = self._own[row.row]
            for what, is_same in (
                ("date", row.date == first.date),
                ("posting period", row.period == first.period),
                ("preparer", bare(cells["preparer"]) == bare(own["preparer"])),
                ("approver", bare(cells["approver"]) == bare(own["approver"])),
            ):
                if not is_same:
                    raise RowError(
                        f"the journal {number} has another {what} in row {row.row} than in row {first.row}: a journal has one, so "
                        "correct the row, or give it to a journal of its own"
                    )

    def _check_once(self, number: str, rows: list[Line]) -> None:
        """Raise where a line number stands twice in a journal, or all of it does."""
        seen: dict[str, int] = {}
        for row in rows:
            line = self._own[row.row]["line"]
            if line and line in seen:
                raise RowError(
                    f"line {line} of the journal {number} stands in rows {seen[line]} and {row.row}: take one out, or number them "
                    "apart"
                )
            seen[line] = row.row
        said = Counter((row.account, row.pence, row.narration) for row in rows if not self._own[row.row]["line"])
        if said and sum(said.values()) == len(rows) and min(said.values()) > 1:
            raise RowError(
                f"every row of the journal {number} stands in the file more than once ({_named(rows)}): take the copy out, or number "
                "its lines where it is none"
            )


def _check_transfers(sides: tuple[Side, ...]) -> None:
    """Raise where one fund gives another what the other does not receive."""
    sums: Counter[tuple[str, str]] = Counter()
    for side in sides:
        if (pair := accounts.parse(side.account).transfer) is not None:
            sums[pair] += side.pence
    for (giver, taker), pence in sums.items():
        if pence:
            raise RowError(
                f"{money.plain(pence)} more leaves {giver} for {taker} than arrives there: what Expenses:{giver}:TransferOut:{taker} "
                f"gives, Income:{taker}:TransferIn:{giver} receives"
            )


def _not_whole(number: str, row: int, why: str) -> str:
    return f"the journal {number} is posted whole or not at all, and its row {row} {why}"


def _named(rows: list[Line]) -> str:
    return f"rows {', '.join(str(row.row) for row in rows)}" if len(rows) > 1 else f"row {rows[0].row}"


def _joined(texts: Iterator[str]) -> str:
    """Return *texts* as one, each once."""
    return "; ".join(dict.fromkeys(texts))

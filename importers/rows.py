"""Which rows of a source are its extract's, and what does each carry? The same rows that ``inspect`` counts.

Titles, headers, notes, blank rows and printed totals are told as :mod:`importers.body` and :mod:`importers.totals` tell
them; where a row's money and date stand, the profile says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from importers import dates, typed
from importers.amounts import Choice, flag_of
from importers.body import Body, Found
from importers.inspection import steps
from importers.labels import CALLED
from importers.lines import Reject, Told
from importers.reader import Row
from importers.totals import Ledger
from ledger import money
from ledger.agreements import commodity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from importers.placing import Fit
    from importers.profile import Profile
    from importers.tables import Table
    from importers.totals import Candidate

    Take = Callable[[Row, int, dict[str, int]], None]

_ALIKE = 20
#: What a row is about in the kinds whose documents may be blank.
_NAMING = ("agreement", "moved-to", "event")


def go_through(fit: Fit, profile: Profile, take: Take, told: Told, kind: type[Rows] | None = None) -> Iterator[None]:
    """Give each row of the extract to *take*, with its pence as printed and the places of its columns; put the rest in *told*.

    *kind* says how rows are told from what is none. Stops after each row, so that what *take* made of it can be taken up
    before the next. Rows that may be printed totals are given last, once it is known that they are none.
    """
    found, ledger = Found(), Ledger()
    bodies = {id(table): (kind or Rows)(table, ledger, found, fit, profile, take, told) for table in fit.layout.tables}
    yield from steps(fit.sheet, fit.layout, bodies, ledger, found)
    ledger.settle()
    owners = {id(one): body for body in bodies.values() for one in body.candidates}
    for one in ledger.candidates:
        _settle(one, owners[id(one)], told)
    yield
    told.rejects += found.rejects
    told.blank = found.blank
    told.warnings += [*fit.warnings, *found.all_doubts()]
    told.notes += fit.notes
    for body in bodies.values():
        doubts, notes = body.doubts()
        told.warnings += doubts
        told.notes += notes
    if found.rounded and commodity_of(profile.kind) == "GBP":
        amounts = "1 amount has" if found.rounded == 1 else f"{found.rounded:,} amounts have"
        told.notes.append(f"{amounts} parts of a penny: each was rounded, halves to the even penny")


def _settle(one: Candidate, body: Rows, told: Told) -> None:
    """Do with a row that may be a total what it turned out to be."""
    row = Row(one.row, one.cells)
    if one.verdict == "row":
        body.weigh(row, one.pence)
        body.give(row, one.pence)
    elif one.verdict == "reject":
        reason = "carries money without saying for what, and is the sum of no rows: say what it is, or take it out"
        told.rejects.append(Reject(one.row, reason, one.cells))
    else:
        told.aside += 1
        if one.verdict == "total" and not one.agrees:
            reason = (
                f"the total printed here, {body.printed(one.pence)}, is not the sum of the rows: find the row that is missing, "
                "or take the total out"
            )
            told.totals.append(Reject(one.row, reason, one.cells))
        elif one.in_row == CALLED:
            told.warnings.append(
                f"row {one.row} is called a total, and is the sum of rows beside it: it was not counted"
            )
    if one.doubt:
        told.warnings.append(f"row {one.row} {one.doubt}")


class Rows(Body):
    """The rows of one table, its money and dates standing where the profile says."""

    def __init__(
        self, table: Table, ledger: Ledger, found: Found, fit: Fit, profile: Profile, take: Take, told: Told
    ) -> None:
        placed = fit.of(table)
        self._lacks = placed.missing
        self._columns = placed.places
        self._profile = profile
        self._take = take
        self._told = told
        self._is_unsigned = True
        self._seen = table.choice
        if not self._lacks:
            table = replace(table, choice=self._chosen(table), roles=_with_roles(table, placed.places))
        super().__init__(table, ledger, found)

    def _chosen(self, table: Table) -> Choice | None:
        """Return where the profile says that the money stands, as :class:`Body` wants it; None where it names none."""
        places = self._columns
        if "debit" in places:
            said = self._profile.amounts.credits
            is_signed = said == "negative" or (
                said is None and table.choice is not None and table.choice.credits_signed
            )
            return Choice({side: places[side] for side in ("debit", "credit")}, credits_signed=is_signed)
        main = next((places[role] for role in ("amount", "net", "gross") if role in places), None)
        if main is None:
            return None
        flag = flag_of(table.columns[places["sign"]], table.sample, main) if "sign" in places else None
        return Choice({"amount": main}, flag)

    def printed(self, pence: int) -> str:
        """Return *pence* as the file's total prints them: pounds, or families."""
        return money.plain(pence) if commodity_of(self._profile.kind) == "GBP" else money.whole(pence)

    def doubts(self) -> tuple[list[str], list[str]]:
        """Return what the amounts make doubtful, once the last row was read, and what was understood of them."""
        if self._lacks:
            return [], []
        unsigned = (
            [
                "no amount is negative, and no column says debit or credit: all were taken for the same, so check the total"
            ]
            if "sign" in self._profile.columns.by_role() and "sign" not in self._columns and self._is_unsigned
            else []
        )
        # A date that is none, its own row is rejected for.
        # What is counted in a column that is not called money, the profile says.
        ours = [
            f"column {self.table.names[place].strip()!r} holds amounts in some rows"
            for place in self._places
            if place < len(self.table.names)
        ]
        moved = [
            one for one in self.table.doubts if "other things than dates" not in one and not one.startswith(tuple(ours))
        ]
        doubts, notes = self._of_amounts()
        return [*unsigned, *moved, *self.manner.doubts(), *self.of_sums(), *doubts], notes

    def _of_amounts(self) -> tuple[list[str], list[str]]:
        """Return what is doubtful of the amounts, and what was understood, that the profile does not settle."""
        flag = self._choice.flag if self._choice else None
        doubts = list(flag.doubts) if flag is not None else []
        notes = list(flag.notes) if flag is not None else []
        if self._seen is not None:
            # What the profile names as sign is no more in doubt.
            settled: tuple[str, ...] = ()
            if flag is not None:
                settled = (
                    "their sign cannot be told",
                    f"column {self.table.names[flag.place].strip()!r} may say which",
                )
            doubts += [
                one
                for one in self._seen.doubts
                if ("taken" not in one or "as printed" in one) and not any(said in one for said in settled)
            ]
            if self._seen.flag is not None and flag is None and not self._seen.flag.repeats_sign:
                name = self.table.names[self._seen.flag.place].strip()
                doubts.append(
                    f"column {name!r} says which amounts are credits, and the profile does not name it as sign: they were "
                    "taken as printed"
                )
            if "debit" in self._columns and self._profile.amounts.credits is None:
                doubts += [one for one in self._seen.doubts if "credits are" in one]
                notes += [one for one in self._seen.notes if "credits are" in one]
        return list(dict.fromkeys(doubts)), list(dict.fromkeys(notes))

    def give(self, row: Row, pence: int) -> None:
        """Hand over *row*, which carries *pence*."""
        if self._lacks:
            lacking = ", ".join(map(repr, self._lacks))
            reason = (
                f"the table under row {self.table.header_row} lacks the profile's column {lacking}: name its header in the "
                "profile as well, or take the table out"
            )
            self._told.rejects.append(Reject(row.number, reason, row.cells, pence))
        elif (nothing := self.naming.says_nothing(row.cells)) and not self._is_named(row.cells):
            self._told.rejects.append(Reject(row.number, nothing, row.cells, pence))
        else:
            self._take(row, pence, self._columns)

    def _is_named(self, cells: tuple[str, ...]) -> bool:
        """Return whether the row names what it is about though it has no document, as an allocation its agreement."""
        return any(_at(cells, self._columns[role]) for role in _NAMING if role in self._columns)

    def _has_own_date(self, cells: tuple[str, ...]) -> bool:
        return "date" in self._columns and dates.seen(_at(cells, self._columns["date"])) is not None

    def keep(self, row: Row, pence: int) -> None:
        """Hand over *row*, which carries *pence*."""
        self._is_unsigned = self._is_unsigned and pence >= 0
        self.give(row, pence)

    def _without_amount(self, row: Row) -> None:
        places = (
            [] if self._lacks else [self._choice.places[role] for role in self._choice.places] if self._choice else []
        )
        if places and self._has_date(row) and min(places) >= len(row.cells):
            self._reject(row, ends_before(len(row.cells), "amount", min(places)))
        elif places and self._has_date(row) and commodity_of(self._profile.kind) != "GBP":
            self._reject(row, "the number of families is blank: write 0 where there are none")
        else:
            super()._without_amount(row)

    def _has_date(self, row: Row) -> bool:
        return not self._lacks and self._has_own_date(row.cells)

    def _is_row(self, row: Row) -> bool:
        return self._has_date(row) or super()._is_row(row)

    def _note(self, row: Row, text: str) -> None:
        before = len(self.candidates)
        super()._note(row, text)
        self._told.aside += len(self.candidates) == before

    def read_title(self, row: Row) -> None:
        """Read a row above the header, and count it as no row of the extract unless it turns out to be one."""
        before = len(self.candidates), self.ledger.count, len(self.found.rejects), self._told.aside
        super().read_title(row)
        after = len(self.candidates), self.ledger.count, len(self.found.rejects), self._told.aside
        self._told.aside += before == after

    def _one_amount(self, cells: tuple[str, ...], choice: Choice) -> typed.Amount:
        return super()._one_amount(cells, choice) if self._lacks or "amount" in self._columns else self._net(cells)

    def _net(self, cells: tuple[str, ...]) -> typed.Amount:
        """Return what is net of VAT; raise where net, VAT and gross do not belong together."""
        places = self._columns
        net, vat, gross = (_at(cells, places[role]) if role in places else "" for role in ("net", "vat", "gross"))
        if "net" not in places:
            whole = typed.amount(gross)
            tax = typed.amount(vat) if vat else typed.Amount(0)
            return typed.Amount(whole.pence - tax.pence, whole.is_rounded or tax.is_rounded)
        one = typed.amount(net)
        if gross and vat:
            whole, tax = typed.amount(gross), typed.amount(vat)
            if one.pence + tax.pence != whole.pence:
                raise typed.NotUnderstoodError(
                    f"net {net} and VAT {vat} do not make the gross {gross}: correct the row in the source"
                )
        return one


def ends_before(count: int, role: str, place: int) -> str:
    """Return the sentence about a row of *count* cells that ends before its *role*."""
    return f"the row has {count} cells and ends before its {role}, column {place + 1}: mend its quotes or separators"


def _at(cells: tuple[str, ...], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


#: The columns of a profile that say what a row is.
_SAYING = ("document", "line", "supplier", "description", "invoice", "date", "agreement", "family", "stage")


def _with_roles(table: Table, places: dict[str, int]) -> dict[int, str]:
    """Return the table's roles, those that the profile names where it says."""
    dated = {"date", "document-date"}
    roles = {place: role for place, role in table.roles.items() if role not in dated | set(places)}
    return {
        **roles,
        **{places[role]: role for role in _SAYING if role in places},
    }

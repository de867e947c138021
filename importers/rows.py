"""Which rows of a source are its extract's, and what does each carry? The same rows that ``inspect`` counts.

Titles, headers, notes, blank rows and printed totals are told as :mod:`importers.body` and :mod:`importers.totals` tell
them; where a row's money and date stand, the profile says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from importers import dates, typed
from importers.amounts import CREDIT_FLAGS, DEBIT_FLAGS, Choice
from importers.body import Body, Found
from importers.inspection import steps
from importers.lines import Reject, Told
from importers.reader import Row
from importers.totals import Ledger, strength
from ledger import money
from ledger.agreements import commodity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from importers.placing import Fit
    from importers.profile import Profile
    from importers.tables import Table
    from importers.totals import Candidate

    Take = Callable[[Row, int, dict[str, int]], None]

#: Debits and credits share one number in the ledger of totals, as in :mod:`importers.body`.
_SIDE = 1 << 80
_FLAGS = CREDIT_FLAGS | DEBIT_FLAGS
_ALIKE = 20
#: What a printed total does not have.
_OWN = ("document", "agreement", "family", "stage")


def go_through(fit: Fit, profile: Profile, take: Take, told: Told, kind: type[Rows] | None = None) -> Iterator[None]:
    """Give each row of the extract to *take*, with its pence as printed and the places of its columns; put the rest in *told*.

    *kind* says how rows are told from what is none. Stops after each row, so that what *take* made of it can be taken up before the next. Rows that may be printed totals
    are given last, once it is known that they are none.
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
    told.warnings += [*fit.warnings, *found.doubts]
    for body in bodies.values():
        told.warnings += body.doubts()
    if found.rounded and commodity_of(profile.kind) == "GBP":
        amounts = "1 amount has" if found.rounded == 1 else f"{found.rounded:,} amounts have"
        told.warnings.append(f"{amounts} parts of a penny: each was rounded, halves to the even penny")


def _settle(one: Candidate, body: Rows, told: Told) -> None:
    """Do with a row that may be a total what it turned out to be."""
    row = Row(one.row, one.cells)
    if one.verdict == "row":
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
        self._current: tuple[str, ...] = ()
        self._credits_signed = profile.amounts.credits == "negative"
        self._choice_doubts = table.choice.doubts if table.choice is not None else ()
        if not self._lacks:
            if profile.amounts.credits is None and table.choice is not None:
                self._credits_signed = table.choice.credits_signed
            money_of = self._money_of(placed.places)
            choice = Choice(money_of) if money_of else None
            table = replace(table, choice=choice, roles=_with_date(table, placed.places))
        super().__init__(table, ledger, found)
        named = max((place + 1 for place, name in enumerate(table.names) if name.strip()), default=self._width)
        if table.rows < _ALIKE:
            # So few rows do not prove that a column without a name is one.
            self._width = named

    def _money_of(self, places: dict[str, int]) -> dict[str, int]:
        """Return the places that a row's amount is printed in, as :class:`Body` wants them."""
        if "debit" in places:
            return {"debit": places["debit"], "credit": places["credit"]}
        main = [role for role in ("amount", "net", "gross") if role in places]
        return {"amount": places[main[0]]} if main else {}

    def printed(self, pence: int) -> str:
        """Return *pence* as the file's total prints them: pounds, or families."""
        return money.plain(pence) if commodity_of(self._profile.kind) == "GBP" else money.whole(pence)

    def doubts(self) -> list[str]:
        """Return what the amounts make doubtful, once the last row was read."""
        if self._lacks:
            return []
        unsigned = (
            [
                "no amount is negative, and no column says debit or credit: all were taken for the same, so check the total"
            ]
            if "sign" in self._profile.columns.by_role() and "sign" not in self._columns and self._is_unsigned
            else []
        )
        # Which column holds the amount, the profile settled.
        return [*unsigned, *self.manner.doubts(), *(one for one in self._choice_doubts if "taken" not in one)]

    def give(self, row: Row, pence: int) -> None:
        """Hand over *row*, which carries *pence*."""
        if self._lacks:
            lacking = ", ".join(map(repr, self._lacks))
            reason = (
                f"the table under row {self.table.header_row} lacks the profile's column {lacking}: name its header in the "
                "profile as well, or take the table out"
            )
            self._told.rejects.append(Reject(row.number, reason, row.cells, pence))
        elif nothing := self._says_nothing(row.cells):
            self._told.rejects.append(Reject(row.number, nothing, row.cells, pence))
        else:
            self._take(row, pence, self._columns)

    def _says_nothing(self, cells: tuple[str, ...]) -> str | None:
        """Return why a row without a document may be a total, None where it says what it is."""
        if "document" not in self._columns or _at(cells, self._columns["document"]):
            return None
        texts = [_at(cells, self._columns[role]) for role in ("supplier", "description") if role in self._columns]
        if any(strength(text) == "strong" for text in texts):
            return "the row is called a total and has no document: take it out, or give it its document"
        if texts and not any(texts):
            return "the row says neither document, supplier nor description: say what it is, or take it out"
        return None

    def read(self, row: Row) -> None:
        """Read *row*, which is not blank."""
        self._current = row.cells
        super().read(row)

    def _may_be_total(self, identity: list[str]) -> bool:
        """Return whether the row may be a printed total: none that has its own date, and says which row it is, is one."""
        columns = {} if self._lacks else self._columns
        own = any(_at(self._current, columns[role]) for role in _OWN if role in columns)
        if own and self._has_own_date(self._current):
            return False
        return super()._may_be_total(identity)

    def _has_own_date(self, cells: tuple[str, ...]) -> bool:
        return dates.seen(_at(cells, self._columns["date"])) is not None

    def _count(self, row: Row, token: int, pence: int, *, is_rounded: bool) -> None:
        self.found.rounded += is_rounded
        self._is_unsigned = self._is_unsigned and pence >= 0
        self.ledger.add(token)
        cells = row.cells
        for place in self._places:
            if place < len(cells):
                self.manner.add(cells[place], row.number, pence)
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

    def _amount(self, cells: tuple[str, ...]) -> tuple[int, int, bool]:
        if self._lacks:
            return super()._amount(cells)
        places = self._columns
        if "amount" in places:
            one = typed.amount(_at(cells, places["amount"]))
        elif "debit" in places:
            return self._two_sides(cells)
        else:
            one = self._net(cells)
        pence = one.pence
        if "sign" in places:
            pence = self._signed(pence, _at(cells, places["sign"]), cells)
        return pence, pence, one.is_rounded

    def _two_sides(self, cells: tuple[str, ...]) -> tuple[int, int, bool]:
        debit, credit = (
            typed.amount(text) if (text := _at(cells, self._columns[side])) else typed.Amount(0)
            for side in ("debit", "credit")
        )
        turned = credit.pence if self._credits_signed else -credit.pence
        return debit.pence + turned * _SIDE, debit.pence + turned, debit.is_rounded or credit.is_rounded

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

    def _signed(self, pence: int, flag: str, cells: tuple[str, ...]) -> int:
        """Return an unsigned amount with the sign that its flag says."""
        said = flag.casefold()
        if not said and (not pence or not self._identity(cells)):
            return pence
        if said not in _FLAGS:
            raise typed.NotUnderstoodError(
                f"{flag!r} does not say whether the row is a debit or a credit: correct it, or sign in the profile"
            )
        if pence < 0:
            raise typed.NotUnderstoodError(
                "the amount is negative, and a flag gives its sign as well: take sign out of the profile where amounts are "
                "printed with theirs"
            )
        return -pence if said in CREDIT_FLAGS else pence


def ends_before(count: int, role: str, place: int) -> str:
    """Return the sentence about a row of *count* cells that ends before its *role*."""
    return f"the row has {count} cells and ends before its {role}, column {place + 1}: mend its quotes or separators"


def _at(cells: tuple[str, ...], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _with_date(table: Table, places: dict[str, int]) -> dict[int, str]:
    """Return the table's roles with the date where the profile says."""
    roles = {place: role for place, role in table.roles.items() if role not in ("date", "document-date")}
    return {**roles, places["date"]: "date"}

"""Allocations and virements: each row is money approved for an account, or moved from one account to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers import keys
from importers.by_account import ByAccount, expense
from importers.lines import Written
from importers.meaning import Cells, Directed, RowError
from importers.standing import Standing, origin
from ledger import canonical, money
from ledger.agreements import Allocation, is_expense_of, overlap
from ledger.budgets import is_spending
from ledger.imported import document_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Line, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source


class Allocations(ByAccount):
    """Rows of decisions: with an account under *moved-to* a virement, otherwise an allocation of an agreement."""

    kind: ClassVar[str] = "allocations"
    blank_is_outside: ClassVar[bool] = False

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._standing = Standing(
            "allocation", targets.register, "keep one of them, or date the one that amends the other later"
        )
        self._given: list[Allocation] = []
        self._moved: dict[tuple[object, ...], str] = {}
        for one in targets.register.virements:
            key = origin(one.place)
            day = one.place.get("row-date", one.date)
            self._moved[day, document_of(key), one.source, one.target, one.amount, _is_numbered(key)] = key

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source*, the allocations of each held against those of the rows before it."""
        self._standing.begin()
        self._given = []
        yield from super().lines(source, done)

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the decision, and what it decides; without one, an allocation is one of its agreement, approved on a day."""
        account = self._account(cells)[0]
        if cells["moved-to"]:
            moved = f"{account}>{cells['moved-to']}"
            return (cells["document"], cells["line"] or moved) if cells["document"] else (moved, "")
        start, end = (self.date(role, cells) for role in ("starts", "ends"))
        if cells["document"]:
            return cells["document"], cells["line"] or f"{cells['agreement']}:{account}:{start}"
        return cells["agreement"], f"{account}:{start}:{end}:{self.day(cells)}"

    def meaning(self, cells: Cells, day: datetime.date) -> Directed:
        """Return the virement or the allocation that the row approves."""
        account, rule = self._account(cells)
        approval = self.text("approval", cells)
        if not approval:
            raise RowError("the approval is blank: write who approved it, and where it is minuted")
        if cells["moved-to"]:
            return self._virement(account, approval, rule, cells, day)
        return self._allocation(account, approval, rule, cells, day)

    def _account(self, cells: Cells) -> tuple[str, str]:
        found = self.account_of(cells)
        if found is None:
            raise self.not_mapped(cells)
        return found

    def _virement(self, source: str, approval: str, rule: str, cells: Cells, day: datetime.date) -> Directed:
        target = cells["moved-to"]
        one, other = expense(source), expense(target)
        self.check_known(target)
        if cells.pence <= 0:
            raise RowError(
                f"a virement moves an amount above zero, not {money.plain(cells.pence)}: to move money back, swap the accounts"
            )
        if source == target:
            raise RowError(f"{source} is where the money comes from and where it goes: correct one of them")
        for account, name in ((source, one), (target, other)):
            if not is_spending(name):
                raise RowError(
                    f"{account} is a transfer to another fund, of which no budget is held: correct the account"
                )
        if one.fund != other.fund:
            raise RowError(
                f"{source} and {target} are of two funds: money that goes to another fund is a transfer, so enter it by a journal"
            )
        if cells["starts"] or cells["ends"]:
            raise RowError("a virement has no first and last day: blank them, or blank where the money moves to")
        if cells["agreement"]:
            self._check_fund(source, cells["agreement"])
        self._check_numbers(day, source, cells)
        values = (canonical.Bare(source), canonical.Bare(target), canonical.amount(cells.pence), approval)
        return Directed(Written("virement", values), self._note(cells), source, rule)

    def _check_numbers(self, day: datetime.date, source: str, cells: Cells) -> None:
        """Raise :class:`RowError` where the books hold the virement, its lines numbered if they are not here, or the reverse."""
        key = keys.of_line(self.profile.system, *self.number(cells)) if cells["document"] else ""
        move = (day, document_of(key), source, cells["moved-to"], cells.pence)
        other = self._moved.get((*move, not _is_numbered(key))) if key else None
        if other is not None and other.partition("/")[0] == self.profile.system:
            raise RowError(
                f"the virement is in the books as {other}, and would be posted twice: give its decision a line number where it had "
                "one, and none where it had none"
            )

    def _allocation(self, account: str, approval: str, rule: str, cells: Cells, day: datetime.date) -> Directed:
        if not cells["agreement"]:
            raise RowError("the agreement is blank: name it, or say to which account the money moves")
        self._check_fund(account, cells["agreement"])
        if cells.pence <= 0:
            raise RowError(
                f"an allocation is above zero, not {money.plain(cells.pence)}: to lower one, give it again on a later day with all "
                "that it comes to then"
            )
        for role, which in (("starts", "first"), ("ends", "last")):
            if not cells[role]:
                raise RowError(f"the {which} day of the allocation is blank: write it under {role}")
        start, end = self.date("starts", cells), self.date("ends", cells)
        if start > end:
            raise RowError(f"the allocation ends on {end}, before it begins on {start}: correct one of them")
        self.check_known(account)
        agreement, said = cells["agreement"], (("approved", approval), *self._note(cells))
        key = keys.of_line(self.profile.system, *self.number(cells))
        self._standing.check(day, (agreement, account, start, end), key, cells.number)
        place = {"doc": key, "row": cells.number}
        self._check_overlap(Allocation(agreement, account, start, end, cells.pence, place))
        values = (agreement, canonical.Bare(account), start, end, canonical.amount(cells.pence))
        return Directed(Written("allocation", values), said, account, rule)

    def _note(self, cells: Cells) -> tuple[tuple[str, str], ...]:
        note = self.text("description", cells)
        return (("note", note),) if note else ()

    def _check_fund(self, account: str, name: str) -> None:
        """Raise :class:`RowError` where *name* is no agreement, or *account* no expense of the fund it pays for (A110)."""
        agreement = self.targets.register.agreements.get(name)
        if agreement is None:
            raise RowError(
                f"{name!r} is no agreement of the books: add it to books/agreements.beancount, or correct the row"
            )
        if not is_expense_of(account, agreement.fund):
            raise RowError(
                f"{account} is not an expense of the fund {agreement.fund}, which {name} pays for: correct one of them"
            )

    def _check_overlap(self, new: Allocation) -> None:
        """Raise :class:`RowError` where an allocation of the books or of a row before covers the same account (A105)."""
        for one in (*self.targets.register.allocations, *self._given):
            days = overlap(one, new)
            is_same = (one.account, one.start, one.end) == (new.account, new.start, new.end)
            if days and not is_same and origin(one.place) != origin(new.place):
                where = f"row {one.place['row']}" if one in self._given else "the books"
                raise RowError(
                    f"{where} allocated {new.agreement} to {one.account} from {one.start} to {one.end} already, which covers the "
                    f"same account between {days[0]} and {days[1]}: allocate the heading or its activities, for other days"
                )
        self._given.append(new)


def _is_numbered(key: str) -> bool:
    """Return whether *key* names a virement by the number of its line, not by the accounts that it moves money between."""
    return ">" not in key

"""To which account does a row belong? The one that it names, or the one that the profile maps its codes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter, Mapped
from importers.meaning import RowError
from ledger import accounts

if TYPE_CHECKING:
    from importers.meaning import Cells, Targets
    from importers.profile import Profile


class ByAccount(ExtractImporter):
    """What is common to the kinds whose rows name an account, or a cost centre and subjective that mean one."""

    #: Whether a row whose account column is blank lies outside the programme.
    blank_is_outside: ClassVar[bool] = True

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._rules = Mapped(profile, ("cost-centre", "subjective"))

    def belongs(self, cells: Cells) -> bool:
        """Return whether the row's code is one of the programme's; without such codes, whether it names an account."""
        if self.blank_is_outside and self.profile.programme is None and cells.has("account"):
            return bool(cells["account"])
        return super().belongs(cells)

    def account_of(self, cells: Cells) -> tuple[str, str] | None:
        """Return the row's account and what says so; None where nothing does."""
        if cells["account"]:
            return cells["account"], "account column"
        rule = self._rules.rule(cells)
        return None if rule is None else (rule.account, self._rules.name(rule))

    def not_mapped(self, cells: Cells, cure: str = "") -> RowError:
        """Return what is wrong with a row that nothing gives an account; *cure* is another than a rule."""
        if cells.has("account") and not self.profile.map:
            return RowError("the account is blank: write the account of the books that the row is for")
        return RowError(
            f"no rule maps cost centre {cells['cost-centre']!r} with subjective {cells['subjective']!r}: add one to profile "
            f"{self.profile.name}{cure}"
        )


def parsed(account: str) -> accounts.AccountName:
    """Return *account* taken apart; raise :class:`~importers.meaning.RowError` where it names no fund."""
    try:
        return accounts.parse(account)
    except accounts.AccountNameError as problem:
        raise RowError(f"{problem}: correct the row") from problem


def expense(account: str) -> accounts.AccountName:
    """Return *account* taken apart; raise :class:`~importers.meaning.RowError` where it is no heading of a fund's spending."""
    name = parsed(account)
    if name.root != "Expenses":
        raise RowError(f"{account} is not an expense: name an account such as Expenses:{name.fund}:Delivery")
    if not name.parts:
        raise RowError(f"{account} names no heading: name the heading or an activity below it")
    return name

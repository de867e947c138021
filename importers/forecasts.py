"""Forecasts: each row is what an account is expected to come to by the end of a year, and how that was reckoned."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers import keys
from importers.by_account import ByAccount, parsed
from importers.lines import Written
from importers.meaning import Cells, Directed, RowError
from importers.standing import Standing
from importers.years import financial_year
from ledger import canonical
from ledger.budgets import is_spending

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Line, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source


class Forecasts(ByAccount):
    """Rows of forecasts; a later one of the same account and year amends an earlier."""

    kind: ClassVar[str] = "forecasts"
    blank_is_outside: ClassVar[bool] = False

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._standing = Standing(
            "forecast", targets.register, "keep one of them, or date the one that amends the other later"
        )

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source*, each the only forecast of its account and year on its day."""
        self._standing.begin()
        yield from super().lines(source, done)

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the account with its year, and the day of the forecast."""
        return f"{self._account(cells)[0]}:{financial_year(cells['year'])}", self.day(cells).isoformat()

    def meaning(self, cells: Cells, day: datetime.date) -> Directed:
        """Return the forecast that the row states."""
        account, rule = self._account(cells)
        name = parsed(account)
        if not is_spending(name) and name.root != "Income":
            raise RowError(f"{account} is of no spending: name an account such as Expenses:{name.fund}:Delivery")
        year = financial_year(cells["year"])
        method = self.text("method", cells)
        if not method:
            raise RowError("the method is blank: write how the forecast was made, and by which officer")
        key = keys.of_line(self.profile.system, *self.number(cells))
        self._standing.check(day, (account, year), key, cells.number)
        values = (canonical.Bare(account), year, canonical.amount(cells.pence), method)
        return Directed(Written("forecast", values), (), account, rule)

    def _account(self, cells: Cells) -> tuple[str, str]:
        found = self.account_of(cells)
        if found is None:
            raise self.not_mapped(cells)
        return found

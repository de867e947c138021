"""Balances of the finance system: each row is what it holds itself on a code to the end of a posting period."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, ClassVar

from importers import keys
from importers.base import ExtractImporter
from importers.lines import Written
from importers.meaning import Cells, Directed, RowError
from importers.posting_period import posting_period
from importers.standing import Standing
from importers.typed import NotUnderstoodError
from ledger import canonical
from ledger.periods import PeriodError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importers.lines import Line, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source

_YEAR_AND_NUMBER = re.compile(r"(\d{4})(\d{2})", re.ASCII)
_NUMBER = re.compile(r"[Pp]?\d{1,2}(?:\.0)?", re.ASCII)
_MONTHS = 12
_MID_MONTH = 15


class GlBalance(ExtractImporter):
    """Rows of balances; what they are worth is said when they are held against the books."""

    kind: ClassVar[str] = "gl-balance"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._standing = Standing("gl-balance", targets.register, "keep one of them, as a code has one balance")
        self._known: dict[tuple[str, str], int] = {}

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source*, each the only balance of its codes at its period."""
        self._standing.begin()
        yield from super().lines(source, done)

    def day(self, cells: Cells) -> datetime.date:
        """Return the last day of the row's posting period."""
        return self.targets.calendar.days(self._period_of(cells))[1]

    def stated_period(self, cells: Cells) -> str:
        """Return the row's posting period with its year, as the books write it."""
        return self.targets.calendar.label(self._period_of(cells))

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the codes and the period: what a balance is of."""
        return f"{cells['cost-centre']}:{cells['subjective']}", self.stated_period(cells)

    def meaning(self, cells: Cells, day: datetime.date) -> Directed:
        """Return the balance that the row states."""
        codes = (cells["cost-centre"], cells["subjective"])
        for role, code in zip(("cost centre", "subjective"), codes, strict=True):
            if not code:
                raise RowError(f"the {role} is blank: a balance is of one cost centre and one subjective, so write it")
        label = self.stated_period(cells)
        key = keys.of_line(self.profile.system, *self.number(cells))
        self._standing.check(day, (*codes, label), key, cells.number)
        return Directed(Written("gl-balance", (*codes, label)), (("amount", canonical.amount(cells.pence)),))

    def _period_of(self, cells: Cells) -> int:
        """Return the posting period that the row states, with its year or by a day of it; each text is read once."""
        stated = (cells["period"], cells["date"])
        if stated not in self._known:
            self._known[stated] = self._read(*stated, cells)
        return self._known[stated]

    def _read(self, text: str, date: str, cells: Cells) -> int:
        calendar = self.targets.calendar
        if date:
            return posting_period(text, self.date("date", cells), calendar, self.profile.dates.period)
        if not text:
            raise NotUnderstoodError("the period is blank: write it as 2018-19 P03")
        if _NUMBER.fullmatch(text):
            raise NotUnderstoodError(
                f"the period {text!r} names no year: write it as 2018-19 P03, or name a date in the profile"
            )
        try:
            match = _YEAR_AND_NUMBER.fullmatch(text)
            key = self._numbered(text, int(match[1]), int(match[2])) if match else calendar.key(text)
            calendar.days(key)
        except PeriodError as problem:
            raise NotUnderstoodError(f"the period {problem}: correct the row") from problem
        return key

    def _numbered(self, text: str, year: int, number: int) -> int:
        """Return the period that 201803 means, as the profile says; a number beyond the months can be a period alone."""
        reading = self.profile.dates.period
        if reading is None and 1 <= number <= _MONTHS:
            raise NotUnderstoodError(
                f'the period {text!r} may be a month or a posting period: say which with period = "month" or '
                '"posting-period" under [dates] in the profile'
            )
        if reading != "month":
            return year * 100 + number
        if not 1 <= number <= _MONTHS:
            raise NotUnderstoodError(
                f"the period {text!r} is no month of a year: correct the row, or period in the profile"
            )
        # In calendars of weeks, a month is the period that most of it lies in.
        return self.targets.calendar.key_of(datetime.date(year, number, _MID_MONTH))

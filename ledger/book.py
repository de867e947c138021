"""The one door to the books: entries, agreements, findings and the postings table of one ledger."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger import brought_forward, plugins, registering, savings, year_alone, year_files
from ledger.closing import Closed
from ledger.findings import BookError, Finding, Level, Rule, found
from ledger.periods import Calendar, Period, PeriodError, year_start
from ledger.plugins import setup

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    import pandas as pd
    from beancount.core.data import Directives

    from ledger.advice import Known
    from ledger.agreement_money import Sorted
    from ledger.agreements import Register
    from ledger.claims import History
    from ledger.plugins.view import View

BEANCOUNT = Rule(
    "B101",
    Level.ERROR,
    "beancount reads and balances every entry",
    "Beancount itself could not read, balance or validate something: its own message says what. Until it is mended "
    "entries may be missing from the books, so no statement is printed.",
)
#: So many days are kept on which the books were asked for as they stood.
_MOST_DAYS = 8
RULES: dict[str, Rule] = {**plugins.RULES, BEANCOUNT.code: BEANCOUNT}


class NoLedgerError(Exception):
    """There is no ledger to open."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} {why}")


class UnsoundError(Exception):
    """The books have errors, so nothing may be printed from them."""

    def __init__(self, path: Path, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        count = len(findings)
        first = findings[0]
        super().__init__(
            f"{path} has {count} error{'s' if count > 1 else ''}, so nothing is printed from it. The first: "
            f"{first.code} {first.message} ({first.place or 'the ledger as a whole'}). Run: ealedger check"
        )


@dataclass(frozen=True)
class Book:
    """A ledger, loaded once and checked."""

    path: Path
    entries: Directives
    options: dict[str, Any]
    findings: tuple[Finding, ...]
    calendar: Calendar
    _day: datetime.date | None = None
    _whole: Book | None = None
    _then: dict[datetime.date, Book] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, path: Path) -> Book:
        """Load the ledger at *path* with beancount and our checks; raise :class:`NoLedgerError` where there is none.

        The garbage collector rests meanwhile, and beancount's load cache stays off: it misses changed plugins, and it
        is a pickle.
        """
        path = path.resolve()
        if not path.is_file():
            raise NoLedgerError(path, "is not a file: name the ledger with --ledger, or lay one out with ealedger init")
        return cls.of(path, *_load(path))

    @classmethod
    def of(cls, path: Path, entries: Directives, errors: Sequence[Any], options: dict[str, Any]) -> Book:
        """Return the book of the ledger at *path* as beancount loaded it, for whoever loaded it already: nothing is read."""
        ran = options.get(plugins.KEY)
        calendar = ran.view.calendar if isinstance(ran, plugins.Ran) else Calendar()
        return cls(path, entries, options, _findings(path, errors, options), calendar)

    @classmethod
    def load_whole(cls, path: Path, what: str) -> Book:
        """Load the ledger at *path* for *what* needs all years; raise :class:`~ledger.year_alone.NotTheWholeError` for one alone."""
        year_alone.refuse(path, what)
        return cls.load(path)

    @property
    def folder(self) -> Path:
        """The council's folder: the one that holds the ledger."""
        return self.path.parent

    @property
    def authority(self) -> str:
        """The council's name: the ledger's title."""
        return str(self.options["title"])

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop statements and packs."""
        return tuple(one for one in self.findings if one.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are printed with them."""
        return tuple(one for one in self.findings if one.level is Level.WARNING)

    @cached_property
    def _view(self) -> View | None:
        ran = self.options.get(plugins.KEY)
        return ran.view if isinstance(ran, plugins.Ran) else None

    @property
    def alone(self) -> str:
        """The year that this ledger is alone, to browse; an empty text where it is the whole."""
        return self._view.alone if self._view is not None else ""

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What no check judges here, in words, because it needs the years before."""
        ran = self.options.get(plugins.KEY)
        return tuple(plugins.IN_WORDS[name] for name in ran.not_judged) if isinstance(ran, plugins.Ran) else ()

    @property
    def whole(self) -> str:
        """The name of the ledger of all years: this one's own, or what one year alone names."""
        marks = (one for one in self.register.records if one.name == year_alone.ALONE)
        return str(next(marks).metadata["whole"]) if self.alone else self.path.name

    def require_whole(self, what: str) -> None:
        """Raise :class:`~ledger.year_alone.NotTheWholeError` where these books are one year alone, and *what* needs all."""
        if self.alone:
            raise year_alone.NotTheWholeError(self.path.name, self.alone, self.whole, what)

    @cached_property
    def register(self) -> Register:
        """Everything agreed; raise :class:`UnsoundError` where our checks did not read it."""
        if self._view is None:
            raise UnsoundError(self.path, self.errors)
        if self._day is not None:
            return registering.read(self._view.register.records, self._day)
        return self._view.register

    def as_at(self, day: datetime.date) -> Book:
        """Return these books with what was agreed as it stood on *day*: a later amendment is not known yet."""
        known = self._then.get(day)
        if known is None:
            # Every statement of a period asks for the same day: what is sorted out for one serves all.
            known = replace(self, _day=day, _whole=self._whole or self)
            if len(self._then) >= _MOST_DAYS:
                self._then.clear()
            self._then[day] = known
        return known

    @property
    def accounts(self) -> dict[str, tuple[datetime.date, datetime.date | None]]:
        """Every account with the day it opens and the day it closes, None where it stays open.

        Raises :class:`UnsoundError` where our checks did not run.
        """
        if self._view is None:
            raise UnsoundError(self.path, self.errors)
        closes = {name: entry.date for name, entry in self._view.closes.items()}
        return {name: (entry.date, closes.get(name)) for name, entry in self._view.opens.items()}

    @property
    def kept_in(self) -> dict[str, tuple[str, ...]]:
        """What each account may hold, by name, where it was opened for some commodities alone."""
        return {} if self._view is None else self._view.kept_in

    def disclosures(self, period: Period) -> tuple[str, ...]:
        """Return what every statement of *period* must say: the council's own disclosures, then what was reopened and why."""
        try:
            closed = Closed(self.register.records, self.calendar)
        except PeriodError:  # L104 says so
            return self.register.disclosures
        alone = (
            f"{self.path.name} is {self.alone} alone, with what earlier years left brought forward, to browse: statements are made, and "
            f"checked, from {self.whole}. Reopenings of other years are not listed here."
        )
        return (*self.register.disclosures, *([alone] if self.alone else []), *closed.reopenings(period.last))

    def require_sound(self) -> None:
        """Raise :class:`UnsoundError` where the books have errors."""
        if self.errors:
            raise UnsoundError(self.path, self.errors)

    @cached_property
    def postings(self) -> pd.DataFrame:
        """The postings table (:func:`ledger.postings.table`), built on first use."""
        if self._whole is not None:
            return self._whole.postings
        from ledger.postings import table  # noqa: PLC0415 - pandas takes most of a second to import

        # What a year alone folded stands on the accounts it came from, as the whole's table has it.
        told = brought_forward.unfolded(self.transactions) if self.alone else self.transactions
        return table(told, self.calendar, self.folder)

    @cached_property
    def agreement_money(self) -> Sorted:
        """The money of every agreement (:func:`ledger.agreement_money.sort_out`), sorted out on first use."""
        from ledger.agreement_money import sort_out  # noqa: PLC0415 - few commands need it

        if self._whole is not None and _agreed(self._whole.register) == _agreed(self.register):
            return self._whole.agreement_money
        return sort_out(self.transactions, self.register, self.calendar)

    @cached_property
    def advised(self) -> Known:
        """What the books know by now of the money that came (:func:`ledger.advice.known`), gathered on first use."""
        from ledger import advice  # noqa: PLC0415 - few commands need it

        return advice.known(self.register, self.transactions)

    @property
    def transactions(self) -> list[Any]:
        """Every transaction, in beancount's order; raise :class:`UnsoundError` where our checks did not run."""
        if self._view is None:
            raise UnsoundError(self.path, self.errors)
        return self._view.transactions

    @property
    def history(self) -> History:
        """What became of every claim by now; raise :class:`UnsoundError` where our checks did not run."""
        if self._view is None:
            raise UnsoundError(self.path, self.errors)
        return self._view.history

    @property
    def last_day(self) -> datetime.date:
        """The last day that the books know of: of a transaction or an extract, else that an account or an agreement begins.

        No clock: the same books give the same statement on any day.
        """
        # Beancount's order is that of days.
        days: list[datetime.date] = [txn.date for txn in self.transactions[-1:]]
        days += [one.date for one in self.register.extracts]
        days = days or [opened for opened, _ in self.accounts.values()]
        days = days or [one.since for one in self.register.agreements.values()]
        if not days:
            raise PeriodError("the whole of the books", "nothing is in them yet")
        return max(days)

    def period(self, text: str | None) -> Period:
        """Return the period *text* names, or the whole of the books; raise :class:`~ledger.periods.PeriodError`.

        Of one year alone: a period of that year, or the year.
        """
        if text or self.alone:
            return self._of_the_year(self.calendar.parse(text or self.alone))
        days = [txn.date for txn in self.transactions]
        agreed = [day for one in self.register.allocations for day in (one.start, one.end)]
        agreed += [one.due for one in self.register.instalments]
        agreed += [
            day for one in map(self.calendar.parse, savings.years(self.register)) for day in (one.start, one.end)
        ]
        every = days + agreed or [opened for opened, _ in self.accounts.values()]
        if not every:
            raise PeriodError("the whole of the books", "nothing is in them yet")
        return self.calendar.whole(min(every), max(every))

    def _of_the_year(self, period: Period) -> Period:
        if self.alone and period.first // 100 != year_start(self.alone):
            raise year_alone.NotTheWholeError(self.path.name, self.alone, self.whole, period.label)
        return period

    def years_alone(self) -> list[Path]:
        """Return the ledgers of one year that stand beside these books, and what each brings forward, sorted by year."""
        return [] if self.alone else year_files.paths(self.folder)

    def seals(self) -> list[Path]:
        """Return the seals of closed periods that are there, sorted: without them nobody can tell what was closed."""
        named = {str(one.metadata.get("sealed", "")) for one in self.register.records if one.name == "period-close"}
        return sorted(path for name in named if name and (path := self.folder / name).is_file())

    def files(self) -> list[Path]:
        """Return every ledger file, the top one first, the others sorted."""
        top = str(self.path)
        return [self.path, *sorted(Path(name) for name in self.options["include"] if name != top)]


def _agreed(register: Register) -> Any:
    """Return what says whose money is whose: the agreements and, where there are pools, all by which these are divided."""
    has_pools = any(one.kind == "pool" for one in register.funds.values())
    return register.agreements, register.records if has_pools else ()


def _load(path: Path) -> tuple[Directives, list[Any], dict[str, Any]]:
    os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    from beancount import loader  # noqa: PLC0415 - after the variable above, which it reads once

    resting = gc.isenabled()
    gc.disable()
    try:
        # What load_file wraps in its cache; Fava calls the same function (PITFALLS A5).
        return loader._load([(str(path), True)], None, None, None)  # noqa: SLF001
    finally:
        if resting:
            # The entries stay for as long as the book does: no collection need look through them again.
            gc.freeze()
            gc.enable()


def _findings(path: Path, errors: Sequence[Any], options: dict[str, Any]) -> tuple[Finding, ...]:
    ran = options.get(plugins.KEY)
    findings = list(ran.findings) if isinstance(ran, plugins.Ran) else []
    lacking = sorted(set(plugins.CHECKS) - set((*ran.checks, *ran.not_judged) if isinstance(ran, plugins.Ran) else ()))
    if not isinstance(ran, plugins.Ran):
        findings.append(
            found(
                setup.NOT_RUN,
                f'our checks did not run: {path.name} needs the line plugin "ledger.plugins"',
                {"filename": str(path), "lineno": 1},
            )
        )
    elif lacking and not any(one.code == setup.NOT_RUN.code for one in findings):
        findings.append(found(setup.NOT_RUN, f"these checks did not run: {', '.join(lacking)}"))
    for error in errors:
        if not isinstance(error, BookError):
            findings.append(found(BEANCOUNT, " ".join(str(error.message).split()), error.source))
    return tuple(sorted(findings, key=lambda one: (one.level is Level.WARNING, one.code, one.filename, one.lineno)))

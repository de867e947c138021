"""What do the checks look at? One pass over the entries, shared by all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount.core.data import Close, Custom, Open, Pad, Transaction

from ledger import (
    accounts,
    agreements,
    claims,
    directives,
    places,
    pool_money,
    pools,
    registering,
    seals,
    year_alone,
)
from ledger.periods import Calendar, CalendarError

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

    from beancount.core.data import Directives


@dataclass
class ExtractSum:
    """What the books hold of one extract: rows, pounds of their first postings, where it and each account is first met.

    What it reverses of earlier extracts is counted apart.
    """

    rows: int = 0
    pounds: Decimal | int = 0
    place: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, tuple[datetime.date, datetime.date, dict[str, Any]]] = field(default_factory=dict)
    reversed_rows: int = 0
    reversed_pounds: Decimal | int = 0
    evidence_rows: int = 0
    evidence_pounds: Decimal | int = 0


@dataclass
class View:
    """The entries sorted by what checks ask of them."""

    options: dict[str, Any]
    entries: Directives = field(default_factory=list, repr=False)
    transactions: list[Transaction] = field(default_factory=list)
    opens: dict[str, Open] = field(default_factory=dict)
    closes: dict[str, Close] = field(default_factory=dict)
    pads: list[Pad] = field(default_factory=list)
    malformed: list[tuple[Custom, str]] = field(default_factory=list)
    register: agreements.Register = field(default_factory=lambda: registering.read(()))
    calendar: Calendar = field(default_factory=Calendar)
    calendar_problem: str = ""
    told: claims.History | None = field(default=None, repr=False)
    sorted_out: dict[str, pool_money.PoolMoney] | None = field(default=None, repr=False)
    alone: str = ""
    digests: seals.Texts | None = field(default=None, repr=False)

    @property
    def top(self) -> Path:
        """The top-level ledger file."""
        return Path(self.options["filename"])

    @property
    def texts(self) -> seals.Texts:
        """The sha256 of each file of the books, read once for the checks of seals and of openings."""
        if self.digests is None:
            self.digests = seals.Texts(self.top.parent)
        return self.digests

    @property
    def history(self) -> claims.History:
        """What became of every claim by now, told once for the checks and for what is reckoned on the last day."""
        if self.told is None:
            self.told = claims.history(self.register, self.transactions)
        return self.told

    @property
    def pool_money(self) -> dict[str, pool_money.PoolMoney]:
        """What each pool's postings are, sorted out once for all checks of pools."""
        if self.sorted_out is None:
            self.sorted_out = pool_money.sort_out(self.transactions, pools.pools(self.register), self.calendar)
        return self.sorted_out

    @property
    def kept_in(self) -> dict[str, tuple[str, ...]]:
        """What each account may hold that was opened for some commodities alone."""
        return {name: tuple(entry.currencies) for name, entry in self.opens.items() if entry.currencies}

    def included(self) -> list[Path]:
        """Return every file but the top-level one, sorted."""
        top = str(self.top)
        return sorted(Path(name) for name in self.options["include"] if name != top)

    def short(self, name: str | Path) -> str:
        """Return *name* as seen from the ledger's folder, with forward slashes."""
        return places.short(name, self.top.parent)


def look(entries: Directives, options: dict[str, Any]) -> View:
    """Return the :class:`View` of *entries*."""
    view = View(options, entries)
    _take_calendar(view)
    records = []
    for entry in entries:
        if isinstance(entry, Transaction):
            view.transactions.append(entry)
        elif isinstance(entry, Open):
            view.opens[entry.account] = entry
        elif isinstance(entry, Close):
            view.closes[entry.account] = entry
        elif isinstance(entry, Pad):
            view.pads.append(entry)
        elif isinstance(entry, Custom) and (record := _read(view, entry)) is not None:
            records.append(record)
    view.register = registering.read(records)
    view.alone = year_alone.of(view.top, options["include"], records)
    return view


def _read(view: View, entry: Custom) -> directives.Record | None:
    try:
        return directives.read(entry)
    except directives.DirectiveError as problem:
        view.malformed.append((entry, str(problem)))
        return None


def _take_calendar(view: View) -> None:
    """Give *view* the council's calendar; where it cannot be read it keeps the usual one, and S111 says so."""
    try:
        view.calendar = Calendar.of_folder(view.top.parent)
    except CalendarError as problem:
        view.calendar_problem = problem.why


class FundOf(dict[str, str | None]):
    """The fund that each account names, None where it names none; accounts that are not open are looked at on demand."""

    def __missing__(self, account: str) -> str | None:
        try:
            fund = accounts.parse(account).fund
        except accounts.AccountNameError:
            fund = None
        self[account] = fund
        return fund


def fund_of_accounts(view: View) -> FundOf:
    """Return the fund of each open account."""
    result = FundOf()
    for account in view.opens:
        _ = result[account]
    return result

"""What does the chosen recognition ask of an agreement's money on a day, and which entries do the books lack for it?

Condition: a creditor until it is met, by eligible spending, by targets confirmed or by time. Restriction: income on
receipt, the unspent part in the earmarked reserve at the year's end. None: income on receipt. Source: CIPFA Code 2.3 as
DOMAIN.md §5 has it; which applies is the agreement's own, decided by the accountant.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import condition, going_back
from ledger.closing import Closed
from ledger.going_back import Demand
from ledger.periods import PeriodError, year_label
from ledger.registering import standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreement_money import AgreementMoney, Sorted
    from ledger.agreements import Agreement, Instalment, Register
    from ledger.directives import Record
    from ledger.going_back import YearEnd
    from ledger.periods import Calendar, Period

#: How conditions are met where an agreement does not say; A109 asks for it to be said.
DEFAULT_RELEASE = "spending"
#: Whether unspent money stays for the next year where an agreement does not say.
DEFAULT_CARRY_FORWARD = "by-approval"


@dataclass(frozen=True)
class Terms:
    """What is agreed of one agreement's money: *route* is its recognition, or another that is looked at beside it.

    *since* is the day of an amendment from which the route holds: years over by then stay as they were accounted for.
    """

    agreement: Agreement
    route: str | None
    release: str
    carry_forward: str
    approvals: dict[str, Record]
    targets: tuple[tuple[datetime.date, int], ...]
    demands: tuple[Demand, ...]
    instalments: dict[str, Instalment]
    since: datetime.date
    calendar: Calendar

    @classmethod
    def of(cls, register: Register, agreement: Agreement, calendar: Calendar, route: str | None = None) -> Terms:
        """Return the terms of *agreement*, as recognised or along *route*."""
        own = [one for one in register.records if one.values.get("agreement") == agreement.name]
        return cls(
            agreement,
            route or agreement.recognition,
            agreement.release or DEFAULT_RELEASE,
            agreement.carry_forward or DEFAULT_CARRY_FORWARD,
            {one.values["year"]: one for one in own if one.name == "carry-forward"},
            tuple((one.date, one.values["amount"]) for one in own if one.name == "targets-met"),
            tuple(Demand.of(one, calendar) for one in standing(own, "repayment")),
            {one.reference: one for one in register.instalments if one.agreement == agreement.name},
            _amended_on(own) if route in (None, agreement.recognition) else datetime.date.min,
            calendar,
        )


def _amended_on(records: Iterable[Record]) -> datetime.date:
    """Return the day from which a later directive recognises the money in another way; the first day there is for none."""
    recognition = release = None
    day = datetime.date.min
    for one in records:
        if one.name != "agreement":
            continue
        # What an amendment does not state stays as it was.
        now = one.metadata.get("recognition", recognition)
        by = one.metadata.get("release", release)
        changed = now != recognition or (now == "condition" and (by or DEFAULT_RELEASE) != (release or DEFAULT_RELEASE))
        if recognition is not None and changed:
            day = one.date
        recognition, release = now, by
    return day


@dataclass(frozen=True)
class Cut:
    """A day to look at: postings up to the posting period *key*; *year* where a financial year ends with it."""

    key: int
    day: datetime.date
    year: str = ""


@dataclass(frozen=True)
class Position:
    """An agreement's money on a day, in pence; *due* is what the recognition asks for, *held* what the books have.

    *by_pools* is the part of what was *spent* that pools spent, *in_pools* what they have of it unspent.
    """

    cut: Cut
    received: int
    obtained: int
    repaid: int
    spent: int
    by_pools: int
    in_pools: int
    eligible: int
    passed_on: int
    results: int
    income_due: int
    income_held: int
    advance_due: int
    advance_held: int
    repayable_due: int
    repayable_held: int
    reserve_due: int
    reserve_held: int
    released_held: int
    before_held: int
    year_ends: tuple[YearEnd, ...]

    @property
    def unspent(self) -> int:
        """What was received and neither spent nor paid back."""
        return self.received - self.repaid - self.spent


def year_end(calendar: Calendar, year: str) -> Cut:
    """Return the cut at the end of the financial *year*, its adjusting period included."""
    period = calendar.parse(year)
    return Cut(period.last, period.end, year)


def year_ends(calendar: Calendar, first: int, cut: Cut) -> list[Cut]:
    """Return the ends of the years from the posting period *first* on that *cut* has reached."""
    found = []
    for start in range(first // 100, cut.key // 100 + 1):
        one = year_end(calendar, year_label(start))
        if one.day <= cut.day:
            found.append(Cut(min(one.key, cut.key), one.day, one.year))
    return found


def years_over(records: tuple[Record, ...], calendar: Calendar, first: int, last: int) -> list[Cut]:
    """Return the ends of the years from *first* on that are over: the books go on after them, or they are closed."""
    try:
        closed = Closed(records, calendar)
    except PeriodError:  # import refuses to read it, and says so
        closed = Closed((), calendar)
    found = []
    for start in range(first // 100, last // 100 + 1):
        one = year_end(calendar, year_label(start))
        if last // 100 > start or closed.since(one.key) or closed.since(_last_month(calendar, one)):
            found.append(one)
    return found


def _last_month(calendar: Calendar, end: Cut) -> int:
    """Return the year's last posting period that is no adjusting one."""
    return end.key - 1 if calendar.is_adjusting(end.key) else end.key


def position(terms: Terms, money: AgreementMoney, cut: Cut, first: int) -> Position:
    """Return the position of *money* at *cut* under *terms*; *first* is the agreement's first posting period."""
    reached = year_ends(terms.calendar, first, cut) if first else []
    ends, gone = going_back.year_ends(terms, money, reached, cut)
    repaid = money.total("repaid", until=cut.key)
    obtained = condition.obtained(money, cut.key)
    reserve_held = -money.total("reserve", until=cut.key)
    repayable_due = gone - repaid
    by_pools = money.in_pools(cut.key).used
    if terms.route == "condition":
        income_due = condition.met(terms, money, cut, gone)
        advance_due = obtained - income_due - gone
        reserve_due = 0 if terms.release == "spending" else reserve_held
    else:
        income_due, advance_due = obtained - gone, 0
        reserve_due = _reserve(terms, money, reached) if terms.route == "restriction" else reserve_held
    return Position(
        cut=cut,
        received=money.total("received", until=cut.key),
        obtained=obtained,
        repaid=repaid,
        spent=money.total("spent", "late", "ineligible", until=cut.key) + by_pools,
        by_pools=by_pools,
        in_pools=sum(money.unspent_by_pool(cut.key).values()),
        eligible=condition.eligible(terms, money, cut.key),
        passed_on=money.total("passed-on", until=cut.key),
        results=-money.total("results", until=cut.key),
        income_due=income_due,
        income_held=-money.total("income", until=cut.key),
        advance_due=advance_due,
        advance_held=-money.total("advance", until=cut.key),
        repayable_due=repayable_due,
        repayable_held=-money.total("repayable", until=cut.key),
        reserve_due=reserve_due,
        reserve_held=reserve_held,
        released_held=-money.total("released", until=cut.key),
        before_held=-money.total("before", until=cut.key),
        year_ends=ends,
    )


def _reserve(terms: Terms, money: AgreementMoney, ends: list[Cut]) -> int:
    """Return what the earmarked reserve holds: what the last of the years that have ended left unspent, and not passed on.

    What a pool has unspent is in the pool's own reserve (:mod:`ledger.pool_entries`), and is not asked for a second time.
    """
    if not ends:
        return 0
    key = ends[-1].key
    _, gone = going_back.year_ends(terms, money, ends, ends[-1])
    income = money.total("received", "receivable", until=key) - gone
    return max(0, income - money.total("spent", "late", "ineligible", "passed-on", "pooled", until=key))


def first_period(books: Sorted, name: str) -> int:
    """Return the agreement's first posting period that is no opening balance, 0 where it has none."""
    return books.first.get(name, 0)


def as_far_as(books: Sorted, calendar: Calendar, period: Period) -> Cut:
    """Return the cut at the end of *period*, or where the books end before it, at the end of their last posting period."""
    day = period.end
    if books.last and (period.is_whole or books.last < period.last):
        last_day = calendar.days(books.last)[1]
        day = last_day if period.is_whole else min(day, last_day)
    year = calendar.year_of(day)
    return Cut(period.last, day, year if year_end(calendar, year).day == day else "")

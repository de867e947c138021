"""What does the chosen recognition ask of an agreement's money on a day, and which entries do the books lack for it?

Condition: a creditor until it is met, by eligible spending, by targets confirmed or by time. Restriction: income on
receipt, the unspent part in the earmarked reserve at the year's end. None: income on receipt. Source: CIPFA Code 2.3 as
DOMAIN.md §5 has it; which applies is the agreement's own, decided by the accountant.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.closing import Closed
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime

    from ledger.agreement_money import AgreementMoney, Sorted
    from ledger.agreements import Agreement, Register
    from ledger.directives import Record
    from ledger.periods import Calendar, Period

#: How conditions are met where an agreement does not say; A109 asks for it to be said.
DEFAULT_RELEASE = "spending"
#: Whether unspent money stays for the next year where an agreement does not say.
DEFAULT_CARRY_FORWARD = "by-approval"


@dataclass(frozen=True)
class Terms:
    """What is agreed of one agreement's money: *route* is its recognition, or another that is looked at beside it."""

    agreement: Agreement
    route: str | None
    release: str
    carry_forward: str
    approvals: dict[str, Record]
    targets: tuple[tuple[datetime.date, int], ...]
    year_of_instalment: dict[str, str]
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
            {one.reference: one.year for one in register.instalments if one.agreement == agreement.name},
            calendar,
        )


@dataclass(frozen=True)
class Cut:
    """A day to look at: postings up to the posting period *key*; *year* where a financial year ends with it."""

    key: int
    day: datetime.date
    year: str = ""


@dataclass(frozen=True)
class YearEnd:
    """What was left at the end of a year and what became of it, in pence.

    *left* is the part whose condition is not met, or under restriction the part not spent; *decided* says whether an
    approval, the terms or the agreement's end settle it.
    """

    year: str
    key: int
    left: int
    approved: int | None
    approval: str
    approved_on: datetime.date | None
    carried: int
    repayable: int
    decided: bool


@dataclass(frozen=True)
class Position:
    """An agreement's money on a day, in pence; *due* is what the recognition asks for, *held* what the books have."""

    cut: Cut
    received: int
    obtained: int
    repaid: int
    spent: int
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
    ends, gone = _year_ends(terms, money, cut, first)
    repaid = money.total("repaid", until=cut.key)
    gone = max(gone, repaid)
    obtained = _obtained(money, cut.key)
    results = -money.total("results", until=cut.key)
    spent = money.total("spent", "late", "ineligible", until=cut.key)
    passed_on = money.total("passed-on", until=cut.key)
    repayable_held = -money.total("repayable", until=cut.key)
    reserve_held = -money.total("reserve", until=cut.key)
    income_held = -money.total("income", until=cut.key)
    if terms.route == "condition":
        income_due = _met(terms, money, cut, gone)
        advance_due, repayable_due = obtained - income_due - gone, gone - repaid
        reserve_due = 0 if terms.release == "spending" else reserve_held
    else:
        income_due, advance_due, repayable_due = obtained - repaid - max(repayable_held, 0), 0, repayable_held
        reserve_due = _reserve(money, cut, ends) if terms.route == "restriction" else reserve_held
    return Position(
        cut=cut,
        received=money.total("received", until=cut.key),
        obtained=obtained,
        repaid=repaid,
        spent=spent,
        eligible=_eligible(terms, money, cut.key),
        passed_on=passed_on,
        results=results,
        income_due=income_due,
        income_held=income_held,
        advance_due=advance_due,
        advance_held=-money.total("advance", until=cut.key),
        repayable_due=repayable_due,
        repayable_held=repayable_held,
        reserve_due=reserve_due,
        reserve_held=reserve_held,
        released_held=-money.total("released", until=cut.key),
        before_held=-money.total("before", until=cut.key),
        year_ends=ends,
    )


def _reserve(money: AgreementMoney, cut: Cut, ends: tuple[YearEnd, ...]) -> int:
    """Return what the earmarked reserve holds: what the last year that has ended left unspent, and not passed on."""
    if not ends:
        return 0
    key = min(ends[-1].key, cut.key)
    income = money.total("received", "receivable", "repayable", until=key) - money.total("repaid", until=key)
    return max(0, income - money.total("spent", "late", "ineligible", "passed-on", until=key))


def _obtained(money: AgreementMoney, key: int) -> int:
    """Return what the funder gave or owes, save for results: these are earned one by one, and no condition holds them."""
    return money.total("received", "receivable", until=key) + money.total("results", until=key)


def _met(terms: Terms, money: AgreementMoney, cut: Cut, gone: int) -> int:
    """Return the pence whose condition is met at *cut*: never more than was obtained and has not to go back."""
    if terms.release == "targets":
        met = sum(pence for day, pence in terms.targets if day <= cut.day)
    elif terms.release == "time":
        met = _by_time(terms, money, cut)
    else:
        met = _eligible(terms, money, cut.key)
    return max(0, min(met, _obtained(money, cut.key) - gone))


def _eligible(terms: Terms, money: AgreementMoney, key: int) -> int:
    """Return the eligible spending: after the agreement's end only as far as a carry-forward was approved."""
    end = terms.agreement.ends
    approval = None
    if end is not None and money.lines["late"]:
        approval = terms.approvals.get(terms.calendar.year_of(end))
    allowed = approval.values["amount"] if approval else 0
    return money.total("spent", until=key) + min(money.total("late", until=key), allowed)


def _by_time(terms: Terms, money: AgreementMoney, cut: Cut) -> int:
    """Return what time has released: each receipt by the days gone of its instalment's year, or of the year it came in."""
    by_year: dict[str, int] = {}
    for line in money.of("received", until=cut.key):
        year = terms.year_of_instalment.get(line.instalment) or year_label(line.key // 100)
        by_year[year] = by_year.get(year, 0) + line.pence
    total = Fraction(0)
    for year, pence in by_year.items():
        span = terms.calendar.parse(year)
        days, gone = (span.end - span.start).days + 1, (cut.day - span.start).days + 1
        total += Fraction(pence * min(max(gone, 0), days), days)
    return total.__floor__()


def _year_ends(terms: Terms, money: AgreementMoney, cut: Cut, first: int) -> tuple[tuple[YearEnd, ...], int]:
    """Return the ends of the years that *cut* has reached, with what they left; and what went or has to go back."""
    found: list[YearEnd] = []
    gone = 0
    for end in year_ends(terms.calendar, first, cut) if first else []:
        gone = max(gone, money.total("repaid", until=end.key))
        if terms.route == "condition":
            left = _obtained(money, end.key) - _met(terms, money, end, gone) - gone
        else:
            received = _obtained(money, end.key) - money.total("results", until=end.key) - gone
            left = max(0, received - money.total("spent", "late", "ineligible", until=end.key))
        found.append(_decided(terms, end, left))
        gone += found[-1].repayable
    return tuple(found), gone


def _decided(terms: Terms, end: Cut, left: int) -> YearEnd:
    approval = terms.approvals.get(end.year)
    approved = approval.values["amount"] if approval else None
    over = terms.agreement.ends is not None and terms.agreement.ends <= end.day
    if terms.route != "condition" or (terms.carry_forward == "allowed" and not over):
        carried, decided = left, True
    elif terms.carry_forward != "none" and approved is not None:
        carried, decided = min(left, approved), True
    else:
        decided = over or terms.carry_forward == "none" or not left
        carried = 0 if decided else left
    return YearEnd(
        end.year,
        end.key,
        left,
        approved,
        approval.values["approval"] if approval else "",
        approval.date if approval else None,
        carried,
        left - carried,
        decided,
    )


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

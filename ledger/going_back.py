"""What did each year leave of an agreement's money, and what of it has to go back to the funder?

By a carry-forward that was not approved, by the agreement's end, or because the funder demands it: ``custom "repayment"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.condition import ahead, met, obtained

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.agreement_money import AgreementMoney
    from ledger.directives import Record
    from ledger.periods import Calendar
    from ledger.recognition import Cut, Terms


@dataclass(frozen=True)
class Demand:
    """What the funder demands back on *day*, in pence, of the money of the financial *year* that ended on *year_end*."""

    day: datetime.date
    year: str
    year_end: datetime.date
    pence: int
    why: str

    @classmethod
    def of(cls, record: Record, calendar: Calendar) -> Demand:
        """Return the demand that the ``repayment`` directive *record* is."""
        year: str = record.values["year"]
        return cls(record.date, year, calendar.parse(year).end, record.values["amount"], record.values["demand"])


@dataclass(frozen=True)
class YearEnd:
    """What was left at the end of a year and what became of it, in pence.

    *left* is the part whose condition is not met, or under restriction the part not spent; *ahead* what came before its
    year and is no part of *left*; *decided* says whether an approval, the terms or the agreement's end settle it.
    """

    year: str
    key: int
    left: int
    ahead: int
    approved: int | None
    approval: str
    approved_on: datetime.date | None
    carried: int
    repayable: int
    decided: bool


def year_ends(terms: Terms, money: AgreementMoney, ends: Iterable[Cut], cut: Cut) -> tuple[tuple[YearEnd, ...], int]:
    """Return what the years that end at *ends* left, and what by *cut* went back or has to.

    A demand that comes after its year is over may be for what that year left unapproved: the greater of the two counts, not both.
    """
    found: list[YearEnd] = []
    gone = asked = 0
    for end in ends:
        now = _asked(terms, money, found, end)
        gone, asked = _no_more_than_came(money, gone + now - asked, end.key), now
        found.append(_at(terms, money, end, gone))
        gone += found[-1].repayable
    gone += _asked(terms, money, found, cut) - asked
    return tuple(found), _no_more_than_came(money, gone, cut.key)


def _no_more_than_came(money: AgreementMoney, gone: int, key: int) -> int:
    """Return *gone*, at most what was obtained by the posting period *key* (A125 tells of more), at least what was repaid."""
    return max(min(gone, obtained(money, key)), money.total("repaid", until=key))


def _asked(terms: Terms, money: AgreementMoney, found: Iterable[YearEnd], cut: Cut) -> int:
    """Return what is demanded or clawed back by *cut*, beyond what goes back of the years *found* anyway."""
    day, clawed = cut.day, -money.total("clawed", until=cut.key)
    back = {one.year: one.repayable for one in found}
    during, after = 0, dict.fromkeys(back, 0)
    for one in terms.demands:
        if one.day <= min(day, one.year_end):
            during += one.pence
        elif one.day <= day:
            after[one.year] = after.get(one.year, 0) + one.pence
    return clawed + during + sum(max(0, pence - back.get(year, 0)) for year, pence in after.items())


def _at(terms: Terms, money: AgreementMoney, end: Cut, gone: int) -> YearEnd:
    early = ahead(terms, money, end.key, end.year)
    over = terms.agreement.ends is not None and terms.agreement.ends <= end.day
    got = obtained(money, end.key)
    if terms.route == "condition":
        # Once the agreement is over there is no later year that money could be for.
        left = max(0, got - met(terms, money, end, gone) - gone - (0 if over else early))
    else:
        received = got - money.total("results", until=end.key) - gone
        spent = money.total("spent", "late", "ineligible", until=end.key) + money.in_pools(end.key).used
        left = max(0, received - spent)
    approval = terms.approvals.get(end.year)
    approved = approval.values["amount"] if approval else None
    if end.day < terms.since:
        # Other terms held then: what they made a creditor is in the books.
        owed = money.total("repaid", until=end.key) - money.total("repayable", until=end.key) - gone
        carried, decided = left - min(left, max(0, owed)), True
    elif terms.route != "condition" or (terms.carry_forward == "allowed" and not over):
        carried, decided = left, terms.route is not None
    elif terms.carry_forward != "none" and approved is not None:
        carried, decided = min(left, approved), True
    else:
        decided = over or terms.carry_forward == "none" or not left
        carried = 0 if decided else left
    return YearEnd(
        end.year,
        end.key,
        left,
        early,
        approved,
        approval.values["approval"] if approval else "",
        approval.date if approval else None,
        carried,
        left - carried,
        decided,
    )

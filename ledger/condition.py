"""How much of an agreement's money has met its condition on a day: by eligible spending, by targets confirmed, or by time?"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime

    from ledger.agreement_money import AgreementMoney, Line
    from ledger.recognition import Cut, Terms


def obtained(money: AgreementMoney, key: int) -> int:
    """Return what the funder gave or owes, save for results: these are earned one by one, and no condition holds them."""
    return money.total("received", "receivable", until=key) + money.total("results", until=key)


def met(terms: Terms, money: AgreementMoney, cut: Cut, gone: int) -> int:
    """Return the pence whose condition is met at *cut*: never more than was obtained and has not to go back."""
    if terms.release == "targets":
        reached = sum(pence for day, pence in terms.targets if day <= cut.day)
    elif terms.release == "time":
        reached = _by_time(terms, money, cut)
    else:
        reached = eligible(terms, money, cut.key)
    return max(0, min(reached, obtained(money, cut.key) - gone))


def eligible(terms: Terms, money: AgreementMoney, key: int) -> int:
    """Return the eligible spending, that of pools out of it included.

    After the agreement's end it counts only as far as a carry-forward was approved.
    """
    end = terms.agreement.ends
    by_pools = money.in_pools(key)
    late = money.total("late", until=key) + by_pools.late
    approval = None
    if end is not None and late:
        approval = terms.approvals.get(terms.calendar.year_of(end))
    allowed = approval.values["amount"] if approval else 0
    return money.total("spent", until=key) + by_pools.eligible + min(late, allowed)


def ahead(terms: Terms, money: AgreementMoney, key: int, year: str) -> int:
    """Return what was received by the posting period *key* under instalments of years after *year*."""
    return sum(line.pence for line in money.of("received", until=key) if _year(terms, line) > year)


def _year(terms: Terms, line: Line) -> str:
    """Return the year whose money the receipt is: its instalment's, else that in which it came."""
    instalment = terms.instalments.get(line.instalment)
    return instalment.year if instalment else year_label(line.key // 100)


def _by_time(terms: Terms, money: AgreementMoney, cut: Cut) -> int:
    """Return what time has released: each receipt by the days gone of what its instalment covers, else of its year."""
    by_span: dict[tuple[datetime.date, datetime.date], int] = {}
    for line in money.of("received", until=cut.key):
        span = _span(terms, line)
        by_span[span] = by_span.get(span, 0) + line.pence
    total = Fraction(0)
    for (start, end), pence in by_span.items():
        days, gone = (end - start).days + 1, (cut.day - start).days + 1
        total += Fraction(pence * min(max(gone, 0), days), days)
    return total.__floor__()


def _span(terms: Terms, line: Line) -> tuple[datetime.date, datetime.date]:
    """Return the days that the receipt is for, none of them after the agreement's end where it begins before that."""
    instalment = terms.instalments.get(line.instalment)
    period = terms.calendar.parse(_year(terms, line))
    if instalment and instalment.covers:
        with contextlib.suppress(PeriodError):  # A125 tells of it
            period = terms.calendar.parse(instalment.covers)
    ends = terms.agreement.ends
    return period.start, min(period.end, ends) if ends and period.start <= ends else period.end

"""What is passed on to a provider: a fee a family and a share of each result, a part of it kept until the contract's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lives.families import CASH, PROVIDER
from lives.life import Directive, Entry, Move, account, day_after, pounds
from lives.terms import AGREEMENT, FUND

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from lives.families import Caseload
    from lives.life import Item

FEE = 300_00
#: Shares in per cent: of what the council claims for a result, and of all that is kept back.
RESULT, KEPT = 50, 5
EXPENSE = f"Expenses:{FUND}:Delivery:Commissioned"
ACCRUALS = f"Liabilities:{FUND}:Accruals"
RETENTIONS = f"Liabilities:{FUND}:Retentions:{PROVIDER}"


def passed_on(found: Caseload) -> Iterator[Item]:
    """Yield the provider's terms, what it has earned at each quarter's end, and what is paid to it three weeks later."""
    programme = found.programme
    said = {
        "agreement": AGREEMENT,
        "title": "New Charter Housing Trust",
        "account": account(EXPENSE),
        "fee": pounds(FEE),
        "result-share": f"{RESULT}%",
        "retained": f"{KEPT}%",
        "until": day_after(programme.last, 365),
    }
    yield Directive(f"provider {PROVIDER}", programme.first, "provider", (PROVIDER, FUND, "principal"), said)
    before = kept_before = 0
    for day in _ends(found):
        earned = _earned(found, day)
        kept = (earned * KEPT * 2 + 100) // 200
        more, more_kept = earned - before, kept - kept_before
        before, kept_before = earned, kept
        if not more:
            continue
        named = {"agreement": AGREEMENT, "provider": PROVIDER}
        moves = (Move(EXPENSE, more), Move(RETENTIONS, -more_kept), Move(ACCRUALS, more_kept - more))
        yield Entry(f"journal/passed-on/{day}", day, "New Charter", "Earned this quarter", named, moves)
        if day != programme.last:
            moves = (Move(ACCRUALS, more - more_kept), Move(CASH, more_kept - more))
            key = f"SAP/PO/{day}"
            yield Entry(key, day_after(day, 21), "New Charter", "Payment by contract", named, moves)


def _ends(found: Caseload) -> list[datetime.date]:
    """Return the last day of every quarter of the books."""
    years = (*found.programme.in_books,)
    days = [year.day(month, day) for year in years for month, day in ((6, 30), (9, 30), (12, 31), (3, 31))]
    return [*days, found.programme.last]


def _earned(found: Caseload, day: datetime.date) -> int:
    """Return what the provider has earned by *day*, by families taken and results that stand."""
    fees = FEE * sum(one.day <= day for one in found.families if one.provider)
    live = [
        one for one in found.claims if one.provider and one.day <= day and (one.ended_on is None or one.ended_on > day)
    ]
    return fees + sum(one.pence * RESULT // 100 for one in live)

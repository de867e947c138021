"""How many months does what is unspent last, at the rate of a period?"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from ledger import money
from ledger.periods import year_label

if TYPE_CHECKING:
    from ledger.periods import Calendar, Period
    from reports.agreement_figures import Agreements, Told


def months_of(calendar: Calendar, period: Period, known: Agreements, one: Told) -> int:
    """Return how many posting periods of *period* the books and the agreement cover: no adjusting one, none to come."""
    if not one.first:
        return 0
    end = one.agreement.ends
    last = min(period.last, known.books.last, calendar.key_of(end) if end else known.books.last)
    first = max(period.first, min(one.first, calendar.key_of(one.agreement.since)))
    count = 0
    for start in range(first // 100, last // 100 + 1):
        year = calendar.parse(year_label(start))
        count += sum(
            1 for key in range(max(first, year.first), min(last, year.last) + 1) if not calendar.is_adjusting(key)
        )
    return count


def months_left(unspent: int, spent: int, months: int) -> Decimal | None:
    """Return how many months *unspent* lasts where *months* cost *spent*, one decimal; None where nothing was spent."""
    if spent <= 0 or not months:
        return None
    return (Decimal(max(unspent, 0)) * months / Decimal(spent)).quantize(money.TENTH, ROUND_HALF_EVEN)

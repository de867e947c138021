"""How does each pool stand on a day? Its terms, its money, its account year by year, and the entries that it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import memorandum, pool_entries, pool_money, pools, recognition, shares
from ledger.recognition import Cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Register
    from ledger.memorandum import Year
    from ledger.periods import Calendar
    from ledger.pool_money import PoolMoney
    from ledger.pools import Pool
    from ledger.proposed import Proposed
    from ledger.shares import Shares


@dataclass(frozen=True)
class Pooled:
    """A pool at *cut*: *years* are its accounts up to then, *lacking* the entries that the books should have by then."""

    pool: Pool
    money: PoolMoney
    shares: Shares
    cut: Cut
    years: tuple[Year, ...]
    lacking: tuple[Proposed, ...]


def pooled(
    register: Register,
    transactions: Sequence[Transaction],
    calendar: Calendar,
    cut: Cut,
    sorted_out: dict[str, PoolMoney] | None = None,
) -> dict[str, Pooled]:
    """Return every pool of *register* as it stands at *cut*; *sorted_out* is its money, where that is known already."""
    known = pools.pools(register)
    partners = pools.partners(register.records)
    passed = pools.successions(register.records)
    end = now(transactions, calendar) or cut
    found = {}
    for name, own in (sorted_out or pool_money.sort_out(transactions, known, calendar)).items():
        pool = known[name]
        divided = shares.of(register.records, pool, passed)
        every = memorandum.years(pool, own, divided, cut, calendar)
        lacking: tuple[Proposed, ...] = ()
        if every:
            last = max(end.key, cut.key)
            ended = recognition.years_over(register.records, calendar, own.first, last)
            over = [one for one in ended if one.key <= cut.key and one.day <= cut.day]
            is_over = any(one.year == every[-1].year for one in over)
            handed_on = pool_entries.handing_on(pool, every[-1], own, partners, passed, is_over=is_over)
            carried = pool_entries.at_year_ends(pool, every, own, over)
            lacking = tuple(sorted((*handed_on, *carried), key=lambda one: one.day))
        found[name] = Pooled(pool, own, divided, cut, every, lacking)
    return found


def now(transactions: Sequence[Transaction], calendar: Calendar) -> Cut | None:
    """Return the cut where the books end, None where they hold nothing that is in a period."""
    last = transactions[-1].date if transactions else None
    key = 0
    for txn in reversed(transactions):
        if txn.date != last:
            break
        key = max(key, calendar.of_entry(txn.date, txn.meta.get("period")))
    if not key:
        return None
    day = calendar.days(key)[1]
    year = calendar.year_of(day)
    return Cut(key, day, year if recognition.year_end(calendar, year).day == day else "")

"""How does each pool stand on a day? Its terms, its money, its account year by year, and the entries that it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import memorandum, pool_entries, pool_money, pools, recognition, shares
from ledger.recognition import Cut

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

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
    register: Register, transactions: Iterable[Transaction], calendar: Calendar, cut: Cut | None = None
) -> dict[str, Pooled]:
    """Return every pool of *register* at *cut*, or where each one's postings end."""
    known = pools.pools(register)
    partners = pools.partners(register.records)
    passed = pools.successions(register.records)
    found = {}
    for name, own in pool_money.sort_out(transactions, known, calendar).items():
        pool = known[name]
        divided = shares.of(register.records, pool, passed)
        until = cut or (_end(calendar, own) if own.first else Cut(0, pool.since))
        every = memorandum.years(pool, own, divided, until, calendar)
        over = (
            recognition.years_over(register.records, calendar, own.first, min(own.last, until.key)) if own.first else []
        )
        lacking = pool_entries.at_year_ends(pool, every, own, over)
        if every:
            is_over = any(one.year == every[-1].year for one in over)
            lacking += pool_entries.handing_on(pool, every[-1], own, partners, passed, is_over=is_over)
        found[name] = Pooled(pool, own, divided, until, every, lacking)
    return found


def _end(calendar: Calendar, own: PoolMoney) -> Cut:
    day = calendar.days(own.last)[1]
    return cut_at(calendar, own.last, day)


def cut_at(calendar: Calendar, key: int, day: datetime.date) -> Cut:
    """Return the cut at the posting period *key*, whose last day is *day*; it ends a year where the year's last day is that."""
    year = calendar.year_of(day)
    return Cut(key, day, year if recognition.year_end(calendar, year).day == day else "")

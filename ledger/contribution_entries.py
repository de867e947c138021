"""Which year's income is what partners were invoiced? In advance it waits as a creditor, in arrears it is accrued at the year's end.

What was agreed for days of several years belongs to each by its days. What is invoiced beyond all that was agreed is income of
the year it is invoiced in: nobody said that it is another's.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import accounts, money
from ledger.inherited import owing, passed_on
from ledger.proposed import Proposed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.inherited import Owing
    from ledger.periods import Calendar
    from ledger.pool_money import PoolMoney
    from ledger.pools import Promise, Succession
    from ledger.recognition import Cut

_A_DAY = datetime.timedelta(days=1)
#: The kinds of entries: money for a later year, and money of a year that is over and was not asked for in it.
ADVANCE, ARREARS = "advance", "arrears"


@dataclass(frozen=True)
class Standing:
    """What the books should have of one partner's contributions and have, in pence: *advance* creditors, *accrued* debtors."""

    partner: str
    advance_due: int
    advance_held: int
    accrued_due: int
    accrued_held: int


def entries(
    pool: str,
    promises: Iterable[Promise],
    own: PoolMoney,
    passed: tuple[Succession, ...],
    over: Iterable[Cut],
    now: Cut,
    calendar: Calendar,
) -> tuple[Proposed, ...]:
    """Return the entries that the books of *pool* lack at the ends of the years in *over*, and *now*, each after those before.

    Between year ends nothing new waits or is accrued; what an invoice or the new year has settled is taken back. What is still
    to be asked of a partner that has been succeeded is its successors' (:mod:`ledger.inherited`).
    """
    over = tuple(over)
    # A year that was closed by the last day of March ends after P12, where its books may end.
    cuts = [*over, *([now] if not over or now.key > over[-1].key else [])]
    agreed = [one for one in promises if one.pool == pool and not one.is_in_kind]
    found: list[Proposed] = []
    added: dict[str, dict[str, int]] = {ADVANCE: {}, ARREARS: {}}
    for cut in cuts:
        added = {kind: passed_on(each, passed, cut.day) for kind, each in added.items()}
        for partner, owed in owing(agreed, own, passed, cut.key, cut.day).items():
            if not owed.promises:
                continue
            where = standing(partner, owed, cut, calendar, ends_year=cut in over or bool(cut.year))
            lacking = {ADVANCE: where.advance_due - where.advance_held, ARREARS: where.accrued_due - where.accrued_held}
            for kind, pence in lacking.items():
                wanted = pence - added[kind].get(partner, 0)
                wanted = wanted if cut in over else min(wanted, 0)
                if wanted:
                    found.append(_entry(pool, partner, cut, kind, wanted))
                added[kind][partner] = added[kind].get(partner, 0) + wanted
    return tuple(sorted(found, key=lambda one: one.day))


def first_period(pool: str, promises: Iterable[Promise], own: PoolMoney, calendar: Calendar) -> int:
    """Return the posting period in which the pool's postings or what was agreed for it begin, 0 for neither."""
    starts = [calendar.key_of(one.start) for one in promises if one.pool == pool]
    return min((key for key in (own.first, *starts) if key), default=0)


def standing(partner: str, owed: Owing, cut: Cut, calendar: Calendar, *, ends_year: bool) -> Standing:
    """Return what should wait and what should be accrued of *partner*'s contributions at *cut*, and what does."""
    year = calendar.parse(calendar.year_of(cut.day))
    by_now = _agreed_until(owed.promises, year.end)
    over = by_now if ends_year else _agreed_until(owed.promises, year.start - _A_DAY)
    return Standing(
        partner,
        advance_due=min(max(0, owed.asked - by_now), sum(one.pence for one in owed.promises) - by_now),
        advance_held=owed.advance,
        accrued_due=max(0, over - owed.asked),
        accrued_held=owed.accrued,
    )


def _agreed_until(agreed: list[Promise], day: datetime.date) -> int:
    """Return the pence agreed for days up to *day*, each contribution by its days and rounded once."""
    return money.rounded(sum((_part(one, day) for one in agreed), Fraction(0)))


def _part(one: Promise, day: datetime.date) -> Fraction:
    days = (one.end - one.start).days + 1
    return Fraction(one.pence * min(max((day - one.start).days + 1, 0), days), days)


def _entry(pool: str, partner: str, cut: Cut, kind: str, pence: int) -> Proposed:
    income = accounts.build("Income", pool, "Contributions", partner)
    if kind == ADVANCE:
        other = accounts.build("Liabilities", pool, "ContributionsInAdvance", partner)
        words = "invoiced for a later year, no income yet" if pence > 0 else "invoiced in advance, income of this year"
        legs = {income: pence, other: -pence}
    else:
        other = accounts.build("Assets", pool, "ContributionsReceivable", partner)
        words = "due for the year, and not invoiced by its end" if pence > 0 else "accrued before, and invoiced since"
        legs = {other: pence, income: -pence}
    return Proposed(cut.day, kind, f"{pool}, {partner}: {words}", legs, cut.year)

"""How much of the money that an agreement moved into pools have the pools spent by a posting period?

By the memorandum account of each pool, which says it by fund (:mod:`ledger.memorandum`); where a fund has several
agreements, each has what it moved in, and what is used is divided by that, year by year, by largest remainder.
Money that the pool moves on into another pool is not spent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ledger import accounts, memorandum, money, pool_money, pools, recognition, shares
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Register
    from ledger.memorandum import Year
    from ledger.periods import Calendar
    from ledger.pool_money import PoolMoney
    from ledger.pools import Pool
    from ledger.shares import Shares

_YEAR = 100
_NEVER = 10**9


class Moved(NamedTuple):
    """What an agreement moved into *pool* in a posting period, in pence; below zero what it took back."""

    pool: str
    agreement: str
    key: int
    pence: int


@dataclass(frozen=True)
class Use:
    """What pools spent of an agreement's money, in pence: on what is *eligible*, of it *late* (after its end), and on what is not.

    *late* is no part of *eligible*. All are below zero for an agreement of the pool's own fund: what grants of other funds met.
    """

    eligible: int = 0
    late: int = 0
    ineligible: int = 0

    @property
    def used(self) -> int:
        """All that was spent of it."""
        return self.eligible + self.late + self.ineligible

    def __add__(self, other: Use) -> Use:
        """Return the sum of both."""
        return Use(self.eligible + other.eligible, self.late + other.late, self.ineligible + other.ineligible)

    def __sub__(self, other: Use) -> Use:
        """Return what is in this and not in *other*: what was spent since."""
        return Use(self.eligible - other.eligible, self.late - other.late, self.ineligible - other.ineligible)


@dataclass(frozen=True)
class _Standing:
    """How the agreements of a pool stand: what each has unspent in it, by fund and agreement, and what was spent of it."""

    held: dict[tuple[str, str], int]
    used: dict[str, Use]


class InPools:
    """What the pools of some books spent of each agreement's money; nothing is computed before it is asked for."""

    def __init__(
        self, transactions: Sequence[Transaction], register: Register, calendar: Calendar, moved: Iterable[Moved]
    ) -> None:
        """Take what was *moved* into the pools of *register* by *transactions*."""
        self._transactions, self._register, self._calendar = transactions, register, calendar
        self._moved: dict[str, list[Moved]] = defaultdict(list)
        for one in moved:
            self._moved[one.pool].append(one)
        #: The pools that each agreement has to do with: those it moved money into, and that whose fund is its own.
        self._of: dict[str, set[str]] = defaultdict(set)
        for pool, every in self._moved.items():
            for one in every:
                self._of[one.agreement].add(pool)
            # Of a fund with one agreement alone the spending is the pool's; several name theirs themselves.
            if pool in register.alone:
                self._of[register.alone[pool]].add(pool)

    @cached_property
    def _pools(self) -> dict[str, _OfPool]:
        known = pools.pools(self._register)
        passed = pools.successions(self._register.records)
        return {
            name: _OfPool(
                own,
                known[name],
                shares.of(self._register.records, known[name], passed),
                self._calendar,
                [(self._register.agreements[one.agreement].fund, one) for one in self._moved[name]],
                _by_period(own, self._transactions),
            )
            for name, own in pool_money.sort_out(self._transactions, known, self._calendar).items()
            if name in self._moved
        }

    def used(self, agreement: str, key: int) -> dict[str, Use]:
        """Return what each pool spent of the money of *agreement* up to the posting period *key*."""
        return {pool: self._in_pool(pool, agreement, key) for pool in sorted(self._of.get(agreement, ()))}

    def unspent(self, agreement: str, key: int) -> dict[str, int]:
        """Return what each pool has by then of what *agreement* moved in and the pool did not spend, in pence."""
        found: dict[str, int] = {}
        for pool in sorted(self._of.get(agreement, ())):
            moved = [one.pence for one in self._moved[pool] if one.agreement == agreement and one.key <= key]
            if moved:
                found[pool] = sum(moved) - self._in_pool(pool, agreement, key).used
        return found

    def _in_pool(self, pool: str, agreement: str, key: int) -> Use:
        now = self._at(pool, agreement, key)
        ends = self._register.agreements[agreement].ends
        if ends is None or (last := self._last_of(ends)) >= key:
            return now
        by_end = self._at(pool, agreement, last)
        return Use(by_end.eligible, now.eligible - by_end.eligible, now.ineligible)

    def _at(self, pool: str, agreement: str, key: int) -> Use:
        used = self._pools[pool].at(key).used
        if self._register.agreements[agreement].fund == pool:
            return Use() - sum((one for name, one in used.items() if name != agreement), Use())
        return used.get(agreement, Use())

    def _last_of(self, day: datetime.date) -> int:
        """Return the last posting period with *day* in it: an adjusting one where there is one; none for no day of the calendar."""
        try:
            key = self._calendar.key_of(day)
        except PeriodError:
            return _NEVER
        end = recognition.year_end(self._calendar, year_label(key // _YEAR))
        return end.key if self._calendar.days(key)[1] == end.day else key


def _by_period(own: PoolMoney, transactions: Sequence[Transaction]) -> dict[int, tuple[int, int]]:
    """Return what the pool spent, and what of it meets no condition, by posting period, in pence."""
    found: dict[int, tuple[int, int]] = {}
    for line in own.lines["spent"]:
        counts = accounts.parse(line.account).heading and transactions[line.txn].meta.get("eligible") is not False
        gross, not_eligible = found.get(line.key, (0, 0))
        found[line.key] = gross + line.pence, not_eligible + (0 if counts else line.pence)
    return found


class _OfPool:
    """One pool's spending of what each agreement moved into it, at any posting period."""

    def __init__(
        self,
        own: PoolMoney,
        pool: Pool,
        divided: Shares,
        calendar: Calendar,
        moved: list[tuple[str, Moved]],
        spent: dict[int, tuple[int, int]],
    ) -> None:
        self._own, self._moved, self._spent = own, moved, spent
        self._first, self._last = own.first, own.last
        end = recognition.year_end(calendar, year_label(self._last // _YEAR)) if self._first else None
        self._years = memorandum.years(pool, own, divided, end, calendar) if end else ()
        self._closed: list[_Standing] = []
        self._asked: dict[int, _Standing] = {}

    def at(self, key: int) -> _Standing:
        """Return how the pool's agreements stand at the end of the posting period *key*."""
        key = min(key, self._last)
        if key not in self._asked:
            self._asked[key] = self._stand(key)
        return self._asked[key]

    def _stand(self, key: int) -> _Standing:
        index = key // _YEAR - self._first // _YEAR
        if not self._years or index < 0:
            return _Standing({}, {})
        while len(self._closed) < index:
            before = len(self._closed)
            self._closed.append(self._after(before, (self._first // _YEAR + before) * _YEAR + _YEAR - 1))
        return self._after(index, key)

    def _after(self, index: int, until: int) -> _Standing:
        """Return how it stands at the posting period *until* of the year that is number *index* of the pool's account."""
        year: Year | None = self._years[index - 1] if index else None
        stood = self._closed[index - 1] if index else _Standing({}, {})
        since = until // _YEAR * _YEAR
        months = [each for key, each in self._spent.items() if since <= key <= until]
        gross, not_eligible = sum(each[0] for each in months), sum(each[1] for each in months)
        held = dict(stood.held)
        for fund, one in self._moved:
            if since <= one.key <= until:
                held[fund, one.agreement] = held.get((fund, one.agreement), 0) + one.pence
        used = dict(stood.used)
        for source in memorandum.sources_of(self._own, year, gross, since, until):
            for name, pence in _by_agreement(source.source, source.put_in, source.used, held).items():
                held[source.source, name] -= pence
                bad = money.rounded(Fraction(pence * min(max(not_eligible, 0), gross), gross)) if gross > 0 else 0
                used[name] = used.get(name, Use()) + Use(pence - bad, 0, bad)
        return _Standing(held, used)


def _by_agreement(fund: str, put_in: int, used: int, held: dict[tuple[str, str], int]) -> dict[str, int]:
    """Return what of *used*, out of all that *fund* has *put_in*, is each agreement's: by what each has in the pool."""
    have = {name: pence for (of, name), pence in held.items() if of == fund and pence > 0}
    rest = put_in - sum(pence for (of, _), pence in held.items() if of == fund)
    weights = [*have.values(), max(rest, 0)]
    if not have or not sum(weights):
        return {}
    return dict(zip(have, money.split(used, weights), strict=False))

"""The memorandum account of a pool: what each partner and each grant put in, what of it was spent, and what is left to whom.

A year's spending is met by grants and by partners in the proportion of what each has in the pool that year, openings included
(in a pool of which a grant is half, half of what is spent is spent out of it). What partners meet is divided between them
by their shares on each day. Source of the layout: DOMAIN.md §4.3.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import accounts, money, periods, pools, recognition
from ledger.apportioning import NOBODY, apportion
from ledger.periods import year_label
from ledger.recognition import Cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.periods import Calendar
    from ledger.pool_money import Line, PoolMoney
    from ledger.pools import Pool
    from ledger.shares import Shares

#: What a pool's own reserve is called where it stands among the grants: it is no partner's.
RESERVE = "EarmarkedReserve"


@dataclass(frozen=True)
class OfPartner:
    """One partner's account of a year, in pence; what it put in is positive, *borne* is what it bears of the spending."""

    partner: str
    opening: int
    brought: int
    handed_on: int
    contributed: int
    in_kind: int
    borne: int
    exact: Fraction
    penny: int
    is_capped: bool
    returned: int

    @property
    def put_in(self) -> int:
        """What it has in the pool before anything is spent."""
        return self.opening + self.brought + self.handed_on + self.contributed

    @property
    def left(self) -> int:
        """Its under- or overspend: what is left to it before anything goes back."""
        return self.put_in - self.borne

    @property
    def closing(self) -> int:
        """What is carried forward for it."""
        return self.left - self.returned


@dataclass(frozen=True)
class OfSource:
    """A grant's account of a year (or that of other income), in pence: what was moved in, and what of it is used."""

    source: str
    opening: int
    moved_in: int
    used: int

    @property
    def put_in(self) -> int:
        """What there was of it in the pool."""
        return self.opening + self.moved_in

    @property
    def closing(self) -> int:
        """What of it is unspent."""
        return self.put_in - self.used


@dataclass(frozen=True)
class Year:
    """A pool's account from the beginning of a year to *cut*; *unborne* is net spending that no shares divide, in pence.

    *moved_out* is what partners bear of money that went to funds it had not come from, such as another pool.
    """

    year: str
    cut: Cut
    partners: tuple[OfPartner, ...]
    sources: tuple[OfSource, ...]
    gross: int
    unborne: int
    moved_out: int = 0

    @property
    def since(self) -> int:
        """The number before the first posting period of the year, or of the first of several years."""
        return periods.year_start(self.first) * 100

    @property
    def first(self) -> str:
        """The year, or the first of several."""
        return self.year[:7]

    @property
    def day(self) -> str:
        """The last day, as a sentence says it."""
        return f"{self.cut.day.day} {self.cut.day:%B %Y}"

    @property
    def span(self) -> str:
        """From when to when the account goes, as a caption ends; the books may end before the year begins."""
        if self.cut.day < datetime.date(periods.year_start(self.first), 4, 1):
            return f"at the beginning of {self.first}, for the books end on {self.day}"
        return f"from the beginning of {self.first} to {self.day}"

    @property
    def used(self) -> int:
        """What grants meet of the spending."""
        return sum(one.used for one in self.sources)

    @property
    def net(self) -> int:
        """What partners meet of it, and of what was moved out."""
        return self.gross - self.used + self.moved_out

    @property
    def closing(self) -> int:
        """What is left in the pool, of partners and of grants; below zero where it is overspent."""
        return sum(one.closing for one in self.partners) + sum(one.closing for one in self.sources) - self.unborne


def years(pool: Pool, own: PoolMoney, shares: Shares, cut: Cut, calendar: Calendar) -> tuple[Year, ...]:
    """Return the accounts of *pool* year by year up to *cut*, the last one as far as *cut* goes; each opens as one closed."""
    first = own.first
    if not first or first > cut.key:
        return ()
    found: list[Year] = []
    for start in range(first // 100, min(cut.key, calendar.key_of(cut.day)) // 100 + 1):
        end = recognition.year_end(calendar, year_label(start))
        until = end if end.day <= cut.day and end.key <= cut.key else Cut(min(cut.key, end.key), cut.day)
        found.append(_year(pool, own, shares, found[-1] if found else None, year_label(start), until))
    return tuple(found)


def together(every: Sequence[Year]) -> Year:
    """Return the accounts of several years as one: openings of the first, sums, and what is left after the last."""
    last = every[-1]
    names = sorted({one.partner for year in every for one in year.partners})
    sources = sorted({one.source for year in every for one in year.sources})
    return Year(
        f"{every[0].year} to {last.year}" if len(every) > 1 else last.year,
        last.cut,
        tuple(
            _sum_of_partner([one for year in every for one in year.partners if one.partner == name]) for name in names
        ),
        tuple(
            _sum_of_source([one for year in every for one in year.sources if one.source == name]) for name in sources
        ),
        sum(year.gross for year in every),
        sum(year.unborne for year in every),
        sum(year.moved_out for year in every),
    )


def _sum_of_partner(each: list[OfPartner]) -> OfPartner:
    return OfPartner(
        each[0].partner,
        each[0].opening,
        sum(one.brought for one in each),
        sum(one.handed_on for one in each),
        sum(one.contributed for one in each),
        sum(one.in_kind for one in each),
        sum(one.borne for one in each),
        sum((one.exact for one in each), Fraction(0)),
        sum(one.penny for one in each),
        any(one.is_capped for one in each),
        sum(one.returned for one in each),
    )


def _sum_of_source(each: list[OfSource]) -> OfSource:
    return OfSource(each[0].source, each[0].opening, sum(one.moved_in for one in each), sum(one.used for one in each))


def _year(pool: Pool, own: PoolMoney, shares: Shares, before: Year | None, year: str, cut: Cut) -> Year:
    since = periods.year_start(year) * 100

    def by_who(*what: str) -> dict[str, int]:
        return _sums(own.of(*what, since=since, until=cut.key))

    opened = {one.partner: one.closing for one in before.partners if one.closing} if before else {}
    contributed, brought, handed_on = by_who("contributed"), by_who("brought"), by_who("handed-on")
    in_kind = by_who("in-kind")
    spent = own.of("spent", since=since, until=cut.key)
    gross = sum(line.pence for line in spent)
    sources, moved_out = _met(own, before, gross, since, cut.key)
    out = sum(line.pence for line in moved_out)
    net = gross + out - sum(one.used for one in sources)
    sources = tuple(_less_moved_out(one, gross, out) for one in sources)
    parts = apportion(
        ((line.day, line.account, line.pence) for line in (*spent, *moved_out)),
        net,
        shares,
        shares.caps_on(cut.day),
        shares.borne(accounts.build("Expenses", pool.name), cut.day),
        {one.old: pools.heirs(one.old, shares.passed, cut.day) for one in shares.passed if one.day <= cut.day},
    )
    names = sorted({*opened, *contributed, *brought, *handed_on, *in_kind, *parts} - {NOBODY})
    is_over = bool(cut.year)

    def of_partner(name: str) -> OfPartner:
        part = parts.get(name)
        one = OfPartner(
            partner=name,
            opening=opened.get(name, 0),
            brought=brought.get(name, 0),
            handed_on=handed_on.get(name, 0),
            contributed=contributed.get(name, 0),
            in_kind=in_kind.get(name, 0),
            borne=part.pence if part else 0,
            exact=part.exact if part else Fraction(0),
            penny=part.penny if part else 0,
            is_capped=part.is_capped if part else False,
            returned=0,
        )
        return replace(one, returned=max(one.left, 0)) if is_over and pool.surplus == "return" else one

    return Year(
        year,
        cut,
        tuple(of_partner(name) for name in names),
        sources,
        gross,
        parts[NOBODY].pence if NOBODY in parts else 0,
        net - gross + sum(one.used for one in sources),
    )


def sources_of(own: PoolMoney, before: Year | None, gross: int, since: int, until: int) -> tuple[OfSource, ...]:
    """Return the account of each grant from the posting period *since* to *until*, in which the pool spent *gross* pence.

    *before* is the year before, closed.
    """
    sources, moved_out = _met(own, before, gross, since, until)
    out = sum(line.pence for line in moved_out)
    return tuple(_less_moved_out(one, gross, out) for one in sources)


def _met(
    own: PoolMoney, before: Year | None, gross: int, since: int, until: int
) -> tuple[tuple[OfSource, ...], list[Line]]:
    """Return what grants meet of what was spent and moved out, and the lines of what was moved out."""
    held = {one.source: one.closing for one in before.sources} if before else {}
    lines = own.of("moved-in", since=since, until=until)
    moved_in = _sums(lines)
    if reserve := -sum(line.pence for line in own.of("reserve-brought", since=since, until=until)):
        moved_in[RESERVE] = moved_in.get(RESERVE, 0) + reserve
    opened = sum(one.closing for one in before.partners) if before else 0
    given = opened - sum(line.pence for line in own.of("contributed", "brought", "handed-on", since=since, until=until))
    moved_out = _moved_out(held, moved_in, lines)
    return _sources(held, moved_in, given, gross + sum(line.pence for line in moved_out)), moved_out


def _sums(lines: Iterable[Line]) -> dict[str, int]:
    """Return the credits of *lines*, as positive pence, by whose they are."""
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        found[line.who] -= line.pence
    return found


def _moved_out(held: dict[str, int], moved_in: dict[str, int], lines: list[Line]) -> list[Line]:
    """Return the last transfers out of the pool that no money from the same fund covers; *moved_in* is then without them.

    A grant that is taken back out is no such thing; what goes to another pool leaves as what is spent does.
    """
    found: list[Line] = []
    for line in reversed(lines):
        beyond = -(held.get(line.who, 0) + moved_in[line.who])
        if beyond > 0 and line.pence > 0 and ":TransferOut:" in line.account:
            found.append(line._replace(pence=min(beyond, line.pence)))
            moved_in[line.who] += found[-1].pence
    return found


def _less_moved_out(one: OfSource, gross: int, out: int) -> OfSource:
    """Return *one* with its part of what was moved *out* taken off what was moved in: it is not used by that."""
    if not out:
        return one
    part = min(one.used, money.rounded(Fraction(one.used * out, gross + out))) if gross > 0 else one.used
    return replace(one, moved_in=one.moved_in - part, used=one.used - part)


def _sources(held: dict[str, int], moved_in: dict[str, int], given: int, gross: int) -> tuple[OfSource, ...]:
    """Return the account of each grant in the pool: of *gross* they meet as much as they have of all there is."""
    names = sorted({*held, *moved_in})
    have = {name: held.get(name, 0) + moved_in.get(name, 0) for name in names}
    used = _used(sum(pence for pence in have.values() if pence > 0), given, gross)
    meeting = [name for name in names if have[name] > 0]
    each = dict(zip(meeting, money.split(used, [have[name] for name in meeting]), strict=True)) if meeting else {}
    return tuple(
        OfSource(name, held.get(name, 0), moved_in.get(name, 0), each.get(name, 0))
        for name in names
        if have[name] or held.get(name) or moved_in.get(name)
    )


def _used(granted: int, given: int, gross: int) -> int:
    """Return what of *gross* is spent out of what was *granted*, where partners have *given* the rest there is."""
    if gross <= 0 or granted <= 0:
        return 0
    if given <= 0:
        return min(granted, gross)
    return min(granted, money.rounded(Fraction(gross * granted, granted + given)))

"""Who keeps a pooled budget together: the pool and its host, its partners and their successors, what each agreed to give?

A pool is a fund of the kind ``pool``; its agreement may be one under s75 NHS Act 2006 or a local partnership's own
(DOMAIN.md §4). What is not agreed is None, and no default stands in for it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import registering
from ledger.texts import bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreements import Register
    from ledger.directives import Record

#: What stands in the place of a partner where a contribution is agreed for all, to be divided by their shares.
ALL = "all"


@dataclass(frozen=True)
class Pool:
    """A pooled budget as last agreed: its host (a partner), in which role it keeps the pool, and whose a surplus is."""

    name: str
    title: str
    host: str | None
    reference: str | None
    legal_basis: str | None
    host_role: str | None
    surplus: str
    by_families: bool
    shares_of: Fraction
    since: datetime.date
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Partner:
    """A partner from the day *since* to the day *ends*, both included; None where its life has no end."""

    name: str
    kind: str
    title: str
    since: datetime.date
    ends: datetime.date | None
    place: dict[str, Any] = field(repr=False, compare=False)

    def exists_on(self, day: datetime.date) -> bool:
        """Return whether the partner exists on *day*."""
        return self.since <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Succession:
    """From *day* on *new* stands in the place of *old*, for *share* of it."""

    day: datetime.date
    old: str
    new: str
    share: Fraction
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Promise:
    """What a partner agreed to give to a pool for the days from *start* to *end*, due on *due*; pence, in kind or in cash."""

    pool: str
    partner: str
    start: datetime.date
    end: datetime.date
    pence: int
    is_in_kind: bool
    due: datetime.date
    reference: str
    place: dict[str, Any] = field(repr=False, compare=False)


def pools(register: Register) -> dict[str, Pool]:
    """Return the pools of *register* by name, as last agreed."""
    stated = {one.values["fund"]: one.metadata for one in registering.standing(register.records, "fund")}
    return {
        name: Pool(
            name,
            fund.title,
            stated[name].get("host"),
            stated[name].get("reference"),
            stated[name].get("legal-basis"),
            stated[name].get("host-role"),
            stated[name].get("surplus", "carry-forward"),
            stated[name].get("apportioned-by") == "families",
            stated[name].get("shares-of", Fraction(1)),
            fund.since,
            fund.place,
        )
        for name, fund in register.funds.items()
        if fund.kind == "pool"
    }


def partners(records: Iterable[Record]) -> dict[str, Partner]:
    """Return the partners by name, in the order of names; one that another succeeds ends on the day before."""
    records = list(records)
    last: dict[str, datetime.date] = {}
    for one in successions(records):
        day = one.day - datetime.timedelta(days=1)
        last[one.old] = min(day, last.get(one.old, day))
    begun: dict[str, datetime.date] = {}
    for record in records:
        if record.name == "partner":
            begun.setdefault(record.values["partner"], record.date)
    found = {}
    for record in registering.standing(records, "partner"):
        name = record.values["partner"]
        ends = min((one for one in (record.metadata.get("ends"), last.get(name)) if one), default=None)
        found[name] = Partner(name, record.values["kind"], record.values["name"], begun[name], ends, record.place)
    return dict(sorted(found.items()))


def named(name: str, known: Iterable[Partner]) -> list[Partner]:
    """Return which of *known* people may mean by *name*: as accounts name a partner, or by its full name, in any letters."""
    known = list(known)
    exactly = [one for one in known if one.name == name]
    return exactly or [one for one in known if bare(name) in (bare(one.name), bare(one.title))]


def successions(records: Iterable[Record]) -> tuple[Succession, ...]:
    """Return who succeeds whom, in the order of dates; a successor takes all where its share is not said."""
    return tuple(
        Succession(one.date, one.values["from"], one.values["to"], one.metadata.get("share", Fraction(1)), one.place)
        for one in records
        if one.name == "succession"
    )


def heirs(name: str, every: Iterable[Succession], day: datetime.date) -> dict[str, Fraction]:
    """Return who stands on *day* in the place of the partner *name*, and for which part of it: itself while it lasts."""
    found = {name: Fraction(1)}
    gone: set[str] = set()
    in_order = sorted((one for one in every if one.day <= day), key=lambda one: one.day)
    for when in dict.fromkeys(one.day for one in in_order):
        passed: dict[str, Fraction] = defaultdict(Fraction)
        of_day = [one for one in in_order if one.day == when and one.old not in gone]
        for one in of_day:
            if one.old in found:
                passed[one.new] += found[one.old] * one.share
        for old in {one.old for one in of_day}:
            found.pop(old, None)
            gone.add(old)
        for new, share in passed.items():
            found[new] = found.get(new, Fraction(0)) + share
    return dict(sorted(found.items()))

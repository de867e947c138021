"""How is a pool's net spending divided between those who bear it?

By the shares in force on each day, exactly, and rounded once: largest remainder, in the order of partners' names, so that
neither the order of postings nor that of directives matters.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from ledger.shares import Shares

#: Who bears what is spent while no shares are in force.
NOBODY = ""


@dataclass(frozen=True)
class Part:
    """What one partner bears: the *exact* share of pence, and the whole *pence* it comes to.

    *penny* is 1 where the division gave it one of the pennies that were left over, 0 otherwise; *is_capped* says that its
    cap, and no share, decided.
    """

    exact: Fraction
    pence: int
    penny: int
    is_capped: bool = False


def apportion(
    spent: Iterable[tuple[datetime.date, str, int]],
    net: int,
    shares: Shares,
    caps: Mapping[str, int] | None = None,
    otherwise: Mapping[str, Fraction] | None = None,
    seats: Mapping[str, Mapping[str, Fraction]] | None = None,
) -> dict[str, Part]:
    """Return who bears how much of *net* pence: what is left of *spent* (day, account, pence) once grants have met their part.

    Every day's spending has the same part met by grants. *caps* are the most that partners bear of what is net; what is above a
    cap goes to the others by what they bear already, or, where they bear nothing yet, by the shares *otherwise*. Where all are
    capped, the rest is nobody's. *seats* are who stands in the place of those that have been succeeded, for which part: what both
    bear of the year is within the successor's one cap.
    """
    sums: dict[tuple[datetime.date, str], int] = defaultdict(int)
    for day, account, pence in spent:
        sums[day, account] += pence
    gross = sum(sums.values())
    weights: dict[str, Fraction] = defaultdict(Fraction)
    for (day, account), pence in sums.items():
        parts = shares.borne(account, day) or {NOBODY: Fraction(1)}
        for partner, part in parts.items():
            weights[partner] += part * pence
    factor = Fraction(net, gross) if gross else Fraction(1)
    exact = {partner: weight * factor for partner, weight in weights.items() if weight or partner != NOBODY}
    limited = _within_caps(exact, caps or {}, otherwise or {}, seats or {})
    names = sorted(limited)
    whole = money.to_the_penny([limited[name] for name in names])
    return {
        name: Part(
            limited[name],
            pence,
            pence - limited[name].__floor__(),
            name != NOBODY and name in exact and limited[name] < exact[name],
        )
        for name, pence in zip(names, whole, strict=True)
    }


def _within_caps(
    exact: dict[str, Fraction],
    caps: Mapping[str, int],
    otherwise: Mapping[str, Fraction],
    seats: Mapping[str, Mapping[str, Fraction]],
) -> dict[str, Fraction]:
    """Return *exact* with nobody above its cap, those before it included, and the same sum."""
    if not caps:
        return exact
    taken = {name: seats.get(name, {name: Fraction(1)}) for name in exact}
    before: dict[str, Fraction] = defaultdict(Fraction)
    for name, part in exact.items():
        for heir, share in taken[name].items():
            before[heir] += part * share
    after = _limited(before, caps, otherwise)
    found: dict[str, Fraction] = defaultdict(Fraction)
    for heir, limit in after.items():
        parts = {name: exact[name] * taken[name][heir] for name in exact if heir in taken[name]}
        is_scaled = sum(parts.values()) > 0 and min(parts.values()) >= 0
        for name, part in parts.items():
            found[name] += part * limit / before[heir] if is_scaled else part
        if not is_scaled:
            found[heir] += limit - before.get(heir, Fraction(0))
    return dict(found)


def _limited(
    exact: Mapping[str, Fraction], caps: Mapping[str, int], otherwise: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    found = dict(exact)
    capped: set[str] = set()
    while over := {name for name, part in found.items() if name in caps and name not in capped and part > caps[name]}:
        spare = sum((found[name] - caps[name] for name in over), Fraction(0))
        capped |= over
        found.update({name: Fraction(caps[name]) for name in over})
        bearing = {name: part for name, part in found.items() if name not in capped and name != NOBODY and part > 0}
        bearing = bearing or {name: part for name, part in otherwise.items() if name not in capped}
        total = sum(bearing.values(), Fraction(0))
        if not total:
            found[NOBODY] = found.get(NOBODY, Fraction(0)) + spare
            break
        for name, part in bearing.items():
            found[name] = found.get(name, Fraction(0)) + spare * part / total
    return found

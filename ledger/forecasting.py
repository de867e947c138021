"""What will each account come to by the year's end, by which method, and is that over or under its budget?

An officer's ``forecast`` counts where there is one; otherwise a method that is named beside the figure. A forecast is of an
account and all below it, so that one of a heading and those of its activities are held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import accounts, money, registering
from ledger.budgets import is_at_or_below, nearest

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from ledger.agreements import Register

REST, STRAIGHT, ORDERED = "rest-of-profile", "straight-line", "commitments"
METHODS = (REST, STRAIGHT, ORDERED)
OVER = "outturn: the year is over"


@dataclass(frozen=True)
class Forecast:
    """What an officer expects an account, and all below it, to come to by the end of a year, in pence; and how."""

    account: str
    year: str
    pence: int
    method: str
    since: datetime.date
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Monitoring:
    """How an account and all below it are watched: by which method, and how far from budget is still on budget."""

    account: str
    method: str | None
    tolerance: int | None
    tolerance_share: Fraction | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Position:
    """Where an account stands, in pence: *rest* is its profile of the periods to come, *at* what each account below it has.

    *elapsed* is the part of its budget's posting periods that is over.
    """

    budget: int
    actual: int
    committed: int
    rest: int
    elapsed: Fraction
    at: Mapping[str, int]


@dataclass(frozen=True)
class Outturn:
    """What an account comes to by the year's end, in pence, and by which method."""

    pence: int
    method: str
    is_stated: bool = False


@dataclass(frozen=True)
class Expected:
    """The outturn of each account; *more* has what a forecast of a wider account adds; *status* of each forecast, *said* in words."""

    of: Mapping[str, Outturn]
    more: Mapping[str, Outturn]
    status: Mapping[Forecast, str]
    said: tuple[str, ...]


def forecasts(register: Register, day: datetime.date | None = None) -> list[Forecast]:
    """Return the forecasts known on *day* (None: by now), the latest of each account and year, by account."""
    found = [
        Forecast(
            one.values["account"],
            one.values["year"],
            one.values["amount"],
            one.values["method"],
            registering.day_of(one),
            one.place,
        )
        for one in registering.standing(register.records, "forecast")
        if day is None or registering.day_of(one) <= day
    ]
    return sorted(found, key=lambda one: (one.year, one.account))


def monitored(register: Register, day: datetime.date | None = None) -> dict[str, Monitoring]:
    """Return how accounts are watched by *day* (None: by now), by account."""
    return {
        one.values["account"]: Monitoring(
            one.values["account"],
            one.metadata.get("method"),
            one.metadata.get("tolerance"),
            one.metadata.get("tolerance-share"),
            one.place,
        )
        for one in registering.standing(register.records, "monitoring")
        if day is None or registering.day_of(one) <= day
    }


def method_of(account: str, settings: Mapping[str, Monitoring]) -> str:
    """Return the method that computes what *account* comes to: the nearest setting's, by default the rest of the profile."""
    name = nearest(account, (one.account for one in settings.values() if one.method))
    return (settings[name].method if name else None) or REST


def allowed(account: str, budget: int, settings: Mapping[str, Monitoring]) -> int:
    """Return how many pence *account* may be away from its *budget* and is on budget still: nil unless a setting says more."""
    with_one = (
        one.account for one in settings.values() if one.tolerance is not None or one.tolerance_share is not None
    )
    name = nearest(account, with_one)
    if name is None:
        return 0
    one = settings[name]
    return max(one.tolerance or 0, int((one.tolerance_share or Fraction(0)) * abs(budget)))


def flag(variance: int, budget: int, tolerance: int = 0) -> str:
    """Return in words whether *variance* (forecast less *budget*, pence) is an overspend, an underspend or neither."""
    size = abs(variance)
    if not variance:
        return "on budget"
    which = "over" if variance > 0 else "under"
    if size <= tolerance:
        return f"on budget: {money.spoken(size)} {which}, within tolerance"
    share = money.per_cent(size, budget) if budget > 0 else None
    return f"{which}spend of {money.spoken(size)} ({f'{share} %' if share is not None else 'no budget'})"


def computed(position: Position, method: str, *, is_over: bool) -> Outturn:
    """Return what an account comes to by *method*, or its outturn where the year *is over*.

    An order is paid out of the months to come, so that commitments count where they are more than the rest of the profile,
    and are never added to it.
    """
    if is_over:
        return Outturn(position.actual, OVER)
    ordered = position.actual + position.committed
    if method == ORDERED:
        return Outturn(ordered, "actual and commitments")
    if method == STRAIGHT and position.elapsed:
        part = f"{money.exact(position.elapsed * 100)} % of its periods"
        return Outturn(money.rounded(position.actual / position.elapsed), f"straight line: actual is {part}")
    if not position.budget and not position.rest:
        return Outturn(ordered, "actual and commitments: no budget")
    if position.committed > position.rest:
        return Outturn(ordered, "actual and commitments, more than the rest of the profile")
    return Outturn(position.actual + position.rest, "actual and the rest of the profile")


def expected(
    positions: Mapping[str, Position],
    stated: Iterable[Forecast],
    settings: Mapping[str, Monitoring],
    *,
    is_over: bool,
) -> Expected:
    """Return what each account of *positions* comes to, by the officers' forecasts *stated* of the year or by its method.

    A forecast gives way to a later one of an account below it, and otherwise holds for all below it together: what it adds
    to or takes from them is *more*, at its own account.
    """
    of = {name: computed(one, method_of(name, settings), is_over=is_over) for name, one in positions.items()}
    if is_over:
        return Expected(of, {}, dict.fromkeys(stated, "the year is over"), ())
    deepest_first = sorted(stated, key=lambda one: (-one.account.count(":"), one.account))
    holding, status, said = _holding(deepest_first)
    more: dict[str, Outturn] = {}
    inside: dict[str, list[Forecast]] = {}
    for one in holding:
        covered = [name for name in positions if is_at_or_below(name, one.account)]
        holder = nearest(one.account, positions)
        if not covered and holder is not None:
            inside.setdefault(holder, []).append(one)
    for holder, several in inside.items():
        outermost = [one for one in several if not any(_is_inside(one, other) for other in several)]
        of[holder] = _from_below(positions[holder], outermost)
        for outer in outermost:
            parts = [one for one in several if _is_inside(one, outer)]
            status |= {one: f"part of that of {named(outer.account)}" for one in parts}
            direct = sum(one.pence for one in parts if not any(_is_inside(one, other) for other in parts))
            said += [_contradicting(outer, direct)] if direct > outer.pence else []
    for one in holding:
        covered = [name for name in positions if is_at_or_below(name, one.account)]
        if covered:
            said += _contradiction(one, covered, of, inside)
            _take(one, covered, of, more)
    return Expected(of, more, status, tuple(said))


def _holding(deepest_first: list[Forecast]) -> tuple[list[Forecast], dict[Forecast, str], list[str]]:
    """Return the forecasts that count, what becomes of each, and which gave way to a later one below it."""
    holding, status, said = [], {}, []
    for one in deepest_first:
        below = [other for other in deepest_first if _is_inside(other, one)]
        later = max((other for other in below if other.since > one.since), key=lambda other: other.since, default=None)
        if later is None:
            holding.append(one)
            status[one] = "counts"
        else:
            status[one] = f"gave way to {named(later.account)}, {later.since}"
            said.append(
                f"the forecast of {named(one.account)} ({money.spoken(one.pence)}, {one.since}) gave way to the later one of "
                f"{named(later.account)} ({money.spoken(later.pence)}, {later.since}): give it again where it still holds."
            )
    return holding, status, said


def _is_inside(one: Forecast, other: Forecast) -> bool:
    return one.account != other.account and is_at_or_below(one.account, other.account)


def _from_below(position: Position, several: list[Forecast]) -> Outturn:
    """Return what an account comes to whose parts alone were forecast: these, and what the rest of it has so far."""
    rest = sum(
        pence for name, pence in position.at.items() if not any(is_at_or_below(name, one.account) for one in several)
    )
    which = "; ".join(f"{named(one.account)}: {one.method}" for one in several)
    also = ", with actual and commitments of the rest" if rest else ""
    return Outturn(sum(one.pence for one in several) + rest, f"{which}{also}", is_stated=True)


def _contradiction(
    one: Forecast, covered: list[str], of: Mapping[str, Outturn], inside: Mapping[str, list[Forecast]]
) -> list[str]:
    """Return the sentence that *one* and the forecasts below it cannot both hold, nothing where they can."""
    below = [name for name in covered if of[name].is_stated and (name != one.account or name in inside)]
    told = sum(of[name].pence for name in below)
    all_are = len(below) == len(covered) and one.account not in covered
    if not below or not (told > one.pence or (all_are and told != one.pence)):
        return []
    return [_contradicting(one, told)]


def _contradicting(one: Forecast, below: int) -> str:
    return (
        f"the forecast of {named(one.account)} ({money.spoken(one.pence)}, {one.since}) and those below it "
        f"({money.spoken(below)}) contradict each other; that of {named(one.account)} counts, as it is no earlier."
    )


def _take(one: Forecast, covered: list[str], of: dict[str, Outturn], more: dict[str, Outturn]) -> None:
    """Make *covered* come to what *one* says: in its own account, in the one account below it, or in what is *more*."""
    inner = [name for name in more if is_at_or_below(name, one.account)]
    sole = one.account if one.account in covered else covered[0] if len(covered) == 1 and not inner else None
    others = sum(of[name].pence for name in covered if name != sole) + sum(more[name].pence for name in inner)
    if sole is not None:
        of[sole] = Outturn(one.pence - others, _by(one, sole), is_stated=True)
    elif one.pence != others:
        more[one.account] = Outturn(one.pence - others, _by(one, ""), is_stated=True)


def _by(one: Forecast, account: str) -> str:
    return one.method if one.account == account else f"{named(one.account)}: {one.method}"


def named(account: str) -> str:
    """Return *account* as a sentence names it: its heading and activities in words, its fund where it has none."""
    name = accounts.parse(account)
    return ", ".join(accounts.words(part) for part in name.parts) or accounts.words(name.fund)

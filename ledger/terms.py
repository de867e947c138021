"""What may be claimed, when, and who signs it off? Routes, claim windows, audits and other provision, from the directives."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime

    from ledger.agreements import Register
    from ledger.directives import Record

_SEVERAL = re.compile(r"\s*[;,]\s*")


@dataclass(frozen=True)
class Route:
    """A way to earn a result: what it adds to, what it goes not with, whether a family on other provision may earn it."""

    agreement: str
    name: str
    tops_up: str | None
    excludes: frozenset[str]
    is_refused_on_provision: bool
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Audit:
    """Internal audit signs a window off: how many claims there were, how many were looked at, how many of them were wrong."""

    agreement: str
    window: str
    date: datetime.date
    officer: str
    population: int
    sample: int
    errors: int
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Window:
    """A claim window: its last day, and how many families are expected to be claimed in it, where that is said."""

    agreement: str
    name: str
    opens: datetime.date
    closes: datetime.date
    families: int | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Provision:
    """Another programme that a family is on, from *since* until *ends*, None while that is open."""

    kind: str
    since: datetime.date
    ends: datetime.date | None
    place: dict[str, Any] = field(repr=False, compare=False)

    def covers(self, day: datetime.date) -> bool:
        """Return whether the family is on it on *day*."""
        return self.since <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Terms:
    """The terms of all agreements: routes and windows by agreement and name, audits by window, provision by family."""

    routes: dict[tuple[str, str], Route]
    windows: dict[tuple[str, str], Window]
    audits: dict[tuple[str, str], tuple[Audit, ...]]
    provisions: dict[tuple[str, str], tuple[Provision, ...]]

    @classmethod
    def of(cls, register: Register) -> Terms:
        """Return the terms that the directives of *register* state; a later one of a name amends an earlier."""
        routes: dict[tuple[str, str], Route] = {}
        windows: dict[tuple[str, str], Window] = {}
        audits: dict[tuple[str, str], list[Audit]] = defaultdict(list)
        provisions: dict[tuple[str, str], list[Provision]] = defaultdict(list)
        for one in register.records:
            if one.name == "route":
                routes[one.values["agreement"], one.values["route"]] = _route(one, routes)
            elif one.name == "window":
                windows[one.values["agreement"], one.values["window"]] = _window(one, windows)
            elif one.name == "audit":
                audits[one.values["agreement"], one.values["window"]].append(_audit(one))
            elif one.name == "provision":
                kind = one.values["provision"]
                said = Provision(kind, one.date, one.metadata.get("ends"), one.place)
                provisions[one.values["agreement"], one.values["family"].casefold()].append(said)
        return cls(
            routes,
            windows,
            {name: tuple(several) for name, several in audits.items()},
            {name: tuple(several) for name, several in provisions.items()},
        )

    def excluded(self, agreement: str, one: str, other: str) -> bool:
        """Return whether a family earns either the route *one* or the route *other*, never both."""
        first, second = self.routes.get((agreement, one)), self.routes.get((agreement, other))
        return bool((first and other in first.excludes) or (second and one in second.excludes))

    def windows_of(self, agreement: str) -> tuple[Window, ...]:
        """Return the windows of *agreement*, the first to close first."""
        return tuple(
            sorted((one for one in self.windows.values() if one.agreement == agreement), key=lambda one: one.closes)
        )


def _route(record: Record, earlier: dict[tuple[str, str], Route]) -> Route:
    meta = record.metadata
    before = earlier.get((record.values["agreement"], record.values["route"]))
    tops_up = meta.get("tops-up", before.tops_up if before else None)
    excludes = before.excludes if before else frozenset()
    if "excludes" in meta:
        excludes = frozenset(filter(None, _SEVERAL.split(meta["excludes"].strip())))
    is_refused = bool(before and before.is_refused_on_provision)
    return Route(
        record.values["agreement"],
        record.values["route"],
        tops_up,
        excludes,
        is_refused or meta.get("other-provision") == "refused",
        record.place,
    )


def _window(record: Record, earlier: dict[tuple[str, str], Window]) -> Window:
    values = record.values
    before = earlier.get((values["agreement"], values["window"]))
    opens = before.opens if before else record.date
    families = record.metadata.get("families", before.families if before else None)
    return Window(values["agreement"], values["window"], opens, values["closes"], families, record.place)


def _audit(record: Record) -> Audit:
    values, meta = record.values, record.metadata
    return Audit(
        values["agreement"],
        values["window"],
        record.date,
        values["officer"],
        meta["population"],
        meta["sample"],
        meta["errors"],
        record.place,
    )

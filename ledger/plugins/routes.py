"""C121: do routes top up and exclude others that there are?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.agreements import Register
    from ledger.terms import Route, Terms

KNOWN = Rule(
    "C121",
    Level.ERROR,
    "routes top up and exclude others that there are",
    "tops-up: and excludes: name routes of the same agreement, which a tariff or a directive of theirs knows: a name that is written otherwise "
    "would be no rule at all. A route tops up or excludes another, never itself, and not both the same one. Correct the name.",
)
RULES = (KNOWN,)


def check(register: Register, terms: Terms) -> Iterator[Finding]:
    """Yield a finding for each route that names one that there is not, or itself."""
    known: dict[str, set[str]] = defaultdict(set)
    for tariff in register.tariffs:
        known[tariff.agreement].update(tariff.routes)
    for agreement, name in terms.routes:
        known[agreement].add(name)
    for route in terms.routes.values():
        if said := _wrong(route, known[route.agreement]):
            yield found(KNOWN, f"the route {route.name} of {route.agreement} {said}: correct it", route.place)


def _wrong(route: Route, known: set[str]) -> str:
    above = [route.tops_up] if route.tops_up else []
    for names, what in ((above, "tops up"), (sorted(route.excludes), "excludes")):
        if route.name in names:
            return f"{what} itself"
        if lacking := [name for name in names if name not in known]:
            return f"{what} {lacking[0]!r}, which no tariff and no route of the agreement is called"
    return f"tops up and excludes {route.tops_up}" if route.tops_up in route.excludes else ""

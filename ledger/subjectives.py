"""Which CIPFA group does a subjective code belong to?

CIPFA recommends ten groups and makes none mandatory; charts of account differ between councils (DOMAIN.md §5), so the groups of
codes are a setting: ``custom "subjective" "31*" "Employees"``. A code that is itself the name of a group needs none.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ledger.codes import Pattern, bare

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.agreements import Register

#: CIPFA's recommended standard subjective analysis, in its order.
CIPFA = (
    "Employees",
    "Premises-related expenditure",
    "Transport-related expenditure",
    "Supplies and services",
    "Third party payments",
    "Transfer payments",
    "Support services",
    "Depreciation and impairment losses",
    "Income",
    "Capital financing costs",
)
#: Where spending stands whose code is in no group.
NOT_GROUPED = "Not grouped"
_BY_NAME = {bare(name): name for name in CIPFA}
#: Names under which councils publish the same groups.
_BY_NAME |= {"premises": CIPFA[1], "transport": CIPFA[2], "third party payment": CIPFA[4]}


def grouping(register: Register) -> Callable[[str], str]:
    """Return a function from a subjective code to its group: exact before beginning before range, the last of equals."""
    rules = [
        (Pattern.of(one.values["codes"]), _BY_NAME.get(bare(one.values["group"]), one.values["group"]))
        for one in reversed(register.records)
        if one.name == "subjective"
    ]

    @cache
    def group(code: str) -> str:
        compared = bare(code)
        ranked = [(rank, name) for pattern, name in rules if (rank := pattern.rank(compared)) is not None]
        return min(ranked, key=lambda one: one[0])[1] if ranked else _BY_NAME.get(compared, NOT_GROUPED)

    return group


def in_order(group: str) -> tuple[int, str]:
    """Return where *group* stands in an analysis: as CIPFA orders them, others after them by name, the rest last."""
    if group in CIPFA:
        return CIPFA.index(group), group
    return len(CIPFA) + (group == NOT_GROUPED), group

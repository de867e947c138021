"""A1xx, of what is due: have staged fees families to be released on, and do matches name what is in the books?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import entitlement
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from ledger.agreements import Register
    from ledger.plugins.view import View

STAGED = Rule(
    "A114",
    Level.ERROR,
    "staged fees have families to be released on",
    'The attachment fees of a year with custom "staging" fall due by how many families of the year before are worked with, so '
    'that year needs a tariff that says how many were agreed, and so does the year that custom "worked-with" counts. The '
    "stages rise: more families worked with never release less, and never more than 100 %.",
)
MATCHED = Rule(
    "A115",
    Level.WARNING,
    "a match names what is in the books",
    'custom "match" says that a row (by its doc:) and an instalment, or a row of evidence and an entry, belong together. One '
    "that names neither changes nothing: correct the name, or take the match out.",
)
RULES = (STAGED, MATCHED)


def check(view: View) -> list[Finding]:
    """Return what keeps fees from being released, and matches of nothing."""
    return [*_staged(view.register), *_matches(view)]


def _staged(register: Register) -> list[Finding]:
    tariffs = {(one.agreement, one.year) for one in register.tariffs}
    findings = []
    for one in register.records:
        if one.name not in ("staging", "worked-with"):
            continue
        name, year = one.values["agreement"], one.values["year"]
        before = entitlement.year_before(year) if one.name == "staging" else year
        if (name, before) not in tariffs:
            message = f"{name} has no tariff for {before}, which says how many families were agreed: add it"
            findings.append(found(STAGED, message, one.place))
        if one.name == "staging":
            shares = [stage.share for stage in entitlement.stages_of(one)]
            if shares != sorted(shares) or any(share > 1 for share in shares):
                message = f"the stages of {name} for {year} do not rise, or pass 100 %: correct them"
                findings.append(found(STAGED, message, one.place))
    return findings


def _matches(view: View) -> list[Finding]:
    matches = [one for one in view.register.records if one.name == "match"]
    if not matches:
        return []
    known = {str(txn.meta["doc"]) for txn in view.transactions if "doc" in txn.meta}
    known |= {one.key for one in view.register.evidence}
    known |= {one.reference for one in view.register.instalments}
    return [
        found(
            MATCHED,
            f"the match of {one.values['one']!r} and {one.values['other']!r} names {name!r}, which is neither a row nor an "
            "instalment of the books",
            one.place,
        )
        for one in matches
        for name in (one.values["one"], one.values["other"])
        if name not in known
    ]

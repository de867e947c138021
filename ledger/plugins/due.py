"""A1xx, of what is due: have staged fees families to be released on, and do matches name what is in the books?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, entitlement
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ledger.agreements import Agreement, Register
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
    "that names neither changes nothing, and so does one of money of another fund or another agreement than the instalment: "
    "correct the name, or take the match out.",
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
    posted = {str(txn.meta["doc"]): txn for txn in view.transactions if "doc" in txn.meta}
    instalments = {one.reference: one for one in view.register.instalments}
    known = {*posted, *instalments, *(one.key for one in view.register.evidence)}
    findings = []
    for one in matches:
        first, second = one.values["one"], one.values["other"]
        findings += [
            found(
                MATCHED,
                f"the match of {first!r} and {second!r} names {name!r}, which is neither a row nor an instalment of the books",
                one.place,
            )
            for name in (first, second)
            if name not in known
        ]
        for key, reference in ((first, second), (second, first)):
            if key in posted and reference in instalments:
                agreement = view.register.agreements.get(instalments[reference].agreement)
                why = _other_s(posted[key], agreement) if agreement else ""
                if why:
                    message = f"the match of {key!r} and {reference!r} changes nothing: the money is {why}; take it out"
                    findings.append(found(MATCHED, message, one.place))
    return findings


def _other_s(txn: Transaction, agreement: Agreement) -> str:
    """Return whose the entry's money is, where it cannot be *agreement*'s."""
    named = txn.meta.get("agreement")
    if named and named != agreement.name:
        return f"of the agreement {named}"
    funds = {accounts.parse(one.account).fund for one in txn.postings}
    return "" if agreement.fund in funds else f"of the fund {' and '.join(sorted(funds))}"

"""C107 to C109, C116: is every claim made in a window of the books, before it closes and after its audit?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger.findings import Finding, Level, Rule, found
from ledger.plugins.several import several

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.agreements import Agreement
    from ledger.claims import Claim
    from ledger.plugins.view import View
    from ledger.terms import Audit, Terms, Window

AUDITED = Rule(
    "C107",
    Level.ERROR,
    "a window is submitted after its audit",
    'Internal audit signs a window off before it is submitted: no claim of it is dated before its custom "audit". Where the agreement '
    "says audit-required: FALSE, none is needed; without that, every window of the books needs one. Recognised on achievement, a claim "
    "without achieved: is dated with its result, and its window is judged once it has closed.",
)
LATE = Rule(
    "C108",
    Level.WARNING,
    "a claim is made before its window closes",
    "A claim dated after the last day of its window will be asked about. Correct the date or the window, or amend the window where it was "
    "kept open.",
)
UNKNOWN = Rule(
    "C109",
    Level.ERROR,
    "a claim is made in a window of the books",
    "Where an agreement has windows, every claim and every audit names one of them, or nothing would say whether it was audited. Correct "
    'the window, or enter custom "window".',
)
COVERED = Rule(
    "C116",
    Level.WARNING,
    "an audit covers all claims of its window",
    "The population of a window's audit is at least as large as the number of claims that were made in it; otherwise some were not there to "
    "be drawn for the sample.",
)
POSSIBLE = Rule(
    "C120",
    Level.ERROR,
    "windows, audits and other provision can be as they are written",
    "A window closes on or after the day on which it opens; an audit draws its sample from the population, and finds its errors in the sample; "
    "other provision ends on or after the day on which it begins. Correct the directive.",
)
RULES = (AUDITED, LATE, UNKNOWN, COVERED, POSSIBLE)


def check(view: View, terms: Terms, claims: Iterable[Claim]) -> list[Finding]:
    """Return what breaks a rule of windows; *claims* are those that are live."""
    agreements = view.register.agreements
    by_window: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in claims:
        by_window[one.agreement, one.window].append(one)
    with_windows = {agreement for agreement, _ in terms.windows}
    last = max((txn.date for txn in view.transactions), default=None)
    findings: list[Finding] = []
    for key, several_claims in by_window.items():
        agreement = agreements[key[0]]
        window = terms.windows.get(key)
        if window is None:
            if agreement.audit_required or agreement.name in with_windows:
                findings.append(_unknown(key[1], several_claims))
            continue
        findings += _late(agreement, window, several_claims)
        if agreement.audit_required is not False:
            findings += _audited(agreement, window, terms.audits.get(key, ()), several_claims, last)
    for key, audits in terms.audits.items():
        if key[0] in agreements and key not in terms.windows:
            message = f"the audit of {audits[0].officer} is of the window {key[1]!r}, which {key[0]} does not have: correct one of them"
            findings.append(found(UNKNOWN, message, audits[0].place))
    return [*findings, *_impossible(terms)]


def _impossible(terms: Terms) -> Iterator[Finding]:
    for window in terms.windows.values():
        if window.closes < window.opens:
            message = f"the window {window.name} of {window.agreement} closes on {window.closes}, before it opens on {window.opens}"
            yield found(POSSIBLE, f"{message}: correct one of the days", window.place)
    for audits in terms.audits.values():
        for one in audits:
            if not one.errors <= one.sample <= one.population:
                message = (
                    f"the audit of the window {one.window} of {one.agreement} has {one.errors:,} errors in a sample of {one.sample:,} out "
                    f"of {one.population:,}"
                )
                yield found(POSSIBLE, f"{message}: correct the number that is wrong", one.place)
    for (agreement, _), provisions in terms.provisions.items():
        for provision in provisions:
            if provision.ends is not None and provision.ends < provision.since:
                message = f"{provision.kind} of a family of {agreement} ends on {provision.ends}, before it begins on {provision.since}"
                yield found(POSSIBLE, f"{message}: correct one of the days", provision.place)


def _unknown(name: str, claims: Sequence[Claim]) -> Finding:
    said = f"in the window {name!r}, which {claims[0].agreement} does not have" if name else "in no window"
    return found(UNKNOWN, f"{several(claims)} {_is(claims)} {said}: correct it, or enter the window", claims[0].place)


def _is(claims: Sequence[Claim]) -> str:
    return "is" if len(claims) == 1 else "are"


def _by_result(agreement: Agreement, claim: Claim) -> bool:
    """Return whether the claim's entry is dated with its result, so that its day does not tell when it was submitted."""
    return agreement.results_recognised == "on-achievement" and claim.achieved is None


def _late(agreement: Agreement, window: Window, claims: Sequence[Claim]) -> list[Finding]:
    late = [
        one for one in claims if (day := one.submitted()) and day > window.closes and not _by_result(agreement, one)
    ]
    if not late:
        return []
    message = f"{several(late)} {_is(late)} of {late[0].submitted()}, after the window {window.name} closed on {window.closes}"
    return [found(LATE, f"{message}: correct the date or the window", late[0].place)]


def _audited(
    agreement: Agreement,
    window: Window,
    audits: Sequence[Audit],
    claims: Sequence[Claim],
    last: datetime.date | None,
) -> list[Finding]:
    """Return what is wrong with the sign-off of the claims of one window."""
    signed = min((one.date for one in audits), default=None)
    has_closed = last is not None and last >= window.closes
    never = has_closed and (signed is None or signed > window.closes)
    early = [
        one
        for one in claims
        if (never if _by_result(agreement, one) else signed is None or ((day := one.submitted()) and day < signed))
    ]
    if early:
        when = "has no audit" if signed is None else f"was signed off by audit on {signed}"
        message = f"{several(early)} {_is(early)} of {early[0].submitted()}, and the window {window.name} {when}"
        return [found(AUDITED, f"{message}: enter the audit, or withdraw and claim again after it", early[0].place)]
    covered = max((one.population for one in audits), default=0)
    if audits and covered < len(claims):
        message = f"the audit of the window {window.name} has a population of {covered:,}, and {len(claims):,} claims were made"
        return [found(COVERED, f"{message}: audit the others as well", audits[-1].place)]
    return []

"""C1xx: is each result claimed once, for an attached family, at its tariff and within its cap, and can every end be followed?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import money
from ledger.agreements import TariffError
from ledger.attachments import ONE, Attachments
from ledger.claim_steps import families_of
from ledger.findings import Finding, Level, Rule, found
from ledger.plugins import accrued, ended, fees, given_up, one_stage, routes, stages, windows
from ledger.plugins.several import several
from ledger.terms import Terms

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.agreements import Register
    from ledger.claims import Claim
    from ledger.plugins.view import View

TWICE = Rule(
    "C101",
    Level.ERROR,
    "one live claim for a family and route",
    "A family earns a result by a route once. A second claim that is neither rejected, withdrawn nor clawed back would be paid twice. "
    "Withdraw one of the two.",
)
TOP_UP = Rule(
    "C102",
    Level.ERROR,
    "a top-up comes on top of the route that it tops up",
    "A route with tops-up: adds to another, in the same window or a later one. Without a live claim of that route for the family, made "
    "on or before its own day, it earns nothing. Withdraw it, or claim the other result first.",
)
EXCLUDED = Rule(
    "C103",
    Level.ERROR,
    "routes that exclude each other are not both claimed",
    "A route with excludes: is paid instead of others, not besides. Withdraw one of the two claims.",
)
ATTACHED = Rule(
    "C104",
    Level.ERROR,
    "a family is attached before it is claimed",
    "A claim is for a family that an entry attaches on or before its day and that of the result (achieved:), and that was not closed "
    "since; or for one of those that were attached by number. Enter the attachment, correct the family's reference, or withdraw the claim.",
)
TARIFF = Rule(
    "C105",
    Level.ERROR,
    "a claim is at the tariff of the year of attachment",
    "A result pays what the tariff of the year in which the family was attached says, whatever the year of the claim. Correct the year or "
    "the amount: take the claim back and make it again.",
)
CAP = Rule(
    "C106",
    Level.ERROR,
    "a family earns no more than its cap",
    "The attachment fee and all results of one family together stay within the cap of its year's tariff. Withdraw what is above it.",
)
MORE = Rule(
    "C110",
    Level.ERROR,
    "no more families are claimed than were attached",
    "Where families of a year are attached by number, not by reference, as many can be claimed and no more. Enter the attachments that "
    "are missing, or withdraw claims.",
)
PROVISION = Rule(
    "C112",
    Level.ERROR,
    "no result is claimed for a family on other provision",
    'Where a route says other-provision: "refused", as employment results do, a family that is on another programme on the day of the '
    'claim (custom "provision": ESF, Work Programme) would be paid for twice. Withdraw the claim, or enter when the provision ended.',
)
#: Rules of claims and families that stand in modules of their own.
_OTHERS = (windows, stages, ended, one_stage, fees, routes, accrued, given_up)
RULES = (
    TWICE,
    TOP_UP,
    EXCLUDED,
    ATTACHED,
    TARIFF,
    CAP,
    MORE,
    PROVISION,
    *(rule for one in _OTHERS for rule in one.RULES),
)


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of claims and families; a claim that ended breaks none any more."""
    register = view.register
    books = view.history
    terms = Terms.of(register)
    moves = list(families_of(view.transactions))
    live = [one for one in books.claims if one.is_live()]
    judged = _Judged(register, terms)
    by_family: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in sorted(live, key=_day):
        # Registers write one reference with great letters and with small ones.
        by_family[one.agreement, one.family.casefold()].append(one)
    for claims in by_family.values():
        judged.family(claims)
    judged.attached(live, Attachments(moves))
    judged.drafts(one for one in books.claims if one.submitted() is None)
    at_fault = judged.keys | {stray.step.key for stray in books.strays}
    twice = list(one_stage.check(moves, at_fault))
    return [
        *judged.findings,
        *windows.check(view, terms, live),
        *stages.below_zero(moves, at_fault | {key for _, key in twice}),
        *ended.check(books),
        *(one for one, _ in twice),
        *routes.check(register, terms),
        *fees.check(view),
        *accrued.check(view, terms, books.claims),
        *given_up.check(view),
    ]


def _day(claim: Claim) -> datetime.date:
    day = claim.submitted()
    if day is None:
        raise ValueError(f"{claim.name} is a draft")
    return day


class _Judged:
    """What the live claims of families break; the *keys* of entries that are at fault already are passed over by C111."""

    def __init__(self, register: Register, terms: Terms) -> None:
        self.findings: list[Finding] = []
        self.keys: set[str] = set()
        self._register = register
        self._terms = terms
        self._pays: dict[tuple[str, str, str], int | str] = {}
        self._tariffs = {(one.agreement, one.year): one for one in register.tariffs}

    def _break(self, rule: Rule, claim: Claim, message: str) -> None:
        self.findings.append(found(rule, message, claim.place))
        self.keys.update(one.key for one in claim.events)

    def family(self, claims: list[Claim]) -> None:
        """Judge the live claims of one family under one agreement, in the order of their days."""
        before = len(self.findings)
        firsts: dict[str, Claim] = {}
        for one in claims:
            if first := firsts.get(one.route):
                self._break(
                    TWICE,
                    one,
                    f"the claim {one.name} of {money.spoken(one.pence)} is a second one for {one.family} and {one.route}, beside "
                    f"{first.name} of {_day(first)}: withdraw one of them",
                )
            firsts.setdefault(one.route, one)
        for one in firsts.values():
            self._goes_with(one, firsts)
            self._at_tariff(one)
            self._no_provision(one)
        if len(self.findings) == before:
            self._within_cap(claims)

    def _goes_with(self, claim: Claim, firsts: dict[str, Claim]) -> None:
        route = self._terms.routes.get((claim.agreement, claim.route))
        if route is not None and route.tops_up:
            topped = firsts.get(route.tops_up)
            if topped is None or _day(topped) > _day(claim):
                there = "has no live claim" if topped is None else f"is claimed on {_day(topped)} only"
                self._break(
                    TOP_UP,
                    claim,
                    f"the claim {claim.name} of {money.spoken(claim.pence)} tops up {route.tops_up}, which {there} for "
                    f"{claim.family}: withdraw it, or claim {route.tops_up} first",
                )
        for other in firsts.values():
            if other is claim:
                return
            if self._terms.excluded(claim.agreement, claim.route, other.route):
                self._break(
                    EXCLUDED,
                    claim,
                    f"the claim {claim.name} of {money.spoken(claim.pence)} excludes {other.name} of {_day(other)}: withdraw one "
                    "of them",
                )

    def _at_tariff(self, claim: Claim) -> None:
        key = (claim.agreement, claim.attached, claim.route)
        if key not in self._pays:
            try:
                self._pays[key] = self._register.result(*key)
            except TariffError as problem:
                self._pays[key] = str(problem)
        pays = self._pays[key]
        if isinstance(pays, str):
            self._break(TARIFF, claim, f"the claim {claim.name} has no tariff: {pays}")
        elif pays != claim.pence:
            self._break(
                TARIFF,
                claim,
                f"the claim {claim.name} is of {money.spoken(claim.pence)}, and the tariff of {claim.attached} pays "
                f"{money.spoken(pays)} for {claim.route}: {'correct the draft' if claim.submitted() is None else 'take it back and claim again'}",
            )

    def drafts(self, drafts: Iterable[Claim]) -> None:
        """Judge drafts, which audit samples from and accruals count, by the tariff alone."""
        for one in drafts:
            self._at_tariff(one)

    def _no_provision(self, claim: Claim) -> None:
        route = self._terms.routes.get((claim.agreement, claim.route))
        if route is None or not route.is_refused_on_provision:
            return
        for one in self._terms.provisions.get((claim.agreement, claim.family.casefold()), ()):
            if one.covers(_day(claim)):
                self._break(
                    PROVISION,
                    claim,
                    f"the claim {claim.name} of {money.spoken(claim.pence)} is for a family on {one.kind} since {one.since}: "
                    "withdraw it, or enter when that ended",
                )
                return

    def _within_cap(self, claims: list[Claim]) -> None:
        last = claims[-1]
        tariff = self._tariffs.get((last.agreement, last.attached))
        if tariff is None:
            return
        earned = tariff.attachment_fee + sum(one.claimed() for one in claims)
        if earned > tariff.cap:
            self._break(
                CAP,
                last,
                f"the claim {last.name} of {money.spoken(last.pence)} brings {last.family} to {money.spoken(earned)} with its "
                f"attachment fee, {money.spoken(earned - tariff.cap)} above the cap of {money.spoken(tariff.cap)}: withdraw what is above",
            )

    def attached(self, live: list[Claim], known: Attachments) -> None:
        """Judge whether each live claim is of a family that was attached by then, in the year that the claim says."""
        never: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        by_number: dict[tuple[str, str, str], dict[str, Claim]] = defaultdict(dict)
        for one in sorted(live, key=_day):
            steps = known.of_family(one.fund, one.family)
            if not steps and known.is_counted(one.fund, one.attached):
                by_number[one.fund, one.agreement, one.attached].setdefault(one.family, one)
            elif not steps:
                never[one.agreement, one.attached].append(one)
            elif sum(step.number for step in steps if step.date <= _day(one)) <= 0:
                last = steps[-1]
                when = f"attached on {last.date}" if last.number > 0 else f"no longer attached since {last.date}"
                self._break(
                    ATTACHED,
                    one,
                    f"the claim {one.name} of {money.spoken(one.pence)} is of {_day(one)}, and {one.family} is {when}: correct the "
                    "attachment, or withdraw the claim",
                )
            elif one.achieved and one.achieved < steps[0].date:
                self._break(
                    ATTACHED,
                    one,
                    f"the claim {one.name} of {money.spoken(one.pence)} is for a result of {one.achieved}, and {one.family} is attached on "
                    f"{steps[0].date}: correct one of the days, or withdraw the claim",
                )
            elif one.attached not in {step.year for step in steps if step.number > 0}:
                self._break(
                    TARIFF,
                    one,
                    f"the claim {one.name} of {money.spoken(one.pence)} says attached {one.attached}, and {one.family} was attached in "
                    f"{steps[0].year}: take it back and claim at that year's tariff",
                )
        for claims in never.values():
            said = f"{several(claims)} {'is for a family' if len(claims) == 1 else 'are for families'} that no entry attaches"
            like = known.like(claims[0].fund, claims[0].family)
            hint = f"; {like} is attached, so correct the reference where that is the family" if like else ""
            self._break(ATTACHED, claims[0], f"{said}: enter the attachment, or withdraw the claim{hint}")
            self.keys.update(event.key for one in claims for event in one.events)
        for (fund, _, year), firsts in by_number.items():
            self._by_number(fund, year, list(firsts.values()), known)

    def _by_number(self, fund: str, year: str, claims: list[Claim], known: Attachments) -> None:
        """Judge claims for families that were attached by number: no more of them than there are on any day."""
        over: list[Claim] = []
        for number, one in enumerate(claims, start=1):
            if number - len(over) > known.counted(fund, year, _day(one)) // ONE:
                over.append(one)
        if over:
            day = _day(over[0])
            self._break(
                MORE,
                over[0],
                f"{several(over)} {'is' if len(over) == 1 else 'are'} more than the "
                f"{money.families(known.counted(fund, year, day))} that {'was' if known.counted(fund, year, day) == ONE else 'were'} "
                f"attached in {year} by {day}: enter the attachments, or withdraw claims",
            )
            self.keys.update(event.key for one in over for event in one.events)

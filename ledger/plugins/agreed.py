"""A1xx: are agreements, tariffs, instalments and allocations complete, and do they add up?"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from ledger import money
from ledger.agreements import is_expense_of, overlap
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from fractions import Fraction

    from ledger.agreements import Agreement, Allocation, Instalment, Register, Tariff
    from ledger.plugins.view import View

MALFORMED = Rule(
    "A101",
    Level.ERROR,
    "a directive has the values and metadata it needs",
    "Each custom directive has a fixed list of values and metadata (docs/directives.md). One that is wrong is left out "
    "of the books' agreements altogether, so nothing is reported until it is mended.",
)
ATTACHMENT = Rule(
    "A103",
    Level.ERROR,
    "attachment instalments of a year are families × fee",
    "The attachment-fee instalments of a year add up to the tariff's families times its fee. Where they do not, for "
    "instance because a stage was withheld, say why with because: on one of them or on the tariff.",
)
AWARDED = Rule(
    "A104",
    Level.ERROR,
    "instalments add up to the award",
    "Where an agreement says what was awarded and lists instalments, these add up to it, or because: on the agreement says why not.",
)
OVERLAP = Rule(
    "A105",
    Level.ERROR,
    "allocations do not overlap",
    "Two allocations of one agreement that cover the same account on the same day would count its spending twice. "
    "Allocate either the heading or its activities.",
)
TARIFF = Rule(
    "A106",
    Level.ERROR,
    "a tariff stays within its cap",
    "The attachment fee and any one route of a tariff together do not exceed the cap for a family.",
)
FUNDED = Rule(
    "A107",
    Level.WARNING,
    "funded families are the stated share of the eligible",
    "The families of all tariffs are the eligible families times the funded share, rounded to the nearest family.",
)
PRINTED = Rule(
    "A108",
    Level.WARNING,
    "a printed share that does not give the printed families",
    "Papers print rounded shares. What a source prints is kept as printed; the difference is reported, never mended.",
)
RECOGNITION = Rule(
    "A109",
    Level.WARNING,
    "the recognition of a grant is decided and its reason given",
    "Whether money has conditions (a creditor until they are met), restrictions (income now, the unspent part to an "
    "earmarked reserve) or neither is for the accountant to decide; state recognition: and recognition-reason:, which are printed.",
)
DATES = Rule(
    "A110",
    Level.ERROR,
    "an allocation ends after it begins and belongs to its agreement's fund",
    "An allocation's first day is not after its last, and its account is one of the fund that the agreement pays for.",
)
RULES = (MALFORMED, ATTACHMENT, AWARDED, OVERLAP, TARIFF, FUNDED, PRINTED, RECOGNITION, DATES)


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of agreements."""
    register = view.register
    findings = [found(MALFORMED, problem, entry.meta) for entry, problem in view.malformed]
    for agreement in register.agreements.values():
        tariffs, instalments = register.of_agreement(agreement.name)
        findings.extend(_attachment(tariffs, instalments))
        findings.extend(_award(agreement, instalments))
        findings.extend(_shares(agreement, tariffs))
        findings.extend(_recognition(agreement))
    for tariff in register.tariffs:
        findings.extend(_within_cap(tariff))
    findings.extend(_allocations(register))
    return findings


def _attachment(tariffs: tuple[Tariff, ...], instalments: tuple[Instalment, ...]) -> list[Finding]:
    findings = []
    for tariff in tariffs:
        fees = [one for one in instalments if one.stream == "attachment-fee" and one.year == tariff.year]
        paid = sum(one.amount for one in fees)
        explained = tariff.because or any(one.because for one in fees)
        if paid != tariff.attachment and not explained:
            findings.append(
                found(
                    ATTACHMENT,
                    f"attachment-fee instalments of {tariff.agreement} for {tariff.year} are {money.spoken(paid)}, but "
                    f"{tariff.families:,} families × {money.spoken(tariff.attachment_fee)} are {money.spoken(tariff.attachment)}: "
                    "correct one, or say why with because:",
                    tariff.place,
                )
            )
    return findings


def _award(agreement: Agreement, instalments: tuple[Instalment, ...]) -> list[Finding]:
    total = sum(one.amount for one in instalments)
    if agreement.awarded is None or not instalments or total == agreement.awarded or agreement.because:
        return []
    return [
        found(
            AWARDED,
            f"instalments of {agreement.name} add up to {money.spoken(total)}, but {money.spoken(agreement.awarded)} "
            "were awarded: correct one, or say why with because:",
            agreement.place,
        )
    ]


def _shares(agreement: Agreement, tariffs: tuple[Tariff, ...]) -> list[Finding]:
    findings: list[Finding] = []
    funded = sum(one.families for one in tariffs)
    eligible = agreement.eligible_families
    if eligible is None or not tariffs:
        return findings
    share = agreement.funded_share
    if share is not None and money.rounded(eligible * share) != funded:
        findings.append(
            found(
                FUNDED,
                f"the tariffs of {agreement.name} fund {funded:,} families, but {share} of {eligible:,} are "
                f"{money.rounded(eligible * share):,}",
                agreement.place,
            )
        )
    printed = agreement.printed_share
    if printed is not None and money.rounded(eligible * printed) != funded:
        exact = eligible * printed
        of_which = f" is {_in_words(share)}" if share is not None and money.rounded(eligible * share) == funded else ""
        findings.append(
            found(
                PRINTED,
                f"the printed {money.exact(printed * 100)} % of {eligible:,} families is {money.exact(exact)}, while the printed "
                f"{funded:,}{of_which or ' is not'}",
                agreement.place,
            )
        )
    return findings


def _in_words(share: Fraction) -> str:
    return {"5/6": "five sixths", "2/3": "two thirds", "1/2": "half"}.get(str(share), f"{share} of them")


def _recognition(agreement: Agreement) -> list[Finding]:
    if agreement.recognition and agreement.recognition_reason:
        return []
    lacks = "recognition-reason:" if agreement.recognition else "recognition: and recognition-reason:"
    return [
        found(
            RECOGNITION,
            f"agreement {agreement.name} has no {lacks}; the accountant decides, and it is printed",
            agreement.place,
        )
    ]


def _within_cap(tariff: Tariff) -> list[Finding]:
    return [
        found(
            TARIFF,
            f"the {tariff.year} tariff of {tariff.agreement} pays {money.spoken(tariff.attachment_fee)} on attachment and "
            f"{money.spoken(amount)} for {route}, more than its cap of {money.spoken(tariff.cap)}",
            tariff.place,
        )
        for route, amount in tariff.routes.items()
        if tariff.attachment_fee + amount > tariff.cap
    ]


def _allocations(register: Register) -> list[Finding]:
    findings = []
    by_agreement: dict[str, list[Allocation]] = defaultdict(list)
    for one in register.allocations:
        by_agreement[one.agreement].append(one)
        agreement = register.agreements.get(one.agreement)
        if one.start > one.end:
            findings.append(
                found(DATES, f"the allocation to {one.account} ends on {one.end}, before it begins", one.place)
            )
        if agreement is not None and not is_expense_of(one.account, agreement.fund):
            findings.append(
                found(
                    DATES, f"the allocation to {one.account} is not an expense of the fund {agreement.fund}", one.place
                )
            )
    for group in by_agreement.values():
        for one, other in combinations(group, 2):
            if days := overlap(one, other):
                findings.append(
                    found(
                        OVERLAP,
                        f"the allocations of {one.agreement} to {one.account} and {other.account} cover the same account "
                        f"between {days[0]} and {days[1]}",
                        other.place,
                    )
                )
    return findings

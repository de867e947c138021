"""What is due under each agreement on a day, by stream and instalment?

An instalment is due as agreed. The attachment fees of a year with ``staging`` fall due as families of the year before are
worked with (docs/reconciling.md, "Fees released on performance"). Results are due as claimed; where the books hold no
claim of an agreement, the instalment agreed for results is what is due.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ledger import money
from ledger.periods import year_label, year_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.agreements import Instalment, Register
    from ledger.claims import Claim
    from ledger.directives import Record

RESULTS = "results-payment"
FEES = "attachment-fee"


class Part(NamedTuple):
    """Pence that are due, and the day since when."""

    day: datetime.date
    pence: int


@dataclass(frozen=True)
class Entitlement:
    """What one instalment, or the claims of one window, entitle to; pence.

    *parts* are due, *to_come* is agreed for a later day, *held* waits for performance, as *because* says. *agreed* is the
    whole of them; *claims* how many claims it is of, 0 for an instalment. *owed_back* is what the books owe the funder of claims
    that were clawed back, until it has gone back.
    """

    agreement: str
    fund: str
    stream: str
    year: str
    reference: str
    agreed: int
    printed: int | None
    falls: datetime.date
    parts: tuple[Part, ...] = ()
    to_come: int = 0
    held: int = 0
    because: str = ""
    claims: int = 0
    owed_back: int = 0

    @property
    def due(self) -> int:
        """The pence that are due."""
        return sum(part.pence for part in self.parts)


class Count(NamedTuple):
    """How many families of a year were worked with on a day."""

    day: datetime.date
    families: int


class Stage(NamedTuple):
    """From *least* of the families worked with on, *share* of the year's fees is due; both parts of one."""

    least: Fraction
    share: Fraction


def entitled(
    register: Register,
    claims: Iterable[Claim],
    as_at: datetime.date,
    begun: Mapping[tuple[str, str, str], datetime.date] | None = None,
) -> tuple[Entitlement, ...]:
    """Return what each agreement is entitled to on *as_at*, in the order of the day it falls due.

    What was agreed or counted later is left out. *begun* says on which day a claim (agreement, family, route) entered the
    books; a claim of a window without directive is due since then.
    """
    by_agreement: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_agreement[claim.agreement].append(claim)
    found: list[Entitlement] = []
    on_performance = {
        (one.values["agreement"], one.values["year"]) for one in register.records if one.name == "staging"
    }
    staged: dict[tuple[str, str], list[Entitlement]] = defaultdict(list)
    for one in register.instalments:
        agreement = register.agreements.get(one.agreement)
        if agreement is None or one.since > as_at:
            continue
        if one.stream == RESULTS and one.agreement in by_agreement:
            continue
        plain = _as_agreed(one, agreement.fund, as_at)
        if one.stream == FEES and (one.agreement, one.year) in on_performance:
            staged[one.agreement, one.year].append(plain)
        else:
            found.append(plain)
    for (name, year), fees in staged.items():
        found += _released(register, name, year, fees, as_at)
    closes = {
        (one.values["agreement"], one.values["window"]): one.values["closes"]
        for one in register.records
        if one.name == "window" and one.date <= as_at
    }
    for name, own in by_agreement.items():
        if name in register.agreements:
            found += _claimed(register, name, own, as_at, closes, begun or {})
    return tuple(sorted(found, key=lambda one: (one.falls, one.reference)))


def counts(register: Register, agreement: str, year: str, as_at: datetime.date) -> tuple[Count, ...]:
    """Return the counts of families of *year* that were known on *as_at*, in order; a later directive of one day amends it."""
    known: dict[datetime.date, int] = {}
    for one in register.records:
        if one.name == "worked-with" and (one.values["agreement"], one.values["year"]) == (agreement, year):
            day: datetime.date = one.values["day"]
            if one.date <= as_at and day <= as_at:
                known[day] = one.metadata["families"]
    return tuple(Count(day, families) for day, families in sorted(known.items()))


def stages(register: Register, agreement: str, year: str) -> tuple[Stage, ...]:
    """Return the stages of the fees of *year* from the least on; none where the year's fees are not staged."""
    found: tuple[Stage, ...] = ()
    for one in register.records:
        if one.name == "staging" and (one.values["agreement"], one.values["year"]) == (agreement, year):
            found = stages_of(one)
    return found


def stages_of(record: Record) -> tuple[Stage, ...]:
    """Return the stages that one ``staging`` directive states, from the least on."""
    shares = {Fraction(int(key[3:]), 100): share for key, share in record.metadata.items() if key.startswith("at-")}
    return tuple(Stage(least, share) for least, share in sorted(shares.items()))


def share_due(reached: Fraction, of_year: Sequence[Stage]) -> Fraction:
    """Return which share of the fees is due where *reached* of the families are worked with (parts of one)."""
    return max((stage.share for stage in of_year if reached >= stage.least), default=Fraction(0))


def year_before(year: str) -> str:
    """Return the financial year before *year*."""
    return year_label(year_start(year) - 1)


def _as_agreed(one: Instalment, fund: str, as_at: datetime.date) -> Entitlement:
    is_due = one.due <= as_at
    return Entitlement(
        one.agreement,
        fund,
        one.stream,
        one.year,
        one.reference,
        one.amount,
        one.printed,
        one.due,
        (Part(one.due, one.amount),) if is_due else (),
        0 if is_due else one.amount,
    )


def _released(
    register: Register, name: str, year: str, fees: list[Entitlement], as_at: datetime.date
) -> list[Entitlement]:
    """Return the *fees* of one year with what of them performance has released.

    The share is of the year's fees together and fills its instalments in order, each on its day or on that of the count.
    """
    before = year_before(year)
    families = next((one.families for one in register.tariffs if (one.agreement, one.year) == (name, before)), 0)
    known = counts(register, name, before, as_at)
    of_year = stages(register, name, year)
    whole = sum(one.agreed for one in fees)
    parts: dict[str, list[Part]] = defaultdict(list)
    left = {one.reference: one.agreed for one in fees}
    released = 0
    for count in known if families else ():
        target = money.rounded(whole * share_due(Fraction(count.families, families), of_year))
        more = target - released
        for one in fees:
            pence = min(more, left[one.reference])
            if pence > 0:
                parts[one.reference].append(Part(max(one.falls, count.day), pence))
                left[one.reference] -= pence
                released += pence
                more -= pence
    why = _why_held(name, before, families, known)
    return [_staged(one, parts[one.reference], left[one.reference], why, as_at) for one in fees]


def _staged(one: Entitlement, parts: list[Part], held: int, why: str, as_at: datetime.date) -> Entitlement:
    due = tuple(part for part in parts if part.day <= as_at)
    to_come = sum(part.pence for part in parts if part.day > as_at)
    return replace(one, parts=due, to_come=to_come, held=held, because=why if held else "")


def _why_held(name: str, before: str, families: int, known: Sequence[Count]) -> str:
    if not families:
        return f"{name} has no tariff for {before}, whose families the fee is released on"
    if not known:
        return f'no custom "worked-with" "{name}" "{before}" says how many families of {before} are worked with'
    last = known[-1]
    share = money.per_cent(last.families, families)
    return f"{last.families:,} of {families:,} families of {before} ({share} %) were worked with on {last.day}"


def _claimed(
    register: Register,
    name: str,
    claims: list[Claim],
    as_at: datetime.date,
    closes: Mapping[tuple[str, str], datetime.date],
    begun: Mapping[tuple[str, str, str], datetime.date],
) -> list[Entitlement]:
    """Return the results of one agreement by claim window, as they are asked for on *as_at*."""
    agreement = register.agreements[name]
    term = datetime.timedelta(days=agreement.paid_within)
    due: dict[str, dict[datetime.date, int]] = defaultdict(lambda: defaultdict(int))
    numbers: dict[str, int] = defaultdict(int)
    owed_back: dict[str, int] = defaultdict(int)
    # Recognised on receipt, a clawback is no creditor in the books.
    is_owed = agreement.results_recognised != "on-receipt"
    for one in claims:
        sums = one.sums(as_at)
        # A draft is not asked for; what was rejected, withdrawn or clawed back is not any more.
        pence = max(0, sums.submitted - sums.rejected - sums.withdrawn - sums.clawed_back)
        if is_owed:
            owed_back[one.window] += sums.clawed_back - sums.repaid
        day = closes.get((name, one.window)) or begun.get((name, one.family, one.route)) or agreement.since
        due[one.window][day + term] += pence
        numbers[one.window] += int(pence != 0)
    return [
        Entitlement(
            name,
            agreement.fund,
            RESULTS,
            "",
            f"{name}/results/{window}" if window else f"{name}/results",
            sum(days.values()),
            None,
            min(days),
            tuple(Part(day, pence) for day, pence in sorted(days.items()) if pence),
            claims=max(numbers[window], 1),
            owed_back=owed_back[window],
        )
        for window, days in due.items()
    ]

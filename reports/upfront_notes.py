"""What has a reader of upfront money and grants to be told besides the figures?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    from ledger.going_back import YearEnd
    from reports.agreement_figures import Agreements, Told


#: What a pool's part of the spending is.
OF_POOLS = (
    "Money moved into a pool is used as far as the pool has spent it, in the proportion that it is of the pool that year (statement "
    "pooled); until the year is over that proportion may still move. What the pool has unspent of it is unspent."
)


def notes_of(known: Agreements, told: list[Told]) -> list[str]:
    """Return why each agreement of *told* is recognised as it is, and what of it somebody has to decide or know."""
    notes = [] if told else [f"No agreement of these books is of type upfront or grant by {_day(known.cut.day)}."]
    for one in told:
        agreement = one.agreement
        if agreement.recognition:
            why = (agreement.recognition_reason or "no reason is given").rstrip(". ")
            since = one.terms.since
            amended = f" since {_day(since)}" if since > datetime.date.min else ""
            notes.append(f"{agreement.name} is recognised as {agreement.recognition}{amended}: {why}.")
        if agreement.recognition == "condition" and not agreement.release:
            notes.append(
                f"{agreement.name} says no release:, so eligible spending is taken; say spending, targets or time."
            )
        elif not agreement.release and one.first:
            notes.append(
                f"{agreement.name} has no condition; the column beside takes one that eligible spending releases."
            )
        notes += [
            f"{agreement.name}: {money.spoken(end.left)} left at the end of {end.year} waits for a dated carry-forward; until there "
            "is one it stays a creditor and may have to be paid back."
            for end in one.where.year_ends
            if end.left > 0 and not end.decided and one.terms.route
        ]
        notes += [_ahead(one, one.where.year_ends[-1])] if one.where.year_ends else []
        notes += [
            f"{agreement.name}: {money.spoken(demand.pence)} of {demand.year} is demanded back: {demand.why.rstrip('. ')} ({_day(demand.day)})."
            for demand in one.terms.demands
            if demand.pence and demand.day <= known.cut.day
        ]
        if one.where.unspent < 0:
            notes.append(
                f"{agreement.name} is overspent by {money.spoken(-one.where.unspent)}, which the council's own money bears."
            )
        if (pence := known.books.unnamed.get(agreement.fund)) is not None:
            notes.append(
                f"{agreement.name} shares the fund {agreement.fund}, whose spending of {money.spoken(pence)} names no agreement and "
                "counts for none; no entry is proposed until it does."
            )
    notes += _of_pools(known, told)
    notes.append(
        "Spent a month is what was spent in the period over the months of it that the books and the agreement cover; months left is "
        "what is unspent, and has not to be paid back, over that rate. Where nothing was spent there is no rate. Passed on to another "
        "fund is not spent."
    )
    return [note for note in notes if note]


def _of_pools(known: Agreements, told: list[Told]) -> list[str]:
    """Return what a reader has to know of money in pools, and where what is unspent of it stands."""
    if not any(one.money.by_pool(known.cut.key) for one in told):
        return []
    notes = [OF_POOLS]
    for one in told:
        name = one.agreement.name
        for pool, pence in one.money.unspent_by_pool(known.cut.key).items():
            if pence > 0 and one.terms.route == "condition":
                notes.append(
                    f"{name}: {money.spoken(pence)} is unspent in {pool}, in whose earmarked reserve it stands at the year's end. Here it is "
                    "a creditor as far as no condition is met, and the fund's balance is lower by as much: in the total of all funds it "
                    "stands once."
                )
            elif pence > 0:
                notes.append(
                    f"{name}: {money.spoken(pence)} is unspent in {pool}, in whose earmarked reserve it stands at the year's end; the reserve of "
                    f"{one.agreement.fund} does not hold it a second time."
                )
    return notes


def _ahead(one: Told, end: YearEnd) -> str:
    """Return what the last year that ended holds of later years' instalments, blank for nothing."""
    if one.terms.route != "condition" or end.ahead <= 0:
        return ""
    return f"{one.agreement.name}: {money.spoken(end.ahead)} came by the end of {end.year} for a later year, and needs no carry-forward."


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"

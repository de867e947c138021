"""What has a reader of upfront money and grants to be told besides the figures?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    from ledger.going_back import YearEnd
    from reports.agreement_figures import Agreements, Told


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
    notes.append(
        "Spent a month is what was spent in the period over the months of it that the books and the agreement cover; months left is "
        "what is unspent, and has not to be paid back, over that rate. Where nothing was spent there is no rate. Passed on to another "
        "fund is not spent."
    )
    return [note for note in notes if note]


def _ahead(one: Told, end: YearEnd) -> str:
    """Return what the last year that ended holds of later years' instalments, blank for nothing."""
    if one.terms.route != "condition" or end.ahead <= 0:
        return ""
    return f"{one.agreement.name}: {money.spoken(end.ahead)} came by the end of {end.year} for a later year, and needs no carry-forward."


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"

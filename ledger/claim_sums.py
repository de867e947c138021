"""What is a step of a claim worth, and what became of the claim's pence? Submitted is the sum of all that became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable


class Event(NamedTuple):
    """A step in the life of a claim.

    *what* is drafted, submitted, paid, reassigned, rejected, withdrawn, clawed-back or written-off; *pence* is the part of the
    step that is the claim's; *key* is the row's document key, or the file and line of an entry by hand. Reassigned is money
    for a whole window that was counted to a claim which then failed, and pays the others: below zero where it leaves.
    """

    date: datetime.date
    what: str
    pence: int
    key: str


class Sums(NamedTuple):
    """Pence of a claim by what became of them: *submitted* is the sum of the others; *repaid* is a part of *clawed_back*."""

    submitted: int = 0
    paid: int = 0
    outstanding: int = 0
    rejected: int = 0
    withdrawn: int = 0
    clawed_back: int = 0
    written_off: int = 0
    repaid: int = 0


def sums_of(events: Iterable[Event]) -> Sums:
    """Return what became of a claim's pence; money that goes back for what was clawed back is not taken back twice."""
    submitted = paid = rejected = withdrawn = clawed = written = returned = 0
    for one in events:
        match one.what:
            case "submitted":
                submitted += one.pence
            case "paid":
                back = min(max(-one.pence, 0), clawed - returned)
                returned += back
                paid += one.pence + back
            case "reassigned":
                paid += one.pence
            case "clawed-back":
                clawed += one.pence
                # What was sent back before the claw-back was entered has left what is paid already.
                paid -= min(max(paid, 0), one.pence)
            case "rejected":
                rejected += one.pence
            case "withdrawn":
                withdrawn += one.pence
            case "written-off":
                written += one.pence
    outstanding = submitted - paid - rejected - withdrawn - clawed - written
    return Sums(submitted, paid, outstanding, rejected, withdrawn, clawed, written, returned)

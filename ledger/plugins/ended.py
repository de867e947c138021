"""C113 to C115: was what ended claimed, what was clawed back paid, and what was paid owed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.claims import Claim, History

NEVER = Rule(
    "C113",
    Level.ERROR,
    "what is rejected, withdrawn or clawed back was claimed",
    "The end of a claim takes back income and debtor, and returns the family: without a claim that is still open it takes back too much. "
    "Enter the claim that it ends, or take the entry back by a reversal.",
)
NOT_PAID = Rule(
    "C114",
    Level.WARNING,
    "what is clawed back was paid",
    "Clawed back is what the funder had paid. Where less of the claim is known to be paid, either the claim was rejected, or the remittance "
    "does not say which claim or window it pays (claim:, window:, or window: on its instalment).",
)
PAID_FOR_NOTHING = Rule(
    "C115",
    Level.WARNING,
    "a payment is for a claim that is owed",
    "A remittance that names a claim or a window pays what was claimed there. What is more than its claims still ask for belongs to "
    "others, or is owed back.",
)
RULES = (NEVER, NOT_PAID, PAID_FOR_NOTHING)


def check(books: History) -> Iterable[Finding]:
    """Yield a finding for each end of a claim that is none, for what was clawed back unpaid, and for what was paid for nothing."""
    for step, pence in books.strays:
        said = f"for {step.family} and {step.route} is {step.what.replace('-', ' ')}"
        why = (
            "no claim of it is open" if pence == step.pence else f"{money.spoken(pence)} of it is more than was claimed"
        )
        yield found(
            NEVER,
            f"{money.spoken(step.pence)} {said}, and {why}: enter the claim that it ends, or reverse the entry",
            step.place,
        )
    for one in books.claims:
        received, back = _least_paid(one)
        if received < back:
            known = (
                f"{money.spoken(received)} of it was paid by then" if received else "no payment of it is known by then"
            )
            lost = "was clawed back" if back == one.pence else f"had {money.spoken(back)} clawed back"
            yield found(
                NOT_PAID,
                f"the claim {one.name} of {money.spoken(one.pence)} {lost}, and {known}: say on the remittance which claim or "
                "window it pays, or reject what was not paid",
                one.place,
            )
    for step, pence in books.unplaced:
        named = f"claim {step.claim}" if step.claim else f"window {step.window}"
        yield found(
            PAID_FOR_NOTHING,
            f"{money.spoken(pence)} of {money.spoken(step.pence)} {'written off' if step.what == 'written-off' else 'paid'} for the "
            f"{named} of {step.agreement} {'is' if pence > 0 else 'goes back,'} more than its claims ask for: correct what it names",
            step.place,
        )


def _least_paid(claim: Claim) -> tuple[int, int]:
    """Return what was paid and what was clawed back of *claim* by the first day on which more was clawed back than paid.

    By its last day where there is none; nothing where nothing was clawed back.
    """
    received = back = 0
    for day in sorted({event.date for event in claim.events if event.what == "clawed-back"}):
        known = [event for event in claim.events if event.date <= day]
        back = sum(event.pence for event in known if event.what == "clawed-back")
        received = sum(
            event.pence for event in known if (event.what == "paid" and event.pence > 0) or event.what == "reassigned"
        )
        if received < back:
            break
    return received, back

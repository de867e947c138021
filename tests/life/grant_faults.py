"""Faults of grants, of what is passed on, and of the codes that the finance system holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fault import Fault, named, pence_of
from lives import families, grants, passing_on
from lives.life import Entry, Move, day_after

if TYPE_CHECKING:
    from lives.life import Life


@named
def released_without_eligible_spending(life: Life) -> Fault:
    entry = life.entry("journal/released/2013-14")
    return Fault(life.with_(entry.times(pence_of(entry) + 500_00)), [("A120", 500_00)])


@named
def taken_as_income_on_receipt(life: Life) -> Fault:
    entry = life.entry("REMIT/EA/2013-14/4")
    income = Move("Income:EarnedAutonomy:UpfrontFunding", -pence_of(entry))
    wrong = replace(entry, moves=(entry.moves[0], income))
    return Fault(life.with_(wrong), [("A121", pence_of(entry))])


@named
def restricted_money_not_kept_for_later(life: Life) -> Fault:
    return Fault(life.without("journal/reserved/2013-14"), [("A123", grants.LEFT)])


@named
def carried_forward_without_approval(life: Life) -> Fault:
    return Fault(life.without("carry-forward 2013-14"), [("A124", grants.LEFT - grants.RETURNED)])


@named
def returned_twice(life: Life) -> Fault:
    """More went back to the funder than is owed to it."""
    entry = life.entry("REMIT/return/2013-14")
    again = replace(entry, key=f"{entry.key}/again")
    return Fault(life.with_(again), [], [("short", "EA/repayment", grants.RETURNED)])


@named
def provider_paid_more_than_earned(life: Life) -> Fault:
    """It is paid what is owed to it at the end, and £250 more."""
    owed = -life.entry(f"journal/passed-on/{life.last}").moves[2].pence
    moves = (Move(passing_on.ACCRUALS, owed + 250_00), Move(families.CASH, -owed - 250_00))
    said = {"agreement": "TF1", "provider": families.PROVIDER}
    entry = Entry("SAP/PO/more", life.last, "New Charter", "Payment by contract", said, moves)
    return Fault(life.with_(entry), [("A133", 250_00)])


@named
def retained_share_released_early(life: Life) -> Fault:
    kept = -sum(one.moves[1].pence for one in life.entries("journal/passed-on/"))
    moves = (Move(passing_on.RETENTIONS, kept), Move(families.CASH, -kept))
    said = {"agreement": "TF1", "provider": families.PROVIDER}
    entry = Entry("SAP/PO/kept", day_after(life.last, -1), "New Charter", "Retention", said, moves)
    return Fault(life.with_(entry), [("A131", kept)])


@named
def results_pay_of_the_provider_not_entered(life: Life) -> Fault:
    key = f"journal/passed-on/{life.last}"
    owed = -life.entry(key).moves[2].pence
    return Fault(life.without(key), [("A131", owed)])


@named
def row_mis_coded(life: Life) -> Fault:
    """The finance system has it on another activity of the grant: that explains both codes, and is named."""
    one = _row(life)
    theirs, ours = grants.TWELFTHS.code(1), grants.TWELFTHS.code(2)
    assert (one.said["cost-centre"], one.said["subjective"]) == theirs
    account = f"Expenses:{grants.TWELFTHS.fund}:{grants.ACTIVITIES[2]}"
    moves = (replace(one.moves[0], account=account), one.moves[1])
    wrong = replace(one, moves=moves).saying(cost_centre=ours[0], subjective=ours[1])
    return Fault(life.with_(wrong), items=[("mis-coded", pence_of(one)), ("mis-coded", -pence_of(one))])


@named
def row_of_the_finance_system_that_the_books_lack(life: Life) -> Fault:
    one = _row(life)
    return Fault(life.without(one.key), [("I113", pence_of(one))])


def _row(life: Life) -> Entry:
    """Return a row of a grant whose spending releases nothing, of an amount that no other row of its codes has."""
    rows = [one for one in life.entries("SAP/2013/") if one.said.get("cost-centre") in ("CC4401", "CC4402")]
    amounts = [pence_of(one) for one in rows]
    return next(one for one in rows if one.said["cost-centre"] == "CC4401" and amounts.count(pence_of(one)) == 1)

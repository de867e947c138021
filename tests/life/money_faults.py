"""Faults of money: what did not come, came twice, came late, or came for something else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fault import FEE, Fault, named, pence_of
from lives import families, grants
from lives.life import Directive, Entry, Move, day_after, number, pounds

if TYPE_CHECKING:
    from lives.life import Life


#: The half of the fees that is held until the count is caught up.
HELD_FEE = "TF1/2013-14/2"


@named
def missed_instalment(life: Life) -> Fault:
    pence = pence_of(life.entry(f"REMIT/{FEE}"))
    return Fault(life.without(f"REMIT/{FEE}"), differences=[("missed", FEE, pence)])


@named
def short_payment(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    return Fault(life.with_(entry.times(pence_of(entry) - 1_000_01)), differences=[("short", FEE, 1_000_01)])


@named
def overpayment(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    return Fault(life.with_(entry.times(pence_of(entry) + 500_07)), differences=[("over", FEE, 500_07)])


@named
def paid_twice(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    again = replace(entry, key=f"{entry.key}/again", day=day_after(entry.day, 7))
    return Fault(life.with_(again), differences=[("paid twice", FEE, pence_of(entry))])


@named
def late_instalment(life: Life) -> Fault:
    """A fee that has not come by the last day is overdue; :mod:`test_faults` follows its age."""
    entry = life.entry(f"REMIT/{HELD_FEE}")
    late = replace(entry, day=day_after(life.last, 30))
    return Fault(life.with_(late), differences=[("missed", HELD_FEE, pence_of(entry))])


@named
def results_of_a_window_part_paid(life: Life) -> Fault:
    key = "REMIT/TF1/results/2014-01/2"
    pence = pence_of(life.entry(key))
    return Fault(life.without(key), differences=[("short", "TF1/results/2014-01", pence)])


@named
def clawback_netted_off_another_grant(life: Life) -> Fault:
    """The remittance came net of a clawback, and the whole of it was posted to the grant it was taken off."""
    reference = "CFG/2013-14/11"
    entry, less = life.entry(f"REMIT/{reference}"), life.entry(f"REMIT/{reference}/less")
    net = entry.times(pence_of(entry) + pence_of(less))
    return Fault(life.without(less.key).with_(net), differences=[("short", reference, -pence_of(less))])


@named
def credit_of_another_department_that_names_nothing(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    unnamed = replace(entry.saying(instalment=None, remittance=None), payee="Department for Education")
    told = [("missed", FEE, pence_of(entry)), ("unexpected", entry.key, pence_of(entry))]
    return Fault(life.with_(unnamed), differences=told)


@named
def credit_under_another_grant(life: Life) -> Fault:
    """The fee went to the fund of another grant, though the advice names its instalment."""
    entry = life.entry(f"REMIT/{FEE}")
    grant, pence = grants.TWELFTHS, pence_of(entry)
    moves = (Move(grant.cash, pence), Move(grant.where, -pence))
    wrong = replace(entry, moves=moves).saying(agreement=grant.name)
    return Fault(life.with_(wrong), differences=[("missed", FEE, pence), ("unexpected", entry.key, pence)])


@named
def credit_under_an_unknown_reference(life: Life) -> Fault:
    moves = (Move(families.CASH, 12_345_67), Move("Income:TroubledFamilies:Grant", -12_345_67))
    said = {"agreement": "TF1", "remittance": "31/9999"}
    credit = Entry("BANK/7781/2", day_after(life.last, -40), "DCLG", "BACS credit", said, moves)
    return Fault(life.with_(credit), differences=[("unexpected", "BANK/7781/2", 12_345_67)])


@named
def match_taken_out(life: Life) -> Fault:
    key = "BANK/2013-14/881"
    pence = pence_of(life.entry(key))
    told = [("missed", "TF1/2013-14/3", pence), ("unexpected", key, pence)]
    return Fault(life.without(f"match {key}"), differences=told)


@named
def advice_for_money_that_never_came(life: Life) -> Fault:
    said = {
        "amount": pounds(777_00),
        "account": grants.TWELFTHS.cash,
        "agreement": "CFG",
        "remittance": "31/9998",
        "doc": "ADVICE/31/9998",
    }
    values = (grants.TWELFTHS.fund, "grant-income")
    advice = Directive("advice", day_after(life.last, -20), "evidence", values, said)
    return Fault(life.with_(advice), [("I112", 777_00)], [("unmatched", "ADVICE/31/9998", 777_00)])


@named
def staged_fee_paid_in_full_below_75_per_cent(life: Life) -> Fault:
    key = "worked-with 2012-13 2"
    count = life.directive(key)
    families_agreed = life.directive("tariff 2012-13").said["families"]
    below = int(str(families_agreed)) * 74 // 100
    held = pence_of(life.entry(f"REMIT/{HELD_FEE}"))
    fewer = replace(count, said={"families": number(below)})
    return Fault(life.with_(fewer), differences=[("over", HELD_FEE, held)])

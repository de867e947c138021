"""The named faults: each puts one thing wrong into a generated life, and says what is to be found of it, in pence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lives import families, grants, passing_on, terms
from lives.life import Directive, Entry, Life, Move, day_after, number, pounds

if TYPE_CHECKING:
    from collections.abc import Callable

LAST = "2014-06"
FEE = "TF1/2013-14/1"
HELD = "TF1/2013-14/2"


@dataclass(frozen=True)
class Fault:
    """A life with one thing wrong, and all that is to be told of it.

    *findings* are codes and pence (None where the rule is of no money), *differences* kinds, references and pence, *items*
    names and pence of the reconciliation to the finance system.
    """

    life: Life
    findings: list[tuple[str, int | None]] = field(default_factory=list)
    differences: list[tuple[str, str, int]] = field(default_factory=list)
    items: list[tuple[str, int]] = field(default_factory=list)


FAULTS: dict[str, Callable[[Life], Fault]] = {}


def named(inject: Callable[[Life], Fault]) -> Callable[[Life], Fault]:
    """Register a fault by the words of its name."""
    FAULTS[inject.__name__.replace("_", " ")] = inject
    return inject


def _pence(entry: Entry) -> int:
    return entry.moves[0].pence


def _claims(life: Life, window: str = LAST, route: str = terms.CRIME) -> list[Entry]:
    """Return the claims of *window* by *route* that nothing has ended, of 2013-14 and no provider's, with no top-up."""
    ours = {
        one.said["family"]
        for one in life.entries("ATTACHED/")
        if "provider" not in one.said and one.said["attached"] == "2013-14"
    }
    routes: dict[str, list[str]] = {}
    for one in life.entries("CLAIM/"):
        routes.setdefault(str(one.said["family"]), []).append(str(one.said["route"]))
    return [
        one
        for one in life.entries(f"CLAIM/{window}/")
        if one.said["route"] == route
        and one.said["family"] in ours
        and routes[str(one.said["family"])] == [route]
        and "event" not in one.said
    ]


def _again(entry: Entry, route: str, pence: int, word: str = "again") -> Entry:
    """Return a further claim for the family of *entry*, by *route*, that moves the family where the route does."""
    money = (Move(families.DEBTOR, pence), Move(families.EARNED, -pence))
    moved = entry.moves[2:] if route in (terms.CRIME, terms.JOB) else ()
    return replace(entry, key=f"{entry.key}/{word}", moves=(*money, *moved)).saying(route=route)


# Money


@named
def missed_instalment(life: Life) -> Fault:
    pence = _pence(life.entry(f"REMIT/{FEE}"))
    return Fault(life.without(f"REMIT/{FEE}"), differences=[("missed", FEE, pence)])


@named
def short_payment(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    return Fault(life.with_(entry.times(_pence(entry) - 1_000_01)), differences=[("short", FEE, 1_000_01)])


@named
def overpayment(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    return Fault(life.with_(entry.times(_pence(entry) + 500_07)), differences=[("over", FEE, 500_07)])


@named
def paid_twice(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    again = replace(entry, key=f"{entry.key}/again", day=day_after(entry.day, 7))
    return Fault(life.with_(again), differences=[("paid twice", FEE, _pence(entry))])


@named
def late_instalment(life: Life) -> Fault:
    """A fee that has not come by the last day is overdue; :mod:`test_faults` follows its age."""
    entry = life.entry(f"REMIT/{HELD}")
    late = replace(entry, day=day_after(life.last, 30))
    return Fault(life.with_(late), differences=[("missed", HELD, _pence(entry))])


@named
def results_of_a_window_part_paid(life: Life) -> Fault:
    key = "REMIT/TF1/results/2014-01/2"
    pence = _pence(life.entry(key))
    return Fault(life.without(key), differences=[("short", "TF1/results/2014-01", pence)])


@named
def clawback_netted_off_another_grant(life: Life) -> Fault:
    """The remittance came net of a clawback, and the whole of it was posted to the grant it was taken off."""
    reference = "CFG/2013-14/11"
    entry, less = life.entry(f"REMIT/{reference}"), life.entry(f"REMIT/{reference}/less")
    net = entry.times(_pence(entry) + _pence(less))
    return Fault(life.without(less.key).with_(net), differences=[("short", reference, -_pence(less))])


@named
def credit_of_another_department_that_names_nothing(life: Life) -> Fault:
    entry = life.entry(f"REMIT/{FEE}")
    unnamed = replace(entry.saying(instalment=None, remittance=None), payee="Department for Education")
    told = [("missed", FEE, _pence(entry)), ("unexpected", entry.key, _pence(entry))]
    return Fault(life.with_(unnamed), differences=told)


@named
def credit_under_another_grant(life: Life) -> Fault:
    """The fee went to the fund of another grant, though the advice names its instalment."""
    entry = life.entry(f"REMIT/{FEE}")
    grant, pence = grants.TWELFTHS, _pence(entry)
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
    pence = _pence(life.entry(key))
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
    held = _pence(life.entry(f"REMIT/{HELD}"))
    fewer = replace(count, said={"families": number(below)})
    return Fault(life.with_(fewer), differences=[("paid twice" if held == 0 else "over", HELD, held)])


# Claims


@named
def double_claim_of_a_family_and_route(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(_again(one, terms.CRIME, _pence(one))), [("C101", _pence(one))])


@named
def top_up_of_nothing(life: Life) -> Fault:
    claimed = {one.said["family"] for one in life.entries("CLAIM/")} | {
        one.said["family"] for one in life.entries("LEFT/")
    }
    family = next(
        one for one in life.entries("ATTACHED/") if one.said["family"] not in claimed and "provider" not in one.said
    )
    top_up = _again(_claims(life)[0], terms.PROGRESS, terms.SMALL).saying(family=family.said["family"])
    return Fault(life.with_(top_up), [("C102", terms.SMALL)])


@named
def employment_besides_another_result(life: Life) -> Fault:
    one = _claims(life)[0]
    pence = terms.Year(2013, 0).pays[terms.JOB]
    return Fault(life.with_(_again(one, terms.JOB, pence)), [("C103", pence)])


@named
def claim_before_attachment(life: Life) -> Fault:
    one = _claims(life)[0]
    attached = life.entry(f"ATTACHED/{one.said['family']}")
    return Fault(life.with_(replace(attached, day=day_after(one.day, 3))), [("C104", _pence(one))])


@named
def another_year_s_tariff(life: Life) -> Fault:
    one = _claims(life)[0]
    pence = terms.Year(2012, 0).pays[terms.CRIME]
    moves = (Move(families.DEBTOR, pence), Move(families.EARNED, -pence), *one.moves[2:])
    return Fault(life.with_(replace(one, moves=moves)), [("C105", pence)])


@named
def another_year_of_attachment(life: Life) -> Fault:
    one = _claims(life)[0]
    pence = terms.Year(2012, 0).pays[terms.CRIME]
    moved = [replace(move, account=move.account.replace("2013-14", "2012-13")) for move in one.moves[2:]]
    moves = (Move(families.DEBTOR, pence), Move(families.EARNED, -pence), *moved)
    return Fault(life.with_(replace(one, moves=moves).saying(attached="2012-13")), [("C105", pence)])


@named
def claim_above_the_cap(life: Life) -> Fault:
    top_up = next(
        one for one in life.entries(f"CLAIM/{LAST}/") if one.said["route"] == terms.PROGRESS and _is_ours(life, one)
    )
    return Fault(life.with_(_again(top_up, terms.TRAINING, terms.SMALL)), [("C106", terms.SMALL)])


def _is_ours(life: Life, claim: Entry) -> bool:
    try:
        return "provider" not in life.entry(f"ATTACHED/{claim.said['family']}").said
    except KeyError:
        return False


@named
def window_submitted_before_its_audit(life: Life) -> Fault:
    audit = life.directive("audit 2013-10")
    ended = {(one.said["family"], one.said["route"]) for one in life.entries("CLAIM/2013-10/") if "event" in one.said}
    live = [one for one in life.entries("CLAIM/2013-10/") if (one.said["family"], one.said["route"]) not in ended]
    late = replace(audit, day=day_after(audit.day, 30))
    return Fault(life.with_(late), [("C107", sum(map(_pence, live)))])


@named
def claim_after_its_window_closed(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(replace(one, day=day_after(one.day, 11))), [("C108", _pence(one))])


@named
def claim_in_a_window_of_no_one(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(one.saying(window="2014-07")), [("C109", _pence(one))])


@named
def claimed_more_than_attached(life: Life) -> Fault:
    """One family fewer was attached by number in 2012-13 than were claimed for."""
    claims = life.entries("CLAIM/")
    ended = {(one.said["window"], one.said["family"]) for one in claims if "event" in one.said}
    live = [
        one
        for one in sorted(claims, key=lambda one: one.day)
        if one.said["attached"] == "2012-13"
        and one.said["route"] in (terms.CRIME, terms.JOB)
        and (one.said["window"], one.said["family"]) not in ended
    ]
    entry = life.entry("FAMILIES/2012-13")
    fewer = entry.times((len(live) - 1) * families.ONE)
    moves = tuple(replace(one, commodity="FAMILY") for one in fewer.moves)
    return Fault(life.with_(replace(fewer, moves=moves)), [("C110", _pence(live[-1]))])


@named
def family_attached_twice(life: Life) -> Fault:
    """More were attached than were identified."""
    one = life.entries("ATTACHED/")[-1]
    return Fault(life.with_(replace(one, key=f"{one.key}/again")), [("C111", None)])


@named
def employment_of_a_family_on_other_provision(life: Life) -> Fault:
    one = _claims(life, route=terms.JOB)[0]
    values = ("TF1", one.said["family"], "ESF Families Programme")
    return Fault(life.with_(Directive("on ESF", day_after(one.day, -90), "provision", values)), [("C112", _pence(one))])


@named
def rejection_of_a_claim_never_made(life: Life) -> Fault:
    """The debtor is lower than what is claimed: the entry is at fault, and the control account says by how much."""
    one = _claims(life)[0]
    wrong = replace(one, key=f"{one.key}/rejected", moves=tuple(replace(move, pence=-move.pence) for move in one.moves))
    wrong = wrong.saying(family="F-99999", event="rejected")
    return Fault(life.with_(wrong), [("C113", _pence(one))], [("debtor", "", -_pence(one))])


@named
def clawed_back_and_never_paid(life: Life) -> Fault:
    one = _claims(life)[0]
    back = tuple(replace(move, pence=-move.pence) for move in one.moves)
    moves = (replace(back[0], account=families.REPAYABLE), *back[1:])
    wrong = replace(one, key=f"{one.key}/clawed-back", day=day_after(one.day, 5), moves=moves)
    return Fault(life.with_(wrong.saying(event="clawed-back")), [("C114", _pence(one))])


@named
def results_paid_for_a_rejected_claim(life: Life) -> Fault:
    one = _claims(life, "2013-10")[-1]
    moves = tuple(replace(move, pence=-move.pence) for move in one.moves)
    rejected = replace(one, key=f"{one.key}/rejected", day=day_after(one.day, 20), moves=moves)
    told = [("over", "TF1/results/2013-10", _pence(one))]
    return Fault(life.with_(rejected.saying(event="rejected")), [("C115", _pence(one))], told)


@named
def audit_of_fewer_claims_than_were_made(life: Life) -> Fault:
    audit = life.directive("audit 2013-10")
    return Fault(life.with_(replace(audit, said={**audit.said, "population": number(1)})), [("C116", None)])


# Upfront money, grants, and the finance system


@named
def released_without_eligible_spending(life: Life) -> Fault:
    entry = life.entry("journal/released/2013-14")
    return Fault(life.with_(entry.times(_pence(entry) + 500_00)), [("A120", 500_00)])


@named
def taken_as_income_on_receipt(life: Life) -> Fault:
    entry = life.entry("REMIT/EA/2013-14/4")
    income = Move("Income:EarnedAutonomy:UpfrontFunding", -_pence(entry))
    wrong = replace(entry, moves=(entry.moves[0], income))
    return Fault(life.with_(wrong), [("A121", _pence(entry))])


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
    return Fault(life.with_(entry), [("A132", 250_00)])


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
    return Fault(life.with_(wrong), items=[("mis-coded", _pence(one)), ("mis-coded", -_pence(one))])


@named
def row_of_the_finance_system_that_the_books_lack(life: Life) -> Fault:
    one = _row(life)
    return Fault(life.without(one.key), [("I113", _pence(one))])


def _row(life: Life) -> Entry:
    """Return a row of a grant whose spending releases nothing, of an amount that no other row of its codes has."""
    rows = [one for one in life.entries("SAP/2013/") if one.said.get("cost-centre") in ("CC4401", "CC4402")]
    amounts = [_pence(one) for one in rows]
    return next(one for one in rows if one.said["cost-centre"] == "CC4401" and amounts.count(_pence(one)) == 1)

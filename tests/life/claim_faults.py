"""Faults of claims: made twice, too early, for too much, for another family, without audit, or ended wrongly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fault import Fault, named, pence_of
from lives import families, terms
from lives.life import Directive, Entry, Move, day_after

if TYPE_CHECKING:
    from lives.life import Life


#: The window that is closed and not yet paid when the books end.
LAST = "2014-06"


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


@named
def double_claim_of_a_family_and_route(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(_again(one, terms.CRIME, pence_of(one))), [("C101", pence_of(one))])


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
    return Fault(life.with_(replace(attached, day=day_after(one.day, 3))), [("C104", pence_of(one))])


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
    return Fault(life.with_(late), [("C107", sum(map(pence_of, live)))])


@named
def claim_after_its_window_closed(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(replace(one, day=day_after(one.day, 11))), [("C108", pence_of(one))])


@named
def claim_in_a_window_of_no_one(life: Life) -> Fault:
    one = _claims(life)[0]
    return Fault(life.with_(one.saying(window="2014-07")), [("C109", pence_of(one))])


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
    return Fault(life.with_(replace(fewer, moves=moves)), [("C110", pence_of(live[-1]))])


@named
def family_attached_twice(life: Life) -> Fault:
    """One family is in the year twice."""
    one = [one for one in life.entries("ATTACHED/") if "provider" not in one.said][-1]
    return Fault(life.with_(replace(one, key=f"{one.key}/again")), [("C117", None)])


@named
def employment_of_a_family_on_other_provision(life: Life) -> Fault:
    one = _claims(life, route=terms.JOB)[0]
    values = ("TF1", one.said["family"], "ESF Families Programme")
    return Fault(
        life.with_(Directive("on ESF", day_after(one.day, -90), "provision", values)), [("C112", pence_of(one))]
    )


@named
def rejection_of_a_claim_never_made(life: Life) -> Fault:
    """The debtor is lower than what is claimed: the entry is at fault, and the control account says by how much."""
    one = _claims(life)[0]
    wrong = replace(one, key=f"{one.key}/rejected", moves=tuple(replace(move, pence=-move.pence) for move in one.moves))
    wrong = wrong.saying(family="F-99999", event="rejected")
    return Fault(life.with_(wrong), [("C113", pence_of(one))], [("debtor", "", -pence_of(one))])


@named
def clawed_back_and_never_paid(life: Life) -> Fault:
    one = _claims(life)[0]
    back = tuple(replace(move, pence=-move.pence) for move in one.moves)
    moves = (replace(back[0], account=families.REPAYABLE), *back[1:])
    wrong = replace(one, key=f"{one.key}/clawed-back", day=day_after(one.day, 5), moves=moves)
    return Fault(life.with_(wrong.saying(event="clawed-back")), [("C114", pence_of(one))])


@named
def results_paid_for_a_rejected_claim(life: Life) -> Fault:
    one = _claims(life, "2013-10")[-1]
    moves = tuple(replace(move, pence=-move.pence) for move in one.moves)
    rejected = replace(one, key=f"{one.key}/rejected", day=day_after(one.day, 20), moves=moves)
    told = [("over", "TF1/results/2013-10", pence_of(one))]
    return Fault(life.with_(rejected.saying(event="rejected")), [("C115", pence_of(one))], told)


@named
def audit_of_fewer_claims_than_were_made(life: Life) -> Fault:
    audit = life.directive("audit 2013-10")
    return Fault(life.with_(replace(audit, said={**audit.said, "population": audit.said["sample"]})), [("C116", None)])


@named
def write_off_without_approval(life: Life) -> Fault:
    one = life.entries("journal/write-off/")[0]
    return Fault(life.with_(one.saying(approver=None)), [("C122", pence_of(one))])

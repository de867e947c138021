"""What came from the department for families: fees as they are released, results in parts, what goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lives.families import CASH, DEBTOR, ON_WRITE_OFF, REPAYABLE
from lives.life import Directive, Entry, Move, day_after, pounds
from lives.terms import AGREEMENT, FIRST_YEAR, FUND

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from lives.families import Caseload, Claim
    from lives.life import Item
    from lives.terms import Programme, Window, Year

FUNDER = "DCLG"
#: Days after a window has closed on which its results are paid, and the share of the first payment in per cent.
FIRST_PAID, SECOND_PAID, FIRST_SHARE = 30, 55, 80
#: Days after a window has closed: a claim of it is clawed back, and that is settled.
CLAWED_BACK, SETTLED = 80, 100
COORDINATOR = 75_000_00


def fee(programme: Programme) -> Iterator[Item]:
    """Yield the receipts of staged fees: as they fall due, a second half that was held once the count is caught up."""
    for year in programme.in_books:
        halves = _halves(year)
        late = (year.start - FIRST_YEAR) % 2 == 0
        days = (year.day(5, 14), year.day(9, 26) if late else year.day(8, 12))
        for place, (day, pence) in enumerate(zip(days, halves, strict=True), start=1):
            yield receipt(f"{AGREEMENT}/{year.label}/{place}", day, pence, "AttachmentFees")


def _halves(year: Year) -> tuple[int, int]:
    whole = year.families * year.fee
    return whole - whole // 2, whole // 2


def receipt(instalment: str, day: datetime.date, pence: int, income: str) -> Entry:
    """Return the receipt of an instalment of the programme's."""
    said = {"agreement": AGREEMENT, "instalment": instalment, "remittance": f"R {instalment}"}
    moves = (Move(CASH, pence), Move(f"Income:{FUND}:{income}", -pence))
    return Entry(f"REMIT/{instalment}", day, FUNDER, "Remittance", said, moves)


def coordinator(programme: Programme) -> Iterator[Item]:
    """Yield a fee that is tied to no family: agreed by year, paid without a reference, and matched by an officer."""
    for year in programme.in_books:
        due = year.day(10, 31)
        values = (AGREEMENT, due, pounds(COORDINATOR), "coordinator", year.label)
        yield Directive(f"instalment {AGREEMENT}/{year.label}/3", year.day(4, 3), "instalment", values)
        key, paid = f"BANK/{year.label}/881", year.day(11, 9)
        moves = (Move(CASH, COORDINATOR), Move(f"Income:{FUND}:Grant", -COORDINATOR))
        yield Entry(key, paid, "Department for Education", "BACS credit", {"agreement": AGREEMENT}, moves)
        why = "remittance advice by letter, A. Officer"
        values = (key, f"{AGREEMENT}/{year.label}/3", why)
        yield Directive(f"match {key}", day_after(paid, 10), "match", values)


def of_claims(found: Caseload) -> Iterator[Item]:
    """Yield what was paid for each window, in two parts; a claim written off; one clawed back, and sent back by itself.

    The second window of a year has another that is clawed back, which :func:`lives.grants.netted` sends back.
    """
    windows = found.programme.windows
    for summer, autumn, winter in zip(windows[:-1:3], windows[1:-1:3], windows[2:-1:3], strict=True):
        yield from _paid(summer, _asked_for(found, summer), is_agreed=summer is windows[0])
        yield from _paid(autumn, _asked_for(found, autumn))
        for window in (summer, autumn):
            yield found.to_claw_back[window].entry("clawed-back", day_after(window.closes, CLAWED_BACK))
        yield _sent_back(found.to_claw_back[summer], day_after(summer.closes, SETTLED))
        # Money for a window pays the claims that were made first: the last one is the one that is lost.
        *claims, lost = _asked_for(found, winter)
        yield from _paid(winter, claims)
        yield _written_off(lost)


def _asked_for(found: Caseload, window: Window) -> list[Claim]:
    """Return the claims of *window* that were neither rejected nor withdrawn."""
    return [one for one in found.of_window(window) if not one.ended]


def _paid(window: Window, claims: list[Claim], *, is_agreed: bool = False) -> Iterator[Item]:
    """Yield two payments for a window that names itself, or where *is_agreed*, whose instalment names it."""
    pence = sum(one.pence for one in claims)
    first = pence * FIRST_SHARE // 100
    reference = f"{AGREEMENT}/results/{window.name}"
    said = {"agreement": AGREEMENT, "window": window.name}
    if is_agreed:
        values = (AGREEMENT, day_after(window.closes, FIRST_PAID), pounds(pence), "results-payment", "2013-14")
        named = {"reference": reference, "window": window.name}
        yield Directive(f"instalment {reference}", window.closes, "instalment", values, named)
        said = {"agreement": AGREEMENT, "instalment": reference}
    for place, (days, part) in enumerate(((FIRST_PAID, first), (SECOND_PAID, pence - first)), start=1):
        moves = (Move(CASH, part), Move(DEBTOR, -part))
        key = f"REMIT/{reference}/{place}"
        yield Entry(key, day_after(window.closes, days), FUNDER, "Results", {**said, "remittance": key}, moves)


def _written_off(claim: Claim) -> Entry:
    moves = (Move(f"Expenses:{FUND}:WriteOffs", claim.pence), Move(DEBTOR, -claim.pence))
    said = {**claim.said(), "approver": "s151 officer", "evidence": "delegated decision D-14"}
    link = f"claim-{AGREEMENT}-{claim.window.name}-{claim.family}-{claim.route}"
    return Entry(
        f"journal/write-off/{claim.key}",
        day_after(claim.window.closes, ON_WRITE_OFF),
        "",
        "Not collectable",
        said,
        moves,
        link,
    )


def _sent_back(claim: Claim, day: datetime.date) -> Entry:
    """Return the remittance by which a claim that was clawed back is paid back."""
    moves = (Move(CASH, -claim.pence), Move(REPAYABLE, claim.pence))
    said = {**claim.said(), "remittance": f"back {claim.key}"}
    return Entry(f"REMIT/back/{claim.key}", day, FUNDER, "Clawed back", said, moves)

"""Money that comes before it is earned: upfront under a condition, a restricted grant, a grant in twelve instalments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lives.families import CASH, REPAYABLE
from lives.life import Directive, Entry, Move, day_after, pounds

if TYPE_CHECKING:
    import datetime
    import random
    from collections.abc import Iterator

    from lives.families import Caseload
    from lives.life import Item
    from lives.terms import Programme, Year

MONTHS = 12
#: One row of spending a month for so many families of the programme.
A_ROW = 35
FUNDER = "DCLG"
#: What a year's money is more than its spending, and what of it goes back.
LEFT, RETURNED = 60_000_00, 20_000_00
MONTHLY = 90_000_00
#: The twelfths of August and September.
TOGETHER = (5, 6)
ACCRUED = 4_321_00
SUPPLIERS = ("Pennine Family Support Ltd", "Moorside Counselling Trust", "Riverside Training CIC", "Kirkfield Print")
ACTIVITIES = ("Delivery:KeyWorkers", "Delivery:Parenting", "Coordination:Team", "Evaluation:Survey")


@dataclass(frozen=True)
class Grant:
    """A grant: its agreement (and fund's first cost centre), how its money is recognised, and where it is income."""

    name: str
    fund: str
    type: str
    stream: str
    income: str
    centre: str
    terms: dict[str, str]

    @property
    def cash(self) -> str:
        """The fund's bank."""
        return f"Assets:{self.fund}:Cash"

    @property
    def where(self) -> str:
        """Where a receipt goes: income, or receipts in advance under a condition."""
        if self.terms["recognition"] == "condition":
            return f"Liabilities:{self.fund}:ReceiptsInAdvance"
        return f"Income:{self.fund}:{self.income}"

    def code(self, place: int) -> tuple[str, str]:
        """Return the cost centre and subjective of an activity."""
        return f"{self.centre}0{place}", f"{3100 + 10 * place}"


UPFRONT = Grant(
    "EA",
    "EarnedAutonomy",
    "upfront",
    "upfront",
    "UpfrontFunding",
    "CC42",
    {"recognition": "condition", "release": "spending", "recognition-reason": "what is not spent as agreed goes back"},
)
RESTRICTED = Grant(
    "IP",
    "InnovationProgramme",
    "grant",
    "grant",
    "Grant",
    "CC43",
    {"recognition": "restriction", "recognition-reason": "for the programme alone, and not repaid"},
)
TWELFTHS = Grant(
    "CFG",
    "ChildrenAndFamilies",
    "grant",
    "grant",
    "Grant",
    "CC44",
    {"recognition": "none", "recognition-reason": "no condition and no restriction"},
)
GRANTS = (UPFRONT, RESTRICTED, TWELFTHS)


def agreed(programme: Programme) -> Iterator[Directive]:
    """Yield the funds and agreements of the grants."""
    for one in GRANTS:
        yield Directive(f"fund {one.fund}", programme.first, "fund", (one.fund, "grant"))
        said = {"title": f"{one.name} agreement", "funder": FUNDER, **one.terms}
        if one is UPFRONT:
            said["ends"] = programme.years[-1].day(3, 31)
        yield Directive(f"agreement {one.name}", programme.first, "agreement", (one.name, one.fund, one.type), said)


def spending(programme: Programme, chance: random.Random) -> list[Entry]:
    """Return the rows of the finance system's ledger that the grants are spent by, on their codes."""
    found = []
    rows = max(programme.families // A_ROW, 4)
    for year in programme.in_books:
        for number in range(MONTHS * rows):
            grant, place = GRANTS[number % len(GRANTS)], chance.randrange(len(ACTIVITIES))
            day = day_after(year.day(4, 1), chance.randrange(360))
            pence = chance.randrange(20_00, 900_00)
            found.append(row(grant, place, f"SAP/{year.start}/{number + 1:06}/1", day, pence, chance.choice(SUPPLIERS)))
    return found


def row(grant: Grant, place: int, key: str, day: datetime.date, pence: int, supplier: str) -> Entry:
    """Return a row of spending on the activity *place* of *grant*."""
    centre, subjective = grant.code(place)
    said = {"agreement": grant.name, "cost-centre": centre, "subjective": subjective}
    moves = (Move(f"Expenses:{grant.fund}:{ACTIVITIES[place]}", pence), Move(grant.cash, -pence))
    return Entry(key, day, supplier, "Contract payment", said, moves)


def money(programme: Programme, rows: list[Entry]) -> Iterator[Item]:
    """Yield instalments, receipts and year ends of every grant, and what the finance system holds at each year's end."""
    spent: dict[tuple[str, int], int] = defaultdict(int)
    held: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in rows:
        start = one.day.year - (one.day.month < 4)  # noqa: PLR2004 - April
        spent[str(one.said["agreement"]), start] += one.moves[0].pence
        for year in programme.in_books:
            if year.start == start:
                held[str(one.said["cost-centre"]), str(one.said["subjective"]), year.label] += one.moves[0].pence
    for (centre, subjective, label), pence in held.items():
        values = (centre, subjective, f"{label} P12")
        key = f"gl-balance {centre} {label}"
        day = day_after(programme.last, -1) if label == programme.years[-1].label else programme.last
        yield Directive(key, day, "gl-balance", values, {"amount": pounds(pence)})
    yield _accrual(programme)
    for year in programme.in_books:
        yield from _quarters(UPFRONT, year, spent[UPFRONT.name, year.start] + LEFT)
        yield from _quarters(RESTRICTED, year, spent[RESTRICTED.name, year.start] + LEFT)
        yield from _twelfths(year)
        yield from _released(programme, year, spent[UPFRONT.name, year.start])
        yield _reserved(year)


def _quarters(grant: Grant, year: Year, award: int) -> Iterator[Item]:
    parts = [award // 4 + (place < award % 4) for place in range(4)]
    for place, (month, pence) in enumerate(zip((4, 7, 10, 1), parts, strict=True), start=1):
        due = year.day(month, 20)
        yield instalment(grant, year, place, due, pence)
        yield receipt(grant, f"{grant.name}/{year.label}/{place}", day_after(due, 6), pence)


def instalment(grant: Grant, year: Year, place: int, due: datetime.date, pence: int) -> Directive:
    """Return an instalment as it is agreed."""
    values = (grant.name, due, pounds(pence), grant.stream, year.label)
    key = f"instalment {grant.name}/{year.label}/{place}"
    return Directive(key, year.day(4, 1), "instalment", values)


def receipt(grant: Grant, reference: str, day: datetime.date, pence: int) -> Entry:
    """Return the remittance of an instalment."""
    said = {"agreement": grant.name, "instalment": reference, "remittance": f"R {reference}"}
    moves = (Move(grant.cash, pence), Move(grant.where, -pence))
    return Entry(f"REMIT/{reference}", day, FUNDER, "Remittance", said, moves)


def _twelfths(year: Year) -> Iterator[Item]:
    """Yield twelve instalments; that of September comes early, in one credit with that of August, split by its advice lines."""
    for place in range(1, MONTHS + 1):
        due = year.day((place + 2) % MONTHS + 1, 15)
        reference = f"{TWELFTHS.name}/{year.label}/{place}"
        yield instalment(TWELFTHS, year, place, due, MONTHLY)
        if place not in TOGETHER:
            yield receipt(TWELFTHS, reference, day_after(due, 4), MONTHLY)
            continue
        key, day = f"BANK/{year.label}/both", year.day(8, 19)
        if place == TOGETHER[0]:
            said = {"agreement": TWELFTHS.name, "remittance": key}
            moves = (Move(TWELFTHS.cash, 2 * MONTHLY), Move(TWELFTHS.where, -2 * MONTHLY))
            yield Entry(key, day, FUNDER, "Two months", said, moves)
        said = {
            "amount": pounds(MONTHLY),
            "account": TWELFTHS.cash,
            "agreement": TWELFTHS.name,
            "instalment": reference,
            "remittance": key,
            "doc": f"ADVICE/{year.label}/{place}",
        }
        yield Directive(f"evidence {reference}", day, "evidence", (TWELFTHS.fund, "grant-income"), said)


def netted(found: Caseload) -> Iterator[Entry]:
    """Yield remittances that cover two grants: a twelfth, and a claim that was clawed back, netted off it.

    The claim is of the second window of each year, and comes off the twelfth of February.
    """
    windows = [one for one in found.programme.windows if not one.is_last]
    for year, window in zip(found.programme.in_books, windows[1::3], strict=True):
        claim = found.to_claw_back[window]
        reference = f"{TWELFTHS.name}/{year.label}/11"
        said = {**claim.said(), "remittance": f"R {reference}"}
        moves = (Move(CASH, -claim.pence), Move(REPAYABLE, claim.pence))
        yield Entry(f"REMIT/{reference}/less", year.day(2, 19), FUNDER, "Less clawed back", said, moves)


def _released(programme: Programme, year: Year, spent: int) -> Iterator[Item]:
    """Yield what the upfront money releases by the year's end, what is carried forward, and what goes back."""
    end = year.day(3, 31)
    advance = UPFRONT.where
    said = {"agreement": UPFRONT.name, "preparer": "accountancy", "approver": "head of finance"}
    moves = (Move(advance, spent), Move(f"Income:{UPFRONT.fund}:UpfrontFunding", -spent))
    yield Entry(f"journal/released/{year.label}", end, "", "Released by eligible spending", said, moves)
    owed = f"Liabilities:{UPFRONT.fund}:GrantRepayable"
    moves = (Move(advance, RETURNED), Move(owed, -RETURNED))
    yield Entry(f"journal/not-carried/{year.label}", end, "", "Not carried forward", said, moves)
    years = year.start - programme.in_books[0].start + 1
    values = (UPFRONT.name, year.label, pounds(years * (LEFT - RETURNED)), "Cabinet, minute 14")
    decided = day_after(end, 60)
    yield Directive(f"carry-forward {year.label}", decided, "carry-forward", values)
    moves = (Move(UPFRONT.cash, -RETURNED), Move(owed, RETURNED))
    said = {"agreement": UPFRONT.name, "remittance": f"return {year.label}"}
    yield Entry(f"REMIT/return/{year.label}", day_after(decided, 20), FUNDER, "Returned", said, moves)


def _reserved(year: Year) -> Entry:
    """Return the restricted money that the year left, to the earmarked reserve."""
    said = {"agreement": RESTRICTED.name, "preparer": "accountancy", "approver": "head of finance"}
    equity = f"Equity:{RESTRICTED.fund}"
    moves = (Move(f"{equity}:MovementInReserves", LEFT), Move(f"{equity}:EarmarkedReserve", -LEFT))
    return Entry(f"journal/reserved/{year.label}", year.day(3, 31), "", "Unspent, to the reserve", said, moves)


def _accrual(programme: Programme) -> Entry:
    """Return an accrual of ours at the last year's end: the finance system's balance lacks it, and that explains it."""
    centre, subjective = TWELFTHS.code(0)
    said = {"agreement": TWELFTHS.name, "cost-centre": centre, "subjective": subjective}
    moves = (
        Move(f"Expenses:{TWELFTHS.fund}:{ACTIVITIES[0]}", ACCRUED),
        Move(f"Liabilities:{TWELFTHS.fund}:Accruals", -ACCRUED),
    )
    day = programme.years[-1].day(3, 31)
    return Entry("journal/accrual", day, "", "Received and not invoiced", said, moves)

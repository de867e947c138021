"""Lives of a pool as hypothesis draws them: shares, a succession, a cap, grants, contributions and spending, on any day of two years."""

from __future__ import annotations

import datetime
import textwrap

from hypothesis import strategies as st

from tests.conftest import PREAMBLE

FIRST, LAST = datetime.date(2014, 4, 1), datetime.date(2016, 3, 31)
QUARTERS = [f"{year} Q{number}" for year in ("2014-15", "2015-16") for number in range(1, 5)]
PARTNERS = ("Council", "Police", "Trust")
#: Few days, so that things fall on one day and at the ends of years, beside any day.
days = st.one_of(
    st.sampled_from([FIRST, datetime.date(2014, 8, 15), datetime.date(2015, 3, 31), datetime.date(2015, 4, 1), LAST]),
    st.dates(FIRST, LAST),
)
pence = st.one_of(st.sampled_from([1, 100, 333_33, 1000_00]), st.integers(1, 5000_00))
OPENED = """
    2000-01-01 commodity GBP.INKIND
    2014-04-01 custom "fund" "Grant" "grant"
    2014-04-01 custom "fund" "Other" "grant"
    2014-04-01 open Assets:Grant:Cash
    2014-04-01 open Assets:Other:Cash
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Expenses:Grant:TransferOut:Pool
    2014-04-01 open Expenses:Other:TransferOut:Pool
    2014-04-01 open Income:Pool:TransferIn:Grant
    2014-04-01 open Income:Pool:TransferIn:Other
    2014-04-01 open Income:Other:TransferIn:Pool
    2014-04-01 open Expenses:Pool:TransferOut:Other
    2014-04-01 open Income:Pool:Fees
    2014-04-01 open Income:Pool:CouncilBudget
    2014-04-01 open Expenses:Pool:Delivery
    2014-04-01 open Expenses:Pool:Coordination
    2014-04-01 open Equity:Pool:EarmarkedReserve
"""


@st.composite
def lives(draw):
    """Return the text of a ledger with one pool; its last entry is of a third year, so that two are over."""
    ends = draw(st.one_of(st.none(), days.filter(lambda day: day > FIRST)))
    parts = [PREAMBLE, textwrap.dedent(OPENED), _terms(draw)]
    parts += [f'2014-04-01 custom "partner" "{name}" "body" "The {name}"\n' for name in PARTNERS]
    if ends:
        parts.append(
            f'{ends} custom "partner" "Board" "body" "The Board"\n{ends} custom "succession" "Trust" "Board"\n'
        )
    everyone = (*PARTNERS, *(("Board",) if ends else ()))
    parts += [
        f"2014-04-01 open {account}:{name}\n"
        for name in everyone
        for account in (
            "Income:Pool:Contributions",
            "Equity:Pool:PartnerBalance",
            "Assets:Pool:ContributionsReceivable",
        )
    ]
    parts.append(_shares(draw, ends))
    parts += _agreed(draw, ends)
    parts += [_event(draw, ends, number) for number in range(draw(st.integers(1, 9)))]
    parts.append(_entry(datetime.date(2016, 4, 30), "", "Expenses:Pool:Delivery", "Assets:Pool:Cash", 1))
    return "".join(parts)


def _terms(draw) -> str:
    surplus = draw(st.sampled_from(["carry-forward", "ring-fence", "return"]))
    by = draw(st.sampled_from(["shares", "shares", "families"]))
    return textwrap.dedent(f"""
        2014-04-01 custom "fund" "Pool" "pool"
          host: "Council"
          host-role: "{draw(st.sampled_from(["principal", "joint-operation", "agent"]))}"
          legal-basis: "local-partnership"
          reference: "Agreement of 1 April 2014"
          surplus: "{surplus}"
          apportioned-by: "{by}"
          shares-of: "12"
        2014-04-01 custom "headcount" "Pool" "Council" {draw(st.integers(1, 50))}
        2014-04-01 custom "headcount" "Pool" "Trust" {draw(st.integers(0, 50))}
    """)


def _shares(draw, ends) -> str:
    """Return risk shares, perhaps changed on a day, perhaps with a cap and a rule for one heading."""
    found = []
    changed = draw(st.lists(days.filter(lambda day: day > FIRST), max_size=2, unique=True))
    for day in (FIRST, *changed):
        found += _division(draw, day, ends, '"risk"')
    if draw(st.booleans()):
        found += _division(draw, FIRST, ends, '"risk"\n  account: Expenses:Pool:Coordination', "Police")
    if draw(st.booleans()):
        found[1] += f"  cap: {draw(pence) / 100:.2f} GBP\n"
    return "".join(found)


def _division(draw, day, ends, of, alone=""):
    # The Council has a part and no cap, so that somebody bears what is above a cap.
    one = draw(st.integers(0, 11))
    two = draw(st.integers(0, 11 - one))
    weights = (
        dict.fromkeys(PARTNERS, 0) | {alone: 12}
        if alone
        else dict(zip(PARTNERS, (12 - one - two, one, two), strict=True))
    )
    return [
        f'{day} custom "share" "Pool" "{_who(name, day, ends)}" "{weight}" {of}\n' for name, weight in weights.items()
    ]


def _who(name, day, ends) -> str:
    return "Board" if name == "Trust" and ends and day >= ends else name


def _agreed(draw, ends) -> list[str]:
    found = []
    for name in draw(st.lists(st.sampled_from(PARTNERS), max_size=3, unique=True)):
        day, until = FIRST, (ends - datetime.timedelta(days=1)) if name == "Trust" and ends else LAST
        until = draw(st.sampled_from([until, min(until, datetime.date(2015, 3, 31))]))
        found.append(f'{day} custom "contribution" "Pool" "{name}" {day} {until} {draw(pence) / 100:.2f} GBP "cash"\n')
    return found


def _event(draw, ends, number) -> str:  # noqa: PLR0911 - one return for each kind of event
    day, amount = draw(days), draw(pence)
    who = _who(draw(st.sampled_from(PARTNERS)), day, ends)
    late = "P13" if (day.month, day.day) == (3, 31) and draw(st.booleans()) else ""
    said = f'  period: "{day.year - 1}-{day.year % 100} P13"\n' if late else ""
    kind = draw(
        st.sampled_from(
            ["grant", "back", "paid", "invoice", "spent", "spent", "spent", "less", "fees", "council", "out", "brought"]
        )
    )
    income, cash = f"Income:Pool:Contributions:{who}", "Assets:Pool:Cash"
    match kind:
        case "grant" | "back":
            fund = draw(st.sampled_from(["Grant", "Other"]))
            amount = -amount if kind == "back" else amount
            other = _legs(f"Expenses:{fund}:TransferOut:Pool", f"Assets:{fund}:Cash", amount)
            return _entry(day, said, cash, f"Income:Pool:TransferIn:{fund}", amount) + other
        case "out":
            other = _legs("Assets:Other:Cash", "Income:Other:TransferIn:Pool", amount)
            return _entry(day, said, "Expenses:Pool:TransferOut:Other", cash, amount) + other
        case "paid":
            return _entry(day, said, cash, income, amount)
        case "invoice":
            owed = f"Assets:Pool:ContributionsReceivable:{who}"
            invoice = f'{said}  invoice: "INV-{number}"\n'
            asked = _entry(day, invoice, owed, income, amount)
            return asked + (
                _entry(day, invoice, cash, owed, draw(st.integers(1, amount))) if draw(st.booleans()) else ""
            )
        case "spent" | "less":
            heading = draw(st.sampled_from(["Delivery", "Coordination"]))
            return _entry(day, said, f"Expenses:Pool:{heading}", cash, amount if kind == "spent" else -amount)
        case "fees":
            return _entry(day, said, cash, "Income:Pool:Fees", amount)
        case "council":
            return _entry(day, said, cash, "Income:Pool:CouncilBudget", amount)
    return _entry(
        FIRST,
        "",
        cash,
        draw(st.sampled_from(["Equity:Pool:PartnerBalance:Police", "Equity:Pool:EarmarkedReserve"])),
        amount,
    )


def _entry(day, said: str, debit: str, credit: str, amount: int) -> str:
    return f'{day} * "Entry"\n{said}{_legs(debit, credit, amount)}'


def _legs(debit: str, credit: str, amount: int) -> str:
    return f"  {debit}  {amount / 100:.2f} GBP\n  {credit}  {-amount / 100:.2f} GBP\n"

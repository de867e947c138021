"""Lives as hypothesis draws them: any facts, on any days, in any order."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import strategies as st
from life_facts import (
    ENDS,
    FUND_OF,
    INCOME_OF,
    NEXT,
    YEAR,
    Agreed,
    Attached,
    Audited,
    Claimed,
    Counted,
    Credit,
    Drafted,
    Matched,
    Money,
    Reversed,
    Settings,
    Staged,
    Term,
    Window,
)
from life_reckoning import Life

FIRST, LAST = datetime.date(2012, 4, 1), datetime.date(2014, 3, 31)
#: Few days, so that things fall on one day, beside any day.
days = st.one_of(
    st.sampled_from([datetime.date(2012, 9, 30), datetime.date(2013, 1, 31), datetime.date(2013, 4, 30)]),
    st.dates(FIRST, LAST),
)
names = st.sampled_from([*FUND_OF])
pounds = st.sampled_from([100, 700, 800, 1400, 3200, -100, -700, 50])
windows = st.sampled_from(["", "", "W1", "W2"])
of_family = st.sampled_from(["F1", "F2"])
routes = st.sampled_from(["crime", "crime", "progress", "job"])
years = st.sampled_from([YEAR, YEAR, NEXT])
references = st.builds(lambda name, year, number: f"{name}/{year}/{number}", names, years, st.integers(1, 2))


@st.composite
def receipts(draw):
    """Return money from a funder: an instalment's, results', of nobody in particular, or paid back."""
    day, amount = draw(days), draw(pounds)
    what = draw(st.sampled_from(["instalment", "instalment", "results", "nobody", "repaid"]))
    if what == "instalment":
        reference = draw(references)
        name = reference.partition("/")[0]
        credit = draw(st.sampled_from([f"Income:{INCOME_OF[name]}", "Assets:GrantReceivable"]))
        return Money(day, {"instalment": reference}, amount, name, FUND_OF[name], credit=credit)
    if what == "results":
        said = draw(
            st.one_of(
                st.builds(lambda family, route: {"family": family, "route": route}, of_family, routes),
                windows.map(lambda window: {"window": window}),
                st.sampled_from(["C1", "C2"]).map(lambda claim: {"claim": claim}),
            )
        )
        return Money(day, said, amount, "TF1", "TF", credit="Results")
    name = draw(names)
    if what == "repaid":
        return Money(day, {}, -abs(amount), name, FUND_OF[name], credit="Liabilities:GrantRepayable")
    named = draw(st.sampled_from([name, ""]))
    return Money(day, {}, amount, named, FUND_OF[name], credit=f"Income:{INCOME_OF[name]}")


@st.composite
def journals(draw):
    """Return what is accrued, given up, or to go back."""
    day, amount, name = draw(days), abs(draw(pounds)), draw(names)
    what = draw(st.sampled_from(["accrued", "given up", "to repay"]))
    reference = draw(st.one_of(st.just(""), references.filter(lambda one: one.startswith(name))))
    said = {"instalment": reference} if reference else {}
    if what == "accrued":
        return Money(day, said, amount, name, FUND_OF[name], "Assets:GrantReceivable", f"Income:{INCOME_OF[name]}")
    if what == "to repay":
        return Money(day, {}, amount, name, FUND_OF[name], f"Income:{INCOME_OF[name]}", "Liabilities:GrantRepayable")
    debtor = "Assets:ResultsReceivable" if name == "TF1" and not reference else "Assets:GrantReceivable"
    return Money(day, said, amount, name, FUND_OF[name], "Expenses:WriteOffs", debtor)


KINDS = (
    st.builds(Agreed, days, names, days, st.sampled_from([100, 700, 1400, 3200]), years),
    st.builds(Agreed, days, names, days, st.sampled_from([100, 700, 1400, 3200]), years),
    st.builds(Agreed, days, st.just("TF1"), days, st.sampled_from([100, 700]), years, st.just(True)),
    st.builds(Staged, days),
    st.builds(Credit, days, st.just({}), pounds, pounds),
    receipts(),
    receipts(),
    receipts(),
    journals(),
    st.builds(Claimed, days, st.just({}), of_family, routes, years, windows, st.sampled_from(["", "", "C1"])),
    st.builds(Claimed, days, st.just({}), of_family, routes, st.just(YEAR)),
    st.builds(Claimed, days, st.just({}), of_family, routes, st.just(YEAR), windows, event=st.sampled_from(ENDS)),
    st.builds(Attached, days, st.just({}), st.one_of(of_family, st.just("")), st.just(1), years),
    st.builds(Attached, days, st.just({}), of_family, st.just(1), st.just(YEAR), st.just("Closed")),
    st.builds(Drafted, days, of_family, routes, windows),
    st.builds(Counted, days, st.integers(0, 5), days),
    st.builds(Window, days, st.sampled_from(["W1", "W2"]), days),
    st.builds(Audited, days, st.sampled_from(["W1", "W2"])),
    st.builds(Term, days, st.sampled_from([0, 30, 90])),
    st.builds(Matched, days, st.integers(0, 9), references),
    st.builds(Reversed, days, st.integers(0, 9), st.sampled_from([0, 0, 100, 650])),
)


@st.composite
def lives(draw):
    """Return a life: what happens to the second agreement of a fund, or to neither, happens after that is made."""
    chosen = Settings(
        draw(st.sampled_from(["on-claim", "on-claim", "on-receipt", "on-achievement"])),
        draw(st.sampled_from(["FALSE", "FALSE", "TRUE"])),
        draw(st.sampled_from([0, 30])),
        draw(st.one_of(st.just(FIRST), days)),
    )
    found = [Attached(FIRST, number=3)] if draw(st.booleans()) else []
    # A few kinds of fact a life, so that those which only matter together meet.
    kinds = draw(st.lists(st.sampled_from(range(len(KINDS))), min_size=1, max_size=6, unique=True))
    found += draw(st.lists(st.one_of([KINDS[one] for one in kinds]), max_size=10))
    return Life(chosen, tuple(_as_agreed(one, chosen) for one in found))


def _as_agreed(one, chosen):
    if isinstance(one, Money) and one.credit == "Results":
        credit = "Income:ResultsPayments" if chosen.policy == "on-receipt" else "Assets:ResultsReceivable"
        return replace(one, credit=credit)
    if isinstance(one, Claimed):
        return replace(one, policy=chosen.policy)
    is_of_nobody = isinstance(one, Money) and (one.agreement, one.fund) == ("", "TF")
    if is_of_nobody or "CO" in (getattr(one, "agreement", ""), getattr(one, "name", "")):
        return replace(one, day=max(one.day, chosen.second))
    return one

"""What a pool spends is divided by the shares of each day, to the penny, whatever the order."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.apportioning import NOBODY, apportion
from ledger.shares import RISK, Shares, Since, Timeline

FIRST = datetime.date(2014, 4, 1)
NAMES = ("Council", "Districts", "Police", "TrustA", "TrustB")
DAYS = st.integers(0, 364).map(lambda number: FIRST + datetime.timedelta(days=number))
SPENT = st.lists(st.tuples(DAYS, st.just("Expenses:Pool:Delivery"), st.integers(-(10**9), 10**9)), max_size=20)
WEIGHTS = st.dictionaries(st.sampled_from(NAMES), st.fractions(0, 10, max_denominator=97), min_size=1).filter(
    lambda weights: sum(weights.values()) > 0
)


def _shares(*states: tuple[datetime.date, dict[str, Fraction]]) -> Shares:
    ordered = tuple(
        Since(day, {name: Fraction(one) for name, one in sorted(weights.items()) if one}, {})
        for day, weights in sorted(states, key=lambda one: one[0])
    )
    return Shares({(RISK, ""): Timeline(ordered)}, {})


def _pence(parts):
    return {name: part.pence for name, part in parts.items()}


SHARES = st.tuples(WEIGHTS, DAYS, WEIGHTS).map(lambda one: _shares((FIRST, one[0]), (one[1], one[2])))


@given(SPENT, SHARES)
def test_the_parts_sum_to_the_whole(spent, shares):
    gross = sum(pence for _, _, pence in spent)
    assert sum(_pence(apportion(spent, gross, shares)).values()) == gross


@given(SPENT, SHARES, st.integers(0, 10**9))
def test_the_parts_of_what_grants_leave_sum_to_what_they_leave(spent, shares, met):
    gross = sum(pence for _, _, pence in spent)
    net = gross - met if gross > met else gross
    assert sum(_pence(apportion(spent, net, shares)).values()) == net


@given(SPENT, SHARES, st.randoms())
def test_the_order_of_postings_does_not_matter(spent, shares, random):
    gross = sum(pence for _, _, pence in spent)
    shuffled = random.sample(spent, len(spent))
    assert apportion(shuffled, gross, shares) == apportion(spent, gross, shares)


@given(SPENT, SHARES)
def test_nobody_is_a_penny_or_more_from_the_exact_share_of_each_day(spent, shares):
    gross = sum(pence for _, _, pence in spent)
    parts = apportion(spent, gross, shares)
    for name in NAMES:
        exact = sum((pence * shares.borne(account, day).get(name, 0) for day, account, pence in spent), Fraction(0))
        got = parts[name].pence if name in parts else 0
        assert abs(got - exact) < 1
        assert name not in parts or parts[name].penny == got - exact.__floor__()


@given(SPENT, SHARES, st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**8)))
def test_nobody_bears_more_than_its_cap_and_nothing_is_lost(spent, shares, caps):
    gross = sum(pence for _, _, pence in spent)
    parts = apportion(spent, gross, shares, caps)
    assert sum(_pence(parts).values()) == gross
    for name, cap in caps.items():
        if name in parts:
            assert parts[name].pence <= cap


def test_three_equal_partners_share_a_pound_to_the_penny_in_the_order_of_their_names():
    shares = _shares((FIRST, dict.fromkeys(("Police", "Council", "Districts"), Fraction(1, 3))))
    parts = apportion([(FIRST, "Expenses:Pool:Delivery", 100)], 100, shares)
    assert _pence(parts) == {"Council": 34, "Districts": 33, "Police": 33}
    assert [part.penny for part in parts.values()] == [1, 0, 0]


def test_a_share_changed_on_15_august_counts_from_that_day():
    change = datetime.date(2014, 8, 15)
    shares = _shares(
        (FIRST, {"Council": Fraction(1, 2), "Police": Fraction(1, 2)}),
        (change, {"Council": Fraction(3, 4), "Police": Fraction(1, 4)}),
    )
    spent = [(change - datetime.timedelta(days=1), "E", 100_00), (change, "E", 100_00)]
    assert _pence(apportion(spent, 200_00, shares)) == {"Council": 125_00, "Police": 75_00}


def test_what_is_above_a_cap_goes_to_the_others_by_what_they_bear():
    shares = _shares((FIRST, {"Council": Fraction(1, 2), "Districts": Fraction(1, 4), "Police": Fraction(1, 4)}))
    parts = apportion([(FIRST, "E", 1000_00)], 1000_00, shares, {"Police": 100_00})
    assert _pence(parts) == {"Council": 600_00, "Districts": 300_00, "Police": 100_00}
    assert parts["Police"].is_capped
    assert not parts["Council"].is_capped


def test_one_cap_that_pushes_another_over_its_own_is_followed_through():
    shares = _shares((FIRST, {"Council": Fraction(1, 2), "Districts": Fraction(1, 4), "Police": Fraction(1, 4)}))
    parts = apportion([(FIRST, "E", 1000_00)], 1000_00, shares, {"Police": 100_00, "Districts": 260_00})
    assert _pence(parts) == {"Council": 640_00, "Districts": 260_00, "Police": 100_00}


def test_what_nobody_may_bear_is_nobodys_and_said_so():
    shares = _shares((FIRST, {"Council": Fraction(1)}))
    assert _pence(apportion([(FIRST, "E", 10_00)], 10_00, shares, {"Council": 4_00})) == {NOBODY: 6_00, "Council": 4_00}
    assert _pence(apportion([(FIRST - datetime.timedelta(days=1), "E", 10_00)], 10_00, shares)) == {NOBODY: 10_00}

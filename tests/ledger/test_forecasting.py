from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import forecasting
from ledger.forecasting import Forecast, Monitoring, Position, computed, expected, flag

DELIVERY, HUBS, YOUTH = "Expenses:EA:Delivery", "Expenses:EA:Delivery:Hubs", "Expenses:EA:Delivery:Youth"
NORTH, SOUTH = f"{HUBS}:North", f"{HUBS}:South"
JUNE, JULY = datetime.date(2018, 6, 30), datetime.date(2018, 7, 31)


def position(budget=1200, actual=300, committed=0, rest=900, elapsed="1/4", **at):
    return Position(budget, actual, committed, rest, Fraction(elapsed), at)


def stated(account, pence, day=JUNE):
    return Forecast(account, "2018-19", pence, "trend, A. Officer", day, {})


def come(positions, *several, is_over=False):
    return expected(positions, several, {}, is_over=is_over)


@pytest.mark.parametrize(
    ("method", "own", "pence", "by"),
    [
        ("rest-of-profile", position(), 1200, "actual and the rest of the profile"),
        ("rest-of-profile", position(committed=900), 1200, "actual and the rest of the profile"),
        ("rest-of-profile", position(committed=901), 1201, "actual and commitments, more than the rest of the profile"),
        ("rest-of-profile", position(0, 300, 50, 0), 350, "actual and commitments: no budget"),
        ("straight-line", position(), 1200, "straight line: actual is 25 % of its periods"),
        (
            "straight-line",
            position(actual=100, elapsed="7/12"),
            171,
            "straight line: actual is 58.3333 % of its periods",
        ),
        ("straight-line", position(actual=0, rest=1200, elapsed="0"), 1200, "actual and the rest of the profile"),
        ("straight-line", position(actual=-10), -40, "straight line: actual is 25 % of its periods"),
        ("commitments", position(committed=50), 350, "actual and commitments"),
    ],
)
def test_what_each_method_comes_to_and_how_it_is_named(method, own, pence, by):
    assert computed(own, method, is_over=False) == forecasting.Outturn(pence, by)


def test_a_year_that_is_over_comes_to_what_was_spent_whatever_was_forecast():
    came = come({HUBS: position(committed=500)}, stated(HUBS, 999), is_over=True)
    assert came.of[HUBS] == forecasting.Outturn(300, "outturn: the year is over")
    assert list(came.status.values()) == ["the year is over"]


def test_an_officer_s_forecast_goes_before_a_method():
    came = come({HUBS: position()}, stated(HUBS, 1000))
    assert (came.of[HUBS].pence, came.of[HUBS].method) == (1000, "trend, A. Officer")
    assert came.said == ()


def test_a_forecast_of_a_heading_holds_for_its_activities_together():
    came = come({HUBS: position(), YOUTH: position()}, stated(DELIVERY, 2500))
    assert (came.of[HUBS].pence, came.of[YOUTH].pence) == (1200, 1200)
    assert came.more[DELIVERY].pence == 100
    assert came.said == ()


def test_a_forecast_of_a_heading_with_one_activity_is_the_activity_s():
    came = come({HUBS: position()}, stated(DELIVERY, 1000))
    assert (came.of[HUBS].pence, came.of[HUBS].method) == (1000, "Delivery: trend, A. Officer")
    assert not came.more


def test_a_heading_with_spending_of_its_own_takes_what_its_activities_leave():
    came = come({DELIVERY: position(0, 10, 0, 0), HUBS: position()}, stated(DELIVERY, 1300))
    assert (came.of[DELIVERY].pence, came.of[HUBS].pence) == (100, 1200)


def test_a_forecast_of_a_fund_takes_in_those_of_its_headings():
    came = come(
        {HUBS: position(), YOUTH: position(), "Expenses:EA:Evaluation": position()},
        stated(DELIVERY, 2500),
        stated("Expenses:EA", 4000),
    )
    assert came.more[DELIVERY].pence == 100
    assert came.more["Expenses:EA"].pence == 4000 - 2500 - 1200


def test_forecasts_below_an_allocation_count_with_what_the_rest_has_so_far():
    own = position(**{NORTH: 100, SOUTH: 60})
    came = come({HUBS: own}, stated(NORTH, 500))
    assert came.of[HUBS].pence == 560
    assert came.of[HUBS].method == "Delivery, Hubs, North: trend, A. Officer, with actual and commitments of the rest"


def test_a_forecast_gives_way_to_a_later_one_below_it_and_that_is_said():
    came = come({HUBS: position(), YOUTH: position()}, stated(DELIVERY, 2500), stated(HUBS, 2000, JULY))
    assert (came.of[HUBS].pence, came.of[YOUTH].pence, dict(came.more)) == (2000, 1200, {})
    assert came.said == (
        (
            "the forecast of Delivery (£25, 2018-06-30) gave way to the later one of Delivery, Hubs (£20, 2018-07-31): give it again where "
            "it still holds."
        ),
    )
    assert set(came.status.values()) == {"counts", "gave way to Delivery, Hubs, 2018-07-31"}


@pytest.mark.parametrize(
    ("heading", "activities", "contradict"),
    [
        (2500, (1200, 1300), False),
        (2500, (1200, 1301), True),
        (2500, (1200, 1299), True),
        (2500, (1200, None), False),
        (2500, (2501, None), True),
    ],
)
def test_forecasts_that_cannot_both_hold_are_said_and_the_heading_s_counts(heading, activities, contradict):
    several = [stated(name, pence) for name, pence in zip((HUBS, YOUTH), activities, strict=True) if pence is not None]
    came = come({HUBS: position(), YOUTH: position()}, stated(DELIVERY, heading), *several)
    assert sum(one.pence for one in (*came.of.values(), *came.more.values())) == heading
    assert bool(came.said) is contradict
    if contradict:
        assert "contradict each other; that of Delivery counts, as it is no earlier." in came.said[0]


def test_forecasts_below_an_allocation_that_contradict_are_said():
    own = position(**{f"{NORTH}:One": 10})
    came = come({HUBS: own}, stated(NORTH, 100), stated(f"{NORTH}:One", 101))
    assert came.of[HUBS].pence == 100
    assert came.said == (
        (
            "the forecast of Delivery, Hubs, North (£1, 2018-06-30) and those below it (£1.01) contradict each other; that of Delivery, Hubs, "
            "North counts, as it is no earlier."
        ),
    )
    assert sorted(came.status.values()) == ["counts", "part of that of Delivery, Hubs, North"]


ACCOUNTS = st.sampled_from(["Expenses:EA", DELIVERY, HUBS, YOUTH, NORTH, SOUTH])


@given(
    st.dictionaries(ACCOUNTS, st.integers(-1000, 1000), min_size=1),
    st.dictionaries(ACCOUNTS, st.integers(-1000, 1000)),
)
def test_the_widest_forecast_is_what_everything_below_it_comes_to(actuals, amounts):
    positions = {name: position(0, pence, 0, 0, "1/2", **{name: pence}) for name, pence in actuals.items()}
    several = [stated(name, pence) for name, pence in amounts.items()]
    came = come(positions, *several)
    assert set(came.status) == set(several)
    for name, pence in amounts.items():
        covers = any(one == name or one.startswith(f"{name}:") for one in positions)
        outermost = not any(name != other and name.startswith(f"{other}:") for other in amounts)
        if covers and outermost:
            below = {**came.of, **{f"{one}+": outturn for one, outturn in came.more.items()}}
            assert pence == sum(
                o.pence for one, o in below.items() if one.rstrip("+") == name or one.startswith(f"{name}:")
            )


@pytest.mark.parametrize(
    ("variance", "budget", "tolerance", "words"),
    [
        (0, 1000, 0, "on budget"),
        (123, 1000, 0, "overspend of £1.23 (12.3 %)"),
        (-100_00, 1000_00, 0, "underspend of £100 (10.0 %)"),
        (500, 0, 0, "overspend of £5 (no budget)"),
        (500, -1000, 0, "overspend of £5 (no budget)"),
        (500, 10_000, 500, "on budget: £5 over, within tolerance"),
        (-501, 10_000, 500, "underspend of £5.01 (5.0 %)"),
        (-500, 10_000, 500, "on budget: £5 under, within tolerance"),
    ],
)
def test_over_and_under_in_words(variance, budget, tolerance, words):
    assert flag(variance, budget, tolerance) == words


def test_the_nearest_setting_counts_and_the_greater_tolerance():
    settings = {
        "Expenses:EA": Monitoring("Expenses:EA", "commitments", 100, None, {}),
        DELIVERY: Monitoring(DELIVERY, None, 5, Fraction(1, 50), {}),
        HUBS: Monitoring(HUBS, "straight-line", None, None, {}),
    }
    assert forecasting.method_of(HUBS, settings) == "straight-line"
    assert forecasting.method_of(YOUTH, settings) == "commitments"
    assert forecasting.method_of("Expenses:Other:Delivery", settings) == "rest-of-profile"
    assert forecasting.allowed(HUBS, 1000, settings) == 20
    assert forecasting.allowed(HUBS, 100, settings) == 5
    assert forecasting.allowed("Expenses:EA:Evaluation", 1000, settings) == 100
    assert forecasting.allowed("Expenses:Other:Delivery", 1000, settings) == 0

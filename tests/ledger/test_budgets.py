from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import budgets
from ledger.agreements import Allocation, Virement
from ledger.budgets import Approved, Profile
from ledger.periods import Calendar

WEEKS = """
[[year]]
label = "2018-19"
periods = [
""" + "".join(
    f"  {{ quarter = {number // 4 + 1}, start = {datetime.date(2018, 4, 1) + datetime.timedelta(28 * number)}, "
    f"end = {datetime.date(2019, 3, 31) if number == 12 else datetime.date(2018, 4, 1) + datetime.timedelta(28 * number + 27)} }},\n"
    for number in range(13)
) + "]\n"  # fmt: skip
DAYS = st.dates(datetime.date(2017, 1, 1), datetime.date(2021, 12, 31))
PENCE = st.integers(1, 10**12)
WEIGHTS = st.lists(st.integers(0, 9), min_size=12, max_size=13).filter(any)
DELIVERY, HUBS, EVALUATION = "Expenses:EA:Delivery", "Expenses:EA:Delivery:Hubs", "Expenses:EA:Evaluation"


@pytest.fixture(scope="module", params=["months", "weeks"])
def calendar(request, tmp_path_factory):
    """Return the usual calendar, and one of thirteen periods of four weeks in 2018-19."""
    if request.param == "months":
        return Calendar()
    path = tmp_path_factory.mktemp("calendar") / "calendar.toml"
    path.write_text(WEEKS, encoding="utf-8")
    return Calendar.read(path)


def allocation(start, end, amount, account=DELIVERY):
    return Allocation("EA", account, start, end, amount, {})


def profile(weights, account=DELIVERY, year="2018-19"):
    return Profile(account, year, tuple(map(Fraction, weights)), datetime.date(2018, 4, 1), {})


def virement(day, amount, source=DELIVERY, target=EVALUATION, year=None):
    return Virement(day, source, target, amount, "Board", year, {})


def year(known, label, calendar=None):
    return budgets.of_year(known, calendar or Calendar(), "EA", label)


def days(text):
    return [datetime.date.fromisoformat(one) for one in text.split()]


@given(DAYS, DAYS, PENCE, WEIGHTS)
def test_the_parts_of_an_allocation_sum_to_it_whatever_its_days_weights_and_calendar(
    calendar, one, other, amount, weights
):
    own = allocation(min(one, other), max(one, other), amount)
    shares = [Fraction(weight) for weight in weights]
    parts = budgets.by_period(own, calendar, {2018: shares})
    assert sum(parts.values()) == amount
    assert all(pence >= 0 for pence in parts.values())
    assert not any(calendar.is_adjusting(key) for key in parts)
    assert all(calendar.days(key)[0] <= own.end and calendar.days(key)[1] >= own.start for key in parts)


@given(DAYS, DAYS, PENCE, WEIGHTS)
def test_a_profile_moves_nothing_from_year_to_year(calendar, one, other, amount, weights):
    own = allocation(min(one, other), max(one, other), amount)
    plain = budgets.by_period(own, calendar)
    profiled = budgets.by_period(own, calendar, {2018: [Fraction(weight) for weight in weights]})

    def by_year(parts):
        return {label: sum(pence for key, pence in parts.items() if key // 100 == label) for label in range(2016, 2023)}

    assert by_year(plain) == by_year(profiled)


@given(DAYS, DAYS, PENCE)
def test_the_years_of_an_allocation_sum_to_it(calendar, one, other, amount):
    known = Approved((allocation(min(one, other), max(one, other), amount),), (), ())
    years = budgets.years_of(known, calendar)
    assert sum(budget.pence for label in years for budget in year(known, label, calendar).budgets.values()) == amount


@given(
    st.lists(
        st.tuples(DAYS, PENCE, st.permutations([DELIVERY, HUBS, EVALUATION]), st.sampled_from([None, "2018-19"])),
        max_size=6,
    ),
    WEIGHTS,
)
def test_virements_keep_the_total_of_every_year_and_every_period(calendar, moves, weights):
    virements = tuple(virement(day, pence, one, other, label) for day, pence, (one, other, _), label in moves)
    allocated = (
        allocation(*days("2018-04-01 2019-03-31"), 120_000_01, HUBS),
        allocation(*days("2018-04-01 2020-09-30"), 77_777_77, EVALUATION),
    )
    without = Approved(allocated, (), (profile(weights),))
    known = Approved(allocated, virements, (profile(weights),))
    for label in budgets.years_of(known, calendar):
        one, other = year(without, label, calendar), year(known, label, calendar)
        assert sum(budget.moved for budget in other.budgets.values()) == 0
        assert sum(budget.pence for budget in one.budgets.values()) == sum(b.pence for b in other.budgets.values())
        assert all(budget.until(label * 100 + 99) == budget.pence for budget in other.budgets.values())


def test_equal_months_and_equal_years_to_the_penny():
    parts = budgets.by_period(allocation(*days("2018-04-01 2020-03-31"), 250_000_00), Calendar())
    assert sum(parts[key] for key in range(201801, 201813)) == 125_000_00
    assert parts[201801] == 10_416_67
    assert parts[201812] == 10_416_66
    assert 201813 not in parts


def test_days_within_a_month_are_their_part_of_it():
    parts = budgets.by_period(allocation(*days("2018-04-16 2018-05-31"), 300), Calendar())
    assert parts == {201801: 100, 201802: 200}


def test_a_profile_gives_each_posting_period_its_weight():
    known = Approved((allocation(*days("2018-04-01 2019-03-31"), 1300),), (), (profile([1] * 11 + [2]),))
    of_year = year(known, 2018).budgets[DELIVERY]
    assert [of_year.of(key) for key in range(201801, 201813)] == [100] * 11 + [200]
    assert of_year.until(201806) == 600


def test_the_nearest_profile_above_counts_and_one_of_another_year_does_not():
    allocated = (allocation(*days("2018-04-01 2019-03-31"), 1200, HUBS),)
    late, early = [0] * 11 + [1], [1] + [0] * 11
    known = Approved(allocated, (), (profile(late, "Expenses:EA"), profile(early), profile(late, HUBS, "2019-20")))
    assert year(known, 2018).budgets[HUBS].of(201801) == 1200


def test_a_profile_without_weight_where_the_allocation_has_days_is_passed_over():
    own = profile([1] * 6 + [0] * 6)
    known = Approved((allocation(*days("2018-10-01 2019-03-31"), 600),), (), (own,))
    of_year = year(known, 2018)
    assert of_year.passed_over == (own,)
    assert of_year.budgets[DELIVERY].of(201807) == 100


def test_a_virement_moves_budget_from_its_date_on_as_the_account_s_own_is_profiled():
    known = Approved(
        (
            allocation(*days("2018-04-01 2019-03-31"), 1200),
            allocation(*days("2018-04-01 2019-03-31"), 1200, EVALUATION),
        ),
        (virement(datetime.date(2018, 12, 15), 500),),
        (profile([1] * 11 + [2]),),
    )
    budget = year(known, 2018).budgets
    assert budget[DELIVERY].until(201808) == sum(budget[DELIVERY].allocated[key] for key in range(201801, 201809))
    assert [budget[DELIVERY].vired[key] for key in range(201809, 201813)] == [-100, -100, -100, -200]
    assert [budget[EVALUATION].vired[key] for key in range(201809, 201813)] == [125] * 4


def test_a_virement_to_an_account_below_an_allocation_counts_towards_it():
    known = Approved(
        (allocation(*days("2018-04-01 2019-03-31"), 1200), allocation(*days("2018-04-01 2019-03-31"), 50, EVALUATION)),
        (virement(datetime.date(2019, 3, 31), 50, EVALUATION, HUBS),),
        (),
    )
    budget = year(known, 2018).budgets
    assert (budget[DELIVERY].pence, budget[EVALUATION].pence) == (1250, 0)
    assert HUBS not in budget


def test_a_virement_approved_in_march_for_the_next_year():
    known = Approved(
        (allocation(*days("2019-04-01 2020-03-31"), 1200),),
        (virement(datetime.date(2019, 3, 20), 120, year="2019-20"),),
        (),
    )
    assert budgets.years_of(known, Calendar()) == {2019}
    budget = year(known, 2019).budgets
    assert budget[DELIVERY].of(201901) == 90
    assert budget[EVALUATION].of(201901) == 10


def test_two_allocations_of_one_account_add_up():
    known = Approved(
        (allocation(*days("2018-04-01 2018-09-30"), 600), allocation(*days("2018-04-01 2019-03-31"), 1200)), (), ()
    )
    assert year(known, 2018).budgets[DELIVERY].until(201806) == 1200


def test_an_adjusting_period_has_no_budget():
    assert budgets.periods_of(Calendar(), 2018) == tuple(range(201801, 201813))

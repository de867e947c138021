from __future__ import annotations

import pytest

from tests.ledger.test_budgets import WEEKS

EA = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "fund" "TF" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Income:EA:Grant
2018-04-01 open Expenses:EA:Delivery:Hubs
2018-04-01 open Expenses:EA:Evaluation
2018-04-01 open Expenses:EA:TransferOut:TF
2018-04-01 open Income:TF:TransferIn:EA
2018-04-01 open Expenses:TF:Delivery
2018-04-01 custom "agreement" "EA" "EA" "grant"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
  recognition-reason: "no conditions to meet"
2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2019-03-31 1200.00 GBP
2018-04-01 custom "allocation" "EA" Expenses:EA:Evaluation 2018-10-01 2019-03-31 60.00 GBP
"""
EQUAL = ", ".join(["1"] * 12)


@pytest.fixture
def with_directives(write, load):
    """Load a sound agreement with two allocations, and further directives."""

    def loaded(*directives):
        write("books/agreements.beancount", EA + "\n".join(directives))
        return load()

    return loaded


def test_a101_weights_that_are_none(with_directives, breaks):
    """
    include "books/agreements.beancount"
    """
    for weights in ("0, 0", "1, -1", "all in March", "1e3", "⅓"):
        book = with_directives(f'2018-04-01 custom "profile" Expenses:EA:Delivery "2018-19" "{weights}"')
        assert breaks(book, "A101").message == (
            f'custom "profile": weights is "{weights}", and should be a weight for each posting period such as '
            '"1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2", none below zero and one above'
        )


@pytest.mark.parametrize("number", [11, 13])
def test_a140_weights_for_other_than_the_year_s_posting_periods(with_directives, breaks, number):
    """
    include "books/agreements.beancount"
    """
    weights = " ".join(["1"] * number)
    book = with_directives(f'2018-04-01 custom "profile" Expenses:EA:Delivery "2018-19" "{weights}"')
    assert breaks(book, "A140").message == (
        f"the profile of Expenses:EA:Delivery has {number} weights, and 2018-19 has 12 posting periods: give one for each, 0 where "
        "nothing is to be spent"
    )


def test_a140_a_calendar_of_four_weeks(with_directives, write, keeps):
    """
    include "books/agreements.beancount"
    """
    write("calendar.toml", WEEKS)
    book = with_directives(f'2018-04-01 custom "profile" Expenses:EA:Delivery "2018-19" "{EQUAL}, 0.5"')
    assert keeps(book, "A140")
    assert keeps(book, "A142")


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        (
            'custom "profile" Income:EA:Grant "2018-19" "{equal}"',
            "the profile of Income:EA:Grant is of no spending: name an account such as Expenses:EA:Delivery",
        ),
        (
            'custom "forecast" Expenses:EA:TransferOut:TF "2018-19" 1.00 GBP "trend"',
            "the forecast of Expenses:EA:TransferOut:TF is of no spending: name an account such as Expenses:EA:Delivery",
        ),
        (
            'custom "forecast" Assets:EA:Cash "2018-19" 1.00 GBP "trend"',
            "the forecast of Assets:EA:Cash is of no spending: name an account such as Expenses:EA:Delivery",
        ),
        (
            'custom "monitoring" Income:EA\n  method: "commitments"',
            "the monitoring of Income:EA is of no spending: name an account such as Expenses:EA:Delivery",
        ),
        (
            'custom "forecast" Expenses:Elsewhere:Delivery "2018-19" 1.00 GBP "trend"',
            "the forecast of Expenses:Elsewhere:Delivery names the fund 'Elsewhere', which is not in the books: correct the account",
        ),
    ],
)
def test_a141_of_what_no_fund_spends(with_directives, breaks, directive, said):
    """
    include "books/agreements.beancount"
    2018-04-01 open Expenses:Elsewhere:Delivery
    """
    book = with_directives(f"2018-04-01 {directive.format(equal=EQUAL)}")
    assert breaks(book, "A141").message == said


def test_profiles_forecasts_and_settings_of_a_fund_and_below(with_directives, keeps):
    """
    include "books/agreements.beancount"
    """
    book = with_directives(
        f'2018-04-01 custom "profile" Expenses:EA "2018-19" "{EQUAL}"',
        '2018-04-01 custom "forecast" Expenses:EA:Delivery:Hubs "2018-19" -1.00 GBP "credit due, officer"',
        '2018-04-01 custom "forecast" Expenses:EA "2018-19" 1.00 GBP "trend, officer"',
        '2018-04-01 custom "forecast" Income:EA:Grant "2018-19" 1.00 GBP "as agreed, officer"',
        '2018-04-01 custom "monitoring" Expenses:EA\n  tolerance-share: "2%"',
    )
    assert keeps(book, "A140")
    assert keeps(book, "A141")
    assert keeps(book, "A142")


@pytest.mark.parametrize(
    "directive",
    [
        f'custom "profile" Expenses:EA:Delivery:Hubs "2018-19" "{EQUAL}"',
        f'custom "profile" Expenses:EA:Delivery "2019-20" "{EQUAL}"',
        f'custom "profile" Expenses:TF "2018-19" "{EQUAL}"',
        'custom "profile" Expenses:EA:Evaluation "2018-19" "1 1 1 1 1 1 0 0 0 0 0 0"',
    ],
    ids=["below the allocation", "of another year", "of a fund without budget", "where the allocation has no days"],
)
def test_a142_a_profile_that_divides_nothing(with_directives, breaks, directive):
    """
    include "books/agreements.beancount"
    """
    said = breaks(with_directives(f"2018-04-01 {directive}"), "A142").message
    assert "divides nothing: no allocation to it or below has days in the periods that it gives weight to" in said


def test_a142_a_setting_that_sets_nothing(with_directives, breaks):
    """
    include "books/agreements.beancount"
    """
    book = with_directives('2018-04-01 custom "monitoring" Expenses:EA:Delivery')
    assert breaks(book, "A142").message == (
        "the monitoring of Expenses:EA:Delivery sets nothing: add method: or tolerance:, or take it away"
    )


def test_a142_an_allocation_for_days_of_no_posting_period(with_directives, write, breaks):
    """
    include "books/agreements.beancount"
    """
    write(
        "calendar.toml",
        '[[year]]\nlabel = "2019-20"\nperiods = [{ quarter = 1, start = 2019-04-09, end = 2020-03-31 }]',
    )
    book = with_directives('2019-04-01 custom "allocation" "EA" Expenses:EA:Evaluation 2019-04-02 2019-04-08 5.00 GBP')
    assert "from 2019-04-02 to 2019-04-08 has days in no posting period" in breaks(book, "A142").message


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ("Expenses:EA:Delivery Expenses:TF:Delivery", "is between two funds: enter a transfer by a journal"),
        ("Expenses:EA:Delivery Expenses:EA:Delivery", "moves no budget: name two expenses accounts of one fund"),
        ("Expenses:EA:Delivery Income:EA:Grant", "moves no budget: name two expenses accounts of one fund"),
        ("Expenses:EA:TransferOut:TF Expenses:EA:Delivery", "moves no budget: name two expenses accounts of one fund"),
    ],
)
def test_a143_a_virement_that_moves_no_budget_of_a_fund(with_directives, breaks, accounts, said):
    """
    include "books/agreements.beancount"
    """
    book = with_directives(f'2018-07-01 custom "virement" {accounts} 5.00 GBP "Board"')
    assert said in breaks(book, "A143").message


def test_a143_a_virement_on_a_day_of_no_posting_period(with_directives, write, breaks, keeps):
    """
    include "books/agreements.beancount"
    """
    one = '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-02, end = 2019-03-31 }]'
    write("calendar.toml", one)
    moved = '2018-04-01 custom "virement" Expenses:EA:Delivery Expenses:EA:Evaluation 5.00 GBP "Board"'
    assert "is dated 2018-04-01, which no posting period holds" in breaks(with_directives(moved), "A143").message
    assert keeps(with_directives(f'{moved}\n  year: "2018-19"'), "A143")


def test_a144_virements_that_take_more_than_the_budget(with_directives, breaks):
    """
    include "books/agreements.beancount"
    """
    book = with_directives(
        '2018-07-01 custom "virement" Expenses:EA:Evaluation Expenses:EA:Delivery 50.00 GBP "Board, July"',
        '2018-08-01 custom "virement" Expenses:EA:Evaluation Expenses:EA:Delivery 20.50 GBP "Board, August"',
    )
    said = breaks(book, "A144")
    assert said.message == (
        "virements of 2018-19 take £70.50 more from Expenses:EA:Evaluation than they bring, and its budget is £60: that is £10.50 too much"
    )
    assert said.line.startswith("2018-08-01")


def test_virements_of_all_that_there_is_and_back(with_directives, keeps):
    """
    include "books/agreements.beancount"
    """
    book = with_directives(
        '2018-07-01 custom "virement" Expenses:EA:Evaluation Expenses:EA:Delivery 60.00 GBP "Board, July"',
        '2018-08-01 custom "virement" Expenses:EA:Delivery:Hubs Expenses:EA:Evaluation 20.00 GBP "Board, August"',
    )
    assert keeps(book, "A143")
    assert keeps(book, "A144")

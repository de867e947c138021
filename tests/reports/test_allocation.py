from __future__ import annotations

import pytest

EA = """
2018-04-01 custom "fund" "EA" "grant"
  title: "Earned Autonomy"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Liabilities:EA:Accruals
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Coordination
2018-04-01 open Expenses:EA:Delivery:Hubs
2018-04-01 open Expenses:EA:Delivery:Hubs:North
2018-04-01 open Expenses:EA:Delivery:Adolescents
2018-04-01 open Expenses:EA:Evaluation
2018-04-01 open Expenses:EA:Unallocated
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
  recognition-reason: "no conditions to meet"
2018-04-01 custom "instalment" "EA" 2018-04-27 600.00 GBP "upfront" "2018-19"
2018-04-01 custom "instalment" "EA" 2018-10-26 400.00 GBP "upfront" "2018-19"
2018-04-01 custom "allocation" "EA" Expenses:EA:Coordination 2018-04-01 2019-03-31 100.00 GBP
2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery:Hubs 2018-04-01 2019-03-31 500.00 GBP
2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery:Adolescents 2018-04-01 2019-03-31 200.00 GBP
"""
KEPT = ("activity", "approved", "vired", "spent", "committed", "remaining", "used")


@pytest.fixture(autouse=True)
def ea(write):
    """Write the agreement that the docstrings of this module include."""
    write("ea.beancount", EA)


@pytest.fixture
def headings(table, pick):
    """Return the lines of the fund EA; without a period those of all the books."""
    return lambda period=None, *names: pick(table("allocation", "headings-EA", period), *(names or KEPT))


def test_headings_with_and_without_activities(headings):
    """
    include "ea.beancount"
    2018-05-01 * "hub"
      Expenses:EA:Delivery:Hubs   120.00 GBP
      Assets:EA:Cash             -120.00 GBP
    2018-05-02 * "coordinator"
      Expenses:EA:Coordination   30.00 GBP
      Assets:EA:Cash            -30.00 GBP
    """
    assert headings() == [
        ("Coordination", "100.00", "0.00", "30.00", "0.00", "70.00", "30.0"),
        ("Hubs", "500.00", "0.00", "120.00", "0.00", "380.00", "24.0"),
        ("Adolescents", "200.00", "0.00", "0.00", "0.00", "200.00", "0.0"),
        ("Delivery, total", "700.00", "0.00", "120.00", "0.00", "580.00", "17.1"),
        ("Total", "800.00", "0.00", "150.00", "0.00", "650.00", "18.8"),
    ]
    assert headings(None, "activity", "share") == [
        ("Coordination", "12.5"),
        ("Hubs", "62.5"),
        ("Adolescents", "25.0"),
        ("Delivery, total", "87.5"),
        ("Total", "100.0"),
    ]


def test_spending_below_the_allocated_account_counts_towards_it(headings):
    """
    include "ea.beancount"
    2018-05-01 * "hub"
      Expenses:EA:Delivery:Hubs         1.00 GBP
      Expenses:EA:Delivery:Hubs:North   2.00 GBP
      Assets:EA:Cash                   -3.00 GBP
    """
    assert headings(None, "activity", "spent")[1] == ("Hubs", "3.00")


def test_spending_that_nothing_was_allocated_for_is_a_line_of_its_own(headings):
    """
    include "ea.beancount"
    2018-05-01 * "research"
      Expenses:EA:Evaluation   7.00 GBP
      Assets:EA:Cash          -7.00 GBP
    """
    assert ("Evaluation", "0.00", "0.00", "7.00", "0.00", "-7.00", None) in headings()
    assert headings()[-1][3] == "7.00"


def test_rows_that_no_rule_maps_are_shown_and_not_lost(headings):
    """
    include "ea.beancount"
    2018-05-01 ! "what is this?"
      Expenses:EA:Unallocated   9.00 GBP
      Assets:EA:Cash           -9.00 GBP
    """
    assert ("Unallocated", "0.00", "0.00", "9.00", "0.00", "-9.00", None) in headings()


def test_a_virement_moves_what_is_approved_and_changes_no_total(headings):
    """
    include "ea.beancount"
    2018-07-01 custom "virement" Expenses:EA:Delivery:Hubs Expenses:EA:Delivery:Adolescents 50.00 GBP "Board, July"
    2018-08-01 custom "virement" Expenses:EA:Delivery:Hubs:North Expenses:EA:Coordination 5.00 GBP "Board, August"
    2018-09-01 * "spent"
      Expenses:EA:Delivery:Adolescents   250.00 GBP
      Assets:EA:Cash                    -250.00 GBP
    """
    names = ("activity", "vired", "remaining", "used")
    assert headings(None, *names) == [
        ("Coordination", "5.00", "105.00", "0.0"),
        ("Hubs", "-55.00", "445.00", "0.0"),
        ("Adolescents", "50.00", "0.00", "100.0"),
        ("Delivery, total", "-5.00", "445.00", "36.0"),
        ("Total", "0.00", "550.00", "31.2"),
    ]
    assert headings("2018-19 Q1", "activity", "vired")[-1] == ("Total", "0.00")
    assert headings("2018-19 P04", "activity", "vired")[1] == ("Hubs", "-50.00")


def test_commitments_are_raised_reduced_and_cancelled(headings):
    """
    include "ea.beancount"
    2018-05-01 custom "commitment" "PO-1" Expenses:EA:Delivery:Hubs 80.00 GBP "raised"
    2018-08-01 custom "commitment" "PO-1" Expenses:EA:Delivery:Hubs 30.00 GBP "reduced"
    2018-11-01 custom "commitment" "PO-1" Expenses:EA:Delivery:Hubs 50.00 GBP "cancelled"
    2018-06-01 custom "commitment" "PO-2" Expenses:EA:Delivery:Hubs:North 10.00 GBP "raised"
    """
    names = ("activity", "committed", "remaining")
    assert headings("2018-19 Q1", *names)[1] == ("Hubs", "90.00", "410.00")
    assert headings("2018-19 Q2", *names)[1] == ("Hubs", "60.00", "440.00")
    assert headings("2018-19 Q3", *names)[1] == ("Hubs", "10.00", "490.00")


@pytest.mark.parametrize(
    ("period", "in_period", "spent"),
    [
        ("2018-19 Q1", "1.00", "1.00"),
        ("2018-19 Q3", "0.00", "1.00"),
        ("2018-19 P12", "10.00", "11.00"),
        ("2018-19 P13", "100.00", "111.00"),
        ("2018-19 Q4", "110.00", "111.00"),
        ("2018-19", "111.00", "111.00"),
        ("2019-20", "1000.00", "1111.00"),
    ],
)
def test_a_period_and_what_was_spent_to_its_end(headings, period, in_period, spent):
    """
    include "ea.beancount"
    2018-05-01 * "of the first quarter"
      Expenses:EA:Coordination   1.00 GBP
      Assets:EA:Cash            -1.00 GBP
    2019-03-31 * "of March"
      Expenses:EA:Coordination   10.00 GBP
      Assets:EA:Cash            -10.00 GBP
    2019-03-31 * "adjusted after March"
      period: "2018-19 P13"
      Expenses:EA:Coordination   100.00 GBP
      Liabilities:EA:Accruals   -100.00 GBP
    2019-04-01 * "of the next year"
      Expenses:EA:Coordination   1000.00 GBP
      Assets:EA:Cash            -1000.00 GBP
    """
    assert headings(period, "activity", "in-period", "spent")[0] == ("Coordination", in_period, spent)


def test_all_the_books_have_no_column_for_the_period(table):
    """
    include "ea.beancount"
    """
    names = [column["name"] for column in table("allocation", "headings-EA")["columns"]]
    assert "in-period" not in names
    assert names[:3] == ["heading", "activity", "approved"]


COVER = ("against", "funding", "allocated", "per-cent", "not-allocated", "guaranteed")


def test_upfront_money_held_against_the_allocations(table, pick):
    """
    include "ea.beancount"
    2018-04-27 * "first instalment, in part"
      agreement: "EA"
      instalment: "EA/2018-19/1"
      Assets:EA:Cash             550.00 GBP
      Income:EA:UpfrontFunding  -550.00 GBP
    """
    assert pick(table("allocation", "funding-EA", "2018-19 Q1"), *COVER) == [
        ("All instalments", "1000.00", "800.00", "80.0", "200.00", "yes: paid upfront"),
        ("Instalments due by 30 June 2018", "600.00", "800.00", "133.3", "-200.00", "due"),
        ("Received to date", "550.00", "800.00", "145.5", "-250.00", "in the bank"),
    ]


def test_more_allocated_than_awarded_is_said(build):
    """
    include "ea.beancount"
    2018-04-01 custom "allocation" "EA" Expenses:EA:Evaluation 2018-04-01 2019-03-31 300.00 GBP
    """
    assert build("allocation").notes == ("Earned Autonomy: £1,100 allocated is £100 more than the £1,000 awarded.",)


def test_an_allocation_counts_from_the_period_in_which_it_starts(headings):
    """
    include "ea.beancount"
    2018-04-01 custom "allocation" "EA" Expenses:EA:Evaluation 2019-01-01 2019-03-31 300.00 GBP
    """
    assert headings("2018-19 Q3", "approved")[-1] == ("800.00",)
    assert headings("2018-19 Q4", "approved")[-1] == ("1100.00",)


def test_a_fund_with_no_allocation_is_a_note(build):
    """
    2018-04-01 custom "fund" "Stronger" "grant"
      title: "Stronger Families"
    2018-04-01 open Assets:Stronger:Cash
    2018-04-01 open Expenses:Stronger:Delivery
    2018-05-01 * "spent"
      Expenses:Stronger:Delivery   1234.50 GBP
      Assets:Stronger:Cash        -1234.50 GBP
    """
    statement = build("allocation")
    assert statement.tables == ()
    assert statement.notes == ("Stronger Families: £1,234.50 spent, and no allocation in the books.",)


def test_a_fund_of_other_years_is_left_out_and_that_is_said(build):
    """
    include "ea.beancount"
    """
    statement = build("allocation", "2020-21 Q1")
    assert statement.tables == ()
    assert statement.notes == ("Earned Autonomy: nothing allocated or spent in 2020-21 Q1, so left out.",)


def test_a_year_of_staged_fees_is_not_guaranteed_nor_is_what_includes_it(table, pick, build):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 open Expenses:TF:Delivery
    2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
      title: "Phase 1"
      funder: "DCLG"
      recognition: "none"
      recognition-reason: "as advised"
    2012-04-01 custom "tariff" "TF1" "2012-13"
      families: 1
      attachment-fee: 32.00 GBP
      cap: 40.00 GBP
    2012-04-01 custom "tariff" "TF1" "2013-14"
      families: 1
      attachment-fee: 24.00 GBP
      cap: 40.00 GBP
    2012-04-01 custom "staging" "TF1" "2013-14"
      at-75: "100%"
    2012-04-01 custom "instalment" "TF1" 2012-04-30 32.00 GBP "attachment-fee" "2012-13"
    2013-04-01 custom "instalment" "TF1" 2013-04-30 24.00 GBP "attachment-fee" "2013-14"
    2012-04-01 custom "allocation" "TF1" Expenses:TF:Delivery 2012-04-01 2014-03-31 56.00 GBP
    """
    assert pick(table("allocation", "funding-TF1"), "against", "funding", "not-allocated", "guaranteed") == [
        ("Attachment fees and all results", "80.00", "24.00", "no: results are contingent"),
        ("Attachment fees 2012-13", "32.00", "-24.00", "yes: paid upfront"),
        ("Attachment fees 2012-13 to 2013-14", "56.00", "0.00", "no: released on performance"),
        ("Received to date", "0.00", "-56.00", "in the bank"),
    ]
    assert build("allocation").notes == (
        "Phase 1: £56 allocated is 70.0 % of £80; £24 is not allocated.",
        "Phase 1: the allocations exceed the attachment fees 2012-13 (£32) by £24.",
        "Phase 1: the allocations are as much as the attachment fees 2012-13 to 2013-14 (£56, not guaranteed).",
    )


def test_an_agreement_that_nothing_is_allocated_of_has_no_table_of_its_own(build):
    """
    include "ea.beancount"
    2018-04-01 custom "agreement" "EB" "EA" "grant"
      title: "Another grant for the same fund"
      funder: "DfE"
      recognition: "none"
      recognition-reason: "as advised"
    """
    assert [table.name for table in build("allocation").tables] == ["headings-EA", "funding-EA"]


SPENT_IN_TWO_YEARS = """
    2018-04-01 custom "fund" "TF" "grant"
    2018-04-01 open Assets:TF:Cash
    2018-04-01 open Expenses:TF:Coordination
    2018-04-01 open Expenses:TF:Delivery:Hub
    2018-04-01 custom "agreement" "TF2" "TF" "grant"
      title: "Phase 2"
      funder: "MHCLG"
      recognition: "none"
      recognition-reason: "as advised"
    2018-04-01 custom "allocation" "TF2" Expenses:TF:Delivery 2018-04-01 2019-03-31 1000.00 GBP
    2019-04-01 custom "allocation" "TF2" Expenses:TF:Delivery:Hub 2019-04-01 2020-03-31 500.00 GBP
    2019-04-01 custom "allocation" "TF2" Expenses:TF:Coordination 2019-04-01 2020-03-31 50.00 GBP
    2018-06-01 * "of the first year"
      Expenses:TF:Delivery:Hub   900.00 GBP
      Assets:TF:Cash            -900.00 GBP
    2019-06-01 * "of the second year"
      Expenses:TF:Delivery:Hub   100.00 GBP
      Assets:TF:Cash            -100.00 GBP
"""


@pytest.fixture
def of_two_years(write, table, pick):
    """Return the lines of a fund whose Delivery was allocated as a whole in one year, and to the Hub in the next."""
    write("tf.beancount", SPENT_IN_TWO_YEARS)
    return lambda *names: pick(table("allocation", "headings-TF"), "activity", *names)


def test_spending_counts_towards_the_allocation_of_its_own_year(of_two_years):
    """
    include "tf.beancount"
    """
    assert of_two_years("approved", "spent", "remaining")[:3] == [
        ("Delivery, not by activity", "1000.00", "900.00", "100.00"),
        ("Hub", "500.00", "100.00", "400.00"),
        ("Delivery, total", "1500.00", "1000.00", "500.00"),
    ]


def test_virements_and_commitments_count_towards_the_allocation_of_their_day(of_two_years):
    """
    include "tf.beancount"
    2018-07-01 custom "virement" Expenses:TF:Delivery:Hub Expenses:TF:Coordination 20.00 GBP "Board, July 2018"
    2019-07-01 custom "virement" Expenses:TF:Delivery:Hub Expenses:TF:Coordination 3.00 GBP "Board, July 2019"
    2018-08-01 custom "commitment" "PO-1" Expenses:TF:Delivery:Hub 7.00 GBP "raised"
    2019-08-01 custom "commitment" "PO-2" Expenses:TF:Delivery:Hub 8.00 GBP "raised"
    """
    assert of_two_years("vired", "committed") == [
        ("Delivery, not by activity", "-20.00", "7.00"),
        ("Hub", "-3.00", "8.00"),
        ("Delivery, total", "-23.00", "15.00"),
        ("Coordination", "23.00", "0.00"),
        ("Total", "0.00", "15.00"),
    ]


def test_what_no_allocation_of_its_day_covers_counts_towards_the_nearest_of_another_time(of_two_years):
    """
    include "tf.beancount"
    2020-06-01 * "after the last day of both"
      Expenses:TF:Delivery:Hub   1.00 GBP
      Assets:TF:Cash            -1.00 GBP
    """
    assert of_two_years("spent")[:2] == [("Delivery, not by activity", "900.00"), ("Hub", "101.00")]

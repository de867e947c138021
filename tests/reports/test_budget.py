from __future__ import annotations

import pytest

from reports import catalogue
from reports.statement import Figure

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
2018-04-01 custom "allocation" "EA" Expenses:EA:Coordination 2018-04-01 2020-03-31 240.00 GBP
2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery:Hubs 2018-04-01 2019-03-31 1200.00 GBP
2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery:Adolescents 2018-10-01 2019-03-31 600.00 GBP
"""
TO_DATE = ("activity", "approved", "vired", "budget", "profile", "actual", "committed", "remaining")
EXPECTED = ("activity", "budget", "forecast", "variance", "flag", "method")
REST = "actual and the rest of the profile"


@pytest.fixture(autouse=True)
def ea(write):
    """Write the agreement that the docstrings of this module include."""
    write("ea.beancount", EA)


@pytest.fixture
def to_date(table, pick):
    """Return the lines of the fund EA to date."""
    return lambda period, *names: pick(table("budget", "budget-EA", period), *(names or TO_DATE))


@pytest.fixture
def forecast(table, pick):
    """Return the lines of the fund EA as forecast."""
    return lambda period, *names: pick(table("budget", "forecast-EA", period), *(names or EXPECTED))


def test_a_year_by_heading_and_activity(to_date, forecast):
    """
    include "ea.beancount"
    2018-05-01 * "hub, and its branch"
      Expenses:EA:Delivery:Hubs         350.00 GBP
      Expenses:EA:Delivery:Hubs:North    50.00 GBP
      Assets:EA:Cash                   -400.00 GBP
    2018-06-01 * "credit note"
      Expenses:EA:Delivery:Hubs   -20.00 GBP
      Assets:EA:Cash               20.00 GBP
    2018-10-02 * "coordinator"
      Expenses:EA:Coordination   75.00 GBP
      Assets:EA:Cash            -75.00 GBP
    2018-06-05 custom "commitment" "PO-1" Expenses:EA:Delivery:Hubs:North 700.00 GBP "raised"
    2018-08-05 custom "commitment" "PO-1" Expenses:EA:Delivery:Hubs:North 100.00 GBP "reduced"
    """
    assert to_date("2018-19 Q2") == [
        ("Coordination", "120.00", "0.00", "120.00", "60.00", "0.00", "0.00", "120.00"),
        ("Hubs", "1200.00", "0.00", "1200.00", "600.00", "380.00", "600.00", "220.00"),
        ("Adolescents", "600.00", "0.00", "600.00", "0.00", "0.00", "0.00", "600.00"),
        ("Delivery, total", "1800.00", "0.00", "1800.00", "600.00", "380.00", "600.00", "820.00"),
        ("Total", "1920.00", "0.00", "1920.00", "660.00", "380.00", "600.00", "940.00"),
    ]
    assert forecast("2018-19 Q2") == [
        ("Coordination", "120.00", "60.00", "-60.00", "underspend of £60 (50.0 %)", REST),
        ("Hubs", "1200.00", "980.00", "-220.00", "underspend of £220 (18.3 %)", REST),
        ("Adolescents", "600.00", "600.00", "0.00", "on budget", REST),
        ("Delivery, total", "1800.00", "1580.00", "-220.00", "underspend of £220 (12.2 %)", ""),
        ("Total", "1920.00", "1640.00", "-280.00", "underspend of £280 (14.6 %)", ""),
    ]
    assert forecast("2018-19 Q3", "forecast", "flag")[0] == ("105.00", "underspend of £15 (12.5 %)")


def test_every_actual_knows_its_postings(load):
    """
    include "ea.beancount"
    2018-05-01 * "hub"
      Expenses:EA:Delivery:Hubs:North   50.00 GBP
      Expenses:EA:Coordination           5.00 GBP
      Assets:EA:Cash                   -55.00 GBP
    2018-06-01 * "hub"
      Expenses:EA:Delivery:Hubs   7.00 GBP
      Assets:EA:Cash             -7.00 GBP
    """
    book = load()
    for period in ("2018-19 Q1", None):
        statement = catalogue.build("budget", book, period)
        figures = [
            cell
            for table in statement.tables
            for row in table.every_row()
            for cell in row.cells
            if isinstance(cell, Figure)
        ]
        assert {one.pence for one in figures} >= {5000 + 700, 500, 6200}
        for one in figures:
            assert one.pence == int(book.postings.loc[list(one.lines), "pence"].sum())


def test_a_quarter_knows_nothing_later(to_date, table, build):
    """
    include "ea.beancount"
    2018-07-01 custom "virement" Expenses:EA:Delivery:Hubs Expenses:EA:Coordination 90.00 GBP "Board, July"
    2018-07-02 custom "forecast" Expenses:EA:Coordination "2018-19" 111.00 GBP "guess, officer"
    2018-07-03 custom "commitment" "PO-1" Expenses:EA:Coordination 11.00 GBP "raised"
    2018-07-04 custom "profile" Expenses:EA:Coordination "2018-19" "1 0 0 0 0 0 0 0 0 0 0 0"
    2018-07-05 custom "monitoring" Expenses:EA:Coordination
      tolerance: 500.00 GBP
    2018-07-06 custom "allocation" "EA" Expenses:EA:Evaluation 2018-04-01 2019-03-31 12.00 GBP
    2018-07-07 custom "allocation" "EA" Expenses:EA:Coordination 2018-04-01 2020-03-31 480.00 GBP
    2018-07-08 * "coordinator"
      Expenses:EA:Coordination   75.00 GBP
      Assets:EA:Cash            -75.00 GBP
    """
    assert to_date("2018-19 Q1")[0] == ("Coordination", "120.00", "0.00", "120.00", "30.00", "0.00", "0.00", "120.00")
    assert "Evaluation" not in [row[0] for row in to_date("2018-19 Q1")]
    assert [one.name for one in build("budget", "2018-19 Q1").tables] == [
        "budget-EA",
        "forecast-EA",
        "periods-EA",
        "profile-EA",
    ]
    later = to_date("2018-19 P04")
    assert later[0] == ("Coordination", "240.00", "90.00", "330.00", "250.00", "75.00", "11.00", "244.00")
    assert later[-2][:2] == ("Evaluation", "12.00")
    assert table("budget", "forecasts-EA", "2018-19 P04")["rows"][0]["status"] == "counts"


def test_virements_with_who_approved_them_keep_the_total(to_date, table, pick):
    """
    include "ea.beancount"
    2018-12-01 custom "virement" Expenses:EA:Delivery:Hubs:North Expenses:EA:Delivery:Adolescents 90.00 GBP "Board, minute 7"
    2018-12-20 custom "virement" Expenses:EA:Delivery:Hubs Expenses:EA:Coordination 9.00 GBP "Board, minute 8"
      year: "2019-20"
    2018-12-31 * "hub"
      Expenses:EA:Delivery:Hubs   1.00 GBP
      Assets:EA:Cash             -1.00 GBP
    """
    names = ("activity", "vired", "budget", "profile")
    assert to_date("2018-19 Q3", *names) == [
        ("Coordination", "0.00", "120.00", "90.00"),
        ("Hubs", "-90.00", "1110.00", "877.50"),
        ("Adolescents", "90.00", "690.00", "322.50"),
        ("Delivery, total", "0.00", "1800.00", "1200.00"),
        ("Total", "0.00", "1920.00", "1290.00"),
    ]
    virements = table("budget", "virements-EA", "2018-19 Q3")
    assert pick(virements, "date", "from", "to", "amount", "approval") == [
        ("2018-12-01", "Delivery, Hubs, North", "Delivery, Adolescents", "90.00", "Board, minute 7")
    ]
    assert pick(table("budget", "virements-EA"), "year", "approval")[1] == ("2019-20", "Board, minute 8")


def test_profile_and_actual_by_posting_period(table, pick):
    """
    include "ea.beancount"
    2018-04-01 custom "profile" Expenses:EA:Delivery "2018-19" "2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0"
    2018-04-05 * "hub"
      Expenses:EA:Delivery:Hubs   100.00 GBP
      Assets:EA:Cash             -100.00 GBP
    2018-06-05 * "hub"
      Expenses:EA:Delivery:Hubs   40.00 GBP
      Assets:EA:Cash             -40.00 GBP
    """
    names = ("period", "profile", "actual", "profile-to-date", "actual-to-date", "difference")
    rows = pick(table("budget", "periods-EA", "2018-19 Q1"), *names)
    assert rows[:4] == [
        ("P01", "210.00", "100.00", "210.00", "100.00", "-110.00"),
        ("P02", "210.00", "0.00", "420.00", "100.00", "-320.00"),
        ("P03", "210.00", "40.00", "630.00", "140.00", "-490.00"),
        ("P04", "110.00", None, "740.00", None, None),
    ]
    assert rows[-1] == ("Total", "1920.00", "140.00", None, None, None)
    assert pick(table("budget", "profile-EA", "2018-19 Q1"), "activity", "p01", "p07", "p12") == [
        ("Coordination", "10.00", "10.00", "10.00"),
        ("Hubs", "200.00", "100.00", "0.00"),
        ("Adolescents", "0.00", "200.00", "0.00"),
        ("Total", "210.00", "310.00", "10.00"),
    ]


MARCH = """
    include "ea.beancount"
    2019-03-31 * "of March"
      Expenses:EA:Delivery:Hubs   10.00 GBP
      Assets:EA:Cash             -10.00 GBP
    2019-03-31 * "adjusted after March"
      period: "2018-19 P13"
      Expenses:EA:Delivery:Hubs   5.00 GBP
      Liabilities:EA:Accruals    -5.00 GBP
    2019-04-05 * "of the next year"
      Expenses:EA:Coordination   3.00 GBP
      Assets:EA:Cash            -3.00 GBP
    2018-07-01 custom "forecast" Expenses:EA:Delivery:Hubs "2018-19" 1000.00 GBP "trend, officer"
    """


def test_p13_is_the_year_s_last_and_a_year_that_is_over_came_to_what_was_spent(to_date, forecast, table, pick):
    assert to_date("2018-19 P12", "actual")[1] == ("10.00",)
    assert to_date("2018-19 Q4", "actual", "profile")[1] == ("15.00", "1200.00")
    assert forecast("2018-19 P12", "forecast", "method")[1] == ("1000.00", "trend, officer")
    assert forecast("2018-19", "forecast", "flag", "method")[1] == (
        "15.00",
        "underspend of £1,185 (98.8 %)",
        "outturn: the year is over",
    )
    assert pick(table("budget", "periods-EA", "2018-19"), "period", "profile", "actual", "actual-to-date")[-3:] == [
        ("P12", "210.00", "10.00", "10.00"),
        ("P13", "0.00", "5.00", "15.00"),
        ("Total", "1920.00", "15.00", None),
    ]
    assert to_date("2019-20 Q1", "activity", "budget", "actual") == [
        ("Coordination", "120.00", "3.00"),
        ("Total", "120.00", "3.00"),
    ]


test_p13_is_the_year_s_last_and_a_year_that_is_over_came_to_what_was_spent.__doc__ = MARCH


def test_a_year_asked_for_before_it_is_over_is_to_date(to_date, forecast, build):
    """
    include "ea.beancount"
    2018-06-05 * "hub"
      Expenses:EA:Delivery:Hubs   40.00 GBP
      Assets:EA:Cash             -40.00 GBP
    """
    assert to_date("2018-19", "profile", "actual")[1] == ("300.00", "40.00")
    assert forecast("2018-19", "forecast", "method")[1] == ("940.00", REST)
    assert (
        "The books reach 2018-19 P03, so that to date means to the end of 2018-19 P03."
        in build("budget", "2018-19").notes
    )
    assert not any("reach" in note for note in build("budget", "2018-19 Q1").notes)


def test_all_the_books_are_shown_by_year(table, pick):
    """
    include "ea.beancount"
    2018-05-05 * "hub"
      Expenses:EA:Delivery:Hubs   1300.00 GBP
      Assets:EA:Cash             -1300.00 GBP
    2019-09-05 * "coordinator"
      Expenses:EA:Coordination   70.00 GBP
      Assets:EA:Cash            -70.00 GBP
    2018-05-05 custom "commitment" "PO-1" Expenses:EA:Coordination 55.00 GBP "raised"
    """
    names = ("year", "activity", "budget", "actual", "committed", "forecast", "variance", "flag")
    assert pick(table("budget", "years-EA"), *names) == [
        ("2018-19", "Coordination", "120.00", "0.00", "0.00", "0.00", "-120.00", "underspend of £120 (100.0 %)"),
        ("2018-19", "Hubs", "1200.00", "1300.00", "0.00", "1300.00", "100.00", "overspend of £100 (8.3 %)"),
        ("2018-19", "Adolescents", "600.00", "0.00", "0.00", "0.00", "-600.00", "underspend of £600 (100.0 %)"),
        ("2018-19", "Delivery, total", "1800.00", "1300.00", "0.00", "1300.00", "-500.00", "underspend of £500 (27.8 %)"),
        ("2018-19", "2018-19, total", "1920.00", "1300.00", "0.00", "1300.00", "-620.00", "underspend of £620 (32.3 %)"),
        ("2019-20", "Coordination", "120.00", "70.00", "55.00", "130.00", "10.00", "overspend of £10 (8.3 %)"),
        ("2019-20", "2019-20, total", "120.00", "70.00", "55.00", "130.00", "10.00", "overspend of £10 (8.3 %)"),
        ("Total", "Total", "2040.00", "1370.00", "55.00", "1430.00", "-610.00", "underspend of £610 (29.9 %)"),
    ]  # fmt: skip


def test_forecasts_above_and_below_allocations(forecast, table, pick, build):
    """
    include "ea.beancount"
    2018-05-01 * "hub, and its branch"
      Expenses:EA:Delivery:Hubs         350.00 GBP
      Expenses:EA:Delivery:Hubs:North    50.00 GBP
      Assets:EA:Cash                   -400.00 GBP
    2018-06-01 custom "forecast" Expenses:EA:Delivery:Hubs:North "2018-19" 500.00 GBP "posts to March, B. Holder"
    2018-06-02 custom "forecast" Expenses:EA:Delivery "2018-19" 1500.00 GBP "trend, A. Officer"
    2018-06-03 custom "forecast" Expenses:EA:Evaluation "2018-19" 30.00 GBP "quotation, A. Officer"
    2018-06-03 custom "forecast" Income:EA:UpfrontFunding "2018-19" 9.00 GBP "as agreed, A. Officer"
    """
    assert forecast("2018-19 Q1", "activity", "forecast", "flag") == [
        ("Coordination", "90.00", "underspend of £30 (25.0 %)"),
        ("Hubs", "850.00", "underspend of £350 (29.2 %)"),
        ("Adolescents", "600.00", "on budget"),
        ("Delivery, by forecast alone", "50.00", "in the wider forecast, by no activity"),
        ("Delivery, total", "1500.00", "underspend of £300 (16.7 %)"),
        ("Evaluation", "30.00", "overspend of £30 (no budget)"),
        ("Total", "1620.00", "underspend of £300 (15.6 %)"),
    ]
    assert pick(table("budget", "forecasts-EA", "2018-19 Q1"), "date", "account", "amount", "method", "status") == [
        ("2018-06-01", "Delivery, Hubs, North", "500.00", "posts to March, B. Holder", "counts"),
        ("2018-06-02", "Delivery", "1500.00", "trend, A. Officer", "counts"),
        ("2018-06-03", "Evaluation", "30.00", "quotation, A. Officer", "counts"),
    ]
    assert build("budget", "2018-19 Q1").notes[-1] == (
        "Earned Autonomy: the forecast of Upfront Funding income for 2018-19, £9 (as agreed, A. Officer), is kept, and no budget is held "
        "against it."
    )
    assert "by forecast alone" not in str(table("budget", "budget-EA", "2018-19 Q1"))


def test_the_latest_forecast_counts_and_one_restated_is_one(forecast):
    """
    include "ea.beancount"
    2018-06-01 custom "forecast" Expenses:EA:Coordination "2018-19" 100.00 GBP "guess, officer"
    2018-07-01 custom "forecast" Expenses:EA:Coordination "2018-19" 130.00 GBP "trend, officer"
    2018-07-01 * "coordinator"
      Expenses:EA:Coordination   70.00 GBP
      Assets:EA:Cash            -70.00 GBP
    """
    assert forecast("2018-19 Q1", "forecast", "method")[0] == ("100.00", "guess, officer")
    assert forecast("2018-19 Q2", "forecast", "flag", "method")[0] == (
        "130.00",
        "overspend of £10 (8.3 %)",
        "trend, officer",
    )


def test_a_method_and_a_tolerance_that_were_set(forecast):
    """
    include "ea.beancount"
    2018-04-01 custom "monitoring" Expenses:EA
      tolerance: 25.00 GBP
    2018-04-01 custom "monitoring" Expenses:EA:Delivery:Hubs
      method: "straight-line"
      tolerance-share: "1%"
    2018-09-01 * "hub"
      Expenses:EA:Delivery:Hubs   606.00 GBP
      Expenses:EA:Coordination     40.00 GBP
      Assets:EA:Cash             -646.00 GBP
    """
    rows = forecast("2018-19 Q2", "activity", "forecast", "flag", "method")
    assert rows[0] == ("Coordination", "100.00", "on budget: £20 under, within tolerance", REST)
    assert rows[1] == (
        "Hubs",
        "1212.00",
        "on budget: £12 over, within tolerance",
        "straight line: actual is 50 % of its periods",
    )
    assert rows[-1][:3] == ("Total", "1912.00", "on budget: £8 under, within tolerance")


def test_spending_without_a_budget_budget_without_spending_and_rows_of_nobody(build, to_date):
    """
    include "ea.beancount"
    2018-05-01 * "study"
      Expenses:EA:Evaluation   7.00 GBP
      Assets:EA:Cash          -7.00 GBP
    2018-05-02 ! "what is this?"
      Expenses:EA:Unallocated   9.50 GBP
      Assets:EA:Cash           -9.50 GBP
    """
    assert to_date("2018-19 Q1", "activity", "budget", "actual")[-3:] == [
        ("Evaluation", "0.00", "7.00"),
        ("Unallocated", "0.00", "9.50"),
        ("Total", "1920.00", "16.50"),
    ]
    assert [note.partition("2018-19: ")[2] for note in build("budget", "2018-19 Q1").notes[1:]] == [
        "the profile is equal months, as no other was set.",
        "spending without a budget: Evaluation £7.",
        "Unallocated £9.50 is of rows that no rule maps: it belongs to another line, which is not known yet.",
        "a budget to date and no spending: Coordination; Delivery, Hubs.",
    ]
    assert "spending without a budget: Evaluation £7." in build("budget").notes[1]


def test_what_earlier_years_left_is_not_in_this_one_and_that_is_said(build):
    """
    include "ea.beancount"
    """
    assert build("budget", "2019-20 Q1").notes[-1] == (
        "Earned Autonomy, 2019-20: allocations of several years give each the part of its days; what earlier years left is not in this "
        "year's budget: Coordination."
    )


def test_transfers_to_another_fund_are_no_spending(to_date):
    """
    include "ea.beancount"
    2018-04-01 custom "fund" "TF" "grant"
    2018-04-01 open Expenses:EA:TransferOut:TF
    2018-04-01 open Income:TF:TransferIn:EA
    2018-04-01 open Assets:TF:Cash
    2018-05-01 * "passed on"
      Expenses:EA:TransferOut:TF   50.00 GBP
      Assets:EA:Cash              -50.00 GBP
      Assets:TF:Cash               50.00 GBP
      Income:TF:TransferIn:EA     -50.00 GBP
    """
    assert to_date("2018-19 Q1")[-1] == ("Total", "1920.00", "0.00", "1920.00", "330.00", "0.00", "0.00", "1920.00")


def test_a_fund_without_a_budget_is_a_note(build):
    """
    2018-04-01 custom "fund" "Stronger" "grant"
      title: "Stronger Families"
    2018-04-01 open Assets:Stronger:Cash
    2018-04-01 open Expenses:Stronger:Delivery
    2018-05-01 * "spent"
      Expenses:Stronger:Delivery   1234.50 GBP
      Assets:Stronger:Cash        -1234.50 GBP
    2018-05-01 custom "commitment" "PO-1" Expenses:Stronger:Delivery 5.00 GBP "raised"
    """
    said = "Stronger Families: £1,234.50 spent and £5 committed in 2018-19, and no budget of it in the books."
    for period in ("2018-19 Q1", None):
        statement = build("budget", period)
        assert statement.tables == ()
        assert statement.notes[1:] == (said,)


def test_a_fund_of_other_years_is_a_note(build):
    """
    include "ea.beancount"
    2018-05-01 * "hub"
      Expenses:EA:Delivery:Hubs   5.00 GBP
      Assets:EA:Cash             -5.00 GBP
    """
    statement = build("budget", "2030-31 Q1")
    assert statement.tables == ()
    assert statement.notes[1:] == (
        "The books reach 2018-19 P02, so that to date means to the end of 2018-19 P02.",
        "Earned Autonomy: no budget, spending, commitment or forecast of 2030-31.",
    )


def test_spending_counts_towards_the_allocation_of_its_day(to_date):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery:Hubs
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "Earned Autonomy"
      funder: "MHCLG"
      recognition: "none"
      recognition-reason: "as advised"
    2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2018-09-30 600.00 GBP
    2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery:Hubs 2018-10-01 2019-03-31 500.00 GBP
    2018-05-01 * "early"
      Expenses:EA:Delivery:Hubs   70.00 GBP
      Assets:EA:Cash             -70.00 GBP
    2018-11-01 * "late"
      Expenses:EA:Delivery:Hubs   80.00 GBP
      Assets:EA:Cash             -80.00 GBP
    """
    assert to_date("2018-19 Q3", "activity", "budget", "actual")[:2] == [
        ("Delivery, not by activity", "600.00", "70.00"),
        ("Hubs", "500.00", "80.00"),
    ]

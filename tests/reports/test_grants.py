from __future__ import annotations

import pytest

BOOKS = """
2018-03-31 custom "fund" "FV" "grant"
  title: "Family Valued"
2018-03-31 custom "fund" "IP" "grant"
2018-03-31 open Assets:FV:Cash
2018-03-31 open Equity:FV:OpeningBalances
2018-03-31 open Expenses:FV:Delivery
2018-03-31 open Expenses:FV:TransferOut:IP
2018-03-31 open Assets:IP:Cash
2018-03-31 open Income:IP:Grant
2018-03-31 open Income:IP:TransferIn:FV
2018-03-31 open Expenses:IP:Delivery
2018-03-31 custom "agreement" "FV" "FV" "grant"
  title: "Family Valued"
  funder: "DfE"
  programme: "Innovation"
  awarded: 4500.00 GBP
  recognition: "none"
  recognition-reason: "as advised"
"""
SECOND = """
2018-04-01 custom "agreement" "IP" "IP" "grant"
  title: "Innovation 2017"
  funder: "DfE"
  programme: "Innovation"
  awarded: 9600.00 GBP
  recognition: "none"
  recognition-reason: "as advised"
"""
SHARED = """
2018-04-01 custom "agreement" "FV2" "FV" "grant"
  title: "Family Valued, second grant"
  funder: "DfE"
  awarded: 500.00 GBP
  recognition: "none"
  recognition-reason: "as advised"
"""
KEPT = ("agreement", "awarded", "received", "spent", "unspent", "to-go")


@pytest.fixture(autouse=True)
def agreements(write):
    write("fv.beancount", BOOKS)
    write("second.beancount", SECOND)
    write("shared.beancount", SHARED)


@pytest.fixture
def grants(table, pick):
    return lambda period=None, *names: pick(table("grants", "grants", period), *(names or KEPT))


def test_received_and_spent_before_the_books_begin(grants):
    """
    include "fv.beancount"
    2018-03-31 * "Opening balance" "received"
      opening: "received"
      agreement: "FV"
      Assets:FV:Cash              4000.00 GBP
      Equity:FV:OpeningBalances  -4000.00 GBP
    2018-03-31 * "Opening balance" "spent"
      opening: "spent"
      agreement: "FV"
      Equity:FV:OpeningBalances   3000.00 GBP
      Assets:FV:Cash             -3000.00 GBP
    2018-05-01 * "spent since"
      Expenses:FV:Delivery   250.00 GBP
      Assets:FV:Cash        -250.00 GBP
    """
    assert grants() == [
        ("FV", "4500.00", "4000.00", "3250.00", "750.00", "1250.00"),
        ("Total", "4500.00", "4000.00", "3250.00", "750.00", "1250.00"),
    ]


def test_a_programme_of_two_agreements_has_a_subtotal_that_the_total_does_not_count_again(grants, build):
    """
    include "fv.beancount"
    include "second.beancount"
    2018-05-01 * "spent"
      Expenses:IP:Delivery   100.00 GBP
      Assets:IP:Cash        -100.00 GBP
    """
    assert grants(None, "agreement", "title", "awarded", "spent") == [
        ("FV", "Family Valued", "4500.00", "0.00"),
        ("IP", "Innovation 2017", "9600.00", "100.00"),
        ("", "Innovation", "14100.00", "100.00"),
        ("Total", "", "14100.00", "100.00"),
    ]
    assert [row.is_subtotal for row in build("grants").tables[0].rows] == [False, False, True]


def test_two_agreements_that_pay_for_one_fund(grants, build):
    """
    include "fv.beancount"
    include "shared.beancount"
    2018-05-01 * "spent under the second"
      agreement: "FV2"
      Expenses:FV:Delivery   30.00 GBP
      Assets:FV:Cash        -30.00 GBP
    2018-05-02 * "spent under neither by name"
      Expenses:FV:Delivery   70.00 GBP
      Assets:FV:Cash        -70.00 GBP
    """
    assert grants(None, "agreement", "title", "received", "spent") == [
        ("FV", "Family Valued", "0.00", "0.00"),
        ("FV2", "Family Valued, second grant", "0.00", "30.00"),
        ("FV", "spent by Family Valued, not by one agreement", "0.00", "70.00"),
        ("Total", "", "0.00", "100.00"),
    ]
    assert "only where the entry names it" in build("grants").notes[-1]


def test_spending_that_names_an_agreement_of_another_fund_is_not_lost(grants):
    """
    include "fv.beancount"
    include "shared.beancount"
    2018-04-01 custom "fund" "Other" "grant"
    2018-04-01 custom "agreement" "FV3" "Other" "grant"
      title: "Another"
      funder: "DfE"
    2018-05-01 * "a slip of the pen"
      agreement: "FV3"
      Expenses:FV:Delivery   30.00 GBP
      Assets:FV:Cash        -30.00 GBP
    """
    assert grants(None, "agreement", "spent")[-2:] == [("FV", "30.00"), ("Total", "30.00")]


def test_what_is_passed_to_another_fund_is_not_spent(grants):
    """
    include "fv.beancount"
    include "second.beancount"
    2018-05-01 * "passed on"
      agreement: "FV"
      Expenses:FV:TransferOut:IP   400.00 GBP
      Assets:FV:Cash              -400.00 GBP
      Assets:IP:Cash               400.00 GBP
      Income:IP:TransferIn:FV     -400.00 GBP
    """
    assert grants(None, "received", "spent") == [("0.00", "0.00")] * 4


def test_a_later_agreement_is_not_in_an_earlier_statement(grants):
    """
    include "fv.beancount"
    include "second.beancount"
    """
    assert grants("2017-18", "agreement") == [("FV",), ("Total",)]
    assert grants("2018-19 Q1", "agreement") == [("FV",), ("IP",), ("",), ("Total",)]


def test_a_grant_by_its_instalments_alone(grants):
    """
    include "fv.beancount"
    2018-04-01 custom "agreement" "IP" "IP" "grant"
      title: "Innovation 2017"
      funder: "DfE"
      recognition: "none"
      recognition-reason: "as advised"
    2018-04-01 custom "instalment" "IP" 2018-04-30 60.00 GBP "grant" "2018-19"
    2018-04-01 custom "instalment" "IP" 2018-10-31 40.00 GBP "grant" "2018-19"
    2018-04-30 * "received"
      agreement: "IP"
      instalment: "IP/2018-19/1"
      Assets:IP:Cash    60.00 GBP
      Income:IP:Grant  -60.00 GBP
    """
    assert grants()[1] == ("IP", "100.00", "60.00", "0.00", "60.00", "100.00")

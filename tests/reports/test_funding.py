from __future__ import annotations

import pytest

TF = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 open Income:TF:Grant
2012-04-01 open Expenses:TF:Delivery
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Phase 1"
  funder: "DCLG"
  recognition: "restriction"
  recognition-reason: "as advised"
  illustrative: "the day it is due"
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 3
  attachment-fee: 3200.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "instalment" "TF1" 2012-04-30 6400.00 GBP "attachment-fee" "2012-13"
2012-04-01 custom "instalment" "TF1" 2012-10-31 3200.00 GBP "attachment-fee" "2012-13"
"""
RECEIPTS = ("instalment", "amount", "received", "outstanding")


@pytest.fixture(autouse=True)
def tf(write):
    write("tf.beancount", TF)


@pytest.fixture
def receipts(table, pick):
    return lambda period=None, *names: pick(table("funding", "receipts-TF1", period), *(names or RECEIPTS))


def test_families_fees_and_results_by_year(table):
    """
    include "tf.beancount"
    """
    funding = table("funding", "tariffs-TF1")
    assert funding["rows"] == [
        {
            "year": "2012-13",
            "families": 3,
            "attachment-share": "80.0",
            "attachment": "9600.00",
            "results-share": "20.0",
            "results": "2400.00",
            "total": "12000.00",
        }
    ]
    assert funding["total"]["total"] == "12000.00"


def test_an_instalment_received_in_part_and_in_two_payments(receipts):
    """
    include "tf.beancount"
    2012-04-30 * "a first part"
      agreement: "TF1"
      instalment: "TF1/2012-13/1"
      Assets:TF:Cash             4000.00 GBP
      Income:TF:AttachmentFees  -4000.00 GBP
    2012-07-01 * "a second part"
      agreement: "TF1"
      instalment: "TF1/2012-13/1"
      Assets:TF:Cash             1000.50 GBP
      Income:TF:AttachmentFees  -1000.50 GBP
    """
    assert receipts() == [
        ("TF1/2012-13/1", "6400.00", "5000.50", "1399.50"),
        ("TF1/2012-13/2", "3200.00", "0.00", "3200.00"),
        ("Total", "9600.00", "5000.50", "4599.50"),
    ]
    assert receipts("2012-13 Q1")[0] == ("TF1/2012-13/1", "6400.00", "4000.00", "2400.00")


def test_a_receipt_without_an_instalment_is_shown(receipts):
    """
    include "tf.beancount"
    2012-04-30 * "no instalment said"
      agreement: "TF1"
      Assets:TF:Cash   10.00 GBP
      Income:TF:Grant -10.00 GBP
    """
    assert receipts()[2:] == [("no instalment", "0.00", "10.00", "-10.00"), ("Total", "9600.00", "10.00", "9590.00")]


def test_what_the_agreement_spent_is_not_taken_off_what_it_received(receipts):
    """
    include "tf.beancount"
    2012-04-30 * "received"
      agreement: "TF1"
      instalment: "TF1/2012-13/1"
      Assets:TF:Cash             6400.00 GBP
      Income:TF:AttachmentFees  -6400.00 GBP
    2012-05-30 * "spent"
      agreement: "TF1"
      Expenses:TF:Delivery   100.00 GBP
      Assets:TF:Cash        -100.00 GBP
    """
    assert receipts()[-1] == ("Total", "9600.00", "6400.00", "3200.00")


def test_an_instalment_by_a_reference_of_its_own(receipts):
    """
    include "tf.beancount"
    2012-04-01 custom "instalment" "TF1" 2013-01-31 40.00 GBP "coordinator" "2012-13"
      reference: "31/2044"
    2013-01-31 * "received"
      agreement: "TF1"
      instalment: "31/2044"
      Assets:TF:Cash   40.00 GBP
      Income:TF:Grant -40.00 GBP
    """
    assert receipts(None, "instalment", "stream", "due", "received")[2] == (
        "31/2044",
        "coordinator",
        "2013-01-31",
        "40.00",
    )


def test_notes_say_how_income_is_recognised_and_what_is_illustrative(build):
    """
    include "tf.beancount"
    """
    assert build("funding").notes == (
        "Phase 1: recognised as restriction; as advised",
        "Phase 1, illustrative: the day it is due",
    )


def test_an_agreement_of_later_years_is_not_in_an_earlier_statement(build):
    """
    include "tf.beancount"
    """
    assert build("funding", "2011-12").tables == ()
    assert build("funding", "2011-12").notes == ()
    assert len(build("funding", "2012-13 Q1").tables) == 3


def test_expected_and_actual_by_year_and_stream(table, pick):
    """
    include "tf.beancount"
    2012-04-01 custom "instalment" "TF1" 2012-05-30 100.00 GBP "coordinator" "2012-13"
      reference: "coordinator"
    2012-04-30 * "the first, in part"
      agreement: "TF1"
      instalment: "TF1/2012-13/1"
      Assets:TF:Cash             6000.00 GBP
      Income:TF:AttachmentFees  -6000.00 GBP
    2012-05-30 * "for no instalment"
      agreement: "TF1"
      Assets:TF:Cash   7.00 GBP
      Income:TF:Grant -7.00 GBP
    """
    columns = ("year", "stream", "agreed", "due", "received", "to-come")
    assert pick(table("funding", "expected-TF1", "2012-13 Q1"), *columns) == [
        ("", "no instalment", "0.00", "0.00", "7.00", "-7.00"),
        ("2012-13", "attachment fee", "9600.00", "6400.00", "6000.00", "400.00"),
        ("2012-13", "coordinator", "100.00", "100.00", "0.00", "100.00"),
        ("Total", "", "9700.00", "6500.00", "6007.00", "493.00"),
    ]

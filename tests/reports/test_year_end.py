"""Year-end schedules: what each account of a schedule opened and closed with, who posted what, and what is not in the books."""

from __future__ import annotations

import pytest

from ledger.book import Book
from reports import catalogue, container, pack
from reports.render import as_json

HEAD = 'option "title" "Testshire"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
LEDGER = """\
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
  recognition-reason: "no condition"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Liabilities:EA:Accruals
2018-04-01 open Equity:EA:EarmarkedReserve
2018-04-01 open Equity:EA:MovementInReserves
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Delivery
2018-04-27 * "received"
  agreement: "EA"
  Assets:EA:Cash            100.00 GBP
  Income:EA:UpfrontFunding -100.00 GBP
2019-03-31 * "Provider" "March, invoiced in April"
  preparer: "A. Officer"
  approver: "B. Officer"
  evidence: "order 7"
  Expenses:EA:Delivery     30.00 GBP
  Liabilities:EA:Accruals -30.00 GBP
2019-03-31 custom "carry-forward" "EA" "2018-19" 70.00 GBP "Executive Board, minute 4"
"""


@pytest.fixture
def book(write):
    found = Book.load(write("budget.beancount", HEAD + LEDGER))
    assert found.errors == ()
    return found


def tables(book, period):
    found = as_json.as_object(catalogue.build("year-end", book, period))
    return {one["name"]: one["rows"] for one in found["tables"]}, " ".join(found["notes"])


def test_a_schedule_opens_moves_and_closes(book):
    found, _ = tables(book, "2018-19")
    assert found["accruals-balances"] == [
        {
            "account": "Liabilities:EA:Accruals",
            "opening": "0.00",
            "extracts": "0.00",
            "journals": "-30.00",
            "closing": "-30.00",
        }
    ]


def test_the_next_year_opens_with_what_the_last_one_closed_with(book):
    (row,) = tables(book, "2019-20")[0]["accruals-balances"]
    assert (row["opening"], row["journals"], row["closing"]) == ("-30.00", "0.00", "-30.00")


def test_who_prepared_and_approved_an_entry_stands_beside_it_with_its_reference(book):
    (row,) = tables(book, "2018-19")[0]["accruals-entries"]
    assert (row["preparer"], row["approver"], row["reference"]) == ("A. Officer", "B. Officer", "evidence order 7")
    assert (row["period"], row["amount"]) == ("2018-19 P12", "-30.00")


def test_a_carry_forward_shows_its_approval(book):
    (row,) = tables(book, "2018-19")[0]["carry-forward"]
    assert (row["left"], row["approved"], row["carried"]) == ("70.00", "70.00", "70.00")
    assert "Executive Board, minute 4" in row["how"]


def test_what_is_proposed_and_not_in_the_books_is_listed(book):
    found, notes = tables(book, "2018-19 Q4")
    assert [(row["account"], row["amount"]) for row in found["proposed"]] == [
        ("Equity:EA:MovementInReserves", "70.00"),
        ("Equity:EA:EarmarkedReserve", "-70.00"),
    ]
    assert "ealedger close 2018-19 --propose prints what is proposed as entries" in notes


def test_what_was_accepted_is_a_schedule_and_no_proposal(write):
    accepted = (
        '2019-03-31 * "" "unspent"\n  agreement: "EA"\n  Equity:EA:MovementInReserves  70.00 GBP\n'
        "  Equity:EA:EarmarkedReserve  -70.00 GBP\n"
    )
    found, _ = tables(Book.load(write("budget.beancount", HEAD + LEDGER + accepted)), "2018-19 P13")
    assert found["proposed"] == []
    assert {row["account"]: row["closing"] for row in found["reserves-balances"]} == {
        "Equity:EA:EarmarkedReserve": "70.00",
        "Equity:EA:MovementInReserves": "-70.00",
    }


@pytest.mark.parametrize(
    ("period", "has_it"),
    [
        ("2018-19 Q3", False),
        ("2018-19 P11", False),
        ("2018-19 Q4", True),
        ("2018-19 P12", True),
        ("2018-19 P13", True),
        ("2018-19", True),
    ],
)
def test_a_pack_has_it_where_its_period_ends_a_year(book, period, has_it):
    inside = container.read(pack.build(book, period, with_workbook=False)[1])[0]
    assert ("statements/year-end.html" in inside) is has_it
    assert (b"Year-end schedules" in inside["index.html"]) is has_it


def test_a_period_that_ends_no_year_says_which_to_ask_for(book):
    found, notes = tables(book, "2018-19 Q2")
    assert found == {}
    assert "2018-19 Q2 ends no year: the schedules are those of 2018-19" in notes

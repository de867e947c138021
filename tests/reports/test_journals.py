"""Statement journals: who prepared and who approved each entry that a person made."""

from __future__ import annotations

import pytest

BOOKS = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Income:EA:Grant
2018-04-01 open Expenses:EA:Delivery
2018-05-01 * "Accrual"
  preparer: "J. Smith"
  approver: "S. Jones"
  Expenses:EA:Delivery   100.00 GBP
  Assets:EA:Cash        -100.00 GBP
2018-05-02 * "" "By one person"
  preparer: "J. Smith"
  approver: "j.  smith"
  Expenses:EA:Delivery   10.00 GBP
  Assets:EA:Cash        -10.00 GBP
2018-05-03 * "Nobody"
  Expenses:EA:Delivery   -1.00 GBP
  Assets:EA:Cash          1.00 GBP
2018-05-04 * "Not approved"
  preparer: "J. Smith"
  Expenses:EA:Delivery   2.00 GBP
  Assets:EA:Cash        -2.00 GBP
2018-07-01 * "Another quarter"
  Expenses:EA:Delivery   7.00 GBP
  Assets:EA:Cash        -7.00 GBP
"""


@pytest.fixture(autouse=True)
def books(write):
    write("books.beancount", BOOKS)


def test_each_journal_with_what_is_to_be_asked(table, pick):
    """
    include "books.beancount"
    """
    found = table("journals", "journals-EA", "2018-19 Q1")
    assert pick(found, "narration", "amount", "what") == [
        ("Accrual", "100.00", ""),
        ("By one person", "10.00", "one person did both"),
        ("Nobody", "1.00", "nobody is named"),
        ("Not approved", "2.00", "who approved it"),
    ]
    assert found["rows"][0]["place"] == "books.beancount:5"


def test_the_answers_add_up(table, pick):
    """
    include "books.beancount"
    """
    assert pick(table("journals", "summary", "2018-19 Q1"), "what", "entries", "amount") == [
        ("nobody is named", 1, "1.00"),
        ("one person did both", 1, "10.00"),
        ("prepared and approved by two persons", 1, "100.00"),
        ("who approved it", 1, "2.00"),
        ("Total", 4, "113.00"),
    ]


def test_an_entry_of_an_extract_is_no_journal_unless_it_is_one_of_journals(leeds):
    from reports import catalogue  # noqa: PLC0415

    statement = catalogue.build("journals", leeds, "2018-19 Q3")
    assert [one.name for one in statement.tables] == ["summary"]
    assert not statement.tables[0].rows


def test_an_entry_of_two_funds_is_counted_once(table, pick):
    """
    include "books.beancount"
    2018-04-01 custom "fund" "TF" "grant"
    2018-04-01 open Assets:TF:Cash
    2018-04-01 open Expenses:TF:Delivery
    2018-05-05 * "Of two funds"
      Expenses:EA:Delivery   4.00 GBP
      Assets:EA:Cash        -4.00 GBP
      Expenses:TF:Delivery   6.00 GBP
      Assets:TF:Cash        -6.00 GBP
    """
    assert ("nobody is named", 2, "11.00") in pick(
        table("journals", "summary", "2018-19 Q1"), "what", "entries", "amount"
    )
    found = table("journals", "journals-TF", "2018-19 Q1")
    assert pick(found, "narration", "amount") == [("Of two funds", "6.00")]

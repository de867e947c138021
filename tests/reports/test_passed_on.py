"""The statement of what is passed on to providers, as people and machines read it."""

from __future__ import annotations

import datetime

import pytest

from ledger.book import Book
from reports import catalogue
from reports.render import as_json, render

LEDGER = """
    2012-04-01 commodity FAMILY
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
      title: "Troubled Families"
      funder: "DCLG"
      recognition: "restriction"
      recognition-reason: "a test"
    2012-04-01 custom "provider" "Consortium" "TF" "principal"
      agreement: "TF1"
      title: "The Consortium"
      account: Expenses:TF:Delivery
      fee: 3000.00 GBP
      maximum: 300000.00 GBP
      retained: "5%"
      until: 2015-03-31
    2012-04-01 custom "provider" "Trust" "TF" "agent"
      agreement: "TF1"
      fee: 100.00 GBP
    2012-04-01 open Assets:TF:Cash
    2012-04-01 open Liabilities:TF:Accruals
    2012-04-01 open Income:TF:AttachmentFees
    2012-04-01 open Expenses:TF:Delivery
    2012-04-01 open Assets:TF:Families:Identified FAMILY
    2012-04-01 open Assets:TF:Families:2012-13:Attached FAMILY
    2012-04-01 open Equity:TF:Families:Cohort FAMILY

    2012-04-02 * "identified"
      Assets:TF:Families:Identified   200 FAMILY
      Equity:TF:Families:Cohort      -200 FAMILY

    2012-05-01 * "attached"
      provider: "Consortium"
      Assets:TF:Families:2012-13:Attached   100 FAMILY
      Assets:TF:Families:Identified        -100 FAMILY

    2012-05-01 * "attached"
      provider: "Trust"
      Assets:TF:Families:2012-13:Attached   4 FAMILY
      Assets:TF:Families:Identified        -4 FAMILY

    2013-03-31 * "paid"
      provider: "Consortium"
      Expenses:TF:Delivery   200000.00 GBP
      Assets:TF:Cash        -200000.00 GBP
"""


def documented(text):
    """Give a test the ledger that it reads."""

    def give(function):
        function.__doc__ = text
        return function

    return give


@documented(LEDGER)
def test_what_each_provider_earned_and_was_paid(table, pick):
    assert pick(table("passed-on", "earned", "2012-13"), "provider", "families", "results", "fee", "earned") == [
        ("The Consortium", 100, 0, "300000.00", "300000.00"),
        ("Trust", 4, 0, "400.00", "400.00"),
        ("Total", 104, 0, "300400.00", "300400.00"),
    ]


AMENDED = (
    LEDGER
    + """
    2012-06-01 custom "provider" "Trust" "TF" "agent"
      agreement: "TF1"
      fee: 150.00 GBP
      result-share: "40%"
      results-due: "on-receipt"

    2012-07-01 * "attached"
      provider: "Trust"
      Assets:TF:Families:2012-13:Attached   2 FAMILY
      Assets:TF:Families:Identified        -2 FAMILY

    2013-03-31 * "paid"
      provider: "Trust"
      Liabilities:TF:Accruals    900.00 GBP
      Assets:TF:Cash            -900.00 GBP
"""
)


@documented(AMENDED)
def test_what_is_earned_can_be_computed_again_by_the_terms_of_each_time(build, table, pick):
    assert pick(table("passed-on", "parts", "2012-13"), "provider", "what", "number", "earned") == [
        ("The Consortium", "families of 2012-13", 100, "300000.00"),
        ("Trust", "families of 2012-13, terms of 1 April 2012", 4, "400.00"),
        ("Trust", "families of 2012-13, terms of 1 June 2012", 2, "300.00"),
    ]
    notes = build("passed-on", "2012-13").notes
    assert (
        "Trust, as agent, neither income nor spending, under TF1: £150 a family; 40 % of what the council is paid for a result."
        in notes
    )
    assert (
        "Before the amendment of 1 June 2012: Trust, as agent, neither income nor spending, under TF1: £100 a family."
        in notes
    )
    assert "Outstanding below zero was paid before it was due, or is to be had back." in notes
    before = build("passed-on", "2012-13 P02").notes
    assert not any("amendment" in one or "below zero was paid" in one for one in before)


@documented(LEDGER)
def test_retained_due_paid_and_outstanding(table, pick):
    found = table("passed-on", "settled", "2012-13")
    assert pick(found, "provider", "retained", "due", "paid", "outstanding") == [
        ("The Consortium", "15000.00", "285000.00", "200000.00", "85000.00"),
        ("Trust", "0.00", "400.00", "0.00", "400.00"),
        ("Total", "15000.00", "285400.00", "200000.00", "85400.00"),
    ]


@documented(LEDGER)
def test_what_the_books_lack(table, pick):
    found = table("passed-on", "books", "2012-13")
    assert pick(found, "provider", "what", "terms", "books", "lacking") == [
        ("The Consortium", "creditor and accrual", "-85000.00", "0.00", "-85000.00"),
        ("The Consortium", "retention", "-15000.00", "0.00", "-15000.00"),
        ("The Consortium", "spending", "300000.00", "200000.00", "100000.00"),
        ("Trust", "held for others", "-400.00", "0.00", "-400.00"),
        ("Trust", "retention", "0.00", "0.00", "0.00"),
        ("Trust", "spending", "0.00", "0.00", "0.00"),
    ]


@documented(LEDGER)
def test_a_day_before_the_payment_and_one_after_the_retention(table):
    earlier = table("passed-on", "settled", "2012-13 Q3")
    assert [row["paid"] for row in earlier["rows"]] == ["0.00", "0.00"]
    later = table("passed-on", "settled", "2014-15")
    assert [row["retained"] for row in later["rows"]] == ["0.00", "0.00"]
    assert [row["outstanding"] for row in later["rows"]] == ["100000.00", "400.00"]


@documented(LEDGER)
def test_the_entries_that_are_printed_can_be_accepted_as_they_are(load):
    book = load()
    statement = as_json.as_object(catalogue.build("passed-on", book, "2012-13"))
    (entries,) = (one for one in statement["tables"] if one["name"] == "entries")
    text = render(catalogue.build("passed-on", book, "2012-13"), "text", book.folder)
    for row in entries["rows"]:
        assert row["entry"] in text
    path = book.path
    path.write_text(
        path.read_text(encoding="utf-8") + "\n" + "\n".join(row["entry"] for row in entries["rows"]), encoding="utf-8"
    )
    after = Book.load(path)
    assert [one.code for one in after.findings] == []
    again = as_json.as_object(catalogue.build("passed-on", after, "2012-13"))
    assert "entries" not in [one["name"] for one in again["tables"]]
    (books,) = (one for one in again["tables"] if one["name"] == "books")
    assert {row["lacking"] for row in books["rows"]} == {"0.00"}


@documented(LEDGER)
def test_every_figure_is_the_sum_of_its_lines(load):
    book = load()
    statement = catalogue.build("passed-on", book)
    assert statement.tables[0].caption.endswith(f"to {datetime.date(2013, 3, 31).day} March 2013")
    cells = [
        cell for one in statement.tables for row in one.every_row() for cell in row.cells if hasattr(cell, "lines")
    ]
    assert len(cells) == 3 + 6
    for one in cells:
        assert int(book.postings["pence"].iloc[list(one.lines)].sum()) == one.pence


@documented(LEDGER)
def test_no_line_is_longer_than_a_terminal_and_the_terms_are_printed(build):
    text = render(build("passed-on", "2012-13"), "text", None)
    assert max(map(len, text.split("\n"))) <= 80
    assert "The Consortium, as principal, under TF1: £3,000 a family; at most £300,000; 5 %" in " ".join(text.split())
    assert "Trust, as agent, neither income nor spending, under TF1: £100 a family." in " ".join(text.split())


@pytest.mark.parametrize("name", ["passed-on", "gl-reconciliation"])
@documented(LEDGER)
def test_statements_of_books_without_either_are_empty(build, name):
    empty = build(name, "2010-11")
    assert [row for one in empty.tables for row in one.rows] == []
    assert empty.notes[0].startswith("No ")

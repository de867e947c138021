from __future__ import annotations

import pytest

TOP = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery
"""
POSTED = """\
2018-06-12 * "Hubs Ltd" "June"
  extract: "gl"
  doc: "SAP/780012/1"
  Expenses:EA:Delivery  100.00 GBP
  Assets:EA:Cash  -100.00 GBP"""


def paid(invoice: str) -> str:
    return f"""\
2018-06-29 custom "evidence" "EA" "spending"
  extract: "pay"
  row: 7
  doc: "PAY/1/1"
  amount: 100.00 GBP
  invoice: "{invoice}\""""


@pytest.fixture
def books(write, load, generate):
    def of(invoice: str):
        write("books/agreements.beancount", TOP)
        generate("gl", POSTED)
        none = {"rows_posted": "0", "total_posted": "0.00 GBP"}
        generate("pay", paid(invoice), kind="supplier-payments", rows_evidence="1", total_evidence="100.00 GBP", **none)
        return load()

    return of


def test_i112_evidence_for_nothing_that_was_posted(books, breaks):
    """
    include "books/*.beancount"
    """
    said = breaks(books("999"), "I112")
    assert said.message == (
        "1 row of evidence in pay (£100) belongs to nothing that was posted, the first row 7: statement evidence lists them"
    )
    assert said.line.startswith('2018-06-29 custom "evidence"')


def test_evidence_that_belongs_to_what_was_posted(books, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(books("780012"), "I112")

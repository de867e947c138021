from __future__ import annotations

import pytest

BOOKS = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:ResultsReceivable
2012-04-01 open Expenses:TF:WriteOffs
2013-04-10 * "" "given up"
  claim: "TF1/F1/crime"{said}
  Expenses:TF:WriteOffs  {pounds} GBP
  Assets:TF:ResultsReceivable
"""


@pytest.fixture
def of(write, load):
    def books(said="", pounds="200.00", more=""):
        write("books/entries.beancount", BOOKS.format(said=said and f"\n{said}", pounds=pounds) + more)
        return load()

    return books


def test_c122_written_off_and_nobody_approved_it(of, breaks):
    """
    include "books/*.beancount"
    """
    said = breaks(of(), "C122")
    assert said.message == "£200 is written off, and nothing says who approved it: add approver:, or take it back"
    assert said.line == '2013-04-10 * "" "given up"'
    breaks(of('  approver: " "'), "C122")
    breaks(of(more='2013-04-10 custom "write-off" "another" 200.00 GBP "s151 officer"\n'), "C122")


def test_written_off_by_an_approver_or_by_a_directive(of, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(of('  approver: "s151 officer"'), "C122")
    assert keeps(of(more='2013-04-10 custom "write-off" "TF1/F1/crime" 200.00 GBP "s151 officer"\n'), "C122")
    assert keeps(of(pounds="-200.00"), "C122")

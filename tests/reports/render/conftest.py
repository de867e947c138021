"""A ledger that is hard to lay out: long names, large and negative amounts, markup and formulas in its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ledger.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "Integrated-Intensive-Family-Support-Across-The-Whole-County-And-City"
NASTY = f"""
option "title" "Metropolitan Borough Council of <Testshire> & the \\"United\\" Districts of North and South (illustrative)"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"

2018-04-01 custom "disclosure" "Illustrative <b>ledger</b>: =1+1"
2018-04-01 custom "fund" "FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea" "grant"
  title: "=cmd|' /C calc'!A0 <script>alert(1)</script> a fund with a title of more than sixty characters"
2018-04-01 custom "fund" "X" "grant"
2018-04-01 open Assets:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Cash
2018-04-01 open Income:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:UpfrontFunding
2018-04-01 open Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:{LONG}
2018-04-01 open Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:Hub
2018-04-01 open Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:Hub-One
2018-04-01 open Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Unallocated
2018-04-01 open Assets:X:Cash
2018-04-01 custom "agreement" "EA" "FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea" "upfront"
  title: "@SUM(A1) Earned Autonomy <script>alert('title')</script>, an agreement with a very long title indeed"
  funder: "Ministry of Housing, Communities and Local Government"
2018-04-01 custom "instalment" "EA" 2018-04-27 987654321.99 GBP "upfront" "2018-19"
  reference: "a-reference-that-is-as-long-as-any-finance-system-will-ever-print-it"
2018-04-01 custom "allocation" "EA" Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:{LONG} 2018-04-01 2019-03-31 987654321.99 GBP
2019-06-01 custom "saving" "X" "2018-19" "cost" "all" "per-family"
  amount: 987654.32 GBP
2019-06-01 custom "saving" "X" "2018-19" "displaced" "all" "per-family"
  amount: 987654.30 GBP
  families: 1234567
2019-06-01 custom "saving" "X" "2018-19" "benefit" "all" "per-family"
  amount: -858.00 GBP
  printed-ratio: -4.25
  source: "=1+1 <b>a source</b>"
2019-06-01 custom "saving" "X" "2018-19" "benefit" "=cmd|' /C calc'!A0 <i>an agency</i>" "total"
  amount: -64345.00 GBP
2018-05-01 * "=HYPERLINK(\\"http\\")" "<script>alert('narration')</script>"
  doc: "+FMS/1/1"
  cost-centre: "-1"
  subjective: "@1"
  Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:{LONG}   987654321.98 GBP
  Assets:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Cash               -987654321.98 GBP
2018-05-02 ! "A supplier with a name that goes on for longer than sixty characters in all" "Averylongwordwithoutanyspaceorhyphenthatdoesnotfitinanycolumnofaterminal"
  Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Unallocated  -123456789.01 GBP
  Assets:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Cash            123456789.01 GBP
2018-05-03 * "	a tab" "&amp; an entity"
  Expenses:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Delivery:Hub-One  -0.01 GBP
  Assets:FamiliesFirstEarnedAutonomyOfTheWholeCombinedAuthorityArea:Cash                 0.01 GBP
"""


@pytest.fixture
def nasty(write: Callable[[str, str], Path]) -> Book:
    book = Book.load(write("budget.beancount", NASTY))
    assert book.errors == ()
    assert book.warnings
    return book

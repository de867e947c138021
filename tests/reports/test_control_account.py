"""The control account: each period opens with what the one before closed with, and closes with what the trial balance has."""

from __future__ import annotations

import pytest

from ledger.book import Book
from reports import catalogue, reckoning

PERIODS = [f"2012-13 P{number:02}" for number in range(1, 14)] + ["2013-14 P01"]
YEAR_END = """
option "title" "Testshire"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Assets:TF:GrantReceivable
2012-04-01 open Assets:TF:ResultsReceivable
2012-04-01 open Income:TF:Grant
2012-04-01 open Income:TF:ResultsPayments
2012-04-01 open Equity:TF:Families:Cohort FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Attached FAMILY
2012-04-01 commodity FAMILY
2012-04-01 custom "agreement" "A" "TF" "payment-by-results"
  title: "Phase 1"
  funder: "DCLG"
  audit-required: FALSE
  recognition: "none"
  recognition-reason: "as advised"
2012-04-01 custom "tariff" "A" "2012-13"
  families: 10
  attachment-fee: 0.00 GBP
  route-crime: 700.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "instalment" "A" 2013-03-15 1000.00 GBP "grant" "2012-13"
2012-06-01 * "attached"
  Assets:TF:Families:2012-13:Attached  9 FAMILY
  Equity:TF:Families:Cohort  -9 FAMILY
2013-03-15 * "due"
  agreement: "A"
  instalment: "A/2012-13/1"
  Assets:TF:GrantReceivable  1000.00 GBP
  Income:TF:Grant  -1000.00 GBP
2013-03-20 * "paid in part"
  agreement: "A"
  instalment: "A/2012-13/1"
  Assets:TF:Cash  400.00 GBP
  Assets:TF:GrantReceivable  -400.00 GBP
2013-03-31 * "a result of March, accrued at the year's end"
  agreement: "A"
  period: "2012-13 P13"
  family: "F1"
  attached: "2012-13"
  route: "crime"
  window: "2013-05"
  Assets:TF:ResultsReceivable  700.00 GBP
  Income:TF:ResultsPayments  -700.00 GBP
2013-03-31 * "paid in part, of March, found in April"
  agreement: "A"
  period: "2012-13 P13"
  instalment: "A/2012-13/1"
  Assets:TF:Cash  100.00 GBP
  Assets:TF:GrantReceivable  -100.00 GBP
"""


def accounts_of(book):
    found = {}
    for name in PERIODS:
        period = book.period(name)
        found[name] = reckoning.reckoned(book.as_at(period.end), period).account
    return found


def agrees(account):
    return account.closing == sum(one.pence for one in account.in_books) + sum(one.pence for one in account.gaps)


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "budget.beancount"
    path.write_text(YEAR_END, encoding="utf-8")
    book = Book.load(path)
    assert book.errors == ()
    return accounts_of(book)


def test_every_period_opens_with_what_the_one_before_closed_with(accounts):
    closings = [accounts[name].closing for name in PERIODS]
    assert [accounts[name].opening for name in PERIODS[1:]] == closings[:-1]
    assert closings[-3:] == [600_00, 1200_00, 1200_00]


def test_what_is_posted_to_the_adjusting_period_is_in_no_earlier_one(accounts):
    """P12 and P13 are of the same days: a claim and a receipt of 31 March posted to P13 are P13's alone."""
    told = {name: (one.due, one.received) for name, one in accounts.items()}
    assert told["2012-13 P12"] == (1000_00, 400_00)
    assert told["2012-13 P13"] == (700_00, 100_00)


def test_every_period_agrees_with_the_trial_balance_by_its_debtors_alone(accounts):
    assert all(agrees(one) and one.gaps == () for one in accounts.values())


def test_every_period_of_the_worked_ledger_agrees(leeds: Book):
    accounts = accounts_of(leeds)
    assert all(agrees(one) for one in accounts.values())
    assert [accounts[name].opening for name in PERIODS[1:]] == [accounts[name].closing for name in PERIODS[:-1]]


def test_the_statement_of_the_adjusting_period_names_the_day_it_opens_on(tmp_path):
    path = tmp_path / "budget.beancount"
    path.write_text(YEAR_END, encoding="utf-8")
    statement = catalogue.build("reconciliation", Book.load(path), "2012-13 P13")
    (table,) = (one for one in statement.tables if one.name == "control")
    said = {row.cells[0]: row.cells[1] for row in table.rows}
    assert said["Opening debtor, after 2012-13 P12"] == 600_00

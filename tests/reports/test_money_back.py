"""What goes back to a funder: posted as a creditor, it explains what came too much, and cash settles it once."""

from __future__ import annotations

import datetime

import pytest

from ledger.book import Book
from reports import reckoning

AGREED = """
option "title" "Testshire"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Assets:TF:ResultsReceivable
2012-04-01 open Liabilities:TF:GrantRepayable
2012-04-01 open Liabilities:TF:ReceiptsInAdvance
2012-04-01 open Income:TF:AttachmentFees
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
  attachment-fee: 100.00 GBP
  route-crime: 700.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "tariff" "A" "2013-14"
  families: 10
  attachment-fee: 100.00 GBP
  cap: 4000.00 GBP
2013-04-01 custom "staging" "A" "2013-14"
  at-75: "100%"
  at-33: "50%"
2012-04-01 custom "instalment" "A" 2012-04-30 1000.00 GBP "attachment-fee" "2012-13"
2013-04-01 custom "instalment" "A" 2013-04-30 1000.00 GBP "attachment-fee" "2013-14"
2012-06-01 * "attached"
  Assets:TF:Families:2012-13:Attached  9 FAMILY
  Equity:TF:Families:Cohort  -9 FAMILY
"""
REPAYABLE = "Liabilities:TF:GrantRepayable"
FEES = "Income:TF:AttachmentFees"
OWED = "Assets:TF:ResultsReceivable"
CASH = "Assets:TF:Cash"


def entry(day, legs, **said):
    known = "".join(f'  {key}: "{value}"\n' for key, value in said.items())
    posted = "".join(f"  {account}  {pounds}.00 GBP\n" for account, pounds in legs.items())
    return f'{day} * "DCLG" "advice"\n  agreement: "A"\n{known}{posted}'


def fees(pounds, day="2012-04-30"):
    return entry(day, {CASH: pounds, FEES: -pounds}, doc=f"B/{day}/{pounds}", instalment="A/2012-13/1")


def claim(family, window):
    said = {"family": family, "attached": "2012-13", "route": "crime", "window": window}
    return entry("2013-01-20", {OWED: 700, "Income:TF:ResultsPayments": -700}, **said)


def clawed_back(family, window, day="2013-03-01"):
    said = {"family": family, "attached": "2012-13", "route": "crime", "window": window, "event": "clawed-back"}
    return entry(day, {REPAYABLE: -700, "Income:TF:ResultsPayments": 700}, **said)


@pytest.fixture
def reckon(tmp_path):
    def reckoned(*parts, as_at="2013-03-31"):
        path = tmp_path / "budget.beancount"
        path.write_text(AGREED + "".join(parts), encoding="utf-8")
        book = Book.load(path)
        assert book.errors == ()
        stood, period = reckoning.as_it_stood(book, datetime.date.fromisoformat(as_at))
        return reckoning.reckoned(stood, period, then=True)

    return reckoned


def short(found):
    return [(one.kind, one.reference, one.pence / 100) for one in found.differences]


def lines(found):
    return {
        one.reference: (one.due / 100, one.received / 100, one.over / 100, one.creditor / 100) for one in found.lines
    }


def test_what_came_too_much_is_explained_once_the_books_owe_it_back(reckon):
    """The cure that the difference itself names: it lowers no due, as what was due came too."""
    assert short(reckon(fees(1100))) == [("over", "A/2012-13/1", 100)]
    owed = entry("2012-06-01", {FEES: 100, REPAYABLE: -100})
    found = reckon(fees(1100), owed)
    assert (short(found), lines(found)) == ([], {"A/2012-13/1": (1000, 1100, 100, 100)})
    assert (found.account.closing, found.account.gaps) == (-100_00, ())
    back = entry("2012-07-01", {CASH: -100, REPAYABLE: 100})
    found = reckon(fees(1100), owed, back)
    assert (short(found), lines(found)) == ([], {"A/2012-13/1": (1000, 1000, 0, 0)})
    assert (found.account.closing, found.account.gaps) == (0, ())


def test_less_than_what_came_too_much_leaves_the_rest_to_be_explained(reckon):
    assert short(reckon(fees(1100), entry("2012-06-01", {FEES: 60, REPAYABLE: -60}))) == [("over", "A/2012-13/1", 40)]


def test_more_than_what_came_too_much_lowers_what_is_due(reckon):
    found = reckon(fees(1100), entry("2012-06-01", {FEES: 150, REPAYABLE: -150}))
    assert short(found) == []
    assert lines(found) == {"A/2012-13/1": (1000, 1100, 100, 100), "A/repayment": (-50, 0, 50, 0)}


def test_a_creditor_that_was_posted_in_error_and_reversed_explains_nothing(reckon):
    owed, not_owed = ({FEES: sign * 100, REPAYABLE: -sign * 100} for sign in (1, -1))
    parts = fees(1100), entry("2012-06-01", owed), entry("2012-06-02", not_owed)
    assert short(reckon(*parts)) == [("over", "A/2012-13/1", 100)]


def test_one_credit_net_of_a_clawback_pays_its_instalment_in_full(reckon):
    """1,000 of fees less 100 that the books owed: 900 in the bank, in one entry."""
    owed = entry("2012-04-20", {FEES: 100, REPAYABLE: -100})
    net = entry("2012-04-30", {CASH: 900, REPAYABLE: 100, FEES: -1000}, doc="B/1", instalment="A/2012-13/1")
    found = reckon(owed, net)
    assert short(found) == []
    assert lines(found) == {"A/2012-13/1": (1000, 1000, 0, 0), "A/repayment": (-100, -100, 0, 0)}
    assert (found.account.received, found.account.closing, found.account.gaps) == (900_00, 0, ())


def test_a_credit_of_which_a_part_is_owed_back_at_once(reckon):
    parted = entry("2012-04-30", {CASH: 1100, REPAYABLE: -100, FEES: -1000}, doc="B/1", instalment="A/2012-13/1")
    found = reckon(parted)
    assert (short(found), found.account.closing) == ([], -100_00)
    assert lines(found) == {"A/2012-13/1": (1000, 1000, 0, 0), "A/repayment": (0, 100, 100, 0)}


CLAIMS = claim("F1", "2013-01") + claim("F2", "2013-01")
PAID = entry("2013-02-20", {CASH: 1400, OWED: -1400}, doc="B/2", window="2013-01")


def test_a_clawback_of_results_is_a_creditor_until_a_remittance_nets_it_off(reckon):
    found = reckon(fees(1000), CLAIMS, PAID, clawed_back("F2", "2013-01"))
    assert (short(found), lines(found)["A/results/2013-01"]) == ([], (700, 1400, 700, 700))
    assert (found.account.closing, found.account.gaps) == (-700_00, ())
    net = entry("2013-03-20", {CASH: -700, REPAYABLE: 700}, doc="B/3", window="2013-01")
    found = reckon(fees(1000), CLAIMS, PAID, clawed_back("F2", "2013-01"), net)
    assert (short(found), lines(found)["A/results/2013-01"]) == ([], (700, 700, 0, 0))
    assert (found.account.closing, found.account.gaps, sum(one.pence for one in found.account.in_books)) == (0, (), 0)


def test_a_clawback_of_what_was_never_paid_owes_nothing_by_the_claims(reckon):
    found = reckon(fees(1000), CLAIMS, clawed_back("F2", "2013-01"))
    assert lines(found)["A/results/2013-01"] == (700, 0, 0, 0)
    assert short(found) == [("missed", "A/results/2013-01", 700)]


def test_a_clawback_settles_the_window_that_it_names_not_the_latest(reckon):
    claims = claim("F1", "2013-01") + claim("F2", "2013-02")
    paid = "".join(
        entry("2013-02-20", {CASH: 700, OWED: -700}, doc=f"B/{window}", window=window)
        for window in ("2013-01", "2013-02")
    )
    net = entry("2013-03-20", {CASH: -700, REPAYABLE: 700}, doc="B/3", claim="A:2013-01/F1/crime")
    found = reckon(fees(1000), claims, paid, clawed_back("F1", "2013-01"), net)
    assert short(found) == []
    assert [lines(found)[f"A/results/2013-0{number}"] for number in (1, 2)] == [(0, 0, 0, 0), (700, 700, 0, 0)]


def test_a_netted_clawback_that_no_claims_return_has_told_of_is_short_in_its_window(reckon):
    net = entry("2013-03-20", {CASH: -700, REPAYABLE: 700}, doc="B/3", window="2013-01")
    assert short(reckon(fees(1000), CLAIMS, PAID, net)) == [("short", "A/results/2013-01", 700)]


def test_a_fee_that_waits_for_families_is_explained_once_it_is_held_in_advance(reckon):
    """4 of 10 families: half of the year's fee is due, and all of it came."""
    count = '2013-05-01 custom "worked-with" "A" "2012-13" 2013-04-15\n  families: 4\n'
    came = entry("2013-05-02", {CASH: 1000, FEES: -1000}, doc="B/9", instalment="A/2013-14/1")
    assert short(reckon(fees(1000), count, came, as_at="2013-06-30")) == [("over", "A/2013-14/1", 500)]
    advance = {FEES: 500, "Liabilities:TF:ReceiptsInAdvance": -500}
    held = entry("2013-06-30", advance, instalment="A/2013-14/1")
    found = reckon(fees(1000), count, came, held, as_at="2013-06-30")
    assert (short(found), lines(found)["A/2013-14/1"]) == ([], (500, 1000, 500, 500))


# ---------------------------------------------------------------- windows


def test_results_money_goes_to_the_window_of_its_instalment(reckon):
    claims = claim("F1", "2013-01") + claim("F2", "2013-02")
    instalment = (
        '2012-04-01 custom "instalment" "A" 2013-02-28 700.00 GBP "results-payment" "2012-13"\n  window: "2013-02"\n'
    )
    paid = entry("2013-02-20", {CASH: 700, OWED: -700}, doc="B/2", instalment="A/2012-13/2")
    assert short(reckon(fees(1000), claims, instalment, paid)) == [("missed", "A/results/2013-01", 700)]


@pytest.mark.parametrize("said", [{"claim": "A:2013-02/F2/crime"}, {"family": "F2", "route": "crime"}])
def test_results_money_goes_to_the_window_of_its_claim(reckon, said):
    claims = claim("F1", "2013-01") + claim("F2", "2013-02")
    paid = entry("2013-02-20", {CASH: 700, OWED: -700}, doc="B/2", **said)
    assert short(reckon(fees(1000), claims, paid)) == [("missed", "A/results/2013-01", 700)]


def test_results_money_of_a_window_that_nobody_claimed_in_is_unexpected(reckon):
    paid = entry("2013-02-20", {CASH: 700, OWED: -700}, doc="B/2", window="2013-09")
    assert short(reckon(fees(1000), claim("F1", "2013-01"), paid)) == [
        ("missed", "A/results/2013-01", 700),
        ("unexpected", "B/2", 700),
    ]


def test_a_window_may_have_a_stroke_in_its_name(reckon):
    claims = claim("F1", "2013/1") + claim("F2", "2014/1")
    paid = entry("2013-02-20", {CASH: 700, OWED: -700}, doc="B/2", window="2014/1")
    assert short(reckon(fees(1000), claims, paid)) == [("missed", "A/results/2013/1", 700)]


def test_a_write_off_lowers_the_window_that_it_names(reckon):
    claims = claim("F1", "2013-01") + claim("F2", "2013-02")
    off = entry("2013-03-01", {"Expenses:TF:WriteOffs": 700, OWED: -700}, window="2013-02")
    opened = "2012-04-01 open Expenses:TF:WriteOffs\n"
    assert short(reckon(opened, fees(1000), claims, off)) == [("missed", "A/results/2013-01", 700)]


def test_claims_as_the_checks_told_them_and_as_they_are_told_again_are_the_same(reckon):
    """A draft of a later day is not known yet, so that the claims of the last day of the books are told again."""
    parts = fees(1000), CLAIMS, PAID, clawed_back("F2", "2013-01")
    later = '2014-01-01 custom "draft" "A" "F9" "crime" 700.00 GBP\n  attached: "2012-13"\n'
    assert reckon(*parts).lines == reckon(*parts, later).lines

"""What is due under an agreement on a day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from ledger import entitlement
from ledger.claims import Claim, Event
from ledger.entitlement import Part

STAGED = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Phase 1"
  funder: "DCLG"
  paid-within: 30
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 100
  attachment-fee: 3200.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "tariff" "TF1" "2013-14"
  families: 101
  attachment-fee: 2400.00 GBP
  cap: 4000.00 GBP
2013-04-01 custom "staging" "TF1" "2013-14"
  at-75: "100%"
  at-33: "50%"
2012-04-01 custom "instalment" "TF1" 2012-04-30 320000.00 GBP "attachment-fee" "2012-13"
"""
WHOLE = '2013-04-01 custom "instalment" "TF1" 2013-04-30 242400.00 GBP "attachment-fee" "2013-14"\n'
HALVES = """
2013-04-01 custom "instalment" "TF1" 2013-04-30 121200.00 GBP "attachment-fee" "2013-14"
2013-04-01 custom "instalment" "TF1" 2013-07-31 121200.00 GBP "attachment-fee" "2013-14"
"""


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def due(write, load):
    """Return what is due of each instalment of 2013-14 on a day, in pounds, from what the test adds to the ledger."""

    def due_of(added, as_at):
        write("staged.beancount", STAGED + added)
        found = entitlement.entitled(load().register, (), day(as_at))
        return [one for one in found if one.year == "2013-14"]

    return due_of


def counted(families, on="2013-04-10", known="2013-04-10"):
    return f'{known} custom "worked-with" "TF1" "2012-13" {on}\n  families: {families}\n'


@pytest.mark.parametrize(
    ("families", "pounds"), [(75, 242400), (74, 121200), (33, 121200), (32, 0), (0, 0), (100, 242400), (120, 242400)]
)
def test_the_fee_of_year_two_by_the_families_of_year_one(due, families, pounds):
    """
    include "staged.beancount"
    """
    (one,) = due(WHOLE + counted(families), "2013-04-30")
    assert one.due == pounds * 100
    assert one.held == 24240000 - one.due
    assert one.due == 0 or one.parts == (Part(day("2013-04-30"), pounds * 100),)


def test_the_rest_falls_due_on_the_day_the_count_is_reached(due):
    """
    include "staged.beancount"
    """
    counts = counted(74) + counted(75, "2013-08-20", "2013-09-01")
    (one,) = due(WHOLE + counts, "2013-08-31")
    assert (one.due, one.held) == (12120000, 12120000)
    assert one.because == "74 of 100 families of 2012-13 (74.0 %) were worked with on 2013-04-10"
    (one,) = due(WHOLE + counts, "2013-09-01")
    assert one.parts == (Part(day("2013-04-30"), 12120000), Part(day("2013-08-20"), 12120000))
    assert (one.held, one.because) == (0, "")


def test_what_was_due_stays_due_where_fewer_are_counted_later(due):
    """
    include "staged.beancount"
    """
    (one,) = due(WHOLE + counted(75) + counted(60, "2013-06-01", "2013-06-01"), "2013-06-30")
    assert (one.due, one.held) == (24240000, 0)


def test_half_of_a_year_s_fees_fills_its_instalments_in_order(due):
    """
    include "staged.beancount"
    """
    assert [one.due for one in due(HALVES + counted(40), "2013-07-31")] == [12120000, 0]
    first, second = due(HALVES + counted(80), "2013-06-30")
    assert (first.due, second.due, second.to_come, second.held) == (12120000, 0, 12120000, 0)


def test_without_a_count_nothing_is_released(due):
    """
    include "staged.beancount"
    """
    (one,) = due(WHOLE, "2014-01-01")
    assert (one.due, one.held) == (0, 24240000)
    assert one.because == 'no custom "worked-with" "TF1" "2012-13" says how many families of 2012-13 are worked with'


def test_a_count_put_right_later_counts_from_then(due):
    """
    include "staged.beancount"
    """
    corrected = counted(75) + counted(74, known="2013-06-01")
    (one,) = due(WHOLE + corrected, "2013-05-31")
    assert one.due == 24240000
    (one,) = due(WHOLE + corrected, "2013-06-01")
    assert one.due == 12120000


def test_an_instalment_is_due_on_its_day_and_unknown_before_it_was_agreed(due, load):
    """
    include "staged.beancount"
    """
    assert due(WHOLE, "2013-03-31") == []
    (fee,) = entitlement.entitled(load().register, (), day("2012-04-29"))
    assert (fee.due, fee.to_come) == (0, 32000000)
    (fee,) = entitlement.entitled(load().register, (), day("2012-04-30"))
    assert (fee.due, fee.to_come, fee.parts) == (32000000, 0, (Part(day("2012-04-30"), 32000000),))


def claim(name, window="", pence=70000, submitted="2013-01-20"):
    events = (Event(day(submitted), "submitted", pence, name),)
    return Claim(name, "TF1", "TF", name, "2012-13", "crime", window, pence, "", None, events, {})


def test_a_draft_asks_for_nothing_and_leaves_the_instalment_due(write, load):
    """
    include "staged.beancount"
    """
    write(
        "staged.beancount",
        STAGED + '2012-04-01 custom "instalment" "TF1" 2013-03-20 700.00 GBP "results-payment" "2012-13"\n',
    )
    drafted = claim("F1", "2013-01")
    drafted = replace(drafted, events=tuple(one._replace(what="drafted") for one in drafted.events))
    for claims in ((), (drafted,), (claim("F1", "2013-05", submitted="2013-05-20"),)):
        found = entitlement.entitled(load().register, claims, day("2013-03-31"))
        assert [one.due for one in found if one.stream == "results-payment"] == [700_00]


def test_claims_are_due_by_window_within_the_agreed_days(write, load):
    """
    include "staged.beancount"
    2013-01-07 custom "window" "TF1" "2013-01" 2013-01-31
    2013-01-31 custom "instalment" "TF1" 2013-03-20 9999.00 GBP "results-payment" "2012-13"
    """
    write("staged.beancount", STAGED)
    register = load().register
    claims = [claim("F1", "2013-01"), claim("F2", "2013-01"), claim("F3", submitted="2013-02-10")]
    found = {one.reference: one for one in entitlement.entitled(register, claims, day("2013-03-31"))}
    assert set(found) == {"TF1/2012-13/1", "TF1/results/2013-01", "TF1/results"}
    assert found["TF1/results/2013-01"].parts == (Part(day("2013-03-02"), 140000),)
    assert found["TF1/results"].parts == (Part(day("2013-03-12"), 70000),)


def test_without_claims_the_instalment_of_results_is_due(write, load):
    """
    include "staged.beancount"
    2013-01-31 custom "instalment" "TF1" 2013-03-20 9999.00 GBP "results-payment" "2012-13"
    """
    write("staged.beancount", STAGED)
    found = entitlement.entitled(load().register, (), day("2013-03-31"))
    assert [one.due for one in found if one.stream == "results-payment"] == [999900]


def test_a_draft_takes_no_results_instalment_s_place(write, load):
    """
    include "staged.beancount"
    2013-01-31 custom "instalment" "TF1" 2013-03-20 9999.00 GBP "results-payment" "2012-13"
    """
    write("staged.beancount", STAGED)
    drafted = replace(claim("F1"), events=(Event(day("2013-01-14"), "drafted", 70000, "F1"),))
    found = entitlement.entitled(load().register, [drafted], day("2013-03-31"))
    assert [(one.due, one.claims) for one in found if one.stream == "results-payment"] == [(999900, 0)]


def test_a_day_before_fees_were_staged_and_instalments_agreed_knows_neither(write, load):
    """
    include "staged.beancount"
    2013-06-01 custom "staging" "TF1" "2012-13"
      at-75: "100%"
    2013-06-01 custom "instalment" "TF1" 2012-04-30 1.00 GBP "coordinator" "2012-13"
    """
    write("staged.beancount", STAGED)
    book = load()
    before, since = (
        [(one.due, one.held) for one in entitlement.entitled(book.as_at(on).register, (), on)]
        for on in (day("2013-05-31"), day("2013-06-01"))
    )
    assert before == [(32000000, 0)]
    assert since == [(0, 32000000), (100, 0)]
    assert len(book.as_at(day("2013-05-31")).register.instalments) == 1

"""A period is closed from its period-close until a later period-reopen that covers it."""

from __future__ import annotations

import datetime

import pytest

from ledger.closing import Closed
from ledger.directives import Record
from ledger.periods import Calendar, PeriodError


def closed(*events: tuple[str, str, str]) -> Closed:
    records = [
        Record(f"period-{what}", datetime.date.fromisoformat(day), {"period": period}, {}, {})
        for what, period, day in events
    ]
    return Closed([*records, Record("fund", datetime.date(2018, 4, 1), {}, {}, {})], Calendar())


def test_a_close_of_a_quarter_closes_its_periods_and_no_other():
    books = closed(("close", "2018-19 Q1", "2018-07-20"))
    assert [books.since(period) for period in (201801, 201803)] == [datetime.date(2018, 7, 20)] * 2
    assert [books.since(period) for period in (201804, 201713)] == [None, None]
    assert books.refusal(201804) is None
    assert books.refusal(201803) == (
        "2018-19 P03 was closed on 2018-07-20: post it in the open period, or reopen it with ealedger reopen"
    )


def test_a_year_closes_its_adjusting_period_as_well():
    assert closed(("close", "2018-19", "2019-06-01")).since(201813) == datetime.date(2019, 6, 1)


def test_a_later_reopen_opens_what_it_names_and_another_close_closes_it_again():
    events = [("close", "2018-19 Q1", "2018-07-20"), ("reopen", "2018-19 P03", "2018-08-02")]
    assert (closed(*events).since(201803), closed(*events).since(201802)) == (None, datetime.date(2018, 7, 20))
    again = closed(*events, ("close", "2018-19 P03", "2018-08-09"))
    assert again.since(201803) == datetime.date(2018, 8, 9)


def test_a_close_of_no_period_is_not_passed_over():
    with pytest.raises(PeriodError, match="'June' is not a period"):
        closed(("close", "June", "2018-07-20"))

from __future__ import annotations

import datetime

import pytest

from importers.posting_period import posting_period
from importers.typed import NotUnderstoodError
from ledger.periods import Calendar

SEPTEMBER = datetime.date(2018, 9, 28)


@pytest.mark.parametrize(("text", "key"), [("", 201806), ("6", 201806), ("P07", 201807), ("2018-19 P06", 201806)])
def test_a_period_that_can_only_be_one(text, key):
    assert posting_period(text, SEPTEMBER, Calendar()) == key


def test_a_number_that_is_the_month_but_not_the_period_is_refused():
    with pytest.raises(NotUnderstoodError, match=r"'9' of a row dated 2018-09-28 may be its month or a posting period"):
        posting_period("9", SEPTEMBER, Calendar())


def test_the_profile_says_which_it_is():
    assert posting_period("9", SEPTEMBER, Calendar(), "month") == 201806
    assert posting_period("9", SEPTEMBER, Calendar(), "posting-period") == 201809
    with pytest.raises(NotUnderstoodError, match="is not the month of the row's date"):
        posting_period("8", SEPTEMBER, Calendar(), "month")

"""How does a column write its dates?"""

from __future__ import annotations

import datetime

import pytest

from importers.dates import decide, seen
from importers.typed import NotUnderstoodError

APRIL = datetime.date(2018, 4, 30)


@pytest.mark.parametrize(
    "text",
    ["30/04/2018", "30/4/18", "30.04.2018", "30-04-2018", "30 Apr 2018", "30 Apr  2018", "30-Apr-18", "30th April, 2018", "30Apr2018",
     "Monday 30 April 2018", "April 30, 2018", "2018-04-30", "2018/04/30", "2018-04-30 00:00:00", "2018-04-30T09:30:00Z",
     "30/04/2018 9:30", "20180430", "43220", "43220.5"],
)  # fmt: skip
def test_one_day_in_every_shape(text):
    assert decide([text]).day(text) == APRIL


@pytest.mark.parametrize("text", ["Sep 2014", "Sept-14", "September 2014", "Sep-14"])
def test_a_month_is_its_first_day_and_said(text):
    column = decide([text])
    assert column.day(text) == datetime.date(2014, 9, 1)
    assert column.notes == ("names months without a day",)


@pytest.mark.parametrize(
    "text", ["", "2014", "12.34", "31/02/2018", "30/04/2218", "100001", "Hub", "May 5.00", "2013/14", "99/99/99"]
)
def test_what_is_no_date(text):
    assert seen(text) is None
    with pytest.raises(NotUnderstoodError):
        decide(["01/04/2018"]).day(text)


def test_day_first_unless_the_column_proves_otherwise():
    assert decide(["03/04/2018"]).day("03/04/2018") == datetime.date(2018, 4, 3)
    month_first = decide(["03/04/2018", "04/30/2018"])
    assert month_first.day("03/04/2018") == datetime.date(2018, 3, 4)
    assert month_first.notes == ("writes the month first",)
    with pytest.raises(NotUnderstoodError, match="no date that is written month first"):
        month_first.day("30/04/2018")


def test_mixed_orders_are_not_guessed():
    column = decide(["30/04/2018", "04/30/2018", "03/04/2018"])
    assert column.doubt == "some dates have the day first and others the month"
    with pytest.raises(NotUnderstoodError, match="can be read in two ways"):
        column.day("03/04/2018")
    assert column.day("30/04/2018") == APRIL


def test_what_a_spreadsheet_with_the_month_first_leaves_behind():
    column = decide(["2018-03-04", "2018-05-04", "30/04/2018", "28/04/2018"])
    assert column.doubt == "a spreadsheet seems to have turned day and month round where it could"


def test_dates_that_would_be_more_regular_month_first():
    assert decide([f"04/{day:02}/2018" for day in range(1, 13)]).doubt
    assert not decide([f"{day:02}/04/2018" for day in range(1, 13)]).doubt
    assert not decide(["01/04/2018", "02/05/2018"]).doubt


def test_serial_numbers_among_dates_are_said():
    assert decide(["26/09/2013", "41543"]).notes == ("has 1 of a spreadsheet's serial numbers for dates",)

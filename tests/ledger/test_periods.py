from __future__ import annotations

import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import Book, UnsoundError
from ledger.periods import Calendar, CalendarError, PeriodError, year_label, year_start

USUAL = Calendar()
FOUR_WEEKS = '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-01, end = 2018-04-28 },\n'


def four_week_periods(first: date) -> str:
    """Return a calendar.toml with 2018-19 in thirteen periods of four weeks."""
    weeks = datetime.timedelta(weeks=4)
    lines = ["[[year]]", 'label = "2018-19"', "periods = ["]
    for number in range(13):
        start = first + number * weeks
        quarter = min(number // 3 + 1, 4)
        lines.append(
            f"  {{ quarter = {quarter}, start = {start}, end = {start + weeks - datetime.timedelta(days=1)} }},"
        )
    return "\n".join([*lines, "]"])


@pytest.mark.parametrize(
    ("typed", "label", "first", "last", "start", "end"),
    [
        ("2018-19", "2018-19", 201801, 201813, date(2018, 4, 1), date(2019, 3, 31)),
        ("2018/19", "2018-19", 201801, 201813, date(2018, 4, 1), date(2019, 3, 31)),
        ("2018-2019", "2018-19", 201801, 201813, date(2018, 4, 1), date(2019, 3, 31)),
        ("1999-00", "1999-00", 199901, 199913, date(1999, 4, 1), date(2000, 3, 31)),
        ("2018-19 Q3", "2018-19 Q3", 201807, 201809, date(2018, 10, 1), date(2018, 12, 31)),
        ("2018-19-Q3", "2018-19 Q3", 201807, 201809, date(2018, 10, 1), date(2018, 12, 31)),
        (" 2018-19 q1 ", "2018-19 Q1", 201801, 201803, date(2018, 4, 1), date(2018, 6, 30)),
        ("2018-19 Q4", "2018-19 Q4", 201810, 201813, date(2019, 1, 1), date(2019, 3, 31)),
        ("2018-19 P09", "2018-19 P09", 201809, 201809, date(2018, 12, 1), date(2018, 12, 31)),
        ("2018-19 p9", "2018-19 P09", 201809, 201809, date(2018, 12, 1), date(2018, 12, 31)),
        ("2019-20 P11", "2019-20 P11", 201911, 201911, date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-19 P13", "2018-19 P13", 201813, 201813, date(2019, 3, 1), date(2019, 3, 31)),
    ],
)
def test_a_typed_period(typed, label, first, last, start, end):
    period = USUAL.parse(typed)
    assert (period.label, period.first, period.last, period.start, period.end) == (label, first, last, start, end)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2018",
        "2018-20",
        "2018-19 Q5",
        "2018-19 Q0",
        "2018-19 P14",
        "2018-19 P00",
        "18-19",
        "Q3",
        "2018-19 X1",
        "2018-2119",
        "2018-219",
        "9999-00",
        "0000-01",
        "2018-19 Q3 Q4",
        "٢٠١٨-19",
    ],
)
def test_a_text_that_is_no_period_is_refused_with_its_cure(typed):
    with pytest.raises(
        PeriodError, match=r"is not a period: .*(write a year \(2018-19\)|is written 2018-19|has no such)"
    ):
        USUAL.parse(typed)


def test_a_period_as_a_file_name():
    assert USUAL.parse("2018-19 Q3").file_name == "2018-19-Q3"


def test_the_financial_year_turns_on_1_april():
    assert USUAL.key_of(date(2018, 3, 31)) == 201712
    assert USUAL.key_of(date(2018, 4, 1)) == 201801
    assert USUAL.year_of(date(2018, 3, 31)) == "2017-18"
    assert USUAL.year_of(date(2018, 4, 1)) == "2018-19"


def test_a_date_never_means_the_adjusting_period():
    assert USUAL.key_of(date(2019, 3, 31)) == 201812
    assert USUAL.key("2018-19 P13") == 201813
    assert USUAL.days(201813) == USUAL.days(201812) == (date(2019, 3, 1), date(2019, 3, 31))


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_the_period_that_it_names(day):
    key = USUAL.key_of(day)
    first, last = USUAL.days(key)
    assert first <= day <= last
    assert USUAL.key(USUAL.label(key)) == key
    assert USUAL.parse(USUAL.year_of(day)).first <= key


@given(st.integers(1000, 2998))
def test_a_year_as_it_is_written_reads_back(year):
    assert year_start(year_label(year)) == year


def test_a_posting_period_is_one_period():
    with pytest.raises(PeriodError, match="one posting period is needed, such as 2018-19 P09"):
        USUAL.key("2018-19 Q3")


def test_a_posting_period_that_there_is_not():
    with pytest.raises(PeriodError, match="'2018-19 P14' is not a period: the calendar has no such posting period"):
        USUAL.days(201814)


def test_the_whole_of_the_books_takes_whole_years_of_posting_periods():
    whole = USUAL.whole(date(2012, 5, 3), date(2014, 8, 9))
    assert whole.label == "2012-13 to 2014-15"
    assert whole.first <= USUAL.key("2012-13 P01")
    assert whole.last >= USUAL.key("2014-15 P13")
    assert (whole.start, whole.end) == (date(2012, 5, 3), date(2014, 8, 9))
    assert USUAL.whole(date(2018, 5, 1), date(2018, 6, 1)).label == "2018-19"


def test_a_council_without_a_calendar_file_has_the_usual_calendar(tmp_path):
    assert Calendar.of_folder(tmp_path).key_of(date(2018, 4, 29)) == 201801


def test_thirteen_periods_of_four_weeks(tmp_path, write):
    write("calendar.toml", four_week_periods(date(2018, 4, 2)))
    calendar = Calendar.of_folder(tmp_path)
    assert calendar.key_of(date(2018, 4, 29)) == 201801
    assert calendar.key_of(date(2018, 4, 30)) == 201802
    assert calendar.key_of(date(2019, 3, 31)) == 201813
    assert calendar.days(201813) == (date(2019, 3, 4), date(2019, 3, 31))
    assert calendar.parse("2018-19 Q4").first == 201810
    assert calendar.parse("2019-20").start == date(2019, 4, 1)


def test_a_day_that_the_council_s_calendar_leaves_out_is_in_no_period(tmp_path, write):
    write("calendar.toml", four_week_periods(date(2018, 4, 2)))
    with pytest.raises(PeriodError, match="no period of the calendar holds this day"):
        Calendar.of_folder(tmp_path).key_of(date(2018, 4, 1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[year", "not a calendar"),
        ("", "not a calendar: 'year'"),
        ('year = "2018-19"', "not a calendar"),
        ('[[year]]\nlabel = "2018-19"', "not a calendar: 'periods'"),
        ('[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-01 }]', "not a calendar: 'end'"),
        ('[[year]]\nlabel = "2018"\nperiods = []', "a financial year is written 2018-19"),
        ("[[year]]\nlabel = 2018\nperiods = []", "a financial year is written 2018-19"),
        (
            '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = "2018-04-01", end = "2018-04-28" }]',
            "period 1 needs quarter = 1, start = 2018-04-02 and end = 2018-04-29, without quotes",
        ),
        (
            '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-28, end = 2018-04-01 }]',
            "period 1 ends on 2018-04-01, before it starts",
        ),
        (
            FOUR_WEEKS + "{ quarter = 1, start = 2018-04-30, end = 2018-05-27 }]",
            "2018-19 has a gap or an overlap at 2018-04-30",
        ),
        (
            FOUR_WEEKS + "{ quarter = 1, start = 2018-04-28, end = 2018-05-27 }]",
            "2018-19 has a gap or an overlap at 2018-04-28",
        ),
    ],
)
def test_a_broken_calendar_file_says_where_and_why(tmp_path, write, text, why):
    write("calendar.toml", text)
    with pytest.raises(CalendarError, match=r"calendar\.toml: ") as refused:
        Calendar.of_folder(tmp_path)
    assert why in str(refused.value)


def test_nothing_is_printed_of_books_with_a_broken_calendar_file(write):
    write("calendar.toml", "[[year")
    book = Book.load(write("budget.beancount", 'option "tolerance_multiplier" "0"\nplugin "ledger.plugins"'))
    with pytest.raises(UnsoundError, match=r"S111 calendar\.toml cannot be read"):
        book.require_sound()


def test_books_in_four_week_periods(write, load):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-04-30 * "Hub" "The first day of the second period"
      Expenses:EA:Delivery  100.00 GBP
      Assets:EA:Cash       -100.00 GBP
    """
    write("calendar.toml", four_week_periods(date(2018, 4, 2)))
    assert load().postings["period"].tolist() == [201802, 201802]

"""What amount, date or period does a text mean?"""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import typed
from importers.posting_period import posting_period
from importers.typed import NotUnderstoodError
from ledger import money
from ledger.periods import Calendar

APRIL = datetime.date(2018, 4, 30)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1100", 110_000),
        (" £1,100.00 ", 110_000),
        ("1,234,567.8", 123_456_780),
        ("(5.00)", -500),
        ("£(5.00)", -500),
        ("-5", -500),
        ("5.00-", -500),
        ("\N{MINUS SIGN}5.00", -500),
        ("- 5.00", -500),
        ("1 100.00", 110_000),
        ("34645.369999999995", 3_464_537),
        ("-0.00", 0),
        ("GBP 5.00", 500),
        ("5.00 CR", -500),
        ("CR 5.00", -500),
        ("5.00 dr", 500),
        ("(£5.00)", -500),
        ("£5.00-", -500),
        ("\N{EN DASH}5.00", -500),
        ("1'234.56", 123_456),
        ("'12.50", 1_250),
        (".5", 50),
        ("5.", 500),
        ("\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}£5.00", 500),
        ("-", 0),
        (" £ - ", 0),
        ("Nil", 0),
        ("1.4551915228366852E-11", 0),
        ("-1.4e-11", 0),
        ("1.2345678901234E+13", 1_234_567_890_123_400),
    ],
)
def test_amounts_as_finance_systems_print_them(text, pence):
    assert typed.pence(text) == pence


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the amount is blank"),
        ("  ", "the amount is blank"),
        ("n/a", "the amount 'n/a' is not a number of pounds"),
        ("--5", "the amount '--5' is not a number of pounds"),
        ("-(5)", "the amount '-(5)' is not a number of pounds"),
        ("5.00- CR", "the amount '5.00- CR' is not a number of pounds"),
        ("(5", "the amount '(5' is not a number of pounds"),
        ("12 34", "the amount '12 34' is not a number of pounds"),
        ("1,234 567", "the amount '1,234 567' is not a number of pounds"),
        ("££5", "the amount '££5' is not a number of pounds"),
        ("€5", "the amount '€5' is not a number of pounds"),
        ("5k", "the amount '5k' is not a number of pounds"),
        ("5%", "the amount '5%' is not a number of pounds"),
        ("Redacted", "the amount 'Redacted' is not a number of pounds"),
        ("\N{ARABIC-INDIC DIGIT FIVE}", "the amount '\N{ARABIC-INDIC DIGIT FIVE}' is not a number of pounds"),
        (
            "1.23E+05",
            "the amount '1.23E+05' has lost its last digits: format the column as a number, and export it again",
        ),
        ("()", "the amount '()' is not a number of pounds"),
        ("(-5)", "the amount '(-5)' is not a number of pounds"),
        ("-5-", "the amount '-5-' is not a number of pounds"),
        ("1,10.00", "the amount '1,10.00' is not a number of pounds"),
        ("1.100,00", "the amount '1.100,00' is not a number of pounds"),
        ("1.005", "the amount '1.005' has a part of a penny"),
        ("9" * 40, f"the amount '{'9' * 40}' is too large"),
        ("1.23456789012e99999", "the amount '1.23456789012e99999' is too large"),
        ("1e" + "9" * 5000, f"the amount {'1e' + '9' * 5000!r} is too large"),
        ("1e-999999999", "the amount '1e-999999999' is too large"),
        ("nan", "the amount 'nan' is not a number of pounds"),
        ("=1+1", "the amount '=1+1' is not a number of pounds"),
    ],
)
def test_an_amount_that_cannot_be_told_is_refused(text, why):
    with pytest.raises(NotUnderstoodError, match="amount") as problem:
        typed.pence(text)
    assert str(problem.value) == why


@given(st.integers(-(10**14), 10**14))
def test_an_amount_printed_any_way_is_the_same_amount(pence):
    assert typed.pence(money.plain(pence)) == typed.pence(money.printed(pence)) == pence


@given(st.integers(-(10**10), 10**10))
def test_a_spreadsheet_s_double_is_the_pence_it_means(pence):
    assert typed.pence(repr(pence / 100)) == pence


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("30/04/2018", "%d/%m/%Y"),
        (" 30/04/2018 ", "%d/%m/%Y"),
        ("2018-04-30", "%d/%m/%Y"),
        ("2018-04-30 00:00:00", "%d/%m/%Y"),
        ("2018-04-30T00:00:00.000", "%d/%m/%Y"),
        ("30-Apr-18", "%d-%b-%y"),
        ("20180430", "%Y%m%d"),
    ],
)
def test_dates_as_the_profile_says_and_iso_besides(text, form):
    assert typed.day(text, form) == APRIL


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the date is blank"),
        ("04/30/2018", "the date '04/30/2018' is not written %d/%m/%Y, as the profile says"),
        ("31/04/2018", "the date '31/04/2018' is not written %d/%m/%Y, as the profile says"),
        ("2018-02-30", "the date '2018-02-30' is not written %d/%m/%Y, as the profile says"),
        ("2018-04-30 09:30:00", "the date '2018-04-30 09:30:00' is not written %d/%m/%Y, as the profile says"),
        ("43220", "the date '43220' is not written %d/%m/%Y, as the profile says"),
        ("30/04/2218", "the date '30/04/2218' is not of the years 1970 to 2099: correct it"),
        ("0001-01-01", "the date '0001-01-01' is not of the years 1970 to 2099: correct it"),
        ("9999-12-31", "the date '9999-12-31' is not of the years 1970 to 2099: correct it"),
    ],
)
def test_a_date_that_cannot_be_told_is_refused(text, why):
    with pytest.raises(NotUnderstoodError) as problem:
        typed.day(text, "%d/%m/%Y")
    assert str(problem.value) == why


@pytest.mark.parametrize(
    ("text", "day", "key"),
    [
        ("", "2018-04-30", 201801),
        ("1", "2018-04-30", 201801),
        ("P01", "2018-04-30", 201801),
        ("p2", "2018-04-30", 201802),
        ("3.0", "2018-04-30", 201803),
        ("13", "2019-03-31", 201813),
        ("201813", "2019-03-31", 201813),
        ("2018-19 P13", "2019-04-12", 201813),
        ("2018/19 P09", "2018-12-05", 201809),
        ("201812", "2019-04-02", 201812),
    ],
)
def test_a_posting_period_in_any_form(text, day, key):
    assert posting_period(text, datetime.date.fromisoformat(day), Calendar()) == key


@pytest.mark.parametrize(
    ("text", "day", "why"),
    [
        ("14", "2019-03-31", "the calendar has no period '14': correct it in the source"),
        ("0", "2018-04-30", "the calendar has no period '0': correct it in the source"),
        ("201814", "2019-03-31", "the calendar has no period '201814': correct it in the source"),
        (
            "999912",
            "2019-03-31",
            "the period '999912' is years away from the row's date 2019-03-31: correct one of them",
        ),
        (
            "13",
            "2019-04-12",
            (
                "the period '13' of a row dated 2019-04-12 may be of 2018-19 or 2019-20: export it with its year, such as "
                "2018-19 P13"
            ),
        ),
        (
            "1",
            "2019-03-29",
            (
                "the period '1' of a row dated 2019-03-29 may be of 2018-19 or 2019-20: export it with its year, such as "
                "2018-19 P01"
            ),
        ),
        (
            "201809",
            "2018-09-14",
            "the period '201809' of a row dated 2018-09-14 may be a month or a posting period: export it as 2018-19 P06",
        ),
        (
            "2018-19",
            "2018-09-14",
            (
                "the period '2018-19' is not understood: '2018-19' is not a period: one posting period is needed, such as "
                "2018-19 P09"
            ),
        ),
        (
            "April",
            "2018-04-30",
            (
                "the period 'April' is not understood: 'April' is not a period: write a year (2018-19), a quarter (2018-19 Q3) "
                "or a posting period (2018-19 P09)"
            ),
        ),
    ],
)
def test_a_period_that_cannot_be_told_is_refused(text, day, why):
    with pytest.raises(NotUnderstoodError) as problem:
        posting_period(text, datetime.date.fromisoformat(day), Calendar())
    assert str(problem.value) == why

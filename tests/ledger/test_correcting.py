"""A correction is a reversal in the open period that names its entry and the year it relates to."""

from __future__ import annotations

import datetime
import re

import pytest
from closed_books import OFFICER, books_in

from ledger import correcting
from ledger.book import UnsoundError
from ledger.close import NotClosedError
from ledger.correcting import NotCorrectedError
from reports import catalogue
from reports.render import as_json

APRIL = datetime.date(2019, 4, 10)
NAME = "books/2018-19/journals.beancount"


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path)


def correct(books, ref="SAP/1/1", day=None, **more):
    return correcting.correct(books.ledger, ref, "wrong hub", OFFICER, day, **more)


def test_the_reversal_is_of_the_books_last_day_and_names_its_entry(books):
    books.close()
    done = correct(books)
    assert done.text == (
        '2018-07-10 * "Hubs Ltd" "Correction: May" ^SAP/1/1\n'
        '  reverses: "SAP/1/1"\n'
        '  because: "wrong hub"\n'
        '  preparer: "A. Officer"\n'
        '  cost-centre: "C1"\n'
        "  Expenses:EA:Delivery  -100.00 GBP\n"
        "  Assets:EA:Cash         100.00 GBP\n"
    )
    assert done.text in books.journals.read_text(encoding="utf-8")
    assert books.codes() == []


def test_where_that_day_is_closed_it_is_the_first_open_day_after_it(books):
    books.close()
    books.close("2018-19 Q2", datetime.date(2018, 10, 20))
    assert correct(books).text.startswith("2018-10-01 * ")


def test_with_march_closed_it_is_of_the_adjusting_period(books):
    for number, day in enumerate(("2018-07-20", "2018-10-20", "2019-01-20"), start=1):
        books.close(f"2018-19 Q{number}", datetime.date.fromisoformat(day))
    for period in ("P10", "P11", "P12"):
        books.close(f"2018-19 {period}", APRIL)
    text = correct(books, day=datetime.date(2019, 3, 31)).text
    assert text.startswith("2019-03-31 * ")
    assert '  period: "2018-19 P13"\n' in text
    assert "relates-to" not in text
    assert books.codes() == []


def test_an_entry_by_hand_is_named_by_its_place_and_then_by_what_it_says(books):
    line = (
        books.journals.read_text(encoding="utf-8").splitlines().index('2018-04-30 * "MHCLG" "Upfront" #grant ^first')
        + 1
    )
    text = correct(books, f"{NAME}:{line}").text
    name = re.search(r'reverses: "(journal/2018-04-30/[0-9a-f]{12})"', text)[1]
    assert '"Correction: Upfront" ^first\n' in text
    assert '  instalment: "EA1/2018-19/1"\n' in text
    assert books.codes() == []
    with pytest.raises(NotCorrectedError, match=f"{name} is reversed already, on 2018-07-10"):
        correct(books, name)


@pytest.mark.parametrize(
    ("ref", "day", "said"),
    [
        ("SAP/9/9", None, "'SAP/9/9' names no entry of the books: give its doc:"),
        (f"{NAME}:1", None, "names no entry of the books"),
        ("SAP/1/1", datetime.date(2018, 6, 30), "2018-19 P03 was closed on 2018-07-20: post it in the open period"),
    ],
)
def test_what_is_not_corrected(books, ref, day, said):
    books.close()
    with pytest.raises(NotCorrectedError, match=re.escape(said)):
        correct(books, ref, day)


def test_a_reason_and_sound_books_are_needed(books):
    with pytest.raises(NotClosedError, match="a correction needs its reason"):
        correcting.correct(books.ledger, "SAP/1/1", " ", OFFICER, None)
    books.close()
    books.edit(NAME, '"May"', '"Mai"')
    with pytest.raises(UnsoundError, match="L101"):
        correct(books)


def test_an_entry_of_another_year_is_put_to_the_accountant(books):
    with pytest.raises(NotCorrectedError, match="do not say from what amount an error of an earlier year is material"):
        correct(books, day=APRIL)
    done = correct(books, day=APRIL, is_material=False)
    assert '  relates-to: "2018-19"\n' in done.text
    assert "prior-year-error" not in done.text
    assert done.path == books.folder / "books/2019-20/journals.beancount"
    assert done.also == ', with relates-to: "2018-19"'
    assert books.codes() == []


def test_a_material_error_of_an_earlier_year_is_marked_as_one(books):
    books.append("books/agreements.beancount", '2018-04-01 custom "materiality" 120.00 GBP "s151 officer"\n')
    assert "relates-to" in correct(books, day=APRIL).text
    for said in (None, False):
        with pytest.raises(NotCorrectedError, match=re.escape("£120 of 2018-19 is material (from £120 on)")):
            correct(books, "SAP/2/1", APRIL, is_material=said)
    assert "  prior-year-error: TRUE\n" in correct(books, "SAP/2/1", APRIL, is_material=True).text
    assert books.codes() == []
    with pytest.raises(NotCorrectedError, match="the entry is of 2018-19 itself, so it is no prior-year error"):
        correct(books, "SAP/3/1", datetime.date(2018, 7, 10), is_material=True)


def usage(books, period):
    book = books.load()
    found = as_json.as_object(catalogue.build("grant-usage", book, period))
    (table,) = (one for one in found["tables"] if one["name"] == "usage-EA1")
    return {row["item"]: row["amount"] for row in table["rows"]}


def test_the_usage_of_a_year_s_grant_follows_the_year_that_a_correction_relates_to(books):
    correct(books, day=APRIL, is_material=False)
    books.append(
        "books/2019-20/journals.beancount",
        '2019-04-10 * "Hubs Ltd" "May, as it should have been"\n  relates-to: "2018-19"\n'
        "  Expenses:EA:Evaluation  90.00 GBP\n  Assets:EA:Cash  -90.00 GBP\n\n"
        '2019-05-10 * "Hubs Ltd" "of this year"\n  Expenses:EA:Delivery  7.00 GBP\n  Assets:EA:Cash  -7.00 GBP\n',
    )
    before, after = usage(books, "2018-19"), usage(books, "2019-20")
    assert (before["Used"], before["Used by 2018-19, posted later"]) == ("-350.00", "10.00")
    assert before["Used by 2018-19, as corrected"] == "-340.00"
    assert (after["Used"], after["of what was used, it relates to 2018-19"]) == ("3.00", "10.00")
    assert after["Used by 2019-20, as corrected"] == "-7.00"
    assert not [item for item in usage(books, "2018-19 Q1") if "corrected" in item]

"""What changed since the last pack: told by closes and seals alone, and plainly not told where nothing was sealed."""

from __future__ import annotations

import datetime

import pytest

from ledger import close as closing
from ledger import since
from ledger.book import Book
from ledger.periods import Calendar
from reports import catalogue
from reports.render import as_json

LEDGER = """\
option "title" "Testshire"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
include "books/*/*.beancount"
2018-04-01 custom "fund" "EA" "grant"
  title: "Earned Autonomy"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Income:EA:Grant
2018-04-01 open Expenses:EA:Delivery
2018-04-01 custom "agreement" "EA" "EA" "grant"
  title: "Earned Autonomy"
  funder: "MHCLG"
  ends: 2020-03-31
"""


def spent(day, pounds, more=""):
    return f'{day} * "Provider" "help"\n{more}  Expenses:EA:Delivery  {pounds} GBP\n  Assets:EA:Cash  -{pounds} GBP\n'


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def council(write):
    """A council with an entry in each of two quarters; what it returns closes, reopens, writes and prints."""
    ledger = write("budget.beancount", LEDGER)
    journals = write("books/2018-19/work.beancount", spent("2018-05-01", "100.00") + spent("2018-08-01", "50.00"))

    class Council:
        path = journals

        def close(self, period, on):
            closing.close(ledger, period, "A. Officer", day(on))

        def reopen(self, period, on):
            closing.reopen(ledger, period, "a duplicate row", "B. Officer", day(on))

        def edit(self, old, new):
            text = journals.read_text()
            assert old in text
            journals.write_text(text.replace(old, new))

        def changes(self, period):
            book = Book.load(ledger)
            assert book.errors == (), book.errors
            found = as_json.as_object(catalogue.build("changes", book, period))
            return {one["name"]: one["rows"] for one in found["tables"]}, " ".join(found["notes"])

    return Council()


def test_where_the_period_before_was_never_closed_it_says_that_nobody_can_tell(council):
    tables, notes = council.changes("2018-19 Q2")
    assert "2018-19 Q1 was never closed: what changed in it, or before it" in notes
    assert "changes-closes" not in tables


def test_books_that_begin_with_the_period_have_no_earlier_pack(council):
    _, notes = council.changes("2018-19 Q1")
    assert "The books begin with 2018-19 Q1" in notes


def test_control_totals_stand_beside_those_that_the_period_before_left(council):
    tables, _ = council.changes("2018-19 Q2")
    rows = {(row["fund"], row["total"]): (row["before"], row["now"], row["change"]) for row in tables["changes-totals"]}
    assert rows == {
        ("Earned Autonomy", "Cash"): ("-100.00", "-150.00", "-50.00"),
        ("Earned Autonomy", "Spending to date"): ("100.00", "150.00", "50.00"),
    }
    assert tables["changes-entries"] == [{"how": "journals made by people", "entries": 1, "amount": "50.00"}]


def test_nothing_happened_after_the_close(council):
    council.close("2018-19 Q1", "2018-07-20")
    tables, notes = council.changes("2018-19 Q2")
    assert "first closed on 2018-07-20 by A. Officer" in notes
    assert "Nothing up to 2018-19 Q2 was closed or reopened since." in notes
    assert "No entry of a period that was sealed by then is other than it was sealed." in notes
    assert "changes-sealed" not in tables


def test_each_entry_that_differs_between_two_seals_is_named(council):
    council.edit('2018-08-01 * "Provider"', spent("2018-06-01", "7.00") + '2018-08-01 * "Provider"')
    council.close("2018-19 Q1", "2018-07-20")
    council.reopen("2018-19 Q1", "2018-08-01")
    council.edit(spent("2018-06-01", "7.00"), spent("2018-04-11", "9.00"))
    council.edit("100.00 GBP", "101.00 GBP")
    council.close("2018-19 Q1", "2018-08-02")
    tables, _ = council.changes("2018-19 Q2")
    assert [(row["date"], row["what"], row["officer"], row["because"]) for row in tables["changes-closes"]] == [
        ("2018-08-01", "reopened", "B. Officer", "a duplicate row"),
        ("2018-08-02", "closed again", "A. Officer", ""),
    ]
    seen = {(row["entry"], row["what"], row["before"], row["now"]) for row in tables["changes-sealed"]}
    assert seen == {
        ("Provider help of 2018-05-01", "changed", "100.00", "101.00"),
        ("Provider help of 2018-04-11", "added", None, "9.00"),
        ("Provider help of 2018-06-01", "taken out", "7.00", None),
    }
    assert {row["since"] for row in tables["changes-sealed"]} == {"closed again on 2018-08-02"}


def test_a_period_that_is_open_again_is_held_against_its_seal(council):
    council.close("2018-19 Q1", "2018-07-20")
    council.reopen("2018-19 Q1", "2018-08-01")
    council.edit("100.00 GBP", "101.00 GBP")
    tables, _ = council.changes("2018-19 Q2")
    (row,) = tables["changes-sealed"]
    assert (row["what"], row["since"]) == ("changed", "the books now, not closed again")
    assert "amount is 101.00 GBP, was 100.00 GBP" in row["how"]


def test_what_was_reopened_before_the_last_pack_was_in_that_pack(council):
    council.close("2018-19 Q1", "2018-07-20")
    council.reopen("2018-19 Q1", "2018-08-01")
    council.close("2018-19 Q1", "2018-08-02")
    council.close("2018-19 Q2", "2018-10-20")
    tables, notes = council.changes("2018-19 Q3")
    assert "first closed on 2018-10-20" in notes
    assert "changes-closes" not in tables


def test_periods_that_nothing_had_sealed_are_named(council):
    council.path.write_text(council.path.read_text() + spent("2019-05-01", "1.00"))
    council.close("2019-20 Q1", "2019-07-20")
    _, notes = council.changes("2019-20 Q2")
    assert "first closed on 2019-07-20" in notes
    assert "whether an entry of it changed since: 2018-19 (P02 to P05)." in notes


def test_an_amendment_says_what_it_amends_and_what_was(council):
    more = '2018-07-02 custom "agreement" "EA" "EA" "grant"\n  title: "Earned Autonomy"\n  funder: "DLUHC"\n  because: "renamed"\n'
    council.path.write_text(council.path.read_text() + more)
    tables, _ = council.changes("2018-19 Q2")
    (row,) = tables["changes-agreed"]
    assert row["what"] == "amends that of 2018-04-01: funder DLUHC, was MHCLG"
    assert row["because"] == "renamed"


def test_a_correction_names_what_it_takes_back_and_the_year(council):
    council.path.write_text(
        spent("2018-05-01", "100.00", '  doc: "FMS/1"\n')
        + '2019-05-01 * "Provider" "reversed"\n  reverses: "FMS/1"\n  relates-to: "2018-19"\n  because: "twice"\n'
        "  Assets:EA:Cash  100.00 GBP\n  Expenses:EA:Delivery  -100.00 GBP\n"
    )
    tables, _ = council.changes("2019-20 Q1")
    (row,) = tables["changes-corrections"]
    assert (row["reverses"], row["of"], row["relates-to"], row["amount"], row["because"]) == (
        "FMS/1",
        "2018-19 P02",
        "2018-19",
        "100.00",
        "twice",
    )


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2018-19", "2017-18"),
        ("2018-19 Q1", "2017-18 Q4"),
        ("2018-19 P01", "2017-18 P13"),
        ("2018-19 P13", "2018-19 P12"),
        ("2018-19 Q3", "2018-19 Q2"),
    ],
)
def test_the_period_before_is_of_the_same_kind(period, before):
    calendar = Calendar()
    found = since.before(calendar.parse(period), calendar)
    assert found is not None
    assert found.label == before

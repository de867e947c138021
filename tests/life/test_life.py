"""A generated life agrees: nothing is found in it and nothing is unexplained, with every event there is."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter

import pytest
from click.testing import CliRunner
from faults import FAULTS
from lives import lived
from telling import books, differences, told

import cli
from ledger import entitlement
from ledger.book import Book
from ledger.claims import claims


def test_ten_thousand_families_reconcile_to_nothing_unexplained(book_of_many, monkeypatch):
    assert book_of_many.findings == ()
    monkeypatch.setattr(Book, "load", lambda _: book_of_many)
    done = CliRunner().invoke(cli.main, ["--ledger", str(book_of_many.path), "reconcile"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Nothing is unexplained on 30 June 2014." in done.stdout


def test_it_has_every_event_there_is(book_of_many, many):
    states = Counter(one.state() for one in claims(book_of_many.register, book_of_many.transactions))
    assert set(states) == {"drafted", "submitted", "paid", "rejected", "withdrawn", "clawed-back", "written-off"}
    then = claims(book_of_many.register, book_of_many.transactions, datetime.date(2013, 9, 15))
    assert "part-paid" in {one.state() for one in then}
    assert sum(len(many.entries(key)) for key in ("ATTACHED/", "FAMILIES/")) == 9_001
    routes = Counter(one.said["route"] for one in many.entries("CLAIM/"))
    assert set(routes) == {"crime-asb-education", "progress-to-work", "training", "continuous-employment"}
    for key in ("REMIT/back/", "journal/write-off/", "REMIT/return/", "SAP/PO/", "journal/released/", "BANK/"):
        assert many.entries(key), key


def test_its_fees_were_released_in_two_steps(book_of_many):
    """Half on the day of the first instalment, the rest when the count was caught up, after the second one's day."""
    register = book_of_many.register
    due = {one.reference: one for one in entitlement.entitled(register, (), datetime.date(2014, 6, 30))}
    days = [part.day for place in (1, 2) for part in due[f"TF1/2013-14/{place}"].parts]
    assert days == [datetime.date(2013, 4, 30), datetime.date(2013, 9, 10)]


@pytest.mark.parametrize("name", ["double claim of a family and route", "clawback netted off another grant"])
def test_a_fault_is_found_among_ten_thousand_families(name, many, tmp_path):
    fault = FAULTS[name](many)
    found = told(books(fault.life, tmp_path), many.last)
    assert [code for code, _ in found.findings] == [code for code, _ in fault.findings]
    assert list(found.differences) == fault.differences


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_three_years_of_any_seed_are_explained_at_the_end_of_every_month(seed, tmp_path):
    life = lived(300, years=3, seed=seed)
    book = books(life, tmp_path)
    assert book.findings == ()
    months = itertools.product(range(2013, 2017), range(1, 13))
    days = [datetime.date(year, month, 1) - datetime.timedelta(days=1) for year, month in months]
    assert {day: found for day in days if life.first < day <= life.last and (found := differences(book, day))} == {}


def test_it_is_the_same_for_a_seed_and_another_for_another():
    assert lived(300).text() == lived(300).text()
    assert lived(300).text() != lived(300, seed=2).text()


def test_what_is_written_off_is_of_its_own_window(tmp_path):
    """A claim of the second winter was written off: what is missing of the first one's results is all missing there."""
    life = lived(300, years=2)
    key = "REMIT/TF1/results/2014-01/2"
    found = differences(books(life.without(key), tmp_path), life.last)
    assert list(found) == [("short", "TF1/results/2014-01", life.entry(key).moves[0].pence)]

"""S114 and S115: a person explains a warning, one at a time, and never an error."""

from __future__ import annotations

import datetime

import pytest

from ledger import settled as settling
from ledger.book import Book
from ledger.directives import Record
from ledger.money import MINUS

WARNED = """\
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 custom "agreement" "EA" "EA" "grant"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
2018-04-01 custom "agreement" "EB" "EA" "grant"
  title: "Another"
  funder: "MHCLG"
  recognition: "restriction"
"""


def book_of(write, more):
    head = 'option "title" "T"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
    return Book.load(write("budget.beancount", head + WARNED + more))


def settled(code, words):
    return f'2018-07-20 custom "settled" "{code}" "{words}" "the memo of June says why" "A. Officer"\n'


def test_a_warning_that_was_explained_says_so_beside_it(write, keeps):
    """S114 and S115 are kept."""
    book = book_of(write, settled("a109", "agreement EA has"))
    assert keeps(book, "S114")
    assert keeps(book, "S115")
    told = {one.message.split(" ")[1]: one.settled for one in book.findings if one.code == "A109"}
    assert told == {"EA": "on 2018-07-20 by A. Officer: the memo of June says why", "EB": ""}


def test_words_that_fit_several_findings_settle_none(write, breaks):
    book = book_of(write, settled("A109", "has no recognition-reason"))
    said = breaks(book, "S115")
    assert "fits 2 findings of A109, and settles none" in said.message
    assert said.line.startswith('2018-07-20 custom "settled"')
    assert not any(one.settled for one in book.findings)


def test_no_words_settle_an_error(write, breaks):
    book = book_of(write, settled("F101", "x"))
    assert breaks(book, "S114").message == "F101 is an error: mend it, no words settle it"


def test_a_code_that_no_rule_has_is_an_error(write, breaks):
    assert "no rule has the code Q9" in breaks(book_of(write, settled("Q9", "x")), "S114").message


def test_words_of_another_finding_settle_nothing(write, keeps):
    book = book_of(write, settled("A109", "agreement EC has"))
    assert keeps(book, "S115")
    assert not any(one.settled for one in book.findings)


def record(words):
    return Record("settled", datetime.date(2018, 7, 20), {"finding": "I113", "words": words}, {}, {})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("£1,200", "CC1234: £1,200.50 more than the finance system"),
        ("£1,200", "CC1234: £1,200,000 more than the finance system"),
        ("£1,200", f"CC1234: {MINUS}£1,200 against the finance system"),
        ("1,200", f"CC1234: {MINUS}£1,200 against the finance system"),
        ("200", "CC1234: £1,200 more than the finance system"),
        ("CC123", "CC1234: £1,200 more than the finance system"),
        ("C1234", "CC1234: £1,200 more than the finance system"),
    ],
)
def test_an_explanation_lapses_where_the_amount_or_code_is_another_that_begins_alike(words, message):
    assert not settling.fits(record(words), "I113", message)


@pytest.mark.parametrize("words", ["£1,200", "1,200", "CC1234", "CC1234:", "£1,200 more", "(CC1234"])
def test_whole_words_and_amounts_fit_wherever_they_stand(words):
    assert settling.fits(record(words), "I113", "(CC1234: £1,200 more than the finance system), £1,200.")

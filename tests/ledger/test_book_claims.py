"""The claims of a book: those that the checks went through, or as they stood on an earlier day."""

from __future__ import annotations

import datetime

from claim_books import AGREED, BOOKS, attach, claim, end

from ledger.book import Book
from ledger.claims import claims

TOP = 'option "title" "Testshire"\noption "operating_currency" "GBP"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
DRAFT = '2013-03-10 custom "draft" "TF1" "F2" "crime" 700.00 GBP\n  attached: "2012-13"\n'


def test_they_are_what_is_read_afresh_on_every_day(tmp_path):
    path = tmp_path / "budget.beancount"
    entries = (attach("F1"), claim(), end("rejected", day="2013-02-28"), DRAFT)
    path.write_text("\n".join((TOP, AGREED.format(policy="on-claim"), BOOKS, *entries)), encoding="utf-8")
    book = Book.load(path)
    for day in (datetime.date(2013, month, 15) for month in range(1, 6)):
        fresh = claims(book.register, book.transactions, day)
        for stood in (book, book.as_at(day)):
            assert [(one.name, one.state(day)) for one in stood.claims(day)] == [
                (one.name, one.state(day)) for one in fresh
            ]
    assert [one.state() for one in book.claims(datetime.date(2013, 5, 15))] == ["rejected", "drafted"]

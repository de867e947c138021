"""The importers are beangulp importers: identify, account, extract, deduplicate."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import beangulp
import pytest
from beancount.core import data

from importers import profile as profiles
from importers.kinds import importer
from importers.meaning import Targets
from importers.reader import UnreadableError

if TYPE_CHECKING:
    from importers.general_ledger import GeneralLedger

DELIVERY = "Expenses:TroubledFamilies:Delivery"
CASH = "Assets:TroubledFamilies:Cash"


@pytest.fixture
def plain(council) -> GeneralLedger:
    book = council.book()
    profile = profiles.find("plain-general-ledger", council.folder)
    return importer(profile, Targets(book.accounts, book.register, book.calendar))


@pytest.fixture
def extract(council) -> str:
    rows = (f"30/04/2018,D1,1,Hub,April,{DELIVERY},10.00", f"31/05/2018,D2,1,Hub,May,{DELIVERY},-3.00")
    return str(council.plain("gl.csv", *rows))


def test_it_is_a_beangulp_importer_named_by_its_profile(plain):
    assert isinstance(plain, beangulp.Importer)
    assert plain.name == "plain-general-ledger"


def test_identify_wants_every_column(plain, extract, council):
    assert plain.identify(extract)
    assert not plain.identify(str(council.rows("other.csv", "Date,Amount", "30/04/2018,1.00")))
    assert not plain.identify(str(council.folder))


def test_account_is_the_first_that_it_posts_to(plain, extract, council):
    assert plain.account(extract) == DELIVERY
    assert plain.account(str(council.plain("none.csv", "30/04/2018,D1,1,Hub,April,,10.00"))) == ""


def test_extract_gives_balanced_entries_with_their_row(plain, extract):
    entries = plain.extract(extract, [])
    assert [(one.date, one.payee, one.narration, one.meta["row"], one.meta["doc"]) for one in entries] == [
        (datetime.date(2018, 4, 30), "Hub", "April", 2, "GL/D1/1"),
        (datetime.date(2018, 5, 31), "Hub", "May", 3, "GL/D2/1"),
    ]
    assert [(one.account, one.units.number) for one in entries[1].postings] == [
        (DELIVERY, Decimal("-3.00")),
        (CASH, Decimal("3.00")),
    ]


def test_extract_refuses_a_file_with_rejects(plain, council):
    path = council.plain("bad.csv", f"30/04/2018,D1,1,Hub,April,{DELIVERY},ten")
    with pytest.raises(UnreadableError, match="1 rows are rejected, the first row 2: the amount 'ten' is not"):
        plain.extract(str(path), [])


def test_deduplicate_marks_by_the_document_key_and_nothing_else(plain, extract):
    entries = plain.extract(extract, [])
    first = entries[0]
    existing = [first._replace(date=datetime.date(2018, 6, 1)), entries[1]._replace(meta=data.new_metadata("x", 1))]
    plain.deduplicate(entries, existing)
    assert [bool(one.meta.get("__duplicate__")) for one in entries] == [True, False]

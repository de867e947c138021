"""Which posted row does a row of evidence belong to?"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import matching, registering
from ledger.agreements import Evidence
from ledger.imported import document_of
from ledger.matching import Matched

NOTHING = registering.read(())
MAY = datetime.date(2018, 5, 1)
DELIVERY = "Expenses:EA:Delivery"


def evidence(key, pounds, day=0, payee="Hub Ltd", stream="spending", account=DELIVERY, **said):
    date = MAY + datetime.timedelta(day)
    return Evidence(key, date, "EA", stream, pounds * 100, "pay", 2, {"account": account, "payee": payee, **said}, {})


def posted(key, pounds, day=0, supplier="Hub Ltd", account=DELIVERY, **said):
    date = MAY + datetime.timedelta(day)
    legs = [(account, pounds * 100), ("Assets:EA:Cash", -pounds * 100)]
    (one,) = matching.postings_of(key, date, legs, said, supplier)
    return one


def match(rows, entries, register=NOTHING):
    return matching.matched(register, rows, entries)


@pytest.mark.parametrize(
    ("key", "document"),
    [
        ("SAP/D1/1", "D1"),
        ("SAP/A/1/2", "A/1"),
        ("SAP/D1/1/r2", "D1"),
        ("SAP/D1/068950ac854e/1", "D1"),
        ("SAP/-/068950ac854e/2", ""),
        ("SAP/A/1/068950ac854e/12/r3", "A/1"),
        ("hand", ""),
    ],
)
def test_a_key_holds_its_document(key, document):
    assert document_of(key) == document


def test_by_the_document_that_it_pays_whatever_zeros_stand_before_it():
    found = match([evidence("P/1/1", 120, 30, "Other", invoice="780012")], [posted("G/00780012/1", 120)])
    assert found == {"P/1/1": Matched(("G/00780012/1",), "by document")}


def test_the_rows_of_a_document_belong_together_where_they_add_up():
    rows = [posted("G/D1/1", 70), posted("G/D1/2", 50), posted("G/D2/1", 9)]
    found = match([evidence("P/1/1", 120, invoice="D1")], rows)
    assert found == {"P/1/1": Matched(("G/D1/1", "G/D1/2"), "by document, together")}
    parts = [evidence("P/1/1", 60, invoice="D1"), evidence("P/1/2", 60, invoice="D1")]
    assert set(match(parts, rows)) == {"P/1/1", "P/1/2"}


def test_rows_of_a_document_that_do_not_add_up_belong_to_nothing():
    assert match([evidence("P/1/1", 119, invoice="D1", payee="")], [posted("G/D1/1", 70), posted("G/D1/2", 50)]) == {}


def test_by_supplier_and_amount_the_nearest_in_time():
    rows = [posted("G/1/1", 120, 0), posted("G/2/1", 120, 31), posted("G/3/1", 120, 61)]
    found = match([evidence("P/2/1", 120, 40, "HUB  LTD"), evidence("P/1/1", 120, 5)], rows)
    assert found == {
        "P/1/1": Matched(("G/1/1",), "by supplier and amount"),
        "P/2/1": Matched(("G/2/1",), "by supplier and amount"),
    }


def test_as_many_rows_that_are_alike_as_there_are_postings():
    found = match([evidence(f"P/{one}/1", 5) for one in "abc"], [posted(f"G/{one}/1", 5) for one in "ab"])
    assert sorted(key for one in found.values() for key in one.keys) == ["G/a/1", "G/b/1"]


def test_a_supplier_whose_payment_lies_months_away_is_none():
    rows = [posted("G/1/1", 120, 0)]
    assert match([evidence("P/1/1", 120, matching.WITHIN + 1)], rows) == {}
    assert len(match([evidence("P/1/1", 120, matching.WITHIN)], rows)) == 1


def test_how_many_days_may_lie_between_is_a_setting(load):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "posts" "EA" "spending" "general-ledger"
      matched-within: 10
    """
    register = load().register
    assert match([evidence("P/1/1", 120, 11)], [posted("G/1/1", 120, 0)], register) == {}
    assert len(match([evidence("P/1/1", 120, 10)], [posted("G/1/1", 120, 0)], register)) == 1


def test_spending_is_never_matched_by_amount_alone():
    assert match([evidence("P/1/1", 120, payee="")], [posted("G/1/1", 120)]) == {}
    assert match([evidence("P/1/1", 120, payee="Hub Ltd")], [posted("G/1/1", 120, supplier="Other")]) == {}


INCOME = {"stream": "grant-income", "account": "Income:EA:Grant", "payee": ""}


def test_income_is_matched_by_an_amount_that_is_alone():
    rows = [posted("B/1/1", -600, 3, "MHCLG", "Income:EA:Grant"), posted("B/2/1", -600, 95, "MHCLG", "Income:EA:Grant")]
    found = match([evidence("G/1/1", -600, 0, **INCOME)], rows)
    assert found == {"G/1/1": Matched(("B/1/1",), "by amount and date")}


def test_income_of_one_amount_twice_within_the_days_is_left_to_a_person():
    rows = [posted("B/1/1", -600, 3, "", "Income:EA:Grant"), posted("B/2/1", -600, 33, "", "Income:EA:Grant")]
    assert match([evidence("G/1/1", -600, 1, **INCOME)], rows) == {}
    assert match([evidence("G/1/1", -600, 3, **INCOME)], rows) == {"G/1/1": Matched(("B/1/1",), "by amount and date")}


def test_a_row_on_the_cash_side_belongs_to_income_of_its_amount():
    row = evidence("B/1/1", 600, stream="results", account="Assets:EA:Cash", payee="")
    assert set(match([row], [posted("C/1/1", -600, account="Income:EA:ResultsPayments")])) == {"B/1/1"}


def test_what_a_person_matched_goes_before_everything_else(load):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-05-20 custom "match" "P/1/1" "G/2/1" "the letter of 3 May, A. Officer"
    """
    rows = [posted("G/1/1", 120), posted("G/2/1", 120, 1)]
    found = match([evidence("P/1/1", 120)], rows, load().register)
    assert found == {"P/1/1": Matched(("G/2/1",), "as said: the letter of 3 May, A. Officer")}


def test_another_fund_is_another_matter():
    assert match([replace(evidence("P/1/1", 120), fund="IP")], [posted("G/1/1", 120)]) == {}


@given(
    rows=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90), st.sampled_from(["A", "B", ""])), max_size=12),
    entries=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90), st.sampled_from(["A", "B", ""])), max_size=12),
    turned=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_nothing_is_matched_twice_nor_to_another_amount(rows, entries, turned):
    mine = [evidence(f"P/{n}/1", pounds, day, payee) for n, (pounds, day, payee) in enumerate(rows)]
    theirs = [posted(f"G/{n}/1", pounds, day, payee) for n, (pounds, day, payee) in enumerate(entries)]
    found = match(mine[::-1] if turned else mine, theirs)
    taken = [key for one in found.values() for key in one.keys]
    assert len(taken) == len(set(taken))
    amounts = {one.key: one.pence for one in theirs}
    for one in mine:
        if one.key in found:
            assert sum(amounts[key] for key in found[one.key].keys) == one.pence
    assert found == match(mine, theirs)


def test_masked_suppliers_are_not_one():
    masked = "[masked: personal]"
    assert match([evidence("P/1/1", 120, payee=masked)], [posted("G/1/1", 120, supplier=masked)]) == {}

"""What came is one figure in every statement that shows it, whoever said whose it is: the entry, an advice line, a person."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book import Book
from reports import catalogue
from reports.render import render

SHARED = """
option "title" "Shared"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2018-04-01 custom "fund" "TF" "grant"
2018-04-01 open Assets:TF:Cash
2018-04-01 open Income:TF:Grant
2018-04-01 open Expenses:TF:Delivery
2018-04-01 open Liabilities:TF:GrantRepayable
2018-04-01 custom "agreement" "A" "TF" "grant"
  title: "A"
  funder: "MHCLG"
  recognition: "none"
  recognition-reason: "as advised"
2018-04-01 custom "agreement" "B" "TF" "grant"
  title: "B"
  funder: "DfE"
  recognition: "none"
  recognition-reason: "as advised"
2018-04-01 custom "instalment" "A" 2018-04-30 100.00 GBP "grant" "2018-19"
2018-04-01 custom "instalment" "A" 2018-07-31 100.00 GBP "grant" "2018-19"
2018-04-01 custom "instalment" "B" 2018-04-30 50.00 GBP "grant" "2018-19"
2018-04-01 custom "allocation" "A" Expenses:TF:Delivery 2018-04-01 2019-03-31 150.00 GBP
"""


def credit(key, pounds, day="2018-05-01", more=""):
    return (
        f'{day} * "MHCLG" "credit"\n  doc: "BANK/{key}/1"\n{more}  Assets:TF:Cash  {pounds}.00 GBP\n'
        f"  Income:TF:Grant  {-pounds}.00 GBP\n"
    )


def match(key, instalment):
    return f'2018-06-01 custom "match" "BANK/{key}/1" "{instalment}" "why, officer"\n'


@pytest.fixture
def came(tmp_path):
    """Return what came under each agreement (blank: under none) as each statement has it."""

    def in_statements(text):
        path = tmp_path / "budget.beancount"
        path.write_text(SHARED + text, encoding="utf-8")
        book = Book.load(path)
        assert book.errors == ()

        def tables(name):
            statement = json.loads(render(catalogue.build(name, book), "json", tmp_path))
            return {one["name"]: one for one in statement["tables"]}

        reconciled, funding = tables("reconciliation"), tables("funding")
        grants = tables("grants")["grants"]
        by_name = {one["agreement"]: one["received"] for one in grants["rows"]}
        found = {}
        for name in ("A", "B"):
            upfront = {one["agreement"]: one["received"] for one in tables("upfront")["upfront"]["rows"]}
            found[name] = {
                "reconciliation": reconciled[f"due-{name}"]["total"]["received"],
                "expected": funding[f"expected-{name}"]["total"]["received"],
                "funding": funding[f"receipts-{name}"]["total"]["received"],
                "rows": f"{sum(Decimal(one['received']) for one in funding[f'receipts-{name}']['rows']):.2f}",
                "grants": by_name[name],
                "upfront": upfront[name],
            }
        nobody_s = reconciled["due-none"]["total"]["received"] if "due-none" in reconciled else "0.00"
        found[""] = {"reconciliation": nobody_s, "grants": by_name.get("TF", "0.00")}
        allocation = next(one for one in tables("allocation").values() if "funding" in one["rows"][0])
        found["A"]["allocation"] = next(
            one["funding"] for one in allocation["rows"] if one["against"] == "Received to date"
        )
        assert grants["total"]["received"] == f"{sum(Decimal(one['grants']) for one in found.values()):.2f}"
        return {name: set(of.values()) for name, of in found.items()}

    return in_statements


def test_money_that_names_its_agreement(came):
    assert came(credit(1, 100, more='  agreement: "A"\n')) == {"A": {"100.00"}, "B": {"0.00"}, "": {"0.00"}}


def test_money_that_nobody_has_claimed_yet_is_shown_as_nobody_s(came):
    assert came(credit(1, 100)) == {"A": {"0.00"}, "B": {"0.00"}, "": {"100.00"}}


def test_money_that_a_person_matched(came):
    assert came(credit(1, 100) + match(1, "A/2018-19/1")) == {"A": {"100.00"}, "B": {"0.00"}, "": {"0.00"}}


def test_a_credit_that_a_person_split_over_two_agreements(came):
    text = credit(1, 150) + match(1, "A/2018-19/1") + match(1, "B/2018-19/1")
    assert came(text) == {"A": {"100.00"}, "B": {"50.00"}, "": {"0.00"}}


def test_a_credit_whose_advice_lines_name_two_agreements(came):
    lines = "".join(
        f'2018-05-01 custom "evidence" "TF" "grant-income"\n  amount: {pounds}.00 GBP\n  account: "Assets:TF:Cash"\n'
        f'  agreement: "{name}"\n  instalment: "{name}/2018-19/1"\n  remittance: "7"\n  doc: "REM/7/{name}"\n'
        for name, pounds in (("A", 90), ("B", 60))
    )
    text = credit(1, 150, more='  remittance: "7"\n') + lines
    assert came(text) == {"A": {"90.00"}, "B": {"60.00"}, "": {"0.00"}}


receipt = st.tuples(st.integers(-60, 160).filter(bool), st.sampled_from(["", "A", "B"]))
matched = st.tuples(st.integers(0, 4), st.sampled_from(["A/2018-19/1", "A/2018-19/2", "B/2018-19/1"]))


@given(st.lists(receipt, max_size=5), st.lists(matched, max_size=5, unique=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_statement_says_the_same_whatever_came_and_was_matched(came, receipts, matches):
    text = "".join(
        credit(number, pounds, f"2018-05-{number + 1:02}", f'  agreement: "{name}"\n' if name else "")
        for number, (pounds, name) in enumerate(receipts)
    )
    text += "".join(match(number, instalment) for number, instalment in matches if number < len(receipts))
    assert all(len(figures) == 1 for figures in came(text).values())

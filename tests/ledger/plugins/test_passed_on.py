from __future__ import annotations

import pytest

LEDGER = """
2012-04-01 commodity FAMILY
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 custom "fund" "Other" "grant"
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Troubled Families"
  funder: "DCLG"
  results-recognised: "on-receipt"
2012-04-01 custom "agreement" "O1" "Other" "grant"
  title: "Another"
  funder: "DfE"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Liabilities:TF:Accruals
2012-04-01 open Liabilities:TF:HeldForOthers
2012-04-01 open Expenses:TF:Delivery
2012-04-01 open Expenses:Other:Delivery
2012-04-01 open Assets:TF:Families:Identified FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Attached FAMILY
2012-04-01 open Equity:TF:Families:Cohort FAMILY

2012-04-02 * "identified"
  Assets:TF:Families:Identified   5 FAMILY
  Equity:TF:Families:Cohort      -5 FAMILY

2012-05-01 * "attached"
  provider: "Trust"
  Assets:TF:Families:2012-13:Attached   1 FAMILY
  Assets:TF:Families:Identified        -1 FAMILY
"""
SOUND = {
    "agreement": '"TF1"',
    "account": "Expenses:TF:Delivery",
    "fee": "3200.00 GBP",
    "retained": '"5%"',
    "until": "2015-03-31",
}
OWED = """
2012-06-30 * "what is passed on"
  provider: "Trust"
  Expenses:TF:Delivery              3200.00 GBP
  Liabilities:TF:Accruals          -3040.00 GBP
  Liabilities:TF:Retentions:Trust   -160.00 GBP
"""


AMENDED = """
2012-06-01 custom "provider" "Trust" "TF" "agent"
  agreement: "TF1"
"""
OTHER = """
2012-04-01 custom "provider" "Another" "TF" "principal"
  agreement: "TF1"
  account: Expenses:TF:Delivery
  payee: "trust  ltd"
  fee: 1.00 GBP
"""


@pytest.fixture
def books(write, load):
    """Return books with one provider whose terms are sound but for what is changed (None leaves it out)."""

    def of(*, name: str = "Trust", treatment: str = "principal", more: str = "", **changed: str | None):
        said = {key: value for key, value in {**SOUND, **changed}.items() if value is not None}
        below = "\n".join(f"  {key}: {value}" for key, value in said.items())
        directive = f'2012-04-01 custom "provider" "{name}" "TF" "{treatment}"\n{below}\n'
        opens = "2012-04-01 open Liabilities:TF:Retentions:Trust\n"
        write("books/entries.beancount", f"{LEDGER}\n{directive}\n{opens}\n{more}")
        return load()

    return of


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"agreement": '"TF9"'}, "the agreement TF9 is not in the books"),
        ({"agreement": '"O1"'}, "the agreement O1 is of the fund Other, not of TF"),
        ({"name": "the trust"}, "its name cannot be part of an account"),
        ({"account": None}, "as principal it needs account:"),
        ({"account": "Expenses:Other:Delivery"}, "Expenses:Other:Delivery is not an expense of the fund TF"),
        ({"account": "Expenses:TF:Trust"}, "Expenses:TF:Trust is not open"),
        ({"fee": None}, "its terms say nothing of what it earns"),
        ({"until": None}, "it does not say until when the share is retained"),
        ({"retained": '"105%"'}, "it retains more than all of it"),
        ({"fee-share": '"50%"'}, "it says both fee: and fee-share:, so that one does not count"),
        (
            {"treatment": "agent", "result": "10.00 GBP"},
            "results of TF1 are recognised on receipt: write results-due:",
        ),
        (
            {"more": AMENDED},
            "an amendment cannot turn a principal into an agent",
        ),
        (
            {"payee": '"Trust Ltd"', "more": OTHER},
            "its payments are known by the payee and account of Another too",
        ),
    ],
)
def test_a130_terms_that_cannot_be_carried_out(books, breaks, changed, why):
    """
    include "books/*.beancount"
    """
    said = breaks(books(**changed), "A130")
    assert why in said.message
    assert 'custom "provider"' in said.line


def test_terms_that_can_be_carried_out(books, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(books(), "A130")
    assert keeps(books(treatment="agent", account=None), "A130")


def test_a131_what_is_owed_and_not_in_the_books(books, breaks):
    """
    include "books/*.beancount"
    """
    said = breaks(books(), "A131")
    assert said.message == (
        "at 2012-05-01 Trust is owed £3,040 now and £160 is retained, and the books have a creditor of £0 and a retention of £0: see "
        "statement passed-on, which prints the entry"
    )


def test_a131_an_agent_s_money_as_spending(books, breaks):
    """
    include "books/*.beancount"
    """
    said = breaks(books(treatment="agent", more=OWED), "A131")
    assert "and £3,200 as spending, though it is an agent's" in said.message


def test_what_is_owed_is_in_the_books(books, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(books(more=OWED), "A131")


def test_a131_more_was_paid_than_is_due(books, breaks):
    """
    include "books/*.beancount"
    """
    paid = OWED.replace("Liabilities:TF:Accruals          -3040.00", "Assets:TF:Cash                   -4000.00")
    paid = paid.replace("3200.00", "4160.00")
    said = breaks(books(more=paid), "A131")
    assert said.message.startswith("at 2012-06-30 Trust was paid £960 more than is due and £160 is retained")


@pytest.mark.parametrize("fund", ["TF", "Other"])
def test_a132_an_entry_of_a_provider_that_the_fund_does_not_have(books, breaks, fund):
    """
    include "books/*.beancount"
    """
    name = "Trsut" if fund == "TF" else "Trust"
    entry = f"""
2012-06-30 * "paid"
  provider: "{name}"
  Expenses:{fund}:Delivery    10.00 GBP
  Expenses:{fund}:Delivery   -10.00 GBP
"""
    said = breaks(books(more=entry), "A132")
    assert said.message == f"the entry names the provider '{name}', which is none of {fund}"


def test_an_entry_of_a_provider_of_its_fund(books, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(books(more=OWED), "A132")


def payment(pounds, against="Liabilities:TF:Accruals"):
    return f'2012-07-20 * "Trust" "paid"\n  provider: "Trust"\n  {against}  {pounds}.00 GBP\n  Assets:TF:Cash  -{pounds}.00 GBP\n'


def test_a133_paid_more_than_is_due(books, breaks):
    """
    include "books/*.beancount"
    """
    said = breaks(books(more=OWED + payment(3100)), "A133")
    assert said.message == (
        "at 2012-07-20 £60 more was paid to Trust than the £3,040 that is due to it: ask for it back, or move it to Prepayments "
        "until it is earned"
    )


def test_paid_what_is_due_or_before_it_on_purpose(books, keeps):
    """
    include "books/*.beancount"
    """
    assert keeps(books(more=OWED + payment(3040)), "A133")
    before = "2012-04-01 open Assets:TF:Prepayments\n" + payment(60, "Assets:TF:Prepayments")
    assert keeps(books(more=OWED + payment(3040) + before), "A133")

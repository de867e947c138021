"""Families and claims of a provider, from their files to what is passed on, through the command line."""

from __future__ import annotations

import json

import pytest

PROVIDER = """
    2018-04-03 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
      title: "TF1"
      funder: "MHCLG"
      recognition: "restriction"
      recognition-reason: "for the programme alone"
      results-recognised: "on-claim"
    2018-04-02 custom "tariff" "TF1" "2018-19"
      families: 1
      attachment-fee: 1600.00 GBP
      route-crime: 700.00 GBP
      cap: 2300.00 GBP
    2018-04-03 custom "provider" "NewCharter" "TroubledFamilies" "principal"
      agreement: "TF1"
      account: Expenses:TroubledFamilies:Delivery
      fee-share: "50%"
      result-share: "100%"
"""
FAMILIES = """
    kind = "families-attached"
    system = "LIST"

    [columns]
    date = "Date"
    agreement = "Agreement"
    family = "Family"
    stage = "Stage"
    provider = "Agency"

    [types]
    identified = "identified"
    attached = "attached"
    closed = "closed"
"""
CLAIMS = """
    kind = "results-claims"
    system = "RETURN"

    [columns]
    date = "Date"
    agreement = "Agreement"
    family = "Family"
    attached = "Attached"
    route = "Route"
    amount = "Amount"
    provider = "Agency"
"""


@pytest.fixture
def passed_on(council):
    council.append("books/agreements.beancount", PROVIDER)
    council.write("profiles/families.toml", FAMILIES)
    council.write("profiles/claims.toml", CLAIMS)

    def settled(*claims, families=("F-1", "F-2")):
        rows = [f"0{number}/05/2018,TF1,{one},{stage},{agency}" for one in families for number, stage, agency in (
            (1, "identified", ""), (2, "attached", "NewCharter"))]  # fmt: skip
        header = "Date,Agreement,Family,Stage,Agency"
        done = council.run("import", "--profile", "families", council.rows("families.csv", header, *rows))
        assert done.exit_code == 0, done.output
        header = "Date,Agreement,Family,Attached,Route,Amount,Agency"
        done = council.run("import", "--profile", "claims", council.rows("claims.csv", header, *claims))
        if done.exit_code:
            return done.stderr
        printed = council.run("statement", "passed-on", "--format", "json")
        assert printed.exit_code == 0, printed.output
        tables = {one["name"]: one for one in json.loads(printed.stdout)["tables"]}
        return tables["earned"]["rows"][0] | tables["settled"]["rows"][0]

    return settled


def test_an_import_names_the_provider_of_families_and_claims(passed_on):
    found = passed_on("31/01/2019,TF1,F-1,2018-19,crime,700.00,NewCharter")
    assert (found["families"], found["results"], found["earned"]) == (2, 1, "2300.00")


def test_a_claim_that_names_none_is_that_of_the_family_s_provider(passed_on):
    found = passed_on("31/01/2019,TF1,F-1,2018-19,crime,700.00,")
    assert (found["results"], found["result-pay"]) == (1, "700.00")


def test_a_provider_that_the_books_do_not_know_is_rejected(passed_on):
    assert "'Elsewhere' is no provider of TroubledFamilies" in passed_on(
        "31/01/2019,TF1,F-1,2018-19,crime,700.00,Elsewhere"
    )


def test_the_entry_of_a_claim_names_its_provider(council, passed_on):
    assert passed_on("31/01/2019,TF1,F-1,2018-19,crime,700.00,NewCharter")["earned"] == "2300.00"
    text = (council.folder / "books" / "2018-19" / "claims.beancount").read_text(encoding="utf-8")
    assert '  provider: "NewCharter"\n' in text

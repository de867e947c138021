"""A family from its attachment to the money for its result, and a claim that is rejected: what is due follows, to the penny."""

from __future__ import annotations

import json

import pytest

FAMILIES = "Date,Agreement,Family,Stage,Year,District,Families"
CLAIMS = "Date,Claim,Agreement,Window,Family,Attached,Route,Event,Evidence,Amount"
REMITTANCE = "Date paid,Remittance,Line,Payer,Description,Instalment,Amount"
AGREED = """\
2018-04-02 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
  title: "TF1"
  funder: "MHCLG"
  recognition: "none"
  recognition-reason: "a test"
  results-recognised: "on-claim"
2018-04-01 custom "route" "TF1" "crime"
2018-04-02 custom "tariff" "TF1" "2018-19"
  families: 2
  attachment-fee: 1600.00 GBP
  route-crime: 700.00 GBP
  cap: 2300.00 GBP
  because: "one fee was paid for both"
2018-10-01 custom "window" "TF1" "2018-10" 2018-10-31
2018-10-15 custom "audit" "TF1" "2018-10" "officer"
  population: 2
  sample: 1
  errors: 0
"""


@pytest.fixture
def claimed(council):
    council.append("books/agreements.beancount", AGREED)
    steps = [
        f"0{number}/0{month}/2018,TF1,F{number},{stage},{year},,1"
        for month, stage, year in ((5, "identified", ""), (6, "attached", "2018-19"))
        for number in (1, 2)
    ]
    claims = [f"25/10/2018,,TF1,2018-10,F{number},2018-19,crime,,file {number},700.00" for number in (1, 2)]
    paid = ("30/04/2018,B0,1,MHCLG,fees,TF1/2018-19/1,1600.00", "20/11/2018,B1,1,MHCLG,results,TF1/2018-19/2,700.00")
    for name, header, rows in (("families", FAMILIES, steps), ("claims", CLAIMS, claims), ("rem", REMITTANCE, paid)):
        done = council.run("import", council.rows(f"{name}.csv", header, *rows))
        assert done.exit_code == 0, done.output
    return council


def short(council):
    done = council.run("reconcile", "--format", "json")
    tables = {one["name"]: one for one in json.loads(done.stdout)["tables"]}
    (lines,) = (one for name, one in tables.items() if "TF1" in name)
    return done.exit_code, lines["total"]["short"]


def test_what_was_claimed_and_not_paid_is_short(claimed):
    assert short(claimed) == (1, "700.00")
    assert claimed.pence("Assets:TroubledFamilies:ResultsReceivable") == 700_00
    assert claimed.pence("Assets:TroubledFamilies:Families:2018-19:Claimed") == 2_00


def test_a_claim_that_is_rejected_is_due_no_longer_and_gives_its_family_back(claimed):
    row = "28/11/2018,,TF1,2018-10,F2,2018-19,crime,rejected,file 2,-700.00"
    done = claimed.run("import", claimed.rows("rejected.csv", CLAIMS, row))
    assert done.exit_code == 0, done.output
    assert short(claimed) == (0, "0.00")
    assert claimed.pence("Assets:TroubledFamilies:ResultsReceivable") == 0
    assert claimed.pence("Assets:TroubledFamilies:Families:2018-19:Claimed") == 1_00
    assert claimed.pence("Assets:TroubledFamilies:Families:2018-19:Attached") == 1_00

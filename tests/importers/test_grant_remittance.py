"""A remittance advice, from its file to the books, through the command line."""

from __future__ import annotations

import pytest

HEADER = "Date paid,Remittance,Line,Payer,Description,Instalment,Amount"
CASH = "Assets:TroubledFamilies:Cash"
FEES = "Income:TroubledFamilies:AttachmentFees"
RESULTS = "Income:TroubledFamilies:ResultsPayments"
ADVANCE = "Liabilities:TroubledFamilies:ReceiptsInAdvance"

BY_REFERENCE = """
    kind = "grant-remittance"
    system = "BACS"

    [columns]
    date = "Paid"
    remittance = "Advice"
    supplier = "From"
    reference = "Ref"
    amount = "Sum"

    [programme]
    column = "reference"
    codes = ["TF*"]

    [[map]]
    reference = "TF ATTACH*"
    instalment = "TF1/2018-19/1"
"""


def test_a_line_that_names_its_instalment_is_income(council):
    path = council.rows("rem.csv", HEADER, "30/04/2018,BACS-7781,2,MHCLG,Attachment fees,TF1/2018-19/1,1600.00")
    done = council.run("import", path)
    assert done.exit_code == 0
    assert "rem.csv (profile plain-grant-remittance)" in done.stdout
    assert (council.pence(CASH), council.pence(FEES)) == (1_600_00, -1_600_00)
    (txn,) = council.book().transactions
    kept = {key: txn.meta[key] for key in ("agreement", "instalment", "remittance", "doc")}
    assert kept == {
        "agreement": "TF1",
        "instalment": "TF1/2018-19/1",
        "remittance": "BACS-7781",
        "doc": "REM/BACS-7781/2",
    }


def test_a_reference_maps_to_its_instalment_and_others_lie_outside(council):
    council.write("profiles/bacs.toml", BY_REFERENCE)
    rows = ("30/04/2018,A1,MHCLG,TF ATTACH 1819,1600.00", "30/04/2018,A1,MHCLG,NHB Q1,99.00")
    done = council.run("import", council.rows("rem.csv", "Paid,Advice,From,Ref,Sum", *rows))
    assert "posted                                     1 rows            1,600.00" in done.stdout
    assert "outside the programme                      1 rows               99.00" in done.stdout
    assert council.pence(FEES) == -1_600_00


def test_a_reference_that_maps_to_nothing_is_rejected(council):
    council.write("profiles/bacs.toml", BY_REFERENCE)
    done = council.run(
        "import", council.rows("rem.csv", "Paid,Advice,From,Ref,Sum", "30/04/2018,A1,MHCLG,TF RESULTS,9.00")
    )
    assert (done.exit_code, done.stderr) == (
        1,
        "  row 2: the reference 'TF RESULTS' maps to no instalment: add a [[map]] rule to profile bacs\n",
    )


@pytest.mark.parametrize("reference", ["TF1/2018-19/9", "TF2/2018-19/1", "tf1/2018-19/1", "=1"])
def test_an_instalment_that_nobody_agreed_is_rejected(council, reference):
    done = council.run("import", council.rows("rem.csv", HEADER, f"30/04/2018,B,1,MHCLG,x,{reference},1.00"))
    assert (done.exit_code, done.stderr) == (
        1,
        (
            f"  row 2: {reference!r} is no instalment of an agreement: add the instalment to books/agreements.beancount, or "
            "correct the row\n"
        ),
    )


def test_a_row_of_the_plain_layout_that_names_no_instalment_says_how_one_is_written(council):
    done = council.run("import", council.rows("rem.csv", HEADER, "30/04/2018,B,1,MHCLG,x,,1.00"))
    assert (done.exit_code, done.stderr) == (
        1,
        "  row 2: the row names no instalment: write it as AGREEMENT/YEAR/NUMBER, such as TF1/2018-19/1\n",
    )


PAID = "31/10/2018,BACS-9,1,MHCLG,Results,TF1/2018-19/2,700.00"
DEBTOR = "Assets:TroubledFamilies:ResultsReceivable"


def recognised(when: str) -> str:
    return f"""\
    2018-04-02 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
      title: "TF1"
      funder: "MHCLG"
      recognition: "restriction"
      recognition-reason: "for the programme alone"
      results-recognised: "{when}"
    """


@pytest.mark.parametrize("when", ["on-claim", "on-achievement"])
def test_money_for_results_clears_what_was_claimed_and_is_no_income_again(council, when):
    council.append("books/agreements.beancount", recognised(when))
    done = council.run("import", council.rows("rem.csv", HEADER, PAID))
    assert "posted                                     1 rows              700.00" in done.stdout
    assert (council.pence(CASH), council.pence(DEBTOR), council.pence(RESULTS)) == (700_00, -700_00, 0)
    (txn,) = council.book().transactions
    assert {key: txn.meta[key] for key in ("agreement", "instalment", "remittance")} == {
        "agreement": "TF1",
        "instalment": "TF1/2018-19/2",
        "remittance": "BACS-9",
    }


def test_a_claim_and_its_money_leave_nothing_owed(council):
    council.append("books/agreements.beancount", recognised("on-claim"))
    council.append(
        "books/agreements.beancount",
        """\
        2018-04-02 custom "tariff" "TF1" "2018-19"
          families: 1
          attachment-fee: 1600.00 GBP
          route-crime-asb-education: 700.00 GBP
          cap: 2300.00 GBP
        2018-05-01 * "" "attached"
          family: "F1"
          Assets:TroubledFamilies:Families:2018-19:Attached  1 FAMILY
          Equity:TroubledFamilies:Families:Cohort  -1 FAMILY
        """,
    )
    claims = council.rows(
        "claims.csv",
        "Date,Claim,Agreement,Window,Family,Attached,Route,Evidence,Amount",
        "30/09/2018,,TF1,2018-09,F1,2018-19,crime-asb-education,,700.00",
    )
    done = council.run("import", claims, council.rows("rem.csv", HEADER, PAID))
    assert done.exit_code == 0, done.output
    assert (council.pence(CASH), council.pence(DEBTOR), council.pence(RESULTS)) == (700_00, 0, -700_00)
    assert council.run("check").exit_code == 0


def test_results_on_receipt_are_income_once_the_books_say_that_remittances_post_them(council):
    council.append("books/agreements.beancount", recognised("on-receipt"))
    path = council.rows("rem.csv", HEADER, PAID)
    done = council.run("import", path)
    cure = '2018-10-31 custom "posts" "TroubledFamilies" "results" "grant-remittance"'
    assert (done.exit_code, done.stderr) == (
        1,
        f"  row 2: TF1 recognises results on receipt, and no kind posts them then: add {cure} to books/agreements.beancount\n",
    )
    council.append("books/agreements.beancount", cure + "\n")
    assert council.run("import", path).exit_code == 0
    assert (council.pence(CASH), council.pence(RESULTS)) == (700_00, -700_00)


def test_an_agreement_says_when_its_results_are_recognised(council):
    done = council.run("import", council.rows("rem.csv", HEADER, PAID))
    assert done.stderr == (
        "  row 2: TF1 does not say when results are recognised: say results-recognised on the agreement, as on-claim, "
        "on-achievement or on-receipt\n"
    )


def test_results_that_the_ledger_posts_are_evidence(council):
    council.append(
        "books/agreements.beancount",
        '2018-04-01 custom "posts" "TroubledFamilies" "results" "general-ledger"\n',
    )
    path = council.rows("rem.csv", HEADER, PAID)
    done = council.run("import", path)
    assert "evidence, posted by another kind           1 rows              700.00" in done.stdout
    assert council.pence(RESULTS) == 0
    council.append(
        "books/agreements.beancount",
        '2018-04-02 custom "posts" "TroubledFamilies" "results" "grant-remittance"\n',
    )
    done = council.run("import", council.rows("rem2.csv", HEADER, PAID, ""))
    assert done.exit_code == 1
    assert done.stderr == (
        "  row 2: REM/BACS-9/1 is evidence in the books and would be posted now: where posts says otherwise since, remove "
        "the file of extract rem from books/ and import its source again; where that is an extract of another kind, give one of "
        "the two profiles another system\n"
    )
    (council.folder / "books/2018-19/rem.beancount").unlink()
    assert council.run("import", path).exit_code == 0
    assert council.pence(RESULTS) == -700_00


def test_money_with_conditions_is_a_creditor(council):
    council.append(
        "books/agreements.beancount",
        """\
        2018-04-02 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
          title: "TF1"
          funder: "MHCLG"
          recognition: "condition"
          recognition-reason: "repaid where families are not attached"
          release: "targets"
        """,
    )
    council.run("import", council.rows("rem.csv", HEADER, "30/04/2018,B,1,MHCLG,x,TF1/2018-19/1,1600.00"))
    assert (council.pence(CASH), council.pence(ADVANCE), council.pence(FEES)) == (1_600_00, -1_600_00, 0)

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
            "correct profile plain-grant-remittance\n"
        ),
    )


def test_results_are_evidence_until_the_books_say_that_remittances_post_them(council):
    """The claims return posts results by default, so the money received for them is counted once."""
    row = "31/10/2018,BACS-9,1,MHCLG,Results,TF1/2018-19/2,700.00"
    path = council.rows("rem.csv", HEADER, row)
    done = council.run("import", path)
    assert "evidence, posted by another kind           1 rows              700.00" in done.stdout
    assert council.pence(RESULTS) == 0
    council.append(
        "books/agreements.beancount",
        '2018-04-01 custom "posts" "TroubledFamilies" "results" "grant-remittance"\n',
    )
    again = council.rows("rem2.csv", HEADER, row, "")
    done = council.run("import", again)
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

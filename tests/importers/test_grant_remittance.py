"""A remittance advice, from its file to the books, through the command line."""

from __future__ import annotations

import json

import pytest

from ledger.claims import claims as claims_of

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


@pytest.mark.parametrize("reference", ["TF1/2018-19/9", "TF2/2018-19/1", "TF1 2018-19 1", "=1"])
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


@pytest.mark.parametrize("reference", ["tf1/2018-19/1", "TF1 / 2018-19 / 1", "Tf1/2018-19/1\u00a0"])
def test_an_instalment_is_known_however_it_is_spelt_and_kept_as_the_books_name_it(council, reference):
    done = council.run("import", council.rows("rem.csv", HEADER, f"30/04/2018,B,1,MHCLG,x,{reference},1600.00"))
    assert done.exit_code == 0, done.stderr
    (txn,) = council.book().transactions
    assert txn.meta["instalment"] == "TF1/2018-19/1"


def test_two_instalments_that_only_their_spelling_tells_apart_are_named_exactly(council):
    more = '2018-04-01 custom "instalment" "TF1" 2018-06-30 5.00 GBP "coordinator" "2018-19"\n  reference: "{}"\n'
    council.append("books/agreements.beancount", more.format("31/a") + more.format("31/A"))
    for number, (said, known) in enumerate((("31/A", True), ("31/a", True), ("31 / A", False))):
        done = council.run("import", council.rows(f"{number}.csv", HEADER, f"30/04/2018,B{number},1,x,x,{said},5.00"))
        assert (done.exit_code == 0) == known, done.output


# ---------------------------------------------------------------- what goes back

REPAYABLE = "Liabilities:TroubledFamilies:GrantRepayable"


@pytest.mark.parametrize("reference", ["TF1/repayment", "tf1 / Repayment"])
def test_a_line_that_names_the_repayment_settles_what_the_books_owe_back(council, reference):
    council.append(
        "books/2018-19/journals.beancount",
        f"""\
        2018-05-31 * "unspent, to go back"
          agreement: "TF1"
          preparer: "A. Officer"
          approver: "B. Officer"
          {FEES}  100.00 GBP
          {REPAYABLE}  -100.00 GBP
        """,
    )
    rows = "30/04/2018,B,1,MHCLG,fees,TF1/2018-19/1,1600.00", f"30/06/2018,C,1,MHCLG,clawback,{reference},-100.00"
    done = council.run("import", council.rows("rem.csv", HEADER, *rows))
    assert done.exit_code == 0, done.stderr
    assert (council.pence(CASH), council.pence(FEES), council.pence(REPAYABLE)) == (1_500_00, -1_500_00, 0)
    assert council.run("reconcile").exit_code == 0


def test_a_repayment_is_below_zero(council):
    done = council.run("import", council.rows("rem.csv", HEADER, "30/06/2018,C,1,MHCLG,x,TF1/repayment,100.00"))
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "  row 2: TF1/repayment is what goes back to the funder, and the row says that £100 came: write it below zero, or "
            "name the instalment that it pays\n"
        ),
    )


def test_a_repayment_that_the_ledger_posts_is_evidence_of_it(council):
    council.append(
        "books/agreements.beancount",
        '2018-04-01 custom "posts" "TroubledFamilies" "grant-income" "general-ledger"\n',
    )
    council.append(
        "books/2018-19/journals.beancount",
        f"""\
        2018-06-30 * "MHCLG" "taken back"
          agreement: "TF1"
          doc: "SAP/9/1"
          {CASH}  -100.00 GBP
          {REPAYABLE}  100.00 GBP
        """,
    )
    done = council.run("import", council.rows("rem.csv", HEADER, "30/06/2018,C,1,MHCLG,x,TF1/repayment,-100.00"))
    assert "1 row is matched by supplier and amount" in done.stdout, done.output
    assert council.pence(CASH) == -100_00


def test_a_clawback_netted_off_a_remittance_settles_the_creditor_that_the_clawback_made(council):
    """Two results of 700 are paid, one is clawed back, and the next remittance is net of it: nothing is owed either way."""
    council.append("books/agreements.beancount", recognised("on-claim"))
    council.append(
        "books/agreements.beancount",
        """\
        2018-04-03 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
          title: "TF1"
          funder: "MHCLG"
          audit-required: FALSE
        2018-04-02 custom "tariff" "TF1" "2018-19"
          families: 1
          attachment-fee: 1600.00 GBP
          route-crime: 700.00 GBP
          cap: 2300.00 GBP
        2018-05-01 * "" "attached"
          Assets:TroubledFamilies:Families:2018-19:Attached  3 FAMILY
          Equity:TroubledFamilies:Families:Cohort  -3 FAMILY
        """,
    )
    header = "Date,Claim,Agreement,Window,Family,Attached,Route,Event,Evidence,Amount"
    claims = [f"30/09/2018,,TF1,2018-09,F{number},2018-19,crime,,,700.00" for number in (1, 2)]
    later = "30/10/2018,,TF1,2018-10,F3,2018-19,crime,,,700.00"
    clawed = "30/11/2018,,TF1,2018-09,F2,2018-19,crime,clawed back,,-700.00"
    done = council.run("import", council.rows("claims.csv", header, *claims, later, clawed))
    assert done.exit_code == 0, done.output
    windowed = "Date paid,Remittance,Line,Payer,Description,Instalment,Amount,Window"
    profile = (
        'kind = "grant-remittance"\nsystem = "REM"\n[columns]\ndate = "Date paid"\nremittance = "Remittance"\n'
        'line = "Line"\nsupplier = "Payer"\ninstalment = "Instalment"\namount = "Amount"\nwindow = "Window"\n'
    )
    council.write("profiles/rem.toml", profile)
    rows = (
        "30/04/2018,B1,1,MHCLG,fees,TF1/2018-19/1,1600.00,",
        "31/10/2018,B2,1,MHCLG,results,TF1/2018-19/2,1400.00,2018-09",
        "20/12/2018,B3,1,MHCLG,results,TF1/2018-19/2,700.00,2018-10",
        "20/12/2018,B3,2,MHCLG,clawback,TF1/2018-19/2,-700.00,2018-09",
    )
    done = council.run("import", council.rows("rem.csv", windowed, *rows), "--profile", "rem")
    assert done.exit_code == 0, done.output
    assert (council.pence(DEBTOR), council.pence(REPAYABLE), council.pence(RESULTS)) == (0, 0, -1_400_00)
    told = json.loads(council.run("reconcile", "--as-at", "2018-12-01", "--format", "json").stdout)["tables"][0]["rows"]
    assert [(one["kind"], one["reference"]) for one in told] == [("missed", "TF1/results/2018-10")]
    assert council.run("reconcile").exit_code == 0
    assert {one.code for one in council.book().findings} & {"C113", "C114", "C115"} == set()
    first, second = claims_of(council.book().register, council.book().transactions)[:2]
    assert (first.paid(), second.sums().clawed_back, second.sums().repaid) == (700_00, 700_00, 700_00)

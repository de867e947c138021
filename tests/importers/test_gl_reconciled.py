"""What import leaves out or restates, held against the finance system's own balances, through the command line."""

from __future__ import annotations

import json

HEADER = "Period,Cost centre,Subjective,Balance"


def codes(council, period):
    """Return code, difference, explained and unexplained of each code of a period, and the items by name."""
    done = council.run("statement", "gl-reconciliation", period, "--format", "json")
    assert done.exit_code == 0, done.output
    tables = {one["name"]: one for one in json.loads(done.stdout)["tables"]}
    name = period.replace(" ", "-")
    by_code = [
        (one["cost-centre"], one["difference"], one["named"], one["unexplained"])
        for one in tables[f"codes-{name}"]["rows"]
    ]
    items = [(one["item"], one["amount"]) for one in tables.get(f"items-{name}", {"rows": []})["rows"]]
    return by_code, items


def balance(council, name, *rows):
    done = council.run("import", council.rows(name, HEADER, *rows))
    assert done.exit_code == 0, done.output


def test_a_row_restated_in_a_later_period(council, gl):
    """The balance of April shows the row as it is now; these books show it from June, when it was restated."""
    council.run("import", gl("april.csv", "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00"))
    balance(council, "bal-april.csv", "2018-19 P01,TF01,4300,120.00")
    later = gl(
        "june.csv",
        "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,120.00",
        "10.06.2018,8,1,,,Hubs Ltd,June,TF01,4300,30.00",
    )
    done = council.run("import", "--restate", "put right by the service, A. Officer", later)
    assert done.exit_code == 0, done.output
    balance(council, "bal-june.csv", "2018-19 P03,TF01,4300,150.00")
    assert codes(council, "2018-19 P01") == (
        [("TF01", "20.00", "20.00", "0.00")],
        [("restated", "-100.00"), ("restated", "120.00")],
    )
    assert codes(council, "2018-19 P03") == ([("TF01", "0.00", "0.00", "0.00")], [])


def test_a_row_restated_after_the_balance_was_drawn_explains_nothing(council, gl):
    council.run("import", gl("april.csv", "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00"))
    balance(council, "bal-april.csv", "2018-19 P01,TF01,4300,100.00")
    later = gl(
        "june.csv",
        "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,120.00",
        "10.06.2018,8,1,,,Hubs Ltd,June,TF01,4300,30.00",
    )
    council.run("import", "--restate", "put right by the service, A. Officer", later)
    assert codes(council, "2018-19 P01") == ([("TF01", "0.00", "0.00", "0.00")], [])


def test_rows_left_out_are_known_in_total_only(council, gl):
    extract = gl(
        "april.csv",
        "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00",
        "31.04.2018,8,1,,,Hubs Ltd,April,TF01,4300,40.00",
    )
    council.run("import", "--accept-rejects", "no such day; A. Officer", extract)
    balance(council, "bal.csv", "2018-19 P01,TF01,4300,140.00")
    assert codes(council, "2018-19 P01") == (
        [("TF01", "40.00", "40.00", "0.00")],
        [("rejected rows left out", "40.00")],
    )
    text = council.run("statement", "gl-reconciliation", "2018-19 P01").stdout
    assert "april leaves out 1 row, £40 in total; their codes are not known here." in " ".join(text.split())


def test_rows_left_out_of_another_amount_explain_nothing(council, gl):
    extract = gl(
        "april.csv",
        "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00",
        "31.04.2018,8,1,,,Hubs Ltd,April,TF01,4300,40.00",
    )
    council.run("import", "--accept-rejects", "no such day; A. Officer", extract)
    balance(council, "bal.csv", "2018-19 P01,TF01,4300,139.00")
    assert codes(council, "2018-19 P01") == ([("TF01", "39.00", "0.00", "39.00")], [])
    done = council.run("check")
    assert done.exit_code == 0
    assert (
        "I113 warning: on TF01 4300 the finance system holds £139 at 2018-19 P01 and these books £100: £39"
        in " ".join(done.stdout.split())
    )


def test_a_list_that_lacks_a_code_of_ours_has_nothing_on_it(council, gl):
    council.run(
        "import",
        gl(
            "april.csv",
            "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00",
            "11.04.2018,8,1,,,Hubs Ltd,April,TF02,1100,5.00",
        ),
    )
    balance(council, "bal.csv", "2018-19 P01,TF01,4300,100.00", "2018-19 P01,TF09,9100,-8.00")
    assert codes(council, "2018-19 P01") == (
        [("TF01", "0.00", "0.00", "0.00"), ("TF02", "-5.00", "0.00", "-5.00"), ("TF09", "-8.00", "0.00", "-8.00")],
        [],
    )
    done = council.run("statement", "gl-reconciliation", "2018-19 P01", "--format", "json")
    (one_sided,) = (one for one in json.loads(done.stdout)["tables"] if one["name"] == "one-sided")
    assert [tuple(one.values()) for one in one_sided["rows"]] == [
        ("2018-19 P01", "TF02", "1100", "these books alone", "5.00"),
        ("2018-19 P01", "TF09", "9100", "the finance system alone", "-8.00"),
    ]


JOURNALS = """
    kind = "journals"
    system = "JNL"

    [columns]
    date = "Date"
    document = "Journal"
    account = "Account"
    debit = "Debit"
    credit = "Credit"
    description = "Narrative"
    preparer = "Prepared by"
    approver = "Approved by"
    cost-centre = "Centre"
    subjective = "Subj"

    [dates]
    format = "%d/%m/%Y"

    [amounts]
    credits = "positive"
"""
JOURNAL_HEADER = "Date,Journal,Account,Debit,Credit,Narrative,Prepared by,Approved by,Centre,Subj"
DELIVERY, ACCRUALS = "Expenses:TroubledFamilies:Delivery", "Liabilities:TroubledFamilies:Accruals"


def accrued(council, pounds, code="TF01,4300", name="accruals.csv", options=()):
    council.write("profiles/codes.toml", JOURNALS)
    rows = (
        f"30/04/2018,J1,{DELIVERY},{pounds},,accrual of April,A. Officer,B. Other,{code}",
        f"30/04/2018,J1,{ACCRUALS},,{pounds},accrual of April,A. Officer,B. Other,,",
    )
    return council.run("import", "--profile", "codes", *options, council.rows(name, JOURNAL_HEADER, *rows))


def test_an_accrual_imported_with_its_code_is_named(council, gl):
    council.run("import", gl("april.csv", "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00"))
    balance(council, "bal.csv", "2018-19 P01,TF01,4300,100.00")
    done = accrued(council, "55.00")
    assert done.exit_code == 0, done.output
    assert codes(council, "2018-19 P01") == ([("TF01", "-55.00", "-55.00", "0.00")], [("accrual of ours", "-55.00")])
    changed = accrued(council, "60.00", name="again.csv", options=("--restate", "the estimate rose, A. Officer"))
    assert changed.exit_code == 0, changed.output
    assert codes(council, "2018-19 P01") == (
        [("TF01", "-60.00", "-60.00", "0.00")],
        [("accrual of ours", "-55.00"), ("accrual of ours", "55.00"), ("accrual of ours", "-60.00")],
    )


def test_a_journal_that_moves_to_another_code_has_changed(council):
    assert accrued(council, "55.00").exit_code == 0
    moved = accrued(council, "55.00", code="TF02,1100", name="moved.csv")
    assert moved.exit_code == 1
    assert "on Expenses:TroubledFamilies:Delivery TF02 1100" in " ".join(moved.output.split())


def test_a_journal_with_half_a_code_is_rejected(council):
    half = accrued(council, "55.00", code="TF02,")
    assert half.exit_code == 1
    assert "the row has one of cost centre and subjective: write both, or neither" in " ".join(half.output.split())


def test_income_and_spending_on_the_codes_and_off_them_are_the_trial_balance(council, gl):
    council.run("import", gl("april.csv", "10.04.2018,7,1,,,Hubs Ltd,April,TF01,4300,100.00"))
    council.append(
        "books/2018-19/journals.beancount",
        """\
        2018-04-30 * "under no heading yet"
          Expenses:TroubledFamilies:Unallocated   7.00 GBP
          Assets:TroubledFamilies:Cash           -7.00 GBP
        2018-04-30 * "of no code"
          Expenses:TroubledFamilies:Delivery   20.00 GBP
          Assets:TroubledFamilies:Cash        -20.00 GBP
        2018-05-30 * "of a later period"
          Expenses:TroubledFamilies:Delivery   3.00 GBP
          Assets:TroubledFamilies:Cash        -3.00 GBP
        """,
    )
    balance(council, "bal.csv", "2018-19 P01,TF01,4300,100.00")
    done = council.run("statement", "gl-reconciliation", "2018-19", "--format", "json")
    assert done.exit_code == 0, done.output
    (coverage,) = (one for one in json.loads(done.stdout)["tables"] if one["name"] == "coverage-2018-19-P01")
    assert [row["amount"] for row in coverage["rows"]] == ["100.00", "7.00", "20.00"]
    assert coverage["total"]["amount"] == "127.00"

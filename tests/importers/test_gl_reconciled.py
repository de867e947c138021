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

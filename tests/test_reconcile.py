"""The command ``reconcile``: what it prints, how it ends, what it proposes, and what a person accepts."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import cli
from ledger.book import Book

LEDGER = """
option "title" "Testshire"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
include "books/*/*.beancount"
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "fund" "IP" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Assets:IP:Cash
2018-04-01 open Income:IP:Grant
2018-04-01 open Expenses:EA:Delivery
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
  recognition-reason: "as advised"
2018-04-01 custom "agreement" "IP" "IP" "grant"
  title: "Innovation"
  funder: "DfE"
  recognition: "restriction"
  recognition-reason: "as advised"
2018-04-01 custom "instalment" "EA" 2018-04-27 600.00 GBP "upfront" "2018-19"
2018-04-01 custom "instalment" "EA" 2018-07-27 500.00 GBP "upfront" "2018-19"
2018-04-01 custom "instalment" "EA" 2018-10-27 400.00 GBP "upfront" "2018-19"
2018-04-01 custom "instalment" "IP" 2018-06-15 900.00 GBP "grant" "2018-19"
  reference: "31/2044"
"""
OF_THE_YEAR = """
2018-04-30 * "MHCLG" "advice"
  doc: "BACS/1/1"
  agreement: "EA"
  instalment: "EA/2018-19/1"
  Assets:EA:Cash              600.00 GBP
  Income:EA:UpfrontFunding   -600.00 GBP
2018-08-01 * "DfE" "advice"
  doc: "BACS/2/1"
  agreement: "EA"
  Assets:EA:Cash              500.00 GBP
  Income:EA:UpfrontFunding   -500.00 GBP
2018-08-02 * "DfE" "money for 31/2044, in part"
  doc: "BACS/3/1"
  agreement: "IP"
  remittance: "31/2044"
  Assets:IP:Cash    899.00 GBP
  Income:IP:Grant  -899.00 GBP
2018-08-31 * "Supplier" "help"
  doc: "SAP/4/1"
  agreement: "EA"
  Expenses:EA:Delivery   10.00 GBP
  Assets:EA:Cash        -10.00 GBP
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "budget.beancount").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "books" / "2018-19").mkdir(parents=True)
    (tmp_path / "books" / "2018-19" / "journals.beancount").write_text(OF_THE_YEAR, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder):
    def reconcile(*arguments):
        result = CliRunner().invoke(cli.main, ["--ledger", str(folder / "budget.beancount"), "reconcile", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return reconcile


@pytest.fixture
def tables(run):
    def of_json(*arguments):
        found = json.loads(run(*arguments, "--format", "json").stdout)
        return {one["name"]: one["rows"] for one in found["tables"]}

    return of_json


def short(rows):
    return [(one["kind"], one["reference"], one["amount"], one["days"]) for one in rows]


def test_it_ends_with_1_while_anything_is_unexplained_and_says_what(run, tables):
    """By default as at the last day that the books know: 31 August."""
    assert run().exit_code == 1
    assert short(tables()["differences"]) == [
        ("missed", "EA/2018-19/2", "500.00", 35),
        ("unexpected", "BACS/2/1", "500.00", 30),
        ("missed", "31/2044", "900.00", 77),
        ("unexpected", "BACS/3/1", "899.00", 29),
    ]


def test_a_past_day_is_shown_as_it_stood(run, tables):
    done = run("--as-at", "2018-06-15")
    assert (done.exit_code, "Nothing is unexplained on 15 June 2018." in done.stdout) == (0, True)
    assert run("--as-at", "2018-06-16").exit_code == 1
    assert short(tables("--as-at", "2018-06-16")["differences"]) == [("missed", "31/2044", "900.00", 1)]


def test_a_past_day_does_not_know_a_later_amendment(run, folder):
    path = folder / "books" / "2018-19" / "journals.beancount"
    path.write_text(
        OF_THE_YEAR + '2018-09-01 custom "agreement" "EA" "EA" "upfront"\n  title: "Renamed"\n  funder: "MHCLG"\n',
        encoding="utf-8",
    )
    assert "Earned Autonomy: due and received" in run("--as-at", "2018-08-31").stdout
    assert "Renamed: due and received" in run("--as-at", "2018-09-01").stdout


def test_one_agreement_alone(run, tables):
    assert {one["agreement"] for one in tables("IP")["differences"]} == {"IP"}
    assert run("EA", "--as-at", "2018-06-16").exit_code == 0
    unknown = run("TF9")
    assert (unknown.exit_code, unknown.stderr) == (2, "ealedger: there is no agreement TF9; there are EA, IP\n")


def test_suggestions_rest_on_amount_and_reference_never_on_the_payer(tables, run):
    assert [
        (one["number"], one["row"], one["belongs-to"], one["reasons"]) for one in tables("--suggest")["suggestions"]
    ] == [
        (1, "BACS/2/1", "EA/2018-19/2", "the same amount, £500; 5 days after it was due"),
        (2, "BACS/3/1", "31/2044", "it names the reference"),
    ]
    said = " ".join(run("--suggest").stdout.split())
    assert 'ealedger reconcile --accept "BACS/2/1" "EA/2018-19/2" --because "why, officer"' in said
    assert "suggestions" not in tables()


def test_a_sum_of_instalments_is_suggested_and_accepted_whole(run, tables, folder):
    path = folder / "books" / "2018-19" / "journals.beancount"
    path.write_text(path.read_text(encoding="utf-8").replace("500.00 GBP", "900.00 GBP"), encoding="utf-8")
    first = tables("EA", "--suggest")["suggestions"][0]
    assert (first["row"], first["belongs-to"]) == ("BACS/2/1", "EA/2018-19/2, EA/2018-19/3")
    assert first["reasons"].startswith("£500 + £400 are £900")
    accepts = ["--accept", "BACS/2/1", "EA/2018-19/2", "--accept", "BACS/2/1", "EA/2018-19/3"]
    done = run("EA", *accepts, "--because", "advice by letter, A. Officer")
    assert done.exit_code == 0, done.output
    rows = {one["instalment"]: one for one in tables("EA")["due-EA"]}
    assert [rows[f"EA/2018-19/{number}"]["received"] for number in (2, 3)] == ["500.00", "400.00"]


def test_what_is_accepted_stands_in_the_books_and_counts_from_its_day(run, tables, folder):
    done = run("EA", "--accept", "BACS/2/1", "EA/2018-19/2", "--because", "remittance advice by letter, A. Officer")
    path = folder / "books" / "2018-19" / "matches.beancount"
    assert (done.exit_code, done.stderr) == (0, f"wrote {path}\n")
    assert path.read_text(encoding="utf-8").splitlines()[-1] == (
        '2018-08-31 custom "match" "BACS/2/1" "EA/2018-19/2" "remittance advice by letter, A. Officer"'
    )
    assert Book.load(folder / "budget.beancount").findings == ()
    assert [one["kind"] for one in tables("EA", "--as-at", "2018-08-30")["differences"]] == ["missed", "unexpected"]
    statement = CliRunner().invoke(
        cli.main, ["--ledger", str(folder / "budget.beancount"), "statement", "funding", "--format", "json"]
    )
    receipts = next(one for one in json.loads(statement.stdout)["tables"] if one["name"] == "receipts-EA")
    assert [one["received"] for one in receipts["rows"]] == ["600.00", "500.00", "0.00"]


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("BACS/9/1", "EA/2018-19/2"), "'BACS/9/1' is neither a row of the books (its doc:) nor an instalment"),
        (("EA/2018-19/1", "EA/2018-19/2"), "EA/2018-19/1 and EA/2018-19/2 are two instalments"),
        (("BACS/1/1", "BACS/2/1"), "BACS/1/1 and BACS/2/1 are both posted"),
        (("BACS/2/1", "31/2044"), "BACS/2/1 came to the fund EA, and 31/2044 belongs to IP"),
        (("SAP/4/1", "EA/2018-19/2"), "SAP/4/1 is no money from a funder"),
        (("BACS/2/1", "EA/2018-19"), "'EA/2018-19' is neither a row of the books (its doc:) nor an instalment"),
        (("", "EA/2018-19/2"), "'' is neither a row of the books"),
    ],
)
def test_what_cannot_belong_together_is_refused_and_nothing_is_written(run, folder, pair, why):
    done = run("--accept", *pair, "--because", "why, officer")
    assert (done.exit_code, why in done.stderr) == (2, True), done.stderr
    assert not (folder / "books" / "2018-19" / "matches.beancount").exists()


def test_a_match_needs_a_reason_without_personal_data_and_is_written_once(run):
    accept = ("--accept", "BACS/2/1", "EA/2018-19/2")
    assert "--because" in run(*accept).stderr
    assert "National Insurance" in run(*accept, "--because", "JR 12 34 56 A said so").stderr
    assert "needs a reason" in run(*accept, "--because", "  ").stderr
    assert "--accept ONE OTHER" in run("--because", "why").stderr
    assert run("EA", *accept, "--because", "why, officer").exit_code == 0
    assert "are matched already" in run(*accept, "--because", "why, officer").stderr


def test_a_match_is_not_written_into_a_closed_period(run, folder):
    path = folder / "books" / "2018-19" / "journals.beancount"
    path.write_text(
        path.read_text(encoding="utf-8") + '2018-10-10 custom "period-close" "2018-19 Q2" "sha256:x" "an officer"\n',
        encoding="utf-8",
    )
    done = run("--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer")
    assert (done.exit_code, "2018-19 P05 was closed on 2018-10-10" in done.stderr) == (2, True), done.stderr
    later = run("EA", "--as-at", "2018-10-11", "--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer")
    assert (later.exit_code, "wrote " in later.stderr) == (0, True)


def test_books_with_errors_are_reconciled_all_the_same_and_told(run, folder):
    path = folder / "books" / "2018-19" / "journals.beancount"
    path.write_text(OF_THE_YEAR + '2018-08-30 * "unbalanced"\n  Assets:EA:Cash  1.00 GBP\n', encoding="utf-8")
    done = run("EA", "--as-at", "2018-06-16")
    assert (done.exit_code, "has 1 error: figures may be wrong" in done.stderr) == (1, True), done.stderr
    assert "Nothing is unexplained on 16 June 2018." in done.stdout


def test_one_pair_is_accepted_once_in_a_command_either_way_round(run, folder):
    again = ("--accept", "BACS/2/1", "EA/2018-19/2", "--accept", "EA/2018-19/2", "BACS/2/1")
    done = run(*again, "--because", "why, officer")
    assert (done.exit_code, "EA/2018-19/2 and BACS/2/1 are matched already" in done.stderr) == (2, True)
    assert not (folder / "books" / "2018-19" / "matches.beancount").exists()


def test_an_instalment_is_accepted_however_it_is_spelt_and_written_as_the_books_name_it(run, folder):
    assert (
        run("EA", "--accept", "BACS/2/1", "ea / 2018-19 / 2", "--because", 'so says "the letter", J. Officer').exit_code
        == 0
    )
    written = (folder / "books" / "2018-19" / "matches.beancount").read_text(encoding="utf-8").splitlines()[-1]
    assert written.endswith(r'"BACS/2/1" "EA/2018-19/2" "so says \"the letter\", J. Officer"')
    assert Book.load(folder / "budget.beancount").findings == ()


@pytest.mark.parametrize("because", ["", " ", '"', "--", "\n"])
def test_a_reason_says_something(run, folder, because):
    done = run("--accept", "BACS/2/1", "EA/2018-19/2", "--because", because)
    assert (done.exit_code, "a match needs a reason, and who gives it" in done.stderr) == (2, True)
    assert not (folder / "books" / "2018-19" / "matches.beancount").exists()


def test_a_match_is_not_of_a_day_before_its_money(run):
    done = run("--as-at", "2018-07-31", "--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer")
    said = "BACS/2/1 came on 2018-08-01, and the match would be of 2018-07-31: give a later day with --as-at, or none"
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    "include", ['include "books/2018-19/journals.beancount"', 'include "books/2018-19/j*.beancount"']
)
def test_a_match_is_not_written_where_the_ledger_would_not_read_it(run, folder, include):
    path = folder / "budget.beancount"
    path.write_text(LEDGER.replace('include "books/*/*.beancount"', include), encoding="utf-8")
    done = run("--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer")
    said = 'would be no part of the ledger: add include "books/*/*.beancount" to budget.beancount'
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert not (folder / "books" / "2018-19" / "matches.beancount").exists()


@pytest.mark.parametrize("include", ['include "books/**/*.beancount"', 'include "books/2018-19/matche?.beancount"'])
def test_a_match_is_written_where_any_include_reads_it(run, folder, include):
    (folder / "budget.beancount").write_text(
        LEDGER.replace('include "books/*/*.beancount"', f'include "books/2018-19/journals.beancount"\n{include}')
        if "?" in include
        else LEDGER.replace('include "books/*/*.beancount"', include),
        encoding="utf-8",
    )
    (folder / "books" / "2018-19" / "matchez.beancount").write_text("", encoding="utf-8")
    assert run("EA", "--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer").exit_code == 0


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_year_holds_is_a_sentence(run, day):
    done = run("--as-at", day)
    assert (done.exit_code, done.stderr) == (2, f"ealedger: '{day}' is not a period: days are from 1001 to 2998\n")


def test_a_day_before_anything_and_one_long_after(run):
    assert run("--as-at", "2010-01-01").exit_code == 0
    assert run("--as-at", "2040-01-01").exit_code == 1


def test_a_folder_that_cannot_be_written_keeps_the_books_as_they_are(run, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = run("--accept", "BACS/2/1", "EA/2018-19/2", "--because", "why, officer")
    path = folder / "books" / "2018-19" / "matches.beancount"
    said = f"ealedger: {path} could not be written (No space left on device); nothing was changed\n"
    assert (done.exit_code, done.stderr) == (2, said)
    assert [one.name for one in path.parent.iterdir()] == ["journals.beancount"]


TWO_LINES = """
2018-07-31 custom "evidence" "EA" "grant-income"
  amount: 300.00 GBP
  account: "Assets:EA:Cash"
  agreement: "EA"
  instalment: "EA/2018-19/2"
  doc: "REM/1/1"
2018-07-31 custom "evidence" "EA" "grant-income"
  amount: 200.00 GBP
  account: "Assets:EA:Cash"
  agreement: "EA"
  instalment: "EA/2018-19/3"
  doc: "REM/1/2"
"""


def test_two_advice_lines_are_accepted_for_one_credit_and_split_it(run, tables, folder):
    """Neither line is of the credit's amount, and no number of a document is common to them."""
    path = folder / "books" / "2018-19" / "journals.beancount"
    path.write_text(OF_THE_YEAR + TWO_LINES, encoding="utf-8")
    assert [one["kind"] for one in tables("EA")["differences"]].count("unmatched") == 2
    accepts = [word for number in (1, 2) for word in ("--accept", f"REM/1/{number}", "BACS/2/1")]
    run("EA", *accepts, "--because", "one credit, A. Officer")
    rows = {one["instalment"]: one["received"] for one in tables("EA")["due-EA"]}
    assert (rows["EA/2018-19/2"], rows["EA/2018-19/3"]) == ("300.00", "200.00")
    assert short(tables("EA")["differences"]) == [("short", "EA/2018-19/2", "200.00", 35)]
    past = tables("EA", "--as-at", "2018-08-30")["differences"]
    assert [one["kind"] for one in past].count("unmatched") == 2

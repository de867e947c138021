from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import cli
from reports import catalogue


def run(book, *arguments):
    result = CliRunner().invoke(cli.main, ["--ledger", str(book.path), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_findings_are_printed_of_books_with_errors(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "disclosure" "Illustrative ledger."
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EA:CashB
    2018-04-01 open Expenses:EB:Delivery
    """
    result = run(book, "statement", "findings", "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    found = json.loads(result.stdout)
    (table,) = found["tables"]
    assert [(row["code"], row["level"]) for row in table["rows"]] == [("F101", "error"), ("F106", "warning")]
    assert table["rows"][0]["place"].startswith("budget.beancount:")
    assert found["notes"][0] == "Illustrative ledger."
    assert [note[:5] for note in found["notes"][1:]] == ["F101:", "F106:"]


@pytest.mark.parametrize("name", [name for name in catalogue.STATEMENTS if name != "findings"])
def test_every_other_statement_refuses_with_a_sentence(book, name):
    """
    2018-04-01 open Expenses:EB:Delivery
    """
    result = run(book, "statement", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "has 1 error, so nothing is printed from it. The first: F101" in result.stderr
    assert "Run: ealedger check" in result.stderr


def test_findings_of_books_that_our_checks_did_not_read(book):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    """
    result = run(book, "statement", "findings")
    assert result.exit_code == 1
    assert "S102" in result.stdout
    assert "Findings, 2012-13" in result.stdout


def test_warnings_alone_need_nobody(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EA:CashB
    """
    for command in (["statement", "findings"], ["statement", "findings", "-o", str(book.folder / "f.txt")], ["check"]):
        assert run(book, *command).exit_code == 0
    assert "F106" in (book.folder / "f.txt").read_text(encoding="utf-8")


def test_findings_of_sound_books(build):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    statement = build("findings")
    assert statement.tables[0].rows == ()
    assert statement.notes == ("Every check ran and found nothing.",)
    assert build("findings", "2018-19 Q2").period.label == "2018-19 Q2"


def test_a_place_outside_the_folder_is_told_from_it(write):
    from ledger.book import Book  # noqa: PLC0415 - this test alone lays its own folder out

    write("shared.beancount", "2018-04-01 open Expenses:EB:Delivery")
    ledger = write(
        "council/budget.beancount",
        'option "title" "T"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\ninclude "../shared.beancount"',
    )
    (row,) = catalogue.build("findings", Book.load(ledger)).tables[0].rows
    assert row.cells[-1] == "../shared.beancount:1"


@pytest.mark.parametrize("period", ["2018-19 Q5", "2018", "next year", "2018-19 P14"])
@pytest.mark.parametrize("name", ["grants", "findings"])
def test_an_unknown_period_is_a_sentence(book, name, period):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result = run(book, "statement", name, period)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"ealedger: {period!r} is not a period")
    assert result.stderr.count("\n") == 1

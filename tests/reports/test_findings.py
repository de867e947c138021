from __future__ import annotations

import datetime
import json

import pytest
from click.testing import CliRunner

import cli
from ledger import close
from ledger.book import Book
from reports import catalogue
from reports.render import as_json


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


WARNED = """\
include "books/*/*.beancount"
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery
2018-04-01 custom "agreement" "EA" "EA" "grant"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "restriction"
"""
SETTLED = '2018-07-21 custom "settled" "A109" "agreement EA has" "the memo of June says why" "A. Officer"\n'


@pytest.fixture
def closed(write):
    """Books with one warning whose first quarter is closed; each later state of them is read by what it returns."""
    head = 'option "title" "T"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
    ledger = write("budget.beancount", head + WARNED)
    write(
        "books/2018-19/work.beancount",
        '2018-05-01 * "help"\n  Expenses:EA:Delivery  1.00 GBP\n  Assets:EA:Cash  -1.00 GBP\n',
    )
    close.close(ledger, "2018-19 Q1", "A. Officer", datetime.date(2018, 7, 20))

    def tables(more=""):
        write("books/2018-19/later.beancount", more or ";; nothing")
        book = Book.load(ledger)
        assert book.errors == ()
        found = as_json.as_object(catalogue.build("findings", book))
        return {one["name"]: one["rows"] for one in found["tables"]}

    return tables


def test_what_stood_at_a_close_still_stands(closed):
    (row,) = closed()["findings-at-closes"]
    assert (row["code"], row["first"], row["last"], row["now"]) == ("A109", "2018-19 Q1", "2018-19 Q1", "stands")


def test_what_stood_at_a_close_was_settled_since(closed):
    found = closed(SETTLED)
    assert found["findings-at-closes"][0]["now"] == "settled on 2018-07-21 by A. Officer: the memo of June says why"
    assert [row["settled"] for row in found["findings"]] == ["on 2018-07-21 by A. Officer: the memo of June says why"]
    assert "findings-gone" not in found


def test_what_stood_at_a_close_is_gone_and_so_is_what_was_settled_of_it(closed):
    amended = (
        '2018-07-22 custom "agreement" "EA" "EA" "grant"\n  title: "Earned Autonomy"\n  funder: "MHCLG"\n'
        '  recognition: "restriction"\n  recognition-reason: "no condition"\n'
    )
    found = closed(SETTLED + amended)
    assert found["findings-at-closes"][0]["now"] == "no longer found in these words"
    (row,) = found["findings-gone"]
    assert (row["code"], row["why"], row["stood"]) == ("A109", "the memo of June says why", "2018-19 Q1")
    assert found["findings"] == []


@pytest.mark.usefixtures("closed")
def test_a_close_keeps_what_stood(tmp_path):
    journals = tmp_path / "books" / "2018-19" / "journals.beancount"
    text = journals.read_text()
    assert "  warnings: 1\n" in text
    assert '  warning-1: "A109 agreement EA has no recognition-reason:' in text

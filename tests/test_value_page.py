"""docs/value.md: its file is imported and its output printed as the page shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.council import EXAMPLES
from ledger.imported import STATED
from reports import drawn_down

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "value.md").read_text(encoding="utf-8")
((NAME, ROWS),) = re.findall(r"```csv (\S+)\n(.*?)```", PAGE, re.DOTALL)
OUTPUTS = re.findall(r"```console\n\$ ealedger ([^\n]*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a command in a council of the page, its file imported."""
    folder = tmp_path_factory.mktemp("value") / "council"

    def command(*arguments: str) -> str:
        done = CliRunner().invoke(cli.main, ["--ledger", str(folder / "budget.beancount"), *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    command("init", str(folder), "--name", "Leicestershire", "--fund", "Supporting Leicestershire Families", "--year", "2014-15")  # fmt: skip
    path = folder / NAME
    path.parent.mkdir(exist_ok=True)
    path.write_text(ROWS, encoding="utf-8")
    command("import", str(path))
    return command


@pytest.mark.parametrize("output", OUTPUTS, ids=range(len(OUTPUTS)))
def test_the_output_is_what_the_command_prints(run, output):
    command, printed = output
    assert printed in run(*command.split())


def test_the_headers_are_those_of_the_template(run):
    assert run("profile", "template", "cost-savings") == ROWS.partition("\n")[0] + "\n"


def test_the_directive_is_our_example():
    assert re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL) == [EXAMPLES["saving"] + "\n"]


def test_the_published_figures_stand_on_the_page():
    for figure in ("6,286", "4,105", "£1,641", "858", "0.39", "1.47", "0.14", "0.38", "64,345", "118,192", "75", "49"):
        assert figure in PAGE


def test_every_setting_is_named():
    for key in ("drawn-down:", "drawn-down-rounded-to:", "drawn-down-at:", "rounded-to"):
        assert f"`{key}`" in PAGE
    assert set(STATED) == {"families", "rounded-to", "printed-ratio"}


def test_the_note_on_a_rounded_sum_is_the_one_of_the_funding_statement(book):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
      title: "Phase One"
      funder: "DCLG"
      drawn-down: 2500000.00 GBP
      drawn-down-rounded-to: 100000.00 GBP
      drawn-down-at: 4000.00 GBP
    """
    (note,) = drawn_down.drawn_down_notes(book.register.agreements["TF1"], ())
    assert f"> {note.removeprefix('Phase One: ')}\n" in PAGE

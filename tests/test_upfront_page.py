"""docs/upfront.md: its directives stand in the Leeds ledger or among our examples, its output is what the commands print."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.council import EXAMPLES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "upfront.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL)
OUTPUTS = re.findall(r"```console\n\$ (ealedger [^\n]*)\n(.*?)```", PAGE, re.DOTALL)
LEEDS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "books").rglob("*.beancount")))


@functools.cache
def printed(command: str) -> str:
    arguments = command.split()[1:]
    done = CliRunner().invoke(cli.main, ["--ledger", str(ROOT / "budget.beancount"), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_example_stands_in_the_leeds_ledger_or_is_one_of_ours(entry):
    assert entry.rstrip("\n") in LEEDS or entry.rstrip("\n") in EXAMPLES.values()


def test_examples_are_of_leeds_where_leeds_has_one():
    assert sum(entry in LEEDS for entry in ENTRIES) == 2
    assert len(ENTRIES) == 6


@pytest.mark.parametrize(("command", "output"), OUTPUTS)
def test_the_output_is_what_the_command_prints(command, output):
    assert output in printed(command)


def test_there_is_output_of_every_statement_of_the_page():
    assert {command.split()[2] for command, _ in OUTPUTS} == {"upfront", "grant-usage", "balance-sheet"}


def test_the_page_names_every_setting():
    for word in (
        "recognition:",
        "recognition-reason:",
        "release:",
        "carry-forward:",
        "signatories:",
        "certificate:",
        "return-due:",
        "covers:",
    ):
        assert word in PAGE

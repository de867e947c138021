"""docs/budget.md: its ledger is loaded and its output printed as the page shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.council import EXAMPLES
from ledger.forecasting import METHODS
from ledger.plugins import budgeted

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "budget.md").read_text(encoding="utf-8")
((NAME, LEDGER),) = re.findall(r"```beancount (\S+)\n(.*?)```", PAGE, re.DOTALL)
OUTPUTS = re.findall(r"```console\n\$ ealedger ([^\n]*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("output", OUTPUTS, ids=range(len(OUTPUTS)))
def test_the_output_is_what_the_command_prints(tmp_path, output):
    command, printed = output
    (tmp_path / NAME).write_text(LEDGER, encoding="utf-8")
    done = CliRunner().invoke(cli.main, ["--ledger", str(tmp_path / NAME), *command.split()])
    assert done.exit_code == 0, done.output
    assert printed in done.stdout


def test_the_page_shows_every_table_of_one_year_but_the_widest():
    shown = "".join(printed for _, printed in OUTPUTS)
    for caption in (
        "budget of 2018-19",
        "forecast to the end",
        "profile and actual",
        "virements",
        "officers' forecasts",
        "by year",
    ):
        assert caption in shown


def test_the_directives_are_our_examples():
    others = re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL)
    assert others == [EXAMPLES["profile"] + "\n", EXAMPLES["monitoring"] + "\n"]


def test_every_method_and_rule_is_named():
    for name in METHODS:
        assert f"`{name}`" in PAGE
    for rule in budgeted.RULES:
        assert rule.code in PAGE

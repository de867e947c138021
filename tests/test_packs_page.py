"""docs/packs.md: its commands are run on a copy of the Leeds ledger, in its order, and print what it prints."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

from click.testing import CliRunner

import cli
from ledger.council import EXAMPLES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\$ (ealedger [^\n]*)\n((?:(?!\$ |```).*\n)*)", PAGE, re.MULTILINE)


def test_the_page_s_commands_print_what_it_says(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "books", tmp_path / "books")
    shutil.copy(ROOT / "budget.beancount", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert len(STEPS) >= 8
    for command, output in STEPS:
        done = CliRunner().invoke(cli.main, shlex.split(command)[1:])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        said = (done.stdout + done.stderr).replace(f"{tmp_path.resolve()}/", "")
        assert done.exit_code == 0, f"{command}\n{said}"
        for line in output.splitlines():
            assert line in said, f"{command}\n{said}"


def test_the_page_s_directives_are_our_examples():
    for entry in re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL):
        assert entry.rstrip("\n") in EXAMPLES.values()

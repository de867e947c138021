"""docs/auditing.md: its commands are run from a folder that holds one pack, in its order, and print what it prints."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.sampling import Case, rank

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "auditing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
STEPS = re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ ).*\n)*)", "".join(BLOCKS), re.MULTILINE)


def run(*words):
    done = CliRunner().invoke(cli.main, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout + done.stderr


@pytest.fixture
def auditor(tmp_path, monkeypatch):
    """Return a folder that holds the pack of a closed quarter and nothing else; the council's own is gone."""
    council, auditor = tmp_path / "council", tmp_path / "auditor"
    auditor.mkdir()
    for name in ("books", "extracts", "profiles"):
        shutil.copytree(ROOT / name, council / name)
    shutil.copy(ROOT / "budget.beancount", council)
    ledger = str(council / "budget.beancount")
    run("--ledger", ledger, "close", "2018-19 Q1", "--by", "A. Officer", "--on", "2019-01-18")
    run("--ledger", ledger, "pack", "2018-19 Q1", "--no-xlsx", "-o", str(auditor / "2018-19-Q1.zip"))
    shutil.rmtree(council)
    monkeypatch.chdir(auditor)
    return auditor


def done(words):
    """Return what a command prints: ours is run, and what comes with any system is done as it does it."""
    match words:
        case ["ealedger", *ours]:
            return run(*ours)
        case ["sha256sum", name]:
            return f"{hashlib.sha256(Path(name).read_bytes()).hexdigest()}  {name}\n"
        case ["grep", "-h", wanted, name]:
            return "".join(
                f"{line}\n" for line in Path(name).read_text(encoding="utf-8").splitlines() if wanted in line
            )
    raise AssertionError(words)


@pytest.mark.usefixtures("auditor")
def test_the_page_s_commands_print_what_it_says(monkeypatch):
    ran = 0
    for command, output in STEPS:
        words = shlex.split(command)
        if words[:2] == ["python3", "-m"] and words[2] == "zipfile":
            with zipfile.ZipFile(words[4]) as archive:
                archive.extractall(words[5])
        elif words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] not in ("python3", "venv/bin/pip", "printf"):
            said = done(words)
            for line in output.splitlines():
                assert line in said, f"{command}\n{said}"
            ran += 1
    assert ran == 9


def test_a_case_is_drawn_by_the_hash_that_the_page_computes():
    (line,) = [command for command, _ in STEPS if command.startswith("printf")]
    form, digest, seed, case = shlex.split(line.partition("|")[0])[1:]
    text = form.replace("\\n", "\n") % (digest, seed, case)

    family, _, route = case.partition("/")
    assert hashlib.sha256(text.encode()).hexdigest() == rank(f"sha256:{digest}", seed, Case(family, route, "", 0))

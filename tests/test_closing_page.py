"""docs/closing.md: its commands are run on a copy of the Leeds ledger, in its order, and print what it prints; the worked close."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.book import Book
from ledger.council import EXAMPLES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "closing.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^\$ (ealedger [^\n]*)\n((?:(?!\$ |```).*\n)*)", PAGE, re.MULTILINE)
FOLDERS = ("books", "extracts", "profiles")


@pytest.fixture
def leeds(tmp_path):
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "budget.beancount", tmp_path)
    return tmp_path


def run(folder, *arguments):
    done = CliRunner().invoke(cli.main, ["--ledger", str(folder / "budget.beancount"), *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_page_s_commands_print_what_it_says(leeds, monkeypatch):
    monkeypatch.chdir(leeds)
    assert len(STEPS) >= 8
    for command, output in STEPS:
        done = run(leeds, *shlex.split(command)[1:])
        said = (done.stdout + done.stderr).replace(f"{leeds.resolve()}/", "")
        assert done.exit_code in (0, 1), f"{command}\n{said}"
        for line in output.splitlines():
            assert line in said, f"{command}\n{said}"


def test_the_page_s_directives_are_our_examples():
    for entry in re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL):
        assert entry.rstrip("\n") in EXAMPLES.values()


def test_leeds_closes_three_quarters_and_each_edit_is_named(leeds):
    for quarter in ("Q1", "Q2", "Q3"):
        done = run(leeds, "close", f"2018-19 {quarter}", "--by", "A. Officer", "--on", "2019-01-18")
        assert done.exit_code == 0, done.stderr
        assert run(leeds, "pack", f"2018-19 {quarter}").exit_code == 0
    assert Book.load(leeds / "budget.beancount").findings == ()
    gl = leeds / "books/2018-19/gl-2018-19-Q1.beancount"
    text = gl.read_text(encoding="utf-8")
    for old, new, codes in (
        ("11819.12 GBP", "11819.13 GBP", {"L101"}),
        ("2018-04-02 *", "2018-04-03 *", {"L101"}),
        ('  cost-centre: "EA102"\n', '  cost-centre: "EA103"\n', {"L101"}),
        (text[text.index("\n2018-04-01 *") : text.index("\n2018-04-02 *")], "", {"L103"}),
        ("\n2018-04-02 *", "\n;; a comment\n2018-04-02 *", set()),
    ):
        gl.write_text(text.replace(old, new, 1), encoding="utf-8")
        found = [one for one in Book.load(leeds / "budget.beancount").findings if one.code[0] == "L"]
        assert {one.code for one in found} == codes, (old, [one.message for one in found])
        assert len(found) == len(codes)


def test_a_pack_of_closed_books_holds_their_seals_and_loads_without_the_folder(leeds, tmp_path_factory):
    run(leeds, "close", "2018-19 Q1", "--by", "A. Officer", "--on", "2018-07-20")
    run(leeds, "pack", "2018-19 Q1")
    other = tmp_path_factory.mktemp("auditor")
    shutil.unpack_archive(leeds / "packs/2018-19-Q1.zip", other)
    assert [one.code for one in Book.load(other / "ledger/budget.beancount").findings if one.code[0] == "L"] == []


def test_who_closes_is_asked_for():
    done = run(ROOT, "close", "2018-19 Q1")
    assert (done.exit_code, done.stderr) == (2, 'ealedger: the books keep who closes: --by "Name"\n')

"""docs/pools.md: its entries stand in the Leicestershire ledger, its output is what the commands print, its files are written."""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger import directives, pools
from ledger.book import Book
from reports import catalogue
from reports.render import as_json

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "examples" / "leicestershire"
PAGE = (ROOT / "docs" / "pools.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^\$ (ealedger .*)$", PAGE, re.MULTILINE)
OUTPUTS = re.findall(r"```console\n\$ (ealedger [^\n]*)\n([^$\n].*?)```", PAGE, re.DOTALL)
BOOKS = {path: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "books").rglob("*.beancount"))}
#: Said by the journals, not by the statement that printed the entry.
SAID = re.compile(r'Illustrative: |  (?:preparer|approver): "illustrative"\n')


def run(command: str) -> str:
    arguments = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)[1:]]
    done = CliRunner().invoke(cli.main, ["--ledger", str(FOLDER / "budget.beancount"), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@functools.cache
def book() -> Book:
    return Book.load(FOLDER / "budget.beancount")


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.partition("\n")[0][:60] for entry in ENTRIES])
def test_an_entry_stands_in_the_leicestershire_ledger(entry):
    assert any(entry in text for text in BOOKS.values())


@pytest.mark.parametrize(("command", "output"), OUTPUTS, ids=[command for command, _ in OUTPUTS])
def test_the_output_is_what_the_command_prints(command, output):
    assert output in run(command)


def test_there_is_output_of_the_pool_of_contributions_and_of_one_partner():
    assert len(OUTPUTS) == 3
    assert {command.split()[2] for command in COMMANDS} == {"pooled", "contributions"}


def test_the_rows_of_a_listing_are_in_the_extract():
    ((name, rows),) = re.findall(r"```csv (\S+)\n(.*?)```", PAGE, re.DOTALL)
    kept = (FOLDER / "extracts" / name).read_text(encoding="utf-8").splitlines()
    assert set(rows.splitlines()) <= set(kept)


@pytest.mark.parametrize("command", [one for one in COMMANDS if " -o " in one])
def test_a_partner_s_file_is_written_and_names_no_other_partner(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(command)
    (file,) = tmp_path.iterdir()
    assert file.name == command.rsplit(maxsplit=1)[1]
    if file.suffix in (".html", ".csv"):
        text = file.read_text(encoding="utf-8")
        others = pools.partners(book().register.records)
        own = others.pop("EastLeicsCCG")
        host = others.pop("LCC")
        assert own.title in text
        assert host.title in text  # whose statement it is
        assert [one.title for one in others.values() if one.title in text] == []


@pytest.mark.parametrize(
    ("statement", "period", "beginning"),
    [
        ("pooled", "2013-14", '2014-03-31 * "" "Illustrative: SLF 2013-14'),
        ("pooled", "2013-14 Q1", '2013-04-01 * "" "Illustrative: SLF: what PCT had as'),
        ("pooled", "2012-13 Q3", '2012-11-22 * "" "Illustrative: SLF: what PoliceAuthority had'),
        ("contributions", "2013-14", '2014-03-31 * "" "Illustrative: SLF, Charnwood'),
        ("contributions", "2013-14", '2014-03-31 * "" "Illustrative: SLF, EastLeicsCCG'),
    ],
)
def test_what_was_accepted_is_what_the_statement_prints(statement, period, beginning, tmp_path):
    shutil.copytree(FOLDER, tmp_path / "council")
    (path,) = (path for path, text in BOOKS.items() if beginning in text)
    text = BOOKS[path]
    accepted = [block for block in text.split("\n\n") if block.startswith(beginning)]
    for block in accepted:
        text = text.replace(block, "")
    (tmp_path / "council" / path.relative_to(FOLDER)).write_text(text, encoding="utf-8")
    lacking = Book.load(tmp_path / "council" / "budget.beancount")
    tables = {one["name"]: one for one in as_json.as_object(catalogue.build(statement, lacking, period))["tables"]}
    printed = [row["entry"].rstrip("\n") for row in tables["entries-SLF"]["rows"]]
    assert accepted
    assert {SAID.sub("", block).rstrip("\n") for block in accepted} <= set(printed)


def test_the_page_names_every_setting_of_a_pool_and_of_a_share():
    for name in ("fund", "share", "succession"):
        for one in directives.SHAPES[name].metadata:
            assert f"`{one.name}:`" in PAGE or f"  {one.name}:" in PAGE, one.name


def test_the_page_says_what_is_published():
    for figure in ("£10.5m", "1,600 families", "£2.5m", "£450,000 of £500,000"):
        assert figure in PAGE

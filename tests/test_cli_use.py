"""The command line, used as people use it: what cannot be done is one sentence with the cure, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

import cli
from importers.kinds import KINDS

PLAIN = ", ".join(sorted(f"plain-{kind}" for kind in KINDS))
ROOT = Path(__file__).resolve().parents[1]
PLAIN = ", ".join(sorted(f"plain-{kind}" for kind in KINDS))


def run(*arguments: object, **named: object) -> Result:
    result = CliRunner().invoke(cli.main, [str(one) for one in arguments], **named)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(*arguments: object, **named: object) -> str:
    """Return the sentence that a command ends with, after asserting that it is one, with exit status 2."""
    done = run(*arguments, **named)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("ealedger: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.removeprefix("ealedger: ").removesuffix("\n")


def init(folder: Path, *more: str, name: str = "Testshire", fund: str = "Troubled Families") -> Path:
    done = run("init", folder, "--name", name, "--fund", fund, "--year", "2018-19", *more)
    assert done.exit_code == 0, done.stderr
    return folder / "budget.beancount"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return init(tmp_path / "testshire")


# init


def test_what_init_lays_out_passes_check_and_says_what_to_type_next(tmp_path):
    done = run("init", tmp_path / "c", "--name", "Testshire", "--fund", "Early Help", "--year", "2018-19")
    assert done.stderr.endswith(f"next: ealedger --ledger {tmp_path / 'c' / 'budget.beancount'} check\n")
    checked = run("--ledger", tmp_path / "c" / "budget.beancount", "check")
    assert (checked.exit_code, checked.stdout.endswith("0 errors, 0 warnings\n")) == (0, True)


@pytest.mark.parametrize(
    "name",
    ["St John's & Co", 'the "Council"', "Cyngor Sir Ddinbych — 県", "back\\slash", "two\nlines", "; option", "{{ 1 }}"],
)
def test_a_council_of_any_name(tmp_path, name):
    book = init(tmp_path / "c", name=name, fund=name if name.isascii() else "Fund")
    assert run("--ledger", book, "check").exit_code == 0
    assert " ".join(name.split())[:5] in run("--ledger", book, "statement", "trial-balance").stdout


def test_a_year_written_with_a_stroke_is_the_same_year(tmp_path):
    done = run("init", tmp_path / "c", "--name", "T", "--fund", "F", "--year", "2018/2019")
    assert done.exit_code == 0
    assert (tmp_path / "c/books/2018-19/journals.beancount").is_file()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--fund", "F"], "the council needs a --name"),
        (["--name", "T"], "the ledger needs a --fund 'Troubled Families'"),
        (["--name", " ", "--fund", "F"], "the council's name is blank"),
        (["--name", "T", "--fund", " "], "fund ' ': ' ' has no letter or digit to name an account by"),
        (["--name", "T", "--fund", "F:x"], "fund 'F:x': the kind after the colon is grant or pool"),
        (["--name", "T", "--fund", "A b", "--fund", "A-B"], "two funds would have one name in accounts: AB, AB"),
        (
            ["--name", "T", "--fund", "F", "--agreement", "A:F"],
            "agreement 'A:F': write NAME:FUND:TYPE, such as EA:Earned Autonomy:upfront",
        ),
        (
            ["--name", "T", "--fund", "F", "--agreement", "A:G:upfront"],
            "agreement 'A:G:upfront': there is no fund 'G' among F",
        ),
        (
            ["--name", "T", "--fund", "F", "--agreement", "A:F:loan"],
            "agreement 'A:F:loan': the type is one of payment-by-results, upfront, grant",
        ),
        (
            ["--name", "T", "--fund", "F", "--year", "2018"],
            "'2018' is not a period: a financial year is written 2018-19",
        ),
        (
            ["--name", "T", "--fund", "F", "--year", "2018-20"],
            "'2018-20' is not a period: a financial year is written 2018-19",
        ),
    ],
)
def test_init_without_a_terminal_wants_what_it_cannot_ask(tmp_path, options, why):
    assert refused("init", tmp_path / "c", *options) == why
    assert not (tmp_path / "c").exists()


def test_init_leaves_what_is_there(tmp_path, ledger):
    before = ledger.read_bytes()
    assert refused("init", ledger.parent, "--name", "T", "--fund", "F").endswith(
        "testshire holds a ledger already; nothing was changed"
    )
    assert ledger.read_bytes() == before
    (tmp_path / "file").write_text("mine")
    assert refused("init", tmp_path / "file", "--name", "T", "--fund", "F").endswith("file is a file: name a folder")
    assert "Not a directory" in refused("init", tmp_path / "file" / "c", "--name", "T", "--fund", "F")
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / ".gitignore").write_text("mine")
    assert ".gitignore is there already" in refused("init", tmp_path / "repository", "--name", "T", "--fund", "F")
    assert [path.name for path in (tmp_path / "repository").iterdir()] == [".gitignore"]


def test_a_folder_whose_name_beancount_takes_for_a_pattern_is_refused(tmp_path):
    """Beancount's include reads [2018] as a pattern, and would find no books below it."""
    assert "[" in refused("init", tmp_path / "Leeds [2018]", "--name", "T", "--fund", "F")
    assert not (tmp_path / "Leeds [2018]").exists()


# Where the ledger is


@pytest.mark.parametrize(
    "command", [["check"], ["statement", "grants"], ["pack", "2018-19"], ["import", "x.csv"], ["statement", "findings"]]
)
def test_no_ledger_is_a_sentence_with_the_cure(tmp_path, command):
    for path in (tmp_path / "none.beancount", tmp_path):
        assert refused("--ledger", path, *command) == (
            f"{path} is not a file: name the ledger with --ledger, or lay one out with ealedger init"
        )


def test_the_ledger_is_found_from_another_folder_by_option_and_by_environment(tmp_path, ledger, monkeypatch):
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    assert run("--ledger", "../testshire/budget.beancount", "check").exit_code == 0
    assert run("check", env={"EALEDGER": str(ledger)}).exit_code == 0
    assert run("pack", "2018-19", env={"EALEDGER": str(ledger)}).exit_code == 0
    assert (ledger.parent / "packs" / "2018-19.zip").is_file()
    assert list(other.iterdir()) == []
    assert "budget.beancount is not a file" in refused("check")


def test_the_default_ledger_is_the_one_of_the_folder(ledger, monkeypatch):
    monkeypatch.chdir(ledger.parent)
    assert run("check").stdout.startswith("budget.beancount: ")


def test_it_runs_from_any_folder_as_a_command(tmp_path, ledger):
    command = [sys.executable, str(ROOT / "cli.py"), "--ledger", str(ledger), "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


# Books with errors


@pytest.fixture
def broken(ledger: Path) -> Path:
    with (ledger.parent / "books/2018-19/journals.beancount").open("a") as journals:
        journals.write('\n2018-05-01 * "unbalanced"\n  Assets:TroubledFamilies:Cash  1.00 GBP\n')
    return ledger


def test_books_with_errors_print_nothing_but_findings(broken):
    assert "has 1 error, so nothing is printed from it. The first: B101 " in refused(
        "--ledger", broken, "statement", "grants"
    )
    assert refused("--ledger", broken, "pack", "2018-19").endswith("Run: ealedger check")
    assert not list((broken.parent / "packs").iterdir())
    found = run("--ledger", broken, "check")
    assert (found.exit_code, "books/2018-19/journals.beancount:" in found.stdout.replace("\n     ", "")) == (1, True)
    assert run("--ledger", broken, "statement", "findings").exit_code == 1
    output = broken.parent / "findings.txt"
    assert run("--ledger", broken, "statement", "findings", "-o", output).exit_code == 1
    assert "B101" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"", b'include "../../../../nowhere/*"\n', b'include "budget.beancount"\n', b"\x00" * 99],
)
def test_a_ledger_that_is_none_is_told_and_never_a_traceback(tmp_path, content):
    path = tmp_path / "budget.beancount"
    path.write_bytes(content)
    assert run("--ledger", path, "check").exit_code == 1
    assert refused("--ledger", path, "statement", "grants").endswith("Run: ealedger check")
    (tmp_path / "gl.csv").write_text("Date,Amount\n30/04/2018,1.00\n")
    assert run("--ledger", path, "import", tmp_path / "gl.csv").exit_code == 2


@pytest.mark.parametrize(
    "content", ["[[year]]", "year = 3", "not toml", "", "[[year]]\nlabel = '2018-19'\nperiods = [1]"]
)
def test_a_calendar_that_is_none_is_a_sentence(ledger, content):
    (ledger.parent / "calendar.toml").write_text(content)
    done = run("--ledger", ledger, "check")
    assert (done.exit_code, done.stderr) == (1, "")
    assert "S111 error: calendar.toml cannot be read (not a calendar: " in done.stdout.replace("\n     ", " ")
    assert "S111 calendar.toml cannot be read" in refused("--ledger", ledger, "statement", "grants")
    command = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(ledger)]
    plain = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert plain.returncode == 1
    assert "S111 calendar.toml cannot be read" in plain.stderr
    assert "Traceback" not in plain.stderr


# Periods, names, outputs


@pytest.mark.parametrize(
    "period", ["2018", "2018-20", "Q3", "2018-19 Q5", "2018-19 P14", "0000-01", "9999-00", "\N{FULLWIDTH DIGIT ONE}8"]
)
def test_a_period_that_is_none(ledger, period):
    for command in (["statement", "allocation", period], ["pack", period]):
        assert f"{period!r} is not a period: " in refused("--ledger", ledger, *command)


def test_a_statement_that_is_none_is_named_with_those_there_are(ledger):
    done = run("--ledger", ledger, "statement", "profit")
    assert done.exit_code == 2
    assert "'profit' is not one of 'overview', 'changes', 'agreements'" in done.stderr


@pytest.mark.parametrize("option", ["--assume", "--results-share"])
def test_what_belongs_to_upfront_is_refused_by_other_statements(ledger, option):
    sentence = refused("--ledger", ledger, "statement", "grants", option, "65")
    assert sentence == "--assume and --results-share belong to statement upfront; grants has no use for them"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--results-share", "40"], "--results-share needs --assume: the success rate"),
        (["--assume", "sixty"], "--assume 'sixty' is no percentage: type a number from 0 to 100"),
        (["--assume", "65", "--results-share", "140"], "--results-share '140' is no percentage"),
    ],
)
def test_what_upfront_cannot_assume_is_a_sentence(ledger, options, why):
    assert why in refused("--ledger", ledger, "statement", "upfront", "2018-19", *options)


def test_a_rule_that_is_none_is_named_with_those_there_are():
    assert refused("check", "--explain", "X999").startswith("there is no rule X999; there are A101, ")
    assert run("check", "--explain", "f101").stdout.startswith("F101 error: ")


def test_an_output_that_is_a_folder_or_lies_below_a_file(tmp_path, ledger):
    (tmp_path / "file").write_text("mine")
    below = f"{tmp_path / 'file'} is a file, and a folder is to be there: give it another name"
    for command in (["statement", "grants"], ["pack", "2018-19"]):
        for output, why in ((tmp_path, "Is a directory"), (tmp_path / "file" / "x", below)):
            sentence = refused("--ledger", ledger, *command, "-o", output)
            assert sentence == f"{output} could not be written ({why}); nothing was changed"
    assert (tmp_path / "file").read_text() == "mine"
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_disk_without_room(tmp_path, ledger, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    output = tmp_path / "grants.txt"
    output.write_text("yesterday's")
    sentence = refused("--ledger", ledger, "statement", "grants", "-o", output)
    assert sentence == f"{output} could not be written (No space left on device); nothing was changed"
    assert output.read_text() == "yesterday's"
    assert "No space left" in refused("init", tmp_path / "new", "--name", "T", "--fund", "F")
    assert not (tmp_path / "new" / "budget.beancount").exists()
    monkeypatch.undo()
    assert run("init", tmp_path / "new", "--name", "T", "--fund", "F").exit_code == 0


def test_verify_of_what_is_no_pack(tmp_path):
    (tmp_path / "x.zip").write_text("no zip")
    assert refused("verify", tmp_path / "x.zip") == f"{tmp_path / 'x.zip'} is no zip, so no pack"
    assert refused("verify", tmp_path) == f"{tmp_path} cannot be read (Is a directory)"
    assert refused("verify", tmp_path / "none.zip").endswith("cannot be read (No such file or directory)")


def test_a_reader_that_goes_away_is_no_error(ledger):
    """``ealedger check | head -0``: the pipe closes first."""
    command = f"'{sys.executable}' -m cli --ledger '{ledger}' statement transactions | true"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in done.stderr


# Imports that cannot begin


@pytest.fixture
def extract(ledger: Path) -> Path:
    path = ledger.parent / "extracts" / "gl.csv"
    path.write_text(
        "Date,Document,Line,Supplier,Description,Account,Amount\n"
        "30/04/2018,D1,1,Hub,x,Expenses:TroubledFamilies:Delivery,1.00\n"
    )
    return path


def test_a_missing_column_is_named(ledger, extract):
    extract.write_text(extract.read_text().replace("Amount", "Sum"))
    assert refused("--ledger", ledger, "import", extract) == (
        f"{extract}: fits no profile (there are {PLAIN}): name one with --profile, or write one; "
        "it has all columns of plain-general-ledger but 'Amount'"
    )
    assert refused("--ledger", ledger, "import", extract, "--profile", "plain-general-ledger") == (
        f"{extract}: has no header with the columns of profile plain-general-ledger; it lacks 'Amount': correct columns in "
        "the profile"
    )


def test_a_column_that_stands_twice(ledger, extract):
    extract.write_text(extract.read_text().replace("Amount", "Amount,Amount").replace("1.00", "1.00,1.00"))
    for named in ([], ["--profile", "plain-general-ledger"]):
        assert refused("--ledger", ledger, "import", extract, *named) == (
            f"{extract}: row 1 has two columns 'amount': rename one"
        )


def test_two_sheets_that_fit(ledger, extract):
    path = extract.with_suffix(".xlsx")
    rows = [line.split(",") for line in extract.read_text().splitlines()]
    with xlsxwriter.Workbook(path) as book:
        for name in ("April", "May"):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    assert refused("--ledger", ledger, "import", path) == (
        f"{path}: the sheets 'April', 'May' all have the profile's columns: name one in the profile, as sheet = \"April\""
    )


def test_a_profile_that_is_none_or_wrong_or_one_of_two(ledger, extract):
    assert refused("--ledger", ledger, "import", extract, "--profile", "sap") == (
        f"profile sap: there is none of that name; there are {PLAIN}"
    )
    own = ledger.parent / "profiles" / "own.toml"
    own.write_text("kind = ")
    assert refused("--ledger", ledger, "import", extract, "--profile", "own").startswith(
        f"profile {own}: is not TOML: "
    )
    ours = (ROOT / "importers/profiles/plain-general-ledger.toml").read_bytes()
    own.write_bytes(ours)
    own.with_name("other.toml").write_bytes(ours)
    assert refused("--ledger", ledger, "import", extract) == (
        f"{extract}: fits several profiles (other, own): name one with --profile"
    )
    own.with_name("other.toml").unlink()
    done = run("--ledger", ledger, "import", extract)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "gl.csv (profile own)")


def test_an_unfinished_profile_stops_no_file_that_another_fits(ledger, extract):
    draft = ledger.parent / "profiles" / "draft.toml"
    draft.write_text('kind = "general-ledger"\n')
    said = f"draft is unfinished and was passed over (profile {draft}, line 1: system is missing: add it)"
    done = run("--ledger", ledger, "import", extract)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"  warning: {said}\n" in done.stdout
    extract.write_text(extract.read_text().replace("Amount", "Sum"))
    assert refused("--ledger", ledger, "import", extract) == (
        f"{extract}: fits no profile (there are {PLAIN}): name one with --profile, or write one; "
        f"it has all columns of plain-general-ledger but 'Amount'; {said}"
    )
    assert refused("--ledger", ledger, "import", extract, "--profile", "draft") == (
        f"profile {draft}, line 1: system is missing: add it"
    )


def test_a_profile_that_is_gone_is_passed_over(ledger, extract):
    (ledger.parent / "profiles" / "lost.toml").symlink_to(ledger.parent / "nowhere.toml")
    done = run("--ledger", ledger, "import", extract)
    assert done.exit_code == 0
    assert "lost.toml: cannot be read (No such file or directory)" in done.stdout


def test_a_header_without_rows(ledger, extract):
    extract.write_text(extract.read_text().splitlines()[0])
    assert refused("--ledger", ledger, "import", extract).endswith("has a header and no row under it: export it again")


def test_rows_outside_without_any_date_belong_to_no_period(ledger, extract):
    extract.write_text(extract.read_text().replace("30/04/2018", "").replace("Expenses:TroubledFamilies:Delivery", ""))
    assert refused("--ledger", ledger, "import", extract).endswith("belongs to no period: check the date column")


def test_a_name_that_is_no_text_is_printed_all_the_same(ledger, extract):
    odd = os.fsdecode(bytes(extract.parent) + b"/gl\xe9\n.csv")
    extract.rename(odd)
    done = run("--ledger", ledger, "import", odd)
    assert (done.exit_code, done.stderr) == (0, "")
    assert run("--ledger", ledger, "check").exit_code == 0


def test_every_command_has_help_and_help_of_no_more_than_80_columns():
    for name, command in cli.main.commands.items():
        assert command.help, name
        shown = run(name, "--help").stdout
        assert max(map(len, shown.splitlines())) <= 80, shown

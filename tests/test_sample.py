"""``ealedger sample`` on the worked ledger: the list is sealed, then the sample is drawn, each once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli

ROOT = Path(__file__).resolve().parent.parent
OFFICER, AUDITOR = "A. Officer, Families First", "Internal audit"


@pytest.fixture
def run(tmp_path):
    """Run commands on a copy of the Leeds books."""
    shutil.copytree(ROOT / "books", tmp_path / "books")
    shutil.copy(ROOT / "budget.beancount", tmp_path)

    def ran(*words: str):
        return CliRunner().invoke(cli.main, ["--ledger", str(tmp_path / "budget.beancount"), *words])

    return ran


def test_a_tenth_of_135_is_14(run, tmp_path):
    sealed = run("sample", "FF", "2013-01", "--seal", "--by", OFFICER)
    assert (sealed.exit_code, sealed.stdout.split(":")[0]) == (0, "135 drafts of FF 2013-01")
    drawn = run("sample", "FF", "2013-01", "--seed", "4 8 15 16 23 42", "--by", AUDITOR)
    assert drawn.exit_code == 0
    assert "the seed" not in drawn.stderr
    printed = run("statement", "audit-sample", "2012-13 Q4", "--format", "json")
    assert printed.exit_code == 0
    import json  # noqa: PLC0415

    tables = {one["name"]: one for one in json.loads(printed.stdout)["tables"]}
    assert len(tables["sample-FF-2013-01"]["rows"]) == 14
    assert tables["strata-FF-2013-01"]["total"]["claimed"] == "94500.00"
    assert run("check").exit_code == 0
    # The second of each changes nothing.
    file = tmp_path / "books" / "2012-13" / "audit.beancount"
    before = file.read_bytes()
    assert run("sample", "FF", "2013-01", "--seal", "--by", OFFICER).exit_code == 2
    assert run("sample", "FF", "2013-01", "--seed", "another", "--by", AUDITOR).exit_code == 2
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("FF", "2013-01", "--seed", "1", "--by", AUDITOR), "are not sealed: no sample can be drawn before --seal"),
        (("FF", "2013-01"), "say either --seal, or --seed SEED once the list is sealed"),
        (("FF", "2013-01", "--seal", "--seed", "1", "--by", OFFICER), "say either --seal, or --seed SEED"),
        (("FF", "2013-01", "--seal"), 'say who does it: --by "name and role"'),
        (("FF", "2013-01", "--seal", "--by", "..."), 'a list is sealed by somebody: --by "officer"'),
        (
            ("FF", "2013-01", "--seal", "--by", "a.officer@leeds.example.gov.uk"),
            "holds what looks like an e-mail address",
        ),
        (("FF", "2013-02", "--seal", "--by", OFFICER), "FF has no window 2013-02; it has 2013-01"),
        (("XX", "2013-01", "--seal", "--by", OFFICER), "there is no agreement XX; there are"),
        (("FF", "2013-01", "--seal", "--by", OFFICER, "--on", "2013-01-01"), "has no draft by 2013-01-01"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(run, tmp_path, words, said):
    ended = run("sample", *words)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert not list(tmp_path.rglob("audit.beancount"))


def test_who_sealed_the_list_does_not_choose_the_seed(run):
    assert run("sample", "FF", "2013-01", "--seal", "--by", OFFICER).exit_code == 0
    ended = run("sample", "FF", "2013-01", "--seed", "1", "--by", OFFICER.upper())
    assert (ended.exit_code, "sealed the list: the seed is given by somebody else" in ended.stderr) == (2, True)
    ended = run("sample", "FF", "2013-01", "--seed", "1", "--by", AUDITOR, "--on", "2013-01-02")
    assert (ended.exit_code, "no sample is drawn before" in ended.stderr) == (2, True)


def test_a_list_that_was_changed_after_its_seal_gives_no_sample(run, tmp_path):
    assert run("sample", "FF", "2013-01", "--seal", "--by", OFFICER).exit_code == 0
    journal = tmp_path / "books" / "2012-13" / "late.beancount"
    journal.write_text(
        '2013-01-10 custom "draft" "FF" "LD-0999" "crime-asb-education" 700.00 GBP\n  attached: "2012-13"\n  window: "2013-01"\n',
        encoding="utf-8",
    )
    ended = run("sample", "FF", "2013-01", "--seed", "1", "--by", AUDITOR)
    assert (ended.exit_code, "are not those that were sealed on" in ended.stderr) == (2, True)
    assert "C130" in run("check").stdout


def test_an_error_in_the_sample_is_carried_over_to_the_list(run, tmp_path):
    run("sample", "FF", "2013-01", "--seal", "--by", OFFICER)
    run("sample", "FF", "2013-01", "--seed", "4 8 15 16 23 42", "--by", AUDITOR)
    import json  # noqa: PLC0415

    printed = json.loads(run("statement", "audit-sample", "2012-13 Q4", "--format", "json").stdout)
    cases = next(one for one in printed["tables"] if one["name"] == "sample-FF-2013-01")["rows"]
    text = "".join(
        f'2013-01-20 custom "tested" "FF" "2013-01" "{case["family"]}" "{case["route"]}"\n'
        f'  eligible: TRUE\n  approach: TRUE\n  evidenced: {"FALSE" if case is cases[0] else "TRUE"}\n  by: "J. Auditor"\n'
        for case in cases
    )
    (tmp_path / "books" / "2012-13" / "tested.beancount").write_text(text, encoding="utf-8")
    assert run("check").exit_code == 0
    said = json.loads(run("statement", "audit-sample", "2012-13 Q4", "--format", "json").stdout)
    notes = said["notes"]
    tested = next(one for one in said["tables"] if one["name"] == "sample-FF-2013-01")["rows"]
    assert {row["by"] for row in tested} == {"J. Auditor"}
    # 1 of 14 at £700 each, over £94,500.
    assert (
        "FF, window 2013-01: 1 of 14 cases have an error (7.1 %). At the rate of each route, by pence, £6,750 of the £94,500 on the list would be wrong."
        in notes
    )

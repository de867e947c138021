"""Three quarters are closed and packed; somebody with nothing but a zip verifies it, whatever was done to it on the way."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from reports import container, manifest

ROOT = Path(__file__).resolve().parent.parent
QUARTERS = ("2018-19 Q1", "2018-19 Q2", "2018-19 Q3")
TOP, AGREED = "ledger/budget.beancount", "ledger/books/agreements.beancount"
GL, JOURNALS = "ledger/books/2018-19/gl-2018-19-Q1.beancount", "ledger/books/2018-19/journals.beancount"


def run(*words):
    done = CliRunner().invoke(cli.main, [str(one) for one in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """Return the packs of three closed quarters of Leeds, in a folder that holds nothing else."""
    council, auditor = tmp_path_factory.mktemp("council"), tmp_path_factory.mktemp("auditor")
    for name in ("books", "extracts", "profiles"):
        shutil.copytree(ROOT / name, council / name)
    shutil.copy(ROOT / "budget.beancount", council)
    ledger = council / "budget.beancount"
    for quarter in QUARTERS:
        assert run("--ledger", ledger, "close", quarter, "--by", "A. Officer", "--on", "2019-01-18").exit_code == 0
        packed = auditor / f"{quarter.replace(' ', '-')}.zip"
        assert run("--ledger", ledger, "pack", quarter, "--no-xlsx", "-o", packed).exit_code == 0
    shutil.rmtree(council)
    return auditor


@pytest.fixture(scope="module")
def files(packs):
    return container.read((packs / "2018-19-Q3.zip").read_bytes())[0]


def made_to_fit(files):
    """Return the files of a pack with a manifest that fits them."""
    now = dict(files)
    said = json.loads(now.pop("manifest.json"))
    said.pop("seal")
    sums = {name: (hashlib.sha256(now[name]).hexdigest(), len(now[name])) for name in sorted(now)}
    said["files"] = {name: {"sha256": digest, "bytes": size} for name, (digest, size) in sums.items()}
    return {**now, "manifest.json": manifest.sealed(said)}


@pytest.fixture
def forged(files, tmp_path):
    """Verify the pack of the third quarter with files changed, and its manifest made to fit them."""

    def verify(changed):
        (tmp_path / "forged.zip").write_bytes(container.write(made_to_fit({**files, **changed})))
        return run("verify", tmp_path / "forged.zip")

    return verify


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_quarter_is_computed_again_from_its_zip_alone(packs, tmp_path, monkeypatch, quarter):
    name = f"{quarter.replace(' ', '-')}.zip"
    shutil.copy(packs / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("verify", name)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1), done.output
    assert "its ledger gives every page to the letter and every table of its CSV" in done.stdout
    assert "computed again by earned-autonomy-ledger" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


ROW = "FMS/7800001/1 of 2018-04-01"
SINCE = "after 2018-19 Q1 was closed on 2019-01-18"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (GL, r" (-?)11819.12 GBP", r" \g<1>11819.13 GBP", f"L101 {ROW} was changed {SINCE}: posting 1 amount is 11819.13 GBP, was 11819.12 GBP"),
        (GL, r"\n2018-04-01 \*[^\n]*(?:\n[^\n]+)*\n", "", f"L103 {ROW} was removed {SINCE}"),
        (GL, r"\n2018-04-02 \*", r"\n2018-06-29 *", f"L101 FMS/7800002/1 of 2018-04-02 was changed {SINCE}: date is 2018-06-29, was 2018-04-02"),
        (GL, 'cost-centre: "EA102"', 'cost-centre: "EA103"', f'L101 {ROW} was changed {SINCE}: cost-centre: is "EA103", was "EA102"'),
        (AGREED, 'title: "Families First Earned', 'title: "Families First, Earned', 'title: is "Families First, Earned Autonomy", was "Families First Earned Autonomy"'),
        (TOP, r'include "books/\*/\*.beancount"\n', "", "S110 books/2018-19/gl-2018-19-Q1.beancount is not part of the ledger: include it in budget.beancount"),
        (TOP, r'include "books/\*.beancount"\n', "", "S110 books/agreements.beancount is not part of the ledger: include it in budget.beancount"),
    ],
)  # fmt: skip
def test_what_was_changed_in_a_closed_quarter_is_named_exactly(files, forged, name, old, new, said):
    """The first finding is the change itself, before what follows from it."""
    text = files[name].decode()
    count = 2 if "11819" in old else 1
    changed = re.sub(old, new, text, count=count)
    assert changed != text
    done = forged({name: changed.encode()})
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert said in "\n".join(lines)
    assert re.match(r"forged\.zip: ledger/\S+:\d+: (?:L10|S110)", lines[0]), lines[0]
    assert "so nothing was computed again" in done.stderr
    assert len(lines) <= 21


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        (AGREED, lambda text: text.replace("\n2018-", "\n;; a comment\n2018-")),
        (JOURNALS, lambda text: "\n\n".join(reversed(text.split("\n\n")))),
        (TOP, lambda text: "\n".join(reversed(re.split(r"\n(?=include )", text)))),
    ],
)
def test_comments_and_order_change_nothing(files, forged, name, changed):
    text = files[name].decode()
    other = changed(text)
    assert other != text
    done = forged({name: other.encode()})
    assert done.exit_code == 0, done.output


def test_any_one_file_that_is_missing_cut_short_or_new_is_named(files, tmp_path):
    path = tmp_path / "changed.zip"
    # What is missing, cut short or new is told before anything is read of it: the beginning of each file will do.
    files = made_to_fit(
        {name: content if name == "manifest.json" else content[:400] for name, content in files.items()}
    )
    for name in files:
        without = {one: content for one, content in files.items() if one != name}
        path.write_bytes(container.write(without))
        done = run("verify", path)
        if name == "manifest.json":
            assert (done.exit_code, "holds no manifest.json" in done.stderr) == (2, True)
            continue
        assert (done.exit_code, done.stdout) == (1, f"changed.zip: {name} is missing\n")
        path.write_bytes(container.write({**files, name: files[name][:-1]}))
        done = run("verify", path)
        assert (done.exit_code, done.stdout) == (
            1,
            f"changed.zip: {name} was changed: its sha256 is not the manifest's\n",
        )
    for name in ("csv/new.csv", "ledger/books/new.beancount", "new"):
        path.write_bytes(container.write({**files, name: b""}))
        done = run("verify", path)
        assert (done.exit_code, done.stdout) == (1, f"changed.zip: {name} was added: the manifest does not name it\n")


def test_two_tables_that_were_swapped_are_both_named(files, tmp_path):
    one, other = [name for name in files if name.startswith("csv/allocation/")][:2]
    (tmp_path / "changed.zip").write_bytes(container.write({**files, one: files[other], other: files[one]}))
    done = run("verify", tmp_path / "changed.zip")
    assert (done.exit_code, set(re.findall(r": (\S+) was changed", done.stdout))) == (1, {one, other})


@pytest.mark.parametrize("kind", ["../up", "/up", "C:/up", "link", "bomb", "files"])
def test_a_zip_that_could_reach_out_is_refused_and_nothing_is_written(files, tmp_path, monkeypatch, kind):
    folder = tmp_path / "inbox"
    folder.mkdir()
    with zipfile.ZipFile(folder / "evil.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if kind == "bomb":
            archive.writestr("bomb", b"\0" * 30_000_000)
        elif kind == "files":
            monkeypatch.setattr(container, "MOST_FILES", len(files) - 1)
        else:
            member = zipfile.ZipInfo(kind)
            member.create_system = 3
            member.external_attr = (0o120777 if kind == "link" else 0o100644) << 16
            archive.writestr(member, "/etc/passwd")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(folder)
    done = run("verify", "evil.zip")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "it is not opened" in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["evil.zip"]

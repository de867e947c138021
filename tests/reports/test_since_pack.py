"""pack --since: an earlier pack is held against the books, and what it finds is held by verify; no zip is trusted."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest
from click.testing import CliRunner

import cli
from ledger import close
from reports import container, manifest, since_pack

LEDGER = """\
option "title" "Testshire"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
include "books/*/*.beancount"
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery
"""
MADE = '2018-05-01 * "Provider" "help"\n  Expenses:EA:Delivery  100.00 GBP\n  Assets:EA:Cash  -100.00 GBP\n'


def run(*words):
    return CliRunner().invoke(cli.main, [str(one) for one in words])


@pytest.fixture
def earlier(write, tmp_path):
    """Books whose first quarter is closed, and the pack of it."""
    ledger = write("budget.beancount", LEDGER)
    write("books/2018-19/work.beancount", MADE)
    close.close(ledger, "2018-19 Q1", "A. Officer", datetime.date(2018, 7, 20))
    assert run("--ledger", ledger, "pack", "2018-19 Q1", "--no-xlsx").exit_code == 0
    return tmp_path / "packs" / "2018-19-Q1.zip"


def pack_since(folder, earlier, period="2018-19 Q2"):
    done = run(
        "--ledger",
        folder / "budget.beancount",
        "pack",
        period,
        "--no-xlsx",
        "--since",
        earlier,
        "-o",
        folder / "new.zip",
    )
    assert done.exit_code == 0, done.output
    files, _ = container.read((folder / "new.zip").read_bytes())
    return files


def forge(folder, files, changed):
    """Write *files* with some *changed*, and the manifest made to fit, as a forger would."""
    now = {**files, **changed}
    said = json.loads(now.pop("manifest.json"))
    said.pop("seal")
    said["files"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in sorted(now.items())
    }
    (folder / "forged.zip").write_bytes(container.write({**now, "manifest.json": manifest.sealed(said)}))
    return folder / "forged.zip"


def test_unchanged_books_say_so_and_name_the_pack_by_its_sha256(earlier, tmp_path):
    files = pack_since(tmp_path, earlier)
    page = files["index.html"].decode()
    assert hashlib.sha256(earlier.read_bytes()).hexdigest() in page
    assert "Nothing that its books held up to 2018-19 Q1 was changed or taken out" in page
    assert run("verify", tmp_path / "new.zip").exit_code == 0
    assert run("verify", tmp_path / "new.zip", "--since", earlier).exit_code == 0


def test_a_close_that_was_taken_out_with_its_seal_is_named(earlier, tmp_path):
    (tmp_path / "books/2018-19/journals.beancount").unlink()
    (tmp_path / "books/2018-19/2018-19-Q1.sealed").unlink()
    (tmp_path / "books/2018-19/work.beancount").write_text(MADE.replace("100.00", "101.00"))
    files = pack_since(tmp_path, earlier)
    closes, entries = (files[f"csv/since/since-{name}.csv"].decode() for name in ("closes", "entries"))
    assert "period-close" in closes
    assert closes.rstrip().endswith("is gone,")
    assert "2018-19 P02,Provider help of 2018-05-01,changed,100.00,101.00" in entries
    assert run("verify", tmp_path / "new.zip", "--since", earlier).exit_code == 0


def test_a_forged_comparison_is_named(earlier, tmp_path):
    (tmp_path / "books/2018-19/later.beancount").write_text(MADE.replace("05-01", "08-01"))
    files = pack_since(tmp_path, earlier)
    page = (
        files["statements/since.html"].decode().replace("Nothing that its books held", "Something that its books held")
    )
    done = run("verify", forge(tmp_path, files, {"statements/since.html": page.encode()}))
    assert (done.exit_code, "statements/since.html: does not say" in done.stdout) == (1, True)
    lines = files[since_pack.FILE].replace(b"100.00 GBP", b"99.00 GBP")
    done = run("verify", forge(tmp_path, files, {since_pack.FILE: lines}))
    assert (
        done.exit_code,
        "csv/since/since-entries.csv: is not in the pack, and the ledger gives it" in done.stdout,
    ) == (1, True)


@pytest.mark.parametrize(
    "kept", [b"", b"\xff", b"earned-autonomy-ledger earlier pack 1\n2018-19 Q1\nsha256:0\n2018-19 P02 [[[\n"]
)
def test_what_no_pack_gives_is_a_sentence(earlier, tmp_path, kept):
    files = pack_since(tmp_path, earlier)
    done = run("verify", forge(tmp_path, files, {since_pack.FILE: kept}))
    assert (done.exit_code, since_pack.FILE in done.stdout) == (1, True)


def test_a_pack_of_no_period_is_a_sentence(earlier, tmp_path):
    files, _ = container.read(earlier.read_bytes())
    said = json.loads(files.pop("manifest.json")) | {"pack": "2018-19 Q9"}
    said.pop("seal")
    (tmp_path / "odd.zip").write_bytes(container.write({**files, "manifest.json": manifest.sealed(said)}))
    done = run("--ledger", tmp_path / "budget.beancount", "pack", "2018-19 Q2", "--since", tmp_path / "odd.zip")
    assert (done.exit_code, "odd.zip: " in done.stderr, "2018-19 Q9" in done.stderr) == (2, True, True)


def test_lines_that_another_pack_gives_are_named_where_the_pack_is_there(earlier, tmp_path):
    files = pack_since(tmp_path, earlier)
    kept = files[since_pack.FILE].decode()
    forged = forge(tmp_path, files, {since_pack.FILE: kept.replace("sha256:", "sha256:0", 1).encode()})
    done = run("verify", forged, "--since", earlier)
    assert (done.exit_code, "earlier/entries.txt: is not what 2018-19-Q1.zip gives" in done.stdout) == (1, True)
    assert "forged.zip says other figures than its ledger" in done.stderr


def test_a_sound_pack_beside_the_wrong_earlier_one_is_not_said_to_be_false(earlier, tmp_path):
    pack_since(tmp_path, earlier)
    for one, named in ((tmp_path / "new.zip", tmp_path / "new.zip"), (earlier, earlier)):
        done = run("verify", one, "--since", named)
        assert (done.exit_code, "fits its ledger, and not the earlier pack that was named" in done.stderr) == (1, True)


def test_a_pack_of_another_council_is_refused_and_one_of_another_name_is_not(earlier, tmp_path):
    ledger = tmp_path / "budget.beancount"
    ledger.write_text(LEDGER.replace("Testshire", "North Testshire"))
    assert "Nothing that its books held" in pack_since(tmp_path, earlier)["statements/since.html"].decode()
    (tmp_path / "books/2018-19/journals.beancount").unlink()
    (tmp_path / "books/2018-19/work.beancount").write_text(MADE.replace("Provider", "Another"))
    done = run("--ledger", ledger, "pack", "2018-19 Q2", "--since", earlier, "-o", tmp_path / "x.zip")
    said = (
        "2018-19-Q1.zip is a pack of Testshire, and none of its transactions stands in these books of North Testshire"
    )
    assert (done.exit_code, said in done.stderr, (tmp_path / "x.zip").exists()) == (2, True, False)


def test_the_earlier_pack_is_never_written_over(earlier, tmp_path):
    before = earlier.read_bytes()
    words = ("--ledger", tmp_path / "budget.beancount", "pack", "2018-19 Q1", "--since", earlier)
    done = run(*words)
    assert (done.exit_code, "give -o another file" in done.stderr, earlier.read_bytes() == before) == (2, True, True)
    assert run(*words, "-o", tmp_path / "again.zip").exit_code == 0


def test_what_cannot_be_compared_is_a_sentence_and_writes_nothing(earlier, tmp_path):
    ledger = tmp_path / "budget.beancount"
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(earlier.read_bytes()[:-40])
    run("--ledger", ledger, "pack", "2018-19 Q2", "--no-xlsx")
    for since, said in (
        (ledger, "is no zip, so no pack"),
        (tmp_path / "none.zip", "cannot be read"),
        (damaged, "damaged.zip: the directory at its end cannot be read"),
        (
            tmp_path / "packs/2018-19-Q2.zip",
            "2018-19-Q2.zip is of 2018-19 Q2: hold the books against a pack of 2018-19 Q1 or of an earlier period",
        ),
    ):
        done = run("--ledger", ledger, "pack", "2018-19 Q1", "--since", since, "-o", tmp_path / "x.zip")
        assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
        assert not (tmp_path / "x.zip").exists()

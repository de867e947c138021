from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from ledger.book import Book
from ledger.plugins.archive import ARCHIVE, MADE_BY

ROOT = Path(__file__).resolve().parents[3]
TOP = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery
"""
ROW = """
2018-06-29 * "Hubs Ltd" "June"
  extract: "gl"
  doc: "SAP/1/1"
  Expenses:EA:Delivery  100.00 GBP
  Assets:EA:Cash       -100.00 GBP
"""
SOURCE = b"Date,Amount\n29/06/2018,100.00\n"
DIGEST = hashlib.sha256(SOURCE).hexdigest()


@pytest.fixture
def imported(write, generate):
    """Write the books of one extract as import leaves them, its source archived; return the two files."""
    write("books/agreements.beancount", TOP)
    made = generate("gl", ROW, heading=f"{MADE_BY[3:]} from gl.csv.", sha256=f'"{DIGEST}"')
    source = made.parent.parent / ARCHIVE / f"{DIGEST}.csv"
    source.parent.mkdir(parents=True)
    source.write_bytes(SOURCE)
    return made, source


def test_sources_and_books_that_belong_together(load, imported, keeps):
    """
    include "books/*.beancount"
    """
    _, source = imported
    for stray in ("Thumbs.db", "desktop.ini", ".DS_Store", f".{source.name}.a1b2.tmp"):
        (source.parent / stray).write_bytes(b"put there by a machine, not by a person")
    (source.parent / "a folder").mkdir()
    book = load()
    assert keeps(book, "I108")
    assert keeps(book, "I109")
    assert keeps(book, "I110")
    assert keeps(book, "I111")


def test_a_folder_without_an_archive_is_not_judged(load, imported, keeps):
    """
    include "books/*.beancount"
    """
    shutil.rmtree(imported[1].parent)
    assert keeps(load(), "I110")


def test_i108_a_file_of_the_books_that_was_deleted(load, imported, breaks):
    """
    include "books/*.beancount"
    """
    made, _ = imported
    made.unlink()
    said = breaks(load(), "I108")
    assert said.message == f"no extract of the books was made from {ARCHIVE}/{DIGEST}.csv: import it again"


def test_i109_an_archived_source_that_was_overwritten(load, imported, breaks):
    """
    include "books/*.beancount"
    """
    imported[1].write_bytes(SOURCE.replace(b"100.00", b"900.00"))
    book = load()
    assert breaks(book, "I109").message == f"{ARCHIVE}/{DIGEST}.csv is not what was received: restore it from a copy"
    assert [one.code for one in book.errors] == ["I109"]


def test_i109_a_file_that_was_put_into_the_archive_by_hand(load, imported, breaks):
    """
    include "books/*.beancount"
    """
    (imported[1].parent / "june final.csv").write_bytes(SOURCE)
    said = breaks(load(), "I109")
    assert said.message == f"{ARCHIVE}/june final.csv is not named by its sha256, as an archived source is: move it out"


def test_i109_an_archived_source_that_cannot_be_read(load, imported, breaks, monkeypatch):
    """
    include "books/*.beancount"
    """
    reading = Path.read_bytes

    def refuse(path):
        if path == imported[1]:
            raise PermissionError(13, "Permission denied")
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read (Permission denied): restore it" in breaks(load(), "I109").message


def test_i110_an_archived_source_that_was_removed(load, imported, breaks):
    """
    include "books/*.beancount"
    """
    imported[1].unlink()
    said = breaks(load(), "I110")
    assert said.message == (f"the source of extract gl is not in {ARCHIVE}/: restore the file with the sha256 {DIGEST}")
    assert said.line == '2018-06-30 custom "extract" "gl" "general-ledger"'


def test_i111_an_extract_stripped_of_all_that_proves_it(load, imported, breaks):
    """
    include "books/*.beancount"
    """
    made, _ = imported
    made.write_text(f"{MADE_BY} from gl.csv.\n{ROW.replace('100.00', '900.00')}".replace('  extract: "gl"\n', ""))
    book = load()
    said = breaks(book, "I111")
    assert said.message == (
        "books/gl.beancount was written by import and holds no extract directive: restore it, or import its source again"
    )
    assert (said.file, said.line) == ("gl.beancount", f"{MADE_BY} from gl.csv.")
    assert [one.code for one in book.errors] == ["I108", "I111"]


def test_import_marks_its_files_as_this_check_looks_for_them():
    made = sorted(ROOT.glob("books/*/gl-*.beancount"))
    assert made
    assert all(path.read_text(encoding="utf-8").startswith(MADE_BY) for path in made)


@pytest.fixture
def leeds(tmp_path):
    """Return a copy of the Leeds books."""
    folder = tmp_path / "leeds"
    for name in ("books", "extracts", "profiles"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "budget.beancount", folder / "budget.beancount")
    return folder


def codes_of(folder):
    return [one.code for one in Book.load(folder / "budget.beancount").findings]


def import_again(folder, name):
    arguments = ["--ledger", str(folder / "budget.beancount"), "import", str(folder / "extracts" / name)]
    done = CliRunner().invoke(cli.main, arguments)
    assert done.exit_code == 0, done.output


def test_a_quarter_that_vanishes_is_missed_until_it_is_imported_again(leeds):
    assert codes_of(leeds) == []
    made = leeds / "books/2018-19/gl-2018-19-Q2.beancount"
    before = made.read_bytes()
    made.unlink()
    assert [code for code in codes_of(leeds) if code != "A123"] == [
        "I108"
    ]  # what it spent is missed in the reserves as well
    import_again(leeds, "gl-2018-19-Q2.csv")
    assert (codes_of(leeds), made.read_bytes()) == ([], before)


def test_a_source_that_vanishes_is_missed_until_it_is_imported_again(leeds):
    source = (leeds / "extracts/gl-2018-19-Q2.csv").read_bytes()
    (leeds / ARCHIVE / f"{hashlib.sha256(source).hexdigest()}.csv").unlink()
    assert codes_of(leeds) == ["I110"]
    import_again(leeds, "gl-2018-19-Q2.csv")
    assert codes_of(leeds) == []

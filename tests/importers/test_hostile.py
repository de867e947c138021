"""Files that are no extract at all, or would fill the memory: one sentence, status 2, soon."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
SECONDS = 10
MEGABYTES = 500
SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
FIRST = "xl/worksheets/sheet1.xml"


def refused(path: Path) -> str:
    """Return the one sentence that ``inspect`` refuses *path* with, within its time and memory."""
    begun = time.monotonic()
    command = [sys.executable, str(ROOT / "cli.py"), "inspect", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read()
        assert process.stdout.read() == ""
        if hasattr(os, "wait4"):
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert used.ru_maxrss < MEGABYTES * 1024
    assert process.returncode == 2, said
    assert time.monotonic() - begun < SECONDS
    assert said.startswith(f"ealedger: {path}: ")
    assert said.count("\n") == 1
    return said.removeprefix(f"ealedger: {path}: ").strip()


@pytest.fixture
def repacked(tmp_path):
    def repack(part: str, chunks: Iterable[bytes]) -> Path:
        """Return a workbook one part of which is *chunks*."""
        good, bad = tmp_path / "good.xlsx", tmp_path / "spend.xlsx"
        with xlsxwriter.Workbook(good) as book:
            book.add_worksheet().write_row(0, 0, ["Date", "Supplier", "Amount"])
        with zipfile.ZipFile(good) as read, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as write:
            for name in read.namelist():
                if name != part:
                    write.writestr(name, read.read(name))
            with write.open(part, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
        return bad

    return repack


def cells(first: int, last: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(first, last))


TOO_LARGE = "unpacks to more than a workbook can sensibly hold: save the sheet that matters as CSV"


@pytest.mark.parametrize(
    ("part", "chunks"),
    [
        (FIRST, lambda: [SHEET, *[b" " * 1_000_000] * 2000, END]),
        (FIRST, lambda: [SHEET, *[cells(1, 1000)] * 8000, END]),
        (FIRST, lambda: [SHEET, cells(1, 2), b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>', END]),
        ("xl/sharedStrings.xml", lambda: [b"<sst><si><t>", *[b"a" * 1_000_000] * 300, b"</t></si></sst>"]),
    ],
    ids=["spaces", "rows", "a cell far out", "a long text"],
)
def test_a_workbook_that_would_swell(repacked, part, chunks):
    assert refused(repacked(part, chunks())) == TOO_LARGE


def test_one_long_text_that_thousands_of_cells_share(repacked, tmp_path):
    path = repacked(FIRST, [SHEET, cells(1, 9000).replace(b'"><v>1<', b'" t="s"><v>0<'), END])
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(tmp_path / "shared.xlsx", "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            is_shared = name == "xl/sharedStrings.xml"
            write.writestr(
                name, b"<sst><si><t>" + b"a" * 9_000_000 + b"</t></si></sst>" if is_shared else read.read(name)
            )
    assert refused(tmp_path / "shared.xlsx") == TOO_LARGE


@pytest.mark.parametrize("start", [b"a,b;c", b""])
def test_a_line_of_two_gigabytes(tmp_path, start):
    path = tmp_path / "spend.csv"
    with path.open("wb") as file:
        file.write(start * 2_000_000)
        file.truncate(2 * 2**30)
    assert refused(path) == "has a line of many megabytes: it is no table; export it again as CSV or XLSX"


def test_a_quote_that_swallows_a_large_file(tmp_path):
    path = tmp_path / "spend.csv"
    path.write_bytes(b'Date,Supplier,Amount\n01/01/2014,"Hub,5.00\n' + b"02/01/2014,Hub,1.00\n" * 2_000_000)
    assert refused(path).startswith("a quote in line 2 is not closed and swallows the lines below")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 5000, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000]
)
def test_a_broken_workbook(tmp_path, content):
    (tmp_path / "spend.xlsx").write_bytes(content)
    assert "is a damaged workbook (" in refused(tmp_path / "spend.xlsx")


def test_a_part_that_is_broken(repacked):
    path = repacked(FIRST, [SHEET, cells(1, 5000), END])
    content = path.read_bytes()
    at = content.index(FIRST.encode()) + 200
    path.write_bytes(content[:at] + bytes(300) + content[at + 300 :])
    assert "is a damaged workbook (" in refused(path)


def test_a_workbook_that_calamine_panics_at():
    from importers import workbooks  # noqa: PLC0415

    class PanicException(BaseException):
        pass

    def panic() -> None:
        os.write(2, b"thread panicked")
        raise PanicException

    with pytest.raises(workbooks.WorkbookError, match="it contradicts itself"), workbooks._refusing():
        panic()


def test_a_password(tmp_path):
    """A protected workbook is an OLE container with a stream of this name."""
    path = tmp_path / "spend.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000
    )
    assert refused(path) == "is protected by a password: save it without one"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty: export it again"),
        (b"<!DOCTYPE html>\n<html><body>403: Forbidden, 12.00</body></html>", "is a web page, not a table: download the file itself again"),
        (b"\xef\xbb\xbf \n<HTML><table><tr><td>1.00", "is a web page, not a table: download the file itself again"),
    ],
)  # fmt: skip
def test_what_is_no_table(tmp_path, content, why):
    (tmp_path / "spend.csv").write_bytes(content)
    assert refused(tmp_path / "spend.csv") == why


def test_a_folder(tmp_path):
    assert refused(tmp_path) == "is a folder: name the file in it"

"""What stands in a file?"""

from __future__ import annotations

import datetime
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from importers.reader import Row, UnreadableError, read

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for sheet in read(path).sheets for row in sheet.rows]


def refused(path: Path) -> str:
    with pytest.raises(UnreadableError) as problem:
        read(path)
    message = str(problem.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.fixture
def csv(tmp_path: Path):
    def write(content: bytes, name: str = "gl.csv") -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


@pytest.fixture
def xlsx(tmp_path: Path):
    def write(**sheets: list[list[object]]) -> Path:
        with xlsxwriter.Workbook(tmp_path / "gl.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, grid in sheets.items():
                sheet = book.add_worksheet(name)
                for number, line in enumerate(grid):
                    sheet.write_row(number, 0, line)
        return tmp_path / "gl.xlsx"

    return write


def test_utf_8_is_read_as_it_is(csv):
    source = read(csv("Payee,Amount\nCafé,£5\n".encode()))
    assert (source.encoding, source.warnings) == ("utf-8", ())
    assert source.sheets[0].rows == (Row(1, ("Payee", "Amount")), Row(2, ("Café", "£5")))


def test_a_byte_order_mark_is_no_part_of_the_first_column(csv):
    path = csv(b"\xef\xbb\xbfPayee,Amount\n")
    assert read(path).encoding == "utf-8-sig"
    assert rows(path) == [("Payee", "Amount")]


def test_windows_text_is_read_and_warned_about(csv):
    source = read(csv("Payee,Amount\nCafé,£5\n".encode("cp1252")))
    assert source.encoding == "cp1252"
    assert source.sheets[0].rows[1].cells == ("Café", "£5")
    assert source.warnings == ("not UTF-8: read as cp1252 (Windows); check names with accents and pound signs",)


def test_a_byte_that_windows_text_does_not_know_is_refused_with_its_place(csv):
    assert refused(csv(b"a,\x81\n")) == "is in no encoding we know (byte 3): export it as UTF-8"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_stands_most_often(csv, mark):
    assert rows(csv(f'Date{mark}Payee{mark}Amount\n1{mark}"A, B; C"{mark}5\n'.encode())) == [
        ("Date", "Payee", "Amount"),
        ("1", "A, B; C", "5"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(csv, end):
    assert rows(csv(end.join(("a,b", "1,2", "")).encode())) == [("a", "b"), ("1", "2")]


def test_a_quoted_newline_moves_the_row_numbers_with_the_file(csv):
    source = read(csv(b'a,b\n"one\ntwo",1\nthree,2\n'))
    assert [(row.number, row.cells[0]) for row in source.sheets[0].rows] == [(1, "a"), (2, "one\ntwo"), (4, "three")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty: export it again"),
        (b" \r\n\n", "is empty: export it again"),
        (b",,\n,,\n", "is empty: export it again"),
        (b"\xef\xbb\xbf\n", "is empty: export it again"),
        (b"<!DOCTYPE html>\n<html>,", "is a web page, not a table: download the file itself again"),
        (b" <HTML><body>Sign in</body>", "is a web page, not a table: download the file itself again"),
        (b"a,b\n1,\x00\n", "is not a text file: export it as CSV or XLSX"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is neither UTF-8 text nor a workbook: export it as CSV in UTF-8 or as XLSX"),
        ("a,b\n1,2\n".encode("utf-16"), "is neither UTF-8 text nor a workbook: export it as CSV in UTF-8 or as XLSX"),
        (b'a,b\n"x"y,2\n', "line 2: ',' expected after '\"'; mend the quotes of that line"),
        (b'a,b\n"never closed,2\n', "line 2: unexpected end of data; mend the quotes of that line"),
    ],
)
def test_what_is_no_table_is_refused_with_a_cure(csv, content, why):
    assert refused(csv(content)) == why


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    assert refused(tmp_path) == "is a folder: name the file in it"
    assert refused(tmp_path / "none.csv") == "is not there: check the name"
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "x.csv").startswith("cannot be read (")


def test_a_name_that_is_too_long_is_refused(tmp_path):
    assert refused(tmp_path / ("x" * 300)) == "cannot be read (File name too long)"


def test_a_workbook_gives_texts_as_a_person_reads_them(xlsx):
    path = xlsx(
        Ledger=[
            ["Date", "Cost centre", "Amount"],
            [datetime.date(2018, 4, 30), "00123", 1204],
            [datetime.datetime(2018, 4, 30, 9, 30), 123, 123456.7800000001],  # noqa: DTZ001 - a cell has no zone
            ["=cmd|' /C calc'!A0", True, 0.1],
        ]
    )
    assert read(path).encoding == "xlsx"
    assert rows(path) == [
        ("Date", "Cost centre", "Amount"),
        ("2018-04-30", "00123", "1204"),
        ("2018-04-30 09:30:00", "123", "123456.7800000001"),
        ("0", "TRUE", "0.1"),  # a formula has no value until a spreadsheet has calculated it
    ]


def test_rows_of_a_workbook_are_numbered_as_the_spreadsheet_numbers_them(xlsx):
    path = xlsx(Ledger=[[], [], ["", "Date"], [], ["", "x"]])
    assert [row.number for row in read(path).sheets[0].rows if not row.is_blank] == [3, 5]


def test_empty_sheets_are_left_out(xlsx):
    assert [sheet.name for sheet in read(xlsx(Cover=[], Ledger=[["a"]])).sheets] == ["Ledger"]


def test_a_workbook_without_anything_is_refused(xlsx):
    assert refused(xlsx(Sheet1=[])) == "is a workbook without anything in it: export it again"


@pytest.mark.parametrize("cut", [40, 400, -30])
def test_a_damaged_workbook_is_refused(xlsx, cut):
    path = xlsx(Ledger=[["a", "b"], [1, 2]])
    path.write_bytes(path.read_bytes()[:cut])
    assert "is a damaged workbook (" in refused(path)
    assert refused(path).endswith("): open it, and save it again as XLSX")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "gl.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert "is a damaged workbook (" in refused(tmp_path / "gl.xlsx")


def test_a_password_is_named(monkeypatch, xlsx):
    import python_calamine  # noqa: PLC0415

    class Locked:
        @staticmethod
        def from_filelike(_file: object) -> None:
            raise python_calamine.PasswordError("encrypted")

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Locked)
    assert refused(xlsx(Ledger=[["a"]])) == "is protected by a password: save it without one"


def test_an_encrypted_container_is_refused(csv):
    assert "workbook" in refused(csv(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "gl.xlsx"))

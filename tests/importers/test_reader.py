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


def test_windows_text_is_read_on_the_evidence_of_its_pound_signs(csv):
    source = read(csv("Payee,Amount\nCafé,£5\n".encode("cp1252")))
    assert source.encoding == "cp1252"
    assert source.sheets[0].rows[1].cells == ("Café", "£5")
    assert source.warnings == ()
    assert source.notes == ("not UTF-8: read as cp1252 (Windows), of which its signs make sense",)


def test_little_evidence_is_warned_about(csv):
    source = read(csv("Payee,Amount\nCafé,5\n".encode("cp1252")))
    assert source.encoding == "cp1252"
    assert source.warnings == ("not UTF-8: read as cp1252 (Windows); check names with accents and pound signs",)


@pytest.mark.parametrize("page", ["cp850", "cp437"])
def test_a_code_page_of_dos_is_told_by_its_pound_signs_and_letters(csv, page):
    source = read(csv("Payee,Amount\nCafé Müller,£5.00\nHôtel,£7.10\n".encode(page)))
    assert source.encoding in ("cp850", "cp437")  # which have these letters in the same places
    assert source.sheets[0].rows[1].cells == ("Café Müller", "£5.00")
    assert source.warnings == ()


@pytest.mark.parametrize("wide", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sixteen_bits_with_and_without_a_mark(csv, wide):
    source = read(csv("Payee,Amount\nCafé,£5\n".encode(wide)))
    assert source.encoding == wide
    assert source.sheets[0].rows == (Row(1, ("Payee", "Amount")), Row(2, ("Café", "£5")))


def test_a_file_joined_of_two_encodings_is_read_and_warned_about(csv):
    source = read(csv("Payee,Amount\nCafé,£5\nHôtel,£6\n".encode() + "Crèche,6\n".encode("cp1252")))
    assert [row.cells[0] for row in source.sheets[0].rows] == ["Payee", "Café", "Hôtel", "Crèche"]
    assert source.warnings == ("UTF-8 with 1 bytes that are not: read as Windows writes them; check the names",)


def test_nuls_are_left_out_and_told(csv):
    source = read(csv(b"a,b\n1,\x002\n"))
    assert source.sheets[0].rows == (Row(1, ("a", "b")), Row(2, ("1", "2")))
    assert source.warnings == ("the text holds NUL characters: they were left out",)


def test_quotes_are_read_as_a_spreadsheet_reads_them(csv):
    assert rows(csv(b'a,b\n"x"y,2\n24" screen,3\n')) == [("a", "b"), ("xy", "2"), ('24" screen', "3")]


def test_a_quote_that_swallows_rows_is_noticed(csv):
    path = csv(b'a,b,c\n"x,1,2\ny,3,4\nz,"5",6\n')
    with pytest.raises(UnreadableError, match="a quote in line 2 is not closed before line 4 and swallows the rows"):
        list(read(path).sheets[0].rows)
    with pytest.raises(UnreadableError, match="a quote in line 3 is not closed and swallows cells of its row: mend it"):
        list(read(csv(b'a,b,c,d\nx,1,2,3\n"y,4,"z",5\n')).sheets[0].rows)
    with pytest.raises(UnreadableError, match="a quote in the last row, above line 4, is never closed: mend it"):
        list(read(csv(b'a,b\nx,1\n"y\n')).sheets[0].rows)


def test_the_separator_that_a_spreadsheet_states_is_used(csv):
    assert rows(csv(b"sep=;\na;b,c\n1;2,3\n")) == [("a", "b,c"), ("1", "2,3")]


def test_rows_that_are_quoted_as_a_whole_are_opened(csv):
    assert rows(csv(b'"a,b"\n"x,""1,000.00"""\n"y,2"\n')) == [("a", "b"), ("x", "1,000.00"), ("y", "2")]


def test_thousands_in_a_file_with_tabs_are_no_separators(csv):
    assert rows(csv(b"Name\tAmount\nA, B\t1,000.00\nC\t1,234,567.00\n"))[1] == ("A, B", "1,000.00")


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
        (b"<!-- saved -->\n<table><tr>", "is a web page, not a table: download the file itself again"),
        (b'<?xml version="1.0"?><x/>', "is marked-up text (XML or JSON), not a table: export it as CSV or XLSX"),
        (b'[{"amount": 1}]', "is marked-up text (XML or JSON), not a table: export it as CSV or XLSX"),
        (b"a,b\n1,\x01\x02\x03\n", "is not a text file: export it as CSV or XLSX"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture, not a table: export it as CSV or XLSX"),
        (b"%PDF-1.4\n", "is a PDF, not a table: ask for the figures as CSV or XLSX"),
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

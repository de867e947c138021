"""What a supplier, a narration or a code is called is text in every file of a pack, whatever sign it begins with."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from reports import catalogue, pack
from reports.render import as_json, content

STARTS = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    '=HYPERLINK("http://e.example";"x")',
    '=1,"2"\n=3',
    "-2+3;=4\n\n",
    "'=1",
)
RUN = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def hostile(load, write):
    """Return a ledger in which payees, narrations and codes begin as formulas do, over lines and with quotes."""
    entries = []
    for number, text in enumerate(STARTS, 1):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        entries.append(
            f'2018-05-{number:02} * "{quoted}" "{quoted} narration"\n'
            f'  doc: "{quoted}{number}"\n'
            f'  cost-centre: "{quoted}"\n'
            f'  preparer: "{quoted}"\n'
            f"  Expenses:EA:Delivery:Hub   -{number}.01 GBP\n"
            f"  Assets:EA:Cash              {number}.01 GBP\n"
        )
    write("entries.beancount", "\n".join(entries))
    return load


def texts_of(table):
    return [str(cell) for row in table["rows"] for cell in row.values() if cell is not None]


def test_they_are_texts_in_every_file_of_a_pack(hostile):
    """
    2018-04-01 custom "fund" "EA" "grant"
      title: "=1+1 a fund"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery:Hub
    include "entries.beancount"
    """
    book = hostile()
    assert book.errors == ()
    _, made = pack.build(book, "2018-19 Q1")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        workbook = archive.read("pack.xlsx")
        tables = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")}
    statement = catalogue.build("transactions", book, "2018-19 Q1")
    for one in (workbook, content(statement, "xlsx", book.folder)):
        assert_no_formula(one)
        cells = {str(cell) for sheet in sheets(one) for row in sheet for cell in row}
        assert set(STARTS) <= cells
    listed = []
    for name, text in tables.items():
        for row in csv.reader(io.StringIO(text)):
            listed += row
            assert all(not cell.startswith(RUN) or is_number(cell) for cell in row), (name, row)
        assert "\r" not in text.replace("\r\n", "\n"), name
    assert {f"'{text}" if text.startswith(RUN) else text for text in STARTS} <= set(listed)
    printed = {text for table in as_json.as_object(statement)["tables"] for text in texts_of(table)}
    assert set(STARTS) <= printed


def assert_no_formula(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                sheet = archive.read(name).decode()
                assert not re.search(r"<f[ >/]", sheet), name
                assert not re.search(r't="(?:str|e)"', sheet), name
        assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]
        targets = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
        assert not any('TargetMode="External"' in one for one in targets)


def sheets(workbook):
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def is_number(cell):
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None

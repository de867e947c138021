"""A workbook: texts stay texts, numbers keep their pennies, each sheet can be sent and printed alone."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

import cli
from ledger.money import MINUS
from ledger.periods import Calendar
from reports import catalogue
from reports.render import as_xlsx, content
from reports.render.as_xlsx import FIRST, HEADINGS, LAST_ROW
from reports.render.xlsx_cells import Cells, NoWorkbookError
from reports.statement import Column, Kind, Row, Statement, Table

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def of(*tables, **more):
    period = Calendar().parse("2018-19 Q3")
    return Statement("test", "Test & try", "Testshire", period, tables, **more)


def one_column(kind, *cells):
    return Table("t", "T", (Column("c", "Column", kind),), tuple(Row((cell,)) for cell in cells))


def read(made, number=1):
    return CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(number).to_python()


def column(kind, *cells):
    """Return what stands in a column of *cells*, written and read again."""
    return [row[0] for row in read(as_xlsx.render(of(one_column(kind, *cells))))[FIRST:]]


def xml(made, name):
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return etree.fromstring(parts.read(name))


def formats(made, number=1):
    """Return the format of each cell of a sheet: its number format, whether it is bold and has Excel's mark of a text."""
    styles = xml(made, "xl/styles.xml")
    shown = {one.get("numFmtId"): one.get("formatCode") for one in styles.findall(".//m:numFmt", NAMES)}
    fonts = styles.findall(".//m:fonts/m:font", NAMES)
    forms = [
        (
            shown.get(one.get("numFmtId"), one.get("numFmtId")),
            fonts[int(one.get("fontId"))].find("m:b", NAMES) is not None,
            one.get("quotePrefix") == "1",
        )
        for one in styles.findall(".//m:cellXfs/m:xf", NAMES)
    ]
    cells = xml(made, f"xl/worksheets/sheet{number + 1}.xml").findall(".//m:c", NAMES)
    return {cell.get("r"): forms[int(cell.get("s", "0"))] for cell in cells}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CODE, Kind.LEDGER])
def test_a_text_that_a_spreadsheet_would_run_is_a_text(kind, start):
    made = as_xlsx.render(of(one_column(kind, f"{start}1+1", "plain")))
    assert [row[0] for row in read(made)[FIRST:]] == [f"{start}1+1", "plain"]
    assert not xml(made, "xl/worksheets/sheet2.xml").findall(".//m:f", NAMES)
    forms = formats(made)
    assert [forms[f"A{FIRST + 1}"][2], forms[f"A{FIRST + 2}"][2]] == [True, False]


@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_no_cell_of_a_nasty_ledger_is_a_formula_and_no_text_an_address(nasty, name):
    made = content(catalogue.build(name, nasty), "xlsx", nasty.folder)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [one for one in parts.namelist() if one.startswith("xl/worksheets/sheet")]
        assert not [one for one in parts.namelist() if "externalLink" in one or one.startswith("xl/worksheets/_rels")]
    for sheet in sheets:
        assert not xml(made, sheet).findall(".//m:f", NAMES)


def test_codes_keep_their_zeros_and_dates_are_dates():
    day = datetime.date(2018, 12, 31)
    assert column(Kind.CODE, "0042", "1e5", "2018-12-31") == ["0042", "1e5", "2018-12-31"]
    assert column(Kind.DATE, day, "Total", datetime.date(1600, 1, 1)) == [day, "Total", "1 Jan 1600"]


def test_a_negative_is_told_by_its_sign():
    made = as_xlsx.render(
        of(one_column(Kind.MONEY, -1), one_column(Kind.COUNT, -1), one_column(Kind.PERCENT, Decimal("-0.5")))
    )
    cell = f"A{FIRST + 1}"
    assert [formats(made, number)[cell][0] for number in (1, 2, 3)] == [
        f'#,##0.00;"{MINUS}"#,##0.00',
        f'#,##0;"{MINUS}"#,##0',
        f'0.0;"{MINUS}"0.0',
    ]
    assert "Red" not in etree.tostring(xml(made, "xl/styles.xml")).decode()


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_no_amount_of_fifteen_digits_loses_a_penny(pence):
    assert [Decimal(repr(cell)).quantize(Decimal("0.01")).scaleb(2) for cell in column(Kind.MONEY, *pence)] == pence


def test_an_amount_of_more_digits_stands_whole_as_a_text_and_the_front_says_so():
    made = as_xlsx.render(of(one_column(Kind.MONEY, 9_999_999_999_999_999, -9_007_199_254_740_993_01)))
    assert [row[0] for row in read(made)[FIRST:]] == ["99,999,999,999,999.99", f"{MINUS}9,007,199,254,740,993.01"]
    assert "Digits" in [row[0] for row in read(made, 0)]
    assert "Digits" not in [row[0] for row in read(as_xlsx.render(of(one_column(Kind.MONEY, 1))), 0)]


def test_sheets_have_names_that_excel_takes_and_no_two_the_same():
    long = "Expenses:FamiliesFirst:Delivery:"
    names = as_xlsx.sheet_names(
        [f"{long}Hub-One", f"{long}Hub-Two", "statement", "History", "a/b", "a\\b", "A*B", "'q'", "", "#1"],
        {"Statement"},
    )
    assert names == [
        "Expenses-Fam…t-Delivery-Hub-One",
        "Expenses-Fam…t-Delivery-Hub-Two",
        "statement 2",
        "History 2",
        "a-b",
        "a-b 2",
        "A-B 3",
        "q",
        "Table",
        "-1",
    ]


@given(st.lists(st.text(max_size=60), max_size=40))
@settings(max_examples=200, deadline=None)
def test_whatever_tables_are_called_excel_opens_them(names):
    sheets = as_xlsx.sheet_names(names, {"Statement"})
    assert len({one.lower() for one in ["Statement", *sheets]}) == len(names) + 1
    for one in sheets:
        assert 0 < len(one) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", one)


def test_the_front_sheet_leads_to_every_table_and_each_table_back(worked):
    book, statement = worked
    made = content(statement, "xlsx", book.folder)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(made)).sheet_names
    front = xml(made, "xl/worksheets/sheet1.xml")
    assert [one.get("location") for one in front.findall(".//m:hyperlink", NAMES)] == [
        f"'{one}'!A1" for one in sheets[1:]
    ]
    for number in range(2, len(sheets) + 1):
        (back,) = xml(made, f"xl/worksheets/sheet{number}.xml").findall(".//m:hyperlink", NAMES)
        assert back.get("location") == "'Statement'!A1"


def test_a_workbook_may_hold_several_statements(leeds):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        cells = Cells(book)
        for name in ("grant-usage", "grants", "funding"):
            as_xlsx.add(book, cells, catalogue.build(name, leeds), name)
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).sheet_names
    fronts = [sheets.index(name) for name in ("grant-usage", "grants", "funding")]
    assert fronts == [0, 11, 13]
    (back,) = xml(out.getvalue(), "xl/worksheets/sheet13.xml").findall(".//m:hyperlink", NAMES)
    assert (sheets[12], back.get("location")) == ("grants 2", "'grants'!A1")


def test_a_sheet_prints_on_a4_as_wide_as_the_paper_with_its_headings_on_each_page():
    made = as_xlsx.render(of(one_column(Kind.MONEY, *range(99)), disclosures=("Illustrative.",)))
    sheet = xml(made, "xl/worksheets/sheet2.xml")
    setup = sheet.find("m:pageSetup", NAMES)
    assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == ("9", "landscape", "0")
    assert sheet.find(".//m:pageSetUpPr", NAMES).get("fitToPage") == "1"
    assert sheet.find(".//m:pane", NAMES).get("ySplit") == str(FIRST)
    footer = sheet.find(".//m:oddFooter", NAMES).text
    assert footer == "&LTestshire: Test && try, 2018-19 Q3; T&RPage &P of &N"
    (titles,) = xml(made, "xl/workbook.xml").findall(".//m:definedName", NAMES)
    assert titles.text == f"t!${HEADINGS + 1}:${HEADINGS + 1}"
    assert [row[0] for row in read(made)[:HEADINGS]] == [
        "T",
        "Test & try, 2018-19 Q3: Testshire",
        "Illustrative.",
        "All tables, notes and findings",
    ]


def test_totals_are_bold_and_values():
    columns = (Column("name", "Name"), Column("amount", "Amount", Kind.MONEY))
    rows = (Row(("one", 100)), Row(("subtotal", 100), is_subtotal=True))
    forms = formats(as_xlsx.render(of(Table("t", "T", columns, rows, Row(("Total", 100))))))
    assert [forms[f"B{FIRST + number}"][1] for number in (1, 2, 3)] == [False, True, True]


def test_the_workbook_is_the_authority_s_and_has_no_clock(leeds):
    statement = catalogue.build("grants", leeds)
    made = content(statement, "xlsx", leeds.folder)
    assert made == content(statement, "xlsx", leeds.folder)
    words = {one.text for one in xml(made, "docProps/core.xml")}
    assert words == {"Grants, 2012-13 to 2019-20", leeds.authority, "2000-01-01T00:00:00Z"}
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [one for one in parts.namelist() if str(leeds.folder).encode() in parts.read(one)]


def test_what_a_sheet_cannot_hold_is_a_sentence(monkeypatch):
    with pytest.raises(NoWorkbookError, match=r"“T” cannot be a sheet.*32,767.*--format csv or html"):
        as_xlsx.render(of(one_column(Kind.TEXT, "a" * 32_768)))
    with pytest.raises(NoWorkbookError, match="32,767"):
        as_xlsx.render(of(notes=("a" * 32_768,)))
    monkeypatch.setattr(as_xlsx, "LAST_ROW", FIRST + 2)
    as_xlsx.render(of(one_column(Kind.COUNT, 1, 2)))
    with pytest.raises(NoWorkbookError, match="it has 3 rows, and a sheet has 7"):
        as_xlsx.render(of(one_column(Kind.COUNT, 1, 2, 3)))
    assert LAST_ROW == 2**20


def run(book, *arguments):
    return CliRunner().invoke(cli.main, ["--ledger", str(book.path), "statement", "grants", *arguments])


def test_a_workbook_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(leeds, tmp_path, monkeypatch):
    piped = run(leeds, "--format", "xlsx")
    assert piped.exit_code == 0
    assert run(leeds, "--format", "xlsx", "-o", str(tmp_path / "grants.xlsx")).exit_code == 0
    assert (tmp_path / "grants.xlsx").read_bytes() == piped.stdout_bytes
    assert [path.name for path in tmp_path.iterdir()] == ["grants.xlsx"]
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    shown = run(leeds, "--format", "xlsx")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert shown.stderr == "ealedger: xlsx is no text that a terminal shows: name a file with -o FILE.xlsx\n"
    assert run(leeds, "--format", "csv").exit_code == 0

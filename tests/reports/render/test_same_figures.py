"""Every format shows the figures that JSON has, no other and no fewer."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from ledger.book import Book
from reports import catalogue
from reports.render import as_json, content, render
from reports.render.as_svg import DRAWN, MOST
from reports.render.as_xlsx import FIRST, HEADINGS

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def of_json(statement):
    """Return of each table its rows of plain texts, the total last."""
    tables = []
    for table in as_json.as_object(statement)["tables"]:
        rows = [*table["rows"], *([table["total"]] if table["total"] else [])]
        tables.append([["" if cell is None else str(cell) for cell in row.values()] for row in rows])
    return tables


def plain(kind, text):
    """Return a cell as printed for people the way JSON has it."""
    text = text.replace("\N{MINUS SIGN}", "-")
    if kind in ("money", "count"):
        return text.replace(",", "")
    if kind == "date" and text:
        day, month, year = text.split()
        return f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"
    return text


def of_html(statement, folder):
    page = html.document_fromstring(render(statement, "html", folder).encode())
    tables = []
    for element, table in zip(page.findall(".//table"), statement.tables, strict=True):
        rows = [row for row in element.xpath("./tbody/tr | ./tfoot/tr") if not row.xpath("./td[@colspan]")]
        tables.append(
            [
                [plain(str(column.kind), cell.text_content()) for column, cell in zip(table.columns, row, strict=True)]
                for row in rows
            ]
        )
    return tables


def of_csv(statement, folder):
    tables, rows = [], list(csv.reader(io.StringIO(render(statement, "csv", folder))))
    parts = [[]]
    for row in rows:
        if row:
            parts[-1].append(row)
        else:
            parts.append([])
    title, *parts = parts
    assert title[0] == [f"{statement.title}, {statement.period.label}: {statement.authority}"]
    assert [row[0].lstrip("'") for row in title[1:]] == list(statement.disclosures)
    for part, table in zip(parts, statement.tables, strict=True):
        caption, names, *cells = part
        assert [one.removeprefix("'") for one in caption] == [table.caption]
        assert names == [column.name for column in table.columns]
        tables.append([[re.sub(r"^'(?=[=+\-@\t\r])", "", cell) for cell in row] for row in cells])
    return tables


def kept(kind, cell):
    """Return a cell of a workbook the way JSON has it: no figure has lost a penny to its float."""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        shown = exact.quantize(
            {"money": Decimal("0.01"), "percent": Decimal("0.1"), "count": Decimal(1), "ratio": Decimal("0.01")}[kind]
        )
        assert shown == exact
        return str(shown)
    if isinstance(cell, str):
        return plain(kind, cell) if kind in ("money", "count", "percent", "ratio") else cell
    return cell.isoformat()


def of_xlsx(statement, folder):
    tables = []
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(statement, "xlsx", folder)))
    front, *names = book.sheet_names
    said = [text for row in book.get_sheet_by_name(front).to_python() for text in row]
    assert {statement.authority, *statement.every_note, *names} <= set(said)
    assert [text for text in said if text in {table.caption for table in statement.tables}] == [
        table.caption for table in statement.tables
    ]
    for name, table in zip(names, statement.tables, strict=True):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert rows[0][0] == table.caption
        assert " ".join(statement.disclosures) == rows[2][0]
        headings = [one.heading + (" (£)" if one.kind == "money" else "") for one in table.columns]
        assert rows[HEADINGS][: len(headings)] == headings
        body = rows[FIRST:] if table.rows else rows[FIRST + 1 :]
        kinds = [str(one.kind) for one in table.columns]
        tables.append([[kept(kind, cell) for kind, cell in zip(kinds, row, strict=False)] for row in body])
    return tables


def of_text(statement, folder):
    """Return every number that stands in the tables, without its pence where they are none."""
    text = render(statement, "text", folder).replace("\N{MINUS SIGN}", "-")
    return re.findall(r"-?\d[\d,]*(?:\.\d+)?", text.split("\nNotes\n")[0])


def of_charts(statement, folder):
    """Return of each chart the amounts beside its bars, as JSON has them, by the caption that it names."""
    page = html.document_fromstring(render(statement, "html", folder).encode())
    charts = []
    for picture in page.findall(".//svg"):
        said = [one.text or "" for one in picture.iter("text")]
        amounts = [one.replace("\N{MINUS SIGN}", "-").replace("£", "").replace(",", "") for one in said if "£" in one]
        charts.append((picture.find("title").text, [one if "." in one else f"{one}.00" for one in amounts]))
    return charts


def drawn_of_json(statement):
    charts = []
    for table, of in zip(as_json.as_object(statement)["tables"], statement.tables, strict=True):
        for (name, beginning), columns in DRAWN.items():
            rows = [row for row, each in zip(table["rows"], of.rows, strict=True) if not each.is_subtotal]
            amounts = [row[column] or "0.00" for row in rows for column in columns if column in row]
            if (statement.name, table["name"][: len(beginning)]) == (name, beginning) and 0 < len(rows) <= MOST:
                headings = [one.heading for column in columns for one in of.columns if one.name == column]
                if len(headings) == len(columns) and any(Decimal(one) for one in amounts):
                    *first, last = headings
                    named = f"{', '.join(first)} and {last}"
                    said = f"Bars of {table['caption']}: {named}. Every amount stands in the table above."
                    charts.append((said, amounts))
    return charts


def test_html_csv_and_workbook_show_the_figures_of_json(worked):
    book, statement = worked
    assert of_html(statement, book.folder) == of_json(statement)
    assert of_csv(statement, book.folder) == of_json(statement)
    assert of_xlsx(statement, book.folder) == of_json(statement)
    assert of_charts(statement, book.folder) == drawn_of_json(statement)


@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_those_of_a_nasty_ledger_do_too(nasty, name):
    statement = catalogue.build(name, nasty)
    assert of_html(statement, nasty.folder) == of_json(statement)
    assert of_csv(statement, nasty.folder) == of_json(statement)
    assert of_xlsx(statement, nasty.folder) == of_json(statement)


def test_every_kind_of_bars_is_drawn_in_the_worked_ledgers_that_are_compared(leeds):
    leicestershire = Book.load(leeds.folder / "examples" / "leicestershire" / "budget.beancount")
    for name in {name for name, _ in DRAWN}:
        book = leicestershire if name == "pooled" else leeds
        assert of_charts(catalogue.build(name, book), book.folder), name


def test_text_shows_every_amount_of_json(worked):
    book, statement = worked
    shown = set(of_text(statement, book.folder))
    for table, rows in zip(statement.tables, of_json(statement), strict=True):
        for row in rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.kind == "money" and cell:
                    printed = f"{float(cell):,.2f}"
                    assert {printed, printed.removesuffix(".00")} & shown, (table.name, column.name, cell)

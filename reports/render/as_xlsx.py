"""A statement as a workbook: a front sheet with all that must be said, then one sheet a table.

Every figure is a value and none a formula: it is the books' sum, not the spreadsheet's.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from reports.render.xlsx_cells import BOLD, RIGHT, Cells, NoWorkbookError, has_long_number, heading, widths
from reports.statement import NUMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from reports.statement import Row, Statement, Table

FRONT = "Statement"
#: Caption, statement, disclosures and the way back stand above the row of headings.
CAPTION, WHOSE, SAID, BACK, HEADINGS = range(5)
FIRST = HEADINGS + 1
LAST_ROW = 1_048_576
LONGEST_NAME = 31
#: Excel takes 255 characters, and counts an ampersand twice.
LONGEST_FOOTER = 110
HEAD_OF_NAME = 12
A4 = 9
#: Points: a line of text, and its letters; and the characters in a column that has no width of its own.
LINE, PLAIN, UNUSED = 15, 11, 8
#: Points: the tallest row that Excel has, and how much of a screen may stand still above what is scrolled.
TALLEST, STILL = 409, 240
#: How wide, in characters, what stands above a table is at least: a narrow table has long words above it too.
ROOM = 96
BAND = "#F1F3F6"
LINK = "#1D4F91"
TOO_LONG = "a cell holds no more than 32,767 characters"
#: No clock: the same statement gives the same bytes whenever it is written.
MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_DIGITS = "Numbers of more than 15 digits stand as text, for a spreadsheet would round them; they are in no sum that it makes."


def render(statement: Statement, folder: Path | None = None) -> bytes:  # noqa: ARG001 - a workbook has no template
    """Return *statement* as a workbook; raise :class:`~reports.render.xlsx_cells.NoWorkbookError` where it cannot be one."""
    import xlsxwriter  # noqa: PLC0415 - for workbooks alone

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": _title(statement), "author": statement.authority, "created": MADE})
        add(book, Cells(book), statement, FRONT)
    return out.getvalue()


def add(book: Any, cells: Cells, statement: Statement, front: str) -> None:
    """Add *statement* to a workbook that may hold others: its front sheet, called *front*, then a sheet a table."""
    first = book.add_worksheet(front)
    names = sheet_names([table.name for table in statement.tables], set(book.sheetnames))
    _front(first, cells, statement, names)
    for table, name in zip(statement.tables, names, strict=True):
        _sheet(book.add_worksheet(name), cells, statement, table, front)


def sheet_names(names: list[str], taken: set[str]) -> list[str]:
    """Return a name for the sheet of each table of *names*, which Excel accepts and which is not *taken*.

    A long one keeps its beginning and its end: accounts differ there.
    """
    seen = {one.lower() for one in taken} | {"history"}
    chosen = []
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\#\x00-\x1f]", "-", name).strip("'") or "Table"
        number, sheet = 1, _short(plain)
        while sheet.lower() in seen:
            number += 1
            sheet = _short(plain, f" {number}")
        seen.add(sheet.lower())
        chosen.append(sheet)
    return chosen


def _short(name: str, ending: str = "") -> str:
    if len(name) + len(ending) <= LONGEST_NAME:
        return name + ending
    return f"{name[:HEAD_OF_NAME]}…{name[HEAD_OF_NAME + len(ending) + 1 - LONGEST_NAME :]}{ending}"


def _title(statement: Statement) -> str:
    return f"{statement.title}, {statement.period.label}"


def _front(sheet: Any, cells: Cells, statement: Statement, names: list[str]) -> None:
    """Write whose statement it is, what must be said with it, and where its tables are."""
    _on_paper(sheet, statement, FRONT)
    sheet.set_column(0, 0, LONGEST_NAME + 5)
    sheet.set_column(1, 1, 90)
    cells.text(sheet, 0, 0, _title(statement), bold=True, font_size=16, text_wrap=False)
    days = " to ".join(f"{day.day} {day:%B %Y}" for day in (statement.period.start, statement.period.end))
    digits = [("Digits", _DIGITS)] if any(map(has_long_number, statement.tables)) else []
    row = 1
    for label, text in (
        ("Authority", statement.authority),
        ("Period", f"{statement.period.label} ({days})"),
        *(("Disclosure", one) for one in statement.disclosures),
        *digits,
    ):
        row = said(sheet, cells, row, label, text)
    for name, table in zip(names, statement.tables, strict=True):
        link(sheet, cells, row, name, name)
        row = said(sheet, cells, row, "", table.caption)
    for label, text in (
        *(("Note", note) for note in statement.notes),
        *(
            (f"{one.code} {one.level}", f"{one.message}. Settled {one.settled}" if one.settled else one.message)
            for one in statement.findings
        ),
    ):
        row = said(sheet, cells, row, label, text)


def said(sheet: Any, cells: Cells, row: int, label: str, text: str) -> int:
    """Write *text* beside *label*, and return the next row."""
    if label:
        cells.text(sheet, row, 0, label, bold=True)
    if cells.text(sheet, row, 1, text):
        raise NoWorkbookError(f"{text[:60]}…", TOO_LONG)
    return row + 1


def link(sheet: Any, cells: Cells, row: int, to: str, text: str) -> None:
    """Write *text* as a link to the sheet *to*."""
    quoted = to.replace("'", "''")
    form = cells.format(text_wrap=True, font_color=LINK, underline=1)
    sheet.write_url(row, 0, f"internal:'{quoted}'!A1", form, text)


def _sheet(sheet: Any, cells: Cells, statement: Statement, table: Table, front: str) -> None:
    if FIRST + len(table.every_row()) > LAST_ROW:
        raise NoWorkbookError(table.caption, f"it has {len(table.rows):,} rows, and a sheet has {LAST_ROW:,}")
    wide = widths(table)
    for place, width in enumerate(wide):
        sheet.set_column(place, place, width)
    height = _above(sheet, cells, statement, table, wide)
    link(sheet, cells, BACK, front, "All tables, notes and findings")
    for place, column in enumerate(table.columns):
        align = RIGHT if column.kind in NUMBERS else {}
        head = {"bold": True, "bottom": 2, "bg_color": BAND, "valign": "bottom", **align}
        cells.text(sheet, HEADINGS, place, heading(column), **head)
    for number, row in enumerate(table.rows):
        style = {"bold": True, "bg_color": BAND} if row.is_subtotal else {}
        _row(sheet, cells, table, FIRST + number, row, style)
    if not table.rows:
        cells.text(sheet, FIRST, 0, "Nothing to show.")
    if table.total:
        _row(sheet, cells, table, FIRST + len(table.rows), table.total, {"bold": True, "top": 1, "bottom": 1})
    if height <= STILL:
        sheet.freeze_panes(FIRST, 0)
    sheet.repeat_rows(HEADINGS)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW}"})
    sheet.set_landscape()
    _on_paper(sheet, statement, table.caption)


def _row(sheet: Any, cells: Cells, table: Table, place: int, row: Row, style: dict[str, object]) -> None:
    for number, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        if cells.write(sheet, place, number, column, cell, **style):
            raise NoWorkbookError(table.caption, TOO_LONG)


def _above(sheet: Any, cells: Cells, statement: Statement, table: Table, wide: list[int]) -> float:
    """Write what the table shows, whose it is, and what must be said with it, for a sheet is also sent alone.

    Returns how high that is, in points.
    """
    room = list(accumulate([*wide, *[UNUSED] * ROOM]))
    last = next(place for place, width in enumerate(room) if width >= ROOM)

    def line(row: int, text: str, size: int = PLAIN, **properties: object) -> float:
        form = {"font_size": size, "text_wrap": True, **properties}
        if last:
            sheet.merge_range(row, 0, row, last, "", cells.format(**form))
        cells.text(sheet, row, 0, text, **form)
        lines = math.ceil(len(text) * size * BOLD / PLAIN / room[last]) or 1
        height = min(LINE * size / PLAIN * lines, TALLEST)
        sheet.set_row(row, height)
        return height

    above = (
        line(CAPTION, table.caption, 13, bold=True),
        line(WHOSE, f"{_title(statement)}: {statement.authority}"),
        line(SAID, " ".join(statement.disclosures)),
        line(BACK, ""),
    )
    return sum(above)


def _on_paper(sheet: Any, statement: Statement, shown: str) -> None:
    """Lay *sheet* out on A4, as wide as the paper, with whose it is and the page's number below."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    words = f"{statement.authority}: {_title(statement)}; {shown}"
    words = words if len(words) < LONGEST_FOOTER else f"{words[:LONGEST_FOOTER]}…"
    sheet.set_footer(f"&L{words.replace('&', '&&')}&RPage &P of &N")

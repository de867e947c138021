"""The statements of a pack as one workbook: what is in it on the first sheet, then each statement's own sheets."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reports.render import as_xlsx
from reports.render.xlsx_cells import Cells
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.statement import Statement

CONTENTS = "Contents"
#: The listing has a table an account: in a workbook they are one sheet, which can be sorted and filtered.
LISTING = "transactions"
_ACCOUNT = Column("account", "Account", Kind.CODE)


def of_pack(statements: Sequence[Statement]) -> bytes:
    """Return *statements*, which are of one authority and period, as one workbook: the same bytes each time.

    Raises :class:`~reports.render.xlsx_cells.NoWorkbookError` where one of them cannot be kept in a workbook.
    """
    import xlsxwriter  # noqa: PLC0415 - for workbooks alone

    out = io.BytesIO()
    first = statements[0]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        title = f"Audit pack, {first.period.label}"
        book.set_properties({"title": title, "author": first.authority, "created": as_xlsx.MADE})
        cells = Cells(book)
        sheet = book.add_worksheet(CONTENTS)
        fronts = []
        for one in statements:
            shown = _as_one_listing(one) if one.name == LISTING else one
            fronts.append(as_xlsx.sheet_names([one.title], set(book.sheetnames))[0])
            as_xlsx.add(book, cells, shown, fronts[-1])
        _contents(sheet, cells, title, statements, fronts)
    return out.getvalue()


def _contents(sheet: Any, cells: Cells, title: str, statements: Sequence[Statement], fronts: list[str]) -> None:
    sheet.set_column(0, 0, as_xlsx.LONGEST_NAME + 5)
    sheet.set_column(1, 1, 90)
    cells.text(sheet, 0, 0, title, bold=True, font_size=16, text_wrap=False)
    row = as_xlsx.said(sheet, cells, 1, "Authority", statements[0].authority)
    for text in statements[0].disclosures:
        row = as_xlsx.said(sheet, cells, row, "Disclosure", text)
    for one, front in zip(statements, fronts, strict=True):
        as_xlsx.link(sheet, cells, row, front, one.title)
        row = as_xlsx.said(sheet, cells, row, "", "; ".join(table.caption for table in one.tables[:4]))


def _as_one_listing(statement: Statement) -> Statement:
    """Return the listing of transactions with its tables of accounts as one, each line with its account.

    Without the totals of the accounts: whoever sums or filters the sheet would count them twice.
    """
    accounts = [one for one in statement.tables if one.name == one.caption and ":" in one.name]
    others = [one for one in statement.tables if one not in accounts]
    if not accounts:
        return statement
    rows = tuple(Row((one.name, *row.cells), row.is_subtotal) for one in accounts for row in one.rows)
    table = Table("listing", "Every posting, by account", (_ACCOUNT, *accounts[0].columns), rows)
    return replace(statement, tables=(*others, table))

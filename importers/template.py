"""What does an empty extract of a kind look like? The headers of its plain layout, to be filled in."""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING

from importers.kind_columns import KIND_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

_MONEY = ("amount", "debit", "credit")
_DATES = ("date", "due", "starts", "ends", "achieved")
_WIDTH = 16
#: The same template gives the same bytes whenever it is written.
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class TemplateError(ValueError):
    """A template cannot be written: the message says why."""


def text(kind: str) -> str:
    """Return the template of *kind* as CSV: one line, the headers of its plain layout."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([one.header for one in KIND_COLUMNS[kind].plain])
    return out.getvalue()


def content(kind: str, path: Path) -> bytes:
    """Return the template of *kind* as the ending of *path* asks; raise :class:`TemplateError` for any but .csv and .xlsx."""
    ending = path.suffix.lower()
    if ending == ".csv":
        return text(kind).encode()
    if ending == ".xlsx":
        return _workbook(kind)
    raise TemplateError(f"{path} is neither .csv nor .xlsx: name a file that ends so")


def _workbook(kind: str) -> bytes:
    """Return the template as a workbook, in which codes and references stay texts and dates are written 30/04/2018."""
    import xlsxwriter  # noqa: PLC0415 - for workbooks alone

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(kind)
        head = book.add_format({"bold": True})
        forms = {form: book.add_format({"num_format": form}) for form in ("@", "#,##0.00", "dd/mm/yyyy")}
        for place, one in enumerate(KIND_COLUMNS[kind].plain):
            form = "#,##0.00" if one.role in _MONEY else "dd/mm/yyyy" if one.role in _DATES else "@"
            sheet.set_column(place, place, _WIDTH, forms[form])
            sheet.write_string(0, place, one.header, head)
        sheet.freeze_panes(1, 0)
    return out.getvalue()

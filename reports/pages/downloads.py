"""How is a statement downloaded from a page? As the file that ``ealedger statement`` writes, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from reports import catalogue
from reports.pages.chosen import WHOLE, chosen
from reports.render import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reports.pages.shelf import Shelf

#: Every format that a page offers, with the type of its file.
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


def download(shelf: Shelf, offered: Sequence[str], address: Mapping[str, str]) -> Response:
    """Return the statement that *address* names of those *offered*, as a file; a sentence and 404 where it names none."""
    name, form = address.get("statement", ""), address.get("form", "")
    if name not in offered or name not in catalogue.STATEMENTS or form not in FORMATS:
        known = f"this page offers {', '.join(offered) or 'none'} as {', '.join(FORMATS)}"
        return Response(f"There is no such download: {known}.\n", 404, mimetype="text/plain")
    picked = chosen(shelf.book, address)
    if picked.problems:
        return Response(" ".join(picked.problems) + "\n", 404, mimetype="text/plain")
    made = content(shelf.statement(name, picked.period), form, shelf.book.folder)
    file = f"{name}-{picked.period.file_name if picked.period_text != WHOLE else WHOLE}.{form}"
    return Response(made, mimetype=FORMATS[form], headers={"Content-Disposition": f'attachment; filename="{file}"'})

"""One renderer a format serves every statement; none of them computes a figure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reports.statement import Statement

#: Every format that is text, and the module that renders it.
FORMATS: dict[str, str] = {
    "text": "reports.render.as_text",
    "html": "reports.render.as_html",
    "csv": "reports.render.as_csv",
    "json": "reports.render.as_json",
}
#: Every format that is no text: a terminal cannot show it.
BINARY: dict[str, str] = {"xlsx": "reports.render.as_xlsx", "pdf": "reports.render.as_pdf"}


def render(statement: Statement, form: str, folder: Path | None = None) -> str:
    """Return *statement* as a text in the format *form*; templates of the council's own *folder* are found first."""
    module = import_module(FORMATS[form])
    text: str = module.render(statement, folder)
    return text


def content(statement: Statement, form: str, folder: Path | None = None) -> bytes:
    """Return *statement* as the content of a file of any format *form*."""
    if form in FORMATS:
        return render(statement, form, folder).encode("utf-8")
    made: bytes = import_module(BINARY[form]).render(statement, folder)
    return made

"""What stands in a file? Rows of texts as printed, with their row numbers; nothing is understood here."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = (".xlsx", ".xls", ".xlsb", ".ods")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a"))


class UnreadableError(Exception):
    """A file cannot be read as a table: the message says why and what to do."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True)
class Row:
    """One row as printed: its number in the file (the first line is 1) and its cells, trimmed of nothing."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell of the row holds anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet; a CSV has one, without a name."""

    name: str
    rows: tuple[Row, ...] = field(repr=False)

    @cached_property
    def cells(self) -> dict[int, tuple[str, ...]]:
        """The cells of each row by its number."""
        return {row.number: row.cells for row in self.rows}


@dataclass(frozen=True)
class Source:
    """A file as read: its path, the sha256 of its bytes, its encoding ("xlsx" for a workbook), and its sheets."""

    path: Path
    sha256: str
    encoding: str
    sheets: tuple[Sheet, ...]
    content: bytes = field(repr=False)
    warnings: tuple[str, ...] = ()


def read(path: Path) -> Source:
    """Return what stands in *path*, a CSV or a workbook; raise :class:`UnreadableError` where nothing can be read."""
    content = _bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith((_ZIP, _OLE)):
        return Source(path, digest, path.suffix.lower().lstrip(".") or "workbook", _workbook(path, content), content)
    text, encoding, warnings = _text(path, content)
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        raise UnreadableError(path, "is a web page, not a table: download the file itself again")
    rows = _rows(path, text)
    if not any(not row.is_blank for row in rows):
        raise UnreadableError(path, "is empty: export it again")
    return Source(path, digest, encoding, (Sheet("", rows),), content, warnings)


def _bytes(path: Path) -> bytes:
    try:
        is_folder = path.is_dir()
        content = b"" if is_folder else path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(path, "is not there: check the name") from None
    except OSError as problem:
        raise UnreadableError(path, f"cannot be read ({problem.strerror})") from problem
    if is_folder:
        raise UnreadableError(path, "is a folder: name the file in it")
    if not content.strip():
        raise UnreadableError(path, "is empty: export it again")
    return content


def _text(path: Path, content: bytes) -> tuple[str, str, tuple[str, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    else:
        if any(byte in content for byte in _CONTROL):
            raise UnreadableError(path, "is not a text file: export it as CSV or XLSX")
        return text, "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", ()
    if any(byte in content for byte in _CONTROL):
        raise UnreadableError(path, "is neither UTF-8 text nor a workbook: export it as CSV in UTF-8 or as XLSX")
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as problem:
        raise UnreadableError(
            path, f"is in no encoding we know (byte {problem.start + 1}): export it as UTF-8"
        ) from problem
    return text, "cp1252", ("not UTF-8: read as cp1252 (Windows); check names with accents and pound signs",)


def _rows(path: Path, text: str) -> tuple[Row, ...]:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    number = 1
    try:
        for cells in reader:
            rows.append(Row(number, tuple(cells)))
            number = reader.line_num + 1
    except csv.Error as problem:
        raise UnreadableError(path, f"line {reader.line_num}: {problem}; mend the quotes of that line") from problem
    return tuple(rows)


def _delimiter(text: str) -> str:
    """Return the separator that stands most often in the fullest of the first lines."""
    lines = text.splitlines()[:30]
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _workbook(path: Path, content: bytes) -> tuple[Sheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - only for workbooks

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            Sheet(name, _numbered(book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
            for name in book.sheet_names
        ]
    except PasswordError:
        raise UnreadableError(path, "is protected by a password: save it without one") from None
    except (CalamineError, OSError, ValueError) as problem:
        raise UnreadableError(
            path, f"is a damaged workbook ({problem}): open it, and save it again as XLSX"
        ) from problem
    filled = [sheet for sheet in sheets if any(not row.is_blank for row in sheet.rows)]
    if not filled:
        raise UnreadableError(path, "is a workbook without anything in it: export it again")
    return tuple(filled)


def _numbered(grid: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    return tuple(Row(number, tuple(_printed(cell) for cell in cells)) for number, cells in enumerate(grid, start=1))


def _printed(cell: Any) -> str:
    """Return a workbook's cell as a text: whole numbers without ".0", dates as 2018-04-30."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - exact in a double
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)

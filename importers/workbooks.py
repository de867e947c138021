"""What stands in a workbook? XLSX, XLSB, XLS or ODS by its content; one that would unpack to more than memory is refused."""

from __future__ import annotations

import datetime
import io
import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: An export of a million rows should come as CSV; what unpacks to more than this is no export at all.
_UNPACKED = 200 * 2**20
_CELLS = 4_000_000
_SHARED_TEXT = 150 * 2**20
_CHUNK = 2**20
_COLUMNS = re.compile(rb'<c [^>]*?r="([A-Z]{2,3})\d')
_LAST_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')
_SHARED = re.compile(rb't="s"[^>]*><v>(\d+)<')
_ITEM = re.compile(rb"(?s)<si\b.*?</si>")
_ODS_ROW = re.compile(rb"(?s)<table:table-row\b([^>]*)>(.*?)</table:table-row>")
_ODS_CELL = re.compile(rb"(?s)<table:table-cell\b([^>]*?)(/?)>")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_TOO_LARGE = "unpacks to more than a workbook can sensibly hold: save the sheet that matters as CSV"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "is protected by a password: save it without one"
_EXACT = 1e15


class WorkbookError(ValueError):
    """A workbook cannot be read: the message is the end of a sentence about the file."""


class Workbook:
    """A workbook's sheets; *kind* is what it is whatever its name claims: xlsx, xlsb, ods or xls."""

    def __init__(self, content: bytes) -> None:
        """Open *content*; raise :class:`WorkbookError` where that cannot be done, or should not."""
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only for workbooks

        self.kind = _checked(content)
        with _refusing():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))

    def sheets(self) -> Iterator[tuple[str, bool, list[tuple[str, ...]]]]:
        """Yield each sheet's name, whether it can be seen, and its rows as printed, from the first row of the sheet on."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - only for workbooks

        for about in self._book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            with _refusing():
                sheet = self._book.get_sheet_by_name(about.name)
                if sheet.total_height * sheet.total_width > _CELLS:
                    raise WorkbookError(_TOO_LARGE)
                grid = sheet.to_python(skip_empty_area=False)
            rows = [tuple(_printed(cell) for cell in cells) for cells in grid]
            yield about.name, about.visible == SheetVisibleEnum.Visible, rows


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever calamine makes of a workbook that it cannot read into a :class:`WorkbookError`.

    On some damaged files it panics, which is no ``Exception`` in Python and is told on the process's standard error
    before anyone can catch it, so that is closed meanwhile.
    """
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - only for workbooks

    try:
        with _unheard():
            yield
    except WorkbookError:
        raise
    except PasswordError:
        raise WorkbookError(_LOCKED) from None
    except (CalamineError, OSError, ValueError) as problem:
        raise WorkbookError(_damaged(problem)) from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise WorkbookError(_damaged("it contradicts itself")) from None


@contextmanager
def _unheard() -> Iterator[None]:
    try:
        kept = os.dup(2)
    except OSError:  # a process without standard error has nothing to close
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _damaged(problem: Exception | str) -> str:
    return f"is a damaged workbook ({' '.join(str(problem).split())}): open it, and save it again as XLSX"


def _checked(content: bytes) -> str:
    """Return the workbook's kind; raise :class:`WorkbookError` for one that is protected or would swell."""
    if content.startswith(OLE[:4]):
        if _ENCRYPTED in content:
            raise WorkbookError(_LOCKED)
        return "xls"
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise WorkbookError(_damaged(problem)) from problem
    names = {part.filename for part in parts}
    left = _UNPACKED
    unpacked: dict[str, bytes] = {}
    for part in parts:
        if part.filename.startswith(("xl/", "content.xml", "META-INF/manifest.xml")) and part.filename.endswith(
            (".xml", ".bin")
        ):
            if part.flag_bits & 1:
                raise WorkbookError(_LOCKED)
            text = _unpack(content, part, left)
            left -= len(text)
            if part.filename.startswith(("xl/worksheets/", "xl/sharedStrings.xml", "content.xml")):
                unpacked[part.filename] = text
    _refuse_swelling(unpacked)
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "content.xml" in names else "xlsx"


def _unpack(content: bytes, part: zipfile.ZipInfo, limit: int) -> bytes:
    """Return what *part* really unpacks to, whatever its header says, within *limit* bytes."""
    try:
        name, extra = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30])
    except struct.error as problem:
        raise WorkbookError(_damaged(problem)) from problem
    start = part.header_offset + 30 + name + extra
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        text = packed
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        text = _inflate(packed, limit)
    else:
        raise WorkbookError("is packed in a way no spreadsheet uses: open it, and save it again as XLSX")
    if len(text) > limit:
        raise WorkbookError(_TOO_LARGE)
    return text


def _inflate(packed: bytes, limit: int) -> bytes:
    """Return *packed* unpacked, nothing where that is more than *limit*: seen in pieces before any is kept."""
    try:
        inflater = zlib.decompressobj(-15)
        size = len(inflater.decompress(packed, _CHUNK))
        while inflater.unconsumed_tail and size <= limit:
            size += len(inflater.decompress(inflater.unconsumed_tail, _CHUNK))
        if size > limit:
            raise WorkbookError(_TOO_LARGE)
        return zlib.decompress(packed, -15, size)
    except zlib.error as problem:
        raise WorkbookError(_damaged(problem)) from problem


def _refuse_swelling(parts: dict[str, bytes]) -> None:
    """Raise :class:`WorkbookError` where few bytes stand for a grid, or for texts, that no memory holds."""
    shared = parts.get("xl/sharedStrings.xml", b"")
    lengths = [len(item) for item in _ITEM.findall(shared)]
    text = cells = 0
    for name, part in parts.items():
        if name == "content.xml":
            cells += _ods_cells(part)
        elif name.endswith(".bin"):
            cells += _xlsb_cells(part)
        elif name.startswith("xl/worksheets/"):
            cells += _xlsx_cells(part)
            if lengths and max(lengths) * part.count(b't="s"') > _SHARED_TEXT:
                uses = Counter(map(int, _SHARED.findall(part)))
                text += sum(lengths[index] * count for index, count in uses.items() if index < len(lengths))
    if cells > _CELLS or text > _SHARED_TEXT:
        raise WorkbookError(_TOO_LARGE)


def _xlsx_cells(part: bytes) -> int:
    """Return how many cells the grid of a sheet has: its last row by its last column."""
    letters = {match.rjust(3, b"@") for match in _COLUMNS.findall(part)}
    widest = max(letters, default=b"@@Z")
    columns = 0
    for letter in widest:
        columns = columns * 26 + letter - 64
    rows = max(map(int, _LAST_ROW.findall(part)), default=part.count(b"<row"))
    # Sheets often reach to the last row or column with formats alone: calamine keeps only what has a value.
    return rows * columns if rows * columns <= _CELLS else _valued(part, rows * columns)


def _valued(part: bytes, upper: int) -> int:
    """Return the grid of the cells that have a value, where that is less than *upper*."""
    last_row = last_column = 0
    for match in re.finditer(rb'<c [^>]*?r="([A-Z]{1,3})(\d+)"[^>]*?>(?!</c>)', part):
        if match[0].endswith(b"/>"):
            continue
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - 64
        last_row, last_column = max(last_row, int(match[2])), max(last_column, column)
    return min(upper, last_row * last_column) if last_row else upper


def _ods_cells(part: bytes) -> int:
    """Return how many cells with a value the rows and columns that repeat themselves stand for."""
    cells = 0
    for row in _ODS_ROW.finditer(part):
        if b"office:value" not in row[2] and b"text:p" not in row[2]:
            continue
        times = _ODS_ROWS.search(row[1])
        width = 0
        for cell in _ODS_CELL.finditer(row[2]):
            repeated = _ODS_COLUMNS.search(cell[1])
            valued = b"office:value" in cell[1] or not cell[2]
            width += int(repeated[1]) if repeated and valued else 1
        cells += width * (int(times[1]) if times else 1)
        if cells > _CELLS:
            break
    return cells


def _xlsb_cells(part: bytes) -> int:
    """Return how many cells the grid of a binary sheet has; its records are a type, a length and a content."""
    place = last_row = last_column = 0
    end = len(part)
    while place < end:
        kind, place = _number(part, place, 2)
        length, place = _number(part, place, 4)
        if kind == 0 and place + 4 <= end:
            last_row = max(last_row, struct.unpack_from("<I", part, place)[0] + 1)
        elif 1 <= kind <= 11 and place + 4 <= end:  # noqa: PLR2004 - the records of cells: [MS-XLSB] 2.3.1
            last_column = max(last_column, struct.unpack_from("<I", part, place)[0] + 1)
        place += length
    return last_row * last_column


def _number(part: bytes, place: int, longest: int) -> tuple[int, int]:
    """Return the number at *place*, seven bits a byte, and the place after it."""
    value = 0
    for shift in range(longest):
        if place >= len(part):
            break
        byte = part[place]
        place += 1
        value |= (byte & 0x7F) << (7 * shift) if longest > 2 else byte << (8 * shift)  # noqa: PLR2004 - a record's type
        if not byte & 0x80:
            break
    return value, place


def _printed(cell: Any) -> str:
    """Return a workbook's cell as a text: whole numbers without ".0", dates as 2018-04-30."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)

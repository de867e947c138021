"""What stands in a file? Rows of texts as printed, with their row numbers; nothing is understood here.

What a file is, its content says and not its name. A text is decoded (:mod:`importers.encodings`) and cut into rows
(:mod:`importers.delimited`) each time it is read through, so that a long one never stands in memory as rows; a workbook
(:mod:`importers.workbooks`) does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, overload

from importers.delimited import BrokenQuotesError, Delimited
from importers.encodings import find
from importers.workbooks import OLE, ZIP, Workbook, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

#: No export of one year of a council's books is larger.
LARGEST = 1 * 2**30
_LONGEST_LINE = 8 * 2**20
_CHUNK = 2**22
_NOT_TABLES = (
    (b"%PDF", "is a PDF, not a table: ask for the figures as CSV or XLSX"),
    (b"{\\rtf", "is a document, not a table: export it as CSV or XLSX"),
    (b"\x89PNG", "is a picture, not a table: export it as CSV or XLSX"),
    (b"\xff\xd8\xff", "is a picture, not a table: export it as CSV or XLSX"),
    (b"GIF8", "is a picture, not a table: export it as CSV or XLSX"),
    (b"\x1f\x8b", "is packed: unpack it first"),
    (b"7z\xbc\xaf", "is packed: unpack it first"),
    (b"Rar!", "is packed: unpack it first"),
)
_WEB_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|table|meta)\b", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"\s*<\?xml|\s*[\[{]\s*[\[{\"]")
_CONTROL = dict.fromkeys(set(range(32)) - set(b"\0\t\n\r\f\v\x1a"))
#: A text may hold a stray control character or two; a file in which one in a hundred is one is no text.
_STRAYS = 100


class UnreadableError(Exception):
    """A file cannot be read as a table: the message says why and what to do."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as printed: its number in the file (the first line is 1) and its cells, trimmed of nothing."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no cell of the row holds anything."""
        return not "".join(self.cells).strip()


class Rows(Sequence[Row]):
    """The rows of a text, read from its bytes each time they are gone through: a slice is lazy as well."""

    def __init__(self, path: Path, text: Delimited, first: int = 0, last: int | None = None) -> None:
        self._path = path
        self._text = text
        self._first = first
        self._last = last

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; raise :class:`UnreadableError` at a quote that swallows rows."""
        try:
            for number, cells in islice(self._text, self._first, self._last):
                yield Row(number, tuple(cells))
        except BrokenQuotesError as problem:
            raise UnreadableError(self._path, str(problem)) from problem

    @cached_property
    def _length(self) -> int:
        return sum(1 for _ in self)

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        """Return whether there is a row, without going through all of them to count them."""
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, wanted: int) -> Row: ...

    @overload
    def __getitem__(self, wanted: slice) -> Rows: ...

    def __getitem__(self, wanted: int | slice) -> Row | Rows:
        """Return a row, or the rows of a slice that counts from the start and leaves none out."""
        if isinstance(wanted, slice):
            first, last = wanted.start or 0, wanted.stop
            if first < 0 or (last is not None and last < 0) or wanted.step not in (None, 1):
                return Rows(self._path, self._text, *wanted.indices(len(self))[:2])
            stop = self._last if last is None else self._first + last
            if self._last is not None and stop is not None:
                stop = min(stop, self._last)
            return Rows(self._path, self._text, self._first + first, stop)
        place = wanted if wanted >= 0 else len(self) + wanted
        found = next(iter(self[place : place + 1]), None) if place >= 0 else None
        if found is None:
            raise IndexError(wanted)
        return found

    def __eq__(self, other: object) -> bool:
        """Return whether *other* holds the same rows."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as of any sequence that is compared by what it holds


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet; a CSV has one, without a name."""

    name: str
    rows: Sequence[Row] = field(repr=False)
    is_hidden: bool = False

    @cached_property
    def cells(self) -> dict[int, tuple[str, ...]]:
        """The cells of each row by its number."""
        return {row.number: row.cells for row in self.rows}


@dataclass(frozen=True)
class Source:
    """A file as read: its path, the sha256 of its bytes, its encoding ("xlsx" for a workbook), and its sheets.

    *warnings* say what is doubtful about how it was read, *notes* what was seen without doubt.
    """

    path: Path
    sha256: str
    encoding: str
    sheets: tuple[Sheet, ...]
    content: bytes = field(repr=False)
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(path: Path) -> Source:
    """Return what stands in *path*, a CSV or a workbook; raise :class:`UnreadableError` where nothing can be read."""
    content = _bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    for start, why in _NOT_TABLES:
        if content.startswith(start):
            raise UnreadableError(path, why)
    if content.startswith((ZIP, OLE[:4])):
        return _workbook(path, digest, content)
    return _text(path, digest, content)


def _bytes(path: Path) -> bytes:
    """Return the bytes of *path*, none read beyond a line that no table has."""
    try:
        if path.is_dir():
            raise UnreadableError(path, "is a folder: name the file in it")
        if path.exists() and not path.is_file():
            raise UnreadableError(path, "is no file: name a CSV or a workbook")
        with path.open("rb") as file:
            _check_lines(path, iter(lambda: file.read(_CHUNK), b""))
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(path, "is not there: check the name") from None
    except OSError as problem:
        raise UnreadableError(path, f"cannot be read ({problem.strerror})") from problem
    if not content or content.isspace():
        raise UnreadableError(path, "is empty: export it again")
    return content


def _check_lines(path: Path, chunks: Iterator[bytes]) -> None:
    """Raise :class:`UnreadableError` for a file too large, or a line too long, to be a table; read no further."""
    is_workbook = False
    size = since = 0
    for chunk in chunks:
        is_workbook = is_workbook if size else chunk.startswith((ZIP, OLE[:4]))
        size += len(chunk)
        if size > LARGEST:
            raise UnreadableError(path, "is larger than 1 GB: split it by period")
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = since + len(chunk) if end < 0 else len(chunk) - end - 1
        if since > _LONGEST_LINE and not is_workbook:
            raise UnreadableError(path, "has a line of many megabytes: it is no table; export it again as CSV or XLSX")


def _text(path: Path, digest: str, content: bytes) -> Source:
    encoding = find(content)
    if encoding is None:
        raise UnreadableError(path, "is neither text in an encoding we know nor a workbook: export it as CSV or XLSX")
    start = content[: 2**16].decode(encoding.name, "replace")
    if _WEB_PAGE.match(start):
        raise UnreadableError(path, "is a web page, not a table: download the file itself again")
    if _MARKUP.match(start):
        raise UnreadableError(path, "is marked-up text (XML or JSON), not a table: export it as CSV or XLSX")
    controls = len(start) - len(start.translate(_CONTROL))
    if controls * _STRAYS > len(start):
        raise UnreadableError(path, "is not a text file: export it as CSV or XLSX")
    warnings = list(encoding.warnings)
    if "\0" in start:
        warnings.append("the text holds NUL characters: they were left out")
    if controls:
        warnings.append("the text holds control characters: check the names in it")
    rows = Rows(path, Delimited(content, encoding))
    if not any(not row.is_blank for row in rows):
        raise UnreadableError(path, "is empty: export it again")
    sheets = (Sheet("", rows),)
    return Source(path, digest, encoding.name, sheets, content, tuple(warnings), encoding.notes)


def _workbook(path: Path, digest: str, content: bytes) -> Source:
    sheets = []
    try:
        book = Workbook(content)
        for name, is_seen, grid in book.sheets():
            rows = tuple(Row(number, cells) for number, cells in enumerate(grid, start=1))
            if any(not row.is_blank for row in rows):
                sheets.append(Sheet(name, rows, not is_seen))
    except WorkbookError as problem:
        raise UnreadableError(path, str(problem)) from problem
    if not sheets:
        raise UnreadableError(path, "is a workbook without anything in it: export it again")
    return Source(path, digest, book.kind, tuple(sheets), content)

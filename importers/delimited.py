"""How is a text cut into rows and cells? By the separator that cuts it most evenly, quotes read as spreadsheets read them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importers.encodings import Encoding

DELIMITERS = (",", ";", "\t", "|")
_LINES = 200
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
#: A share of lines that are cut alike, by which one separator is no better than another.
_EVEN = 0.05


class BrokenQuotesError(ValueError):
    """A quote that is not closed swallows rows: the message is the end of a sentence about the file."""


class Delimited:
    """A text cut into rows: iterating it gives (line number, cells), reading the bytes anew each time."""

    def __init__(self, content: bytes, encoding: Encoding) -> None:
        self._content = content
        self._encoding = encoding
        lines = [line for line in islice(self._text(), _LINES) if line.strip()]
        said = _SEP.fullmatch(lines[0]) if lines else None
        self._skipped = 1 if said else 0
        self.delimiter = said[1] if said else _delimiter(lines)
        self._wrapped = not said and _is_wrapped(lines, self.delimiter)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's first line, the first of the file being 1, and its cells; NULs are left out.

        Raises :class:`BrokenQuotesError` where a quote that is not closed swallows other rows.
        """
        lines = self._text()
        for _ in range(self._skipped):
            next(lines, None)
        record: list[str] = []
        reader = csv.reader(_noted(lines, record), delimiter=self.delimiter)
        number = 1 + self._skipped
        width = 0
        last_record: list[str] = []
        try:
            for cells in reader:
                last = reader.line_num + self._skipped
                if last > number:
                    self._check(cells, number, last, max(width, len(cells)))
                elif len(cells) < width and any(self.delimiter in cell for cell in cells):
                    self._check_quotes(record, number)
                width = max(width, len(cells))
                yield number, self._unwrapped(cells) if self._wrapped else cells
                number = last + 1
                last_record, record[:] = record[:], ()
            self._check_end(last_record, number)
        except csv.Error as problem:
            raise BrokenQuotesError(
                f"a quote in line {number} is not closed and swallows the lines below ({problem}): mend it"
            ) from problem

    def _text(self) -> Iterator[str]:
        return iter(
            io.TextIOWrapper(
                io.BytesIO(self._content), encoding=self._encoding.name, errors=self._encoding.errors, newline=""
            )
        )

    def _check(self, cells: list[str], first: int, last: int, width: int) -> None:
        """Raise where a cell that goes over several lines holds lines that are rows themselves."""
        marks = max(1, width - 2)
        for cell in cells:
            inner = cell.splitlines() if "\n" in cell or "\r" in cell else []
            if any(line.count(self.delimiter) >= marks and _ends_in_cells(line, self.delimiter) for line in inner):
                raise BrokenQuotesError(
                    f"a quote in line {first} is not closed before line {last} and swallows the rows between: mend it"
                )

    def _check_quotes(self, record: list[str], number: int) -> None:
        """Raise where a row has too few cells because a quote in it, broken by the rules, swallows the others."""
        try:
            list(csv.reader(record, delimiter=self.delimiter, strict=True))
        except csv.Error:
            raise BrokenQuotesError(
                f"a quote in line {number} is not closed and swallows cells of its row: mend it"
            ) from None

    def _check_end(self, record: list[str], number: int) -> None:
        """Raise where a quote in the last row is open at the end of the file."""
        try:
            list(csv.reader(record, delimiter=self.delimiter, strict=True))
        except csv.Error as problem:
            if "end of data" in str(problem):
                raise BrokenQuotesError(
                    f"a quote in the last row, above line {number}, is never closed: mend it"
                ) from None

    def _unwrapped(self, cells: list[str]) -> list[str]:
        """Return the cells of a row that was quoted as a whole."""
        return next(csv.reader([cells[0]], delimiter=self.delimiter), []) if len(cells) == 1 else cells


def _ends_in_cells(line: str, delimiter: str) -> bool:
    """Return whether *line* reads like a row, not like a sentence: some part of it is a number, or nothing."""
    return any(not part.strip() or part.strip(' £"').replace(".", "").isdigit() for part in line.split(delimiter))


def _noted(lines: Iterator[str], record: list[str]) -> Iterator[str]:
    """Yield *lines* without NULs, each added to *record* as well."""
    for line in lines:
        kept = line.replace("\0", "") if "\0" in line else line
        record.append(kept)
        yield kept


def _delimiter(lines: list[str]) -> str:
    """Return the separator that cuts most of *lines*, and most evenly; of equals the one that cuts more cells."""
    best, best_score, best_width = ",", 0.0, 1
    for mark in DELIMITERS:
        rows = [_width(cells) for cells in csv.reader(lines, delimiter=mark)]
        widths = Counter(width for width in rows if width > 1)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
        score = (count + widths.total()) / sum(width > 0 for width in rows)
        if score > best_score + _EVEN or (score > best_score - _EVEN and width > best_width):
            best, best_score, best_width = mark, score, width
    return best


def _width(cells: list[str]) -> int:
    """Return how many cells there are up to the last that holds something: ragged rows leave off the others."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _is_wrapped(lines: list[str], delimiter: str) -> bool:
    """Return whether nearly every line is one quoted cell that holds the real ones."""
    rows = [cells for cells in csv.reader(lines, delimiter=delimiter) if cells]
    whole = [cells for cells in rows if len(cells) == 1 and delimiter in cells[0]]
    return len(whole) > 1 and len(whole) * 10 >= len(rows) * 9

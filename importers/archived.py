"""What stands in a row of an archived source, and what became of it by the profile that reads it today?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from importers import profile as profiles
from importers import rejects
from importers.kinds import importer
from importers.lines import Told
from importers.meaning import Targets
from importers.profile import ProfileError
from importers.reader import UnreadableError, read
from importers.rows import go_through
from ledger import personal
from ledger.places import short
from ledger.plugins.archive import ARCHIVE
from ledger.trails import Archived, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from importers import reader
    from importers.base import ExtractImporter
    from importers.reader import Row
    from ledger.agreements import Extract
    from ledger.book import Book

#: Codes and numbers are never judged: one document number in eleven looks like an NHS number.
_FREE_TEXT = ("supplier", "description", "evidence")
_NUMBER = re.compile(r"[\d.,/:\s£()-]*")


def archived(book: Book, extract: Extract, wanted: Iterable[int], *, what_became: bool = False) -> Archived:
    """Return the rows *wanted* of the source of *extract*, and where asked what becomes of each by its profile.

    Personal identifiers, and columns that the profile calls personal, are withheld. What prevents the reading is said, never
    raised: the trail goes on without the source.
    """
    path = _file(book.folder / ARCHIVE, extract.sha256)
    if path is None:
        return Archived("", {}, f"the source of {extract.name} is not in {ARCHIVE}/: restore the file {extract.sha256}")
    name = short(path, book.folder)
    try:
        source = read(path)
        if source.sha256 != extract.sha256:
            return Archived(name, {}, f"{name} is not what was received (I109): restore it from a copy")
        chosen = _importer(book, extract)
        rows = _Rows(source, chosen)
        cells = rows.cells(set(wanted))
        found = {number: Source(" | ".join(one)) for number, one in cells.items()}
        if what_became:
            found = {number: rows.became(number, one.text) for number, one in found.items()}
    except UnreadableError as problem:
        return Archived(name, {}, str(problem))
    return Archived(name, found)


def _file(folder: Path, sha256: str) -> Path | None:
    return next((path for path in sorted(folder.glob(f"{sha256}.*")) if path.is_file()), None)


def _importer(book: Book, extract: Extract) -> ExtractImporter | None:
    try:
        profile = profiles.find(extract.profile, book.folder)
    except ProfileError:
        return None
    targets = Targets(book.accounts, book.register, book.calendar, book.kept_in)
    return importer(profile, targets)


class _Rows:
    """The rows of a source, as the profile's importer finds them where there is one."""

    def __init__(self, source: reader.Source, chosen: ExtractImporter | None) -> None:
        self._chosen = chosen
        self._is_list = rejects.is_list(source)
        self._raw = source
        self._sheet = source.sheets[0]
        self._judged: dict[int, bool] = {}
        self._withheld: set[int] = set()
        if chosen is None:
            return
        self._source = rejects.corrected(source) if self._is_list else source
        try:
            fit = chosen.fit(self._source)
        except UnreadableError:
            self._chosen = None
            return
        self._sheet = next(one for one in source.sheets if one.name == fit.sheet.name)
        shift = 2 if self._is_list else 0
        for placed in fit.placed.values():
            for role, place in placed.places.items():
                self._judged[place + shift] = role in _FREE_TEXT
                if role in chosen.profile.personal.columns:
                    self._withheld.add(place + shift)

    def cells(self, wanted: set[int]) -> dict[int, list[str]]:
        """Return the cells of the rows *wanted*, by number."""
        return {
            row.number: [self._shown(place, cell) for place, cell in enumerate(row.cells)]
            for row in self._sheet.rows
            if row.number in wanted
        }

    def _shown(self, place: int, cell: str) -> str:
        if place in self._withheld and cell.strip():
            return "[withheld: personal]"
        if self._judged.get(place, not _NUMBER.fullmatch(cell)):
            kind = personal.identifier_in(cell)
            if kind:
                return f"[withheld: {kind}]"
        return cell

    def became(self, number: int, text: str) -> Source:
        """Return what becomes of a row: posted or evidence under its key, rejected and why, outside, or no row of money."""
        if self._chosen is None:
            return Source(text, "", "its profile is not there any more, or does not fit it")
        done = self._chosen.sort(self._source)
        for reject in done.rejects:
            if reject.row == number:
                return Source(text, "rejected", reject.reason)
        for line in done.lines:
            if number in [row for row, _ in line.rows]:
                return Source(text, line.bucket, "", line.key)
        return Source(text, "outside" if number in self._counted(self._chosen) else "none")

    def _counted(self, chosen: ExtractImporter) -> set[int]:
        """Return the rows that carry money of the extract: no title, header, note or printed total."""
        seen: set[int] = set()

        def take(row: Row, pence: int, places: dict[str, int]) -> None:
            del pence, places
            seen.add(row.number)

        for _ in go_through(chosen.fit(self._source), chosen.profile, take, Told(), chosen.body()):
            pass
        return seen

"""How does beangulp see our importers? Its interface over the path that ``import`` takes: identify, account, extract, deduplicate."""

from __future__ import annotations

import abc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import beangulp
from beancount.parser import parser

from importers.generated import text_of
from importers.reader import Source, UnreadableError, read

if TYPE_CHECKING:
    from beancount.core import data

    from importers.lines import Line, Sorted
    from importers.profile import Profile


class AsBeangulp(beangulp.Importer):  # type: ignore[misc]
    """A beangulp importer whose files are read by :meth:`header` and :meth:`sort`."""

    profile: Profile

    @abc.abstractmethod
    def header(self, source: Source) -> Any:
        """Return where the columns stand; raise :class:`UnreadableError` where they do not."""

    @abc.abstractmethod
    def sort(self, source: Source) -> Sorted:
        """Return what becomes of every row of *source*."""

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.profile.name

    def identify(self, filepath: str) -> bool:
        """Return whether the file has every column of the profile."""
        try:
            self.header(read(Path(filepath)))
        except UnreadableError:
            return False
        return True

    def account(self, filepath: str) -> str:
        """Return an account to file the extract under: the first one that it posts to."""
        lines = self.sort(read(Path(filepath))).lines
        return lines[0].account if lines else ""

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:  # noqa: ARG002 - beangulp's signature
        """Return the entries of the file's lines; raise :class:`UnreadableError` where rows are rejected."""
        path = Path(filepath)
        done = self.sort(read(path))
        if done.rejects:
            first = done.rejects[0]
            raise UnreadableError(
                path, f"{len(done.rejects)} rows are rejected, the first row {first.row}: {first.reason}"
            )
        return [_entry(line, path.stem, filepath) for line in done.lines]

    def deduplicate(self, entries: data.Entries, existing: data.Entries) -> None:
        """Mark the entries whose document key is in the books already; nothing else makes a duplicate."""
        held = {entry.meta["doc"]: entry for entry in existing if "doc" in entry.meta}
        for entry in entries:
            if entry.meta["doc"] in held:
                entry.meta["__duplicate__"] = held[entry.meta["doc"]]


def _entry(line: Line, extract: str, filename: str) -> data.Directive:
    """Return *line* as beangulp wants it: the entry that an import would write, with its source row in the metadata."""
    (entry,), _, _ = parser.parse_string(text_of(line, extract))
    return entry._replace(meta={**entry.meta, "filename": filename, "lineno": line.row})

"""What did the books of an earlier pack hold? Its lines, for a later pack to keep; it is as little trusted as any that comes from elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ledger import entry_lines
from ledger.periods import PeriodError
from reports import container, manifest, since_pack, snapshot
from reports.since_pack import NotComparedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ledger.book import Book
    from ledger.periods import Period


def kept(path: Path) -> bytes:
    """Return what a later pack keeps of the pack at *path*; raise :class:`~reports.since_pack.NotComparedError` where it is no sound one."""
    return _kept(path, lambda _, __: None)


def kept_for(book: Book, period: Period, path: Path) -> bytes:
    """Return what the pack of *book* and *period* keeps of the one at *path*.

    Raises :class:`~reports.since_pack.NotComparedError` where that is no sound one, is of a later period, or of another council.
    """
    return _kept(path, lambda theirs, of: _refuse_other(book, period, path, theirs, of))


def _refuse_other(book: Book, period: Period, path: Path, theirs: Book, of: Period) -> None:
    if of.last > period.last:
        raise NotComparedError(
            f"{path} is of {of.label}: hold the books against a pack of {period.label} or of an earlier period"
        )
    # A council may have another name by now: its pack is told by a transaction that both hold.
    if theirs.authority != book.authority and not (_made(theirs, of.last) & _made(book, of.last)):
        raise NotComparedError(
            f"{path} is a pack of {theirs.authority}, and none of its transactions stands in these books of {book.authority}: name an "
            "earlier pack of these books"
        )


def _made(book: Book, last: int) -> set[str]:
    """Return the lines of the transactions up to the posting period *last*."""
    calendar, folder = book.calendar, book.folder
    return {
        entry_lines.line(one, folder) for one in book.transactions if 0 < entry_lines.period_of(one, calendar) <= last
    }


def _kept(path: Path, refuse: Callable[[Book, Period], None]) -> bytes:
    try:
        return _lines_of(path, path.read_bytes(), refuse)
    except OSError as problem:
        raise NotComparedError(f"{path} cannot be read ({problem.strerror})") from problem
    except (container.ContainerError, container.DamagedError, snapshot.UnsafeError, PeriodError) as problem:
        raise NotComparedError(f"{path}: {problem}") from problem


def _lines_of(path: Path, zipped: bytes, refuse: Callable[[Book, Period], None]) -> bytes:
    files, problems = manifest.held_against(zipped)
    if problems:
        raise NotComparedError(
            f"{path} is not as it was packed ({problems[0]}): nothing is held against it; run ealedger verify on it"
        )
    said = json.loads(files[manifest.NAME])
    snapshot.check(files)
    with snapshot.opened(files, str(said.get("ledger", ""))) as book:
        if book.errors:
            raise NotComparedError(f"{path}: the ledger in it has errors, so nothing is held against it")
        period = book.calendar.parse(str(said.get("pack", "")))
        refuse(book, period)
        return since_pack.content(book, period, zipped)

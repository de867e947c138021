"""What did the books of an earlier pack hold? Its lines, for a later pack to keep; it is as little trusted as any that comes from elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reports import container, manifest, since_pack, snapshot

if TYPE_CHECKING:
    from pathlib import Path


def kept(path: Path) -> bytes:
    """Return what a later pack keeps of the pack at *path*; raise :class:`~reports.since_pack.NotComparedError` where it is no sound one."""
    try:
        return _lines_of(path, path.read_bytes())
    except OSError as problem:
        raise since_pack.NotComparedError(f"{path} cannot be read ({problem.strerror})") from problem
    except (container.ContainerError, container.DamagedError, snapshot.UnsafeError) as problem:
        raise since_pack.NotComparedError(f"{path} {problem}") from problem


def _lines_of(path: Path, zipped: bytes) -> bytes:
    files, problems = manifest.held_against(zipped)
    if problems:
        raise since_pack.NotComparedError(
            f"{path} is not as it was packed ({problems[0]}): nothing is held against it; run ealedger verify on it"
        )
    said = json.loads(files[manifest.NAME])
    snapshot.check(files)
    with snapshot.opened(files, str(said.get("ledger", ""))) as book:
        if book.errors:
            raise since_pack.NotComparedError(f"{path}: the ledger in it has errors, so nothing is held against it")
        return since_pack.content(book, book.calendar.parse(str(said.get("pack", ""))), zipped)

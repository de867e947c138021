"""How is a place in the council's files shown? As seen from its folder, with forward slashes, on every machine alike."""

from __future__ import annotations

import os
from pathlib import Path


def short(name: str | Path, folder: Path) -> str:
    """Return the file *name* as seen from *folder*: ``books/accounts.beancount``, or ``../shared.beancount``.

    A file on another drive is shown by its own name alone.
    """
    path = Path(name)
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.name


def shown(filename: str, lineno: int, folder: Path) -> str:
    """Return file and line as seen from *folder*, or an empty text where *filename* names no file."""
    return f"{short(filename, folder)}:{lineno}" if filename else ""


def split(place: str) -> tuple[str, int]:
    """Return file and line of a *place* that was :func:`shown`; 0 for the line where it names none."""
    name, _, line = place.rpartition(":")
    return (name, int(line)) if name and line.isdecimal() else (place, 0)

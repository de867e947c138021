"""What would the books be after an edit? A private copy of the ledger is edited and loaded; the books themselves are only read."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fava.beans.load import load_uncached

from ledger.book import Book
from reports.serving.refused import RefusedError
from reports.serving.versions import ledger_files

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The folders of a council that are copied as folders, so that a file added in them is added to the copy.
_COPIED = ("books", "openings")


class Stage:
    """A copy of the ledger of *book* below the folder *root*: each file by its place, and what each one held when it was copied.

    Every file that the ledger reads is copied; whatever else stands in the council's folder (archived sources, papers) is linked, for
    the checks look at it and no edit writes there.
    """

    def __init__(self, book: Book, root: Path) -> None:
        """Copy the ledger; raise :class:`OSError` where a file cannot be read or the copy cannot be written."""
        self.book = book
        self._root = root
        included = [str(path) for path in book.files()]
        names = {Path(name) for name in ledger_files(book.path, included)}
        self._from = _common([book.folder, *(Path(name).parent for name in included)]) or book.folder
        #: What each ledger file held when it was copied, by its place in the books.
        self.copied: dict[Path, bytes] = {}
        for path in sorted(names):
            if path.is_file() and path.is_relative_to(self._from):
                self.copied[path] = path.read_bytes()
                self.write(path, self.copied[path])
        self._links(book.folder, within=False)

    def of(self, path: Path) -> Path:
        """Return where the copy of *path* stands, or would; *path* itself where it is none that was copied from."""
        return self._root / path.relative_to(self._from) if path.is_relative_to(self._from) else path

    def back(self, text: str) -> str:
        """Return *text* with the places of copies turned back into those of the books."""
        return text.replace(str(self._root), str(self._from).rstrip(os.sep))

    def write(self, path: Path, content: bytes) -> None:
        """Write *content* as the copy of *path*."""
        copy = self.of(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)

    def changed(self) -> dict[Path, bytes]:
        """Return what every file that an edit changed or added in the copy holds now, by its place in the books."""
        now = {Path(self.back(str(copy))): copy for copy in self._copies()}
        texts = {path: copy.read_bytes() for path, copy in now.items()}
        return {path: text for path, text in texts.items() if self.copied.get(path) != text}

    def load(self) -> Book:
        """Return the copy as a book, with its places in the copy; raise :class:`RefusedError` where it cannot be loaded."""
        top = self.of(self.book.path)
        resting = gc.isenabled()
        gc.disable()
        try:
            entries, errors, options = load_uncached(str(top), is_encrypted=False)
            return Book.of(top, cast("Any", entries), errors, cast("Any", options))
        except Exception as problem:  # whatever was typed into the file
            why = f"{type(problem).__name__}: {problem}"
            raise RefusedError(
                f"Not saved: the ledger could not be read with this change ({self.back(why)})."
            ) from problem
        finally:
            if resting:
                gc.enable()

    def _copies(self) -> Iterator[Path]:
        for place, _, files in os.walk(self._root):
            yield from (path for name in files if not (path := Path(place, name)).is_symlink())

    def _links(self, folder: Path, *, within: bool) -> None:
        """Link what stands in *folder* and was not copied; *within* a folder that is copied as such, no folder is linked."""
        for path in sorted(folder.iterdir()):
            copy = self.of(path)
            if path.name.startswith("."):
                continue
            is_copied = within or (folder == self.book.folder and path.name in _COPIED)
            if path.is_dir() and (copy.is_dir() or (is_copied and not path.is_symlink())):
                copy.mkdir(exist_ok=True)
                self._links(path, within=is_copied)
            elif not copy.exists():
                _link(path, copy)


@contextlib.contextmanager
def staged(book: Book) -> Iterator[Stage]:
    """Keep a copy of the ledger of *book*, readable by us alone and outside its folder, for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="ealedger-", ignore_cleanup_errors=True) as name:
        yield Stage(book, Path(name).resolve())


def _common(folders: list[Path]) -> Path | None:
    """Return the folder that holds all *folders*, None where they stand on several drives."""
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return None


def _link(path: Path, copy: Path) -> None:
    try:
        copy.symlink_to(path)
    except OSError:  # Windows lets not everyone make links
        if path.is_dir():
            shutil.copytree(path, copy)
        else:
            shutil.copyfile(path, copy)

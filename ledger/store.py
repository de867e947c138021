"""How are the books written? Under one lock, each file replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOCK_NAME = ".ealedger.lock"
WAIT_SECONDS = 20.0
SECRET = 0o600


class LockedError(RuntimeError):
    """Another run of ours is writing these books."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__(
            f"another import or close is writing the books ({path} was held for {seconds:g} s): wait for it to end and try again"
        )


class NotWrittenError(OSError):
    """A file could not be written; what was there before is there still."""

    def __init__(self, path: Path, problem: OSError) -> None:
        why = problem.strerror or str(problem)
        if isinstance(problem, FileExistsError | NotADirectoryError):
            why = f"{_no_folder(path)} is a file, and a folder is to be there: give it another name"
        super().__init__(f"{path} could not be written ({why}); nothing was changed")


def _no_folder(path: Path) -> Path:
    """Return what stands where a folder above *path* is to be."""
    return next((one for one in reversed(path.parents) if one.exists() and not one.is_dir()), path.parent)


@contextlib.contextmanager
def locked(folder: Path, seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of the council's *folder*; raise :class:`LockedError` after *seconds* of waiting."""
    path = folder / LOCK_NAME
    lock = FileLock(path, timeout=seconds)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(path, seconds) from None
    except OSError as problem:
        raise NotWrittenError(path, problem) from problem
    try:
        yield
    finally:
        lock.release()


def replace(path: Path, content: bytes | Iterable[bytes], *, is_secret: bool = False) -> None:
    """Write *content* to *path* so that a reader sees the old file or the new one; raise :class:`NotWrittenError`.

    The folder is made where it is missing. A kill or a full disk in the middle leaves at most a temporary file whose
    name no ``include`` matches. What is secret is never to be read by others, whatever the file was before.
    """
    with staged(path, content, is_secret=is_secret):
        pass


@contextlib.contextmanager
def staged(path: Path, content: bytes | Iterable[bytes], *, is_secret: bool = False) -> Iterator[None]:
    """Write *content* (whole, or piece by piece) beside *path*, and put it in its place once the block has ended well.

    What needs room on the disk is done before the block, so that a file written in it never stands without this one for
    want of room. Raises :class:`NotWrittenError`.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(SECRET if is_secret else _mode(path))
        yield
        Path(temporary).replace(path)
    except BaseException as problem:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(problem, OSError) and not isinstance(problem, NotWrittenError):
            raise NotWrittenError(path, problem) from problem
        raise


def _mode(path: Path) -> int:
    """Return the mode of the file that is replaced, or what the user's umask makes of a new one."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def replace_text(path: Path, text: str) -> None:
    r"""Write *text* as UTF-8 with ``\n`` line ends, as :func:`replace` does."""
    replace(path, text.encode("utf-8"))

"""Which version of a ledger does a request see? One that was read whole, the newest there is, and the same for all of the request."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from fava.util import next_key, slugify

from reports.serving.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterable, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

#: What a ledger's files are: of each file and folder its time of change in nanoseconds and its size.
Print = frozenset[tuple[str, int, int]]
#: What of a council's folder the ledger may read: beside its top file, and in any depth below these.
_FOLDERS = ("books", "openings")
_SUFFIXES = (".beancount", ".sealed", ".toml")
_ARCHIVE = "extracts/archive"
#: A file that changed less than so many seconds ago may still be in the middle of being written.
QUIET = 0.15
#: How long a request waits for a change to be read before it is shown the version before, in seconds.
PATIENCE = 4.0
#: How often the files are looked at, in seconds: all requests between share one look.
GLANCE = 0.2
_TRIES = 50


class Versions:
    """The versions of the ledger at *path*: :attr:`newest`, and the reading of a later one where the files changed.

    A later version is read by one thread, of files that stayed the same from before the reading to after it; whoever asks
    meanwhile waits a moment and is then shown the version before, whole.
    """

    def __init__(self, path: Path, read: Callable[[Path, int], Version] = Version) -> None:
        """Read the ledger once; raise whatever beancount or Fava raise where that cannot be done at all."""
        self.path = path.resolve()
        #: Why the files as they are now could not be read; empty where they could.
        self.problem = ""
        self._read = read
        self._lock = threading.Lock()
        self._reading: threading.Thread | None = None
        self._looked = 0.0
        before = fingerprint(self.path, ())
        self.newest = read(self.path, _moment(before, 0))
        # Had a file changed meanwhile, the first look would see another fingerprint and read again.
        self._seen = before | fingerprint(self.path, self._files())

    def fresh(self) -> Version:
        """Return the newest version, after a look whether the files changed."""
        reading = self._reading_of_change()
        if reading is not None:
            reading.join(PATIENCE)
        return self.newest

    def after_write(self) -> Version:
        """Return the version that holds what we have just written, however long reading it takes."""
        with self._lock:
            self._looked = float("-inf")
        while (reading := self._reading_of_change()) is not None:
            reading.join()
            with self._lock:
                self._looked = float("-inf")
        return self.newest

    def is_current(self) -> bool:
        """Return whether the files are as they were when the newest version was read of them."""
        with self._lock:
            return fingerprint(self.path, self._files()) == self._seen

    @property
    def behind(self) -> str:
        """Why the newest version is not that of the files as they are, in a sentence; empty where it is."""
        if self.problem:
            return (
                f"The ledger was changed and cannot be read any more ({self.problem}). Shown is the last version that could: "
                "run ealedger check, and mend what it says."
            )
        if self._reading is not None and self._reading.is_alive():
            return "The ledger was changed and is being read. Shown is the version before; this page is made anew once it is read."
        return ""

    def _files(self) -> list[str]:
        return [str(name) for name in self.newest.options["include"]]

    def _reading_of_change(self) -> threading.Thread | None:
        """Return the thread that reads a later version, started where the files changed; None where they did not."""
        with self._lock:
            if self._reading is not None and self._reading.is_alive():
                return self._reading
            now = time.monotonic()
            if now - self._looked < GLANCE:
                return None
            self._looked = now
            if fingerprint(self.path, self._files()) == self._seen:
                return None
            self._reading = threading.Thread(target=self._read_later, name="reads a ledger", daemon=True)
            self._reading.start()
            return self._reading

    def _read_later(self) -> None:
        """Read the files until they stayed the same meanwhile; keep the version before where they cannot be read."""
        for _ in range(_TRIES):
            before = self._quiet()
            files = self._files()
            version, problem = self._tried(before)
            if fingerprint(self.path, files) != before:
                continue  # what was read may be half of one state and half of another
            self.problem, self._seen = problem, before
            if version is not None:
                self.newest = version
                read = {one[0]: one for one in before}
                # A file that changed since it was read counts as it was read, so that the next look sees it.
                self._seen = frozenset(read.get(one[0], one) for one in fingerprint(self.path, self._files()))
                gc.collect()
            return

    def _tried(self, before: Print) -> tuple[Version | None, str]:
        """Return the version of the files as they are, or None and why they cannot be read."""
        if not self.path.is_file():
            return None, f"{self.path} is not there"
        try:
            return self._read(self.path, _moment(before, self.newest.mtime)), ""
        except Exception as problem:  # whatever is in the files, the version before can still be shown
            log.exception("the ledger could not be read")
            return None, f"{type(problem).__name__}: {problem}"

    def _quiet(self) -> Print:
        """Return the fingerprint of the files once none of them changed for a moment."""
        last = fingerprint(self.path, self._files())
        for _ in range(_TRIES):
            time.sleep(QUIET)
            again = fingerprint(self.path, self._files())
            if again == last:
                break
            last = again
        return last


class Named(NamedTuple):
    """A ledger in a list: of its options the *title*."""

    options: dict[str, str]


class Shelves:
    """The ledgers that are served, by their names in addresses: what Fava asks its own loader for (``config["LEDGERS"]``)."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read each ledger; its name in addresses is that of its title, and stays the same whatever becomes of the title."""
        self._of: dict[str, Versions] = {}
        for path in dict.fromkeys(one.resolve() for one in paths):
            one = Versions(path)
            slug = slugify(str(one.newest.options["title"])) or slugify(str(path))
            self._of[next_key(slug, self._of)] = one

    def versions(self, slug: str) -> Versions:
        """Return the versions of one ledger; raise :class:`KeyError` where there is none of that name."""
        return self._of[slug]

    @property
    def ledgers(self) -> list[Version]:
        """The newest versions, in the order in which the ledgers were named."""
        return [one.newest for one in self._of.values()]

    def first_slug(self) -> str:
        """Return the name of the ledger that an address without one leads to."""
        return next(iter(self._of))

    def items(self) -> ItemsView[str, Named]:
        """Return how each ledger is named in Fava's list of the others: by its title, and its file too where several have that title."""
        titles = {slug: str(one.newest.options["title"]) for slug, one in self._of.items()}
        alike = Counter(titles.values())
        named = {
            slug: Named({"title": title if alike[title] == 1 else f"{title}: {_file(self._of[slug].path)}"})
            for slug, title in titles.items()
        }
        return named.items()

    def paths(self) -> dict[str, Path]:
        """Return the file of each ledger by the ledger's name in addresses."""
        return {slug: one.path for slug, one in self._of.items()}

    def __getitem__(self, slug: str) -> Version:
        """Return the version that a request is answered from; raise :class:`KeyError` where there is no such ledger."""
        return self._of[slug].fresh()


def fingerprint(path: Path, included: Iterable[str]) -> Print:
    """Return what the files of the ledger at *path* are now: what may belong to it in its folder, and what it *included* elsewhere."""
    names = {*ledger_files(path, included), str(path.parent / _ARCHIVE)}
    return frozenset(filter(None, map(_stat, names)))


def ledger_files(path: Path, included: Iterable[str]) -> set[str]:
    """Return the names of what may belong to the ledger at *path* in its folder, and of what it *included* elsewhere."""
    folder = path.parent
    names = {str(path), *included}
    with contextlib.suppress(OSError):  # a folder that is gone, or whose drive is, has no files
        names |= {str(one) for one in folder.iterdir() if one.suffix in _SUFFIXES}
    for below in _FOLDERS:
        for place, _, files in os.walk(folder / below):
            names |= {os.path.join(place, name) for name in files if name.endswith(_SUFFIXES)}  # noqa: PTH118 - as os.walk gives them
    return names


def _file(path: Path) -> str:
    """Return the file at *path* with its folder, which tells one council's ledger from another's."""
    return f"{path.parent.name}/{path.name}"


def _stat(name: str) -> tuple[str, int, int] | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - of thousands of names at every look
    except OSError:
        return None
    return name, found.st_mtime_ns, found.st_size


def _moment(files: Print, last: int) -> int:
    """Return a moment for a version of *files* that is later than *last*, as Fava's pages look for a greater one."""
    return max(last + 1, *(changed for _, changed, _ in files)) if files else last + 1

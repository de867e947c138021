"""Of which financial year is each file of the books, and which of them does a year alone read?"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core.data import Balance, Pad
from beancount.parser import lexer

from ledger import canonical
from ledger.periods import PeriodError, year_label, year_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from beancount.core.data import Directives

#: A file that is of no one year, such as books/agreements.beancount: every year reads it.
EVERY = 0
#: The top file, and what a year alone cannot read: what it says is copied.
COPIED = -1
BOOKS = "books"
FOLDER = "openings"
ENDING = ".beancount"
_OURS = re.compile(rb'^\d{4}-\d\d-\d\d custom "(?:year-alone|openings)" ', re.MULTILINE)
_INCLUDES = re.compile(rb"^include\b", re.MULTILINE)


def years_of(files: Iterable[str | Path], top: Path, entries: Directives) -> dict[str, int]:
    """Return of each of the ledger's *files* the year in which its financial year starts, or EVERY or COPIED.

    What stands in ``books/2018-19/`` is of 2018. A file of no year is copied where it would bring other files with it, or asserts
    balances: those are of all years.
    """
    asserting = {entry.meta["filename"] for entry in entries if isinstance(entry, Balance | Pad)}
    found = {str(top): COPIED}
    for one in map(str, files):
        if one not in found:
            year = of_path(Path(one), top.parent)
            is_whole = year == EVERY and (one in asserting or _INCLUDES.search(Path(one).read_bytes()))
            found[one] = COPIED if is_whole else year
    return found


def of_path(path: Path, folder: Path) -> int:
    """Return the year whose folder in books/ holds *path*, EVERY where none does."""
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else ()
    if len(parts) <= len((BOOKS, "2018-19")) or parts[0] != BOOKS:
        return EVERY
    try:
        year = year_start(parts[1])
    except PeriodError:
        return EVERY
    return year if parts[1] == year_label(year) else EVERY


def top_of(folder: Path, year: int) -> Path:
    """Return where the ledger of *year* alone stands."""
    return folder / f"{year_label(year)}{ENDING}"


def openings_of(folder: Path, year: int) -> Path:
    """Return where what *year* brings forward stands."""
    return folder / FOLDER / f"{year_label(year)}{ENDING}"


def is_by_hand(path: Path) -> bool:
    """Return whether a file stands at *path* that no close wrote: it is somebody's own, and nothing of ours may take its place."""
    return path.is_file() and not _OURS.search(path.read_bytes())


def by_hand(path: Path) -> str:
    """Return what is wrong with a file of somebody's own at *path*, and the cure."""
    year = path.name.removesuffix(ENDING)
    name = f"{FOLDER}/{path.name}" if path.parent.name == FOLDER else path.name
    return (
        f"{name} is kept by hand, and a close writes what belongs to {year} alone under that name: give yours another name, or put it "
        f"into {BOOKS}/{year}, and name it so wherever it is included"
    )


def standing(folder: Path) -> list[int]:
    """Return the years of which the *folder* has a ledger of its own, or what it brings forward, sorted."""
    tops = folder.glob(f"[12][0-9][0-9][0-9]-[0-9][0-9]{ENDING}")
    found = set()
    for path in (one for one in (*tops, *(folder / FOLDER).glob(f"*{ENDING}")) if not is_by_hand(one)):
        try:
            year = year_start(path.name.removesuffix(ENDING))
        except PeriodError:
            continue
        if path.name == top_of(folder, year).name:
            found.add(year)
    return sorted(found)


def paths(folder: Path) -> list[Path]:
    """Return the files of all years of which the *folder* has any: ledgers of one year, and what each brings forward."""
    both = [path for year in standing(folder) for path in (top_of(folder, year), openings_of(folder, year))]
    return [path for path in both if path.is_file() and not is_by_hand(path)]


def top_text(top: Path, years: Mapping[str, int], year: int, start: str) -> bytes:
    """Return the ledger of *year* alone: the options and plugins of *top*, and of its files those that the year reads."""
    label = year_label(year)
    own = sorted(Path(name) for name, of in years.items() if of in (EVERY, year))
    body = "".join(f"\n{line}" for line in (*_settings(top), *_includes(own, top.parent), _include(FOLDER, label)))
    heading = (
        f"{label} alone, to browse: made by ealedger close, and never edited. {top.name} has all years and is the ledger.",
        f"What earlier years left stands in {FOLDER}/{label}{ENDING}.",
    )
    directive = f'{start} custom "year-alone" {canonical.quote(label)}'
    whole = {"whole": canonical.quote(top.name)}
    return canonical.extract_head(heading, directive, whole, [body.encode(), b"\n"]).encode() + body.encode() + b"\n"


def _include(folder: str, name: str) -> str:
    return f"include {canonical.quote(f'{folder}/{name}{ENDING}')}"


def _settings(top: Path) -> Iterator[str]:
    """Yield the option and plugin lines of *top*."""
    keyword, said = "", list[str]()
    tokens = lexer.lex_iter_string(top.read_bytes())  # type: ignore[no-untyped-call] # beancount leaves it untyped
    for kind, _, _, value in tokens:
        if kind in ("OPTION", "PLUGIN"):
            keyword, said = kind.lower(), []
        elif keyword and kind == "STRING":
            said.append(canonical.quote(str(value)))
        elif keyword and kind in ("EOL", "COMMENT"):
            yield " ".join((keyword, *said))
            keyword = ""
    if keyword:
        yield " ".join((keyword, *said))


def _includes(own: list[Path], folder: Path) -> Iterator[str]:
    """Yield a pattern for each folder of which every file is among *own*, else each file by name."""
    for parent in dict.fromkeys(path.parent for path in own):
        here = [path for path in own if path.parent == parent]
        shown = Path(os.path.relpath(parent, folder)).as_posix()
        if parent != folder and set(here) == set(parent.glob(f"*{ENDING}")):
            yield _include(shown, "*")
        else:
            yield from (_include(shown, path.name.removesuffix(ENDING)) for path in here)

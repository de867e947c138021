"""Is a ledger one year alone, what may be asked of it, and which years have such a ledger?

Checks that need earlier years are left out of it, so that nothing that is authoritative is made from one: it is told by its own
directive in the top file, and by nothing of another year being loaded.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import brought_forward, chain, seals, store, year_files
from ledger.periods import year_label, year_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.book import Book
    from ledger.closing import Closed
    from ledger.directives import Record
    from ledger.periods import Calendar, Period

ALONE, OPENINGS = "year-alone", "openings"
#: The statements that a year alone gives as the whole does, for periods of that year.
STATEMENTS = ("balance-sheet", "trial-balance", "transactions", "findings")
_MARK = re.compile(
    rb'^\d{4}-\d\d-\d\d custom "year-alone" "([^"\n]*)"\n(?:  [^\n]*\n)*?  whole: "([^"\n]*)"', re.MULTILINE
)


class NotTheWholeError(ValueError):
    """What was asked needs all years, and the ledger is one year alone: the message names the ledger of all."""

    def __init__(self, name: str, year: str, whole: str, what: str) -> None:
        super().__init__(f"{name} is {year} alone, to browse, and {what} needs all years: use --ledger {whole}")


class KeptByHandError(ValueError):
    """A file of somebody's own has the name of a ledger of one year alone: the message says what to do."""


def of(top: Path, loaded: Iterable[str], records: Sequence[Record]) -> str:
    """Return the year that the ledger *top* is alone, an empty text where it is not, or not as a close writes it."""
    said = [one for one in records if one.name in (ALONE, OPENINGS)]
    if sorted(one.name for one in said) != [OPENINGS, ALONE]:
        return ""
    label = str(said[0].values["year"])
    if label != said[1].values["year"] or top.name != f"{label}{year_files.ENDING}":
        return ""
    year, folder = year_start(label), top.parent
    places = {one.name: Path(str(one.place["filename"])) for one in said}
    if places != {ALONE: top, OPENINGS: year_files.openings_of(folder, year)}:
        return ""
    others = {year_files.of_path(Path(one), folder) for one in loaded} - {year, year_files.EVERY}
    return "" if others else label


def refuse(path: Path, what: str) -> None:
    """Raise :class:`NotTheWholeError` where *path* says that it is one year alone; told by its text, without loading it."""
    mark = _MARK.search(path.read_bytes()) if path.is_file() else None
    if mark:
        year, whole = (one.decode("utf-8", errors="replace") for one in mark.groups())
        raise NotTheWholeError(path.name, year, whole, what)


def not_judged(book: Book) -> str:
    """Return what is not judged of the *book* where it is one year alone, and which ledger judges it; else an empty text."""
    left_out = ", ".join(book.not_judged)
    return f"not judged here: {left_out}, which need the years before; {book.whole} judges them" if left_out else ""


def ended(closed: Closed, calendar: Calendar, years: Iterable[int], now: Period | None = None) -> list[int]:
    """Return which of *years* are closed to their last posting period; *now* is a period that is about to be closed."""
    found = []
    for year in sorted({one for one in years if one > year_files.EVERY}):
        last = calendar.parse(year_label(year)).last
        by = closed.by(last)
        if (now is not None and now.first <= last <= now.last) or (by is not None and "seal" in by.metadata):
            found.append(year)
    return found


def texts(book: Book, closed: Closed, now: Period | None = None) -> dict[Path, bytes]:
    """Return the text of both files of each year that is to have them, by path, from the whole of the *book*.

    Those are the years that are closed, *now* among them, the one after each of these once the books hold anything of it, and
    what has such files already, closed or since reopened. Raises :class:`KeptByHandError` where one of them would take the place
    of a file that no close wrote.
    """
    years = year_files.years_of(book.files(), book.path, book.entries)
    of_books = set(years.values())
    there = [year for year in year_files.standing(book.folder) if year in of_books]
    over = ended(closed, book.calendar, of_books, now)
    wanted = sorted({*there, *over, *(year + 1 for year in over if year + 1 in of_books)})
    every = brought_forward.moved(book.transactions, years, book.calendar) if wanted else brought_forward.Moved()
    digests = seals.Texts(book.folder)
    found = {}
    for year in wanted:
        period = book.calendar.parse(year_label(year))
        one = brought_forward.forward(every, period)
        openings = brought_forward.text(book.entries, years, book.calendar, book.folder, one, digests)
        found[year_files.openings_of(book.folder, year)] = openings
        found[year_files.top_of(book.folder, year)] = year_files.top_text(book.path, years, year, str(period.start))
    for path in found:
        if year_files.is_by_hand(path):
            raise KeptByHandError(year_files.by_hand(path))
    return found


def write(found: dict[Path, bytes]) -> tuple[Path, ...]:
    """Write each text that is not there as it is; return which were written. What is brought forward comes first of each year."""
    changed = tuple(path for path, text in found.items() if not path.is_file() or path.read_bytes() != text)
    for path in changed:
        store.replace(path, found[path])
    return changed


def cure(closed: Closed) -> str:
    """Return which command writes the years' ledgers anew: a close that holds, said again, closes nothing and writes them."""
    for span, one in reversed(list(closed.closes())):
        if "seal" in one.metadata and all(closed.by(key) is one for key in range(span.first, span.last + 1)):
            return f"run ealedger close {span.label!r} again, which writes it anew".replace("'", '"')
    return "close the year again, which writes it anew"


def chained(records: Iterable[Record]) -> list[Record]:
    """Return the closes and reopens among *records*."""
    return [one for one in records if one.name in (chain.CLOSE, chain.REOPEN)]

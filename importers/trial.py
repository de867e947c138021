"""What would a profile do with a file? The first rows as they would be posted, and the totals; nothing is written."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers import profile as profiles
from importers.kinds import importer
from importers.lines import BUCKETS, Sorted
from importers.meaning import Targets
from importers.reader import read
from ledger import canonical, money

if TYPE_CHECKING:
    from pathlib import Path

    from importers.lines import Line, Written
    from ledger.book import Book

_ROWS = 10
_WIDTH = 76
_NAMES = {
    "posted": "would be posted",
    "held": "in the books already",
    "evidence": "evidence, posted by another kind",
    "outside": "outside the programme",
    "rejected": "would be rejected",
}


@dataclass(frozen=True)
class Trial:
    """What became of the rows of *path* under the profile."""

    path: Path
    profile: str
    done: Sorted

    @property
    def needs_a_person(self) -> bool:
        """Whether rows would be rejected."""
        return bool(self.done.rejects)

    def lines(self) -> list[str]:
        """Return the trial as it is printed, in 80 columns."""
        done = self.done
        shown = [f"{self.path.name} (profile {self.profile})"]
        for line in done.lines[:_ROWS]:
            shown += [
                f"  row {line.row:<9,}{line.date}{self._amount(line.printed_pence):>20}  {line.rule}".rstrip(),
                *_means(line),
            ]
        if len(done.lines) > _ROWS:
            shown.append(f"  and {len(done.lines) - _ROWS:,} more")
        shown.append(f"  {'read':<34}{done.rows:>10,} rows{self._amount(done.pence):>20}")
        shown += [
            f"  {_NAMES[bucket]:<34}{done.counts[bucket]:>10,} rows{self._amount(done.sums[bucket]):>20}"
            for bucket in BUCKETS
            if done.counts[bucket] or bucket in ("posted", "outside", "rejected")
        ]
        return shown

    def _amount(self, pence: int) -> str:
        """Return *pence* as printed: pounds, or families where the extract counts them."""
        return money.printed(pence) if self.done.commodity == "GBP" else f"{money.whole(pence)} families"


def _means(line: Line) -> list[str]:
    """Return what the line becomes: its postings, its directive, or what it is evidence for."""
    if line.written is not None:
        return _directive(line, line.written)
    if line.sides:
        return [f"    {one.account:<54}{canonical.number(one.pence, one.commodity):>20}" for one in line.sides]
    against = [f"    against {line.contra}"] if line.contra else []
    return [f"    {'! ' if line.flag == '!' else ''}{line.account}", *against]


def _directive(line: Line, written: Written) -> list[str]:
    """Return the name and the texts of a directive, and below it the accounts that it is about."""
    texts = [str(one) for one in written.values if not isinstance(one, canonical.Bare)]
    named = [str(one) for one in written.values if isinstance(one, canonical.Bare) and ":" in one]
    named = named or ([line.account] if line.account else [])
    said = "".join(mark if mark.isprintable() else " " for mark in f"{written.name}: {', '.join(texts)}")
    shown = textwrap.wrap(said, _WIDTH, break_on_hyphens=False)
    return [f"    {one}" for one in (*shown, *named)]


def trial(name: str, path: Path, book: Book) -> Trial:
    """Return what the profile *name* would do with *path*, whatever the books hold of it already.

    Raises :class:`~importers.profile.ProfileError` or :class:`~importers.reader.UnreadableError`.
    """
    book.require_whole("profile test")
    targets = Targets(book.accounts, book.register, book.calendar, book.kept_in)
    one = importer(profiles.find(name, book.folder), targets)
    return Trial(path, one.name, one.sort(read(path)))

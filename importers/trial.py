"""What would a profile do with a file? The first rows as they would be posted, and the totals; nothing is written."""

from __future__ import annotations

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

    from ledger.book import Book

_ROWS = 10
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
        said = money.printed if done.commodity == "GBP" else money.whole
        shown = [f"{self.path.name} (profile {self.profile})"]
        for line in done.lines[:_ROWS]:
            shown.append(f"  row {line.row:<9,}{line.date}{said(line.printed_pence):>20}  {line.rule}".rstrip())
            if line.sides:
                shown += [
                    f"    {one.account:<54}{canonical.number(one.pence, one.commodity):>20}" for one in line.sides
                ]
            else:
                shown.append(f"    {'! ' if line.flag == '!' else ''}{line.account}")
                shown += [f"    against {line.contra}"] if line.contra else []
        if len(done.lines) > _ROWS:
            shown.append(f"  and {len(done.lines) - _ROWS:,} more")
        shown.append(f"  {'read':<34}{done.rows:>10,} rows{said(done.pence):>20}")
        shown += [
            f"  {_NAMES[bucket]:<34}{done.counts[bucket]:>10,} rows{said(done.sums[bucket]):>20}"
            for bucket in BUCKETS
            if done.counts[bucket] or bucket in ("posted", "outside", "rejected")
        ]
        return shown


def trial(name: str, path: Path, book: Book) -> Trial:
    """Return what the profile *name* would do with *path*, whatever the books hold of it already.

    Raises :class:`~importers.profile.ProfileError` or :class:`~importers.reader.UnreadableError`.
    """
    one = importer(profiles.find(name, book.folder), Targets(book.accounts, book.register, book.calendar))
    return Trial(path, one.name, one.sort(read(path)))

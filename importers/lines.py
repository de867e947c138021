"""What becomes of a row? A line to post, evidence, a row outside the programme, or a reject with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

Bucket = str

#: What can become of a row read, in the order it is told.
BUCKETS: tuple[Bucket, ...] = ("posted", "held", "evidence", "outside", "rejected")


class Line(NamedTuple):
    """A row of the programme, typed: what it posts, in pence, debits positive."""

    row: int
    key: str
    is_by_content: bool
    date: datetime.date
    period: int
    states_period: bool
    pence: int
    printed_pence: int
    account: str
    contra: str
    flag: str
    payee: str
    narration: str
    metadata: tuple[tuple[str, str | datetime.date], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not understood: its number, the sentence that says why and how to cure it, and its cells."""

    row: int
    reason: str
    cells: tuple[str, ...]
    pence: int | None = None


@dataclass
class Sorted:
    """All rows of an extract, sorted by what becomes of them; pence as the file prints them."""

    rows: int = 0
    blank_rows: int = 0
    pence: int = 0
    lines: list[Line] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    counts: dict[Bucket, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    sums: dict[Bucket, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    latest: datetime.date | None = None
    evidence: Counter[str] = field(default_factory=Counter)

    def count(self, bucket: Bucket, pence: int) -> None:
        """Add a row of *pence* to *bucket*."""
        self.counts[bucket] += 1
        self.sums[bucket] += pence

    def move(self, line: Line, bucket: Bucket) -> None:
        """Count *line*, which was counted as posted, in *bucket* instead."""
        self.counts["posted"] -= 1
        self.sums["posted"] -= line.printed_pence
        self.count(bucket, line.printed_pence)

    def reject(self, line: Line, reason: str, cells: tuple[str, ...]) -> None:
        """Reject *line*, which was counted as posted."""
        self.move(line, "rejected")
        self.rejects.append(Reject(line.row, reason, cells, line.printed_pence))

"""What becomes of a row? A line to post, evidence, a row outside the programme, or a reject with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime

    from ledger.canonical import Value

Bucket = str

#: What can become of a row read, in the order it is told.
BUCKETS: tuple[Bucket, ...] = ("posted", "held", "evidence", "outside", "rejected")


class Side(NamedTuple):
    """One posting of an entry that is more than a row and its contra; *row* is that row of the extract, 0 for none.

    *codes* are its cost centre and subjective in the finance system, where it is on some.
    """

    account: str
    pence: int
    commodity: str = "GBP"
    row: int = 0
    codes: tuple[str, ...] = ()


class Written(NamedTuple):
    """A directive that a row becomes: its name, and its values in order."""

    name: str
    values: tuple[Value, ...]


class Line(NamedTuple):
    """A row of the programme, typed: what it posts, in pence, debits positive.

    It becomes a transaction of its account and its contra; of its *sides* where it has some; or the directive *written*.
    A line of several rows, such as a journal, has each of them among its sides. *link* names the chain that it belongs to.
    """

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
    metadata: tuple[tuple[str, Value], ...] = ()
    rule: str = ""
    sides: tuple[Side, ...] = ()
    written: Written | None = None
    link: str = ""

    @property
    def bucket(self) -> Bucket:
        """What becomes of the line's rows: they are posted, or are evidence."""
        return "evidence" if self.written is not None and self.written.name == "evidence" else "posted"

    @property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """The rows that the line stands for, and the pence that each prints."""
        several = tuple((side.row, side.pence) for side in self.sides if side.row)
        return several or ((self.row, self.printed_pence),)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not understood: its number, the sentence that says why and how to cure it, and its cells."""

    row: int
    reason: str
    cells: tuple[str, ...]
    pence: int | None = None


@dataclass
class Told:
    """What rows told beside what they carry: *totals* are printed totals that are not our sum, *warnings* what is doubted.

    *notes* say what was understood without doubt.
    """

    rejects: list[Reject] = field(default_factory=list)
    totals: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blank: int = 0
    aside: int = 0


@dataclass
class Sorted:
    """All rows of an extract, sorted by what becomes of them; pence as the file prints them.

    *aside* counts titles, notes and printed totals, which are no rows of the extract. A printed total that is not the sum
    of its rows stands among the rejects, and is counted in *open_totals* alone.
    """

    rows: int = 0
    blank_rows: int = 0
    aside: int = 0
    open_totals: int = 0
    pence: int = 0
    lines: list[Line] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    counts: dict[Bucket, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    sums: dict[Bucket, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))
    latest: datetime.date | None = None
    commodity: str = "GBP"
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, bucket: Bucket, pence: int) -> None:
        """Add a row of *pence* to *bucket*."""
        self.counts[bucket] += 1
        self.sums[bucket] += pence

    def add(self, told: Told) -> None:
        """Add what the rows told beside what they carry, and put everything into the order of the file."""
        self.blank_rows += told.blank
        self.aside += told.aside
        self.open_totals += len(told.totals)
        self.warnings += told.warnings
        self.notes += told.notes
        for reject in told.rejects:
            self.rows += 1
            self.pence += reject.pence or 0
            self.count("rejected", reject.pence or 0)
        self.rejects += [*told.rejects, *told.totals]
        self.rejects.sort(key=lambda reject: reject.row)
        self.lines.sort(key=lambda line: line.row)

    def move(self, line: Line, bucket: Bucket) -> None:
        """Count *line* in *bucket* instead of where it was counted."""
        for _, pence in line.rows:
            self.counts[line.bucket] -= 1
            self.sums[line.bucket] -= pence
            self.count(bucket, pence)

    def reject(self, line: Line, reason: str, cells: tuple[str, ...]) -> None:
        """Reject *line*, which was counted as posted or as evidence, and every row that it stands for."""
        self.move(line, "rejected")
        self.rejects += [Reject(row, reason, cells, pence) for row, pence in line.rows]

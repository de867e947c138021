"""What can a row of an extract mean? A posting, a directive, or evidence for what another kind of extract posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.rows import ends_before

if TYPE_CHECKING:
    import datetime

    from importers.lines import Side, Written
    from importers.reader import Row
    from ledger.agreements import Register
    from ledger.canonical import Value
    from ledger.periods import Calendar

#: A row that ends before one of these says nothing that can be relied on: the others may be left off its end.
DECIDING = (
    "date", "cost-centre", "subjective", "account", "reference", "instalment", "type", "pool", "partner", "agreement",
    "family", "attached", "route", "stage", "year", "moved-to", "event", "fund", "measure", "agency", "basis",
)  # fmt: skip


@dataclass(frozen=True)
class Targets:
    """What the books offer an import: accounts with the days they open and close, what was agreed, the calendar.

    *kept_in* says what accounts that do not take every commodity may hold.
    """

    accounts: dict[str, tuple[datetime.date, datetime.date | None]]
    register: Register
    calendar: Calendar
    kept_in: dict[str, tuple[str, ...]] = field(default_factory=dict)


class RowError(ValueError):
    """A row is not understood: the message is the sentence its reject is listed with."""


@dataclass(frozen=True)
class Posting:
    """What a row posts: its account, the other side's, a flag, metadata of its kind, and what in the profile says so.

    *sides* are all its postings where it has others than those two; *link* names the chain that a person follows.
    """

    account: str
    contra: str
    flag: str = "*"
    metadata: tuple[tuple[str, Value], ...] = ()
    rule: str = ""
    sides: tuple[Side, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Directed:
    """A row that becomes a directive; *account* is the account that it is about, empty for none."""

    written: Written
    metadata: tuple[tuple[str, Value], ...] = ()
    account: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Evidence:
    """A row that posts nothing: another kind of extract posts the stream of the fund that it belongs to.

    *account* is where it would be posted, empty where nothing says so; *metadata* is what it adds to what is posted.
    """

    fund: str
    stream: str
    poster: str
    account: str = ""
    metadata: tuple[tuple[str, Value], ...] = ()
    rule: str = ""


Meaning = Posting | Directed | Evidence


class Cells(dict[str, str]):
    """One row's cells by role, trimmed; a column that the extract or the row lacks is blank.

    *pence* is what the row carries in the ledger's sign, debits positive; *always* what the profile says of every row.
    """

    __slots__ = ("_count", "_is_whole", "_places", "number", "pence")

    def __init__(self, row: Row, places: dict[str, int], pence: int, always: dict[str, str] | None = None) -> None:
        cells = row.cells
        self.number = row.number
        self.pence = pence
        self._count = len(cells)
        self._places = places
        super().__init__({role: cells[place].strip() for role, place in places.items() if place < self._count})
        self._is_whole = len(self) == len(places)
        if always:
            self.update(always)

    def __missing__(self, role: str) -> str:
        return ""

    def has(self, role: str) -> bool:
        """Return whether the extract has a column for *role*."""
        return role in self

    def check_width(self) -> None:
        """Raise :class:`RowError` where the row ends before a cell that decides what it is."""
        if self._is_whole:
            return
        for role in DECIDING:
            if self._places.get(role, -1) >= self._count:
                raise RowError(ends_before(self._count, role, self._places[role]))

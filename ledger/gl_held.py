"""What is a code at the end of a period: the two balances, and the named items that their difference is made of?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime

    from ledger.gl_balances import Code, Line

EVIDENCE = "evidence, posted by another kind"
NOT_POSTED = "evidence not yet posted"
ACCRUAL = "accrual of ours"
JOURNAL = "journal of ours"
UNALLOCATED = "unallocated"
TIMING = "timing"
RESTATED = "restated"
MIS_CODED = "mis-coded"
REJECTED = "rejected rows left out"
#: Every name that an item can have, in the order in which they are shown.
NAMES = (EVIDENCE, NOT_POSTED, ACCRUAL, JOURNAL, UNALLOCATED, TIMING, RESTATED, MIS_CODED, REJECTED)


class Item(NamedTuple):
    """A part of a difference that has a name: *pence* that the finance system holds more, *key* of the row, and why.

    *posting* is the (transaction, leg) that carries just this amount, None where no one posting does.
    """

    name: str
    pence: int
    key: str
    why: str
    date: datetime.date | None = None
    posting: tuple[int, int] | None = None


@dataclass(frozen=True)
class Held:
    """A code at the end of a period: what the finance system holds (None: its list lacks the code), what we hold, and why."""

    code: Code
    period: int
    theirs: int | None
    ours: int
    items: tuple[Item, ...]
    place: dict[str, Any] = field(repr=False, compare=False)
    is_in_books: bool = True
    year_lines: tuple[Line, ...] = field(default=(), repr=False, compare=False)

    @property
    def difference(self) -> int:
        """What the finance system holds more, in pence."""
        return (self.theirs or 0) - self.ours

    @property
    def named(self) -> int:
        """What of the difference has a name, in pence."""
        return sum(one.pence for one in self.items)

    @property
    def unexplained(self) -> int:
        """What of the difference has none, in pence."""
        return self.difference - self.named

    @property
    def postings(self) -> list[tuple[int, int]]:
        """The postings that are ours: transaction and leg."""
        return [(one.txn, one.leg) for one in self.year_lines if one.period <= self.period and not one.is_unallocated]


class Event(NamedTuple):
    """An item that is one from *start* until before *end*; *group* joins those that are named together or not at all."""

    item: Item
    start: int
    end: int
    group: str


def with_items(held: Held, *items: Item) -> Held:
    """Return *held* with further *items*."""
    return replace(held, items=(*held.items, *items))

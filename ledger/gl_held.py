"""What is a code at the end of a period: the two balances, and the named items that their difference is made of?"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.gl_balances import Line, Made

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.gl_balances import Code

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


class OfYear:
    """What these books hold on a code in a financial year: every line but those unallocated, found by period and by amount.

    All periods of the year share it, so that none of them looks through the lines again.
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = sorted((one for one in lines if not one.is_unallocated), key=lambda one: one.period)
        self._periods = [one.period for one in self.lines]
        self._sums = [0]
        for one in self.lines:
            self._sums.append(self._sums[-1] + one.pence)

    def until(self, period: int) -> Sequence[Line]:
        """Return the lines to the end of *period*."""
        return self.lines[: bisect_right(self._periods, period)]

    def pence(self, period: int) -> int:
        """Return what is held at the end of *period*."""
        return self._sums[bisect_right(self._periods, period)]

    def rows(self, after: int, until: int) -> list[Line]:
        """Return the rows that the finance system has too, of the periods after *after* to the end of *until*."""
        chosen = self.lines[bisect_right(self._periods, after) : bisect_right(self._periods, until)]
        return [one for one in chosen if is_theirs_too(one)]

    def of(self, pence: int) -> Sequence[Line]:
        """Return the rows of just *pence* that the finance system has too."""
        return self._by_amount.get(pence, ())

    @cached_property
    def _by_amount(self) -> dict[int, list[Line]]:
        found: dict[int, list[Line]] = defaultdict(list)
        for one in self.lines:
            if is_theirs_too(one):
                found[one.pence].append(one)
        return found


def is_theirs_too(line: Line) -> bool:
    """Return whether the finance system has the line as well, in some period and on some code."""
    return line.made not in (Made.ACCRUAL, Made.JOURNAL) and bool(line.pence)


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
    of_year: OfYear = field(default_factory=OfYear, repr=False, compare=False)

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
        return [(one.txn, one.leg) for one in self.of_year.until(self.period)]


class Event(NamedTuple):
    """An item that is one from *start* until before *end*; *group* joins those that are named together or not at all."""

    item: Item
    start: int
    end: int
    group: str


def with_items(held: Held, *items: Item) -> Held:
    """Return *held* with further *items*."""
    return replace(held, items=(*held.items, *items))

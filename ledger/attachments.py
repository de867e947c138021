"""When was each family attached, and of which year? From the postings of families that are no claims."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ledger import accounts

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

#: A family, in the hundredths that the books count in.
ONE = 100


class Attachment(NamedTuple):
    """A family of a fund comes under attachment, or leaves it (closed, or taken back); *number* in hundredths."""

    date: datetime.date
    year: str
    number: int


class Attachments:
    """Who is attached, by reference where entries name families, by number where they count them.

    *moves* are the postings of families (:func:`ledger.claim_steps.families_of`).
    """

    def __init__(self, moves: Iterable[tuple[Transaction, str, int]]) -> None:
        self._named: dict[tuple[str, str], list[Attachment]] = defaultdict(list)
        counted: dict[tuple[str, str], list[Attachment]] = defaultdict(list)
        for txn, account, number in moves:
            if "route" in txn.meta:
                continue  # a claim, which comes after attachment and proves none
            name = accounts.parse(account)
            match name.parts:
                case ("Families", year, "Attached"):
                    one = Attachment(txn.date, year, number)
                    family = txn.meta.get("family")
                    (self._named[name.fund, family] if family else counted[name.fund, year]).append(one)
        self._like: dict[tuple[str, str], str] | None = None
        self._counted: dict[tuple[str, str], tuple[list[datetime.date], list[int]]] = {}
        for key, several in counted.items():
            several.sort(key=lambda one: one.date)
            sums = list(accumulate(one.number for one in several))
            self._counted[key] = [one.date for one in several], sums

    def of_family(self, fund: str, family: str) -> list[Attachment]:
        """Return what entries say of the one *family*, in their order."""
        return self._named.get((fund, family), [])

    def like(self, fund: str, family: str) -> str:
        """Return the reference of an attached family that differs from *family* in great and small letters alone, or nothing."""
        if self._like is None:
            self._like = {(of, name.casefold()): name for of, name in self._named}
        return self._like.get((fund, family.casefold()), "")

    def counted(self, fund: str, year: str, day: datetime.date) -> int:
        """Return how many families of *year* stand attached by number at the end of *day*, in hundredths."""
        days, sums = self._counted.get((fund, year), ([], []))
        place = bisect_right(days, day)
        return sums[place - 1] if place else 0

    def is_counted(self, fund: str, year: str) -> bool:
        """Return whether any families of *year* were attached by number."""
        return (fund, year) in self._counted

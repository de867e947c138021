"""How does a person's decision that two things belong together come into the books? As ``custom "match"``, by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import advice, canonical, kept, receipts, store
from ledger.book import Book

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from pathlib import Path

FILE_NAME = "matches.beancount"
_HEADING = ";; Matches of {year}, which reconcile --accept wrote: what belongs together, and who says so.\n"


class NotAcceptedError(ValueError):
    """A match cannot be written: the message says why."""


def accept(ledger: Path, pairs: Sequence[tuple[str, str]], because: str, day: datetime.date | None = None) -> Path:
    """Write a match of each of *pairs* into the books, dated *day* or the last day that they know; return the file.

    All of them or none. Raises :class:`NotAcceptedError` where one names nothing, or two things that cannot belong
    together, and where the day's period is closed.
    """
    try:
        why = kept.words(because, "a match needs a reason, and who gives it")
        with store.locked(ledger.resolve().parent):
            book = Book.load_whole(ledger, "reconcile --accept")
            day = day or book.last_day
            judge = _Judge(book, day)
            named = [judge.checked(one, other) for one, other in pairs]
            written = [canonical.custom(day, "match", (one, other, why), {}) for one, other in named]
            return kept.append(book, FILE_NAME, _HEADING.format(year=book.calendar.year_of(day)), day, written)
    except kept.NotKeptError as problem:
        raise NotAcceptedError(str(problem)) from problem


class _Judge:
    """What may be matched in *book*: its receipts, its evidence, its instalments."""

    def __init__(self, book: Book, day: datetime.date) -> None:
        register = book.register
        self._register, self._day = register, day
        told = advice.Known({}, {}, ())
        came = receipts.resolved(register, book.transactions, book.postings, told)
        self._agreements = register.agreements
        self._receipts = {one.key: one for one in came if one.key}
        self._evidence = {one.key: one for one in register.evidence if one.key}
        self._instalments = {one.reference: one for one in register.instalments}
        self._posted = {str(txn.meta["doc"]): txn.date for txn in book.transactions if "doc" in txn.meta}
        self._matched = advice.matches_of(register, None)

    def checked(self, one: str, other: str) -> tuple[str, str]:
        """Return the two as the books name them; raise :class:`NotAcceptedError` where they cannot belong together."""
        one, other = self._known(one), self._known(other)
        self._check(one, other)
        # What this command accepts already is refused a second time too.
        self._matched.setdefault(one, []).append(other)
        self._matched.setdefault(other, []).append(one)
        return one, other

    def _known(self, name: str) -> str:
        """Return *name* as the books have it, an instalment however it is spelt."""
        if name in self._evidence or name in self._posted:
            return name
        instalment = self._register.instalment_like(name)
        if instalment is None:
            raise NotAcceptedError(
                f"{name!r} is neither a row of the books (its doc:) nor an instalment: reconcile --suggest lists both"
            )
        return instalment.reference

    def _check(self, one: str, other: str) -> None:
        for name in (one, other):
            came = self._evidence[name].date if name in self._evidence else self._posted.get(name)
            if came is not None and came > self._day:
                raise NotAcceptedError(
                    f"{name} came on {came}, and the match would be of {self._day}: give a later day with --as-at, or none"
                )
        if other in self._matched.get(one, ()):
            raise NotAcceptedError(f"{one} and {other} are matched already")
        named = [self._instalments[name] for name in (one, other) if name in self._instalments]
        rows = [name for name in (one, other) if name not in self._instalments]
        if len(named) > 1 or not rows:
            raise NotAcceptedError(f"{one} and {other} are two instalments: match money or evidence to one")
        if not named:
            if not any(name in self._evidence for name in rows):
                raise NotAcceptedError(f"{one} and {other} are both posted: match evidence to an entry")
            return
        agreement = self._agreements[named[0].agreement]
        row = self._receipts.get(rows[0]) or self._evidence.get(rows[0])
        if row is None:
            raise NotAcceptedError(f"{rows[0]} is no money from a funder: only that pays an instalment")
        if row.fund != agreement.fund:
            raise NotAcceptedError(
                f"{rows[0]} came to the fund {row.fund}, and {named[0].reference} belongs to {agreement.fund}: move the money "
                "by a journal that balances in both, and name the instalment there"
            )
        receipt = self._receipts.get(rows[0])
        if receipt is not None and receipt.agreement not in ("", agreement.name):
            raise NotAcceptedError(
                f"the entry of {rows[0]} names the agreement {receipt.agreement}, and {named[0].reference} belongs to "
                f"{agreement.name}: reverse the entry and post it again"
            )

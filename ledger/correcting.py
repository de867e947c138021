"""How is an entry that was wrong put right? By its reversal in the open period, which names what it corrects and for which year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount.core.amount import Amount

from ledger import canonical, corrections, entry_lines, imported, money, places, store
from ledger.book import Book
from ledger.canonical import Leg
from ledger.close import appended, journals_of, said
from ledger.closing import Closed
from ledger.periods import PeriodError, year_label, year_start

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from beancount.core.data import Transaction

    from ledger.periods import Calendar

_NOT_OF_A_LINK = re.compile(r"[^A-Za-z0-9_/.-]+")
_PLACE = re.compile(r"(.+):(\d+)")
#: How many posting periods after a closed one are looked at for an open one.
_YEARS_AHEAD = 30


class NotCorrectedError(ValueError):
    """An entry cannot be reversed: the message says why, and what to do."""


@dataclass(frozen=True)
class Done:
    """A correction: the text of the reversal, the journals it was written into, and what its person should still say there."""

    text: str
    path: Path
    also: str


def correct(
    ledger: Path, ref: str, because: str, officer: str, day: datetime.date | None, *, is_material: bool | None = None
) -> Done:
    """Write the reversal of the entry *ref* into the journals of the open period, *because* of what *officer* says.

    *is_material* is what the accountant says of an entry of an earlier year. Raises :class:`NotCorrectedError` where *ref* names
    no entry or several, it is reversed already, the day's period is closed, or the accountant has to be asked.
    """
    because = said(because, "a correction needs its reason")
    officer = said(officer, "a correction needs the name of who prepared it")
    with store.locked(ledger.resolve().parent):
        book = Book.load_whole(ledger, "correct")
        # A period that is closed and was changed is put right before anything is built on it.
        book.require_sound()
        txn = _named(book, ref)
        name = corrections.name_of(txn, book.folder)
        if "reverses" in txn.meta:
            raise NotCorrectedError(
                f"{name} is a reversal itself: post the entry again instead of reversing what reversed it"
            )
        _refuse_twice(book, name)
        when, period = _open_day(book, day)
        relates = _relates_to(book, txn)
        own = year_label(period // 100)
        is_error = _judged(book, txn, relates, own, is_material)
        text = _reversal(book, txn, name, when, period, because, officer, relates if relates != own else "", is_error)
        path = journals_of(book, book.calendar.year_of(when))
        store.replace(path, appended(path, path.parent.name) + b"\n" + text.encode())
        also = f', with relates-to: "{relates}"' if relates != own else ""
        return Done(text, path, also)


def _named(book: Book, ref: str) -> Transaction:
    place = _PLACE.fullmatch(ref)
    by_place = [one for one in book.transactions if place and _stands_at(one, book, place[1], int(place[2]))]
    by_name = [one for one in book.transactions if ref in (one.meta.get("doc"), one.meta.get("claim"))]
    found = by_name or by_place or list(corrections.names(book.transactions, {ref}, book.folder).values())
    if not found:
        raise NotCorrectedError(
            f"{ref!r} names no entry of the books: give its doc:, the claim it made, or the file and the line it begins on"
        )
    live = [one for one in found if "reverses" not in one.meta]
    if len(live) > 1:
        where = ", ".join(places.shown(one.meta["filename"], one.meta["lineno"], book.folder) for one in live)
        raise NotCorrectedError(f"{ref!r} names {len(live)} entries: name one by its place, {where}")
    one: Transaction = (live or found)[0]
    return one


def _stands_at(one: Transaction, book: Book, file: str, line: int) -> bool:
    """Return whether *line* of *file* is the entry's first line, or one of its postings'."""
    lines = [one.meta["lineno"], *(leg.meta["lineno"] for leg in one.postings if leg.meta and "lineno" in leg.meta)]
    name = str(one.meta["filename"])
    return min(lines) <= line <= max(lines) and file in (name, places.short(name, book.folder))


def _refuse_twice(book: Book, name: str) -> None:
    for txn in book.transactions:
        if txn.meta.get(corrections.REVERSES) == name:
            where = places.shown(txn.meta["filename"], txn.meta["lineno"], book.folder)
            raise NotCorrectedError(f"{name} is reversed already, on {txn.date} ({where})")


def _open_day(book: Book, day: datetime.date | None) -> tuple[datetime.date, int]:
    """Return the day of the reversal and its posting period: *day*, or the first open one from the books' last day on."""
    calendar, closed = book.calendar, Closed(book.register.records, book.calendar)
    if day is not None:
        refusal = closed.refusal(calendar.key_of(day))
        if refusal is None:
            return day, calendar.key_of(day)
        key = _adjusting(calendar, day)
        if key is None or closed.by(key) is not None:
            raise NotCorrectedError(refusal)
        return day, key
    last = book.last_day
    key = calendar.key_of(last)
    if closed.by(key) is None:
        return last, key
    for ahead in _after(calendar, key):
        if closed.by(ahead) is None:
            start, end = calendar.days(ahead)
            return (end if calendar.is_adjusting(ahead) else start), ahead
    raise NotCorrectedError("no posting period after the books' last day is open: reopen one with ealedger reopen")


def _adjusting(calendar: Calendar, day: datetime.date) -> int | None:
    """Return the adjusting period of the year that ends on *day*, None for any other day."""
    end = calendar.parse(calendar.year_of(day))
    return end.last if end.end == day and end.last != calendar.key_of(day) else None


def _after(calendar: Calendar, key: int) -> list[int]:
    """Return the posting periods after *key* in their order, for as far as anyone closes ahead."""
    found = []
    for start in range(key // 100, key // 100 + _YEARS_AHEAD):
        year = calendar.parse(year_label(start))
        found += [one for one in range(year.first, year.last + 1) if one > key]
    return found


def _relates_to(book: Book, txn: Transaction) -> str:
    """Return the financial year that *txn* belongs to: what it says itself, else that of its posting period."""
    stated = str(txn.meta.get(corrections.RELATES) or "")
    try:
        return year_label(year_start(stated))
    except PeriodError:
        return year_label(entry_lines.period_of(txn, book.calendar) // 100)


def _judged(book: Book, txn: Transaction, relates: str, own: str, is_material: bool | None) -> bool:
    """Return whether the correction is a material prior-year error; raise where the accountant has to say so."""
    if relates == own:
        if is_material:
            raise NotCorrectedError(f"the entry is of {relates} itself, so it is no prior-year error")
        return False
    if is_material:
        return True
    pence = sum(
        money.to_pence(one.units.number)
        for one in txn.postings
        if one.units is not None
        and one.units.number is not None
        and one.units.currency == "GBP"
        and one.units.number > 0
    )
    decided = [one.values["amount"] for one in book.register.records if one.name == "materiality"]
    ask = "ask the accountant, then say --prior-year-error, which marks it"
    if decided and pence >= decided[-1]:
        raise NotCorrectedError(
            f"{money.spoken(pence)} of {relates} is material (from {money.spoken(decided[-1])} on), so it may be a prior-year error, "
            f"which restates that year's accounts: {ask}"
        )
    if not decided and is_material is None:
        raise NotCorrectedError(
            f"the entry is of {relates}, and the books do not say from what amount an error of an earlier year is material: {ask}, or "
            '--no-prior-year-error; custom "materiality" says the amount once and for all'
        )
    return False


def _reversal(
    book: Book,
    txn: Transaction,
    name: str,
    when: datetime.date,
    period: int,
    because: str,
    officer: str,
    relates: str,
    is_error: bool,
) -> str:
    metadata: dict[str, canonical.Value] = {corrections.REVERSES: name}
    if period != book.calendar.key_of(when):
        metadata["period"] = book.calendar.label(period)
    if relates:
        metadata[corrections.RELATES] = relates
    if is_error:
        metadata[corrections.MATERIAL] = canonical.Bare("TRUE")
    metadata.update({"because": because, "preparer": officer})
    kept = {key: txn.meta[key] for key in (*imported.OF_THE_ROW, "eligible") if key in txn.meta}
    metadata.update({key: value for key, value in kept.items() if isinstance(value, str)})
    if kept.get("eligible") is False:
        metadata["eligible"] = canonical.Bare("FALSE")
    if isinstance(claimed := txn.meta.get(imported.CLAIMED), Amount):
        metadata[imported.CLAIMED] = canonical.amount(-money.to_pence(claimed.number or Decimal(0)))
    legs = [
        Leg(
            one.account,
            canonical.number(-money.to_pence(one.units.number), one.units.currency),
            one.units.currency,
            0,
            canonical.codes_of(one.meta),
        )
        for one in txn.postings
        if one.units is not None and one.units.number is not None
    ]
    _refuse_closed_accounts(book, legs, when)
    link = next(iter(sorted(txn.links or ())), "") or _NOT_OF_A_LINK.sub("-", name)
    narration = f"Correction: {txn.narration or ''}".rstrip(": ")
    return canonical.transaction(when, "*", txn.payee or "", narration, metadata, (), link, legs)


def _refuse_closed_accounts(book: Book, legs: list[Leg], when: datetime.date) -> None:
    for leg in legs:
        opened, shut = book.accounts.get(leg.account, (when, None))
        if opened > when or (shut is not None and shut <= when):
            raise NotCorrectedError(
                f"{leg.account} is not open on {when}: give a day on which it is with --on, or open it"
            )

"""How is a posting period closed, and reopened? Under the lock, by a seal and then a directive in the year's journals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import (
    accounts,
    canonical,
    chain,
    directives,
    entry_lines,
    includes,
    money,
    personal,
    places,
    seals,
    settled,
    store,
    year_alone,
    year_end,
)
from ledger.book import Book
from ledger.closing import Closed
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from beancount.core.data import Transaction

    from ledger.directives import Record
    from ledger.periods import Period

JOURNALS = "journals.beancount"
_HEADING = ";; Journals of {year}, kept by hand: corrections, accruals, transfers between funds.\n"
_ROWS_SHOWN = 5


class NotClosedError(ValueError):
    """A period cannot be closed or reopened: the message says why, and what to do."""


@dataclass(frozen=True)
class Done:
    """What was closed or reopened: the period, how many entries were sealed, the files written, and what else to know.

    *is_again* where it was closed already, and only the ledgers of years alone were written.
    """

    period: Period
    entries: int
    written: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    is_again: bool = False


def close(ledger: Path, text: str, officer: str, day: datetime.date) -> Done:
    """Close the period that *text* names on *day*, by *officer*; return what was sealed.

    The ledgers of years alone that are due are written before the seal, whether a year ends by it or not. A period that is closed
    already is not closed twice: where one of those files is not as it would be written now, it is written anew, and no more.

    Raises :class:`NotClosedError` where the books have errors, a row stands in Unallocated, an earlier period of the year is
    open, the period is not over, or is closed already.
    """
    year_alone.refuse(ledger, "close")
    officer = said(officer, "a close needs the name of who closes")
    with store.locked(ledger.resolve().parent):
        book, closed, period = _opened(ledger, text)
        if day < period.end:
            raise NotClosedError(f"{period.label} ends on {period.end}, after {day}: close it once it is over")
        if (twice := _twice(closed, period)) is not None:
            written = year_alone.write(year_alone.texts(book, closed))
            if written:
                return Done(period, 0, written, is_again=True)
            raise NotClosedError(
                f"{period.label} was closed on {twice.date} by {twice.values['officer']}: nothing is closed twice; to change it, reopen it with "
                "ealedger reopen"
            )
        _refuse_earlier_days(book, day)
        _refuse_untraced(closed, period)
        _refuse_gaps(book, closed, period)
        _refuse_unallocated(book, period)
        journals = journals_of(book, year_label(period.first // 100))
        before = appended(journals, journals.parent.name)
        lines = seals.lines_of(book.entries, book.calendar, book.folder, period)
        sealed = seals.text_of(period, [one for own in lines.values() for one in own])
        target = _target(book, journals.parent, period)
        metadata: dict[str, canonical.Value] = {
            "previous": chain.last(book.register.records),
            "sealed": places.short(target, book.folder),
            "entries": sum(map(len, lines.values())),
            **settled.kept(book.warnings),
            **seals.listed(book.folder, lines, {places.short(journals, book.folder): before}),
        }
        directive = _sealed(day, chain.CLOSE, (period.label, chain.sha256(sealed), officer), metadata)
        alone = year_alone.texts(book, closed, period)
        # A seal without its directive is no close; a directive without its seal would be an error. What a year brings forward is
        # the same before its close as after it.
        with store.staged(journals, before + b"\n" + directive.encode()):
            written = year_alone.write(alone)
            store.replace(target, sealed)
        files = (*written, target, journals)
        return Done(period, sum(map(len, lines.values())), files, tuple(_notes(book, closed, period)))


def reopen(ledger: Path, text: str, because: str, officer: str, day: datetime.date) -> Done:
    """Reopen the closed periods that *text* names on *day*, *because* of what *officer* says; return where that stands.

    Raises :class:`NotClosedError` where nothing of it is closed, or the reason is missing.
    """
    officer = said(officer, "a reopening needs the name of who reopens")
    because = said(because, "a reopening needs a reason, which every later pack says")
    with store.locked(ledger.resolve().parent):
        book = Book.load_whole(ledger, "reopen")
        closed, period = _closed(book), book.calendar.parse(text)
        if not any(closed.by(key) or closed.by_hand(key) for key in keys(period)):
            raise NotClosedError(f"{period.label} is not closed, so there is nothing to reopen")
        _refuse_earlier_days(book, day)
        journals = journals_of(book, year_label(period.first // 100))
        before = appended(journals, journals.parent.name)
        metadata: dict[str, canonical.Value] = {"officer": officer, "previous": chain.last(book.register.records)}
        directive = _sealed(day, chain.REOPEN, (period.label, because), metadata)
        store.replace(journals, before + b"\n" + directive.encode())
        later = [one.label for one, by in closed.closes() if one.first > period.last and closed.by(one.first) is by]
        stay = "stays" if len(later) == 1 else "stay"
        notes = [f"{', '.join(later)} {stay} closed: what is brought forward may change"] if later else []
        return Done(period, 0, (journals,), tuple(notes))


def keys(period: Period) -> range:
    """Return the posting periods of *period*."""
    return range(period.first, period.last + 1)


def said(text: str, lacking: str) -> str:
    """Return *text* on one line; raise :class:`NotClosedError`, *lacking*, where it says nothing or names a person's number."""
    text = " ".join(text.split())
    if not any(sign.isalnum() for sign in text):
        raise NotClosedError(lacking)
    kind = personal.identifier_in(text)
    if kind:
        raise NotClosedError(f"{text!r} holds what looks like {kind}: leave it out")
    return text


def journals_of(book: Book, year: str) -> Path:
    """Return the journals of *year*; raise :class:`NotClosedError` where the ledger would not read them."""
    path = book.folder / "books" / year / JOURNALS
    if not (str(path) in book.options["include"] if path.exists() else includes.would_hold(book.files(), path)):
        raise NotClosedError(
            f'{path} would be no part of the ledger: add include "books/*/*.beancount" to {book.path.name}'
        )
    return path


def appended(path: Path, year: str) -> bytes:
    """Return what stands in the journals at *path*, ending with a line; a new file's heading where there is none."""
    content = path.read_bytes() if path.exists() else _HEADING.format(year=year).encode()
    return content if content.endswith(b"\n") else content + b"\n"


def _opened(ledger: Path, text: str) -> tuple[Book, Closed, Period]:
    book = Book.load(ledger)
    if book.errors:
        first, count = book.errors[0], len(book.errors)
        raise NotClosedError(
            f"{book.path.name} has {count} error{'s' if count > 1 else ''}, so nothing is closed. The first: {first.code} "
            f"{first.message}. Run: ealedger check"
        )
    return book, _closed(book), book.calendar.parse(text)


def _closed(book: Book) -> Closed:
    try:
        return Closed(book.register.records, book.calendar)
    except PeriodError as problem:
        raise NotClosedError(f"a period-close or period-reopen of the books cannot be read: {problem}") from problem


def _refuse_earlier_days(book: Book, day: datetime.date) -> None:
    made = chain.events(book.register.records)
    if made and made[-1].date > day:
        raise NotClosedError(
            f"the books were closed or reopened on {made[-1].date}, after {day}: give that day or a later one with --on"
        )


def _twice(closed: Closed, period: Period) -> Record | None:
    """Return the one sealed close by which all of *period* is closed already, None where there is none."""
    by = {
        id(one): one for one in (closed.by(key) for key in keys(period)) if one is not None and "seal" in one.metadata
    }
    if len(by) == 1 and all((one := closed.by(key)) is not None and id(one) in by for key in keys(period)):
        (one,) = by.values()
        return one
    return None


def _refuse_untraced(closed: Closed, period: Period) -> None:
    """Refuse to seal again what was reopened by hand: taken out later, that would leave no trace."""
    one = next((found for key in keys(period) if (found := closed.by_hand(key))), None)
    if one is not None:
        raise NotClosedError(
            f"{one.values['period']} was reopened by hand on {one.date}, which nothing chains: run ealedger reopen for it with the "
            "reason, then close it"
        )


def _refuse_gaps(book: Book, closed: Closed, period: Period) -> None:
    """Refuse to close a period before those before it of its year, from where the books begin on."""
    begun = min((key for key in _posted(book) if key), default=period.first)
    before = range(max(period.first // 100 * 100 + 1, begun), period.first)
    waiting = [key for key in before if closed.by(key) is None]
    if waiting:
        labels = [book.calendar.label(key) for key in waiting]
        named = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
        are, them = ("is", "that") if len(labels) == 1 else ("are", "those")
        raise NotClosedError(f"{named} {are} still open: periods are closed in their order, so close {them} first")


def _posted(book: Book) -> set[int]:
    return {entry_lines.period_of(txn, book.calendar) for txn in book.transactions}


def _refuse_unallocated(book: Book, period: Period) -> None:
    """Refuse while a row of *period* stands in Unallocated; a journal that moves it to where it belongs settles it."""
    rows: dict[tuple[str, bool], list[tuple[int, Transaction]]] = {}
    settled: dict[tuple[str, bool], int] = {}
    by_hand: dict[str, list[tuple[int, Transaction]]] = {}
    for txn in book.transactions:
        own = [(one.account, int(one.units.number * 100)) for one in txn.postings if _is_unallocated(one.account)]
        if not own or entry_lines.period_of(txn, book.calendar) > period.last:
            continue
        for account, pence in own:
            if "extract" in txn.meta and "reverses" not in txn.meta:
                rows.setdefault((account, pence > 0), []).append((pence, txn))
            else:
                settled[account, pence < 0] = settled.get((account, pence < 0), 0) - pence
                by_hand.setdefault(account, []).append((pence, txn))
    lefts = {place: sum(pence for pence, _ in every) - settled.get(place, 0) for place, every in rows.items()}
    beyond = settled | {place: -left for place, left in lefts.items()}
    standing = [(place[0], lefts[place], every) for place, every in rows.items()]
    for account, every in by_hand.items():
        # What journals posted there, or took out, beyond what the rows of imports ask for.
        out, into = (beyond.get((account, is_debit), 0) for is_debit in (True, False))
        standing.append((account, -max(0, out) - min(0, into), every))
    for account, left, every in standing:
        inside = [(pence, txn) for pence, txn in every if entry_lines.period_of(txn, book.calendar) >= period.first]
        if left and inside:
            raise NotClosedError(_unallocated(book, period, account, left, inside))


def _is_unallocated(account: str) -> bool:
    return account.split(":")[2:3] == [accounts.UNALLOCATED]


def _unallocated(book: Book, period: Period, account: str, left: int, rows: list[tuple[int, Transaction]]) -> str:
    named = "; ".join(
        f"{txn.meta.get('doc') or txn.narration} of {money.spoken(pence)} "
        f"({places.shown(txn.meta['filename'], txn.meta['lineno'], book.folder)})"
        for pence, txn in rows[:_ROWS_SHOWN]
    )
    more = f"; and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
    return (
        f"{money.spoken(left)} stands in {account}, so {period.label} is not closed: move each row to where it belongs by a journal. "
        f"Rows: {named}{more}"
    )


def _target(book: Book, folder: Path, period: Period) -> Path:
    """Return where the seal goes: an earlier one of the same period, since reopened, stays where it is."""
    taken = {one.metadata.get("sealed") for one in book.register.records if one.name == chain.CLOSE}
    number = 1
    while True:
        suffix = f"-{number}" if number > 1 else ""
        path = folder / f"{period.file_name}{suffix}{seals.SUFFIX}"
        if places.short(path, book.folder) not in taken:
            return path
        number += 1


def _sealed(day: datetime.date, name: str, values: tuple[str, ...], metadata: dict[str, canonical.Value]) -> str:
    """Return the directive with its own seal."""
    record = directives.read_text(canonical.custom(day, name, values, metadata))
    if record is None:
        raise NotClosedError(f"{name} cannot be written")
    return canonical.custom(day, name, values, {**metadata, "seal": chain.seal_of(record)})


def _notes(book: Book, closed: Closed, period: Period) -> list[str]:
    """Return which earlier years are open still, as a year's accounts may wait for their audit, and what a year's end lacks."""
    own = period.first // 100
    years = sorted({key // 100 for key in _posted(book) if key and key // 100 < own and closed.by(key) is None})
    notes = [f"{year_label(one)} is still open: close it once its accounts are settled" for one in years]
    lacking = len(year_end.lacking(book, period)) if period.end == book.calendar.parse(year_label(own)).end else 0
    if lacking:
        entries = "1 entry is" if lacking == 1 else f"{lacking} entries are"
        notes.append(
            f"{entries} proposed for the year's end and not in the books: ealedger close {period.label!r} --propose"
        )
    return notes

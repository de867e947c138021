"""What is due and what came on a day, as the books knew it: lines, differences and the control account."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger import accruals, advice, differences, reconciling, suggesting
from ledger import claims as claiming
from ledger import receipts as receiving
from reports import control
from reports.figures import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.advice import Known
    from ledger.agreements import Evidence
    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.differences import Difference
    from ledger.periods import Period
    from ledger.reconciling import Line
    from ledger.suggesting import Proposal


@dataclass(frozen=True)
class Reckoning:
    """What is due and what came on a day, and what of it is not explained."""

    as_at: datetime.date
    unmatched: tuple[Evidence, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    account: control.Account


def as_it_stood(book: Book, day: datetime.date | None) -> tuple[Book, Period]:
    """Return the books as they stood on *day* (None: their last day), and the period from their beginning to it."""
    book.require_whole("reconcile")
    day = day or book.last_day
    first = min([txn.date for txn in book.transactions] + [day])
    period = replace(book.calendar.whole(first, day), label=f"as at {day}", end=day)
    return book.as_at(day), period


def until_known(book: Book, period: Period) -> Period:
    """Return *period*, where it stands for all the books up to the last day that they know, not that of the last promise."""
    return replace(period, end=min(period.end, max(period.start, book.last_day))) if period.is_whole else period


def due(book: Book, period: Period) -> tuple[Line, ...]:
    """Return what is due at the end of *period* beside what came, of every agreement."""
    return _lines(book, period.end, book.advised, until(book, period))


def reckoned(book: Book, period: Period, agreement: str | None = None, *, then: bool = False) -> Reckoning:
    """Return what is due and what came at the end of *period*, of all agreements or one.

    With *then*, only what was known on that day: matches made later are left out.
    """
    known = advice.known(book.register, book.transactions, period.end) if then else book.advised
    table = until(book, period)
    closing = _lines(book, period.end, known, table)
    if period.is_whole:
        opening: tuple[Line, ...] = ()
    else:
        before = _day_before(book, period)
        opening = _lines(book.as_at(before), before, known, table[table["period"] < period.first])
    if agreement is not None:
        closing = tuple(one for one in closing if one.agreement == agreement)
        opening = tuple(one for one in opening if one.agreement == agreement)
    accrued = {
        one.txn for own in accruals.entries(book.register, book.transactions, book.calendar).values() for one in own
    }
    account = control.account(book.register, table[table["commodity"] == "GBP"], opening, closing, agreement, accrued)
    unmatched = [
        one
        for one in known.unmatched
        if one.date <= period.end and agreement in (None, _agreement_of(book, one.fund, one.said.get("agreement")))
    ]
    told = (*differences.differences(closing, unmatched, period.end), *control.unexplained(account))
    return Reckoning(period.end, tuple(unmatched), closing, told, account)


def _day_before(book: Book, period: Period) -> datetime.date:
    """Return the day on which *period* opens: the day before it, for an adjusting period the last day of the month it adjusts."""
    if book.calendar.is_adjusting(period.first):
        return book.calendar.days(period.first - 1)[1]
    return period.start - datetime.timedelta(days=1)


def _agreement_of(book: Book, fund: str, named: object) -> str:
    return str(named) if named else book.register.alone.get(fund, "")


def _lines(book: Book, as_at: datetime.date, known: Known, by_then: control.Frame) -> tuple[Line, ...]:
    register, transactions = book.register, book.transactions
    known_by_then = [transactions[txn] for txn in sorted(set(by_then["txn"].tolist()))]
    claims = _claims(book, known_by_then, as_at)
    table = by_then[by_then["commodity"] == "GBP"]
    return reconciling.lines(
        register,
        claims,
        receiving.resolved(register, transactions, table, known),
        as_at,
        control.books(register, table, transactions, {one.agreement for one in claims}),
    )


def _claims(book: Book, known_by_then: Sequence[control.Transaction], as_at: datetime.date) -> tuple[Claim, ...]:
    """Return every claim as it stood on *as_at*: where all that the books know is known by then, as the checks told them."""
    dates = [one.date for one in book.register.evidence]
    dates += [one.date for one in known_by_then[-1:]]
    dates += [one.date for one in book.register.records if one.name == "draft"]
    if len(known_by_then) == len(book.transactions) and all(day <= as_at for day in dates):
        return book.history.claims
    return claiming.claims(book.register, known_by_then, as_at)


def proposals(found: Reckoning) -> tuple[Proposal, ...]:
    """Return what may belong together of what was *found*."""
    return suggesting.proposals(found.lines, found.unmatched)

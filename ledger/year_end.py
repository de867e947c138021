"""Which entries do the books lack before a period is closed? All that the statements propose, in one list, for a person to accept.

Accruals of results, receipts in advance and reserves as the recognition asks, balances of pools and their partners, contributions
in advance and in arrears, and what providers are owed; with what is not decided of a year's unspent money.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction

from ledger import (
    accounts,
    accruals,
    agreement_money,
    canonical,
    contribution_entries,
    pool_money,
    pools,
    proposed,
    provider_entries,
    provider_facts,
    providers,
    recognition,
    recognition_entries,
)
from ledger.chain import CLOSE
from ledger.closing import Closed
from ledger.directives import Record
from ledger.pooling import pooled
from ledger.promised import promises
from ledger.recognition import Cut, Terms
from ledger.terms import Terms as ClaimTerms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.agreement_money import Sorted
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.proposed import Proposed


def proposed_text(book: Book, period: Period) -> list[str]:
    """Return every entry that the books lack by the end of *period*, as text for the journals, in the order of days.

    Where the period ends a year, the year is taken as over. Below them stands, as a comment, what nobody has decided yet.
    """
    book.require_whole("close --propose")
    closed = Closed(book.register.records, book.calendar)
    opened = {name: first for name, (first, _) in book.accounts.items()}
    entries = sorted(lacking(book, period), key=lambda one: one.day)
    found = [proposed.text(one, closed, opened, book.calendar, _since(book, one)) for one in entries]
    return [*found, *_undecided(book, _cut(book, period))]


def _since(book: Book, one: Proposed) -> datetime.date | None:
    """Return the first day of the fund that *one* is an entry of."""
    fund = book.register.funds.get(accounts.parse(next(iter(one.legs))).fund)
    return fund.since if fund else None


def told(entries: Sequence[str], period: str) -> str:
    """Return in a sentence what the *entries* proposed for *period* are."""
    if not entries:
        return f"{period}: the books lack no entry that the statements know of"
    number = "1 entry is" if len(entries) == 1 else f"{len(entries)} entries are"
    return f"{period}: {number} proposed and nothing was written: accept each by putting it into the journals, with preparer: and approver:"


def lacking(book: Book, period: Period) -> list[Proposed]:
    """Return every entry that the books lack by the end of *period*.

    What is owed and due counts as accepted for reserves and the balances of pools, so that the list is accepted at once.
    """
    cut = _cut(book, period)
    due = [
        *_of_results(book, period),
        *_of_contributions(_Closing(book, period, book.transactions), cut),
        *_of_providers(book, cut),
    ]
    accepted = _Closing(book, period, _with(book.transactions, due))
    money = (
        agreement_money.sort_out(accepted.transactions, book.register, book.calendar) if due else book.agreement_money
    )
    return [*_of_agreements(book, money, cut), *due, *_of_pools(accepted, cut)]


def _with(transactions: Sequence[Transaction], due: Sequence[Proposed]) -> list[Transaction]:
    """Return *transactions* with what is *due* among them, by day."""
    return sorted((*transactions, *map(_posted, due)), key=lambda one: one.date)


def _posted(one: Proposed) -> Transaction:
    legs = [
        Posting(account, Amount(Decimal(pence) / 100, "GBP"), None, None, None, {})
        for account, pence in one.legs.items()
    ]
    meta = {"filename": "", "lineno": 0, **one.said}
    return Transaction(meta, one.day, "*", one.payee, one.what, frozenset(), frozenset(), legs)


def _cut(book: Book, period: Period) -> Cut:
    """Return the end of *period*; that of March is the year's, with what its adjusting period has already."""
    year = book.calendar.parse(book.calendar.year_of(period.end))
    return Cut(year.last, year.end, year.label) if year.end == period.end else Cut(period.last, period.end, "")


class _Closing:
    """The books with *transactions* as they will be once *period* is closed: its year, where it ends one, is over."""

    def __init__(self, book: Book, period: Period, transactions: Sequence[Transaction]) -> None:
        self.calendar, self.transactions = book.calendar, transactions
        values = {"period": period.label, "digest": "", "officer": ""}
        as_closed = Record(CLOSE, datetime.date.max, values, {}, {})
        self.register = replace(book.register, records=(*book.register.records, as_closed))


def _of_agreements(book: Book, books: Sorted, cut: Cut) -> Iterator[Proposed]:
    for agreement in book.register.agreements.values():
        first = recognition.first_period(books, agreement.name)
        if not agreement.recognition or not first or first > cut.key or agreement.fund in books.unnamed:
            continue
        terms = Terms.of(book.register, agreement, book.calendar)
        ends = recognition.year_ends(book.calendar, first, cut)
        _, instalments = book.register.of_agreement(agreement.name)
        income = recognition_entries.income_of(agreement, instalments)
        cuts = [*ends, *([] if cut.year else [cut])]
        for one in recognition_entries.missing(terms, books.of_agreement[agreement.name], cuts, first, income):
            yield recognition_entries.proposed(agreement, one)


def _undecided(book: Book, cut: Cut) -> Iterator[str]:
    """Yield, as comments, the carry-forward of each agreement whose unspent money at the year's end nobody has decided on."""
    books = book.agreement_money
    for agreement in book.register.agreements.values() if cut.year else ():
        first = recognition.first_period(books, agreement.name)
        if not agreement.recognition or not first or first > cut.key:
            continue
        terms = Terms.of(book.register, agreement, book.calendar)
        where = recognition.position(terms, books.of_agreement[agreement.name], cut, first)
        for one in where.year_ends:
            if one.year == cut.year and one.left > 0 and not one.decided:
                values = (
                    agreement.name,
                    one.year,
                    canonical.amount(one.left),
                    "who approved it, and where it is minuted",
                )
                directive = canonical.custom(cut.day + datetime.timedelta(days=1), "carry-forward", values, {})
                yield (
                    f"; {agreement.name}: what {one.year} left unspent stays a creditor until it is decided. To carry it forward, put the "
                    f"day, the amount and\n; the approval in, and take the ; away:\n; {directive}"
                )


def _of_results(book: Book, period: Period) -> Iterator[Proposed]:
    terms = ClaimTerms.of(book.register)
    found = accruals.accruals(book.register, terms, book.calendar, book.transactions, book.history.claims, period)
    for each in found:
        for one in each.missing:
            yield recognition_entries.proposed(each.agreement, one)


def _of_pools(books: _Closing, cut: Cut) -> Iterator[Proposed]:
    for one in pooled(books.register, books.transactions, books.calendar, cut).values():
        yield from one.lacking


def _of_contributions(books: _Closing, cut: Cut) -> Iterator[Proposed]:
    agreed = [one for one in promises(books.register) if not one.is_in_kind]
    known = pools.pools(books.register)
    passed = pools.successions(books.register.records)
    for name, own in pool_money.sort_out(books.transactions, known, books.calendar).items():
        promised = [one for one in agreed if one.pool == name]
        first = contribution_entries.first_period(name, promised, own, books.calendar)
        if first:
            every = recognition.years_over(books.register.records, books.calendar, first, max(first, cut.key))
            over = [one for one in every if one.key <= cut.key]
            yield from contribution_entries.entries(name, promised, own, passed, over, cut, books.calendar)


def _of_providers(book: Book, cut: Cut) -> Iterator[Proposed]:
    for provider, facts in provider_facts.gather(book.register, book.transactions):
        if provider.since > cut.day:
            continue
        where = providers.position(book.register, provider, facts, cut.day)
        wrong = provider_entries.lacking(book.register, provider, where, providers.in_books(facts, cut.day))
        if wrong:
            yield provider_entries.proposed(provider, wrong, cut.day, cut.year)

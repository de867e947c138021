"""How does an agreement's money become figures with the postings behind them, and which entries do the books lack for it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ledger import recognition
from ledger.closing import Closed
from ledger.recognition_entries import Missing, income_of, missing, text
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreement_money import AgreementMoney, Line, Sorted
    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.pool_money import Line as PoolLine
    from ledger.recognition import Cut, Position, Terms


@dataclass(frozen=True)
class Told:
    """One agreement at a cut of the books: its terms, its money, where it stands, and the entries that are missing."""

    terms: Terms
    money: AgreementMoney
    first: int
    where: Position
    missing: tuple[Missing, ...]

    @property
    def agreement(self) -> Agreement:
        """The agreement itself."""
        return self.terms.agreement


class Places:
    """Where in the postings table the lines of agreements stand."""

    def __init__(self, book: Book) -> None:
        """Look where each transaction of *book* begins in its table: its postings follow one another."""
        txns, starts = np.unique(book.postings["txn"].to_numpy(), return_index=True)
        self._start = dict(zip(txns.tolist(), starts.tolist(), strict=True))
        accounts = book.postings["account"].astype("category").cat
        self._account, self._names = accounts.codes.to_numpy(), accounts.categories
        self._pence = book.postings["pence"].to_numpy()

    def figure(self, lines: Iterable[Line | PoolLine], sign: int = 1) -> Figure:
        """Return the sum of *lines*, times *sign*, with their positions in the postings table, save where one is a part of one."""
        lines = list(lines)
        positions = tuple(self._start[one.txn] + one.leg for one in lines)
        if any(int(self._pence[place]) != one.pence for place, one in zip(positions, lines, strict=True)):
            return Figure(sign * sum(one.pence for one in lines), (), "", sign)
        behind = {int(self._account[place]) for place in positions}
        account = str(self._names[behind.pop()]) if len(behind) == 1 else ""
        return Figure(sign * sum(one.pence for one in lines), positions, account, sign)


@dataclass(frozen=True)
class Agreements:
    """Every agreement of a book by the end of a period, as far as the books go: *cut* is that day."""

    cut: Cut
    books: Sorted
    told: tuple[Told, ...]

    @classmethod
    def of(cls, book: Book, period: Period) -> Agreements:
        """Return every agreement made by the end of *period*, or with money by then."""
        register, calendar = book.register, book.calendar
        books = book.agreement_money
        cut = recognition.as_far_as(books, calendar, period)
        found = []
        for agreement in register.agreements.values():
            own = books.of_agreement[agreement.name]
            if agreement.since > period.end and not own.of("received", "spent", "income", until=cut.key):
                continue
            first = recognition.first_period(books, agreement.name)
            terms = recognition.Terms.of(register, agreement, calendar)
            where = recognition.position(terms, own, cut, first)
            can_be_told = terms.route and first and first <= cut.key and agreement.fund not in books.unnamed
            ends = recognition.year_ends(calendar, first, cut) if can_be_told else []
            cuts = [*ends, *([cut] if not cut.year else [])] if can_be_told else []
            _, instalments = register.of_agreement(agreement.name)
            lacking = missing(terms, own, cuts, first, income_of(agreement, instalments))
            found.append(Told(terms, own, first, where, lacking))
        return cls(cut, books, tuple(found))


def entries(book: Book, told: Iterable[Told]) -> Table | None:
    """Return the entries that the books lack, as text for the journals; None where they lack none."""
    closed = Closed(book.register.records, book.calendar)
    opened = {name: first for name, (first, _) in book.accounts.items()}
    found = sorted(
        ((one.cut.day, order, each, one) for order, each in enumerate(told) for one in each.missing),
        key=lambda one: one[:2],
    )
    rows = tuple(Row((text(each.agreement, one, closed, opened, book.calendar),)) for _, _, each, one in found)
    if not rows:
        return None
    caption = "Entries that the recognition asks for and the books lack. Accept one by putting it into the journals, with preparer: and approver:"
    return Table("entries", caption, (Column("entry", "Entry", Kind.LEDGER),), rows)

"""What is accrued for results that are achieved and not yet claimed? A part of the claims statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accruals
from ledger.accruals import POLICY
from ledger.claims import history
from ledger.closing import Closed
from ledger.recognition_entries import text
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.accruals import Accruals, Entry
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.terms import Terms

_COLUMNS = (
    Column("at", "At", Kind.DATE),
    Column("results", "Results achieved, not yet claimed", Kind.COUNT),
    Column("due", "To be accrued", Kind.MONEY),
    Column("held", "Accrued in the books", Kind.MONEY),
    Column("missing", "Missing at the year's end", Kind.MONEY),
)
_ENTRY = (Column("entry", "Entry", Kind.LEDGER),)


def accrued(book: Book, terms: Terms, period: Period) -> Iterator[Table]:
    """Yield, of each agreement recognised on achievement, its accruals by the end of *period* and the entries that they lack."""
    if not any(one.results_recognised == POLICY for one in book.register.agreements.values()):
        return
    claims = history(book.register, book.transactions).claims
    held = accruals.entries(book.register, book.transactions, book.calendar)
    places = _Places(book)
    closed = Closed(book.register.records, book.calendar)
    opened = {name: first for name, (first, _) in book.accounts.items()}
    for one in accruals.accruals(book.register, terms, book.calendar, book.transactions, claims, period):
        title, name = one.agreement.title, one.agreement.name
        if any(at.due or at.held for at in one.at):
            yield Table(
                f"accruals-{name}", f"{title}: accruals of results", _COLUMNS, _rows(one, held.get(name, []), places)
            )
        if one.missing:
            caption = (
                f"{title}: entries that the accrual of results asks for and the books lack. Accept one by putting it into the "
                "journals, with preparer: and approver:"
            )
            rows = tuple(Row((text(one.agreement, entry, closed, opened, book.calendar),)) for entry in one.missing)
            yield Table(f"accrual-entries-{name}", caption, _ENTRY, rows)


def in_books(book: Book, period: Period) -> dict[str, int]:
    """Return the pence that the books hold accrued for results by the end of *period*, by agreement."""
    held = accruals.entries(book.register, book.transactions, book.calendar)
    return {name: sum(one.pence for one in own if one.key <= period.last) for name, own in held.items()}


def _rows(one: Accruals, held: list[Entry], places: _Places) -> tuple[Row, ...]:
    return tuple(
        Row(
            (
                at.cut.day,
                at.results,
                at.due,
                places.figure([entry for entry in held if entry.key <= at.cut.key], at.held),
                at.due - at.held if at.cut.year else None,
            )
        )
        for at in one.at
    )


class _Places:
    """The postings of the debtor for results, by the position of their entries."""

    def __init__(self, book: Book) -> None:
        table = book.postings
        own = table[table["account"].astype(str).str.endswith(":ResultsReceivable")]
        self._of: dict[int, list[tuple[int, str]]] = {}
        for position, txn, account in zip(
            own.index.tolist(), own["txn"].tolist(), own["account"].astype(str).tolist(), strict=True
        ):
            self._of.setdefault(int(txn), []).append((position, account))

    def figure(self, entries: list[Entry], pence: int) -> Figure:
        """Return *pence* with the postings of *entries*, of which they are the sum."""
        lines = [line for one in entries for line in self._of.get(one.txn, ())]
        return Figure(pence, tuple(position for position, _ in lines), lines[0][1] if lines else "")

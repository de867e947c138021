"""Every agreement at a glance: awarded, received, spent, to go, what comes next, and what needs a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports import grants, reckoning
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.reconciling import Line
    from reports.reckoning import Reckoning
    from reports.statement import Cell

_COLUMNS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("title", "Title", is_wide=True),
    Column("awarded", "Awarded", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("spent", "Spent", Kind.MONEY),
    Column("to-go", "To go", Kind.MONEY),
    Column("next", "Next instalment", Kind.CODE),
    Column("due-on", "Due on", Kind.DATE),
    Column("due", "Next due", Kind.MONEY),
    Column("unexplained", "Not explained", Kind.COUNT),
    Column("findings", "Findings", Kind.COUNT),
)
#: What a row is called that is of no agreement, or of several.
OF_NONE = "of no one agreement"
#: What of a row of ``grants`` stands in ours, by its columns' names.
_OF_GRANTS = ("agreement", "title", "awarded", "received", "spent", "to-go")


def statement(book: Book, period: Period) -> Statement:
    """Return every agreement with the figures of ``grants`` at the end of *period*, its next instalment, and its differences and findings."""
    period = reckoning.until_known(book, period)
    of_grants = grants.statement(book, period).tables[0]
    places = [[one.name for one in of_grants.columns].index(name) for name in _OF_GRANTS]
    found, of_one = reckoning.reckoned(book, period), _of_one(book)
    told = [_told(book, found, of_one, str(row.cells[0])) for row in of_grants.rows]
    rows = [_row(row, places, each) for row, each in zip(of_grants.rows, told, strict=True)]
    total = _row(of_grants.total, places, _of_all(book, found)) if of_grants.total else None
    table = Table("agreements", "Every agreement at a glance", _COLUMNS, (*rows, *_rest(told, book, found)), total)
    notes = [
        "To go is awarded less spent. What is not explained is told by statement reconciliation, findings by statement findings."
    ]
    return Statement.of(book, period, "overview", "Overview", [table], notes)


def _row(of_grants: Row, places: list[int], told: tuple[Cell, ...]) -> Row:
    """Return a row of ours: what stands at *places* of the row of ``grants``, and then what else is *told*."""
    name, title, *figures = (of_grants.cells[place] for place in places)
    # A programme has no name of its own: where titles are left out, its title has to stand for it.
    named = (title, "") if of_grants.is_subtotal else (name, title)
    return Row((*named, *figures, *told), of_grants.is_subtotal)


def _told(book: Book, found: Reckoning, of_one: dict[str, int], name: str) -> tuple[Cell, ...]:
    """Return the next instalment of the agreement *name*, and how many differences and findings are of it; nothing for a subtotal."""
    if name not in book.register.agreements:
        return (None,) * 5
    following = _next(found, name)
    coming: tuple[Cell, ...] = (following.reference, following.falls, following.to_come) if following else (None,) * 3
    return (*coming, sum(one.agreement == name for one in found.differences), of_one[name])


def _of_all(book: Book, found: Reckoning) -> tuple[Cell, ...]:
    return (None, None, None, len(found.differences), len(book.findings))


def _next(found: Reckoning, name: str) -> Line | None:
    """Return what of the agreement *name* is to come first."""
    coming = [one for one in found.lines if one.agreement == name and one.to_come and one.falls]
    return min(coming, key=lambda one: (str(one.falls), one.reference), default=None)


def _of_one(book: Book) -> dict[str, int]:
    """Return how many findings name an agreement, or an account of its fund, and no other agreement: one is never counted twice."""
    patterns = {
        name: re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])|[A-Z]\w*:{re.escape(one.fund)}(?![\w-])")
        for name, one in book.register.agreements.items()
    }
    counts = dict.fromkeys(patterns, 0)
    for one in book.findings:
        named = [name for name, pattern in patterns.items() if pattern.search(one.message)]
        if len(named) == 1:
            counts[named[0]] += 1
    return counts


def _rest(told: list[tuple[Cell, ...]], book: Book, found: Reckoning) -> list[Row]:
    """Return a row for the differences and findings that are of no one agreement, none where there are none."""
    counted = [tuple(cell if isinstance(cell, int) else 0 for cell in each[-2:]) for each in told]
    left = (
        len(found.differences) - sum(each[0] for each in counted),
        len(book.findings) - sum(each[1] for each in counted),
    )
    return [Row((OF_NONE, "", 0, 0, 0, 0, None, None, None, *left))] if any(left) else []

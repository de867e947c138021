"""Every agreement at a glance: awarded, received, spent, to go, what comes next, and what needs a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports import grants, reckoning
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.findings import Finding
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
#: What of a row of ``grants`` stands in ours, by its columns' names.
_OF_GRANTS = ("agreement", "title", "awarded", "received", "spent", "to-go")


def statement(book: Book, period: Period) -> Statement:
    """Return every agreement with the figures of ``grants`` at the end of *period*, its next instalment, and its differences and findings."""
    period = reckoning.until_known(book, period)
    of_grants = grants.statement(book, period).tables[0]
    places = [[one.name for one in of_grants.columns].index(name) for name in _OF_GRANTS]
    found = reckoning.reckoned(book, period)
    rows = tuple(_row(row, places, _told(book, found, str(row.cells[0]))) for row in of_grants.rows)
    total = _row(of_grants.total, places, _of_all(book, found)) if of_grants.total else None
    table = Table("agreements", "Every agreement at a glance", _COLUMNS, rows, total)
    notes = [
        "To go is awarded less spent. What is not explained is told by statement reconciliation, findings by statement findings.",
        *_of_none(book, found),
    ]
    return Statement.of(book, period, "overview", "Overview", [table], notes)


def _row(of_grants: Row, places: list[int], told: tuple[Cell, ...]) -> Row:
    """Return a row of ours: what stands at *places* of the row of ``grants``, and then what else is *told*."""
    name, title, *figures = (of_grants.cells[place] for place in places)
    # A programme has no name of its own: where titles are left out, its title has to stand for it.
    named = (title, "") if of_grants.is_subtotal else (name, title)
    return Row((*named, *figures, *told), of_grants.is_subtotal)


def _told(book: Book, found: Reckoning, name: str) -> tuple[Cell, ...]:
    """Return the next instalment of the agreement *name*, and how many differences and findings name it; nothing for a subtotal."""
    if name not in book.register.agreements:
        return (None,) * 5
    following = _next(found, name)
    coming: tuple[Cell, ...] = (following.reference, following.falls, following.to_come) if following else (None,) * 3
    unexplained = sum(one.agreement == name for one in found.differences)
    return (*coming, unexplained, len(_naming(book, name)))


def _of_all(book: Book, found: Reckoning) -> tuple[Cell, ...]:
    return (None, None, None, len(found.differences), len(book.findings))


def _next(found: Reckoning, name: str) -> Line | None:
    """Return what of the agreement *name* is to come first."""
    coming = [one for one in found.lines if one.agreement == name and one.to_come and one.falls]
    return min(coming, key=lambda one: (str(one.falls), one.reference), default=None)


def _naming(book: Book, name: str) -> list[Finding]:
    """Return the findings whose sentence names the agreement *name*, or an account of its fund."""
    fund = re.escape(book.register.agreements[name].fund)
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])|[A-Z]\w*:{fund}(?![\w-])")
    return [one for one in book.findings if pattern.search(one.message)]


def _of_none(book: Book, found: Reckoning) -> list[str]:
    """Return how many differences and findings name no agreement of the table, where there are any."""
    named = {id(one) for name in book.register.agreements for one in _naming(book, name)}
    findings = len(book.findings) - len(named)
    unexplained = sum(one.agreement not in book.register.agreements for one in found.differences)
    said = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for number, word in ((unexplained, "difference"), (findings, "finding"))
        if number
    ]
    return [f"Of no one agreement: {' and '.join(said)}, counted in the total."] if said else []

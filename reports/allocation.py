"""The allocation statement: what was approved for each heading and activity, what is spent of it, and what pays for it.

Reads as the board papers do (seeds/002 §4.4): coordination, delivery, evaluation; then the allocations held against
full funding, against the fees received upfront year by year, and against what was received.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger import accounts, money
from ledger.budgets import held_by
from reports.allocation_cover import cover
from reports.figures import figure, plus, pounds, received, spending, within
from reports.holding import by_holder
from reports.statement import Cell, Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.book import Book
    from ledger.periods import Period


@dataclass
class _Line:
    """One heading and activity of a fund, in pence."""

    approved: int = 0
    vired: int = 0
    committed: int = 0
    spent: Figure = field(default_factory=lambda: Figure(0))
    in_period: Figure = field(default_factory=lambda: Figure(0))

    @property
    def remaining(self) -> int:
        return self.approved + self.vired - self.spent.pence - self.committed

    def add(self, other: _Line) -> None:
        self.approved += other.approved
        self.vired += other.vired
        self.committed += other.committed
        self.spent = plus(self.spent, other.spent)
        self.in_period = plus(self.in_period, other.in_period)


def statement(book: Book, period: Period) -> Statement:
    """Return the allocation statement of *book* as at the end of *period*."""
    table = pounds(book, period)
    receipts = received(book, table)
    tables: list[Table] = []
    notes: list[str] = []
    for fund in book.register.funds:
        lines = _lines(book, period, table, fund)
        spent = sum(line.spent.pence for line in lines.values())
        title = book.register.funds[fund].title
        if not any(line.approved for line in lines.values()):
            if spent:
                notes.append(f"{title}: {money.spoken(spent)} spent, and no allocation in the books.")
            continue
        if not _is_live(book, period, table, fund):
            notes.append(f"{title}: nothing allocated or spent in {period.label}, so left out.")
            continue
        tables.append(_headings(book, period, fund, lines))
        for agreement in book.register.agreements.values():
            if agreement.fund == fund:
                held = cover(book, period, receipts, agreement)
                if held is not None:
                    tables.append(held.table)
                    notes.extend(held.notes)
    return Statement.of(book, period, "allocation", "Allocation statement", tables, notes)


def _is_live(book: Book, period: Period, table: pd.DataFrame, fund: str) -> bool:
    """Return whether the fund has an allocation for some day of *period*, or spending in it."""
    allocated = any(
        _fund_of(one.account) == fund and one.start <= period.end and one.end >= period.start
        for one in book.register.allocations
    )
    return allocated or len(within(spending(table, fund), period)) > 0


def _lines(book: Book, period: Period, table: pd.DataFrame, fund: str) -> dict[tuple[str, str], _Line]:
    """Return the lines of *fund* by heading and activity, headings in the order they were approved in."""
    register = book.register
    lines: dict[tuple[str, str], _Line] = {}
    allocated = [one for one in register.allocations if _fund_of(one.account) == fund and one.start <= period.end]
    for one in allocated:
        lines.setdefault(_place(one.account), _Line()).approved += one.amount
    for virement in register.virements:
        if virement.date <= period.end:
            for account, sign in ((virement.source, -1), (virement.target, 1)):
                if _fund_of(account) == fund:
                    lines.setdefault(_place(held_by(account, virement.date, allocated)), _Line()).vired += (
                        sign * virement.amount
                    )
    for commitment in register.commitments:
        if commitment.date <= period.end and _fund_of(commitment.account) == fund:
            holder = held_by(commitment.account, commitment.date, allocated)
            lines.setdefault(_place(holder), _Line()).committed += commitment.amount
    for name, of_account in spending(table, fund).groupby("account", observed=True, sort=True):
        for holder, group in by_holder(str(name), of_account, allocated):
            line = lines.setdefault(_place(holder), _Line())
            line.spent = plus(line.spent, figure(group))
            line.in_period = plus(line.in_period, figure(within(group, period)))
    return lines


def _fund_of(account: str) -> str:
    return accounts.parse(account).fund


def _place(account: str) -> tuple[str, str]:
    name = accounts.parse(account)
    return name.heading or name.first, name.activity


def _headings(book: Book, period: Period, fund: str, lines: dict[tuple[str, str], _Line]) -> Table:
    whole = period.is_whole
    columns = [
        Column("heading", "Heading", is_wide=True),
        Column("activity", "Heading and activity"),
        Column("approved", "Approved", Kind.MONEY),
        Column("share", "Share %", Kind.PERCENT),
        Column("vired", "Vired", Kind.MONEY),
        *([] if whole else [Column("in-period", f"Spent in {period.label}", Kind.MONEY)]),
        Column("spent", "Spent to date", Kind.MONEY),
        Column("committed", "Committed", Kind.MONEY),
        Column("remaining", "Remaining", Kind.MONEY),
        Column("used", "Used %", Kind.PERCENT),
    ]
    total = _Line()
    for line in lines.values():
        total.add(line)

    def row(heading: str, activity: str, line: _Line, *, is_subtotal: bool = False) -> Row:
        share = money.per_cent(line.approved, total.approved)
        cells: list[Cell] = [heading, activity, line.approved, share, line.vired]
        if not whole:
            cells.append(line.in_period)
        used = money.per_cent(line.spent.pence, line.approved + line.vired)
        return Row((*cells, line.spent, line.committed, line.remaining, used), is_subtotal)

    rows = []
    headings = list(dict.fromkeys(heading for heading, _ in lines))
    for heading in headings:
        own = {activity: line for (name, activity), line in lines.items() if name == heading}
        name = accounts.words(heading)
        for activity, line in own.items():
            shown = accounts.words(activity) or (name if len(own) == 1 else f"{name}, not by activity")
            rows.append(row(name, shown, line))
        if list(own) != [""]:
            subtotal = _Line()
            for line in own.values():
                subtotal.add(line)
            rows.append(row(name, f"{name}, total", subtotal, is_subtotal=True))
    return Table(
        f"headings-{fund}",
        f"{book.register.funds[fund].title}: allocations by heading",
        tuple(columns),
        tuple(rows),
        row("Total", "Total", total),
    )

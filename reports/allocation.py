"""The allocation statement: what was approved for each heading and activity, what is spent of it, and what pays for it.

Reads as the board papers do (seeds/002 §4.4): coordination, delivery, evaluation; then the allocations held against
full funding, against the fees received upfront year by year, and against what was received.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger import accounts, money
from reports.figures import figure, plus, pounds, received, spending, within
from reports.statement import Cell, Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.agreements import Agreement, Allocation, Tariff
    from ledger.book import Book
    from ledger.periods import Period

_FUNDING = (
    Column("against", "Held against"),
    Column("funding", "Funding", Kind.MONEY),
    Column("allocated", "Allocated", Kind.MONEY),
    Column("per-cent", "% of it", Kind.PERCENT),
    Column("not-allocated", "Not allocated", Kind.MONEY),
    Column("guaranteed", "Guaranteed?"),
)


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
                tables.extend(_against_funding(book, period, table, agreement, notes))
    return Statement(
        "allocation",
        "Allocation statement",
        book.authority,
        period,
        tuple(tables),
        tuple(notes),
        book.warnings,
        book.register.disclosures,
    )


def _is_live(book: Book, period: Period, table: pd.DataFrame, fund: str) -> bool:
    """Return whether the fund has an allocation for some day of *period*, or spending in it."""
    allocated = any(
        _fund_of(one.account) == fund and one.start <= period.end and one.end >= period.start
        for one in book.register.allocations
    )
    return allocated or len(within(spending(table, fund), period)) > 0


def _covered(allocation: Allocation, period: Period) -> bool:
    return allocation.start <= period.end


def _lines(book: Book, period: Period, table: pd.DataFrame, fund: str) -> dict[tuple[str, str], _Line]:
    """Return the lines of *fund* by heading and activity, headings in the order they were approved in."""
    register = book.register
    lines: dict[tuple[str, str], _Line] = {}
    allocated = [one for one in register.allocations if _fund_of(one.account) == fund and _covered(one, period)]
    for one in allocated:
        lines.setdefault(_place(one.account), _Line()).approved += one.amount
    targets = [one.account for one in allocated]
    for virement in register.virements:
        if virement.date <= period.end:
            for account, sign in ((virement.source, -1), (virement.target, 1)):
                if _fund_of(account) == fund:
                    lines.setdefault(_place(_held_by(account, targets)), _Line()).vired += sign * virement.amount
    for commitment in register.commitments:
        if commitment.date <= period.end and _fund_of(commitment.account) == fund:
            lines.setdefault(_place(_held_by(commitment.account, targets)), _Line()).committed += commitment.amount
    spent = spending(table, fund)
    for account, group in spent.groupby("account", observed=True, sort=True):
        line = lines.setdefault(_place(_held_by(str(account), targets)), _Line())
        line.spent = plus(line.spent, figure(group))
        line.in_period = plus(line.in_period, figure(within(group, period)))
    return lines


def _fund_of(account: str) -> str:
    return accounts.parse(account).fund


def _place(account: str) -> tuple[str, str]:
    name = accounts.parse(account)
    return name.heading or name.first, name.activity


def _held_by(account: str, targets: list[str]) -> str:
    """Return the allocated account that *account* counts towards: itself or the nearest above it."""
    holders = [one for one in targets if account == one or account.startswith(f"{one}:")]
    return max(holders, key=len, default=account)


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
        if len(own) > 1:
            subtotal = _Line()
            for line in own.values():
                subtotal.add(line)
            rows.append(row(name, f"{name}, total", subtotal, is_subtotal=True))
    return Table(
        f"headings-{fund}",
        f"{book.register.funds[fund].title}: allocations by heading",
        tuple(columns),
        tuple(rows),
        row("", "Total", total),
    )


def _against_funding(
    book: Book, period: Period, table: pd.DataFrame, agreement: Agreement, notes: list[str]
) -> list[Table]:
    """Return the allocations of *agreement* held against what pays for them, and add what that means to *notes*."""
    allocated = sum(one.amount for one in book.register.allocations if one.agreement == agreement.name and _covered(one, period))
    if not allocated:
        return []
    tariffs, instalments = book.register.of_agreement(agreement.name)
    full = book.register.awarded(agreement.name)
    rows: list[tuple[str, int | Figure, str]] = []
    if tariffs:
        rows.append(("Attachment fees and all results", full, "no: results are contingent"))
        rows.extend(_fees_by_year(book, agreement, tariffs))
    else:
        sure = "yes: paid upfront" if agreement.type == "upfront" else "as its conditions say"
        rows.append(("All instalments", full, sure))
        due = sum(one.amount for one in instalments if one.due <= period.end)
        rows.append((f"Instalments due by {period.end.day} {period.end:%B %Y}", due, "due"))
    receipts = received(table, agreement.fund)
    rows.append(("Received to date", figure(receipts[receipts["agreement"] == agreement.name]), "in the bank"))
    notes.extend(_meaning(agreement, allocated, full, rows))
    return [
        Table(
            f"funding-{agreement.name}",
            f"{agreement.title}: allocations against funding",
            _FUNDING,
            tuple(Row((what, of, allocated, money.per_cent(allocated, _pence(of)), _pence(of) - allocated, sure)) for what, of, sure in rows),
        )
    ]


def _pence(of: int | Figure) -> int:
    return of.pence if isinstance(of, Figure) else of


def _fees_by_year(book: Book, agreement: Agreement, tariffs: tuple[Tariff, ...]) -> list[tuple[str, int | Figure, str]]:
    """Return attachment fees year by year, added up; a staged year is released on performance, so not guaranteed."""
    staged = {
        record.values["year"] for record in book.register.records
        if record.name == "staging" and record.values["agreement"] == agreement.name
    }
    rows: list[tuple[str, int | Figure, str]] = []
    total = 0
    released = False
    first = tariffs[0].year
    for tariff in tariffs:
        total += tariff.attachment
        released = released or tariff.year in staged
        years = first if tariff.year == first else f"{first} to {tariff.year}"
        rows.append((f"Attachment fees {years}", total, "no: released on performance" if released else "yes: paid upfront"))
    return rows


def _meaning(agreement: Agreement, allocated: int, full: int, rows: list[tuple[str, int | Figure, str]]) -> list[str]:
    share = money.per_cent(allocated, full)
    notes = [
        f"{agreement.title}: {money.spoken(allocated)} allocated is {share} % of {money.spoken(full)}; "
        f"{money.spoken(full - allocated)} is not allocated."
        if full >= allocated
        else f"{agreement.title}: {money.spoken(allocated)} allocated is {money.spoken(allocated - full)} more than the {money.spoken(full)} awarded."
    ]
    for what, of, sure in rows:
        if not what.startswith("Attachment fees ") or what.startswith("Attachment fees and"):
            continue
        over = allocated - _pence(of)
        fees = f"the {what[0].lower()}{what[1:]} ({money.spoken(_pence(of))}{', not guaranteed' if sure.startswith('no') else ''})"
        if over > 0:
            notes.append(f"{agreement.title}: the allocations exceed {fees} by {money.spoken(over)}.")
        else:
            notes.append(f"{agreement.title}: the allocations fall {money.spoken(-over)} short of {fees}.")
    return notes

"""Every agreement on one page: awarded, received, spent, to go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reports.figures import figure, plus, pounds, received, spending, spent_before
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period

_COLUMNS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("title", "Title"),
    Column("funder", "Funder", is_wide=True),
    Column("awarded", "Awarded", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("spent", "Spent", Kind.MONEY),
    Column("unspent", "Received, unspent", Kind.MONEY),
    Column("to-go", "Awarded, to go", Kind.MONEY),
)


def statement(book: Book, period: Period) -> Statement:
    """Return every agreement made by the end of *period* with what was awarded, and received and spent up to it."""
    table = pounds(book, period)
    sharing: dict[str, list[str]] = defaultdict(list)
    for agreement in book.register.agreements.values():
        sharing[agreement.fund].append(agreement.name)
    sums = {}
    for one in book.register.agreements.values():
        awarded, got, spent = _sums(book, table, one, alone=len(sharing[one.fund]) == 1)
        if one.since <= period.end or got.lines or spent.lines:
            sums[one.name] = awarded, got, spent
    rows: list[Row] = []
    for programme, members in _by_programme(book, sums).items():
        rows.extend(_row(one.name, one.title, one.funder, *sums[one.name]) for one in members)
        if programme and len(members) > 1:
            together = [sums[one.name] for one in members]
            rows.append(_row("", programme, "", *_together(together), is_subtotal=True))
    shared = [
        Row(
            (
                fund,
                f"spent by {book.register.funds[fund].title}, not by one agreement",
                "",
                0,
                Figure(0),
                rest,
                -rest.pence,
                -rest.pence,
            )
        )
        for fund, names in sharing.items()
        if len(names) > 1 and fund in book.register.funds and (rest := _unnamed(table, fund, names)).lines
    ]
    total = _row("Total", "", "", *_together([*sums.values()], shared))
    notes = ["Spent leaves out what was passed to another fund. To go is awarded less spent."]
    if shared:
        notes.append(
            "Spending of a fund that several agreements pay for is each agreement's only where the entry names it."
        )
    table_of_all = Table(
        "grants", "Every agreement: awarded, received, spent, to go", _COLUMNS, (*rows, *shared), total
    )
    return Statement.of(book, period, "grants", "Grants", [table_of_all], notes)


def _sums(book: Book, table: pd.DataFrame, agreement: Agreement, *, alone: bool) -> tuple[int, Figure, Figure]:
    parts: tuple[pd.DataFrame, ...] = (spending(table, agreement.fund), spent_before(table, agreement.fund))
    if not alone:
        parts = tuple(part[part["agreement"] == agreement.name] for part in parts)
    return (
        book.register.awarded(agreement.name),
        figure(received(book, table, agreement)),
        plus(*(figure(part) for part in parts)),
    )


def _unnamed(table: pd.DataFrame, fund: str, names: list[str]) -> Figure:
    """Return what *fund* spent, now or before the books begin, in entries that name none of the agreements *names*."""
    parts = spending(table, fund), spent_before(table, fund)
    return plus(*(figure(part[~part["agreement"].isin(names)]) for part in parts))


def _by_programme(book: Book, names: Iterable[str]) -> dict[str, list[Agreement]]:
    """Return the agreements of *names* by programme; one without a programme stands alone under its own name."""
    groups: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in (book.register.agreements[name] for name in names):
        groups[agreement.programme or f"\0{agreement.name}"].append(agreement)
    return groups


def _together(sums: list[tuple[int, Figure, Figure]], shared: list[Row] | None = None) -> tuple[int, Figure, Figure]:
    rest = [cell for row in shared or [] if isinstance(cell := row.cells[5], Figure)]
    return (
        sum(awarded for awarded, _, _ in sums),
        plus(*(received for _, received, _ in sums)),
        plus(*(spent for _, _, spent in sums), *rest),
    )


def _row(
    name: str, title: str, funder: str, awarded: int, got: Figure, spent: Figure, *, is_subtotal: bool = False
) -> Row:
    return Row((name, title, funder, awarded, got, spent, got.pence - spent.pence, awarded - spent.pence), is_subtotal)

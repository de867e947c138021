"""Every agreement on one page: awarded, received, spent, to go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from reports.figures import came, figure, plus, pounds, received, spending, spent_before
from reports.statement import Column, Figure, Kind, Row, Statement, Table
from reports.upfront_notes import OF_POOLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.receipts import Receipt

    #: Of an agreement, or of several: awarded in pence, the receipts, what was spent, what is unspent in pools (None for none).
    Sums: TypeAlias = tuple[int, list[Receipt], Figure, int | None]

_COLUMNS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("title", "Title"),
    Column("funder", "Funder", is_wide=True),
    Column("awarded", "Awarded", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("spent", "Spent", Kind.MONEY),
    Column("unspent", "Received, unspent", Kind.MONEY),
    Column("in-pools", "Of it in pools", Kind.MONEY),
    Column("to-go", "Awarded, to go", Kind.MONEY),
)


def statement(book: Book, period: Period) -> Statement:
    """Return every agreement made by the end of *period* with what was awarded, and received and spent up to it."""
    table = pounds(book, period)
    receipts = received(book, table)
    sharing: dict[str, list[str]] = defaultdict(list)
    for agreement in book.register.agreements.values():
        sharing[agreement.fund].append(agreement.name)
    sums = {}
    for one in book.register.agreements.values():
        awarded = book.register.awarded(one.name)
        got, own = receipts.get(one.name, []), _spent(table, one, alone=len(sharing[one.fund]) == 1)
        money = book.agreement_money.of_agreement[one.name]
        if one.since <= period.end or got or own.lines:
            spent = plus(own, Figure(money.in_pools(period.last).used))
            sums[one.name] = awarded, got, spent, _sum(money.unspent_by_pool(period.last).values())
    rows: list[Row] = []
    for programme, members in _by_programme(book, sums).items():
        rows.extend(_row(one.name, one.title, one.funder, *sums[one.name]) for one in members)
        if programme and len(members) > 1:
            together = [sums[one.name] for one in members]
            rows.append(_row("", programme, "", *_together(together), is_subtotal=True))
    unnamed = {
        fund: (0, [one for one in receipts.get("", []) if one.fund == fund], _unnamed(table, fund, names), None)
        for fund, names in sharing.items()
        if fund in book.register.funds
    }
    shared = {fund: of for fund, of in unnamed.items() if of[1] or (len(sharing[fund]) > 1 and of[2].lines)}
    titles = {fund: book.register.funds[fund].title for fund in shared}
    no_one_s = [_row(fund, _of_no_agreement(titles[fund], of[1], of[2]), "", *of) for fund, of in shared.items()]
    total = _row("Total", "", "", *_together([*sums.values(), *shared.values()]))
    pooled = any(book.agreement_money.of_agreement[name].by_pool(period.last) for name in sums)
    notes = ["Spent leaves out what was passed to another fund. To go is awarded less spent."]
    if pooled:
        notes.append(OF_POOLS)
    if any(of[2].lines for of in shared.values()):
        notes.append(
            "Spending of a fund that several agreements pay for is each agreement's only where the entry names it."
        )
    if any(of[1] for of in shared.values()):
        notes.append("Money of no agreement is each agreement's once reconcile --accept says which instalment it pays.")
    columns = tuple(
        replace(column, is_wide=True) if column.name == "in-pools" and not pooled else column for column in _COLUMNS
    )
    table_of_all = Table(
        "grants", "Every agreement: awarded, received, spent, to go", columns, (*rows, *no_one_s), total
    )
    return Statement.of(book, period, "grants", "Grants", [table_of_all], notes)


def _spent(table: pd.DataFrame, agreement: Agreement, *, alone: bool) -> Figure:
    parts: tuple[pd.DataFrame, ...] = (spending(table, agreement.fund), spent_before(table, agreement.fund))
    if not alone:
        parts = tuple(part[part["agreement"] == agreement.name] for part in parts)
    return plus(*(figure(part) for part in parts))


def _of_no_agreement(title: str, got: list[Receipt], spent: Figure) -> str:
    what = " and ".join(word for word, is_there in (("received", got), ("spent", spent.lines)) if is_there)
    return f"{what} by {title}, not by one agreement"


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


def _together(sums: Iterable[Sums]) -> Sums:
    sums = list(sums)
    return (
        sum(awarded for awarded, _, _, _ in sums),
        [one for _, got, _, _ in sums for one in got],
        plus(*(spent for _, _, spent, _ in sums)),
        _sum(in_pools for _, _, _, in_pools in sums if in_pools is not None),
    )


def _sum(every: Iterable[int]) -> int | None:
    """Return the sum of *every*, None where there is none."""
    every = list(every)
    return sum(every) if every else None


def _row(
    name: str,
    title: str,
    funder: str,
    awarded: int,
    got: list[Receipt],
    spent: Figure,
    in_pools: int | None,
    *,
    is_subtotal: bool = False,
) -> Row:
    pence = sum(one.pence for one in got)
    cells = (name, title, funder, awarded, came(got), spent, pence - spent.pence, in_pools, awarded - spent.pence)
    return Row(cells, is_subtotal)

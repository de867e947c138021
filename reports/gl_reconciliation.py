"""The finance system's balances against these books, by code and posting period, every difference by named items."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import gl_balances, gl_reconciling, money
from ledger.gl_held import NAMES
from ledger.periods import Calendar
from reports import gl_coverage
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.book import Book
    from ledger.gl_held import Held, Item
    from ledger.periods import Period

_SUMS = (
    Column("theirs", "Finance system", Kind.MONEY),
    Column("ours", "These books", Kind.MONEY),
    Column("difference", "Difference", Kind.MONEY),
    Column("named", "Explained", Kind.MONEY),
    Column("unexplained", "Unexplained", Kind.MONEY),
)
_CODES = (Column("cost-centre", "Centre", Kind.CODE), Column("subjective", "Subj.", Kind.CODE), *_SUMS)
_PERIODS = (Column("period", "Period"), Column("codes", "Codes", Kind.COUNT, is_wide=True), *_SUMS)
_NAMED = (Column("item", "Named item"), Column("count", "Items", Kind.COUNT), Column("amount", "Amount", Kind.MONEY))
_ITEMS = (
    Column("cost-centre", "Centre", Kind.CODE),
    Column("subjective", "Subj.", Kind.CODE),
    Column("item", "Named item"),
    Column("key", "Row", Kind.CODE, is_wide=True),
    Column("date", "Date", Kind.DATE, is_wide=True),
    Column("why", "Why"),
    Column("amount", "Amount", Kind.MONEY),
)
_ONE_SIDED = (
    Column("period", "Period"),
    Column("cost-centre", "Centre", Kind.CODE),
    Column("subjective", "Subj.", Kind.CODE),
    Column("side", "Held by"),
    Column("amount", "Balance", Kind.MONEY),
)
_NONE = "No balance of the finance system is in the books for these periods: import its list, of the kind gl-balance."
_NOTES = (
    "Balances are of the financial year, from its first day to the end of the period; debits are positive.",
    "A difference is what the finance system holds more than these books.",
    "These books hold on a code the postings of entries that name its cost centre and subjective, without what is unallocated.",
    "What stands on none of the codes, as journals that name none and what another kind posts, is not held against the finance system.",
    "Rows that import left out are known in total only: they are named where that total is what nothing else explains.",
)


def statement(book: Book, period: Period) -> Statement:
    """Return the codes of each posting period in *period* whose balances the finance system gave, differences explained."""
    found = gl_reconciling.reconciled(book.register, book.calendar, book.transactions)
    held = [one for one in found.held if period.first <= one.period <= period.last]
    not_listed = [one for one in found.not_listed if period.first <= one.period <= period.last]
    places = _places(book, held)
    by_period: dict[int, list[Held]] = defaultdict(list)
    for one in sorted(held, key=lambda one: (one.period, one.code)):
        by_period[one.period].append(one)
    tables = [_periods(by_period)]
    for key, group in by_period.items():
        compared = {places[posting][0] for one in group for posting in one.postings}
        tables += [
            _codes(key, group, places),
            _named(key, group),
            *_items(key, group, places),
            gl_coverage.table(book, key, compared),
        ]
    tables.append(_one_sided(held, not_listed))
    return Statement.of(
        book,
        period,
        "gl-reconciliation",
        "Reconciliation to the finance system",
        tables,
        [*([] if by_period else [_NONE]), *_NOTES, *_left_out(book, by_period)],
    )


_Places = dict[tuple[int, int], tuple[int, str]]


def _places(book: Book, held: Iterable[Held]) -> _Places:
    """Return where each posting behind *held* stands in the postings table, and its account, by transaction and leg."""
    wanted = {posting for one in held for posting in one.postings}
    wanted |= {item.posting for one in held for item in one.items if item.posting is not None}
    if not wanted:
        return {}
    table = book.postings
    chosen = table[table["txn"].isin({txn for txn, _ in wanted})]
    every = zip(
        chosen["txn"].tolist(), chosen["leg"].tolist(), chosen.index.tolist(), chosen["account"].tolist(), strict=True
    )
    return {(txn, leg): (line, str(account)) for txn, leg, line, account in every}


def _figure(pence: int, postings: list[tuple[int, int]], places: _Places) -> Figure:
    found = [places[one] for one in postings]
    names = {account for _, account in found}
    return Figure(pence, tuple(sorted(line for line, _ in found)), names.pop() if len(names) == 1 else "")


def _sums(group: list[Held]) -> tuple[int, int, int, int, int]:
    return (
        sum(one.theirs or 0 for one in group),
        sum(one.ours for one in group),
        sum(one.difference for one in group),
        sum(one.named for one in group),
        sum(one.unexplained for one in group),
    )


def _periods(by_period: dict[int, list[Held]]) -> Table:
    rows = tuple(Row((Calendar.label(key), len(group), *_sums(group))) for key, group in by_period.items())
    return Table("periods", "The finance system and these books, by posting period", _PERIODS, rows)


def _codes(key: int, group: list[Held], places: _Places) -> Table:
    rows = []
    for one in group:
        ours = _figure(one.ours, one.postings, places)
        rows.append(Row((*one.code, one.theirs, ours, one.difference, one.named, one.unexplained)))
    theirs, ours_pence, *rest = _sums(group)
    whole = _figure(ours_pence, [posting for one in group for posting in one.postings], places)
    total = Row(("Total", "", theirs, whole, *rest))
    return Table(f"codes-{_name(key)}", f"{Calendar.label(key)}: by code", _CODES, tuple(rows), total)


def _named(key: int, group: list[Held]) -> Table:
    """Return the control: the differences of all codes are the named items and what is unexplained."""
    rows = []
    for name in NAMES:
        items = [item for one in group for item in one.items if item.name == name]
        if items:
            rows.append(Row((name, len(items), sum(item.pence for item in items))))
    open_ones = [one for one in group if one.unexplained]
    rows.append(Row(("unexplained", len(open_ones), sum(one.unexplained for one in open_ones))))
    total = Row(("Difference", sum(int(str(row.cells[1])) for row in rows), sum(one.difference for one in group)))
    return Table(
        f"named-{_name(key)}", f"{Calendar.label(key)}: what the difference is made of", _NAMED, tuple(rows), total
    )


def _items(key: int, group: list[Held], places: _Places) -> list[Table]:
    rows = [Row((*one.code, *_item(item, places))) for one in group for item in one.items]
    if not rows:
        return []
    total = Row(("Total", "", "", "", None, "", sum(one.named for one in group)))
    return [Table(f"items-{_name(key)}", f"{Calendar.label(key)}: the items", _ITEMS, tuple(rows), total)]


def _item(item: Item, places: _Places) -> tuple[str, str, datetime.date | None, str, int | Figure]:
    amount = item.pence if item.posting is None else _figure(item.pence, [item.posting], places)
    return item.name, item.key, item.date, item.why, amount


def _one_sided(held: list[Held], not_listed: list[Held]) -> Table:
    rows = []
    for one in sorted([*held, *not_listed], key=lambda one: (one.period, one.code)):
        if one.theirs is None:
            rows.append(Row((Calendar.label(one.period), *one.code, "these books alone", one.ours)))
        elif not one.is_in_books:
            rows.append(Row((Calendar.label(one.period), *one.code, "the finance system alone", one.theirs)))
    return Table("one-sided", "Codes that only one side holds", _ONE_SIDED, tuple(rows))


def _left_out(book: Book, by_period: dict[int, list[Held]]) -> list[str]:
    """Return what import left out of the ledger's extracts of the years shown."""
    years = {key // 100 for key in by_period}
    return [
        f"{name} leaves out {rows:,} {'row' if rows == 1 else 'rows'}, {money.spoken(pence)} in total; their codes are not known here."
        for year, left in sorted(gl_balances.left_out(book.register, book.calendar).items())
        if year in years
        for _, name, rows, pence in left
    ]


def _name(key: int) -> str:
    return Calendar.label(key).replace(" ", "-")

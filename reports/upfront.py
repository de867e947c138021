"""Upfront money and grants: received, released, spent, unspent, how long it lasts, and both ways of recognising it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money, recognition
from ledger.recognition_entries import BY_WHAT
from reports.agreement_figures import Agreements, Places, Told, entries
from reports.corrected_usage import of_period
from reports.figures import plus
from reports.statement import Column, Figure, Kind, Row, Statement, Table
from reports.upfront_carried import carried, notes_of_corrections
from reports.upfront_notes import notes_of
from reports.upfront_quarters import SPENDING, quarters
from reports.upfront_rate import months_left, months_of
from reports.upfront_value import value_notes, value_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ledger.agreement_money import Line
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.recognition import Position
    from reports.statement import Cell

TYPES = ("upfront", "grant")

_TERMS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("title", "Title", is_wide=True),
    Column("funder", "Funder"),
    Column("reference", "Reference"),
    Column("ends", "Ends", Kind.DATE),
    Column("recognition", "Recognised as"),
    Column("ring-fenced", "Ring-fenced"),
)
_MONEY = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("received", "Received", Kind.MONEY),
    Column("repaid", "Paid back", Kind.MONEY),
    Column("released", "Released to income", Kind.MONEY),
    Column("spent", "Spent", Kind.MONEY),
    Column("by-pools", "Of it by pools", Kind.MONEY),
    Column("passed-on", "Passed on", Kind.MONEY),
    Column("unspent", "Unspent", Kind.MONEY),
    Column("in-pools", "Of it in pools", Kind.MONEY),
)
_RATE = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("unspent", "Unspent", Kind.MONEY),
    Column("spent-in-period", "Spent in the period", Kind.MONEY),
    Column("months", "Months of it", Kind.COUNT),
    Column("rate", "Spent a month", Kind.MONEY),
    Column("months-left", "Months left", Kind.PERCENT),
)


def statement(
    book: Book, period: Period, assume: Fraction | None = None, results_share: Fraction | None = None
) -> Statement:
    """Return upfront money and grants at the end of *period*, or where the books end before it.

    *assume* is the success rate that payment by results was planned with, *results_share* the part of the money that would
    have been results, both as fractions of one; without the share the worth of being paid upfront is given as bounds.
    """
    known = Agreements.of(book, period)
    told = [one for one in known.told if one.agreement.type in TYPES]
    places = Places(book)
    tables = [_terms(told), _money(known, told, places)]
    tables.append(_rate(book, period, known, told, places))
    tables += [_routes(book, known, one, places) for one in told if one.first]
    tables += [quarters(book, known, one, places) for one in told if one.first]
    tables += [table for table in (carried(book, told, places), entries(book, known.told)) if table]
    agreements = [one.agreement for one in told]
    values = value_tables(book, period, agreements, assume, results_share)
    notes = [
        *notes_of(known, told),
        *notes_of_corrections(book, told),
        *value_notes(agreements, values, assume, results_share),
    ]
    tables += values
    return Statement.of(book, period, "upfront", "Upfront money and grants", tables, notes)


def _terms(told: Iterable[Told]) -> Table:
    rows = []
    for one in told:
        agreement = one.agreement
        fenced = {True: "yes", False: "no", None: "not stated"}[agreement.ring_fenced]
        by = f", released by {BY_WHAT[one.terms.release]}" if agreement.recognition == "condition" else ""
        rows.append(
            Row(
                (
                    agreement.name,
                    agreement.title,
                    agreement.funder,
                    agreement.reference or "",
                    agreement.ends,
                    f"{agreement.recognition or 'not decided'}{by}",
                    fenced,
                )
            )
        )
    return Table("terms", "What was agreed", _TERMS, tuple(rows))


def _money(known: Agreements, told: list[Told], places: Places) -> Table:
    until = known.cut.key
    rows, sums = [], []
    for one in told:
        own, where = one.money, one.where
        figures = {
            "received": places.figure(own.of("received", until=until)),
            "repaid": places.figure(own.of("repaid", until=until)),
            "released": released(one, places, until),
            "spent": plus(places.figure(own.of(*SPENDING, until=until)), Figure(where.by_pools)),
            "passed-on": places.figure(own.of("passed-on", until=until)),
        }
        sums.append(figures)
        cells: dict[str, Cell] = {**figures, "unspent": where.unspent}
        if own.by_pool(until):
            cells |= {"by-pools": where.by_pools, "in-pools": where.in_pools}
        rows.append(Row((one.agreement.name, *(cells.get(column.name) for column in _MONEY[1:]))))
    totals: dict[str, Cell] = {name: plus(*(figures[name] for figures in sums)) for name in (sums[0] if sums else ())}
    totals["unspent"] = sum(one.where.unspent for one in told)
    if any(one.money.by_pool(until) for one in told):
        totals["by-pools"] = sum(one.where.by_pools for one in told)
        totals["in-pools"] = sum(one.where.in_pools for one in told)
    total = Row(("Total", *(totals.get(column.name) for column in _MONEY[1:]))) if rows else None
    caption = f"Received, released, spent and unspent at {_day(known)}"
    # What nobody paid back, passed on or pooled need not take the room of a terminal.
    unused = {name for name in ("repaid", "passed-on") if totals.get(name) == Figure(0)}
    unused |= {"by-pools", "in-pools"} - totals.keys()
    columns = tuple(replace(column, is_wide=column.name in unused) for column in _MONEY)
    return Table("upfront", caption, columns, tuple(rows), total)


def _rate(book: Book, period: Period, known: Agreements, told: list[Told], places: Places) -> Table:
    """Return the rate of *period*; what corrects another year was not spent in it."""
    rows = []
    for one in told:
        months = months_of(book.calendar, period, known, one)
        lines = one.money.of(*SPENDING, since=period.first, until=known.cut.key)
        by_pools = one.where.by_pools - one.money.in_pools(period.first - 1).used
        during = plus(places.figure(of_period(book, _unopened(lines, one.first), period)), Figure(by_pools))
        left = months_left(one.where.unspent - max(one.where.repayable_due, 0), during.pence, months)
        rate = None if left is None else money.rounded(Fraction(during.pence, months))
        rows.append(Row((one.agreement.name, one.where.unspent, during, months, rate, left)))
    return Table("rate", f"How long it lasts at the rate of {period.label}", _RATE, tuple(rows))


def _unopened(lines: list[Line], first: int) -> list[Line]:
    """Return *lines* without those of opening balances, which are of no month's spending."""
    return [line for line in lines if first and line.key >= first]


def released(one: Told, places: Places, until: int) -> Figure:
    """Return what was taken as income, what an opening balance says was income before the books begin included."""
    before = "spent-before" if one.terms.route == "condition" else "received-before"
    return places.figure(one.money.of("income", before, until=until), -1)


def _routes(book: Book, known: Agreements, one: Told, places: Places) -> Table:
    """Return what the books hold and what condition and restriction ask for, side by side."""
    ways = {}
    for route in ("condition", "restriction"):
        terms = recognition.Terms.of(book.register, one.agreement, book.calendar, route)
        ways[route] = recognition.position(terms, one.money, known.cut, one.first)
    until, own = known.cut.key, one.money
    spent = places.figure(own.of(*SPENDING, until=until))
    passed = places.figure(own.of("passed-on", until=until))
    cash = places.figure(own.of("cash", until=until))
    income = places.figure(own.of("income", until=until), -1)
    before = {way: -own.total(f"{'spent' if way == 'condition' else 'received'}-before", until=until) for way in ways}
    own_before = before["condition" if one.terms.route == "condition" else "restriction"]
    results = places.figure(own.of("results", until=until), -1)
    rows = [
        *([Row(("Income before the books begin", own_before, *before.values()))] if any(before.values()) else []),
        Row(
            (
                "Income since" if any(before.values()) else "Income to date",
                income,
                *(ways[way].income_due - before[way] for way in ways),
            )
        ),
        *([_row("Results payments to date", results, ways, lambda way: way.results)] if results.lines else []),
        _row("Spending to date", spent, ways, lambda way: way.spent - way.by_pools),
        *([_by_way("Spent by pools to date", lambda way: way.by_pools, one.where, ways)] if one.where.by_pools else []),
        *([_by_way("Unspent in pools", lambda way: way.in_pools, one.where, ways)] if one.where.in_pools else []),
        *([_row("Passed on to other funds", passed, ways, lambda way: way.passed_on)] if passed.lines else []),
        _row(
            "Receipts in advance", places.figure(own.of("advance", until=until), -1), ways, lambda way: way.advance_due
        ),
        _row(
            "Grant repayable", places.figure(own.of("repayable", until=until), -1), ways, lambda way: way.repayable_due
        ),
        _row("Earmarked reserve", places.figure(own.of("reserve", until=until), -1), ways, lambda way: way.reserve_due),
        Row(
            (
                "Unearmarked balance",
                _unearmarked(one.where, income.pence + own_before),
                *map(_unearmarked, ways.values()),
            )
        ),
        Row(("Cash", cash, cash.pence, cash.pence)),
    ]
    columns = (
        Column("item", "Item"),
        Column("books", "In the books", Kind.MONEY),
        *(
            Column(route, f"{route.capitalize()}{' (chosen)' if route == one.terms.route else ''}", Kind.MONEY)
            for route in ways
        ),
    )
    caption = f"{one.agreement.title}: both ways of recognising it, at {_day(known)}"
    return Table(f"routes-{one.agreement.name}", caption, columns, tuple(rows))


def _row(item: str, books: Figure, ways: dict[str, Position], due: Callable[[Position], int]) -> Row:
    return Row((item, books, *(due(way) for way in ways.values())))


def _by_way(item: str, of: Callable[[Position], int], where: Position, ways: dict[str, Position]) -> Row:
    """Return a row of what no way of recognising changes, and no posting is by itself."""
    return Row((item, of(where), *(of(way) for way in ways.values())))


def _unearmarked(where: Position, income: int | None = None) -> int:
    """Return what spending and the reserve leave of the income, in pence."""
    reserve = where.reserve_due if income is None else where.reserve_held
    taken = where.income_due if income is None else income
    return taken + where.results - where.spent - where.passed_on - where.in_pools - reserve


def _day(known: Agreements) -> str:
    return f"{known.cut.day.day} {known.cut.day:%B %Y}"

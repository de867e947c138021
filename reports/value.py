"""The value statement: what a family's support costs and saves, each figure with the number of families behind it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import rounding, savings
from ledger.directives import BASES, MEASURES
from reports import value_bases
from reports.statement import Column, Kind, Row, Statement, Table
from reports.value_bases import Base
from reports.value_notes import value_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.book import Book
    from ledger.periods import Period
    from ledger.savings import Known, Saving, YearValue
    from reports.statement import Cell

#: Stays out of a terminal, where the words beside it say it.
_FAMILIES = Column("families", "Families", Kind.COUNT, is_wide=True)
_VALUE = (
    Column("year", "Year"),
    Column("figure", "Figure"),
    Column("per-family", "Per family", Kind.MONEY),
    Column("ratio", "Ratio", Kind.RATIO),
    _FAMILIES,
    Column("base", "Families behind it"),
)
_TOTALS = (
    Column("year", "Year"),
    Column("figure", "Figure"),
    Column("total", "Total", Kind.MONEY),
    Column("from", "Which is"),
    Column("per-family", "Per family", Kind.MONEY),
    _FAMILIES,
    Column("base", "Families behind the total"),
    Column("reproduced-by", "Families that give both"),
)
_CALLED = {"cost": "cost", "displaced": "cost avoided", "benefit": "benefit"}
_OF = {savings.TOTAL: "of all families", savings.PER_FAMILY: "per family"}
_NOTHING = (
    "The books hold no result of a cost-savings calculator: import one with the template that ealedger profile template cost-savings "
    "writes."
)


def statement(book: Book, period: Period) -> Statement:
    """Return the value for money of every year begun by the end of *period*, as it is known now.

    A year's savings are calculated after it, so that a later calculation counts for its year.
    """
    found = [
        one
        for one in savings.by_year(savings.savings(book.register))
        if period.is_whole or book.calendar.parse(one.year).start <= period.end
    ]
    tables: list[Table] = []
    notes: list[str] = [] if found else [_NOTHING]
    for fund in dict.fromkeys(one.fund for one in found):
        years = [one for one in found if one.fund == fund]
        title = book.register.funds[fund].title if fund in book.register.funds else fund
        tables.append(_by_year(fund, title, years))
        tables += _by_agency(fund, title, years)
        if totals := [row for year in years for row in _totals(year)]:
            caption = f"{title}: totals, and the families behind them"
            tables.append(Table(f"totals-{fund}", caption, _TOTALS, tuple(totals)))
        notes += value_notes(title, years)
    return Statement.of(book, period, "value", "Value for money", tables, notes)


def _by_year(fund: str, title: str, years: Sequence[YearValue]) -> Table:
    rows = [row for year in years for row in (*_costs(year), *_ratios(year))]
    return Table(f"value-{fund}", f"{title}: costs and benefits of a family, by year", _VALUE, tuple(rows))


def _costs(year: YearValue) -> Iterator[Row]:
    cost, displaced, benefit = year.cost, year.displaced, year.benefit
    yield _money(year, "Cost per family", cost.per_family, value_bases.of_one(cost))
    yield _money(year, "Cost avoided", displaced.per_family, value_bases.of_one(displaced))
    net = value_bases.of_several([("cost", cost), ("cost avoided", displaced)])
    yield _money(year, "Net cost", year.net, net)
    yield _money(year, "Benefit per family", benefit.per_family, value_bases.of_one(benefit))


def _money(year: YearValue, figure: str, pence: Fraction | None, base: Base) -> Row:
    shown = base if pence is not None else Base(None, "the figure is not published")
    return Row((year.year, figure, _pence(pence), None, shown.families, shown.said))


def _ratios(year: YearValue) -> Iterator[Row]:
    of = [("benefit", year.benefit), ("cost", year.cost)]
    yield _ratio(year, "Ratio on net cost", year.on_net, year.net, [*of, ("cost avoided", year.displaced)])
    yield _ratio(year, "Ratio on gross cost", year.on_gross, year.cost.per_family, of)
    for printed in year.printed_ratios:
        yield Row((year.year, "Ratio as printed", None, printed, None, f"{_which(year, printed)}"))


def _ratio(
    year: YearValue, figure: str, exact: Fraction | None, below: Fraction | None, parts: Sequence[tuple[str, Known]]
) -> Row:
    """Return the row of a ratio with its base, or why there is none."""
    if exact is not None:
        base = value_bases.of_several(parts)
        return Row((year.year, figure, None, _hundredths(exact), base.families, base.said))
    lacking = [name for name, known in parts if known.per_family is None]
    cost = "net cost" if len(parts) > 2 else "cost"  # noqa: PLR2004 - benefit, cost, and what is taken off it
    why = f"the {' and the '.join(lacking)} are not published" if len(lacking) > 1 else ""
    why = why or (f"the {lacking[0]} is not published" if lacking else "")
    why = why or f"the {cost} is {'nil' if below == 0 else 'below zero'}"
    return Row((year.year, figure, None, None, None, f"no ratio: {why}"))


def _which(year: YearValue, printed: Decimal) -> str:
    """Return which of our ratios the *printed* one is."""
    same = [name for name, exact in (("net", year.on_net), ("gross", year.on_gross)) if savings.prints(exact, printed)]
    return (
        f"that on {' and on '.join(f'{name} cost' for name in same)}"
        if same
        else "neither of ours; of which families is not published"
    )


def _by_agency(fund: str, title: str, years: Sequence[YearValue]) -> Iterator[Table]:
    """Yield a table of the agencies' parts, a column a year, for each measure and each of what they are counted."""
    for measure in MEASURES:
        for basis in BASES:
            parts = {
                year.year: [one for one in year.measure(measure).by_agency if one.basis == basis] for year in years
            }
            if parts := {year: own for year, own in parts.items() if own}:
                caption = f"{title}: {_CALLED[measure]} by agency, {_OF[basis]}; families behind it: {_behind(parts)}"
                yield _agencies(f"agencies-{fund}-{measure}-{basis}", caption, basis, parts)


def _behind(parts: dict[str, list[Saving]]) -> str:
    """Return the families behind the figures of each year, once where they are the same."""
    said = {year: value_bases.of_agencies(own) for year, own in parts.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "; ".join(f"{year}: {one}" for year, one in said.items())


def _agencies(name: str, caption: str, basis: str, parts: dict[str, list[Saving]]) -> Table:
    """Return the table of the agencies' *parts*; averages are not added up, as each may be of other families."""
    columns = (Column("agency", "Agency"), *(Column(year, year, Kind.MONEY) for year in parts))
    pence = [{one.agency: one.pence for one in own} for own in parts.values()]
    agencies = dict.fromkeys(agency for own in pence for agency in own)
    rows = tuple(Row((agency, *(own.get(agency) for own in pence))) for agency in agencies)
    total = Row(("Total", *(sum(own.values()) for own in pence))) if basis == savings.TOTAL else None
    return Table(name, caption, columns, rows, total)


def _totals(year: YearValue) -> Iterator[Row]:
    """Yield the total of each measure that has one, whence it is, and the numbers of families that give it and the average."""
    for measure in MEASURES:
        known = year.measure(measure)
        if known.total is None:
            continue
        base, found = value_bases.of_total(known), known.reproduced_by
        cells: tuple[Cell, ...] = (year.year, _CALLED[measure].capitalize(), known.total, _whence(known))
        given = found.spoken() if found else None
        yield Row((*cells, _pence(known.per_family), base.families, base.said, given))


def _whence(known: Known) -> str:
    if known.stated_total is not None:
        return "as stated"
    return "per family × families" if known.is_total_computed else f"of {len(known.totals)} agencies"


def _pence(exact: Fraction | None) -> int | None:
    return None if exact is None else int(rounding.nearest(exact, Fraction(1)))


def _hundredths(exact: Fraction) -> Decimal:
    """Return a ratio as it is printed: two decimals, halves away from zero."""
    return Decimal(int(rounding.nearest(exact * 100, Fraction(1)))).scaleb(-2)

"""The memorandum account of each pool: what every partner and every grant put in, what was spent, and what is left to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money, recognition
from ledger.closing import Closed
from ledger.memorandum import RESERVE, together
from ledger.pooling import pooled
from ledger.pools import partners
from ledger.proposed import text
from ledger.shares import CONTRIBUTION, RISK
from reports import pooled_host, pooled_partner, pooled_spending
from reports.agreement_figures import Places
from reports.figures import total_of
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.memorandum import OfPartner, OfSource, Year
    from ledger.periods import Period
    from ledger.pooling import Pooled
    from ledger.pools import Partner

_PARTNERS = (
    Column("partner", "Partner"),
    Column("opening", "Opening", Kind.MONEY),
    Column("handed-on", "Passed on", Kind.MONEY),
    Column("contributed", "Contributed", Kind.MONEY),
    Column("borne", "Spending borne", Kind.MONEY),
    Column("penny", "Of it, rounding", Kind.MONEY),
    Column("left", "Left", Kind.MONEY),
    Column("returned", "To return", Kind.MONEY),
    Column("closing", "Carried forward", Kind.MONEY),
)
_SOURCES = (
    Column("source", "Source"),
    Column("opening", "Opening", Kind.MONEY),
    Column("moved-in", "Moved in", Kind.MONEY),
    Column("used", "Used", Kind.MONEY),
    Column("closing", "Unspent", Kind.MONEY),
)
_SHARES = (
    Column("partner", "Partner"),
    Column("contribution", "Of contributions"),
    Column("risk", "Of spending"),
    Column("per-cent", "Of spending, %", Kind.PERCENT),
)
_IN_KIND = (Column("partner", "Partner"), Column("in-kind", "Value in kind", Kind.MONEY))
_ENTRY = (Column("entry", "Entry", Kind.LEDGER),)


def statement(book: Book, period: Period, partner: str | None = None) -> Statement:
    """Return the account of every pool from the beginning of the year to the end of *period*, in pounds.

    With *partner*, by its name in accounts, that partner's own figures alone. Raises
    :class:`~reports.pooled_partner.PartnerError` where it is in no pool.
    """
    cut = recognition.as_far_as(book.agreement_money, book.calendar, period)
    known = partners(book.register.records)
    every = [
        (one, together(one.years) if period.is_whole else one.years[-1])
        for one in pooled(book.register, book.transactions, book.calendar, cut).values()
        if one.years
    ]
    if partner is not None:
        return pooled_partner.statement(book, period, every, known, partner)
    places = Places(book)
    tables: list[Table] = []
    notes: list[str] = []
    for one, year in every:
        tables += _of_pool(book, one, year, known, places)
        notes += _notes(one, year)
    if not every:
        notes.append("No pool of these books has an entry by the end of the period.")
    return Statement.of(book, period, "pooled", "Pooled budgets", tables, notes)


def _of_pool(book: Book, one: Pooled, year: Year, known: dict[str, Partner], places: Places) -> list[Table]:
    return [
        _partners(one, year, known, places),
        *_sources(book, one, year, places),
        *pooled_spending.tables(book, one, year, places),
        *_shares(one, year, known),
        *_in_kind(one, year, known, places),
        *pooled_host.tables(book, one, year, known),
        *_entries(book, one),
    ]


def title_of(name: str, known: dict[str, Partner]) -> str:
    """Return the full name of the partner *name*."""
    return known[name].title if name in known else name


def _partners(one: Pooled, year: Year, known: dict[str, Partner], places: Places) -> Table:
    lines = one.money.of("contributed", since=year.since, until=year.cut.key)

    def row(each: OfPartner) -> Row:
        return Row(
            (
                title_of(each.partner, known),
                each.opening + each.brought,
                each.handed_on,
                places.figure((line for line in lines if line.who == each.partner), -1),
                -each.borne,
                each.penny,
                each.left,
                -each.returned,
                each.closing,
            )
        )

    rows = tuple(row(each) for each in year.partners)
    caption = f"{one.pool.title}: memorandum account {year.span}"
    return Table(f"partners-{one.pool.name}", caption, _PARTNERS, rows, total_of("The partners", rows))


def _sources(book: Book, one: Pooled, year: Year, places: Places) -> list[Table]:
    lines = one.money.of("moved-in", since=year.since, until=year.cut.key)
    funds = book.register.funds

    def row(each: OfSource) -> Row:
        words = "The pool's own reserve" if each.source == RESERVE else each.source
        words = funds[each.source].title if each.source in funds else words
        moved = places.figure((line for line in lines if line.who == each.source), -1)
        # What opened the pool's own reserve is in no income account: the figure of those lines would leave it out.
        shown = moved if moved.pence == each.moved_in else each.moved_in
        return Row((words, each.opening, shown, -each.used, each.closing))

    rows = tuple(row(each) for each in year.sources)
    caption = f"{one.pool.title}: grants and other income in the pool, used as far as the pool's money is spent"
    return [Table(f"sources-{one.pool.name}", caption, _SOURCES, rows, total_of("Total", rows))] if rows else []


def _shares(one: Pooled, year: Year, known: dict[str, Partner]) -> list[Table]:
    """Return the shares in force on the last day, and those of each spending rule."""
    day = year.cut.day
    given = one.shares.given(day)
    found = []
    for (what, account), timeline in sorted(one.shares.timelines.items()):
        borne = timeline.on(day)
        if not borne or (what == CONTRIBUTION and (RISK, "") in one.shares.timelines):
            continue
        rows = tuple(
            Row(
                (
                    title_of(name, known),
                    str(given[name]) if name in given else "",
                    str(borne[name]) if name in borne else "",
                    money.per_cent(borne[name].numerator, borne[name].denominator) if name in borne else None,
                )
            )
            for name in sorted({*borne, *(given if not account else ())})
        )
        of = f" for {account}" if account else ""
        found.append(
            Table(
                f"shares-{one.pool.name}{f'-{account}' if account else ''}",
                f"{one.pool.title}: shares on {year.day}{of}",
                _SHARES,
                rows,
            )
        )
    return found


def _in_kind(one: Pooled, year: Year, known: dict[str, Partner], places: Places) -> list[Table]:
    lines = one.money.of("in-kind", since=year.since, until=year.cut.key)
    rows = tuple(
        Row(
            (
                title_of(each.partner, known),
                places.figure((line for line in lines if line.who == each.partner), -1),
            )
        )
        for each in year.partners
        if each.in_kind
    )
    caption = f"{one.pool.title}: given in kind, in no total of pounds"
    return [Table(f"in-kind-{one.pool.name}", caption, _IN_KIND, rows, total_of("Total", rows))] if rows else []


def _entries(book: Book, one: Pooled) -> list[Table]:
    closed = Closed(book.register.records, book.calendar)
    opened = {name: first for name, (first, _) in book.accounts.items()}
    rows = tuple(Row((text(each, closed, opened, book.calendar, one.pool.since),)) for each in one.lacking)
    caption = f"{one.pool.title}: entries that the books lack. Accept one by putting it into the journals, with preparer: and approver:"
    return [Table(f"entries-{one.pool.name}", caption, _ENTRY, rows)] if rows else []


def _notes(one: Pooled, year: Year) -> list[str]:
    pool = one.pool
    notes = pooled_partner.how_divided(one)
    capped = [each.partner for each in year.partners if each.is_capped]
    if capped:
        notes.append(f"{pool.name}: {', '.join(capped)} bear no more than their cap, and the others the rest.")
    if year.closing < 0:
        notes.append(f"{pool.name} is overspent: {money.spoken(-year.closing)} more was spent than was put in.")
    return notes

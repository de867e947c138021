"""What is passed on to each provider: families, results, what they earn, what is retained, due, paid and outstanding."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ledger import provider_entries, provider_facts, providers
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.book import Book
    from ledger.periods import Period
    from ledger.provider_facts import Facts, Leg
    from ledger.provider_terms import Provider
    from ledger.providers import InBooks, Position

_EARNED = (
    Column("provider", "Provider"),
    Column("families", "Families", Kind.COUNT),
    Column("results", "Results", Kind.COUNT),
    Column("fee", "Fee", Kind.MONEY),
    Column("result-pay", "Result pay", Kind.MONEY),
    Column("earned", "Earned", Kind.MONEY),
)
_PARTS = (
    Column("provider", "Provider"),
    Column("what", "For"),
    Column("number", "Number", Kind.COUNT),
    Column("claimed", "Council's own", Kind.MONEY),
    Column("earned", "Earned", Kind.MONEY),
)
_SETTLED = (
    Column("provider", "Provider"),
    Column("earned", "Earned", Kind.MONEY),
    Column("retained", "Retained", Kind.MONEY),
    Column("due", "Due", Kind.MONEY),
    Column("paid", "Paid", Kind.MONEY),
    Column("outstanding", "Outstanding", Kind.MONEY),
)
_BOOKS = (
    Column("provider", "Provider"),
    Column("what", "What"),
    Column("terms", "By the terms", Kind.MONEY),
    Column("books", "In the books", Kind.MONEY),
    Column("lacking", "Lacking", Kind.MONEY),
)
_ENTRY = (Column("entry", "Entry", Kind.LEDGER),)
_NOTES = (
    "Earned is fee and result pay, within the most that the agreement pays. Due is earned less retained; outstanding is due less paid.",
    "In the books, debits are positive: what is owed stands below zero.",
    "Result pay follows the council's own claim: it falls away with one that is rejected, withdrawn or clawed back.",
)
_IN_ADVANCE = "Outstanding below zero was paid before it was due, or is to be had back."
_MOST = "What fees and results come to is more than the most that the agreement pays, of {}."


class _Stand(NamedTuple):
    """A provider at the end of the statement's period."""

    provider: Provider
    facts: Facts
    position: Position
    books: InBooks


def statement(book: Book, period: Period) -> Statement:
    """Return what every provider has earned, and was paid, to the end of *period*: of all the books, to their last entry."""
    day = period.end
    if period.is_whole and book.transactions:
        day = book.transactions[-1].date
    known = [
        _Stand(provider, facts, providers.position(book.register, provider, facts, day), providers.in_books(facts, day))
        for provider, facts in provider_facts.gather(book.register, book.transactions)
        if provider.since <= day
    ]
    places = _places(book, known, day)
    wrong = [provider_entries.lacking(book.register, one.provider, one.position, one.books) for one in known]
    entries = [
        provider_entries.text(one.provider, legs, day, book.accounts)
        for one, legs in zip(known, wrong, strict=True)
        if legs
    ]
    tables = [
        _earned(known, day),
        _parts(book, known, day),
        _settled(known, places, day),
        _in_books(known, places, day),
    ]
    if entries:
        tables.append(
            Table(
                "entries",
                "Entries that the books lack, for a person to accept",
                _ENTRY,
                tuple(Row((one,)) for one in entries),
            )
        )
    return Statement.of(book, period, "passed-on", "Passed on to providers", tables, _notes(known))


def _notes(known: list[_Stand]) -> list[str]:
    if not known:
        return ["No provider is in the books."]
    terms = [f"{one.provider.terms()}." for one in known]
    for one in known:
        states = (*one.provider.earlier, one.provider)
        terms += [
            f"Before the amendment of {later.dated.day} {later.dated:%B %Y}: {state.terms()}."
            for state, later in pairwise(states)
        ]
    most = [one.provider.title for one in known if one.position.earned < one.position.fee + one.position.result_pay]
    return [
        *terms,
        *_NOTES,
        *([_MOST.format("; ".join(most))] if most else []),
        *([_IN_ADVANCE] if any(one.position.outstanding < 0 for one in known) else []),
    ]


_Places = dict[tuple[int, int], int]


def _places(book: Book, known: Iterable[_Stand], day: datetime.date) -> _Places:
    """Return where each posting behind *known* stands in the postings table, by transaction and leg."""
    wanted = {leg.posting for one in known for leg in _legs(one.facts, day)}
    if not wanted:
        return {}
    table = book.postings
    chosen = table[table["txn"].isin({txn for txn, _ in wanted})]
    every = zip(chosen["txn"].tolist(), chosen["leg"].tolist(), chosen.index.tolist(), strict=True)
    return {(txn, leg): line for txn, leg, line in every}


def _legs(facts: Facts, day: datetime.date) -> Iterable[Leg]:
    paid = (leg for one in facts.payments for leg in one.against)
    return (
        leg for group in (facts.due, facts.kept, facts.spent, facts.handed_on, paid) for leg in group if leg.date <= day
    )


def _figure(legs: Iterable[Leg], places: _Places, day: datetime.date) -> Figure:
    own = [one for one in legs if one.date <= day]
    names = {one.account for one in own}
    return Figure(
        sum(one.pence for one in own),
        tuple(sorted(places[one.posting] for one in own)),
        names.pop() if len(names) == 1 else "",
    )


def _earned(known: list[_Stand], day: datetime.date) -> Table:
    rows = [
        (
            one.position.families // 100,
            one.position.results,
            one.position.fee,
            one.position.result_pay,
            one.position.earned,
        )
        for one in known
    ]
    lines = tuple(Row((one.provider.title, *row)) for one, row in zip(known, rows, strict=True))
    total = Row(("Total", *(sum(column) for column in zip(*rows, strict=True)))) if rows else None
    return Table("earned", f"Families, results and what they earn, to {day.day} {day:%B %Y}", _EARNED, lines, total)


def _parts(book: Book, known: list[_Stand], day: datetime.date) -> Table:
    """Return the families of each year and the results of each route, so that what is earned can be computed again."""
    rows = [
        Row((one.provider.title, part.what, part.number // 100, part.claimed, part.earned))
        for one in known
        for part in providers.parts(book.register, one.provider, one.facts, day)
    ]
    return Table("parts", "What fee and result pay are made of", _PARTS, tuple(rows))


def _settled(known: list[_Stand], places: _Places, day: datetime.date) -> Table:
    lines = []
    paid_legs: list[Leg] = []
    for one in known:
        legs = [leg for payment in one.facts.payments for leg in payment.against]
        paid_legs += legs
        where = one.position
        paid = _figure(legs, places, day)
        lines.append(Row((one.provider.title, where.earned, where.retained, where.due, paid, where.outstanding)))
    if not lines:
        return Table("settled", "Earned, retained, due and paid", _SETTLED, ())
    sums = [sum(getattr(one.position, name) for one in known) for name in ("earned", "retained", "due", "outstanding")]
    total = Row(("Total", *sums[:3], _figure(paid_legs, places, day), sums[3]))
    return Table("settled", "Earned, retained, due and paid", _SETTLED, tuple(lines), total)


def _in_books(known: list[_Stand], places: _Places, day: datetime.date) -> Table:
    """Return the control: what each provider's accounts should hold, and hold."""
    lines = []
    for one in known:
        where, facts = one.position, one.facts
        held = "held for others" if one.provider.is_agent else "creditor and accrual"
        spent = 0 if one.provider.is_agent else where.earned
        for what, terms, legs in (
            (held, -where.outstanding, facts.due),
            ("retention", -where.retained, facts.kept),
            ("spending", spent, facts.spent),
        ):
            books = _figure(legs, places, day)
            lines.append(Row((one.provider.title, what, terms, books, terms - books.pence)))
    return Table("books", "By the terms and in the books", _BOOKS, tuple(lines))

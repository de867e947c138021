"""What does one partner see of its pools? Its own figures, and of the pool what it needs to compute them again; no other's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money, pools
from ledger.shares import CONTRIBUTION, RISK
from reports import pooled_spending
from reports.agreement_figures import Places
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.memorandum import OfPartner, Year
    from ledger.periods import Period
    from ledger.pooling import Pooled
    from ledger.pools import Partner

_OF = {CONTRIBUTION: "contributions", RISK: "spending"}
_SURPLUS = {
    "carry-forward": "what is left to a partner is carried forward for it",
    "ring-fence": "what is left is ring-fenced in the pool's reserve",
    "return": "what is left to a partner at the year's end goes back to it, and what it has overspent is carried forward",
}
_ACCOUNT = (Column("what", "What"), Column("pounds", "Amount", Kind.MONEY))


class PartnerError(LookupError):
    """A name is that of no partner of the pools, or of several: the message says which there are."""


def named(name: str, known: dict[str, Partner]) -> str:
    """Return the partner that *name* means, as accounts name it; raise :class:`PartnerError` where it means none, or several."""
    found = pools.named(name, known.values())
    if not found:
        raise PartnerError(
            f"{name!r} is no partner of a pool of these books; partners are {', '.join(known) or 'none'}"
        )
    if len(found) > 1:
        several = ", ".join(one.name for one in found)
        raise PartnerError(f"{name!r} may be any of {several}: name the partner as accounts do")
    return found[0].name


def statement(
    book: Book, period: Period, every: list[tuple[Pooled, Year]], known: dict[str, Partner], name: str
) -> Statement:
    """Return the account of the partner *name* in each of its pools; raise :class:`PartnerError` where it is in none.

    Findings are the council's own and stay with it: they may name other partners.
    """
    name = named(name, known)
    places = Places(book)
    tables: list[Table] = []
    notes: list[str] = []
    for one, year in every:
        own = next((each for each in year.partners if each.partner == name), None)
        if own is not None:
            tables += [_account(one, year, own, places), pooled_spending.net(one, year), _part(one, year, name)]
            notes += [*how_divided(one), *_of_own(one, own)]
    title = f"Pooled budgets: {known[name].title}"
    if not tables:
        notes.append("There is nothing in the period.")
    return Statement("pooled", title, book.authority, period, tuple(tables), tuple(notes), (), book.disclosures(period))


def how_divided(one: Pooled) -> list[str]:
    """Return how the pool's spending is divided, and what becomes of what is left, in sentences that name no partner."""
    pool = one.pool
    by = "numbers of families" if pool.by_families else "shares in force on each day"
    divided = (
        f"of each pound spent, grants meet the part that they are of all the money in the pool that year. The rest is divided by the {by}, "
        "once, by largest remainder, in the order of partners' names in accounts where two lost the same. Rounding shows who was given "
        "one of the pennies left over."
    )
    return [f"{pool.name}: {divided}", f"{pool.name}: {_SURPLUS[pool.surplus]}."]


def _of_own(one: Pooled, own: OfPartner) -> list[str]:
    found = []
    if own.is_capped:
        found.append(f"{one.pool.name}: spending borne is no more than the cap that was agreed.")
    if own.in_kind:
        found.append(f"{one.pool.name}: what is in kind is no pounds, and in no other line.")
    return found


def _account(one: Pooled, year: Year, own: OfPartner, places: Places) -> Table:
    def lines(what: str) -> Figure:
        return places.figure(
            (line for line in one.money.of(what, since=year.since, until=year.cut.key) if line.who == own.partner), -1
        )

    rows: list[tuple[str, int | Figure]] = [
        ("Opening", own.opening + own.brought),
        *([("Passed on by or to another", own.handed_on)] if own.handed_on else []),
        ("Contributed", lines("contributed")),
        ("Spending borne", -own.borne),
        ("Of it, a penny by rounding", own.penny),
        ("Left", own.left),
        *([("To be returned", -own.returned)] if own.returned else []),
        ("Carried forward", own.closing),
        *([("Value in kind", lines("in-kind"))] if own.in_kind else []),
    ]
    caption = f"{one.pool.title}: account {year.span}"
    return Table(f"account-{one.pool.name}", caption, _ACCOUNT, tuple(Row(row) for row in rows))


def _part(one: Pooled, year: Year, name: str) -> Table:
    """Return which shares the partner had, from which day on."""
    rows = []
    for (what, account), timeline in sorted(one.shares.timelines.items()):
        before = None
        for state in timeline.states:
            part = timeline.on(state.day).get(name)
            if part == before or state.day > year.cut.day:
                continue
            before = part
            share = part or 0
            of = f"{_OF[what]}{f' on {account}' if account else ''}"
            rows.append(
                Row((of, state.day, str(share), money.per_cent(part.numerator, part.denominator) if part else None))
            )
    columns = (
        Column("of", "Share of"),
        Column("from", "From", Kind.DATE),
        Column("share", "Share"),
        Column("per-cent", "%", Kind.PERCENT),
    )
    return Table(f"share-{one.pool.name}", f"{one.pool.title}: shares", columns, tuple(rows))

"""What of a pool stands in its host's own accounts, and does the memorandum account agree with the trial balance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures import figure
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.memorandum import Year
    from ledger.pooling import Pooled
    from ledger.pools import Partner

_HOST = (Column("what", "What"), Column("pounds", "Amount", Kind.MONEY))
_ROLES = {
    "principal": "as principal: all of the pool's income and spending is its own",
    "joint-operation": "in a joint operation: its own share of income, spending and balance",
    "agent": "as agent: its own contribution is its spending, and what is left to others it holds for them",
}


def tables(book: Book, one: Pooled, year: Year, known: dict[str, Partner]) -> list[Table]:
    """Return what the host's accounts recognise, where the pool names a host and its role, and the control."""
    return [*_host(one, year, known), _control(book, one, year)]


def _host(one: Pooled, year: Year, known: dict[str, Partner]) -> list[Table]:
    pool = one.pool
    if pool.host is None or pool.host_role is None:
        return []
    own = next((each for each in year.partners if each.partner == pool.host), None)
    others = [each for each in year.partners if each is not own]
    borne, left = (own.borne, own.closing) if own else (0, 0)
    given = own.contributed if own else 0
    unspent = sum(each.closing for each in year.sources)
    rows = {
        "principal": (
            ("Contributions of other partners", sum(each.contributed for each in others)),
            ("Grants and other income moved in", sum(each.moved_in for each in year.sources)),
            ("Spending", -year.gross),
            ("Its own contribution, within the council", given),
            ("Left in the pool, all partners and grants", year.closing),
        ),
        "joint-operation": (
            ("Its share of income: grants used, its own", year.used),
            ("Its share of spending: what it bears, and what its grants meet", -(borne + year.used)),
            ("Its own contribution, within the council", given),
            ("Left to it, and unspent of its grants", left + unspent),
        ),
        "agent": (
            ("Its own contribution, as spending", -given),
            ("Left to it", left),
            ("Held for others: what is left to them", -sum(each.closing for each in others)),
            ("Unspent of its grants", unspent),
        ),
    }[pool.host_role]
    title = known[pool.host].title if pool.host in known else pool.host
    caption = f"{pool.title}: in the accounts of {title}, {_ROLES[pool.host_role]}"
    return [Table(f"host-{pool.name}", caption, _HOST, tuple(Row(row) for row in rows))]


def _control(book: Book, one: Pooled, year: Year) -> Table:
    """Return how what is left in the pool agrees with the fund's net assets in the trial balance."""
    table = book.postings
    own = table[(table["fund"] == one.pool.name) & (table["commodity"] == "GBP") & (table["period"] <= year.cut.key)]
    assets = figure(own[own["root"].isin(["Assets", "Liabilities"])])
    of_nobody = -sum(line.pence for line in one.money.of("of-nobody", until=year.cut.key))
    returned = sum(each.returned for every in one.years for each in every.partners)
    posted = -sum(line.pence for line in one.money.of("returned", until=year.cut.key))
    left = year.closing + of_nobody + returned - posted
    rows = [
        Row(("Left to the partners", sum(each.closing for each in year.partners))),
        Row(("Unspent grants and reserve", sum(each.closing for each in year.sources))),
        *([Row(("Opening balances and cover that are no partner's", of_nobody))] if of_nobody else []),
        *([Row(("To return, and not yet a creditor in the books", returned - posted))] if returned - posted else []),
        *([Row(("Borne by nobody", -year.unborne))] if year.unborne else []),
        Row(("By the memorandum account", left), is_subtotal=True),
        Row(("Net assets in the trial balance", assets)),
        Row(("Difference", left - assets.pence)),
    ]
    return Table(f"control-{one.pool.name}", f"{one.pool.title}: agreement with the trial balance", _HOST, tuple(rows))

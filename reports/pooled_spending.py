"""What did a pool spend: by heading and activity, by subjective group, gross and net of what grants meet?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts, subjectives
from reports.figures import total_of
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.memorandum import Year
    from ledger.pool_money import Line
    from ledger.pooling import Pooled
    from reports.agreement_figures import Places

_HEADINGS = (
    Column("heading", "Heading"),
    Column("activity", "Activity"),
    Column("gross", "Gross spending", Kind.MONEY),
    Column("in-kind", "Value in kind", Kind.MONEY),
)
_GROUPS = (Column("group", "Subjective group"), Column("gross", "Gross spending", Kind.MONEY))
_NET = (Column("what", "What"), Column("pounds", "Amount", Kind.MONEY))


def tables(book: Book, one: Pooled, year: Year, places: Places) -> list[Table]:
    """Return the pool's spending of *year* by heading and by subjective group, and from gross to net."""
    lines = one.money.of("spent", since=year.since, until=year.cut.key)
    in_kind = one.money.of("spent-in-kind", since=year.since, until=year.cut.key)
    name, title = one.pool.name, one.pool.title
    found = [net(one, year)]
    if lines or in_kind:
        rows = _by_heading(lines, in_kind, places)
        caption = f"{title}: gross spending by heading"
        found.append(Table(f"headings-{name}", caption, _HEADINGS, rows, total_of("Total", rows)))
    if lines:
        rows = _by_group(book, lines, places)
        caption = f"{title}: gross spending by subjective group"
        found.append(Table(f"groups-{name}", caption, _GROUPS, rows, total_of("Total", rows)))
    return found


def net(one: Pooled, year: Year) -> Table:
    """Return how gross spending becomes what the partners bear."""
    rows = (
        Row(("Gross spending", year.gross)),
        Row(("Met by grants and other income", -year.used)),
        *([Row(("Moved to other funds, the partners' part", year.moved_out))] if year.moved_out else []),
        Row(("Net spending, borne by the partners", year.net)),
    )
    return Table(f"net-{one.pool.name}", f"{one.pool.title}: from gross to net", _NET, rows)


def _by_heading(lines: list[Line], in_kind: list[Line], places: Places) -> tuple[Row, ...]:
    of: dict[tuple[str, str], tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for which, each in enumerate((lines, in_kind)):
        for line in each:
            of[_heading(line.account, is_in_kind=bool(which))][which].append(line)
    return tuple(
        Row((accounts.words(heading), activity, places.figure(spent), places.figure(given)))
        for (heading, activity), (spent, given) in sorted(of.items())
    )


def _heading(account: str, *, is_in_kind: bool) -> tuple[str, str]:
    name = accounts.parse(account)
    parts = name.parts[1:-1] if is_in_kind else name.parts[1:]
    return name.first, ": ".join(accounts.words(part) for part in parts)


def _by_group(book: Book, lines: list[Line], places: Places) -> tuple[Row, ...]:
    group = subjectives.grouping(book.register)
    of: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of[group(str(book.transactions[line.txn].meta.get("subjective") or ""))].append(line)
    return tuple(Row((name, places.figure(of[name]))) for name in sorted(of, key=subjectives.in_order))

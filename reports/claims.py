"""The claims statement: what was claimed in each window and by each route, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ledger import money
from ledger.claim_sums import Sums
from ledger.claims import history
from ledger.terms import Terms
from reports.claims_accruals import accrued, in_books
from reports.claims_shares import losses, share_notes, success
from reports.claims_windows import expected_notes, windows_of
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.periods import Period
    from reports.statement import Cell

_COLUMNS = (
    Column("window", "Window", Kind.CODE),
    Column("route", "Route"),
    Column("claims", "Claims", Kind.COUNT),
    Column("claimed", "Claimed", Kind.MONEY),
    Column("paid", "Paid", Kind.MONEY),
    Column("outstanding", "Outstanding", Kind.MONEY),
    Column("rejected", "Rejected", Kind.MONEY),
    Column("withdrawn", "Withdrawn", Kind.MONEY),
    Column("clawed-back", "Clawed back", Kind.MONEY),
    Column("written-off", "Written off", Kind.MONEY),
)
_COUNTS = (
    *_COLUMNS[:3],
    *(Column(one.name, one.heading, Kind.COUNT) for one in _COLUMNS[4:]),
)
#: The account whose postings are behind a column, and the events of a claim that the column counts.
_BEHIND = {
    "submitted": ("Assets", "ResultsReceivable", ("submitted",)),
    "paid": ("Assets", "Cash", ("paid",)),
    "rejected": ("Income", "ResultsPayments", ("rejected",)),
    "withdrawn": ("Income", "ResultsPayments", ("withdrawn",)),
    "clawed_back": ("Income", "ResultsPayments", ("clawed-back",)),
    "written_off": ("Expenses", "WriteOffs", ("written-off",)),
}
_IN_ORDER = ("submitted", "paid", "outstanding", "rejected", "withdrawn", "clawed_back", "written_off")


def statement(book: Book, period: Period) -> Statement:
    """Return every claim made by the end of *period*, by agreement, window and route, as it stood then."""
    terms = Terms.of(book.register)
    made: dict[str, list[Claim]] = defaultdict(list)
    drafts: dict[str, list[Claim]] = defaultdict(list)
    for one in history(book.register, book.transactions, period.end).claims:
        (made if one.submitted() else drafts)[one.agreement].append(one)
    lines = _Lines(book, [one for several in made.values() for one in several], period.end)
    tables: list[Table] = []
    notes: list[str] = []
    for agreement in book.register.agreements.values():
        claims = made[agreement.name]
        windows = [one for one in terms.windows_of(agreement.name) if one.opens <= period.end]
        if not (claims or drafts[agreement.name] or windows) or agreement.since > period.end:
            continue
        if claims:
            tables += _by_route(agreement, claims, lines, period.end)
            tables.append(success(book, period, agreement, claims))
            tables.append(losses(agreement, claims, period.end))
        if windows:
            tables.append(windows_of(agreement, windows, terms, [*claims, *drafts[agreement.name]], period.end))
        notes += expected_notes(book, agreement, windows, terms)
        notes += share_notes(agreement, claims, period.end)
        notes += _recognised(agreement, claims, period.end)
    tables += accrued(book, terms, period)
    notes += _debtors(book, period, [one for several in made.values() for one in several])
    notes.append("Claimed is paid, outstanding, rejected, withdrawn, clawed back and written off together.")
    return Statement.of(book, period, "claims", "Results claims", tables, notes)


def _by_route(agreement: Agreement, claims: list[Claim], lines: _Lines, day: datetime.date) -> tuple[Table, Table]:
    """Return the pounds and the numbers of claims by window and route."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in claims:
        groups[one.window, one.route].append(one)
    in_order = [((window, route), group) for (window, route), group in sorted(groups.items())]
    tables = []
    for name, caption, columns, cells in (
        ("claims", "claims by window and route", _COLUMNS, partial(_pounds, lines=lines, day=day)),
        ("counts", "how many claims, by what became of them", _COUNTS, partial(_counts, day=day)),
    ):
        rows = tuple(Row((*said, *cells(group))) for said, group in in_order)
        total = Row(("Total", "", *cells(claims)))
        tables.append(Table(f"{name}-{agreement.name}", f"{agreement.title}: {caption}", columns, rows, total))
    return tables[0], tables[1]


def _pounds(claims: Sequence[Claim], *, lines: _Lines, day: datetime.date) -> tuple[Cell, ...]:
    sums = Sums(*(sum(column) for column in zip(*(one.sums(day) for one in claims), strict=True)))
    return (len(claims), *(lines.figure(name, getattr(sums, name), claims) for name in _IN_ORDER))


def _counts(claims: Sequence[Claim], *, day: datetime.date) -> tuple[Cell, ...]:
    """Return how many claims there are, and of how many something was paid, is outstanding, was rejected and so on."""
    every = [one.sums(day) for one in claims]
    return (len(claims), *(sum(1 for one in every if getattr(one, name) > 0) for name in _IN_ORDER[1:]))


class _Lines:
    """The postings behind the claims of a statement, by the keys of their entries."""

    def __init__(self, book: Book, claims: Iterable[Claim], day: datetime.date) -> None:
        self._day = day
        self._behind: dict[tuple[str, str], list[_Line]] = defaultdict(list)
        wanted = {event.key for one in claims for event in one.events}
        keys = {}
        for place, txn in enumerate(book.transactions if wanted else ()):
            key = str(txn.meta.get("doc") or f"{txn.meta['filename']}:{txn.meta['lineno']}")
            if key in wanted:
                keys[place] = key
        table = book.postings
        own = table[table["txn"].isin(keys.keys()) & (table["commodity"] == "GBP")] if keys else table[:0]
        for position, txn, account, pence in zip(
            own.index.tolist(), own["txn"].tolist(), own["account"].astype(str).tolist(), own["pence"].tolist(),
            strict=True,
        ):  # fmt: skip
            root, _, first = account.split(":")[:3]
            self._behind[keys[txn], f"{root}:{first}"].append(_Line(position, int(pence), account))

    def figure(self, name: str, pence: int, claims: Iterable[Claim]) -> int | Figure:
        """Return *pence* with the postings that they are the sum of; alone where other claims share those, or none are behind."""
        if name not in _BEHIND or not pence:
            return pence
        root, first, events = _BEHIND[name]
        keys = dict.fromkeys(event.key for one in claims for event in one.events if event.what in events)
        behind = [line for key in keys for line in self._behind.get((key, f"{root}:{first}"), ())]
        if sum(line.pence for line in behind) != pence:
            return pence
        accounts = {line.account for line in behind}
        return Figure(pence, tuple(line.position for line in behind), accounts.pop() if len(accounts) == 1 else "")


class _Line(NamedTuple):
    position: int
    pence: int
    account: str


def _recognised(agreement: Agreement, claims: list[Claim], day: datetime.date) -> list[str]:
    """Return what the agreement's policy leaves out of the accounts of the day."""
    if agreement.results_recognised != "on-receipt" or not claims:
        return []
    left = sum(one.outstanding(day) for one in claims)
    return [
        (
            f"{agreement.title}: results are recognised on receipt, a departure from accruals; {money.spoken(left)} claimed and not "
            f"received by {day.day} {day:%B %Y} is in no debtor and no income."
        )
    ]


def _debtors(book: Book, period: Period, claims: list[Claim]) -> list[str]:
    """Return where the debtor of a fund is not what its claims still ask for."""
    owed: dict[str, int] = defaultdict(int)
    for one in claims:
        if book.register.agreements[one.agreement].results_recognised != "on-receipt":
            owed[one.fund] += one.outstanding(period.end)
    for name, pence in in_books(book, period).items():
        if (fund := book.register.agreements[name].fund) in owed:
            owed[fund] += pence
    notes = []
    table = book.postings
    for fund, pence in owed.items():
        own = table[(table["account"] == f"Assets:{fund}:ResultsReceivable") & (table["period"] <= period.last)]
        held = int(own["pence"].sum())
        if held != pence:
            notes.append(
                f"Assets:{fund}:ResultsReceivable holds {money.spoken(held)}, and its claims ask for {money.spoken(pence)}: "
                f"{money.spoken(held - pence)} was posted there by entries that name no claim and no window."
            )
    return notes

"""The schedules of a year's end: what is carried in the balance sheet and why, who approved it, and what is proposed and not posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from ledger import year_end as closing
from ledger.periods import PeriodError
from reports.agreement_figures import Agreements, Places
from reports.figures import figure, total_of, turned
from reports.statement import Column, Figure, Kind, Row, Statement, Table
from reports.upfront_carried import carried

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from beancount.core.data import Transaction

    from ledger.book import Book
    from ledger.periods import Period

#: Each schedule: its name, its caption, and the accounts of it, by what follows the fund.
SCHEDULES = (
    ("accruals", "Creditors, accruals and retentions", ("Creditors", "Accruals", "Retentions")),
    ("debtors", "Grants, results and contributions due", ("GrantReceivable", "ResultsReceivable", "ContributionsReceivable")),
    ("prepayments", "Prepayments", ("Prepayments",)),
    ("receipts-in-advance", "Receipts and contributions in advance", ("ReceiptsInAdvance", "ContributionsInAdvance")),
    ("repayable", "Grant and contributions to be paid back", ("GrantRepayable", "PartnersRepayable")),
    ("held", "Held for others", ("HeldForOthers",)),
    ("reserves", "Earmarked reserves and the movement in them", ("EarmarkedReserve", "MovementInReserves", "GeneralFund")),
    ("pools", "Balances of partners in pools", ("PartnerBalance",)),
)  # fmt: skip
_BALANCES = (
    Column("account", "Account", Kind.CODE),
    Column("opening", "Opening", Kind.MONEY),
    Column("extracts", "From extracts", Kind.MONEY),
    Column("journals", "By journals", Kind.MONEY),
    Column("closing", "Closing", Kind.MONEY),
)
_ENTRIES = (
    Column("date", "Date", Kind.DATE),
    Column("period", "Period", Kind.CODE),
    Column("account", "Account", Kind.CODE),
    Column("narration", "What for"),
    Column("amount", "Amount", Kind.MONEY),
    Column("preparer", "Prepared by"),
    Column("approver", "Approved by"),
    Column("reference", "Reference", is_wide=True),
)
_PROPOSED = (
    Column("date", "Date", Kind.DATE),
    Column("what", "What for"),
    Column("account", "Account", Kind.CODE),
    Column("amount", "Amount", Kind.MONEY),
)
_NOTES = (
    "Assets are positive, what is owed is negative, reserves and balances of partners are positive where they are in hand.",
    "Opening is the balance before the year; what came from extracts and what people posted add up to the closing balance.",
    "Under each schedule stand the entries that people made in the year: who prepared and approved each, and its reference.",
)
_REFERENCES = ("doc", "evidence", "agreement", "instalment", "reverses", "relates-to")


def ends_a_year(book: Book, period: Period) -> bool:
    """Return whether *period* ends a financial year: a year, its last quarter, its P12 or its P13."""
    return not period.is_whole and book.calendar.parse(book.calendar.year_of(period.end)).end == period.end


def statement(book: Book, period: Period) -> Statement:
    """Return the schedules of the end of the year that *period* ends, by the end of *period*; of all the books, of their last year.

    A period that ends no year has none, and the statement says which year to ask for. In pounds.
    """
    title = "Year-end schedules"
    if period.is_whole:
        period = _last_year(book, period)
    if not ends_a_year(book, period):
        own = book.calendar.year_of(period.end)
        note = f"{period.label} ends no year: the schedules are those of {own}, of its last quarter, or of its last posting periods."
        return Statement.of(book, period, "year-end", title, (), (note,))
    year = book.calendar.parse(book.calendar.year_of(period.end))
    table = book.postings
    table = table[(table["commodity"] == "GBP") & (table["period"] <= period.last)]
    firsts = table["account"].map(lambda name: accounts.parse(name).first).astype(str)
    tables: list[Table] = []
    for name, caption, parts in SCHEDULES:
        postings = table[firsts.isin(parts)]
        if len(postings):
            tables += _schedule(book, year, name, caption, postings)
    known = Agreements.of(book, period)
    decided = carried(book, known.told, Places(book), year.label)
    tables += [decided] if decided else []
    tables.append(_proposed(book, period))
    return Statement.of(book, period, "year-end", title, tables, _notes(tables, year))


def _last_year(book: Book, period: Period) -> Period:
    """Return the last year that the books have entries of; *period* where they have none."""
    keys = [int(key) for key in book.postings["period"].unique() if key]
    try:
        return book.calendar.parse(book.calendar.label(max(keys)).split(" ")[0]) if keys else period
    except PeriodError:
        return period


def _notes(tables: list[Table], year: Period) -> Iterator[str]:
    yield from _NOTES
    if not any(table.name.endswith("-balances") for table in tables):
        yield f"No account of a schedule has a posting by the end of {year.label}."
    if not any(table.name == "carry-forward" for table in tables):
        yield f"No agreement with a recognition left anything to decide on at the end of {year.label}."
    if any(table.name == "proposed" and table.rows for table in tables):
        yield f"ealedger close {year.label} --propose prints what is proposed as entries, to be accepted by putting them into the journals."


def _schedule(book: Book, year: Period, name: str, caption: str, own: pd.DataFrame) -> Iterator[Table]:
    transactions = book.transactions
    is_before = (own["period"] < year.first) | (own["opening"] != "")
    journals = ["", *(one.name for one in book.register.extracts if one.kind == "journals")]
    is_made = ~is_before & own["extract"].isin(journals)
    balances = []
    for account, part in sorted(own.groupby("account", observed=True), key=lambda pair: str(pair[0])):
        is_credit = str(account).startswith("Equity:")
        before, by_people = is_before.loc[part.index], is_made.loc[part.index]
        groups = (part[before], part[~before & ~by_people], part[by_people], part)
        figures = [_figure(one, is_credit=is_credit) for one in groups]
        if any(one.pence for one in figures):
            balances.append(Row((str(account), *figures)))
    if not balances:
        return
    # A reserve and the movement into it are two sides of one entry: their sum says nothing.
    total = None if name == "reserves" else total_of("Total", balances)
    yield Table(f"{name}-balances", caption, _BALANCES, tuple(balances), total)
    made = own[is_made]
    columns = made[["txn", "account", "pence", "period"]].itertuples(name=None)
    rows = [
        _entry(book, transactions[txn], account, Figure(pence, (line,), account), key)
        for line, txn, account, pence, key in columns
    ]
    if rows:
        yield Table(f"{name}-entries", f"{caption}: entries that people made in {year.label}", _ENTRIES, tuple(rows))


def _figure(part: pd.DataFrame, *, is_credit: bool) -> Figure:
    return turned(figure(part)) if is_credit else figure(part)


def _entry(book: Book, txn: Transaction, account: str, amount: Figure, key: int) -> Row:
    meta = txn.meta
    references = "; ".join(f"{one} {meta[one]}" for one in _REFERENCES if meta.get(one))
    return Row(
        (
            txn.date,
            book.calendar.label(key),
            account,
            " ".join(filter(None, (txn.payee, txn.narration))),
            turned(amount) if account.startswith("Equity:") else amount,
            str(meta.get("preparer", "")),
            str(meta.get("approver", "")),
            references,
        )
    )


def _proposed(book: Book, period: Period) -> Table:
    """Return what the books lack by the end of *period*, a row for each account of each entry; debits positive."""
    rows = tuple(
        Row((one.day, one.what, account, pence))
        for one in sorted(closing.lacking(book, period), key=lambda one: one.day)
        for account, pence in one.legs.items()
    )
    return Table("proposed", "Proposed for the year's end and not in the books; debits positive", _PROPOSED, rows)

"""Which statements are there, and what builds each? Nothing heavy is imported before one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ledger import year_alone

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.periods import Period
    from reports.statement import Statement

#: Every statement by name: its module and what it shows in a line.
STATEMENTS: dict[str, tuple[str, str]] = {
    "overview": ("reports.overview", "every agreement: awarded, received, spent, to go, next instalment, findings"),
    "changes": (
        "reports.changes",
        "since the last pack: closes, entries changed, terms amended, corrections, new entries, control totals",
    ),
    "agreements": (
        "reports.register",
        "register of funding agreements: reference, award, conditions, tariffs, instalments",
    ),
    "allocation": ("reports.allocation", "approved, vired, spent, committed, remaining, by heading; against funding"),
    "budget": ("reports.budget", "by year: profile, actual, commitments, forecast with its method, over or under"),
    "funding": ("reports.funding", "per year and stream: families, attachment, results, total; received"),
    "reconciliation": ("reports.reconciliation", "per agreement and instalment: due, received, short, over, overdue"),
    "claims": ("reports.claims", "per window and route: claimed, paid, outstanding, rejected; success and clawback"),
    "claim-schedule": ("reports.claim_schedule", "every claim on a line, with the three questions of a spot check"),
    "audit-sample": (
        "reports.audit_sample",
        "sealed lists of drafts, samples drawn from them, errors and what they mean",
    ),
    "families": ("reports.families", "identified, attached, claimed and closed, by year and by district"),
    "grants": ("reports.grants", "every agreement on one page: awarded, received, spent, to go"),
    "upfront": ("reports.upfront", "upfront money and grants: received, released, unspent; both ways to recognise"),
    "grant-usage": ("reports.grant_usage", "for signature: brought forward, received, used, carried forward, to repay"),
    "balance-sheet": ("reports.balance_sheet", "by fund: assets, liabilities and reserves, opening and closing"),
    "year-end": (
        "reports.year_end",
        "schedules of a year's end: accruals, in advance, repayable, reserves, pools, carried forward; proposed",
    ),
    "trial-balance": ("reports.trial_balance", "every account's opening, movement and closing balance, by fund"),
    "transactions": ("reports.transactions", "every posting by account, with the control totals of the extracts"),
    "journals": ("reports.journals", "entries that people made: who prepared and who approved each"),
    "evidence": ("reports.evidence", "rows that another kind of extract posts, and what each belongs to"),
    "gl-reconciliation": (
        "reports.gl_reconciliation",
        "the finance system's balances against ours, differences explained",
    ),
    "passed-on": ("reports.passed_on", "per provider: families, results, earned, retained, due, paid, outstanding"),
    "pooled": (
        "reports.pooled",
        "per pool: memorandum account by partner and grant, spending, shares, the host's part",
    ),
    "contributions": (
        "reports.contributions",
        "per partner: agreed, due, invoiced, received, outstanding, aged; in kind",
    ),
    "value": ("reports.value", "cost and benefit of a family and by agency, ratios, the families behind each figure"),
    "findings": ("reports.findings", "what the checks found; printed even where the books have errors"),
}


def of_pack(book: Book, period: Period) -> tuple[str, ...]:
    """Return the names of the statements that a pack of *period* has: schedules of a year's end where it ends one."""
    from reports.year_end import ends_a_year  # noqa: PLC0415 - only packs ask

    return tuple(name for name in STATEMENTS if name != "year-end" or ends_a_year(book, period))


def build(name: str, book: Book, period: str | None = None, **options: object) -> Statement:
    """Return the statement *name* of *book* for the period that *period* names, or for the whole of the books.

    *options* are the statement's own, such as the success rate that ``upfront`` is held against.

    Raises :class:`~ledger.book.UnsoundError` where the books have errors (``findings`` excepted) and
    :class:`~ledger.periods.PeriodError` where *period* names none.
    """
    require(name, book)
    if name != "findings":
        return made(name, book, book.period(period), **options)
    return made(name, book, book.calendar.parse(period) if period else any_period(book), **options)


def require(name: str, book: Book) -> None:
    """Raise what :func:`build` raises where *book* cannot print the statement *name* for any period."""
    if name not in year_alone.STATEMENTS:
        book.require_whole(f"statement {name}")
    if name != "findings":
        book.require_sound()


def made(name: str, book: Book, chosen: Period, **options: object) -> Statement:
    """Return the statement *name* of *book* for the period *chosen*, whatever errors the books have: for ``trace``, and for whoever asked :func:`require`."""
    module = import_module(STATEMENTS[name][0])
    statement: Statement = module.statement(book if name == "findings" else book.as_at(chosen.end), chosen, **options)
    return statement


def any_period(book: Book) -> Period:
    """Return a period that spans all that *book* has, whatever it is: for what is about the books as a whole."""
    days = [entry.date for entry in book.entries]
    if not days:
        return book.calendar.parse("2012-13")
    return book.calendar.whole(min(days), max(days))

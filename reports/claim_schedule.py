"""Every claim on a line: when and how it was earned, what internal audit and the department made of it. For the auditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import sampling
from ledger.sampling import QUESTIONS
from ledger.terms import Terms
from reports.figures import total_of
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime

    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.periods import Period
    from ledger.sampling import Tested

_COLUMNS = (
    Column("family", "Family", Kind.CODE),
    Column("attached", "Attached"),
    Column("route", "Route"),
    Column("window", "Window", Kind.CODE),
    Column("achieved", "Achieved", Kind.DATE, is_wide=True),
    Column("evidence", "Evidence", is_wide=True),
    Column("submitted", "Submitted", Kind.DATE),
    Column("amount", "Claimed", Kind.MONEY),
    Column("paid", "Paid", Kind.MONEY),
    Column("outstanding", "Outstanding", Kind.MONEY),
    Column("state", "State"),
    Column("audit", "Internal audit", is_wide=True),
    *(Column(name, words, is_wide=True) for name, words in zip(
        QUESTIONS, ("Eligible?", "Approach evidenced?", "Claim evidenced?"), strict=True
    )),
)  # fmt: skip

_NOTE = (
    "One line a claim. The three questions are those of a spot check; they are answered where the claim was in the sample of its window "
    "and was tested, and are for the auditor to answer otherwise."
)


def statement(book: Book, period: Period) -> Statement:
    """Return every claim submitted in *period*, by agreement, window and family, as it stood at its end."""
    from ledger import claims  # noqa: PLC0415 - few statements need them all

    terms = Terms.of(book.register)
    answers = sampling.tested(one for one in book.register.records if one.date <= period.end)
    known = claims.claims(book.register, book.transactions, period.end)
    tables = []
    for agreement in book.register.agreements.values():
        own = [
            one
            for one in known
            if one.agreement == agreement.name and (day := one.submitted()) and period.start <= day <= period.end
        ]
        if own:
            own.sort(key=lambda one: (one.window, one.family, one.route))
            rows = tuple(_row(one, terms, answers, period.end) for one in own)
            caption = f"{agreement.title}: claims submitted in {period.label}"
            tables.append(Table(f"claims-{agreement.name}", caption, _COLUMNS, rows, total_of("Total", rows)))
    return Statement.of(book, period, "claim-schedule", "Schedule of claims", tables, [_NOTE])


def _row(claim: Claim, terms: Terms, answers: dict[tuple[str, str, str], Tested], day: datetime.date) -> Row:
    sums = claim.sums(day)
    audits = [one for one in terms.audits.get((claim.agreement, claim.window), ()) if one.date <= day]
    audit = f"{audits[-1].date}, {audits[-1].officer}" if audits else "not audited"
    tested = answers.get((claim.agreement, claim.window, f"{claim.family}/{claim.route}"))
    said = tuple("Yes" if one else "No" for one in tested.answers) if tested else ("",) * len(QUESTIONS)
    return Row(
        (
            claim.family,
            claim.attached,
            claim.route,
            claim.window,
            claim.achieved,
            claim.evidence,
            claim.submitted(),
            sums.submitted,
            sums.paid,
            sums.outstanding,
            claim.state(day),
            audit,
            *said,
        )
    )

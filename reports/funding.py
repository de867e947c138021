"""The funding statement: what each agreement pays, by year and stream, and what of it was received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from reports.figures import figure, pounds, received
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import pandas as pd

    from ledger.agreements import Agreement, Instalment, Tariff
    from ledger.book import Book
    from ledger.periods import Period

_TARIFF = (
    Column("year", "Year"),
    Column("families", "Families", Kind.COUNT),
    Column("attachment-share", "Attachment %", Kind.PERCENT),
    Column("attachment", "Attachment fees", Kind.MONEY),
    Column("results-share", "Results %", Kind.PERCENT),
    Column("results", "Results, at most", Kind.MONEY),
    Column("total", "Total", Kind.MONEY),
)
_RECEIPTS = (
    Column("instalment", "Instalment", Kind.CODE),
    Column("stream", "Stream"),
    Column("due", "Due", Kind.DATE),
    Column("amount", "Agreed", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("outstanding", "Outstanding", Kind.MONEY),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the funding statement: agreed in full by the end of *period*, and received up to it."""
    table = pounds(book, period)
    tables: list[Table] = []
    shown: list[Agreement] = []
    for agreement in book.register.agreements.values():
        tariffs, instalments = book.register.of_agreement(agreement.name)
        receipts = received(book, table, agreement)
        if agreement.since > period.end and not len(receipts):
            continue
        shown.append(agreement)
        if tariffs:
            tables.append(_by_year(agreement, tariffs))
        if instalments or len(receipts):
            tables.append(_by_instalment(agreement, instalments, receipts))
    notes = [
        f"{one.title}: recognised as {one.recognition}; {one.recognition_reason}"
        for one in shown
        if one.recognition and one.recognition_reason
    ]
    notes += [f"{one.title}, illustrative: {one.illustrative}" for one in shown if one.illustrative]
    return Statement.of(book, period, "funding", "Funding statement", tables, notes)


def _by_year(agreement: Agreement, tariffs: tuple[Tariff, ...]) -> Table:
    rows = tuple(
        Row(
            (
                one.year,
                one.families,
                money.per_cent(one.attachment_fee, one.cap),
                one.attachment,
                money.per_cent(one.cap - one.attachment_fee, one.cap),
                one.results,
                one.total,
            )
        )
        for one in tariffs
    )
    total = Row(
        (
            "Total",
            sum(one.families for one in tariffs),
            None,
            sum(one.attachment for one in tariffs),
            None,
            sum(one.results for one in tariffs),
            sum(one.total for one in tariffs),
        )
    )
    return Table(f"tariffs-{agreement.name}", f"{agreement.title}: funding available", _TARIFF, rows, total)


def _by_instalment(agreement: Agreement, instalments: tuple[Instalment, ...], receipts: pd.DataFrame) -> Table:
    rows = []
    for one in instalments:
        paid = figure(receipts[receipts["instalment"] == one.reference])
        rows.append(
            Row((one.reference, one.stream.replace("-", " "), one.due, one.amount, paid, one.amount - paid.pence))
        )
    known = {one.reference for one in instalments}
    other = receipts[~receipts["instalment"].astype(str).isin(known)]
    if len(other):
        rows.append(Row(("no instalment", "", None, 0, figure(other), -int(other["pence"].sum()))))
    agreed = sum(one.amount for one in instalments)
    paid = figure(receipts)
    return Table(
        f"receipts-{agreement.name}",
        f"{agreement.title}: instalments agreed and received",
        _RECEIPTS,
        tuple(rows),
        Row(("Total", "", None, agreed, Figure(paid.pence, paid.lines, paid.account), agreed - paid.pence)),
    )

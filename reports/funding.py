"""The funding statement: what each agreement pays, by year and stream, and what of it was received."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import money
from ledger.entitlement import RESULTS
from reports import reckoning
from reports.drawn_down import drawn_down_notes
from reports.figures import came, pounds, received
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.agreements import Agreement, Instalment, Tariff
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.receipts import Receipt
    from ledger.reconciling import Line
    from reports.statement import Cell

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
_EXPECTED = (
    Column("year", "Year"),
    Column("stream", "Stream"),
    Column("agreed", "Agreed", Kind.MONEY),
    Column("due", "Due", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("to-come", "Due, to come", Kind.MONEY),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the funding statement: agreed in full by the end of *period*, and received up to it."""
    receipts = received(book, pounds(book, period))
    tables: list[Table] = []
    shown: list[Agreement] = []
    due = reckoning.due(book, reckoning.until_known(book, period))
    for agreement in book.register.agreements.values():
        tariffs, instalments = book.register.of_agreement(agreement.name)
        got = receipts.get(agreement.name, [])
        if agreement.since > period.end and not got:
            continue
        shown.append(agreement)
        if tariffs:
            tables.append(_by_year(agreement, tariffs))
        if instalments or got:
            lines = [line for line in due if line.agreement == agreement.name]
            tables.append(_by_stream(agreement, instalments, lines))
            tables.append(_by_instalment(agreement, instalments, got))
    notes = [
        f"{one.title}: recognised as {one.recognition}; {one.recognition_reason}"
        for one in shown
        if one.recognition and one.recognition_reason
    ]
    for one in shown:
        notes += drawn_down_notes(one, book.register.of_agreement(one.name)[0])
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


def _by_stream(agreement: Agreement, instalments: tuple[Instalment, ...], lines: list[Line]) -> Table:
    """Return what is agreed for each year and stream, and what of it is due and came, as the reconciliation has them.

    Where claims are in the books, they are what is agreed of results.
    """
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    agreed: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        group = (line.year or ("as claimed" if line.claims else ""), _stream(line))
        groups[group].append(line)
        agreed[group] += line.agreed
    with_claims = any(line.claims for line in lines)
    known = {line.reference for line in lines}
    for one in instalments:
        if one.reference not in known and not (with_claims and one.stream == RESULTS):
            agreed[one.year, one.stream.replace("-", " ")] += one.amount
    rows = tuple(Row((*group, agreed[group], *_expected(groups[group]))) for group in sorted({*groups, *agreed}))
    caption = f"{agreement.title}: expected and actual, by year and stream"
    total = Row(("Total", "", sum(agreed.values()), *_expected(lines)))
    return Table(f"expected-{agreement.name}", caption, _EXPECTED, rows, total)


def _stream(line: Line) -> str:
    return line.stream.replace("-", " ") if line.is_expected else "no instalment"


def _expected(lines: list[Line]) -> tuple[Cell, ...]:
    return (
        sum(line.due for line in lines),
        came([one for line in lines for one in line.receipts]),
        sum(line.open for line in lines),
    )


def _by_instalment(agreement: Agreement, instalments: tuple[Instalment, ...], receipts: list[Receipt]) -> Table:
    by_reference: dict[str, list[Receipt]] = defaultdict(list)
    known = {one.reference for one in instalments}
    for receipt in receipts:
        by_reference[receipt.instalment if receipt.instalment in known else ""].append(receipt)
    rows = []
    for one in instalments:
        got = by_reference[one.reference]
        outstanding = one.amount - sum(part.pence for part in got)
        rows.append(Row((one.reference, one.stream.replace("-", " "), one.due, one.amount, came(got), outstanding)))
    if other := by_reference[""]:
        pence = sum(part.pence for part in other)
        rows.append(Row(("no instalment", "", None, 0, came(other), -pence)))
    agreed = sum(one.amount for one in instalments)
    left = agreed - sum(part.pence for part in receipts)
    return Table(
        f"receipts-{agreement.name}",
        f"{agreement.title}: instalments agreed and received",
        _RECEIPTS,
        tuple(rows),
        Row(("Total", "", None, agreed, came(receipts), left)),
    )

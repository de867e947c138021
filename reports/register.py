"""The register of funding agreements: with whom, under which reference, for how much, on which conditions, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from reports.figures import total_of
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.directives import Record
    from ledger.periods import Period

_AGREEMENTS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("title", "Title"),
    Column("funder", "Funder"),
    Column("reference", "Reference", is_wide=True),
    Column("type", "Type", is_wide=True),
    Column("fund", "Fund", Kind.CODE, is_wide=True),
    Column("since", "Since", Kind.DATE),
    Column("ends", "Ends", Kind.DATE),
    Column("awarded", "Awarded", Kind.MONEY),
)
_TERMS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("recognition", "Recognised by"),
    Column("reason", "Because"),
    Column("carry-forward", "Unspent money", is_wide=True),
    Column("ring-fenced", "Ring-fenced"),
    Column("results", "Results", is_wide=True),
    Column("return-due", "Return due"),
    Column("signatories", "Signed by", is_wide=True),
)
_TARIFFS = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("year", "Attached in"),
    Column("families", "Families", Kind.COUNT),
    Column("fee", "Fee", Kind.MONEY),
    Column("routes", "Results"),
    Column("cap", "Cap", Kind.MONEY),
)
_INSTALMENTS = (
    Column("reference", "Instalment", Kind.CODE),
    Column("due", "Due", Kind.DATE),
    Column("stream", "Stream"),
    Column("year", "Year"),
    Column("amount", "Amount", Kind.MONEY),
)
_AMENDED = (
    Column("date", "Date", Kind.DATE),
    Column("agreement", "Agreement", Kind.CODE),
    Column("what", "What was amended"),
    Column("because", "Because"),
)
_NOT_SAID = "not stated"


def statement(book: Book, period: Period) -> Statement:
    """Return every agreement made by the end of *period*, as it was agreed by then; in pounds."""
    register = book.register
    known = [one for one in register.agreements.values() if one.since <= period.end]
    names = {one.name for one in known}
    tables = [
        Table("agreements", "Funding agreements", _AGREEMENTS, tuple(_row(book, one) for one in known)),
        Table("terms", "Conditions", _TERMS, tuple(_terms(one) for one in known)),
    ]
    tariffs = [one for one in register.tariffs if one.agreement in names]
    if tariffs:
        rows = tuple(
            Row(
                (
                    one.agreement,
                    one.year,
                    one.families,
                    one.attachment_fee,
                    "; ".join(f"{route} {money.spoken(pence)}" for route, pence in one.routes.items()),
                    one.cap,
                )
            )
            for one in tariffs
        )
        tables.append(Table("tariffs", "Tariffs, by the year of attachment", _TARIFFS, rows))
    for agreement in known:
        own = [one for one in register.instalments if one.agreement == agreement.name]
        if own:
            rows = tuple(Row((one.reference, one.due, one.stream, one.year, one.amount)) for one in own)
            caption = f"{agreement.title}: instalments agreed"
            total = total_of("Total", rows)
            tables.append(Table(f"instalments-{agreement.name}", caption, _INSTALMENTS, rows, total))
    amended = _amendments(register.records, names, period)
    if amended:
        tables.append(Table("amendments", "What was amended, by the day of the amendment", _AMENDED, tuple(amended)))
    return Statement.of(book, period, "agreements", "Register of agreements", tables, _notes(known))


def _row(book: Book, one: Agreement) -> Row:
    words = one.type.replace("-", " ")
    awarded = book.register.awarded(one.name)
    return Row((one.name, one.title, one.funder, one.reference or "", words, one.fund, one.since, one.ends, awarded))


def _terms(one: Agreement) -> Row:
    recognised = one.recognition or "not decided"
    if one.recognition == "condition" and one.release:
        recognised += f", released by {one.release}"
    fenced = {None: _NOT_SAID, True: "yes", False: "no"}[one.ring_fenced]
    return Row(
        (
            one.name,
            recognised,
            one.recognition_reason or "",
            one.carry_forward or _NOT_SAID,
            fenced,
            (one.results_recognised or "").replace("-", " "),
            one.return_due or "",
            "; ".join(one.signatories),
        )
    )


def _amendments(records: tuple[Record, ...], names: set[str], period: Period) -> list[Row]:
    """Return what was agreed anew of agreements that were made before, in the order of dates."""
    seen: set[tuple[str, str, str]] = set()
    found = []
    for one in records:
        agreement = str(one.values.get("agreement", ""))
        if one.name not in ("agreement", "tariff", "staging", "window", "route") or agreement not in names:
            continue
        which = str(one.values.get("year") or one.values.get("window") or one.values.get("route") or "")
        key = one.name, agreement, which
        if key in seen and one.date <= period.end:
            keys = ", ".join(key for key in one.metadata if key != "because")
            words = " ".join(filter(None, (one.name, which)))
            found.append(
                Row((one.date, agreement, f"{words}: {keys}" if keys else words, one.metadata.get("because", "")))
            )
        seen.add(key)
    return found


def _notes(known: list[Agreement]) -> list[str]:
    undecided = [one.name for one in known if one.recognition is None]
    notes = [
        "Awarded is what the agreement says, else what its tariffs or instalments come to; results are the most that can be earned."
    ]
    if undecided:
        notes.append(f"Recognition is not decided for {', '.join(undecided)}.")
    return notes

"""The reconciliation: what is due under each agreement beside what came, and every difference with its age and cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import differences, money
from reports import control, reckoning
from reports.figures import came
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.reconciling import Line
    from ledger.suggesting import Proposal
    from reports.reckoning import Reckoning
    from reports.statement import Cell

_LINES = (
    Column("instalment", "Instalment", Kind.CODE),
    Column("stream", "Stream"),
    Column("due-on", "Due on", Kind.DATE),
    Column("due", "Due", Kind.MONEY),
    Column("received", "Received", Kind.MONEY),
    Column("short", "Short", Kind.MONEY),
    Column("over", "Over", Kind.MONEY),
    Column("days", "Days overdue", Kind.COUNT, is_wide=True),
)
_WRITTEN_OFF = Column("written-off", "Written off", Kind.MONEY)
_COMING = (
    Column("instalment", "Instalment", Kind.CODE),
    Column("due-on", "Due on", Kind.DATE),
    Column("agreed", "Agreed", Kind.MONEY),
    Column("to-come", "To come", Kind.MONEY),
    Column("held", "Held", Kind.MONEY),
    Column("early", "Came early", Kind.MONEY),
)
_DIFFERENCES = (
    Column("kind", "Kind"),
    Column("agreement", "Agreement", Kind.CODE),
    Column("reference", "Reference", Kind.CODE),
    Column("amount", "Amount", Kind.MONEY),
    Column("days", "Days", Kind.COUNT),
    Column("cure", "What to do"),
)
_AGEING = (
    Column("agreement", "Agreement", Kind.CODE),
    Column("not-yet", "Not yet due", Kind.MONEY),
    Column("to-30", "0 to 30 days", Kind.MONEY),
    Column("to-60", "31 to 60", Kind.MONEY),
    Column("to-90", "61 to 90", Kind.MONEY),
    Column("over-90", "Over 90", Kind.MONEY),
    Column("short", "Short in all", Kind.MONEY),
)
_PRINTED = (
    Column("what", "What is printed"),
    Column("agreed", "Adds up to", Kind.MONEY),
    Column("printed", "Printed", Kind.MONEY),
    Column("difference", "Difference", Kind.MONEY),
)
_SUGGESTED = (
    Column("number", "No.", Kind.COUNT),
    Column("row", "Row", Kind.CODE),
    Column("belongs-to", "May belong to", Kind.CODE),
    Column("amount", "Amount", Kind.MONEY),
    Column("reasons", "Because"),
)
#: What a difference is called where a person reads of it.
_KINDS = {differences.DEBTOR: "debtor not explained"}


def statement(book: Book, period: Period) -> Statement:
    """Return the reconciliation of every agreement for *period*; for all the books, on their last day."""
    period = reckoning.until_known(book, period)
    return printed(book, period, reckoning.reckoned(book, period))


def printed(
    book: Book,
    period: Period,
    found: Reckoning,
    agreement: str | None = None,
    proposed: tuple[Proposal, ...] | None = None,
) -> Statement:
    """Return the statement of what was *found*, of all agreements or of one, with what is *proposed* where that is asked."""
    chosen = [one for one in book.register.agreements.values() if agreement in (None, one.name)]
    tables = [_unexplained(found)]
    if proposed is not None:
        tables.append(_suggested(proposed))
    for one in chosen:
        lines = [line for line in found.lines if line.agreement == one.name]
        if lines:
            tables.append(_of_agreement(one.name, f"{one.title}: due and received", lines, found.as_at))
    if others := [line for line in found.lines if not line.agreement]:
        tables.append(_of_agreement("none", "Money of no agreement", others, found.as_at))
    if coming := [line for line in found.lines if line.to_come or line.held or line.early]:
        tables.append(_coming(coming))
    tables.append(_ageing(found))
    tables.append(control.table(found.account, period, book.calendar))
    if as_printed := _as_printed(chosen, found.lines):
        tables.append(Table("printed", "What is printed, and what it adds up to", _PRINTED, tuple(as_printed)))
    return Statement.of(
        book, period, "reconciliation", "Reconciliation", tables, [*_notes(found), *_how(proposed or ())]
    )


def _unexplained(found: Reckoning) -> Table:
    rows = tuple(
        Row((_KINDS.get(one.kind, one.kind), one.agreement, one.reference, one.pence, one.days, one.cure))
        for one in found.differences
    )
    return Table("differences", f"What is not explained on {_day(found.as_at)}", _DIFFERENCES, rows)


def _suggested(proposed: tuple[Proposal, ...]) -> Table:
    rows = tuple(
        Row((number, one.one, ", ".join(one.others), one.pence, "; ".join(one.reasons)))
        for number, one in enumerate(proposed, start=1)
    )
    return Table("suggestions", "What may belong together: a person decides", _SUGGESTED, rows)


def _how(proposed: tuple[Proposal, ...]) -> list[str]:
    return [f"To accept suggestion {number}: {one.command}" for number, one in enumerate(proposed, start=1)]


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _of_agreement(name: str, caption: str, lines: list[Line], as_at: datetime.date) -> Table:
    is_off = any(line.written_off for line in lines)
    columns = (*_LINES[:5], _WRITTEN_OFF, *_LINES[5:]) if is_off else _LINES
    rows = tuple(
        Row((line.reference, _stream(line), line.falls, *_sums([line], is_off=is_off), line.days(as_at)))
        for line in lines
    )
    total = Row(("Total", "", None, *_sums(lines, is_off=is_off), None))
    return Table(f"due-{name}", caption, columns, rows, total)


def _sums(lines: list[Line], *, is_off: bool) -> tuple[Cell, ...]:
    return (
        sum(line.due for line in lines),
        _received(lines),
        *((sum(line.written_off for line in lines),) if is_off else ()),
        sum(line.short for line in lines),
        sum(line.over for line in lines),
    )


def _coming(lines: list[Line]) -> Table:
    """Return what is agreed and not due: for a later day, or held until performance releases it; and what came early."""
    rows = tuple(Row((line.reference, line.falls, *_not_due([line]))) for line in lines)
    return Table("coming", "Agreed, and not due yet", _COMING, rows, Row(("Total", None, *_not_due(lines))))


def _not_due(lines: list[Line]) -> tuple[Cell, ...]:
    return (
        sum(line.agreed for line in lines),
        sum(line.to_come for line in lines),
        sum(line.held for line in lines),
        sum(line.early for line in lines),
    )


def _stream(line: Line) -> str:
    return line.stream.replace("-", " ") if line.is_expected else "no instalment"


def _received(lines: Sequence[Line]) -> Cell:
    return came([one for line in lines for one in line.receipts])


def _ageing(found: Reckoning) -> Table:
    short = [line for line in found.lines if line.is_expected and line.short]
    rows = tuple(
        Row((name, *_ages([line for line in short if line.agreement == name], found.as_at)))
        for name in dict.fromkeys(line.agreement for line in short)
    )
    total = Row(("Total", *_ages(short, found.as_at))) if rows else None
    return Table("ageing", "What is short, by how many days it has been due", _AGEING, rows, total)


def _ages(lines: list[Line], as_at: datetime.date) -> tuple[Cell, ...]:
    sums = [sum(column) for column in zip(*(line.by_age(as_at) for line in lines), strict=True)]
    return (*sums, sum(sums))


def _as_printed(chosen: list[Agreement], lines: Iterable[Line]) -> list[Row]:
    """Return each printed sum beside what was agreed: kept as printed, never mended."""
    rows = []
    for one in chosen:
        own = [line for line in lines if line.agreement == one.name and line.is_expected]
        rows += [
            Row((f"instalment {line.reference}", line.agreed, line.printed, line.printed - line.agreed))
            for line in own
            if line.printed is not None
        ]
        if one.printed is not None:
            agreed = sum(line.agreed for line in own)
            rows.append(Row((f"{one.name} in all", agreed, one.printed, one.printed - agreed)))
    return rows


def _notes(found: Reckoning) -> list[str]:
    notes = ["Short is due and neither received nor written off; over is received and not due."]
    for line in found.lines:
        if line.held:
            notes.append(f"{line.reference}: {money.spoken(line.held)} is held, as {line.because}.")
        if line.early:
            notes.append(f"{line.reference}: {money.spoken(line.early)} came before its day, and counts as due since.")
        if line.creditor:
            what = "received in advance" if line.held else "to go back to the funder"
            notes.append(
                f"{line.reference}: {money.spoken(line.creditor)} of what is over stands in the books as {what}."
            )
    if not found.differences:
        notes.append(f"Nothing is unexplained on {_day(found.as_at)}.")
    return notes

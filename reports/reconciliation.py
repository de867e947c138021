"""The reconciliation: what is due under each agreement beside what came, and every difference with its age and cure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger import money, reconciling, suggesting
from ledger import receipts as receiving
from reports import control
from reports.figures import up_to
from reports.statement import Column, Figure, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.agreements import Agreement, Evidence
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.receipts import Known, Receipt
    from ledger.reconciling import Difference, Line
    from ledger.suggesting import Proposal
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
_KINDS = {reconciling.DEBTOR: "debtor not explained"}


@dataclass(frozen=True)
class Reckoning:
    """What is due and what came on a day, and what of it is not explained."""

    as_at: datetime.date
    unmatched: tuple[Evidence, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    account: control.Account


def as_it_stood(book: Book, day: datetime.date | None) -> tuple[Book, Period]:
    """Return the books as they stood on *day* (None: their last day), and the period from their beginning to it."""
    day = day or book.last_day
    first = min([txn.date for txn in book.transactions] + [day])
    period = replace(book.calendar.whole(first, day), label=f"as at {day}", end=day)
    return book.as_at(day), period


def until_known(book: Book, period: Period) -> Period:
    """Return *period*, where it stands for all the books up to the last day that they know, not that of the last promise."""
    return replace(period, end=min(period.end, max(period.start, book.last_day))) if period.is_whole else period


def due(book: Book, period: Period) -> tuple[Line, ...]:
    """Return what is due at the end of *period* beside what came, of every agreement."""
    return _lines(book, period.end, receiving.known(book.register, book.transactions), up_to(book, period))


def statement(book: Book, period: Period) -> Statement:
    """Return the reconciliation of every agreement for *period*; for all the books, on their last day."""
    period = until_known(book, period)
    return printed(book, period, reckoned(book, period))


def reckoned(book: Book, period: Period, agreement: str | None = None, *, then: bool = False) -> Reckoning:
    """Return what is due and what came at the end of *period*, of all agreements or one.

    With *then*, only what was known on that day: matches made later are left out.
    """
    known = receiving.known(book.register, book.transactions, period.end if then else None)
    table = up_to(book, period)
    closing = _lines(book, period.end, known, table)
    if period.is_whole:
        opening: tuple[Line, ...] = ()
    else:
        before = period.start - datetime.timedelta(days=1)
        opening = _lines(book.as_at(before), before, known, table[table["period"] < period.first])
    if agreement is not None:
        closing = tuple(one for one in closing if one.agreement == agreement)
        opening = tuple(one for one in opening if one.agreement == agreement)
    account = control.account(book.register, table, opening, closing, agreement)
    unmatched = [
        one
        for one in known.unmatched
        if one.date <= period.end and agreement in (None, _agreement_of(book, one.fund, one.said.get("agreement")))
    ]
    told = (*reconciling.differences(closing, unmatched, period.end), *control.unexplained(account))
    return Reckoning(period.end, tuple(unmatched), closing, told, account)


def _agreement_of(book: Book, fund: str, named: object) -> str:
    of_fund = [one.name for one in book.register.agreements.values() if one.fund == fund]
    return str(named) if named else of_fund[0] if len(of_fund) == 1 else ""


def _lines(book: Book, as_at: datetime.date, known: Known, table: control.Frame) -> tuple[Line, ...]:
    register, transactions = book.register, book.transactions
    claims = book.claims(as_at)
    return reconciling.lines(
        register,
        claims,
        receiving.resolved(register, transactions, table, known),
        as_at,
        written_off=control.written_off(register, table, transactions),
        repayable=control.repayable(register, table, transactions, {one.agreement for one in claims}),
        begun=_begun(transactions) if claims else {},
    )


def _begun(transactions: Iterable[control.Transaction]) -> dict[tuple[str, str, str], datetime.date]:
    """Return the day on which each claim entered the books."""
    found: dict[tuple[str, str, str], datetime.date] = {}
    for txn in transactions:
        meta = txn.meta
        if "route" in meta and "family" in meta:
            key = str(meta.get("agreement")), str(meta["family"]), str(meta["route"])
            found[key] = min(found.get(key, txn.date), txn.date)
    return found


def proposals(found: Reckoning) -> tuple[Proposal, ...]:
    """Return what may belong together of what was *found*."""
    return suggesting.proposals(found.lines, found.unmatched)


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
    tables.append(control.table(found.account, period))
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
    return received([one for line in lines for one in line.receipts])


def received(receipts: Sequence[Receipt]) -> Figure | int:
    """Return what came: a figure with its postings, save where a part of a posting is counted."""
    pence = sum(one.pence for one in receipts)
    by_position: dict[int, bool] = {}
    for one in receipts:
        by_position[one.position] = by_position.get(one.position, True) and one.is_whole
    if all(by_position.values()):
        return Figure(pence, tuple(by_position))
    return pence


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
        if owed := min(line.over, line.owed_back):
            notes.append(
                f"{line.reference}: {money.spoken(owed)} was clawed back, and is owed to the funder in the books."
            )
        if line.early:
            notes.append(f"{line.reference}: {money.spoken(line.early)} came before its day, and counts as due since.")
    if not found.differences:
        notes.append(f"Nothing is unexplained on {_day(found.as_at)}.")
    return notes

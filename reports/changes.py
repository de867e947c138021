"""What changed since the last pack: closes and reopenings, entries of closed periods, what was amended, corrected and brought in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger import entry_lines, money
from ledger.periods import year_label
from ledger.since import since
from reports.changes_entries import entries
from reports.changes_terms import amended
from reports.changes_totals import extracts, totals
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.book import Book
    from ledger.entry_lines import Said
    from ledger.periods import Period
    from ledger.seals import Difference
    from ledger.since import Change, Event, Since
    from reports.statement import Cell

_EVENTS = (
    Column("date", "Date", Kind.DATE),
    Column("period", "Period", Kind.CODE),
    Column("what", "What was done"),
    Column("officer", "By"),
    Column("entries", "Entries sealed", Kind.COUNT),
    Column("because", "Because"),
)
_CHANGES = (
    Column("period", "Period", Kind.CODE),
    Column("since", "As at"),
    Column("entry", "Entry"),
    Column("what", "What"),
    Column("before", "Was", Kind.MONEY),
    Column("now", "Is", Kind.MONEY),
    Column("how", "In which words"),
)


def statement(book: Book, period: Period) -> Statement:
    """Return what changed since the pack of the period before *period* was made, as far as the books can tell; in pounds."""
    posted = {int(key) for key in book.postings["period"].unique()}
    found = since(period, book.register.records, book.entries, posted, book.calendar, book.folder)
    tables = [totals(book, period, found.before)]
    if found.events:
        rows = tuple(_event(one) for one in found.events)
        tables.append(Table("changes-closes", "Closed, reopened and closed again", _EVENTS, rows))
    if found.changes:
        rows = tuple(_change(one) for one in found.changes)
        caption = "Entries of closed periods that are not as they were sealed before, each by name"
        # Directives have no debits: where nothing else changed, two empty columns would take the room of the words.
        no_money = all(cell is None for row in rows for cell in row.cells[4:6])
        columns = tuple(replace(one, is_wide=no_money) if one.kind is Kind.MONEY else one for one in _CHANGES)
        tables.append(Table("changes-sealed", caption, columns, rows))
    tables += [*entries(book, period), *amended(book, period), *extracts(book, period)]
    title = "What changed since the last pack"
    return Statement.of(book, period, "changes", title, tables, list(_notes(book, period, found)))


def _event(one: Event) -> Row:
    record = one.record
    said, values = record.metadata, record.values
    by = values.get("officer") or said.get("officer", "")
    return Row((record.date, one.span.label, one.what, by, said.get("entries"), values.get("why", "")))


def _change(one: Change) -> Row:
    period, *rest = changed_row(one.period, one.difference)
    return Row((period, f"closed again on {one.on}" if one.on else "the books now, not closed again", *rest))


def changed_row(period: str, difference: Difference) -> tuple[Cell, ...]:
    """Return the cells of an entry that is not as it was: its *period*, its name, what became of it, its pence then and now, and how."""
    now, before = difference.now, difference.before
    named = entry_lines.name_of(before or now or {"is": ""})
    what = "added" if before is None else "taken out" if now is None else "changed"
    how = "; ".join(entry_lines.differences(now, before)) if now and before else ""
    if what == "changed" and not how:
        how = "the posting period or the file's order alone"
    return period, named, what, _pence(before), _pence(now), how


def _pence(one: Said | None) -> int | None:
    """Return the sum of an entry's debits in pounds as its seal has them, None where it has none."""
    pounds = entry_lines.pounds_of(one) if one else []
    return sum(max(0, money.to_pence(number)) for number in pounds) if pounds else None


def _notes(book: Book, period: Period, found: Since) -> Iterator[str]:
    before = found.before
    if period.is_whole:
        yield "The whole of the books has no period before it: name a period, such as 2018-19 Q3."
        return
    if before is None:
        yield f"The books begin with {period.label}: there is no earlier pack of them to compare with."
    elif found.first_close is None:
        yield (
            f"{before.label} was never closed: what changed in it, or before it, since an earlier pack cannot be told from the books. "
            f'ealedger close "{before.label}" seals it.'
        )
    else:
        one = found.first_close
        yield (
            f"The last pack is taken to be that of {before.label}, first closed on {one.date} by {one.values['officer']}: what follows "
            "happened after that close, as the closes and seals of these books say."
        )
        if not found.events:
            yield f"Nothing up to {period.label} was closed or reopened since."
        if not found.changes:
            yield "No entry of a period that was sealed by then is other than it was sealed."
    if unsealed := _spans(book, [key for key in found.unsealed if not _is_in(key, before, found)]):
        yield (
            f"Not sealed by then, so that nobody can tell from the books whether an entry of it changed since: {unsealed}."
        )
    yield (
        "The last close, taken out of the books together with its seal, leaves no trace in them: it stands in the packs that were made "
        "before, and ealedger pack --since holds one of these against the books."
    )


def _is_in(key: int, before: Period | None, found: Since) -> bool:
    """Return whether *key* is of the period before, which a sentence of its own says was never closed."""
    return before is not None and found.first_close is None and before.first <= key <= before.last


def _spans(book: Book, keys: Sequence[int]) -> str:
    """Return posting periods in words, a year's together."""
    years: dict[int, list[int]] = {}
    for key in keys:
        years.setdefault(key // 100, []).append(key)
    labels = []
    for year, own in years.items():
        first, last = book.calendar.label(own[0]), book.calendar.label(own[-1])
        whole = year_label(year)
        labels.append(first if first == last else f"{whole} ({first[-3:]} to {last[-3:]})")
    return ", ".join(labels)

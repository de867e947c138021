"""Which directives of a period agree something anew, and which amend what was agreed before?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ledger import chain, money
from ledger.directives import COMMON_METADATA, SHAPES
from ledger.periods import PeriodError
from ledger.registering import AMENDED
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.book import Book
    from ledger.directives import Record
    from ledger.periods import Period

#: What is listed elsewhere, or is no decision.
_ELSEWHERE = (chain.CLOSE, chain.REOPEN, "extract", "evidence", "draft")
_IN_POUNDS = ("amount", "positive", "not-negative", "total")
_COLUMNS = (
    Column("date", "Date", Kind.DATE),
    Column("directive", "Directive"),
    Column("of", "Of what"),
    Column("what", "What it does"),
    Column("because", "Because", is_wide=True),
)
_FROM_EXTRACTS = (
    Column("extract", "Extract", Kind.CODE),
    Column("directive", "Directive"),
    Column("number", "How many", Kind.COUNT),
)


def amended(book: Book, period: Period) -> Iterator[Table]:
    """Yield the directives of *period*: each that a person wrote, with what it amends, and the number that extracts brought."""
    standing: dict[tuple[object, ...], Record] = {}
    rows: list[Row] = []
    brought: Counter[tuple[str, str]] = Counter()
    for one in book.register.records:
        if one.name in _ELSEWHERE:
            continue
        identity = _identity(one)
        if _is_within(book, one, period):
            if "extract" in one.metadata:
                brought[str(one.metadata["extract"]), one.name] += 1
            else:
                rows.append(_row(one, standing.get(identity) if identity else None))
        if identity:
            standing[identity] = one
    if rows:
        yield Table("changes-agreed", "Agreed or decided in the period, and what it amends", _COLUMNS, tuple(rows))
    if brought:
        found = tuple(Row((*key, number)) for key, number in sorted(brought.items()))
        caption = "Directives that extracts brought in the period"
        yield Table("changes-brought", caption, _FROM_EXTRACTS, found)


def _identity(one: Record) -> tuple[object, ...] | None:
    """Return what an amendment has in common with what it amends; None where nothing amends it."""
    keys = AMENDED.get(one.name)
    return None if keys is None else (one.name, *(one.values[key] for key in keys))


def _is_within(book: Book, one: Record, period: Period) -> bool:
    if period.is_whole:
        return True
    stated = one.metadata.get("period")
    try:
        key = book.calendar.key_of(one.date)
        if stated is not None:
            own = book.calendar.key(str(stated))
            start, end = book.calendar.days(own)
            key = own if "extract" in one.metadata or start <= one.date <= end else key
    except PeriodError:  # a reporting period of another kind: its date decides
        return period.start <= one.date <= period.end
    return period.first <= key <= period.last


def _row(one: Record, before: Record | None) -> Row:
    keys = AMENDED.get(one.name) or tuple(one.values)[:2]
    of = " ".join(_text(one, key, one.values[key]) for key in keys)
    if before is None:
        rest = [key for key in one.values if key not in keys]
        said = "; ".join(f"{key} {_text(one, key, one.values[key])}" for key in rest)
        what = f"new: {said}" if said else "new"
    else:
        changed = "; ".join(_changed(one, before))
        what = f"amends that of {before.date}: {changed or 'nothing else said'}"
    return Row((one.date, one.name, of, what, str(one.metadata.get("because", ""))))


def _changed(one: Record, before: Record) -> Iterator[str]:
    """Yield what *one* says otherwise than *before*; metadata that it leaves unsaid stays as it was."""
    now, old = {**one.values, **one.metadata}, {**before.values, **before.metadata}
    for key, value in now.items():
        if key not in COMMON_METADATA and value != old.get(key):
            was = f", was {_text(before, key, old[key])}" if key in old else ""
            yield f"{key} {_text(one, key, value)}{was}"


def _text(one: Record, key: str, value: Any) -> str:
    shape = SHAPES[one.name]
    kind = next((field.kind for field in (*shape.values, *shape.metadata) if field.name == key), shape.further_kind)
    if kind in _IN_POUNDS and isinstance(value, int):
        return money.spoken(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

"""Which windows were there, who signed them off, and what may they earn? A part of the claims statement."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger import money
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from ledger.agreements import Agreement, Tariff
    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.terms import Terms, Window

_COLUMNS = (
    Column("window", "Window", Kind.CODE),
    Column("closes", "Closes", Kind.DATE),
    Column("expected", "Families expected", Kind.COUNT, is_wide=True),
    Column("drafted", "Drafted", Kind.COUNT),
    Column("claims", "Claims", Kind.COUNT),
    Column("audited", "Audited", Kind.DATE),
    Column("population", "Population", Kind.COUNT),
    Column("sample", "Sample", Kind.COUNT),
    Column("errors", "Errors", Kind.COUNT),
    Column("error-rate", "Errors %", Kind.PERCENT, is_wide=True),
    Column("officer", "Officer", is_wide=True),
)


def windows_of(
    agreement: Agreement, windows: Sequence[Window], terms: Terms, claims: Sequence[Claim], day: datetime.date
) -> Table:
    """Return the windows with their drafts, claims and last audit by *day*."""
    drafted = Counter(one.window for one in claims if any(event.what == "drafted" for event in one.events))
    made = Counter(one.window for one in claims if one.submitted())
    rows = []
    for one in windows:
        audits = [audit for audit in terms.audits.get((agreement.name, one.name), ()) if audit.date <= day]
        audit = audits[-1] if audits else None
        signed = (
            (
                audit.date,
                audit.population,
                audit.sample,
                audit.errors,
                money.per_cent(audit.errors, audit.sample),
                audit.officer,
            )
            if audit
            else (None, None, None, None, None, "")
        )
        rows.append(Row((one.name, one.closes, one.families, drafted[one.name], made[one.name], *signed)))
    return Table(f"windows-{agreement.name}", f"{agreement.title}: claim windows and audit", _COLUMNS, tuple(rows))


def expected_notes(book: Book, agreement: Agreement, windows: Sequence[Window], terms: Terms) -> list[str]:
    """Return what the families expected in a window earn at least and at most, by the tariff of the year it opens in."""
    tariffs = {one.year: one for one in book.register.tariffs if one.agreement == agreement.name}
    notes = []
    for window in windows:
        tariff = tariffs.get(book.calendar.year_of(window.opens))
        if window.families is None or tariff is None or not tariff.routes:
            continue
        least, most = earned_by_one(tariff, terms)
        said = f"{money.spoken(least * window.families)} to {money.spoken(most * window.families)}, by the route"
        if least == most:
            said = money.spoken(most * window.families)
        notes.append(
            f"{agreement.title}: up to {window.families:,} families in the window {window.name}, attached in {tariff.year}, earn {said}."
        )
    return notes


def earned_by_one(tariff: Tariff, terms: Terms) -> tuple[int, int]:
    """Return the least and the most pence that one family earns by a result, what tops it up included, within the cap."""
    routes = {name: terms.routes.get((tariff.agreement, name)) for name in tariff.routes}
    alone = [name for name, route in routes.items() if route is None or not route.tops_up]
    earned = []
    for name in alone:
        on_top = [
            tariff.routes[other]
            for other, route in routes.items()
            if route is not None and route.tops_up == name and not terms.excluded(tariff.agreement, name, other)
        ]
        earned.append((tariff.routes[name], tariff.routes[name] + sum(on_top)))
    room = tariff.cap - tariff.attachment_fee
    return min(*(least for least, _ in earned), room), min(max(most for _, most in earned), room)

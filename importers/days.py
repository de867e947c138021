"""Which day does a date as printed mean, in the formats of a profile or as its whole column shows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers import dates, typed

if TYPE_CHECKING:
    import datetime

    from importers.placing import Fit

ROLES = ("date", "document-date", "due", "starts", "ends", "achieved")


class Days:
    """The dates of an extract by role; each text is read once."""

    def __init__(self, forms: tuple[str, ...], columns: dict[str, dates.Column] | None = None) -> None:
        self._forms = forms
        self._columns = columns or {}
        self._known: dict[str, dict[str, datetime.date]] = {role: {} for role in ROLES}

    def read(self, role: str, text: str) -> datetime.date:
        """Return the day that *text* means; raise :class:`~importers.typed.NotUnderstoodError` where it is none."""
        known = self._known[role]
        day = known.get(text)
        if day is None:
            day = known[text] = self._read(role, text)
        return day

    def _read(self, role: str, text: str) -> datetime.date:
        if not self._forms:
            return self._columns.get(role, dates.Column()).day(text)
        for form in self._forms[:-1]:
            try:
                return typed.day(text, form)
            except typed.NotUnderstoodError:
                continue
        try:
            return typed.day(text, self._forms[-1])
        except typed.NotUnderstoodError:
            if len(self._forms) == 1 or not text:
                raise
            forms = " or ".join(self._forms)
            raise typed.NotUnderstoodError(f"the date {text!r} is not written {forms}, as the profile says") from None

    @property
    def notes(self) -> list[str]:
        """What the columns show that a person should know."""
        return [f"the column {role} {note}" for role, column in self._columns.items() for note in column.notes]


def days_of(fit: Fit, forms: tuple[str, ...]) -> Days:
    """Return the dates of the extract in *fit*: as *forms* say, else as the texts of each whole column show."""
    if forms:
        return Days(forms)
    tallies = {role: dates.Tally() for role in ROLES}
    places: list[tuple[int, dates.Tally]] = []
    starts = fit.layout.starts
    for position, row in enumerate(fit.sheet.rows):
        if position in starts:
            table = starts[position]
            placed = fit.of(table).places if table is not None else {}
            places = [(placed[role], tallies[role]) for role in ROLES if role in placed]
        cells = row.cells
        for place, tally in places:
            if place < len(cells) and (text := cells[place].strip()):
                tally.add(text)
    return Days((), {role: tally.column() for role, tally in tallies.items() if tally.texts})

"""The list or grid of families by stage: each row moves families on, from the cohort to identified, attached or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers import spread, typed
from importers.families import ONE, OfFamilies, moved, stage
from importers.meaning import Cells, Posting, RowError
from importers.one_each import OneEach
from ledger import accounts, canonical
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.placing import Fit
    from importers.profile import Profile
    from importers.reader import Source
    from importers.rows import Rows
    from ledger.agreements import Agreement
    from ledger.canonical import Value


#: Stages before a family is attached, which belong to no year.
_BEFORE = ("estimated", "identified")


class FamiliesAttached(OfFamilies):
    """Rows that count families in a stage or, without a column of numbers, are one family each."""

    kind: ClassVar[str] = "families-attached"
    commodity: ClassVar[str] = canonical.FAMILY

    def __init__(self, profile: Profile, targets: Targets) -> None:
        self._spread = profile.spread
        if self._spread:
            columns = profile.columns.model_copy(update={"stage": (spread.STAGE,), "amount": (spread.NUMBER,)})
            profile = profile.model_copy(update={"columns": columns})
        super().__init__(profile, targets)
        self._read: tuple[Source, Source] | None = None
        self._counts = bool(profile.columns.amount)
        self._words = profile.types_by_text

    def body(self) -> type[Rows]:
        """Return how rows are told from titles and totals: by their number, or without one by their date."""
        return super().body() if self._counts else OneEach

    def fit(self, source: Source) -> Fit:
        """Return the sheet and tables that the profile reads, a grid with a column for each stage row by row."""
        if not self._spread:
            return super().fit(source)
        if self._read is None or self._read[0] is not source:
            self._read = (source, spread.one_number_a_row(source, self._spread))
        return super().fit(self._read[1])

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the row's own document and line, or else what makes it one row.

        A family is once in a stage (of a year); a number stands once for a day, district and word for a stage; rows that
        are one unnamed family each may say the same, and are told by how many they are.
        """
        if cells["document"]:
            return cells["document"], cells["line"]
        day, said = self.day(cells), self._stage(cells)
        place = ":".join(part for part in (cells["agreement"], self._year(cells, said, day)) if part)
        back = ":back" if cells.pence < 0 else ""
        if cells["family"]:
            return f"{place}:{cells['family']}", f"{said}{back}"
        word = f"{bare(cells['stage'])}{back}"
        if not self._counts:
            return f"{place}:{cells['district']}:{word}", ""
        return f"{place}:{day}:{cells['district']}", word

    def meaning(self, cells: Cells, day: datetime.date) -> Posting:
        """Return the move from the stage before to the row's; a number below zero takes families back."""
        agreement = self.agreement(cells)
        family = self.family(cells)
        number = self._number(cells, family)
        said = self._stage(cells)
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name)]
        if family:
            metadata.append(("family", family))
        if year := self._year(cells, said, day):
            metadata.append(("attached", year))
        if district := self.text("district", cells):
            metadata.append(("district", district))
        if bare(cells["stage"]) != said:
            metadata.append(("stage", " ".join(cells["stage"].split())))
        if provider := self.provider(cells, agreement):
            metadata.append(("provider", provider))
        before, after = _accounts(agreement, said, year, is_standing=bool(self._spread))
        return Posting(after, before, "*", tuple(metadata), "", moved(number, before, after))

    def _stage(self, cells: Cells) -> str:
        """Return which of our stages the row's word means."""
        found = self._words.get(bare(cells["stage"]))
        if found is None:
            said = f"the stage {cells['stage']!r} is none" if cells["stage"] else "the stage is blank, and is one"
            raise RowError(
                f"{said} of {', '.join(self._words)}: correct the row, or add the word to [types] in profile "
                f"{self.profile.name}"
            )
        return found

    def _number(self, cells: Cells, family: str) -> int:
        """Return how many families the row moves, in hundredths; raise :class:`RowError` for a part of one."""
        if not self._counts:
            return ONE
        printed = cells["amount"]
        try:
            is_whole = typed.pence(printed) % ONE == 0
        except typed.NotUnderstoodError:
            is_whole = False
        if not is_whole:
            raise RowError(f"{printed!r} is no whole number of families: correct the row")
        if family and abs(cells.pence) != ONE:
            raise RowError(f"the row names one family and counts {printed}: count 1, or name none")
        return cells.pence

    def _year(self, cells: Cells, said: str, day: datetime.date) -> str:
        """Return the year of attachment: as the row says or, of families attached now, that of its date; none before."""
        if said in _BEFORE:
            return ""
        if not cells["year"] and said == "attached":
            return self.targets.calendar.year_of(day)
        return self.attached("year", cells)


def _accounts(agreement: Agreement, said: str, year: str, *, is_standing: bool) -> tuple[str, str]:
    """Return the account of the stage before *said*, and that of *said*.

    Where a grid says how many families stand in each stage, each is counted once, so that none comes from the stage before.
    """
    fund = agreement.fund
    cohort = accounts.build("Equity", fund, "Families", "Cohort")
    if said in _BEFORE:
        return cohort, stage(fund, said.capitalize())
    if is_standing:
        return cohort, stage(fund, year, said.capitalize())
    if said == "attached":
        return stage(fund, "Identified"), stage(fund, year, "Attached")
    return stage(fund, year, "Attached"), stage(fund, year, "Closed")

"""What is common to kinds that name families? Their agreement, the year of attachment, and references that name nobody."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter
from importers.lines import Side
from importers.meaning import RowError
from importers.rows import Rows
from ledger import accounts, canonical, personal
from ledger.periods import PeriodError, year_label, year_start

if TYPE_CHECKING:
    from importers.lines import Reject
    from importers.meaning import Cells
    from importers.reader import Source
    from ledger.agreements import Agreement

#: A family, in the hundredths that the books count in.
ONE = 100
_WITHHELD = "[withheld: not a pseudonym]"


class _OfFamilies(Rows):
    """Rows that a total cannot pass for: one lacks a stage or a tariff's route, while 700, 100 and 800 of a tariff add up."""

    doubts_sums: ClassVar[bool] = False


class OfFamilies(ExtractImporter):
    """An extract whose rows are of families of an agreement."""

    def body(self) -> type[Rows]:
        """Return how rows are told from titles and totals: small numbers that add up are no doubt."""
        return _OfFamilies

    def agreement(self, cells: Cells) -> Agreement:
        """Return the row's agreement; raise :class:`RowError` where the books know none of that name."""
        name = cells["agreement"]
        found = self.targets.register.agreements.get(name)
        if found is None:
            said = f"{name!r} is no agreement of the books" if name else "the agreement is blank"
            raise RowError(f"{said}: correct the row, or add the agreement to books/agreements.beancount")
        return found

    def family(self, cells: Cells) -> str:
        """Return the family's reference, blank for none; raise :class:`RowError`, without it, where it is no pseudonym."""
        reference = cells["family"]
        why = personal.not_a_pseudonym(reference) if reference else None
        if why:
            raise RowError(
                f"the family's reference {why}: give each family a reference of your own, with a digit and no space, that "
                "names nobody"
            )
        return reference

    def provider(self, cells: Cells, agreement: Agreement) -> str:
        """Return the provider that took the family, blank for none; raise :class:`RowError` where the fund has none of that name."""
        name = cells["provider"]
        if name and (name, agreement.fund) not in self._providers:
            raise RowError(
                f'{name!r} is no provider of {agreement.fund}: correct the row, or add custom "provider" to '
                "books/agreements.beancount"
            )
        return name

    @cached_property
    def _providers(self) -> frozenset[tuple[str, str]]:
        """Every provider of the books, with its fund."""
        records = (one for one in self.targets.register.records if one.name == "provider")
        return frozenset((one.values["provider"], one.values["fund"]) for one in records)

    def attached(self, role: str, cells: Cells) -> str:
        """Return the year of attachment in the column *role* as ``2012-13``; raise :class:`RowError` where it is none."""
        text = cells[role]
        try:
            return year_label(year_start(text))
        except PeriodError as problem:
            said = f"the year of attachment is {text!r}" if text else "the year of attachment is blank"
            raise RowError(f"{said}: write the financial year, such as 2012-13") from problem

    def listed(self, source: Source, rejects: list[Reject]) -> list[Reject]:
        """Return *rejects* as they may be listed: also without what stands for a family and is no pseudonym."""
        places = {one.places["family"] for one in self.fit(source).placed.values() if "family" in one.places}

        def bare(place: int, cell: str) -> str:
            text = cell.strip()
            return _WITHHELD if place in places and text and personal.not_a_pseudonym(text) else cell

        return [
            replace(one, cells=tuple(bare(place, cell) for place, cell in enumerate(one.cells)))
            for one in super().listed(source, rejects)
        ]


def stage(fund: str, *parts: str) -> str:
    """Return the account of the families of *fund* in a stage: ``Identified``, or a year and ``Attached``."""
    return accounts.build("Assets", fund, "Families", *parts)


def moved(number: int, source: str, target: str) -> tuple[Side, Side]:
    """Return the postings that move *number* hundredths of families from *source* to *target*."""
    return Side(target, number, canonical.FAMILY), Side(source, -number, canonical.FAMILY)

"""The claims return: each row claims a result for one family, and moves the family from attached to claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.families import ONE, OfFamilies, moved, stage
from importers.lines import Side
from importers.meaning import Cells, Evidence, Posting, RowError
from ledger import accounts, canonical, imported, money
from ledger.agreements import TariffError

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile
    from ledger.agreements import Agreement
    from ledger.canonical import Value

_STREAM = "results"


class ResultsClaims(OfFamilies):
    """Claims at the tariff of the year of attachment; the money is owed when the agreement recognises results."""

    kind: ClassVar[str] = "results-claims"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._owed: dict[tuple[str, str, str], int] = {}
        self._tops_up: dict[str, dict[str, str]] = {}

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the claim and, as a form may have many, the family and route; without a claim the family in its window.

        One family claims one route once in a window (without windows, once), so that cumulative returns add only what is new.
        """
        family, route = cells["family"], cells["route"]
        if cells["document"]:
            return cells["document"], f"{family}:{route}"
        return ":".join(part for part in (cells["agreement"], cells["window"], family) if part), route

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return what the claim moves: the family, unless it tops up a result, and the money where it is owed already."""
        agreement = self.agreement(cells)
        family = self.family(cells)
        if not family:
            raise RowError("the family is blank: name the family by its reference")
        if not cells["route"]:
            raise RowError("the route is blank: name the result as the tariff does")
        attached = self.attached("attached", cells)
        self._check_tariff(agreement, attached, cells)
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name)]
        if cells["document"]:
            metadata.append(("claim", cells["document"]))
        metadata += [("family", family), ("attached", attached), ("route", cells["route"])]
        if cells["window"]:
            metadata.append(("window", cells["window"]))
        if evidence := self.text("evidence", cells):
            metadata.append(("evidence", evidence))
        if provider := self.provider(cells, agreement):
            metadata.append(("provider", provider))
        owed = accounts.build("Assets", agreement.fund, "ResultsReceivable")
        poster = self.targets.register.poster(agreement.fund, _STREAM, day)
        if poster != self.kind:
            return Evidence(agreement.fund, _STREAM, poster, owed, tuple(metadata))
        return self._posting(agreement, attached, cells, metadata, owed)

    def _posting(
        self, agreement: Agreement, attached: str, cells: Cells, metadata: list[tuple[str, Value]], owed: str
    ) -> Posting:
        """Return the money and the family that the claim moves."""
        is_top_up = cells["route"] in self._top_ups(agreement.name)
        claimed = stage(agreement.fund, attached, "Claimed")
        before = stage(agreement.fund, attached, "Attached")
        if is_owed(agreement):
            earned = accounts.build("Income", agreement.fund, "ResultsPayments")
            both = (Side(owed, cells.pence), Side(earned, -cells.pence), *moved(ONE, before, claimed))
            return Posting(owed, earned, "*", tuple(metadata), "", () if is_top_up else both)
        metadata.append((imported.CLAIMED, canonical.amount(cells.pence)))
        # A claim is an entry even where nothing moves: what the funder is asked for stands in it.
        families = moved(0 if is_top_up else ONE, before, claimed)
        return Posting(claimed, before, "*", tuple(metadata), "", families)

    def _check_tariff(self, agreement: Agreement, attached: str, cells: Cells) -> None:
        """Raise :class:`RowError` where the row claims another amount than its year's tariff pays for its route."""
        key = (agreement.name, attached, cells["route"])
        owed = self._owed.get(key)
        if owed is None:
            try:
                owed = self._owed[key] = self.targets.register.result(*key)
            except TariffError as problem:
                raise RowError(f"{problem}: correct the row, or the tariff in books/agreements.beancount") from problem
        if cells.pence != owed:
            raise RowError(
                f"the tariff of {agreement.name} for {attached} pays {money.spoken(owed)} for {cells['route']}, and the row "
                f"claims {money.spoken(cells.pence)}: correct the row, or the tariff in books/agreements.beancount"
            )

    def _top_ups(self, name: str) -> dict[str, str]:
        """Return the routes of the agreement *name* that add to another: their family is claimed already."""
        if name not in self._tops_up:
            self._tops_up[name] = self.targets.register.tops_up(name)
        return self._tops_up[name]


def is_owed(agreement: Agreement) -> bool:
    """Return whether a claim is money owed before it is paid; raise :class:`RowError` where *agreement* does not say."""
    if agreement.results_recognised is None:
        raise RowError(
            f"{agreement.name} does not say when results are recognised: say results-recognised on the agreement, as "
            "on-claim, on-achievement or on-receipt"
        )
    return agreement.results_recognised != "on-receipt"

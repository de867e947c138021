"""The claims return: each row is a step in the life of a claim, and moves the family to claimed, or back to attached."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from importers.families import ONE, OfFamilies, moved, stage
from importers.lines import Side, Written
from importers.meaning import Cells, Directed, Evidence, Posting, RowError
from ledger import accounts, canonical, claim_steps, imported, money
from ledger.agreements import TariffError
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile
    from ledger.agreements import Agreement
    from ledger.canonical import Value

_STREAM = "results"
_NOT_OF_A_LINK = re.compile(r"[^A-Za-z0-9_/.-]+")


class ResultsClaims(OfFamilies):
    """Claims at the tariff of the year of attachment; the money is owed when the agreement recognises results."""

    kind: ClassVar[str] = "results-claims"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._owed: dict[tuple[str, str, str], int] = {}
        self._tops_up: dict[str, dict[str, str]] = {}
        self._words = profile.types_by_text

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the claim and, as a form may have many, the family and route; without a claim the family in its window.

        One family claims one route once in a window (without windows, once), so that cumulative returns add only what is new.
        What becomes of the claim later is a row of its own, and each part of it that is taken back one of its day.
        """
        event = self._event(cells)
        family = cells["family"]
        route = cells["route"] if event == "submitted" else f"{cells['route']}:{event}"
        if event in claim_steps.ENDS and self._is_part(cells):
            route = f"{route}:{self.day(cells)}"
        if cells["document"]:
            return cells["document"], f"{family}:{route}"
        return ":".join(part for part in (cells["agreement"], cells["window"], family) if part), route

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Directed | Evidence:
        """Return what the claim moves: the family, unless it tops up a result, and the money where it is owed already."""
        agreement = self.agreement(cells)
        event = self._event(cells)
        family = self.family(cells)
        if not family:
            raise RowError("the family is blank: name the family by its reference")
        if not cells["route"]:
            raise RowError("the route is blank: name the result as the tariff does")
        attached = self.attached("attached", cells)
        self._check_tariff(agreement, attached, event, cells)
        metadata = self._said(agreement, attached, event, cells, day)
        if event == "drafted":
            return _draft(agreement, cells, metadata)
        if provider := self.provider(cells, agreement):
            metadata.append(("provider", provider))
        if event != "submitted":
            metadata.append((claim_steps.EVENT, event))
        owed = accounts.build("Assets", agreement.fund, "ResultsReceivable")
        poster = self.targets.register.poster(agreement.fund, _STREAM, day)
        # Recognised on receipt, a claim moves no money, so that another kind may post it and the family still moves.
        if poster != self.kind and agreement.results_recognised != "on-receipt":
            return Evidence(agreement.fund, _STREAM, poster, owed, tuple(metadata))
        return self._posting(agreement, attached, event, cells, metadata)

    def _said(
        self, agreement: Agreement, attached: str, event: str, cells: Cells, day: datetime.date
    ) -> list[tuple[str, Value]]:
        """Return what the row says of its claim: whose it is, in which window, when it was achieved and what proves it."""
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name)]
        if cells["document"]:
            metadata.append(("claim", cells["document"]))
        metadata += [("family", cells["family"]), ("attached", attached), ("route", cells["route"])]
        if cells["window"]:
            metadata.append(("window", cells["window"]))
        if cells["achieved"] and event not in claim_steps.ENDS:
            metadata.append((claim_steps.ACHIEVED, self._achieved(cells, day)))
        if evidence := self.text("evidence", cells):
            metadata.append(("evidence", evidence))
        return metadata

    def _posting(
        self, agreement: Agreement, attached: str, event: str, cells: Cells, metadata: list[tuple[str, Value]]
    ) -> Posting:
        """Return the money and the family that the claim moves, or takes back."""
        # A part that is taken back leaves the family claimed, as a top-up does.
        is_still = cells["route"] in self._top_ups(agreement.name) or self._is_part(cells)
        before = stage(agreement.fund, attached, "Attached")
        after = stage(agreement.fund, attached, "Claimed")
        if event != "submitted":
            before, after = after, before
        link = _link(agreement, cells)
        if is_owed(agreement):
            debtor = accounts.build("Assets", agreement.fund, "ResultsReceivable")
            if event == "clawed-back":
                # It was paid: the debtor is settled, and what is taken back is owed to the funder.
                debtor = accounts.build("Liabilities", agreement.fund, "GrantRepayable")
            earned = accounts.build("Income", agreement.fund, "ResultsPayments")
            both = (Side(debtor, cells.pence), Side(earned, -cells.pence), *moved(ONE, before, after))
            return Posting(debtor, earned, "*", tuple(metadata), "", () if is_still else both, link)
        metadata.append((imported.CLAIMED, canonical.amount(cells.pence)))
        # A claim is an entry even where nothing moves: what the funder is asked for stands in it.
        families = moved(0 if is_still else ONE, before, after)
        return Posting(after, before, "*", tuple(metadata), "", families, link)

    def _event(self, cells: Cells) -> str:
        """Return what happened to the claim, in our word for it: submitted where nothing is said."""
        text = cells["event"]
        found = self._words.get(bare(text)) if text else "submitted"
        if found is None:
            raise RowError(
                f"the event {text!r} is none of {', '.join(self._words)}: correct the row, or add the word to [types] in "
                f"profile {self.profile.name}"
            )
        return found

    def _achieved(self, cells: Cells, day: datetime.date) -> datetime.date:
        """Return the day of the result; raise :class:`RowError` where it is after that of the row."""
        achieved = self.date("achieved", cells)
        if achieved > day:
            raise RowError(f"the result is of {achieved}, after the row's own day, {day}: correct one of them")
        return achieved

    def _pays(self, agreement: Agreement, attached: str, route: str) -> int:
        """Return the pence that *route* pays for a family *attached* in a year; raise :class:`RowError` where nothing says so."""
        key = (agreement.name, attached, route)
        owed = self._owed.get(key)
        if owed is None:
            try:
                owed = self._owed[key] = self.targets.register.result(*key)
            except TariffError as problem:
                raise RowError(f"{problem}: correct the row, or the tariff in books/agreements.beancount") from problem
        return owed

    def _is_part(self, cells: Cells) -> bool:
        """Return whether the row takes back a part of a claim."""
        if cells.pence >= 0:
            return False
        return -cells.pence < self._pays(self.agreement(cells), self.attached("attached", cells), cells["route"])

    def _check_tariff(self, agreement: Agreement, attached: str, event: str, cells: Cells) -> None:
        """Raise :class:`RowError` where the row claims another amount than its year's tariff pays for its route."""
        owed = self._pays(agreement, attached, cells["route"])
        if event in claim_steps.ENDS:
            if not -owed <= cells.pence < 0:
                raise RowError(
                    f"a claim that was {event.replace('-', ' ')} takes back what the tariff pays, {money.spoken(-owed)}, or a part of it, "
                    f"and the row says {money.spoken(cells.pence)}: correct the row"
                )
        elif cells.pence != owed:
            raise RowError(
                f"the tariff of {agreement.name} for {attached} pays {money.spoken(owed)} for {cells['route']}, and the row "
                f"claims {money.spoken(cells.pence)}: correct the row, or the tariff in books/agreements.beancount"
            )

    def _top_ups(self, name: str) -> dict[str, str]:
        """Return the routes of the agreement *name* that add to another: their family is claimed already."""
        if name not in self._tops_up:
            self._tops_up[name] = self.targets.register.tops_up(name)
        return self._tops_up[name]


def _draft(agreement: Agreement, cells: Cells, metadata: list[tuple[str, Value]]) -> Directed:
    """Return the draft that the row states: nothing is claimed yet, and what audit samples from is kept."""
    said = tuple(one for one in metadata if one[0] not in ("agreement", "family", "route"))
    values = (agreement.name, cells["family"], cells["route"], canonical.amount(cells.pence))
    return Directed(Written("draft", values), said)


def _link(agreement: Agreement, cells: Cells) -> str:
    """Return the link that all steps of the claim have: its family and route, in its window."""
    parts = (agreement.name, cells["window"], cells["family"], cells["route"])
    return _NOT_OF_A_LINK.sub("-", f"claim-{'-'.join(filter(None, parts))}")


def is_owed(agreement: Agreement) -> bool:
    """Return whether a claim is money owed before it is paid; raise :class:`RowError` where *agreement* does not say."""
    if agreement.results_recognised is None:
        raise RowError(
            f"{agreement.name} does not say when results are recognised: say results-recognised on the agreement, as "
            "on-claim, on-achievement or on-receipt"
        )
    return agreement.results_recognised != "on-receipt"

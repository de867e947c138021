"""The grant remittance: each row is money received under an instalment of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter, Mapped
from importers.meaning import Cells, Evidence, Posting, RowError
from importers.results_claims import ResultsClaims, is_owed
from ledger import accounts, agreements

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile
    from ledger.agreements import Agreement
    from ledger.canonical import Value

#: The stream (as ``posts`` says it) that an instalment's stream belongs to.
_STREAMS = {"results-payment": "results"}


class GrantRemittance(ExtractImporter):
    """Advice lines, matched to instalments by the reference they give or the profile maps: never by payer or luck."""

    kind: ClassVar[str] = "grant-remittance"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._rules = Mapped(profile, ("reference",))

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the remittance and its line."""
        return cells["remittance"], cells["line"]

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return the fund's cash against the income (or creditor) that the agreement's recognition says.

        Money for results that claims returns post clears what they claimed.
        """
        reference, rule = self._instalment(cells)
        instalment = self.targets.register.instalment(reference)
        if instalment is None:
            where = "the row" if cells["instalment"] else f"profile {self.profile.name}"
            raise RowError(
                f"{reference!r} is no instalment of an agreement: add the instalment to books/agreements.beancount, or "
                f"correct {where}"
            )
        agreement = self.targets.register.agreements[instalment.agreement]
        stream = _STREAMS.get(instalment.stream, "grant-income")
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name), ("instalment", reference)]
        if cells["remittance"]:
            metadata.append(("remittance", cells["remittance"]))
        metadata += [(role, cells[role]) for role in ("window", "claim") if cells[role]]
        cash = accounts.build("Assets", agreement.fund, "Cash")
        poster = self.targets.register.poster(agreement.fund, stream, day)
        if (stream, poster) == ("results", ResultsClaims.kind):
            return Posting(cash, _debtor(agreement, day), "*", tuple(metadata), rule)
        if poster != self.kind:
            return Evidence(agreement.fund, stream, poster, cash, tuple(metadata), rule)
        return Posting(cash, agreements.income_account(agreement, instalment.stream), "*", tuple(metadata), rule)

    def _instalment(self, cells: Cells) -> tuple[str, str]:
        """Return the row's instalment, and what says so."""
        if cells["instalment"]:
            return cells["instalment"], "instalment column"
        if not self.profile.map:
            raise RowError("the row names no instalment: write it as AGREEMENT/YEAR/NUMBER, such as TF1/2018-19/1")
        rule = self._rules.rule(cells) if cells["reference"] else None
        if rule is None:
            raise RowError(
                f"the reference {cells['reference']!r} maps to no instalment: add a [[map]] rule to profile {self.profile.name}"
            )
        return str(rule.instalment), self._rules.name(rule)


def _debtor(agreement: Agreement, day: datetime.date) -> str:
    """Return what was claimed of *agreement* and is owed; raise :class:`RowError` where claims are not owed until paid."""
    if not is_owed(agreement):
        raise RowError(
            f"{agreement.name} recognises results on receipt, and no kind posts them then: add {day} "
            f'custom "posts" "{agreement.fund}" "results" "grant-remittance" to books/agreements.beancount'
        )
    return accounts.build("Assets", agreement.fund, "ResultsReceivable")

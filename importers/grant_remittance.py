"""The grant remittance: each row is money received under an instalment of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter, Mapped
from importers.meaning import Cells, Evidence, Posting, RowError
from importers.results_claims import ResultsClaims, is_owed
from ledger import accounts, agreements, money
from ledger.entitlement import REPAYMENT
from ledger.texts import unspaced

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile
    from ledger.agreements import Agreement
    from ledger.canonical import Value

#: Where the books hold what goes back to a funder, and what follows AGREEMENT/ where a line names that.
REPAYABLE = "GrantRepayable"
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

        Money for results that claims returns post clears what they claimed, and below zero the clawback that they posted.
        """
        reference, rule = self._instalment(cells)
        to_repay = self._repayment(reference)
        if to_repay is not None:
            return self._paid_back(to_repay, cells, day, rule)
        instalment = self.targets.register.instalment_like(reference)
        if instalment is None:
            where = "the row" if cells["instalment"] else f"profile {self.profile.name}"
            raise RowError(
                f"{reference!r} is no instalment of an agreement: add the instalment to books/agreements.beancount, or "
                f"correct {where}"
            )
        agreement = self.targets.register.agreements[instalment.agreement]
        stream = _STREAMS.get(instalment.stream, "grant-income")
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name), ("instalment", instalment.reference)]
        if cells["remittance"]:
            metadata.append(("remittance", cells["remittance"]))
        metadata += [(role, cells[role]) for role in ("window", "claim") if cells[role]]
        cash = accounts.build("Assets", agreement.fund, "Cash")
        poster = self.targets.register.poster(agreement.fund, stream, day)
        if (stream, poster) == ("results", ResultsClaims.kind):
            owed = _debtor(agreement, day)
            if cells.pence < 0:
                owed = accounts.build("Liabilities", agreement.fund, REPAYABLE)
            return Posting(cash, owed, "*", tuple(metadata), rule)
        if poster != self.kind:
            return Evidence(agreement.fund, stream, poster, cash, tuple(metadata), rule)
        return Posting(cash, agreements.income_account(agreement, instalment.stream), "*", tuple(metadata), rule)

    def _repayment(self, reference: str) -> Agreement | None:
        """Return the agreement whose money goes back, where *reference* is what the reconciliation calls that."""
        name, _, what = unspaced(reference).rpartition("/")
        if what != REPAYMENT:
            return None
        return next((one for one in self.targets.register.agreements.values() if unspaced(one.name) == name), None)

    def _paid_back(self, agreement: Agreement, cells: Cells, day: datetime.date, rule: str) -> Posting | Evidence:
        """Return the fund's cash against what the books owe back to the funder."""
        if cells.pence > 0:
            raise RowError(
                f"{agreement.name}/{REPAYMENT} is what goes back to the funder, and the row says that {money.spoken(cells.pence)} "
                "came: write it below zero, or name the instalment that it pays"
            )
        metadata: list[tuple[str, Value]] = [("agreement", agreement.name)]
        if cells["remittance"]:
            metadata.append(("remittance", cells["remittance"]))
        cash = accounts.build("Assets", agreement.fund, "Cash")
        poster = self.targets.register.poster(agreement.fund, "grant-income", day)
        if poster != self.kind:
            return Evidence(agreement.fund, "grant-income", poster, cash, tuple(metadata), rule)
        owed = accounts.build("Liabilities", agreement.fund, REPAYABLE)
        return Posting(cash, owed, "*", tuple(metadata), rule)

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

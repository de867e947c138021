"""The general-ledger extract: each row is a debit or credit on a cost centre and subjective of the finance system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.base import ExtractImporter, Mapped
from importers.meaning import Cells, Evidence, Posting, RowError
from ledger import accounts

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile


class GeneralLedger(ExtractImporter):
    """Rows of the programme's cost centres, mapped to accounts by cost centre and subjective."""

    kind: ClassVar[str] = "general-ledger"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._rules = Mapped(profile, ("cost-centre", "subjective"))
        self._known: dict[tuple[str, ...], tuple[Posting, str, str | None]] = {}
        self._posters: dict[tuple[str, str, datetime.date], str] = {}

    def belongs(self, cells: Cells) -> bool:
        """Return whether the row's code is one of the programme's; without such codes, whether it names an account."""
        if self.profile.programme is None and cells.has("account"):
            return bool(cells["account"])
        return super().belongs(cells)

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return the account that the row's codes map to, against the contra of its document type."""
        key = (cells["account"], cells["cost-centre"], cells["subjective"], cells["document-type"])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._posting(cells)
        posting, fund, stream = found
        if stream is None:
            return posting
        asked = (fund, stream, day)
        poster = self._posters.get(asked)
        if poster is None:
            poster = self._posters[asked] = self.targets.register.poster(fund, stream, day)
        if poster == self.kind:
            return posting
        return Evidence(fund, stream, poster, posting.account, posting.metadata, posting.rule)

    def _posting(self, cells: Cells) -> tuple[Posting, str, str | None]:
        """Return what the row would post, and the fund and stream that it would add to."""
        account, flag, rule = self._account(cells)
        try:
            name = accounts.parse(account)
        except accounts.AccountNameError as problem:
            raise RowError(str(problem)) from problem
        template = self.profile.contra.get(cells["document-type"], self.profile.contra["default"])
        codes = tuple((role, cells[role]) for role in ("cost-centre", "subjective") if cells[role])
        return Posting(account, template.format(fund=name.fund), flag, codes, rule), name.fund, name.stream

    def _account(self, cells: Cells) -> tuple[str, str, str]:
        """Return the row's account, its flag, and what says so."""
        if cells["account"]:
            return cells["account"], "*", "account column"
        rule = self._rules.rule(cells)
        if rule is not None:
            return rule.account, "*", self._rules.name(rule)
        if self.profile.unallocated:
            return self.profile.unallocated, "!", "unallocated"
        raise RowError(
            f"no rule maps cost centre {cells['cost-centre']!r} with subjective {cells['subjective']!r}: add one to profile "
            f"{self.profile.name}, or give it unallocated"
        )

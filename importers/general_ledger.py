"""The general-ledger extract: each row is a debit or credit on a cost centre and subjective of the finance system."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from importers.by_account import ByAccount
from importers.meaning import Cells, Evidence, Posting, RowError
from ledger import accounts

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Targets
    from importers.profile import Profile


class GeneralLedger(ByAccount):
    """Rows of the programme's cost centres, mapped to accounts by cost centre and subjective."""

    kind: ClassVar[str] = "general-ledger"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._known: dict[tuple[str, ...], tuple[Posting, str, str | None]] = {}
        self._posters: dict[tuple[str, str, datetime.date], str] = {}

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
        found = self.account_of(cells)
        if found is not None:
            return found[0], "*", found[1]
        if self.profile.unallocated:
            return self.profile.unallocated, "!", "unallocated"
        raise self.not_mapped(cells, ", or give it unallocated")

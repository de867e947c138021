"""Which importer reads which kind of extract?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.allocations import Allocations
from importers.commitments import Commitments
from importers.contributions import Contributions
from importers.cost_savings import CostSavings
from importers.families_attached import FamiliesAttached
from importers.forecasts import Forecasts
from importers.general_ledger import GeneralLedger
from importers.gl_balance import GlBalance
from importers.grant_remittance import GrantRemittance
from importers.journals import Journals
from importers.results_claims import ResultsClaims
from importers.supplier_payments import SupplierPayments

if TYPE_CHECKING:
    from importers.base import ExtractImporter
    from importers.meaning import Targets
    from importers.profile import Profile

KINDS: dict[str, type[ExtractImporter]] = {
    one.kind: one
    for one in (
        GeneralLedger,
        SupplierPayments,
        GrantRemittance,
        Contributions,
        Allocations,
        Commitments,
        Forecasts,
        GlBalance,
        ResultsClaims,
        FamiliesAttached,
        Journals,
        CostSavings,
    )
}


def importer(profile: Profile, targets: Targets) -> ExtractImporter:
    """Return the importer for the profile's kind."""
    return KINDS[profile.kind](profile, targets)

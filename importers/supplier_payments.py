"""The supplier payments: each row is a payment of an invoice that the general ledger posts, and so is evidence for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from importers.general_ledger import GeneralLedger

if TYPE_CHECKING:
    import datetime

    from importers.meaning import Cells, Evidence, Posting


class SupplierPayments(GeneralLedger):
    """Payments, coded as the general ledger's rows are; they post where ``posts`` says that they do."""

    kind: ClassVar[str] = "supplier-payments"

    def meaning(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return what the row is evidence for or, where payments post spending, its account; with its invoice."""
        meaning = super().meaning(cells, day)
        return (
            replace(meaning, metadata=(*meaning.metadata, ("invoice", cells["invoice"])))
            if cells["invoice"]
            else meaning
        )

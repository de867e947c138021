"""C118: does a fee move no family, and belong to none?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beancount.core.data import Transaction

    from ledger.plugins.view import View

FEE = Rule(
    "C118",
    Level.ERROR,
    "a fee moves no family and belongs to none",
    "An attachment fee is for a number of families, and not lost when one of them leaves: an entry of fee income names no family and moves "
    "none. Families are attached by entries of their own. Take family: or the postings of FAMILY out of the entry.",
)
RULES = (FEE,)


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for each entry of fees that names or moves a family."""
    fees = {one.reference for one in view.register.instalments if one.stream == "attachment-fee"}
    for txn in view.transactions:
        pence = _fee(txn, of_instalment=txn.meta.get("instalment") in fees)
        if not pence:
            continue
        moved = [
            leg for leg in txn.postings if leg.units is not None and leg.units.currency == "FAMILY" and leg.units.number
        ]
        family = txn.meta.get("family")
        if family or moved:
            what = f"names the family {family}" if family else f"moves families to {moved[0].account}"
            message = f"the fee of {money.spoken(pence)} {what}: take that out of the entry, and attach families by one of their own"
            yield found(FEE, message, txn.meta)


def _fee(txn: Transaction, *, of_instalment: bool) -> int:
    """Return the pence of fees that the entry takes as income or, for an instalment of fees, brings in; credits positive."""
    pence = 0
    for leg in txn.postings:
        if leg.units is None or leg.units.number is None or leg.units.currency != "GBP":
            continue
        if leg.account.startswith("Income:") and leg.account.endswith(":AttachmentFees"):
            return -int(leg.units.number * 100)
        if of_instalment and leg.account.endswith(":Cash"):
            pence += int(leg.units.number * 100)
    return pence

"""What was claimed: each result that the books ask a funder for, from the entries that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.imported import pence_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

    from ledger.agreements import Register


@dataclass(frozen=True)
class Claim:
    """A result claimed for one family by one route; *pence* is what the claim asks for."""

    name: str
    agreement: str
    fund: str
    family: str
    attached: str
    route: str
    window: str
    pence: int
    submitted: datetime.date

    def state(self, as_at: datetime.date) -> str:
        """Return how far the claim has come on *as_at*."""
        return "submitted" if self.submitted <= as_at else "drafted"

    def claimed(self, as_at: datetime.date) -> int:
        """Return the pence that the funder is asked for on *as_at*."""
        return self.pence if self.submitted <= as_at else 0

    def paid(self, as_at: datetime.date) -> int:  # noqa: ARG002 - no entry of these names what it pays
        """Return the pence of the claim that were paid by *as_at*."""
        return 0

    def outstanding(self, as_at: datetime.date) -> int:
        """Return the pence of the claim that are to come on *as_at*."""
        return self.claimed(as_at) - self.paid(as_at)


def claims(
    register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None
) -> tuple[Claim, ...]:
    """Return the claims that stand in *transactions*, those dated after *as_at* left out."""
    found = []
    for txn in transactions:
        meta = txn.meta
        agreement = register.agreements.get(str(meta.get("agreement")))
        if "route" not in meta or agreement is None or (as_at is not None and txn.date > as_at):
            continue
        name = meta.get("claim") or f"{meta.get('family', '')}:{meta['route']}"
        found.append(
            Claim(
                str(name),
                agreement.name,
                agreement.fund,
                str(meta.get("family", "")),
                str(meta.get("attached", "")),
                str(meta["route"]),
                str(meta.get("window", "")),
                abs(pence_of(txn)),
                txn.date,
            )
        )
    return tuple(found)

"""Whose is the money of an entry that names no agreement, in a fund of several: as an advice line or a person says?"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import advice, receipts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beancount.core.data import Transaction

    from ledger.advice import Known
    from ledger.agreements import Register
    from ledger.periods import Calendar


def shares(transactions: Sequence[Transaction], register: Register, calendar: Calendar) -> dict[int, dict[str, int]]:
    """Return the pence that came under each agreement (blank: under none), by the position of such an entry.

    The postings table is built for this alone, so it is left out where no such entry is known to be anybody's.
    """
    funds = [one.fund for one in register.agreements.values()]
    shared = {fund for fund in funds if funds.count(fund) > 1}
    if not shared:
        return {}
    told = advice.known(register, transactions)
    wanted = {index for index, txn in enumerate(transactions) if _is_told_of(txn, told)}
    if not wanted:
        return {}
    from ledger.postings import table  # noqa: PLC0415 - pandas takes most of a second to import

    rows = table(transactions, calendar, Path())
    txns = rows["txn"].to_numpy()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in receipts.resolved(register, transactions, rows, told):
        index = int(txns[one.position])
        if index in wanted and one.fund in shared:
            found[index][one.agreement] += one.pence
    return {index: dict(of) for index, of in found.items() if any(of)}


def _is_told_of(txn: Transaction, told: Known) -> bool:
    if txn.meta.get("agreement"):
        return False
    key = str(txn.meta.get("doc") or "")
    return "instalment" in txn.meta or key in told.matches or key in told.advice


def split(pence: int, of: dict[str, int]) -> dict[str, int]:
    """Return *pence* by agreement in the shares *of* what came; what is nobody's is left out, and nothing where all is nil.

    A penny that the shares leave over is the last one's.
    """
    total = sum(of.values())
    if not total:
        return {}
    found = {name: pence * share // total for name, share in of.items()}
    found[list(of)[-1]] += pence - sum(found.values())
    return {name: part for name, part in found.items() if name and part}

"""C111: does every stage of families hold as many as moved on from it?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

BELOW_ZERO = Rule(
    "C111",
    Level.ERROR,
    "no stage holds fewer than no families",
    "Families move from the cohort to identified, attached, claimed or closed. An account of families below zero on any day means that "
    "some moved on that had not come, or moved twice. Enter the step before, or take the step back.",
)
RULES = (BELOW_ZERO,)


def below_zero(moves: Iterable[tuple[Transaction, str, int]], at_fault: set[str]) -> Iterable[Finding]:
    """Yield a finding for each account of families that is below zero at the end of a day, the first such day."""
    sums: dict[str, int] = defaultdict(int)
    days: dict[str, tuple[datetime.date, dict[str, object]]] = {}
    told: set[str] = set()

    def judged(account: str) -> Iterable[Finding]:
        if account in days and sums[account] < 0 and account not in told:
            told.add(account)
            day, place = days[account]
            yield found(
                BELOW_ZERO,
                f"{account} holds {money.families(sums[account])} on {day}: enter the step before, or take back what moved twice",
                place,
            )

    for txn, account, number in moves:
        if not account.startswith("Assets:") or (at_fault and _key(txn.meta) in at_fault):
            continue
        if account in days and days[account][0] != txn.date:
            yield from judged(account)
        sums[account] += number
        days[account] = txn.date, txn.meta
    for account in list(days):
        yield from judged(account)


def _key(meta: dict[str, object]) -> str:
    return str(meta.get("doc") or f"{meta.get('filename', '')}:{meta.get('lineno', 0)}")

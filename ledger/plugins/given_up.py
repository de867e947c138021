"""C122: does everything that was written off say who approved it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ledger.plugins.view import View

APPROVED = Rule(
    "C122",
    Level.WARNING,
    "what is written off says who approved it",
    'A debt is given up by decision, never by a posting alone. An entry to WriteOffs names its approver:, or a custom "write-off" of '
    "its invoice:, claim: or doc: says who approved it. Add it, or take the entry back.",
)
RULES = (APPROVED,)
#: What an entry may be called by in custom "write-off".
_NAMES = ("invoice", "claim", "doc")


def check(view: View) -> list[Finding]:
    """Return the entries that write something off without an approval."""
    written_off = {account for account in view.opens if _is_write_off(account)}
    if not written_off:
        return []
    approved = {str(one.values["invoice"]) for one in view.register.records if one.name == "write-off"}
    findings = []
    for txn in view.transactions:
        if not any(one.account in written_off for one in txn.postings):
            continue
        pence = _pence(txn, written_off)
        named = {str(txn.meta[key]) for key in _NAMES if key in txn.meta}
        if pence > 0 and not str(txn.meta.get("approver") or "").strip() and not named & approved:
            message = f"{money.spoken(pence)} is written off, and nothing says who approved it: add approver:, or take it back"
            findings.append(found(APPROVED, message, txn.meta))
    return findings


def _is_write_off(account: str) -> bool:
    try:
        name = accounts.parse(account)
    except accounts.AccountNameError:
        return False
    return name.root == "Expenses" and name.first == "WriteOffs"


def _pence(txn: Transaction, written_off: set[str]) -> int:
    return sum(
        money.to_pence(one.units.number)
        for one in txn.postings
        if one.account in written_off and one.units is not None and one.units.number is not None
    )

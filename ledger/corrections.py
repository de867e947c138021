"""How does a correction name the entry that it takes back? By its document, or by a name made of what the entry says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledger import entry_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from beancount.core.data import Transaction

REVERSES, RELATES, MATERIAL = "reverses", "relates-to", "prior-year-error"
_BY_HAND = "journal/"
_LENGTH = 12


def name_of(txn: Transaction, folder: Path) -> str:
    """Return the name of *txn*: its ``doc:``, or journal/DAY/and what it says in twelve letters of its hash.

    A line number would be another once a line is put in above.
    """
    document = txn.meta.get("doc")
    if document:
        return str(document)
    digest = hashlib.sha256(entry_lines.line(txn, folder).encode()).hexdigest()
    return f"{_BY_HAND}{txn.date}/{digest[:_LENGTH]}"


def names(transactions: Iterable[Transaction], wanted: set[str], folder: Path) -> dict[str, Transaction]:
    """Return the entries that *wanted* names, by name."""
    days = {one.removeprefix(_BY_HAND).partition("/")[0] for one in wanted if one.startswith(_BY_HAND)}
    found: dict[str, Transaction] = {}
    for txn in transactions:
        document = txn.meta.get("doc")
        if document in wanted or (not document and txn.date.isoformat() in days):
            found.setdefault(name_of(txn, folder), txn)
    return found

"""Which rows of an extract does an entry of the books stand for, and what do they carry?

Where postings say ``row:`` each of them is a row, as in a journal of several; otherwise the entry is one row, its first
posting or, where no money is posted for it, what ``claimed:`` states. A directive is one row of its amount.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount.core.amount import Amount

from ledger import money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beancount.core.data import Posting, Transaction

    from ledger.directives import Record

#: A row's key: the system, the document, then a line or a content and its occurrence, and the number of a later state.
_KEY = re.compile(r"[^/]*/(.*?)(?:/[0-9a-f]{12}/\d+|/[^/]*)(?:/r\d+)?")
#: What a reversal takes over from the entry that it reverses.
OF_THE_ROW = (
    "cost-centre", "subjective", "agreement", "instalment", "remittance", "invoice", "partner", "claim", "family", "attached",
    "route", "window", "district", "stage", "provider",
)  # fmt: skip
#: What the funder is asked for, on a claim whose money is not recognised yet.
CLAIMED = "claimed"
#: What a directive states of its amount in numbers: where one of them changes, the row has changed.
STATED = ("families", "rounded-to", "printed-ratio")


def rows_of(txn: Transaction) -> tuple[int, Decimal | int]:
    """Return how many rows *txn* stands for, and the pounds (or families) that they carry, debits positive."""
    first = txn.postings[0].meta if txn.postings else None
    if len(txn.postings) > 2 or (first and "row" in first):  # noqa: PLR2004 - a row and its contra
        rows = [_number(one) for one in txn.postings if one.meta and "row" in one.meta]
        if rows:
            return len(rows), sum(rows)
    claimed = txn.meta.get(CLAIMED)
    if isinstance(claimed, Amount):
        return 1, claimed.number or 0
    return 1, _number(txn.postings[0]) if txn.postings else 0


def amount_of(record: Record) -> int:
    """Return the pence that a directive made from a row carries."""
    amount = record.values.get("amount", record.metadata.get("amount", 0))
    return int(amount)


def stated(metadata: Mapping[str, object]) -> dict[str, str]:
    """Return what *metadata* states of an amount (:data:`STATED`), as the books write it."""
    return {key: str(metadata[key]) for key in STATED if key in metadata}


def document_of(key: str) -> str:
    """Return the finance system's own document in a row's *key*, system/document/line or system/document/content/occurrence."""
    match = _KEY.fullmatch(key)
    return "" if match is None or match[1] == "-" else match[1]


def pence_of(txn: Transaction) -> int:
    """Return the pence (of families, hundredths) that the rows of *txn* carry."""
    return money.to_pence(Decimal(rows_of(txn)[1]))


def _number(posting: Posting) -> Decimal | int:
    units = posting.units
    return units.number if units is not None and units.number is not None else 0

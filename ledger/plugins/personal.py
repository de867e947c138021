"""D1xx: is there no personal identifier in the free text of the books?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import personal
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from ledger.plugins.view import View

IDENTIFIER = Rule(
    "D101",
    Level.ERROR,
    "no personal identifier in free text",
    "Payee, narration, description and evidence hold no National Insurance number, NHS number, UPN, date of birth, e-mail "
    "address or phone number. A finance ledger needs a pseudonymous family reference and no more. Take it out at its source.",
)
RULES = (IDENTIFIER,)

FREE_TEXT = ("description", "evidence")


def check(view: View) -> list[Finding]:
    """Return what looks like a personal identifier, by its kind and place, never its value."""
    findings = []
    clean: set[str | None] = {None, ""}
    for txn in view.transactions:
        meta = txn.meta
        texts = [("payee", txn.payee), ("narration", txn.narration)]
        below = [meta, *(posting.meta for posting in txn.postings if posting.meta)]
        texts.extend((key, one[key]) for one in below for key in FREE_TEXT if key in one)
        for what, text in texts:
            if text in clean or not isinstance(text, str):
                continue
            kind = personal.identifier_in(text)
            if kind is None:
                clean.add(text)
            else:
                findings.append(
                    found(IDENTIFIER, f"the {what} holds what looks like {kind}: take it out at its source", meta)
                )
    return findings

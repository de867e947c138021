"""D1xx: is there no personal identifier in the free text of the books?"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from ledger import personal
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.plugins.view import View

IDENTIFIER = Rule(
    "D101",
    Level.ERROR,
    "no personal identifier in free text",
    "Payee, narration, description, evidence, and what directives say in words hold no National Insurance number, NHS number, UPN, date of birth, e-mail "
    "address or phone number. A finance ledger needs a pseudonymous family reference and no more. Take it out at its source.",
)
RULES = (IDENTIFIER,)

FREE_TEXT = ("description", "evidence")
#: Where a directive says something in words.
OF_DIRECTIVES = (
    "payee", "narration", "supplier", "note", "why", "approval", "approved", "method", "because", "evidence", "description",
    "agency",
)  # fmt: skip


def check(view: View) -> list[Finding]:
    """Return what looks like a personal identifier, by its kind and place, never its value."""
    return list(_judged(chain(_of_transactions(view), _of_directives(view))))


def _of_transactions(view: View) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for txn in view.transactions:
        meta = txn.meta
        yield "payee", txn.payee, meta
        yield "narration", txn.narration, meta
        for one in (meta, *(posting.meta for posting in txn.postings if posting.meta)):
            for key in FREE_TEXT:
                if key in one:
                    yield key, one[key], meta


def _of_directives(view: View) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for record in view.register.records:
        for key in OF_DIRECTIVES:
            for said in (record.values, record.metadata):
                if key in said:
                    yield key, said[key], record.place


def _judged(texts: Iterable[tuple[str, Any, dict[str, Any]]]) -> Iterator[Finding]:
    clean: set[Any] = {None, ""}
    for what, text, place in texts:
        if text in clean or not isinstance(text, str):
            continue
        kind = personal.identifier_in(text)
        if kind is None:
            clean.add(text)
        else:
            yield found(IDENTIFIER, f"the {what} holds what looks like {kind}: take it out at its source", place)

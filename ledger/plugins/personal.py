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
PSEUDONYM = Rule(
    "D102",
    Level.ERROR,
    "a family reference is a pseudonym",
    "Entries, drafts and other provision name a family by a reference that names nobody: with a digit, without a space, and unlike any number that "
    "a person has. Import refuses others; so are they refused in what is kept by hand. Give the family a reference of your own.",
)
RULES = (IDENTIFIER, PSEUDONYM)

FREE_TEXT = ("description", "evidence")
#: Where a directive says something in words.
OF_DIRECTIVES = (
    "payee", "narration", "supplier", "note", "why", "approval", "approved", "method", "because", "evidence", "description",
    "agency",
)  # fmt: skip


def check(view: View) -> list[Finding]:
    """Return what looks like a personal identifier, by its kind and place, never its value."""
    return [*_judged(chain(_of_transactions(view), _of_directives(view))), *_references(view)]


def _references(view: View) -> Iterator[Finding]:
    """Yield a finding for each family's reference that may name somebody, without it."""
    kept = [(txn.meta["family"], txn.meta) for txn in view.transactions if "family" in txn.meta]
    kept += [(one.values["family"], one.place) for one in view.register.records if "family" in one.values]
    judged: set[Any] = set()
    for reference, place in kept:
        if not reference or reference in judged or not isinstance(reference, str):
            continue
        judged.add(reference)
        if why := personal.not_a_pseudonym(reference):
            yield found(
                PSEUDONYM,
                f"a family's reference {why}: give the family one of your own, with a digit and no space",
                place,
            )


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

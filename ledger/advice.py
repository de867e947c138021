"""What is known of money besides its own entries: a person's matches, advice lines, and evidence that belongs to nothing?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import matching

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Evidence, Register

#: The streams of evidence that tell of money from a funder.
STREAMS = ("grant-income", "results")


@dataclass(frozen=True)
class Known:
    """What is known of money besides the entries themselves.

    *matches* are a person's, by either key; *advice* the instalment and pence of the advice lines that belong to one posted
    row; *unmatched* the evidence that belongs to nothing, neither posted nor matched by a person.
    """

    matches: Mapping[str, Sequence[str]]
    advice: Mapping[str, Sequence[tuple[str, int]]]
    unmatched: tuple[Evidence, ...]


def known(register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None) -> Known:
    """Return what is known on *as_at* (None: by now) of the money that came."""
    matches = matches_of(register, as_at)
    _carry_on(matches, transactions)
    funds = {one.fund for one in register.agreements.values()}
    evidence = {
        one.key: one
        for one in register.evidence
        if one.stream in STREAMS and one.fund in funds and (as_at is None or one.date <= as_at)
    }
    if not evidence:
        return Known(matches, {}, ())
    posted = matching.posted((txn for txn in transactions if as_at is None or txn.date <= as_at), evidence.values())
    belongs = matching.matched(register, list(evidence.values()), posted, as_at)
    agreed = {one.reference for one in register.instalments}
    by_hand = {key: next((one for one in matches.get(key, ()) if one in agreed), "") for key in evidence}
    advice: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, match in belongs.items():
        if len(set(match.keys)) == 1:
            one = evidence[key]
            advice[match.keys[0]].append((by_hand[key] or str(one.said.get("instalment", "")), -one.stream_pence))
    left = [one for key, one in evidence.items() if key not in belongs and not by_hand[key]]
    return Known(matches, advice, tuple(left))


def _carry_on(matches: dict[str, list[str]], transactions: Iterable[Transaction]) -> None:
    """Give the later states of a row what a person matched the row to, after what the state itself was matched to."""
    if matches:
        for txn in transactions:
            row = str(txn.meta.get("restates") or "")
            if row in matches and "doc" in txn.meta:
                matches.setdefault(str(txn.meta["doc"]), []).extend(matches[row])


def matches_of(register: Register, as_at: datetime.date | None) -> dict[str, list[str]]:
    """Return what each key was matched to, in the order of the matches; those made after *as_at* left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, other, _ in register.matches(as_at):
        found[one].append(other)
        found[other].append(one)
    return found

"""C117: does every family that is named stand in one stage, of one year?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts
from ledger.attachments import ONE
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from beancount.core.data import Transaction

ONCE = Rule(
    "C117",
    Level.ERROR,
    "a family stands in one stage, of one year",
    "A family that is named is identified, attached, claimed or closed once. Attached again in another year, closed after it was "
    "claimed, or closed without having been attached, it would be counted twice or not at all, however many others there are. Take "
    "back the step that is wrong: a row of the same stage and year with \N{MINUS SIGN}1, or a reversal. Where a second result moved a family "
    "again, its route lacks tops-up:.",
)
RULES = (ONCE,)

_Move = tuple["Transaction", tuple[str, ...], int]


def check(moves: Iterable[tuple[Transaction, str, int]], at_fault: set[str]) -> Iterator[tuple[Finding, str]]:
    """Yield a finding for the first day on which a family stands in two stages, twice in one, or has left one it was not in.

    With each stands the key of its entry; those of entries *at_fault* already are passed over.
    """
    named: dict[tuple[str, str], list[_Move]] = defaultdict(list)
    for txn, account, number in moves:
        family = txn.meta.get("family")
        if family and number and account.startswith("Assets:") and _key(txn) not in at_fault:
            name = accounts.parse(account)
            named[name.fund, str(family).casefold()].append((txn, name.parts[1:], number))
    for own in named.values():
        yield from _of_family(own)


def _of_family(moves: list[_Move]) -> Iterator[tuple[Finding, str]]:
    """Yield what is wrong with one family, once, at the end of the day on which it went wrong."""
    reached = {stage for txn, stage, number in moves if number > 0 and "route" not in txn.meta}
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for place, (txn, stage, number) in enumerate(moves):
        sums[stage] += number
        if place + 1 < len(moves) and moves[place + 1][0].date == txn.date:
            continue
        if said := _wrong(sums, reached):
            message = f"{txn.meta['family']} {said} on {txn.date}: take back the step that is wrong"
            yield found(ONCE, message, txn.meta), _key(txn)
            return


def _wrong(sums: dict[tuple[str, ...], int], reached: set[tuple[str, ...]]) -> str:
    """Return what is wrong with where a family stands, nothing where it is all right.

    A family that was identified or attached by number leaves that stage without having come there by name.
    """
    after = [stage for stage, number in sums.items() if number > 0 and len(stage) > 1]
    if len(after) > 1:
        return f"stands as {' and as '.join(map(_said, after))}"
    for stage, number in sums.items():
        by_number = stage not in reached and stage[-1] in ("Identified", "Attached")
        if number < (-ONE if by_number else 0):
            return f"has left {_said(stage)}, where it was not,"
        if number > ONE:
            return f"stands {number // ONE} times as {_said(stage)}"
    return ""


def _said(stage: tuple[str, ...]) -> str:
    return " ".join((stage[-1].lower(), *stage[:-1]))


def _key(txn: Transaction) -> str:
    return str(txn.meta.get("doc") or f"{txn.meta.get('filename', '')}:{txn.meta.get('lineno', 0)}")

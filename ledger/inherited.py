"""What of its contributions does a partner leave to those who succeed it: what it was not asked for, and what it was asked for too early?

A partner that has been succeeded is asked for nothing more: what is still to be asked for is asked of its successors, and what it
paid ahead is theirs, each by its part (DOMAIN.md §4.3: an organisation abolished mid-year).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ledger import money, pools

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from ledger.pool_money import PoolMoney
    from ledger.pools import Promise, Succession


@dataclass
class Owing:
    """What one partner owes to a pool on a day, what it left to others taken off and what others left to it added.

    *promises* are what it is to be asked for; *asked* what it was; *advance* and *accrued* what the books hold of it as creditor
    for a later year and as debtor without an invoice; all in pence.
    """

    promises: list[Promise] = field(default_factory=list)
    asked: int = 0
    advance: int = 0
    accrued: int = 0


def owing(
    agreed: Iterable[Promise], own: PoolMoney, passed: Iterable[Succession], until: int, day: datetime.date
) -> dict[str, Owing]:
    """Return what each partner owes of what was *agreed* for one pool in cash, by name, as at *day* and the posting period *until*."""
    passed = tuple(passed)
    found: dict[str, Owing] = defaultdict(Owing)
    for one in agreed:
        found[one.partner].promises.append(one)
    for name, pence in asked_for(own, until).items():
        found[name].asked = pence
    for line in own.of("advance", until=until):
        found[line.who].advance -= line.pence
    for line in own.of("receivable", until=until):
        if not line.invoice and ({"contributed", "advance"} & line.beside or line.beside == {"receivable"}):
            found[line.who].accrued += line.pence
    for name in sorted(found):
        heirs = pools.heirs(name, passed, day)
        if heirs and name not in heirs:
            _leave(found, name, heirs)
    return dict(sorted(found.items()))


def passed_on(amounts: Mapping[str, int], passed: Iterable[Succession], day: datetime.date) -> dict[str, int]:
    """Return *amounts* of pence by partner with those of partners that were succeeded by *day* given to their successors."""
    passed = tuple(passed)
    found: dict[str, int] = defaultdict(int)
    for name, pence in amounts.items():
        heirs = pools.heirs(name, passed, day)
        for heir, part in zip(heirs, money.split(pence, list(heirs.values())), strict=True):
            found[heir] += part
    return dict(found)


def asked_for(own: PoolMoney, until: int) -> dict[str, int]:
    """Return the pence that each partner was asked for up to the posting period *until*: invoices less credit notes.

    What is paid without an invoice is asked for by being paid; an accrual names no invoice and asks for nothing.
    """
    found: dict[str, int] = defaultdict(int)
    for line in own.of("receivable", until=until):
        if line.invoice and ("contributed" in line.beside or "advance" in line.beside):
            found[line.who] += line.pence
    for line in own.of("contributed", "advance", until=until):
        if "cash" in line.beside and "receivable" not in line.beside:
            found[line.who] -= line.pence
    return found


def _leave(found: dict[str, Owing], name: str, heirs: Mapping[str, Fraction]) -> None:
    """Give the *heirs* what *name* was not asked for, or was asked for beyond what it promised, and what is held of it."""
    one = found[name]
    over = one.asked - sum(promise.pence for promise in one.promises)
    parts = list(heirs.values())
    for promise in reversed(one.promises) if over < 0 else ():
        left = min(promise.pence, -over)
        if left <= 0:
            break
        over += left
        one.promises[one.promises.index(promise)] = replace(promise, pence=promise.pence - left)
        for heir, pence in zip(heirs, money.split(left, parts), strict=True):
            found[heir].promises.append(replace(promise, partner=heir, pence=pence))
    one.asked -= max(over, 0)
    for what, left in (("asked", max(over, 0)), ("advance", one.advance), ("accrued", one.accrued)):
        for heir, pence in zip(heirs, money.split(left, parts), strict=True):
            setattr(found[heir], what, getattr(found[heir], what) + pence)
    one.advance = one.accrued = 0

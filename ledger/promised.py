"""What did each partner agree to contribute, from when to when, and when is it due?"""

from __future__ import annotations

import datetime
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money, pools, registering, shares
from ledger.pools import ALL, Promise

if TYPE_CHECKING:
    from ledger.agreements import Register
    from ledger.directives import Record
    from ledger.shares import Shares

_A_DAY = datetime.timedelta(days=1)


def promises(register: Register, by: datetime.date | None = None) -> tuple[Promise, ...]:
    """Return every contribution agreed (*by* a day), by due date; one agreed for all is divided by the shares of its days.

    It is called ``Pool/Partner/NUMBER`` unless a reference is given, numbered in the order it was agreed in; due on its first day
    unless ``due:`` says otherwise. What is agreed for all while no contribution shares are in force is nobody's.
    """
    known = pools.pools(register)
    passed = pools.successions(register.records)
    divided = {name: shares.of(register.records, pool, passed) for name, pool in known.items()}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    for record in registering.standing(register.records, "contribution"):
        if by is not None and record.date > by:
            continue
        pool, partner, amount = (record.values[key] for key in ("pool", "partner", "amount"))
        of_all = _of_all(record, divided[pool]) if partner == ALL and pool in divided else {}
        for name, pence in of_all.items() if partner == ALL else ((partner, amount),):
            counts[pool, name] += 1
            found.append(_promise(record, name, pence, counts[pool, name]))
    return tuple(sorted(found, key=lambda one: (one.due, one.pool, one.partner)))


def _promise(record: Record, partner: str, pence: int, number: int) -> Promise:
    values, stated = record.values, record.metadata.get("reference")
    reference = f"{values['pool']}/{partner}/{number}"
    if stated:
        reference = f"{stated}/{partner}" if values["partner"] == ALL else stated
    return Promise(
        values["pool"],
        partner,
        values["start"],
        values["end"],
        pence,
        values["in"] == "in-kind",
        record.metadata.get("due", values["start"]),
        reference,
        record.place,
    )


def _of_all(record: Record, divided: Shares) -> dict[str, int]:
    """Return the pence of each partner, each day's part by the shares of that day; nothing where a day has none."""
    start, end = record.values["start"], record.values["end"]
    if end < start:
        return {}
    days = (end - start).days + 1
    exact: dict[str, Fraction] = defaultdict(Fraction)
    day = start
    while day <= end:
        parts = divided.given(day)
        if not parts:
            return {}
        for partner, part in parts.items():
            exact[partner] += part * record.values["amount"] / days
        day += _A_DAY
    names = sorted(exact)
    return dict(zip(names, money.to_the_penny([exact[name] for name in names]), strict=True))

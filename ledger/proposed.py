"""How is an entry that the books lack shown to a person who may accept it? As text for the journals; nothing is posted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger import canonical
from ledger.canonical import Leg

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from ledger.closing import Closed
    from ledger.periods import Calendar


@dataclass(frozen=True)
class Proposed:
    """An entry that the books lack: its day, what it is for, and the pence of each account, debits positive.

    *kind* is for the rule that asks for it; *year* is the financial year that the day ends, where it ends one.
    """

    day: datetime.date
    kind: str
    what: str
    legs: Mapping[str, int]
    year: str = ""
    said: Mapping[str, canonical.Value] = field(default_factory=dict)
    payee: str = ""

    @property
    def pence(self) -> int:
        """What the entry moves: the sum of its debits, in pence."""
        return sum(pence for pence in self.legs.values() if pence > 0)


def text(
    one: Proposed,
    closed: Closed,
    opened: dict[str, datetime.date],
    calendar: Calendar,
    since: datetime.date | None = None,
) -> str:
    """Return *one* as beancount text; accounts that are not in *opened* are opened from *since* on (None: its day), and added to it.

    It goes into the year's adjusting period where the month is *closed*. Where that is closed too, or an account opens after the
    entry, a comment says so.
    """
    legs = sorted(one.legs.items(), key=lambda leg: (leg[1] < 0, leg[0]))
    said = dict(one.said)
    key = calendar.key_of(one.day)
    if one.year and closed.since(key) and (end := calendar.parse(one.year).last) != key:
        said["period"] = calendar.label(end)
        key = end
    # An account that is opened on a day of a closed month is of the same posting period as its entry.
    below = f"  period: {canonical.quote(str(said['period']))}\n" if "period" in said else ""
    # From the fund's first day, where it is open: what is accepted later may be an entry of an earlier day.
    first = min(since or one.day, one.day)
    first = one.day if below or closed.since(calendar.key_of(first)) else first
    opens = "".join(f"{first} open {account}\n{below}" for account, _ in legs if account not in opened)
    opened.update((account, first) for account, _ in legs if account not in opened)
    late = "".join(
        f"; {account} opens on {opened[account]}: date its open {one.day} or earlier\n"
        for account, _ in legs
        if opened[account] > one.day
    )
    refusal = closed.refusal(key)
    entry = canonical.transaction(
        one.day,
        "*",
        one.payee,
        one.what,
        said,
        (),
        "",
        [Leg(account, canonical.number(pence)) for account, pence in legs],
    )
    return f"{opens}{late}{f'; {refusal}{chr(10)}' if refusal else ''}{entry}"

"""What became of what partners were asked for: invoiced, part-paid, paid, in dispute, written off; and how old is the rest?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from beancount.core.data import Transaction

    from ledger.directives import Record
    from ledger.pool_money import Line, PoolMoney

#: Debts by the days since they were due: the upper end of each age, in words.
AGES = ((0, "not yet due"), (30, "1 to 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))
OLDEST = "over 90 days"


@dataclass
class Invoice:
    """What one partner owes on one invoice, each sum in pence with the lines behind it; the number is empty for none."""

    number: str
    partner: str
    since: datetime.date
    due: datetime.date
    disputed: str = ""
    approved: int = 0
    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def pence(self, *what: str) -> int:
        """Return the sum of the lines that are *what* (invoiced, received, written-off, handed-on, moved), debits positive."""
        return sum(line.pence for one in what for line in self.lines[one])

    @property
    def every_line(self) -> list[Line]:
        """All lines of the invoice, in the order of the books."""
        return sorted((line for each in self.lines.values() for line in each), key=lambda line: (line.txn, line.leg))

    @property
    def outstanding(self) -> int:
        """What is still owed; below zero where more was received than was asked for."""
        return sum(line.pence for each in self.lines.values() for line in each)

    @property
    def state(self) -> str:
        """What has become of it, in words."""
        if not self.number:
            if any(lines for what, lines in self.lines.items() if what != "invoiced"):
                return "names no invoice"
            return "accrued" if self.outstanding else "taken back"
        if self.outstanding < 0:
            return "overpaid"
        if not self.outstanding:
            return self._settled
        if self.disputed:
            return "in dispute"
        return "part-paid" if self.pence("received") else "invoiced"

    @property
    def _settled(self) -> str:
        """How nothing came to be owed on it: passed on to another partner, given up, paid, or taken back."""
        if self.pence("handed-on") < 0:
            return "passed on"
        if self.pence("written-off"):
            return "part written off" if self.pence("received") else "written off"
        return "paid" if self.pence("received") else "taken back"

    def age(self, day: datetime.date) -> str:
        """Return how long it is overdue on *day*, as one of :data:`AGES` says it."""
        days = (day - self.due).days
        return next((words for most, words in AGES if days <= most), OLDEST)


def invoices(
    money: PoolMoney, transactions: Sequence[Transaction], records: Iterable[Record], until: int, day: datetime.date
) -> tuple[Invoice, ...]:
    """Return the invoices of a pool's partners up to the posting period *until*, by partner and number, as of *day*.

    A dispute counts from its date until it is settled, a write-off with its entry; what names no invoice stands together for its partner.
    """
    found: dict[tuple[str, str], Invoice] = {}
    begun: dict[str, Invoice] = {}
    for line in money.of("receivable", until=until):
        key = (line.who, line.invoice)
        what = _sort(line)
        if key not in found:
            due = transactions[line.txn].meta.get("due", line.day)
            first = begun.get(line.invoice) if what == "handed-on" and line.invoice else None
            # A debt that was handed on is as old as it was.
            since, due = (first.since, first.due) if first else (line.day, due)
            found[key] = Invoice(line.invoice, line.who, since, due)
            begun.setdefault(line.invoice, found[key])
        found[key].lines[what].append(line)
    for one in records:
        if one.name in ("dispute", "write-off") and one.date <= day:
            for invoice in found.values():
                if invoice.number == one.values["invoice"]:
                    if one.name == "dispute":
                        settled = one.metadata.get("settled")
                        invoice.disputed = "" if settled is not None and settled <= day else one.values["why"]
                    else:
                        invoice.approved += one.values["amount"]
    return tuple(found[key] for key in sorted(found))


def _sort(line: Line) -> str:
    """Return what *line* is to its invoice, by what stands beside it."""
    if "contributed" in line.beside or "advance" in line.beside:
        return "invoiced"
    if "cash" in line.beside:
        return "received"
    if line.beside == {"receivable"}:
        return "handed-on"
    return "written-off" if "spent" in line.beside else "moved"

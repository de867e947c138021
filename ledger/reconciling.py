"""What is due under each agreement beside what came for it, line by line?

For each line, due less received less written off is short less over; so for every agreement, at every date.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ledger import entitlement, settling
from ledger.entitlement import REPAYMENT, Part

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.agreements import Register
    from ledger.claims import Claim
    from ledger.entitlement import Entitlement
    from ledger.receipts import Receipt
    from ledger.settling import Books, Settled

#: The ages in which what is overdue is shown: the most days of each, the last without end.
AGES = (30, 60, 90)


@dataclass(frozen=True)
class Line:
    """One instalment, window of claims, repayment, or money for no instalment; pence.

    *due* counts what came before its day (*early*) as due when it came. *unpaid* are the parts of *short*, each with the day
    since when it is due. *creditor* is what the books hold of *over* as to go back, or as received in advance.
    """

    agreement: str
    fund: str
    stream: str
    year: str
    reference: str
    falls: datetime.date | None
    agreed: int
    due: int
    received: int = 0
    written_off: int = 0
    early: int = 0
    creditor: int = 0
    held: int = 0
    because: str = ""
    printed: int | None = None
    is_expected: bool = True
    claims: int = 0
    unpaid: tuple[Part, ...] = ()
    receipts: tuple[Receipt, ...] = field(default=(), repr=False)

    @property
    def open(self) -> int:
        """What is due and neither received nor written off; below zero where more came."""
        return self.due - self.received - self.written_off

    @property
    def short(self) -> int:
        """What is missing of what is due."""
        return max(0, self.open)

    @property
    def over(self) -> int:
        """What came and is not due."""
        return max(0, -self.open)

    @property
    def to_come(self) -> int:
        """What is agreed for a later day, and has not come before it."""
        return max(0, self.agreed - self.due - self.held) if self.is_expected and self.falls else 0

    def overdue(self, as_at: datetime.date) -> int:
        """Return what is missing since before *as_at*."""
        return sum(part.pence for part in self.unpaid if part.day < as_at)

    def days(self, as_at: datetime.date) -> int:
        """Return for how many days the oldest missing part has been due, 0 where none is overdue."""
        return max((0, *((as_at - part.day).days for part in self.unpaid)))

    def by_age(self, as_at: datetime.date) -> tuple[int, ...]:
        """Return what is missing by age: not due yet, then each of :data:`AGES`, then older."""
        sums = [0] * (len(AGES) + 2)
        for part in self.unpaid:
            days = (as_at - part.day).days
            place = 0 if days < 0 else 1 + sum(days > most for most in AGES)
            sums[place] += part.pence
        return tuple(sums)


def lines(
    register: Register,
    claims: Sequence[Claim],
    receipts: Sequence[Receipt],
    as_at: datetime.date,
    books: Books,
) -> tuple[Line, ...]:
    """Return what is due on *as_at* beside what came, by agreement in the order of dates.

    What *books* owe back to a funder lowers what is due, unless it came beyond what is due; what is paid back lowers what came.
    """
    entitled = entitlement.entitled(register, claims, as_at)
    placed = settling.settled(register, entitled, claims, receipts, books)
    found = [_line(one, placed) for one in entitled]
    found += _repayments(register, placed)
    found += _unexpected(register, placed)
    order = {name: index for index, name in enumerate(register.agreements)}
    return tuple(sorted(found, key=lambda one: (order.get(one.agreement, len(order)), not one.is_expected)))


def _line(one: Entitlement, placed: Settled) -> Line:
    came, given_up = placed.came[one.reference], placed.given_up[one.reference]
    received = sum(receipt.pence for receipt in came)
    early = min(one.to_come, max(0, received + given_up - one.due))
    line = Line(
        agreement=one.agreement,
        fund=one.fund,
        stream=one.stream,
        year=one.year,
        reference=one.reference,
        falls=one.falls,
        agreed=one.agreed,
        due=one.due + early,
        received=received,
        written_off=given_up,
        early=early,
        creditor=placed.creditor[one.reference],
        held=one.held,
        because=one.because,
        printed=one.printed,
        claims=one.claims,
        receipts=tuple(came),
    )
    unpaid = _unpaid(one.parts, line.short)
    taken_back = line.short - sum(part.pence for part in unpaid)
    if taken_back:
        unpaid += (Part(max((receipt.day for receipt in came), default=one.falls), taken_back),)
    return replace(line, unpaid=unpaid)


def _unpaid(parts: Iterable[Part], short: int) -> tuple[Part, ...]:
    """Return which *parts* make up what is *short*: money pays the oldest first, so the newest are missing."""
    found = []
    for part in sorted(parts, reverse=True):
        pence = min(part.pence, short)
        if pence > 0:
            found.append(Part(part.day, pence))
            short -= pence
    return tuple(reversed(found))


def _repayments(register: Register, placed: Settled) -> list[Line]:
    """Return what the books owe back to the funder of each agreement beside what of it was paid."""
    found = []
    for name in dict.fromkeys([*placed.to_repay, *placed.back]):
        pence, back = placed.to_repay[name], tuple(placed.back[name])
        if name in register.agreements and (pence or back):
            fund, paid = register.agreements[name].fund, sum(one.pence for one in back)
            reference = f"{name}/{REPAYMENT}"
            found.append(Line(name, fund, REPAYMENT, "", reference, None, -pence, -pence, paid, receipts=back))
    return found


def _unexpected(register: Register, placed: Settled) -> list[Line]:
    """Return the lines of money for no instalment: one a receipt, so that each can be settled by itself."""
    found = [
        Line(
            one.agreement,
            one.fund,
            "",
            "",
            one.key or one.place,
            one.day,
            0,
            0,
            one.pence,
            is_expected=False,
            receipts=(one,),
        )
        for one in placed.unexpected
    ]
    funds = {one.fund for one in register.agreements.values()}
    found += [
        Line(name, fund, "", "", f"{name or fund}/written off", None, 0, 0, 0, pence, is_expected=False)
        for (name, fund), pence in placed.off_unexpected.items()
        if pence and fund in funds
    ]
    return found

"""Does what came agree with what is due? Every difference with its kind, amount, age and cure.

For each line, due less received less written off is short less over; so for every agreement, at every date.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from ledger import entitlement, money
from ledger.entitlement import FEES, RESULTS, Entitlement, Part

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.agreements import Evidence, Register
    from ledger.claims import Claim
    from ledger.receipts import Receipt

#: The ages in which what is overdue is shown: the most days of each, the last without end.
AGES = (30, 60, 90)

MISSED = "missed"
SHORT = "short"
OVER = "over"
TWICE = "paid twice"
UNEXPECTED = "unexpected"
UNMATCHED = "unmatched"
DEBTOR = "debtor"

REPAYMENT = "repayment"


class Change(NamedTuple):
    """Pence of one posting that lower what is owed or what is to be repaid, by agreement, instalment and claim window."""

    position: int
    fund: str
    agreement: str
    instalment: str
    pence: int
    window: str = ""


@dataclass(frozen=True)
class Line:
    """One instalment, window of claims, repayment, or money for no instalment; pence.

    *due* counts what came before its day (*early*) as due when it came. *unpaid* are the parts of *short*, each with the day
    since when it is due. *owed_back* of what is over is a creditor in the books: it was clawed back, and has not gone back yet.
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
    held: int = 0
    because: str = ""
    printed: int | None = None
    is_expected: bool = True
    claims: int = 0
    owed_back: int = 0
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


@dataclass(frozen=True)
class Difference:
    """What is not explained: its kind, whose it is, how much in pence, for how many days, and what to do about it."""

    kind: str
    agreement: str
    reference: str
    pence: int
    days: int
    cure: str


def lines(
    register: Register,
    claims: Iterable[Claim],
    receipts: Sequence[Receipt],
    as_at: datetime.date,
    *,
    written_off: Iterable[Change] = (),
    repayable: Iterable[Change] = (),
    begun: dict[tuple[str, str, str], datetime.date] | None = None,
) -> tuple[Line, ...]:
    """Return what is due on *as_at* beside what came for it, by agreement in the order of dates.

    *repayable* is what the books owe back to a funder: it lowers what is due, and what is paid back lowers what came.
    """
    entitled = entitlement.entitled(register, claims, as_at, begun)
    placed = _Placed(register, entitled, repayable)
    for receipt in receipts:
        placed.receive(receipt)
    for change in written_off:
        placed.write_off(change)
    placed.settle_results()
    found = [_line(one, placed.came[one.reference], placed.given_up[one.reference]) for one in entitled]
    found += _repayments(register, placed)
    found += _unexpected(register, placed)
    order = {name: index for index, name in enumerate(register.agreements)}
    return tuple(sorted(found, key=lambda one: (order.get(one.agreement, len(order)), not one.is_expected)))


class _Placed:
    """What came and what was given up, each under what it is for; pence, by reference or by agreement."""

    def __init__(self, register: Register, entitled: Sequence[Entitlement], repayable: Iterable[Change]) -> None:
        self._due = {one.reference for one in entitled}
        self._streams = {one.reference: one.stream for one in register.instalments}
        self._windows = _of_claims(entitled)
        self._results: dict[str, list[Receipt]] = defaultdict(list)
        self._off_results: dict[tuple[str, str], int] = defaultdict(int)
        self.came: dict[str, list[Receipt]] = defaultdict(list)
        self.given_up: dict[str, int] = defaultdict(int)
        self.back: dict[str, list[Receipt]] = defaultdict(list)
        self.to_repay: dict[str, int] = defaultdict(int)
        self.unexpected: list[Receipt] = []
        self.off_unexpected: dict[tuple[str, str], int] = defaultdict(int)
        for change in repayable:
            self.to_repay[change.agreement] += change.pence

    def receive(self, receipt: Receipt) -> None:
        """Place a receipt: its instalment, what is repaid, the results of its agreement, or nothing that is due."""
        stream = self._streams.get(receipt.instalment)
        is_result = receipt.is_results if stream is None else stream == RESULTS
        if receipt.instalment in self._due:
            self.came[receipt.instalment].append(receipt)
        elif receipt.is_repayment and self.to_repay[receipt.agreement]:
            self.back[receipt.agreement].append(receipt)
        elif receipt.agreement in self._windows and (is_result or receipt.is_repayment):
            self._results[receipt.agreement].append(receipt)
        else:
            self.unexpected.append(receipt)

    def write_off(self, change: Change) -> None:
        """Place what was given up, as a receipt is."""
        if change.instalment in self._due:
            self.given_up[change.instalment] += change.pence
        elif change.agreement in self._windows:
            self._off_results[change.agreement, change.window] += change.pence
        else:
            self.off_unexpected[change.agreement, change.fund] += change.pence

    def settle_results(self) -> None:
        """Place what came and was given up of results in the windows of claims."""
        for name, came in self._results.items():
            _by_window(self._windows[name], came, self.came)
        # What names its window first, so that the rest finds what is left.
        for (name, window), pence in sorted(self._off_results.items(), key=lambda one: not one[0][1]):
            _off_by_window(self._windows[name], window, pence, self.came, self.given_up)


def differences(found: Iterable[Line], unmatched: Iterable[Evidence], as_at: datetime.date) -> tuple[Difference, ...]:
    """Return what of *found* is not explained on *as_at*, and the evidence that belongs to nothing."""
    told = [one for line in found if (one := _of_line(line, as_at)) is not None]
    told += [_of_evidence(one, as_at) for one in unmatched]
    return tuple(told)


def _of_evidence(one: Evidence, as_at: datetime.date) -> Difference:
    cure = (
        f"row {one.row} of {one.extract} belongs to nothing that was posted: import the extract that posts it, or accept "
        "what it belongs to"
    )
    agreement, days = str(one.said.get("agreement", "")), max(0, (as_at - one.date).days)
    return Difference(UNMATCHED, agreement, one.key, -one.stream_pence, days, cure)


def _of_claims(entitled: Iterable[Entitlement]) -> dict[str, list[Entitlement]]:
    found: dict[str, list[Entitlement]] = defaultdict(list)
    for one in entitled:
        if one.claims:
            found[one.agreement].append(one)
    return found


def _by_window(windows: list[Entitlement], came: list[Receipt], money_of: dict[str, list[Receipt]]) -> None:
    """Place results money: in the window that it names, else in the windows with money to come, the oldest first."""
    known = {one.reference.rpartition("/")[2]: one for one in windows}
    left = {one.reference: one.due for one in windows}
    for receipt in sorted(came, key=lambda one: str(one.said.get("window", "")) not in known):
        named = known.get(str(receipt.said.get("window", "")))
        for one, pence in _filled(windows, left, receipt.pence, named):
            money_of[one.reference].append(
                receipt._replace(pence=pence, is_whole=receipt.is_whole and pence == receipt.pence)
            )


def _filled(
    windows: list[Entitlement], left: dict[str, int], pence: int, named: Entitlement | None
) -> list[tuple[Entitlement, int]]:
    """Return *pence* by window; what is paid back is taken from the windows that have too much, the latest first."""
    if named is not None:
        left[named.reference] -= pence
        return [(named, pence)]
    found = []
    rest = pence
    for one in windows if pence > 0 else reversed(windows):
        room = max(0, left[one.reference]) if pence > 0 else min(0, left[one.reference])
        share = min(rest, room) if pence > 0 else max(rest, room)
        if share:
            found.append((one, share))
            left[one.reference] -= share
            rest -= share
    if rest:
        left[windows[-1].reference] -= rest
        found.append((windows[-1], rest))
    return found


def _off_by_window(
    windows: list[Entitlement],
    window: str,
    pence: int,
    money_of: dict[str, list[Receipt]],
    given_up: dict[str, int],
) -> None:
    """Place what was written off: in its claim's *window*, else in the windows with money to come, the oldest first."""
    named = next((one for one in windows if window and one.reference.rpartition("/")[2] == window), None)
    left = {
        one.reference: one.due - sum(came.pence for came in money_of[one.reference]) - given_up[one.reference]
        for one in windows
    }
    for one, share in _filled(windows, left, pence, named):
        given_up[one.reference] += share


def _line(one: Entitlement, came: list[Receipt], given_up: int) -> Line:
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
        held=one.held,
        because=one.because,
        printed=one.printed,
        claims=one.claims,
        owed_back=one.owed_back,
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


def _repayments(register: Register, placed: _Placed) -> list[Line]:
    return [
        Line(
            name,
            register.agreements[name].fund,
            REPAYMENT,
            "",
            f"{name}/repayment",
            None,
            -pence,
            -pence,
            sum(one.pence for one in placed.back[name]),
            receipts=tuple(placed.back[name]),
        )
        for name, pence in placed.to_repay.items()
        if name in register.agreements and (pence or placed.back[name])
    ]


def _unexpected(register: Register, placed: _Placed) -> list[Line]:
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


def _of_line(line: Line, as_at: datetime.date) -> Difference | None:
    """Return what is not explained on *line*."""
    if not line.is_expected:
        if not line.open:
            return None
        days = max(0, (as_at - line.falls).days) if line.falls else 0
        return Difference(UNEXPECTED, line.agreement, line.reference, -line.open, days, _cure_of_unexpected(line))
    if line.stream == REPAYMENT:
        return _of_repayment(line)
    overdue = line.overdue(as_at)
    if overdue:
        kind = SHORT if line.received or line.written_off else MISSED
        return Difference(kind, line.agreement, line.reference, overdue, line.days(as_at), _cure_of_short(line))
    over = line.over - line.owed_back
    if over > 0:
        kind = TWICE if line.agreed and over == line.agreed and not line.held else OVER
        return Difference(kind, line.agreement, line.reference, over, _days_over(line, as_at), _cure_of_over(line))
    return None


def _of_repayment(line: Line) -> Difference | None:
    """Return what was paid back beyond what is owed; what is owed stands in the books as a creditor, which explains it."""
    if not line.short:
        return None
    cure = f"{money.spoken(line.short)} more was paid back than the books owe: post what it repays to GrantRepayable"
    return Difference(SHORT, line.agreement, line.reference, line.short, 0, cure)


def _days_over(line: Line, as_at: datetime.date) -> int:
    last = max((one.day for one in line.receipts), default=as_at)
    return max(0, (as_at - last).days)


def _cure_of_short(line: Line) -> str:
    what = "ask the funder for it" if line.stream != RESULTS else "ask the funder what became of the claims"
    return f"{what}, or find the receipt under another reference"


def _cure_of_over(line: Line) -> str:
    if line.held and line.stream == FEES:
        return f"{line.because}: hold the rest as a receipt in advance until the count is reached"
    return "find the instalment that it pays, agree one more with the funder, or post what goes back to GrantRepayable"


def _cure_of_unexpected(line: Line) -> str:
    if not line.receipts:
        return "write instalment: on the entry that writes it off"
    receipt = line.receipts[0]
    if receipt.key:
        return f'say which instalment it pays: reconcile --accept "{receipt.key}" INSTALMENT --because "why, officer"'
    return f"write instalment: on the entry in {receipt.place}"

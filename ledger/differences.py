"""What of all that is due and came is not explained? Each difference with its kind, amount, age and cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import money
from ledger.entitlement import FEES, REPAYMENT, RESULTS

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.agreements import Evidence
    from ledger.reconciling import Line

MISSED = "missed"
SHORT = "short"
OVER = "over"
TWICE = "paid twice"
UNEXPECTED = "unexpected"
UNMATCHED = "unmatched"
DEBTOR = "debtor"


@dataclass(frozen=True)
class Difference:
    """What is not explained: its kind, whose it is, how much in pence, for how many days, and what to do about it."""

    kind: str
    agreement: str
    reference: str
    pence: int
    days: int
    cure: str


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
    if over := line.over - line.creditor:
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
    return (
        "find the instalment that it pays, agree one more with the funder, or post what goes back to GrantRepayable, with "
        'custom "repayment" for it'
    )


def _names_no_claims(line: Line) -> bool:
    """Return whether the money is for results of a window (or a claim) that nothing was claimed in."""
    return any(one.is_results and (one.said.get("window") or one.said.get("claim")) for one in line.receipts)


def _cure_of_unexpected(line: Line) -> str:
    if not line.receipts:
        return "write instalment: on the entry that writes it off"
    receipt = line.receipts[0]
    if receipt.key:
        return f'say which instalment it pays: reconcile --accept "{receipt.key}" INSTALMENT --because "why, officer"'
    return f"write instalment: on the entry in {receipt.place}"

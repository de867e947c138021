"""Which entries would bring the books to what the recognition asks for? As text for the journals; nothing is posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import accounts
from ledger.agreements import INCOME_OF_STREAM
from ledger.proposed import Proposed
from ledger.proposed import text as as_text
from ledger.recognition import Position, position

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger import canonical
    from ledger.agreement_money import AgreementMoney
    from ledger.agreements import Agreement, Instalment
    from ledger.closing import Closed
    from ledger.periods import Calendar
    from ledger.recognition import Cut, Terms

_STREAM_OF_TYPE = {"upfront": "upfront", "grant": "grant", "payment-by-results": "attachment-fee"}
#: What meets a condition, in words.
BY_WHAT = {"spending": "eligible spending", "targets": "targets confirmed", "time": "time"}
_NOT_ASKED = "asked back by no carry-forward and no repayment"
#: What kind an entry is that goes the other way.
_TURNED = {"release": "early", "repayable": "unasked"}


@dataclass(frozen=True)
class Missing:
    """An entry that the books lack: *debit* and *credit* are root and name of accounts of the fund, pence above zero.

    *kind* is opening, repayable, unasked (a creditor that nothing asks for), release (income that is due), early (income that
    is not yet due) or reserve.
    """

    cut: Cut
    kind: str
    what: str
    debit: tuple[str, str]
    credit: tuple[str, str]
    pence: int


@dataclass
class _Held:
    """What the books hold, with the entries before taken as accepted, in pence."""

    advance: int = 0
    repayable: int = 0
    reserve: int = 0
    before: int = 0


def missing(terms: Terms, money: AgreementMoney, cuts: Iterable[Cut], first: int, income: str) -> tuple[Missing, ...]:
    """Return the entries that the books lack at *cuts*, in order, each after those before it; *income* is the account."""
    found: list[Missing] = []
    added = _Held()
    for cut in cuts:
        if cut.day < terms.since:  # other terms held then; the next cut makes up for the difference
            continue
        where = position(terms, money, cut, first)
        for one in _at(terms, where, added, income):
            found.append(one)
            _take(added, one)
    return tuple(found)


def _take(added: _Held, one: Missing) -> None:
    for (_, name), sign in ((one.debit, -1), (one.credit, 1)):
        match name:
            case "ReceiptsInAdvance":
                added.advance += sign * one.pence
            case "GrantRepayable":
                added.repayable += sign * one.pence
            case "EarmarkedReserve":
                added.reserve += sign * one.pence
            case "OpeningBalances":
                added.before += sign * one.pence


def _at(terms: Terms, where: Position, added: _Held, income: str) -> list[Missing]:
    advance, repayable = ("Liabilities", "ReceiptsInAdvance"), ("Liabilities", "GrantRepayable")
    reserve, movement = ("Equity", "EarmarkedReserve"), ("Equity", "MovementInReserves")
    earned, before = ("Income", income), ("Equity", "OpeningBalances")
    found: list[Missing] = []

    def move(kind: str, words: tuple[str, str], debit: tuple[str, str], credit: tuple[str, str], pence: int) -> None:
        if pence < 0:
            debit, credit = credit, debit
        if pence:
            turned = _TURNED.get(kind, kind) if pence < 0 else kind
            found.append(Missing(where.cut, turned, words[pence < 0], debit, credit, abs(pence)))

    held = where.advance_held + added.advance
    if terms.route == "condition":
        brought = max(0, where.before_held + added.before)
        move("opening", ("unspent before the books begin", ""), before, advance, brought)
        back = where.repayable_due - where.repayable_held - added.repayable
        move("repayable", ("to be paid back", _NOT_ASKED), advance, repayable, back)
        words = (f"released by {BY_WHAT[terms.release]}", "not income before the condition is met")
        move("release", words, advance, earned, held + brought - back - where.advance_due)
    else:
        back = where.repayable_due - where.repayable_held - added.repayable
        move("repayable", ("to be paid back", _NOT_ASKED), earned, repayable, back)
        move("release", ("income on receipt", "more income than was received"), advance, earned, held)
    if where.cut.year:
        words = ("unspent, to the earmarked reserve", "used out of the earmarked reserve")
        move("reserve", words, movement, reserve, where.reserve_due - where.reserve_held - added.reserve)
    return found


def income_of(agreement: Agreement, instalments: Iterable[Instalment]) -> str:
    """Return which income account the agreement's money becomes: that of its first instalment's stream, or of its type."""
    streams = [one.stream for one in instalments if one.stream != "results-payment"]
    return INCOME_OF_STREAM[streams[0] if streams else _STREAM_OF_TYPE[agreement.type]]


def proposed(agreement: Agreement, one: Missing) -> Proposed:
    """Return *one* as an entry of *agreement*'s fund that a person may accept."""
    legs = {
        accounts.build(root, agreement.fund, name): sign * one.pence
        for (root, name), sign in ((one.debit, 1), (one.credit, -1))
    }
    said: dict[str, canonical.Value] = {"agreement": agreement.name}
    return Proposed(one.cut.day, one.kind, f"{agreement.name}: {one.what}", legs, one.cut.year, said)


def text(
    agreement: Agreement, one: Missing, closed: Closed, opened: dict[str, datetime.date], calendar: Calendar
) -> str:
    """Return *one* as beancount text (:func:`ledger.proposed.text`)."""
    return as_text(proposed(agreement, one), closed, opened, calendar)

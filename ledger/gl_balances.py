"""What does the finance system hold on each code at the end of each posting period, and what do these books hold on it?

A code is a cost centre and a subjective. In the books it stands in the metadata of an entry, whose first posting is then the
code's, or in that of a posting, where an entry has several codes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ledger import accounts, money, registering
from ledger.accounts import UNALLOCATED
from ledger.periods import PeriodError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Container, Iterable, Iterator, Sequence
    from decimal import Decimal

    from beancount.core.amount import Amount
    from beancount.core.data import Posting, Transaction

    from ledger.agreements import Evidence, Register
    from ledger.directives import Record
    from ledger.periods import Calendar

Code = tuple[str, str]

_LEDGER = "general-ledger"
_JOURNALS = "journals"
_LIST = "gl-balance"
#: Where the other side of an accrual of ours stands, as against a journal that moves money between headings or funds.
_ACCRUED = frozenset(
    {
        "Accruals",
        "Prepayments",
        "GrantReceivable",
        "ResultsReceivable",
        "ContributionsReceivable",
        "ReceiptsInAdvance",
        "ContributionsInAdvance",
    }
)


class Made(StrEnum):
    """How a line on a code came into these books."""

    ROW = "row"
    REVERSED = "reversed"
    RESTATED = "restated"
    ACCRUAL = "accrual"
    JOURNAL = "journal"


@dataclass(frozen=True)
class Balance:
    """What the finance system holds on a code, of the year to the end of *period*: pence, debits positive."""

    code: Code
    period: int
    pence: int
    is_listed: bool
    place: dict[str, Any] = field(repr=False, compare=False)


class Line(NamedTuple):
    """A posting on a code: *pence*, debits positive, in *period*; *base* is the key of the row that it restates or reverses.

    *document_period* is that of the row's document date, 0 where it has none.
    """

    code: Code
    period: int
    pence: int
    made: Made
    is_unallocated: bool
    key: str
    base: str
    day: datetime.date
    own_period: int
    document_period: int
    extract: str
    txn: int
    leg: int


class Row(NamedTuple):
    """A row of evidence on a code, which the finance system has in *period*: pence, debits positive."""

    code: Code
    period: int
    pence: int
    evidence: Evidence


def balances(register: Register, calendar: Calendar) -> list[Balance]:
    """Return the last state of each balance of the finance system, by period and code; one of a period that is none is left out."""
    lists = {one.name for one in register.extracts if one.kind == _LIST}
    found = []
    for record in registering.standing(register.records, _LIST):
        period = _period(calendar, record.values["period"])
        if period:
            found.append(_balance(record, period, lists))
    return sorted(found, key=lambda one: (one.period, one.code))


def _balance(record: Record, period: int, lists: Container[str]) -> Balance:
    code = (record.values["cost-centre"], record.values["subjective"])
    return Balance(code, period, record.metadata["amount"], record.metadata.get("extract") in lists, record.place)


def lines(
    register: Register, calendar: Calendar, transactions: Sequence[Transaction], years: Container[int]
) -> list[Line]:
    """Return every posting of *transactions* on a code in the financial *years* (2018 is 2018-19)."""
    own = {one.name for one in register.extracts if one.kind == _JOURNALS}
    found = []
    for index, txn in enumerate(transactions):
        legs = [*_coded(txn)]
        if not legs:
            continue
        period = _period_of(txn.meta, txn.date, calendar)
        if period // 100 not in years:
            continue
        made = _made(txn, own)
        for code, leg, posting in legs:
            found.append(_line(txn, index, leg, posting, code, period, made, calendar))
    return found


def _coded(txn: Transaction) -> Iterator[tuple[Code, int, Posting]]:
    """Yield the postings of *txn* that are on a code: those that name one, else the first where the entry does."""
    code = _code(txn.meta)
    for leg, posting in enumerate(txn.postings):
        own = _code(posting.meta) or (code if leg == 0 else None)
        if own is not None and posting.units is not None and posting.units.currency == "GBP":
            yield own, leg, posting


def _line(
    txn: Transaction, index: int, leg: int, posting: Posting, code: Code, period: int, made: Made, calendar: Calendar
) -> Line:
    meta = txn.meta
    name = accounts.parse(posting.account)
    said, document = meta.get("row-date"), meta.get("document-date")
    return Line(
        code,
        period,
        money.to_pence(cast("Decimal", cast("Amount", posting.units).number)),
        made,
        name.first == UNALLOCATED,
        str(meta.get("doc") or meta.get("reverses") or ""),
        str(meta.get("restates") or meta.get("reverses") or ""),
        txn.date,
        period if said is None else _or_none(calendar, said),
        0 if document is None else _or_none(calendar, document),
        str(meta.get("extract") or ""),
        index,
        leg,
    )


def _made(txn: Transaction, own: Container[str]) -> Made:
    """Return how *txn* came in: what names a document of the finance system is a row of it, whoever entered it."""
    meta = txn.meta
    extract = meta.get("extract")
    if extract in own or (extract is None and "doc" not in meta):
        sides = {accounts.parse(one.account).first for one in txn.postings}
        return Made.ACCRUAL if sides & _ACCRUED else Made.JOURNAL
    if "reverses" in meta:
        return Made.REVERSED
    return Made.RESTATED if "restates" in meta else Made.ROW


def evidence(register: Register, calendar: Calendar, years: Container[int]) -> list[Row]:
    """Return the rows of the general ledger that another kind posts here, on their codes, in the financial *years*."""
    others = {one.name for one in register.extracts if one.kind != _LEDGER}
    found = []
    for one in register.evidence:
        code = _code(one.said)
        if code is None or one.extract in others:
            continue
        said = one.said.get("period") if "row-date" not in one.said else None
        period = _or_none(calendar, one.date) if said is None else _period(calendar, str(said))
        if period // 100 in years:
            found.append(Row(code, period, one.pence, one))
    return found


def left_out(register: Register, calendar: Calendar) -> dict[int, list[tuple[int, str, int, int]]]:
    """Return by financial year the ledger extracts whose rejects were accepted: last period, name, rows, pence (debits positive)."""
    found: dict[int, list[tuple[int, str, int, int]]] = {}
    for one in register.extracts:
        if one.kind == _LEDGER and one.accepted_rejects is not None and one.rows["rejected"]:
            period = _or_none(calendar, one.date)
            pence = -one.pence["rejected"] if one.credit_positive else one.pence["rejected"]
            found.setdefault(period // 100, []).append((period, one.name, one.rows["rejected"], pence))
    return found


def _code(meta: dict[str, Any] | None) -> Code | None:
    if not meta:
        return None
    centre, subjective = meta.get("cost-centre"), meta.get("subjective")
    return (str(centre), str(subjective)) if centre and subjective else None


def _period_of(meta: dict[str, Any], day: datetime.date, calendar: Calendar) -> int:
    stated = meta.get("period")
    return _or_none(calendar, day) if stated is None else _period(calendar, str(stated))


def _period(calendar: Calendar, text: str) -> int:
    """Return the posting period that *text* names, 0 for none: I107 says so of entries, I113 of balances."""
    try:
        return calendar.key(text)
    except PeriodError:
        return 0


def _or_none(calendar: Calendar, day: datetime.date) -> int:
    try:
        return calendar.key_of(day)
    except PeriodError:
        return 0


def unread(register: Register, calendar: Calendar) -> Iterable[Record]:
    """Return the balances whose period the calendar does not know."""
    return (one for one in registering.standing(register.records, _LIST) if not _period(calendar, one.values["period"]))

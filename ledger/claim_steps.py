"""Which entries of the books are steps in the life of a claim, and what does each carry?

A draft is a directive. A claim is submitted by an entry (or evidence) that names a family and a route; ``event:`` says of
one that it was rejected, withdrawn or clawed back. What moves the fund's cash for a claim, a window or an instalment of one
is a payment; what moves its debtor to write-offs is written off.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.amount import Amount

from ledger import accounts, imported, money, registering

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from beancount.core.data import Transaction

    from ledger.agreements import Evidence, Register
    from ledger.directives import Record

#: What happens to a claim, in the order in which steps of one day are taken.
STEPS = ("drafted", "submitted", "paid", "written-off", "clawed-back", "withdrawn", "rejected")
#: What ends a claim: the family goes back from claimed to attached.
ENDS = ("clawed-back", "withdrawn", "rejected")
#: How an entry says which of these it is; without it, a claim is submitted.
EVENT = "event"
EVENTS = ("submitted", *ENDS)
_RANK = {what: place for place, what in enumerate(STEPS)}
#: An entry without any of these is no step of a claim.
_NAMES = frozenset(("route", "claim", "window", "instalment", "reverses"))


class Step(NamedTuple):
    """One step: what happens, the pence it carries, and the claim, the family and route, or the window it names."""

    date: datetime.date
    rank: int
    number: int
    what: str
    pence: int
    key: str
    agreement: str
    family: str
    attached: str
    route: str
    window: str
    claim: str
    evidence: str
    place: dict[str, Any]


def steps(register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None) -> list[Step]:
    """Return the steps that the books hold until *as_at*, in the order in which they were taken.

    An entry that a reversal took back, as where its row was restated, is no step; nor is the reversal.
    """
    found: list[Step] = []
    taken_back: set[str] = set()
    for draft in registering.last_states(one for one in register.records if one.name == "draft"):
        _add(found, _of_draft(draft), as_at)
    windows = {one.reference: one.window for one in register.instalments if one.window}
    for txn in transactions:
        meta = txn.meta
        if _NAMES.isdisjoint(meta) or (as_at is not None and txn.date > as_at):
            continue
        if "reverses" in meta and EVENT not in meta:
            taken_back.add(meta["reverses"])
        else:
            _add(found, _of_transaction(register, txn, windows), as_at)
    for evidence in register.evidence:
        if evidence.stream == "results":
            _add(found, _of_evidence(register, evidence, windows), as_at)
    kept = [one for one in found if one.key not in taken_back]
    return sorted(kept, key=lambda one: (one.date, one.rank, one.number))


def _add(found: list[Step], step: Step | None, as_at: datetime.date | None) -> None:
    if step is not None and (as_at is None or step.date <= as_at):
        found.append(step._replace(number=len(found)))


def _of_draft(record: Record) -> Step:
    said = {**record.metadata, **record.values}
    return _step(record.date, "drafted", record.values["amount"], record.values["agreement"], said, record.place)


def _of_transaction(register: Register, txn: Transaction, windows: dict[str, str]) -> Step | None:
    meta = txn.meta
    agreement = register.agreements.get(meta.get("agreement", ""))
    if agreement is None:
        return None
    legs = _legs(txn, agreement.fund)
    owed, earned = legs.get("Assets:ResultsReceivable", 0), legs.get("Income:ResultsPayments", 0)
    given_up = legs.get("Expenses:WriteOffs", 0)
    cash = "Assets:Cash" in legs
    event = str(meta.get(EVENT, "")).replace(" ", "-")
    if event in EVENTS:
        return _step(txn.date, event, _asked(meta, owed, earned), agreement.name, meta, meta)
    if cash or given_up:
        said = {**meta, "window": meta.get("window") or windows.get(meta.get("instalment", ""), "")}
        # What goes back for a claim that was clawed back settles what is owed to the funder: a payment below zero.
        back = legs.get("Liabilities:GrantRepayable", 0)
        what, pence = ("paid", -owed - earned - back) if cash else ("written-off", given_up)
        names_one = bool(said["window"] or meta.get("claim") or (meta.get("family") and meta.get("route")))
        return _step(txn.date, what, pence, agreement.name, said, meta) if names_one and pence else None
    if "family" in meta and "route" in meta:
        return _step(txn.date, "submitted", _asked(meta, owed, earned), agreement.name, meta, meta)
    return None


def _legs(txn: Transaction, fund: str) -> dict[str, int]:
    """Return the pence that the entry posts to accounts of *fund*, by root and the part after the fund: ``Assets:Cash``."""
    sums: dict[str, int] = {}
    for leg in txn.postings:
        units = leg.units
        if units is not None and units.number is not None and units.currency == "GBP":
            of, kind = _kind(leg.account)
            if of == fund:
                sums[kind] = sums.get(kind, 0) + int(units.number * 100)
    return sums


@lru_cache(maxsize=65536)
def _kind(account: str) -> tuple[str, str]:
    name = accounts.parse(account)
    return name.fund, f"{name.root}:{name.first}"


def _asked(meta: dict[str, Any], owed: int, earned: int) -> int:
    """Return the pence that a claim asks for, or that are taken back of it, above zero."""
    claimed = meta.get(imported.CLAIMED)
    if isinstance(claimed, Amount) and claimed.number is not None:
        return abs(money.to_pence(claimed.number))
    return abs(earned) or abs(owed)


def _of_evidence(register: Register, one: Evidence, windows: dict[str, str]) -> Step | None:
    said = one.said
    agreement = register.agreements.get(said.get("agreement", ""))
    if agreement is None:
        return None
    if "family" in said and "route" in said:
        what = str(said.get(EVENT, "submitted")).replace(" ", "-")
        return _step(one.date, what, abs(one.pence), agreement.name, said, one.place) if what in EVENTS else None
    window = said.get("window") or windows.get(said.get("instalment", ""), "")
    if str(said.get("account", "")).endswith(":Cash") and (window or said.get("claim")):
        return _step(one.date, "paid", one.pence, agreement.name, {**said, "window": window}, one.place)
    return None


def _step(
    day: datetime.date, what: str, pence: int, agreement: str, said: dict[str, Any], place: dict[str, Any]
) -> Step:
    key = said.get("doc") or f"{place.get('filename', '')}:{place.get('lineno', 0)}"
    get = said.get
    return Step(
        day, _RANK[what], 0, what, pence, str(key), agreement, str(get("family") or ""), str(get("attached") or ""),
        str(get("route") or ""), str(get("window") or ""), str(get("claim") or ""), str(get("evidence") or ""), place,
    )  # fmt: skip


def families_of(transactions: Iterable[Transaction]) -> Iterator[tuple[Transaction, str, int]]:
    """Yield every posting of families: its entry, its account, and the hundredths of a family that it moves."""
    for txn in transactions:
        for leg in txn.postings:
            units = leg.units
            if units is not None and units.currency == "FAMILY" and units.number is not None:
                yield txn, leg.account, int(units.number * 100)

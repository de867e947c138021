"""What do the books say of each provider: families taken, results claimed, what is owed, kept, spent and paid?

Entries name their provider with ``provider:``; a claim that names none is that of the provider that took its family; a payment to
the provider under its own name (``payee:`` of its terms) is its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from ledger import accounts, money
from ledger.claims import Claim, claims
from ledger.provider_terms import Provider, providers
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from beancount.core.amount import Amount
    from beancount.core.data import Posting, Transaction

    from ledger.agreements import Register

#: Where what is due to a provider stands; below zero, what it was paid before.
_DUE = frozenset(("Creditors", "Accruals", "HeldForOthers", "Prepayments"))
_FUNDERS = frozenset(("GrantReceivable", "ResultsReceivable", "GrantRepayable"))


class Taken(NamedTuple):
    """Families attached for a provider on a day, in hundredths; *year* is that of attachment, below zero they are taken back.

    The terms of *agreed* hold for them: the day itself, or, of families that are taken back, the day on which they were taken.
    """

    date: datetime.date
    year: str
    families: int
    agreed: datetime.date


class Leg(NamedTuple):
    """A posting in pence, debits positive, and where it stands: transaction and leg."""

    date: datetime.date
    account: str
    pence: int
    posting: tuple[int, int]


class Payment(NamedTuple):
    """Cash paid to a provider, in pence, and the postings that it was paid against."""

    date: datetime.date
    pence: int
    against: tuple[Leg, ...]


@dataclass
class Facts:
    """What the books say of one provider, in the order of dates."""

    taken: list[Taken] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    due: list[Leg] = field(default_factory=list)
    kept: list[Leg] = field(default_factory=list)
    spent: list[Leg] = field(default_factory=list)
    handed_on: list[Leg] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)


def gather(
    register: Register, transactions: Sequence[Transaction], known: Iterable[Provider] | None = None
) -> list[tuple[Provider, Facts]]:
    """Return every provider with what the books say of it."""
    facts = {(one.fund, one.name): (one, Facts()) for one in (providers(register) if known is None else known)}
    if not facts:
        return []
    payees: dict[tuple[str, str], list[Provider]] = defaultdict(list)
    for one, _ in facts.values():
        if one.payee:
            payees[one.fund, bare(one.payee)].append(one)
    keeping = {one.retentions: found for one, found in facts.values() if _is_name(one.name)}
    taking = _Taking()
    for index, txn in enumerate(transactions):
        for provider in _named(txn, facts, payees):
            found = facts[provider.fund, provider.name][1]
            taking.note(txn, provider, found)
            _money(txn, index, provider, found)
        for leg, posting in enumerate(txn.postings):
            if posting.account in keeping:
                keeping[posting.account].kept.append(_leg(txn, index, leg, posting))
    for claim, name in _claims(register, transactions, taking):
        if (claim.fund, name) in facts:
            facts[claim.fund, name][1].claims.append(claim)
    return list(facts.values())


def _is_name(name: str) -> bool:
    try:
        accounts.build("Liabilities", "Fund", name)
    except accounts.AccountNameError:
        return False
    return True


_Known = dict[tuple[str, str], tuple[Provider, Facts]]


def _named(txn: Transaction, facts: _Known, payees: dict[tuple[str, str], list[Provider]]) -> list[Provider]:
    """Return the providers whose entry *txn* is: named by ``provider:``, or paid under their own name on their own account."""
    name = txn.meta.get("provider")
    if name is None and not payees:
        return []
    funds = dict.fromkeys(accounts.parse(one.account).fund for one in txn.postings)
    if name is not None:
        return [facts[fund, str(name)][0] for fund in funds if (fund, str(name)) in facts]
    paid = [one for fund in funds for one in payees.get((fund, bare(txn.payee or "")), ())]
    return [one for one in paid if one.account is None or any(leg.account == one.account for leg in txn.postings)]


class _Taking:
    """Which families are taken as entries come, by whom, and on which day those that go back were taken."""

    def __init__(self) -> None:
        self._takers: dict[tuple[str, str], list[tuple[datetime.date, str]]] = defaultdict(list)
        self._held: dict[tuple[str, str, str, str], list[tuple[datetime.date, int]]] = defaultdict(list)

    def note(self, txn: Transaction, provider: Provider, found: Facts) -> None:
        """Note the families that *txn* attaches, or takes back; a move between stages is neither.

        A family that stays where it is, 0 FAMILY, is handed over to the provider: its later claims are that one's.
        """
        family = str(txn.meta.get("family", ""))
        for year, families in _attached(txn, provider).items():
            if families > 0:
                self._held[provider.fund, provider.name, year, family].append((txn.date, families))
                found.taken.append(Taken(txn.date, year, families, txn.date))
                if family:
                    self._takers[provider.fund, family].append((txn.date, provider.name))
            else:
                found.taken += self._taken_back(txn.date, provider, year, family, -families)
        if family and "route" not in txn.meta and _hands_over(txn):
            self._takers[provider.fund, family].append((txn.date, provider.name))

    def _taken_back(self, day: datetime.date, provider: Provider, year: str, family: str, left: int) -> Iterator[Taken]:
        """Yield what goes back, the last taken first; what no entry took, on the terms of the day."""
        held = self._held[provider.fund, provider.name, year, family]
        while left and held:
            agreed, families = held.pop()
            if families > left:
                held.append((agreed, families - left))
            yield Taken(day, year, -min(left, families), agreed)
            left -= min(left, families)
        if left:
            yield Taken(day, year, -left, day)

    def by(self, fund: str, family: str, day: datetime.date) -> str:
        """Return who had taken *family* by *day*, else who took it first; blank for nobody."""
        takers = self._takers.get((fund, family), [])
        return next((name for taken, name in reversed(takers) if taken <= day), takers[0][1] if takers else "")


def _hands_over(txn: Transaction) -> bool:
    """Return whether *txn* moves no family and names where one stands: 0 FAMILY on a stage."""
    units = [cast("Amount", one.units) for one in txn.postings]
    return all(one.currency == "FAMILY" and not one.number for one in units)


def _attached(txn: Transaction, provider: Provider) -> dict[str, int]:
    by_year: dict[str, int] = defaultdict(int)
    for posting in txn.postings:
        match posting.account.split(":"):
            case ["Assets", provider.fund, "Families", year, "Attached" | "Claimed" | "Closed"]:
                by_year[year] += money.to_pence(cast("Decimal", cast("Amount", posting.units).number))
    return {year: families for year, families in by_year.items() if families}


def _leg(txn: Transaction, index: int, leg: int, posting: Posting) -> Leg:
    pence = money.to_pence(cast("Decimal", cast("Amount", posting.units).number))
    return Leg(txn.date, posting.account, pence, (index, leg))


def _money(txn: Transaction, index: int, provider: Provider, found: Facts) -> None:
    """Note what *txn* owes, spends and pays; money from or to the funder is none of it."""
    own = [
        _leg(txn, index, leg, posting)
        for leg, posting in enumerate(txn.postings)
        if posting.units is not None
        and posting.units.currency == "GBP"
        and accounts.parse(posting.account).fund == provider.fund
    ]
    names = [accounts.parse(one.account) for one in own]
    cash = sum(one.pence for one, name in zip(own, names, strict=True) if name.first == "Cash")
    is_the_funder_s = (
        "instalment" in txn.meta
        or ("remittance" in txn.meta and cash > 0)
        or any(name.first in _FUNDERS or (name.root == "Income" and "route" in txn.meta) for name in names)
    )
    due = [one for one, name in zip(own, names, strict=True) if name.first in _DUE]
    found.due += due
    found.spent += [one for one, name in zip(own, names, strict=True) if name.root == "Expenses"]
    if is_the_funder_s:
        return
    if any(name.first in _DUE or name.first == "Retentions" or name.root == "Expenses" for name in names):
        found.handed_on += [
            one
            for one, name in zip(own, names, strict=True)
            if name.root == "Income" or name.first == "ReceiptsInAdvance"
        ]
    if cash and not any(name.root == "Income" for name in names):
        against = tuple(one for one, name in zip(own, names, strict=True) if name.first != "Cash")
        found.payments.append(Payment(txn.date, -cash, against))


def _claims(register: Register, transactions: Sequence[Transaction], taking: _Taking) -> Iterator[tuple[Claim, str]]:
    """Yield each claim that was submitted, with the provider that it names or that had taken its family by then."""
    named = {one.key: str(one.said["provider"]) for one in register.evidence if "provider" in one.said}
    for claim in claims(register, transactions):
        day = claim.submitted()
        if day is not None:
            keys = (one.key for one in claim.events if one.what == "submitted")
            said = claim.place.get("provider") or next((named[key] for key in keys if key in named), "")
            yield claim, str(said or taking.by(claim.fund, claim.family, day))

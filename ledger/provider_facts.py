"""What do the books say of each provider: families taken, results claimed, what is owed, kept, spent and paid?

Entries name their provider with ``provider:``; a claim that names none is that of the provider that took its family; a payment to
the provider under its own name (``payee:`` of its terms) is its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from beancount.core.amount import Amount

from ledger import accounts, imported, money
from ledger.provider_terms import Provider, providers
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from beancount.core.data import Posting, Transaction

    from ledger.agreements import Register

#: What an entry says happened to a claim, where it was not made.
_ENDS = frozenset(("rejected", "withdrawn", "clawed-back"))
#: Where what is due to a provider stands; below zero, what it was paid before.
_DUE = frozenset(("Creditors", "Accruals", "HeldForOthers", "Prepayments"))
_FUNDERS = frozenset(("GrantReceivable", "ResultsReceivable", "GrantRepayable"))


class Taken(NamedTuple):
    """Families attached for a provider on a day, in hundredths; *year* is that of attachment, below zero they are taken back."""

    date: datetime.date
    year: str
    families: int


class Asked(NamedTuple):
    """What the council asks for a result on a day, in pence; below zero, what is taken back of it."""

    date: datetime.date
    family: str
    year: str
    route: str
    pence: int


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
    asked: list[Asked] = field(default_factory=list)
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
    payees = {(one.fund, bare(one.payee)): one for one, _ in facts.values() if one.payee}
    keeping = {one.retentions: found for one, found in facts.values() if _is_name(one.name)}
    families: dict[tuple[str, str], str] = {}
    for index, txn in enumerate(transactions):
        for provider in _named(txn, facts, payees):
            found = facts[provider.fund, provider.name][1]
            if "family" in txn.meta and _attaches(txn, provider, found):
                families[provider.fund, str(txn.meta["family"])] = provider.name
            elif "family" not in txn.meta:
                _attaches(txn, provider, found)
            _money(txn, index, provider, found)
        for leg, posting in enumerate(txn.postings):
            if posting.account in keeping:
                keeping[posting.account].kept.append(_leg(txn, index, leg, posting))
    for fund, name, asked in _claims(register, transactions, families):
        if (fund, name) in facts:
            facts[fund, name][1].asked.append(asked)
    return list(facts.values())


def _is_name(name: str) -> bool:
    try:
        accounts.build("Liabilities", "Fund", name)
    except accounts.AccountNameError:
        return False
    return True


_Known = dict[tuple[str, str], tuple[Provider, Facts]]


def _named(txn: Transaction, facts: _Known, payees: dict[tuple[str, str], Provider]) -> list[Provider]:
    """Return the providers whose entry *txn* is: named by ``provider:``, or paid under their own name on their own account."""
    name = txn.meta.get("provider")
    if name is None and not payees:
        return []
    funds = dict.fromkeys(accounts.parse(one.account).fund for one in txn.postings)
    if name is not None:
        return [facts[fund, str(name)][0] for fund in funds if (fund, str(name)) in facts]
    paid = [one for fund in funds if (one := payees.get((fund, bare(txn.payee or ""))))]
    return [one for one in paid if one.account is None or any(leg.account == one.account for leg in txn.postings)]


def _attaches(txn: Transaction, provider: Provider, found: Facts) -> bool:
    """Note the families that *txn* attaches, or takes back; return whether there are any. A move between stages is none."""
    by_year: dict[str, int] = defaultdict(int)
    for posting in txn.postings:
        match posting.account.split(":"):
            case ["Assets", provider.fund, "Families", year, "Attached" | "Claimed" | "Closed"]:
                by_year[year] += money.to_pence(cast("Decimal", cast("Amount", posting.units).number))
    added = [Taken(txn.date, year, families) for year, families in by_year.items() if families]
    found.taken += added
    return bool(added)


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
    is_the_funder_s = bool({"instalment", "remittance"} & set(txn.meta)) or any(
        name.first in _FUNDERS or (name.root == "Income" and "route" in txn.meta) for name in names
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
    cash = sum(one.pence for one, name in zip(own, names, strict=True) if name.first == "Cash")
    if cash and not any(name.root == "Income" for name in names):
        against = tuple(one for one, name in zip(own, names, strict=True) if name.first != "Cash")
        found.payments.append(Payment(txn.date, -cash, against))


def _claims(
    register: Register, transactions: Iterable[Transaction], families: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str, Asked]]:
    """Yield fund, provider and what is asked, for each claim entry of a family of a provider, and what takes it back."""
    for txn in transactions:
        meta = txn.meta
        agreement = register.agreements.get(meta.get("agreement", ""))
        if agreement is None or "family" not in meta or "route" not in meta:
            continue
        name = meta.get("provider") or families.get((agreement.fund, str(meta["family"])))
        pence = _pence_asked(txn, agreement.fund) if name else 0
        if pence:
            yield agreement.fund, str(name), _asked(txn.date, meta, pence)
    for one in register.evidence:
        said = one.said
        name = said.get("provider") or families.get((one.fund, str(said.get("family", ""))))
        if one.stream == "results" and name and "route" in said and "family" in said:
            yield one.fund, str(name), _asked(one.date, said, abs(one.pence))


def _asked(day: datetime.date, said: dict[str, Any], pence: int) -> Asked:
    ended = str(said.get("event", "")).replace(" ", "-") in _ENDS
    year = str(said.get("attached") or "")
    return Asked(day, str(said["family"]), year, str(said["route"]), -abs(pence) if ended else pence)


def _pence_asked(txn: Transaction, fund: str) -> int:
    """Return what a claim entry asks for: what it recognises, or what it says is claimed; nothing for a receipt."""
    claimed = txn.meta.get(imported.CLAIMED)
    earned = 0
    for posting in txn.postings:
        if posting.account == f"Assets:{fund}:Cash":
            return 0
        if posting.account.startswith((f"Income:{fund}:ResultsPayments", f"Liabilities:{fund}:HeldForOthers")):
            earned -= money.to_pence(cast("Decimal", cast("Amount", posting.units).number))
    if isinstance(claimed, Amount) and claimed.number is not None:
        return money.to_pence(claimed.number)
    return earned

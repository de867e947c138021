"""Which entry would make the books say what is owed to a provider? As legs, and as text that a person can accept."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts, agreements, canonical
from ledger.canonical import Leg
from ledger.proposed import Proposed

if TYPE_CHECKING:
    import datetime
    from collections.abc import Container

    from ledger.agreements import Register
    from ledger.provider_terms import Provider
    from ledger.providers import InBooks, Position

_STREAMS = ("attachment-fee", "results-payment")


def lacking(register: Register, provider: Provider, position: Position, books: InBooks) -> dict[str, int]:
    """Return the pence, debits positive, by which each account is wrong for *provider*; nothing where the books are right.

    As principal what is owed is spending; as agent it is taken out of income, and stands as held for others.
    """
    found: dict[str, int] = defaultdict(int)
    kept = position.retained - books.retention
    owed = position.outstanding - books.creditor
    found[provider.retentions] -= kept
    for account, pence in _credited(provider, books, owed, position.outstanding).items():
        found[account] -= pence
    if not provider.is_agent:
        found[str(provider.account)] += kept + owed
        return {account: pence for account, pence in found.items() if pence}
    for account, pence in books.spent.items():
        found[account] -= pence
    whole = kept + owed + sum(books.spent.values())
    fee, results = (agreements.income_account(register.agreements[provider.agreement], one) for one in _STREAMS)
    of_results = position.earned - min(position.fee, position.earned) - books.handed_on.get(results, 0)
    if fee != results and whole:
        found[results] += of_results
        whole -= of_results
    found[fee] += whole
    return {account: pence for account, pence in found.items() if pence}


def _credited(provider: Provider, books: InBooks, owed: int, outstanding: int) -> dict[str, int]:
    """Return what to credit, by account, so that the books owe *owed* pence more; less is taken from where it stands."""
    usual = accounts.build("Liabilities", provider.fund, "HeldForOthers" if provider.is_agent else "Accruals")
    if owed >= 0 or provider.is_agent:
        found = {usual: owed}
        before = accounts.build("Assets", provider.fund, "Prepayments")
        if owed > 0 and books.due.get(before, 0) < 0:
            used = min(owed, -books.due[before])
            found = {before: used, usual: owed - used}
        return found
    found = {}
    left = -owed
    for account, pence in sorted(books.due.items()):
        used = min(left, max(pence, 0))
        found[account] = -used
        left -= used
    if left and outstanding < 0:
        before = accounts.build("Assets", provider.fund, "Prepayments")
        found[before] = found.get(before, 0) - left
    elif left:
        found[usual] = found.get(usual, 0) - left
    return found


def proposed(provider: Provider, wrong: dict[str, int], day: datetime.date, year: str = "") -> Proposed:
    """Return the entry of *day* that puts right what is *wrong*; *year* is the financial year that the day ends, if any."""
    words = "passed on as agent" if provider.is_agent else "passed on"
    said: dict[str, canonical.Value] = {"agreement": provider.agreement, "provider": provider.name}
    return Proposed(day, "provider", f"What is {words}, by the terms", wrong, year, said, provider.title)


def text(provider: Provider, wrong: dict[str, int], day: datetime.date, opened: Container[str]) -> str:
    """Return the entry of *day* that puts right what is *wrong*, as beancount text, with the accounts that it needs opened."""
    one = proposed(provider, wrong, day)
    legs = [
        Leg(account, canonical.number(pence))
        for account, pence in sorted(wrong.items(), key=lambda leg: (leg[1] < 0, leg[0]))
    ]
    opens = "".join(f"{provider.since} open {leg.account}\n" for leg in legs if leg.account not in opened)
    return f"{opens}{canonical.transaction(day, '*', one.payee, one.what, one.said, (), '', legs)}"

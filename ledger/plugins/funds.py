"""F1xx: is every fund self-balancing, so that each has its own balance sheet?

Every posting names an open fund, every fund balances in every transaction in each commodity, money that leaves one
fund for another arrives there, and GBP is written in whole pence.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from beancount.core.interpolate import AUTOMATIC_META

from ledger import accounts, money
from ledger.findings import Finding, Level, Rule, found
from ledger.plugins.view import fund_of_accounts

if TYPE_CHECKING:
    import datetime

    from beancount.core.data import Transaction

    from ledger.plugins.view import FundOf, View

NO_FUND = Rule(
    "F101",
    Level.ERROR,
    "every account names an open fund",
    'An account is Root:Fund:…, the fund always second, and a fund is opened by a custom "fund" directive dated on or '
    "before the first posting. Without it a posting would stand on no fund's balance sheet. Open the fund in "
    "books/agreements.beancount, or correct the account.",
)
UNBALANCED = Rule(
    "F102",
    Level.ERROR,
    "every fund balances in every transaction",
    "Within one transaction the postings of each fund must add up to zero in each commodity. A transaction that takes "
    "money from one fund and spends it in another without a transfer leaves one fund short and the other over. Write "
    "both sides of the transfer: Expenses:From:TransferOut:To and Income:To:TransferIn:From, each with its fund's cash.",
)
TRANSFER = Rule(
    "F103",
    Level.ERROR,
    "transfers between funds cancel",
    "What Expenses:From:TransferOut:To gives, Income:To:TransferIn:From receives, in the same transaction, so that the "
    "total of all funds is unmoved.",
)
PENCE = Rule(
    "F104",
    Level.ERROR,
    "pounds are written with two decimals",
    "A GBP amount has exactly two decimals. Beancount widens its tolerance for an amount written with fewer, and a part "
    "of a penny cannot be paid. Write 10.00 GBP, not 10 GBP or 10.004 GBP.",
)
ELIDED = Rule(
    "F105",
    Level.ERROR,
    "generated entries leave no amount out",
    "An entry made from an extract states every amount. One left out would be filled in by beancount, and the row could "
    "no longer be held against its source.",
)
PREFIX = Rule(
    "F106",
    Level.WARNING,
    "no account name begins with a sibling's",
    "Fava's budgets match accounts by the beginning of their names: Expenses:Fund:Staff would include Expenses:Fund:Staffing. "
    "Rename one of the two.",
)
UNALLOCATED = Rule(
    "F107",
    Level.WARNING,
    "rows that no rule maps wait in Unallocated",
    "An import found rows of the programme that no rule of its profile maps. They count as spending of the fund under no "
    "heading. Add a rule for them to the profile and correct them; a period does not close over one.",
)
#: Commodities of pounds.
POUNDS = ("GBP", "GBP.INKIND")

RULES = (NO_FUND, UNBALANCED, TRANSFER, PENCE, ELIDED, PREFIX, UNALLOCATED)


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of funds."""
    findings = [*_accounts_without_fund(view), *_sibling_prefixes(view)]
    fund_of = fund_of_accounts(view)
    since = {
        account: view.register.funds[fund].since for account, fund in fund_of.items() if fund in view.register.funds
    }
    transfers = {account: pair for account in view.opens if (pair := _transfer(account))}
    waiting = {account for account in view.opens if account.endswith(f":{accounts.UNALLOCATED}")}
    unallocated: dict[str, list[Transaction]] = defaultdict(list)
    too_early: set[str] = set()
    for txn in view.transactions:
        names = [posting.account for posting in txn.postings]
        # Within one fund and without prices beancount itself has balanced each commodity.
        if len({fund_of[name] for name in names}) > 1 or any(one.price or one.cost for one in txn.postings):
            findings.extend(_unbalanced(txn, fund_of))
        if not transfers.keys().isdisjoint(names):
            findings.extend(_transfers_that_differ(txn, transfers))
        for name in dict.fromkeys(names):
            if name in waiting:
                unallocated[name].append(txn)
            if name in since and txn.date < since[name] and name not in too_early:
                too_early.add(name)
                findings.append(_early(txn, name, since[name]))
        findings.extend(_badly_written(txn))
    findings.extend(_waiting(account, txns) for account, txns in unallocated.items())
    return findings


def _badly_written(txn: Transaction) -> list[Finding]:
    findings = []
    extract = txn.meta.get("extract")
    for posting in txn.postings:
        units, meta = posting.units, posting.meta
        if units is None or units.number is None:
            continue
        if units.currency in POUNDS and not units.number.same_quantum(money.PENNY):
            message = f"{posting.account} has {units.number} {units.currency}: write pounds with two decimals"
            findings.append(found(PENCE, message, meta or txn.meta))
        if extract is not None and meta and AUTOMATIC_META in meta:
            message = f"the entry of extract {extract} leaves out the amount of {posting.account}"
            findings.append(found(ELIDED, message, txn.meta))
    return findings


def _accounts_without_fund(view: View) -> list[Finding]:
    findings = []
    for account, entry in view.opens.items():
        try:
            fund = accounts.parse(account).fund
        except accounts.AccountNameError as problem:
            findings.append(found(NO_FUND, str(problem), entry.meta))
            continue
        if fund not in view.register.funds:
            findings.append(
                found(NO_FUND, f'{account} names the fund {fund!r}, which no custom "fund" directive opens', entry.meta)
            )
    return findings


def _early(txn: Transaction, account: str, since: datetime.date) -> Finding:
    fund = accounts.parse(account).fund
    return found(NO_FUND, f"{account} is posted on {txn.date}, before the fund {fund} opens on {since}", txn.meta)


def _sibling_prefixes(view: View) -> list[Finding]:
    def parent(account: str) -> str:
        return account.rpartition(":")[0]

    findings = []
    for _, siblings in groupby(sorted(view.opens, key=lambda name: (parent(name), name)), parent):
        one = ""
        for other in siblings:
            if one and other.startswith(one):
                message = f"{other} begins with its sibling's name {one}: rename one of the two"
                findings.append(found(PREFIX, message, view.opens[other].meta))
            else:
                one = other
    return findings


def _transfer(account: str) -> tuple[str, str] | None:
    """Return (from, to) of a transfer account, None for any other."""
    try:
        return accounts.parse(account).transfer
    except accounts.AccountNameError:
        return None


def _unbalanced(txn: Transaction, fund_of: FundOf) -> list[Finding]:
    sums: dict[tuple[str, str], Any] = defaultdict(int)
    for posting in txn.postings:
        if posting.units is not None:
            sums[fund_of[posting.account] or "no fund", posting.units.currency] += posting.units.number
    return [
        found(UNBALANCED, f"the fund {fund} is out of balance by {total} {currency} in this transaction", txn.meta)
        for (fund, currency), total in sorted(sums.items())
        if total
    ]


def _transfers_that_differ(txn: Transaction, transfers: dict[str, tuple[str, str]]) -> list[Finding]:
    sums: dict[tuple[str, str], Any] = defaultdict(int)
    for posting in txn.postings:
        pair = transfers.get(posting.account)
        if pair and posting.units is not None:
            sums[pair] += posting.units.number
    return [
        found(
            TRANSFER,
            f"the transfer from {giver} to {taker} does not cancel: {total} GBP more left {giver} than reached {taker}",
            txn.meta,
        )
        for (giver, taker), total in sorted(sums.items())
        if total
    ]


def _waiting(account: str, txns: list[Transaction]) -> Finding:
    first = txns[0].meta
    row = f", the first row {first['row']} of {first['extract']}" if "row" in first and "extract" in first else ""
    return found(
        UNALLOCATED,
        f"{len(txns)} {'rows wait' if len(txns) > 1 else 'row waits'} in {account}{row}: map them in the profile",
        first,
    )

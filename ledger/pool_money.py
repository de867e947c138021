"""Which postings of the books are a pool's: contributed, moved in, spent, given in kind, kept for a partner?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger import accounts

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

    from ledger.periods import Calendar
    from ledger.pools import Pool

#: The commodity of what partners give in work, rooms and staff: it is no cash and in no total of GBP.
IN_KIND = "GBP.INKIND"
#: What an ordinary balance of a partner stands on, by root and first part of the account.
OF_A_PARTNER = {
    ("Assets", "ContributionsReceivable"): "receivable",
    ("Liabilities", "ContributionsInAdvance"): "advance",
    ("Liabilities", "PartnersRepayable"): "repayable",
    ("Equity", "PartnerBalance"): "balance",
}
_SORTS = {
    ("Income", "Contributions"): "contributed",
    ("Income", "InKind"): "in-kind",
    ("Income", "TransferIn"): "moved-in",
    ("Expenses", "TransferOut"): "moved-in",
    ("Equity", "MovementInReserves"): "movement",
    ("Equity", "EarmarkedReserve"): "reserve",
    ("Equity", "OpeningBalances"): "of-nobody",
    ("Equity", "GeneralFund"): "of-nobody",
    ("Assets", "Cash"): "cash",
    **OF_A_PARTNER,
}
#: What other accounts of income and expenses are.
_OTHERS = {"Income": "moved-in", "Expenses": "spent"}


class Line(NamedTuple):
    """A posting: its transaction's position and its own in it, posting period, day, account, whose it is, pence.

    Pence are as posted, debits positive. *who* is a partner, or where money was moved in, the fund or stream it comes from;
    *invoice* is the one that the posting or its transaction names; *beside* what the transaction's other postings are.
    """

    txn: int
    leg: int
    key: int
    day: datetime.date
    account: str
    who: str
    pence: int
    invoice: str
    beside: frozenset[str]


@dataclass
class PoolMoney:
    """The postings of one pool by what they are, in the order of the books.

    ``contributed`` is income from partners, ``moved-in`` other income, transfers from and to other funds included; ``spent``
    what the pool spent or gave up; ``in-kind`` and ``spent-in-kind`` the two sides of what was given in kind. Of partners'
    balances, ``brought`` are openings and ``handed-on`` entries between partners; ``returned`` is what became repayable out
    of them. ``reserve`` is the pool's own reserve, ``reserve-brought`` its opening; ``of-nobody`` the opening balances and the
    council's cover that belong to no partner. ``receivable``, ``advance``, ``repayable`` and ``balance`` are all postings to
    these balances of a partner, ``cash`` those to the pool's money.
    """

    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *what: str, until: int, since: int = 0) -> list[Line]:
        """Return the lines of *what* from the posting period *since* up to *until*."""
        return [line for one in what for line in self.lines[one] if since <= line.key <= until]

    @property
    def first(self) -> int:
        """The pool's first posting period, 0 where it has no posting."""
        return min((line.key for each in self.lines.values() for line in each), default=0)

    @property
    def last(self) -> int:
        """The pool's last posting period, 0 where it has no posting."""
        return max((line.key for each in self.lines.values() for line in each), default=0)


def sort_out(transactions: Iterable[Transaction], pools: dict[str, Pool], calendar: Calendar) -> dict[str, PoolMoney]:
    """Return the money of each of *pools* in *transactions*, in one pass."""
    found = {name: PoolMoney() for name in pools}
    if not found:
        return found
    kinds = _Kinds(pools)
    for index, txn in enumerate(transactions):
        legs = [
            (leg, one.account, *kinds[one.account], one.units)
            for leg, one in enumerate(txn.postings)
            if kinds[one.account][0]
        ]
        if not legs:
            continue
        key = calendar.of_entry(txn.date, txn.meta.get("period"))
        sorts = frozenset(what for _, _, _, what, _, _ in legs)
        is_handed_on = "balance" in sorts and not _net(legs, "balance")
        for leg, account, pool, what, who, units in legs:
            if units is None or units.number is None or units.currency not in ("GBP", IN_KIND):
                continue
            pence = int(units.number.scaleb(2))
            line = Line(index, leg, key, txn.date, account, who, pence, _invoice(txn, leg), sorts)
            for one in _told(what, sorts, is_handed_on=is_handed_on, is_in_kind=units.currency == IN_KIND):
                found[pool].lines[one].append(line)
    return found


def _net(legs: list[tuple[int, str, str, str, str, Any]], what: str) -> Any:
    return sum(units.number for _, _, _, sort, _, units in legs if sort == what and units is not None)


def _invoice(txn: Transaction, leg: int) -> str:
    own = txn.postings[leg].meta or {}
    return str(own.get("invoice") or txn.meta.get("invoice") or "")


def _told(what: str, beside: frozenset[str], *, is_handed_on: bool, is_in_kind: bool) -> tuple[str, ...]:
    """Return what a posting to an account of the sort *what* is, in a transaction with those *beside*."""
    if is_in_kind:
        return {"in-kind": ("in-kind",), "spent": ("spent-in-kind",)}.get(what, ())
    is_moved = "movement" in beside
    match what:
        case "balance" if not is_moved and "repayable" not in beside:
            return "balance", "handed-on" if is_handed_on else "brought"
        case "repayable" if is_moved or "balance" in beside:
            return "repayable", "returned"
        case "reserve" if not is_moved:
            return "reserve", "reserve-brought"
        case "movement" | "in-kind":
            return ()
    return (what,)


class _Kinds(dict[str, tuple[str, str, str]]):
    """The pool of each account, what a posting to it is, and whose it is; empty for accounts that are of no pool."""

    def __init__(self, pools: dict[str, Pool]) -> None:
        super().__init__()
        self._pools = pools

    def __missing__(self, account: str) -> tuple[str, str, str]:
        try:
            name = accounts.parse(account)
        except accounts.AccountNameError:
            name = None
        self[account] = ("", "", "")
        if name is not None and name.fund in self._pools:
            what, who = _sort(name, self._pools[name.fund])
            self[account] = (name.fund if what else "", what, who)
        return self[account]


def _sort(name: accounts.AccountName, pool: Pool) -> tuple[str, str]:
    """Return what a posting to the account *name* is, and whose."""
    what = _SORTS.get((name.root, name.first)) or _OTHERS.get(name.root, "")
    if name.first == "CouncilBudget":
        return ("contributed", pool.host) if pool.host else (what, name.first)
    return what, name.parts[1] if len(name.parts) > 1 else name.first

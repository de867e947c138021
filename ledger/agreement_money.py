"""Which postings of the books are an agreement's money: received, taken as income, spent, passed on, kept for later?

An entry belongs to the agreement that it names; one that names none of its fund's, to the only agreement the fund has, or
to those that an advice line or a person's match says (:mod:`ledger.sharing`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ledger import accounts
from ledger import sharing as sharing_out
from ledger.in_pools import InPools, Moved, Use

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from beancount.core.data import Transaction

    from ledger.accounts import AccountName
    from ledger.agreements import Register
    from ledger.periods import Calendar

#: What is due from funders and partners, and what of their money is not yet ours or to go back.
GRANT_BALANCES = frozenset(
    {
        "GrantReceivable",
        "ResultsReceivable",
        "ContributionsReceivable",
        "ReceiptsInAdvance",
        "GrantRepayable",
        "ContributionsInAdvance",
        "PartnersRepayable",
        "HeldForOthers",
    }
)
_OF_BALANCE_SHEET = {
    ("Assets", "Cash"): "cash",
    ("Assets", "GrantReceivable"): "receivable",
    ("Assets", "ResultsReceivable"): "receivable",
    ("Liabilities", "ReceiptsInAdvance"): "advance",
    ("Liabilities", "GrantRepayable"): "repayable",
    ("Equity", "EarmarkedReserve"): "reserve",
    ("Equity", "OpeningBalances"): "before",
}
#: What a posting of an opening balance is besides: an opening balance states what was received and what was spent.
_OPENING = {
    ("cash", "received"): ("received",),
    ("cash", "spent"): ("spent-before",),
    ("before", "received"): ("received-before",),
    ("before", "spent"): ("spent",),
}
_NEVER = 10**9
_OF_INCOME = {"grant-income": "income", "results": "results"}


class Line(NamedTuple):
    """A posting: its transaction's position and its own in it, posting period, day, pence (debits positive), instalment."""

    txn: int
    leg: int
    key: int
    day: datetime.date
    pence: int
    instalment: str


@dataclass
class AgreementMoney:
    """The postings of one agreement by what they are.

    ``received`` is cash from the funder, gross of ``repaid``; ``income`` and ``results`` what was taken as income, of it
    ``released`` by an entry out of receipts in advance; ``spent`` what counts as eligible, ``late`` what came after the
    agreement's end, ``ineligible`` what does not count; ``clawed`` the creditors of results that were clawed back; ``passed-on`` transfers to other funds, ``pooled`` those to pools, less what
    came back from them; ``received-before`` and ``spent-before`` the credits of opening balances; the rest are balances.
    *name* is the agreement's, *pools* what became of what is pooled.
    """

    name: str = ""
    pools: InPools | None = field(default=None, repr=False)
    lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _by_key: dict[str, dict[int, int]] = field(default_factory=dict)

    def total(self, *what: str, until: int) -> int:
        """Return the pence of *what* up to the posting period *until*, debits positive; all lines are there by then."""
        return sum(pence for one in what for key, pence in self._sums(one).items() if key <= until)

    def _sums(self, what: str) -> dict[int, int]:
        if what not in self._by_key:
            sums: dict[int, int] = defaultdict(int)
            for line in self.lines[what]:
                sums[line.key] += line.pence
            self._by_key[what] = sums
        return self._by_key[what]

    def by_pool(self, until: int) -> dict[str, Use]:
        """Return what each pool spent of the agreement's money up to the posting period *until*."""
        return self.pools.used(self.name, until) if self.pools else {}

    def in_pools(self, until: int) -> Use:
        """Return what all pools spent of it."""
        return sum(self.by_pool(until).values(), Use())

    def unspent_by_pool(self, until: int) -> dict[str, int]:
        """Return what each pool has unspent of it, in pence."""
        return self.pools.unspent(self.name, until) if self.pools else {}

    def of(self, *what: str, until: int, since: int = 0) -> list[Line]:
        """Return the lines of *what* from the posting period *since* up to *until*."""
        return [line for one in what for line in self.lines[one] if since <= line.key <= until]


@dataclass(frozen=True)
class Sorted:
    """Every agreement's money; *unnamed* is a shared fund's spending, or money moved into pools, that names none of its agreements, in pence.

    *first* is the first posting period of each agreement, *last* that of the books; openings begin neither.
    """

    of_agreement: dict[str, AgreementMoney]
    unnamed: dict[str, int]
    first: dict[str, int]
    last: int


def is_from_funder(name: AccountName) -> bool:
    """Return whether cash on the other side of *name* is a receipt from a funder or partner, or its repayment."""
    if name.root == "Income":
        return name.stream in ("grant-income", "results")
    return name.first in GRANT_BALANCES


def sort_out(transactions: Sequence[Transaction], register: Register, calendar: Calendar) -> Sorted:
    """Return the money of every agreement of *register* in *transactions*; pounds only, families and in kind are not."""
    money_of = {name: AgreementMoney(name) for name in register.agreements}
    sharing: dict[str, list[str]] = defaultdict(list)
    for one in register.agreements.values():
        sharing[one.fund].append(one.name)
    alone = register.alone
    ends = {one.name: one.ends for one in register.agreements.values()}
    unnamed: dict[str, int] = defaultdict(int)
    first: dict[str, int] = {}
    last = 0
    kinds = _Kinds(frozenset(name for name, fund in register.funds.items() if fund.kind == "pool"))
    matched = _matched(register)
    shares = sharing_out.shares(transactions, register, calendar)
    for index, txn in enumerate(transactions):
        meta, day = txn.meta, txn.date
        key = calendar.of_entry(txn.date, txn.meta.get("period"))
        opening = str(meta.get("opening") or "")
        if key > last and not opening:
            last = key
        named = str(meta.get("agreement") or "")
        instalment = matched.get(str(meta.get("doc") or ""), "") or str(meta.get("instalment") or "")
        for leg, fund, what, pence in _told(txn, opening, kinds):
            name = alone.get(fund) or (named if named in sharing.get(fund, ()) else "")
            parts = {name: pence}
            if not name:
                parts = sharing_out.split(pence, shares[index]) if index in shares and fund in sharing else {}
                if not parts and fund in sharing and what in ("spent", "ineligible", "pooled"):
                    unnamed[fund] += pence
            for of, part in parts.items():
                end = ends[of]
                kind = "late" if what == "spent" and end is not None and day > end and not opening else what
                money_of[of].lines[kind].append(Line(index, leg, key, day, part, instalment))
                if not opening and key < first.get(of, _NEVER):
                    first[of] = key
    _into_pools(money_of, transactions, register, calendar)
    return Sorted(money_of, {fund: pence for fund, pence in unnamed.items() if pence}, first, last)


def _into_pools(
    money_of: dict[str, AgreementMoney], transactions: Sequence[Transaction], register: Register, calendar: Calendar
) -> None:
    """Tell the money of every agreement what pools do with what was moved into them, where any was."""
    moved = [
        Moved(_other_of(transactions[line.txn].postings[line.leg].account), name, line.key, line.pence)
        for name, own in money_of.items()
        for line in own.lines["pooled"]
    ]
    if moved:
        pools = InPools(transactions, register, calendar, moved)
        for own in money_of.values():
            own.pools = pools


def _other_of(account: str) -> str:
    """Return the fund on the other side of a transfer that is posted to *account*, blank where it is none."""
    name = accounts.parse(account)
    return "".join(fund for fund in name.transfer or () if fund != name.fund)


def _matched(register: Register) -> dict[str, str]:
    """Return the instalment of each document that a person matched to one: it goes before what the entry names."""
    references = {one.reference for one in register.instalments}
    pairs = [(one, other) for one, other, _ in register.matches()]
    return {one: other for one, other in (*pairs, *((b, a) for a, b in pairs)) if other in references}


class _Kinds(dict[str, tuple[str, str, bool]]):
    """The fund of each account, what a posting to it is, and whether cash against it comes from a funder."""

    def __init__(self, pools: frozenset[str]) -> None:
        super().__init__()
        self._pools = pools

    def __missing__(self, account: str) -> tuple[str, str, bool]:
        try:
            name = accounts.parse(account)
        except accounts.AccountNameError:
            self[account] = ("", "", False)
            return self[account]
        what = _OF_BALANCE_SHEET.get((name.root, name.first), "")
        if name.transfer and _other_of(account) in self._pools:
            what = "pooled"
        elif name.root == "Income":
            what = _OF_INCOME.get(name.stream or "", "")
        elif name.root == "Expenses":
            what = "passed-on" if name.transfer else "spent" if name.heading else "ineligible"
        self[account] = (name.fund, what, is_from_funder(name))
        return self[account]


def _told(txn: Transaction, opening: str, kinds: _Kinds) -> list[tuple[int, str, str, int]]:
    """Return position, fund, what it is and pence of each posting in pounds that is something; one may be two things."""
    legs = []
    is_plain = not opening
    for leg, one in enumerate(txn.postings):
        fund, what, is_source = kinds[one.account]
        units = one.units
        if units is not None and units.number is not None and units.currency == "GBP":
            legs.append((leg, fund, what, is_source, int(units.number.scaleb(2))))
            is_plain = is_plain and not is_source
    not_eligible = txn.meta.get("eligible") is False
    if is_plain and not not_eligible:
        return [(leg, fund, what, pence) for leg, fund, what, _, pence in legs if what]
    return _told_of_grants(legs, opening, not_eligible=not_eligible)


def _told_of_grants(
    legs: list[tuple[int, str, str, bool, int]], opening: str, *, not_eligible: bool
) -> list[tuple[int, str, str, int]]:
    from_funder = {fund for _, fund, _, is_source, _ in legs if is_source}
    with_cash = {fund for _, fund, what, _, _ in legs if what == "cash"}
    from_results = {fund for _, fund, what, _, pence in legs if what == "results" and pence > 0}
    out_of_advance = {fund for _, fund, what, _, pence in legs if what == "advance" and pence > 0}
    found = []
    for leg, fund, what, _, pence in legs:
        besides: tuple[str, ...] = _OPENING.get((what, opening), ())
        if what == "cash" and not opening and fund in from_funder:
            besides = ("received",)
        elif what == "repayable" and pence > 0 and fund in with_cash:
            besides = ("repaid", "received")
        elif what == "repayable" and pence < 0 and fund in from_results:
            besides = ("clawed",)
        elif what == "income" and fund in out_of_advance:
            besides = ("released",)
        found += [(leg, fund, one, pence) for one in besides]
        if what:
            found.append((leg, fund, "ineligible" if what == "spent" and not_eligible else what, pence))
    return found

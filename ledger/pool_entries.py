"""Which entries do the books lack to say whose a pool's balance is? At year ends, and where a partner has been succeeded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import accounts, money, pools
from ledger.pool_money import OF_A_PARTNER
from ledger.proposed import Proposed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.memorandum import Year
    from ledger.pool_money import PoolMoney
    from ledger.pools import Partner, Pool, Succession
    from ledger.recognition import Cut

CARRIED, HANDED_ON = "carried", "handed-on"
_WHAT = {
    "carry-forward": "the year's balance is carried forward for its partners",
    "ring-fence": "the year's balance is ring-fenced in the pool's reserve",
    "return": "the year's surplus goes back to the partners",
}


def at_year_ends(pool: Pool, every: Iterable[Year], own: PoolMoney, over: Iterable[Cut]) -> tuple[Proposed, ...]:
    """Return the entries that the books lack at the ends of the years in *over*, each after those before it.

    They carry what is left to each partner, as ``surplus:`` of the pool says, and what is unspent of grants into its reserve.
    """
    closed = {one.year for one in over}
    found: list[Proposed] = []
    added: dict[str, int] = defaultdict(int)
    wanted: dict[str, int] = defaultdict(int)
    for year in every:
        for one in year.partners:
            wanted[_account(pool, "Liabilities", "PartnersRepayable", one.partner)] -= one.returned
        if year.year not in closed:
            continue
        legs: dict[str, int] = {}
        standing = {**dict.fromkeys(added, 0), **wanted, **_balances(pool, year)}
        for account, pence in standing.items():
            lacking = pence - _held(own, account, year.cut.key) - added[account]
            if lacking:
                legs[account] = lacking
        what = f"{pool.name} {year.year}: {_WHAT[pool.surplus]}"
        found += [Proposed(year.cut.day, CARRIED, what, each, year.year) for each in _moved(pool, legs)]
        for account, pence in legs.items():
            added[account] += pence
    return tuple(found)


def _moved(pool: Pool, legs: dict[str, int]) -> list[dict[str, int]]:
    """Return *legs* balanced by the movement in reserves, which tells them from what passes between partners.

    Where they balance by themselves, debits and credits are two entries, so that each has it.
    """
    movement = accounts.build("Equity", pool.name, "MovementInReserves")
    parts = [legs]
    if not sum(legs.values()):
        parts = [
            {account: pence for account, pence in legs.items() if (pence > 0) == is_debit} for is_debit in (True, False)
        ]
    return [{**each, movement: -sum(each.values())} for each in parts if each]


def handing_on(
    pool: Pool,
    year: Year,
    own: PoolMoney,
    partners: dict[str, Partner],
    every: tuple[Succession, ...],
    *,
    is_over: bool,
) -> tuple[Proposed, ...]:
    """Return the entries by which what partners that have ended still hold passes to those who succeed them.

    Within a year only the first such entry is asked for: what the partner bears of the year may still move a little with the
    part that grants meet, and the rest is passed on once the year *is_over*.
    """
    found: list[Proposed] = []
    for name, partner in partners.items():
        heirs = {} if partner.ends is None or partner.ends >= year.cut.day else pools.heirs(name, every, year.cut.day)
        if not heirs or name in heirs:
            continue
        day = min(one.day for one in every if one.old == name)
        is_done = any(line.who == name and line.day >= day for line in own.of("handed-on", until=year.cut.key))
        when = year.cut.day if is_done else day
        held = _held_of(name, year, own)
        if is_done and not is_over:
            held.pop(("Equity", "PartnerBalance", ""), None)
        for (root, what, invoice), pence in held.items():
            legs = {_account(pool, root, what, name): -pence}
            for heir, part in zip(heirs, money.split(pence, list(heirs.values())), strict=True):
                legs[_account(pool, root, what, heir)] = part
            words = f"{pool.name}: what {name} had as {accounts.words(what)} passes to {' and '.join(heirs)}"
            found.append(Proposed(when, HANDED_ON, words, legs, said={"invoice": invoice} if invoice else {}))
    return tuple(found)


def _held_of(name: str, year: Year, own: PoolMoney) -> dict[tuple[str, str, str], int]:
    """Return what the partner *name* holds of each sort of balance, and of debts by invoice, in pence, debits positive."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for (root, what), sort in OF_A_PARTNER.items():
        if sort == "balance":
            found[root, what, ""] -= sum(one.closing for one in year.partners if one.partner == name)
            continue
        for line in own.of(sort, until=year.cut.key):
            if line.who == name:
                found[root, what, line.invoice if sort == "receivable" else ""] += line.pence
    return {key: pence for key, pence in found.items() if pence}


def _balances(pool: Pool, year: Year) -> dict[str, int]:
    """Return what the balances of partners and the pool's reserve should be at the end of *year*, debits positive."""
    of_partners = {_account(pool, "Equity", "PartnerBalance", one.partner): -one.closing for one in year.partners}
    kept = -sum(one.closing for one in year.sources)
    if pool.surplus == "ring-fence":
        kept += sum(of_partners.values())
        of_partners = dict.fromkeys(of_partners, 0)
    return {**of_partners, _account(pool, "Equity", "EarmarkedReserve"): kept}


def _held(own: PoolMoney, account: str, until: int) -> int:
    """Return what the books have on *account*, debits positive; of what is repayable, what came out of balances."""
    sort = {"PartnersRepayable": "returned", "EarmarkedReserve": "reserve"}.get(
        accounts.parse(account).first, "balance"
    )
    return sum(line.pence for line in own.of(sort, until=until) if line.account == account)


def _account(pool: Pool, root: str, *parts: str) -> str:
    return accounts.build(root, pool.name, *parts)

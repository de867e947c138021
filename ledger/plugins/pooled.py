"""P103, P106 to P108: does what is posted to a pool keep its terms, and do the books say whose its balance is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, money, pools
from ledger.accounts import AccountNameError
from ledger.findings import Finding, Level, Rule, found
from ledger.plugins.partners import EXISTS, life
from ledger.pool_entries import CARRIED
from ledger.pool_money import IN_KIND
from ledger.pooling import now, pooled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.periods import Calendar
    from ledger.plugins.view import View
    from ledger.pool_money import Line
    from ledger.pooling import Pooled
    from ledger.pools import Partner

CASH = Rule(
    "P103",
    Level.ERROR,
    "what is given in kind never meets cash",
    "Work, rooms and staff that partners give stand in GBP.INKIND, as Income:Pool:InKind:Partner against Expenses:Pool:Heading:InKind, "
    "and nowhere else; no pound stands on these accounts. In kind is shown, and is in no total of GBP.",
)
HANDED_ON = Rule(
    "P106",
    Level.WARNING,
    "what a partner held passes to its successor by an entry",
    "Where a partner has been succeeded, its balance in the pool, what it owes and what it is owed pass on by an entry of their own. "
    "statement pooled prints it.",
)
BORNE = Rule(
    "P107",
    Level.ERROR,
    "somebody bears what a pool spends",
    "A pool's spending is borne by the risk shares of its day, or, where there are none, by the contribution shares. Agree shares from "
    "the first day of spending on. What nobody bears because all are capped is said here too.",
)
YEAR_END = Rule(
    "P108",
    Level.WARNING,
    "at the year's end a pool's balance is carried, kept or returned as agreed",
    "Once a year is over, what is left to each partner is carried forward, ring-fenced or returned, as surplus: of the pool's fund says, "
    "and what is unspent of grants stays in its reserve. statement pooled prints the entry.",
)
RULES = (CASH, HANDED_ON, BORNE, YEAR_END)


def check(view: View) -> list[Finding]:
    """Return where the postings of pools break their terms, and which entries they lack."""
    findings = list(_in_kind(view)) if _may_hold_in_kind(view) else []
    if not view.pool_money:
        return findings
    partners = pools.partners(view.register.records)
    cut = now(view.transactions, view.calendar)
    for one in pooled(view.register, view.transactions, view.calendar, cut, view.pool_money).values() if cut else ():
        findings += [*_contributed(view, one, partners), *_borne(one), *_lacking(one)]
    return findings


def _may_hold_in_kind(view: View) -> bool:
    """Return whether the books have an account in kind or its commodity at all: most have neither, and need no look at each posting."""
    return IN_KIND in view.options["commodities"] or any("InKind" in name for name in view.opens)


def _in_kind(view: View) -> Iterator[Finding]:
    for txn in view.transactions:
        for posting in txn.postings:
            units = posting.units
            in_kind = units is not None and units.currency == IN_KIND
            if (in_kind or "InKind" in posting.account) and in_kind != _is_in_kind(posting.account):
                what = f"{units.number} {units.currency}" if units is not None else "an amount"
                message = f"{what} stands on {posting.account}"
                cure = "in kind goes to Income:…:InKind:… and Expenses:…:InKind" if in_kind else "give it in GBP.INKIND"
                yield found(CASH, f"{message}: {cure}", posting.meta or txn.meta)


def _is_in_kind(account: str) -> bool:
    try:
        name = accounts.parse(account)
    except AccountNameError:
        return False
    return (name.root == "Income" and name.first == "InKind") or (
        name.root == "Expenses" and name.parts[-1:] == ("InKind",)
    )


def _contributed(view: View, one: Pooled, partners: dict[str, Partner]) -> Iterator[Finding]:
    """Yield what was contributed by partners that are none, or not on that day; one finding for a transaction."""
    seen: set[int] = set()
    for line in (*one.money.lines["contributed"], *one.money.lines["in-kind"]):
        partner = partners.get(line.who)
        if line.txn in seen or (partner is not None and partner.exists_on(line.day)):
            continue
        if partner is not None and _is_of_its_last_year(line, partner, view.calendar):
            continue
        seen.add(line.txn)
        why = f"{line.who} is no partner of the books" if partner is None else life(partner)
        place = view.transactions[line.txn].meta
        yield found(EXISTS, f"a contribution of {line.who} to {one.pool.name} on {line.day}: {why}", place)


def _is_of_its_last_year(line: Line, partner: Partner, calendar: Calendar) -> bool:
    """Return whether *line* only says which year's income it is, in the year that *partner* ended in: nothing is asked for."""
    is_adjusting = not line.invoice and "cash" not in line.beside and bool({"receivable", "advance"} & line.beside)
    return is_adjusting and partner.ends is not None and calendar.year_of(line.day) == calendar.year_of(partner.ends)


def _borne(one: Pooled) -> list[Finding]:
    return [
        found(
            BORNE,
            f"{money.spoken(year.unborne)} of what {one.pool.name} spent in {year.year} is borne by nobody: agree "
            f"{'numbers of families' if one.pool.by_families else 'shares'} from the first day of spending on, or raise a cap",
            one.pool.place,
        )
        for year in one.years
        if year.unborne
    ]


def _lacking(one: Pooled) -> list[Finding]:
    return [
        found(
            YEAR_END if entry.kind == CARRIED else HANDED_ON,
            f"{entry.what}: an entry of {money.spoken(entry.pence)} on {entry.day} is not in the books; statement pooled prints it",
            one.pool.place,
        )
        for entry in one.lacking
    ]

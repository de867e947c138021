"""P10x: do a pool's terms make sense: who its partners are and when, and what their shares add up to?"""

from __future__ import annotations

import datetime
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import accounts, money, pools, registering, shares
from ledger.accounts import AccountNameError
from ledger.findings import Finding, Level, Rule, found
from ledger.pools import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.directives import Record
    from ledger.plugins.view import View
    from ledger.pools import Partner, Pool, Succession
    from ledger.shares import Shares

SHARES = Rule(
    "P101",
    Level.ERROR,
    "the shares of a pool make a whole at every date",
    "The contribution shares of a pool, its risk shares, and those of each spending rule (account:) add up to a whole from each date "
    "on which one changes: to 1 as fractions such as 1/3 or 25%, or, as weights, to what shares-of: of the pool's fund says. A share "
    "that changes needs the others' on the same day. account: names spending of the pool, and cap: stands with a share that has no "
    "account:, for it is of all that the partner bears in a year. A contribution of all needs contribution shares on each of its days.",
)
EXISTS = Rule(
    "P102",
    Level.ERROR,
    "a partner exists when it shares or contributes",
    "Shares, numbers of families and contributions name a pool and a partner of the books, and the days lie in the partner's life: from "
    "its directive to ends:, or to the day before its successor takes its place. What a successor owes is its own contribution, and what its "
    "predecessor was not asked for by its end.",
)
SUCCEEDS = Rule(
    "P104",
    Level.ERROR,
    "a partner that ends is succeeded by partners that exist, for the whole of it",
    "A succession names two partners of the books, the new one exists on its day, and the parts (share:) of all that succeed one partner "
    "add up to a whole. A partner that ends by ends: and still has a share needs a succession, or new shares from the next day.",
)
TERMS = Rule(
    "P105",
    Level.WARNING,
    "a pool says who hosts it, in which role and on which legal basis",
    "The fund of a pool names host: (a partner), host-role: (principal, joint-operation or agent), legal-basis: (s75 or "
    "local-partnership) and reference:, its written agreement. The role decides what the host's own accounts recognise. Numbers of "
    'families divide a pool that says apportioned-by: "families", and no other.',
)
RULES = (SHARES, EXISTS, SUCCEEDS, TERMS)

_A_DAY = datetime.timedelta(days=1)
_OF_PARTNERS = ("share", "headcount", "contribution")


def check(view: View) -> list[Finding]:
    """Return what is wrong with the terms of pools; nothing is looked at where there is no pool and no partner."""
    register = view.register
    known = pools.pools(register)
    partners = pools.partners(register.records)
    if not known and not partners:
        return []
    passed = pools.successions(register.records)
    findings = [
        one
        for record in register.records
        if record.name in _OF_PARTNERS
        for one in _exists(record, known, partners, register.funds)
    ]
    findings += [*_names(partners), *_successions(passed, partners)]
    for pool in known.values():
        findings += [*_shares(view, pool, passed, partners), *_terms(pool, partners), *_misplaced(view, pool)]
    return findings


def _exists(
    record: Record, known: dict[str, Pool], partners: dict[str, Partner], funds: Iterable[str]
) -> Iterator[Finding]:
    pool, name = record.values["pool"], record.values["partner"]
    if pool not in known:
        what = "the fund of a grant" if pool in funds else "not in the books"
        yield found(EXISTS, f"{record.name} names the pool {pool!r}, which is {what}: name a pool", record.place)
    if record.name == "contribution" and record.values["end"] < record.values["start"]:
        yield found(EXISTS, f"the contribution of {name} ends before it starts: correct its days", record.place)
    if record.name == "contribution" and name == ALL:
        return
    partner = partners.get(name)
    if partner is None:
        yield found(
            EXISTS, f'{record.name} names the partner {name!r}: add its custom "partner", or correct it', record.place
        )
        return
    first, last = record.date, record.date
    if record.name == "contribution":
        first, last = record.values["start"], record.values["end"]
    elif not record.values.get("share", record.values.get("families")):
        return
    for day in dict.fromkeys((first, last)):
        if not partner.exists_on(day):
            yield found(EXISTS, f"{record.name} of {name} on {day}: {life(partner)}", record.place)


def life(partner: Partner) -> str:
    """Return when *partner* exists, as a sentence ends."""
    until = f" to {partner.ends}" if partner.ends else " on"
    return f"{partner.name} is a partner from {partner.since}{until}"


def _names(partners: dict[str, Partner]) -> Iterator[Finding]:
    for one in partners.values():
        try:
            accounts.build("Income", one.name)
        except AccountNameError:
            why = "accounts cannot have it in their names: write letters and digits alone, a capital first"
        else:
            if one.name != ALL:
                continue
        if one.name == ALL:
            why = "that is how a contribution of every partner is written: give it another name"
        yield found(EXISTS, f"the partner {one.name!r}: {why}", one.place)


def _misplaced(view: View, pool: Pool) -> Iterator[Finding]:
    """Yield what is stated for *pool* and would count for nothing."""
    records = [one for one in view.register.records if one.values.get("pool") == pool.name]
    spending = accounts.build("Expenses", pool.name)
    for one in records:
        account = one.metadata.get("account")
        if one.name == "headcount" and not pool.by_families:
            message = f"{pool.name} is divided by shares, and a number of families counts for nothing"
            yield found(TERMS, f'{message}: take it away, or say apportioned-by: "families"', one.place)
        if one.name != "share" or account is None:
            continue
        if one.values["of"] != shares.RISK or not f"{account}:".startswith(f"{spending}:"):
            message = f"account: is for the risk shares of spending of {pool.name}, and {account} of {one.values['of']} is none"
            yield found(SHARES, f"{message}: name an account of {spending}, or take it away", one.place)
        elif "cap" in one.metadata:
            message = (
                f"cap: is of all that {one.values['partner']} bears of {pool.name} in a year, not of {account} alone"
            )
            yield found(SHARES, f"{message}: give it with a share that has no account:", one.place)
    divided = shares.of(view.register.records, pool, pools.successions(view.register.records))
    for one in registering.standing(records, "contribution"):
        if one.values["partner"] == ALL and (day := _undivided(one, divided)):
            message = f"the contribution of all to {pool.name} cannot be divided: no contribution shares are in force on {day}"
            yield found(SHARES, f"{message}: agree them, or name each partner", one.place)


def _undivided(record: Record, divided: Shares) -> datetime.date | None:
    """Return the first day of a contribution of all on which no contribution shares are in force."""
    changes = (
        [one.day for one in divided.timelines[shares.CONTRIBUTION, ""].states]
        if (shares.CONTRIBUTION, "") in divided.timelines
        else []
    )
    days = [record.values["start"], *(day for day in changes if record.values["start"] < day <= record.values["end"])]
    return next((day for day in days if not divided.given(day)), None)


def _successions(passed: tuple[Succession, ...], partners: dict[str, Partner]) -> list[Finding]:
    findings = []
    parts: dict[tuple[str, datetime.date], Fraction] = defaultdict(Fraction)
    days: dict[str, set[datetime.date]] = defaultdict(set)
    for one in passed:
        parts[one.old, one.day] += one.share
        days[one.old].add(one.day)
        unknown = [name for name in (one.old, one.new) if name not in partners]
        if unknown:
            message = f"the succession of {one.old} names {' and '.join(unknown)}, no partner of the books"
            findings.append(found(SUCCEEDS, f'{message}: add its custom "partner"', one.place))
        elif one.old == one.new or not partners[one.new].exists_on(one.day):
            message = f"{one.new} succeeds {one.old} on {one.day}, but {life(partners[one.new])}"
            findings.append(found(SUCCEEDS, message, one.place))
    for one in {(one.old, one.day): one for one in passed}.values():
        whole = parts[one.old, one.day]
        if whole != 1:
            message = (
                f"those who succeed {one.old} on {one.day} take {money.exact(whole)} of it together, and should take 1"
            )
            findings.append(found(SUCCEEDS, f"{message}: correct share:", one.place))
        if one.day != min(days[one.old]):
            findings.append(found(SUCCEEDS, f"{one.old} is succeeded on two days, and ended on the first", one.place))
    return findings


def _shares(view: View, pool: Pool, passed: tuple[Succession, ...], partners: dict[str, Partner]) -> list[Finding]:
    findings = []
    divided = shares.of(view.register.records, pool, passed)
    for (what, account), timeline in divided.timelines.items():
        words = f"the {what} shares of {pool.name}{f' for {account}' if account else ''}"
        if pool.shares_of <= 0:
            message = f"shares-of: of {pool.name} is {_said(pool.shares_of)}"
            findings.append(found(SHARES, f"{message}: say what its weights add up to, above nothing", pool.place))
            break
        is_of_families = pool.by_families and (what, account) == (shares.RISK, "")
        if not is_of_families:
            findings += [
                found(
                    SHARES,
                    f"{words} add up to {_said(one.whole)} from {one.day}, and should add up to {_said(pool.shares_of)}: agree "
                    "all of them for that day, or say with shares-of: what weights add up to",
                    one.place,
                )
                for one in timeline.not_whole(pool.shares_of)
            ]
        for name, partner in partners.items():
            day = (partner.ends or pool.since) + _A_DAY
            if partner.ends and name in timeline.on(day):
                message = f"{name} ends on {partner.ends} and has a part of {words} after it"
                findings.append(found(SUCCEEDS, f"{message}: name its successor, or agree new shares", partner.place))
    return findings


def _said(number: Fraction) -> str:
    """Return *number* as shares are written: a fraction, not a rounded decimal."""
    return str(number)


def _terms(pool: Pool, partners: dict[str, Partner]) -> Iterator[Finding]:
    needed = {
        "host": pool.host,
        "host-role": pool.host_role,
        "legal-basis": pool.legal_basis,
        "reference": pool.reference,
    }
    lacking = [f"{key}:" for key, value in needed.items() if value is None]
    if lacking:
        yield found(TERMS, f"the pool {pool.name} does not say {', '.join(lacking)}", pool.place)
    if pool.host and pool.host not in partners:
        yield found(TERMS, f'the host of {pool.name}, {pool.host}, is no partner: add its custom "partner"', pool.place)

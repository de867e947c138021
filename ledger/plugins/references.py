"""A1xx: does every directive and entry refer to what there is, by a name that only one thing has?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger import registering, savings
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    import datetime

    from ledger.agreements import Register
    from ledger.plugins.view import View

DANGLING = Rule(
    "A102",
    Level.ERROR,
    "directives refer to what there is",
    "An agreement belongs to a fund, a tariff, route, instalment or allocation to an agreement, a virement to accounts, "
    "an allocation to an account that is open or has open accounts below it, and a saving to a fund or a programme.",
)
REFERENCE = Rule(
    "A111",
    Level.ERROR,
    "no two instalments have one reference",
    "A remittance names the instalment it pays, AGREEMENT/YEAR/NUMBER or the reference: given to it. Two of one name would "
    "leave open which was paid. Give one of them another reference:.",
)
NOT_AGREED = Rule(
    "A112",
    Level.ERROR,
    "an entry names what was agreed",
    "agreement: and instalment: on a transaction name an agreement and an instalment of the books. A name that nobody agreed "
    "would leave money out of every statement by agreement. Correct the name, or enter what it names.",
)
TWICE = Rule(
    "A113",
    Level.ERROR,
    "one directive of a name a day",
    "A later directive amends an earlier one of the same name. Two of one day would leave it to the order of files which of "
    "them counts. Put them into one, or date the amendment.",
)
RULES = (DANGLING, REFERENCE, NOT_AGREED, TWICE)

_WITH_ACCOUNTS = ("allocation", "virement", "commitment", "forecast", "profile", "monitoring")


def check(view: View) -> list[Finding]:
    """Return what refers to nothing, or to more than one thing."""
    register = view.register
    return [*_dangling(view), *_references(register), *_not_agreed(view), *_twice(register)]


def _dangling(view: View) -> list[Finding]:
    register = view.register
    named = [(f"agreement {one.name}", one.fund, "fund", one.place) for one in register.agreements.values()]
    named += [("posts", one.fund, "fund", one.place) for one in register.posts]
    known = {
        "fund": register.funds.keys(),
        "agreement": register.agreements.keys(),
        "fund or programme": savings.owners(register),
    }
    for record in register.records:
        if record.name == "saving":
            named.append(("saving", record.values["fund"], "fund or programme", record.place))
        name = record.values.get("agreement")
        if record.name != "agreement" and name is not None:
            named.append((record.name, name, "agreement", record.place))
    missing = [one for one in named if one[1] not in known[one[2]]]
    missing += _accounts_not_open(view)
    missing += _orders_not_raised(register)
    tariffs = {(one.agreement, one.year) for one in register.tariffs}
    missing += [
        (f"the attachment-fee instalment of {one.agreement}", one.year, "tariff", one.place)
        for one in register.instalments
        if one.stream == "attachment-fee"
        and one.agreement in known["agreement"]
        and (one.agreement, one.year) not in tariffs
    ]
    return [
        found(DANGLING, f"{what} names the {kind} {name!r}, which is not in the books", place)
        for what, name, kind, place in missing
    ]


def _accounts_not_open(view: View) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (record.name, account, "account", record.place)
        for record in view.register.records
        if record.name in _WITH_ACCOUNTS
        for key in ("account", "from", "to")
        if (account := record.values.get(key)) is not None and not _is_open(view, account)
    ]


def _orders_not_raised(register: Register) -> list[tuple[str, str, str, dict[str, Any]]]:
    raised: dict[str, datetime.date] = {}
    for one in register.commitments:
        if one.amount > 0:
            raised.setdefault(one.order, one.date)
    return [
        ("the reduction", one.order, "order", one.place)
        for one in register.commitments
        if one.amount <= 0 and (one.order not in raised or one.date < raised[one.order])
    ]


def _is_open(view: View, account: str) -> bool:
    return account in view.opens or any(one.startswith(f"{account}:") for one in view.opens)


def _references(register: Register) -> list[Finding]:
    seen: set[str] = set()
    findings = []
    for one in register.instalments:
        if one.reference in seen:
            findings.append(
                found(REFERENCE, f"two instalments are called {one.reference}: give one another reference:", one.place)
            )
        seen.add(one.reference)
    return findings


def _not_agreed(view: View) -> list[Finding]:
    known = {
        "agreement": set(view.register.agreements),
        "instalment": {one.reference for one in view.register.instalments},
    }
    return [
        found(NOT_AGREED, f"the entry names the {what} {txn.meta[what]!r}, which is not in the books", txn.meta)
        for txn in view.transactions
        for what, names in known.items()
        if what in txn.meta and txn.meta[what] not in names
    ]


def _twice(register: Register) -> list[Finding]:
    seen: set[tuple[Any, ...]] = set()
    findings = []
    for record in registering.last_states(register.records):
        if record.name not in registering.AMENDED:
            continue
        named = [str(record.values[name]) for name in registering.AMENDED[record.name]]
        key = (record.name, registering.day_of(record), *named)
        if key in seen:
            what = " ".join((record.name, *named))
            findings.append(
                found(
                    TWICE,
                    f"there are two of {what} on {record.date}: put them into one, or date the amendment",
                    record.place,
                )
            )
        seen.add(key)
    return findings

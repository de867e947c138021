"""A1xx: do profiles, forecasts and virements belong to budgets of a fund's spending, and have they an effect?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, budgets, money, registering
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.agreements import Virement
    from ledger.budgets import Approved
    from ledger.directives import Record
    from ledger.plugins.view import View

WEIGHTS = Rule(
    "A140",
    Level.ERROR,
    "a profile has a weight for each posting period of its year",
    "A profile says how the budget of a year goes to its posting periods: one weight for each of them, in their order, none for an "
    "adjusting period such as P13. The calendar says how many there are: twelve, unless calendar.toml says otherwise.",
)
OF_A_FUND = Rule(
    "A141",
    Level.ERROR,
    "profiles, forecasts and monitoring are of what a fund of the books spends",
    "A profile, a forecast or a monitoring setting names an expenses account of a fund of the books, or the fund's expenses as a whole, "
    "and no transfer to another fund. A forecast may be of income as well; it is kept, and no budget is held against it.",
)
NO_EFFECT = Rule(
    "A142",
    Level.WARNING,
    "an allocation belongs to a year, a profile divides one, a monitoring setting sets something",
    "A profile divides what was allocated for its year to its own account and to those below it that have none of their own, and gives "
    "weight to a posting period that the allocation has days in. One that changes nothing has a wrong account, year or weights. A "
    "monitoring setting has a method or a tolerance. An allocation has days in a posting period of the calendar: no year's budget has it "
    "otherwise.",
)
WITHIN_FUND = Rule(
    "A143",
    Level.ERROR,
    "a virement moves budget between two expenses accounts of one fund",
    "A virement moves budget from one expenses account of a fund to another of it, on a day of the calendar or in the year that year: "
    "names. Money that goes to another fund is a transfer, entered by a journal.",
)
BELOW_NIL = Rule(
    "A144",
    Level.WARNING,
    "virements take no more than a year's budget has",
    "What virements take from an account in a year is at most its budget for that year: its part of the allocation and what other virements "
    "brought. Name another account, write year: on a virement of another year's budget, or allocate anew.",
)
RULES = (WEIGHTS, OF_A_FUND, NO_EFFECT, WITHIN_FUND, BELOW_NIL)

_WATCHED = ("profile", "forecast", "monitoring")


def check(view: View) -> list[Finding]:
    """Return what is wrong with profiles, forecasts, monitoring settings and virements."""
    records = [one for one in registering.last_states(view.register.records) if one.name in _WATCHED]
    if not records and not view.register.virements:
        return [*_of_no_year(view)]
    findings = [*_of_no_year(view)]
    findings += [one for record in records for one in (*_weights(view, record), *_account(view, record))]
    findings += [one for record in records for one in _sets_nothing(record)]
    findings += [one for virement in view.register.virements for one in _within(view, virement)]
    if any(one.level is Level.ERROR for one in findings):
        return findings
    return [*findings, *_of_budgets(view, budgets.approved(view.register))]


def _weights(view: View, record: Record) -> Iterator[Finding]:
    if record.name != "profile":
        return
    year, given = record.values["year"], len(record.values["weights"])
    try:
        wanted = len(budgets.periods_of(view.calendar, int(year[:4])))
    except PeriodError as problem:
        yield found(WEIGHTS, f"profile of {record.values['account']}: {problem}", record.place)
        return
    if given != wanted:
        message = (
            f"the profile of {record.values['account']} has {given} weights, and {year} has {wanted} posting periods: give one for each, "
            "0 where nothing is to be spent"
        )
        yield found(WEIGHTS, message, record.place)


def _account(view: View, record: Record) -> Iterator[Finding]:
    account = record.values["account"]
    try:
        name = accounts.parse(account)
    except accounts.AccountNameError as problem:
        yield found(OF_A_FUND, f"{record.name}: {problem}", record.place)
        return
    said = f"the {record.name} of {account}"
    if name.fund not in view.register.funds:
        message = f"{said} names the fund {name.fund!r}, which is not in the books: correct the account"
        yield found(OF_A_FUND, message, record.place)
    elif not budgets.is_spending(name) and not (record.name == "forecast" and name.root == "Income"):
        message = f"{said} is of no spending: name an account such as Expenses:{name.fund}:Delivery"
        yield found(OF_A_FUND, message, record.place)


def _sets_nothing(record: Record) -> Iterator[Finding]:
    if record.name == "monitoring" and not {"method", "tolerance", "tolerance-share"} & set(record.metadata):
        message = (
            f"the monitoring of {record.values['account']} sets nothing: add method: or tolerance:, or take it away"
        )
        yield found(NO_EFFECT, message, record.place)


def _of_no_year(view: View) -> Iterator[Finding]:
    for one in view.register.allocations:
        if one.start <= one.end and not budgets.by_period(one, view.calendar):
            message = (
                f"the allocation of {one.agreement} to {one.account} from {one.start} to {one.end} has days in no posting period, so that it "
                "is in no year's budget: correct its days, or calendar.toml"
            )
            yield found(NO_EFFECT, message, one.place)


def _within(view: View, one: Virement) -> Iterator[Finding]:
    said = f"the virement of {money.spoken(one.amount)} from {one.source} to {one.target}"
    try:
        source, target = accounts.parse(one.source), accounts.parse(one.target)
    except accounts.AccountNameError as problem:
        yield found(WITHIN_FUND, f"{said}: {problem}", one.place)
        return
    if one.source == one.target or not (budgets.is_spending(source) and budgets.is_spending(target)):
        message = f"{said} moves no budget: name two expenses accounts of one fund"
        yield found(WITHIN_FUND, message, one.place)
    elif source.fund != target.fund:
        message = f"{said} is between two funds: enter a transfer by a journal, or correct one of the accounts"
        yield found(WITHIN_FUND, message, one.place)
    elif budgets.year_of(one, view.calendar) is None:
        message = (
            f"{said} is dated {one.date}, which no posting period holds: correct the date, or write year: below it"
        )
        yield found(WITHIN_FUND, message, one.place)


def _of_budgets(view: View, known: Approved) -> Iterator[Finding]:
    """Yield what the budgets of the years that have profiles or virements lack; they can be made of what is right alone."""
    wanted = {(accounts.parse(one.account).fund, int(one.year[:4])) for one in known.profiles}
    wanted |= {
        (accounts.parse(one.source).fund, year)
        for one in known.virements
        if (year := budgets.year_of(one, view.calendar)) is not None
    }
    for fund, year in sorted(wanted):
        of_year = budgets.of_year(known, view.calendar, fund, year)
        divided = [one for name, one in of_year.profiles.items() if one and one not in of_year.passed_over]
        for profile in known.profiles:
            own = accounts.parse(profile.account).fund == fund and profile.year == of_year.label
            if own and profile not in divided:
                message = (
                    f"the profile of {profile.account} for {profile.year} divides nothing: no allocation to it or below has days in the "
                    "periods that it gives weight to"
                )
                yield found(NO_EFFECT, message, profile.place)
        for budget in of_year.budgets.values():
            if budget.pence < 0 and budget.moved < 0:
                place = next(
                    one.place
                    for one in reversed(of_year.virements)
                    if budgets.is_at_or_below(one.source, budget.account)
                )
                message = (
                    f"virements of {of_year.label} take {money.spoken(-budget.moved)} more from {budget.account} than they bring, and its budget "
                    f"is {money.spoken(budget.approved)}: that is {money.spoken(-budget.pence)} too much"
                )
                yield found(BELOW_NIL, message, place)

"""A125: does every carry-forward, confirmation of targets, repayment and covers: of an agreement change something, once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import condition, money, recognition
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreement_money import AgreementMoney
    from ledger.agreements import Instalment
    from ledger.directives import Record
    from ledger.plugins.view import View
    from ledger.recognition import Cut, Terms

FOR_NOTHING = Rule(
    "A125",
    Level.WARNING,
    "what is approved or confirmed has an effect, once",
    "A carry-forward approves what a year left unspent, no more than that; targets-met releases money of an agreement whose condition "
    "is released by targets, names a period of the calendar, and stands there once; a repayment is of money that came; covers: on an "
    "instalment is a period. One that changes nothing, or counts twice, was meant for something else.",
)


def of_decisions(terms: Terms, own: AgreementMoney, over: list[Cut], now: Cut, first: int) -> list[Finding]:
    """Return the carry-forwards and repayments that find no money, or less; *over* are the years that have ended."""
    return [*_carried(terms, own, over, now, first), *_demanded(terms, own, now)]


def _carried(terms: Terms, own: AgreementMoney, over: list[Cut], now: Cut, first: int) -> Iterable[Finding]:
    if not terms.approvals:
        return
    ends = recognition.position(terms, own, over[-1], first).year_ends if over else ()
    left = {one.year: max(one.left, 0) for one in ends}
    for year, record in terms.approvals.items():
        approved = record.values["amount"]
        said = f"carry-forward of {terms.agreement.name} approves {money.spoken(approved)} of {year}"
        if year < year_label(first // 100):
            yield found(FOR_NOTHING, f"{said}, before any of its money came: correct the year", record.place)
        elif year > year_label(now.key // 100):
            yield found(FOR_NOTHING, f"{said}, which the books have not reached: correct the year", record.place)
        elif approved > left.get(year, approved):
            wrong = f"{said}, which left {money.spoken(left[year])}: correct the year or the amount"
            yield found(FOR_NOTHING, wrong, record.place)
        elif approved and terms.route == "condition" and terms.carry_forward == "none":
            wrong = f'{said}, and carry-forward: "none" on the agreement allows none: take one of them away'
            yield found(FOR_NOTHING, wrong, record.place)


def _demanded(terms: Terms, own: AgreementMoney, now: Cut) -> Iterable[Finding]:
    asked = sum(one.pence for one in terms.demands)
    came = condition.obtained(own, now.key) - own.total("results", until=now.key)
    if asked > max(came, 0):
        message = f"repayments demanded of {terms.agreement.name} are {money.spoken(asked)}, but {money.spoken(came)} came: correct the amount"
        yield found(FOR_NOTHING, message, terms.agreement.place)


def of_targets(view: View, terms: Terms) -> Iterable[Finding]:
    """Yield the confirmations that release nothing, release more than was agreed, or release something twice."""
    name = terms.agreement.name
    confirmed: dict[tuple[str, int], Record] = {}
    total, awarded = 0, view.register.awarded(name)
    for record in view.register.records:
        if record.name != "targets-met" or record.values["agreement"] != name:
            continue
        period, pence = record.values["period"], record.values["amount"]
        if terms.route != "condition" or terms.release != "targets":
            message = f"targets-met releases nothing of {name}: its recognition is not condition with release: targets"
            yield found(FOR_NOTHING, message, record.place)
            continue
        total += pence
        earlier = confirmed.setdefault((period, pence), record)
        if earlier is not record:
            message = (
                f"targets of {name} for {period} are confirmed twice with {money.spoken(pence)}, on {earlier.date} and {record.date}, and "
                "both are released: take one away, or put what was confirmed besides into one amount"
            )
            yield found(FOR_NOTHING, message, record.place)
        elif 0 < awarded < total and total - pence <= awarded:
            message = (
                f"targets confirmed of {name} come to {money.spoken(total)}, more than the {money.spoken(awarded)} that was agreed: "
                "correct the amount, or enter the instalment that is missing"
            )
            yield found(FOR_NOTHING, message, record.place)
        yield from _no_period(view, f"targets-met of {name}", record, period)


def of_instalments(view: View, terms: Terms) -> Iterable[Finding]:
    """Yield the instalments that cover no period."""
    for one in terms.instalments.values():
        if one.covers is not None:
            yield from _no_period(view, f"covers: of the instalment {one.reference}", one, one.covers)


def _no_period(view: View, what: str, where: Record | Instalment, period: str) -> Iterable[Finding]:
    try:
        view.calendar.parse(period)
    except PeriodError as problem:
        yield found(FOR_NOTHING, f"{what}: {problem}", where.place)

"""P11x: is what partners owe asked for, paid once, disputed and given up on record, and income of the right year?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import contribution_entries, money, pools, recognition
from ledger.findings import Finding, Level, Rule, found
from ledger.inherited import owing
from ledger.invoices import Invoice, invoices
from ledger.pooling import now
from ledger.promised import promises

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from ledger.directives import Record
    from ledger.plugins.view import View
    from ledger.pool_money import PoolMoney
    from ledger.pools import Promise, Succession

TWICE = Rule(
    "P110",
    Level.WARNING,
    "no invoice is paid more than it asks for",
    "More was received for an invoice than it asks for, such as a contribution that was paid twice. Name the invoice that the rest is "
    "for, or move it from ContributionsReceivable to PartnersRepayable, and pay it back from there.",
)
UNKNOWN = Rule(
    "P111",
    Level.ERROR,
    "disputes and write-offs name a debt of the books",
    "dispute and write-off name the debt as its entry does: by its number under invoice:, or by claim: or doc:.",
)
GIVEN_UP = Rule(
    "P112",
    Level.WARNING,
    "what was approved to be written off is in the books",
    "A write-off directive approves how much of an invoice is given up, and an entry takes that off, Dr Expenses:Pool:WriteOffs Cr "
    "Assets:Pool:ContributionsReceivable:Partner, with invoice:. An approval without an entry, or of another amount, is not finished. "
    "Of an entry without an approval C122 tells.",
)
NOT_ASKED = Rule(
    "P113",
    Level.WARNING,
    "contributions are invoiced when they are due",
    "By its due date a contribution in cash is invoiced (or paid without an invoice). What was agreed for that partner and is due by "
    "the last day of the books is more than was invoiced: raise the invoice, or amend the contribution.",
)
OTHER_YEAR = Rule(
    "P114",
    Level.WARNING,
    "contributions are income of the year that they are for",
    "At the year's end, what is invoiced for a later year waits under ContributionsInAdvance, and what is due for the year and not "
    "invoiced is accrued; both are taken back once the year has come or the invoice is raised. statement contributions prints the entry.",
)
RULES = (TWICE, UNKNOWN, GIVEN_UP, NOT_ASKED, OTHER_YEAR)


def check(view: View) -> list[Finding]:
    """Return what is not in order with the contributions to pools, as at the last day of the books."""
    register = view.register
    known = pools.pools(register)
    decided = [one for one in register.records if one.name in ("dispute", "write-off")]
    cut = now(view.transactions, view.calendar)
    if cut is None:
        return _unknown(decided, set())
    day = view.transactions[-1].date
    known_by = max((day, *(one.date for one in decided)))
    agreed = [one for one in promises(register) if not one.is_in_kind]
    passed = pools.successions(register.records)
    findings: list[Finding] = []
    for name, own in view.pool_money.items():
        each = invoices(own, view.transactions, register.records, cut.key, known_by)
        given_up: dict[str, int] = defaultdict(int)
        for invoice in each:
            given_up[invoice.number] -= invoice.pence("written-off")
        findings += [
            one for invoice in each if invoice.number for one in _of_invoice(view, invoice, given_up[invoice.number])
        ]
        findings += _not_asked([one for one in agreed if one.pool == name], own, passed, day)
        first = contribution_entries.first_period(name, agreed, own, view.calendar)
        over = recognition.years_over(register.records, view.calendar, first, cut.key) if first else []
        lacking = contribution_entries.entries(name, agreed, own, passed, over, cut, view.calendar)
        findings += [
            found(
                OTHER_YEAR,
                f"{one.what}, {money.spoken(one.pence)} on {one.day}: the entry is not in the books; statement contributions prints it",
                known[name].place,
            )
            for one in lacking
        ]
    return [*findings, *(_unknown(decided, _names(view)) if decided else [])]


def _of_invoice(view: View, invoice: Invoice, given_up: int) -> Iterator[Finding]:
    """Yield what is wrong with *invoice*, of whose number *given_up* pence are written off, by its partner and those it passed to."""
    is_given_up = given_up == invoice.approved or not invoice.approved or invoice.pence("handed-on") < 0
    if invoice.outstanding >= 0 and is_given_up:
        return
    place = view.transactions[invoice.every_line[-1].txn].meta
    said = f"invoice {invoice.number} of {invoice.partner}"
    if invoice.outstanding < 0:
        over = money.spoken(-invoice.outstanding)
        yield found(
            TWICE,
            f"{said}: {over} more was received than it asks for: name the invoice it is for, or move it to PartnersRepayable",
            place,
        )
    if not is_given_up:
        approved, posted = money.spoken(invoice.approved), money.spoken(given_up)
        yield found(
            GIVEN_UP, f"{said}: a write-off of {approved} is approved, and {posted} is written off in the books", place
        )


def _names(view: View) -> set[str]:
    """Return what debts may be called by: invoices, claims and documents of the entries."""
    return {str(txn.meta[key]) for txn in view.transactions for key in ("invoice", "claim", "doc") if key in txn.meta}


def _unknown(decided: list[Record], numbers: set[str]) -> list[Finding]:
    return [
        found(UNKNOWN, f"{one.name} names the invoice {one.values['invoice']!r}, which no entry has", one.place)
        for one in decided
        if one.values["invoice"] not in numbers
    ]


def _not_asked(
    agreed: list[Promise], own: PoolMoney, passed: tuple[Succession, ...], day: datetime.date
) -> Iterator[Finding]:
    for partner, owed in owing(agreed, own, passed, own.last, day).items():
        due = [one for one in owed.promises if one.due <= day and one.pence]
        lacking = sum(one.pence for one in due) - owed.asked
        # More credited than invoiced, where nothing was agreed, is no contribution that somebody forgot.
        if due and lacking > 0:
            last = due[-1]
            yield found(
                NOT_ASKED,
                f"{partner}: {money.spoken(lacking)} of what was due to {last.pool} by {day} is not invoiced: raise the invoice, or amend "
                "the contribution",
                last.place,
            )

"""I113: does the finance system hold on its codes what these books hold, or is the difference explained?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import gl_balances, gl_reconciling, money
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import Calendar

if TYPE_CHECKING:
    from ledger.plugins.view import View

UNEXPLAINED = Rule(
    "I113",
    Level.WARNING,
    "the finance system's balances agree with these books, or the difference is explained",
    "Each gl-balance is held against the postings on its cost centre and subjective, of the year to the end of its period. What "
    "another kind posts, journals and accruals of ours, rows unallocated, restated, mis-coded, left out or posted in another period "
    "explain a difference; statement gl-reconciliation lists them by code. What is left is a row that these books lack, have twice, "
    "or have with another amount: import the ledger's extract of the period again, or correct the balance.",
)
RULES = (UNEXPLAINED,)


def check(view: View) -> list[Finding]:
    """Return a finding for each code and period whose difference is not explained."""
    register, calendar = view.register, view.calendar
    findings = [
        found(
            UNEXPLAINED,
            f"the balance of {one.values['cost-centre']} {one.values['subjective']} is of {one.values['period']!r}, which is no "
            "posting period: write it as 2018-19 P03",
            one.place,
        )
        for one in gl_balances.unread(register, calendar)
    ]
    for held in gl_reconciling.reconciled(register, calendar, view.transactions).held:
        if held.unexplained:
            theirs = "nothing" if held.theirs is None else money.spoken(held.theirs)
            findings.append(
                found(
                    UNEXPLAINED,
                    f"on {' '.join(held.code)} the finance system holds {theirs} at {Calendar.label(held.period)} and these books "
                    f"{money.spoken(held.ours)}: {money.spoken(held.unexplained)} of the difference is not explained, see statement "
                    "gl-reconciliation",
                    held.place,
                )
            )
    return findings

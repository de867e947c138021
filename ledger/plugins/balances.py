"""I113: does the finance system hold on its codes what these books hold, or is the difference explained?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import gl_balances, gl_reconciling, money
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import Calendar

if TYPE_CHECKING:
    from ledger.gl_held import Held
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
    every = gl_reconciling.reconciled(register, calendar, view.transactions).held
    return [*findings, *(found(UNEXPLAINED, _said(one), one.place) for one in every if one.unexplained)]


def _said(held: Held) -> str:
    code, period = " ".join(held.code), Calendar.label(held.period)
    if not held.is_in_books:
        return (
            f"the finance system holds {money.spoken(held.theirs or 0)} on {code} at {period}, a code that no entry of the year names by then: "
            "import its rows, or leave the code out of the balances by [programme] of their profile"
        )
    theirs = "nothing, as its list lacks the code," if held.theirs is None else money.spoken(held.theirs)
    turned = (
        ", as much with the other sign, so that the profile may misread credits" if held.theirs == -held.ours else ""
    )
    return (
        f"on {code} the finance system holds {theirs} at {period} and these books {money.spoken(held.ours)}{turned}: "
        f"{money.spoken(held.unexplained)} of the difference is not explained, see statement gl-reconciliation"
    )

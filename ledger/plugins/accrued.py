"""C119: are results that were achieved by a year's end accrued in it, where they are recognised on achievement?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accruals, money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.claims import Claim
    from ledger.plugins.view import View
    from ledger.terms import Terms

ACCRUED = Rule(
    "C119",
    Level.WARNING,
    "results achieved by the year's end are accrued in it",
    "Recognised on achievement, a result achieved by 31 March and claimed in a later window is income and debtor of the year in which it "
    "was achieved: an accrual in P12 or P13, reversed once the result is claimed. statement claims prints the entry. Recognised on "
    "claim or on receipt there is none.",
)
RULES = (ACCRUED,)


def check(view: View, terms: Terms, claims: Iterable[Claim]) -> Iterator[Finding]:
    """Yield a finding for each entry that the accruals of results lack."""
    for one in accruals.accruals(view.register, terms, view.calendar, view.transactions, claims):
        for at in one.at:
            day = f"{at.cut.day.day} {at.cut.day:%B %Y}"
            due, held = money.spoken(at.due), money.spoken(at.held)
            what = f"{at.results:,} result{'' if at.results == 1 else 's'} achieved by {day} and not yet claimed then"
            # After the year's end less may be accrued: many reverse it as a whole on the first day of the new year.
            if at.held > at.due or (at.cut.year and at.held < at.due):
                said = f"{due} is due for {what}, and {held} is accrued: statement claims prints the entry"
                yield found(ACCRUED, f"{one.agreement.name}: {said}", one.agreement.place)

"""L107, L108: does every correction name an entry that is there, and the year that it relates to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import corrections, entry_lines
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError, year_label, year_start

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ledger.plugins.view import View

UNKNOWN = Rule(
    "L107",
    Level.ERROR,
    "a correction reverses an entry of the books",
    "reverses: names the entry that a journal takes back: the doc: of an imported one, or the name that ealedger correct gave it. One "
    "that names nothing corrects nothing that an auditor could find.",
)
YEAR = Rule(
    "L108",
    Level.ERROR,
    "a correction names the year it relates to",
    "A reversal of an entry of another financial year says relates-to: that year, so that the usage of each year's grant stays right. "
    'A year is written "2018-19".',
)
RULES = (UNKNOWN, YEAR)


def check(view: View) -> list[Finding]:
    """Return the corrections of the journals that name nothing, or not the year; what import reversed is import's own."""
    own = [txn for txn in view.transactions if corrections.REVERSES in txn.meta and "extract" not in txn.meta]
    findings = [
        found(
            YEAR, f'relates-to: "{txn.meta[corrections.RELATES]}" is no financial year: write it as "2018-19"', txn.meta
        )
        for txn in view.transactions
        if corrections.RELATES in txn.meta and not _is_year(str(txn.meta[corrections.RELATES]))
    ]
    if not own:
        return findings
    known = corrections.names(view.transactions, {str(txn.meta[corrections.REVERSES]) for txn in own}, view.top.parent)
    for txn in own:
        name = str(txn.meta[corrections.REVERSES])
        earlier = known.get(name)
        if earlier is None:
            findings.append(found(UNKNOWN, f'reverses: "{name}" names no entry of the books: name its doc:', txn.meta))
        elif corrections.RELATES not in txn.meta and (year := _year(view, earlier)) != _year(view, txn):
            message = f'{name} is of {year}, and its reversal of {_year(view, txn)}: add relates-to: "{year}"'
            findings.append(found(YEAR, message, txn.meta))
    return findings


def _is_year(text: str) -> bool:
    try:
        year_start(text)
    except PeriodError:
        return False
    return True


def _year(view: View, txn: Transaction) -> str:
    return year_label(entry_lines.period_of(txn, view.calendar) // 100)

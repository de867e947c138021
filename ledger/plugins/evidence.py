"""I112: does every row of evidence belong to what was posted?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import matching, money
from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from ledger.agreements import Evidence
    from ledger.plugins.view import View

UNMATCHED = Rule(
    "I112",
    Level.WARNING,
    "every row of evidence belongs to what was posted",
    "A row that another kind of extract posts stands in the books as evidence, and belongs to an entry of that kind: by its document, "
    "by supplier and amount, or by an amount that is the only one of its kind. One that belongs to none may be missing from the "
    'books, or coded elsewhere. statement evidence lists them; custom "match" says what belongs together where only a person can tell.',
)
RULES = (UNMATCHED,)


def check(view: View) -> list[Finding]:
    """Return a finding for each extract that has evidence for nothing that was posted."""
    evidence = view.register.evidence
    if not evidence:
        return []
    known = matching.matched(view.register, evidence, matching.posted(view.transactions, evidence))
    left: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        if one.key not in known:
            left[one.extract].append(one)
    return [_finding(extract, rows) for extract, rows in left.items()]


def _finding(extract: str, rows: list[Evidence]) -> Finding:
    first = min(rows, key=lambda one: one.row)
    many = "1 row of evidence" if len(rows) == 1 else f"{len(rows):,} rows of evidence"
    belongs = "belongs" if len(rows) == 1 else "belong"
    total = money.spoken(sum(one.pence for one in rows))
    return found(
        UNMATCHED,
        f"{many} in {extract} ({total}) {belongs} to nothing that was posted, the first row {first.row}: statement evidence "
        "lists them",
        first.place,
    )

"""What does the whole life of a council's programme look like in its books? Every event there is, by chance from a seed.

Families identified and attached, fees released on performance, drafts, windows with their audit, claims paid in parts,
rejected, withdrawn, clawed back, written off; upfront money released, carried forward and returned; remittances split by
advice and netted, a credit that an officer matched; a provider with a retained share; the finance system's balances.
All of it agrees: ``check`` finds nothing, and ``reconcile`` leaves nothing unexplained.
"""

from __future__ import annotations

import random

from lives import families, grants, passing_on, receipts, terms
from lives.life import Life
from lives.terms import Programme


def lived(number: int, years: int = 1, seed: int = 1) -> Life:
    """Return the life of a programme of *number* families over *years* financial years, and the quarter that settles them."""
    chance = random.Random(seed)  # noqa: S311 - the same life every time, and no secret
    programme = Programme.of(number, years)
    found = families.caseload(programme, chance)
    rows = grants.spending(programme, chance)
    items = [
        *terms.agreed(programme),
        *terms.staged(programme),
        *grants.agreed(programme),
        *families.attached(found),
        *families.claimed(found),
        *receipts.fee(programme),
        *receipts.coordinator(programme),
        *receipts.of_claims(found),
        *rows,
        *grants.money(programme, rows),
        *grants.netted(found),
        *passing_on.passed_on(found),
    ]
    return Life(programme.first, programme.last, tuple(items))

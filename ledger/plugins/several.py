"""How does a finding name one claim, or many at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.claims import Claim


def several(claims: Sequence[Claim]) -> str:
    """Return *claims* as a sentence begins with them: the one by its name and amount, many by number, sum and the first."""
    if len(claims) == 1:
        return f"the claim {claims[0].name} of {money.spoken(claims[0].pence)}"
    total = money.spoken(sum(one.pence for one in claims))
    return f"{len(claims):,} claims of {total}, the first {claims[0].name},"

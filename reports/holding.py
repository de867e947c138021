"""Which postings count towards which allocated account?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.budgets import above, held_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from ledger.agreements import Allocation


def by_holder(
    account: str, postings: pd.DataFrame, allocated: Iterable[Allocation]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the *postings* of *account* by the allocated account that they count towards."""
    found = above(account, allocated)
    if len({one.account for one in found}) <= 1:
        yield (found[0].account if found else account), postings
        return
    holders = postings["date"].map({day: held_by(account, day.date(), found) for day in postings["date"].unique()})
    for holder, group in postings.groupby(holders, sort=True):
        yield str(holder), group

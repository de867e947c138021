"""How many of the families attached earned a result, and how much of the money was lost again? A part of the claims statement."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import money, rounding
from reports.statement import Column, Kind, Row, Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from ledger.agreements import Agreement
    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.periods import Period

#: Shown where the agreement says what was assumed.
_ASSUMED = (
    Column("assumed", "Assumed %", Kind.PERCENT),
    Column("difference", "Families more than assumed", Kind.COUNT),
)
_SUCCESS = (
    Column("year", "Attached in"),
    Column("attached", "Families attached", Kind.COUNT),
    Column("claimed", "With a result claimed", Kind.COUNT),
    Column("success", "Success %", Kind.PERCENT),
    *_ASSUMED,
)
_LOSSES = (
    Column("what", "Lost"),
    Column("amount", "Amount", Kind.MONEY),
    Column("of", "Of"),
    Column("whole", "Which is", Kind.MONEY),
    Column("rate", "Rate %", Kind.PERCENT),
)
ONE = 100


def success(book: Book, period: Period, agreement: Agreement, claims: Sequence[Claim]) -> Table:
    """Return, by year of attachment, how many families were attached and how many have a live claim."""
    claimed: dict[str, set[str]] = defaultdict(set)
    for one in claims:
        if one.is_live(period.end):
            claimed[one.attached].add(one.family)
    attached = attached_by_year(book, period, agreement.fund)
    years = sorted({*claimed, *attached})
    rows = [_of_year(year, attached.get(year, 0), len(claimed[year]), agreement.assumed_success) for year in years]
    both = sum(attached.values()), sum(len(one) for one in claimed.values())
    whole = _of_year("Total", *both, agreement.assumed_success).cells
    # The difference is rounded in each year, so that the total adds them up.
    more = None if agreement.assumed_success is None else sum(int(str(row.cells[-1])) for row in rows)
    total = Row((*whole[:-1], more))
    caption = f"{agreement.title}: success by year of attachment"
    shown = len(_SUCCESS) if agreement.assumed_success is not None else len(_SUCCESS) - len(_ASSUMED)
    every = (Row(row.cells[:shown]) for row in rows)
    return Table(f"success-{agreement.name}", caption, _SUCCESS[:shown], tuple(every), Row(total.cells[:shown]))


def _of_year(year: str, attached: int, claimed: int, assumed: Fraction | None) -> Row:
    expected = money.rounded(attached * assumed) if assumed is not None else None
    return Row(
        (
            year,
            attached,
            claimed,
            money.per_cent(claimed, attached),
            _per_cent(assumed),
            None if expected is None else claimed - expected,
        )
    )


def _per_cent(share: Fraction | None) -> Decimal | None:
    return None if share is None else money.per_cent(share.numerator, share.denominator)


def attached_by_year(book: Book, period: Period, fund: str) -> dict[str, int]:
    """Return how many families of *fund* were attached in each year by the end of *period*: attached still, claimed or closed."""
    table = book.postings
    own = table[(table["fund"] == fund) & (table["commodity"] == "FAMILY") & (table["period"] <= period.last)]
    sums: dict[str, int] = defaultdict(int)
    for account, pence in own.groupby("account", observed=True)["pence"].sum().items():
        match str(account).split(":"):
            case ["Assets", _, "Families", year, _]:
                sums[year] += int(pence) // ONE
    return {year: number for year, number in sums.items() if number}


def losses(agreement: Agreement, claims: Sequence[Claim], day: datetime.date) -> Table:
    """Return what share of the money claimed was rejected or withdrawn, and of the money paid was clawed back."""
    sums = [one.sums(day) for one in claims]
    submitted = sum(one.submitted for one in sums)
    clawed = sum(one.clawed_back for one in sums)
    received = sum(one.paid for one in sums) + clawed
    rows = tuple(
        Row((what, amount, of, whole, money.per_cent(amount, whole)))
        for what, amount, of, whole in (
            ("Rejected", sum(one.rejected for one in sums), "claimed", submitted),
            ("Withdrawn", sum(one.withdrawn for one in sums), "claimed", submitted),
            ("Clawed back", clawed, "paid", received),
        )
    )
    caption = f"{agreement.title}: rejection and clawback rates"
    return Table(f"losses-{agreement.name}", caption, _LOSSES, rows)


def share_notes(agreement: Agreement, claims: Sequence[Claim], day: datetime.date) -> list[str]:
    """Return the share of the households that the source names, and what a share that it prints can mean."""
    families = len({one.family for one in claims if one.is_live(day)})
    if not families:
        return []
    notes = []
    if agreement.households:
        notes.append(
            f"{agreement.title}: {families:,} of {agreement.households:,} households are "
            f"{money.per_cent(families, agreement.households)} %."
        )
    if agreement.printed_success:
        meant = rounding.bases(families, agreement.printed_success, rounding.step_of(agreement.printed_success))
        notes.append(
            f"{agreement.title}: a printed {money.exact(agreement.printed_success * 100)} % for {families:,} families means {meant.spoken()}."
        )
    return notes

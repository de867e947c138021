"""What is known of a programme's value for money in a year, and of how many families?

The figures are those of a cost-savings calculator (Leicestershire 2016 §5): what the service costs, what other services would
have cost instead (displaced), and what the agencies save (benefit). Each is kept as its source prints it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger import registering, rounding
from ledger.directives import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from ledger.agreements import Register
    from ledger.directives import Record

#: The agency of a figure that is the whole programme's, not one agency's.
ALL = "all"
PER_FAMILY, TOTAL = "per-family", "total"
_PENNY, _POUND = 1, 100


@dataclass(frozen=True)
class Saving:
    """One figure as its source has it, in pence: of *families* where that is said, rounded to *step* pence."""

    fund: str
    year: str
    measure: str
    agency: str
    basis: str
    pence: int
    families: int | None
    step: int
    printed_ratio: Decimal | None
    source: str | None
    illustrative: str | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Known:
    """What is known of one measure in one year: the average of a family, the total, and each agency's part of either."""

    average: Saving | None
    stated_total: Saving | None
    by_agency: tuple[Saving, ...]

    @property
    def totals(self) -> tuple[Saving, ...]:
        """The agencies' totals."""
        return tuple(one for one in self.by_agency if one.basis == TOTAL)

    @property
    def agencies_total(self) -> int | None:
        """What the agencies' totals add up to in pence, None where there are none."""
        return sum(one.pence for one in self.totals) if self.totals else None

    @property
    def total(self) -> int | None:
        """The total in pence: as stated, or what the agencies add up to, or the average times its families; None for none."""
        if self.stated_total is not None:
            return self.stated_total.pence
        if self.agencies_total is not None:
            return self.agencies_total
        if self.average is not None and self.average.families is not None:
            return self.average.pence * self.average.families
        return None

    @property
    def is_total_computed(self) -> bool:
        """Whether the total is no more than the average times its families, and so proves nothing of it."""
        return self.total is not None and self.stated_total is None and not self.totals

    @property
    def total_families(self) -> int | None:
        """Of how many families the total is, None where nothing says it or its agencies are of different numbers."""
        if self.stated_total is not None:
            return self.stated_total.families
        if self.totals:
            said = {one.families for one in self.totals}
            return said.pop() if len(said) == 1 else None
        return self.average.families if self.average is not None else None

    @property
    def families(self) -> int | None:
        """Of how many families the figure per family is, None where nothing says it."""
        return self.average.families if self.average is not None else self.total_families

    @property
    def per_family(self) -> Fraction | None:
        """The pence of a family: as printed, or the total over its families; None where neither is known."""
        if self.average is not None:
            return Fraction(self.average.pence)
        return self.computed

    @property
    def computed(self) -> Fraction | None:
        """The total over its families, exact pence; None where one of them is not known or the average made the total."""
        if self.total is None or self.total_families is None or self.is_total_computed:
            return None
        return Fraction(self.total, self.total_families)

    @property
    def reproduced_by(self) -> rounding.Numbers | None:
        """The numbers of families for which the total gives the printed average; None where one of the two is not known."""
        if self.average is None or self.total is None or self.is_total_computed:
            return None
        return rounding.bases(self.total, Fraction(self.average.pence), Fraction(self.average.step))

    @property
    def differs(self) -> bool:
        """Whether the average as printed is another than the total over its families gives."""
        if self.average is None or self.computed is None:
            return False
        return rounding.nearest(self.computed, Fraction(self.average.step)) != self.average.pence


@dataclass(frozen=True)
class YearValue:
    """A year's value for money: what is known of each measure, and the ratios that the source prints."""

    fund: str
    year: str
    cost: Known
    displaced: Known
    benefit: Known
    printed_ratios: tuple[Decimal, ...]
    savings: tuple[Saving, ...]

    def measure(self, name: str) -> Known:
        """Return what is known of the measure *name*: cost, displaced or benefit."""
        return dict(zip(MEASURES, (self.cost, self.displaced, self.benefit), strict=True))[name]

    @property
    def net(self) -> Fraction | None:
        """The net cost of a family in pence: its cost less what other services would have cost; None where one is not known."""
        cost, displaced = self.cost.per_family, self.displaced.per_family
        return None if cost is None or displaced is None else cost - displaced

    @property
    def on_net(self) -> Fraction | None:
        """Benefit over net cost; None where there is none or the net cost is nil or below."""
        return ratio(self.benefit.per_family, self.net)

    @property
    def on_gross(self) -> Fraction | None:
        """Benefit over the whole cost; None where there is none or the cost is nil or below."""
        return ratio(self.benefit.per_family, self.cost.per_family)


def ratio(benefit: Fraction | None, cost: Fraction | None) -> Fraction | None:
    """Return *benefit* ÷ *cost*; None where one is not known, and where the cost is nil or below: such a ratio says nothing."""
    return None if benefit is None or cost is None or cost <= 0 else benefit / cost


def prints(exact: Fraction | None, printed: Decimal) -> bool:
    """Return whether *exact* is *printed* once it is rounded to as many decimals."""
    places = -int(printed.as_tuple().exponent)
    return exact is not None and rounding.nearest(exact, Fraction(1, 10) ** places) == Fraction(printed)


def owners(register: Register) -> frozenset[str]:
    """Return what a saving may be of: every fund, and every programme that an agreement names."""
    programmes = (one.programme for one in register.agreements.values())
    return frozenset(register.funds) | {one for one in programmes if one}


def years(register: Register) -> frozenset[str]:
    """Return every year that there are savings of."""
    return frozenset(one.values["year"] for one in register.records if one.name == "saving")


def savings(register: Register) -> list[Saving]:
    """Return every figure as it stands: a later one of the same name amends an earlier."""
    return [_saving(record) for record in registering.standing(register.records, "saving")]


def by_year(found: Iterable[Saving]) -> list[YearValue]:
    """Return what is known of each fund's years, in the order of funds as they are first met and of years."""
    groups: dict[str, dict[str, list[Saving]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        groups[one.fund][one.year].append(one)
    return [_year(fund, year, years[year]) for fund, years in groups.items() for year in sorted(years)]


def _year(fund: str, year: str, own: list[Saving]) -> YearValue:
    cost, displaced, benefit = (_known([one for one in own if one.measure == measure]) for measure in MEASURES)
    printed = (one.printed_ratio for one in own if one.printed_ratio is not None)
    return YearValue(fund, year, cost, displaced, benefit, tuple(dict.fromkeys(printed)), tuple(own))


def _known(own: list[Saving]) -> Known:
    whole = {one.basis: one for one in own if one.agency == ALL}
    return Known(whole.get(PER_FAMILY), whole.get(TOTAL), tuple(one for one in own if one.agency != ALL))


def _saving(record: Record) -> Saving:
    values, meta, pence = record.values, record.metadata, record.metadata["amount"]
    return Saving(
        fund=values["fund"],
        year=values["year"],
        measure=values["measure"],
        agency=values["agency"],
        basis=values["basis"],
        pence=pence,
        families=meta.get("families"),
        step=meta.get("rounded-to", _PENNY if pence % _POUND else _POUND),
        printed_ratio=meta.get("printed-ratio"),
        source=meta.get("source"),
        illustrative=meta.get("illustrative"),
        place=record.place,
    )

"""What must be said beside the figures of value for money: what they mean, and where their source does not add up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import money, rounding, savings
from ledger.directives import MEASURES
from reports import value_bases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from ledger.savings import Known, YearValue

_MEANING = (
    "Net cost is the cost of a family less what other services would have cost for it (cost avoided). A ratio is benefit ÷ cost: at "
    "1.00 the two are equal. It is a ratio of benefit to cost, not a net return."
)
_CALLED = {"cost": "cost", "displaced": "cost avoided", "benefit": "benefit"}


def value_notes(title: str, years: Sequence[YearValue]) -> list[str]:
    """Return what the figures mean, then of each year what its source leaves open or contradicts."""
    notes = [f"{title}: {_MEANING}"]
    for year in years:
        where = f"{title}, {year.year}"
        notes += [f"{where}: {said}" for said in _of_year(year)]
    notes += [f"{title}: {said}" for said in (*_constant(years), *_sources(years))]
    return notes


def _of_year(year: YearValue) -> Iterator[str]:
    for measure in MEASURES:
        known = year.measure(measure)
        yield from _base(_CALLED[measure], known)
        yield from _differences(_CALLED[measure], known)
    for printed in year.printed_ratios:
        ratios = (
            (name, exact) for name, exact in (("net", year.on_net), ("gross", year.on_gross)) if exact is not None
        )
        ours = " and ".join(f"{money.exact(exact)} on {name} cost" for name, exact in ratios)
        if ours and not any(savings.prints(exact, printed) for exact in (year.on_net, year.on_gross)):
            yield f"the source prints a ratio of {printed}, and its own figures give {ours}."
    if (net := year.net) is not None and net <= 0:
        yield f"the net cost is {_spoken(net)}: other services would have cost as much or more, and no ratio is made of it."


def _base(called: str, known: Known) -> Iterator[str]:
    """Yield what the total and the printed average say together of the families, where nothing else says it."""
    found, average, total = known.reproduced_by, known.average, known.total
    if found is None or average is None or total is None:
        return
    if known.differs or (known.families is not None and known.families in found):
        return
    both = (
        f"the {called} of {money.spoken(total)}{_by_agencies(known)} and the average of {money.spoken(average.pence)} a family, rounded to "
        f"{money.spoken(average.step)}"
    )
    if found.is_none:
        yield f"{both}, are not of the same families: no whole number of families gives both."
    elif known.families is None:
        yield (
            f"if {both}, share a base, {value_bases.reproduce(found, 'the average')}; how many families they rest on is not published."
        )
    else:
        yield f"{both}, share a base only if that is {found.spoken()} families; {known.families:,} are stated."


def _by_agencies(known: Known) -> str:
    return "" if known.stated_total is not None else ", all agencies together,"


def _differences(called: str, known: Known) -> Iterator[str]:
    """Yield where the source states a figure twice and the two are not one."""
    average, stated, agencies = known.average, known.stated_total, known.agencies_total
    if known.differs and average is not None and known.computed is not None and known.total is not None:
        yield (
            f"the {called} of {money.spoken(known.total)} for {known.total_families:,} families is {_spoken(known.computed)} a family, and "
            f"the source prints {money.spoken(average.pence)}, which is kept."
        )
    if stated is not None and agencies is not None and stated.pence != agencies:
        yield (
            f"the {called} of the agencies adds up to {money.spoken(agencies)}, and the source prints {money.spoken(stated.pence)} in all: "
            f"a difference of {money.spoken(agencies - stated.pence)}, which is not mended."
        )


def _constant(years: Sequence[YearValue]) -> Iterator[str]:
    """Yield that one cost is printed for several years: an average that was measured seldom stays the same."""
    same: dict[int, list[str]] = defaultdict(list)
    for year in years:
        if year.cost.average is not None:
            same[year.cost.average.pence].append(year.year)
    for pence, labels in same.items():
        if len(labels) > 1:
            said = f"{', '.join(labels[:-1])} and {labels[-1]}"
            yield f"the cost of a family is {money.spoken(pence)} in {said} alike: ask whether it was measured in each year."


def _sources(years: Sequence[YearValue]) -> Iterator[str]:
    every = [one for year in years for one in year.savings]
    if sources := list(dict.fromkeys(one.source for one in every if one.source)):
        yield f"Source: {'; '.join(sources)}."
    for said in dict.fromkeys(one.illustrative for one in every if one.illustrative):
        yield f"Illustrative: {said}"


def _spoken(exact: Fraction) -> str:
    return money.spoken(int(rounding.nearest(exact, type(exact)(1))))

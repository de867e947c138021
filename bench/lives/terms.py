"""What was agreed of the programme: tariffs by year, routes, windows, staged fees. In the manner of phase 1."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import periods
from lives.life import Directive, day_after, number, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator

AGREEMENT = "TF1"
FUND = "TroubledFamilies"
FIRST_YEAR = 2013
CRIME, PROGRESS, TRAINING, JOB = "crime-asb-education", "progress-to-work", "training", "continuous-employment"
CAP = 4_000_00
SMALL = 100_00
#: Fees by year of attachment, from the year before the books begin; a later year has the last.
FEES = (3_200_00, 2_400_00, 1_600_00)
#: One family in so many of the cohort was attached before the books begin, by number.
BEFORE = 10
PAID_WITHIN = 60
AUDIT_BEFORE = 14


@dataclass(frozen=True)
class Year:
    """A year of attachment: how many families were agreed, and their fee; *start* 2013 is 2013-14."""

    start: int
    families: int

    @property
    def label(self) -> str:
        """The financial year as it is written."""
        return periods.year_label(self.start)

    @property
    def fee(self) -> int:
        """The attachment fee of one family, in pence."""
        return FEES[min(self.start - FIRST_YEAR + 1, len(FEES) - 1)]

    @property
    def pays(self) -> dict[str, int]:
        """What each route pays for a family of the year, in pence."""
        results = CAP - self.fee
        return {CRIME: results - SMALL, PROGRESS: SMALL, TRAINING: SMALL, JOB: results}

    def day(self, month: int, day: int) -> datetime.date:
        """Return the day of a *month* of this financial year."""
        return datetime.date(self.start + (month < periods.FIRST_MONTH), month, day)


@dataclass(frozen=True)
class Window:
    """A claim window; *is_last* where its money is not yet due when the books end."""

    name: str
    closes: datetime.date
    is_last: bool = False

    @property
    def audited(self) -> datetime.date:
        """The day on which internal audit signs it off."""
        return day_after(self.closes, -AUDIT_BEFORE)


@dataclass(frozen=True)
class Programme:
    """How large the programme is, and for how many years it runs."""

    families: int
    years: tuple[Year, ...]

    @classmethod
    def of(cls, families: int, years: int) -> Programme:
        """Return the programme of so many *families*, a tenth of them of the year before, over so many *years*."""
        before = families // BEFORE
        left = families - before
        shares = [left // years + (place < left % years) for place in range(years)]
        of_years = [Year(FIRST_YEAR - 1, before)]
        of_years += [Year(FIRST_YEAR + place, share) for place, share in enumerate(shares)]
        return cls(families, tuple(of_years))

    @property
    def in_books(self) -> tuple[Year, ...]:
        """The years that the books cover."""
        return self.years[1:]

    @property
    def first(self) -> datetime.date:
        """The day on which the books begin."""
        return self.in_books[0].day(4, 1)

    @property
    def last(self) -> datetime.date:
        """The day on which they end: a quarter after the last year, in which it is settled."""
        return datetime.date(self.years[-1].start + 1, 6, 30)

    @property
    def windows(self) -> tuple[Window, ...]:
        """Three windows a year, and the one that is open last."""
        closes = [one.day(month, 31) for one in self.in_books for month in (7, 10, 1)]
        named = [Window(f"{day:%Y-%m}", day) for day in closes]
        last = day_after(self.last, -15)
        return (*named, Window(f"{last:%Y-%m}", last, is_last=True))


def agreed(programme: Programme) -> Iterator[Directive]:
    """Yield what was agreed of the programme."""
    start = programme.years[0].day(4, 1)
    yield Directive(f"fund {FUND}", start, "fund", (FUND, "grant"))
    yield Directive(
        f"agreement {AGREEMENT}",
        start,
        "agreement",
        (AGREEMENT, FUND, "payment-by-results"),
        {
            "title": "Troubled Families programme",
            "funder": "DCLG",
            "recognition": "none",
            "recognition-reason": "paid for what was done, and kept",
            "results-recognised": "on-claim",
            "paid-within": number(PAID_WITHIN),
        },
    )
    for route, said in (
        (CRIME, {}),
        (PROGRESS, {"tops-up": CRIME}),
        (TRAINING, {"tops-up": CRIME}),
        (JOB, {"excludes": f"{CRIME}; {PROGRESS}; {TRAINING}", "other-provision": "refused"}),
    ):
        yield Directive(f"route {route}", start, "route", (AGREEMENT, route), said)
    for year in programme.years:
        before = {"because": "paid before these books begin"} if year is programme.years[0] else {}
        said = {
            "families": number(year.families),
            "attachment-fee": pounds(year.fee),
            **{f"route-{route}": pounds(pence) for route, pence in year.pays.items()},
            "cap": pounds(CAP),
            **before,
        }
        yield Directive(f"tariff {year.label}", year.day(4, 1), "tariff", (AGREEMENT, year.label), said)
    for one in programme.windows:
        opens = day_after(one.closes, -45)
        yield Directive(f"window {one.name}", opens, "window", (AGREEMENT, one.name, one.closes))


def staged(programme: Programme) -> Iterator[Directive]:
    """Yield the staged fees of each year, two halves, and the counts that release them: the first year's in two steps."""
    for before, year in zip(programme.years, programme.in_books, strict=False):
        start = year.day(4, 1)
        stages = {"at-75": "100%", "at-33": "50%"}
        yield Directive(f"staging {year.label}", start, "staging", (AGREEMENT, year.label), stages)
        whole = year.families * year.fee
        halves = (whole - whole // 2, whole // 2)
        for place, (month, day) in enumerate(((4, 30), (7, 31))):
            values = (AGREEMENT, year.day(month, day), pounds(halves[place]), "attachment-fee", year.label)
            key = f"instalment {AGREEMENT}/{year.label}/{place + 1}"
            yield Directive(key, day_after(start, place), "instalment", values)
        steps = (((4, 15), 50), ((9, 10), 78)) if (year.start - FIRST_YEAR) % 2 == 0 else (((4, 15), 81),)
        for place, ((month, day), share) in enumerate(steps, start=1):
            counted = year.day(month, day)
            values = (AGREEMENT, before.label, counted)
            said = {"families": number(-(-before.families * share // 100))}
            key = f"worked-with {before.label} {place}"
            yield Directive(key, day_after(counted, 10), "worked-with", values, said)

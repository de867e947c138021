"""Who is attached, what is claimed for them, and what becomes of each claim? By chance, from the seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lives.life import Directive, Entry, Move, day_after, number, pounds
from lives.terms import AGREEMENT, CRIME, FUND, JOB, PROGRESS, TRAINING

if TYPE_CHECKING:
    import datetime
    import random
    from collections.abc import Iterator

    from lives.terms import Programme, Window, Year

PROVIDER = "NewCharter"
DEBTOR = f"Assets:{FUND}:ResultsReceivable"
REPAYABLE = f"Liabilities:{FUND}:GrantRepayable"
EARNED = f"Income:{FUND}:ResultsPayments"
CASH = f"Assets:{FUND}:Cash"
ONE = 100
#: Shares, in per cent, of families with a result, of these with a job, of the others with a top-up.
WITH_RESULT, WITH_JOB, WITH_TOP_UP = 72, 20, 40
#: Shares, in per cent, of claims without a top-up that are rejected and withdrawn; of rejected ones that are made again.
REJECTED, WITHDRAWN, AGAIN = 4, 1, 50
#: A result is claimed so many days after the family was attached, at the soonest.
SOONEST = 60
#: Families are attached on one of so many days of the last year.
LAST_DAY = 300
#: Families of the year before are claimed in one of so many windows.
SOON = 3
#: Days after a window has closed.
ON_WITHDRAWAL, ON_REJECTION, ON_WRITE_OFF = 20, 25, 57
#: Share, in per cent, of families that a provider takes, and of those without a result that leave.
OF_PROVIDER, LEAVING = 10, 5


@dataclass(frozen=True)
class Family:
    """A family: its reference, year and day of attachment, the provider that took it (or an empty text)."""

    name: str
    year: Year
    day: datetime.date
    provider: str


@dataclass
class Claim:
    """A claim and what became of it: rejected, withdrawn, clawed back or written off on a day."""

    family: str
    year: Year
    route: str
    window: Window
    day: datetime.date
    provider: str = ""
    ended: str = ""
    ended_on: datetime.date | None = None

    @property
    def pence(self) -> int:
        """What is asked for."""
        return self.year.pays[self.route]

    @property
    def key(self) -> str:
        """The key of its entry."""
        return f"CLAIM/{self.window.name}/{self.family}/{self.route}"

    def said(self) -> dict[str, str]:
        """Return what every entry of the claim says of it."""
        return {
            "agreement": AGREEMENT,
            "family": self.family,
            "attached": self.year.label,
            "route": self.route,
            "window": self.window.name,
        }

    def entry(self, event: str = "", day: datetime.date | None = None) -> Entry:
        """Return the entry that makes the claim, or that takes it back."""
        sign = -1 if event else 1
        debtor = REPAYABLE if event == "clawed-back" else DEBTOR
        moves = [Move(debtor, sign * self.pence), Move(EARNED, -sign * self.pence)]
        if self.route in (CRIME, JOB):
            before, after = stage(self.year, "Attached"), stage(self.year, "Claimed")
            moves += [Move(after, sign * ONE, "FAMILY"), Move(before, -sign * ONE, "FAMILY")]
        said = {**self.said(), **({"event": event} if event else {})}
        key = f"{self.key}/{event}" if event else self.key
        link = f"claim-{AGREEMENT}-{self.window.name}-{self.family}-{self.route}"
        narration = f"Result {event.replace('-', ' ') or 'claimed'}"
        return Entry(key, day or self.day, "", narration, said, tuple(moves), link)

    def draft(self) -> Directive:
        """Return the draft from which audit draws."""
        said = {"attached": self.year.label, "window": self.window.name}
        values = (AGREEMENT, self.family, self.route, pounds(self.pence))
        day = day_after(self.window.audited, -2)
        return Directive(f"draft {self.key}", day, "draft", values, said)


@dataclass
class Caseload:
    """All families and claims; of each window audit *struck* out a draft, and one claim stays as it was made, *to_claw_back*."""

    programme: Programme
    families: list[Family] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    struck: list[Claim] = field(default_factory=list)
    to_claw_back: dict[Window, Claim] = field(default_factory=dict)
    left: list[Family] = field(default_factory=list)

    def of_window(self, window: Window) -> list[Claim]:
        """Return the claims of *window*, in the order in which they were made."""
        return sorted((one for one in self.claims if one.window == window), key=lambda one: one.day)


def stage(year: Year, name: str) -> str:
    """Return the account of families of *year* in a stage."""
    return f"Assets:{FUND}:Families:{year.label}:{name}"


def caseload(programme: Programme, chance: random.Random) -> Caseload:
    """Return who is attached and what is claimed for whom."""
    found = Caseload(programme)
    before, windows = programme.years[0], programme.windows
    for year in programme.years:
        for place in range(year.families):
            name = f"F-{len(found.families) + 1:05}"
            if year is before:
                one = Family(name, year, programme.first, "")
                # One is left, so that no more are claimed than were attached.
                has_result = place > 0
            else:
                last = LAST_DAY if year is programme.years[-1] else LAST_DAY + 60
                day = day_after(year.day(4, 1), chance.randrange(last))
                one = Family(name, year, day, PROVIDER if chance.randrange(100) < OF_PROVIDER else "")
                has_result = chance.randrange(100) < WITH_RESULT
            found.families.append(one)
            possible = [window for window in windows if day_after(one.day, SOONEST) <= window.audited]
            if has_result and possible:
                _claim(found, one, possible[:SOON] if year is before else possible, chance)
            elif year is not before and chance.randrange(100) < LEAVING:
                found.left.append(one)
    return found


def _claim(found: Caseload, family: Family, possible: list[Window], chance: random.Random) -> None:
    place = chance.randrange(len(possible))
    route = JOB if chance.randrange(100) < WITH_JOB else CRIME
    first = _made(family, route, possible[place], chance)
    if first.window not in {one.window for one in found.struck}:
        found.struck.append(first)
        return
    found.claims.append(first)
    if not family.provider and first.window not in found.to_claw_back:
        found.to_claw_back[first.window] = first
        return
    if route == CRIME and chance.randrange(100) < WITH_TOP_UP:
        later = min(place + chance.randrange(2), len(possible) - 1)
        found.claims.append(_made(family, chance.choice((PROGRESS, TRAINING)), possible[later], chance, first.day))
        return
    drawn = chance.randrange(100)
    if first.window.is_last:
        return
    if drawn < REJECTED:
        _end(first, "rejected", ON_REJECTION)
        if place + 1 < len(possible) and chance.randrange(100) < AGAIN:
            found.claims.append(_made(family, route, possible[place + 1], chance))
    elif drawn < REJECTED + WITHDRAWN:
        _end(first, "withdrawn", ON_WITHDRAWAL)


def _made(
    family: Family, route: str, window: Window, chance: random.Random, not_before: datetime.date | None = None
) -> Claim:
    day = day_after(window.closes, -1 - chance.randrange(8))
    return Claim(family.name, family.year, route, window, max(day, not_before or day), family.provider)


def _end(claim: Claim, event: str, days: int) -> None:
    claim.ended, claim.ended_on = event, day_after(claim.window.closes, days)


def attached(found: Caseload) -> Iterator[Entry]:
    """Yield how families were identified and attached, those of the year before by number, and who left."""
    programme = found.programme
    before = programme.years[0]
    cohort, identified = f"Equity:{FUND}:Families:Cohort", f"Assets:{FUND}:Families:Identified"
    said = {"agreement": AGREEMENT, "attached": before.label}
    yield Entry(
        f"FAMILIES/{before.label}",
        programme.first,
        "",
        "Families of the year before, by number",
        said,
        _moved(before.families, cohort, stage(before, "Attached")),
    )
    for year in programme.in_books:
        moves = _moved(year.families, cohort, identified)
        yield Entry(
            f"IDENTIFIED/{year.label}", year.day(4, 1), "", "Families identified", {"agreement": AGREEMENT}, moves
        )
    for one in found.families:
        if one.year is before:
            continue
        said = {"agreement": AGREEMENT, "family": one.name, "attached": one.year.label}
        said |= {"provider": one.provider} if one.provider else {}
        yield Entry(
            f"ATTACHED/{one.name}", one.day, "", "Attached", said, _moved(1, identified, stage(one.year, "Attached"))
        )
    for one in found.left:
        said = {"agreement": AGREEMENT, "family": one.name, "attached": one.year.label}
        day = max(day_after(programme.last, -40), one.day)
        moves = _moved(1, stage(one.year, "Attached"), stage(one.year, "Closed"))
        yield Entry(f"LEFT/{one.name}", day, "", "Left without a result", said, moves)


def _moved(families: int, before: str, after: str) -> tuple[Move, ...]:
    return Move(after, families * ONE, "FAMILY"), Move(before, -families * ONE, "FAMILY")


def claimed(found: Caseload) -> Iterator[Entry | Directive]:
    """Yield drafts, the audit of each window, claims, and those that were rejected or withdrawn."""
    for one in (*found.claims, *found.struck):
        yield one.draft()
    for window in found.programme.windows:
        made = len(found.of_window(window))
        struck = sum(one.window == window for one in found.struck)
        said = {"population": number(made + struck), "sample": number(made // 10 + 1), "errors": number(struck)}
        values = (AGREEMENT, window.name, "Internal audit")
        yield Directive(f"audit {window.name}", window.audited, "audit", values, said)
    for one in sorted(found.claims, key=lambda one: one.day):
        yield one.entry()
        if one.ended_on is not None:
            yield one.entry(one.ended, one.ended_on)

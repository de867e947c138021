"""Which claims of a window does internal audit look at? Drawn so that anyone can draw them again, and no preparer can choose.

The window's list of drafts is sealed first: its cases in one order, and a digest of them. Then the auditor gives a seed. Each case's rank
is the sha256 of digest, seed and case; of each route the first are drawn, as many as its part of the sample. Until the seed is given
nobody can tell which they are, and after it nobody can change the list without changing the digest. How large a sample is, is a setting
of the agreement; a tenth where it does not say (DOMAIN.md §2: recalled, not found).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger import money, registering

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from ledger.directives import Record

DEFAULT_SHARE = Fraction(1, 10)
#: The three questions of a spot check (DOMAIN.md §2, Brent).
QUESTIONS = ("eligible", "approach", "evidenced")
_LIST = "ealedger list of drafts 1"


class Case(NamedTuple):
    """A draft that may be drawn: family, route, year of attachment, pence."""

    family: str
    route: str
    attached: str
    pence: int

    @property
    def name(self) -> str:
        """What the case is called in the hashes: family and route."""
        return f"{self.family}/{self.route}"

    @property
    def line(self) -> str:
        """The case as it stands in the sealed list."""
        return f"{self.family}\t{self.route}\t{self.attached}\t{self.pence}\n"


class Tested(NamedTuple):
    """What the auditor found of a case, to each of :data:`QUESTIONS`; a case with a No is an error. *by* is who tested it, where said."""

    answers: tuple[bool, bool, bool]
    by: str
    note: str
    date: datetime.date

    @property
    def is_error(self) -> bool:
        """Whether one of the questions is answered with No."""
        return not all(self.answers)


@dataclass(frozen=True)
class Seal:
    """A window's list of drafts, sealed on *date*: the digest and the number that were taken down, and the list as it is now."""

    agreement: str
    window: str
    date: datetime.date
    digest: str
    number: int
    officer: str
    cases: tuple[Case, ...]
    place: dict[str, Any] = field(repr=False, compare=False)

    @property
    def is_whole(self) -> bool:
        """Whether the list is still the one that was sealed."""
        return self.number == len(self.cases) and self.digest == digest_of(self.agreement, self.window, self.cases)


@dataclass(frozen=True)
class Draw:
    """A sample drawn on *date* by *auditor* with *seed*."""

    agreement: str
    window: str
    date: datetime.date
    seed: str
    auditor: str
    place: dict[str, Any] = field(repr=False, compare=False)


def drafts(records: Iterable[Record], agreement: str, window: str, by: datetime.date) -> tuple[Case, ...]:
    """Return the drafts of a window as they stood on the day *by*, in the order of family and route."""
    known = registering.last_states(one for one in records if one.name == "draft" and one.date <= by)
    own = [
        one
        for one in known
        if one.name == "draft" and one.values["agreement"] == agreement and one.metadata.get("window") == window
    ]
    return tuple(
        sorted(
            Case(one.values["family"], one.values["route"], one.metadata["attached"], one.values["amount"])
            for one in own
        )
    )


def digest_of(agreement: str, window: str, cases: Iterable[Case]) -> str:
    """Return the digest of a list of drafts, whatever the order they stand in: ``sha256:…``."""
    text = "".join((f"{_LIST}\n{agreement}\n{window}\n", *(one.line for one in sorted(cases))))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def rank(digest: str, seed: str, case: Case) -> str:
    """Return the hash that a case is drawn by: the lowest come first."""
    return hashlib.sha256(f"{digest}\n{seed}\n{case.name}".encode()).hexdigest()


def size(number: int, share: Fraction) -> int:
    """Return how many of *number* cases are drawn: *share* of them, rounded up; 10 % of 135 is 14."""
    return -((-number * share.numerator) // share.denominator)


def share_of(records: Iterable[Record], agreement: str, by: datetime.date) -> Fraction:
    """Return the share of an agreement's sample as it was agreed on the day *by*: that of the seal, so nobody shrinks a sample after it."""
    share = DEFAULT_SHARE
    for one in records:
        if one.name == "agreement" and one.values["agreement"] == agreement and one.date <= by:
            share = one.metadata.get("sample-share", share)
    return share


def quotas(cases: Sequence[Case], share: Fraction) -> dict[str, int]:
    """Return how many cases of each route are drawn: its part of the sample by largest remainder, and one at least."""
    numbers = Counter(one.route for one in cases)
    routes = sorted(numbers)
    if not routes:
        return {}
    parts = money.split(size(len(cases), share), [numbers[route] for route in routes])
    return {route: min(max(part, 1), numbers[route]) for route, part in zip(routes, parts, strict=True)}


def drawn(seal: Seal, seed: str, share: Fraction) -> tuple[Case, ...]:
    """Return the sample of a sealed list: of each route the cases of the lowest hashes, in the order of routes and hashes."""
    by_route: dict[str, list[Case]] = defaultdict(list)
    for one in sorted(seal.cases, key=lambda case: (rank(seal.digest, seed, case), case)):
        by_route[one.route].append(one)
    return tuple(one for route, most in quotas(seal.cases, share).items() for one in by_route[route][:most])


def seals(records: Sequence[Record]) -> dict[tuple[str, str], Seal]:
    """Return the seal of each window that has one; the first counts, as a list is sealed once."""
    found: dict[tuple[str, str], Seal] = {}
    for one in records:
        if one.name == "window-seal":
            agreement, window = one.values["agreement"], one.values["window"]
            found.setdefault(
                (agreement, window),
                Seal(
                    agreement,
                    window,
                    one.date,
                    one.values["digest"],
                    one.metadata["drafts"],
                    one.values["officer"],
                    drafts(records, agreement, window, one.date),
                    one.place,
                ),
            )
    return found


def draws(records: Iterable[Record]) -> dict[tuple[str, str], Draw]:
    """Return the sample of each window that has one; the first counts, as a sample is drawn once."""
    found: dict[tuple[str, str], Draw] = {}
    for one in records:
        if one.name == "sample":
            values = one.values
            key = values["agreement"], values["window"]
            found.setdefault(key, Draw(*key, one.date, values["seed"], values["auditor"], one.place))
    return found


def tested(records: Iterable[Record]) -> dict[tuple[str, str, str], Tested]:
    """Return what was found of each case, by agreement, window and case; a later finding amends an earlier one."""
    found = {}
    for one in records:
        if one.name == "tested":
            values = one.values
            key = values["agreement"], values["window"], f"{values['family']}/{values['route']}"
            answers = tuple(one.metadata[question] for question in QUESTIONS)
            found[key] = Tested(
                (answers[0], answers[1], answers[2]), one.metadata.get("by", ""), one.metadata.get("note", ""), one.date
            )
    return found


def extrapolated(cases: Sequence[Case], sample: Sequence[Case], wrong: Iterable[str]) -> int:
    """Return the pence of *cases* that would be wrong if each route had the error rate of its *sample*, by pence.

    *wrong* are the names of the sampled cases with an error. Rounded once, halves up.
    """
    names = set(wrong)
    total = Fraction(0)
    for route in {one.route for one in sample}:
        looked_at = sum(one.pence for one in sample if one.route == route)
        found = sum(one.pence for one in sample if one.route == route and one.name in names)
        if looked_at:
            total += Fraction(found * sum(one.pence for one in cases if one.route == route), looked_at)
    return money.rounded(total)

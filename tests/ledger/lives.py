"""Whole small lives of several agreements: facts in any order, the ledger that tells them, and what they come to.

What they come to is reckoned here from the facts alone, so that a test can hold the books against it.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

YEAR, NEXT = "2012-13", "2013-14"
FUND_OF = {"TF1": "TF", "CO": "TF", "EA": "EA", "IP": "IP"}
INCOME_OF = {"TF1": "AttachmentFees", "CO": "Grant", "EA": "UpfrontFunding", "IP": "Grant"}
STREAM_OF = {"TF1": "attachment-fee", "CO": "coordinator", "EA": "upfront", "IP": "grant"}
PAYS = {YEAR: {"crime": 700, "progress": 100, "job": 800}, NEXT: {"crime": 1500, "progress": 100, "job": 1600}}
FEES = {YEAR: 3200, NEXT: 2400}
CAP = 4000
FAMILIES = 4
ENDS = ("clawed-back", "withdrawn", "rejected")

SET_UP = """\
option "title" "Testshire"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2012-04-01 commodity GBP
2012-04-01 commodity FAMILY
"""
ACCOUNTS = [
    *(f"{root}:{fund}:{name}" for fund in ("TF", "EA", "IP") for root, names in {
        "Assets": ("Cash", "GrantReceivable"), "Liabilities": ("GrantRepayable",), "Expenses": ("WriteOffs",),
    }.items() for name in names),
    "Assets:TF:ResultsReceivable", "Income:TF:AttachmentFees", "Income:TF:ResultsPayments", "Income:TF:Grant",
    "Income:EA:UpfrontFunding", "Income:IP:Grant", "Equity:TF:Families:Cohort",
    *(f"Assets:TF:Families:{year}:{stage}" for year in (YEAR, NEXT) for stage in ("Attached", "Claimed", "Closed")),
]  # fmt: skip


def families(account):
    return ":Families:" in account


@dataclass(frozen=True)
class Settings:
    """What the agreements of a life say, and on which day the second one of the fund TF is made."""

    policy: str = "on-claim"
    audit: str = "FALSE"
    paid_within: int = 0
    second: datetime.date = datetime.date(2012, 4, 1)


def agreed(settings):
    """Return the directives that say what is agreed, each with its day."""
    first = datetime.date(2012, 4, 1)
    said = [(first, f'{first} open {one}{" FAMILY" if families(one) else ""}\n') for one in ACCOUNTS]
    said += [(first, f'{first} custom "fund" "{one}" "grant"\n') for one in ("TF", "EA", "IP")]
    said += [(settings.second if one == "CO" else first, agreement(settings, one)) for one in FUND_OF]
    for route, more in (("crime", ""), ("progress", '  tops-up: "crime"\n'), ("job", '  excludes: "crime; progress"\n')):
        said.append((first, f'{first} custom "route" "TF1" "{route}"\n{more}'))
    for year in (YEAR, NEXT):
        routes = "".join(f"  route-{route}: {pounds}.00 GBP\n" for route, pounds in PAYS[year].items())
        text = f'{first} custom "tariff" "TF1" "{year}"\n  families: {FAMILIES}\n  because: "an example"\n'
        said.append((first, f"{text}  attachment-fee: {FEES[year]}.00 GBP\n{routes}  cap: {CAP}.00 GBP\n"))
    return said


def agreement(settings, name, day=None, within=None):
    day = day or (settings.second if name == "CO" else datetime.date(2012, 4, 1))
    of_type = {"TF1": "payment-by-results", "EA": "upfront"}.get(name, "grant")
    text = f'{day} custom "agreement" "{name}" "{FUND_OF[name]}" "{of_type}"\n  title: "{name}"\n  funder: "DCLG"\n'
    text += '  recognition: "none"\n  recognition-reason: "as advised"\n'
    text += f"  paid-within: {settings.paid_within if within is None else within}\n"
    if name == "TF1":
        text += f'  results-recognised: "{settings.policy}"\n  audit-required: {settings.audit}\n'
    return text


# ---------------------------------------------------------------- facts


@dataclass(frozen=True)
class Fact:
    """Something that happens on a day."""

    day: datetime.date


@dataclass(frozen=True)
class Directive(Fact):
    """A fact that a directive tells."""


@dataclass(frozen=True)
class Entry(Fact):
    """A fact that moves money or families: *names* is what the entry says besides, *legs* what it posts, in pence or families."""

    names: dict[str, str] = field(default_factory=dict, hash=False)

    def legs(self, settings):
        raise NotImplementedError

    def text(self, settings, number, day=None, sign=1, reverses=""):
        key = f'  reverses: "{reverses}"\n' if reverses else f'  doc: "G/{number}/1"\n'
        said = "".join(
            f"  {name}: {value}\n" if name == "claimed" else f'  {name}: "{value}"\n'
            for name, value in self.said(settings).items()
            if value and not (reverses and name == "event")
        )
        legs = "".join(
            f"  {account}  {sign * pence} FAMILY\n" if families(account) else f"  {account}  {sign * pence // 100}.00 GBP\n"
            for account, pence in self.legs(settings)
        )
        return f'{day or self.day} * "DCLG" "{type(self).__name__}"\n{key}{said}{legs}'

    def said(self, settings):
        return self.names


@dataclass(frozen=True)
class Agreed(Directive):
    """An instalment is agreed."""

    name: str = "EA"
    due: datetime.date = datetime.date(2012, 4, 30)
    pounds: int = 100
    year: str = YEAR
    is_of_results: bool = False

    def text(self, settings, number):
        stream = "results-payment" if self.is_of_results else STREAM_OF[self.name]
        said = f'"{self.name}" {self.due} {self.pounds}.00 GBP "{stream}" "{self.year}"'
        return f'{self.day} custom "instalment" {said}\n'


@dataclass(frozen=True)
class Staged(Directive):
    """The fees of the second year are released on performance: all of them from three quarters on, half from a third."""

    def text(self, settings, number):
        return f'{self.day} custom "staging" "TF1" "{NEXT}"\n  at-75: "100%"\n  at-33: "50%"\n'


@dataclass(frozen=True)
class Term(Directive):
    """The agreement TF1 is amended: paid within other days."""

    days: int = 60

    def text(self, settings, number):
        return agreement(settings, "TF1", self.day, self.days)


@dataclass(frozen=True)
class Counted(Directive):
    """It is known how many families of the first year are worked with."""

    families: int = 3
    on: datetime.date = datetime.date(2013, 4, 15)

    def text(self, settings, number):
        return f'{self.day} custom "worked-with" "TF1" "{YEAR}" {self.on}\n  families: {self.families}\n'


@dataclass(frozen=True)
class Window(Directive):
    """A claim window is made known, or amended."""

    name: str = "W1"
    closes: datetime.date = datetime.date(2013, 1, 31)

    def text(self, settings, number):
        return f'{self.day} custom "window" "TF1" "{self.name}" {self.closes}\n'


@dataclass(frozen=True)
class Audited(Directive):
    """Internal audit signs a window off."""

    name: str = "W1"

    def text(self, settings, number):
        return f'{self.day} custom "audit" "TF1" "{self.name}" "officer"\n  population: 9\n  sample: 1\n  errors: 0\n'


@dataclass(frozen=True)
class Matched(Directive):
    """An officer says which instalment the money of an entry pays."""

    of: int = 0
    instalment: str = ""

    def text(self, settings, number):
        return f'{self.day} custom "match" "G/{self.of}/1" "{self.instalment}" "why, officer"\n'


@dataclass(frozen=True)
class Drafted(Directive):
    """A claim is drafted."""

    family: str = "F1"
    route: str = "crime"
    window: str = ""

    def text(self, settings, number):
        window = f'  window: "{self.window}"\n' if self.window else ""
        pays = PAYS[YEAR][self.route]
        return (
            f'{self.day} custom "draft" "TF1" "{self.family}" "{self.route}" {pays}.00 GBP\n  attached: "{YEAR}"\n{window}'
        )


@dataclass(frozen=True)
class Attached(Entry):
    """A family is attached or, without reference, some are; with *to*, one of the attached is closed."""

    family: str = ""
    number: int = 1
    year: str = YEAR
    to: str = "Attached"

    def said(self, settings):
        return {"agreement": "TF1", "family": self.family}

    def legs(self, settings):
        before = "Equity:TF:Families:Cohort" if self.to == "Attached" else f"Assets:TF:Families:{self.year}:Attached"
        return [(f"Assets:TF:Families:{self.year}:{self.to}", self.number), (before, -self.number)]


@dataclass(frozen=True)
class Claimed(Entry):
    """A result is claimed or, with *event*, a claim of it ends."""

    family: str = "F1"
    route: str = "crime"
    year: str = YEAR
    window: str = ""
    claim: str = ""
    event: str = ""

    @property
    def pence(self):
        return PAYS[self.year][self.route] * 100

    def said(self, settings):
        said = {"agreement": "TF1", "claim": self.claim, "family": self.family, "attached": self.year}
        said |= {"route": self.route, "window": self.window, "event": self.event}
        sign = "-" if self.event else ""
        return said | ({"claimed": f"{sign}{self.pence // 100}.00 GBP"} if settings.policy == "on-receipt" else {})

    def legs(self, settings):
        sign = -1 if self.event else 1
        moves = 0 if self.route == "progress" else sign
        stage = f"Assets:TF:Families:{self.year}"
        found = [(f"{stage}:Claimed", moves), (f"{stage}:Attached", -moves)]
        if settings.policy == "on-receipt":
            return found
        debtor = "Liabilities:TF:GrantRepayable" if self.event == "clawed-back" else "Assets:TF:ResultsReceivable"
        return [(debtor, sign * self.pence), ("Income:TF:ResultsPayments", -sign * self.pence), *found]


@dataclass(frozen=True)
class Money(Entry):
    """Pounds of an agreement move between two accounts of its fund."""

    pounds: int = 100
    agreement: str = "EA"
    fund: str = "EA"
    debit: str = "Assets:Cash"
    credit: str = "Assets:GrantReceivable"

    def said(self, settings):
        return {"agreement": self.agreement, **self.names}

    def legs(self, settings):
        def account(said):
            root, _, rest = said.partition(":")
            return f"{root}:{self.fund}:{rest}"

        return [(account(self.debit), self.pounds * 100), (account(self.credit), -self.pounds * 100)]


@dataclass(frozen=True)
class Credit(Entry):
    """One bank credit, of two grants in two funds, as one entry."""

    first: int = 100
    second: int = 100

    def legs(self, settings):
        return [
            (account, sign * pounds * 100)
            for fund, income, pounds in (("EA", "UpfrontFunding", self.first), ("IP", "Grant", self.second))
            for account, sign in ((f"Assets:{fund}:Cash", 1), (f"Income:{fund}:{income}", -1))
        ]


@dataclass(frozen=True)
class Reversed(Fact):
    """The entry *of* that number is taken back."""

    of: int = 0


# ---------------------------------------------------------------- the ledger


@dataclass(frozen=True)
class Life:
    """What is agreed, and what happens: a reversal of what is no entry, or of what comes later, is left out."""

    settings: Settings
    facts: tuple[Fact, ...]

    def happened(self):
        """Return every fact with its number, in the order of the ledger; a reversal has the entry that it takes back."""
        found = []
        taken = set()
        for number, one in enumerate(self.facts):
            if isinstance(one, Reversed):
                of = self.facts[one.of] if one.of < len(self.facts) else None
                if not isinstance(of, Entry) or of.day > one.day or one.of in taken:
                    continue
                taken.add(one.of)
            found.append((number, one))
        return sorted(found, key=lambda pair: (pair[1].day, pair[0]))

    def days(self):
        """Return every day on which something happens, the day before the first, and the day after the last."""
        days = {one.day for _, one in self.happened()} | {self.settings.second}
        days |= {getattr(one, name) for _, one in self.happened() for name in ("due", "on", "closes") if hasattr(one, name)}
        one = datetime.timedelta(days=1)
        return sorted({*days, min(days) - one, max(days) + one})

    def ledger(self, until=None):
        """Return the ledger, of what is dated until then."""
        said = agreed(self.settings)
        for number, one in self.happened():
            if isinstance(one, Reversed):
                entry = self.facts[one.of]
                said.append((one.day, entry.text(self.settings, number, one.day, -1, f"G/{one.of}/1")))
            else:
                said.append((one.day, one.text(self.settings, number)))
        # Sorted by day, so that a ledger that ends earlier has the same lines up to there.
        return SET_UP + "".join(text for day, text in sorted(said, key=lambda one: one[0]) if until is None or day <= until)

    # ------------------------------------------------------------ what it comes to

    def known(self, day):
        return [(number, one) for number, one in self.happened() if one.day <= day]

    def standing(self, day):
        """Return the entries that nothing has taken back by *day*."""
        known = self.known(day)
        back = {one.of for _, one in known if isinstance(one, Reversed)}
        return [(number, one) for number, one in known if isinstance(one, Entry) and number not in back]

    def balances(self, day):
        """Return what each account holds at the end of *day*: pence, or families."""
        sums = Counter()
        for _, one in self.standing(day):
            for account, pence in one.legs(self.settings):
                sums[account] += pence
        return sums

    def claims(self, day):
        """Return the claims of *day*, in the order in which they were drafted or made, and the ends that are of none."""
        ranks = {"drafted": 0, "submitted": 1, **{what: 2 + place for place, what in enumerate(ENDS)}}
        drafts = [("drafted", number, one) for number, one in self.known(day) if isinstance(one, Drafted)]
        entries = [
            (one.event or "submitted", number, one) for number, one in self.standing(day) if isinstance(one, Claimed)
        ]
        # Drafts are read before entries of one day, entries in the order of the ledger.
        lives, strays = [], []
        for what, _, one in sorted([*drafts, *entries], key=lambda step: (step[2].day, ranks[step[0]])):
            fits = [life for life in lives if life.fits(one)]
            if what == "drafted":
                lives.append(Lived([one]))
            elif what == "submitted":
                draft = next((life for life in fits if life.claim is None), None) or Lived([])
                if draft not in lives:
                    lives.append(draft)
                draft.claim = one
            elif open_ones := [life for life in fits if life.claim and not life.end]:
                open_ones[-1].end = one
            else:
                strays.append(one)
        return lives, strays

    def instalments(self, day):
        """Return the instalments agreed by *day*, by reference."""
        numbers = Counter()
        found = {}
        for _, one in sorted(self.known(day), key=lambda pair: (pair[1].day, getattr(pair[1], "due", pair[1].day))):
            if isinstance(one, Agreed):
                numbers[one.name, one.year] += 1
                found[f"{one.name}/{one.year}/{numbers[one.name, one.year]}"] = one
        return found

    def due(self, day):
        """Return the pence of instalments that are due on *day*, by reference."""
        with_claims = any(life.claim for life in self.claims(day)[0])
        return {
            reference: one.pounds * 100 * (one.due <= day)
            for reference, one in self.instalments(day).items()
            if not self._is_staged(one, day) and not (one.is_of_results and with_claims)
        } | self._released(day)

    def _is_staged(self, one, day):
        is_staged = any(isinstance(other, Staged) for _, other in self.known(day))
        return is_staged and (one.name, one.year, one.is_of_results) == ("TF1", NEXT, False)

    def _released(self, day):
        """Return what of the staged fees is due: at the best count so far, the earliest instalments first."""
        counts = {one.on: one.families for _, one in self.known(day) if isinstance(one, Counted) and one.on <= day}
        shares = [Fraction(number, FAMILIES) for number in counts.values()]
        best = max((1 if one >= Fraction(3, 4) else Fraction(1, 2) if one >= Fraction(33, 100) else 0 for one in shares), default=0)
        fees = {reference: one for reference, one in self.instalments(day).items() if self._is_staged(one, day)}
        left = sum(one.pounds for one in fees.values()) * 100 * best
        found = {}
        for reference, one in sorted(fees.items(), key=lambda pair: pair[1].due):
            part = min(left, one.pounds * 100)
            left -= part
            found[reference] = part if one.due <= day else 0
        return found

    def results_due(self, day):
        """Return what is asked for of results by window and by the day since when it is due; pence."""
        closes = {one.name: one.closes for _, one in self.known(day) if isinstance(one, Window)}
        days = [one.days for _, one in self.known(day) if isinstance(one, Term)]
        term = datetime.timedelta(days=days[-1] if days else self.settings.paid_within)
        sums = defaultdict(Counter)
        for one in self.claims(day)[0]:
            if one.pence:
                sums[one.claim.window][closes.get(one.claim.window, one.claim.day) + term] += one.pence
        return sums

    def entitled(self, day):
        """Return the pence that each agreement is entitled to, net of what was lost, is to go back and was given up."""
        sums = Counter()
        for reference, pence in self.due(day).items():
            sums[reference.partition("/")[0]] += pence
        sums["TF1"] += sum(one.pence for one in self.claims(day)[0])
        for _, one in self.standing(day):
            if isinstance(one, Money):
                if one.debit == "Expenses:WriteOffs":
                    sums[one.agreement or FUND_OF_NONE[one.fund]] -= one.pounds * 100
                elif "Cash" not in one.debit and one.credit == "Liabilities:GrantRepayable":
                    sums[one.agreement or FUND_OF_NONE[one.fund]] -= one.pounds * 100
        return sums

    def came(self, day):
        """Return the cash that came from funders by *day*, by agreement; pence."""
        sums = Counter()
        for _, one in self.standing(day):
            if isinstance(one, Money) and one.debit == "Assets:Cash":
                sums[one.agreement or FUND_OF_NONE[one.fund]] += one.pounds * 100
            elif isinstance(one, Credit):
                sums["EA"] += one.first * 100
                sums["IP"] += one.second * 100
        return sums


#: Whose the money is that names no agreement: that of the only one of the fund.
FUND_OF_NONE = {"TF": "", "EA": "EA", "IP": "IP"}


@dataclass
class Lived:
    """A claim: its draft, its submission, its end."""

    draft: list[Drafted]
    claim: Claimed | None = None
    end: Claimed | None = None

    def fits(self, one):
        """Return whether *one* is a step of it: of its family and route, and of its window and number where both say one."""
        first = self.claim or self.draft[0]
        numbers = getattr(first, "claim", ""), getattr(one, "claim", "")
        windows = first.window, one.window
        return (first.family, first.route) == (one.family, one.route) and all(
            not mine or not theirs or mine == theirs for mine, theirs in (numbers, windows)
        )

    @property
    def pence(self):
        """What it still asks for, or has been paid."""
        return max(0, self.left)

    @property
    def left(self):
        """What its end leaves of it; below zero where that took back more than was claimed."""
        return (self.claim.pence if self.claim else 0) - (self.end.pence if self.end else 0)


def by_agreement(lines):
    """Return the sums of *lines* of the reconciliation by agreement: due, received, written off, short, over, early."""
    sums = defaultdict(Counter)
    for line in lines:
        for name in ("due", "received", "written_off", "short", "over", "early"):
            sums[line.agreement][name] += getattr(line, name)
    return sums

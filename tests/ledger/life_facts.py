"""What can happen to four agreements in three funds: each fact, and what the ledger says of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

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
    said = [(first, f"{first} open {one}{' FAMILY' if families(one) else ''}\n") for one in ACCOUNTS]
    said += [(first, f'{first} custom "fund" "{one}" "grant"\n') for one in ("TF", "EA", "IP")]
    said += [(settings.second if one == "CO" else first, agreement(settings, one)) for one in FUND_OF]
    for route, more in (
        ("crime", ""),
        ("progress", '  tops-up: "crime"\n'),
        ("job", '  excludes: "crime; progress"\n'),
    ):
        said.append((first, f'{first} custom "route" "TF1" "{route}"\n{more}'))
    for year in (YEAR, NEXT):
        routes = "".join(f"  route-{route}: {pounds}.00 GBP\n" for route, pounds in PAYS[year].items())
        text = f'{first} custom "tariff" "TF1" "{year}"\n  families: {FAMILIES}\n  because: "an example"\n'
        said.append((first, f"{text}  attachment-fee: {FEES[year]}.00 GBP\n{routes}  cap: {CAP}.00 GBP\n"))
    return said


def agreement(settings, name):
    """Return the directive of the agreement *name*."""
    day = settings.second if name == "CO" else datetime.date(2012, 4, 1)
    of_type = {"TF1": "payment-by-results", "EA": "upfront"}.get(name, "grant")
    text = f'{day} custom "agreement" "{name}" "{FUND_OF[name]}" "{of_type}"\n  title: "{name}"\n  funder: "DCLG"\n'
    text += '  recognition: "none"\n  recognition-reason: "as advised"\n'
    if name == "TF1":
        text += f'  results-recognised: "{settings.policy}"\n  audit-required: {settings.audit}\n'
        text += f"  paid-within: {settings.paid_within}\n"
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

    def legs(self):
        raise NotImplementedError

    def text(self, number, day=None, sign=1, reverses="", state=""):
        key = f'  reverses: "{reverses}"\n' if reverses else f'  doc: "G/{number}/1{state}"\n'
        if state:
            key += f'  restates: "G/{number}/1"\n'
        said = "".join(
            f"  {name}: {value}\n" if name == "claimed" else f'  {name}: "{value}"\n'
            for name, value in self.said().items()
            if value and not (reverses and name == "event")
        )
        legs = "".join(
            f"  {account}  {sign * pence} FAMILY\n"
            if families(account)
            else f"  {account}  {sign * pence // 100}.00 GBP\n"
            for account, pence in self.legs()
        )
        return f'{day or self.day} * "DCLG" "{type(self).__name__}"\n{key}{said}{legs}'

    def said(self):
        return self.names


@dataclass(frozen=True)
class Agreed(Directive):
    """An instalment is agreed."""

    name: str = "EA"
    due: datetime.date = datetime.date(2012, 4, 30)
    pounds: int = 100
    year: str = YEAR
    is_of_results: bool = False

    def text(self):
        stream = "results-payment" if self.is_of_results else STREAM_OF[self.name]
        said = f'"{self.name}" {self.due} {self.pounds}.00 GBP "{stream}" "{self.year}"'
        return f'{self.day} custom "instalment" {said}\n'


@dataclass(frozen=True)
class Staged(Directive):
    """The fees of the second year are released on performance: all of them from three quarters on, half from a third."""

    def text(self):
        return f'{self.day} custom "staging" "TF1" "{NEXT}"\n  at-75: "100%"\n  at-33: "50%"\n'


@dataclass(frozen=True)
class Term(Directive):
    """The agreement TF1 is amended: paid within other days."""

    days: int = 60

    def text(self):
        said = '"TF1" "TF" "payment-by-results"\n  title: "TF1"\n  funder: "DCLG"\n'
        return f'{self.day} custom "agreement" {said}  paid-within: {self.days}\n'


@dataclass(frozen=True)
class Counted(Directive):
    """It is known how many families of the first year are worked with."""

    families: int = 3
    on: datetime.date = datetime.date(2013, 4, 15)

    def text(self):
        return f'{self.day} custom "worked-with" "TF1" "{YEAR}" {self.on}\n  families: {self.families}\n'


@dataclass(frozen=True)
class Window(Directive):
    """A claim window is made known, or amended."""

    name: str = "W1"
    closes: datetime.date = datetime.date(2013, 1, 31)

    def text(self):
        return f'{self.day} custom "window" "TF1" "{self.name}" {self.closes}\n'


@dataclass(frozen=True)
class Audited(Directive):
    """Internal audit signs a window off."""

    name: str = "W1"

    def text(self):
        return f'{self.day} custom "audit" "TF1" "{self.name}" "officer"\n  population: 9\n  sample: 1\n  errors: 0\n'


@dataclass(frozen=True)
class Matched(Directive):
    """An officer says which instalment the money of an entry pays."""

    of: int = 0
    instalment: str = ""

    def text(self):
        return f'{self.day} custom "match" "G/{self.of}/1" "{self.instalment}" "why, officer"\n'


@dataclass(frozen=True)
class Drafted(Directive):
    """A claim is drafted."""

    family: str = "F1"
    route: str = "crime"
    window: str = ""

    def text(self):
        window = f'  window: "{self.window}"\n' if self.window else ""
        pays = PAYS[YEAR][self.route]
        return f'{self.day} custom "draft" "TF1" "{self.family}" "{self.route}" {pays}.00 GBP\n  attached: "{YEAR}"\n{window}'


@dataclass(frozen=True)
class Attached(Entry):
    """A family is attached or, without reference, some are; with *to*, one of the attached is closed."""

    family: str = ""
    number: int = 1
    year: str = YEAR
    to: str = "Attached"

    def said(self):
        return {"agreement": "TF1", "family": self.family}

    def legs(self):
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
    policy: str = "on-claim"

    @property
    def pence(self):
        return PAYS[self.year][self.route] * 100

    def said(self):
        said = {"agreement": "TF1", "claim": self.claim, "family": self.family, "attached": self.year}
        said |= {"route": self.route, "window": self.window, "event": self.event}
        sign = "-" if self.event else ""
        return said | ({"claimed": f"{sign}{self.pence // 100}.00 GBP"} if self.policy == "on-receipt" else {})

    def legs(self):
        sign = -1 if self.event else 1
        moves = 0 if self.route == "progress" else sign
        stage = f"Assets:TF:Families:{self.year}"
        found = [(f"{stage}:Claimed", moves), (f"{stage}:Attached", -moves)]
        if self.policy == "on-receipt":
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

    @property
    def lowers_what_is_due(self):
        """Whether it is written off, or to go back to the funder and not gone yet."""
        is_to_go_back = self.credit == "Liabilities:GrantRepayable" and self.debit != "Assets:Cash"
        return is_to_go_back or self.debit == "Expenses:WriteOffs"

    def said(self):
        return {"agreement": self.agreement, **self.names}

    def legs(self):
        def account(said):
            root, _, rest = said.partition(":")
            return f"{root}:{self.fund}:{rest}"

        return [(account(self.debit), self.pounds * 100), (account(self.credit), -self.pounds * 100)]


@dataclass(frozen=True)
class Credit(Entry):
    """One bank credit, of two grants in two funds, as one entry."""

    first: int = 100
    second: int = 100

    def legs(self):
        return [
            (account, sign * pounds * 100)
            for fund, income, pounds in (("EA", "UpfrontFunding", self.first), ("IP", "Grant", self.second))
            for account, sign in ((f"Assets:{fund}:Cash", 1), (f"Income:{fund}:{income}", -1))
        ]


@dataclass(frozen=True)
class Reversed(Fact):
    """The entry *of* that number is taken back and, where its row was put right to *again* pounds, stands once more."""

    of: int = 0
    again: int = 0

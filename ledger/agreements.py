"""What was agreed: funds, agreements, tariffs, instalments and allocations, typed, from the directives of the books."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ledger import accounts, money
from ledger.texts import unspaced

if TYPE_CHECKING:
    import datetime
    from fractions import Fraction

    from ledger.directives import Record

#: Which kind of extract posts a stream where no ``posts`` directive says otherwise (DESIGN.md §4).
DEFAULT_POSTS = {
    "spending": "general-ledger",
    "grant-income": "grant-remittance",
    "results": "results-claims",
    "contributions": "contributions",
}

#: The income account that an instalment of a stream belongs to.
INCOME_OF_STREAM = {
    "attachment-fee": "AttachmentFees",
    "results-payment": "ResultsPayments",
    "upfront": "UpfrontFunding",
    "grant": "Grant",
    "coordinator": "Grant",
}


class TariffError(LookupError):
    """No tariff of an agreement says what a result earns: the message says which."""


@dataclass(frozen=True)
class Fund:
    """A fund: its name in accounts, whether it is a grant's or a pool's, and its title for people."""

    name: str
    kind: str
    title: str
    since: datetime.date
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Agreement:
    """An agreement with a funder as last amended; money in pence."""

    name: str
    fund: str
    type: str
    title: str
    funder: str
    since: datetime.date
    reference: str | None
    programme: str | None
    ends: datetime.date | None
    awarded: int | None
    eligible_families: int | None
    funded_share: Fraction | None
    printed_share: Fraction | None
    recognition: str | None
    recognition_reason: str | None
    release: str | None
    carry_forward: str | None
    results_recognised: str | None
    audit_required: bool | None
    assumed_success: Fraction | None
    households: int | None
    printed_success: Fraction | None
    drawn_down: int | None
    drawn_down_rounded_to: int | None
    drawn_down_at: int | None
    ring_fenced: bool | None
    signatories: tuple[str, ...]
    certificate: str | None
    return_due: str | None
    printed: int | None
    paid_within: int
    because: str | None
    illustrative: str | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Tariff:
    """What one family attached in *year* earns; money in pence."""

    agreement: str
    year: str
    families: int
    attachment_fee: int
    cap: int
    routes: dict[str, int]
    because: str | None
    illustrative: str | None
    place: dict[str, Any] = field(repr=False, compare=False)

    @property
    def attachment(self) -> int:
        """Attachment fees of all families of the year, in pence."""
        return self.families * self.attachment_fee

    @property
    def results(self) -> int:
        """The most that results of the year's families can earn, in pence."""
        return self.families * (self.cap - self.attachment_fee)

    @property
    def total(self) -> int:
        """Attachment fees and the most that results can earn, in pence."""
        return self.families * self.cap


@dataclass(frozen=True)
class Instalment:
    """A payment promised on the day *since*; *reference* is ``AGREEMENT/YEAR/NUMBER`` unless one is given; pence."""

    agreement: str
    due: datetime.date
    amount: int
    stream: str
    year: str
    reference: str
    window: str | None
    covers: str | None
    since: datetime.date
    printed: int | None
    because: str | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Allocation:
    """Money approved for an account and all below it, from *start* to *end*; pence."""

    agreement: str
    account: str
    start: datetime.date
    end: datetime.date
    amount: int
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Virement:
    """Money moved between allocations, with its approval; pence. *year* is whose budget it is, where not its date's."""

    date: datetime.date
    source: str
    target: str
    amount: int
    approval: str
    year: str | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Commitment:
    """An order raised, reduced or cancelled against an account; *amount* is what the event adds, in pence."""

    date: datetime.date
    order: str
    account: str
    amount: int
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Posts:
    """From *since*, extracts of *kind* post *stream* of *fund*."""

    fund: str
    stream: str
    kind: str
    since: datetime.date
    matched_within: int | None
    place: dict[str, Any] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Extract:
    """One imported file: its name, kind, hashes, and rows and pence by what became of them."""

    name: str
    kind: str
    date: datetime.date
    sha256: str
    body: str
    profile: str
    rows: dict[str, int]
    pence: dict[str, int]
    credit_positive: bool
    accepted_rejects: str | None
    place: dict[str, Any] = field(repr=False, compare=False)

    @property
    def commodity(self) -> str:
        """What its totals are in: families where the extract counts them, else pounds."""
        return commodity_of(self.kind)

    def said(self, pence: int) -> str:
        """Return *pence* of the extract's commodity as a sentence says them."""
        return money.spoken(pence) if self.commodity == "GBP" else money.families(pence)

    def spoken(self, bucket: str) -> str:
        """Return the total of *bucket* as a sentence says it."""
        return self.said(self.pence[bucket])


@dataclass(frozen=True)
class Evidence:
    """A row that another kind of extract posts: whose it is, what it carries in pence (debits positive), what it says."""

    key: str
    date: datetime.date
    fund: str
    stream: str
    pence: int
    extract: str
    row: int
    said: dict[str, Any]
    place: dict[str, Any] = field(repr=False, compare=False)

    @property
    def stream_pence(self) -> int:
        """What a posting to the stream's own account would carry, where the row stands on the other side of it."""
        account = self.said.get("account")
        return self.pence if account is None or accounts.parse(account).stream else -self.pence


@dataclass(frozen=True)
class Certificate:
    """What the council signs for a grant from *since* on, and in which roles, where the agreement has no words of its own."""

    wording: str
    signatories: tuple[str, ...]
    since: datetime.date


@dataclass(frozen=True)
class Register:
    """Everything agreed and imported, in the order of dates."""

    funds: dict[str, Fund]
    agreements: dict[str, Agreement]
    tariffs: tuple[Tariff, ...]
    instalments: tuple[Instalment, ...]
    allocations: tuple[Allocation, ...]
    virements: tuple[Virement, ...]
    commitments: tuple[Commitment, ...]
    posts: tuple[Posts, ...]
    extracts: tuple[Extract, ...]
    evidence: tuple[Evidence, ...]
    disclosures: tuple[str, ...]
    certificate: Certificate | None
    records: tuple[Record, ...]

    @cached_property
    def alone(self) -> dict[str, str]:
        """The agreement of each fund that has only one: money of the fund that names none is its."""
        names: dict[str, list[str]] = {}
        for one in self.agreements.values():
            names.setdefault(one.fund, []).append(one.name)
        return {fund: of_fund[0] for fund, of_fund in names.items() if len(of_fund) == 1}

    def of_agreement(self, name: str) -> tuple[tuple[Tariff, ...], tuple[Instalment, ...]]:
        """Return the tariffs and the instalments of the agreement *name*, each in order."""
        return (
            tuple(one for one in self.tariffs if one.agreement == name),
            tuple(one for one in self.instalments if one.agreement == name),
        )

    def awarded(self, name: str) -> int:
        """Return what the agreement *name* is worth at most, in pence: as awarded, by its tariffs, or its instalments."""
        agreement = self.agreements[name]
        if agreement.awarded is not None:
            return agreement.awarded
        tariffs, instalments = self.of_agreement(name)
        if tariffs:
            return sum(one.total for one in tariffs)
        return sum(one.amount for one in instalments)

    def staged_years(self, name: str) -> frozenset[str]:
        """Return the years of attachment whose fees the agreement *name* releases on performance."""
        return frozenset(
            one.values["year"] for one in self.records if one.name == "staging" and one.values["agreement"] == name
        )

    def tops_up(self, name: str) -> dict[str, str]:
        """Return the routes of the agreement *name* that add to another, each with the route that it tops up."""
        routes = (one for one in self.records if one.name == "route" and one.values["agreement"] == name)
        return {one.values["route"]: one.metadata["tops-up"] for one in routes if "tops-up" in one.metadata}

    def result(self, name: str, year: str, route: str) -> int:
        """Return the pence that *route* earns for a family attached in *year*; raise :class:`TariffError` for none."""
        tariff = next((one for one in self.tariffs if (one.agreement, one.year) == (name, year)), None)
        if tariff is None:
            raise TariffError(f"{name} has no tariff for families attached in {year}")
        if route not in tariff.routes:
            known = ", ".join(tariff.routes) or "none"
            raise TariffError(f"the tariff of {name} for {year} has no route {route!r}; there are {known}")
        return tariff.routes[route]

    def instalment(self, reference: str) -> Instalment | None:
        """Return the instalment that *reference* names (``EA/2018-19/1``), or None."""
        return next((one for one in self.instalments if one.reference == reference), None)

    def instalment_like(self, text: str) -> Instalment | None:
        """Return the instalment that *text* names, however it is spelt (case, spaces); None where none or two are so named."""
        if exact := self.instalment(text):
            return exact
        wanted = unspaced(text)
        alike = [one for one in self.instalments if unspaced(one.reference) == wanted]
        return alike[0] if len(alike) == 1 else None

    def matches(self, as_at: datetime.date | None = None) -> list[tuple[str, str, str]]:
        """Return what a person matched by *as_at* (None: by now): one key, the other, and why."""
        return [
            (one.values["one"], one.values["other"], one.values["why"])
            for one in self.records
            if one.name == "match" and (as_at is None or one.date <= as_at)
        ]

    def matched_within(self, fund: str, stream: str, day: datetime.date) -> int | None:
        """Return how many days may lie between a posting of *stream* and its evidence, None where ``posts`` does not say."""
        days = None
        for one in self.posts:
            if one.fund == fund and one.stream == stream and one.since <= day:
                days = one.matched_within
        return days

    def poster(self, fund: str, stream: str, day: datetime.date) -> str:
        """Return the kind of extract that posts *stream* of *fund* on *day*."""
        kind = DEFAULT_POSTS[stream]
        for one in self.posts:
            if one.fund == fund and one.stream == stream and one.since <= day:
                kind = one.kind
        return kind


def is_expense_of(account: str, fund: str) -> bool:
    """Return whether *account* is an expense of *fund*."""
    try:
        name = accounts.parse(account)
    except accounts.AccountNameError:
        return False
    return name.root == "Expenses" and name.fund == fund


def overlap(one: Allocation, other: Allocation) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day on which two allocations of one agreement cover the same account, None for none."""
    first, last = max(one.start, other.start), min(one.end, other.end)
    same = f"{one.account}:".startswith(f"{other.account}:") or f"{other.account}:".startswith(f"{one.account}:")
    return (first, last) if same and one.agreement == other.agreement and first <= last else None


def commodity_of(kind: str) -> str:
    """Return what an extract of *kind* counts."""
    return "FAMILY" if kind == "families-attached" else "GBP"


def income_account(agreement: Agreement, stream: str) -> str:
    """Return where a receipt of *stream* goes: income, or receipts in advance where conditions are not yet met."""
    if agreement.recognition == "condition":
        return accounts.build("Liabilities", agreement.fund, "ReceiptsInAdvance")
    return accounts.build("Income", agreement.fund, INCOME_OF_STREAM[stream])

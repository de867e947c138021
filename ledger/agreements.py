"""What was agreed: funds, agreements, tariffs, instalments and allocations, typed, from the directives of the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ledger import accounts

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
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
    """A payment that the agreement promises; *reference* is ``AGREEMENT/YEAR/NUMBER`` unless one is given; pence."""

    agreement: str
    due: datetime.date
    amount: int
    stream: str
    year: str
    reference: str
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
    """Money moved between allocations, with its approval; pence."""

    date: datetime.date
    source: str
    target: str
    amount: int
    approval: str
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
    disclosures: tuple[str, ...]
    records: tuple[Record, ...]

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

    def instalment(self, reference: str) -> Instalment | None:
        """Return the instalment that *reference* names (``EA/2018-19/1``), or None."""
        return next((one for one in self.instalments if one.reference == reference), None)

    def poster(self, fund: str, stream: str, day: datetime.date) -> str:
        """Return the kind of extract that posts *stream* of *fund* on *day*."""
        kind = DEFAULT_POSTS[stream]
        for one in self.posts:
            if one.fund == fund and one.stream == stream and one.since <= day:
                kind = one.kind
        return kind


def income_account(agreement: Agreement, stream: str) -> str:
    """Return where a receipt of *stream* goes: income, or receipts in advance where conditions are not yet met."""
    if agreement.recognition == "condition":
        return accounts.build("Liabilities", agreement.fund, "ReceiptsInAdvance")
    return accounts.build("Income", agreement.fund, INCOME_OF_STREAM[stream])


#: What a later directive with the same values amends.
AMENDED = {
    "fund": ("fund",),
    "agreement": ("agreement",),
    "tariff": ("agreement", "year"),
    "allocation": ("agreement", "account", "start", "end"),
}


def register(records: Iterable[Record], as_at: datetime.date | None = None) -> Register:
    """Return the :class:`Register` of *records*; a later directive with the same name amends an earlier one.

    With *as_at*, an amendment dated after that day is left out: the books of that day did not know it.
    """
    by_name: dict[str, list[Record]] = defaultdict(list)
    kept = sorted(
        records, key=lambda record: (record.date, str(record.place.get("filename")), record.place.get("lineno", 0))
    )
    if as_at is not None:
        kept = _without_later_amendments(kept, as_at)
    for record in kept:
        by_name[record.name].append(record)
    begun: dict[tuple[str, str], datetime.date] = {}
    for what in ("fund", "agreement"):
        for record in by_name[what]:
            begun.setdefault((what, record.values[what]), record.date)
    return Register(
        funds={name: _fund(one, begun["fund", name]) for (name,), one in _amended(by_name["fund"]).items()},
        agreements={
            name: _agreement(one, begun["agreement", name]) for (name,), one in _amended(by_name["agreement"]).items()
        },
        tariffs=tuple(sorted(_latest(by_name["tariff"], _tariff), key=lambda one: one.year)),
        instalments=_numbered(by_name["instalment"]),
        allocations=tuple(_latest(by_name["allocation"], _allocation)),
        virements=tuple(
            Virement(
                one.date,
                one.values["from"],
                one.values["to"],
                one.values["amount"],
                one.values["approval"],
                one.place,
            )
            for one in by_name["virement"]
        ),
        commitments=tuple(_commitment(one) for one in by_name["commitment"]),
        posts=tuple(
            Posts(one.values["fund"], one.values["stream"], one.values["kind"], one.date, one.place)
            for one in by_name["posts"]
        ),
        extracts=tuple(_extract(one) for one in by_name["extract"]),
        disclosures=tuple(one.values["text"] for one in by_name["disclosure"]),
        records=tuple(kept),
    )


def _without_later_amendments(records: list[Record], day: datetime.date) -> list[Record]:
    known: set[tuple[Any, ...]] = set()
    kept = []
    for record in records:
        key = (record.name, *(record.values[name] for name in AMENDED.get(record.name, ())))
        if record.name in AMENDED and key in known and record.date > day:
            continue
        known.add(key)
        kept.append(record)
    return kept


def _latest(records: list[Record], make: Any) -> Iterable[Any]:
    return [make(record) for record in _amended(records).values()]


def _amended(records: list[Record]) -> dict[tuple[Any, ...], Record]:
    """Return the last record of each name; what it does not state stays as the earlier one stated it."""
    last: dict[tuple[Any, ...], Record] = {}
    for record in records:
        key = tuple(record.values[name] for name in AMENDED[record.name])
        earlier = last[key].metadata if key in last else {}
        last[key] = replace(record, metadata={**earlier, **record.metadata})
    return last


def _fund(record: Record, since: datetime.date) -> Fund:
    name = record.values["fund"]
    title = record.metadata.get("title", accounts.words(name))
    return Fund(name, record.values["kind"], title, since, record.place)


def _agreement(record: Record, since: datetime.date) -> Agreement:
    meta = record.metadata
    return Agreement(
        name=record.values["agreement"],
        fund=record.values["fund"],
        type=record.values["type"],
        title=meta["title"],
        funder=meta["funder"],
        since=since,
        reference=meta.get("reference"),
        programme=meta.get("programme"),
        ends=meta.get("ends"),
        awarded=meta.get("awarded"),
        eligible_families=meta.get("eligible-families"),
        funded_share=meta.get("funded-share"),
        printed_share=meta.get("printed-share"),
        recognition=meta.get("recognition"),
        recognition_reason=meta.get("recognition-reason"),
        because=meta.get("because"),
        illustrative=meta.get("illustrative"),
        place=record.place,
    )


def _tariff(record: Record) -> Tariff:
    meta = record.metadata
    return Tariff(
        agreement=record.values["agreement"],
        year=record.values["year"],
        families=meta["families"],
        attachment_fee=meta["attachment-fee"],
        cap=meta["cap"],
        routes={key.removeprefix("route-"): value for key, value in meta.items() if key.startswith("route-")},
        because=meta.get("because"),
        illustrative=meta.get("illustrative"),
        place=record.place,
    )


def _instalment(record: Record) -> Instalment:
    values = record.values
    return Instalment(
        agreement=values["agreement"],
        due=values["due"],
        amount=values["amount"],
        stream=values["stream"],
        year=values["year"],
        reference=record.metadata.get("reference", ""),
        because=record.metadata.get("because"),
        place=record.place,
    )


def _numbered(records: list[Record]) -> tuple[Instalment, ...]:
    """Return the instalments by due date, numbered in the order they were agreed in, so that a later one renumbers none."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    result = []
    for record in sorted(records, key=lambda one: (one.date, one.values["due"])):
        one = _instalment(record)
        counts[one.agreement, one.year] += 1
        number = counts[one.agreement, one.year]
        result.append(replace(one, reference=one.reference or f"{one.agreement}/{one.year}/{number}"))
    return tuple(sorted(result, key=lambda one: one.due))


def _allocation(record: Record) -> Allocation:
    values = record.values
    return Allocation(
        values["agreement"], values["account"], values["start"], values["end"], values["amount"], record.place
    )


def _commitment(record: Record) -> Commitment:
    values = record.values
    sign = 1 if values["event"] == "raised" else -1
    return Commitment(record.date, values["order"], values["account"], sign * values["amount"], record.place)


def _extract(record: Record) -> Extract:
    meta = record.metadata
    buckets = ("read", "posted", "held", "evidence", "outside", "rejected", "restated")
    return Extract(
        name=record.values["extract"],
        kind=record.values["kind"],
        date=record.date,
        sha256=meta["sha256"],
        body=meta["body"],
        profile=meta["profile"],
        rows={bucket: meta.get(f"rows-{bucket}", 0) for bucket in buckets},
        pence={bucket: meta.get(f"total-{bucket}", 0) for bucket in buckets},
        credit_positive=meta.get("sign") == "credit-positive",
        accepted_rejects=meta.get("accepted-rejects"),
        place=record.place,
    )

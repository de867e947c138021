"""How do the directives of the books become what was agreed? A later directive of one name amends an earlier one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ledger import accounts
from ledger.agreements import (
    Agreement,
    Allocation,
    Certificate,
    Commitment,
    Evidence,
    Extract,
    Fund,
    Instalment,
    Posts,
    Register,
    Tariff,
    Virement,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.directives import Record

#: What a later directive with the same values amends.
AMENDED = {
    "fund": ("fund",),
    "agreement": ("agreement",),
    "tariff": ("agreement", "year"),
    "route": ("agreement", "route"),
    "window": ("agreement", "window"),
    "allocation": ("agreement", "account", "start", "end"),
    "forecast": ("account", "year"),
    "profile": ("account", "year"),
    "monitoring": ("account",),
    "gl-balance": ("cost-centre", "subjective", "period"),
    "carry-forward": ("agreement", "year"),
    "repayment": ("agreement", "year", "demand"),
    "certificate": (),
    "worked-with": ("agreement", "year", "day"),
    "provider": ("provider", "fund"),
    "partner": ("partner",),
    "contribution": ("pool", "partner", "start", "end", "in"),
    "saving": ("fund", "year", "measure", "agency", "basis"),
}
#: What is decided of a year after it is over, and counts for its accounts however late.
_AFTERWARDS = ("carry-forward", "saving")
#: What the funder promises, and on what it depends: nothing before it was agreed.
_PROMISED = ("instalment", "staging")
#: What import writes again, and takes back by no directive of its own, where a row of an extract is restated.
_REPLACED = ("allocation", "forecast", "gl-balance", "draft", "saving")


def read(records: Iterable[Record], as_at: datetime.date | None = None) -> Register:
    """Return the :class:`Register` of *records*; a later directive with the same name amends an earlier one.

    With *as_at*, an amendment dated after that day is left out: the books of that day did not know it.
    """
    by_name: dict[str, list[Record]] = defaultdict(list)
    kept = sorted(
        records, key=lambda record: (record.date, str(record.place.get("filename")), record.place.get("lineno", 0))
    )
    if as_at is not None:
        kept = _without_later_amendments(kept, as_at)
    for record in last_states(kept):
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
                one.metadata.get("year"),
                one.place,
            )
            for one in by_name["virement"]
        ),
        commitments=tuple(_commitment(one) for one in by_name["commitment"]),
        posts=tuple(
            Posts(
                one.values["fund"],
                one.values["stream"],
                one.values["kind"],
                one.date,
                one.metadata.get("matched-within"),
                one.place,
            )
            for one in by_name["posts"]
        ),
        extracts=tuple(_extract(one) for one in by_name["extract"]),
        evidence=_evidence(by_name["evidence"]),
        disclosures=tuple(one.values["text"] for one in by_name["disclosure"]),
        certificate=next(iter(_latest(by_name["certificate"], _certificate)), None),
        records=tuple(kept),
    )


def last_states(records: Iterable[Record]) -> list[Record]:
    """Return *records* with the last state of each row that was restated in the place of its first.

    What a directive of its own takes back, such as a commitment, stays as it is. A row that is put right later than another
    amends it is still the earlier of the two.
    """
    records = list(records)
    rows = {one.metadata.get("doc", "") for one in records if one.name in _REPLACED}
    last: dict[str, Record] = {}
    for one in records:
        if (base := one.metadata.get("restates")) and (base not in last or _state(last[base]) < _state(one)):
            last[base] = one
    found = []
    for one in records:
        if one.name not in _REPLACED:
            found.append(one)
        elif "restates" not in one.metadata:
            state = last.get(one.metadata.get("doc", ""), one)
            if state is one or state.name in _REPLACED:
                found.append(state)
        elif last[one.metadata["restates"]] is one and one.metadata["restates"] not in rows:
            found.append(one)
    return found


def standing(records: Iterable[Record], name: str) -> list[Record]:
    """Return the directives *name* among *records* as they stand: last states, and the later amending the earlier."""
    return [*_amended(last_states(one for one in records if one.name == name)).values()]


def day_of(record: Record) -> datetime.date:
    """Return the day of the record's own row: a restatement may stand in the books of a later one."""
    day: datetime.date = record.metadata.get("row-date", record.date)
    return day


def _state(record: Record) -> int:
    """Return which state of its row the record is: 2 for the first restatement, whose key ends in /r2."""
    number = str(record.metadata.get("doc", "")).rpartition("/r")[2]
    return int(number) if "restates" in record.metadata and number.isdecimal() else 1


def _without_later_amendments(records: list[Record], day: datetime.date) -> list[Record]:
    known: set[tuple[Any, ...]] = set()
    kept = []
    for record in records:
        if record.name in _AFTERWARDS:
            kept.append(record)
            continue
        if record.name in _PROMISED and record.date > day:
            continue
        key = (record.name, *(record.values[name] for name in AMENDED.get(record.name, ())))
        if record.date > day and record.name in AMENDED and (key in known or "restates" in record.metadata):
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
        release=meta.get("release"),
        carry_forward=meta.get("carry-forward"),
        results_recognised=meta.get("results-recognised"),
        audit_required=meta.get("audit-required"),
        assumed_success=meta.get("assumed-success"),
        households=meta.get("households"),
        printed_success=meta.get("printed-success"),
        drawn_down=meta.get("drawn-down"),
        drawn_down_rounded_to=meta.get("drawn-down-rounded-to"),
        drawn_down_at=meta.get("drawn-down-at"),
        ring_fenced=meta.get("ring-fenced"),
        signatories=_roles(meta),
        certificate=meta.get("certificate"),
        return_due=meta.get("return-due"),
        printed=meta.get("printed"),
        paid_within=meta.get("paid-within", 0),
        because=meta.get("because"),
        illustrative=meta.get("illustrative"),
        place=record.place,
    )


def _certificate(record: Record) -> Certificate:
    return Certificate(record.values["wording"], _roles(record.metadata), record.date)


def _roles(meta: dict[str, Any]) -> tuple[str, ...]:
    return tuple(role.strip() for role in meta.get("signatories", "").split(";") if role.strip())


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
        window=record.metadata.get("window"),
        covers=record.metadata.get("covers"),
        since=record.date,
        printed=record.metadata.get("printed"),
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


def _evidence(records: list[Record]) -> tuple[Evidence, ...]:
    """Return the rows that are evidence, each in its last state."""
    restated = {record.metadata["restates"] for record in records if "restates" in record.metadata}
    last: dict[str, Record] = {}
    for record in records:
        key = record.metadata.get("restates", record.metadata.get("doc", ""))
        if "restates" in record.metadata or key not in restated:
            last[key or f"{record.place.get('filename')}:{record.place.get('lineno')}"] = record
    return tuple(
        Evidence(
            key=record.metadata.get("doc", ""),
            date=record.metadata.get("row-date", record.date),
            fund=record.values["fund"],
            stream=record.values["stream"],
            pence=record.metadata["amount"],
            extract=record.metadata.get("extract", ""),
            row=record.metadata.get("row", 0),
            said=record.metadata,
            place=record.place,
        )
        for record in last.values()
    )


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

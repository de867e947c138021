"""Which posted row does a row of evidence belong to? By document, then supplier and amount, then amount alone where that is one.

One to one, save that all rows of a document may belong to all of it together. What fits two rows equally fits neither: it is
left for a person, whose ``match`` goes before everything else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ledger import accounts, money
from ledger.imported import document_of
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Evidence, Register

#: Days between a posting and its evidence, where ``matched-within`` on ``posts`` says nothing else: two months, a payment's usual term.
WITHIN = 62
#: A finance system has one code of income where the agreement has fees and results.
_FAMILY = {"results": "grant-income"}
#: How a text begins that stands for one that was personal.
MASKED = "[masked: "
#: What evidence and entries say of the document that they belong to.
REFERENCES = ("invoice", "remittance", "claim")


class Posted(NamedTuple):
    """A posting to an account of a stream: the key of its row, and what it can be known by."""

    key: str
    day: int
    fund: str
    stream: str
    pence: int
    references: frozenset[str]
    supplier: str


class Matched(NamedTuple):
    """What a row of evidence belongs to: the keys of what was posted, and by what that is known."""

    keys: tuple[str, ...]
    how: str


@dataclass
class _Group:
    """The evidence for one stream of one fund, and what was posted of it; each is taken out once it is matched."""

    within: int
    evidence: dict[str, Evidence] = field(default_factory=dict)
    posted: dict[tuple[str, int], Posted] = field(default_factory=dict)
    found: dict[str, Matched] = field(default_factory=dict)

    def pair(self, one: Evidence, place: tuple[str, int], how: str) -> None:
        self.found[one.key] = Matched((self.posted.pop(place).key,), how)
        del self.evidence[one.key]


def matched(
    register: Register, evidence: Sequence[Evidence], posted: Iterable[Posted], as_at: datetime.date | None = None
) -> dict[str, Matched]:
    """Return what each row of *evidence* belongs to among *posted*, by its key; one that matches nothing is left out.

    What a person matched after *as_at* is not known yet.
    """
    groups: dict[tuple[str, str], _Group] = {}
    for one in evidence:
        name = _group_of(one.fund, one.stream)
        if name not in groups:
            groups[name] = _Group(register.matched_within(one.fund, one.stream, one.date) or WITHIN)
        groups[name].evidence[one.key] = one
    for place, row in enumerate(posted):
        group = groups.get(_group_of(row.fund, row.stream))
        if group is not None:
            group.posted[row.key, place] = row
    said = register.matches(as_at)
    found: dict[str, Matched] = {}
    for (_, stream), group in groups.items():
        _as_said(group, said)
        _by_document(group)
        _by_supplier(group)
        if stream != "spending":
            _by_amount(group)
        found.update(group.found)
    return found


def _group_of(fund: str, stream: str) -> tuple[str, str]:
    return fund, _FAMILY.get(stream, stream)


def _as_said(group: _Group, said: Iterable[tuple[str, str, str]]) -> None:
    """Match what a person matched: several rows of evidence may belong to one entry, and one to several entries."""
    places = {key: (key, place) for key, place in group.posted}
    linked: dict[str, dict[str, str]] = defaultdict(dict)
    for one, other, why in said:
        for mine, theirs in ((one, other), (other, one)):
            if mine in group.evidence and theirs in places:
                linked[mine].setdefault(theirs, why)
                break
    for mine, entries in linked.items():
        group.found[mine] = Matched(tuple(entries), f"as said: {next(iter(entries.values()))}")
        del group.evidence[mine]
        for theirs in entries:
            group.posted.pop(places[theirs], None)


def _by_document(group: _Group) -> None:
    """Match rows of one document: those of one amount, then the rest together where they add up to the same."""
    by_reference: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for place, row in group.posted.items():
        for reference in row.references:
            by_reference[reference].append(place)
    of_document: dict[str, list[Evidence]] = defaultdict(list)
    for one in group.evidence.values():
        for reference in dict.fromkeys(references(one.said)):
            if reference in by_reference:
                of_document[reference].append(one)
    for reference, rows in of_document.items():
        _one_to_one(group, rows, by_reference[reference])
        _together(group, rows, by_reference[reference])


def _one_to_one(group: _Group, rows: list[Evidence], places: list[tuple[str, int]]) -> None:
    for one in rows:
        if one.key in group.evidence:
            same = next((place for place in places if _carries(group, place, one.stream_pence)), None)
            if same is not None:
                group.pair(one, same, "by document")


def _together(group: _Group, rows: list[Evidence], places: list[tuple[str, int]]) -> None:
    left = [one for one in rows if one.key in group.evidence]
    open_places = [place for place in places if place in group.posted]
    if left and open_places and _sum(left) == sum(group.posted[place].pence for place in open_places):
        keys = tuple(group.posted.pop(place).key for place in open_places)
        for one in left:
            group.found[one.key] = Matched(keys, "by document, together")
            del group.evidence[one.key]


def _carries(group: _Group, place: tuple[str, int], pence: int) -> bool:
    return place in group.posted and group.posted[place].pence == pence


def _sum(rows: Iterable[Evidence]) -> int:
    return sum(one.stream_pence for one in rows)


def _by_supplier(group: _Group) -> None:
    """Match rows of one supplier and amount, each with the nearest in time that is left."""
    days: dict[tuple[str, int], list[tuple[int, tuple[str, int]]]] = defaultdict(list)
    for place, row in group.posted.items():
        if row.supplier:
            days[row.supplier, row.pence].append((row.day, place))
    for each in days.values():
        each.sort()
    for one in sorted(group.evidence.values(), key=lambda one: (one.date, one.key)):
        near = days.get((_supplier(one.said.get("payee", "")), one.stream_pence))
        if not near:
            continue
        day = one.date.toordinal()
        right = bisect_left(near, (day, ("", 0)))
        around = [index for index in (right - 1, right) if 0 <= index < len(near)]
        best = min(around, key=lambda index: (abs(near[index][0] - day), index))
        if abs(near[best][0] - day) <= group.within:
            group.pair(one, near.pop(best)[1], "by supplier and amount")


def _by_amount(group: _Group) -> None:
    """Match rows that are alone with their amount: on one day first, then within the days that are allowed."""
    for within in (0, group.within):
        rows: dict[int, list[tuple[int, tuple[str, int]]]] = defaultdict(list)
        rivals: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for place, row in group.posted.items():
            rows[row.pence].append((row.day, place))
        for one in group.evidence.values():
            rivals[one.stream_pence].append((one.date.toordinal(), one.key))
        for each in rows.values():
            each.sort()
        for rival in rivals.values():
            rival.sort()
        for one in list(group.evidence.values()):
            fits = _near(rows[one.stream_pence], one.date.toordinal(), within)
            if len(fits) == 1 and len(_near(rivals[one.stream_pence], fits[0][0], within)) == 1:
                group.pair(one, fits[0][1], "by amount and date")


_Dated = TypeVar("_Dated", bound=tuple[int, object])


def _near(dated: list[_Dated], day: int, within: int) -> list[_Dated]:
    """Return those of *dated*, which are sorted, that lie within so many days of *day*: two at most, as more tell no more."""
    start = bisect_left(dated, day - within, key=itemgetter(0))
    return [one for one in dated[start : start + 2] if one[0] <= day + within]


def references(said: dict[str, object]) -> list[str]:
    """Return the documents that *said* names, as they are compared: small letters, no leading zeros."""
    return [plain for key in (*REFERENCES, "document") if (plain := reference(str(said.get(key) or "")))]


def reference(text: str) -> str:
    """Return the number of a document as it is compared: small letters, spaces put right, no leading zeros."""
    return bare(text).lstrip("0")


def _supplier(text: str) -> str:
    """Return a supplier's name as it is compared; empty where it was masked, as all that were look alike."""
    return "" if text.startswith(MASKED) else bare(text)


def postings_of(
    key: str, day: datetime.date, legs: Iterable[tuple[str, int]], said: dict[str, object], supplier: str
) -> list[Posted]:
    """Return what the row under *key* posted to accounts of streams; *legs* are accounts and pence."""
    found = []
    parsed = [(accounts.parse(account), pence) for account, pence in legs]
    with_cash = {name.fund for name, _ in parsed if (name.root, name.first) == ("Assets", "Cash")}
    for name, pence in parsed:
        # What goes back to a funder is of the stream that it came in.
        is_paid_back = name.first == "GrantRepayable" and name.fund in with_cash
        stream = "grant-income" if is_paid_back else name.stream
        if stream is not None:
            known = frozenset((*references(said), reference(document_of(key))))
            found.append(Posted(key, day.toordinal(), name.fund, stream, pence, known - {""}, _supplier(supplier)))
    return found


def posted(transactions: Iterable[Transaction], evidence: Iterable[Evidence]) -> list[Posted]:
    """Return what rows of extracts posted to accounts of the streams that *evidence* is of, each row in its last state."""
    wanted = {_group_of(one.fund, one.stream) for one in evidence}
    found: list[Posted] = []
    taken_back = set()
    for txn in transactions:
        meta = txn.meta
        if "reverses" in meta:
            taken_back.add(meta["reverses"])
        elif "doc" in meta and any(_stream_of(one.account) in wanted for one in txn.postings):
            legs = [
                (one.account, money.to_pence(one.units.number))
                for one in txn.postings
                if one.units is not None and one.units.number is not None and one.units.currency == "GBP"
            ]
            found += postings_of(meta["doc"], meta.get("row-date", txn.date), legs, meta, txn.payee or "")
    return [one for one in found if one.key not in taken_back]


@lru_cache(maxsize=65536)
def _stream_of(account: str) -> tuple[str, str] | None:
    name = accounts.parse(account)
    return None if name.stream is None else _group_of(name.fund, name.stream)

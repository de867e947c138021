"""Where does each row, entry and directive stand in the books, by which names is it known, and what is it joined with?"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger import matching
from ledger.accounts import AccountNameError
from ledger.imported import document_of
from ledger.matching import reference
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Evidence, Register
    from ledger.claims import Claim, History
    from ledger.directives import Record

#: What an entry or a directive says of the papers that it belongs to.
REFERENCES = ("invoice", "remittance", "claim", "instalment", "document", "order", "reference")


class Source(NamedTuple):
    """A row of an archived source: its text as it stands there, and what becomes of it by the profile of today.

    *bucket* is posted, evidence, outside, rejected or none; *why* the reason of a reject, *key* the row's document key.
    """

    text: str
    bucket: str = ""
    why: str = ""
    key: str = ""


class Archived(NamedTuple):
    """The source of an extract as it is kept: its file, the rows asked for by number, and what prevents reading it."""

    file: str
    rows: dict[int, Source]
    problem: str = ""


class Item(NamedTuple):
    """An entry or a directive: *what* it is (entry, or the directive's name), its row's key, where it stands, what it says.

    *txn* is the place among the transactions, -1 for a directive.
    """

    what: str
    date: datetime.date
    key: str
    said: dict[str, Any]
    place: dict[str, Any]
    txn: int = -1

    @property
    def order(self) -> tuple[datetime.date, str, int]:
        """Where it comes in the order of the books."""
        return self.date, str(self.place.get("filename", "")), int(self.place.get("lineno", 0))


class Trails:
    """Everything that stands in the books, found by its names; made in one pass."""

    def __init__(self, register: Register, transactions: Sequence[Transaction], history: History) -> None:
        self._register, self.transactions, self._history = register, transactions, history
        self.entries = [
            Item("entry", txn.date, str(txn.meta.get("doc") or ""), txn.meta, txn.meta, number)
            for number, txn in enumerate(transactions)
        ]
        self.directives = [
            Item(
                one.name,
                one.date,
                str(one.metadata.get("doc") or ""),
                {**one.metadata, **one.values},
                one.place,
            )
            for one in register.records
        ]
        self._by_key: dict[str, list[Item]] = defaultdict(list)
        self._undone_by: dict[str, list[Item]] = defaultdict(list)
        for item in (*self.entries, *self.directives):
            if item.key:
                self._by_key[item.key].append(item)
            for said in ("reverses", "restates"):
                if said in item.said:
                    self._undone_by[str(item.said[said])].append(item)

    def of_key(self, key: str) -> list[Item]:
        """Return what stands under the document key, in the order of the books."""
        return sorted(self._by_key.get(key, ()), key=lambda one: one.order)

    def of_event(self, key: str) -> Item | None:
        """Return what a step of a claim is, by its row's key or its file and line; None where there is no such thing."""
        found = self._by_key.get(key)
        return found[0] if found else self._by_place.get(key)

    @cached_property
    def _by_place(self) -> dict[str, Item]:
        return {
            f"{one.place.get('filename', '')}:{one.place.get('lineno', 0)}": one
            for one in (*self.entries, *self.directives)
        }

    def of_row(self, extract: str, row: int) -> list[Item]:
        """Return what stands in the books for a row of an extract, its reversals of earlier rows among it."""
        return [
            one
            for one in (*self.entries, *self.directives)
            if one.said.get("extract") == extract and row in self.rows_of(one)
        ]

    def rows_of(self, item: Item) -> list[int]:
        """Return the rows of its extract that *item* stands for."""
        found = [item.said["row"]] if "row" in item.said else []
        if item.txn >= 0:
            legs = self.transactions[item.txn].postings
            found += [one.meta["row"] for one in legs if one.meta and "row" in one.meta]
        return [int(one) for one in dict.fromkeys(found)]

    def named(self, text: str) -> list[Item]:
        """Return what is known by *text*: its key, its document, or a paper that it names; in the order of the books."""
        plain, wanted = bare(text), reference(text)
        found = [
            one
            for one in (*self.entries, *self.directives)
            if one.what != "extract" and (_has_key(one, plain, wanted) or _names(one, wanted))
        ]
        return sorted(found, key=lambda one: one.order)

    def at(self, filename: str, line: int) -> list[Item]:
        """Return what begins on the *line* of the file."""
        found = self._by_place.get(f"{filename}:{line}")
        return [found] if found else []

    def chain(self, item: Item) -> Iterator[tuple[str, Item]]:
        """Yield what *item* takes back or gives again, what does so to it, and what shares a link with it."""
        seen = {item.order}
        for relation, others in self._related(item):
            for other in others:
                if other.order not in seen:
                    seen.add(other.order)
                    yield relation, other

    def _related(self, item: Item) -> Iterator[tuple[str, Iterable[Item]]]:
        for said in ("reverses", "restates"):
            if said in item.said:
                yield said, self.of_key(str(item.said[said]))
        for name in filter(None, (item.key, str(item.said.get("restates") or ""))):
            for other in self._undone_by.get(name, ()):
                yield ("reversed by" if "reverses" in other.said else "restated by"), [other]
        if item.txn >= 0:
            for link in sorted(self.transactions[item.txn].links or ()):
                yield f"linked ^{link}", self._by_link[link]

    @cached_property
    def _by_link(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.entries:
            for link in self.transactions[item.txn].links or ():
                found[link].append(item)
        return found

    def matches(self, *names: str) -> list[Item]:
        """Return what a person matched with any of *names*, keys or references."""
        found = [one for name in dict.fromkeys(filter(None, names)) for one in self._matches.get(name, ())]
        return list({one.order: one for one in found}.values())

    @cached_property
    def _matches(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.directives:
            if item.what == "match":
                found[item.said["one"]].append(item)
                found[item.said["other"]].append(item)
        return found

    @cached_property
    def _belongs(self) -> tuple[dict[str, matching.Matched], dict[str, list[tuple[Evidence, str]]]]:
        evidence = self._register.evidence
        try:
            posted = matching.posted(self.transactions, evidence)
        except AccountNameError:  # an error of the books (F102): no stream can be told, and the trail goes on
            return {}, {}
        known = matching.matched(self._register, evidence, posted)
        of_entry: dict[str, list[tuple[Evidence, str]]] = defaultdict(list)
        for one in evidence:
            if one.key in known:
                for key in known[one.key].keys:
                    of_entry[key].append((one, known[one.key].how))
        return known, of_entry

    def evidence_for(self, key: str) -> list[tuple[Evidence, str]]:
        """Return the evidence that belongs to the entry of *key*, each with how that is known."""
        return self._belongs[1].get(key, [])

    def evidence_is_of(self, key: str) -> matching.Matched | None:
        """Return what the evidence of *key* belongs to, None where that is not known."""
        return self._belongs[0].get(key)

    def claims_of(self, item: Item) -> list[Claim]:
        """Return the claims in whose life *item* is a step."""
        place = f"{item.place.get('filename', '')}:{item.place.get('lineno', 0)}"
        return [*self._claims_by_event.get(item.key, ()), *self._claims_by_event.get(place, ())]

    @cached_property
    def _claims_by_event(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._history.claims:
            for key in dict.fromkeys(event.key for event in claim.events):
                found[key].append(claim)
        return found

    def claims_named(self, text: str) -> list[Claim]:
        """Return the claims that *text* names: the claim's name, its family, or family and route."""
        plain = "/".join(bare(text).replace("+", "/").split())
        found = []
        for one in self._history.claims:
            name, family, route = (bare(part) for part in (one.name, one.family, one.route))
            if plain in (family, f"{family}/{route}") or bare(text) == name:
                found.append(one)
        return found

    def directive(self, name: str, **values: str) -> list[Record]:
        """Return the directives *name* that have these values, the first first."""
        return [
            one
            for one in self._by_name.get(name, ())
            if all(one.values.get(key) == value for key, value in values.items())
        ]

    @cached_property
    def _by_name(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for one in self._register.records:
            found[one.name].append(one)
        return found


def _has_key(item: Item, plain: str, wanted: str) -> bool:
    for key in filter(None, (item.key, str(item.said.get("restates") or ""))):
        document = document_of(key)
        if plain == bare(key):
            return True
        if document and (wanted == reference(document) or plain == bare(f"{key.partition('/')[0]}/{document}")):
            return True
    return False


def _names(item: Item, wanted: str) -> bool:
    if not wanted or item.what in ("agreement", "fund", "instalment"):
        return False
    return any(isinstance(said := item.said.get(key), str) and reference(said) == wanted for key in REFERENCES)

"""Which steps lie behind an entry, a posting or a directive? Its extract's row, its papers, its evidence, what corrects it."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from beancount.core.amount import Amount

from ledger import money, places
from ledger.claim_sums import sums_of
from ledger.directives import SHAPES
from ledger.plugins.archive import ARCHIVE
from ledger.trails import Archived, Trails
from reports.trail import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ledger.agreements import Evidence, Extract, Instalment
    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.directives import Record
    from ledger.trails import Item

    Reader = Callable[[Extract, set[int], bool], Archived]

#: What a directive keeps as pence.
_MONEY = ("amount", "total", "positive", "not-negative")
#: What stands in a step of its own, or is beancount's.
_TOLD = frozenset(("filename", "lineno", "extract", "row", "doc", "agreement", "instalment"))


class Steps:
    """The steps behind what stands in *book*; *reader* reads the rows of an archived source, each file once for all of them."""

    def __init__(self, book: Book, reader: Reader) -> None:
        self.book = book
        self.trails = Trails(book.register, book.transactions, book.history)
        self._reader = reader
        self._extracts = {one.name: one for one in book.register.extracts}
        self._kept: dict[str, Archived] = {}

    def read(self, items: Iterable[Item]) -> list[str]:
        """Read the rows that *items* came from, and those of their evidence; return the extracts, in the order of need."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for item in items:
            self._want(wanted, str(item.said.get("extract") or ""), self.trails.rows_of(item))
            for evidence, _ in self.trails.evidence_for(item.key):
                self._want(wanted, evidence.extract, [evidence.row])
        for name, rows in wanted.items():
            missing = rows - self._kept[name].rows.keys() if name in self._kept else rows
            if missing:
                kept = self._reader(self._extracts[name], missing, False)
                earlier = self._kept[name].rows if name in self._kept else {}
                self._kept[name] = kept._replace(rows={**earlier, **kept.rows})
        return list(wanted)

    def source(self, extract: Extract, row: int) -> Archived:
        """Return the row of the source of *extract*, with what became of it."""
        self._kept[extract.name] = found = self._reader(extract, {row}, True)
        return found

    def _want(self, wanted: dict[str, set[int]], extract: str, rows: Iterable[int]) -> None:
        if extract in self._extracts:
            wanted[extract].update(rows)

    def place(self, meta: dict[str, Any]) -> str:
        """Return file and line as seen from the council's folder."""
        return places.shown(str(meta.get("filename", "")), int(meta.get("lineno", 0)), self.book.folder)

    def extract(self, name: str) -> Step:
        """Return what the extract is: its control totals, and its source as it is kept."""
        one = self._extracts[name]
        kept = self._kept.get(name) or self._reader(one, set(), False)
        said = (
            f"kept in {ARCHIVE} as {kept.file.rpartition('/')[2]}"
            if kept.file and not kept.problem
            else kept.problem or "not kept"
        )
        counts = ", ".join(
            f"{one.rows[bucket]:,} {bucket} ({one.spoken(bucket)})"
            for bucket in ("read", "posted", "held", "evidence", "outside", "rejected")
            if one.rows[bucket] or bucket == "read"
        )
        because = [Step("reason", f"rejects left out because: {one.accepted_rejects}")] if one.accepted_rejects else []
        lost = [] if kept.file else [Step("sha256", f"sha256 {one.sha256}", "", {"sha256": one.sha256})]
        return Step(
            "extract",
            f"extract {name}, {one.kind}, dated {one.date}, profile {one.profile}: rows {counts}",
            self.place(one.place),
            {"extract": name, "kind": one.kind, "date": str(one.date), "profile": one.profile, "sha256": one.sha256,
             "archived": kept.file, "problem": kept.problem},
            (Step("archive", said, "", {"file": kept.file}), *lost, *because),
        )  # fmt: skip

    def posting(self, position: int) -> Step:
        """Return a posting of the postings table, and its entry behind it."""
        table = self.book.postings
        number, leg = table["txn"].to_numpy()[position], table["leg"].to_numpy()[position]
        item = self.trails.entries[int(number)]
        return self.leg(item, int(leg), (self.entry(item),))

    def leg(self, item: Item, leg: int, behind: tuple[Step, ...] = ()) -> Step:
        """Return one posting of an entry."""
        posting = self.book.transactions[item.txn].postings[leg]
        amount = posting.units
        number = amount.number or Decimal(0)
        shown = money.printed(money.to_pence(number)) if amount.currency == "GBP" else f"{number} {amount.currency}"
        own = posting.meta if posting.meta and "lineno" in posting.meta else item.place
        facts = {
            "date": str(item.date), "account": posting.account, "amount": str(number), "commodity": amount.currency,
        }  # fmt: skip
        return Step("posting", f"{item.date} {posting.account} {shown}", self.place(own), facts, behind)

    def entry(self, item: Item) -> Step:
        """Return an entry, what it says, and all that it is joined with."""
        txn = self.book.transactions[item.txn]
        words = ": ".join(filter(None, (txn.payee, txn.narration))) or "no words"
        facts = _said("", item.said)
        facts |= {"payee": txn.payee or "", "narration": txn.narration or ""}
        return Step("entry", f"entry: {words}", self.place(item.place), facts, tuple(self._behind(item)))

    def directive(self, item: Item) -> Step:
        """Return a directive, and all that it is joined with."""
        said = _said(item.what, item.said)
        text = f"{item.date} {item.what}: {_spoken(said)}"
        return Step(item.what, text, self.place(item.place), said, tuple(self._behind(item)))

    def of(self, item: Item) -> Step:
        """Return the entry or the directive that *item* is."""
        return self.entry(item) if item.txn >= 0 else self.directive(item)

    def _behind(self, item: Item) -> Iterable[Step]:
        """Yield the row, the papers, the evidence, a person's matches, and the corrections of *item*."""
        yield from self.rows(str(item.said.get("extract") or ""), self.trails.rows_of(item), item.key)
        if item.txn >= 0 and (said := _spoken(_said("", item.said))):
            yield Step("says", f"says: {said}")
        instalment = self.book.register.instalment(str(item.said.get("instalment") or ""))
        if item.what != "instalment" and instalment is not None:
            yield self.instalment(instalment)
        elif (
            name := str(item.said.get("agreement") or "")
        ) in self.book.register.agreements and item.what != "agreement":
            agreement = self.book.register.agreements[name]
            yield Step(
                "agreement", f"agreement {name}: {agreement.title}", self.place(agreement.place), {"agreement": name}
            )
        for claim in self.trails.claims_of(item):
            text = f"claim {claim.name}: {claim.state()}; trace it by that name"
            yield Step("claim", text, self.place(claim.place), {"claim": claim.name, "state": claim.state()})
        for evidence, how in self.trails.evidence_for(item.key):
            yield self.evidence(evidence, how)
        if item.what == "evidence":
            yield from self._belongs(item.key)
        for one in self.trails.matches(item.key) if item.what != "match" else ():
            yield self.match(one)
        for relation, other in self.trails.chain(item):
            words = _words(self.book.transactions[other.txn]) if other.txn >= 0 else other.what
            text = f"{relation} {other.key or words}: {other.date} {words}"
            facts = {"relation": relation, "doc": other.key, "date": str(other.date)}
            yield Step("correction", text, self.place(other.place), facts)

    def rows(self, extract: str, rows: Iterable[int], key: str = "") -> Iterable[Step]:
        """Yield the document and the rows of an extract, as they stand in its archived source."""
        if key:
            yield Step("document", f"document {key}", "", {"doc": key})
        for row in rows if extract else ():
            kept = self._kept.get(extract)
            source = kept.rows.get(row) if kept else None
            said = source.text if source else (kept.problem if kept and kept.problem else "not found in its source")
            facts = {
                "extract": extract,
                "row": row,
                "text": source.text if source else None,
                "file": kept.file if kept else "",
            }
            yield Step("row", f"row {row} of {extract}: {said}", "", facts)

    def evidence(self, one: Evidence, how: str) -> Step:
        """Return a row of evidence, and *how* it is known to what it belongs."""
        named = f", instalment {one.said['instalment']}" if "instalment" in one.said else ""
        text = f"evidence {one.key}, {one.date}, {money.spoken(one.pence)}{named}, {how}"
        facts = {"doc": one.key, "date": str(one.date), "amount": money.plain(one.pence), "how": how}
        return Step("evidence", text, self.place(one.place), facts, tuple(self.rows(one.extract, [one.row])))

    def _belongs(self, key: str) -> Iterable[Step]:
        known = self.trails.evidence_is_of(key)
        if known is None:
            yield Step("unmatched", "belongs to nothing that was posted")
        for theirs in known.keys if known else ():
            for item in self.trails.of_key(theirs):
                text = f"belongs to {theirs}, {known.how if known else ''}; trace it by that name"
                yield Step("belongs-to", text, self.place(item.place), {"doc": theirs})

    def match(self, one: Item) -> Step:
        """Return a person's match, with the reason."""
        text = f"matched by a person: {one.said['one']} and {one.said['other']}: {one.said['why']}"
        facts = {key: str(one.said[key]) for key in ("one", "other", "why")}
        return Step("match", text, self.place(one.place), facts)

    def instalment(self, one: Instalment, steps: tuple[Step, ...] = ()) -> Step:
        """Return an instalment as it was agreed."""
        text = f"instalment {one.reference}, {one.stream}, {money.spoken(one.amount)} due on {one.due}"
        facts = {
            "instalment": one.reference, "agreement": one.agreement, "amount": money.plain(one.amount), "due": str(one.due),
        }  # fmt: skip
        return Step("instalment", text, self.place(one.place), facts, steps)

    def claim(self, one: Claim) -> Step:
        """Return the whole life of a claim, step by step, with its window and the audit of it."""
        sums = sums_of(one.events)
        text = (
            f"claim {one.name}: family {one.family}, attached {one.attached}, route {one.route}; {money.spoken(one.pence)}; "
            f"{one.state()}"
        )
        facts = {
            "claim": one.name, "agreement": one.agreement, "family": one.family, "attached": one.attached, "route": one.route,
            "window": one.window, "state": one.state(), "evidence": one.evidence, "amount": money.plain(one.pence),
            "paid": money.plain(sums.paid), "outstanding": money.plain(sums.outstanding),
        }  # fmt: skip
        return Step("claim", text, self.place(one.place), facts, tuple(self._life(one)))

    def _life(self, one: Claim) -> Iterable[Step]:
        for name in ("window", "audit"):
            for record in self.trails.directive(name, agreement=one.agreement, window=one.window):
                yield self._of_record(record)
        if one.evidence:
            yield Step("evidence-kept", f"evidence is kept: {one.evidence}")
        for event in one.events:
            item = self.trails.of_event(event.key)
            text = f"{event.date} {event.what} {money.spoken(event.pence)}"
            facts = {"date": str(event.date), "event": event.what, "amount": money.plain(event.pence), "doc": event.key}
            if item is None:
                yield Step("event", text, "", facts)
                continue
            facts["doc"] = item.key
            behind = (*self.rows(str(item.said.get("extract") or ""), self.trails.rows_of(item), item.key),
                      *map(self.match, self.trails.matches(item.key)))  # fmt: skip
            yield Step("event", text, self.place(item.place), facts, behind)

    def _of_record(self, record: Record) -> Step:
        said = _said(record.name, {**record.values, **record.metadata})
        return Step(record.name, f"{record.date} {record.name}: {_spoken(said)}", self.place(record.place), said)


def _words(txn: Any) -> str:
    return ": ".join(filter(None, (txn.payee, txn.narration))) or "an entry"


def _spoken(said: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in said.items() if key not in _TOLD)


@cache
def _in_pence(name: str, key: str) -> bool:
    """Return whether the directive *name* keeps *key* as pence."""
    shape = SHAPES.get(name)
    if shape is None:
        return False
    kinds = {one.name: one.kind for one in (*shape.values, *shape.metadata)}
    return kinds.get(key, shape.further_kind if shape.further and re.fullmatch(shape.further, key) else "") in _MONEY


def _said(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return what an entry, or the directive *name*, says, for machines: money and dates as texts, none of beancount's own."""
    return {
        key: money.plain(value) if isinstance(value, int) and _in_pence(name, key) else _plain(value)
        for key, value in said.items()
        if value is not None and key not in ("filename", "lineno") and not key.startswith("__")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Amount):
        return f"{value.number} {value.currency}"
    return value if isinstance(value, bool | int | str) else str(value)

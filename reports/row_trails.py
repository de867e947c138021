"""What became of a row, and of which figures of which statements is it a part?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import money
from ledger.accounts import AccountNameError
from ledger.periods import PeriodError
from reports import catalogue, figures
from reports.figure_names import Names, Spot
from reports.render.cells import for_machines, for_people
from reports.statement import Figure, Kind
from reports.trail import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreements import Extract, Instalment
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.trails import Item
    from reports.statement import Statement
    from reports.trail_steps import Steps

#: Where directives are shown, that are part of no sum of postings.
SHOWN_IN = {
    "allocation": "allocation", "virement": "allocation", "commitment": "allocation", "gl-balance": "gl-reconciliation",
    "instalment": "reconciliation and funding", "tariff": "funding", "draft": "claims", "window": "claims", "audit": "claims",
    "saving": "value", "contribution": "contributions", "share": "pooled", "match": "reconciliation and evidence",
}  # fmt: skip
_QUARTERS = 13
_BECAME = {
    "outside": "outside the programme: counted, and not posted",
    "rejected": "rejected",
    "none": "no row of money there: blank, a title, a header, a note or a printed total",
    "posted": "would be posted by its profile as it is today; the books hold no entry of it",
    "evidence": "would be evidence by its profile as it is today; the books hold none of it",
    "": "what became of it cannot be told",
}


class RowTrails:
    """The rows of *book* and the figures that they are part of, for *period* or the quarter that each falls in."""

    def __init__(self, book: Book, steps: Steps, period: Period | None) -> None:
        self.book, self.steps, self._period = book, steps, period
        self._made: dict[tuple[str, str], Statement | str] = {}

    def statement(self, name: str, period: Period) -> Statement | str:
        """Return the statement, or why the errors of the books leave it unmade."""
        key = (name, period.label)
        if key not in self._made:
            try:
                self._made[key] = catalogue.made(name, self.book, period)
            except Exception as problem:
                if not self.book.errors:
                    raise
                first = self.book.errors[0]
                self._made[key] = (
                    f"statement {name} cannot be made while the books have errors ({first.code} {first.message}): {problem}"
                )
        return self._made[key]

    def what_became(self, item: Item) -> Step:
        """Return an entry or a directive with its postings, all that is behind it, and the figures that it is part of."""
        extracts = self.steps.read([item])
        step = self.steps.of(item)
        legs: list[Step] = []
        if item.txn >= 0:
            legs = [self.steps.leg(item, leg) for leg in range(len(self.book.transactions[item.txn].postings))]
            parts = self._figures(item)
        else:
            parts = [self._of_directive(item)]
        behind = (*legs, *step.steps, *map(self.steps.extract, extracts), *parts)
        return Step(step.what, step.text, step.place, step.facts, behind)

    def _of_directive(self, item: Item) -> Step:
        if item.what == "evidence":
            return Step("no-figure", "evidence: in no figure but those of statement evidence")
        where = SHOWN_IN.get(item.what)
        return Step("no-figure", f"a directive: {f'statement {where} shows it' if where else 'in no figure'}")

    def instalment(self, one: Instalment) -> tuple[Step, list[Item]]:
        """Return an instalment with the receipts that are known to pay it and the matches of it, and their entries."""
        try:
            table = self.book.postings
        except AccountNameError as problem:
            unmade = Step("unmade", f"what was received cannot be told while the books have errors: {problem}")
            return self.steps.instalment(one, (unmade,)), []
        came = figures.received(self.book, table).get(one.agreement, [])
        receipts = [each for each in came if each.instalment == one.reference]
        items = [self.steps.trails.entries[int(table["txn"].to_numpy()[each.position])] for each in receipts]
        extracts = self.steps.read(items)
        steps = [
            Step(
                "received",
                f"received {money.spoken(each.pence)} on {each.day}",
                each.place,
                {"amount": money.plain(each.pence), "date": str(each.day), "doc": each.key},
                (self.steps.posting(each.position),),
            )
            for each in receipts
        ]
        steps += map(self.steps.match, self.steps.trails.matches(one.reference))
        steps += map(self.steps.extract, extracts)
        for item in items:
            steps += self._figures(item)
        return self.steps.instalment(one, tuple(steps)), items

    def of_extract(self, extract: Extract, row: int) -> list[Step]:
        """Return what the source says of a *row* that no entry of its extract stands for; nothing where one does."""
        if self.steps.trails.of_row(extract.name, row):
            return []
        kept = self.steps.source(extract, row)
        source = kept.rows.get(row)
        if source is None:
            why = kept.problem or f"{kept.file} has no row {row}"
            return [Step("row", f"row {row} of {extract.name}: {why}", "", {}, (self.steps.extract(extract.name),))]
        bucket, why = source.bucket, source.why
        said = _BECAME[bucket]
        if bucket == "rejected" and extract.accepted_rejects:
            said += f" and left out ({extract.accepted_rejects})"
        holding = self.steps.trails.of_key(source.key) if source.key else []
        if holding:
            bucket, said = "held", "in the books already, by another extract"
        text = f"row {row} of {extract.name}: {source.text}: {said}{f': {why}' if why else ''}"
        facts = {"extract": extract.name, "row": row, "text": source.text, "became": bucket, "reason": why}
        parts = [self.what_became(one) for one in holding]
        return [Step("row", text, "", facts, (self.steps.extract(extract.name), *parts))]

    def _figures(self, item: Item) -> list[Step]:
        """Return every figure that the postings of the entry are part of."""
        try:
            period = self._period or self._quarter(item)
        except PeriodError:
            return [Step("no-figure", "falls in no period of the calendar: name one with --period")]
        try:
            table = self.book.postings
        except AccountNameError as problem:
            return [Step("unmade", f"no figure can be made while the books have errors: {problem}")]
        mine = table[table["txn"] == item.txn]
        own = dict(zip(mine.index.tolist(), mine["pence"].tolist(), strict=True))
        found: list[Step] = []
        for name in catalogue.STATEMENTS:
            if name != "findings":
                found += self._in_statement(name, period, own)
        count = len([one for one in found if one.what == "figure"])
        words = f"in {count} figure{'' if count == 1 else 's'} for {period.label}"
        return [Step("figures", words, "", {"period": period.label, "count": count}, tuple(found))]

    def _in_statement(self, name: str, period: Period, own: dict[int, int]) -> Iterable[Step]:
        statement = self.statement(name, period)
        if isinstance(statement, str):
            yield Step("unmade", statement)
            return
        spots = [
            Spot(table, row, number, place)
            for table in statement.tables
            for number, row in enumerate(table.every_row(), start=1)
            for place, cell in enumerate(row.cells)
            if isinstance(cell, Figure) and not own.keys().isdisjoint(cell.lines)
        ]
        if not spots:
            return
        names = Names(statement)
        for spot in spots:
            yield _part_of(names, spot, period, own)

    def _quarter(self, item: Item) -> Period:
        """Return the quarter of the entry's posting period, or that posting period where no quarter holds it."""
        calendar = self.book.calendar
        stated = item.said.get("period")
        key = calendar.key(str(stated)) if stated else calendar.key_of(item.date)
        label = calendar.label(key)
        for number in range(1, _QUARTERS + 1):
            try:
                period = calendar.parse(f"{label[:7]} Q{number}")
            except PeriodError:
                continue
            if period.first <= key <= period.last:
                return period
        return calendar.parse(label)


def _part_of(names: Names, spot: Spot, period: Period, own: dict[int, int]) -> Step:
    """Return a figure of which the postings *own* (pence by position) are a part, and what they are of it."""
    ref = f"{names.name_of(spot)}/{period.label}"
    name, column, cell = names.statement.name, spot.column, spot.cell
    part = sum(own.get(line, 0) for line in cell.lines) * cell.sign if isinstance(cell, Figure) else 0
    is_money = column.kind is Kind.MONEY
    of_it = f", of which {money.printed(part)}" if is_money else ""
    words = ", ".join(spot.words)
    text = f"{name}: {spot.table.caption}: {words}: {column.heading} {'£' if is_money else ''}{for_people(column, cell)}{of_it}"
    facts = {
        "ref": ref, "statement": name, "period": period.label, "table": spot.table.name, "row": spot.words,
        "column": column.name, "amount": for_machines(column, cell), "part": money.plain(part) if is_money else None,
    }  # fmt: skip
    return Step("figure", text, "", facts, (Step("ref", f'trace "{ref}"', "", {"ref": ref}),))

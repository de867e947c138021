"""What lies behind a figure, a claim, a document or a row, and of which figures is it a part?

A reference is tried as everything that it could be, and all that it names is shown, in order. Nothing is refused because of
findings: where the books have errors a trail says what they say.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.periods import PeriodError
from ledger.texts import bare
from ledger.trails import Item
from reports import catalogue
from reports.figure_names import Names, Spot
from reports.render.cells import for_machines, for_people
from reports.row_trails import RowTrails
from reports.statement import Figure, Kind
from reports.trail import Step, Trace, UntraceableError, one_line
from reports.trail_steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.book import Book
    from ledger.claims import Claim
    from ledger.periods import Period
    from reports.trail_steps import Reader

_ROW = re.compile(r"(?s)(.+):([0-9]{1,9})")
_LIKE_A_PERIOD = re.compile(r"\s*[0-9]{4}[-/][0-9]")
#: How many figures are listed where a name is not enough to tell them apart.
_LISTED = 20
GIVE = (
    "give a figure (allocation/Delivery/2018-19 Q3), a claim (its name, its family, or family/route), a document "
    "(system/document/line, or its number), an invoice, a remittance, an instalment (EA/2018-19/1), a row of an extract "
    "(gl-2018-19-Q3:4), or a place in the books (books/agreements.beancount:12)"
)


def trace(book: Book, ref: str, reader: Reader, period: str | None = None) -> Trace:
    """Return all that *ref* names in *book*, with the steps behind it; *reader* reads the rows of archived sources.

    *period* is the one whose figures a row is looked for in; by default the quarter that each falls in. Raises
    :class:`UntraceableError` where *ref* names nothing, or figures that it does not tell apart, and
    :class:`~ledger.periods.PeriodError` where *period* is none.
    """
    book.require_whole("trace")
    chosen = book.calendar.parse(period) if period else None
    tracing = _Tracing(book, reader, chosen)
    found = tracing.figure(ref)
    found = found or tracing.things(ref)
    if not found:
        raise UntraceableError(f"nothing in the books is called {ref!r}: {tracing.hint or GIVE}")
    return Trace(ref, tuple(found))


def period_of(book: Book, parts: list[str], otherwise: Period | None = None) -> tuple[Period, list[str]]:
    """Return the period that the last of *parts* names, *otherwise* or the whole of the books where it names none, and the others."""
    try:
        return book.calendar.parse(parts[-1]), parts[:-1]
    except PeriodError:
        return otherwise or book.period(None), parts


class _Tracing:
    def __init__(self, book: Book, reader: Reader, period: Period | None) -> None:
        self.book = book
        self.steps = Steps(book, reader)
        self.rows = RowTrails(book, self.steps, period)
        self._period = period
        #: What would make a reference that looks like a figure's name one.
        self.hint = ""

    # Figures.

    def figure(self, ref: str) -> list[Step]:
        """Return the figure that *ref* names, nothing where it names none."""
        name, *parts = ref.split("/")
        name = bare(name)
        if name not in catalogue.STATEMENTS or not parts:
            return []
        period, parts = period_of(self.book, parts, self._period)
        statement = self.rows.statement(name, period)
        if isinstance(statement, str):
            self.hint = statement
            return []
        names = Names(statement)
        spots = names.find(parts)
        if len(spots) > 1:
            refs = tuple(f"{names.name_of(one)}/{period.label}" for one in spots[:_LISTED])
            raise UntraceableError(_several(ref, refs, spots), refs)
        if not spots:
            self.hint = self._no_period(parts) or f"statement {name} for {period.label} {_advice(names, period)}"
            return []
        return [self._of_spot(names, spots[0], period)]

    def _no_period(self, parts: list[str]) -> str:
        """Return why the last of *parts* is no period, where it looks like one."""
        if parts and _LIKE_A_PERIOD.match(parts[-1]):
            try:
                self.book.calendar.parse(parts[-1])
            except PeriodError as problem:
                return str(problem)
        return ""

    def _of_spot(self, names: Names, spot: Spot, period: Period) -> Step:
        cell, column = spot.cell, spot.column
        shown = for_people(column, cell) or "nothing"
        unit = "£" if column.kind is Kind.MONEY else ""
        words = ", ".join(spot.words) or f"row {spot.number}"
        text = f"{names.statement.title}, {period.label}: {spot.table.caption}: {words}: {column.heading} {unit}{shown}"
        lines = cell.lines if isinstance(cell, Figure) else ()
        facts = {
            "ref": f"{names.name_of(spot)}/{period.label}", "statement": names.statement.name, "period": period.label,
            "table": spot.table.name, "row": spot.words, "column": column.name, "amount": for_machines(column, cell),
            "postings": len(lines),
        }  # fmt: skip
        behind = self._postings(lines, cell) if lines else self._computed(names, spot, period)
        return Step("figure", text, "", facts, tuple(behind))

    def _postings(self, lines: tuple[int, ...], cell: object) -> list[Step]:
        table = self.book.postings
        numbers = dict.fromkeys(int(one) for one in table["txn"].to_numpy()[list(lines)])
        extracts = self.steps.read(self.steps.trails.entries[one] for one in numbers)
        sign = ", with credits as positive" if isinstance(cell, Figure) and cell.sign < 0 else ""
        count = "1 posting" if len(lines) == 1 else f"{len(lines):,} postings"
        return [
            Step("sum", f"the sum of {count}{sign}", "", {"postings": len(lines)}),
            *map(self.steps.posting, lines),
            *map(self.steps.extract, extracts),
        ]

    def _computed(self, names: Names, spot: Spot, period: Period) -> list[Step]:
        """Return what is known of a figure that is no sum of postings: the directives and claims of its row, its other figures."""
        words = frozenset(map(bare, spot.words)) - {"total"}
        own = frozenset(cell.account for cell in spot.row.cells if isinstance(cell, Figure) and cell.account)
        about = [one for one in self.steps.trails.directives if one.date <= period.end and _is_about(one, words, own)]
        claims = [
            one
            for one in self.book.history.claims
            if bare(one.window) in words and bare(one.route) in words and one.events[0].date <= period.end
        ]
        self._of_claims(claims)
        self.steps.read(about)
        others = [
            f"{names.name_of(one)}/{period.label}"
            for place, cell in enumerate(spot.row.cells)
            if isinstance(cell, Figure) and cell.lines and (one := spot._replace(place=place)) != spot
        ]
        return [
            Step("computed", "no posting is behind it: it is computed, or stated by directives"),
            *map(self.steps.of, about),
            *map(self.steps.claim, claims),
            *(Step("figure-of-row", f"of the same row: {one}", "", {"ref": one}) for one in others),
        ]

    # Everything else.

    def things(self, ref: str) -> list[Step]:
        """Return the claims, instalments, rows, documents and entries that *ref* names, in this order."""
        claims = self.steps.trails.claims_named(ref)
        known = {one.order for one in self._of_claims(claims)}
        found = [*map(self.steps.claim, claims)]
        instalment = self.book.register.instalment_like(ref)
        if instalment is not None:
            step, items = self.rows.instalment(instalment)
            known |= {one.order for one in items}
            found.append(step)
        found += self._extract(ref)
        for item in self._items(ref):
            if item.order not in known:
                found.append(self.rows.what_became(item))
                known.add(item.order)
        return found

    def _of_claims(self, claims: list[Claim]) -> list[Item]:
        """Return the steps of *claims*, with the rows that they came from read."""
        steps = [self.steps.trails.of_event(event.key) for one in claims for event in one.events]
        items = [one for one in steps if one is not None]
        self.steps.read(items)
        return items

    def _items(self, ref: str) -> Iterable[Item]:
        trails = self.steps.trails
        if (match := _ROW.fullmatch(ref)) and (row := int(match[2])):
            yield from trails.of_row(match[1], row)
            yield from self._at(match[1], row)
        yield from trails.named(ref)

    def _at(self, name: str, line: int) -> Iterable[Item]:
        """Yield what stands in the *line* of a file of the books, or in whose text that line is."""
        wanted = Path(name.replace("\\", "/"))
        for path in self.book.files():
            if path in (self.book.folder / wanted, wanted.absolute()):
                try:
                    lines = path.read_text(encoding="utf-8").splitlines()
                except (OSError, UnicodeDecodeError):
                    return
                while 0 < line <= len(lines) and lines[line - 1].strip():
                    if found := self.steps.trails.at(str(path), line) or self._plain(str(path), line):
                        yield from found
                        return
                    line -= 1

    def _plain(self, filename: str, line: int) -> list[Item]:
        """Return what beancount itself reads there, such as an account's opening."""
        return [
            Item(type(one).__name__.lower(), one.date, "", {"account": getattr(one, "account", "")}, one.meta)
            for one in self.book.entries
            if one.meta.get("filename") == filename and one.meta.get("lineno") == line
        ]

    def _extract(self, ref: str) -> list[Step]:
        """Return the extract that *ref* names, or the row of one that the books do not hold: outside, or rejected."""
        extracts = {one.name: one for one in self.book.register.extracts}
        if ref in extracts:
            return [self.steps.extract(ref)]
        match = _ROW.fullmatch(ref)
        if not match or match[1] not in extracts:
            return []
        return self.rows.of_extract(extracts[match[1]], int(match[2]))


def _is_about(item: Item, words: frozenset[str], own: frozenset[str]) -> bool:
    """Return whether a directive names what the figure's row is about: one of its *words*, or an account of its *own*."""
    if item.what in ("evidence", "extract", "match", "disclosure", "draft"):
        return False
    values = [value for value in item.said.values() if isinstance(value, str)]
    return any(value in own or bare(value) in words for value in values)


def _several(ref: str, refs: tuple[str, ...], spots: list[Spot]) -> str:
    listed = [
        one_line(f"  {name}  ({for_people(one.column, one.cell) or 'nothing'})")
        for name, one in zip(refs, spots, strict=False)
    ]
    more = [f"  and {len(spots) - _LISTED:,} more"] if len(spots) > _LISTED else []
    return "\n".join((f"{ref!r} names {len(spots)} figures; give one of", *listed, *more))


def _advice(names: Names, period: Period) -> str:
    """Return how a figure of the statement is named, with its first figure as a pattern."""
    for table in names.statement.tables:
        for number, row in enumerate(table.every_row(), start=1):
            for place, column in enumerate(table.columns):
                if column.kind is Kind.MONEY:
                    example = names.name_of(Spot(table, row, number, place))
                    return (
                        "has no such row or column. Name a row by any of its words, and a column by its heading, as in "
                        f"{example}/{period.label}"
                    )
    return "has no such row or column, and shows no money"

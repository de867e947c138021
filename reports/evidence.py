"""The evidence of a period: each row that another kind of extract posts, and the entry that it belongs to, or none."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ledger import matching
from reports.statement import Column, Kind, Row, Statement, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.agreements import Evidence
    from ledger.book import Book
    from ledger.matching import Matched
    from ledger.periods import Period
    from reports.statement import Cell

_SUMMARY = (
    Column("extract", "Extract", Kind.CODE),
    Column("stream", "Evidence for"),
    Column("rows", "Rows", Kind.COUNT),
    Column("total", "Total", Kind.MONEY),
    Column("unmatched-rows", "Rows, not matched", Kind.COUNT),
    Column("unmatched", "Not matched", Kind.MONEY),
)
_ROW = (
    Column("date", "Date", Kind.DATE),
    Column("payee", "Payee"),
    Column("narration", "Narration", is_wide=True),
    Column("document", "Document", Kind.CODE),
    Column("extract", "Extract", Kind.CODE, is_wide=True),
    Column("row", "Row", Kind.COUNT, is_wide=True),
    Column("amount", "Amount", Kind.MONEY),
)
_MATCH = (
    Column("belongs-to", "Belongs to", Kind.CODE),
    Column("how", "Known"),
)


def statement(book: Book, period: Period) -> Statement:
    """Return the evidence dated in *period*: what is matched, by what, and what is not; amounts as the extract's rows carry them."""
    rows = [one for one in book.register.evidence if period.start <= one.date <= period.end]
    rows.sort(key=lambda one: (one.fund, one.stream, one.date, one.extract, one.row))
    evidence = book.register.evidence
    known = matching.matched(book.register, evidence, matching.posted(book.transactions, evidence))
    left = [one for one in rows if one.key not in known]
    tables = [
        _summary(rows, known),
        _listed("unmatched", "Evidence for nothing that was posted", _ROW, left, {}),
        _listed("matched", "Evidence and what it belongs to", (*_ROW, *_MATCH), [*_without(rows, left)], known),
    ]
    notes = (
        "A row of evidence is posted by another kind of extract, and is in no figure of any other statement.",
        'Matched by document; by supplier and amount; or by an amount that is alone. custom "match" goes before all of them.',
    )
    return Statement.of(book, period, "evidence", "Evidence", tables, notes)


def _without(rows: Iterable[Evidence], left: list[Evidence]) -> Iterable[Evidence]:
    keys = {one.key for one in left}
    return (one for one in rows if one.key not in keys)


def _summary(rows: list[Evidence], known: dict[str, Matched]) -> Table:
    groups: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for one in rows:
        groups[one.extract, f"{one.stream} of {one.fund}"].append(one)
    lines = tuple(Row((*name, *_sums(group, known))) for name, group in sorted(groups.items()))
    total = Row(("Total", "", *_sums(rows, known)))
    return Table("summary", "Evidence by extract", _SUMMARY, lines, total if lines else None)


def _sums(group: list[Evidence], known: dict[str, Matched]) -> tuple[Cell, ...]:
    left = [one for one in group if one.key not in known]
    return len(group), _sum(group), len(left), _sum(left)


def _sum(group: Iterable[Evidence]) -> int:
    return sum(one.pence for one in group)


def _listed(
    name: str, caption: str, columns: tuple[Column, ...], rows: list[Evidence], known: dict[str, Matched]
) -> Table:
    lines = []
    for one in rows:
        cells: tuple[Cell, ...] = (one.date, one.said.get("payee", ""), one.said.get("narration", ""), one.key)
        match = known.get(one.key)
        belongs = (", ".join(match.keys), match.how) if match else ()
        lines.append(Row((*cells, one.extract, one.row, one.pence, *belongs)))
    total: tuple[Cell, ...] = (None, "Total", "", "", "", None, _sum(rows), *("" for _ in columns[len(_ROW) :]))
    return Table(name, caption, columns, tuple(lines), Row(total) if lines else None)

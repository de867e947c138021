"""How do the control totals of the last period compare with those of this one, and which extracts came in between?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts
from reports.figures import figure, pounds, turned
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ledger.agreements import Extract
    from ledger.book import Book
    from ledger.periods import Period

#: The control totals of a fund: what it is called, which part of its accounts, and whether credits are printed as positive.
_TOTALS = (
    ("Cash", True),
    ("Other assets", True),
    ("Liabilities", True),
    ("Income to date", False),
    ("Spending to date", True),
    ("Opening balances and reserves", False),
)
_BUCKETS = ("read", "posted", "evidence", "outside", "rejected")


def totals(book: Book, period: Period, before: Period | None) -> Table:
    """Return each fund's control totals at the end of *before* and of *period*, and what lies between; in pounds."""
    table = pounds(book, period)
    last = before.last if before else period.first - 1
    # Balances from before the books begin are nobody's movement, whatever their date.
    is_before = (table["period"] <= last) | (table["opening"] != "")
    rows = []
    for fund, group in table.groupby("fund", observed=True, sort=True):
        title = book.register.funds[str(fund)].title if str(fund) in book.register.funds else str(fund)
        kinds = group["account"].map(_kind).astype(str)
        for what, is_debit in _TOTALS:
            own = group[kinds == what]
            if not len(own):
                continue
            old = is_before.loc[own.index]
            figures = [_figure(part, is_debit=is_debit) for part in (own[old], own, own[~old])]
            if any(one.pence for one in figures):
                rows.append(Row((title, what, *figures)))
    was = f"{before.label} left" if before else "Before"
    columns = (
        Column("fund", "Fund"),
        Column("total", "Control total"),
        Column("before", was, Kind.MONEY),
        Column("now", period.label, Kind.MONEY),
        Column("change", "Between", Kind.MONEY),
    )
    return Table("changes-totals", "Control totals, as the period before left them and now", columns, tuple(rows))


def _figure(part: pd.DataFrame, *, is_debit: bool) -> Figure:
    return figure(part) if is_debit else turned(figure(part))


def _kind(account: str) -> str:
    name = accounts.parse(account)
    if name.root == "Assets":
        return "Cash" if name.first == "Cash" else "Other assets"
    return {"Liabilities": "Liabilities", "Income": "Income to date", "Expenses": "Spending to date"}.get(
        name.root, "Opening balances and reserves"
    )


def extracts(book: Book, period: Period) -> Iterator[Table]:
    """Yield the extracts dated in *period*, what became of their rows, and the totals read and posted; families apart."""
    own = [one for one in book.register.extracts if period.start <= one.date <= period.end]
    in_pounds = [one for one in own if one.commodity == "GBP"]
    families = [one for one in own if one.commodity != "GBP"]
    if in_pounds:
        yield _extracts("changes-extracts", "Extracts brought in", in_pounds, Kind.MONEY)
    if families:
        yield _extracts("changes-extracts-families", "Extracts of families brought in", families, Kind.COUNT)


def _extracts(name: str, caption: str, own: list[Extract], kind: Kind) -> Table:
    unit = 1 if kind is Kind.MONEY else 100
    columns = (
        Column("extract", "Extract", Kind.CODE),
        Column("kind", "Kind"),
        Column("dated", "Dated", Kind.DATE),
        *(Column(f"rows-{one}", f"Rows {one}", Kind.COUNT) for one in _BUCKETS),
        Column("total-read", "Total read", kind),
        Column("total-posted", "Total posted", kind),
    )
    rows = tuple(
        Row(
            (
                one.name,
                one.kind,
                one.date,
                *(one.rows[bucket] for bucket in _BUCKETS),
                *(one.pence[bucket] // unit for bucket in ("read", "posted")),
            )
        )
        for one in own
    )
    return Table(name, caption, columns, rows)

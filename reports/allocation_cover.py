"""Are the allocations of an agreement covered? Held against all it may pay, the fees year by year, and the receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import money
from reports.figures import came
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.agreements import Agreement, Tariff
    from ledger.book import Book
    from ledger.periods import Period
    from ledger.receipts import Receipt

_COLUMNS = (
    Column("against", "Held against"),
    Column("funding", "Funding", Kind.MONEY),
    Column("allocated", "Allocated", Kind.MONEY),
    Column("per-cent", "% of it", Kind.PERCENT),
    Column("not-allocated", "Not allocated", Kind.MONEY),
    Column("guaranteed", "Guaranteed?"),
)


@dataclass(frozen=True)
class Cover:
    """The table and what it means in sentences."""

    table: Table
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Funding:
    """Something that may pay for the allocations: its name, its pence, how sure it is, and whether it is fees."""

    name: str
    amount: int | Figure
    guaranteed: str
    is_fees: bool = False

    @property
    def pence(self) -> int:
        return self.amount.pence if isinstance(self.amount, Figure) else self.amount

    @property
    def is_sure(self) -> bool:
        return not self.guaranteed.startswith("no")


def cover(book: Book, period: Period, receipts: Mapping[str, list[Receipt]], agreement: Agreement) -> Cover | None:
    """Return the allocations of *agreement* held against what pays for them, or None where it has none yet.

    *receipts* are those up to the end of *period* by agreement. The report of 2013 does not say which total its allocations
    are of (seeds/002 §4.4), so every basis is shown, the guaranteed apart from the contingent.
    """
    allocations = [one for one in book.register.allocations if one.agreement == agreement.name]
    allocated = sum(one.amount for one in allocations if one.start <= period.end)
    if not allocated:
        return None
    awarded = book.register.awarded(agreement.name)
    bases = [
        *_promised(book, period, agreement, awarded),
        _Funding("Received to date", came(receipts.get(agreement.name, [])), "in the bank"),
    ]
    rows = tuple(
        Row(
            (
                one.name,
                one.amount,
                allocated,
                money.per_cent(allocated, one.pence),
                one.pence - allocated,
                one.guaranteed,
            )
        )
        for one in bases
    )
    caption = f"{agreement.title}: allocations against funding"
    notes = [_of_award(allocated, awarded), *(_of_fees(allocated, one) for one in bases if one.is_fees)]
    return Cover(
        Table(f"funding-{agreement.name}", caption, _COLUMNS, rows),
        tuple(f"{agreement.title}: {note}" for note in notes),
    )


def _promised(book: Book, period: Period, agreement: Agreement, awarded: int) -> list[_Funding]:
    tariffs, instalments = book.register.of_agreement(agreement.name)
    if tariffs:
        whole = _Funding("Attachment fees and all results", awarded, "no: results are contingent")
        return [whole, *_fees(book, agreement, tariffs)]
    sure = "yes: paid upfront" if agreement.type == "upfront" else "as its conditions say"
    due = sum(one.amount for one in instalments if one.due <= period.end)
    by = f"{period.end.day} {period.end:%B %Y}"
    return [_Funding("All instalments", awarded, sure), _Funding(f"Instalments due by {by}", due, "due")]


def _fees(book: Book, agreement: Agreement, tariffs: tuple[Tariff, ...]) -> list[_Funding]:
    """Return attachment fees year by year, added up; a staged year is released on performance, so not guaranteed."""
    staged = book.register.staged_years(agreement.name)
    total = 0
    released = False
    fees = []
    for tariff in tariffs:
        total += tariff.attachment
        released = released or tariff.year in staged
        first = tariffs[0].year
        years = first if tariff.year == first else f"{first} to {tariff.year}"
        sure = "no: released on performance" if released else "yes: paid upfront"
        fees.append(_Funding(f"Attachment fees {years}", total, sure, is_fees=True))
    return fees


def _of_award(allocated: int, awarded: int) -> str:
    if allocated > awarded:
        over = money.spoken(allocated - awarded)
        return f"{money.spoken(allocated)} allocated is {over} more than the {money.spoken(awarded)} awarded."
    if allocated == awarded:
        return f"{money.spoken(allocated)} allocated is all of what was awarded."
    share, left = money.per_cent(allocated, awarded), money.spoken(awarded - allocated)
    return f"{money.spoken(allocated)} allocated is {share} % of {money.spoken(awarded)}; {left} is not allocated."


def _of_fees(allocated: int, fees: _Funding) -> str:
    over = allocated - fees.pence
    sure = "" if fees.is_sure else ", not guaranteed"
    name = f"the {fees.name[0].lower()}{fees.name[1:]} ({money.spoken(fees.pence)}{sure})"
    if over > 0:
        return f"the allocations exceed {name} by {money.spoken(over)}."
    if over == 0:
        return f"the allocations are as much as {name}."
    return f"the allocations fall {money.spoken(-over)} short of {name}."

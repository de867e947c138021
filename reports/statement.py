"""What is a statement? Data first: frozen tables of typed columns, whose figures know the postings behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
    from decimal import Decimal

    from ledger.book import Book
    from ledger.findings import Finding
    from ledger.periods import Period


class Kind(StrEnum):
    """What a column holds: money is integer pence, per-cent a ``Decimal`` with one place, count a whole number.

    A ratio is a ``Decimal`` with the places that it is printed with, such as 0.39: so much for each pound.

    Ledger is beancount text of several lines, which stands as it is.
    """

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    LEDGER = "ledger"


NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.PERCENT, Kind.RATIO)


@dataclass(frozen=True)
class Column:
    """A column: *name* for machines (``not-allocated``), *heading* for people, and the kind of its cells.

    A column that is *wide* stays out of the 80 columns of a terminal; every other format shows it.
    """

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    is_wide: bool = False


@dataclass(frozen=True)
class Figure:
    """A sum of postings: *pence*, the positions in the postings table behind it, and their account where it is one.

    *sign* is -1 where credits are printed as positive: then *pence* is the sum of the postings turned.
    """

    pence: int
    lines: tuple[int, ...] = field(default=(), repr=False)
    account: str = ""
    sign: int = 1


Cell: TypeAlias = "str | int | Decimal | datetime.date | Figure | None"


@dataclass(frozen=True)
class Row:
    """A row: one cell a column; a subtotal adds up the lines above it."""

    cells: tuple[Cell, ...]
    is_subtotal: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; *name* is how machines call it, *total* its last row where it has one."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None

    def every_row(self) -> tuple[Row, ...]:
        """Return the rows and the total."""
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True)
class Statement:
    """A statement of one authority for one period; *disclosures* are what every statement of these books must say."""

    name: str
    title: str
    authority: str
    period: Period
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, book: Book, period: Period, name: str, title: str, tables: Iterable[Table], notes: Iterable[str] = ()
    ) -> Statement:
        """Return a statement of *book* for *period*, with the book's warnings and what it must say."""
        return cls(
            name, title, book.authority, period, tuple(tables), tuple(notes), book.warnings, book.disclosures(period)
        )

    @property
    def every_note(self) -> tuple[str, ...]:
        """The disclosures and then the statement's own notes."""
        return (*self.disclosures, *self.notes)


def value(cell: Cell) -> Any:
    """Return the plain value of *cell*: pence for a figure, the cell itself otherwise."""
    return cell.pence if isinstance(cell, Figure) else cell

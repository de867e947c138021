"""What does the product tell of a generated life?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import gl_reconciling
from ledger.book import Book
from reports import reckoning

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from lives.life import Life


@dataclass(frozen=True)
class Told:
    """All that the product tells of a life: findings by code and message, differences, items of the finance system's codes."""

    findings: Counter[tuple[str, str]]
    differences: Counter[tuple[str, str, int]]
    items: Counter[tuple[str, int]]


def books(life: Life, folder: Path) -> Book:
    """Return the books of *life*, written and loaded."""
    path = folder / "budget.beancount"
    path.write_text(life.text(), encoding="utf-8", newline="\n")
    return Book.load(path)


def differences(book: Book, day: datetime.date) -> Counter[tuple[str, str, int]]:
    """Return what is not explained at the end of *day*."""
    found = reckoning.reckoned(*reckoning.as_it_stood(book, day))
    return Counter((one.kind, one.reference, one.pence) for one in found.differences)


def told(book: Book, day: datetime.date) -> Told:
    """Return all that is told of *book* on *day*."""
    held = gl_reconciling.reconciled(book.register, book.calendar, book.transactions).held
    return Told(
        Counter((one.code, one.message) for one in book.findings),
        differences(book, day),
        Counter((item.name, item.pence) for one in held for item in one.items),
    )

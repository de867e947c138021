"""A statement of the test's docstring, as a test reads it; and every statement of the worked ledgers, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.book import Book
from reports import catalogue
from reports.render import as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.statement import Statement

ROOT = Path(__file__).resolve().parent.parent.parent
#: Each worked ledger and the periods it is printed for: all there is, a year, quarters, a posting period, nothing.
PERIODS = {
    "leeds": (ROOT, (None, "2018-19", "2012-13 Q3", "2018-19 Q3", "2018-19 Q4", "2018-19 P13", "2030-31")),
    "lancashire": (ROOT / "examples" / "lancashire", (None, "2012-13", "2012-13 Q3", "2014-15 Q4")),
    "leicestershire": (ROOT / "examples" / "leicestershire", (None, "2012-13 Q3", "2013-14")),
}
WORKED = [
    pytest.param((ledger, name, period), id=f"{ledger}-{name}-{period or 'whole'}")
    for ledger, (_, periods) in PERIODS.items()
    for period in periods
    for name in catalogue.STATEMENTS
]


@cache
def worked_book(ledger: str) -> Book:
    return Book.load(PERIODS[ledger][0] / "budget.beancount")


@cache
def _worked(ledger: str, name: str, period: str | None) -> tuple[Book, Statement]:
    book = worked_book(ledger)
    return book, catalogue.build(name, book, period)


@pytest.fixture(scope="session")
def leeds() -> Book:
    return worked_book("leeds")


@pytest.fixture(params=WORKED)
def worked(request: pytest.FixtureRequest) -> tuple[Book, Statement]:
    """Each statement of each worked ledger, with its book."""
    return _worked(*request.param)


@pytest.fixture
def build(load: Callable[[], Book]) -> Callable[..., Statement]:
    """Build a statement of the docstring's ledger, which has to have no error."""

    def built(name: str, period: str | None = None) -> Statement:
        book = load()
        assert book.errors == ()
        return catalogue.build(name, book, period)

    return built


@pytest.fixture
def table(build: Callable[..., Statement]) -> Callable[..., dict[str, Any]]:
    """Return one table of a statement of the docstring's ledger, as JSON has it."""

    def one_table(name: str, of: str, period: str | None = None) -> dict[str, Any]:
        tables = {one["name"]: one for one in as_json.as_object(build(name, period))["tables"]}
        assert of in tables, list(tables)
        return tables[of]

    return one_table


@pytest.fixture
def pick() -> Callable[..., list[tuple[Any, ...]]]:
    """Return some columns of the rows of a table and, where it has one, of its total."""

    def picked(table: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
        rows = [*table["rows"], *([table["total"]] if table["total"] else [])]
        return [tuple(row[name] for name in names) for row in rows]

    return picked

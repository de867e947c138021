"""What of a statement is of one fund, and of one heading? Its tables and rows are left out, and never a figure is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger import accounts
from reports.statement import Figure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.book import Book
    from reports.pages.chosen import Chosen
    from reports.statement import Row, Statement, Table

LEFT_OUT = "Rows and tables of other {what} are left out of this page; no total is shown where a row was."


def narrowed(statement: Statement, chosen: Chosen) -> tuple[Statement, str]:
    """Return what of *statement* belongs to the fund and the heading that are *chosen*, and a sentence where anything is left out.

    A table or a row that is of no one fund stays. A total of rows of which one is left out is left out too: it would not be theirs.
    """
    if not chosen.fund and not chosen.heading:
        return statement, ""
    kept = [one for table in statement.tables if (one := _table(table, chosen)) is not None]
    if kept == list(statement.tables):
        return statement, ""
    what = " and ".join(word for word, is_set in (("funds", chosen.fund), ("headings", chosen.heading)) if is_set)
    return replace(statement, tables=tuple(kept)), LEFT_OUT.format(what=what)


def _table(table: Table, chosen: Chosen) -> Table | None:
    of_table = _funds_of_name(table, chosen.book)
    if chosen.fund and of_table and chosen.fund not in of_table:
        return None
    rows = tuple(row for row in table.rows if _stays(table, row, chosen, of_table))
    if len(rows) == len(table.rows):
        return table
    return replace(table, rows=rows, total=None) if rows else None


def _stays(table: Table, row: Row, chosen: Chosen, of_table: set[str]) -> bool:
    if chosen.fund and not of_table:
        funds = set(_funds(row, chosen.book))
        if funds and chosen.fund not in funds:
            return False
    if chosen.heading:
        headings = set(_headings(table, row))
        return not headings or chosen.heading in headings
    return True


def _funds_of_name(table: Table, book: Book) -> set[str]:
    """Return the fund that the name of *table* ends with, or that of the agreement it ends with."""
    _, _, name = table.name.partition("-")
    if name in book.register.funds:
        return {name}
    agreement = book.register.agreements.get(name)
    return {agreement.fund} if agreement else set()


def _funds(row: Row, book: Book) -> Iterator[str]:
    for cell in row.cells:
        if isinstance(cell, Figure):
            if cell.account:
                yield accounts.parse(cell.account).fund
            elif cell.lines:
                yield from map(str, book.postings["fund"].iloc[list(cell.lines)].unique())
        elif isinstance(cell, str):
            if cell in book.register.agreements:
                yield book.register.agreements[cell].fund
            elif cell in book.register.funds:
                yield cell


def _headings(table: Table, row: Row) -> Iterator[str]:
    """Yield the heading that *row* names, where *table* has a column of headings."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.name == "heading" and column.kind in (Kind.TEXT, Kind.CODE) and cell:
            yield str(cell)

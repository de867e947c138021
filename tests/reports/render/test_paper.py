"""What a table needs on paper is told from its columns and cells alone."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from ledger.money import MINUS
from reports.render.paper import BETWEEN, DATE, TEXT, classes, least_width
from reports.statement import Column, Figure, Kind, Row, Table


def of(kind, *cells, times=1):
    columns = tuple(Column(f"c{number}", "£", kind) for number in range(times))
    return Table("t", "T", columns, tuple(Row((cell,) * times) for cell in cells))


@pytest.mark.parametrize(
    ("kind", "cells", "needs"),
    [
        (Kind.MONEY, (1_00, -12_345_67, None), len(f"{MINUS}12,345.67")),
        (Kind.MONEY, (Figure(1_000_00), 9), len("1,000.00")),
        (Kind.COUNT, (1234,), len("1,234")),
        (Kind.PERCENT, (Decimal("5.0"), Decimal("-100.0")), len(f"{MINUS}100.0")),
        (Kind.DATE, (datetime.date(2018, 4, 1), ""), DATE),
        (Kind.TEXT, ("short", None), len("short")),
        (Kind.TEXT, ("a text that breaks into lines",), TEXT),
        (Kind.CODE, (), 1),
    ],
)
def test_a_column_needs_its_longest_number_or_a_part_of_its_text(kind, cells, needs):
    assert least_width(of(kind, *cells)) == BETWEEN + needs


def test_a_column_needs_the_longest_word_of_its_heading():
    table = Table("t", "T", (Column("c", "Not recognisable", Kind.COUNT),), (Row((1,)),))
    assert least_width(table) == BETWEEN + len("recognisable")


@pytest.mark.parametrize(
    ("times", "rows", "found"),
    [
        (8, 15, " short"),
        (8, 16, ""),
        (9, 16, " dense"),
        (12, 15, " short denser"),
        (16, 16, " densest"),
    ],
)
def test_a_short_table_stays_whole_and_a_wide_one_has_smaller_type(times, rows, found):
    assert classes(of(Kind.MONEY, *[12_345_678_00] * rows, times=times)) == found

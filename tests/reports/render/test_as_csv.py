from __future__ import annotations

import csv
import io

import pytest

from reports import catalogue
from reports.render import as_csv, render
from reports.statement import Column, Kind, Row, Table


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_a_text(start):
    columns = (Column("what", "What"), Column("code", "Code", Kind.CODE), Column("amount", "Amount", Kind.MONEY))
    table = Table("t", "T", columns, (Row((f"{start}1+1", f"{start}A1", -250)),))
    _, row = csv.reader(io.StringIO(as_csv.table_text(table), newline=""))
    start = start.replace("\r", "\n")
    assert row == [f"'{start}1+1", f"'{start}A1", "-2.50"]


@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_no_cell_of_a_nasty_ledger_is_a_formula(nasty, name):
    statement = catalogue.build(name, nasty)
    for row in csv.reader(io.StringIO(render(statement, "csv", nasty.folder))):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or float(cell) < 0
    first = render(statement, "csv").splitlines()
    assert "Illustrative <b>ledger</b>: =1+1" in first[1]

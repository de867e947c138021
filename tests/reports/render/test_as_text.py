from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import MINUS
from reports import catalogue
from reports.render import as_text, render
from reports.statement import NUMBERS, Column, Kind, Row, Table


def test_no_line_of_a_worked_ledger_is_longer_than_a_terminal(worked):
    book, statement = worked
    text = render(statement, "text", book.folder)
    assert max(len(line) for line in text.splitlines()) <= as_text.WIDTH
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("period", [None, "2018-19 Q1"])
@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_no_line_of_a_nasty_ledger_is_either(nasty, name, period):
    text = render(catalogue.build(name, nasty, period), "text", nasty.folder)
    assert max(len(line) for line in text.splitlines()) <= as_text.WIDTH
    assert "Illustrative <b>ledger</b>: =1+1" in text  # markup is HTML's concern


CELLS = {
    Kind.TEXT: st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")) | st.just(" "), max_size=70),
    Kind.CODE: st.from_regex(r"[A-Za-z0-9:/-]{0,70}", fullmatch=True),
    Kind.DATE: st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)),
    Kind.COUNT: st.integers(-(10**9), 10**9),
    Kind.MONEY: st.integers(-(10**11), 10**11),
    Kind.PERCENT: st.decimals(-1000, 1000, places=1) | st.none(),
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=11))
    columns = tuple(
        Column(f"c{index}", draw(st.sampled_from(["Heading", "Awarded, to go", "%", "Attachment fees"])), kind)
        for index, kind in enumerate(kinds)
    )
    rows = draw(st.lists(st.tuples(*(CELLS[kind] for kind in kinds)), min_size=1, max_size=4))
    return Table("t", "T", columns, tuple(Row(cells) for cells in rows))


@given(tables())
def test_no_table_at_all_is_wider_than_a_terminal_and_no_number_is_cut(table):
    text = as_text.layout(table)
    assert max(map(len, text.splitlines())) <= as_text.WIDTH
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.kind in NUMBERS and cell is not None:
                shown = as_text.for_people(column, cell)
                assert shown in text or shown.removesuffix(".00") in text


def amounts(*pence):
    columns = (Column("name", "Name"), Column("amount", "Amount", Kind.MONEY), Column("share", "%", Kind.PERCENT))
    rows = tuple(Row((f"line {index}", one, Decimal("12.5"))) for index, one in enumerate(pence))
    return Table("t", "T", columns, rows, Row(("Total", sum(pence), None)))


def test_whole_pounds_leave_their_pence_out():
    assert as_text.layout(amounts(100_00, -2_500_00)) == (
        "        Amount\n"
        "Name         £     %\n"
        "------  ------  ----\n"
        "line 0     100  12.5\n"
        f"line 1  {MINUS}2,500  12.5\n"
        "------  ------  ----\n"
        f"Total   {MINUS}2,400"
    )


def test_a_column_with_a_penny_shows_all_its_pence():
    assert "100.00" in as_text.layout(amounts(100_00, 1))


def test_what_is_too_wide_goes_on_below_beside_its_labels():
    columns = (Column("name", "Name"), *(Column(f"m{index}", f"Amount {index}", Kind.MONEY) for index in range(8)))
    text = as_text.layout(Table("t", "T", columns, (Row(("a line", *(10**10 + 1 + index for index in range(8)))),)))
    upper, lower = text.split("\n\n")
    assert "Amount 0" in " ".join(upper.split())
    assert [block.splitlines()[-1].split("  ")[0] for block in (upper, lower)] == ["a line", "a line"]
    assert sum(line.count("100,000,000.0") for line in text.splitlines()) == 8


def test_no_word_is_cut_where_another_column_can_give_way():
    columns = (
        *(Column(f"sum-{number}", "Amount", Kind.MONEY) for number in range(3)),
        Column("partner", "Partner"),
        Column("state", "State"),
    )
    row = Row((*[100_000_000_001] * 3, "NHS East Leicestershire and Rutland CCG", "taken back, part written off"))
    text = as_text.layout(Table("t", "Caption", columns, (row,)))
    assert "Leicestershire" in text
    assert "written" in text
    assert max(len(line) for line in text.splitlines()) <= as_text.WIDTH

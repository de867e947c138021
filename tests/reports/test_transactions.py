from __future__ import annotations

import pytest

from reports import catalogue
from reports.statement import value

BOOKS = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery

2018-05-01 * "Hubs Ltd" "May"
  doc: "SAP/1/1"
  cost-centre: "CC1"
  subjective: "4300"
  Expenses:EA:Delivery   10.00 GBP
  Assets:EA:Cash        -10.00 GBP
2018-06-01 * "credit note"
  Expenses:EA:Delivery   -2.50 GBP
  Assets:EA:Cash          2.50 GBP
2018-07-01 * "of the next quarter"
  Expenses:EA:Delivery   1.00 GBP
  Assets:EA:Cash        -1.00 GBP
"""


@pytest.fixture(autouse=True)
def books(write):
    write("ea.beancount", BOOKS)


def test_the_postings_of_a_period_by_account(table, pick, build):
    """
    include "ea.beancount"
    """
    listing = table("transactions", "Expenses:EA:Delivery", "2018-19 Q1")
    names = ("date", "payee", "narration", "document", "cost-centre", "subjective", "row", "amount")
    assert pick(listing, *names) == [
        ("2018-05-01", "Hubs Ltd", "May", "SAP/1/1", "CC1", "4300", None, "10.00"),
        ("2018-06-01", "", "credit note", "", "", "", None, "-2.50"),
        (None, "Total", "", "", "", "", None, "7.50"),
    ]
    captions = [one.caption for one in build("transactions", "2018-19 Q1").tables]
    assert captions == ["Extracts: rows and control totals", "Assets:EA:Cash", "Expenses:EA:Delivery"]


def test_a_period_without_postings(build):
    """
    include "ea.beancount"
    """
    (control,) = build("transactions", "2020-21").tables
    assert control.rows == ()


def test_every_bucket_of_an_extract_adds_up_to_what_was_read(leeds):
    for period in ("2012-13", "2018-19 Q1", "2018-19 Q4", "2019-20", None):
        control = catalogue.build("transactions", leeds, period).tables[0]
        names = [column.name for column in control.columns]
        of_file = {}
        for row in control.rows:
            cells = dict(zip(names, row.cells, strict=True))
            of_file.setdefault(cells["extract"], {})[cells["what"]] = cells["rows"], cells["total"]
        assert of_file
        for buckets in of_file.values():
            read = buckets.pop("read")
            assert {"posted", "outside the programme", "rejected"} <= buckets.keys()
            assert tuple(map(sum, zip(*buckets.values(), strict=True))) == read


def test_control_totals_are_of_the_extracts_of_the_period(leeds):
    control = catalogue.build("transactions", leeds, "2018-19 Q3").tables[0]
    assert {row.cells[0] for row in control.rows} == {"gl-2018-19-Q3", "remittances-2018-19"}
    assert all(len(row.cells[-1]) == 64 for row in control.rows if row.is_subtotal)


@pytest.mark.parametrize("period", [None, "2012-13", "2018-19 Q3", "2018-19 Q4", "2018-19 P13", "2030-31"])
def test_listing_totals_are_the_movements_of_the_trial_balance(leeds, period):
    every = catalogue.build("transactions", leeds, period).tables
    listing = [one for one in every if not one.name.startswith("extracts")]
    moved = {
        row.cells[0]: value(row.cells[2]) + value(row.cells[3])
        for table in catalogue.build("trial-balance", leeds, period).tables
        if not table.name.endswith("-FAMILY")
        for row in table.rows
        if value(row.cells[2]) or value(row.cells[3])
    }
    opening = leeds.postings.index[leeds.postings["opening"] != ""]
    listed = {}
    for table in listing:
        figures = [row.cells[-1] for row in table.rows if row.cells[-1].lines[0] not in opening]
        if figures:
            listed[table.name] = sum(one.pence for one in figures)
    assert listed == moved

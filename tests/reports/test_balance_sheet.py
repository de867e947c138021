from __future__ import annotations

import pytest

BOOKS = """
2018-04-01 custom "fund" "EA" "grant"
  title: "Earned Autonomy"
2018-04-01 custom "fund" "Pool" "pool"
  title: "Families pool"
2018-04-01 commodity FAMILY
2018-04-01 commodity GBP.INKIND
2018-04-01 open Assets:EA:Cash
2018-04-01 open Assets:Pool:Cash
2018-04-01 open Liabilities:EA:Creditors
2018-04-01 open Equity:EA:EarmarkedReserve
2018-04-01 open Equity:EA:MovementInReserves
2018-04-01 open Equity:EA:OpeningBalances
2018-04-01 open Equity:EA:Families:Cohort
2018-04-01 open Assets:EA:Families:Identified
2018-04-01 open Income:EA:Grant
2018-04-01 custom "partner" "Police" "police" "Testshire Police"
2018-04-01 open Income:Pool:InKind:Police
2018-04-01 open Income:Pool:TransferIn:EA
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Expenses:EA:TransferOut:Pool
2018-04-01 open Expenses:Pool:Delivery:InKind

2018-04-01 * "before the books begin"
  opening: "received"
  Assets:EA:Cash               50.00 GBP
  Equity:EA:OpeningBalances   -50.00 GBP
2018-05-01 * "received"
  Assets:EA:Cash     1000.00 GBP
  Income:EA:Grant   -1000.00 GBP
2018-06-01 * "families identified"
  Assets:EA:Families:Identified   12 FAMILY
  Equity:EA:Families:Cohort      -12 FAMILY
2018-06-02 * "a seconded officer"
  Expenses:Pool:Delivery:InKind   40.00 GBP.INKIND
  Income:Pool:InKind:Police      -40.00 GBP.INKIND
2018-09-01 * "invoiced"
  Expenses:EA:Delivery      600.00 GBP
  Liabilities:EA:Creditors -600.00 GBP
2018-09-20 * "paid"
  Liabilities:EA:Creditors   500.00 GBP
  Assets:EA:Cash            -500.00 GBP
2018-10-01 * "passed on"
  Expenses:EA:TransferOut:Pool   150.00 GBP
  Assets:EA:Cash                -150.00 GBP
  Assets:Pool:Cash               150.00 GBP
  Income:Pool:TransferIn:EA     -150.00 GBP
2019-03-31 * "to the reserve"
  Equity:EA:MovementInReserves   250.00 GBP
  Equity:EA:EarmarkedReserve    -250.00 GBP
2019-04-01 * "spent in the next year"
  Expenses:EA:Delivery   30.00 GBP
  Assets:EA:Cash        -30.00 GBP
"""


@pytest.fixture(autouse=True)
def files(write):
    write("books.beancount", BOOKS)


@pytest.fixture
def sheet(table, pick):
    return lambda period=None, fund="EA": pick(
        table("balance-sheet", f"balance-sheet-{fund}", period), "account", "opening", "closing"
    )


def test_assets_liabilities_and_reserves_of_a_fund(sheet):
    """
    include "books.beancount"
    """
    assert sheet("2018-19") == [
        ("Cash", "50.00", "400.00"),
        ("Total assets", "50.00", "400.00"),
        ("Creditors", "0.00", "-100.00"),
        ("Total liabilities", "0.00", "-100.00"),
        ("Net assets", "50.00", "300.00"),
        ("Earmarked Reserve", "0.00", "250.00"),
        ("Movement in Reserves", "0.00", "-250.00"),
        ("Opening Balances", "50.00", "50.00"),
        ("Income less spending of 2018-19", "0.00", "250.00"),
        ("Total reserves", "50.00", "300.00"),
    ]


def test_the_result_of_earlier_years_stands_apart_until_it_is_closed(sheet):
    """
    include "books.beancount"
    """
    rows = {name: (opening, closing) for name, opening, closing in sheet("2019-20 Q1")}
    assert rows["Income less spending of earlier years"] == ("250.00", "250.00")
    assert rows["Income less spending of 2019-20"] == ("0.00", "-30.00")
    assert rows["Net assets"] == rows["Total reserves"] == ("300.00", "270.00")


@pytest.mark.parametrize("period", [None, "2018-19", "2018-19 Q2", "2018-19 P13", "2019-20"])
def test_net_assets_are_reserves_in_every_fund(load, period):
    """
    include "books.beancount"
    """
    from reports import catalogue  # noqa: PLC0415 - for this one test

    book = load()
    for each in catalogue.build("balance-sheet", book, period).tables:
        if each.name == "funds":
            assert all(row.cells[3].pence == row.cells[4].pence for row in each.every_row())
            continue
        rows = {row.cells[0]: row.cells[1:] for row in each.rows}
        assert [one.pence for one in rows["Net assets"]] == [one.pence for one in rows["Total reserves"]]


def test_families_and_work_in_kind_are_no_pounds(sheet, build):
    """
    include "books.beancount"
    """
    assert not [name for name, *_ in sheet("2018-19") if "Families" in name]
    assert sheet("2018-19", "Pool")[0][0] == "Cash"
    assert sheet("2018-19", "Pool")[-1] == ("Total reserves", "0.00", "150.00")
    assert (
        "Families and work in kind (FAMILY, GBP.INKIND) are not pounds, and in no figure here."
        in build("balance-sheet").notes
    )


def test_what_stood_before_the_books_begin_is_opening_whatever_its_date(sheet):
    """
    include "books.beancount"
    """
    assert ("Opening Balances", "50.00", "50.00") in sheet()


def test_books_without_postings(build):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    (overview,) = build("balance-sheet").tables
    assert (overview.rows, overview.total) == ((), None)

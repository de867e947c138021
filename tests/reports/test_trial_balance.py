from __future__ import annotations

import pytest

POOL = """
2016-04-01 custom "fund" "Pool" "pool"
  title: "Family pool"
2016-04-01 commodity FAMILY
2016-04-01 commodity GBP.INKIND
2016-04-01 open Assets:Pool:Cash
2016-04-01 custom "partner" "Police" "police" "Testshire Police"
2016-04-01 custom "share" "Pool" "Police" "1" "risk"
2016-04-01 open Income:Pool:Contributions:Police
2016-04-01 open Income:Pool:InKind:Police
2016-04-01 open Expenses:Pool:Delivery
2016-04-01 open Expenses:Pool:Delivery:InKind
2016-04-01 open Equity:Pool:Families:Cohort
2016-04-01 open Assets:Pool:Families:Identified

2016-05-01 * "contribution"
  Assets:Pool:Cash                   100.00 GBP
  Income:Pool:Contributions:Police  -100.00 GBP
2016-06-01 * "a seconded officer"
  Expenses:Pool:Delivery:InKind   40.00 GBP.INKIND
  Income:Pool:InKind:Police      -40.00 GBP.INKIND
2016-06-02 * "families identified"
  Assets:Pool:Families:Identified   12 FAMILY
  Equity:Pool:Families:Cohort      -12 FAMILY
2016-07-01 * "spent"
  Expenses:Pool:Delivery   70.25 GBP
  Assets:Pool:Cash        -70.25 GBP
2016-08-01 * "given back"
  Expenses:Pool:Delivery  -10.00 GBP
  Assets:Pool:Cash         10.00 GBP
"""
KEPT = ("account", "opening", "debits", "credits", "closing")


@pytest.fixture(autouse=True)
def pool(write):
    write("pool.beancount", POOL)


def test_opening_movement_and_closing(table, pick):
    """
    include "pool.beancount"
    """
    assert pick(table("trial-balance", "trial-balance-Pool", "2016-17 Q2"), *KEPT) == [
        ("Assets:Pool:Cash", "100.00", "10.00", "-70.25", "39.75"),
        ("Income:Pool:Contributions:Police", "-100.00", "0.00", "0.00", "-100.00"),
        ("Expenses:Pool:Delivery", "0.00", "70.25", "-10.00", "60.25"),
        ("Total", "0.00", "80.25", "-80.25", "0.00"),
    ]


def test_of_all_the_books_nothing_is_an_opening_balance(table, pick, build):
    """
    include "pool.beancount"
    """
    assert {row[1] for row in pick(table("trial-balance", "trial-balance-Pool"), *KEPT)} == {"0.00"}
    assert not any("Opening is the balance before" in note for note in build("trial-balance").notes)
    assert "Opening is the balance before 2016-07-01" in build("trial-balance", "2016-17 Q2").notes[0]


def test_work_in_kind_stands_apart_from_money(table, pick):
    """
    include "pool.beancount"
    """
    inkind = table("trial-balance", "trial-balance-Pool-GBP.INKIND")
    assert inkind["caption"] == "Family pool: trial balance (GBP.INKIND)"
    assert pick(inkind, "account", "closing") == [
        ("Income:Pool:InKind:Police", "-40.00"),
        ("Expenses:Pool:Delivery:InKind", "40.00"),
        ("Total", "0.00"),
    ]


def test_families_are_counted_not_priced(table, pick):
    """
    include "pool.beancount"
    """
    families = table("trial-balance", "trial-balance-Pool-FAMILY")
    assert {column["kind"] for column in families["columns"]} == {"code", "count"}
    assert pick(families, "account", "debits", "credits", "closing") == [
        ("Assets:Pool:Families:Identified", 12, 0, 12),
        ("Equity:Pool:Families:Cohort", 0, -12, -12),
        ("Total", 12, -12, 0),
    ]


def test_the_adjusting_period_belongs_to_the_last_quarter(table, pick):
    """
    include "pool.beancount"
    2017-03-31 * "closed down"
      period: "2016-17 P13"
      Expenses:Pool:Delivery   1.00 GBP
      Assets:Pool:Cash        -1.00 GBP
    """
    of = "trial-balance-Pool"
    assert pick(table("trial-balance", of, "2016-17 P12"), "account", "debits")[-1] == ("Total", "0.00")
    assert pick(table("trial-balance", of, "2016-17 Q4"), "account", "debits")[-1] == ("Total", "1.00")
    assert pick(table("trial-balance", of, "2017-18 Q1"), "account", "opening")[0] == ("Assets:Pool:Cash", "38.75")


def test_every_column_adds_up_to_zero_in_every_fund_and_commodity(worked):
    _, statement = worked
    if statement.name != "trial-balance":
        return
    for table in statement.tables:
        _, opening, debits, credit, closing = (getattr(cell, "pence", cell) for cell in table.total.cells)
        assert (opening, debits + credit, closing) == (0, 0, 0), table.name
        for row in table.rows:
            _, opening, debits, credit, closing = (getattr(cell, "pence", cell) for cell in row.cells)
            assert opening + debits + credit == closing
            assert debits >= 0 >= credit


OPENED = """
2016-03-31 * "Opening balance" "received before April 2016"
  opening: "received"
  Assets:Pool:Cash                   500.00 GBP
  Equity:Pool:OpeningBalances       -500.00 GBP
2016-04-01 * "Opening balance" "spent before April 2016, entered a day late"
  opening: "spent"
  Equity:Pool:OpeningBalances        200.00 GBP
  Assets:Pool:Cash                  -200.00 GBP
"""


@pytest.mark.parametrize(
    ("period", "cash", "opened"),
    [
        (None, ("300.00", "110.00", "-70.25", "339.75"), ("-300.00", "0.00", "0.00", "-300.00")),
        ("2015-16", ("500.00", "0.00", "0.00", "500.00"), ("-500.00", "0.00", "0.00", "-500.00")),
        ("2016-17", ("300.00", "110.00", "-70.25", "339.75"), ("-300.00", "0.00", "0.00", "-300.00")),
        ("2016-17 Q2", ("400.00", "10.00", "-70.25", "339.75"), ("-300.00", "0.00", "0.00", "-300.00")),
    ],
)
def test_opening_balances_are_no_movement_whatever_the_period(table, pick, write, build, period, cash, opened):
    """
    include "pool.beancount"
    include "opened.beancount"
    2016-03-31 open Equity:Pool:OpeningBalances
    """
    write("pool.beancount", POOL.replace("2016-04-01", "2016-03-31"))
    write("opened.beancount", OPENED)
    rows = {row[0]: row[1:] for row in pick(table("trial-balance", "trial-balance-Pool", period), *KEPT)}
    assert (rows["Assets:Pool:Cash"], rows["Equity:Pool:OpeningBalances"]) == (cash, opened)
    assert rows["Total"][0] == "0.00"
    assert any("(opening:) stand in Opening, whatever their date" in note for note in build("trial-balance").notes)

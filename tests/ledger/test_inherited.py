"""What a partner leaves to its successor: what it was not asked for, what it paid ahead, its cap, and the age of its debts."""

from __future__ import annotations

import pytest

from ledger import money
from reports import catalogue
from reports.render import as_json

POOL = """
    2014-04-01 custom "fund" "Pool" "pool"
      host: "Council"
      host-role: "agent"
      legal-basis: "local-partnership"
      reference: "Agreement of 1 April 2014"
    2012-04-01 custom "partner" "Council" "county" "Testshire County Council"
    2012-04-01 custom "partner" "Trust" "pct" "The Trust"
    2014-10-01 custom "partner" "Board" "ccg" "The Board"
    2014-10-01 custom "succession" "Trust" "Board"
    2014-04-01 custom "share" "Pool" "Council" "1/2" "risk"
    2014-04-01 custom "share" "Pool" "Trust" "1/2" "risk"
CAP
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Assets:Pool:ContributionsReceivable:Trust
    2014-04-01 open Assets:Pool:ContributionsReceivable:Board
    2014-04-01 open Liabilities:Pool:ContributionsInAdvance:Trust
    2014-04-01 open Liabilities:Pool:ContributionsInAdvance:Board
    2014-04-01 open Income:Pool:Contributions:Council
    2014-04-01 open Income:Pool:Contributions:Trust
    2014-04-01 open Income:Pool:Contributions:Board
    2014-04-01 open Expenses:Pool:Delivery
    2014-04-02 * "The Council's money"
      Assets:Pool:Cash                   5000.00 GBP
      Income:Pool:Contributions:Council -5000.00 GBP
"""
AGREED = """
    2014-04-01 custom "contribution" "Pool" "Trust" 2014-04-01 2014-09-30 600.00 GBP "cash"
    2014-10-01 custom "contribution" "Pool" "Board" 2014-10-01 2015-03-31 600.00 GBP "cash"
"""
NEXT_YEAR = """
    2015-04-02 * "The next year has begun"
      Expenses:Pool:Delivery   1.00 GBP
      Assets:Pool:Cash        -1.00 GBP
"""


def invoice(number: str, who: str, day: str, pounds: str, more: str = "") -> str:
    return f"""
    {day} * "Invoice"
      invoice: "{number}"
{more}      Assets:Pool:ContributionsReceivable:{who}   {pounds} GBP
      Income:Pool:Contributions:{who}            -{pounds} GBP
"""


def spent(day: str, pounds: str) -> str:
    return f"""
    {day} * "Spending"
      Expenses:Pool:Delivery  {pounds} GBP
      Assets:Pool:Cash       -{pounds} GBP
"""


@pytest.fixture
def of(load, request):
    """Load the pool with the texts given."""

    def book(*texts: str, cap: str = ""):
        request.function.__doc__ = POOL.replace("CAP", cap) + "".join(texts)
        return load()

    return book


def tables(book, name: str, period: str):
    return {one["name"]: one for one in as_json.as_object(catalogue.build(name, book, period))["tables"]}


def by_partner(book, name: str, period: str):
    return {row["partner"]: row for row in tables(book, name, period)["partners-Pool"]["rows"]}


def entries(book, name: str) -> list[str]:
    found = tables(book, name, "2014-15").get("entries-Pool", {"rows": []})
    return [row["entry"] for row in found["rows"]]


def test_what_the_predecessor_was_not_asked_for_is_asked_of_the_successor(of, keeps):
    book = of(
        AGREED, invoice("INV-1", "Trust", "2014-04-10", "500.00"), invoice("INV-2", "Board", "2014-10-10", "700.00")
    )
    assert keeps(book, "P113")
    assert keeps(book, "P114")
    rows = by_partner(book, "contributions", "2014-15 Q3")
    assert (rows["The Trust"]["agreed"], rows["The Board"]["agreed"]) == ("500.00", "700.00")
    assert {row["not-invoiced"] for row in rows.values()} == {"0.00"}


def test_what_nobody_was_asked_for_is_accrued_for_the_successor(of, breaks, codes):
    book = of(AGREED, invoice("INV-1", "Trust", "2014-04-10", "500.00"), NEXT_YEAR)
    assert breaks(book, "P114").message.startswith(
        "Pool, Board: due for the year, and not invoiced by its end, £700 on"
    )
    (entry,) = entries(book, "contributions")
    assert "Income:Pool:Contributions:Board            -700.00 GBP" in entry
    assert "Trust" not in entry
    accepted = entry.replace("\n", "\n    ")
    assert "P114" not in codes(
        of(AGREED, invoice("INV-1", "Trust", "2014-04-10", "500.00"), NEXT_YEAR, f"    {accepted}\n")
    )


def test_what_the_predecessor_was_asked_for_too_early_is_its_successors(of, keeps):
    early = """
    2014-04-10 * "Invoice for the whole year"
      invoice: "INV-1"
      Assets:Pool:ContributionsReceivable:Trust   1200.00 GBP
      Income:Pool:Contributions:Trust            -1200.00 GBP
"""
    book = of(AGREED, early, spent("2014-12-01", "1.00"))
    assert keeps(book, "P113")
    assert keeps(book, "P114")


def test_a_partner_that_ends_without_a_successor_may_be_accrued_at_the_years_end(of, keeps, breaks):
    terms = """
    2012-04-01 custom "partner" "Fire" "fire" "The Fire Service"
      ends: 2014-06-30
    2014-04-01 custom "contribution" "Pool" "Fire" 2014-04-01 2014-06-30 90.00 GBP "cash"
    2014-04-01 open Assets:Pool:ContributionsReceivable:Fire
    2014-04-01 open Income:Pool:Contributions:Fire
"""
    accrual = """
    DAY * "Accrued"
      Assets:Pool:ContributionsReceivable:Fire   90.00 GBP
      Income:Pool:Contributions:Fire            -90.00 GBP
"""
    assert keeps(of(terms, accrual.replace("DAY", "2015-03-31"), NEXT_YEAR), "P102")
    assert keeps(of(terms, accrual.replace("DAY", "2015-03-31"), NEXT_YEAR), "P114")
    assert "Fire" in breaks(of(terms, NEXT_YEAR, accrual.replace("DAY", "2015-04-30")), "P102").message
    assert "Fire" in breaks(of(terms, invoice("INV-9", "Fire", "2014-07-10", "90.00")), "P102").message


CAP = """
    2014-04-01 custom "share" "Pool" "Trust" "1/2" "risk"
      cap: 100.00 GBP
"""


def test_predecessor_and_successor_bear_one_cap_together(of):
    book = of(spent("2014-06-01", "150.00"), spent("2014-12-01", "150.00"), cap=CAP)
    rows = by_partner(book, "pooled", "2014-15 Q3")
    assert {name: row["borne"] for name, row in rows.items()} == {
        "Testshire County Council": "-200.00",
        "The Board": "-50.00",
        "The Trust": "-50.00",
    }
    assert by_partner(book, "pooled", "2014-15 Q2")["The Trust"]["borne"] == "-75.00"


def test_a_cap_goes_on_with_the_successor_in_the_next_year(of):
    book = of(spent("2015-06-01", "1000.00"), cap=CAP)
    assert by_partner(book, "pooled", "2015-16 Q1")["The Board"]["borne"] == "-100.00"


def test_who_takes_the_place_of_a_partner_with_a_cap_and_had_none_itself_has_none(of):
    text = """
    2014-11-01 custom "succession" "Board" "Council"
"""
    rows = by_partner(of(text, spent("2015-06-01", "1000.00"), cap=CAP), "pooled", "2015-16 Q1")
    assert rows["Testshire County Council"]["borne"] == "-1000.00"


def test_a_cap_that_is_reached_before_others_bear_anything_goes_by_their_shares(of, keeps):
    rule = """
    2014-04-01 custom "share" "Pool" "Trust" "1" "risk"
      account: Expenses:Pool:Delivery
"""
    book = of(rule, spent("2014-06-01", "150.00"), cap=CAP)
    assert keeps(book, "P107")
    rows = by_partner(book, "pooled", "2014-15 Q1")
    assert {name: money.to_pence(__import__("decimal").Decimal(row["borne"])) for name, row in rows.items()} == {
        "Testshire County Council": -5000,
        "The Trust": -10000,
    }


HANDED_ON = """
    2014-10-01 * "What the Trust owed is owed by the Board"
      invoice: "INV-1"
      Assets:Pool:ContributionsReceivable:Board   600.00 GBP
      Assets:Pool:ContributionsReceivable:Trust  -600.00 GBP
"""


def test_a_debt_that_is_handed_on_is_as_old_as_it_was(of):
    book = of(
        invoice("INV-1", "Trust", "2014-04-10", "600.00", "      due: 2014-05-10\n"),
        HANDED_ON,
        spent("2014-12-01", "1.00"),
    )
    shown = tables(book, "contributions", "2014-15 P08")
    (age,) = shown["ages-Pool"]["rows"]
    assert (age["partner"], age["over-90-days"]) == ("The Board", "600.00")
    states = {row["partner"]: (row["state"], row["date"], row["due"]) for row in shown["invoices-Pool"]["rows"]}
    assert states == {
        "The Board": ("invoiced", "2014-04-10", "2014-05-10"),
        "The Trust": ("passed on", "2014-04-10", "2014-05-10"),
    }


def test_a_debt_that_the_successor_paid_is_paid(of):
    paid = """
    2014-11-01 * "The Board pays"
      invoice: "INV-1"
      Assets:Pool:Cash                           600.00 GBP
      Assets:Pool:ContributionsReceivable:Board -600.00 GBP
"""
    book = of(invoice("INV-1", "Trust", "2014-04-10", "600.00"), HANDED_ON, paid)
    states = {row["partner"]: row["state"] for row in tables(book, "contributions", "2014-15")["invoices-Pool"]["rows"]}
    assert states == {"The Board": "paid", "The Trust": "passed on"}


def test_a_debt_that_was_handed_on_is_given_up_once(of, keeps, breaks):
    approved = '    2014-11-01 custom "write-off" "INV-1" 600.00 GBP "the treasurer"\n'
    written_off = """
    2014-11-02 open Expenses:Pool:WriteOffs
    2014-11-02 * "Given up"
      invoice: "INV-1"
      Expenses:Pool:WriteOffs                    600.00 GBP
      Assets:Pool:ContributionsReceivable:Board -600.00 GBP
"""
    debt = invoice("INV-1", "Trust", "2014-04-10", "600.00") + HANDED_ON
    assert keeps(of(debt, approved, written_off), "P112")
    assert (
        "invoice INV-1 of Board: a write-off of £600 is approved, and £0" in breaks(of(debt, approved), "P112").message
    )

from __future__ import annotations

from datetime import date

import pytest


def test_a_posting_is_a_row_of_integer_pence(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery:Hubs:North

    2018-06-29 * "Hubs Ltd" "June"
      agreement: "EA"
      Expenses:EA:Delivery:Hubs:North  1234.56 GBP
      Assets:EA:Cash                  -1234.56 GBP
    """
    spent, paid = book.postings.to_dict("records")
    line = spent.pop("line")
    assert book.path.read_text(encoding="utf-8").splitlines()[line - 1].startswith("2018-06-29")
    assert spent == {
        "txn": 0,
        "leg": 0,
        "date": spent["date"],
        "period": 201803,
        "account": "Expenses:EA:Delivery:Hubs:North",
        "fund": "EA",
        "root": "Expenses",
        "heading": "Delivery",
        "activity": "Hubs:North",
        "commodity": "GBP",
        "pence": 123_456,
        "file": "budget.beancount",
        "extract": "",
        "agreement": "EA",
        "instalment": "",
        "opening": "",
    }
    assert spent["date"].date() == date(2018, 6, 29)
    assert (paid["leg"], paid["pence"], paid["heading"], paid["activity"]) == (1, -123_456, "", "")


def test_pence_are_integers_and_names_are_categories(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Income:EA:UpfrontFunding

    2018-04-30 * "MHCLG" "Upfront"
      Assets:EA:Cash             90071992547409.93 GBP
      Income:EA:UpfrontFunding  -90071992547409.93 GBP
    """
    kinds = book.postings.dtypes.astype(str)
    assert kinds["pence"] == "int64"
    assert kinds["date"] == "datetime64[s]"
    assert {kinds[name] for name in ("account", "fund", "root", "heading", "activity", "commodity", "file")} == {
        "category"
    }
    # 2**53 + 1 pence: a float would have lost the last one.
    assert book.postings["pence"].tolist() == [9_007_199_254_740_993, -9_007_199_254_740_993]


def test_rows_stand_in_the_order_of_date_file_and_line(load, write):
    """
    include "books/b.beancount"
    include "books/a.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-06-30 * "late" "top file"
      Expenses:EA:Delivery  5.00 GBP
      Assets:EA:Cash       -5.00 GBP
    """
    entry = '2018-{} * "{}" ""\n  Expenses:EA:Delivery  {}.00 GBP\n  Assets:EA:Cash  -{}.00 GBP\n'
    write("books/b.beancount", entry.format("05-01", "b", 3, 3) + entry.format("04-01", "b", 1, 1))
    write("books/a.beancount", entry.format("05-01", "a", 2, 2) + entry.format("06-30", "a", 4, 4))
    rows = load().postings
    assert rows[rows["leg"] == 0]["pence"].tolist() == [100, 200, 300, 400, 500]
    assert rows[rows["leg"] == 0]["file"].tolist() == [
        "books/b.beancount",
        "books/a.beancount",
        "books/b.beancount",
        "books/a.beancount",
        "budget.beancount",
    ]


def test_a_row_leads_back_to_its_transaction(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-06-30 * "second" ""
      Expenses:EA:Delivery  2.00 GBP
      Assets:EA:Cash       -2.00 GBP

    2018-05-31 * "first" ""
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP
    """
    rows = book.postings
    assert [book.transactions[txn].payee for txn in rows["txn"]] == ["first", "first", "second", "second"]
    assert rows["pence"].tolist() == [100, -100, 200, -200]


def test_an_entry_may_state_the_adjusting_period(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Liabilities:EA:Accruals
    2018-04-01 open Expenses:EA:Delivery

    2019-03-31 * "Hubs Ltd" "March"
      Expenses:EA:Delivery    1.00 GBP
      Liabilities:EA:Accruals -1.00 GBP

    2019-03-31 * "Hubs Ltd" "Accrued at the year end"
      period: "2018-19 P13"
      Expenses:EA:Delivery    2.00 GBP
      Liabilities:EA:Accruals -2.00 GBP
    """
    rows = book.postings
    assert rows["period"].tolist() == [201812, 201812, 201813, 201813]
    closing = book.period("2018-19 P13")
    assert rows[rows["period"].between(closing.first, closing.last)]["pence"].tolist() == [200, -200]


@pytest.mark.parametrize("stated", ['"March"', "2019-03-31", '"2018-19 Q4"', '""'])
def test_an_entry_with_a_wrong_period_is_in_no_period_and_is_found(load, write, breaks, stated):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    include "journals.beancount"
    """
    write(
        "journals.beancount",
        f'2019-03-31 * ""\n  period: {stated}\n  Expenses:EA:Delivery 1.00 GBP\n  Assets:EA:Cash -1.00 GBP',
    )
    book = load()
    assert "is not a period" in breaks(book, "I107").message
    assert book.postings["period"].tolist() == [0, 0]


def test_families_and_gifts_in_kind_are_never_pounds(book):
    """
    2018-04-01 custom "fund" "Pool" "pool"
    2018-04-01 commodity FAMILY
    2018-04-01 commodity GBP.INKIND
    2018-04-01 open Equity:Pool:Families:Cohort
    2018-04-01 open Assets:Pool:Families:Identified
    2018-04-01 custom "partner" "Police" "police" "Testshire Police"
    2018-04-01 open Income:Pool:InKind:Police
    2018-04-01 open Expenses:Pool:Delivery:InKind

    2018-05-01 * "Identified"
      Assets:Pool:Families:Identified  12 FAMILY
      Equity:Pool:Families:Cohort     -12 FAMILY

    2018-05-01 * "An officer, lent"
      Expenses:Pool:Delivery:InKind  500.00 GBP.INKIND
      Income:Pool:InKind:Police     -500.00 GBP.INKIND
    """
    rows = book.postings
    assert book.errors == ()
    assert rows[rows["commodity"] == "FAMILY"]["pence"].tolist() == [1200, -1200]
    assert rows[rows["commodity"] == "GBP.INKIND"]["pence"].tolist() == [50_000, -50_000]
    assert rows[rows["commodity"] == "GBP"].empty


def test_an_entry_of_an_extract_names_it(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "Hubs Ltd" "May"
      extract: "gl-2018-19-P02"
      instalment: "EA/2018-19/1"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP

    2018-05-02 * "Hubs Ltd" "By hand"
      extract:
      Expenses:EA:Delivery  2.00 GBP
      Assets:EA:Cash       -2.00 GBP
    """
    assert book.postings["extract"].tolist() == ["gl-2018-19-P02", "gl-2018-19-P02", "", ""]
    assert book.postings["instalment"].tolist() == ["EA/2018-19/1", "EA/2018-19/1", "", ""]


def test_books_without_an_entry_have_an_empty_table(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    assert book.postings.empty
    assert book.postings["pence"].sum() == 0
    assert "heading" in book.postings

from __future__ import annotations

import pytest


def test_f101_an_account_of_a_fund_that_nobody_opened(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EarnedAutonomy:Cash
    """
    said = breaks(book, "F101")
    assert (
        "Assets:EarnedAutonomy:Cash names the fund 'EarnedAutonomy', which no custom \"fund\" directive opens"
        in said.message
    )
    assert said.line == "2018-04-01 open Assets:EarnedAutonomy:Cash"


def test_f101_an_account_that_is_no_root_and_fund(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "name_assets" "Wealth"
    plugin "ledger.plugins"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Wealth:EA:Cash
    """
    said = breaks(book, "F101")
    assert "an account is Root:Fund:…, the fund always second" in said.message
    assert said.line == "2018-04-01 open Wealth:EA:Cash"


def test_f101_a_posting_before_the_fund_opens(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-01-01 open Assets:EA:Cash
    2018-04-01 open Income:EA:Grant
    2018-01-01 open Equity:EA:OpeningBalances

    2018-03-31 * "too early"
      Assets:EA:Cash              1.00 GBP
      Equity:EA:OpeningBalances
    2018-03-30 * "earlier still, and said once for each account"
      Assets:EA:Cash              1.00 GBP
      Assets:EA:Cash             -1.00 GBP
    2018-04-01 * "in time"
      Assets:EA:Cash    1.00 GBP
      Income:EA:Grant  -1.00 GBP
    """
    early = [one.message for one in book.findings if one.code == "F101"]
    assert early == [
        "Equity:EA:OpeningBalances is posted on 2018-03-31, before the fund EA opens on 2018-04-01",
        "Assets:EA:Cash is posted on 2018-03-30, before the fund EA opens on 2018-04-01",
    ]


def test_f101_every_account_names_an_open_fund(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Income:EA:Grant

    2018-04-01 * "on the first day"
      Assets:EA:Cash    1.00 GBP
      Income:EA:Grant  -1.00 GBP
    """
    assert keeps(book, "F101")


def test_f102_money_of_one_fund_spent_in_another(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fund" "TF" "grant"
    2018-04-01 open Assets:TF:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "TF pays for EA"
      Expenses:EA:Delivery  100.00 GBP
      Assets:TF:Cash       -100.00 GBP
    """
    assert breaks(book, "F102", times=2).line == '2018-05-01 * "TF pays for EA"'
    assert [one.message for one in book.findings] == [
        "the fund EA is out of balance by 100.00 GBP in this transaction",
        "the fund TF is out of balance by -100.00 GBP in this transaction",
    ]


def test_f102_a_family_is_not_paid_for_in_pounds(book, breaks):
    """
    2018-04-01 custom "fund" "TF" "grant"
    2018-04-01 open Assets:TF:Cash
    2018-04-01 open Assets:TF:Families:Identified

    2018-05-01 * "A family bought"
      Assets:TF:Families:Identified   1 FAMILY @@ 800.00 GBP
      Assets:TF:Cash               -800.00 GBP
    """
    said = breaks(book, "F102", times=2)
    assert said.message == "the fund TF is out of balance by 1 FAMILY in this transaction"


def test_f102_f103_a_transfer_with_both_its_sides(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fund" "Pool" "pool"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:Pool:Cash
    2018-04-01 open Expenses:EA:TransferOut:Pool
    2018-04-01 open Income:Pool:TransferIn:EA

    2018-05-01 * "To the pool"
      Expenses:EA:TransferOut:Pool  100.00 GBP
      Assets:EA:Cash               -100.00 GBP
      Assets:Pool:Cash              100.00 GBP
      Income:Pool:TransferIn:EA    -100.00 GBP
    """
    assert keeps(book, "F102")
    assert keeps(book, "F103")


def test_f103_a_transfer_that_does_not_arrive(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fund" "Pool" "pool"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:Pool:Cash
    2018-04-01 open Expenses:EA:TransferOut:Pool
    2018-04-01 open Income:Pool:TransferIn:EA

    2018-05-01 * "Ten pounds less arrive"
      Expenses:EA:TransferOut:Pool  100.00 GBP
      Assets:EA:Cash               -100.00 GBP
      Assets:Pool:Cash               90.00 GBP
      Income:Pool:TransferIn:EA     -90.00 GBP
    """
    said = breaks(book, "F103")
    assert said.message == "the transfer from EA to Pool does not cancel: 10.00 GBP more left EA than reached Pool"
    assert said.line == '2018-05-01 * "Ten pounds less arrive"'


def test_f103_a_transfer_with_one_side_only(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:TransferOut:Pool

    2018-05-01 * "To whom?"
      Expenses:EA:TransferOut:Pool  100.00 GBP
      Assets:EA:Cash               -100.00 GBP
    """
    assert "100.00 GBP more left EA than reached Pool" in breaks(book, "F103").message


@pytest.mark.parametrize("amount", ["10", "10.0", "10.004", "10.000"])
def test_f104_pounds_that_are_not_written_in_pence(load, write, amount):
    """
    include "journals.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    write(
        "journals.beancount",
        f"""
        2018-05-01 * "May"
          Expenses:EA:Delivery  {amount} GBP
          Assets:EA:Cash       -{amount} GBP
        """,
    )
    first, second = load().findings
    assert (first.code, first.lineno, second.lineno) == ("F104", 2, 3)
    assert first.message == f"Expenses:EA:Delivery has {amount} GBP: write pounds with two decimals"


def test_f104_a_gift_in_kind_has_whole_pence_too(book, breaks):
    """
    2018-04-01 custom "fund" "Pool" "pool"
    2018-04-01 open Income:Pool:InKind:Police
    2018-04-01 open Expenses:Pool:Delivery:InKind

    2018-05-01 * "An officer, lent"
      Expenses:Pool:Delivery:InKind  500.005 GBP.INKIND
      Income:Pool:InKind:Police     -500.00 GBP.INKIND
      Income:Pool:InKind:Police       -0.01 GBP.INKIND
    """
    said = breaks(book, "F104")
    assert "Expenses:Pool:Delivery:InKind has 500.005 GBP.INKIND" in said.message
    assert said.line.startswith("Expenses:Pool:Delivery:InKind")


def test_f104_pounds_and_pence_and_whole_families(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Equity:EA:Families:Cohort
    2018-04-01 open Assets:EA:Families:Identified

    2018-05-01 * "May"
      Expenses:EA:Delivery  10.00 GBP
      Assets:EA:Cash       -10.00 GBP
      Assets:EA:Families:Identified  1 FAMILY
      Equity:EA:Families:Cohort     -1 FAMILY
    """
    assert keeps(book, "F104")


def test_f105_a_generated_entry_leaves_an_amount_out(load, generate, breaks):
    """
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    generate("gl", '2018-06-29 * "June"\n  extract: "gl"\n  Expenses:EA:Delivery  100.00 GBP\n  Assets:EA:Cash')
    said = breaks(load(), "F105")
    assert said.message == "the entry of extract gl leaves out the amount of Assets:EA:Cash"
    assert said.line == '2018-06-29 * "June"'


def test_f105_an_entry_by_hand_may_leave_an_amount_out(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "May"
      Expenses:EA:Delivery  10.00 GBP
      Assets:EA:Cash
    """
    assert keeps(book, "F105")


def test_f106_an_account_that_begins_with_its_sibling_s_name(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Delivery:Staffing
    2018-04-01 open Expenses:EA:Delivery:Staff
    2018-04-01 open Expenses:EA:Evaluation:Staffing
    """
    said = breaks(book, "F106")
    assert "Expenses:EA:Delivery:Staffing begins with its sibling's name Expenses:EA:Delivery:Staff" in said.message
    assert said.line == "2018-04-01 open Expenses:EA:Delivery:Staffing"


def test_f106_every_sibling_that_begins_so_is_found(book, codes):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Staff
    2018-04-01 open Expenses:EA:StaffCosts
    2018-04-01 open Expenses:EA:StaffTravel
    """
    assert codes(book) == ["F106", "F106"]


def test_f106_an_account_and_those_below_it_are_no_siblings(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Staff
    2018-04-01 open Expenses:EA:Staff:Costs
    2018-04-01 open Expenses:EA:Travel
    """
    assert keeps(book, "F106")


def test_f107_rows_that_no_rule_maps(load, generate, breaks):
    """
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Unallocated
    """
    row = '2018-06-29 ! "June"\n  extract: "gl"\n  row: {}\n  Expenses:EA:Unallocated  50.00 GBP\n  Assets:EA:Cash  -50.00 GBP'
    generate("gl", row.format(7), row.format(9), rows_read="2", rows_posted="2")
    said = breaks(load(), "F107")
    assert said.message == "2 rows wait in Expenses:EA:Unallocated, the first row 7 of gl: map them in the profile"
    assert said.line == '2018-06-29 ! "June"'


def test_f107_an_account_for_such_rows_may_stand_empty(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Unallocated
    """
    assert keeps(book, "F107")

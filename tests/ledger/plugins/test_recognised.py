from __future__ import annotations

import pytest

ACCOUNTS = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Assets:EA:GrantReceivable
2018-04-01 open Liabilities:EA:ReceiptsInAdvance
2018-04-01 open Liabilities:EA:GrantRepayable
2018-04-01 open Equity:EA:EarmarkedReserve
2018-04-01 open Equity:EA:MovementInReserves
2018-04-01 open Equity:EA:OpeningBalances
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Expenses:EA:Unallocated
"""
TERMS = """
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  ends: 2020-03-31
  recognition: "{recognition}"
  recognition-reason: "as advised"
"""
CREDITOR = """
2018-04-27 * "received into the creditor"
  agreement: "EA"
  Assets:EA:Cash                     1000.00 GBP
  Liabilities:EA:ReceiptsInAdvance  -1000.00 GBP
"""
INCOME = """
2018-04-27 * "received into income"
  agreement: "EA"
  Assets:EA:Cash              1000.00 GBP
  Income:EA:UpfrontFunding   -1000.00 GBP
"""
SPENT = """
2018-09-01 * "spent"
  Expenses:EA:Delivery   600.00 GBP
  Assets:EA:Cash        -600.00 GBP
"""
NEXT_YEAR = """
2019-04-05 * "spent in the next year"
  Expenses:EA:Delivery   10.00 GBP
  Assets:EA:Cash        -10.00 GBP
"""
PUBLISHED = {
    "condition": TERMS.format(recognition="condition") + '  release: "spending"\n',
    "targets": TERMS.format(recognition="condition") + '  release: "targets"\n',
    "time": TERMS.format(recognition="condition") + '  release: "time"\n',
    "returned": TERMS.format(recognition="condition") + '  release: "spending"\n  carry-forward: "none"\n',
    "restriction": TERMS.format(recognition="restriction"),
    "none": TERMS.format(recognition="none"),
    "creditor": CREDITOR,
    "income": INCOME,
    "spent": SPENT,
    "next-year": NEXT_YEAR,
}


@pytest.fixture(autouse=True)
def files(write):
    for name, text in PUBLISHED.items():
        write(f"{name}.beancount", text)
    write("accounts.beancount", ACCOUNTS)


def test_released_more_than_was_spent(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"

    2018-09-30 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   650.00 GBP
      Income:EA:UpfrontFunding          -650.00 GBP
    """
    said = breaks(book, "A120")
    assert said.message == (
        "£50 more of EA is released than was spent on what is eligible by 30 September 2018: reverse it, or enter what is missing"
    )
    assert said.line.startswith('2018-04-01 custom "agreement" "EA"')


def test_released_as_it_was_spent(book, keeps):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"

    2018-09-30 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   600.00 GBP
      Income:EA:UpfrontFunding          -600.00 GBP
    """
    assert keeps(book, "A120")
    assert keeps(book, "A121")
    assert book.findings == ()


def test_spending_that_is_marked_or_not_mapped_is_not_eligible(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"

    2018-09-02 * "a party"
      eligible: FALSE
      Expenses:EA:Delivery   30.00 GBP
      Assets:EA:Cash        -30.00 GBP
    2018-09-03 ! "nobody knows yet"
      Expenses:EA:Unallocated   20.00 GBP
      Assets:EA:Cash           -20.00 GBP
    2018-09-30 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   650.00 GBP
      Income:EA:UpfrontFunding          -650.00 GBP
    """
    assert breaks(book, "A120").message.startswith("£50 more of EA is released")


def test_income_before_the_condition_is_met(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "income.beancount"
    include "spent.beancount"
    """
    assert breaks(book, "A121").message == (
        "£400 of EA is income by 30 September 2018 before its condition is met; statement upfront prints the entry"
    )
    assert book.errors == ()


@pytest.mark.parametrize("terms", ["targets", "time"])
def test_targets_and_time_release_by_their_own_measure(write, load, breaks, terms):
    """
    include "accounts.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "these.beancount"
    """
    confirmed = '2018-09-30 custom "targets-met" "EA" "2018-19 Q2" 250.00 GBP "Early Help Board, minute 4"\n'
    write("these.beancount", PUBLISHED[terms] + (confirmed if terms == "targets" else ""))
    left = {"targets": "£750", "time": "£498.64"}[terms]  # 183 of the year's 365 days are £501.36
    assert breaks(load(), "A121").message.startswith(f"{left} of EA is income by 30 September 2018")


def test_what_the_year_released_is_missing(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    """
    assert breaks(book, "A122").message == (
        "EA, 31 March 2019: £600 released by eligible spending is not in the books; statement upfront prints the entry"
    )


@pytest.mark.parametrize("terms", ["restriction", "none"])
def test_money_without_a_condition_is_no_creditor(write, load, breaks, terms):
    """
    include "accounts.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    include "these.beancount"
    """
    write("these.beancount", PUBLISHED[terms])
    assert breaks(load(), "A122").message.startswith("EA, 31 March 2019: £1,000 income on receipt is not in the books")


def test_nothing_is_asked_for_before_the_year_is_over(book, keeps):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    """
    assert keeps(book, "A122")
    assert book.findings == ()


def test_unspent_money_is_not_in_the_reserve(book, breaks):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    """
    assert breaks(book, "A123").message == (
        "EA, 31 March 2019: £400 unspent, to the earmarked reserve is not in the books; statement upfront prints the entry"
    )


@pytest.mark.parametrize("period", ["2018-19 P12", "2018-19 P13"])
def test_unspent_money_moves_to_the_reserve_in_march_or_after(write, load, keeps, period):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    include "moved.beancount"
    """
    write(
        "moved.beancount",
        f"""
        2019-03-31 * "to the reserve"
          agreement: "EA"
          period: "{period}"
          Equity:EA:MovementInReserves   400.00 GBP
          Equity:EA:EarmarkedReserve    -400.00 GBP
        """,
    )
    assert keeps(load(), "A123")


def test_a_year_is_over_once_it_is_closed(book, breaks):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    2019-04-20 custom "period-close" "2018-19 P12" "sha256:…" "officer"
    """
    assert breaks(book, "A123")


def test_what_is_not_carried_forward_is_no_creditor_yet(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"

    2019-03-31 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   600.00 GBP
      Income:EA:UpfrontFunding          -600.00 GBP
    2019-06-28 custom "carry-forward" "EA" "2018-19" 300.00 GBP "letter of 28 June 2019"
    """
    assert breaks(book, "A124").message == (
        "EA, 31 March 2019: £100 to be paid back, not carried forward is not in the books; statement upfront prints the entry"
    )


def test_what_waits_for_an_approval_is_nobody_s_fault(book, keeps):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"

    2019-03-31 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   600.00 GBP
      Income:EA:UpfrontFunding          -600.00 GBP
    """
    assert keeps(book, "A124")


def test_an_agreement_that_allows_no_carry_forward(book, breaks):
    """
    include "accounts.beancount"
    include "returned.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"

    2019-03-31 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   600.00 GBP
      Income:EA:UpfrontFunding          -600.00 GBP
    """
    assert "£400 to be paid back" in breaks(book, "A124").message


def test_a_carry_forward_of_more_than_was_left(book, breaks):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    2019-06-28 custom "carry-forward" "EA" "2018-19" 4000.00 GBP "letter of 28 June 2019"
    """
    said = breaks(book, "A125")
    assert said.message.startswith("carry-forward of EA approves £4,000 of 2018-19, which left £400")
    assert said.line.startswith('2019-06-28 custom "carry-forward"')


def test_targets_of_an_agreement_that_is_released_by_spending(book, breaks):
    """
    include "accounts.beancount"
    include "condition.beancount"
    2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 250.00 GBP "Early Help Board"
    """
    assert "releases nothing of EA" in breaks(book, "A125").message


def test_targets_of_no_period(book, breaks):
    """
    include "accounts.beancount"
    include "targets.beancount"
    2018-10-19 custom "targets-met" "EA" "the summer" 250.00 GBP "Early Help Board"
    """
    assert "'the summer' is not a period" in breaks(book, "A125").message


def test_targets_and_carry_forward_that_count(book, keeps):
    """
    include "accounts.beancount"
    include "targets.beancount"
    include "creditor.beancount"
    include "next-year.beancount"
    2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 250.00 GBP "Early Help Board"
    2019-06-28 custom "carry-forward" "EA" "2018-19" 750.00 GBP "letter of 28 June 2019"
    """
    assert keeps(book, "A125")


def test_a_fund_of_two_agreements_whose_spending_names_none_is_not_judged(book, keeps):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    2018-04-01 custom "agreement" "EA2" "EA" "upfront"
      title: "Another"
      funder: "MHCLG"
      recognition: "none"
      recognition-reason: "as advised"
    """
    assert keeps(book, "A123")

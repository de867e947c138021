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
        "£50 more of EA is released than was spent on what is eligible by 30 September 2018: enter what is missing, or reverse it, "
        "Dr Income:EA:UpfrontFunding Cr Liabilities:EA:ReceiptsInAdvance"
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
        "EA, 31 March 2019: £100 to be paid back is not in the books; statement upfront prints the entry"
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


def test_spending_of_a_shared_fund_that_names_no_agreement(book, breaks):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    include "spent.beancount"
    2018-04-01 custom "agreement" "EA2" "EA" "upfront"
      title: "Another"
      funder: "MHCLG"
      recognition: "none"
      recognition-reason: "as advised"
    """
    assert breaks(book, "A126").message == (
        "£600 spent of EA, which EA and EA2 share, names no agreement, so that their recognition is not judged: say agreement: on "
        "the entries"
    )


def test_spending_of_a_shared_fund_that_names_its_agreement(book, keeps):
    """
    include "accounts.beancount"
    include "restriction.beancount"
    include "income.beancount"
    2018-04-01 custom "agreement" "EA2" "EA" "upfront"
      title: "Another"
      funder: "MHCLG"
      recognition: "none"
      recognition-reason: "as advised"
    2018-09-01 * "spent"
      agreement: "EA2"
      Expenses:EA:Delivery   600.00 GBP
      Assets:EA:Cash        -600.00 GBP
    """
    assert keeps(book, "A126")


def test_one_confirmation_that_is_written_twice(book, breaks):
    """
    include "accounts.beancount"
    include "targets.beancount"
    include "creditor.beancount"
    2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 250.00 GBP "Early Help Board"
    2018-10-26 custom "targets-met" "EA" "2018-19 Q2" 250.00 GBP "Early Help Board, again"
    """
    said = breaks(book, "A125")
    assert said.message == (
        "targets of EA for 2018-19 Q2 are confirmed twice with £250, on 2018-10-19 and 2018-10-26, and both are released: take one "
        "away, or put what was confirmed besides into one amount"
    )
    assert said.line.startswith('2018-10-26 custom "targets-met"')


def test_targets_of_more_than_was_agreed(book, breaks):
    """
    include "accounts.beancount"
    include "targets.beancount"
    include "creditor.beancount"
    2018-04-01 custom "instalment" "EA" 2018-04-27 1000.00 GBP "upfront" "2018-19"
    2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 600.00 GBP "Early Help Board"
    2019-01-19 custom "targets-met" "EA" "2018-19 Q3" 600.00 GBP "Early Help Board"
    """
    assert breaks(book, "A125").message == (
        "targets confirmed of EA come to £1,200, more than the £1,000 that was agreed: correct the amount, or enter the instalment that "
        "is missing"
    )


@pytest.mark.parametrize(
    ("terms", "decision", "message"),
    [
        (
            "condition",
            'custom "carry-forward" "EA" "2017-18" 400.00 GBP "letter"',
            "carry-forward of EA approves £400 of 2017-18, before any of its money came: correct the year",
        ),
        (
            "condition",
            'custom "carry-forward" "EA" "2031-32" 400.00 GBP "letter"',
            "carry-forward of EA approves £400 of 2031-32, which the books have not reached: correct the year",
        ),
        (
            "returned",
            'custom "carry-forward" "EA" "2018-19" 400.00 GBP "letter"',
            'carry-forward of EA approves £400 of 2018-19, and carry-forward: "none" on the agreement allows none: take one of them away',
        ),
        (
            "condition",
            'custom "repayment" "EA" "2018-19" 1000.01 GBP "letter"',
            "repayments demanded of EA are £1,000.01, but £1,000 came: correct the amount",
        ),
        (
            "time",
            'custom "instalment" "EA" 2018-04-27 1000.00 GBP "upfront" "2018-19"\n  covers: "2018-19 Q9"',
            "covers: of the instalment EA/2018-19/1: '2018-19 Q9' is not a period",
        ),
    ],
)
def test_a_decision_that_finds_nothing_to_decide(write, load, breaks, terms, decision, message):
    """
    include "accounts.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    include "these.beancount"
    """
    write("these.beancount", f"{PUBLISHED[terms]}2019-06-28 {decision}\n")
    assert breaks(load(), "A125").message.startswith(message)


@pytest.mark.parametrize("terms", ["condition", "restriction", "none"])
def test_what_the_funder_demands_is_no_creditor_yet(write, load, breaks, terms):
    """
    include "accounts.beancount"
    include "income.beancount"
    include "spent.beancount"
    include "next-year.beancount"
    include "these.beancount"
    """
    write("these.beancount", f'{PUBLISHED[terms]}2019-02-14 custom "repayment" "EA" "2018-19" 30.00 GBP "letter"\n')
    assert breaks(load(), "A124").message == (
        "EA, 31 March 2019: £30 to be paid back is not in the books; statement upfront prints the entry"
    )


@pytest.mark.parametrize("terms", ["condition", "restriction"])
def test_a_creditor_that_nobody_asks_for(write, load, breaks, terms):
    """
    include "accounts.beancount"
    include "creditor.beancount"
    include "next-year.beancount"
    include "these.beancount"
    2019-02-28 * "a letter is said to have come"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   30.00 GBP
      Liabilities:EA:GrantRepayable     -30.00 GBP
    """
    write("these.beancount", PUBLISHED[terms])
    assert breaks(load(), "A124").message == (
        '£30 of GrantRepayable of EA by 31 March 2019 is asked back by no carry-forward and no repayment: enter custom "repayment" where '
        "the funder asks for it, or accept the entry that statement upfront prints"
    )


@pytest.mark.parametrize("terms", ["condition", "restriction"])
def test_a_result_that_is_clawed_back_is_a_creditor_by_itself(write, load, terms):
    """
    include "accounts.beancount"
    include "next-year.beancount"
    include "these.beancount"
    2018-04-01 open Income:EA:ResultsPayments
    2018-04-01 open Assets:EA:ResultsReceivable
    2018-09-01 * "claimed"
      agreement: "EA"
      Assets:EA:ResultsReceivable   800.00 GBP
      Income:EA:ResultsPayments    -800.00 GBP
    2018-10-01 * "paid"
      agreement: "EA"
      Assets:EA:Cash                800.00 GBP
      Assets:EA:ResultsReceivable  -800.00 GBP
    2019-02-28 * "clawed back"
      agreement: "EA"
      Income:EA:ResultsPayments      800.00 GBP
      Liabilities:EA:GrantRepayable -800.00 GBP
    """
    write("these.beancount", PUBLISHED[terms])
    assert load().findings == ()


def test_income_that_is_demanded_back_later_is_no_error(book, breaks, keeps):
    """
    include "accounts.beancount"
    include "condition.beancount"
    include "creditor.beancount"
    include "spent.beancount"
    2018-09-02 * "the rest of it"
      Expenses:EA:Delivery   400.00 GBP
      Assets:EA:Cash        -400.00 GBP
    2018-09-30 * "released"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   1000.00 GBP
      Income:EA:UpfrontFunding          -1000.00 GBP
    2018-10-20 custom "repayment" "EA" "2018-19" 50.00 GBP "DfE review: evidence was missing"
    2018-11-01 * "a refund, so that the books go on"
      Expenses:EA:Delivery   0.00 GBP
      Assets:EA:Cash         0.00 GBP
    """
    assert breaks(book, "A124").message == (
        "£50 of EA is income by 30 November 2018 and is demanded back; statement upfront prints the entry"
    )
    assert keeps(book, "A120")


def test_two_certificates_of_one_day(book, breaks):
    """
    include "accounts.beancount"
    2018-04-01 custom "certificate" "one wording"
    2018-04-01 custom "certificate" "another wording"
    """
    assert breaks(book, "A113").message == (
        "there are two of certificate on 2018-04-01: put them into one, or date the amendment"
    )

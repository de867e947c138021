from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger import agreements


def test_a_troubled_families_agreement(book, keeps):
    """
    2012-04-01 custom "fund" "TroubledFamilies" "grant"
    2012-04-01 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
      title: "Troubled Families programme, phase 1"
      funder: "DCLG"
      eligible-families: 2630
      funded-share: "5/6"
      recognition: "restriction"
      recognition-reason: "no conditions to meet"
    2012-04-01 custom "tariff" "TF1" "2012-13"
      families: 2192
      attachment-fee: 3200.00 GBP
      cap: 4000.00 GBP
      route-progress-to-work: 100.00 GBP
    2012-04-01 custom "instalment" "TF1" 2012-04-30 7014400.00 GBP "attachment-fee" "2012-13"
    """
    assert keeps(book, "A103")
    agreement = book.register.agreements["TF1"]
    (tariff,), (instalment,) = book.register.of_agreement("TF1")
    assert agreement.funded_share == Fraction(5, 6)
    assert (tariff.attachment, tariff.results, tariff.total) == (701_440_000, 175_360_000, 876_800_000)
    assert tariff.routes == {"progress-to-work": 10_000}
    assert book.register.awarded("TF1") == 876_800_000
    assert instalment.reference == "TF1/2012-13/1"


def test_a_fund_is_titled_by_its_name_unless_it_says_otherwise(book):
    """
    2018-04-01 custom "fund" "EarnedAutonomy" "grant"
    2018-04-01 custom "fund" "Pool" "pool"
      title: "The pooled budget for early help"
    """
    assert book.register.funds["EarnedAutonomy"].title == "Earned Autonomy"
    assert book.register.funds["Pool"].title == "The pooled budget for early help"


def test_a_later_directive_amends_a_fund_and_an_agreement_which_began_when_they_began(book):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 custom "agreement" "TF1" "TF" "grant"
      title: "Phase 1"
      funder: "DCLG"
      awarded: 100.00 GBP
    2014-04-01 custom "fund" "TF" "grant"
      title: "Supporting Families"
    2014-04-01 custom "agreement" "TF1" "TF" "grant"
      title: "Phase 1, as varied"
      funder: "DCLG"
      awarded: 120.00 GBP
    2012-04-01 open Assets:TF:Cash
    2012-04-01 open Income:TF:Grant

    2012-06-01 * "DCLG" "Received before the fund was renamed"
      Assets:TF:Cash    100.00 GBP
      Income:TF:Grant  -100.00 GBP
    """
    assert book.errors == ()
    fund, agreement = book.register.funds["TF"], book.register.agreements["TF1"]
    assert (fund.title, fund.since) == ("Supporting Families", date(2012, 4, 1))
    assert (agreement.title, agreement.awarded, agreement.since) == ("Phase 1, as varied", 12_000, date(2012, 4, 1))


def test_a_later_tariff_and_allocation_replace_the_earlier(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 custom "agreement" "EA" "EA" "grant"
      title: "Earned Autonomy"
      funder: "MHCLG"
    2018-04-01 custom "tariff" "EA" "2018-19"
      families: 10
      attachment-fee: 0.00 GBP
      cap: 800.00 GBP
    2018-07-01 custom "tariff" "EA" "2018-19"
      families: 12
      attachment-fee: 0.00 GBP
      cap: 800.00 GBP
    2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2019-03-31 500.00 GBP
    2018-07-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2019-03-31 600.00 GBP
    """
    assert [one.families for one in book.register.tariffs] == [12]
    assert [one.amount for one in book.register.allocations] == [60_000]


def test_instalments_are_numbered_by_agreement_and_year_in_the_order_they_fall_due(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "Earned Autonomy"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "EA" 2018-10-31 2.00 GBP "upfront" "2018-19"
    2018-04-01 custom "instalment" "EA" 2018-04-30 1.00 GBP "upfront" "2018-19"
    2018-04-01 custom "instalment" "EA" 2019-04-30 3.00 GBP "upfront" "2019-20"
    2018-04-01 custom "instalment" "EA" 2019-05-31 4.00 GBP "coordinator" "2019-20"
      reference: "EA/extra"
    """
    assert [(one.reference, one.amount) for one in book.register.instalments] == [
        ("EA/2018-19/1", 100),
        ("EA/2018-19/2", 200),
        ("EA/2019-20/1", 300),
        ("EA/extra", 400),
    ]
    assert book.register.instalment("EA/2018-19/2").due == date(2018, 10, 31)
    assert book.register.instalment("EA/2018-19/3") is None


def test_an_agreement_is_worth_its_award_or_its_tariffs_or_its_instalments(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "agreement" "Awarded" "EA" "upfront"
      title: "A"
      funder: "MHCLG"
      awarded: 5.00 GBP
    2018-04-01 custom "instalment" "Awarded" 2018-04-30 5.00 GBP "upfront" "2018-19"
    2018-04-01 custom "agreement" "Instalments" "EA" "upfront"
      title: "B"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "Instalments" 2018-04-30 1.25 GBP "upfront" "2018-19"
    2018-04-01 custom "instalment" "Instalments" 2018-07-31 1.25 GBP "upfront" "2018-19"
    2018-04-01 custom "agreement" "Nothing" "EA" "grant"
      title: "C"
      funder: "MHCLG"
    """
    assert [book.register.awarded(name) for name in ("Awarded", "Instalments", "Nothing")] == [500, 250, 0]


def test_the_kind_of_extract_that_posts_a_stream_changes_on_its_day(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-10-01 custom "posts" "EA" "spending" "supplier-payments"
    """
    poster = book.register.poster
    assert poster("EA", "spending", date(2018, 9, 30)) == "general-ledger"
    assert poster("EA", "spending", date(2018, 10, 1)) == "supplier-payments"
    assert poster("Other", "spending", date(2018, 10, 1)) == "general-ledger"
    assert poster("EA", "grant-income", date(2018, 10, 1)) == "grant-remittance"
    assert poster("EA", "results", date(2018, 10, 1)) == "results-claims"
    assert poster("EA", "contributions", date(2018, 10, 1)) == "contributions"


@pytest.mark.parametrize(
    ("stream", "account"),
    [
        ("attachment-fee", "Income:EA:AttachmentFees"),
        ("results-payment", "Income:EA:ResultsPayments"),
        ("upfront", "Income:EA:UpfrontFunding"),
        ("grant", "Income:EA:Grant"),
        ("coordinator", "Income:EA:Grant"),
    ],
)
def test_money_with_conditions_waits_as_a_receipt_in_advance(book, stream, account):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "agreement" "Conditional" "EA" "upfront"
      title: "A"
      funder: "MHCLG"
      recognition: "condition"
      recognition-reason: "repayable unless targets are met"
    2018-04-01 custom "agreement" "Restricted" "EA" "upfront"
      title: "B"
      funder: "MHCLG"
    """
    of = book.register.agreements
    assert agreements.income_account(of["Restricted"], stream) == account
    assert agreements.income_account(of["Conditional"], stream) == "Liabilities:EA:ReceiptsInAdvance"


def test_orders_virements_and_disclosures(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Expenses:EA:Evaluation
    2018-05-01 custom "commitment" "PO-4410" Expenses:EA:Delivery 84000.00 GBP "raised"
    2018-06-01 custom "commitment" "PO-4410" Expenses:EA:Delivery 4000.00 GBP "reduced"
    2018-07-01 custom "commitment" "PO-4410" Expenses:EA:Delivery 80000.00 GBP "cancelled"
    2018-07-01 custom "virement" Expenses:EA:Delivery Expenses:EA:Evaluation 20000.00 GBP "Board, minute 7"
    2018-07-01 custom "disclosure" "Results are recognised on claim."
    """
    assert [one.amount for one in book.register.commitments] == [8_400_000, -400_000, -8_000_000]
    (virement,) = book.register.virements
    assert (virement.source, virement.target) == ("Expenses:EA:Delivery", "Expenses:EA:Evaluation")
    assert (virement.amount, virement.approval) == (2_000_000, "Board, minute 7")
    assert book.register.disclosures == ("Results are recognised on claim.",)

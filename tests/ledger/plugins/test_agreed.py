from __future__ import annotations

import pytest

AGREED = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Expenses:TF:Delivery:Hubs
2012-04-01 open Expenses:TF:Coordination
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Troubled Families, phase 1"
  funder: "DCLG"
  recognition: "restriction"
  recognition-reason: "no conditions to meet"
"""


@pytest.fixture
def agreed(write, load):
    """Load a sound agreement with further directives of the agreement file."""

    def with_directives(text):
        path = write("books/agreements.beancount", text)
        path.write_text(AGREED + path.read_text(encoding="utf-8"), encoding="utf-8")
        return load()

    return with_directives


def test_a101_a_directive_that_lacks_a_value(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fund" "TF"
    """
    said = breaks(book, "A101")
    assert said.message == 'custom "fund": has 1 values and needs 2: FUND KIND'
    assert said.line == '2018-04-01 custom "fund" "TF"'


def test_a101_an_agreement_that_lacks_its_title(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      funder: "MHCLG"
    """
    assert breaks(book, "A101").message == 'custom "agreement": needs title below it'
    assert "EA" not in book.register.agreements


def test_a102_directives_that_refer_to_nothing(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2012-04-01 custom "posts" "Pool" "spending" "general-ledger"
        2012-04-01 custom "agreement" "TF2" "Phase2" "grant"
          title: "Phase 2"
          funder: "DCLG"
          recognition: "none"
          recognition-reason: "as advised"
        2012-04-01 custom "instalment" "TF9" 2012-04-30 1.00 GBP "grant" "2012-13"
        2012-04-01 custom "route" "TF8" "work"
        2012-04-01 custom "virement" Expenses:TF:Coordination Expenses:TF:Evaluation 1.00 GBP "minute 7"
        2012-04-01 custom "commitment" "PO-1" Expenses:TF:Deliver 1.00 GBP "raised"
        2012-04-01 custom "forecast" Expenses:TF:Delivery:Hub "2012-13" 1.00 GBP "method"
    """)
    assert sorted(one.message for one in book.errors) == [
        "agreement TF2 names the fund 'Phase2', which is not in the books",
        "commitment names the account 'Expenses:TF:Deliver', which is not in the books",
        "forecast names the account 'Expenses:TF:Delivery:Hub', which is not in the books",
        "instalment names the agreement 'TF9', which is not in the books",
        "posts names the fund 'Pool', which is not in the books",
        "route names the agreement 'TF8', which is not in the books",
        "virement names the account 'Expenses:TF:Evaluation', which is not in the books",
    ]
    assert breaks(book, "A102", times=7).line.startswith("2012-04-01 custom")


def test_a102_an_allocation_may_name_an_account_with_open_accounts_below_it(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2012-04-01 custom "allocation" "TF1" Expenses:TF:Delivery 2012-04-01 2013-03-31 100.00 GBP
        2012-04-01 custom "allocation" "TF1" Expenses:TF:Coordination 2012-04-01 2013-03-31 50.00 GBP
        2012-05-01 custom "virement" Expenses:TF:Delivery Expenses:TF:Coordination 1.00 GBP "minute 7"
    """)
    assert keeps(book, "A101")
    assert keeps(book, "A102")
    assert keeps(book, "A110")


TARIFF = """
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 730
  attachment-fee: 3200.00 GBP
  cap: 4000.00 GBP
  route-work: 800.00 GBP
"""


def test_a103_attachment_instalments_that_do_not_add_up(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed(
        TARIFF
        + '2012-04-01 custom "instalment" "TF1" 2012-04-30 2000000.00 GBP "attachment-fee" "2012-13"\n'
        + '2012-04-01 custom "instalment" "TF1" 2012-10-31 335999.99 GBP "attachment-fee" "2012-13"\n'
        + '2012-04-01 custom "instalment" "TF1" 2012-10-31 0.01 GBP "results-payment" "2012-13"\n'
        + '2012-04-01 custom "instalment" "TF1" 2013-10-31 0.01 GBP "attachment-fee" "2013-14"\n'
    )
    said = breaks(book, "A103")
    assert said.message == (
        "attachment-fee instalments of TF1 for 2012-13 are £2,335,999.99, but 730 families × £3,200 are £2,336,000: "
        "correct one, or say why with because:"
    )
    assert said.line == '2012-04-01 custom "tariff" "TF1" "2012-13"'


def test_a103_attachment_instalments_that_add_up(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed(
        TARIFF
        + '2012-04-01 custom "instalment" "TF1" 2012-04-30 2000000.00 GBP "attachment-fee" "2012-13"\n'
        + '2012-04-01 custom "instalment" "TF1" 2012-10-31 336000.00 GBP "attachment-fee" "2012-13"\n'
    )
    assert keeps(book, "A103")
    assert keeps(book, "A106")


@pytest.mark.parametrize(
    "text",
    [
        TARIFF + '  because: "one stage was withheld"\n',
        TARIFF
        + '2012-04-01 custom "instalment" "TF1" 2012-04-30 1.00 GBP "attachment-fee" "2012-13"\n'
        + '  because: "one stage was withheld"\n',
    ],
)
def test_a103_a_shortfall_with_its_reason(agreed, keeps, text):
    """
    include "books/agreements.beancount"
    """
    assert keeps(agreed(text), "A103")


def award(because=""):
    return f"""
        2013-04-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
          awarded: 1350000.00 GBP
          recognition: "none"
          recognition-reason: "as advised"
          {because}
        2013-04-01 custom "instalment" "EA" 2018-04-30 700000.00 GBP "upfront" "2018-19"
    """


def test_a104_instalments_that_do_not_add_up_to_the_award(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    said = breaks(agreed(award()), "A104")
    assert said.message == (
        "instalments of EA add up to £700,000, but £1,350,000 were awarded: correct one, or say why with because:"
    )
    assert said.line == '2013-04-01 custom "agreement" "EA" "TF" "upfront"'


@pytest.mark.parametrize(
    "text",
    [
        award('because: "the second is not yet promised"'),
        award() + '    2013-04-01 custom "instalment" "EA" 2019-04-30 650000.00 GBP "upfront" "2019-20"',
        award().partition('2013-04-01 custom "instalment')[0],
    ],
)
def test_a104_instalments_that_add_up_or_are_explained_or_are_not_listed(agreed, keeps, text):
    """
    include "books/agreements.beancount"
    """
    assert keeps(agreed(text), "A104")


@pytest.mark.parametrize(
    ("one", "other", "between"),
    [
        (
            "Expenses:TF:Delivery:Hubs 2013-03-31 2014-03-31",
            "Expenses:TF:Delivery 2012-04-01 2013-03-31",
            "Expenses:TF:Delivery:Hubs and Expenses:TF:Delivery cover the same account between 2013-03-31 and 2013-03-31",
        ),
        (
            "Expenses:TF:Delivery 2012-04-01 2013-03-31",
            "Expenses:TF:Delivery:Hubs 2013-03-31 2014-03-31",
            "Expenses:TF:Delivery and Expenses:TF:Delivery:Hubs cover the same account between 2013-03-31 and 2013-03-31",
        ),
        (
            "Expenses:TF:Delivery:Hubs 2012-04-01 2015-03-31",
            "Expenses:TF:Delivery:Hubs 2013-04-01 2014-03-31",
            "Expenses:TF:Delivery:Hubs and Expenses:TF:Delivery:Hubs cover the same account between 2013-04-01 and 2014-03-31",
        ),
    ],
)
def test_a105_allocations_that_overlap(agreed, breaks, one, other, between):
    """
    include "books/agreements.beancount"
    """
    book = agreed(
        f'2012-04-01 custom "allocation" "TF1" {one} 100.00 GBP\n2012-04-01 custom "allocation" "TF1" {other} 100.00 GBP\n'
    )
    said = breaks(book, "A105")
    assert said.message == f"the allocations of TF1 to {between}"
    assert said.line == f'2012-04-01 custom "allocation" "TF1" {other} 100.00 GBP'


def test_a105_allocations_one_after_the_other_or_side_by_side(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2012-04-01 custom "allocation" "TF1" Expenses:TF:Delivery 2012-04-01 2013-03-31 100.00 GBP
        2012-04-01 custom "allocation" "TF1" Expenses:TF:Delivery:Hubs 2013-04-01 2014-03-31 100.00 GBP
        2012-04-01 custom "allocation" "TF1" Expenses:TF:Coordination 2012-04-01 2014-03-31 100.00 GBP
    """)
    assert keeps(book, "A105")


def test_a106_a_route_that_pays_more_than_the_cap_leaves(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed(
        TARIFF.replace("800.00", "800.01")
        + '2012-04-01 custom "instalment" "TF1" 2012-04-30 2336000.00 GBP "attachment-fee" "2012-13"\n'
    )
    said = breaks(book, "A106")
    assert said.message == (
        "the 2012-13 tariff of TF1 pays £3,200 on attachment and £800.01 for work, more than its cap of £4,000"
    )
    assert said.line == '2012-04-01 custom "tariff" "TF1" "2012-13"'


def families(number, **printed):
    """Return an agreement of 2,630 eligible families, and a tariff that funds *number* of them."""
    lines = "\n".join(f'  {key}-share: "{share}"' for key, share in printed.items())
    return f"""
2012-04-01 custom "agreement" "Shares" "TF" "payment-by-results"
  title: "Shares"
  funder: "DCLG"
  eligible-families: 2630
  recognition: "none"
  recognition-reason: "as advised"
{lines}
2012-04-01 custom "tariff" "Shares" "2012-13"
  families: {number}
  attachment-fee: 0.00 GBP
  cap: 4000.00 GBP
"""


def test_a107_tariffs_that_fund_another_number_of_families(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    said = breaks(agreed(families(2191, funded="5/6")), "A107")
    assert said.message == "the tariffs of Shares fund 2,191 families, but 5/6 of 2,630 are 2,192"
    assert said.line == '2012-04-01 custom "agreement" "Shares" "TF" "payment-by-results"'


def test_a107_five_sixths_of_2630_are_2192(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed(families(2192, funded="5/6"))
    assert keeps(book, "A107")
    assert keeps(book, "A109")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            families(2192, funded="5/6", printed="85%"),
            "the printed 85 % of 2,630 families is 2,235.5, while the printed 2,192 is five sixths",
        ),
        (
            families(2192, printed="85%"),
            "the printed 85 % of 2,630 families is 2,235.5, while the printed 2,192 is not",
        ),
        (
            families(1753, funded="2/3", printed="66%"),
            "the printed 66 % of 2,630 families is 1,735.8, while the printed 1,753 is two thirds",
        ),
        (
            families(1973, funded="3/4", printed="74%"),
            "the printed 74 % of 2,630 families is 1,946.2, while the printed 1,973 is 3/4 of them",
        ),
    ],
)
def test_a108_a_printed_share_that_does_not_give_the_printed_families(agreed, breaks, text, sentence):
    """
    include "books/agreements.beancount"
    """
    book = agreed(text)
    said = breaks(book, "A108")
    assert said.message == sentence
    assert said.line == '2012-04-01 custom "agreement" "Shares" "TF" "payment-by-results"'
    assert book.errors == ()


@pytest.mark.parametrize(("number", "printed"), [(2236, "85%"), (2191, "83.3%"), (1315, "50%")])
def test_a108_a_printed_share_that_gives_them_to_the_nearest_family(agreed, keeps, number, printed):
    """
    include "books/agreements.beancount"
    """
    assert keeps(agreed(families(number, printed=printed)), "A108")


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("", "no recognition: and recognition-reason:;"),
        ('recognition: "condition"', "no recognition-reason:;"),
    ],
)
def test_a109_recognition_that_nobody_has_decided(agreed, breaks, line, lacks):
    """
    include "books/agreements.beancount"
    """
    book = agreed(f"""
        2013-04-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
          {line}
    """)
    said = breaks(book, "A109")
    assert f"agreement EA has {lacks} the accountant decides, and it is printed" in said.message
    assert said.line == '2013-04-01 custom "agreement" "EA" "TF" "upfront"'


@pytest.mark.parametrize(
    ("allocation", "says"),
    [
        ("Expenses:TF:Coordination 2013-03-31 2012-04-01", "ends on 2012-04-01, before it begins"),
        ("Expenses:Other:Delivery 2012-04-01 2013-03-31", "is not an expense of the fund TF"),
        ("Assets:TF:Cash 2012-04-01 2013-03-31", "is not an expense of the fund TF"),
        ('"Assets" 2012-04-01 2013-03-31', "is not an expense of the fund TF"),
    ],
)
def test_a110_an_allocation_out_of_its_time_or_fund(agreed, breaks, allocation, says):
    """
    include "books/agreements.beancount"
    2012-04-01 custom "fund" "Other" "grant"
    2012-04-01 open Expenses:Other:Delivery
    2012-04-01 open Assets:TF:Cash
    """
    said = breaks(agreed(f'2012-04-01 custom "allocation" "TF1" {allocation} 100.00 GBP'), "A110")
    assert said.message.endswith(says)
    assert said.line.startswith('2012-04-01 custom "allocation"')


def test_a102_an_attachment_fee_for_a_year_without_a_tariff(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed('2012-04-01 custom "instalment" "TF1" 2016-04-30 100.00 GBP "attachment-fee" "2016-17"')
    assert breaks(book, "A102").message == (
        "the attachment-fee instalment of TF1 names the tariff '2016-17', which is not in the books"
    )


def test_a111_two_instalments_of_one_reference(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2012-04-01 custom "instalment" "TF1" 2012-04-30 100.00 GBP "grant" "2014-15"
          reference: "TF1/2014-15/2"
        2012-04-01 custom "instalment" "TF1" 2012-05-31 100.00 GBP "grant" "2014-15"
    """)
    assert breaks(book, "A111").message == "two instalments are called TF1/2014-15/2: give one another reference:"


def test_a111_instalments_number_themselves_apart(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2012-04-01 custom "instalment" "TF1" 2012-04-30 100.00 GBP "grant" "2014-15"
        2012-04-01 custom "instalment" "TF1" 2012-05-31 100.00 GBP "grant" "2014-15"
    """)
    assert keeps(book, "A111")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('agreement: "TF9"', "the entry names the agreement 'TF9', which is not in the books"),
        ('instalment: "TF1/2019-20/1"', "the entry names the instalment 'TF1/2019-20/1', which is not in the books"),
    ],
)
def test_a112_an_entry_that_names_what_nobody_agreed(agreed, breaks, line, says):
    """
    include "books/agreements.beancount"
    2012-04-01 open Assets:TF:Cash
    2012-04-01 open Income:TF:Grant
    """
    book = agreed(f"""
        2012-05-30 * "received"
          {line}
          Assets:TF:Cash   5.00 GBP
          Income:TF:Grant -5.00 GBP
    """)
    assert breaks(book, "A112").message == says


def test_a112_an_entry_that_names_its_agreement(agreed, keeps):
    """
    include "books/agreements.beancount"
    2012-04-01 open Assets:TF:Cash
    2012-04-01 open Income:TF:Grant
    """
    book = agreed("""
        2012-05-30 * "received"
          agreement: "TF1"
          Assets:TF:Cash   5.00 GBP
          Income:TF:Grant -5.00 GBP
    """)
    assert keeps(book, "A112")


def test_a113_two_directives_of_one_name_on_one_day(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2014-04-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
        2014-04-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy again"
          funder: "MHCLG"
    """)
    assert breaks(book, "A113").message == (
        "there are two of agreement EA on 2014-04-01: put them into one, or date the amendment"
    )


def test_a113_an_amendment_of_a_later_day(agreed, keeps):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2014-04-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy"
          funder: "MHCLG"
          awarded: 100.00 GBP
        2014-05-01 custom "agreement" "EA" "TF" "upfront"
          title: "Earned Autonomy, amended"
          funder: "MHCLG"
    """)
    assert keeps(book, "A113")
    amended = book.register.agreements["EA"]
    assert (amended.title, amended.awarded) == ("Earned Autonomy, amended", 100_00)


def test_a102_an_order_reduced_that_was_never_raised(agreed, breaks):
    """
    include "books/agreements.beancount"
    """
    book = agreed('2012-05-01 custom "commitment" "PO-1" Expenses:TF:Delivery 5.00 GBP "reduced"')
    assert breaks(book, "A102").message == "the reduction names the order 'PO-1', which is not in the books"


def test_a102_an_order_is_raised_by_its_day_whatever_the_order_of_files(agreed, breaks, keeps):
    """
    include "books/agreements.beancount"
    """
    same_day = agreed("""
        2012-05-01 custom "commitment" "PO-1" Expenses:TF:Delivery 5.00 GBP "reduced"
        2012-05-01 custom "commitment" "PO-1" Expenses:TF:Delivery 5.00 GBP "raised"
    """)
    assert keeps(same_day, "A102")
    too_early = agreed("""
        2012-04-30 custom "commitment" "PO-1" Expenses:TF:Delivery 5.00 GBP "reduced"
        2012-05-01 custom "commitment" "PO-1" Expenses:TF:Delivery 5.00 GBP "raised"
    """)
    assert breaks(too_early, "A102").message == "the reduction names the order 'PO-1', which is not in the books"


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("forecast", 'Expenses:TF:Delivery "2012-13" 1.00 GBP "a"', 'Expenses:TF:Delivery "2012-13" 2.00 GBP "b"'),
        (
            "gl-balance",
            '"CC1" "3100" "2012-13 P01"\n  amount: 1.00 GBP',
            '"CC1" "3100" "2012-13 P01"\n  amount: 2.00 GBP',
        ),
    ],
)
def test_a113_two_forecasts_or_balances_of_a_name_and_day(agreed, breaks, keeps, name, first, second):
    """
    include "books/agreements.beancount"
    """
    twice = agreed(f'2012-05-01 custom "{name}" {first}\n2012-05-01 custom "{name}" {second}')
    assert f"there are two of {name} " in breaks(twice, "A113").message
    assert keeps(agreed(f'2012-05-01 custom "{name}" {first}\n2012-05-02 custom "{name}" {second}'), "A113")


def test_a_later_instalment_renumbers_none(agreed):
    """
    include "books/agreements.beancount"
    """
    book = agreed("""
        2014-04-01 custom "instalment" "TF1" 2014-07-31 675.00 GBP "grant" "2015-16"
        2014-06-01 custom "instalment" "TF1" 2014-06-30 1.00 GBP "grant" "2015-16"
    """)
    assert book.register.instalment("TF1/2015-16/1").amount == 675_00
    assert book.register.instalment("TF1/2015-16/2").amount == 1_00


def test_a_saving_of_what_is_no_fund_and_no_programme(book, breaks):
    """
    2012-04-01 custom "fund" "SLF" "pool"
    2016-12-08 custom "saving" "SFL" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
    """
    assert breaks(book, "A102").message == "saving names the fund or programme 'SFL', which is not in the books"


def test_a_saving_of_a_fund(book, keeps):
    """
    2012-04-01 custom "fund" "SLF" "pool"
    2016-12-08 custom "saving" "SLF" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
    """
    assert keeps(book, "A102")


def test_a_saving_of_no_family_or_by_another_measure(book, breaks):
    """
    2012-04-01 custom "fund" "SLF" "pool"
    2016-12-08 custom "saving" "SLF" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
      families: 0
    2016-12-08 custom "saving" "SLF" "2013-14" "savings" "all" "per-family"
      amount: 6286.00 GBP
    """
    assert breaks(book, "A101", times=2).message == (
        'custom "saving": families is 0, and should be a whole number above zero such as 75'
    )


def test_two_savings_of_one_name_and_day(book, breaks):
    """
    2012-04-01 custom "fund" "SLF" "pool"
    2016-12-08 custom "saving" "SLF" "2013-14" "cost" "all" "per-family"
      amount: 6286.00 GBP
    2016-12-08 custom "saving" "SLF" "2013-14" "cost" "all" "per-family"
      amount: 6287.00 GBP
    """
    assert breaks(book, "A113").message == (
        "there are two of saving SLF 2013-14 cost all per-family on 2016-12-08: put them into one, or date the amendment"
    )

from __future__ import annotations

import pytest

TF = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Phase 1"
  funder: "DCLG"
  recognition: "restriction"
  recognition-reason: "as advised"
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 3
  attachment-fee: 3200.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "instalment" "TF1" 2012-04-30 9600.00 GBP "attachment-fee" "2012-13"
"""


@pytest.fixture(autouse=True)
def tf(write):
    write("tf.beancount", TF)


def test_fees_staged_on_families_of_a_year_without_tariff(book, breaks):
    """
    include "tf.beancount"
    2014-04-01 custom "staging" "TF1" "2014-15"
      at-75: "100%"
    """
    assert breaks(book, "A114").message == (
        "TF1 has no tariff for 2013-14, which says how many families were agreed: add it"
    )


def test_families_counted_of_a_year_without_tariff(book, breaks):
    """
    include "tf.beancount"
    2014-04-30 custom "worked-with" "TF1" "2013-14" 2014-04-01
      families: 2
    """
    assert "TF1 has no tariff for 2013-14" in breaks(book, "A114").message


@pytest.mark.parametrize("shares", [("50%", "40%"), ("50%", "101%")])
def test_stages_that_fall_or_pass_the_whole(write, load, breaks, shares):
    """
    include "tf.beancount"
    include "staging.beancount"
    """
    write(
        "staging.beancount",
        f'2013-04-01 custom "staging" "TF1" "2013-14"\n  at-33: "{shares[0]}"\n  at-75: "{shares[1]}"\n',
    )
    assert "do not rise, or pass 100 %" in breaks(load(), "A114").message


def test_fees_staged_on_a_year_with_a_tariff(book, keeps):
    """
    include "tf.beancount"
    2013-04-01 custom "staging" "TF1" "2013-14"
      at-75: "100%"
      at-33: "50%"
    2013-04-30 custom "worked-with" "TF1" "2012-13" 2013-04-30
      families: 2
    """
    assert keeps(book, "A114")


def test_a_match_of_nothing(book, breaks):
    """
    include "tf.beancount"
    2012-05-01 custom "match" "BANK/1/1" "TF1/2012-13/1" "why, officer"
    """
    assert breaks(book, "A115").message == (
        "the match of 'BANK/1/1' and 'TF1/2012-13/1' names 'BANK/1/1', which is neither a row nor an instalment of the books"
    )


def test_a_match_of_an_entry_and_an_instalment(book, keeps):
    """
    include "tf.beancount"
    2012-05-01 * "received"
      doc: "BANK/1/1"
      agreement: "TF1"
      Assets:TF:Cash             9600.00 GBP
      Income:TF:AttachmentFees  -9600.00 GBP
    2012-05-01 custom "match" "BANK/1/1" "TF1/2012-13/1" "why, officer"
    """
    assert keeps(book, "A115")


OTHERS = """
2012-04-01 custom "fund" "EA" "grant"
2012-04-01 open Assets:EA:Cash
2012-04-01 open Income:EA:Grant
2012-04-01 custom "agreement" "TF2" "TF" "grant"
  title: "Another of the fund"
  funder: "DCLG"
  recognition: "none"
  recognition-reason: "as advised"
"""


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("  Assets:EA:Cash  1.00 GBP\n  Income:EA:Grant  -1.00 GBP\n", "of the fund EA"),
        (
            '  agreement: "TF2"\n  Assets:TF:Cash  1.00 GBP\n  Income:TF:AttachmentFees  -1.00 GBP\n',
            "of the agreement TF2",
        ),
    ],
)
def test_a_match_of_money_that_is_another_s(write, load, breaks, entry, why):
    """
    include "tf.beancount"
    include "others.beancount"
    2012-05-01 custom "match" "TF1/2012-13/1" "BANK/1/1" "why, officer"
    """
    write("others.beancount", OTHERS + f'2012-05-01 * "received"\n  doc: "BANK/1/1"\n{entry}')
    assert breaks(load(), "A115").message == (
        f"the match of 'BANK/1/1' and 'TF1/2012-13/1' changes nothing: the money is {why}; take it out"
    )

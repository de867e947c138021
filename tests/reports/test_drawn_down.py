"""The ceiling of a programme, and what a rounded sum drawn down can mean, as Leicestershire's paper has them."""

from __future__ import annotations

import pytest

PHASES = """
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Phase One"
  funder: "DCLG"
  recognition: "none"
  recognition-reason: "as advised"
  drawn-down: 2500000.00 GBP
"""


@pytest.fixture
def notes(write, request, build):
    """Return the notes of the funding statement where the agreement says *more*."""

    def of(*more: str) -> list[str]:
        write("tf.beancount", PHASES + "".join(f"  {line}\n" for line in more[:-1]) + (more[-1] if more else ""))
        request.function.__doc__ = 'include "tf.beancount"\n'
        return [one for one in build("funding").notes if "drawn down" in one or "£" in one]

    return of


def tariff(year, cap, families=0):
    return f'2012-04-01 custom "tariff" "TF1" "{year}"\n  families: {families}\n  attachment-fee: 0.00 GBP\n  cap: {cap}.00 GBP\n'


def test_the_ceiling_of_phase_two(table, pick):
    """
    2015-04-01 custom "fund" "TF" "grant"
    2015-04-01 open Assets:TF:Cash
    2015-04-01 custom "agreement" "TF2" "TF" "payment-by-results"
      title: "Phase Two"
      funder: "DCLG"
      recognition: "none"
      recognition-reason: "as advised"
    2015-04-01 custom "tariff" "TF2" "2015-16"
      families: 2770
      attachment-fee: 1000.00 GBP
      cap: 1800.00 GBP
      because: "the target of the whole programme; how it falls on the years is not published"
    """
    shown = table("funding", "tariffs-TF2")
    assert pick(shown, "families", "attachment", "results", "total") == [
        (2770, "2770000.00", "2216000.00", "4986000.00"),
        (2770, "2770000.00", "2216000.00", "4986000.00"),
    ]


def test_a_rounded_sum_means_several_numbers_of_families(notes):
    assert notes("drawn-down-rounded-to: 100000.00 GBP", tariff("2012-13", 4000)) == [
        "Phase One: £2,500,000, rounded to £100,000, is 613 to 637 families at £4,000."
    ]


def test_the_most_for_a_family_may_be_said_where_no_tariff_does(notes):
    assert notes("drawn-down-rounded-to: 100000.00 GBP", "drawn-down-at: 4000.00 GBP", "") == [
        "Phase One: £2,500,000, rounded to £100,000, is 613 to 637 families at £4,000."
    ]
    assert notes("drawn-down-rounded-to: 100000.00 GBP", "") == [
        (
            "Phase One: £2,500,000, rounded to £100,000, was drawn down; how many families that is cannot be told, as no tariff "
            "says what one family earns: add one, or drawn-down-at: to the agreement."
        )
    ]


def test_an_exact_sum_is_one_number_of_families_or_none(notes):
    assert notes(tariff("2012-13", 4000)) == ["Phase One: £2,500,000 is 625 families at £4,000."]
    assert notes(tariff("2012-13", 2500000)) == ["Phase One: £2,500,000 is 1 family at £2,500,000."]
    assert notes(tariff("2012-13", 1800)) == ["Phase One: £2,500,000 is no whole number of families at £1,800."]


def test_each_cap_is_said_and_what_the_tariffs_have(notes):
    assert notes(tariff("2012-13", 4000, 600) + tariff("2013-14", 2000, 10)) == [
        "Phase One: £2,500,000 is 1,250 families at £2,000; its tariffs have 610.",
        "Phase One: £2,500,000 is 625 families at £4,000; its tariffs have 610.",
    ]


def test_an_agreement_that_says_nothing_of_it_has_no_note(build):
    """
    2012-04-01 custom "fund" "TF" "grant"
    2012-04-01 open Assets:TF:Cash
    2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
      title: "Phase One"
      funder: "DCLG"
    """
    assert build("funding").notes == ()

from __future__ import annotations

import pytest

ENTRY = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery

2018-05-01 * "{payee}" "{narration}"
  {key}: "{value}"
  Expenses:EA:Delivery  1.00 GBP
    {posting_key}: "{posting_value}"
  Assets:EA:Cash       -1.00 GBP
"""
CLEAN = {
    "payee": "Hubs Ltd",
    "narration": "Family support",
    "key": "evidence",
    "value": "school register",
    "posting_key": "description",
    "posting_value": "session 4",
}
NI_NUMBER = "AB123456C"


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"payee": f"Client {NI_NUMBER}"}, "payee"),
        ({"narration": f"Rent for {NI_NUMBER}"}, "narration"),
        ({"key": "description", "value": NI_NUMBER}, "description"),
        ({"key": "evidence", "value": NI_NUMBER}, "evidence"),
        ({"posting_value": NI_NUMBER}, "description"),
    ],
)
def test_d101_free_text_with_a_personal_identifier(load, write, breaks, changed, what):
    """
    include "journals.beancount"
    """
    write("journals.beancount", ENTRY.format(**CLEAN | changed))
    said = breaks(load(), "D101")
    assert said.message == f"the {what} holds what looks like a National Insurance number: take it out at its source"
    assert said.line.startswith("2018-05-01 *")
    assert NI_NUMBER not in said.message


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"narration": "PO 4410012345, invoice 9434765919"},
        {"key": "doc", "value": "SAP/943 476 5919/1"},
        {"key": "family", "value": "EA-F-001284"},
        {"key": "cost-centre", "value": NI_NUMBER},
        {"posting_key": "subjective", "posting_value": "943 476 5919"},
    ],
)
def test_d101_references_are_never_judged(load, write, keeps, changed):
    """
    include "journals.beancount"
    """
    write("journals.beancount", ENTRY.format(**CLEAN | changed))
    assert keeps(load(), "D101")


@pytest.mark.parametrize(
    ("directive", "what"),
    [
        ('2018-05-01 custom "match" "A/1/1" "B/1/1" "as {} said"', "why"),
        ('2018-05-01 custom "virement" Expenses:EA:Delivery Expenses:EA:Hubs 1.00 GBP "{}"', "approval"),
        ('2018-05-01 custom "evidence" "EA" "spending"\n  amount: 1.00 GBP\n  payee: "{}"', "payee"),
    ],
)
def test_d101_a_directive_with_a_personal_identifier(load, write, breaks, directive, what):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Expenses:EA:Hubs
    include "more.beancount"
    """
    write("more.beancount", directive.format(NI_NUMBER))
    said = breaks(load(), "D101")
    assert said.message == f"the {what} holds what looks like a National Insurance number: take it out at its source"
    assert NI_NUMBER not in said.message


FAMILY = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "agreement" "EA1" "EA" "payment-by-results"
  title: "EA1"
  funder: "MHCLG"
  recognition: "none"
  recognition-reason: "an example"
2018-04-01 custom "provision" "EA1" "{provision}" "ESF"
2018-04-01 open Assets:EA:Families:2018-19:Attached FAMILY
2018-04-01 open Equity:EA:Families:Cohort FAMILY
2018-05-01 * "" "attached"
  agreement: "EA1"
  family: "{family}"
  Assets:EA:Families:2018-19:Attached  1 FAMILY
  Equity:EA:Families:Cohort           -1 FAMILY
"""


@pytest.mark.parametrize(
    ("family", "provision", "why"),
    [
        ("John Smith", "F1", "has a space, as a name has"),
        ("F1", "Smith", "has no digit, as a name has none"),
        (NI_NUMBER, "F1", "holds what looks like a National Insurance number"),
    ],
)
def test_d102_a_reference_that_may_name_somebody_is_told_without_it(load, write, breaks, family, provision, why):
    """
    include "journals.beancount"
    """
    write("journals.beancount", FAMILY.format(family=family, provision=provision))
    said = breaks(load(), "D102").message
    assert said == f"a family's reference {why}: give the family one of your own, with a digit and no space"


def test_d102_a_pseudonym(load, write, keeps):
    """
    include "journals.beancount"
    """
    write("journals.beancount", FAMILY.format(family="F-0042", provision="F-0042"))
    assert keeps(load(), "D102")

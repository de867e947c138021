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

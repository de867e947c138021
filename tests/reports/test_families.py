"""The families statement, from small ledgers."""

from __future__ import annotations

import pytest
from claim_books import AGREED, BOOKS, attach, claim, end


@pytest.fixture
def of(write, request, table, build):
    """Build the families statement of these entries."""

    def built(*entries, more="", period=None, of="stages-TF"):
        write("tf.beancount", AGREED.format(policy="on-claim").rstrip("\n") + f"\n{more}\n{BOOKS}")
        write("more.beancount", "\n".join(entries))
        request.function.__doc__ = 'include "tf.beancount"\ninclude "more.beancount"\n'
        return table("families", of, period) if of else build("families", period)

    return built


def in_district(entry, district):
    return entry.replace('  agreement: "TF1"\n', f'  agreement: "TF1"\n  district: "{district}"\n')


CLOSED = """
2012-12-01 * "" "closed"
  agreement: "TF1"
  family: "F3"
  Assets:TF:Families:2012-13:Closed    1 FAMILY
  Assets:TF:Families:2012-13:Attached  -1 FAMILY
"""
FOUND = """
2012-05-01 * "" "identified"
  agreement: "TF1"
  Assets:TF:Families:Identified  4 FAMILY
  Equity:TF:Families:Cohort  -4 FAMILY
"""
ENTRIES = (
    FOUND,
    *(attach(f"F{number}") for number in (1, 2, 3)),
    CLOSED,
    claim("F1"),
    claim("F2"),
    end("rejected", "F2"),
)


def test_every_family_stands_in_one_stage(of, pick):
    assert pick(of(*ENTRIES), "stage", "families") == [
        ("Identified, not yet attached", 4),
        ("Attached, still worked with", 1),
        ("Claimed as a result", 1),
        ("Closed without a result", 1),
        ("Total", 7),
    ]


def test_by_year_of_attachment_at_the_end_of_a_period(of, pick):
    names = ("year", "attached", "claimed", "closed", "working")
    assert pick(of(*ENTRIES, of="years-TF"), *names)[0] == ("2012-13", 3, 1, 1, 1)
    assert pick(of(*ENTRIES, of="years-TF", period="2012-13 P10"), *names)[0] == ("2012-13", 3, 2, 1, 0)


def test_a_claim_counts_in_the_district_of_its_family(of, pick):
    entries = (in_district(attach("F1"), "Wyre"), in_district(attach("F2"), "Fylde"), attach("F3"), claim("F1"))
    assert pick(of(*entries, of="districts-TF"), "district", "attached", "claimed", "total") == [
        ("Fylde", 1, 0, 1),
        ("Wyre", 0, 1, 1),
        ("not stated", 1, 0, 1),
        ("Total", 2, 1, 3),
    ]


def test_without_districts_there_is_no_grid(of):
    assert [one.name for one in of(*ENTRIES, of=None).tables] == ["stages-TF", "years-TF"]

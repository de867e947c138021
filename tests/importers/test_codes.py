"""Which rule does a code fall under?"""

from __future__ import annotations

import pytest

from importers.codes import Chosen, Mapping
from importers.profile import Rule


def chosen(code: str, *rules: Rule) -> str | None:
    rule = Mapping(rules, ("cost-centre", "subjective")).rule((code, "1000"))
    return rule.account if rule else None


EXACT = Rule(cost_centre="3100", account="exact")
LONG = Rule(cost_centre="310*", account="long prefix")
SHORT = Rule(cost_centre="3*", account="short prefix")
NARROW = Rule(cost_centre="3000-3199", account="narrow range")
WIDE = Rule(cost_centre="3000-3999", account="wide range")
ANY = Rule(account="any")


def test_exact_before_prefix_before_range_before_any_whatever_their_order():
    every = [ANY, WIDE, NARROW, SHORT, LONG, EXACT]
    expected = [one.account for one in reversed(every)]
    found = []
    while every:
        found.append(chosen("3100", *every))
        every.pop()
    assert found == expected


def test_the_first_of_equals_is_taken():
    assert chosen("3100", Rule(cost_centre="3100", account="first"), EXACT) == "first"


@pytest.mark.parametrize("code", ["2999", "4000", "3100A", "", "9" * 5000, "-3100"])
def test_a_code_outside_the_range_fits_none(code):
    assert chosen(code, WIDE) is None


def test_leading_noughts_are_part_of_an_exact_code_and_none_of_a_range():
    assert chosen("03100", EXACT) is None
    assert chosen("03100", WIDE) == "wide range"


def test_the_first_code_counts_most():
    by_centre = Rule(cost_centre="3100", account="centre")
    by_subjective = Rule(subjective="1000", account="subjective")
    assert chosen("3100", by_subjective, by_centre) == "centre"


def test_programme_codes():
    assert [code in Chosen(("TF*", "4400-4410")) for code in ("TF", "TF01", "tf", "4405", "4411")] == [
        True, True, False, True, False,
    ]  # fmt: skip

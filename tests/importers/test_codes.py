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
        True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "code"),
    [("EH101", "eh101"), ("eh101", "EH101 "), ("EH 101", "eh  101"), ("EH1*", "eh101"), ("4310", "4310.0"), ("4300-4399", "4310.00")],
)  # fmt: skip
def test_capitals_and_spaces_make_no_other_code(written, code):
    assert chosen(code, Rule(cost_centre=written, account="same")) == "same"
    assert code in Chosen((written,))


def test_exact_goes_before_prefix_and_range_whatever_the_capitals():
    any_case = (Rule(cost_centre="*", account="any"), Rule(cost_centre="eh*", account="prefix"), Rule(cost_centre="eh101", account="exact"))  # fmt: skip
    assert [chosen(code, *any_case) for code in ("EH101", "EH102", "XH101")] == ["exact", "prefix", "any"]
    assert chosen("4310.5", Rule(cost_centre="4310", account="same")) is None


def test_a_row_is_mapped_and_left_out_whatever_the_capitals(council, gl, gl_profile):
    profile = gl_profile.replace("[[map]]", '[[leave-out]]\ncolumn = "Type"\nvalues = ["Recharge  x"]\n[[map]]', 1)
    row = "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,100.00"
    rows = (row.replace("TF01", "tf01"), row.replace("D1", "D2").replace("TF01", "tf02").replace("3100", "1500.0"), row.replace("D1", "D3").replace("SA", "RECHARGE X"))  # fmt: skip
    done = council.run("import", gl("a.csv", *rows, profile=profile))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "outside the programme                      1 rows" in done.stdout
    assert council.pence("Expenses:TroubledFamilies:Coordination") == 100_00


def test_a_code_in_other_capitals_is_no_change_of_a_posted_row(council, gl):
    row = "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,100.00"
    council.run("import", gl("a.csv", row))
    done = council.run("import", gl("b.csv", row.replace("TF01", "tf01").replace("3100", "3100.0")))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "every row of b.csv is in the books already" in done.stdout
    assert "on TF01 3100, and here" in council.run("import", gl("c.csv", row.replace("3100", "3101"))).stderr

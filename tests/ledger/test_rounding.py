"""Which whole numbers can stand behind a printed figure: every one of them, and no other."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.rounding import Numbers, bases, multiples, nearest, step_of

PENNY, POUND = Fraction(1), Fraction(100)
steps = st.sampled_from([PENNY, Fraction(10), POUND, Fraction(1000)])


def test_only_75_and_49_families_give_the_averages_of_leicestershire():
    assert bases(64_345_00, Fraction(858_00), POUND) == (75, 75)
    assert bases(118_192_00, Fraction(2_412_00), POUND) == (49, 49)


def test_a_printed_average_may_mean_several_numbers_or_none():
    assert bases(64_345_00, Fraction(860_00), Fraction(10_00)) == (75, 75)
    assert bases(64_345_00, Fraction(900_00), Fraction(100_00)) == (68, 75)
    assert bases(64_345_00, Fraction(800_00), POUND).is_none
    assert bases(-64_345_00, Fraction(-858_00), POUND) == (75, 75)
    assert bases(-64_345_00, Fraction(858_00), POUND).is_none
    assert bases(64_345_00, Fraction(858_50), POUND).is_none  # it is not rounded to the pound


def test_a_printed_nil_has_no_greatest_base():
    assert bases(64_345_00, Fraction(0), POUND) == (128_691, None)
    assert bases(0, Fraction(0), POUND) == (1, None)
    assert bases(0, Fraction(1_00), POUND).is_none


def test_a_rounded_sum_is_of_several_numbers_of_families():
    assert multiples(4_000_00, Fraction(2_500_000_00), Fraction(100_000_00)) == (613, 637)
    assert multiples(4_000_00, Fraction(2_500_000_00), PENNY) == (625, 625)
    assert multiples(4_000_00, Fraction(2_500_100_00), PENNY).is_none
    assert multiples(4_000_00, Fraction(0), Fraction(10_000_00)) == (0, 1)
    assert multiples(4_000_00, Fraction(-4_000_00), PENNY).is_none


def test_halves_are_rounded_away_from_zero():
    assert [nearest(Fraction(number), Fraction(10)) for number in (4, 5, -5, -4, 15)] == [0, 10, -10, 0, 20]
    assert step_of(Fraction(15, 100)) == Fraction(1, 100)
    assert step_of(Fraction(156, 1000)) == Fraction(1, 1000)


def test_numbers_are_said():
    said = [Numbers(75, 75), Numbers(871, 931), Numbers(1_290, None), Numbers(1, 0)]
    assert [one.spoken() for one in said] == ["75", "871 to 931", "1,290 or more", "no whole number"]
    assert 75 in said[0]
    assert 74 not in said[0]
    assert 5_000 in said[2]
    assert "75" not in said[0]


@given(part=st.integers(-5_000, 5_000), printed=st.integers(-300, 300), step=steps)
def test_a_number_is_found_where_it_gives_the_printed_average_and_only_there(part, printed, step):
    found = bases(part, printed * step, step)
    for number in range(1, 300):
        assert (number in found) == (nearest(Fraction(part, number), step) == printed * step)


@given(part=st.integers(1, 10**9), families=st.integers(1, 10**5), step=steps)
def test_the_true_number_of_families_is_always_among_those_found(part, families, step):
    found = bases(part, nearest(Fraction(part, families), step), step)
    assert families in found
    assert not found.is_none


@given(unit=st.integers(1, 5_000), printed=st.integers(0, 50), step=steps)
def test_a_multiple_is_found_where_it_rounds_to_what_is_printed_and_only_there(unit, printed, step):
    found = multiples(unit, printed * step, step)
    for number in range(300):
        assert (number in found) == (nearest(Fraction(number * unit), step) == printed * step)

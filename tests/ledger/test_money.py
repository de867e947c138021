from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import money

PENCE = st.integers(-(10**12), 10**12)
SHARES = st.lists(
    st.one_of(st.integers(0, 1000), st.fractions(0, 1, max_denominator=97)), min_size=1, max_size=12
).filter(any)


@given(PENCE, SHARES)
def test_the_parts_of_a_split_sum_to_the_whole(pence, shares):
    assert sum(money.split(pence, shares)) == pence


@given(PENCE, SHARES)
def test_no_part_is_a_penny_or_more_from_its_exact_share(pence, shares):
    whole = sum(Fraction(share) for share in shares)
    for part, share in zip(money.split(pence, shares), shares, strict=True):
        assert abs(part - pence * Fraction(share) / whole) < 1


@given(PENCE, SHARES, st.integers(1, 50))
def test_a_split_depends_on_the_proportion_of_shares_alone(pence, shares, times):
    assert money.split(pence, shares) == money.split(pence, [share * times for share in shares])


def test_the_penny_left_over_goes_to_the_earlier_of_equal_shares():
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split(101, [1, 1, 1]) == [34, 34, 33]


def test_the_penny_left_over_goes_to_the_share_that_lost_most():
    # 11p are 2.2p, 3.3p and 5.5p by tenths.
    assert money.split(11, [2, 3, 5]) == [2, 3, 6]


def test_a_split_of_a_credit_sums_to_the_credit():
    assert money.split(-100, [1, 1, 1]) == [-33, -33, -34]


def test_a_partner_with_no_share_gets_nothing():
    assert money.split(25_000_001, [Fraction(1, 3), 0, Fraction(2, 3)]) == [8_333_334, 0, 16_666_667]


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1], [2, -1]])
def test_shares_that_cannot_divide_anything_are_refused(shares):
    with pytest.raises(money.NoSharesError, match="no shares to split by: one at least must be above zero"):
        money.split(100, shares)


def test_five_sixths_of_the_eligible_families_are_2192():
    assert money.rounded(2630 * Fraction(5, 6)) == 2192


@pytest.mark.parametrize(
    ("share", "whole"), [("1/2", 1), ("3/2", 2), ("5/2", 3), ("-1/2", 0), ("-3/4", -1), ("7/16", 0)]
)
def test_families_are_rounded_to_the_nearest_halves_up(share, whole):
    assert money.rounded(Fraction(share)) == whole


@given(PENCE)
def test_pence_become_pounds_and_come_back(pence):
    pounds = money.to_pounds(pence)
    assert pounds.as_tuple().exponent == -2
    assert money.to_pence(pounds) == pence


@pytest.mark.parametrize(
    ("pounds", "pence"), [("2336000.00", 233_600_000), ("-0.01", -1), ("1E+3", 100_000), ("10.100", 1010)]
)
def test_pounds_as_pence(pounds, pence):
    assert money.to_pence(Decimal(pounds)) == pence


def test_a_part_of_a_penny_is_no_amount():
    with pytest.raises(money.NotWholePenceError, match=r"10\.004 is not a whole number of pence"):
        money.to_pence(Decimal("10.004"))


@pytest.mark.parametrize(
    ("pence", "plain", "printed", "spoken"),
    [
        (233_600_000, "2336000.00", "2,336,000.00", "£2,336,000"),
        (-189_300_417, "-1893004.17", "\N{MINUS SIGN}1,893,004.17", "\N{MINUS SIGN}£1,893,004.17"),
        (5, "0.05", "0.05", "£0.05"),
        (-5, "-0.05", "\N{MINUS SIGN}0.05", "\N{MINUS SIGN}£0.05"),
        (0, "0.00", "0.00", "£0"),
    ],
)
def test_money_as_machines_statements_and_sentences_write_it(pence, plain, printed, spoken):
    assert money.plain(pence) == plain
    assert money.printed(pence) == printed
    assert money.spoken(pence) == spoken


@given(PENCE)
def test_printed_money_reads_back(pence):
    assert Decimal(money.printed(pence).replace(",", "").replace(money.MINUS, "-")) == money.to_pounds(pence)


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 1, "100.0"),
        (25, 100_000, "0.0"),
        (15, 10_000, "0.2"),
        (-1, 4, "-25.0"),
        (3, 2, "150.0"),
    ],
)
def test_percentages_carry_one_decimal(part, whole, per_cent):
    assert str(money.per_cent(part, whole)) == per_cent


def test_there_is_no_percentage_of_nothing():
    assert money.per_cent(100, 0) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (Fraction(15), "15"),
        (Fraction(4471, 2), "2,235.5"),
        (Fraction(25, 2), "12.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(100), "100"),
    ],
)
def test_a_number_is_said_with_the_decimals_that_it_needs(number, said):
    assert money.exact(number) == said

"""Which whole numbers can stand behind a figure that was rounded before it was printed?

Halves are rounded away from zero, as a spreadsheet rounds them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ledger import money


class Numbers(NamedTuple):
    """The whole numbers from *least* to *greatest*, both included; *greatest* is None where there is no end."""

    least: int
    greatest: int | None

    @property
    def is_none(self) -> bool:
        """Whether there is no such number."""
        return self.greatest is not None and self.greatest < self.least

    @property
    def is_one(self) -> bool:
        """Whether there is one such number alone."""
        return self.least == self.greatest

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self.least <= number and (self.greatest is None or number <= self.greatest)

    def spoken(self) -> str:
        """Return the numbers as a sentence says them: ``75``, ``871 to 931``, ``129 or more``, ``no whole number``."""
        if self.is_none:
            return "no whole number"
        if self.greatest is None:
            return f"{self.least:,} or more"
        return f"{self.least:,}" if self.is_one else f"{self.least:,} to {self.greatest:,}"


NONE = Numbers(1, 0)


def nearest(exact: Fraction, step: Fraction) -> Fraction:
    """Return the multiple of *step* that is nearest to *exact*, of two the one further from zero."""
    multiple = money.rounded(abs(exact) / step) * step
    return -multiple if exact < 0 else multiple


def bases(part: Fraction | int, printed: Fraction, step: Fraction) -> Numbers:
    """Return every whole number n above zero for which *part* / n, rounded to *step*, is *printed*.

    £64,345 is £858 for each of 75 families and of no other number; 135 families are a printed 15 % of 871 to 931.
    What is no multiple of *step* is the rounding of nothing.
    """
    size = abs(Fraction(part))
    if printed == 0:
        return Numbers((2 * size / step).__floor__() + 1, None)
    if part * printed <= 0 or printed % step:
        return NONE
    low, high = abs(printed) - step / 2, abs(printed) + step / 2
    return Numbers((size / high).__floor__() + 1, (size / low).__floor__())


def multiples(unit: Fraction | int, printed: Fraction, step: Fraction) -> Numbers:
    """Return every whole number n for which n times *unit*, rounded to *step*, is *printed*; none of them is negative.

    £2,500,000, rounded to £100,000, is £4,000 for 613 to 637 families. *unit* is above zero.
    """
    if printed < 0 or printed % step:
        return NONE
    low, high = printed - step / 2, printed + step / 2
    return Numbers(max(0, -(-low / unit).__floor__()), -(-high / unit).__floor__() - 1)


def step_of(share: Fraction) -> Fraction:
    """Return what a printed share (of one) is rounded to: whole per cents, or the tenths of them that it shows."""
    step = Fraction(1, 100)
    while (share / step).denominator != 1:
        step /= 10
    return step

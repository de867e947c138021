"""How is money counted, split and written?

Pounds are ``Decimal`` with two places in entries and integer pence in tables; no float anywhere.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PENNY = Decimal("0.01")
TENTH = Decimal("0.1")
MINUS = "\N{MINUS SIGN}"


class NotWholePenceError(ValueError):
    """An amount of pounds has a part of a penny."""

    def __init__(self, amount: Decimal) -> None:
        super().__init__(f"{amount} is not a whole number of pence")


class NoSharesError(ValueError):
    """Shares to split by are none, negative, or add up to nothing."""

    def __init__(self, shares: object) -> None:
        super().__init__(f"{shares} are no shares to split by: one at least must be above zero and none below")


def to_pence(pounds: Decimal) -> int:
    """Return *pounds* as integer pence; raise :class:`NotWholePenceError` for a part of a penny."""
    scaled = pounds * 100
    pence = int(scaled)
    if pence != scaled:
        raise NotWholePenceError(pounds)
    return pence


def to_pounds(pence: int) -> Decimal:
    """Return integer *pence* as pounds, a ``Decimal`` with exactly two places."""
    return Decimal(pence).scaleb(-2)


def plain(pence: int) -> str:
    """Return *pence* as machine-readable pounds: ``"2336000.00"``."""
    return str(to_pounds(pence))


def printed(pence: int) -> str:
    """Return *pence* as a statement prints pounds: ``"2,336,000.00"``, a true minus sign before a negative."""
    return f"{MINUS if pence < 0 else ''}{abs(to_pounds(pence)):,.2f}"


def spoken(pence: int) -> str:
    """Return *pence* as a sentence says them: ``"£2,336,000"``, with pence only where there are some."""
    whole, rest = divmod(abs(pence), 100)
    return f"{MINUS if pence < 0 else ''}£{whole:,}{f'.{rest:02}' if rest else ''}"


def whole(hundredths: int) -> str:
    """Return *hundredths* of a family as families are printed: whole, thousands apart."""
    return printed(hundredths).removesuffix(".00")


def families(hundredths: int) -> str:
    """Return *hundredths* of a family as a sentence says them: ``"2,630 families"``, ``"1 family"``."""
    return f"{whole(hundredths)} {'family' if abs(hundredths) == 100 else 'families'}"  # noqa: PLR2004 - one


def per_cent(part: int, whole: int) -> Decimal | None:
    """Return *part* as per cent of *whole* with one decimal, rounded half even; None where the whole is zero."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_EVEN)


def exact(number: Fraction) -> str:
    """Return *number* as a sentence says it: up to four decimals, those that it needs, thousands apart; no float."""
    shown = f"{Decimal(number.numerator) / Decimal(number.denominator):,.4f}"
    return shown.rstrip("0").rstrip(".")


def rounded(share: Fraction) -> int:
    """Return *share* rounded to the nearest whole number, halves up: 5/6 of 2,630 families are 2,192."""
    return int((share + Fraction(1, 2)).__floor__())


def split(pence: int, shares: Sequence[Fraction | int]) -> list[int]:
    """Split *pence* by *shares* (fractions or weights) so that the parts sum to the whole (:func:`to_the_penny`).

    Raises :class:`NoSharesError` where the shares cannot divide anything.
    """
    weights = [Fraction(share) for share in shares]
    total = sum(weights, Fraction(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise NoSharesError(list(shares))
    return to_the_penny([pence * weight / total for weight in weights])


def to_the_penny(exact: Sequence[Fraction]) -> list[int]:
    """Return *exact* parts in whole pence, whose sum is that of the exact parts where that is whole.

    Largest remainder: every part is rounded towards minus infinity, and the pennies left over go one each to the parts
    that lost most, the earlier part first where two lost the same. No part is a penny or more away from the exact one.
    Raises :class:`NotWholePenceError` where the parts do not add up to whole pence.
    """
    whole = sum(exact, Fraction(0))
    if whole.denominator != 1:
        raise NotWholePenceError(Decimal(whole.numerator) / Decimal(whole.denominator) / 100)
    parts = [value.__floor__() for value in exact]
    left = int(whole) - sum(parts)
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[:left]:
        parts[index] += 1
    return parts

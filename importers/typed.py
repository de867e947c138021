"""What amount or date does a text as printed mean? One that cannot be told is refused, never guessed.

Amounts stand in the shapes that finance systems and spreadsheets print (DOMAIN.md §6; PITFALLS.md A8): pounds with or
without a sign of currency, grouped or not, negatives by minus, brackets or CR. How a whole column of dates is read is
:mod:`importers.dates`.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from ledger import money

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
#: The years that the books of an English council's programme can be of: any other is a slip of the keyboard.
YEARS = range(1970, 2100)
#: A binary double is this near to the pence it means; anything further is a part of a penny.
_NOISE = Decimal("0.000001")
#: The amounts that need no second look: they are nearly all of a file.
_PLAIN = re.compile(r"(-?)£?(\d{1,12}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)
_GROUP = "[,' \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}]"
_SHAPE = re.compile(
    rf"""
    (?P<before>(?:[-+(\s]|Â?£|gbp|cr\b|dr\b)*)
    (?P<number>\d{{1,3}}(?:(?P<mark>{_GROUP})\d{{3}})(?:(?P=mark)\d{{3}})*(?:\.\d*)?|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)
    (?P<after>(?:[-)\s£]|gbp|cr|dr)*)
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
#: Every dash that people and word processors write for a minus.
_DASHES = dict.fromkeys(map(ord, "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"), "-")
#: What stands for nothing at all in a column of money.
_NOTHING = {"-", "--", "nil", "£-", "- £", "£ -", "-£"}
#: A double prints all of its digits; fewer before a positive exponent were lost by whoever saved the file.
_FULL_DIGITS = 12
_LONGEST_EXPONENT = 5
#: What may surround a number, by the marks left when pounds and spaces are gone: whether it makes it negative.
_SIGNS = {
    ("", ""): False, ("+", ""): False, ("-", ""): True, ("", "-"): True, ("(", ")"): True,
    ("", "cr"): True, ("cr", ""): True, ("", "dr"): False, ("dr", ""): False,
}  # fmt: skip


class NotUnderstoodError(ValueError):
    """A text is no amount, date or period: the message is the end of a sentence about it."""


class Amount(NamedTuple):
    """An amount as printed: in pence, and whether a part of a penny was rounded off (half even)."""

    pence: int
    is_rounded: bool = False


def amount(text: str) -> Amount:
    """Return the amount that *text* prints; raise :class:`NotUnderstoodError` where it is none.

    Understands a pound sign or GBP, thousands marked by commas, spaces or apostrophes, brackets, a minus on either
    side, CR and DR, a dash or "nil" for zero, and the binary noise of spreadsheets (``34645.369999999995``,
    ``1.5E-11``). More than two decimals are rounded half even, and said.
    """
    body = text.strip()
    if match := _PLAIN.fullmatch(body):
        sign, pounds, part = match.groups()
        pence = int(pounds.replace(",", "")) * 100 + (int(part) * (10 if len(part) == 1 else 1) if part else 0)
        return Amount(-pence if sign else pence)
    shown = body
    body = body.translate(_DASHES).removeprefix("'").strip()
    if body.casefold() in _NOTHING:
        return Amount(0)
    match = _SHAPE.fullmatch(body)
    negative = _negative(match) if match else None
    if match is None or negative is None:
        raise NotUnderstoodError(f"the amount {shown!r} is not a number of pounds" if shown else "the amount is blank")
    number = re.sub(_GROUP, "", match["number"])
    _check_exponent(number, shown)
    try:
        exact = Decimal(number)
        whole = exact.quantize(money.PENNY, ROUND_HALF_EVEN)
    except InvalidOperation:
        raise NotUnderstoodError(f"the amount {shown!r} is too large") from None
    pence = money.to_pence(whole)
    return Amount(-pence if negative else pence, abs(exact - whole) > _NOISE)


def _negative(match: re.Match[str]) -> bool | None:
    """Return whether what surrounds the number makes it negative; None where it says two things, or nothing known."""
    around = []
    pounds = 0
    for side in ("before", "after"):
        marks = match[side].casefold()
        pounds += marks.count("£") + marks.count("gbp")
        around.append(re.sub(r"[\sâ£]|gbp", "", marks))
    return _SIGNS.get((around[0], around[1])) if pounds <= 1 else None


def _check_exponent(number: str, shown: str) -> None:
    """Raise :class:`NotUnderstoodError` where an exponent makes *number* endless, or shows that digits were lost."""
    mantissa, _, exponent = number.casefold().partition("e")
    if len(exponent) > _LONGEST_EXPONENT:
        raise NotUnderstoodError(f"the amount {shown!r} is too large")
    if exponent and int(exponent) > 0 and len(mantissa.replace(".", "")) < _FULL_DIGITS:
        raise NotUnderstoodError(
            f"the amount {shown!r} has lost its last digits: format the column as a number, and export it again"
        )


def pence(text: str) -> int:
    """Return the amount that *text* prints, in pence; raise :class:`NotUnderstoodError` where it is none.

    As :func:`amount`, but a part of a penny is refused.
    """
    meant = amount(text)
    if meant.is_rounded:
        raise NotUnderstoodError(f"the amount {text.strip()!r} has a part of a penny")
    return meant.pence


@lru_cache(maxsize=16384)
def day(text: str, form: str) -> datetime.date:
    """Return the date that *text* prints in the format *form* (``%d/%m/%Y``); 2018-04-30 is understood besides.

    Raises :class:`NotUnderstoodError` where it is no such date.
    """
    shown = text.strip()
    if not shown:
        raise NotUnderstoodError("the date is blank")
    iso = _ISO.fullmatch(shown)
    try:
        if iso:
            meant = datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            meant = datetime.datetime.strptime(shown, form).date()  # noqa: DTZ007 - a posting date has no time zone
    except ValueError:
        raise NotUnderstoodError(f"the date {shown!r} is not written {form}, as the profile says") from None
    if meant.year not in YEARS:
        raise NotUnderstoodError(f"the date {shown!r} is not of the years {YEARS[0]} to {YEARS[-1]}: correct it")
    return meant

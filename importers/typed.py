"""What amount, date or period does a text as printed mean? One that cannot be told is refused, never guessed."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from ledger import money

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
#: The years that the books of an English council's programme can be of: any other is a slip of the keyboard.
_YEARS = range(1970, 2100)
#: A binary double is this near to the pence it means; anything further is a part of a penny.
_NOISE = Decimal("0.000001")


class NotUnderstoodError(ValueError):
    """A text is no amount, date or period: the message is the end of a sentence about it."""


def pence(text: str) -> int:
    """Return the amount that *text* prints, in pence; raise :class:`NotUnderstoodError` where it is none.

    Understands a pound sign, spaces, commas between thousands, brackets or a minus on either side for negatives, and
    the binary noise of spreadsheets (``34645.369999999995``); a part of a penny is refused.
    """
    shown = text.strip()
    body = re.sub(r"[\s\N{NO-BREAK SPACE}£]", "", shown).replace(money.MINUS, "-")
    negative = False
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1], True
    elif body.endswith("-") and len(body) > 1:
        body, negative = body[:-1], True
    if not (_PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)) or (negative and body[0] in "+-"):
        raise NotUnderstoodError(f"the amount {shown!r} is not a number of pounds" if shown else "the amount is blank")
    try:
        exact = Decimal(body.replace(",", ""))
        whole = exact.quantize(money.PENNY, ROUND_HALF_EVEN)
    except InvalidOperation:
        raise NotUnderstoodError(f"the amount {shown!r} is too large") from None
    if abs(exact - whole) > _NOISE:
        raise NotUnderstoodError(f"the amount {shown!r} has a part of a penny")
    return money.to_pence(-whole if negative else whole)


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
    if meant.year not in _YEARS:
        raise NotUnderstoodError(f"the date {shown!r} is not of the years {_YEARS[0]} to {_YEARS[-1]}: correct it")
    return meant

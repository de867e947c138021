"""Does a free text hold a personal identifier?

Only free text is screened (payee, narration, description, evidence): one ten-digit document number in eleven passes
the NHS check digit, so reference columns are never judged, and numbers that look like any other number need their
spaced form or a cue word.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NI = re.compile(
    r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D](?![A-Z0-9])",
    re.IGNORECASE,
)
_NHS_SPACED = re.compile(r"(?<!\d)(\d{3})[ -](\d{3})[ -](\d{4})(?!\d)")
_NHS_CUED = re.compile(r"\bNHS\b\D{0,12}(\d{10})(?!\d)", re.IGNORECASE)
_UPN = re.compile(r"(?<![A-Z0-9])([A-HJ-NP-RT-Z])(\d{11})([A-HJ-NP-RT-Z0-9])(?![A-Z0-9])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|born|birth)(?![a-z])\D{0,12}"
    r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[\s./-](?:\d{1,2}|[a-z]{3,9})[\s./-]\d{2,4})",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\b(?:tel|phone|mob|mobile|ring|call)\b\D{0,8}(?:\+44|0)[\d\s()-]{9,13}\d)|(?<!\d)(?:\+44\s?\d{2,4}|0\d{2,4})[\s-]\d{3,4}[\s-]?\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_MODULUS = 11
_NHS_LENGTH = 10

_NHS_BARE = re.compile(r"(?<!\d)(\d{10})(?!\d)", re.ASCII)
_MOBILE = re.compile(r"(?<!\d)(?:\+?44|0)7\d{9}(?!\d)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})[./-]?(?P<name>{'|'.join(_MONTHS)})[a-z]*[./-]?(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    )
)
_LIVES = range(1900, 2100)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:#-]*")

#: No identifier has fewer digits than this, and every one but an e-mail address has digits.
_WORTH_A_LOOK = re.compile(r"@|\d\D{0,3}\d\D{0,3}\d\D{0,3}\d|born|birth|d\.?o\.?b", re.IGNORECASE)


@lru_cache(maxsize=16384)
def identifier_in(text: str) -> str | None:
    """Return the kind of personal identifier that *text* seems to hold ("a National Insurance number"), or None."""
    if not _WORTH_A_LOOK.search(text):
        return None
    return next((kind for kind, holds in _KINDS if holds(text)), None)


@lru_cache(maxsize=16384)
def not_a_pseudonym(reference: str) -> str | None:
    """Return why *reference* may not stand for a family ("has no digit, as a name has none"), or None where it may.

    A reference is chosen by the council, so that one which only looks like an identifier is refused as well: any ten
    digits with the check digit of an NHS number, any date, any number of a mobile phone.
    """
    kind = identifier_in(reference) or next((kind for kind, form in _BARE if form(reference)), None)
    if kind:
        return f"holds what looks like {kind}"
    if any(mark.isspace() for mark in reference):
        return "has a space, as a name has"
    if not any(mark.isdigit() for mark in reference):
        return "has no digit, as a name has none"
    return None if _REFERENCE.fullmatch(reference) else "has other signs than letters, digits and - . _ / : #"


def _is_date(text: str) -> bool:
    """Return whether a part of *text* is a day of a life: 12/03/2009, 2009-03-12, 12MAR09, 12032009."""
    return any(_days(match) for form in _DATES for match in form.finditer(text))


def _days(match: re.Match[str]) -> bool:
    found = match.groupdict()
    name = found.get("name")
    month = _MONTHS.index(name.casefold()) + 1 if name else int(found["month"])
    year = found["year"]
    full = int(year) if len(year) > 2 else 2000 + int(year)  # noqa: PLR2004 - two digits
    if full not in _LIVES:
        return False
    try:
        return bool(datetime.date(full, month, int(found["day"])))
    except ValueError:
        return False


def _nhs(match: re.Match[str]) -> bool:
    digits = [int(digit) for digit in "".join(match.groups())]
    check = _MODULUS - sum(digit * (_NHS_LENGTH - place) for place, digit in enumerate(digits[:-1])) % _MODULUS
    return check % _MODULUS == digits[-1]


def _upn(match: re.Match[str]) -> bool:
    """Check the letter of a UPN: the weighted sum of the twelve that follow it, modulo 23."""
    values = [int(digit) for digit in match[2]]
    last = match[3]
    values.append(int(last) if last.isdigit() else _UPN_LETTERS.index(last))
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return match[1] == _UPN_LETTERS[total % len(_UPN_LETTERS)]


_KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("an e-mail address", _EMAIL.search),
    ("a National Insurance number", _NI.search),
    ("an NHS number", lambda text: any(_nhs(one) for form in (_NHS_SPACED, _NHS_CUED) for one in form.finditer(text))),
    ("a unique pupil number", lambda text: any(_upn(one) for one in _UPN.finditer(text))),
    ("a date of birth", _BIRTH.search),
    ("a phone number", _PHONE.search),
)
#: What a reference may not be besides, though it stands without the marks or words that tell it elsewhere.
_BARE: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("an NHS number", lambda text: any(map(_nhs, _NHS_BARE.finditer(text)))),
    ("a phone number", _MOBILE.search),
    ("a date", _is_date),
)

"""Does a free text hold a personal identifier?

Only free text is screened (payee, narration, description, evidence): one ten-digit document number in eleven passes
the NHS check digit, so reference columns are never judged, and numbers that look like any other number need their
spaced form or a cue word.
"""

from __future__ import annotations

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

#: No identifier has fewer digits than this, and every one but an e-mail address has digits.
_WORTH_A_LOOK = re.compile(r"@|\d\D{0,3}\d\D{0,3}\d\D{0,3}\d|born|birth|d\.?o\.?b", re.IGNORECASE)


@lru_cache(maxsize=16384)
def identifier_in(text: str) -> str | None:
    """Return the kind of personal identifier that *text* seems to hold ("a National Insurance number"), or None."""
    if not _WORTH_A_LOOK.search(text):
        return None
    return next((kind for kind, holds in _KINDS if holds(text)), None)


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

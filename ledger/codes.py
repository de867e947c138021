"""When does a code of a finance system fit what a person wrote for it? Exactly, by its beginning, or in a range."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger import texts

_RANGE = re.compile(r"(\d+)-(\d+)")
#: A number as a workbook or a spreadsheet program may write it.
_WHOLE = re.compile(r"([0-9]+)\.0+")
#: A text of more digits is no code.
_LONGEST = 20


def bare(code: str) -> str:
    """Return *code* as codes are compared: small letters, spaces squeezed, ``4310.0`` as ``4310``."""
    small = texts.bare(code)
    whole = _WHOLE.fullmatch(small)
    return whole[1] if whole else small


@dataclass(frozen=True)
class Pattern:
    """A code to look for: ``3100`` itself, ``31*`` all that begin so, ``3000-3999`` all numbers between, ``*`` any."""

    text: str

    @classmethod
    def of(cls, text: str) -> Pattern:
        """Return the pattern that a person writes as *text*."""
        return cls(bare(text))

    def rank(self, code: str) -> tuple[int, int] | None:
        """Return how closely *code*, which is :func:`bare`, fits, smaller is closer; None where it does not."""
        if self.text == code:
            return (0, 0)
        if self.text.endswith("*"):
            start = self.text[:-1]
            return ((1, -len(start)) if start else (3, 0)) if code.startswith(start) else None
        limits = _RANGE.fullmatch(self.text)
        if limits and code.isdecimal() and len(code) <= _LONGEST and int(limits[1]) <= int(code) <= int(limits[2]):
            return (2, int(limits[2]) - int(limits[1]))
        return None

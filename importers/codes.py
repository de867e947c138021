"""Which rule of a profile does a code fall under? Exact before prefix before range; first of equals; capitals aside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import texts

if TYPE_CHECKING:
    from importers.profile import Rule

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
        """Return the pattern that a profile writes as *text*."""
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


class Mapping:
    """The rules of a profile over some of a row's codes, each combination looked up once."""

    def __init__(self, rules: tuple[Rule, ...], roles: tuple[str, ...]) -> None:
        self._rules = [
            (rule, tuple(Pattern.of(getattr(rule, role.replace("-", "_"))) for role in roles)) for rule in rules
        ]
        self._known: dict[tuple[str, ...], Rule | None] = {}

    def rule(self, codes: tuple[str, ...]) -> Rule | None:
        """Return the rule that fits *codes* most closely, the first code counting most; None where none does."""
        if codes not in self._known:
            best: tuple[tuple[tuple[int, int], ...], Rule] | None = None
            compared = tuple(map(bare, codes))
            for rule, patterns in self._rules:
                ranks = tuple(pattern.rank(code) for pattern, code in zip(patterns, compared, strict=True))
                if any(rank is None for rank in ranks):
                    continue
                fit = tuple(rank for rank in ranks if rank is not None)
                if best is None or fit < best[0]:
                    best = (fit, rule)
            self._known[codes] = best[1] if best else None
        return self._known[codes]


class Chosen:
    """Whether a code is one of a profile's programme codes."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self._patterns = [Pattern.of(code) for code in codes]
        self._known: dict[str, bool] = {}

    def __contains__(self, code: str) -> bool:
        if code not in self._known:
            compared = bare(code)
            self._known[code] = any(pattern.rank(compared) is not None for pattern in self._patterns)
        return self._known[code]

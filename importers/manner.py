"""What do the amounts of a table tell by themselves? One unlike all others, or the sum of those above it, may be none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_LONG_WHOLE = re.compile(r"\d{5,}")
#: £100 million without pence or commas is seldom an amount.
_DOCUMENT = 9
_TWO_DECIMALS = re.compile(r".*\.\d\d\D*")
_ONE_DECIMAL = re.compile(r".*\.\d\D*")
_THREE_DECIMALS = re.compile(r"-?\d{1,3}\.\d{3}")
#: Amounts that are written alike before one that is not tells something.
_ALIKE = 20
#: Ways to part rows into groups that are followed up.
_WAYS = 6


@dataclass
class Manner:
    """How many amounts of a table are written in each way, and in which rows the rare ones stand."""

    two_decimals: int = 0
    one_decimal: int = 0
    three_decimals: int = 0
    wholes: list[int] = field(default_factory=list)
    long_wholes: list[int] = field(default_factory=list)
    documents: list[tuple[int, int]] = field(default_factory=list)
    largest: int = 0

    def add(self, text: str, row: int, pence: int) -> None:
        """Count the amount *text* of *row*."""
        shown = text.strip()
        if _TWO_DECIMALS.fullmatch(shown):
            self.two_decimals += 1
        elif _ONE_DECIMAL.fullmatch(shown):
            self.one_decimal += 1
        elif _THREE_DECIMALS.fullmatch(shown):
            self.three_decimals += 1
        elif _LONG_WHOLE.fullmatch(shown):
            self.long_wholes.append(row)
            if len(shown) >= _DOCUMENT:
                self.documents.append((row, pence))
                return
        elif shown.isdigit() and pence:
            self.wholes.append(row)
        self.largest = max(self.largest, abs(pence))

    def doubts(self) -> list[str]:
        """Return what makes some amounts doubtful."""
        found = []
        few = self.wholes if len(self.wholes) * 50 <= self.two_decimals else []
        wholes = sorted(self.long_wholes + few)
        if self.two_decimals >= _ALIKE and not self.one_decimal and wholes:
            found.append(f"row {wholes[0]} has an amount without pence, unlike all others: it may be another number")
        elif odd := [row for row, pence in self.documents if pence > self.largest * 10]:
            found.append(f"row {odd[0]} has an amount that is as long as the number of a document: it may be one")
        if self.three_decimals and not self.two_decimals and not self.one_decimal:
            found.append("amounts are written with a point before three digits: it may mark thousands, not decimals")
        return found


class _Groups(NamedTuple):
    """One way to part rows into groups: what the last group carries and counts, and the rows that ended the others."""

    token: int = 0
    rows: int = 0
    ends: tuple[int, ...] = ()


class Sums:
    """Rows that carry the sum of those above them, back to the last that did: every group of a table may end in one."""

    def __init__(self) -> None:
        self._ways = [_Groups()]

    def add(self, row: int, token: int) -> None:
        """Take up *row*, which carries *token*."""
        if len(self._ways) == 1 and (self._ways[0].token != token or not token):
            only = self._ways[0]
            self._ways[0] = _Groups(only.token + token, only.rows + 1, only.ends)
            return
        ended = [_Groups(0, 0, (*one.ends, row)) for one in self._ways if one.rows > 1 and one.token == token != 0]
        ways = [_Groups(one.token + token, one.rows + 1, one.ends) for one in self._ways]
        if ended:
            # A sum by chance is soon followed by no other.
            ways = sorted(ways + ended, key=lambda one: len(one.ends))
            ways = [ways[0], *ways[1:][-_WAYS:]]
        self._ways = ways

    def end(self) -> None:
        """Begin another group."""
        self._ways = [_Groups(0, 0, one.ends) for one in self._ways]

    @property
    def of_groups(self) -> list[int]:
        """The rows that may be totals: two that leave no row below them, or three."""
        found = [one for one in self._ways if len(one.ends) > 1 >= one.rows or len(one.ends) > 2]  # noqa: PLR2004
        return list(max(found, key=lambda one: len(one.ends)).ends) if found else []

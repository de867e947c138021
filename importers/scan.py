r"""What does a file hold that import wrote? One pass over its text, which stands in the one layout of our own writer.

Anything that is not in that layout to the letter is left to beancount's parser (:mod:`importers.books`).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Custom
from beancount.parser import parser

from ledger import canonical, money
from ledger.plugins.view import ExtractSum

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = r'"((?:[^"\\\n]++|\\.)*+)"'
_UNNAMED = r'"(?:[^"\\\n]++|\\.)*+"'
_HEAD = re.compile(r'(?:;;.*\n)+\n\d{4}-\d\d-\d\d custom "extract" .*\n(?:  .*\n)+')
_POSTING = r"  ((?:Assets|Liabilities|Equity|Income|Expenses):\S+) +(-?\d+\.\d\d) GBP\n"
_ENTRY = re.compile(
    rf"\n(\d{{4}}-\d\d-\d\d) [*!] {_TEXT} {_UNNAMED}(?: \^[\w./-]+)?\n"
    rf"  extract: {_TEXT}\n  row: \d+\n"
    rf"((?:  [a-z][\w-]*: (?:{_UNNAMED}|\d{{4}}-\d\d-\d\d)\n)*+)"
    rf"{_POSTING}{_POSTING}(?! )",
    re.ASCII,
)
#: Any other entry: of other postings, or a directive that a row became.
_OTHER = re.compile(
    rf'\n\d{{4}}-\d\d-\d\d (?:[*!] {_UNNAMED} {_UNNAMED}|custom ").*\n  extract: {_TEXT}\n(?:  .*\n)+', re.ASCII
)
_NOTED = re.compile(rf"  ([a-z][\w-]*): (?:{_TEXT}|(\d{{4}}-\d\d-\d\d))\n")
_DOC = '  doc: "'
_REVERSES = '  reverses: "'


class Held(NamedTuple):
    """A row that the books hold, as its entry is written: pounds and account of the row's posting, the rest of it said.

    *payee* is as it is written, between its quotes. *legs* are the postings (account, pence, commodity, codes) of
    one that has others than a row and its contra; *written* is the name of the directive that a row became.
    """

    date: str
    amount: str
    account: str
    extract: str
    noted: str
    path: Path
    legs: tuple[tuple[str, int, str, tuple[str, ...]], ...] = ()
    written: str = ""
    values: tuple[str, ...] = ()
    payee: str = ""
    contra: str = ""

    @property
    def pence(self) -> int:
        """The amount in pence, debits positive."""
        return int(self.amount.replace(".", ""))

    @property
    def metadata(self) -> dict[str, str]:
        """What the entry says besides: codes, dates, what it reverses; dates as they are written."""
        return {key: canonical.unquote(text) or day for key, text, day in _NOTED.findall(self.noted)}


@dataclass
class Scanned:
    """What one generated file holds: its directive, rows by document key, keys that stand twice, sums by extract."""

    path: Path
    directive: Custom
    rows: dict[str, Held] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)
    spans: dict[str, list[str]] = field(default_factory=dict)
    pence: int = 0
    count: int = 0
    reversed_pence: int = 0
    reversed_count: int = 0
    others: list[Any] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The extract's name."""
        return str(self.directive.values[0].value)

    def sums(self) -> ExtractSum:
        """Return what the file holds of its extract, as a check of the books counts it; raise ``ValueError`` for no date."""
        day = datetime.date.fromisoformat
        place = self.directive.meta
        spans = {one: (day(first), day(last), place) for one, (first, last) in self.spans.items()}
        reversed_pounds = money.to_pounds(self.reversed_pence)
        return ExtractSum(self.count, money.to_pounds(self.pence), place, spans, self.reversed_count, reversed_pounds)

    def read(self, text: str, end: int) -> bool:
        """Read the entries of *text* from *end* on; return whether all of it is in the layout of our writer."""
        quoted = canonical.quote(self.name)[1:-1]
        others: list[str] = []
        lines = before = seen = 0
        while end < len(text):
            match = _ENTRY.match(text, end)
            if match is None:
                match = _OTHER.match(text, end)
                if match is None or match[1] != quoted:
                    return False
                # Each stands on its own line, so that what is found in it is found where it is.
                before += text.count("\n", seen, end)
                seen = end
                others += ["\n" * (before - lines), match[0]]
                lines = before + match[0].count("\n")
            elif match[3] != quoted or not self._add(match):
                return False
            end = match.end()
        return self._parse("".join(others))

    def _parse(self, text: str) -> bool:
        """Read the entries that are more than a row and its contra, through beancount."""
        self.others, errors, _ = parser.parse_string(text, report_filename=str(self.path))
        return not errors

    def has_days(self) -> bool:
        """Return whether every date is one; raise ``ValueError`` otherwise."""
        return all(datetime.date.fromisoformat(one) for span in (self.days, *self.spans.values()) for one in span)

    def _add(self, match: re.Match[str]) -> bool:
        date, payee, extract, noted, account, amount, contra, other = match.groups()
        pence = int(amount.replace(".", ""))
        if pence + int(other.replace(".", "")):
            return False
        held = Held(date, amount, account, extract, noted, self.path, payee=payee, contra=contra)
        if noted.startswith(_DOC):
            key = noted[len(_DOC) : noted.index('"\n')]
            if "\\" in key:
                key = canonical.unquote(key)
            if key in self.rows:
                self.twice.append((key, match.string.count("\n", 0, match.start()) + 2))
            self.rows[key] = held
            self.count += 1
            self.pence += pence
        elif noted.startswith(_REVERSES):
            self.reversed_count += 1
            self.reversed_pence += pence
        else:
            return False
        if "  period: " in noted:
            self.periods.add(held.metadata["period"])
        else:
            self.days.add(date)
        for one in (account, contra):
            self._spans(one, date)
        return True

    def _spans(self, account: str, date: str) -> None:
        """Note that *account* is posted to on *date*."""
        span = self.spans.get(account)
        if span is None:
            self.spans[account] = [date, date]
        elif date > span[1]:
            span[1] = date
        elif date < span[0]:
            span[0] = date


def scan(path: Path, text: str) -> Scanned | None:
    """Return what the generated file *path* with *text* holds, None where it is not in the layout that import writes."""
    head = _HEAD.match(text)
    if head is None:
        return None
    entries, errors, _ = parser.parse_string(head[0], report_filename=str(path))
    if errors or len(entries) != 1 or not isinstance(entries[0], Custom):
        return None
    scanned = Scanned(path, entries[0])
    try:
        return scanned if scanned.read(text, head.end()) and scanned.has_days() else None
    except ValueError:  # what looks like a date is none: beancount says so
        return None

"""Which rows are totals printed in the file? Found by what they are: what they equal, and that they name nothing paid.

A word such as "total" proves nothing by itself, in a supplier's name least of all; a row that carries money is counted,
rejected, or shown to be a total, and never left out otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPAN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W*\d{0,4}|\d{4}\W*\d{0,4}|q[1-4].*|(?:period|month|quarter|year|page)\b.*"
_STRONG = re.compile(
    rf"""(?:[*\s]*(?:grand|overall|sub|report|final|page|running|batch|sheet|monthly|quarterly|annual|net|gross|combined|the)\W*)*
    totals?\b[\s:\-–=]*(?:(?:of|for|to|in|as\ at|over|above)\b.*|(?:amount|value|spend|spending|spent|expenditure|payments?|paid|net|gross|
    due|gbp|£|all|(?:inc|ex)\w*\ vat|of\ all|transactions|invoices|suppliers|this|{_SPAN})\W*)*[\s.:\-=£*]*""",
    re.IGNORECASE | re.VERBOSE,
)
_WEAK = re.compile(
    r".*\b(?:sub\W?)?totals?\W*|sum\b.*|(?:overall )?result|\*+|balance.*|[bc]/?[fd]|(?:carried|brought) (?:forward|down).*|all (?:suppliers|vendors|payments|spend|expenditure|transactions|rows|items)\W*",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\W*(?:grand|overall|report|final|combined)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:count|number|no\.?|rows|records|transactions|payments|invoices|items|lines)\b", re.IGNORECASE
)
#: Rows that must add up before their sum, by itself, says that a row is a total.
_CONVINCING = 5
_FEW = 3


def strength(label: str) -> str:
    """Return what *label* says: "strong" where it means a total, "weak" where it may, "name" for any other, "" for none."""
    shown = " ".join(label.split())
    if not shown:
        return ""
    if _STRONG.fullmatch(shown):
        return "strong"
    return "weak" if _WEAK.fullmatch(shown) else "name"


@dataclass
class Candidate:
    """A row that may be a printed total: what it carries, and what it says."""

    row: int
    token: int
    pence: int
    label: str
    cells: tuple[str, ...]
    verdict: str = "open"  # open | total | row | reject | count | nothing
    agrees: bool = False
    doubt: str | None = None
    in_text: bool = False

    @property
    def says(self) -> str:
        """How strongly the label says total."""
        return strength(self.label)


@dataclass
class _Run:
    """Rows that were counted, one below the other."""

    token: int = 0
    count: int = 0


@dataclass
class Ledger:
    """The money of a sheet from top to bottom: runs of rows, the edges between them, and what may be totals."""

    events: list[_Run | Candidate | None] = field(default_factory=list)
    token: int = 0
    count: int = 0
    loose: int = 0

    def add(self, token: int) -> None:
        """Add a row of *token* (its pence; with debits and credits, both in one number)."""
        last = self.events[-1] if self.events else None
        if not isinstance(last, _Run):
            last = _Run()
            self.events.append(last)
        last.token += token
        last.count += 1
        self.token += token
        self.count += 1

    def edge(self) -> None:
        """Note that a group of rows may end here."""
        if self.events and self.events[-1] is not None:
            self.events.append(None)

    def candidate(self, one: Candidate) -> None:
        """Note a row that may be a total."""
        self.events.append(one)
        if one.says in ("name", "weak") and not one.in_text:
            self.loose += one.token

    def is_sum(self, token: int) -> bool:
        """Return whether *token* is the sum of all rows so far, whatever becomes of those that may be totals."""
        return token in (self.token, self.token + self.loose)

    @property
    def candidates(self) -> list[Candidate]:
        """The rows that may be totals, in their order."""
        return [one for one in self.events if isinstance(one, Candidate)]

    def settle(self) -> None:
        """Give every candidate its verdict."""
        if not self.candidates:
            return
        for one in self.candidates:
            if _COUNT.search(one.label) and one.pence == self.count * 100 and one.says != "strong":
                one.verdict = "count"
        for _ in range(3):
            found = self._match()
            turned = False
            for one in self.candidates:
                if one.verdict == "open" and id(one) not in found and one.says in ("name", "weak") and not one.in_text:
                    one.verdict, turned = "row", True
            if not turned:
                break
        for one in self._sums_after_all():
            one.verdict = "open"
        found = self._match()
        self._unlabelled_as_rows(found)
        self._verdicts(self._match())

    def _match(self) -> dict[int, tuple[int, bool]]:
        """Return by candidate of how many rows it is the sum, and whether of all above it (or, above them, below)."""
        found: dict[int, tuple[int, bool]] = {}
        end_token, end_count = self._walk(found)
        ahead: dict[int, int] = {end_token: end_count}
        token, count = end_token, end_count
        for event in reversed(self.events):
            if isinstance(event, _Run) or (isinstance(event, Candidate) and event.verdict == "row"):
                token -= event.token
                count -= event.count if isinstance(event, _Run) else 1
                continue
            if isinstance(event, Candidate) and id(event) not in found and event.says in ("strong", "weak", ""):
                last = ahead.get(token + event.token)
                if last is not None and last > count and (event.says or count == 0):
                    found[id(event)] = (last - count, count == 0 and last == end_count)
            ahead[token] = max(count, ahead.get(token, count))
        return found

    def _walk(self, found: dict[int, tuple[int, bool]]) -> tuple[int, int]:
        behind: dict[int, int] = {0: 0}
        token = count = 0
        for event in self.events:
            if isinstance(event, _Run) or (isinstance(event, Candidate) and event.verdict == "row"):
                token += event.token
                count += event.count if isinstance(event, _Run) else 1
                continue
            if isinstance(event, Candidate):
                first = behind.get(token - event.token)
                if first is not None and first < count:
                    found[id(event)] = (count - first, first == 0)
            behind.setdefault(token, count)
        return token, count

    def _sums_after_all(self) -> list[Candidate]:
        """Return the candidates taken for rows that are the sum of all above them, once the others are rows."""
        token = count = 0
        sums = []
        for event in self.events:
            if isinstance(event, _Run):
                token, count = token + event.token, count + event.count
            elif isinstance(event, Candidate) and event.verdict == "row":
                if event.token == token and count >= _CONVINCING:
                    sums.append(event)
                else:
                    token, count = token + event.token, count + 1
        return sums

    def _unlabelled_as_rows(self, found: dict[int, tuple[int, bool]]) -> None:
        """Take rows without a label for rows where a printed total agrees only if they are."""
        lone = [one for one in self.candidates if one.verdict == "open" and not one.label and id(one) not in found]
        totals = [one for one in self.candidates if one.says == "strong" and id(one) not in found and not one.in_text]
        if not lone or not totals:
            return
        for one in lone:
            one.verdict = "row"
        again = self._match()
        if any(id(one) in again and again[id(one)][1] for one in totals):
            return
        for one in lone:
            one.verdict = "open"

    def _verdicts(self, found: dict[int, tuple[int, bool]]) -> None:
        unlabelled = [one for one in self.candidates if not one.label and one.verdict == "open"]
        matched = [one for one in unlabelled if found.get(id(one), (0, False))[0] > 1]
        regular = len(matched) > 1 and len(matched) * 10 >= len(unlabelled) * 6
        confirmed = any(
            whole and one.says == "strong" and one.verdict != "row"
            for one in self.candidates
            if (whole := found.get(id(one), (0, False))[1])
        )
        counted = 0
        total = sum(one.count for one in self.events if isinstance(one, _Run)) + sum(
            one.verdict == "row" for one in self.candidates
        )
        for event in self.events:
            if isinstance(event, _Run):
                counted += event.count
            elif isinstance(event, Candidate):
                if event.verdict == "row":
                    counted += 1
                    if not confirmed:
                        event.doubt = "carries money and little else: it was counted as a row"
                    continue
                rows, whole = found.get(id(event), (0, False))
                self._one(event, rows, whole=whole, regular=regular, is_last=counted == total, total=total)

    def _one(self, one: Candidate, rows: int, *, whole: bool, regular: bool, is_last: bool, total: int) -> None:
        says = one.says
        if one.verdict == "count" or (_COUNT.search(one.label) and one.pence == total * 100 and not rows):
            one.verdict = "count"
        elif rows and not (_WHOLE.match(one.label) and not whole):
            self._agreeing(one, rows, whole=whole, regular=regular)
        elif (one.in_text and says != "strong") or not (one.pence or says):
            one.verdict = "nothing"
        elif says == "strong" or (not says and is_last and total):
            one.verdict = "total"
        else:
            one.verdict = "reject"

    def _agreeing(self, one: Candidate, rows: int, *, whole: bool, regular: bool) -> None:
        one.verdict, one.agrees = "total", True
        says = one.says
        if says in ("strong", "weak") or one.in_text:
            return
        if says == "name":
            if not (whole and rows >= _CONVINCING):
                one.verdict, one.agrees = "row", False
                one.doubt = f"carries the sum of the {rows} rows beside it and may be a total: it was counted as a row"
            else:
                one.doubt = f"carries the sum of the {rows} rows beside it: it was taken for a total and not counted"
        elif rows == 1 and not regular:
            one.verdict, one.agrees = "reject", False
        elif not (regular or (whole and rows >= _FEW)):
            one.doubt = f"carries the sum of the {rows} rows beside it: it was taken for a total and not counted"

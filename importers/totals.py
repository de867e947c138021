"""Which rows are totals printed in the file? Found by what they are: what they equal, and that they name nothing paid.

A word such as "total" proves nothing by itself, in a supplier's name least of all; a row that carries money is counted,
rejected, or shown to be a total, and never left out otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from importers.labels import CALLED, HINTED, is_balance, strength

_WHOLE = re.compile(r"\W*(?:grand|overall|report|final|combined)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:count|number|no\.?|rows|records|transactions|payments|invoices|items|lines)\b", re.IGNORECASE
)
#: Rows that must add up before their sum, by itself, says that a row is a total.
_CONVINCING = 5
_FEW = 3
_ROUNDS = 8


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
    #: Set where the rest of the row stands there as well: what its label says of it all the same.
    in_row: str | None = None

    @property
    def says(self) -> str:
        """How strongly the label says total."""
        if self.in_row is not None:
            return "strong" if self.in_row == CALLED else "name"
        return strength(self.label)

    @property
    def may_be_row(self) -> bool:
        """Whether it is a row of the extract unless it is a sum."""
        return not self.in_text and (self.in_row is not None or self.says in ("name", "weak"))


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
        if one.may_be_row:
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
        for _ in range(_ROUNDS):
            if not self._turn(self._match()):
                break
        for one in self._sums_after_all():
            one.verdict = "open"
        found = self._match()
        self._unlabelled_as_rows(found)
        self._verdicts(self._match())

    def _turn(self, found: dict[int, tuple[int, bool]]) -> bool:
        """Take what may be a row for one where it is no sum, the likeliest rows first; return whether there was any."""
        open_ones = [one for one in self.candidates if one.verdict == "open" and one.may_be_row]
        are_groups = any(one.in_row == CALLED and found.get(id(one), (0, False))[0] > 1 for one in open_ones)
        last = self._last_told(found, are_groups=are_groups)
        for level in (HINTED, CALLED, None):
            turned = [
                one
                for one in open_ones
                if one.in_row == level and not _is_sum(one, found, are_groups=are_groups, is_told=one.row < last)
            ]
            for one in turned:
                rows, _ = found.get(id(one), (0, False))
                one.verdict = "row"
                one.doubt = _sums(rows) if level == HINTED and rows > 1 and one.token else None
            if turned:
                return True
        return False

    def _last_told(self, found: dict[int, tuple[int, bool]], *, are_groups: bool) -> int:
        """Return the row of the last printed total of all rows above it: what may be a total there is none of them."""
        return max(
            (
                one.row
                for one in self.candidates
                if one.says == "strong"
                and one.verdict == "open"
                and found.get(id(one), (0, False))[1]
                and _is_sum(one, found, are_groups=are_groups, is_told=False)
            ),
            default=0,
        )

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
                if (
                    event.token == token
                    and count >= _CONVINCING
                    and (event.in_row is None or (event.in_row == CALLED and event.token))
                ):
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
        proofs = [
            one.row
            for one in self.candidates
            if found.get(id(one), (0, False))[1] and one.says == "strong" and one.verdict != "row"
        ]
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
                    event.doubt = event.doubt or _as_row(event, proofs)
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
                one.doubt = _sums(rows)
            else:
                one.doubt = f"carries the sum of the {rows} rows beside it: it was taken for a total and not counted"
        elif rows == 1 and not regular:
            one.verdict, one.agrees = "reject", False
        elif not (regular or (whole and rows >= _FEW)):
            one.doubt = f"carries the sum of the {rows} rows beside it: it was taken for a total and not counted"


def _is_sum(one: Candidate, found: dict[int, tuple[int, bool]], *, are_groups: bool, is_told: bool) -> bool:
    """Return whether what may be a row is a sum; with all that rows have beside it, it must be called one as well.

    Where another total is right without it (*is_told*), a row that is called a total is no row.
    """
    rows, whole = found.get(id(one), (0, False))
    if one.in_row is None:
        return rows > 0
    if one.in_row == HINTED or not one.token:
        return False
    if is_told and not is_balance(one.label):
        return True
    return (rows > 1 or (rows == 1 and are_groups)) and (whole or not _WHOLE.match(one.label))


def _as_row(one: Candidate, proofs: list[int]) -> str | None:
    """Return what is doubtful about counting *one* as a row; *proofs* are the rows of totals that it is a part of."""
    if is_balance(one.label):
        return "is called a balance, and is the sum of no rows: it was counted as a row"
    if one.in_row is None:
        return None if proofs else "carries money and little else: it was counted as a row"
    if one.in_row == HINTED or (one.token and one.row < max(proofs, default=0)):
        return None
    return "is called a total, and is the sum of no rows: it was counted as a row"


def _sums(rows: int) -> str:
    return f"carries the sum of the {rows} rows beside it and may be a total: it was counted as a row"

"""Which lines of an extract are new? What the books hold is set aside, what contradicts them is rejected aloud."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.base import of_another_year
from ledger import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from importers.keys import HeldRows
    from importers.lines import Line, Sorted
    from importers.scan import Held
    from ledger.closing import Closed


@dataclass
class Sieve:
    """Lets the new lines of one extract through, one by one; *year* is known where the extract was seen to have two.

    *parents* are the extracts whose rejects the file corrects: a row without line number on the list is none of theirs.
    """

    held: HeldRows
    closed: Closed
    done: Sorted
    year: int | None = None
    parents: frozenset[str] = frozenset()
    years: Counter[int] = field(default_factory=Counter)
    last_period: int = 0
    _seen: dict[str, int] = field(default_factory=dict)
    _left: dict[str, Counter[str]] = field(default_factory=dict)
    _waiting: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _elsewhere: list[tuple[Line, str]] = field(default_factory=list)

    def sift(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the lines to be posted; those that only the end of the file decides come last.

        A line whose key is held with another amount or date, or stands twice in the file, is rejected. One that is held
        on another account than the profile now says stays where it is, and is told.
        """
        for line in lines:
            year = line.period // 100
            self.years[year] += 1
            if self.year is not None and year != self.year:
                self.done.reject(line, of_another_year(line, self.year), ())
            elif self._is_new(line) and self._is_open(line):
                yield line
        yield from (line for line in self._decided() if self._is_open(line))
        self.done.rejects.sort(key=lambda one: one.row)

    def told(self) -> list[str]:
        """Return what a person should know of the lines that were set aside."""
        if not self._elsewhere:
            return []
        line, account = min(self._elsewhere, key=lambda one: one[0].row)
        count = len(self._elsewhere)
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        first = f"the first row {line.row} ({account}, now {line.account})"
        return [
            f"warning: {rows} in the books on another account than the profile now says, {first}: correct them by journals"
        ]

    def _is_open(self, line: Line) -> bool:
        """Return whether the line's posting period is open; reject the line otherwise."""
        refusal = self.closed.refusal(line.period)
        if refusal is not None:
            self.done.reject(line, refusal, ())
            return False
        self.last_period = max(self.last_period, line.period)
        return True

    def _is_new(self, line: Line) -> bool:
        return self._is_new_by_content(line) if line.is_by_content else self._is_new_by_line(line)

    def _is_new_by_line(self, line: Line) -> bool:
        held = self.held.of_line(line.key)
        if held is None:
            if line.key in self._seen:
                self.done.reject(line, _twice(line, self._seen[line.key]), ())
                return False
            self._seen[line.key] = line.row
            return True
        if (held.pence, held.date) != (line.pence, line.date.isoformat()):
            self.done.reject(line, _changed(line, held), ())
        else:
            self._set_aside(line, held.account)
        return False

    def _is_new_by_content(self, line: Line) -> bool:
        """Hold rows that say the same against as many in the books, those on the same account first."""
        base = line.key.rpartition("/")[0]
        left = self._left.get(base)
        if left is None:
            held = self.held.of_content(base)
            if not held:
                return True
            left = self._left[base] = Counter(one.account for one in held if one.extract not in self.parents)
        if left[line.account]:
            left[line.account] -= 1
            self._set_aside(line, line.account)
        else:
            self._waiting[base].append(line)
        return False

    def _decided(self) -> list[Line]:
        """Return the lines that say the same as rows on other accounts and are more than those."""
        fresh: list[Line] = []
        for base, lines in self._waiting.items():
            left = self._left[base]
            number = len(self.held.of_content(base))
            for line, account in zip(lines, left.elements(), strict=False):
                self._set_aside(line, account)
            new = lines[left.total() :]
            fresh += [line._replace(key=f"{base}/{number + place}") for place, line in enumerate(new, start=1)]
        return sorted(fresh, key=lambda line: line.row)

    def _set_aside(self, line: Line, account: str) -> None:
        self.done.move(line, "held")
        if account != line.account:
            self._elsewhere.append((line, account))


def _twice(line: Line, row: int) -> str:
    return (
        f"{line.key} stands in row {row} as well: the columns document and line of the profile do not name one row, so "
        "correct the profile or the row"
    )


def _changed(line: Line, held: Held) -> str:
    return (
        f"{line.key} is in the books of {held.date} with {held.amount}, and here of {line.date} with "
        f"{money.plain(line.pence)}: a posted row does not change, so post the difference under a document of its own; where "
        "the finance system numbers its documents anew each year, give the profile another system for each"
    )

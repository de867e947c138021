"""Is a row in the books already? By system/document/line, or by document, date and amount where it has no line number."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

    from importers.lines import Line, Sorted
    from importers.reader import Sheet

_BY_CONTENT = re.compile(r"(.+/[0-9a-f]{12})/(\d+)")


@dataclass(frozen=True)
class Held:
    """What the books hold under a key: pence and account of the row's posting, and the entry's date."""

    pence: int
    account: str
    date: datetime.date


def of_line(system: str, document: str, line: str) -> str:
    """Return the key of a row that has a document and a line number."""
    return f"{system}/{document}/{line}"


def of_content(system: str, document: str, day: datetime.date, pence: int, *texts: str) -> str:
    """Return the start of the key of a row without a line number; how often it came before is the rest.

    It depends on what cannot change between two exports of one row: its document, day and amount, whatever columns the
    export has and however they are written. *texts* count where there is no document, and nothing else tells rows apart.
    """
    content = "\x1f".join((day.isoformat(), str(pence), *(() if document else texts)))
    return f"{system}/{document or '-'}/{hashlib.sha256(content.encode()).hexdigest()[:12]}"


class HeldRows:
    """The rows that the books hold, by key."""

    def __init__(self, transactions: Iterable[Transaction]) -> None:
        self._by_line: dict[str, Held] = {}
        self._by_content: dict[str, list[Held]] = defaultdict(list)
        for txn in transactions:
            key = txn.meta.get("doc")
            if key is not None and txn.postings:
                account, units = txn.postings[0].account, txn.postings[0].units
                number = units.number if units is not None else None
                self._add(str(key), Held(int((number or 0) * 100), account, txn.date))

    def add(self, lines: Iterable[Line]) -> None:
        """Count *lines* as held from now on."""
        for line in lines:
            self._add(line.key, Held(line.pence, line.account, line.date))

    def _add(self, key: str, held: Held) -> None:
        by_content = _BY_CONTENT.fullmatch(key)
        if by_content:
            self._by_content[by_content[1]].append(held)
        else:
            self._by_line[key] = held

    def set_aside(self, done: Sorted, sheet: Sheet) -> list[str]:
        """Count the lines of *done* that are held already as such, keep the others, and say what a person should know.

        A line whose key is held with another amount or date, or stands twice in the file, is rejected. One that is held
        on another account than the profile now says stays where it is, and is told.
        """
        elsewhere: list[tuple[Line, str]] = []
        fresh = self._by_line_number(done, sheet, elsewhere)
        fresh += self._by_their_content(done, elsewhere)
        done.lines = sorted(fresh, key=lambda line: line.row)
        done.rejects.sort(key=lambda one: one.row)
        if not elsewhere:
            return []
        line, account = elsewhere[0]
        rows = "1 row is" if len(elsewhere) == 1 else f"{len(elsewhere):,} rows are"
        first = f"the first row {line.row} ({account}, now {line.account})"
        return [
            f"warning: {rows} in the books on another account than the profile now says, {first}: correct them by journals"
        ]

    def _by_line_number(self, done: Sorted, sheet: Sheet, elsewhere: list[tuple[Line, str]]) -> list[Line]:
        fresh: list[Line] = []
        seen: dict[str, int] = {}
        for line in done.lines:
            if line.is_by_content:
                continue
            held = self._by_line.get(line.key)
            if held is None:
                if line.key in seen:
                    done.reject(line, _twice(line, seen[line.key]), sheet.cells[line.row])
                else:
                    seen[line.key] = line.row
                    fresh.append(line)
            elif (held.pence, held.date) != (line.pence, line.date):
                done.reject(line, _changed(line, held), sheet.cells[line.row])
            else:
                done.move(line, "held")
                if held.account != line.account:
                    elsewhere.append((line, held.account))
        return fresh

    def _by_their_content(self, done: Sorted, elsewhere: list[tuple[Line, str]]) -> list[Line]:
        """Hold rows that say the same against as many in the books, those on the same account first."""
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in done.lines:
            if line.is_by_content:
                groups[line.key.rpartition("/")[0]].append(line)
        fresh: list[Line] = []
        for base, lines in groups.items():
            held = Counter(one.account for one in self._by_content.get(base, ()))
            number = held.total()
            rest = []
            for line in lines:
                if held[line.account]:
                    held[line.account] -= 1
                    done.move(line, "held")
                else:
                    rest.append(line)
            for line, account in zip(rest, held.elements(), strict=False):
                done.move(line, "held")
                elsewhere.append((line, account))
            new = rest[held.total() :]
            fresh += [replace(line, key=f"{base}/{number + place}") for place, line in enumerate(new, start=1)]
        return fresh


def _twice(line: Line, row: int) -> str:
    return (
        f"{line.key} stands in row {row} as well: the columns document and line of the profile do not name one row, so "
        "correct the profile or the row"
    )


def _changed(line: Line, held: Held) -> str:
    return (
        f"{line.key} is in the books of {held.date} with {money.plain(held.pence)}, and here of {line.date} with "
        f"{money.plain(line.pence)}: a posted row does not change, so post the difference under a document of its own; where "
        "the finance system numbers its documents anew each year, give the profile another system for each"
    )

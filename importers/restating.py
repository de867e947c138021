"""How is a row that changed since it was posted put right? Reversed and posted again in the open period, the past left alone."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, NamedTuple

from beancount.core import data
from beancount.parser import booking, parser

from importers.fresh import conflict
from importers.lines import Written
from ledger import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from importers.fresh import Changed, Sieve
    from importers.generated import Entries
    from importers.keys import HeldRows
    from importers.lines import Line
    from importers.meaning import Targets

_NOT_OF_A_LINK = re.compile(r"[^A-Za-z0-9_/.-]+")


#: What takes a commitment back.
_UNDONE = {"raised": "reduced", "reduced": "raised", "cancelled": "raised"}


class Restated(NamedTuple):
    """How many rows were restated, how many entries were reversed for them, and the pence that those carried."""

    rows: int = 0
    reversed: int = 0
    pence: int = 0


def restate(sieve: Sieve, held: HeldRows, targets: Targets, entries: Entries) -> Restated:
    """Write a reversal and a new entry for each row that changed; return what was restated.

    Both are of the extract's last period, or of the earlier entry's where that is later. A row for which that cannot be is
    rejected. A directive that a later one of its name amends has no reversal.
    """
    rows = count = pence = 0
    files: dict[Path, str] = {}
    for changed in sieve.changed:
        period = max(sieve.latest_period, _posted(changed, targets))
        line = _moved(changed, held, targets, period)
        earlier = _earlier(changed, files)
        last = targets.calendar.days(period)[1]
        days = [(one.account, last) for one in earlier.postings] if isinstance(earlier, data.Transaction) else []
        if line.written is None:
            days += [(one, line.date) for one in ([side.account for side in line.sides] or [line.account, line.contra])]
        refusal = _of_another_year(changed, targets) or sieve.closed.refusal(period) or _not_open(targets, days)
        if refusal:
            sieve.done.reject(changed.line, refusal, ())
            continue
        link = _NOT_OF_A_LINK.sub("-", f"restated-{line.key}")
        stated = targets.calendar.label(period) if period != targets.calendar.key_of(last) else ""
        if isinstance(earlier, data.Transaction):
            entries.reverse(earlier, changed.key, line.row, last, stated, link)
        elif undone := _undone(earlier):
            entries.undo(undone, changed.key, line.row, last, stated)
        if isinstance(earlier, data.Transaction) or undone:
            count += 1
            pence -= changed.held.pence
        entries.add(line, link)
        sieve.last_period = max(sieve.last_period, period)
        sieve.restated_days.add(last)
        rows += 1
    sieve.done.rejects.sort(key=lambda one: one.row)
    return Restated(rows, count, pence)


def _undone(earlier: data.Custom) -> Written | None:
    """Return the directive that takes *earlier* back; None where a later one of its name amends it."""
    values = [one.value for one in earlier.values]
    match earlier.type:
        case "commitment":
            order, account, amount, event = values
            return Written("commitment", (order, canonical.Bare(account), canonical.Bare(amount), _UNDONE[event]))
        case "virement":
            source, target, amount, approval = values
            swapped = (canonical.Bare(target), canonical.Bare(source), canonical.Bare(amount))
            return Written("virement", (*swapped, f"Reversal: {approval}"))
    return None


def _posted(changed: Changed, targets: Targets) -> int:
    """Return the posting period of the entry that stands in the books."""
    held = changed.held
    if "  period: " in held.noted:
        return targets.calendar.key(held.metadata["period"])
    return targets.calendar.key_of(datetime.date.fromisoformat(held.date))


def _moved(changed: Changed, held: HeldRows, targets: Targets, period: int) -> Line:
    """Return the line as it is posted now: in *period*, under a key of its own, saying what it restates."""
    line = changed.line
    date = line.date if line.period == period else targets.calendar.days(period)[1]
    metadata: list[tuple[str, canonical.Value]] = [*line.metadata, ("restates", line.key)]
    if date != line.date:
        metadata.append(("row-date", line.date))
    return line._replace(
        key=held.next_state(line.key),
        date=date,
        period=period,
        states_period=period != targets.calendar.key_of(date),
        metadata=tuple(metadata),
    )


def _of_another_year(changed: Changed, targets: Targets) -> str | None:
    """Return why what stands in the books is another row: documents numbered anew in a year are no restatements."""
    if _posted(changed, targets) // 100 == changed.line.period // 100:
        return None
    return conflict(changed.line, changed.held)


def _not_open(targets: Targets, wanted: list[tuple[str, datetime.date]]) -> str | None:
    """Return why an account cannot be posted to on its day, None where all can."""
    for account, day in wanted:
        opened, closed = targets.accounts.get(account, (None, None))
        if opened is None or opened > day or (closed is not None and closed <= day):
            return (
                f"{account} is not open on {day}, when the row would be restated: open it in books/accounts.beancount"
            )
    return None


def _earlier(changed: Changed, files: dict[Path, str]) -> data.Transaction | data.Custom:
    """Return the entry that stands in the books under the key of what changed."""
    path = changed.held.path
    if path not in files:
        files[path] = path.read_text(encoding="utf-8")
    text = files[path]
    place = text.find(f"\n  doc: {canonical.quote(changed.key)}\n")
    start, end = text.rfind("\n\n", 0, max(place, 0)), text.find("\n\n", place)
    block = text[start : end if end > 0 else len(text)] if place > 0 and start >= 0 else text
    for one in (block, text):  # an entry by hand may stand otherwise
        entries, _, options = parser.parse_string(one)
        booked, _ = booking.book(entries, options)  # type: ignore[no-untyped-call] # as beancount has it
        for entry in booked:
            if isinstance(entry, data.Transaction | data.Custom) and entry.meta.get("doc") == changed.key:
                return entry
    raise LookupError(f"{changed.key} is not in {path}")

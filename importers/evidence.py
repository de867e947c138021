"""Which rows of an extract belong to what other extracts posted? Told at import from what the books are scanned for."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

from importers.keys import state_date
from ledger import canonical, matching, money
from ledger.agreements import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importers.keys import HeldRows
    from importers.lines import Line
    from importers.scan import Held
    from ledger.agreements import Register
    from ledger.matching import Matched, Posted

#: How many rows that belong to nothing are named; statement evidence lists them all.
_SHOWN = 20


def of_line(line: Line, extract: str) -> Evidence:
    """Return the evidence that *line* of *extract* is."""
    assert line.written is not None  # noqa: S101 - a line of evidence is always written
    fund, stream = map(str, line.written.values)
    said = {key: value for key, value in line.metadata if key != "amount"}
    return Evidence(line.key, line.date, fund, stream, line.pence, extract, line.row, said, {})


def told(new: list[Evidence], earlier: list[Evidence], register: Register, held: HeldRows) -> list[str]:
    """Return how many *new* rows belong to what was posted, by what that is known, and a sentence for each other.

    What *earlier* ones belong to is theirs.
    """
    if not new:
        return []
    known = matching.matched(register, [*earlier, *new], _posted(held))
    left = [one for one in new if one.key not in known]
    said = [*_of_streams(register, new), *_counted([known[one.key] for one in new if one.key in known])]
    said += [
        f"warning: row {one.row}, {money.spoken(one.pence)}{_to(one)}, belongs to nothing that {_poster(register, one)} "
        "posted: import that extract, or ask why it is not there"
        for one in left[:_SHOWN]
    ]
    if len(left) > _SHOWN:
        said.append(f"warning: and {len(left) - _SHOWN:,} more rows; statement evidence lists them all")
    return said


def _of_streams(register: Register, new: list[Evidence]) -> list[str]:
    counts = Counter(f"{one.stream} of {one.fund}, which {_poster(register, one)} posts" for one in new)
    return [f"{count:,} row{'s are' if count > 1 else ' is'} evidence of {what}" for what, count in counts.items()]


def _counted(known: list[Matched]) -> Iterator[str]:
    for how in dict.fromkeys(one.how for one in known):
        count = sum(one.how == how for one in known)
        yield f"{count:,} row{' is' if count == 1 else 's are'} matched {how}"


def _to(one: Evidence) -> str:
    payee = one.said.get("payee")
    return f" to {payee}" if payee else ""


def _poster(register: Register, one: Evidence) -> str:
    return register.poster(one.fund, one.stream, one.date)


def _posted(held: HeldRows) -> Iterator[Posted]:
    """Yield what the rows that the books hold posted to accounts of streams, each in its last state."""
    for key, row in held.first_states():
        if not row.written:
            yield from matching.postings_of(
                key, datetime.date.fromisoformat(state_date(row)), _legs(row), _said(row), canonical.unquote(row.payee)
            )


def _legs(row: Held) -> list[tuple[str, int]]:
    if row.legs:
        return [(account, pence) for account, pence, commodity, _ in row.legs if commodity == "GBP"]
    return [(row.account, row.pence), (row.contra, -row.pence)]


def _said(row: Held) -> dict[str, object]:
    return dict(row.metadata) if any(f"  {key}: " in row.noted for key in matching.REFERENCES) else {}

"""In which order were periods closed and reopened, and does what the books say of it still hold together?

Each ``period-close`` and ``period-reopen`` that the commands write names the one before it (``previous:``) and states the sha256
of itself (``seal:``), so that none can be changed or taken out without breaking the chain after it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledger import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.directives import Record

CLOSE, REOPEN = "period-close", "period-reopen"
#: What the first of a chain names as the one before it.
NONE = "none"


def events(records: Iterable[Record]) -> list[Record]:
    """Return the closes and reopens among *records* in the order in which they were made.

    By day; within a day as they are chained, and those that were written by hand, without a seal, as they stand.
    """
    found = [one for one in records if one.name in (CLOSE, REOPEN)]
    place = _places(found)
    return sorted(found, key=lambda one: (one.date, place.get(str(one.metadata.get("seal", "")), -1)))


def _places(found: list[Record]) -> dict[str, int]:
    """Return the place of each seal in the chain; one that hangs on nothing has none."""
    after: dict[str, list[str]] = {}
    for one in found:
        if "seal" in one.metadata:
            after.setdefault(one.metadata.get("previous", NONE), []).append(one.metadata["seal"])
    places: dict[str, int] = {}
    waiting = list(after.get(NONE, ()))
    while waiting:
        seal = waiting.pop(0)
        if seal not in places:
            places[seal] = len(places)
            waiting += after.get(seal, ())
    return places


def last(records: Iterable[Record]) -> str:
    """Return the seal that the next close or reopen names: that of the last one made, ``none`` before the first."""
    sealed = [one for one in events(records) if "seal" in one.metadata]
    return str(sealed[-1].metadata["seal"]) if sealed else NONE


def seal_of(record: Record) -> str:
    """Return the sha256 of all that the directive says, its own ``seal:`` left out."""
    said = {key: record.metadata[key] for key in sorted(record.metadata) if key != "seal"}
    text = canonical.custom(record.date, record.name, list(record.values.values()), said)
    return sha256(text.encode())


def sha256(content: bytes) -> str:
    """Return the sha256 of *content* as directives write it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def broken(records: Iterable[Record]) -> list[tuple[Record, str]]:
    """Return each sealed close or reopen that is not as it was written, or that hangs on none that is there, and why."""
    sealed = [one for one in events(records) if "seal" in one.metadata]
    known = {str(one.metadata["seal"]) for one in sealed}
    found: list[tuple[Record, str]] = []
    taken: set[str] = set()
    for one in sealed:
        before = str(one.metadata.get("previous", NONE))
        if seal_of(one) != one.metadata["seal"]:
            found.append((one, "was changed after it was written: its seal does not fit what it says"))
        elif before not in (NONE, *known):
            found.append((one, "follows a close or reopen that is no longer in the books"))
        elif before in taken:
            found.append((one, "follows the same close or reopen as another does: one of the two was added by hand"))
        taken.add(before)
    return found

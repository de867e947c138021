"""What may belong together: money or evidence that nothing explains, and what is still to come?

A proposal rests on an amount or a reference, never on who paid; a person decides (:mod:`ledger.accepting`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ledger import money

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.agreements import Evidence
    from ledger.receipts import Receipt
    from ledger.reconciling import Line

#: Days from the day an instalment is due within which money is called near to it.
NEAR = 31
#: What an entry or a row says in words that may hold a reference.
_SAID = ("remittance", "invoice", "document", "narration", "instalment", "relates-to")
_SIGNS = re.compile(r"[^a-z0-9]+")
#: A reference of fewer letters and digits than this is found in any text.
_SHORTEST = 5


@dataclass(frozen=True)
class Proposal:
    """*one*, a row's key, may belong to *others*: instalments, or the key of an entry; pence, and why."""

    one: str
    others: tuple[str, ...]
    pence: int
    reasons: tuple[str, ...]
    weight: int

    @property
    def command(self) -> str:
        """What accepts it."""
        pairs = " ".join(f'--accept "{self.one}" "{other}"' for other in self.others)
        return f'ealedger reconcile {pairs} --because "why, officer"'


class _Loose(NamedTuple):
    """Money or evidence that nothing explains."""

    key: str
    fund: str
    agreement: str
    day: datetime.date
    pence: int
    words: str


class _Open(NamedTuple):
    """An instalment of which money is missing or still to come."""

    reference: str
    agreement: str
    fund: str
    falls: datetime.date
    pence: int


def proposals(lines: Sequence[Line], unmatched: Iterable[Evidence]) -> tuple[Proposal, ...]:
    """Return what may belong together, what has most to say for it first."""
    wanted = [one for line in lines if (one := _open(line)) is not None]
    by_fund: dict[str, list[_Open]] = defaultdict(list)
    for one in sorted(wanted, key=lambda one: (one.falls, one.reference)):
        by_fund[one.fund].append(one)
    found = [
        proposal
        for loose in [*_money(lines), *map(_row, unmatched)]
        for proposal in _for_instalments(loose, by_fund[loose.fund])
    ]
    found += _for_entries(lines, unmatched)
    return tuple(sorted(found, key=lambda one: (-one.weight, one.one, one.others)))


def _open(line: Line) -> _Open | None:
    """Return what *line* still waits for, where it is an instalment."""
    if not line.is_expected or line.claims or line.falls is None:
        return None
    pence = line.short + line.to_come
    return _Open(line.reference, line.agreement, line.fund, line.falls, pence) if pence > 0 else None


def _money(lines: Iterable[Line]) -> list[_Loose]:
    """Return the money for no instalment, what is over, and what came early and may be another's."""
    found = []
    for line in lines:
        if not line.is_expected:
            found += [_receipt(one, one.pence) for one in line.receipts]
        elif line.over or line.early:
            last = max(line.receipts, key=lambda one: (one.day, one.key), default=None)
            if last is not None:
                found.append(_receipt(last, line.over or line.early))
    return [one for one in found if one.key]


def _receipt(one: Receipt, pence: int) -> _Loose:
    return _Loose(one.key, one.fund, one.agreement, one.day, pence, _words(one.said))


def _row(one: Evidence) -> _Loose:
    words = _words(one.said)
    return _Loose(one.key, one.fund, str(one.said.get("agreement", "")), one.date, -one.stream_pence, words)


def _words(said: Mapping[str, object]) -> str:
    return _bare(" ".join(str(said[key]) for key in _SAID if key in said))


def _bare(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _for_instalments(loose: _Loose, wanted: Sequence[_Open]) -> list[Proposal]:
    own = [one for one in wanted if loose.agreement in ("", one.agreement)]
    found = []
    for one in own:
        is_alike = len(_bare(one.reference)) >= _SHORTEST and _bare(one.reference) in loose.words
        is_equal = one.pence == loose.pence
        if is_alike or is_equal:
            found.append(_proposed(loose, [one], is_equal=is_equal, is_alike=is_alike))
    if not any(one.pence == loose.pence for one in own):
        found += [_proposed(loose, together, is_equal=True, is_alike=False) for together in _sums(own, loose.pence)]
    return found


def _sums(wanted: Sequence[_Open], pence: int) -> list[list[_Open]]:
    """Return the instalments that add up to *pence*: runs that fall due one after another, and pairs."""
    found = []
    ends: dict[int, int] = {0: 0}
    total = 0
    for place, one in enumerate(wanted, start=1):
        total += one.pence
        start = ends.get(total - pence)
        if start is not None and place - start > 1:
            found.append(list(wanted[start:place]))
        ends[total] = place
    by_pence: dict[int, _Open] = {}
    for one in wanted:
        other = by_pence.get(pence - one.pence)
        if other is not None and [other, one] not in found:
            found.append([other, one])
        by_pence.setdefault(one.pence, one)
    return found


def _proposed(loose: _Loose, wanted: Sequence[_Open], *, is_equal: bool, is_alike: bool) -> Proposal:
    reasons = []
    weight = 0
    if is_equal and len(wanted) == 1:
        reasons.append(f"the same amount, {money.spoken(loose.pence)}")
        weight += 2
    elif is_equal:
        reasons.append(f"{' + '.join(money.spoken(one.pence) for one in wanted)} are {money.spoken(loose.pence)}")
        weight += 1
    if is_alike:
        reasons.append("it names the reference")
        weight += 2
    days = min(((loose.day - one.falls).days for one in wanted), key=abs)
    if abs(days) <= NEAR:
        reasons.append(_apart(days))
        weight += 1
    return Proposal(loose.key, tuple(one.reference for one in wanted), loose.pence, tuple(reasons), weight)


def _apart(days: int) -> str:
    if not days:
        return "on the day it was due"
    many = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{many} {'after' if days > 0 else 'before'} it was due"


def _for_entries(lines: Iterable[Line], unmatched: Iterable[Evidence]) -> list[Proposal]:
    """Return the entries that evidence may belong to: the same fund and amount, where matching could not choose."""
    posted: dict[tuple[str, int], list[Receipt]] = defaultdict(list)
    for line in lines:
        for one in line.receipts:
            if one.key and one.is_whole:
                posted[one.fund, one.pence].append(one)
    found = []
    for row in unmatched:
        for one in posted[row.fund, -row.stream_pence][:3]:
            days = (row.date - one.day).days
            near = "on the same day" if not days else f"{abs(days)} days apart"
            reasons = (f"the same amount, {money.spoken(one.pence)}", near)
            found.append(Proposal(row.key, (one.key,), one.pence, reasons, 2 + int(abs(days) <= NEAR)))
    return found

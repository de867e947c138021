"""How is the file of an extract written? Entry by entry as lines come, so that a long one never stands in memory."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from beancount.core.amount import Amount

from importers.lines import BUCKETS
from ledger import agreements, canonical, imported, money
from ledger.periods import Calendar
from ledger.plugins import archive

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator
    from pathlib import Path

    from beancount.core import data

    from importers.lines import Line, Sorted, Written
    from importers.profile import Profile
    from importers.restating import Restated

#: Texts of entries are kept in memory up to this size, and beyond it in a temporary file without a name.
_IN_MEMORY = 32 * 2**20
_CHUNK = 2**20
_TOGETHER = 2000


class Entries:
    """The entries of an extract as text, written as they come; used in a ``with`` block that ends their temporary file."""

    def __init__(self, extract: str) -> None:
        self._extract = extract
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._waiting: list[str] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, line: Line, link: str = "") -> None:
        """Write the entry of *line*."""
        self._add(text_of(line, self._extract, link))

    def reverse(
        self, earlier: data.Transaction, key: str, row: int, day: datetime.date, period: str, link: str
    ) -> None:
        """Write the reversal on *day* of the *earlier* entry under *key*, with the codes it had."""
        metadata: dict[str, canonical.Value] = {"extract": self._extract, "row": row, "reverses": key}
        if period:
            metadata["period"] = period
        kept = {name: earlier.meta[name] for name in imported.OF_THE_ROW if name in earlier.meta}
        metadata.update({name: value for name, value in kept.items() if isinstance(value, str)})
        if isinstance(claimed := earlier.meta.get(imported.CLAIMED), Amount):
            metadata[imported.CLAIMED] = canonical.amount(-money.to_pence(claimed.number or Decimal(0)))
        legs = [
            canonical.Leg(
                one.account,
                canonical.number(-money.to_pence(one.units.number), one.units.currency),
                one.units.currency,
                row if one.meta and "row" in one.meta else 0,
                canonical.codes_of(one.meta),
            )
            for one in earlier.postings
            if one.units is not None and one.units.number is not None
        ]
        narration = f"Reversal: {earlier.narration or ''}"
        self._add(canonical.transaction(day, "*", earlier.payee or "", narration, metadata, (), link, legs))

    def undo(self, written: Written, key: str, row: int, day: datetime.date, period: str) -> None:
        """Write the directive *written* on *day*, which takes back the one under *key*."""
        metadata: dict[str, canonical.Value] = {"extract": self._extract, "row": row, "reverses": key}
        if period:
            metadata["period"] = period
        self._add(canonical.custom(day, *written, metadata))

    def _add(self, text: str) -> None:
        self.count += 1
        self._waiting.append(text)
        if len(self._waiting) == _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._file.write(("\n" + "\n".join(self._waiting)).encode())
            self._waiting.clear()

    def _pieces(self) -> Iterator[bytes]:
        self._flush()
        self._file.seek(0)
        yield from iter(lambda: self._file.read(_CHUNK), b"")

    def file(self, source: Path, directive: str, metadata: dict[str, str]) -> Iterator[bytes]:
        """Yield the whole generated file, piece by piece: what stands on top needs what the entries came to."""
        heading = [
            f"{archive.MADE_BY.removeprefix(';; ')} from {_printable(source.name)}. Do not edit: S107 would say so.",
            "Correct a wrong entry by a reversal in the journals of the open period.",
        ]
        yield canonical.extract_head(heading, directive, metadata, self._pieces()).encode()
        yield from self._pieces()


def text_of(line: Line, extract: str, link: str = "") -> str:
    """Return the entry of *line* as the file of *extract* has it."""
    metadata: dict[str, canonical.Value] = {"extract": extract, "row": line.row, "doc": line.key}
    if line.states_period:
        metadata["period"] = Calendar.label(line.period)
    metadata.update(line.metadata)
    link = " ^".join(filter(None, (link, line.link)))
    if line.written is not None:
        return canonical.custom(line.date, *line.written, metadata)
    if line.sides:
        legs = [
            canonical.Leg(one.account, canonical.number(one.pence, one.commodity), one.commodity, one.row, one.codes)
            for one in line.sides
        ]
        return canonical.transaction(line.date, line.flag, line.payee, line.narration, metadata, (), link, legs)
    pounds = money.plain(line.pence)
    against = pounds[1:] if line.pence < 0 else f"-{pounds}" if line.pence else pounds
    postings = ((line.account, pounds), (line.contra, against))
    return canonical.transaction(line.date, line.flag, line.payee, line.narration, metadata, postings, link)


def directive(name: str, kind: str, dated: datetime.date) -> str:
    """Return the first line of the directive of the extract *name*."""
    return f'{dated.isoformat()} custom "extract" {canonical.quote(name)} {canonical.quote(kind)}'


def stated(sha256: str, profile: Profile, done: Sorted, more: dict[str, str]) -> dict[str, str]:
    """Return what the directive of an extract states below that line: its source, its profile, its control totals.

    *more* says why rejects were left out and what was restated, where it was so.
    """
    metadata = {"sha256": canonical.quote(sha256), "profile": canonical.quote(profile.name)}
    if profile.amounts.positive == "credit":
        metadata["sign"] = canonical.quote("credit-positive")
    metadata["rows-read"] = str(done.rows)
    metadata["total-read"] = _total(done.pence, done.commodity)
    for bucket in BUCKETS:
        if done.counts[bucket] or bucket not in ("held", "evidence"):
            metadata[f"rows-{bucket}"] = str(done.counts[bucket])
            metadata[f"total-{bucket}"] = _total(done.sums[bucket], done.commodity)
    return {**metadata, **more}


def restated(why: str, done: Restated, profile: Profile) -> dict[str, str]:
    """Return what the directive states where rows were restated, and how much of the books was reversed for them."""
    printed = -done.pence if profile.amounts.positive == "credit" else done.pence
    return {
        "restated": canonical.quote(why),
        "rows-restated": str(done.reversed),
        "total-restated": _total(printed, agreements.commodity_of(profile.kind)),
    }


def _total(pence: int, commodity: str) -> str:
    """Return a control total; a part of a family, which no entry has, may stand in what was read and rejected."""
    is_part = commodity != "GBP" and pence % 100
    return f"{money.plain(pence)} {commodity}" if is_part else canonical.amount(pence, commodity)


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()

"""How does an extract come into the books? Whole or not at all: under the lock, one new file, its source archived."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers import profile as profiles
from importers.base import ExtractImporter, Targets
from importers.kinds import importer
from importers.lines import BUCKETS, Line, Sorted
from importers.reader import Source, UnreadableError, read
from ledger import canonical, money, store
from ledger.periods import year_label

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from importers.profile import Profile
    from ledger.book import Book

ARCHIVE = "extracts/archive"

#: Findings of these letters mean that what the books hold cannot be trusted, so nothing is added to them.
_MUST_HOLD = ("S", "I", "B")


@dataclass(frozen=True)
class Outcome:
    """What an import did with one file; *written* is the new file of the books, None where nothing was written."""

    source: Path
    profile: str
    name: str
    done: Sorted
    sha256: str
    written: Path | None = None
    rejects_file: Path | None = None
    said: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether rows were rejected."""
        return bool(self.done.rejects)


class NotImportedError(Exception):
    """An import cannot begin: the message says why and what to do."""


@dataclass
class Importing:
    """Imports into one set of books, loaded once; the lock is held by the caller (:func:`ledger.store.locked`)."""

    book: Book
    dry_run: bool = False
    _keys: set[str] = field(default_factory=set)
    _sha256: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        broken = [one for one in self.book.errors if one.code.startswith(_MUST_HOLD)]
        if broken:
            raise NotImportedError(
                f"nothing is imported into books that cannot be trusted: {broken[0].code} {broken[0].message} "
                f"({broken[0].place or self.book.path}). Run: ealedger check"
            )
        register = self.book.register
        self._targets = Targets(self.book.accounts, register, self.book.calendar)
        self._sha256 = {one.sha256: one.name for one in register.extracts}
        self._names = {one.name for one in register.extracts}
        self._keys = {txn.meta["doc"] for txn in self.book.transactions if "doc" in txn.meta}

    def run(self, path: Path, profile_name: str | None = None) -> Outcome:
        """Import *path*; return what was done.

        Nothing is written where a row is rejected (the rejects are listed beside the source), where the file was
        imported before, or where it adds nothing new. Raises :class:`~importers.reader.UnreadableError`,
        :class:`~importers.profile.ProfileError` or :class:`~ledger.store.NotWrittenError`.
        """
        source = read(path)
        chosen = self._importer(source, profile_name)
        done = chosen.sort(source)
        before = self._sha256.get(source.sha256)
        if before is not None:
            said = f"{path.name} was imported before, as {before}: nothing changed"
            return Outcome(path, chosen.name, before, done, source.sha256, said=(said,))
        name = self._name(path)
        if done.rejects:
            rejects_file, said = (None, "") if self.dry_run else _write_rejects(source, chosen, done)
            nothing = f"nothing was imported from {path.name}: {len(done.rejects)} rows are not understood"
            return Outcome(path, chosen.name, name, done, source.sha256, None, rejects_file, tuple(one for one in (nothing, said) if one))
        self._set_aside_held(done)
        if not done.lines and done.counts["held"]:
            said = f"every row of {path.name} is in the books already: nothing changed"
            return Outcome(path, chosen.name, name, done, source.sha256, said=(said,))
        dated = self._dated(path, done)
        target = self.book.folder / "books" / year_label(self.book.calendar.key_of(dated) // 100) / f"{name}.beancount"
        if self.dry_run:
            return Outcome(path, chosen.name, name, done, source.sha256, said=(f"dry run: {path.name} would become {self._short(target)}",))
        self._archive(source)
        store.replace_text(target, text(name, source, chosen.profile, done, dated))
        self._sha256[source.sha256] = name
        self._names.add(name)
        self._keys.update(line.key for line in done.lines)
        return Outcome(path, chosen.name, name, done, source.sha256, target, said=(f"wrote {self._short(target)}",))

    def _short(self, path: Path) -> str:
        return path.relative_to(self.book.folder).as_posix()

    def _importer(self, source: Source, name: str | None) -> ExtractImporter:
        if name:
            return importer(profiles.find(name, self.book.folder), self._targets)
        fitting = []
        for profile in profiles.every(self.book.folder):
            one = importer(profile, self._targets)
            try:
                one.header(source)
            except UnreadableError:
                continue
            fitting.append(one)
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            known = ", ".join(profile.name for profile in profiles.every(self.book.folder)) or "none"
            raise UnreadableError(source.path, f"fits no profile (there are {known}): name one with --profile, or write one")
        names = ", ".join(one.name for one in fitting)
        raise UnreadableError(source.path, f"fits several profiles ({names}): name one with --profile")

    def _name(self, path: Path) -> str:
        stem = "-".join(part for part in _words(path.stem) if part) or "extract"
        if stem not in self._names:
            return stem
        number = next(number for number in range(2, len(self._names) + 3) if f"{stem}-{number}" not in self._names)
        return f"{stem}-{number}"

    def _set_aside_held(self, done: Sorted) -> None:
        """Count the lines whose key is in the books as held already, and keep the others."""
        fresh: list[Line] = []
        for line in done.lines:
            if line.key in self._keys:
                done.counts["posted"] -= 1
                done.sums["posted"] -= line.printed_pence
                done.count("held", line.printed_pence)
            else:
                fresh.append(line)
        done.lines = fresh
        twice = [key for key, count in Counter(line.key for line in fresh).items() if count > 1]
        if twice:
            raise NotImportedError(
                f"the extract has document and line {twice[0]!r} more than once: one of document and line is not what "
                "the profile takes it for"
            )

    def _dated(self, path: Path, done: Sorted) -> datetime.date:
        """Return the last day of the last period in the file."""
        calendar = self.book.calendar
        if done.lines:
            return calendar.days(max(line.period for line in done.lines))[1]
        if done.latest is None:
            raise UnreadableError(path, "has no row with a date, so it belongs to no period: check the date column")
        return calendar.days(calendar.key_of(done.latest))[1]

    def _archive(self, source: Source) -> None:
        """Keep the source's bytes under their own hash, unless they are kept already."""
        kept = self.book.folder / ARCHIVE / f"{source.sha256}{source.path.suffix.lower()}"
        if not kept.exists():
            store.replace(kept, source.path.read_bytes())


def _words(stem: str) -> list[str]:
    return ["".join(mark for mark in part if mark.isascii() and (mark.isalnum() or mark in "_.")) for part in stem.replace(" ", "-").split("-")]


def text(name: str, source: Source, profile: Profile, done: Sorted, dated: datetime.date) -> str:
    """Return the generated file of an extract, as it is written to the books."""
    metadata = {"sha256": canonical.quote(source.sha256), "profile": canonical.quote(profile.name)}
    if profile.amounts.positive == "credit":
        metadata["sign"] = canonical.quote("credit-positive")
    metadata["rows-read"] = str(done.rows)
    metadata["total-read"] = f"{money.plain(done.pence)} GBP"
    for bucket in BUCKETS:
        if done.counts[bucket] or bucket not in ("held", "evidence"):
            metadata[f"rows-{bucket}"] = str(done.counts[bucket])
            metadata[f"total-{bucket}"] = f"{money.plain(done.sums[bucket])} GBP"
    return canonical.extract_file(
        [
            f"Made by ealedger import from {source.path.name}. Do not edit: S107 would say so.",
            "Correct a wrong entry by a reversal in the journals of the open period.",
        ],
        f"{dated.isoformat()} custom \"extract\" {canonical.quote(name)} {canonical.quote(profile.kind)}",
        metadata,
        (_transaction(name, line) for line in done.lines),
    )


def _transaction(extract: str, line: Line) -> str:
    metadata: dict[str, canonical.Value] = {"extract": extract, "row": line.row, "doc": line.key}
    if line.states_period:
        metadata["period"] = f"{year_label(line.period // 100)} P{line.period % 100:02}"
    metadata.update(line.metadata)
    postings = [(line.account, money.plain(line.pence)), (line.contra, money.plain(-line.pence))]
    return canonical.transaction(line.date, line.flag, line.payee, line.narration, metadata, postings)


def _write_rejects(source: Source, chosen: ExtractImporter, done: Sorted) -> tuple[Path | None, str]:
    """Write the rejects beside the source; return the file, or None and a sentence where that cannot be."""
    sheet, position, _ = chosen.header(source)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["row", "reason", *sheet.rows[position].cells])
    for reject in done.rejects:
        writer.writerow([reject.row, reject.reason, *reject.cells])
    path = source.path.with_name(f"{source.path.stem}.rejects.csv")
    try:
        store.replace_text(path, buffer.getvalue())
    except store.NotWrittenError as problem:
        return None, f"the list of rejects is only shown here: {problem}"
    return path, f"rejects are listed in {path}"



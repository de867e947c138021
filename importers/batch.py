"""How does an extract come into the books? Whole or not at all: under the lock, one new file, its source archived."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from importers import profile as profiles
from importers import typed
from importers.base import ExtractImporter, Targets
from importers.keys import HeldRows
from importers.kinds import importer
from importers.lines import BUCKETS, Line, Sorted
from importers.reader import Source, UnreadableError, read
from ledger import canonical, money, personal, places, spreadsheet, store
from ledger.periods import year_label
from ledger.plugins import archive

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from importers.profile import Profile
    from ledger.agreements import Extract
    from ledger.book import Book

REJECTS = ".rejects.csv"

#: Room is left for a number, an ending and the marks of a temporary file in the 255 bytes that a name may have.
_LONGEST = 200
#: Windows keeps these for devices, whatever the ending.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)

#: Findings of these codes mean that what the books hold, or which extract posts what, cannot be told.
_MUST_HOLD = ("S", "I", "B", "A101")


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
    """An import cannot be done: the message says why and what to do."""


@dataclass
class Importing:
    """Imports into one set of books, loaded once; the lock is held by the caller (:func:`ledger.store.locked`)."""

    book: Book
    dry_run: bool = False
    _before: dict[str, Outcome] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        broken = [
            one
            for one in self.book.errors
            if one.code.startswith(_MUST_HOLD) and one.code not in archive.MENDED_BY_IMPORT
        ]
        if broken:
            raise NotImportedError(
                f"nothing is imported into books that cannot be trusted: {broken[0].code} {broken[0].message} "
                f"({broken[0].place or self.book.path}). Run: ealedger check"
            )
        register = self.book.register
        self._targets = Targets(self.book.accounts, register, self.book.calendar)
        self._before = {one.sha256: _as_recorded(self.book.path, one) for one in register.extracts}
        # What stands in the books by hand keeps its file as well; some file systems know no capitals.
        self._names = {one.name.casefold() for one in register.extracts}
        self._names |= {path.stem.casefold() for path in self.book.files()}
        self._held = HeldRows(self.book.transactions)

    def run(self, path: Path, profile_name: str | None = None) -> Outcome:
        """Import *path*; return what was done.

        Nothing is written where a row is rejected (the rejects are listed beside the source), where the file was
        imported before, or where it adds nothing new. Raises :class:`~importers.reader.UnreadableError`,
        :class:`~importers.profile.ProfileError`, :class:`NotImportedError` or :class:`~ledger.store.NotWrittenError`.
        """
        if path.name.endswith(REJECTS):
            raise UnreadableError(
                path, "is a list of rejects that import wrote: correct the extract itself and import that"
            )
        source = read(path)
        before = self._before.get(source.sha256)
        if before is not None:
            if not self.dry_run and not self._kept(source).exists():
                store.replace(self._kept(source), source.content)
            nothing = f"{path.name} was imported before, as {before.name}: nothing changed"
            return replace(before, source=path, done=_held(before.done), written=None, said=(nothing,))
        chosen = self._importer(source, profile_name)
        done = chosen.sort(source)
        if not done.rows and not done.rejects:
            raise UnreadableError(path, "has a header and no row under it: export it again")
        said = [*_warned(source, done), *self._held.set_aside(done, chosen.header(source)[0]), *_evidence(done)]
        outcome = Outcome(path, chosen.name, self._name(path), done, source.sha256, said=tuple(said))
        if done.rejects:
            return self._rejected(outcome, source, chosen)
        if not done.lines and done.counts["held"]:
            nothing = f"every row of {path.name} is in the books already: nothing changed"
            return replace(outcome, said=(*outcome.said, nothing))
        return self._written(outcome, source, chosen)

    def _rejected(self, outcome: Outcome, source: Source, chosen: ExtractImporter) -> Outcome:
        count = len(outcome.done.rejects)
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        said = [*outcome.said, f"nothing was imported from {source.path.name}: {rows} not understood"]
        rejects_file = None
        if not self.dry_run:
            rejects_file, where = _write_rejects(source, chosen, outcome.done)
            said.append(where)
        return replace(outcome, rejects_file=rejects_file, said=tuple(said))

    def _written(self, outcome: Outcome, source: Source, chosen: ExtractImporter) -> Outcome:
        dated = self._dated(source.path, outcome.done)
        year = year_label(self.book.calendar.key_of(dated) // 100)
        target = self.book.folder / "books" / year / f"{outcome.name}.beancount"
        short = places.short(target, self.book.folder)
        if target.exists():
            raise NotImportedError(
                f'{target} is there, but {self.book.path.name} does not include it: add include "books/*/*.beancount" to '
                f"{self.book.path.name}, or remove the file"
            )
        if self.dry_run:
            return replace(outcome, said=(*outcome.said, f"dry run: {source.path.name} would become {short}"))
        # The books change with one rename; a kill after it leaves the source to be kept by the next try.
        with store.staged(self._kept(source), source.content):
            store.replace_text(target, text(outcome.name, source, chosen.profile, outcome.done, dated))
        said = [*outcome.said, f"wrote {short}"]
        if outcome.done.counts["outside"] == outcome.done.rows:
            said.append(
                f"warning: no row belongs to the programme; if that is wrong, correct profile {chosen.name}, remove {short} "
                "and import again"
            )
        done = replace(outcome, written=target, said=tuple(said))
        self._before[source.sha256] = done
        self._names.add(outcome.name.casefold())
        self._held.add(outcome.done.lines)
        return done

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
            raise UnreadableError(
                source.path, f"fits no profile (there are {known}): name one with --profile, or write one"
            )
        names = ", ".join(one.name for one in fitting)
        raise UnreadableError(source.path, f"fits several profiles ({names}): name one with --profile")

    def _name(self, path: Path) -> str:
        """Return a name that no file of the books has: the source's, in letters that every file system takes."""
        stem = _plain(path.stem)
        if stem.casefold() not in self._names:
            return stem
        return next(name for name in (f"{stem}-{number}" for number in count(2)) if name.casefold() not in self._names)

    def _dated(self, path: Path, done: Sorted) -> datetime.date:
        """Return the last day of the last period in the file."""
        calendar = self.book.calendar
        if done.lines:
            return calendar.days(max(line.period for line in done.lines))[1]
        if done.latest is None:
            raise UnreadableError(path, "has no row with a date, so it belongs to no period: check the date column")
        return calendar.days(calendar.key_of(done.latest))[1]

    def _kept(self, source: Source) -> Path:
        """Return where the source's bytes are kept, under their own hash."""
        return self.book.folder / archive.ARCHIVE / f"{source.sha256}{source.path.suffix.lower()}"


def _warned(source: Source, done: Sorted) -> list[str]:
    return [f"warning: {warning}" for warning in dict.fromkeys((*source.warnings, *done.warnings))]


def _evidence(done: Sorted) -> list[str]:
    return [
        f"{count:,} row{'s are' if count > 1 else ' is'} evidence of {what}" for what, count in done.evidence.items()
    ]


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _plain(stem: str) -> str:
    """Return a file's stem in plain letters, digits, hyphens, points and underscores, not hidden and not too long."""
    words = re.findall(r"[A-Za-z0-9_.]+", stem)
    name = "-".join(words).strip(".")[:_LONGEST].strip(".-") or "extract"
    return f"extract-{name}" if _DEVICE.fullmatch(name.partition(".")[0]) else name


def _as_recorded(ledger: Path, extract: Extract) -> Outcome:
    """Return the outcome of an earlier import as the books record it."""
    done = Sorted(rows=extract.rows["read"], pence=extract.pence["read"])
    done.counts = {bucket: extract.rows[bucket] for bucket in BUCKETS}
    done.sums = {bucket: extract.pence[bucket] for bucket in BUCKETS}
    return Outcome(ledger, extract.profile, extract.name, done, extract.sha256)


def _held(done: Sorted) -> Sorted:
    """Return *done* with what was posted counted as held."""
    again = Sorted(rows=done.rows, pence=done.pence)
    for bucket in BUCKETS:
        into = "held" if bucket == "posted" else bucket
        again.counts[into] += done.counts[bucket]
        again.sums[into] += done.sums[bucket]
    return again


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
            f"{archive.MADE_BY.removeprefix(';; ')} from {_printable(source.path.name)}. Do not edit: S107 would say so.",
            "Correct a wrong entry by a reversal in the journals of the open period.",
        ],
        f'{dated.isoformat()} custom "extract" {canonical.quote(name)} {canonical.quote(profile.kind)}',
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


def _listed(cell: str) -> str:
    """Return *cell* for the list of rejects: no formula, no personal identifier, an amount as it was."""
    try:
        typed.pence(cell)
    except typed.NotUnderstoodError:
        kind = personal.identifier_in(cell)
        return f"[withheld: {kind}]" if kind else spreadsheet.safe(cell)
    return cell


def _write_rejects(source: Source, chosen: ExtractImporter, done: Sorted) -> tuple[Path | None, str]:
    """Write the rejects beside the source; return the file, or None and a sentence where that cannot be."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["row", "reason", *chosen.names(source)])
    for reject in done.rejects:
        writer.writerow([reject.row, reject.reason, *(_listed(cell) for cell in reject.cells)])
    path = source.path.with_name(f"{source.path.stem}{REJECTS}")
    try:
        store.replace_text(path, buffer.getvalue())
    except store.NotWrittenError as problem:
        return None, f"the list of rejects is only shown here: {problem}"
    return path, f"rejects are listed in {path}"

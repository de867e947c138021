"""How does an extract come into the books? Whole or not at all: under the lock, one new file, its source archived."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from beancount.core.data import Custom

from importers import evidence, generated, rejects, restating
from importers import profile as profiles
from importers.base import main_year
from importers.books import Books, rows_of, silent
from importers.fresh import Sieve
from importers.generated import Entries
from importers.keys import HeldRows, state_date
from importers.kinds import importer
from importers.lines import BUCKETS, Sorted
from importers.meaning import Targets
from importers.placing import LackingError, TwiceError
from importers.reader import Source, UnreadableError, read
from importers.scan import scan
from ledger import canonical, money, places, store
from ledger.closing import Closed
from ledger.periods import PeriodError, year_label
from ledger.plugins import archive

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from importers.base import ExtractImporter
    from importers.profile import Profile
    from ledger.agreements import Evidence, Extract

#: Room is left for a number, an ending and the marks of a temporary file in the 255 bytes that a name may have.
_LONGEST = 200
#: Windows keeps these for devices, whatever the ending.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
_NAMES = {
    "posted": "posted",
    "held": "in the books already",
    "evidence": "evidence, posted by another kind",
    "outside": "outside the programme",
    "rejected": "rejected",
}
#: How many lines pass before a person is told how far it is.
_TELL_EVERY = 4096
#: A file that lacks one column of a profile is told so where the profile has more needed columns than this.
_ALMOST = 3
#: How many rows that went missing are named.
_SHOWN = 20


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
    is_doubted: bool = False

    def printed(self) -> list[str]:
        """Return what became of the rows and what was done, as lines for a terminal."""
        done = self.done
        lines = [
            f"{self.source.name} (profile {self.profile})",
            _counted("read", done.rows, done.pence, done.commodity),
        ]
        lines += [
            _counted(_NAMES[bucket], done.counts[bucket], done.sums[bucket], done.commodity)
            for bucket in BUCKETS
            if done.counts[bucket] or bucket in ("posted", "outside", "rejected")
        ]
        return [*lines, *(f"  {sentence}" for sentence in self.said)]

    @property
    def needs_a_person(self) -> bool:
        """Whether rows were rejected, or what was read, or is no longer there, is doubtful."""
        return bool(self.done.rejects) or self.is_doubted


def _counted(what: str, rows: int, pence: int, commodity: str) -> str:
    amount = money.printed(pence) if commodity == "GBP" else money.families(pence)
    return f"  {what:<34}{rows:>10,} rows{amount:>20}"


class NotImportedError(Exception):
    """An import cannot be done: the message says why and what to do."""


@dataclass
class Importing:
    """Imports into one set of books, loaded once; the lock is held by the caller (:func:`ledger.store.locked`)."""

    books: Books
    dry_run: bool = False
    told: Callable[[str, int, int], None] = silent
    accept_rejects: str | None = None
    restate: str | None = None
    _before: dict[str, Outcome] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _posted: list[Path] = field(default_factory=list)
    _accepted: set[str] = field(default_factory=set)
    _evidence: list[Evidence] = field(default_factory=list)

    def __post_init__(self) -> None:
        for option, reason, what in (
            ("--accept-rejects", self.accept_rejects, "rejects are accepted"),
            ("--restate", self.restate, "rows changed"),
        ):
            if reason is not None and not reason.strip():
                raise NotImportedError(f'{option} needs the reason why {what}, such as "why, officer"')
        if self.books.errors:
            first = self.books.errors[0]
            raise NotImportedError(
                f"nothing is imported into books that cannot be trusted: {first.code} {first.message} "
                f"({first.place or self.books.path}). Run: ealedger check"
            )
        register = self.books.register
        self._evidence = list(register.evidence)
        self._targets = Targets(self.books.accounts, register, self.books.calendar, self.books.kept_in)
        self._before = {one.sha256: _as_recorded(self.books.path, one) for one in register.extracts}
        # What stands in the books by hand keeps its file as well; some file systems know no capitals.
        self._names = {one.name.casefold() for one in register.extracts}
        self._names |= {path.stem.casefold() for path in self.books.files()}
        self._accepted = {one.name for one in register.extracts if one.accepted_rejects}
        self._held = HeldRows(self.books.rows)
        try:
            self._closed = Closed(register.records, self.books.calendar)
        except PeriodError as problem:
            raise NotImportedError(
                f"a period-close or period-reopen of the books cannot be read: {problem}"
            ) from problem

    def run(self, path: Path, profile_name: str | None = None) -> Outcome:
        """Import *path*; return what was done.

        Nothing is written where a row is rejected (the rejects are listed beside the source), where the file was
        imported before, or where it adds nothing new. Raises :class:`~importers.reader.UnreadableError`,
        :class:`~importers.profile.ProfileError`, :class:`NotImportedError` or :class:`~ledger.store.NotWrittenError`.
        """
        source = read(path)
        before = self._before.get(source.sha256)
        if before is not None:
            if not self.dry_run and not self._kept(source).exists():
                store.replace(self._kept(source), source.content)
            nothing = f"{path.name} was imported before, as {before.name}: nothing changed"
            return replace(before, source=path, done=_held(before.done), written=None, said=(nothing,))
        if is_list := rejects.is_list(source):
            source = rejects.corrected(source)
        self._learn()
        chosen, passed_over = self._importer(source, profile_name)
        name = self._name(path)
        sieve, entries = self._sifted(source, chosen, name, self._parents(path) if is_list else frozenset())
        with entries:
            done = sieve.done
            if not done.rows and not done.rejects:
                raise UnreadableError(path, "has a header and no row under it: export it again")
            doubts = [*_warned(source, done), *sieve.told()]
            if not is_list:
                doubts += self._missing(path, sieve, chosen.profile)
            said = [*passed_over, *doubts, *_noted(source, done)]
            new = [evidence.of_line(line, name) for line in sieve.evidence]
            said += evidence.told(new, self._evidence, self.books.register, self._held)
            said += self._outlived(source, done)
            outcome = Outcome(path, chosen.name, name, done, source.sha256, said=tuple(said), is_doubted=bool(doubts))
            if done.rejects and not (self.accept_rejects and entries.count):
                return self._rejected(outcome, source, chosen)
            if not entries.count and done.counts["held"]:
                nothing = f"every row of {path.name} is in the books already: nothing changed"
                return replace(outcome, said=(*outcome.said, nothing))
            return self._written(outcome, source, chosen, sieve, entries)

    def _sifted(
        self, source: Source, chosen: ExtractImporter, name: str, parents: frozenset[str]
    ) -> tuple[Sieve, Entries]:
        """Return what became of every row, and the entries to be posted.

        A file of two years is gone through twice, and one whose rows stand on each other until no more are rejected.
        """
        rows = (
            source.content.count(b"\n")
            if source.sheets[0].name == ""
            else sum(len(sheet.rows) for sheet in source.sheets)
        )
        year: int | None = None
        while True:
            done = Sorted(commodity=chosen.commodity)
            sieve = Sieve(
                self._held,
                self._closed,
                done,
                year,
                parents,
                is_restating=self.restate is not None,
                names_accounts=chosen.profile.columns.account is not None,
            )
            entries = Entries(name)
            try:
                for number, line in enumerate(sieve.sift(chosen.lines(source, done))):
                    entries.add(line)
                    if line.bucket == "evidence":
                        sieve.evidence.append(line)
                    if not number % _TELL_EVERY:
                        self.told(f"reading {source.path.name}", done.rows, rows)
                sieve.restated = restating.restate(sieve, self._held, self._targets, entries)
            except BaseException:
                entries.__exit__()
                raise
            if year is None and len(sieve.years) > 1:
                year = main_year(sieve.years)
            elif not chosen.stands_on_rows or chosen.refused.issuperset(refused := {one.row for one in done.rejects}):
                return sieve, entries
            else:
                chosen.refused |= refused
            entries.__exit__()

    def _rejected(self, outcome: Outcome, source: Source, chosen: ExtractImporter) -> Outcome:
        count = len(outcome.done.rejects)
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        said = [*outcome.said, f"nothing was imported from {source.path.name}: {rows} not understood"]
        rejects_file = None
        if not self.dry_run:
            try:
                rejects_file = self._listed(source, chosen, outcome.done)
                said.append(f"rejects are listed in {rejects_file}")
            except store.NotWrittenError as problem:
                said.append(f"the list of rejects is only shown here: {problem}")
        return replace(outcome, rejects_file=rejects_file, said=tuple(said))

    def _missing(self, path: Path, sieve: Sieve, profile: Profile) -> list[str]:
        """Return a warning for each row that the books hold and that a later state of its extract lacks."""
        extracts = {one.name for one in self.books.register.extracts if one.profile == profile.name}
        extracts |= {one.name for one in self._before.values() if one.profile == profile.name}
        gone = sieve.missing(extracts, profile.system, self.books.calendar)
        printed = money.plain if sieve.done.commodity == "GBP" else money.families
        said = [
            f"warning: {key} of {state_date(held)} with {printed(held.pence)} is in the books and no longer in {path.name}: ask why; "
            "nothing was undone"
            for key, held in gone[:_SHOWN]
        ]
        if len(gone) > _SHOWN:
            said.append(f"warning: and {len(gone) - _SHOWN:,} more rows of the books are no longer in {path.name}")
        return said

    def _listed(self, source: Source, chosen: ExtractImporter, done: Sorted) -> Path:
        return rejects.write(source, chosen.names(source), chosen.listed(source, done.rejects))

    def _outlived(self, source: Source, done: Sorted) -> list[str]:
        """Return that a list of rejects of an earlier try is no longer needed, now that no row of *source* is rejected."""
        if done.rejects or self.dry_run:
            return []
        found = rejects.earlier(source)
        if found is None or found.sha256 in self._before:
            return []
        return [f"{found.path.name} is of an earlier try and no longer needed"]

    def _parents(self, path: Path) -> frozenset[str]:
        """Return the extracts whose accepted rejects *path* lists: their rows are others than those on the list."""
        stem = rejects.source_name(path)
        if not stem:
            return frozenset()
        named = re.compile(rf"{re.escape(_plain(stem))}(?:-\d+)?", re.IGNORECASE)
        return frozenset(name for name in self._accepted if named.fullmatch(name))

    def _written(
        self, outcome: Outcome, source: Source, chosen: ExtractImporter, sieve: Sieve, entries: Entries
    ) -> Outcome:
        dated = self._dated(source.path, sieve)
        year = year_label(self.books.calendar.key_of(dated) // 100)
        target = self.books.folder / "books" / year / f"{outcome.name}.beancount"
        short = places.short(target, self.books.folder)
        if target.exists():
            raise NotImportedError(
                f'{target} is there, but {self.books.path.name} does not include it: add include "books/*/*.beancount" to '
                f"{self.books.path.name}, or remove the file"
            )
        if self.dry_run:
            return replace(outcome, said=(*outcome.said, f"dry run: {source.path.name} would become {short}"))
        first = generated.directive(outcome.name, chosen.profile.kind, dated)
        accepted = self.accept_rejects if outcome.done.rejects else None
        more = {"accepted-rejects": canonical.quote(accepted)} if accepted else {}
        if sieve.last_period and self.books.calendar.is_adjusting(sieve.last_period):
            # Its day is also the month's, which may be closed already.
            more["period"] = canonical.quote(self.books.calendar.label(sieve.last_period))
        if self.restate and sieve.restated and sieve.restated.rows:
            more.update(generated.restated(self.restate, sieve.restated, chosen.profile))
        stated = generated.stated(source.sha256, chosen.profile, outcome.done, more)
        # The list comes first: once the books have the rest, nothing else would say what they lack.
        listed = self._listed(source, chosen, outcome.done) if accepted else None
        # The books change with one rename; a kill after it leaves the source to be kept by the next try.
        with store.staged(self._kept(source), source.content):
            store.replace(target, entries.file(source.path, first, stated))
        said = [*outcome.said, f"wrote {short}"]
        if sieve.restated and (count := sieve.restated.rows):
            rows = "1 row that changed was" if count == 1 else f"{count:,} rows that changed were"
            days = " and ".join(str(day) for day in sorted(sieve.restated_days))
            was_done = (
                "reversed and posted again" if sieve.restated.reversed else "given again in place of what it said"
            )
            said.append(f"{rows} {was_done} on {days}")
        if accepted:
            count = len(outcome.done.rejects)
            rows = "1 row was" if count == 1 else f"{count:,} rows were"
            said.append(f"{rows} rejected and left out, as accepted; correct and import {listed}")
            self._accepted.add(outcome.name)
        if outcome.done.counts["outside"] == outcome.done.rows:
            said.append(
                f"warning: no row belongs to the programme; if that is wrong, correct profile {chosen.name}, remove {short} "
                "and import again"
            )
        done = replace(outcome, written=target, rejects_file=listed, said=tuple(said))
        self._before[source.sha256] = done
        self._names.add(outcome.name.casefold())
        self._posted.append(target)
        self._evidence += [evidence.of_line(line, outcome.name) for line in sieve.evidence]
        return done

    def _learn(self) -> None:
        """Count what this run has posted so far as held, as the files that were written say it.

        Where they hold directives other than evidence, the books are read again: what is agreed is no longer what it was.
        """
        has_others = False
        for path in self._posted:
            written = scan(path, path.read_text(encoding="utf-8"))
            if written is None:
                raise NotImportedError(f"{path} is not as it was written a moment ago: run ealedger check")
            self._held.add(rows_of(written))
            has_others = has_others or any(isinstance(one, Custom) and one.type != "evidence" for one in written.others)
        if has_others:
            self.books = Books.read(self.books.path)
            self.__post_init__()
        # Last: where the books turn out to be wrong, no later file of the run goes past that.
        self._posted.clear()

    def _importer(self, source: Source, name: str | None) -> tuple[ExtractImporter, list[str]]:
        """Return what reads *source*, and a warning for each profile that was passed over as it is unfinished."""
        if name:
            return importer(profiles.find(name, self.books.folder), self._targets), []
        shelf = profiles.shelf(self.books.folder)
        unfinished = [
            f"{one} is unfinished and was passed over ({problem})" for one, problem in shelf.unfinished.items()
        ]
        for some in (shelf.own, shelf.shipped):
            fitting = [one for profile in some if _fits(one := importer(profile, self._targets), source)]
            if len(fitting) == 1:
                _check_whole(fitting[0], shelf.shipped, self._targets, source)
                return fitting[0], [f"warning: {sentence}" for sentence in unfinished]
            if fitting:
                names = ", ".join(one.name for one in fitting)
                raise UnreadableError(source.path, f"fits several profiles ({names}): name one with --profile")
        raise self._unfit(source, shelf, unfinished)

    def _unfit(self, source: Source, shelf: profiles.Shelf, unfinished: list[str]) -> UnreadableError:
        """Return why no profile reads *source*: its columns are there twice, one lacks a single column, or it is like none."""
        lacks: list[str] = []
        for profile in (*shelf.own, *shelf.shipped):
            try:
                importer(profile, self._targets).header(source)
            except TwiceError as problem:
                return problem
            except LackingError as problem:
                if len(problem.missing) == 1 and len(profile.columns.by_role()) > len(profile.may_lack) + _ALMOST:
                    lacks.append(f"it has all columns of {profile.name} but {problem.missing[0]!r}")
            except UnreadableError:
                continue
        known = ", ".join(profile.name for profile in (*shelf.own, *shelf.shipped)) or "none"
        why = f"fits no profile (there are {known}): name one with --profile, or write one"
        return UnreadableError(source.path, "; ".join((why, *lacks, *unfinished)))

    def _name(self, path: Path) -> str:
        """Return a name that no file of the books has: the source's, in letters that every file system takes."""
        stem = _plain(path.stem)
        if stem.casefold() not in self._names:
            return stem
        return next(name for name in (f"{stem}-{number}" for number in count(2)) if name.casefold() not in self._names)

    def _dated(self, path: Path, sieve: Sieve) -> datetime.date:
        """Return the last day of the last period in the file."""
        calendar = self.books.calendar
        if sieve.last_period:
            return calendar.days(sieve.last_period)[1]
        if sieve.done.latest is None:
            raise UnreadableError(path, "has no row with a date, so it belongs to no period: check the date column")
        key = calendar.key_of(sieve.done.latest)
        if refusal := self._closed.refusal(key):
            raise NotImportedError(f"{path.name} has no row of the programme, and {refusal}")
        return calendar.days(key)[1]

    def _kept(self, source: Source) -> Path:
        """Return where the source's bytes are kept, under their own hash."""
        return self.books.folder / archive.ARCHIVE / f"{source.sha256}{source.path.suffix.lower()}"


def _fits(one: ExtractImporter, source: Source) -> bool:
    """Return whether *source* has the columns of the importer's profile."""
    try:
        one.header(source)
    except UnreadableError:
        return False
    return True


def _check_whole(one: ExtractImporter, plain: Iterable[Profile], targets: Targets, source: Source) -> None:
    """Raise :class:`UnreadableError` where the plain layout of another kind reads all that *one* reads of *source*, and more."""
    read_by_one = set(one.header(source)[2].values())
    for profile in plain:
        other = importer(profile, targets)
        if other.kind != one.kind and _fits(other, source) and read_by_one < set(other.header(source)[2].values()):
            raise UnreadableError(
                source.path,
                f"has the columns of profile {one.name}, of {one.kind}, and more that make it {other.kind} ({other.name}): "
                "name one of them with --profile",
            )


def _warned(source: Source, done: Sorted) -> list[str]:
    return [f"warning: {warning}" for warning in dict.fromkeys((*source.warnings, *done.warnings))]


def _noted(source: Source, done: Sorted) -> list[str]:
    return [f"note: {note}" for note in dict.fromkeys((*source.notes, *done.notes))]


def _plain(stem: str) -> str:
    """Return a file's stem in plain letters, digits, hyphens, points and underscores, not hidden and not too long."""
    words = re.findall(r"[A-Za-z0-9_.]+", stem)
    name = "-".join(words).strip(".")[:_LONGEST].strip(".-") or "extract"
    return f"extract-{name}" if _DEVICE.fullmatch(name.partition(".")[0]) else name


def _as_recorded(ledger: Path, extract: Extract) -> Outcome:
    """Return the outcome of an earlier import as the books record it."""
    done = Sorted(rows=extract.rows["read"], pence=extract.pence["read"], commodity=extract.commodity)
    done.counts = {bucket: extract.rows[bucket] for bucket in BUCKETS}
    done.sums = {bucket: extract.pence[bucket] for bucket in BUCKETS}
    return Outcome(ledger, extract.profile, extract.name, done, extract.sha256)


def _held(done: Sorted) -> Sorted:
    """Return *done* with what was posted, or kept as evidence, counted as held."""
    again = Sorted(rows=done.rows, pence=done.pence, commodity=done.commodity)
    for bucket in BUCKETS:
        into = "held" if bucket in ("posted", "evidence") else bucket
        again.counts[into] += done.counts[bucket]
        again.sums[into] += done.sums[bucket]
    return again

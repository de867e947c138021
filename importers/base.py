"""What is common to every kind of extract? Finding the header, reading each row, keys; a kind says what a row posts."""

from __future__ import annotations

import abc
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import beangulp
from beancount.core import amount, data

from importers import keys, typed
from importers.codes import Chosen, Mapping
from importers.days import Days, days_of
from importers.lines import Line, Reject, Sorted, Told
from importers.placing import Fit, Wanted, left_out
from importers.posting_period import posting_period
from importers.reader import Row, Sheet, Source, UnreadableError, read
from importers.rows import ends_before, go_through
from importers.screen import PersonalError, Screen
from ledger import accounts, money
from ledger.periods import year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.profile import Profile
    from ledger.agreements import Register
    from ledger.periods import Calendar

#: A row that ends before one of these says nothing that can be relied on: the others may be left off its end.
_DECIDING = ("date", "cost-centre", "subjective", "account", "reference", "instalment")
_CAPITAL = {"c", "cap", "capital"}
_REVENUE = {"r", "rev", "revenue"}


@dataclass(frozen=True)
class Targets:
    """What the books offer an import: accounts with the days they open and close, what was agreed, the calendar."""

    accounts: dict[str, tuple[datetime.date, datetime.date | None]]
    register: Register
    calendar: Calendar


class RowError(ValueError):
    """A row is not understood: the message is the sentence its reject is listed with."""


@dataclass(frozen=True)
class Posting:
    """What a row posts: its account, the other side's, a flag, metadata of its kind, and what in the profile says so."""

    account: str
    contra: str
    flag: str = "*"
    metadata: tuple[tuple[str, str], ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Evidence:
    """A row that posts nothing: another kind of extract posts the stream of the fund that it belongs to."""

    fund: str
    stream: str
    poster: str

    def __str__(self) -> str:
        return f"{self.stream} of {self.fund}, which {self.poster} posts"


class Cells(dict[str, str]):
    """One row's cells by role, trimmed; a column that the extract or the row lacks is blank."""

    __slots__ = ("_count", "_places", "number")

    def __init__(self, row: Row, places: dict[str, int]) -> None:
        cells = row.cells
        self.number = row.number
        self._count = len(cells)
        self._places = places
        super().__init__({role: cells[place].strip() for role, place in places.items() if place < self._count})

    def __missing__(self, role: str) -> str:
        return ""

    def has(self, role: str) -> bool:
        """Return whether the extract has a column for *role*."""
        return role in self

    def check_width(self) -> None:
        """Raise :class:`RowError` where the row ends before a cell that decides what it is."""
        if len(self) == len(self._places):
            return
        for role in _DECIDING:
            if self._places.get(role, -1) >= self._count:
                raise RowError(ends_before(self._count, role, self._places[role]))


class ExtractImporter(beangulp.Importer):  # type: ignore[misc]
    """A beangulp importer of one kind of extract, laid out as its profile says."""

    kind: ClassVar[str]

    def __init__(self, profile: Profile, targets: Targets) -> None:
        self.profile = profile
        self.targets = targets
        self._chosen = Chosen(profile.programme.codes) if profile.programme else None
        self._left_out = [(left_out(number), Chosen(one.values)) for number, one in enumerate(profile.leave_out)]
        self._wanted = Wanted(profile)
        self._fitted: tuple[Source, Fit] | None = None
        self._days = Days(profile.dates.format)
        self._periods: dict[tuple[str, datetime.date], int] = {}
        self._checked: set[tuple[str, str, datetime.date]] = set()
        self._screen = Screen(profile.personal)

    # What a kind says.

    @abc.abstractmethod
    def posting(self, cells: Cells, day: datetime.date) -> Posting | Evidence:
        """Return what the row posts, or for what it is evidence where another kind posts its stream.

        Raises :class:`RowError` where it cannot be told.
        """

    @abc.abstractmethod
    def belongs(self, cells: Cells) -> bool:
        """Return whether the row belongs to the programme."""

    # beangulp's interface.

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.profile.name

    def identify(self, filepath: str) -> bool:
        """Return whether the file has every column of the profile."""
        try:
            self.header(read(Path(filepath)))
        except UnreadableError:
            return False
        return True

    def account(self, filepath: str) -> str:
        """Return an account to file the extract under: the first one that it posts to."""
        lines = self.sort(read(Path(filepath))).lines
        return lines[0].account if lines else ""

    def extract(self, filepath: str, existing: data.Entries) -> data.Entries:  # noqa: ARG002 - beangulp's signature
        """Return the entries of the file's lines; raise :class:`UnreadableError` where rows are rejected."""
        path = Path(filepath)
        done = self.sort(read(path))
        if done.rejects:
            first = done.rejects[0]
            raise UnreadableError(
                path, f"{len(done.rejects)} rows are rejected, the first row {first.row}: {first.reason}"
            )
        return [_entry(line, path.stem, filepath) for line in done.lines]

    def deduplicate(self, entries: data.Entries, existing: data.Entries) -> None:
        """Mark the entries whose document key is in the books already; nothing else makes a duplicate."""
        held = {
            entry.meta["doc"]: entry
            for entry in existing
            if isinstance(entry, data.Transaction) and "doc" in entry.meta
        }
        for entry in entries:
            if entry.meta["doc"] in held:
                entry.meta["__duplicate__"] = held[entry.meta["doc"]]

    # Our own path: source -> rows -> lines.

    def fit(self, source: Source) -> Fit:
        """Return the sheet and tables that the profile reads; raise :class:`UnreadableError` where there are none."""
        if self._fitted is None or self._fitted[0] is not source:
            self._fitted = (source, self._wanted.find(source))
        return self._fitted[1]

    def header(self, source: Source) -> tuple[Sheet, int, dict[str, int]]:
        """Return the sheet, the position of its first header row, and the place of each column by role under it.

        Raises :class:`UnreadableError` where no table, or more than one sheet, has all columns of the profile.
        """
        fit = self.fit(source)
        return fit.sheet, fit.position, fit.of(fit.first).places

    def names(self, source: Source) -> tuple[str, ...]:
        """Return the names of the columns, as the first header prints them."""
        return self.fit(source).first.names

    def sort(self, source: Source) -> Sorted:
        """Return what becomes of every row of *source*; raise :class:`UnreadableError` where it has no header."""
        done = Sorted()
        done.lines = sorted(self.lines(source, done), key=lambda line: line.row)
        self._one_year(done)
        done.rejects = self.listed(source, done.rejects)
        return done

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source* one by one, counting every row in *done*; of which year they are is not asked.

        Rows that may be printed totals come last, once it is known that they are none. Raises
        :class:`UnreadableError` where the source has no header.
        """
        fit = self.fit(source)
        self._days = days_of(fit, self.profile.dates.format)
        told = Told()
        waiting: list[Line] = []
        occurrences: Counter[str] = Counter()

        def take(row: Row, pence: int, places: dict[str, int]) -> None:
            done.rows += 1
            done.pence += pence
            try:
                line = self._line(Cells(row, places), pence, done, occurrences)
            except (RowError, typed.NotUnderstoodError) as problem:
                done.rejects.append(Reject(row.number, " ".join(str(problem).split()), row.cells, pence))
                done.count("rejected", pence)
            else:
                if line is not None:
                    done.count("posted", pence)
                    waiting.append(line)

        for _ in go_through(fit, self.profile, take, told):
            if waiting:
                yield from waiting
                waiting.clear()
        done.add(told)
        done.warnings += self._days.notes

    def listed(self, source: Source, rejects: list[Reject]) -> list[Reject]:
        """Return *rejects* with their cells, as they may be listed: without what a profile calls personal."""
        fit = self.fit(source)
        bare = {reject.row for reject in rejects if not reject.cells}
        cells = {row.number: row.cells for row in fit.sheet.rows if row.number in bare} if bare else {}
        whole = [replace(reject, cells=reject.cells or cells.get(reject.row, ())) for reject in rejects]
        return self._screen.listed(whole, fit.placed.values())

    def _line(self, cells: Cells, pence: int, done: Sorted, occurrences: Counter[str]) -> Line | None:
        """Return the row's line, or None where it is counted as outside the programme or as evidence."""
        if self._is_left_out(cells) or not self.belongs(cells) or self._is_capital(cells):
            done.count("outside", pence)
            self._seen(cells, done)
            return None
        cells.check_width()
        day = self._days.read("date", cells["date"])
        done.latest = max(done.latest or day, day)
        period = self._period(cells["period"], day)
        posting = self.posting(cells, day)
        if isinstance(posting, Evidence):
            done.count("evidence", pence)
            done.evidence[str(posting)] += 1
            return None
        dated = self._dated(day, period)
        self._check(posting, dated)
        metadata: list[tuple[str, str | datetime.date]] = list(posting.metadata)
        if dated != day:
            metadata.append(("posting-date", day))
        if document_date := cells["document-date"]:
            metadata.append(("document-date", self._days.read("document-date", document_date)))
        ledger_pence = -pence if self.profile.amounts.positive == "credit" else pence
        return Line(
            row=cells.number,
            key=self._key(cells, dated, ledger_pence, occurrences),
            is_by_content=not self._has_line_number(cells),
            date=dated,
            period=period,
            states_period=period != self._own_period(dated),
            pence=ledger_pence,
            printed_pence=pence,
            account=posting.account,
            contra=posting.contra,
            flag=posting.flag,
            payee=self._screened("supplier", cells),
            narration=self._screened("description", cells),
            metadata=tuple(metadata),
            rule=posting.rule,
        )

    def _is_left_out(self, cells: Cells) -> bool:
        return any(cells[role] in chosen for role, chosen in self._left_out)

    def _is_capital(self, cells: Cells) -> bool:
        """Return whether the row is capital, which lies outside; raise where a row of the programme does not say."""
        if not cells.has("capital-or-revenue"):
            return False
        said = cells["capital-or-revenue"]
        if said.casefold() not in _CAPITAL | _REVENUE:
            raise RowError(f"{said!r} does not say whether the row is capital or revenue: correct it in the source")
        return said.casefold() in _CAPITAL

    def _period(self, text: str, day: datetime.date) -> int:
        key = (text, day)
        if key not in self._periods:
            self._periods[key] = posting_period(text, day, self.targets.calendar, self.profile.dates.period)
        return self._periods[key]

    def _own_period(self, day: datetime.date) -> int:
        key = ("", day)
        if key not in self._periods:
            self._periods[key] = self.targets.calendar.key_of(day)
        return self._periods[key]

    def _dated(self, day: datetime.date, period: int) -> datetime.date:
        """Return the entry's date: the row's own, but the year's last day where it is posted to an adjusting period."""
        start, end = self.targets.calendar.days(period)
        return day if start <= day <= end or not self.targets.calendar.is_adjusting(period) else end

    def _seen(self, cells: Cells, done: Sorted) -> None:
        """Note the date of a row outside the programme where it can be read: it may be the extract's last."""
        try:
            day = self._days.read("date", cells["date"])
        except typed.NotUnderstoodError:
            return
        done.latest = max(done.latest or day, day)

    def _check(self, posting: Posting, day: datetime.date) -> None:
        key = (posting.account, posting.contra, day)
        if key in self._checked:
            return
        for account in key[:2]:
            opened, closed = self.targets.accounts.get(account, (None, None))
            if opened is None or opened > day or (closed is not None and closed <= day):
                when = "" if opened is None else f" on {day}"
                raise RowError(
                    f"{account} is not open{when}: open it in books/accounts.beancount, or correct the profile"
                )
        if posting.account == posting.contra:
            raise RowError(f"{posting.account} stands on both sides of the row: correct map or contra in the profile")
        if accounts.parse(posting.account).fund != accounts.parse(posting.contra).fund:
            raise RowError(
                f"{posting.account} and its contra {posting.contra} are of two funds: correct contra in the profile"
            )
        self._checked.add(key)

    def _screened(self, role: str, cells: Cells) -> str:
        text = cells[role]
        if not text:
            return text
        try:
            return self._screen.text(role, text)
        except PersonalError as problem:
            raise RowError(str(problem)) from problem

    def _has_line_number(self, cells: Cells) -> bool:
        return bool((cells["document"] or cells["remittance"]) and cells["line"])

    def _key(self, cells: Cells, day: datetime.date, pence: int, occurrences: Counter[str]) -> str:
        """Return system/document/line, or system/document/content hash/occurrence where there is no line number."""
        document = cells["document"] or cells["remittance"]
        if self._has_line_number(cells):
            return keys.of_line(self.profile.system, document, cells["line"])
        base = keys.of_content(self.profile.system, document, day, pence, cells["supplier"], cells["description"])
        occurrences[base] += 1
        return f"{base}/{occurrences[base]}"

    def _one_year(self, done: Sorted) -> None:
        """Reject the lines that are not of the extract's financial year: the one most of its lines belong to."""
        years = Counter(line.period // 100 for line in done.lines)
        if len(years) < 2:  # noqa: PLR2004 - one year, or none
            return
        year = max(years, key=lambda one: (years[one], -one))
        for line in done.lines:
            if line.period // 100 != year:
                done.reject(line, of_another_year(line, year), ())
        done.lines = [line for line in done.lines if line.period // 100 == year]
        done.rejects.sort(key=lambda reject: reject.row)


def of_another_year(line: Line, year: int) -> str:
    """Return why *line* has no place in an extract of *year*."""
    return (
        f"the row is of {year_label(line.period // 100)}, while the extract is of {year_label(year)}: "
        "one extract belongs to one financial year, so split the file"
    )


class Mapped:
    """The rules of a profile over roles, for the kinds that map codes."""

    def __init__(self, profile: Profile, roles: tuple[str, ...]) -> None:
        self._roles = roles
        self._all = profile.map
        self._mapping = Mapping(profile.map, roles)

    def rule(self, cells: Cells) -> Any:
        """Return the rule for the row, or None."""
        return self._mapping.rule(tuple(cells[role] for role in self._roles))

    def name(self, rule: Any) -> str:
        """Return *rule* as a person finds it: by its number in the profile."""
        return f"map rule {1 + next(place for place, one in enumerate(self._all) if one is rule)}"


def _entry(line: Line, extract: str, filename: str) -> data.Transaction:
    """Return *line* as beangulp wants it: an entry with its source row in the metadata."""
    meta = data.new_metadata(
        filename, line.row, {"extract": extract, "row": Decimal(line.row), "doc": line.key, **dict(line.metadata)}
    )
    pounds = money.to_pounds(line.pence)
    postings = [
        data.Posting(account, amount.Amount(number, "GBP"), None, None, None, None)
        for account, number in ((line.account, pounds), (line.contra, -pounds))
    ]
    return data.Transaction(
        meta, line.date, line.flag, line.payee, line.narration, data.EMPTY_SET, data.EMPTY_SET, postings
    )

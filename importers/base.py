"""What is common to every kind of extract? Finding the header, reading each row, keys; a kind says what a row posts."""

from __future__ import annotations

import abc
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import beangulp
from beancount.core import amount, data

from importers import keys, typed
from importers.codes import Chosen, Mapping
from importers.lines import Line, Reject, Sorted
from importers.posting_period import posting_period
from importers.reader import Row, Sheet, Source, UnreadableError, read
from ledger import accounts, money, personal
from ledger.periods import year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.profile import Profile
    from ledger.agreements import Register
    from ledger.periods import Calendar

HEADER_WITHIN = 50
#: A row that ends before one of these says nothing that can be relied on: the others may be left off its end.
_DECIDING = ("amount", "date", "cost-centre", "subjective", "account", "reference", "instalment")


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
    """What a row posts: its account, the account on the other side, a flag, and metadata of its kind."""

    account: str
    contra: str
    flag: str = "*"
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A row that posts nothing: another kind of extract posts the stream of the fund that it belongs to."""

    fund: str
    stream: str
    poster: str

    def __str__(self) -> str:
        return f"{self.stream} of {self.fund}, which {self.poster} posts"


class Cells(dict[str, str]):
    """One row's cells by role, trimmed; a role that the extract has no column for is blank."""

    __slots__ = ("number",)

    def __init__(self, row: Row, places: dict[str, int]) -> None:
        cells = row.cells
        width = len(cells)
        super().__init__({role: cells[place].strip() if place < width else "" for role, place in places.items()})
        self.number = row.number

    def __missing__(self, role: str) -> str:
        return ""

    def has(self, role: str) -> bool:
        """Return whether the extract has a column for *role*."""
        return role in self


class ExtractImporter(beangulp.Importer):  # type: ignore[misc]
    """A beangulp importer of one kind of extract, laid out as its profile says."""

    kind: ClassVar[str]

    def __init__(self, profile: Profile, targets: Targets) -> None:
        self.profile = profile
        self.targets = targets
        self._chosen = Chosen(profile.programme.codes) if profile.programme else None

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

    def header(self, source: Source) -> tuple[Sheet, int, dict[str, int]]:
        """Return the sheet, the position of its header row, and the place of each column by role.

        Raises :class:`UnreadableError` where no row, or more than one sheet, has all columns of the profile.
        """
        wanted = {role: _bare(header) for role, header in self.profile.columns.by_role().items()}
        found: list[tuple[Sheet, int, dict[str, int]]] = []
        nearest: tuple[int, list[str]] = (0, list(wanted.values()))
        for sheet in source.sheets:
            for position, row in enumerate(sheet.rows[:HEADER_WITHIN]):
                cells = [_bare(cell) for cell in row.cells]
                missing = [header for header in wanted.values() if header not in cells]
                if not missing:
                    twice = [header for header in wanted.values() if cells.count(header) > 1]
                    if twice:
                        raise UnreadableError(source.path, f"row {row.number} has two columns {twice[0]!r}: rename one")
                    found.append((sheet, position, {role: cells.index(header) for role, header in wanted.items()}))
                    break
                if len(wanted) - len(missing) > nearest[0]:
                    nearest = (len(wanted) - len(missing), missing)
        if len(found) > 1:
            names = ", ".join(repr(sheet.name) for sheet, _, _ in found)
            raise UnreadableError(source.path, f"the sheets {names} all have the profile's columns: keep one")
        if not found:
            lacking = ", ".join(repr(header) for header in nearest[1])
            raise UnreadableError(
                source.path,
                f"has no header with the columns of profile {self.name}; it lacks {lacking}: correct columns in the profile",
            )
        return found[0]

    def sort(self, source: Source) -> Sorted:
        """Return what becomes of every row of *source*; raise :class:`UnreadableError` where it has no header."""
        done = Sorted()
        done.lines = list(self.lines(source, done))
        self._one_year(done, self.header(source)[0])
        return done

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source* one by one, counting every row in *done*; of which year they are is not asked.

        Raises :class:`UnreadableError` where the source has no header.
        """
        sheet, position, places = self.header(source)
        width = len(sheet.rows[position].cells)
        needed = 1 + max(places[role] for role in _DECIDING if role in places)
        occurrences: Counter[str] = Counter()
        for row in sheet.rows[position + 1 :]:
            if row.is_blank:
                done.blank_rows += 1
                continue
            done.rows += 1
            pence: int | None = None
            try:
                _of_width(row, width, needed)
                cells = Cells(row, places)
                pence = self._pence(cells)
                done.pence += pence
                line = self._line(cells, row, pence, done, occurrences)
            except (RowError, typed.NotUnderstoodError) as problem:
                done.rejects.append(Reject(row.number, " ".join(str(problem).split()), row.cells, pence))
                done.count("rejected", pence or 0)
            else:
                if line is not None:
                    done.count("posted", pence)
                    yield line

    def _pence(self, cells: Cells) -> int:
        if self.profile.columns.amount:
            return typed.pence(cells["amount"])
        debit, credit = (typed.pence(cells[side]) if cells[side] else 0 for side in ("debit", "credit"))
        if not cells["debit"] and not cells["credit"]:
            raise RowError("both debit and credit are blank")
        return debit - credit

    def _line(self, cells: Cells, row: Row, pence: int, done: Sorted, occurrences: Counter[str]) -> Line | None:
        """Return the row's line, or None where it is counted as outside the programme or as evidence."""
        if not self.belongs(cells):
            done.count("outside", pence)
            self._seen(cells, done)
            return None
        day = typed.day(cells["date"], self.profile.dates.format)
        done.latest = max(done.latest or day, day)
        period = posting_period(cells["period"], day, self.targets.calendar, self.profile.dates.period)
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
        if cells["document-date"]:
            metadata.append(("document-date", typed.day(cells["document-date"], self.profile.dates.format)))
        ledger_pence = -pence if self.profile.amounts.positive == "credit" else pence
        return Line(
            row=row.number,
            key=self._key(cells, dated, ledger_pence, occurrences),
            is_by_content=not self._has_line_number(cells),
            date=dated,
            period=period,
            states_period=period != self.targets.calendar.key_of(dated),
            pence=ledger_pence,
            printed_pence=pence,
            account=posting.account,
            contra=posting.contra,
            flag=posting.flag,
            payee=self._screened("supplier", cells),
            narration=self._screened("description", cells),
            metadata=tuple(metadata),
        )

    def _dated(self, day: datetime.date, period: int) -> datetime.date:
        """Return the entry's date: the row's own, but the year's last day where it is posted to an adjusting period."""
        start, end = self.targets.calendar.days(period)
        return day if start <= day <= end or not self.targets.calendar.is_adjusting(period) else end

    def _seen(self, cells: Cells, done: Sorted) -> None:
        """Note the date of a row outside the programme where it can be read: it may be the extract's last."""
        try:
            day = typed.day(cells["date"], self.profile.dates.format)
        except typed.NotUnderstoodError:
            return
        done.latest = max(done.latest or day, day)

    def _check(self, posting: Posting, day: datetime.date) -> None:
        for account in (posting.account, posting.contra):
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

    def _screened(self, role: str, cells: Cells) -> str:
        text = cells[role]
        kind = personal.identifier_in(text) if text else None
        if kind is None:
            return text
        if self.profile.personal.action == "mask":
            return f"[masked: {kind}]"
        raise RowError(
            f"the {role} holds what looks like {kind}: take it out of the source, or set personal.action to mask"
        )

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

    def _one_year(self, done: Sorted, sheet: Sheet) -> None:
        """Reject the lines that are not of the extract's financial year: the one most of its lines belong to."""
        years = Counter(line.period // 100 for line in done.lines)
        if len(years) < 2:  # noqa: PLR2004 - one year, or none
            return
        year = max(years, key=lambda one: (years[one], -one))
        for line in done.lines:
            if line.period // 100 != year:
                done.reject(line, of_another_year(line, year), sheet.cells[line.row])
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
        self._mapping = Mapping(profile.map, roles)

    def rule(self, cells: Cells) -> Any:
        """Return the rule for the row, or None."""
        return self._mapping.rule(tuple(cells[role] for role in self._roles))


def _of_width(row: Row, width: int, needed: int) -> None:
    """Raise :class:`RowError` where the row has a cell too many, or ends before one that decides what it is."""
    if any(cell.strip() for cell in row.cells[width:]):
        raise RowError(f"the row has more cells than the header's {width}: mend its quotes or separators")
    if len(row.cells) < needed:
        raise RowError(
            f"the row has {len(row.cells)} cells where the header has {width}: mend its quotes or separators"
        )


def _bare(header: str) -> str:
    return " ".join(header.split()).casefold()


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

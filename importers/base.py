"""What is common to every kind of extract? Finding the header, reading each row, keys; a kind says what a row posts."""

from __future__ import annotations

import abc
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from importers import keys, typed
from importers.as_beangulp import AsBeangulp
from importers.codes import Chosen, Mapping
from importers.days import Days, days_of
from importers.lines import Line, Reject, Sorted, Told, Written
from importers.meaning import Cells, Directed, Evidence, Posting, RowError
from importers.placing import Fit, Wanted, left_out
from importers.posting_period import posting_period
from importers.rows import Rows, go_through
from importers.screen import Screen, spoken
from ledger import accounts, canonical, directives
from ledger.periods import year_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Side
    from importers.meaning import Meaning, Targets
    from importers.profile import Profile
    from importers.reader import Row, Sheet, Source
    from ledger.canonical import Value

_CAPITAL = {"c", "cap", "capital"}
_REVENUE = {"r", "rev", "revenue"}


class ExtractImporter(AsBeangulp):
    """The importer of one kind of extract, laid out as its profile says."""

    kind: ClassVar[str]
    #: What its rows carry: pounds, or families.
    commodity: ClassVar[str] = "GBP"
    #: Whether a row may be right only where another is posted.
    stands_on_rows: ClassVar[bool] = False

    def __init__(self, profile: Profile, targets: Targets) -> None:
        self.profile = profile
        self.targets = targets
        self._chosen = Chosen(profile.programme.codes) if profile.programme else None
        self._left_out = [(left_out(number), Chosen(one.values)) for number, one in enumerate(profile.leave_out)]
        self._wanted = Wanted(profile)
        self._fitted: tuple[Source, Fit] | None = None
        self._days = Days(profile.dates.format)
        self._periods: dict[tuple[str, datetime.date], tuple[int, datetime.date, bool]] = {}
        self._checked: set[tuple[str, str, datetime.date]] = set()
        self._screen = Screen(profile.personal)
        self._is_turned = profile.amounts.positive == "credit"
        #: Rows that were rejected after they were read, by their period, year or state: no other row may stand on them.
        self.refused: frozenset[int] = frozenset()

    # What a kind says.

    @abc.abstractmethod
    def meaning(self, cells: Cells, day: datetime.date) -> Meaning:
        """Return what the row posts or becomes on *day*, its entry's, or for what it is evidence.

        It is evidence where another kind posts its stream on that day. Raises :class:`~importers.meaning.RowError` where it
        cannot be told.
        """

    def belongs(self, cells: Cells) -> bool:
        """Return whether the row belongs to the programme: by the code that the profile names, or else always."""
        programme = self.profile.programme
        return programme is None or self._chosen is None or cells[programme.column] in self._chosen

    def day(self, cells: Cells) -> datetime.date:
        """Return the day of the row's entry."""
        return self.date("date", cells)

    def stated_period(self, cells: Cells) -> str:
        """Return the posting period that the row states, blank where its day says it."""
        return cells["period"]

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return the row's document and line, which make its key; without a line its content counts."""
        return cells["document"], cells["line"]

    def body(self) -> type[Rows]:
        """Return how the rows of a table are told from titles, notes and totals."""
        return Rows

    def weight(self, cells: Cells) -> int:
        """Return the pence by which rows of one document without line numbers are told apart."""
        return cells.pence

    # What a kind asks.

    def date(self, role: str, cells: Cells) -> datetime.date:
        """Return the day in the column *role*; raise :class:`~importers.typed.NotUnderstoodError` where there is none."""
        return self._days.read(role, cells[role])

    def text(self, role: str, cells: Cells) -> str:
        """Return the free text in the column *role* as the books may hold it.

        Raises :class:`~importers.meaning.RowError` where it is personal and the profile rejects it.
        """
        text = cells[role]
        return self._screen.text(role, text) if text else text

    # From the source to lines.

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
        done = Sorted(commodity=self.commodity)
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
                cells = Cells(row, places, -pence if self._is_turned else pence, self.profile.always)
                line = self._line(cells, pence, done, occurrences)
            except (RowError, typed.NotUnderstoodError) as problem:
                done.rejects.append(Reject(row.number, spoken(" ".join(str(problem).split())), row.cells, pence))
                done.count("rejected", pence)
            else:
                if line is not None:
                    done.count(line.bucket, pence)
                    waiting.append(line)

        for _ in go_through(fit, self.profile, take, told, self.body()):
            if waiting:
                yield from waiting
                waiting.clear()
        told.rejects = [replace(one, reason=spoken(one.reason)) for one in told.rejects]
        done.add(told)
        done.notes += self._days.notes

    def listed(self, source: Source, rejects: list[Reject]) -> list[Reject]:
        """Return *rejects* with their cells, as they may be listed: without what a profile calls personal."""
        fit = self.fit(source)
        bare = {reject.row for reject in rejects if not reject.cells}
        cells = {row.number: row.cells for row in fit.sheet.rows if row.number in bare} if bare else {}
        whole = [replace(reject, cells=reject.cells or cells.get(reject.row, ())) for reject in rejects]
        return self._screen.listed(whole, fit.placed.values())

    def _line(self, cells: Cells, pence: int, done: Sorted, occurrences: Counter[str]) -> Line | None:
        """Return the row's line, or None where it is counted as outside the programme."""
        if (self._left_out and self._is_left_out(cells)) or not self.belongs(cells) or self._is_capital(cells):
            done.count("outside", pence)
            self._seen(cells, done)
            return None
        cells.check_width()
        day = self.day(cells)
        if done.latest is None or day > done.latest:
            done.latest = day
        period, dated, states_period = self._posted_to(self.stated_period(cells), day)
        meaning = self.meaning(cells, dated)
        metadata = meaning.metadata
        if dated != day or cells["document-date"]:
            metadata = self._dates_of(metadata, cells, day, dated)
        document, line = self.number(cells)
        contra, flag = "", "*"
        sides: tuple[Side, ...] = ()
        written: Written | None = None
        link = ""
        if isinstance(meaning, Posting):
            self._check(meaning, dated)
            contra, flag, sides, link = meaning.contra, meaning.flag, meaning.sides, meaning.link
        elif isinstance(meaning, Directed):
            self._check_directive(meaning, dated)
            written = meaning.written
        elif meaning.account:
            self._check_open(meaning.account, dated)
        found = Line(
            cells.number,
            self._key(document, line, cells, dated, occurrences),
            not (document and line),
            dated,
            period,
            states_period,
            cells.pence,
            pence,
            meaning.account,
            contra,
            flag,
            self.text("supplier", cells),
            self.text("description", cells),
            metadata,
            meaning.rule,
            sides,
            written,
            link,
        )
        return _as_evidence(found, meaning, document) if isinstance(meaning, Evidence) else found

    def _dates_of(
        self, metadata: tuple[tuple[str, Value], ...], cells: Cells, day: datetime.date, dated: datetime.date
    ) -> tuple[tuple[str, Value], ...]:
        """Return *metadata* with the row's own date, where its entry has another, and that of its document."""
        if dated != day:
            metadata = (*metadata, ("posting-date", day))
        if cells["document-date"]:
            metadata = (*metadata, ("document-date", self.date("document-date", cells)))
        return metadata

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

    def _posted_to(self, text: str, day: datetime.date) -> tuple[int, datetime.date, bool]:
        """Return the posting period of a row of *day*, its entry's date, and whether the entry has to state the period.

        The date is the row's own, but the year's last day where the row is posted to an adjusting period.
        """
        found = self._periods.get((text, day))
        if found is None:
            calendar = self.targets.calendar
            period = posting_period(text, day, calendar, self.profile.dates.period)
            start, end = calendar.days(period)
            dated = day if start <= day <= end or not calendar.is_adjusting(period) else end
            found = self._periods[text, day] = (period, dated, period != calendar.key_of(dated))
        return found

    def _seen(self, cells: Cells, done: Sorted) -> None:
        """Note the date of a row outside the programme where it can be read: it may be the extract's last."""
        try:
            day = self.day(cells)
        except typed.NotUnderstoodError:
            return
        done.latest = max(done.latest or day, day)

    def _check(self, posting: Posting, day: datetime.date) -> None:
        """Raise :class:`RowError` where the row cannot be posted on *day*: accounts not open, funds out of balance."""
        if posting.sides:
            for side in posting.sides:
                self._check_open(side.account, day, side.commodity)
            _check_balance(posting.sides)
            return
        key = (posting.account, posting.contra, day)
        if key in self._checked:
            return
        for account in key[:2]:
            if accounts.parse(account).counts_families:
                raise of_families(account)
            self._check_open(account, day)
            if accounts.parse(account).transfer:
                raise RowError(
                    f"{account} is for money between funds, which leaves one as it reaches the other: enter it by a journal with "
                    "both sides"
                )
        if posting.account == posting.contra:
            raise RowError(f"{posting.account} stands on both sides of the row: correct map or contra in the profile")
        if accounts.parse(posting.account).fund != accounts.parse(posting.contra).fund:
            raise RowError(
                f"{posting.account} and its contra {posting.contra} are of two funds: correct contra in the profile"
            )
        self._checked.add(key)

    def _check_open(self, account: str, day: datetime.date, commodity: str = "GBP") -> None:
        opened, closed = self.targets.accounts.get(account, (None, None))
        if opened is None or opened > day or (closed is not None and closed <= day):
            when = "" if opened is None else f" on {day}"
            raise RowError(f"{account} is not open{when}: open it in books/accounts.beancount, or correct the profile")
        if commodity not in self.targets.kept_in.get(account, (commodity,)):
            raise RowError(
                f"{account} is not kept in {commodity} but in {', '.join(self.targets.kept_in[account])}: correct the row or the "
                "profile, or open the account for it as well"
            )

    def _check_directive(self, directed: Directed, day: datetime.date) -> None:
        """Raise :class:`RowError` where the books would not understand the directive, or know nothing of its account."""
        if directed.account:
            self.check_known(directed.account)
        try:
            directives.read_text(canonical.custom(day, *directed.written, dict(directed.metadata)))
        except directives.DirectiveError as problem:
            raise RowError(f"{problem}: correct the row") from problem

    def check_known(self, account: str) -> None:
        """Raise :class:`RowError` where the books have neither *account* nor one below it."""
        if not any(one == account or one.startswith(f"{account}:") for one in self.targets.accounts):
            raise RowError(
                f"{account} is no account of the books: open it in books/accounts.beancount, or correct the row"
            )

    def _key(self, document: str, line: str, cells: Cells, day: datetime.date, occurrences: Counter[str]) -> str:
        """Return system/document/line, or system/document/content hash/occurrence where there is no line number."""
        if document and line:
            return keys.of_line(self.profile.system, document, line)
        texts = (cells["supplier"], cells["description"])
        base = keys.of_content(self.profile.system, document, day, self.weight(cells), *texts)
        occurrences[base] += 1
        return f"{base}/{occurrences[base]}"

    def _one_year(self, done: Sorted) -> None:
        """Reject the lines that are not of the extract's financial year: the one most of its lines belong to."""
        years = Counter(line.period // 100 for line in done.lines)
        if len(years) < 2:  # noqa: PLR2004 - one year, or none
            return
        year = main_year(years)
        for line in done.lines:
            if line.period // 100 != year:
                done.reject(line, of_another_year(line, year), ())
        done.lines = [line for line in done.lines if line.period // 100 == year]
        done.rejects.sort(key=lambda reject: reject.row)


def main_year(years: Counter[int]) -> int:
    """Return the year that an extract is of: the one most of its lines belong to, of two the earlier."""
    return max(years, key=lambda one: (years[one], -one))


def of_families(account: str) -> RowError:
    """Return why no money is posted to *account*."""
    return RowError(f"{account} counts families, not pounds: import a families-attached file instead")


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


def _as_evidence(line: Line, evidence: Evidence, document: str) -> Line:
    """Return *line* as the directive that says what the row is evidence for, and all that the row says of itself."""
    said: dict[str, Value] = {"amount": canonical.amount(line.pence)}
    said.update({key: text for key, text in (("account", evidence.account), ("payee", line.payee)) if text})
    said.update({key: text for key, text in (("narration", line.narration), ("document", document)) if text})
    said.update(line.metadata)
    return line._replace(metadata=tuple(said.items()), written=Written("evidence", (evidence.fund, evidence.stream)))


def _check_balance(sides: tuple[Side, ...]) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for side in sides:
        sums[accounts.parse(side.account).fund, side.commodity] += side.pence
    for (fund, commodity), pence in sums.items():
        if pence:
            raise RowError(
                f"the fund {fund} is out of balance by {canonical.amount(pence, commodity)}: each fund's debits and credits "
                "are equal in every entry"
            )

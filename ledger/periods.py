"""Which financial year, quarter and posting period does a date or a text mean?

A posting period is one integer, ``2018 * 100 + 9`` for 2018-19 P09, so that periods compare and tables stay small.
"""

from __future__ import annotations

import calendar
import datetime
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FIRST_MONTH = 4
MONTHS = 12
ADJUSTING = 13
PERIODS_MAX = 99
#: Financial years are written with four digits that begin with 1 or 2.
FIRST_YEAR, LAST_YEAR = 1001, 2998
FILE_NAME = "calendar.toml"


class PeriodError(ValueError):
    """A text names no period that the calendar knows."""

    def __init__(self, text: str, why: str = "") -> None:
        reason = why or "write a year (2018-19), a quarter (2018-19 Q3) or a posting period (2018-19 P09)"
        super().__init__(f"{text!r} is not a period: {reason}")


class CalendarError(ValueError):
    """A calendar file cannot be used: *why* says what is wrong with it."""

    def __init__(self, path: Path, why: str) -> None:
        self.why = why
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True)
class Period:
    """A run of posting periods of one financial year, or the whole of the books.

    *first* and *last* are posting-period numbers, both included; *start* and *end* the days they cover; *is_whole* where
    it stands for all there is.
    """

    label: str
    first: int
    last: int
    start: datetime.date
    end: datetime.date
    is_whole: bool = False

    @property
    def file_name(self) -> str:
        """The label as a file name: ``2018-19-Q3``."""
        return self.label.replace(" ", "-")


@dataclass(frozen=True)
class _Span:
    number: int
    quarter: int
    start: datetime.date
    end: datetime.date


def _span(number: int, table: dict[str, Any]) -> _Span:
    start, end, quarter = table["start"], table["end"], table["quarter"]
    if type(start) is not datetime.date or type(end) is not datetime.date or type(quarter) is not int:
        raise ValueError(f"period {number} needs quarter = 1, start = 2018-04-02 and end = 2018-04-29, without quotes")
    if start > end:
        raise ValueError(f"period {number} ends on {end}, before it starts")
    return _Span(number, quarter, start, end)


def year_label(start_year: int) -> str:
    """Return how the financial year that starts in *start_year* is written: 2018 is ``2018-19``."""
    return f"{start_year}-{(start_year + 1) % 100:02}"


def year_start(label: str) -> int:
    """Return the calendar year in which the financial year *label* starts; raise :class:`PeriodError` otherwise."""
    match = re.fullmatch(r"([12]\d{3})[-/](?:\d\d)?(\d\d)", label.strip(), re.ASCII)
    following = int(match[1]) + 1 if match else 0
    if not match or label.strip()[5:] not in (f"{following % 100:02}", str(following)):
        raise PeriodError(label, "a financial year is written 2018-19")
    return int(match[1])


class Calendar:
    """The council's calendar: 1 April to 31 March in twelve months, P13 a second March, unless a file says otherwise."""

    def __init__(self, years: dict[int, tuple[_Span, ...]] | None = None) -> None:
        self._given = years or {}
        self._spans = lru_cache(maxsize=256)(self._make_spans)
        self.key_of = lru_cache(maxsize=65536)(self._key_of)
        self.days = lru_cache(maxsize=4096)(self._days)

    @classmethod
    def of_folder(cls, folder: Path) -> Calendar:
        """Return the calendar that *folder* brings as ``calendar.toml``, or the usual one."""
        path = folder / FILE_NAME
        return cls.read(path) if path.is_file() else cls()

    @classmethod
    def read(cls, path: Path) -> Calendar:
        """Read a calendar file (docs/architecture.md, "The calendar"); raise :class:`CalendarError` where it is wrong."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            years = {}
            for year in content["year"]:
                spans = tuple(_span(number, span) for number, span in enumerate(year["periods"], start=1))
                years[year_start(str(year["label"]))] = spans
        except (KeyError, TypeError, ValueError) as problem:
            raise CalendarError(path, f"not a calendar: {problem}") from problem
        for start, spans in years.items():
            for before, after in pairwise(spans):
                if after.start != before.end + datetime.timedelta(days=1) and after.start != before.start:
                    raise CalendarError(path, f"{year_label(start)} has a gap or an overlap at {after.start}")
        return cls(years)

    def _make_spans(self, year: int) -> tuple[_Span, ...]:
        if year in self._given:
            return self._given[year]
        spans = []
        for number in range(1, MONTHS + 1):
            over, month = divmod(FIRST_MONTH - 2 + number, MONTHS)
            last = calendar.monthrange(year + over, month + 1)[1]
            start, end = datetime.date(year + over, month + 1, 1), datetime.date(year + over, month + 1, last)
            spans.append(_Span(number, (number + 2) // 3, start, end))
        march = spans[-1]
        return (*spans, _Span(ADJUSTING, march.quarter, march.start, march.end))

    def _key_of(self, day: datetime.date) -> int:
        guess = day.year if day.month >= FIRST_MONTH else day.year - 1
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise PeriodError(str(day), f"days are from {FIRST_YEAR} to {LAST_YEAR}")
        for year in (guess, guess - 1, guess + 1):
            for span in self._spans(year):
                if span.start <= day <= span.end:
                    return year * 100 + span.number
        raise PeriodError(str(day), "no period of the calendar holds this day")

    def year_of(self, day: datetime.date) -> str:
        """Return the label of the financial year that holds *day*."""
        return year_label(self.key_of(day) // 100)

    def _days(self, key: int) -> tuple[datetime.date, datetime.date]:
        """Return the first and the last day of the posting period *key*; raise :class:`PeriodError` for none."""
        for span in self._spans(key // 100):
            if span.number == key % 100:
                return span.start, span.end
        raise PeriodError(self.label(key), "the calendar has no such posting period")

    def is_adjusting(self, key: int) -> bool:
        """Return whether the posting period *key* is a second one for days that an earlier one has: P13 for March."""
        start, _ = self.days(key)
        return any(span.start == start and span.number < key % 100 for span in self._spans(key // 100))

    @staticmethod
    def label(key: int) -> str:
        """Return the posting period *key* as it is written: 201809 is ``2018-19 P09``."""
        return f"{year_label(key // 100)} P{key % 100:02}"

    def parse(self, text: str) -> Period:
        """Return the year, quarter or posting period that *text* names; raise :class:`PeriodError` otherwise."""
        match = re.fullmatch(r"\s*(\d{4}[-/]\d{2,4})(?:[\s-]*([QqPp])(\d{1,2}))?\s*", text)
        if not match:
            raise PeriodError(text)
        year = year_start(match[1])
        spans = self._spans(year)
        label = year_label(year)
        if match[2]:
            number = int(match[3])
            quarterly = match[2] in "Qq"
            spans = tuple(span for span in spans if (span.quarter if quarterly else span.number) == number)
            label = f"{label} Q{number}" if quarterly else f"{label} P{number:02}"
        if not spans:
            raise PeriodError(text, "the calendar has no such quarter or posting period")
        first, last = min(span.number for span in spans), max(span.number for span in spans)
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        return Period(label, year * 100 + first, year * 100 + last, start, end)

    def key(self, text: str) -> int:
        """Return the one posting period that *text* names (``2018-19 P13``); raise :class:`PeriodError` otherwise."""
        period = self.parse(text)
        if period.first != period.last:
            raise PeriodError(text, "one posting period is needed, such as 2018-19 P09")
        return period.first

    def of_entry(self, day: datetime.date, stated: object = None) -> int:
        """Return the posting period of an entry of *day* that *stated* one itself (None: it did not); 0 where there is none."""
        try:
            return self.key_of(day) if stated is None else self.key(str(stated))
        except PeriodError:
            return 0

    def whole(self, first: datetime.date, last: datetime.date) -> Period:
        """Return the period that spans the whole of books from *first* to *last*."""
        start, end = self.key_of(first), self.key_of(last)
        years = sorted({year_label(start // 100), year_label(end // 100)})
        return Period(
            " to ".join(years), start // 100 * 100, end // 100 * 100 + PERIODS_MAX, first, last, is_whole=True
        )

"""How does a column write its dates? Decided for the whole column, never row by row; day first unless it proves otherwise."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from importers.typed import YEARS, NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_NAME = r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d\d:?\d\d)?)?"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?,? +)?"
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.]| )(?P<second>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*{_NAME}[-/., ]+'?(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"(?P<day>\d{{1,2}}){_NAME}(?P<year>\d{{4}}|\d{{2}})",
        rf"{_WEEKDAY}{_NAME}[-/. ]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}}){_TIME}",
        rf"{_NAME}[-/., ]*'?(?P<year>\d{{4}}|\d{{2}})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",
    )
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
#: The serial numbers that spreadsheets give to the days of 1982 to 2064; 1 is 1 January 1900, and 29 February 1900 is one.
_SERIALS = range(30_000, 60_000)
_EPOCH = datetime.date(1899, 12, 30)
#: Two-digit years up to this one are of this century, as strptime has it.
_PIVOT = 68
_MONTHS_IN_A_YEAR = 12


class Seen(NamedTuple):
    """A date as far as its own text tells: of 03/04/2018 both readings, of any other only the first; None for none."""

    day_first: datetime.date | None
    month_first: datetime.date | None
    is_ordered: bool
    is_month: bool = False
    is_serial: bool = False


@lru_cache(maxsize=65_536)
def seen(text: str) -> Seen | None:
    """Return how *text* can be read as a date, None where it cannot; a spreadsheet's serial number is one as well."""
    shown = " ".join(text.split())
    if not shown or not any(mark.isdigit() for mark in shown):
        return None
    for form in _FORMS:
        if match := form.fullmatch(shown):
            return _read(match.groupdict())
    serial = _SERIAL.fullmatch(shown)
    if serial and int(serial[1]) in _SERIALS:
        return Seen(_EPOCH + datetime.timedelta(days=int(serial[1])), None, is_ordered=False, is_serial=True)
    return None


def _read(found: dict[str, str | None]) -> Seen | None:
    year = int(found["year"] or 0)
    if len(found["year"] or "") == 2:  # noqa: PLR2004 - two digits
        year += 2000 if year <= _PIVOT else 1900
    if found.get("first"):
        first, second = int(found["first"] or 0), int(found["second"] or 0)
        readings = (_date(year, second, first), _date(year, first, second))
        return Seen(*readings, is_ordered=True) if any(readings) else None
    month = _MONTHS[(found["name"] or "")[:3].casefold()] if found.get("name") else int(found["month"] or 0)
    meant = _date(year, month, int(found.get("day") or 1))
    return Seen(meant, None, is_ordered=False, is_month=not found.get("day")) if meant else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Column:
    """How a column writes its dates: which part comes first, and why that cannot be told (None where it can)."""

    is_month_first: bool = False
    doubt: str | None = None
    notes: tuple[str, ...] = ()

    def day(self, text: str) -> datetime.date:
        """Return the date that *text* means in this column, of a month its first day.

        Raises :class:`NotUnderstoodError` where it is none, or where the column's order cannot be told.
        """
        shown = " ".join(text.split())
        if not shown:
            raise NotUnderstoodError("the date is blank")
        reading = seen(shown)
        meant = reading and (reading.month_first if self.is_month_first and reading.is_ordered else reading.day_first)
        if meant is None or reading is None:
            order = "month" if self.is_month_first else "day"
            raise NotUnderstoodError(f"the date {shown!r} is no date that is written {order} first, as the others are")
        if self.doubt and reading.is_ordered and reading.day_first and reading.month_first:
            raise NotUnderstoodError(f"the date {shown!r} can be read in two ways: {self.doubt}")
        return meant


@dataclass
class Tally:
    """The dates of a column, counted one by one; each different text is kept once."""

    texts: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count *text*."""
        self.texts[text] += 1

    def column(self) -> Column:
        """Return how the column writes its dates."""
        return decide(self.texts)


def decide(texts: Iterable[str]) -> Column:
    """Return how the column of *texts* writes its dates: day first, unless the texts prove that the month is.

    Texts that prove both, or that make more sense month first without proving it, leave a doubt.
    """
    readings = [reading for text in texts if (reading := seen(text)) is not None]
    ordered = [reading for reading in readings if reading.is_ordered]
    only_day = [one for one in ordered if one.month_first is None]
    only_month = [one for one in ordered if one.day_first is None]
    either = [one for one in ordered if one.day_first and one.month_first and one.day_first != one.month_first]
    notes = []
    if any(one.is_month for one in readings):
        notes.append("names months without a day")
    if serials := sum(one.is_serial for one in readings):
        notes.append(f"has {serials} of a spreadsheet's serial numbers for dates")
    doubt = None
    if only_day and only_month:
        doubt = "some dates have the day first and others the month"
    elif _swapped(readings, ordered, only_day):
        doubt = "a spreadsheet seems to have turned day and month round where it could"
    elif not only_day and not only_month and _spread(either, by_day=True) > max(2, _spread(either, by_day=False)):
        doubt = "no date proves whether day or month comes first, and month first would be the more regular"
    if only_month and not only_day:
        notes.append("writes the month first")
    return Column(bool(only_month) and not only_day, doubt, tuple(notes))


def _spread(either: list[Seen], *, by_day: bool) -> int:
    """Return over how many months the dates spread that can be read both ways."""
    months = {
        (meant.year, meant.month)
        for one in either
        if (meant := one.day_first if by_day else one.month_first) is not None
    }
    return len(months)


def _swapped(readings: list[Seen], ordered: list[Seen], only_day: list[Seen]) -> bool:
    """Return whether the column is one that a spreadsheet with the month first has opened.

    It takes 03/04/2018 for a date of its own, the 4th of March, and leaves 30/04/2018, of which it makes nothing, as text.
    """
    own = [one.day_first for one in readings if not one.is_ordered and not one.is_month and one.day_first]
    return len(only_day) == len(ordered) > 0 and len(set(own)) > 1 and all(one.day <= _MONTHS_IN_A_YEAR for one in own)

"""Which posting period does a row state? One that could be of two years, or a month, is refused, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from importers.typed import NotUnderstoodError
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    import datetime

    from ledger.periods import Calendar

_NUMBER = re.compile(r"[Pp]?(\d{1,2})(?:\.0)?", re.ASCII)
_YEAR_AND_NUMBER = re.compile(r"(\d{4})(\d{2})", re.ASCII)
#: A number alone that lies further from the date's own period may belong to the year before or after.
_NEAR = 6


def posting_period(text: str, day: datetime.date, calendar: Calendar, reading: str | None = None) -> int:
    """Return the posting period that *text* states for a row of *day*; a blank one is the day's own.

    Understands ``9``, ``P09``, ``201809`` (year and period) and ``2018-19 P09``. A bare number that is the month of *day*
    but not its period is read as *reading* says (``posting-period`` or ``month``), and refused where it says nothing. Raises
    :class:`~importers.typed.NotUnderstoodError` where it is none, or cannot be told.
    """
    try:
        own = calendar.key_of(day)
    except PeriodError as problem:
        raise NotUnderstoodError(f"{problem}: correct the date, or the calendar") from None
    if not text:
        return own
    if match := _NUMBER.fullmatch(text):
        stated = _alone(text, int(match[1]), day, own, reading)
    elif match := _YEAR_AND_NUMBER.fullmatch(text):
        stated = int(match[1]) * 100 + int(match[2])
        if stated != own and (int(match[1]), int(match[2])) == (day.year, day.month):
            raise NotUnderstoodError(
                f"the period {text!r} of a row dated {day} may be a month or a posting period: export it as "
                f"{calendar.label(own)}"
            )
    else:
        try:
            stated = calendar.key(text)
        except PeriodError as problem:
            raise NotUnderstoodError(f"the period {text!r} is not understood: {problem}") from problem
    if abs(stated // 100 - own // 100) > 1:
        raise NotUnderstoodError(f"the period {text!r} is years away from the row's date {day}: correct one of them")
    try:
        calendar.days(stated)
    except PeriodError:
        raise NotUnderstoodError(f"the calendar has no period {text!r}: correct it in the source") from None
    return stated


def _alone(text: str, number: int, day: datetime.date, own: int, reading: str | None) -> int:
    """Return the period that a *number* without its year states, read as *reading* says."""
    if reading == "month" and text[:1] not in "Pp":
        if number != day.month:
            raise NotUnderstoodError(
                f"the period {text!r} is not the month of the row's date {day}: correct one of them"
            )
        return own
    stated = _near(text, own // 100 * 100 + number, own, day)
    if reading is None and number == day.month and stated != own:
        raise NotUnderstoodError(
            f"the period {text!r} of a row dated {day} may be its month or a posting period: say which with "
            'period = "month" or "posting-period" under [dates] in the profile'
        )
    return stated


def _near(text: str, stated: int, own: int, day: datetime.date) -> int:
    """Return *stated* unless it lies so far from the period of the row's date that its year cannot be told."""
    if abs(stated - own) <= _NEAR:
        return stated
    year = own // 100
    other = year - 1 if stated > own else year + 1
    years = " or ".join(year_label(one) for one in sorted((year, other)))
    raise NotUnderstoodError(
        f"the period {text!r} of a row dated {day} may be of {years}: export it with its year, such as "
        f"{year_label(min(year, other))} P{stated % 100:02}"
    )

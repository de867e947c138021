"""S112, S113: does each year's own ledger bring forward what the whole holds, and is none of it part of the whole?"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.core.data import Transaction
from beancount.parser import parser

from ledger import accounts, brought_forward, canonical, money, places, year_alone, year_files
from ledger.closing import Closed
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import PeriodError, year_label

if TYPE_CHECKING:
    from ledger.brought_forward import Sums
    from ledger.plugins.view import View

OPENINGS = Rule(
    "S112",
    Level.WARNING,
    "a year's own ledger brings forward what the whole holds",
    "A close writes YEAR.beancount and openings/YEAR.beancount, to browse a year alone: that of each closed year and of the one after. "
    "What they bring forward is held against all years, to the penny. Where it differs, or a file is missing or was edited, no statement "
    "of the whole is touched; whoever browses the year alone would see other figures. Close a closed period again: nothing is closed "
    "twice, and the files are written anew. A file of such a name that no close wrote is yours, and never written over: give it another.",
)
ALONE = Rule(
    "S113",
    Level.ERROR,
    "a year's own ledger is as a close wrote it, and apart from the whole",
    "YEAR.beancount loads the files of one year and openings/YEAR.beancount, each with the sha256 of its text. Edited, or with the "
    "files of another year, it proves nothing; included in the whole, its balances would count twice. Take the include out, or delete "
    "both files and close a closed period of budget.beancount again, which writes them anew.",
)
RULES = (OPENINGS, ALONE)
_SHOWN = 3
_LISTED = re.compile(rb'^  file-\d+: "([0-9a-f]*) ([^"\n]*)"$', re.MULTILINE)
_BODY = re.compile(rb'^  body: "([0-9a-f]{64})"$', re.MULTILINE)


def check(view: View) -> list[Finding]:
    """Return what is wrong with the ledgers of years alone that stand beside the whole, or with this one that is such."""
    marks = [one for one in view.register.records if one.name in (year_alone.ALONE, year_alone.OPENINGS)]
    if view.alone:
        return [
            found(ALONE, f"{view.short(name)} is not as it was written: {_anew(view)}", one.place)
            for one in marks
            if not _is_unedited(Path(name := str(one.place["filename"])).read_bytes())
        ]
    if marks:
        return [found(ALONE, _misplaced(view, str(one.place["filename"])), one.place) for one in marks]
    return _held_against(view)


def _anew(view: View) -> str:
    """Return how the files of this year alone are written again."""
    whole = next(one.metadata["whole"] for one in view.register.records if one.name == year_alone.ALONE)
    return f"delete it, then run ealedger --ledger {whole} close for a closed period again, which writes it anew"


def _misplaced(view: View, name: str) -> str:
    return (
        f"{view.short(name)} is of a ledger of one year alone, and {view.top.name} is none as a close writes it: take its include out of "
        "a ledger of all years; delete an edited one and close a closed period again, which writes it anew"
    )


def _is_unedited(content: bytes) -> bool:
    said = _BODY.search(content)
    return said is not None and said[1].decode() == canonical.body_digest(content)


def _held_against(view: View) -> list[Finding]:
    """Return where the ledgers of years that stand beside this one are not as they would be written now."""
    folder = view.top.parent
    there = year_files.standing(folder)
    records = year_alone.chained(view.register.records)
    if not there and not records:
        return []
    try:
        closed = Closed(records, view.calendar)
        years = year_files.years_of(view.options["include"], view.top, view.entries)
        wanted = sorted({*there, *year_alone.ended(closed, view.calendar, years.values())})
    except PeriodError:  # L104 says so
        return []
    cure = year_alone.cure(closed)
    return [
        one
        for year, is_stale in zip(wanted, _stale(view, years, wanted), strict=True)
        for one in (*_of_openings(view, year, cure, years, is_stale=is_stale), *_of_top(view, year, cure, years))
    ]


def _of_top(view: View, year: int, cure: str, years: dict[str, int]) -> list[Finding]:
    path = year_files.top_of(view.top.parent, year)
    if year_files.is_by_hand(path):
        return [found(OPENINGS, year_files.by_hand(path), _at(path))]
    if year not in years.values():
        message = f"{path.name} is of {year_label(year)}, of which the books hold nothing: delete it, and openings/{path.name}"
        return [found(OPENINGS, message, _at(path if path.is_file() else view.top))]
    if not path.is_file():
        return [found(OPENINGS, f"{path.name} is missing: {cure}", _at(view.top))]
    start = str(view.calendar.parse(year_label(year)).start)
    content = path.read_bytes()
    if content == year_files.top_text(view.top, years, year, start):
        return []
    what = f"is not what {view.top.name} and its files ask for now" if _is_unedited(content) else "was edited"
    return [found(OPENINGS, f"{path.name} {what}: {cure}", _at(path))]


def _of_openings(view: View, year: int, cure: str, years: dict[str, int], *, is_stale: bool) -> list[Finding]:
    path = year_files.openings_of(view.top.parent, year)
    name = view.short(path)
    if year_files.is_by_hand(path):
        return [found(OPENINGS, year_files.by_hand(path), _at(path))]
    if year not in years.values():
        return []
    if not path.is_file():
        return [found(OPENINGS, f"{name} is missing: {cure}", _at(view.top))]
    content = path.read_bytes()
    is_unedited = _is_unedited(content)
    if is_unedited and not is_stale:
        return []
    period = view.calendar.parse(year_label(year))
    try:
        forward = brought_forward.forward(brought_forward.moved(view.transactions, years, view.calendar), period)
        now = brought_forward.text(view.entries, years, view.calendar, view.top.parent, forward, view.texts)
    except accounts.AccountNameError:  # F101 says so, and no close comes before it is mended
        return []
    edited = "" if is_unedited else "was edited"
    said = _differences(_sums(content), forward.balances())
    if not said and (edited or _without_sources(now) != _without_sources(content)):
        said = [edited or "is not what the books bring forward now"]
    elif said and edited:
        said[0] = f"{edited}: it {said[0]}"
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return [found(OPENINGS, f"{name} {'; '.join(said[:_SHOWN])}{more}: {cure}", _at(path))] if said else []


def _at(path: Path) -> dict[str, object]:
    return {"filename": str(path), "lineno": 1}


def _without_sources(content: bytes) -> bytes:
    return _BODY.sub(b"", _LISTED.sub(b"", content))


def _differences(theirs: Sums, ours: Sums) -> list[str]:
    """Return where what a file brings forward is not what the whole holds, by account and to the penny."""
    return [
        f"brings forward {_said(theirs[key], key[1])} on {key[0]}, and the whole {_said(ours[key], key[1])}"
        for key in sorted({*theirs, *ours})
        if theirs[key] != ours[key]
    ]


def _said(number: Decimal, commodity: str) -> str:
    if commodity == "GBP":
        return money.spoken(int(number.scaleb(2)))
    return f"{number:f} {commodity}"


def _sums(content: bytes) -> Sums:
    """Return what the text of an openings file brings forward, by the account whose it is and commodity."""
    entries, _, _ = parser.parse_string(content.decode("utf-8", errors="replace"))
    sums: Sums = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction) and _is_brought(entry):
            for one in entry.postings:
                if one.units is not None and isinstance(one.units.number, Decimal):
                    sums[(one.meta or {}).get(brought_forward.WHOSE, one.account), one.units.currency] += (
                        one.units.number
                    )
    return sums


def _is_brought(entry: Transaction) -> bool:
    return brought_forward.MARK in entry.meta


def _stale(view: View, years: dict[str, int], wanted: list[int]) -> list[bool]:
    """Return of each year that is *wanted* whether anything may differ of what it brings forward.

    A file that it was made of is not as it was, or an entry of another file is part of it: only one that is looked at.
    """
    folder, calendar = view.top.parent, view.calendar
    periods = [calendar.parse(year_label(year)) for year in wanted]
    listed = [_sources(year_files.openings_of(folder, year)) for year in wanted]
    result = [any(view.texts.of(name) != digest for name, digest in own.items()) for own in listed]
    short = {name: places.short(name, folder) for name in years}
    starts = {
        name: _looked_at_before(view, of, [short[name] in own for own in listed], wanted) for name, of in years.items()
    }
    for entry in view.entries:
        name = entry.meta["filename"]
        start = starts.get(name)
        if start is None or (entry.date >= start and "period" not in entry.meta):
            continue
        for number, period in enumerate(periods):
            if not result[number] and short[name] not in listed[number]:
                result[number] = brought_forward.adds(entry, years[name], period, calendar)
    return result


def _looked_at_before(view: View, of_file: int, listed: list[bool], wanted: list[int]) -> datetime.date | None:
    """Return the day before which entries of a file are looked at, None where none is.

    A file of a year holds nothing of an earlier one, save what is dated before that year or says its period; a year after it was
    made of the file, or has to look at all of it.
    """
    if of_file == year_files.EVERY or all(listed):
        return None
    if of_file == year_files.COPIED:
        return datetime.date.max
    if any(of_file < year and not is_listed for year, is_listed in zip(wanted, listed, strict=True)):
        return datetime.date.max
    start: datetime.date = view.calendar.parse(year_label(of_file)).start
    return start


def _sources(path: Path) -> dict[str, str]:
    """Return the files that an openings file was made of with the sha256 of each."""
    content = path.read_bytes() if path.is_file() else b""
    return {name.decode("utf-8", errors="replace"): digest.decode() for digest, name in _LISTED.findall(content)}

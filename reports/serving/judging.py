"""May a changed ledger file take the place of the one in the books? Not where it is not ours to edit, or where it would add a finding."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ledger import entry_lines, places, seals
from ledger.book import UnsoundError
from ledger.closing import Closed
from ledger.findings import Level
from ledger.periods import PeriodError
from ledger.plugins import sealed
from ledger.plugins.archive import MADE_BY
from reports.serving.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ledger.book import Book
    from ledger.findings import Finding
    from reports.serving.staging import Stage

_MARK = "\ufeff".encode()
_EXTRACT = re.compile(rb'^\d{4}-\d\d-\d\d custom "extract"[^\n]*\n(?:[ \t][^\n]*\n)*?[ \t]+body:', re.MULTILINE)
_SET_UP = re.compile(rb"option|plugin|include|custom|query")
#: How a stored query begins that asks the books; beanquery's other commands set things, and write files.
_ASKS = re.compile(r"\s*(select|balances|journal|print)\b", re.IGNORECASE)
_LINE = re.compile(r"(\.[a-z]+):\d+")
#: What of a warning changes whenever somebody posts: money, and how many there are of something.
_FIGURE = re.compile(r"£[\d,]*\d(?:\.\d\d)?|(?<![\w/.-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
_CLOSED = frozenset(rule.code for rule in (sealed.CHANGED, sealed.ADDED, sealed.REMOVED, sealed.SEAL))
#: How many new findings are named, beside the number of all.
_SHOWN = 3


def judge_place(book: Book, path: Path, before: bytes, now: bytes) -> None:
    """Raise :class:`RefusedError` where the file at *path*, which held *before*, is not one to edit, or its set-up was changed.

    Options, plugins, includes and Fava's own options and extensions decide which code runs: they are not for a browser, and this is
    asked before the copy is loaded.
    """
    name = places.short(path, book.folder)
    if not path.is_relative_to(book.folder) or path.resolve() != path:
        raise RefusedError(
            f"Not saved: {name} lies outside the ledger's folder, and may be another ledger's too. Edit it there."
        )
    if is_imported(before):
        raise RefusedError(
            f"Not saved: {name} was written by import and stays as it was. Correct an entry of it by a journal that reverses it "
            "(ealedger correct); where the source was wrong, import it again."
        )
    if set_up(before) != set_up(now):
        raise RefusedError(
            f"Not saved: this would change an option, plugin, include or setting of Fava in {name}. The set-up of the books is changed "
            "in the file itself, by whoever looks after this machine."
        )


def is_imported(content: bytes) -> bool:
    """Return whether *content* is what an import wrote."""
    return content.removeprefix(_MARK).startswith(MADE_BY.encode()) or bool(
        _EXTRACT.search(content.replace(b"\r\n", b"\n"))
    )


def set_up(content: bytes) -> list[tuple[str, ...]]:
    """Return the options, plugins, includes and settings of Fava in a ledger file, as beancount's own lexer reads them.

    A stored query that is a command, and so could write a file when it is run, is one of them.
    """
    from beancount.parser import lexer  # noqa: PLC0415 - as elsewhere, only where it is needed

    if not _SET_UP.search(content):
        return []
    found: list[list[str]] = []
    is_open = False
    for kind, _, text, value in lexer.lex_iter_string(content):  # type: ignore[no-untyped-call] # beancount leaves it untyped
        if kind in ("OPTION", "PLUGIN", "INCLUDE", "CUSTOM", "QUERY"):
            found.append([kind])
            is_open = True
        elif kind == "EOL":
            is_open = False
        elif is_open:
            found[-1].append(str(value if kind == "STRING" else text))
    return [tuple(said) for said in found if _is_set_up(said)]


def judge(stage: Stage, after: Book, path: Path) -> None:
    """Raise :class:`RefusedError` where *after*, the changed copy of the books, is not as sound as the books are."""
    before = stage.book
    if str(stage.of(path)) not in after.options["include"]:
        raise RefusedError(
            f"Not saved: {places.short(path, before.folder)} could not be checked with this change, as the ledger names it by its whole "
            "path. Edit it with another program, and run ealedger check."
        )
    new = added(stage, after)
    closed = [one for one in new if one.code in _CLOSED]
    if closed:
        raise RefusedError(
            f"Not saved, for a closed period stays as it was closed: {_said(stage, closed)} What was wrong in it is corrected by a "
            "reversal in the open period: ealedger correct."
        )
    if why := _unsealed(stage, after, path):
        raise RefusedError(f"Not saved: {why}")
    if new:
        raise RefusedError(f"Not saved, for the books would then have what they do not have now: {_said(stage, new)}")


def added(stage: Stage, after: Book) -> list[Finding]:
    """Return the findings of *after*, the changed copy, that the books do not have, errors first.

    The line that a finding stands in may change, and so may the figures of a warning; a second finding that says the same is new.
    """
    known = Counter(_key(stage, one) for one in stage.book.findings)
    new = []
    for one in after.findings:
        key = _key(stage, one)
        known[key] -= 1
        if known[key] < 0:
            new.append(one)
    return new


def _is_set_up(said: list[str]) -> bool:
    if said[0] == "CUSTOM":
        return len(said) > 1 and said[1].startswith("fava-")
    return said[0] != "QUERY" or (len(said) > 2 and not _ASKS.match(said[2]))  # noqa: PLR2004 - its name, then what it asks


def _key(stage: Stage, one: Finding) -> tuple[str, str]:
    message = _LINE.sub(r"\1", stage.back(one.message))
    return one.code, _FIGURE.sub("#", message) if one.level is Level.WARNING else message


def _said(stage: Stage, new: list[Finding]) -> str:
    more = f" And {len(new) - _SHOWN} more." if len(new) > _SHOWN else ""
    return " ".join(_sentence(stage, one) for one in new[:_SHOWN]) + more


def _sentence(stage: Stage, one: Finding) -> str:
    place = places.shown(stage.back(one.filename), one.lineno, stage.book.folder)
    return f"{one.code} {stage.back(one.message)}{f' ({place})' if place else ''}."


def _unsealed(stage: Stage, after: Book, path: Path) -> str:
    """Return why the change of *path* touches what no seal watches: closes and reopenings themselves, and periods closed by hand."""
    before = stage.book
    try:
        closed = Closed(before.register.records, before.calendar)
    except (UnsoundError, PeriodError):  # findings say so, and stay until they are cured
        return ""
    was, now = Counter(_lines(before, path, closed)), Counter(_lines(after, stage.of(path), closed))
    for key, _ in (was - now) + (now - was):
        if not key:
            return "a period is closed by ealedger close and reopened by ealedger reopen, and not in the browser."
        return f"{closed.refusal(key)}."
    return ""


def _lines(book: Book, path: Path, closed: Closed) -> Iterator[tuple[int, str]]:
    """Yield each entry of *path* in a period closed by hand, with its posting period; 0 for what closes or reopens one."""
    for entry in book.entries:
        if entry.meta.get("filename") != str(path):
            continue
        if seals.is_chained(entry):
            yield 0, entry_lines.line(entry, book.folder)
            continue
        key = entry_lines.period_of(entry, book.calendar)
        by = closed.by(key)
        if by is not None and "seal" not in by.metadata:
            yield key, entry_lines.line(entry, book.folder)

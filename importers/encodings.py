"""In which encoding does a text stand? Chosen on evidence, and the evidence told.

UTF-8 and UTF-16 prove themselves. Windows' cp1252 and the code pages of DOS (cp850, cp437) take nearly any byte, so they
are told apart by what the bytes above 127 would mean where they stand: a pound sign before a digit, a letter inside a
word, or a box-drawing line inside a name.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE = ("cp1252", "cp850", "cp437")
_HIGH = re.compile(rb"(?s)(.?)([\x80-\xff])(.?)")
#: So many places are looked at; more would tell nothing new.
_LOOKED_AT = 20_000
_SAMPLE = 1_000_000
_PIECE = 2**22
#: How much evidence there must be, and what it must win by: a single accent tells little.
_ENOUGH = 3
_MARGIN = 1
_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{EN DASH}\N{EM DASH}\N{BULLET}\N{HORIZONTAL ELLIPSIS}"
_UNSURE = "not UTF-8: read as {} ({}); check names with accents and pound signs"
_OF = {"cp1252": "Windows", "cp850": "DOS", "cp437": "DOS"}
#: A text in UTF-8 with strays in it has more letters that are well formed than strays.
_STRAYS = "ealedger-cp1252"


@dataclass(frozen=True)
class Encoding:
    """An encoding, how its errors are met, what is doubtful about the choice, and what was seen."""

    name: str
    errors: str = "strict"
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _stray(problem: UnicodeError) -> tuple[str, int]:
    """Read one byte that is not UTF-8 as Windows does, what Windows does not know as the sign for that."""
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    return problem.object[problem.start : problem.start + 1].decode("cp1252", "replace"), problem.start + 1


codecs.register_error(_STRAYS, _stray)


def find(content: bytes) -> Encoding | None:
    """Return the encoding of *content*, None where it is in none we know."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _checked(content, name)
    if wide := _without_mark(content):
        return _checked(content, wide)
    wrong = _first_error(content, "utf-8")
    return Encoding("utf-8") if wrong is None else _mixed(content) or _single(content, wrong)


def _checked(content: bytes, name: str) -> Encoding | None:
    wrong = _first_error(content, name)
    if wrong is None:
        return Encoding(name)
    return (_mixed(content) or _single(content, wrong)) if name == "utf-8-sig" else None


def _without_mark(content: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: every second byte of an English one is zero."""
    start = content[:2000]
    if len(start) < 4 or start.count(0) < len(start) // 4:  # noqa: PLR2004 - two letters
        return None
    return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"


def _mixed(content: bytes) -> Encoding | None:
    """Return UTF-8 with strays where most letters beyond ASCII are well formed, as when two files were joined."""
    text = content[:_SAMPLE].decode("utf-8", "surrogateescape")
    strays = sum("\udc80" <= mark <= "\udcff" for mark in text)
    formed = sum(mark > "\x7f" for mark in text) - strays
    if formed <= strays:
        return None
    name = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    return Encoding(
        name, _STRAYS, (f"UTF-8 with {strays} bytes that are not: read as Windows writes them; check the names",)
    )


def _single(content: bytes, start: int) -> Encoding | None:
    """Return the one-byte encoding that makes most sense of the bytes beyond ASCII, from *start* on."""
    places = _HIGH.findall(content[start : start + _SAMPLE])[:_LOOKED_AT]
    scores = {name: _score(places, name) for name in _SINGLE if _decodes(content, name)}
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    others = [score for name, score in scores.items() if _OF[name] != _OF[best]]
    if scores[best] >= _ENOUGH and all(scores[best] - score > _MARGIN for score in others):
        return Encoding(best, notes=(f"not UTF-8: read as {best} ({_OF[best]}), of which its signs make sense",))
    best = _detected(content[start : start + _SAMPLE], [name for name in scores if scores[name] >= 0]) or best
    return Encoding(best, warnings=(_UNSURE.format(best, _OF[best]),))


def _decodes(content: bytes, name: str) -> bool:
    return _first_error(content, name) is None


def _first_error(content: bytes, name: str) -> int | None:
    """Return where *content* cannot be decoded, None where it can; piece by piece, so that memory holds it once."""
    decoder = codecs.getincrementaldecoder(name)()
    view = memoryview(content)
    for start in range(0, len(content), _PIECE):
        try:
            decoder.decode(view[start : start + _PIECE], start + _PIECE >= len(content))
        except UnicodeDecodeError as problem:
            return max(0, start + problem.start - 4)
    return None


def _score(places: list[tuple[bytes, bytes, bytes]], name: str) -> int:
    return sum(
        _sense(mark.decode(name), before.decode(name, "replace"), after.decode(name, "replace"))
        for before, mark, after in places
    )


def _sense(mark: str, before: str, after: str) -> int:
    """Return how much sense *mark* makes between *before* and *after*: below zero none."""
    if mark == "£":
        return 3 if after.isdigit() or after in " -()\"',;\t\r\n" or before in " (-\"',;\t" else 1
    if mark in _QUOTES:
        return 2 if (before.isalpha() or after.isalpha() or before == " ") else 0
    if mark.isalpha() and mark not in "ªº":
        if before.isascii() and before.isalpha():
            return 1 if mark.islower() or not before.islower() else -1
        return 1 if after.isascii() and after.isalpha() and (mark.isupper() or before not in " ,\"'") else -1
    if mark in "\N{ACUTE ACCENT}`·°½¼¾€®©™«»":
        return 0
    return 1 if mark == "\N{NO-BREAK SPACE}" else -2


def _detected(sample: bytes, names: list[str]) -> str | None:
    """Return what charset-normalizer makes of *sample* among *names*, None where it cannot tell either."""
    if len(names) < 2:  # noqa: PLR2004 - nothing to tell apart
        return names[0] if names else None
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed

    match = from_bytes(sample[:20_000], cp_isolation=names).best()
    return match.encoding if match and match.encoding in names else None

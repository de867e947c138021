"""I1xx, of files: is every source that came in still kept as it was received, and in the books?

The archive is a second record of what was imported, beside the books: an extract that is taken out of the books leaves
its source behind. Where the ledger's folder has no archive (a pack's snapshot opened elsewhere), the rules that look into
it are not judged.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from ledger.findings import Finding, Level, Rule, found

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.plugins.view import View

NOT_IN_BOOKS = Rule(
    "I108",
    Level.ERROR,
    "every archived source is in the books",
    'Every file in extracts/archive/ has its custom "extract" directive. One without was taken out of the books: '
    "import it again, from its archive copy if need be.",
)
NOT_AS_RECEIVED = Rule(
    "I109",
    Level.ERROR,
    "an archived source is as it was received",
    "A file in extracts/archive/ is named by the sha256 of what is in it. Another content, or another name, means that it was "
    "overwritten, damaged or put there by hand: restore it from a copy, or move what does not belong there out.",
)
NOT_ARCHIVED = Rule(
    "I110",
    Level.WARNING,
    "every extract has its archived source",
    "The source of every extract in the books is kept in extracts/archive/, so that a figure can be followed to its row. "
    "An import that was cut short leaves one out: import the file again and it is kept. Else restore it from a copy: any file "
    "with the sha256 of the directive, named by it.",
)
NO_DIRECTIVE = Rule(
    "I111",
    Level.ERROR,
    "a file that import wrote has its extract directive",
    'A file of the books that begins with "Made by ealedger import" holds the custom "extract" directive whose control '
    "totals and digest prove it. Without, its entries are nobody's: restore the file, or delete it and import its source "
    "again.",
)
RULES = (NOT_IN_BOOKS, NOT_AS_RECEIVED, NOT_ARCHIVED, NO_DIRECTIVE)

#: Where the sources are kept, as seen from the ledger's folder.
ARCHIVE = "extracts/archive"
#: How the first line of a file that import writes begins.
MADE_BY = ";; Made by ealedger import"
#: What another import of the source mends, so import does not refuse for it.
MENDED_BY_IMPORT = (NOT_IN_BOOKS.code,)

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: What Windows puts into any folder by itself; hidden files are passed over as well.
_OF_WINDOWS = ("thumbs.db", "desktop.ini")


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of archived sources and of the files made from them."""
    return [*_archived(view), *_without_directive(view)]


def _archived(view: View) -> list[Finding]:
    folder = view.top.parent / ARCHIVE
    if not folder.is_dir():
        return []
    extracts = view.register.extracts
    recorded = {one.sha256 for one in extracts}
    kept = set()
    findings = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.casefold() in _OF_WINDOWS or not path.is_file():
            continue
        kept.add(path.stem)
        findings.extend(_of_file(view, path, recorded))
    for extract in extracts:
        if extract.sha256 not in kept:
            message = f"the source of extract {extract.name} is not in {ARCHIVE}/: restore the file with the sha256 {extract.sha256}"
            findings.append(found(NOT_ARCHIVED, message, extract.place))
    return findings


def _of_file(view: View, path: Path, recorded: set[str]) -> list[Finding]:
    name = view.short(path)
    if not _SHA256.fullmatch(path.stem):
        return [found(NOT_AS_RECEIVED, f"{name} is not named by its sha256, as an archived source is: move it out")]
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        return [found(NOT_AS_RECEIVED, f"{name} cannot be read ({problem.strerror}): restore it from a copy")]
    if digest != path.stem:
        return [found(NOT_AS_RECEIVED, f"{name} is not what was received: restore it from a copy")]
    if digest not in recorded:
        return [found(NOT_IN_BOOKS, f"no extract of the books was made from {name}: import it again")]
    return []


def _without_directive(view: View) -> list[Finding]:
    declared = {str(extract.place["filename"]) for extract in view.register.extracts}
    marks = MADE_BY.encode()
    findings = []
    for path in view.included():
        if str(path) in declared:
            continue
        with path.open("rb") as file:
            made = file.read(len(marks)) == marks
        if made:
            message = f"{view.short(path)} was written by import and holds no extract directive: restore it, or import its source again"
            findings.append(found(NO_DIRECTIVE, message, {"filename": str(path), "lineno": 1}))
    return findings

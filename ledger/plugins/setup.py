"""S1xx: is the ledger set up so that nothing is switched off, filled in or changed unseen?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from beancount.parser import lexer

from ledger import canonical
from ledger.findings import Finding, Level, Rule, found
from ledger.periods import FILE_NAME

if TYPE_CHECKING:
    from ledger.plugins.view import View

IN_INCLUDE = Rule(
    "S101",
    Level.ERROR,
    "options and plugins stand in the top file",
    "Beancount drops option and plugin lines of included files without a word. Move the line to budget.beancount.",
)
NOT_RUN = Rule(
    "S102",
    Level.ERROR,
    "our checks ran",
    'The line plugin "ledger.plugins" in the top file runs every check of ours. Without it, or where one fails, nothing '
    "that is printed has been checked, so nothing is.",
)
PAD = Rule(
    "S103",
    Level.ERROR,
    "no pad",
    "A pad directive plugs a gap of any size without an explanation. Post the difference with its reason.",
)
TOLERANCE = Rule(
    "S104",
    Level.ERROR,
    "tolerance is strict",
    'Beancount accepts a penny of difference unless the top file has option "tolerance_multiplier" "0".',
)
PYTHONPATH = Rule(
    "S105",
    Level.ERROR,
    "the ledger brings no Python of its own",
    'option "insert_pythonpath" lets code beside the ledger run in place of the installed checks. Remove it.',
)
PROCESSING = Rule(
    "S106",
    Level.ERROR,
    "beancount's own plugins run",
    'option "plugin_processing_mode" "raw" switches beancount\'s own balance and document checks off. Remove it.',
)
EDITED = Rule(
    "S107",
    Level.ERROR,
    "generated files are unedited",
    "A file that import wrote states the hash of its own text. It is corrected by a reversal in the journals, never by "
    "editing it. Restore it, or delete it and import the archived source again.",
)
AUTO_ACCOUNTS = Rule(
    "S108",
    Level.ERROR,
    "accounts are opened by hand",
    "beancount.plugins.auto_accounts opens whatever account is posted to, so that a coding error makes an account. Remove it.",
)
AFTER_OURS = Rule(
    "S109",
    Level.ERROR,
    "our checks run last",
    "A plugin that runs after ours could change the entries after they were checked, and Fava would show what no check has "
    'seen. Put plugin "ledger.plugins" below every other plugin line.',
)
NOT_LOADED = Rule(
    "S110",
    Level.ERROR,
    "every file of books/ is part of the ledger",
    "A .beancount file in books/ that no include of the top file loads holds entries that no statement shows, and an import "
    "would post into nowhere. Include it, or move it out of books/.",
)
CALENDAR = Rule(
    "S111",
    Level.ERROR,
    "the council's calendar can be read",
    "calendar.toml beside the ledger says which days belong to which posting period (docs/architecture.md). Where it cannot be "
    "read no posting period can be trusted. Correct it, or move it away to use the months from April to March.",
)
RULES = (
    IN_INCLUDE,
    NOT_RUN,
    PAD,
    TOLERANCE,
    PYTHONPATH,
    PROCESSING,
    EDITED,
    AUTO_ACCOUNTS,
    AFTER_OURS,
    NOT_LOADED,
    CALENDAR,
)

_SUSPECT = re.compile(rb"^[ \t]*(?:option|plugin)\b", re.MULTILINE)
OURS = "ledger.plugins"
_OPENS_ACCOUNTS = ("beancount.plugins.auto_accounts", "beancount.plugins.auto")


def check(view: View) -> list[Finding]:
    """Return what breaks a rule of the set-up."""
    options = view.options
    top = {"filename": str(view.top), "lineno": 1}
    findings = [
        found(
            PAD,
            f"pad fills {entry.account} from {entry.source_account}: post the difference with its reason",
            entry.meta,
        )
        for entry in view.pads
    ]
    if options["tolerance_multiplier"] != 0 or options["inferred_tolerance_default"]:
        findings.append(
            found(
                TOLERANCE,
                'the top file needs option "tolerance_multiplier" "0" and no inferred_tolerance_default: without it a penny can go missing',
                top,
            )
        )
    if options.get("pythonpath"):
        findings.append(
            found(PYTHONPATH, 'remove option "insert_pythonpath": the ledger may not bring code of its own', top)
        )
    if options["plugin_processing_mode"] != "default":
        findings.append(
            found(PROCESSING, 'remove option "plugin_processing_mode": beancount\'s own checks must run', top)
        )
    findings.extend(
        found(AUTO_ACCOUNTS, f'remove plugin "{name}": it opens accounts by itself', top)
        for name, _ in options["plugin"]
        if name in _OPENS_ACCOUNTS
    )
    names = [name for name, _ in options["plugin"]]
    if names[-1] != OURS:
        findings.append(found(AFTER_OURS, f'plugin "{names[-1]}" runs after ours: put plugin "{OURS}" below it', top))
    findings.extend(_not_loaded(view))
    if view.calendar_problem:
        place = {"filename": str(view.top.parent / FILE_NAME), "lineno": 1}
        message = f"{FILE_NAME} cannot be read ({view.calendar_problem}): correct it, or move it away"
        findings.append(found(CALENDAR, message, place))
    for path in view.included():
        content = path.read_bytes()
        findings.extend(_options_in(view, path, content))
    findings.extend(_edited(view))
    return findings


def _edited(view: View) -> list[Finding]:
    """Return the extracts whose file is not what import wrote; one that moved into another file is found as well."""
    digests: dict[str, str] = {}
    findings = []
    for extract in view.register.extracts:
        name = str(extract.place["filename"])
        if name not in digests:
            digests[name] = canonical.body_digest(Path(name).read_bytes())
        if digests[name] != extract.body:
            message = f"{view.short(name)} is not as import wrote it: restore it, or delete it and import {extract.name} again"
            findings.append(found(EDITED, message, extract.place))
    return findings


def _options_in(view: View, path: Path, content: bytes) -> list[Finding]:
    # A search for the bare words is far quicker than the pattern, and few files have either.
    if not ((b"option" in content or b"plugin" in content) and _SUSPECT.search(content)):
        return []
    return [
        found(
            IN_INCLUDE,
            f"{view.short(path)}:{lineno} has {'an' if kind == 'OPTION' else 'a'} {kind.lower()} line, which beancount ignores there: move it to {view.top.name}",
            {"filename": str(path), "lineno": lineno},
        )
        for kind, lineno, _, _ in lexer.lex_iter_string(content)  # type: ignore[no-untyped-call] # beancount leaves it untyped
        if kind in ("OPTION", "PLUGIN")
    ]


def _not_loaded(view: View) -> list[Finding]:
    if view.alone:
        return []  # a year alone leaves the other years out
    loaded = {Path(name).resolve() for name in view.options["include"]}
    return [
        found(
            NOT_LOADED,
            f"{view.short(path)} is not part of the ledger: include it in {view.top.name}, or move it out of books/",
            {"filename": str(view.top), "lineno": 1},
        )
        for path in sorted((view.top.parent / "books").rglob("*.beancount"))
        if path.resolve() not in loaded
    ]

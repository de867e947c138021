"""Is the ledger inside a pack safe to load, and how is it loaded? It comes from somebody else: it may run nothing, and read nothing else."""

from __future__ import annotations

import contextlib
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.book import BEANCOUNT, Book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Where the ledger's files stand in a pack.
FOLDER = "ledger/"
#: The only plugin that a snapshot may name.
PLUGINS = ("ledger.plugins",)
#: The options that a snapshot may set: none of them runs anything, or reads another file.
OPTIONS = (
    "title",
    "operating_currency",
    "tolerance_multiplier",
    "render_commas",
    "display_precision",
    "name_assets",
    "name_liabilities",
    "name_equity",
    "name_income",
    "name_expenses",
)
#: How each ledger file's name ends: no other file is looked into before, so none is loaded.
ENDING = ".beancount"
#: What beancount says of a document directive whose file it does not find.
_NO_DOCUMENT = "File does not exist:"
_WORDS = re.compile(rb"option|plugin|include")
#: What is no plain part of a name: a set of letters, a home folder, a variable, a drive, and what Windows keeps for itself.
_NOT_PLAIN = re.compile(r"[\\\[\]{}~$:|<>\"]")


class UnsafeError(Exception):
    """The ledger of a pack could run or read something of the machine that verifies it: the message names file and line."""


def check(files: Mapping[str, bytes]) -> None:
    """Raise :class:`UnsafeError` where a ledger file of a pack has a plugin, an option or an include that is not known as safe."""
    from beancount.parser import lexer  # noqa: PLC0415 - beancount takes its time

    for name, content in files.items():
        if not name.startswith(FOLDER) or not name.endswith(ENDING) or not _WORDS.search(content):
            continue
        keyword, at = "", 0
        tokens = lexer.lex_iter_string(content)  # type: ignore[no-untyped-call]
        for kind, line, _, value in tokens:
            if kind in ("OPTION", "PLUGIN", "INCLUDE"):
                keyword, at = kind, line
            elif keyword and kind == "STRING":
                _judge(f"{name}, line {at}", keyword, str(value))
                # Of an option the name alone matters; a plugin has a name and, where it has any, settings.
                keyword = "SETTING" if keyword == "PLUGIN" else ""
            elif kind == "EOL":
                keyword = ""


def _judge(where: str, keyword: str, value: str) -> None:
    if keyword == "SETTING":
        raise UnsafeError(f"{where}: the plugin has settings; a pack's ledger has none")
    if keyword == "PLUGIN" and value not in PLUGINS:
        raise UnsafeError(f"{where}: the plugin {value!r} is not one that a pack's ledger may run")
    if keyword == "OPTION" and value not in OPTIONS:
        raise UnsafeError(f"{where}: the option {value!r} is not one that a pack's ledger may set")
    if keyword == "INCLUDE":
        parts = value.split("/")
        if not value.endswith(ENDING):
            raise UnsafeError(f"{where}: it includes {value!r}, and a pack's ledger is in files that end in {ENDING}")
        if value.startswith("/") or ".." in parts or not value.isprintable() or _NOT_PLAIN.search(value):
            raise UnsafeError(f"{where}: it includes {value!r}, which is not inside the pack")


@contextlib.contextmanager
def opened(files: Mapping[str, bytes], top: str) -> Iterator[Book]:
    """Load the ledger of a pack from a folder of its own, which is gone afterwards; *top* is its file in the pack.

    The files were checked before (:func:`check`), and their names by the container. Raises :class:`UnsafeError` where *top* is none
    of them.
    """
    if top not in files or not top.startswith(FOLDER):
        raise UnsafeError(f"the manifest names {top!r} as its ledger, which is not there")
    if not top.endswith(ENDING):
        raise UnsafeError(
            f"the manifest names {top!r} as its ledger, and a pack's ledger is in files that end in {ENDING}"
        )
    with tempfile.TemporaryDirectory(prefix="ealedger-") as folder:
        for name, content in files.items():
            if name.startswith(FOLDER):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        yield _without_documents(Book.load(Path(folder) / top))


def _without_documents(book: Book) -> Book:
    """Return *book* without beancount's complaint of each document that is not there: a pack holds books, and no papers."""
    kept = (one for one in book.findings if one.code != BEANCOUNT.code or not one.message.startswith(_NO_DOCUMENT))
    return replace(book, findings=tuple(kept))

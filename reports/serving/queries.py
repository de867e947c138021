"""Which queries may be asked? Those that read the books: the query shell has others, which write files and change its settings.

``.output FILE`` in a query empties any file that the server's user may write, by a plain GET and in Fava's own
read-only mode; ``.set`` and ``.output`` spoil the shell for everybody; ``CREATE TABLE … USING 'csv:…'`` opens files.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

READING = ("select", "balances", "journal", "print", "run", "help")
_FIRST_WORD = re.compile(r"\s*\.?([A-Za-z]+)(?![A-Za-z_])")
_DOTTED = ("run", "help")
_PATH = re.compile(r"/[^/]+/(?:api/query|download-query/[^/]*)/?")


def are_asked_at(path: str) -> bool:
    """Whether *path*, each slash once, is one at which queries are run."""
    return bool(_PATH.fullmatch(path))


def refused(path: str, query_string: str) -> str | None:
    """Return why a request for *path* asks for a query that does more than read; None where it does not."""
    if not are_asked_at(path):
        return None
    asked = [text for name, text in parse_qsl(query_string, keep_blank_values=True) if name == "query_string"]
    if all(map(_reads, asked)):
        return None
    return f"This query is not run here: a query begins with {', '.join(word.upper() for word in READING[:4])}, run or help, and reads only."


def _reads(query: str) -> bool:
    word = _FIRST_WORD.match(query)
    if word is None:
        return not query.strip()
    name = word[1].lower()
    return name in READING and (name in _DOTTED or not query.lstrip().startswith("."))

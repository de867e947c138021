"""Would the ledger include a file that is not there yet?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_INCLUDE = re.compile(r'^include\s+"([^"\n]*)"', re.MULTILINE)


def would_hold(files: Iterable[Path], path: Path) -> bool:
    """Return whether an ``include`` in one of the ledger's *files* names *path*, itself or by a pattern."""
    return any(pattern.fullmatch(path.as_posix()) for pattern in _patterns(files))


def _patterns(files: Iterable[Path]) -> Iterator[re.Pattern[str]]:
    for file in files:
        for said in _INCLUDE.findall(file.read_text(encoding="utf-8")):
            yield _pattern((file.parent / said).as_posix())


def _pattern(said: str) -> re.Pattern[str]:
    """Return a file pattern as beancount understands it: ``*`` within a folder, ``**`` folders in any depth."""
    signs = {"*": "[^/]*", "?": "[^/]"}
    parts = [
        "(?:[^/]+/)*" if part == "**" else "".join(signs.get(one, re.escape(one)) for one in part) + "/"
        for part in said.split("/")
    ]
    return re.compile("".join(parts).removesuffix("/"))

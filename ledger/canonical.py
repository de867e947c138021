r"""How are entries written, so that the same rows give the same bytes everywhere?

UTF-8, ``\n``, one layout; every text escaped, so that nothing from a file can become ledger syntax.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": " "})
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = re.compile(r"\\(.)")
_BODY_LINE = re.compile(rb'^  body: "[^"\n]*"\n', re.MULTILINE)

#: A metadata value: a text is quoted, a number and a date stand as they are.
Value: TypeAlias = str | int | datetime.date


@lru_cache(maxsize=16384)
def quote(text: str) -> str:
    """Return *text* as a beancount string."""
    return f'"{text.translate(_ESCAPES)}"'


def unquote(inside: str) -> str:
    """Return the text that :func:`quote` wrote, from what stands between its quotes."""
    if "\\" not in inside:
        return inside
    return _ESCAPED.sub(lambda match: _UNESCAPES.get(match[1], match[1]), inside)


def transaction(
    day: datetime.date,
    flag: str,
    payee: str,
    narration: str,
    metadata: Mapping[str, Value],
    postings: Sequence[tuple[str, str]],
    link: str = "",
) -> str:
    """Return one transaction; *postings* are (account, pounds with two decimals), none left out."""
    linked = f" ^{link}" if link else ""
    lines = [f"{day.isoformat()} {flag} {quote(payee)} {quote(narration)}{linked}"]
    # Loops, not generators: half of what an import of 100,000 rows takes here.
    for key, value in metadata.items():
        lines.append(f"  {key}: {quote(value) if isinstance(value, str) else value}")
    width = max([len(account) for account, _ in postings])
    wide = max([len(amount) for _, amount in postings])
    for account, amount in postings:
        lines.append(f"  {account:<{width}}  {amount:>{wide}} GBP")
    return "\n".join(lines) + "\n"


def extract_file(
    heading: Iterable[str],
    directive: str,
    metadata: Mapping[str, str],
    transactions: Iterable[str],
) -> str:
    """Return the text of a generated file: comments, the ``extract`` directive with the digest of it all, entries.

    *metadata* values are written as they stand (quoted already where they are texts).
    """
    body = "".join(f"\n{text}" for text in transactions)
    return extract_head(heading, directive, metadata, [body.encode()]) + body


def extract_head(heading: Iterable[str], directive: str, metadata: Mapping[str, str], body: Iterable[bytes]) -> str:
    """Return what stands in a generated file above its entries, whose text *body* is, each after a blank line."""
    top = "".join(f";; {' '.join(line.splitlines())}\n" for line in heading)
    top += f"\n{directive}\n"
    rest = "".join(f"  {key}: {value}\n" for key, value in metadata.items())
    digest = hashlib.sha256((top + rest).encode())
    for piece in body:
        digest.update(piece)
    return f'{top}  body: "{digest.hexdigest()}"\n{rest}'


def body_digest(content: bytes) -> str:
    """Return the sha256 of a generated file's text without its ``body:`` line, which states it."""
    return hashlib.sha256(_BODY_LINE.sub(b"", content, count=1)).hexdigest()

r"""How are entries written, so that the same rows give the same bytes everywhere?

UTF-8, ``\n``, one layout; every text escaped, so that nothing from a file can become ledger syntax.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": " "})
_BODY_LINE = re.compile(rb'^  body: "[^"\n]*"\n', re.MULTILINE)

#: A metadata value: a text is quoted, a number and a date stand as they are.
Value: TypeAlias = str | int | datetime.date


def quote(text: str) -> str:
    """Return *text* as a beancount string."""
    return f'"{text.translate(_ESCAPES)}"'


def transaction(
    day: datetime.date,
    flag: str,
    payee: str,
    narration: str,
    metadata: Mapping[str, Value],
    postings: Sequence[tuple[str, str]],
) -> str:
    """Return one transaction; *postings* are (account, pounds with two decimals), none left out."""
    lines = [f"{day.isoformat()} {flag} {quote(payee)} {quote(narration)}"]
    lines.extend(f"  {key}: {quote(value) if isinstance(value, str) else value}" for key, value in metadata.items())
    width = max(len(account) for account, _ in postings)
    wide = max(len(amount) for _, amount in postings)
    lines.extend(f"  {account:<{width}}  {amount:>{wide}} GBP" for account, amount in postings)
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
    top = "".join(f";; {' '.join(line.splitlines())}\n" for line in heading)
    top += f"\n{directive}\n"
    rest = "".join(f"  {key}: {value}\n" for key, value in metadata.items())
    body = "".join(f"\n{text}" for text in transactions)
    digest = hashlib.sha256((top + rest + body).encode()).hexdigest()
    return f'{top}  body: "{digest}"\n{rest}{body}'


def body_digest(content: bytes) -> str:
    """Return the sha256 of a generated file's text without its ``body:`` line, which states it."""
    return hashlib.sha256(_BODY_LINE.sub(b"", content, count=1)).hexdigest()

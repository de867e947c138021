r"""How are entries written, so that the same rows give the same bytes everywhere?

UTF-8, ``\n``, one layout; every text escaped, so that nothing from a file can become ledger syntax.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ledger import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FAMILY = "FAMILY"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": " "})
_UNESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED = re.compile(r"\\(.)")
_BODY_LINE = re.compile(rb'^  body: "[^"\n]*"\n', re.MULTILINE)


class Bare(str):
    """A text that stands in the books without quotes: an account, an amount."""

    __slots__ = ()


#: A value of a directive or of metadata: a text is quoted, a number, a date and what is bare stand as they are.
Value: TypeAlias = str | int | datetime.date | Bare


#: What the finance system calls a posting's place in its chart of accounts, as metadata.
CODES = ("cost-centre", "subjective")


class Leg(NamedTuple):
    """A posting: *row* is the row of the extract that it is, 0 where the entry as a whole is one row.

    *codes* are its cost centre and subjective, where the posting has codes of its own.
    """

    account: str
    number: str
    commodity: str = "GBP"
    row: int = 0
    codes: tuple[str, ...] = ()


def codes_of(metadata: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the cost centre and subjective of a posting's *metadata*, nothing where it has none of its own."""
    found = metadata or {}
    return tuple(str(found[name]) for name in CODES) if all(found.get(name) for name in CODES) else ()


@lru_cache(maxsize=16384)
def quote(text: str) -> str:
    """Return *text* as a beancount string."""
    return f'"{text.translate(_ESCAPES)}"'


def unquote(inside: str) -> str:
    """Return the text that :func:`quote` wrote, from what stands between its quotes."""
    if "\\" not in inside:
        return inside
    return _ESCAPED.sub(lambda match: _UNESCAPES.get(match[1], match[1]), inside)


def written(value: Value) -> str:
    """Return *value* as a directive or its metadata has it."""
    if isinstance(value, Bare):
        return str(value)
    return quote(value) if isinstance(value, str) else str(value)


def amount(pence: int, commodity: str = "GBP") -> Bare:
    """Return *pence* (of families, hundredths) as an amount of *commodity*; raise ``ValueError`` for a part of a family."""
    return Bare(f"{number(pence, commodity)} {commodity}")


def number(pence: int, commodity: str = "GBP") -> str:
    """Return *pence* as the number that stands before *commodity*: pounds with two decimals, families whole."""
    if commodity != FAMILY:
        return money.plain(pence)
    families, part = divmod(pence, 100)
    if part:
        raise ValueError(f"{money.plain(pence)} is not a whole number of families")
    return str(families)


def custom(day: datetime.date, name: str, values: Sequence[Value], metadata: Mapping[str, Value]) -> str:
    """Return one ``custom`` directive with its *values* in order and its *metadata*."""
    said = "".join(f" {written(value)}" for value in values)
    below = "".join(f"  {key}: {written(value)}\n" for key, value in metadata.items())
    return f"{day.isoformat()} custom {quote(name)}{said}\n{below}"


def transaction(
    day: datetime.date,
    flag: str,
    payee: str,
    narration: str,
    metadata: Mapping[str, Value],
    postings: Sequence[tuple[str, str]],
    link: str = "",
    legs: Sequence[Leg] = (),
) -> str:
    """Return one transaction of its *postings*, (account, pounds with two decimals), or of *legs*; none is left out."""
    linked = f" ^{link}" if link else ""
    lines = [f"{day.isoformat()} {flag} {quote(payee)} {quote(narration)}{linked}"]
    # Loops, not generators, and no call that is not needed: half of what an import of 100,000 rows takes here.
    for key, value in metadata.items():
        lines.append(f"  {key}: {quote(value) if type(value) is str else value}")
    if legs:
        lines += _of_legs(legs)
    else:
        width = max([len(account) for account, _ in postings])
        wide = max([len(pounds) for _, pounds in postings])
        for account, pounds in postings:
            lines.append(f"  {account:<{width}}  {pounds:>{wide}} GBP")
    return "\n".join(lines) + "\n"


def _of_legs(legs: Sequence[Leg]) -> Iterator[str]:
    width = max(len(leg.account) for leg in legs)
    wide = max(len(leg.number) for leg in legs)
    for leg in legs:
        yield f"  {leg.account:<{width}}  {leg.number:>{wide}} {leg.commodity}"
        if leg.row:
            yield f"    row: {leg.row}"
        for name, code in zip(CODES, leg.codes, strict=False):
            yield f"    {name}: {quote(code)}"


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

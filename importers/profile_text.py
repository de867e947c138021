"""Where in a profile's text does a key stand, and how is what is wrong with it said?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*[.=]""")
#: A child that names one of these has its money elsewhere than its layout has.
_MONEY = ("amount", "debit", "credit", "net", "vat", "gross")
_MAIN_MONEY = ("amount", "debit", "net", "gross")


def hyphens(name: str) -> str:
    """Return the *name* of a field as profiles write it."""
    return name.replace("_", "-")


def line_of(text: str, at: Sequence[str | int]) -> int | None:
    """Return the line of *text* on which the key *at* stands, else that of its table; None where neither is there.

    *at* is a path such as ``("columns", "date")`` or ``("map", 2, "account")``, tables counted from nought.
    """
    wanted = [hyphens(part) if isinstance(part, str) else part for part in at]
    if not wanted:
        return None
    table: list[str | int] = []
    counts: dict[str, int] = {}
    nearest: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if opened := _TABLE.match(line):
            name = opened[2].strip("\"' ")
            table = [name]
            if opened[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table.append(counts[name])
            here = table
        elif key := _KEY.match(line):
            here = [*table, key[1] or key[2] or key[3]]
        else:
            continue
        if here == wanted[: len(here)] and (nearest is None or len(here) > nearest[0]):
            nearest = (len(here), number)
    return nearest[1] if nearest else None


def merged(layout: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the *layout* that a profile extends with its *own* keys over it; its rules come before the layout's."""
    found: dict[str, Any] = {key: value for key, value in layout.items() if key != "layout"}
    for key, value in own.items():
        held = found.get(key)
        if isinstance(value, dict) and isinstance(held, dict):
            if key == "columns" and any(role in value for role in _MAIN_MONEY):
                held = {role: header for role, header in held.items() if role not in _MONEY}
            found[key] = {**held, **value}
        elif key in ("map", "leave-out") and isinstance(value, list) and isinstance(held, list):
            found[key] = [*value, *held]
        else:
            found[key] = value
    return found


def sentence(error: ErrorDetails) -> tuple[tuple[str | int, ...], str]:
    """Return where in the profile *error* is, and a sentence that names the key and the cure."""
    context = error.get("ctx", {})
    at = tuple(context["at"]) if "at" in context else error["loc"]
    while at and isinstance(at[-1], int) and at[0] not in ("map", "leave-out"):
        at = at[:-1]
    key = _named(at)
    kind = error["type"]
    given = error.get("input")
    if kind == "extra_forbidden":
        why = f"{key} is no key of a profile: correct its name, or take it out"
    elif kind == "missing":
        why = f"{key} is missing: add it"
    elif kind == "literal_error":
        why = f"{key} is {given!r}: write {context['expected']}"
    elif kind == "string_pattern_mismatch":
        why = f"{key} is {given!r}: use letters, digits, points, hyphens and underscores alone"
    elif kind == "too_short":
        why = f"{key} is empty: name one at least"
    elif kind in ("string_type", "tuple_type", "list_type", "dict_type", "model_type", "bool_parsing", "bool_type"):
        like = {
            "string": "a text in quotes",
            "bool": "true or false",
            "tuple": "a text in quotes, or a list of them",
        }.get(kind.partition("_")[0], "a table")
        why = f"{key} is {given!r}: write {like}"
    else:
        said = error["msg"].removeprefix("Value error, ")
        why = said if not key or "at" in context else f"{key}: {said}"
    return at, why


def _named(at: Sequence[str | int]) -> str:
    """Return the key *at* as a person names it: ``columns.date``, ``account of map rule 2``."""
    if len(at) > 1 and isinstance(at[1], int):
        rule = f"{at[0]} rule {at[1] + 1}"
        inner = ".".join(hyphens(str(part)) for part in at[2:])
        return f"{inner} of {rule}" if inner else rule
    return ".".join(hyphens(str(part)) for part in at)

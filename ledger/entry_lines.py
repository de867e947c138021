"""What does an entry say, wherever in the books it stands? One line of text for each, the same on every machine.

Every date, flag, payee, narration, amount, account, tag, link and piece of metadata is in the line; the file, the line number
and the order of entries, of metadata, tags and links are not. Postings keep their order: an imported row is its entry's first.
"""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from beancount.core import account as account_type
from beancount.core.amount import Amount
from beancount.core.data import Custom, Document, Transaction

from ledger import places
from ledger.canonical import quote
from ledger.periods import PeriodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from beancount.core.data import Directive, Posting

    from ledger.periods import Calendar

#: What stands in an entry without quotes.
_BARE = frozenset(("account", "source_account", "currency"))
#: An entry taken apart: what it is, then what it says by name, each as text.
Said = dict[str, Any]
_OF_BEANCOUNT = frozenset(("filename", "lineno"))
#: What beancount reckons for itself when it loads an entry.
_RECKONED = frozenset(("meta", "date", "diff_amount"))


def period_of(entry: Directive, calendar: Calendar) -> int:
    """Return the posting period that *entry* belongs to: what its ``period:`` says, else its date's; 0 for none.

    A directive holds from its date on, so that it may only say which of two periods of that day it is of (P12 or P13), save
    where it is a row of an extract, which has a posting period of its own.
    """
    stated = entry.meta.get("period")
    if stated is not None and (key := _stated(entry, str(stated), calendar)):
        return key
    try:
        return calendar.key_of(entry.date)
    except PeriodError:
        return 0


def _stated(entry: Directive, stated: str, calendar: Calendar) -> int:
    try:
        key = calendar.key(stated)
        start, end = calendar.days(key)
    except PeriodError:
        return 0
    is_own = isinstance(entry, Transaction) or "extract" in entry.meta or start <= entry.date <= end
    return key if is_own else 0


def line(entry: Directive, folder: Path) -> str:
    """Return *entry* as one line; a path in it is as seen from the council's *folder*."""
    return json.dumps(said(entry, folder), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def said(entry: Directive, folder: Path) -> Said:
    """Return what *entry* says, by name."""
    found: Said = {"date": entry.date.isoformat(), "is": type(entry).__name__, "meta": _metadata(entry.meta)}
    if isinstance(entry, Transaction):
        found |= {
            "flag": entry.flag,
            "payee": entry.payee or "",
            "narration": entry.narration or "",
            "tags": sorted(entry.tags or ()),
            "links": sorted(entry.links or ()),
            "postings": [_posting(one) for one in entry.postings],
        }
        return found
    if isinstance(entry, Custom):
        found |= {"name": entry.type, "values": [written(one.value, one.dtype) for one in entry.values or ()]}
        return found
    for name in entry._fields:
        if name not in _RECKONED:
            value = getattr(entry, name)
            found[name] = value if name in _BARE else _plain(value)
    if isinstance(entry, Document):
        found["filename"] = places.short(entry.filename, folder)
    return found


def _posting(one: Posting) -> dict[str, Any]:
    found: dict[str, Any] = {"account": one.account, "amount": written(one.units)}
    if one.meta and (more := _metadata(one.meta)):
        found["meta"] = more
    for name, value in (("cost", one.cost), ("price", one.price), ("flag", one.flag)):
        if value is not None:
            found[name] = str(value)
    return found


def _metadata(meta: Mapping[str, Any] | None) -> dict[str, str]:
    return {
        key: written(value)
        for key, value in (meta or {}).items()
        if key not in _OF_BEANCOUNT and not key.startswith("__")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset) and not isinstance(value, Amount):
        return sorted(written(one) for one in value)
    return written(value)


def written(value: Any, kind: Any = None) -> str:
    """Return *value* as the ledger writes it, so that a text, a date and an amount of the same letters differ."""
    match value:
        case None:
            found = ""
        case bool():
            found = "TRUE" if value else "FALSE"
        case str():
            found = value if kind == account_type.TYPE else quote(value)
        case Amount():
            found = f"{value.number} {value.currency}"
        case datetime.date():
            found = value.isoformat()
        case _:
            found = str(value)
    return found


def pounds_of(one: Said) -> list[Decimal]:
    """Return the amounts in pounds of the postings of an entry."""
    amounts = [str(posting["amount"]).split(" ") for posting in one.get("postings", ())]
    return [Decimal(number) for number, commodity in amounts if commodity == "GBP"]


def name_of(one: Said) -> str:
    """Return what a person calls the entry: its document, its payee and narration, or its directive."""
    if one["is"] == "Transaction":
        document = one["meta"].get("doc", "").strip('"')
        words = " ".join(filter(None, (one["payee"], one["narration"]))) or "an entry"
        return f"{document} of {one['date']}" if document else f"{words} of {one['date']}"
    if one["is"] == "Custom":
        return f"{one['date']} custom {' '.join((quote(one['name']), *one['values'][:2]))}"
    return f"{one['date']} {one['is'].lower()} {one.get('account') or one.get('currency') or one.get('name') or ''}".rstrip()


def differences(new: Said, old: Said) -> list[str]:
    """Return what *new* says otherwise than *old*, each as a part of a sentence, in the order of names."""
    return [
        f"{name} is {now or 'gone'}, was {before or 'not there'}"
        for (name, now), (_, before) in zip(*_aligned(_flat(new), _flat(old)), strict=True)
        if now != before
    ]


def _aligned(one: dict[str, str], other: dict[str, str]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    names = list(dict.fromkeys((*one, *other)))
    return [(name, one.get(name, "")) for name in names], [(name, other.get(name, "")) for name in names]


def _flat(one: Said) -> dict[str, str]:
    return dict(_leaves(one))


def _leaves(one: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in one.items():
        if name == "meta":
            yield from ((f"{before}{key}:", text) for key, text in value.items())
        elif name == "postings":
            for number, posting in enumerate(value, start=1):
                yield from _leaves(posting, f"posting {number} ")
        elif isinstance(value, list):
            yield from ((f"{before}{name} {number}", text) for number, text in enumerate(value, start=1))
        else:
            yield f"{before}{name}", str(value)

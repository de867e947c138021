"""What is a generated life made of? Entries and directives under keys, so that one can be left out or put otherwise."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from ledger import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.canonical import Value

PREAMBLE = """\
option "title" "Testshire County Council (generated)"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
"""


@dataclass(frozen=True)
class Move:
    """One posting: pence, debits positive; of families hundredths."""

    account: str
    pence: int
    commodity: str = "GBP"

    def leg(self) -> canonical.Leg:
        """Return the posting as it is written."""
        return canonical.Leg(self.account, canonical.number(self.pence, self.commodity), self.commodity)


@dataclass(frozen=True)
class Entry:
    """One transaction; its *key* is the ``doc:`` of the finance system, save where it begins with "journal"."""

    key: str
    day: datetime.date
    payee: str
    narration: str
    said: Mapping[str, Value]
    moves: tuple[Move, ...]
    link: str = ""

    def text(self) -> str:
        """Return the entry as beancount text."""
        document = {} if self.key.startswith("journal") else {"doc": self.key}
        legs = [one.leg() for one in self.moves]
        return canonical.transaction(
            self.day, "*", self.payee, self.narration, {**document, **self.said}, (), self.link, legs
        )

    def times(self, pence: int) -> Entry:
        """Return the entry of two postings with *pence* (the first posting's) in place of its own."""
        first, second = self.moves
        return replace(self, moves=(replace(first, pence=pence), replace(second, pence=-pence)))

    def saying(self, **said: Value | None) -> Entry:
        """Return the entry with other metadata; what is None is left out."""
        merged: dict[str, Any] = {**self.said, **{key.replace("_", "-"): value for key, value in said.items()}}
        return replace(self, said={key: value for key, value in merged.items() if value is not None})


@dataclass(frozen=True)
class Directive:
    """One ``custom`` directive; its *key* is its name and what makes it one of its kind."""

    key: str
    day: datetime.date
    name: str
    values: tuple[Value, ...]
    said: Mapping[str, Value] = field(default_factory=dict)

    def text(self) -> str:
        """Return the directive as beancount text."""
        return canonical.custom(self.day, self.name, self.values, self.said)


Item: TypeAlias = Entry | Directive


@dataclass(frozen=True)
class Life:
    """The books of a programme's life, from *first* to *last*, the last day that they know of."""

    first: datetime.date
    last: datetime.date
    items: tuple[Item, ...]

    @cached_property
    def _by_key(self) -> dict[str, Item]:
        return {one.key: one for one in self.items}

    def entry(self, key: str) -> Entry:
        """Return the transaction *key*; raise ``KeyError`` where there is none."""
        found = self._by_key[key]
        if not isinstance(found, Entry):
            raise KeyError(key)
        return found

    def directive(self, key: str) -> Directive:
        """Return the directive *key*; raise ``KeyError`` where there is none."""
        found = self._by_key[key]
        if not isinstance(found, Directive):
            raise KeyError(key)
        return found

    def entries(self, begins: str) -> list[Entry]:
        """Return the transactions whose key begins with *begins*, in their order."""
        return [one for one in self.items if isinstance(one, Entry) and one.key.startswith(begins)]

    def with_(self, *items: Item) -> Life:
        """Return this life with *items*, each in the place of the one of its key, or as one more."""
        new = {one.key: one for one in items}
        kept = [new.pop(one.key, one) for one in self.items]
        return replace(self, items=(*kept, *new.values()))

    def without(self, *keys: str) -> Life:
        """Return this life without the items of *keys*; raise ``KeyError`` where there is none."""
        missing = [key for key in keys if key not in self._by_key]
        if missing:
            raise KeyError(*missing)
        return replace(self, items=tuple(one for one in self.items if one.key not in keys))

    def text(self) -> str:
        """Return the books as one ledger: every account opened on the first day, then all in the order of dates."""
        moves = [move for one in self.items if isinstance(one, Entry) for move in one.moves]
        commodities = dict.fromkeys((one.account, one.commodity) for one in moves)
        opens = "".join(f"{self.first} open {account} {commodity}\n" for account, commodity in sorted(commodities))
        ordered = sorted(self.items, key=lambda one: one.day)
        return PREAMBLE + opens + "".join(f"\n{one.text()}" for one in ordered)


def pounds(pence: int) -> Value:
    """Return *pence* as a directive's amount."""
    return canonical.amount(pence)


def account(text: str) -> Value:
    """Return an account as a directive's value: bare."""
    return canonical.Bare(text)


def number(count: int) -> Value:
    """Return a count as metadata."""
    return canonical.Bare(str(count))


def day_after(day: datetime.date, days: int) -> datetime.date:
    """Return the day so many *days* later, or before where below zero."""
    return day + datetime.timedelta(days=days)

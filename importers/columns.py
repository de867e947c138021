"""What does a column hold? Proposed from its name *and* its contents: a column called "Amount" full of text is none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from importers import dates, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a cell is, as far as it tells by itself.
BLANK, NOTHING, WHOLE, MONEY, DATE, PER_CENT, TEXT = "", "nothing", "whole", "money", "date", "per cent", "text"
NUMBERS = (NOTHING, WHOLE, MONEY)

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_PER_CENT = re.compile(r"-?\d+(?:\.\d+)?\s*%", re.ASCII)
#: A header names a column; a longer text is a title, a note or a narrative.
_LONGEST_NAME = 60
#: Of so many different values a column's are kept, to see whether it is one of few.
_DISTINCT = 60

_VAT = r"(?:irrecoverable |recoverable )?(?:vat|tax)\b"
#: What finance systems call their fields, in plain words: SAP's tables, Oracle's and Unit4's reports.
_FIELDS = {
    "belnr": "document number", "buzei": "line", "budat": "posting date", "bldat": "document date", "blart": "document type",
    "dmbtr": "amount", "hsl": "amount", "wrbtr": "total", "kostl": "cost centre", "hkont": "account code",
    "saknr": "account code", "sgtxt": "text", "monat": "period", "poper": "period", "gjahr": "year", "bukrs": "company code",
    "lifnr": "supplier number", "name1": "supplier name", "aufnr": "order number", "waers": "currency", "itm": "item",
    "tt": "transaction type", "cat1": "cost centre", "costc": "cost centre", "ap ar id t": "supplier", "ap ar name": "supplier",
}  # fmt: skip
#: Words in a header that make a column one of money, by its role; the first that fits.
_MONEY_ROLES: tuple[tuple[str, str], ...] = (
    ("net", rf"\bnet\b|\b(?:ex|exc|excl|excludes|excluding|exclusive|less|before|without) (?:of )?{_VAT}"),
    ("gross", rf"\bgross\b|\b(?:inc|incl|includes|including|inclusive|with|plus|and) (?:of )?{_VAT}"),
    ("vat", r"\b(?:vat|tax)\b"),
    ("debit", r"^(?:\w+ )?(?:debits?|dr)(?: amount| value| £| gbp)*$"),
    ("credit", r"^(?:\w+ )?(?:credits?|cr)(?: amount| value| £| gbp)*$"),
    ("amount", r"\b(?:amount|amt|value)\b|^(?:£|gbp)$"),
)
#: Words that may well be said of money, but of other things too.
_WEAK = re.compile(
    r"\b(?:total|sum|paid|payments?|spend|spent|costs?|expenditure|price|charges?|fees?|gbp|actuals?|invoiced)\b|£"
)
_NOT_MONEY = re.compile(
    r"\b(?:date|no|number|num|ref|reference|code|id|type|category|description|desc|details?|method|cent(?:re|er)|period|name"
    r"|status|percent|percentage|rate|quantity|qty|count|year|month|days?|terms|element|area|heading|group|level|band|range"
    r"|flag|indicator|reg|registration|by|to|purpose|summary|narrative|text|currency|capital or revenue|reason)\b|%"
)
_NOT_AMOUNT = re.compile(
    r"\b(?:date|sequence|no|number|num|code|type|percent|percentage|band|range|reason|description|words|id|ref|reference)\b|%"
)
#: Money of another kind than what was paid by the row.
_OTHER_MONEY = re.compile(
    r"\b(?:balance|budget|cumulative|ytd|year to date|to date|discount|limit|threshold|outstanding|commitment|forecast|order"
    r"|contract|unit|exchange|previous|prior|retention|estimated?|savings?|opening|closing|running|remaining|variance)\b"
)
#: Names that say money of that kind by themselves.
_BALANCE = re.compile(r"(?:(?:opening|closing|running|year end|account) )?(?:balance|budget)")
_SIGN_NAME = re.compile(
    r"^(?:s h|h s|d c|c d|dc|dr cr|cr dr|debit credit|credit debit|shkzg|sign|debit or credit|dr or cr)(?: (?:ind|indicator|flag|type|code))?$"
)
#: Words in a header, by the role of its column, where it is not one of money; the first role that fits is proposed.
_ROLES: tuple[tuple[str, str], ...] = (
    ("document-date", r"\b(?:document|invoice|doc|inv) date\b"),
    ("date", r"\bdated?\b|^month$|^paid on$"),
    ("sign", _SIGN_NAME.pattern),
    ("document-type", r"\b(?:document|doc|transaction|voucher|trans) type\b|^(?:journal|je) category$"),
    ("line", r"^(?:(?:je |journal )?line|seq|item|distribution)(?!.*\b(?:description|text|narrative)\b)"),
    ("supplier", r"\b(?:supplier|vendor|beneficiary|benificiary|payee|payer|creditor)\b(?!.*\b(?:id|no|number|type|code|ref|site|postcode|classification|category|address)\b)"),
    ("document", r"\b(?:document|transaction|trans|voucher|doc)(?: ?(?:no|number|ref|id|reference))?\b|\binvoice (?:no|number|ref|id|reference)\b|\binv transaction\b|^journal(?: name| no| number)?$"),
    ("remittance", r"\bremittance\b"),
    ("instalment", r"\binstalment\b"),
    ("cost-centre", r"\bcost (?:cent(?:re|er)|ctr)\b|\bexpense area\b"),
    ("subjective", r"\bsubjective\b|\baccount code\b|\bexpense code\b|\bcost element\b|\bg ?l (?:account|code)\b|^natural account$"),
    ("account", r"^account$"),
    ("period", r"\bperiod\b"),
    ("description", r"\b(?:description|narrative|purpose|details|text)\b"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
_MONEY_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _MONEY_ROLES)


@lru_cache(maxsize=131_072)
def kind(text: str) -> str:
    """Return what the cell *text* is by itself: one of the constants above."""
    shown = text.strip()
    if not shown:
        return BLANK
    if _WHOLE.fullmatch(shown):
        return WHOLE
    has_digits = any(mark.isdigit() for mark in shown)
    try:
        typed.amount(shown)
    except typed.NotUnderstoodError:
        if has_digits and _PER_CENT.fullmatch(shown):
            return PER_CENT
        return DATE if has_digits and len(shown) <= _LONGEST_NAME and dates.seen(shown) else TEXT
    return MONEY if has_digits else NOTHING


def words(name: str) -> str:
    """Return a column's name in plain small words: "NetAmount (£)" is "net amount £", and "BUDAT" is "posting date"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    said = " ".join(re.sub(r"[^\w£%]+|_", " ", apart.casefold()).split())
    return _FIELDS.get(said, said)


@lru_cache(maxsize=16_384)
def money_role(name: str) -> str | None:
    """Return which money a column's *name* says it is: net, gross, vat, debit, credit, amount, weak or other; or None."""
    said = words(name)
    if not said or len(name) > _LONGEST_NAME or _SIGN_NAME.fullmatch(said):
        return None
    found = next((role for role, pattern in _MONEY_COMPILED if pattern.search(said)), None)
    named = "amount" in said or "value" in said
    if (_NOT_AMOUNT if named else _NOT_MONEY).search(said):
        return None
    if found is None:
        found = "weak" if _WEAK.search(said) else None
    if _OTHER_MONEY.search(said):
        return "other" if found or _BALANCE.fullmatch(said) else None
    return found


@lru_cache(maxsize=16_384)
def role_of(name: str) -> str | None:
    """Return the role that the words of a column's *name* propose, or None."""
    money = money_role(name)
    if money and money not in ("weak", "other"):
        return money
    said = words(name)
    if len(name) > _LONGEST_NAME:
        return None
    found = next((role for role, pattern in _COMPILED if pattern.search(said)), None)
    return found or ("amount" if money == "weak" else None)


@dataclass
class Facts:
    """What was seen in one column of a sample of rows."""

    place: int
    name: str = ""
    kinds: Counter[str] = field(default_factory=Counter)
    dates: int = 0
    years: int = 0
    values: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count the cell *text*."""
        what = kind(text)
        if not what:
            return
        self.kinds[what] += 1
        if what == DATE or (what in (WHOLE, MONEY) and dates.seen(text.strip())):
            self.dates += 1
        shown = text.strip()
        if what == WHOLE and len(shown) == 4 and shown.isdigit() and int(shown) in typed.YEARS:  # noqa: PLR2004 - a year
            self.years += 1
        if shown in self.values or len(self.values) < _DISTINCT:
            self.values[shown] += 1

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return self.kinds.total()

    @property
    def is_money(self) -> bool:
        """Whether the contents may be amounts: mostly numbers, and not years."""
        numbers = sum(self.kinds[one] for one in NUMBERS)
        return (
            numbers > self.kinds[NOTHING]
            and numbers * 10 >= self.filled * 6
            and not self.kinds[PER_CENT]
            and (self.kinds[MONEY] > 0 or self.years < numbers or money_role(self.name) in ("amount", "net", "gross"))
        )

    @property
    def is_printed_money(self) -> bool:
        """Whether the contents are amounts whatever the column's name: most have pence, pounds, commas or brackets."""
        return self.is_money and self.kinds[MONEY] * 2 >= self.filled

    @property
    def is_date(self) -> bool:
        """Whether the contents are dates."""
        return self.dates * 10 >= self.filled * 8 > 0

    @property
    def is_constant(self) -> bool:
        """Whether all cells say the same, as a column with the council's name does."""
        return len(self.values) == 1 and self.filled > 2  # noqa: PLR2004 - two rows alike prove nothing


def facts(names: Sequence[str], sample: Sequence[Sequence[str]]) -> list[Facts]:
    """Return what each column holds in *sample*; *names* may be fewer than the columns."""
    width = max([len(names), *map(len, sample)])
    seen = [Facts(place, names[place] if place < len(names) else "") for place in range(width)]
    for cells in sample:
        for one, text in zip(seen, cells, strict=False):
            if text:
                one.add(text)
    return seen


def roles(columns: Sequence[Facts], amounts: dict[str, int]) -> dict[int, str]:
    """Return the role of each column by its place: each role once, dates only where there are dates.

    *amounts* are the places that hold the money by their role (amount, or debit and credit).
    """
    found: dict[int, str] = {}
    for role, place in amounts.items():
        own = money_role(columns[place].name) if place < len(columns) else None
        found[place] = own if own and role == "amount" and own in ("net", "gross") else role
    taken = set(found.values()) | {"amount"}
    for one in sorted(columns, key=lambda one: (not one.is_date, one.place)):
        proposed = role_of(one.name) if one.name.strip() else None
        if proposed is None or proposed in taken or one.place in found:
            continue
        if proposed in ("date", "document-date") and one.filled and not one.is_date:
            continue
        if proposed in ("net", "gross", "vat", "debit", "credit", "amount") and one.filled and not one.is_money:
            continue
        found[one.place] = proposed
        taken.add(proposed)
    return found

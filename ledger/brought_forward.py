"""What does a year bring forward of the years before it, and how is that written for a ledger of the year alone?

Every balance of assets, liabilities and equity stands on its own account, so that each is what it is in the whole. Income and
spending of earlier years are folded into one equity account of the fund; each posting there says whose it is (``brought-from:``).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from beancount.core.data import Balance, Close, Commodity, Custom, Directive, Open, Transaction

from ledger import accounts, canonical, directives, entry_lines, places, seals, year_files
from ledger.periods import year_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from beancount.core.amount import Amount
    from beancount.core.data import Directives

    from ledger.periods import Calendar, Period

#: The account of each fund that earlier income and spending is folded into.
FOLDED = "BroughtForward"
#: What a transaction that brings balances forward says: into which year.
MARK = "brought-forward"
#: Whose balance a posting there is, as its metadata.
WHOSE = "brought-from"
#: The directives of earlier years that a year still needs: what holds on, and not what happened.
AGREED = frozenset(
    (
        *("fund", "posts", "agreement", "route", "provision", "tariff", "staging", "worked-with", "instalment", "window"),
        *("allocation", "virement", "profile", "monitoring", "partner", "succession", "share", "contribution"),
        *("subjective", "headcount", "carry-forward", "repayment", "certificate", "materiality", "disclosure", "provider"),
        *directives.OF_FAVA,
    )
)  # fmt: skip
_FLOWS = ("Income:", "Expenses:")

Sums = dict[tuple[str, str], Decimal]
_Place = tuple[datetime.date, str, int]


@dataclass
class Moved:
    """What the books hold by (financial year, year of the file): sums by account and commodity, and what was dated later.

    *last* is the last posting period of each year that anything is of, and *first* where each account was first posted to.
    *late* is dated after its own year's end, and *astray* stands in files of another year.
    """

    sums: dict[tuple[int, int], Sums] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Decimal)))
    last: dict[int, int] = field(default_factory=dict)
    first: dict[tuple[str, str], _Place] = field(default_factory=dict)
    late: list[tuple[int, int, Transaction]] = field(default_factory=list)
    astray: list[tuple[int, int, Transaction]] = field(default_factory=list)


def moved(transactions: Iterable[Transaction], years: Mapping[str, int], calendar: Calendar) -> Moved:
    """Return what *transactions* moved, in one pass; files that every year reads bring nothing forward."""
    found = Moved()
    ends: dict[int, datetime.date] = {}
    for txn in transactions:
        of_file = years.get(txn.meta["filename"], year_files.COPIED)
        if of_file == year_files.EVERY:
            continue
        key = calendar.of_entry(txn.date, txn.meta.get("period"))
        year = key // 100
        if year != of_file:
            found.astray.append((year, of_file, txn))
        if key > found.last.get(year, 0):
            found.last[year] = key
        if year not in ends:
            ends[year] = calendar.parse(year_label(year)).end if year else datetime.date.max
        is_late = txn.date > ends[year]
        if is_late:
            found.late.append((year, of_file, txn))
        own, day, place = found.sums[year, of_file], txn.date, (txn.date, txn.meta["filename"], txn.meta["lineno"])
        for one in txn.postings:
            units = cast("Amount", one.units)  # booking has filled in every amount
            key_of = (one.account, units.currency)
            before = found.first.get(key_of)
            if before is None or (before[0] == day and place < before):
                found.first[key_of] = place
            if not is_late:
                own[key_of] += cast("Decimal", units.number)
    return found


@dataclass(frozen=True)
class Forward:
    """What one year brings forward: sums by the day they are dated and its posting period, and what is copied whole."""

    year: Period
    sums: dict[tuple[datetime.date, int], Sums]
    copied: tuple[Transaction, ...]
    first: dict[tuple[str, str], _Place]

    def balances(self) -> Sums:
        """Return what is brought forward by account and commodity, nothing left out."""
        found: Sums = defaultdict(Decimal)
        for own in self.sums.values():
            for key, number in own.items():
                found[key] += number
        return found


def forward(every: Moved, year: Period) -> Forward:
    """Return what *year* brings forward of *every* movement of the books."""
    own, before = year.first // 100, year.start - datetime.timedelta(days=1)
    sums: dict[tuple[datetime.date, int], Sums] = defaultdict(lambda: defaultdict(Decimal))
    last = max((key for of, key in every.last.items() if of < own), default=0)
    for (of, of_file), found in every.sums.items():
        if 0 < of < own != of_file:
            for place, number in found.items():
                sums[before, last][place] += number
    for of, of_file, txn in every.late:
        if 0 < of < own != of_file:
            for one in txn.postings:
                day = max(txn.date, before)
                units = cast("Amount", one.units)
                sums[day, every.last[of]][one.account, units.currency] += cast("Decimal", units.number)
    copied = tuple(txn for of, of_file, txn in every.astray if of == own != of_file)
    return Forward(year, {key: dict(found) for key, found in sums.items()}, copied, every.first)


def adds(entry: Directive, of_file: int, year: Period, calendar: Calendar) -> bool:
    """Return whether *entry*, in a file of the year *of_file*, is part of what *year* brings forward or copies."""
    if of_file in (year_files.EVERY, year.first // 100):
        return False
    if isinstance(entry, Transaction):
        return 0 < calendar.of_entry(entry.date, entry.meta.get("period")) <= year.last
    return is_agreed(entry) and entry.date <= year.end


def is_agreed(entry: Directive) -> bool:
    """Return whether *entry* holds on in later years: an account, a commodity, something agreed."""
    if isinstance(entry, Custom):
        return entry.type in AGREED and not _opens_on_a_page(entry)
    return isinstance(entry, Open | Close | Commodity)


def _opens_on_a_page(entry: Custom) -> bool:
    """Return whether *entry* says which page Fava opens on: ours need all years, and a year alone opens on one of Fava's own."""
    return entry.type == "fava-option" and bool(entry.values) and entry.values[0].value == "default-page"


def text(
    entries: Directives, years: Mapping[str, int], calendar: Calendar, folder: Path, found: Forward, texts: seals.Texts
) -> bytes:
    """Return the file of what a year brings forward, *found* in *entries*; it states the sha256 of itself and of what it is made of."""
    year = found.year
    sources = {
        str(one.meta["filename"])
        for one in entries
        if adds(one, years.get(one.meta["filename"], year_files.COPIED), year, calendar)
    }
    listed = sorted(places.short(name, folder) for name in sources)
    metadata = {
        f"file-{number}": canonical.quote(f"{texts.of(name)} {name}") for number, name in enumerate(listed, start=1)
    }
    heading = (
        f"What {year.label} brings forward, for {year.label}{year_files.ENDING} alone: made by ealedger close, and never edited.",
        "No other ledger may include it: its balances would count twice.",
    )
    said = [*_agreed(entries, years, year, found), *_entries(entries, years, found)]
    body = "".join(f"\n{one}" for one in said).encode()
    directive = f'{year.start} custom "openings" {canonical.quote(year.label)}'
    return canonical.extract_head(heading, directive, metadata, [body]).encode() + body


def _agreed(entries: Directives, years: Mapping[str, int], year: Period, found: Forward) -> Iterator[str]:
    standing = {account for (account, _), number in found.balances().items() if number}
    for entry in entries:
        of_file = years.get(entry.meta["filename"], year_files.COPIED)
        if of_file in (year_files.EVERY, year.first // 100) or entry.date > year.end or not is_agreed(entry):
            continue
        if not (isinstance(entry, Close) and entry.account in standing):
            yield _directive(entry)


def _directive(entry: Directive) -> str:
    match entry:
        case Open():
            more = [",".join(entry.currencies or ()), canonical.quote(entry.booking.name) if entry.booking else ""]
            head = " ".join(filter(None, ("open", entry.account, *more)))
        case Close():
            head = f"close {entry.account}"
        case Commodity():
            head = f"commodity {entry.currency}"
        case Custom():
            values = (entry_lines.written(one.value, one.dtype) for one in entry.values or ())
            head = " ".join(("custom", canonical.quote(entry.type), *values))
        case _:
            raise TypeError(entry)
    return f"{entry.date} {head}\n{_metadata(entry.meta, '  ', directives.OF_A_ROW)}"


def _metadata(meta: Mapping[str, Any] | None, indent: str, without: Iterable[str] = ()) -> str:
    left_out = ("filename", "lineno", *without)
    return "".join(
        f"{indent}{key}: {entry_lines.written(value)}".rstrip() + "\n"
        for key, value in (meta or {}).items()
        if key not in left_out and not key.startswith("__")
    )


def _entries(entries: Directives, years: Mapping[str, int], found: Forward) -> Iterator[str]:
    opened = {one.account for one in entries if isinstance(one, Open)}
    closed = {one.account: one.date for one in entries if isinstance(one, Close)}
    own = (year_files.EVERY, found.year.first // 100)
    asserted = {
        one.account
        for one in entries
        if isinstance(one, Balance) and years.get(one.meta["filename"], year_files.COPIED) in own
    }
    extracts = {
        one.values[0].value
        for one in entries
        if isinstance(one, Custom) and one.type == "extract" and years.get(one.meta["filename"]) in own
    }
    for (day, key), sums in sorted(found.sums.items()):
        for (fund, _), legs in _by_fund(sums, found.first).items():
            folded = accounts.build("Equity", fund, FOLDED)
            placed = [
                (folded if _is_folded(account, number, day, closed, asserted) else account, account, number, commodity)
                for account, commodity, number in legs
                if number or closed.get(account, datetime.date.max) >= day
            ]
            if folded not in opened and any(one[0] == folded for one in placed):
                opened.add(folded)
                yield f"{day} open {folded}\n"
            if placed:
                yield _entry(day, key, fund, found.year, placed)
    yield from (_copied(txn, extracts) for txn in found.copied)


def _is_folded(
    account: str, number: Decimal, day: datetime.date, closed: Mapping[str, datetime.date], asserted: set[str]
) -> bool:
    """Return whether a balance cannot stand on its own account: income and spending, save where a balance of it is asserted."""
    if account.startswith(_FLOWS):
        return account not in asserted or closed.get(account, datetime.date.max) < day
    return bool(number) and closed.get(account, datetime.date.max) < day


def _by_fund(
    sums: Sums, first: Mapping[tuple[str, str], _Place]
) -> dict[tuple[str, str], list[tuple[str, str, Decimal]]]:
    """Return *sums* by fund and commodity, in the order in which the whole first posts to these, as statements list them."""
    found: dict[tuple[str, str], list[tuple[str, str, Decimal]]] = defaultdict(list)
    begun: dict[tuple[str, str], _Place] = {}
    for (account, commodity), number in sorted(sums.items(), key=lambda one: (_order(one[0][0]), one[0][1])):
        key = (accounts.parse(account).fund, commodity)
        found[key].append((account, commodity, number))
        begun[key] = min(first[account, commodity], begun.get(key, first[account, commodity]))
    return dict(sorted(found.items(), key=lambda one: (begun[one[0]], one[0])))


def _order(account: str) -> tuple[int, str]:
    return accounts.ROOTS.index(accounts.parse(account).root), account


def _entry(day: datetime.date, key: int, fund: str, year: Period, legs: list[tuple[str, str, Decimal, str]]) -> str:
    lines = [
        f"{day} * {canonical.quote('')} {canonical.quote(f'{accounts.words(fund)}: brought forward into {year.label}')}",
        f"  period: {canonical.quote(f'{year_label(key // 100)} P{key % 100:02}')}",
        f"  {MARK}: {canonical.quote(year.label)}",
    ]
    width, wide = max(len(one[0]) for one in legs), max(len(f"{one[2]:f}") for one in legs)
    for account, whose, number, commodity in legs:
        lines.append(f"  {account:<{width}}  {number:>{wide}f} {commodity}")
        if account != whose:
            lines.append(f"    {WHOSE}: {canonical.quote(whose)}")
    return "\n".join(lines) + "\n"


def _copied(txn: Transaction, extracts: set[str]) -> str:
    """Return *txn* of the year as it stands in files of another; where its extract is not there, it names none."""
    is_known = txn.meta.get("extract") in extracts
    marks = "".join(f" #{one}" for one in sorted(txn.tags)) + "".join(f" ^{one}" for one in sorted(txn.links))
    head = f"{txn.date} {txn.flag} {canonical.quote(txn.payee or '')} {canonical.quote(txn.narration or '')}{marks}\n"
    said = head + _metadata(txn.meta, "  ", () if is_known else ("extract", "row"))
    for one in txn.postings:
        said += f"  {one.account}  {entry_lines.written(one.units)}\n{_metadata(one.meta, '    ')}"
    return said


def unfolded(transactions: list[Any]) -> list[Any]:
    """Return *transactions* of a year alone with what was folded on the accounts whose it is, as the whole has it."""
    return [
        txn._replace(postings=[_as_it_was(one) for one in txn.postings])
        if any(WHOSE in (one.meta or ()) for one in txn.postings)
        else txn
        for txn in transactions
    ]


def _as_it_was(posting: Any) -> Any:
    whose = (posting.meta or {}).get(WHOSE)
    return posting if whose is None else posting._replace(account=whose)

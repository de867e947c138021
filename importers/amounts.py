"""Which column of money is THE amount of a row? Net before gross; what columns say of each other counts as evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from importers import typed
from importers.columns import DATE, MONEY, PER_CENT, TEXT, Facts, money_role, role_of, words
from importers.flags import SURE, Flag, are_flags, flag_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: SAP's fields that hold no sign: SHKZG has it.
_UNSIGNED = {"dmbtr", "wrbtr"}
_CREDIT_NOTE = re.compile(r"\b(?:credit note|credit memo|crn|cnote)s?\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"£\s?'?(?:000|k\b|m\b|million)|\bthousands?\b|\(000'?s?\)", re.IGNORECASE)
_CURRENCIES = {"GBP", "EUR", "USD", "AUD", "CAD", "CHF", "JPY", "SEK", "NOK", "DKK", "NZD", "ZAR", "INR", "HKD", "SGD"}
#: Rows that a relation between columns must hold in before it is evidence.
_ENOUGH = 3
_ID_DIGITS = 6

Values = list[int | None]


@dataclass(frozen=True)
class Choice:
    """Where a table's money stands: the places by role (amount, or debit and credit), and what is doubtful about it.

    *flag* is a column of debit and credit flags that gives unsigned amounts their sign; *credits_signed*
    says that credits are printed negative already.
    """

    places: dict[str, int]
    flag: Flag | None = None
    credits_signed: bool = False
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Chooser:
    columns: Sequence[Facts]
    sample: Sequence[Sequence[str]]
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def values(self, one: Facts) -> Values:
        return [_pence(cells[one.place]) if one.place < len(cells) else None for cells in self.sample]

    def of(self, *wanted: str) -> list[Facts]:
        return [one for one in self.columns if one.is_money and money_role(one.name) in wanted]

    def holds(self, rule: Callable[..., bool], *columns: Facts) -> bool:
        """Return whether *rule* holds in every row of the sample but one in twenty, and in three at least."""
        rows = [row for row in zip(*map(self.values, columns), strict=True) if None not in row and any(row)]
        kept = sum(rule(*row) for row in rows)
        return kept >= min(_ENOUGH, max(1, len(self.sample))) and kept * 20 >= len(rows) * 19

    def is_signed(self, place: int) -> bool:
        """Return whether any amount at *place* is negative."""
        return any(value < 0 for value in self.values(self.columns[place]) if value is not None)

    def one_of(self, columns: list[Facts]) -> Facts:
        """Return the one of *columns* that is the amount, and doubt it where they do not prove it."""
        left = [one for one in columns if not self._repeats_another(one, columns)]
        sums = [one for one in left if len(left) > 2 and self._adds_up(one, left)]  # noqa: PLR2004 - a sum and two parts
        if len(sums) == 1:
            self.notes.append(f"{_named(sums[0])} is in each row the sum of the other columns of money")
            return sums[0]
        left = [one for one in left if not any(self._runs(one, other) for other in left if other is not one)] or left
        if len(left) > 1:
            names = ", ".join(_named(one) for one in left)
            self.doubts.append(f"{len(left)} columns may be the amount ({names}): {_named(left[0])} was taken")
        return left[0]

    def _repeats_another(self, one: Facts, columns: list[Facts]) -> bool:
        """Return whether a column before *one* says the same in every row."""
        values = self.values(one)
        return any(self.values(other) == values for other in columns if other.place < one.place)

    def _adds_up(self, one: Facts, columns: list[Facts]) -> bool:
        parts = [[value or 0 for value in self.values(other)] for other in columns if other is not one]
        sums = [sum(row) for row in zip(*parts, strict=True)]
        values = self.values(one)
        rows = [(value, total) for value, total in zip(values, sums, strict=True) if value]
        return len(rows) >= _ENOUGH and sum(value == total for value, total in rows) * 20 >= len(rows) * 19

    def _runs(self, one: Facts, other: Facts) -> bool:
        """Return whether *one* is the running total of *other*."""
        pairs = [
            (value, step)
            for value, step in zip(self.values(one), self.values(other), strict=True)
            if value is not None and step is not None
        ]
        steps = [value == before + step for (before, _), (value, step) in pairwise(pairs) if step]
        return len(steps) >= _ENOUGH and sum(steps) * 20 >= len(steps) * 19


def choose(columns: Sequence[Facts], sample: Sequence[Sequence[str]]) -> Choice | None:
    """Return where the money of a table stands, None where no column holds any."""
    chooser = _Chooser(columns, sample)
    choice = _sides(chooser) or _single(chooser)
    if choice is None:
        return None
    amount = choice.places.get("amount")
    flag = _flag(chooser, amount) if amount is not None else None
    if amount is not None:
        _look_twice(chooser, columns[amount])
        if flag is None and columns[amount].name.strip().casefold() in _UNSIGNED and not chooser.is_signed(amount):
            chooser.doubts.append(
                f"{_named(columns[amount])} has no signs, and no column says debit or credit: check the total"
            )
    _other_currencies(chooser)
    return Choice(choice.places, flag, choice.credits_signed, tuple(chooser.doubts), tuple(chooser.notes))


def _single(chooser: _Chooser) -> Choice | None:
    """Return the one column that holds the amount: net, then what is called so, then gross, then by its contents."""
    for one in chooser.columns:
        if money_role(one.name) in ("amount", "net") and one.kinds[TEXT] + one.kinds[DATE] > one.filled // 2:
            chooser.doubts.append(f"{_named(one)} holds no amounts: check the column names")
    nets, amounts, grosses, vats = (chooser.of(role) for role in ("net", "amount", "gross", "vat"))
    weak = chooser.of("weak")
    if nets:
        chosen = chooser.one_of(nets)
        _prove_net(chooser, chosen, amounts + grosses, vats)
    elif amounts:
        chosen = chooser.one_of(amounts)
        _prove_net(chooser, chosen, grosses, vats)
    elif grosses:
        proven = [
            one for one in chooser.columns for vat in vats if one.is_money and _is_net(chooser, one, vat, grosses[0])
        ]
        chosen = chooser.one_of(proven or grosses)
    elif weak:
        printed = [one for one in weak if one.is_printed_money]
        chosen = chooser.one_of(printed or weak)
    elif balances := chooser.of("other"):
        chosen = chooser.one_of(balances)
        chooser.notes.append(f"{_named(chosen)} is no amount paid, and the only money there is")
    else:
        return _by_contents(chooser)
    return Choice({"amount": chosen.place})


def _prove_net(chooser: _Chooser, net: Facts, grosses: list[Facts], vats: list[Facts]) -> None:
    """Doubt *net* where columns of gross and VAT say otherwise."""
    for gross in grosses:
        if chooser.holds(lambda net, gross: net == gross, net, gross):
            continue
        if any(chooser.holds(lambda net, vat, gross: net + vat == gross, net, vat, gross) for vat in vats):
            continue
        if not vats and chooser.holds(lambda net, gross: abs(net) <= abs(gross) and net * gross >= 0, net, gross):
            continue
        if any(_with_blanks(chooser, net, vat, gross) for vat in vats):
            continue
        chooser.doubts.append(f"{_named(net)} was taken for the amount, but {_named(gross)} is not that with VAT")


def _with_blanks(chooser: _Chooser, net: Facts, vat: Facts, gross: Facts) -> bool:
    """Return whether gross is net and VAT, a blank VAT being none."""
    rows = [
        (one, two or 0, three)
        for one, two, three in zip(*map(chooser.values, (net, vat, gross)), strict=True)
        if one is not None and three is not None
    ]
    return len(rows) >= _ENOUGH and sum(one + two == three for one, two, three in rows) * 20 >= len(rows) * 19


def _is_net(chooser: _Chooser, one: Facts, vat: Facts, gross: Facts) -> bool:
    """Return whether *one*, whatever it is called, is what gross is with VAT."""
    return one not in (vat, gross) and _with_blanks(chooser, one, vat, gross)


def _by_contents(chooser: _Chooser) -> Choice | None:
    columns = [one for one in chooser.columns if one.is_printed_money and money_role(one.name) not in ("vat", "other")]
    if not columns:
        return None
    chosen = chooser.one_of(columns)
    chooser.doubts.append(f"no name says which column is the amount: {_named(chosen)} was taken by its contents")
    return Choice({"amount": chosen.place})


def _sides(chooser: _Chooser) -> Choice | None:
    """Return the columns of debits and credits, None where there are not both."""
    sides = [[one for one in chooser.columns if money_role(one.name) == side] for side in ("debit", "credit")]
    filled = [[one for one in side if one.is_money] for side in sides]
    if not all(sides) or not any(filled) or any(one.filled and not one.is_money for side in sides for one in side):
        return None
    debit, credit = _one_of_each(chooser, sides)
    printed = [value for value in chooser.values(credit) if value]
    signed = bool(printed) and all(value < 0 for value in printed)
    if signed:
        chooser.notes.append("credits are printed negative: they were added as they stand")
    elif sum(value < 0 for value in printed) * 3 > len(printed):
        chooser.doubts.append(
            "many credits are negative and others are not: the negative ones were taken to reverse others"
        )
    elif any(value < 0 for value in printed):
        chooser.notes.append("some credits are negative: they were taken to reverse others")
    for one in chooser.of("amount", "net"):
        turn = 1 if signed else -1
        rows = zip(chooser.values(one), chooser.values(debit), chooser.values(credit), strict=True)
        agrees = [value == (left or 0) + turn * (right or 0) for value, left, right in rows if value is not None]
        if agrees and sum(agrees) * 20 < len(agrees) * 19:
            chooser.doubts.append(f"{_named(one)} is not debit less credit: debit and credit were taken")
    return Choice({"debit": debit.place, "credit": credit.place}, credits_signed=signed)


def _one_of_each(chooser: _Chooser, sides: list[list[Facts]]) -> tuple[Facts, Facts]:
    """Return the debit and the credit of several: of Oracle's, those that are accounted for in pounds."""
    if max(map(len, sides)) == 1:
        return sides[0][0], sides[1][0]
    accounted = [[one for one in side if words(one.name).startswith("accounted")] for side in sides]
    if [len(side) for side in accounted] == [1, 1]:
        chooser.notes.append("amounts were taken as they are accounted for, not as they were entered")
        return accounted[0][0], accounted[1][0]
    chooser.doubts.append("several columns are called debit or credit: the first of each was taken")
    return sides[0][0], sides[1][0]


def _flag(chooser: _Chooser, amount: int) -> Flag | None:
    """Return the flags that say which amounts are credits, None where there are none."""
    for one in chooser.columns:
        said = {value.casefold() for value in one.values}
        if bool(one.name.strip()) and role_of(one.name) == "sign":
            if not are_flags(one.values):
                continue
        elif said not in SURE:
            if said == {"d", "c"}:
                _may_be_flags(chooser, one, amount)
            continue
        elif chooser.is_signed(amount):
            if not flag_of(one, chooser.sample, amount).repeats_sign:
                chooser.doubts.append(
                    f"{_named(one)} and the signs of the amounts disagree: the amounts were taken as printed"
                )
            continue
        else:
            chooser.doubts.append(f"{_named(one)} was taken to say which amounts are credits")
        flag = flag_of(one, chooser.sample, amount)
        chooser.doubts += flag.doubts
        chooser.notes += flag.notes
        return flag
    return None


def flag_of(column: Facts, sample: Sequence[Sequence[str]], amount: int) -> Flag:
    """Return how the flags of *column* are to be read beside the amounts at the place *amount*."""
    cells = ((row, row[column.place]) for row in sample if max(amount, column.place) < len(row))
    return flag_at(column.place, _named(column), ((_pence(row[amount]), flag) for row, flag in cells))


def _may_be_flags(chooser: _Chooser, one: Facts, amount: int) -> None:
    """Doubt amounts that are all positive beside a D or a C."""
    if not chooser.is_signed(amount):
        chooser.doubts.append(f"{_named(one)} may say which amounts are debits and credits: they were taken as printed")


def _look_twice(chooser: _Chooser, amount: Facts) -> None:
    """Doubt an amount that may be something else: numbers of documents, thousands of pounds, unsigned credit notes."""
    rivals = [one for one in chooser.columns if one is not amount and one.is_printed_money and not money_role(one.name)]
    wholes = [value for value in amount.values if value.lstrip("-").isdigit()]
    if rivals and not amount.kinds[MONEY] and all(len(value) >= _ID_DIGITS for value in wholes):
        chooser.doubts.append(
            f"{_named(amount)} holds numbers without pence, and {_named(rivals[0])} amounts: check the names"
        )
    if _THOUSANDS.search(amount.name):
        chooser.doubts.append(f"{_named(amount)} may be in thousands of pounds: amounts were taken as printed")
    if amount.kinds[PER_CENT]:
        chooser.doubts.append(f"{_named(amount)} holds percentages")
    pence = chooser.values(amount)
    for one in chooser.columns:
        notes = {value for value in one.values if _CREDIT_NOTE.search(value)}
        if not notes or len(one.values) > 20:  # noqa: PLR2004 - types are few
            continue
        marked = [
            value
            for value, cells in zip(pence, chooser.sample, strict=True)
            if value and one.place < len(cells) and cells[one.place].strip() in notes
        ]
        if marked and all(value > 0 for value in marked):
            chooser.doubts.append(
                f"{_named(one)} says credit note where the amounts are positive: their sign cannot be told"
            )


def _other_currencies(chooser: _Chooser) -> None:
    for one in chooser.columns:
        others = {value for value in one.values if value.upper() in _CURRENCIES - {"GBP"}}
        if others and set(map(str.upper, one.values)) <= _CURRENCIES:
            chooser.doubts.append(
                f"{_named(one)} names {', '.join(sorted(others))}: amounts were added as if all were pounds"
            )


def _pence(text: str) -> int | None:
    try:
        return typed.amount(text).pence
    except typed.NotUnderstoodError:
        return None


def _named(one: Facts) -> str:
    name = " ".join(one.name.split())
    return f"column {name!r}" if name else f"column {one.place + 1}"

"""Is an amount a debit or a credit? What a column of flags says of amounts, with and without a sign of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What a flag column says of unsigned amounts: SAP's S (Soll) and H (Haben), and what other systems write.
CREDIT_FLAGS = {"h", "cr", "c", "credit", "credits", "-"}
DEBIT_FLAGS = {"s", "dr", "d", "debit", "debits", "+"}
FLAGS = CREDIT_FLAGS | DEBIT_FLAGS
#: Flags that mean nothing else, whatever their column is called.
SURE = ({"s", "h"}, {"dr", "cr"}, {"debit", "credit"}, {"debits", "credits"}, {"+", "-"})


@dataclass(frozen=True)
class Flag:
    """The *place* of a column of flags; *repeats_sign* says that the amounts are printed with their sign as well."""

    place: int
    repeats_sign: bool = False
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def signed(self, pence: int, said: str) -> int:
        """Return *pence* with the sign that the flag *said* gives it; raise where they do not say it together."""
        flag = said.casefold()
        if not flag and (self.repeats_sign or not pence):
            return pence
        if flag not in FLAGS:
            raise typed.NotUnderstoodError(
                f"{said!r} does not say whether the row is a debit or a credit: correct it, or sign in the profile"
            )
        if self.repeats_sign:
            if pence and (pence < 0) != (flag in CREDIT_FLAGS):
                raise typed.NotUnderstoodError(
                    f"the sign of the amount and the flag {said!r} disagree, unlike those of other rows: correct the row in "
                    "the source"
                )
            return pence
        if pence < 0:
            raise typed.NotUnderstoodError(
                "the amount is negative, and a flag gives its sign as well: take sign out of the profile where amounts are "
                "printed with theirs"
            )
        return -pence if flag in CREDIT_FLAGS else pence


def are_flags(values: Mapping[str, int]) -> bool:
    """Return whether most of *values*, with how often each stands, are flags."""
    known = sum(count for value, count in values.items() if value.casefold() in FLAGS)
    return known * 2 > sum(values.values())


def flag_at(place: int, name: str, rows: Iterable[tuple[int | None, str]]) -> Flag:
    """Return how the flags at *place* are to be read, by *rows* of pence and flag; *name* is the column's in a sentence.

    Amounts that are negative where their flag says credit, and nowhere else but in one row of twenty, have their sign.
    """
    said = [(pence, flag.strip().casefold()) for pence, flag in rows if pence]
    said = [(pence, flag) for pence, flag in said if flag in FLAGS]
    agree = sum((pence < 0) == (flag in CREDIT_FLAGS) for pence, flag in said)
    negative = any(pence < 0 and flag in CREDIT_FLAGS for pence, flag in said)
    doubts, notes = [], []
    if repeats := negative and agree * 20 >= len(said) * 19:
        notes.append(f"{name} says of negative amounts that they are credits: amounts were taken as printed")
    elif any(pence < 0 for pence, _ in said):
        doubts.append(f"{name} and the signs of the amounts disagree: no negative amount was taken")
    elif said and not any(flag in DEBIT_FLAGS for _, flag in said):
        doubts.append(f"{name} says that every amount is a credit: all were taken as negative")
    return Flag(place, repeats, tuple(doubts), tuple(notes))

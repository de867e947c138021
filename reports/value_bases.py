"""How many families stand behind a figure of value for money, in words? No figure of the statement is without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.rounding import Numbers
    from ledger.savings import Known, Saving

NOT_PUBLISHED = "not published"


class Base(NamedTuple):
    """The families behind a figure, None where no one number stands behind it; and the words that are printed."""

    families: int | None
    said: str


def of_one(known: Known) -> Base:
    """Return the base of a measure's figure per family."""
    families, found = known.families, known.reproduced_by
    if families is None:
        return Base(None, f"{NOT_PUBLISHED}; {reproduce(found, 'it')}" if found else NOT_PUBLISHED)
    said = _families(families)
    if found and families not in found:
        said = f"{said}, as stated; {reproduce(found, 'it')}"
    return Base(families, said)


def of_several(parts: Sequence[tuple[str, Known]]) -> Base:
    """Return the base of a figure made of *parts*, each a measure as it is called; one number only where all have it."""
    said = {known.families for _, known in parts}
    if len(said) == 1 and None not in said:
        (families,) = said
        return Base(families, _families(families or 0))
    phrases = [f"{_families(known.families)} ({name})" for name, known in parts if known.families is not None]
    unknown = [name for name, known in parts if known.families is None]
    if unknown:
        phrases.append(NOT_PUBLISHED if len(unknown) == len(parts) else f"{NOT_PUBLISHED} ({', '.join(unknown)})")
    phrases += [
        reproduce(known.reproduced_by, f"the {name}")
        for name, known in parts
        if known.families is None and known.reproduced_by
    ]
    return Base(None, "; ".join(phrases))


def reproduce(found: Numbers, what: str) -> str:
    """Return which numbers of families reproduce *what*: "only 75 families reproduce it"."""
    if found.is_none:
        return f"no whole number of families reproduces {what}"
    only = "only " if found.is_one else ""
    return f"{only}{found.spoken()} {'family reproduces' if found == (1, 1) else 'families reproduce'} {what}"


def of_total(known: Known) -> Base:
    """Return the base of a measure's total: as stated, or by agency where each has its own."""
    if known.total_families is not None:
        return Base(known.total_families, _families(known.total_families))
    return Base(None, NOT_PUBLISHED if known.stated_total is not None else of_agencies(known.totals))


def of_agencies(parts: Sequence[Saving]) -> str:
    """Return the families behind the figures of several agencies: of all alike, or from the fewest to the most."""
    said = {one.families for one in parts}
    several = sorted(one for one in said if one is not None)
    if not several:
        return NOT_PUBLISHED
    if len(said) == 1:
        return _families(several[0])
    some = f", for some {NOT_PUBLISHED}" if None in said else ""
    span = f"{several[0]:,} to {several[-1]:,} families" if len(several) > 1 else _families(several[0])
    return f"{span}, by agency{some}"


def _families(number: int) -> str:
    return money.families(number * 100)

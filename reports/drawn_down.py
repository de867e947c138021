"""How many families can a sum drawn down stand for, where its source prints it rounded? A note of the funding statement."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ledger import money, rounding

if TYPE_CHECKING:
    from ledger.agreements import Agreement, Tariff


def drawn_down_notes(agreement: Agreement, tariffs: tuple[Tariff, ...]) -> list[str]:
    """Return a sentence for each cap that the sum may have been drawn down at: £2.5m at £4,000 is 613 to 637 families."""
    if agreement.drawn_down is None:
        return []
    caps = [agreement.drawn_down_at] if agreement.drawn_down_at else sorted({one.cap for one in tariffs if one.cap})
    if not caps:
        why = (
            f"{agreement.title}: {_sum(agreement)} was drawn down; how many families that is cannot be told, as no tariff says what "
            "one family earns: add one, or drawn-down-at: to the agreement."
        )
        return [why]
    step = Fraction(agreement.drawn_down_rounded_to or 1)
    families = sum(one.families for one in tariffs)
    against = f"; its tariffs have {families:,}" if families else ""
    return [
        f"{agreement.title}: {_sum(agreement)} is {_families(cap, agreement.drawn_down, step)} at {money.spoken(cap)}{against}."
        for cap in caps
    ]


def _sum(agreement: Agreement) -> str:
    said = money.spoken(agreement.drawn_down or 0)
    step = agreement.drawn_down_rounded_to
    return f"{said}, rounded to {money.spoken(step)}," if step else said


def _families(cap: int, pence: int, step: Fraction) -> str:
    found = rounding.multiples(cap, Fraction(pence), step)
    return f"{found.spoken()} {'family' if found == (1, 1) else 'of families' if found.is_none else 'families'}"

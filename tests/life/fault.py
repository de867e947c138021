"""What is a fault? A generated life with one thing wrong, and what is to be told of it, in pence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lives.life import Entry, Life

FEE = "TF1/2013-14/1"


@dataclass(frozen=True)
class Fault:
    """A life with one thing wrong, and all that is to be told of it.

    *findings* are codes and pence (None where the rule is of no money), *differences* kinds, references and pence, *items*
    names and pence of the reconciliation to the finance system.
    """

    life: Life
    findings: list[tuple[str, int | None]] = field(default_factory=list)
    differences: list[tuple[str, str, int]] = field(default_factory=list)
    items: list[tuple[str, int]] = field(default_factory=list)


FAULTS: dict[str, Callable[[Life], Fault]] = {}


def named(inject: Callable[[Life], Fault]) -> Callable[[Life], Fault]:
    """Register a fault by the words of its name."""
    FAULTS[inject.__name__.replace("_", " ")] = inject
    return inject


def pence_of(entry: Entry) -> int:
    """Return what the first posting of *entry* carries."""
    return entry.moves[0].pence

"""What do our plugins add on a ledger whose years are closed, all but the last quarter? Beside bean-check without them."""

from __future__ import annotations

import datetime
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import generate

from ledger import close, periods

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100_000
ROUNDS = 3
SHARE = 0.25
PEER, WITHOUT = "bean-check", "bean-check without our plugins"


def part(run: Callable[[list[str]], tuple[float, float]], command: Callable[[str, Path], list[str]]) -> None:
    """Close a copy of the ledger, then time both by turns, and print what the plugins add."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "closed"
        shutil.copytree(generate.ledger_of(SIZE), folder)
        _close(folder / "budget.beancount")
        seconds: dict[str, list[float]] = {PEER: [], WITHOUT: []}
        for _ in range(ROUNDS):
            for name, own in seconds.items():
                own.append(run(command(name, folder))[0])
    peer, without = (statistics.median(own) for own in seconds.values())
    added = peer / without - 1
    met = "met" if added <= SHARE else "MISSED"
    print(f"\n{SIZE:,} transactions, all closed but the last quarter, medians of {ROUNDS} rounds")
    print(f"  our plugins add {peer - without:.2f} s, {added:.0%}; target at most {SHARE:.0%} more: {met}")


def _close(ledger: Path) -> None:
    last = generate.FIRST_YEAR + generate.YEARS - 1
    years = [periods.year_label(year) for year in range(generate.FIRST_YEAR, last)]
    for period in (*years, *(f"{periods.year_label(last)} Q{quarter}" for quarter in (1, 2, 3))):
        close.close(ledger, period, "A. Officer", datetime.date(last + 1, 12, 31))

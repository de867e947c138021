"""What do our plugins add on ten years that are closed but for the last quarter, and how long does one of the years take alone?"""

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
#: A year alone has its own entries and what was brought forward: so much of the time of a ledger that has these entries alone.
ALONE = 1.1
YEARS = range(2014, 2024)
MIDDLE = 2019
PEER, WITHOUT = "bean-check", "bean-check without our plugins"


def part(run: Callable[[list[str]], tuple[float, float]], command: Callable[[str, Path], list[str]]) -> None:
    """Close a copy of the ledger, then time all by turns; print what the plugins add, and a year alone beside its own entries."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, own = Path(scratch) / "closed", Path(scratch) / "own"
        shutil.copytree(generate.ledger_of(SIZE, YEARS), folder)
        _close(folder / "budget.beancount")
        label = periods.year_label(MIDDLE)
        _entries_of(folder, own, label)
        program, *flags, _ = command(PEER, folder)
        commands = {
            PEER: command(PEER, folder),
            WITHOUT: command(WITHOUT, folder),
            "alone": [program, *flags, str(folder / f"{label}.beancount")],
            "own": [program, *flags, str(own / "budget.beancount")],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, words in commands.items():
                seconds[name].append(run(words)[0])
    median = {name: statistics.median(times) for name, times in seconds.items()}
    added = median[PEER] / median[WITHOUT] - 1
    print(f"\n{SIZE:,} transactions in {len(YEARS)} years, all closed but the last quarter, medians of {ROUNDS} rounds")
    met = "met" if added <= SHARE else "MISSED"
    print(
        f"  our plugins add {median[PEER] - median[WITHOUT]:.2f} s, {added:.0%}; target at most {SHARE:.0%} more: {met}"
    )
    ratio = median["alone"] / median["own"]
    met = "met" if ratio <= ALONE else "MISSED"
    print(
        f"  bean-check of {label}.beancount {median['alone']:.2f} s, of that year's entries by themselves {median['own']:.2f} s: "
        f"{ratio:.2f}; target at most {ALONE:.2f}: {met}; of all years {median[PEER]:.2f} s"
    )


def _close(ledger: Path) -> None:
    *years, last = YEARS
    every = [*map(periods.year_label, years), *(f"{periods.year_label(last)} Q{quarter}" for quarter in (1, 2, 3))]
    for period in every:
        close.close(ledger, period, "A. Officer", datetime.date(last + 1, 12, 31))


def _entries_of(folder: Path, own: Path, label: str) -> None:
    """Lay out in *own* a ledger that has the accounts, the agreements and the entries of one year, and nothing else."""
    (own / "books").mkdir(parents=True)
    shutil.copy(folder / "budget.beancount", own)
    for path in (folder / "books").glob("*.beancount"):
        shutil.copy(path, own / "books")
    shutil.copytree(folder / "books" / label, own / "books" / label)
    for path in (own / "books" / label).glob("*.beancount"):
        text = path.read_text(encoding="utf-8")
        if path.name == "journals.beancount":
            path.write_text(text.partition('custom "period-close"')[0].rpartition("\n")[0] + "\n", encoding="utf-8")

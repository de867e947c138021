"""How long does ``import`` take beside beangulp's csvbase, and a long file beside a short one? On books of 100,000 transactions."""

from __future__ import annotations

import hashlib
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import extract
import generate

from ledger import periods
from ledger.plugins import archive

if TYPE_CHECKING:
    from collections.abc import Callable

BOOKS = 100_000
ROWS = 100_000
LONG = 1_000_000
ROUNDS = 3
RATIO = 1.0
LONG_RATIO = 12
MEGABYTES = 1024
PEER = Path(__file__).resolve().parent / "peer.py"


def part(timed: Callable[[list[str]], tuple[float, float]], command: Callable[[str, Path], list[str]]) -> None:
    """Print the times of imports; *timed* runs a command, *command* gives the one of ours for a ledger's folder."""
    folder = generate.ledger_of(BOOKS)
    short, long = extract.made(folder, ROWS), extract.made(folder, LONG)
    peer, ours = [], []
    for _ in range(ROUNDS):
        peer.append(timed([sys.executable, str(PEER), str(short)])[0])
        ours.append(_imported(folder, short, timed, command)[0])
    one, other = statistics.median(ours), statistics.median(peer)
    seconds, megabytes = _imported(folder, long, timed, command)
    print(f"\nimport of {ROWS:,} rows into books of {BOOKS:,}, medians of {ROUNDS} rounds")
    print(f"  {'csvbase extracts and prints':<32}{other:>8.2f}{1:>8.2f}")
    print(
        f"  {'ealedger import':<32}{one:>8.2f}{one / other:>8.2f}         at most {RATIO:.2f}: {_met(one <= RATIO * other)}"
    )
    times = seconds / one
    print(
        f"  {f'{LONG:,} rows':<32}{seconds:>8.2f}{times:>8.2f}{megabytes:>7,.0f}  at most {LONG_RATIO} × {ROWS:,} rows, within "
        f"{MEGABYTES:,} MB: {_met(times <= LONG_RATIO and megabytes <= MEGABYTES)}"
    )


def _imported(
    folder: Path,
    path: Path,
    timed: Callable[[list[str]], tuple[float, float]],
    command: Callable[[str, Path], list[str]],
) -> tuple[float, float]:
    """Return seconds and megabytes of an import of *path*, which is taken out of the books again."""
    kept = folder / archive.ARCHIVE / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.csv"
    written = folder / "books" / periods.year_label(extract.YEAR)
    _taken_out(kept, written)
    try:
        return timed([*command("ealedger import", folder), str(path), "--profile", extract.PROFILE])
    finally:
        _taken_out(kept, written)


def _taken_out(kept: Path, written: Path) -> None:
    kept.unlink(missing_ok=True)
    shutil.rmtree(written, ignore_errors=True)


def _met(yes: bool) -> str:
    return "met" if yes else "MISSED"

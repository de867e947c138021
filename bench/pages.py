"""How long do our pages in Fava take beside Fava's own income statement, on one loaded ledger in one process?"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import generate

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 100_000
ROUNDS = 5
RATIO = 0.5
PEER = "Fava's income statement"
PAGES = ("Overview", "Allocation", "Agreements", "Claims", "Upfront", "Pools", "Budget", "Findings")
_WAYS = (PEER, *(f"{name}, {when}" for name in PAGES for when in ("first", "again")))


def part(_run: Callable[[list[str]], tuple[float, float]], _command: Callable[[str, Path], list[str]]) -> None:
    """Load the ledger in a process of its own, ask it for every page by turns, and print each page's time beside the peer's."""
    ledger = generate.ledger_of(SIZE) / "budget.beancount"
    done = subprocess.run([sys.executable, __file__, str(ledger)], capture_output=True, text=True, check=True)
    times: dict[str, list[float]] = json.loads(done.stdout)
    peer = statistics.median(times[PEER])
    print(
        f"\n{SIZE:,} transactions, pages of one loaded ledger, medians of {ROUNDS}; first: its statements are not built yet"
    )
    for name in _WAYS:
        seconds = statistics.median(times[name])
        target = f"  at most {RATIO:.2f}: {'met' if seconds <= peer * RATIO else 'MISSED'}" if name != PEER else ""
        print(f"  {name:<26}{seconds:>8.3f}{seconds / peer:>8.2f}{target}")
    for name in ("load", "first use"):
        print(f"  {name:<26}{statistics.median(times[name]):>8.3f}")


def _measured(path: Path) -> dict[str, list[float]]:
    """Return the seconds of each way, as a process that has loaded the ledger at *path* answers."""
    from reports.pages.shelf import Shelf  # noqa: PLC0415
    from reports.serving.app import make  # noqa: PLC0415

    times: dict[str, list[float]] = {name: [] for name in (*_WAYS, "load", "first use")}
    begun = time.perf_counter()
    app = make([path], may_edit=False)
    times["load"].append(time.perf_counter() - begun)
    client = app.test_client()
    slug = app.config["LEDGERS"].first_slug()
    version = app.config["LEDGERS"].ledgers[0]

    def timed(name: str, address: str) -> None:
        version.get_filtered.cache_clear()
        begun = time.perf_counter()
        answer = client.get(f"/{slug}/{address}")
        times[name].append(time.perf_counter() - begun)
        if answer.status_code != 200 or b"could not be made" in answer.data:  # noqa: PLR2004
            raise SystemExit(f"{address}: {answer.status}")

    period = generate.quarter().replace(" ", "+")
    begun = time.perf_counter()
    _ = version.shelf.book.postings
    times["first use"].append(time.perf_counter() - begun)
    for _ in range(ROUNDS):
        timed(PEER, "api/income_statement")
        for name in PAGES:
            version.shelf = Shelf(version.shelf.book)
            timed(f"{name}, first", f"extension/{name}/?period={period}")
            timed(f"{name}, again", f"extension/{name}/?period={period}")
    return times


if __name__ == "__main__":
    print(json.dumps(_measured(Path(sys.argv[1]))))

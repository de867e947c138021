"""How long do our commands take beside beancount's own? Whole processes, in turn with the peer, on ledgers of any size.

It informs and never judges: whether a target is met is printed, and the exit status is 0 unless a command fails.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import closing
import generate
import importing
import pages
import reconciling

SIZES = (10_000, 100_000)
#: Rounds by size; a size that is not here has as many as the next larger one.
ROUNDS = {10_000: 5, 100_000: 3}
#: Up to this size a command may take a second more than the peer; above it, the peer's time times a ratio.
SMALL = 10_000
SECONDS_MORE = 1.0
WARM_UP = 1_000
HELP_SECONDS = 0.3
PLUGINS_SHARE = 0.25
PEER = "bean-check"
WITHOUT = "bean-check without our plugins"
RATIOS = {
    "ealedger check": 1.05,
    "ealedger statement allocation": 1.15,
    "ealedger pack --no-xlsx": 1.4,
    "ealedger pack": 2.0,
    "ealedger verify": 1.6,
}
#: The most that a command may hold, in MB.
MEGABYTES = 1024
#: Beyond bean-check, a transaction of the largest ledger may take so many times what one of the smallest takes.
LINEAR = 1.25
KILO = 1024
PARTS = {"import": importing.part, "reconcile": reconciling.part, "closing": closing.part, "pages": pages.part}


class CommandFailedError(Exception):
    """A command that is timed did not end well, so its time means nothing."""


@dataclass
class Times:
    """Every run of one command: seconds of the whole process, and the most memory it held, in MB (0 if not known)."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the runs, in seconds."""
        return statistics.median(self.seconds)


def main() -> int:
    """Time every size, print a table each; return 0, or 1 where a command failed."""
    chosen = _arguments()
    try:
        if chosen.part in PARTS:
            PARTS[chosen.part](_run, _command)
            return 0
        _in_turn({name: _command(name, generate.ledger_of(WARM_UP)) for name in (PEER, WITHOUT, *RATIOS)}, 1)
        _print_help(chosen.rounds or max(ROUNDS.values()))
        measured = {}
        for size in chosen.sizes:
            folder = generate.ledger_of(size)
            rounds = chosen.rounds or ROUNDS[min((one for one in ROUNDS if one >= size), default=max(ROUNDS))]
            times = _in_turn({name: _command(name, folder) for name in (PEER, WITHOUT, *RATIOS)}, rounds)
            _no_cache_was_used(folder)
            _print_size(size, rounds, times)
            (folder / "bench-pack.zip").unlink(missing_ok=True)
            measured[size] = times
        _print_growth(measured)
        if chosen.part == "all":
            for part in PARTS.values():
                part(_run, _command)
    except CommandFailedError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time ealedger beside bean-check, as ratios.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="transactions of each ledger")
    parser.add_argument(
        "--rounds", type=int, metavar="R", help="rounds of each size (by default fewer for a large one)"
    )
    parser.add_argument(
        "--part",
        choices=("all", "reading", *PARTS),
        default="all",
        help="what to time: commands that read, import, or reconcile, closed books, or pages in Fava",
    )
    return parser.parse_args()


def _command(name: str, folder: Path) -> list[str]:
    """Return the command line that *name* stands for, on the ledger in *folder*."""
    if name in (PEER, WITHOUT):
        top = "budget.beancount" if name == PEER else generate.WITHOUT_PLUGINS
        return [_installed("bean-check"), "--no-cache", str(folder / top)]
    words = name.split()[1:]
    if words == ["verify"]:
        packed = folder / "bench-pack.zip"
        ledger = str(folder / "budget.beancount")
        _run([_installed("ealedger"), "--ledger", ledger, "pack", "--no-xlsx", generate.quarter(), "-o", str(packed)])
        return [_installed("ealedger"), "verify", str(packed)]
    if words[:1] == ["pack"]:
        words += [generate.quarter(), "-o", str(Path(tempfile.gettempdir()) / f"ealedger-bench-{os.getpid()}.zip")]
    return [_installed("ealedger"), "--ledger", str(folder / "budget.beancount"), *words]


def _installed(program: str) -> str:
    """Return the *program* that is installed beside the Python that runs this."""
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    if found is None:
        raise CommandFailedError(f"{program} is not installed beside this Python: run make bench")
    return found


def _in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, Times]:
    """Run the commands one after the other, *rounds* times, so that a busy moment of the machine meets them all."""
    times = {name: Times() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, megabytes = _run(command)
            times[name].seconds.append(seconds)
            times[name].megabytes.append(megabytes)
    for command in commands.values():
        if "-o" in command:
            Path(command[-1]).unlink(missing_ok=True)
    return times


def _run(command: list[str]) -> tuple[float, float]:
    """Return the seconds that *command* took and the most megabytes it held; raise :class:`CommandFailedError`."""
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        megabytes = _waited(process)
        seconds = time.perf_counter() - begun
        if process.returncode:
            said.seek(0)
            raise CommandFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{said.read().decode()}")
    return seconds, megabytes


def _waited(process: subprocess.Popen[bytes]) -> float:
    """Wait for *process* and return its most memory in MB, 0 where the system does not tell it alike."""
    if sys.platform != "linux":
        process.wait()
        return 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / KILO


def _no_cache_was_used(folder: Path) -> None:
    cached = [path.name for path in folder.glob("*.picklecache")] + [
        path.name for path in folder.glob(".*.picklecache")
    ]
    if cached:
        raise CommandFailedError(
            f"{folder} holds {cached[0]}: beancount's load cache was on, so the times mean nothing"
        )


def _print_help(rounds: int) -> None:
    times = _in_turn({"help": [_installed("ealedger"), "--help"]}, rounds)["help"]
    print(f"ealedger --help: {times.median:.2f} s; target under {HELP_SECONDS} s: {_met(times.median < HELP_SECONDS)}")


def _print_size(size: int, rounds: int, times: dict[str, Times]) -> None:
    peer = times[PEER].median
    print(f"\n{size:,} transactions, medians of {rounds} rounds")
    print(f"  {'':<32}{'seconds':>8}{'ratio':>8}{'MB':>7}  target")
    for name, one in times.items():
        memory = f"{max(one.megabytes):,.0f}" if any(one.megabytes) else ""
        print(
            f"  {name:<32}{one.median:>8.2f}{one.median / peer:>8.2f}{memory:>7}  {_target(name, size, one.median, max(one.megabytes), peer)}"
        )
    added = peer / times[WITHOUT].median - 1
    target = f"at most {PLUGINS_SHARE:.0%} more: {_met(added <= PLUGINS_SHARE)}"
    print(f"  {'our plugins add':<32}{peer - times[WITHOUT].median:>8.2f}{added:>8.0%}{'':>7}  {target}")


def _print_growth(measured: dict[int, dict[str, Times]]) -> None:
    """Print whether what each command takes beyond the peer grows as the ledger does: seconds for a thousand transactions more."""
    if len(measured) <= 1:
        return
    small, large = min(measured), max(measured)
    more = (large - small) / 1_000
    peer = (measured[large][PEER].median - measured[small][PEER].median) / more
    print(f"\nFrom {small:,} to {large:,} transactions, a thousand more take")
    for name, one in measured[large].items():
        each = (one.median - measured[small][name].median) / more
        print(f"  {name:<32}{each * 1_000:>8.0f} ms{each / peer:>8.2f} x the peer")
    for name in RATIOS:
        beyond = {size: times[name].median - times[PEER].median for size, times in measured.items()}
        if beyond[small] <= 0 or beyond[large] <= 0:
            print(f"  {name}, beyond the peer: nothing to compare, it is no slower at one of these sizes")
            continue
        ratio = (beyond[large] / large) / (beyond[small] / small)
        print(
            f"  {name}, beyond the peer: {ratio:.2f} x for each transaction; target {LINEAR}: {_met(ratio <= LINEAR)}"
        )


def _target(name: str, size: int, seconds: float, megabytes: float, peer: float) -> str:
    """Return the target of *name* in words, with whether *seconds* meet it; nothing for the peer itself."""
    if name not in RATIOS:
        return ""
    if size <= SMALL:
        return f"at most {SECONDS_MORE:g} s more: {_met(seconds <= peer + SECONDS_MORE)}"
    return f"at most {RATIOS[name]:.2f}: {_met(seconds <= peer * RATIOS[name])}, {MEGABYTES:,} MB: {_met(megabytes <= MEGABYTES)}"


def _met(yes: bool) -> str:
    return "met" if yes else "MISSED"


if __name__ == "__main__":
    sys.exit(main())

"""What does ``reconcile`` cost on top of ``bean-check``? On the life of 10,000 families over three years."""

from __future__ import annotations

import hashlib
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import generate
import lives

if TYPE_CHECKING:
    from collections.abc import Callable

FAMILIES = 10_000
YEARS = 3
ROUNDS = 5
#: What reconciling may cost on top of bean-check, as a share of its time.
SHARE = 0.2
PEER, CHECK, RECONCILE = "bean-check", "ealedger check", "ealedger reconcile"


def part(timed: Callable[[list[str]], tuple[float, float]], command: Callable[[str, Path], list[str]]) -> None:
    """Print the times of the three commands; *timed* runs one, *command* gives that of a name for a ledger's folder."""
    folder, transactions = life_of(FAMILIES, YEARS)
    seconds: dict[str, list[float]] = {PEER: [], CHECK: [], RECONCILE: []}
    for _ in range(ROUNDS):
        for name, times in seconds.items():
            times.append(timed(command(name, folder))[0])
    peer, check, reconcile = (statistics.median(times) for times in seconds.values())
    print(f"\n{FAMILIES:,} families over {YEARS} years, {transactions:,} transactions, medians of {ROUNDS} rounds")
    for name, median in ((PEER, peer), (CHECK, check), (RECONCILE, reconcile)):
        print(f"  {name:<32}{median:>8.2f}{median / peer:>8.2f}")
    for name, more in (("on top of bean-check", reconcile - peer), ("on top of our own check", reconcile - check)):
        target = f"at most {SHARE:.2f}: {'met' if more <= SHARE * peer else 'MISSED'}"
        print(f"  {f'reconcile, {name}':<35}{more:>5.2f}{more / peer:>8.2f}         {target}")


def life_of(families: int, years: int) -> tuple[Path, int]:
    """Return the folder of a generated life and its number of transactions, written anew where the generator has changed."""
    folder = generate.LEDGERS / f"life-{families}-{years}"
    stamp = folder / generate.STAMP
    modules = sorted(Path(str(lives.__file__)).parent.glob("*.py"))
    own = hashlib.sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()
    life = lives.lived(families, years)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != own:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "budget.beancount").write_text(life.text(), encoding="utf-8", newline="\n")
        stamp.write_text(own, encoding="utf-8")
    return folder, len(life.entries(""))

"""Make the illustrative extracts of the worked ledgers: Leeds (the root), Lancashire and Leicestershire.

Only totals are published, so every single transaction here is made up. The amounts are drawn from a fixed seed and add
up to the totals that each council's module states, so that running this again writes the same files:

    python examples/generate.py

The books are then built from them as anyone's are: ``ealedger import extracts/*``.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from examples.making.lancashire import lancashire  # noqa: E402 - the checkout comes first on the path
from examples.making.leeds import leeds  # noqa: E402
from examples.making.leicestershire import leicestershire  # noqa: E402

FOLDERS = {
    ROOT: leeds,
    ROOT / "examples" / "lancashire": lancashire,
    ROOT / "examples" / "leicestershire": leicestershire,
}


def main() -> None:
    """Write every extract beside its ledger."""
    for council, made in FOLDERS.items():
        folder = council / "extracts"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made().items():
            (folder / name).write_bytes(content)
            print(f"wrote {(folder / name).relative_to(ROOT).as_posix()}: {len(content):,} bytes")


if __name__ == "__main__":
    main()

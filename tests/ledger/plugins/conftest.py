"""A file as import writes it, for the rules that look at such files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ledger import canonical

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def generate(tmp_path: Path) -> Callable[..., Path]:
    """Write ``books/NAME.beancount`` as import does: one row of 100.00 GBP posted unless *changed* says otherwise."""

    def generated(
        name: str,
        *transactions: str,
        kind: str = "general-ledger",
        heading: str = "Written by import; never edit it",
        **changed: str,
    ) -> Path:
        metadata = {"sha256": '"abc"', "profile": '"sap"'}
        for bucket in ("read", "posted", "outside", "rejected"):
            metadata[f"rows-{bucket}"] = "1" if bucket in {"read", "posted"} else "0"
            metadata[f"total-{bucket}"] = "100.00 GBP" if bucket in {"read", "posted"} else "0.00 GBP"
        metadata |= {key.replace("_", "-"): value for key, value in changed.items()}
        path = tmp_path / "books" / f"{name}.beancount"
        path.parent.mkdir(exist_ok=True)
        text = canonical.extract_file(
            [heading],
            f'2018-06-30 custom "extract" "{name}" "{kind}"',
            metadata,
            [f"{one.strip()}\n" for one in transactions],
        )
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    return generated

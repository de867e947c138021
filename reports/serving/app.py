"""Which application answers for the ledgers? Fava's own, over the ledgers that were named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fava.application import create_app

from reports.serving.escaping import escape_everywhere

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flask import Flask


def make(paths: Sequence[Path], *, may_edit: bool) -> Flask:
    """Return Fava over the ledgers at *paths*, loaded; without *may_edit* it is read-only by its own check too."""
    app = create_app([path.resolve() for path in paths], load=True, read_only=not may_edit)
    escape_everywhere(app)
    return app

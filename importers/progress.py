"""How far is an import? A bar for what takes more than two seconds, on a terminal alone."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

PATIENCE_SECONDS = 2.0


class Progress:
    """A bar on standard error for what takes more than two seconds; silent where that is no terminal."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._label = ""
        self._at = 0
        self._bar: ProgressBar[int] | None = None

    def __call__(self, label: str, done: int, whole: int) -> None:
        """Tell that *done* of *whole* is done of what *label* says."""
        if label != self._label:
            self.end()
            self._label = label
        if self._bar is None and sys.stderr.isatty() and time.monotonic() - self._begun > PATIENCE_SECONDS:
            self._bar = click.progressbar(length=max(whole, 1), label=label, file=sys.stderr)
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._at)
            self._at = done

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar, self._at = None, 0

"""What does a check say when a rule is broken?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Level(StrEnum):
    """An error stops statements and packs; a warning is printed with them."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """A rule with its code: *title* in a line, *explanation* the long form of ``check --explain``."""

    code: str
    level: Level
    title: str
    explanation: str


@dataclass(frozen=True)
class Finding:
    """A rule broken at a place: *message* says what and names the cure, *settled* when, by whom and how a person explained it."""

    code: str
    level: Level
    message: str
    filename: str = ""
    lineno: int = 0
    settled: str = ""

    @property
    def place(self) -> str:
        """File and line, or an empty text where the finding is about the books as a whole."""
        return f"{self.filename}:{self.lineno}" if self.filename else ""


class BookError(NamedTuple):
    """A finding as beancount and Fava show it: any named tuple with these three fields is an error to them."""

    source: dict[str, Any]
    message: str
    entry: Any


def found(rule: Rule, message: str, meta: dict[str, Any] | None = None) -> Finding:
    """Return the finding that *rule* is broken, at the place that beancount's *meta* names."""
    place = meta or {}
    return Finding(rule.code, rule.level, message, str(place.get("filename", "")), int(place.get("lineno", 0)))

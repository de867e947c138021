"""What is a trail? Steps, each with where it stands, and the steps behind it: for people as text, for machines as one object."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 80
INDENT = "  "
#: Steps below this depth begin no further to the right, so that they keep room for their words.
_DEEPEST = 6


class UntraceableError(ValueError):
    """A reference names nothing, or several figures: the message says what can be given, *refs* are those that are listed."""

    def __init__(self, sentence: str, refs: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.refs = refs


@dataclass(frozen=True)
class Step:
    """A step of a trail: *what* it is, a sentence, the file and line where it stands, and the steps behind it.

    *facts* are its figures and references for machines; money is pounds in text.
    """

    what: str
    text: str
    place: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def as_object(self) -> dict[str, Any]:
        """Return the step as plain lists and dictionaries, its keys always the same."""
        return {
            "step": self.what,
            "text": one_line(self.text),
            "place": self.place,
            "facts": self.facts,
            "steps": [one.as_object() for one in self.steps],
        }


@dataclass(frozen=True)
class Trace:
    """All that one reference names, in order."""

    ref: str
    found: tuple[Step, ...]

    def as_json(self) -> str:
        """Return the trace as one JSON object that ends in a newline."""
        shown = {"ref": self.ref, "found": [one.as_object() for one in self.found]}
        return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"

    def as_text(self) -> str:
        """Return the trace for a terminal, no line longer than :data:`WIDTH`; a blank line stands between what was found."""
        return "\n".join("".join(f"{line}\n" for line in _lines(one, 0)) for one in self.found)


def _lines(step: Step, depth: int) -> Iterator[str]:
    start = INDENT * min(depth, _DEEPEST)
    # A place is a word of its own, so that it can be copied whole.
    place = f" ({one_line(step.place)})" if step.place else ""
    yield from textwrap.wrap(
        one_line(step.text) + place,
        WIDTH,
        initial_indent=start,
        subsequent_indent=f"{start}    ",
        break_on_hyphens=False,
    ) or [start]
    for one in step.steps:
        yield from _lines(one, depth + 1)


def one_line(text: str) -> str:
    """Return *text* on one line, whatever of a file it quotes: nothing there can look like a step of ours."""
    return "".join(mark if mark.isprintable() else " " for mark in text)

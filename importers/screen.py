"""May a text of an extract come into the books? Not with a personal identifier, nor from a column called personal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.meaning import RowError
from ledger import personal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from importers.lines import Reject
    from importers.placing import Placed
    from importers.profile import Personal


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class PersonalError(RowError):
    """A text is personal, and the profile rejects such rows: the message says of what kind it is, never the text."""


class Screen:
    """What a profile does with personal texts; each text is looked through once."""

    def __init__(self, said: Personal) -> None:
        self._said = said
        self._known: dict[str, str | None] = {}

    def listed(self, rejects: list[Reject], placed: Iterable[Placed]) -> list[Reject]:
        """Return *rejects* as they may be listed: without what stands in a column that is called personal."""
        places = {one.places[role] for one in placed for role in self._said.columns if role in one.places}
        if not places:
            return rejects
        return [
            replace(
                one,
                cells=tuple(
                    "[withheld: personal]" if place in places and cell.strip() else cell
                    for place, cell in enumerate(one.cells)
                ),
            )
            for one in rejects
        ]

    def text(self, role: str, text: str) -> str:
        """Return *text* of the column *role* as the books may hold it; raise where the profile rejects it."""
        if role in self._said.columns:
            if self._said.action == "mask":
                return "[masked: personal]"
            raise PersonalError(
                f"the {role} stands in a column that the profile calls personal: blank it in the source, or set "
                "personal.action to mask"
            )
        if text not in self._known:
            self._known[text] = personal.identifier_in(text)
        kind = self._known[text]
        if kind is None:
            return text
        if self._said.action == "mask":
            return f"[masked: {kind}]"
        raise PersonalError(
            f"the {role} holds what looks like {kind}: take it out of the source, or set personal.action to mask"
        )


def spoken(reason: str) -> str:
    """Return *reason*, why a row is rejected, without what it quotes of the row where that looks personal."""
    if personal.identifier_in(reason) is None:
        return reason
    bare = _QUOTED.sub("[withheld]", reason)
    kind = personal.identifier_in(bare)
    return (
        bare if kind is None else f"the row holds what looks like {kind} where none belongs: correct it in the source"
    )

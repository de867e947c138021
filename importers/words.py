"""Which word of ours does a text of the file mean? Those that the profile gives under ``[types]``, or the usual ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.meaning import RowError
from importers.profile import ProfileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from importers.profile import Profile


class Words:
    """The words of one column; what the profile says of one of ours counts instead of the usual words for it.

    Raises :class:`~importers.profile.ProfileError` where the profile gives words for one that is not ours, or one word for two.
    """

    def __init__(self, profile: Profile, usual: Mapping[str, tuple[str, ...]]) -> None:
        self._ours: dict[str, str] = {}
        self._known = tuple(usual)
        for ours in profile.types:
            if ours not in usual:
                raise ProfileError(profile.name, f"types.{ours} is no word of a {profile.kind} extract: {self._choice}")
        for ours, theirs in {**usual, **profile.types}.items():
            for word in theirs:
                if self._ours.setdefault(_bare(word), ours) != ours:
                    raise ProfileError(profile.name, f"types gives {word!r} for two words: take it out of one of them")
        for ours in usual:
            self._ours.setdefault(ours, ours)

    @property
    def _choice(self) -> str:
        return f"it knows {', '.join(self._known)}"

    def read(self, role: str, text: str) -> str:
        """Return our word for *text*; raise :class:`~importers.meaning.RowError` where there is none."""
        found = self._ours.get(_bare(text))
        if found is None:
            raise RowError(
                f"the {role} {text!r} is none of {', '.join(self._known)}: correct the row, or add the word to types in the "
                "profile"
                if text
                else f"the {role} is blank: write {', '.join(self._known[:-1])} or {self._known[-1]}"
            )
        return found


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()

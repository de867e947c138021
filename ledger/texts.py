"""When do two texts that people wrote say the same?"""

from __future__ import annotations


def bare(text: str) -> str:
    """Return *text* as names, words and headers are compared: in small letters, its spaces squeezed."""
    return " ".join(text.split()).casefold()


def unspaced(text: str) -> str:
    """Return *text* as references are compared: in small letters, without any space."""
    return "".join(text.split()).casefold()

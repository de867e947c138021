"""How is a text written so that a spreadsheet takes it for text, and never for a formula?"""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    r"""Return *text* as a cell of a CSV file: an apostrophe in front of what a spreadsheet would run, ``\n`` line ends."""
    quoted = f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    return quoted.replace("\r\n", "\n").replace("\r", "\n")  # csv puts no quotes around a lone carriage return


def unsafe(cell: str) -> str:
    """Return the text that :func:`safe` made a cell of."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell

"""How does a drawing stand on a page: named for those who cannot see it, its texts as wide as their room, its fills told apart?

A chart is a list of parts in units of which :data:`WIDTH` fill the page; :func:`framed` makes one picture of them. Its table
stands before it on the page and says everything that it says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The width of every drawing; the style sheet shows one unit as a pixel where there is room.
WIDTH = 720
#: The size of letters, and the distance of two lines.
LETTER, LINE = 12, 13
INK = "#1b1b1f"
#: Fills by their order: never told apart by colour alone, the second is hatched, the third white. Each edge is 3:1 and more on white.
PLAIN, HATCH = "#1d4f91", "#8a5a00"
#: Hundredths of a letter's size that signs are wide in the widest of the usual typefaces; any other sign is as wide as it is high.
_WIDE = {
    35: "ijlI|.,:;'!",
    45: "ftr-()[]/ ",
    70: "abcdeghknopqsuvxyz0123456789£_",
    80: "ABCDEFGHJKLNOPQRSTUVXYZ\N{MINUS SIGN}",
}
_HUNDREDTHS = {sign: width for width, signs in _WIDE.items() for sign in signs}


def framed(name: str, title: str, reading: str, height: int, parts: Iterable[str]) -> Markup:
    """Return *parts*, whose texts are escaped already, as one picture.

    *name* is unlike that of any other picture of the page, *title* what it shows, which is read to those who cannot see it
    and stands in a PDF's tags too, *reading* how to read it. Letters are set here and not in the style sheet, which what
    lays a PDF out does not look at inside a drawing.
    """
    of = re.sub(r"[^A-Za-z0-9]", lambda one: f"-{ord(one[0]):x}-", name)
    return Markup(  # noqa: S704 - every text of it is escaped
        f'<div class="chart" role="region" tabindex="0" aria-labelledby="{of}-title">'
        f'<svg role="img" aria-labelledby="{of}-title" aria-describedby="{of}-reading" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="system-ui, Segoe UI, Arial, sans-serif" font-size="{LETTER}" fill="{INK}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{of}-title">{escape(title)}</title>'
        f'<desc id="{of}-reading">{escape(reading)}</desc>'
        f'<defs><pattern id="{of}-hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="{HATCH}"/></pattern></defs>'
        f"{''.join(parts).replace(_HATCHED, f'url(#{of}-hatched)')}</svg></div>\n"
    )


#: Stands for the hatched fill until :func:`framed` knows the picture's name.
_HATCHED = "\N{REPLACEMENT CHARACTER}hatched"
FILLS = (PLAIN, _HATCHED, "#fff")


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    """Return a box with an outline, so that a pale or hatched one has an edge."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" '
        f'stroke="{INK}" stroke-width=".5"/>'
    )


def words(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Return *text* on one line whose foot is *y*, beginning, ending or centred at *x*: start, end or middle."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def upright(x: float, top: float, bottom: float) -> str:
    """Return an upright line, such as the one at which amounts are nil."""
    return f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="{INK}"/>'


def width_of(text: str) -> float:
    """Return how wide *text* is at most."""
    return sum(_HUNDREDTHS.get(sign, 100) for sign in text) * LETTER / 100


def lines(text: str, room: float, most: int) -> list[str]:
    """Return *text* in at most so many lines, none wider than *room*; what is left out of it leaves an ellipsis."""
    made = [""]
    for word in text.split():
        for piece in _pieces(word, room):
            longer = f"{made[-1]} {piece}".lstrip()
            if width_of(longer) <= room:
                made[-1] = longer
            else:
                made.append(piece)
    if len(made) > most:
        made[most - 1 :] = [_pieces(f"{made[most - 1]} {made[most]}", room - width_of("…"))[0].rstrip() + "…"]
    return made


def _pieces(word: str, room: float) -> list[str]:
    """Return *word* cut into pieces that each fit."""
    made = [""]
    for sign in word:
        if made[-1] and width_of(made[-1] + sign) > room:
            made.append("")
        made[-1] += sign
    return made

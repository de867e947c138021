"""A statement as one accessible HTML page: captions, scoped headers, A4, no network."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from reports.render import as_svg, templating

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reports.statement import Figure, Statement

    Link = Callable[[Figure], str | None]


def render(statement: Statement, folder: Path | None = None, link: Link | None = None, home: str = "") -> str:
    """Return *statement* as a page; *link* says where a figure's lines are, *home* the page that leads back."""
    return templating.render(
        folder,
        [f"{statement.name}.html", "statement.html"],
        statement=statement,
        link=link or (lambda _: None),
        home=home,
        anchor=anchor,
        chart=partial(as_svg.chart, statement),
    )


def anchor(name: str) -> str:
    """Return *name* as the id of an element and the name of a file; no two names have the same."""
    return re.sub(r"[^A-Za-z0-9.-]", lambda one: "_" if one[0] == ":" else f"_{ord(one[0]):x}_", name)

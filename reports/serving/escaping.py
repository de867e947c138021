"""How does Fava's journal show a supplier's name with a sign of HTML in it? As text: Fava itself writes names and narrations as HTML.

What a name brings in cannot run under the policy that the pages are served with, but it could show a link or a picture of its own,
and a name in angle brackets is not shown at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2

if TYPE_CHECKING:
    from flask import Flask

_UNESCAPED = "{% autoescape false %}"


def escape(app: Flask) -> None:
    """Have every template of Fava's *app* write what stands in the books as text."""
    fava = app.jinja_env.loader
    if fava is None:  # Flask always has one
        return

    def escaped(name: str) -> str | None:
        source, _, _ = fava.get_source(app.jinja_env, name)
        return source.replace(_UNESCAPED, "{% autoescape true %}") if _UNESCAPED in source else None

    app.jinja_env.loader = jinja2.ChoiceLoader([jinja2.FunctionLoader(escaped), fava])

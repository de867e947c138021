"""What does a supplier's name look like in Fava's journal? Text, whatever stands in it.

Fava switches the escaping of its journal off, for speed, so that a payee, a narration or a directive's text with
``<script>`` or ``<form>`` in it is markup there. Here it is switched on again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BaseLoader

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from jinja2 import Environment

OFF, ON = "{% autoescape false %}", "{% autoescape true %}"


def escape_everywhere(app: Flask) -> None:
    """Let no template of *app* switch escaping off."""
    environment = app.jinja_env
    if environment.loader is not None:
        environment.loader = _Escaping(environment.loader)


class _Escaping(BaseLoader):
    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the template as *loader* has it, with escaping on."""
        text, filename, is_current = self.loader.get_source(environment, template)
        return text.replace(OFF, ON), filename, is_current

    def list_templates(self) -> list[str]:
        """Return the names of the templates of *loader*."""
        return self.loader.list_templates()

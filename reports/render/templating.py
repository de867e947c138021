"""Where do the words and layouts come from? Jinja templates, the council's own first."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

import jinja2
import jinja2.sandbox

from reports.render.cells import for_people
from reports.render.paper import classes
from reports.statement import NUMBERS, Figure

#: ``templates/`` lies beside ``reports/``, in a checkout as in an installed package.
OURS = Path(__file__).resolve().parent.parent.parent / "templates"


class TemplateError(Exception):
    """A template of the council's own cannot be used."""

    def __init__(self, problem: Exception) -> None:
        place = f" ({problem.name}:{problem.lineno})" if isinstance(problem, jinja2.TemplateSyntaxError) else ""
        why = (
            f"{problem}{place}" if isinstance(problem, jinja2.TemplateError) else f"{type(problem).__name__}: {problem}"
        )
        super().__init__(f"a template in templates/ cannot be used: {why}; mend it, or move it away to use ours")


class LayoutError(TemplateError):
    """A page of a pack that a council's own template laid out would not be accepted by ``verify``."""

    def __init__(self, page: str, why: str) -> None:
        sentence = f"the page {page} {why}, and verify would not accept it: mend the template in templates/, or move it away to use ours"
        Exception.__init__(self, sentence)


@lru_cache(maxsize=8)
def environment(folder: Path | None) -> jinja2.Environment:
    """Return the environment whose templates come from *folder*'s ``templates/``, then from ours.

    A council's own run in Jinja's sandbox: they may word and lay out, and bring no Python of their own (as S105).
    """
    places: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(OURS)]
    make: type[jinja2.Environment] = jinja2.Environment
    if _has_own(folder):
        places.insert(0, jinja2.FileSystemLoader(folder / "templates"))
        make = jinja2.sandbox.ImmutableSandboxedEnvironment
    env = make(
        loader=jinja2.ChoiceLoader([*places, jinja2.PrefixLoader({"ours": jinja2.FileSystemLoader(OURS)})]),
        autoescape=jinja2.select_autoescape(["html"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters["people"] = lambda cell, column: for_people(column, cell)
    env.filters["paper"] = classes
    env.tests["number"] = lambda column: column.kind in NUMBERS
    env.tests["figure"] = lambda cell: isinstance(cell, Figure)
    return env


def render(folder: Path | None, names: list[str], **context: object) -> str:
    """Return the first template of *names* there is, rendered; raise :class:`TemplateError` where it is wrong."""
    try:
        return environment(folder).select_template(names).render(**context)
    except Exception as problem:
        if isinstance(problem, jinja2.TemplateError) or _has_own(folder):
            raise TemplateError(problem) from problem
        raise


def own(folder: Path | None) -> list[str]:
    """Return the names of the council's own templates that are not ours to the byte, sorted."""
    if not _has_own(folder):
        return []
    places = sorted(path for path in (folder / "templates").rglob("*") if path.is_file())
    names = {path.relative_to(folder / "templates").as_posix(): path for path in places}
    return [name for name, path in names.items() if not _is_ours(OURS / name, path)]


def _is_ours(ours: Path, path: Path) -> bool:
    return ours.is_file() and ours.read_bytes() == path.read_bytes()


def _has_own(folder: Path | None) -> TypeGuard[Path]:
    return folder is not None and (folder / "templates").is_dir() and (folder / "templates").resolve() != OURS

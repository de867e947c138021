"""Fixtures that every test may use: a test's docstring is its ledger, in the manner of Fava's and beancount's tests."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from ledger.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable

# A busy machine is no fault of what is tested: laws are held by their figures and never by the clock.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

PREAMBLE = """\
option "title" "Testshire County Council"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"

2000-01-01 commodity GBP

"""


class Said(NamedTuple):
    """A finding as a test reads it: what it says, the file it names (its last part) and the text of the line."""

    message: str
    file: str
    line: str


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a further file of the ledger's folder: a relative name and a text, dedented."""

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).strip("\n") + "\n", encoding="utf-8", newline="\n")
        return path

    return write_file


@pytest.fixture
def load(request: pytest.FixtureRequest, write: Callable[[str, str], Path]) -> Callable[[], Book]:
    """Load the test's docstring as a ledger when called: for a test that writes further files first.

    The usual preamble (title, currency, strict tolerance, our plugin) stands in front unless the docstring has an
    ``option "title"`` of its own.
    """

    def load_docstring() -> Book:
        text = textwrap.dedent(request.function.__doc__ or "")
        return Book.load(write("budget.beancount", text if 'option "title"' in text else PREAMBLE + text))

    return load_docstring


@pytest.fixture
def book(load: Callable[[], Book]) -> Book:
    """Return the test's docstring, loaded as a ledger."""
    return load()


@pytest.fixture
def codes() -> Callable[[Book], list[str]]:
    """Return the codes of a book's findings, in the order in which they are printed."""
    return lambda book: [one.code for one in book.findings]


@pytest.fixture
def breaks() -> Callable[..., Said]:
    """Return the one finding of a code that a book has (the first of *times*), after asserting that it is the one."""

    def the_one(book: Book, code: str, *, times: int = 1) -> Said:
        of_code = [one for one in book.findings if one.code == code]
        assert len(of_code) == times, [f"{one.code} {one.message} ({one.place})" for one in book.findings]
        one = of_code[0]
        lines = Path(one.filename).read_text(encoding="utf-8").splitlines() if one.lineno else [""]
        return Said(one.message, Path(one.filename).name, lines[max(one.lineno - 1, 0)].strip())

    return the_one


@pytest.fixture
def keeps() -> Callable[[Book, str], bool]:
    """Return whether a book keeps a rule, after asserting that it has no error at all."""

    def kept(book: Book, code: str) -> bool:
        assert book.errors == ()
        return code not in {one.code for one in book.findings}

    return kept

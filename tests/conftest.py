"""Fixtures that every test may use: a test's docstring is its ledger, in the manner of Fava's and beancount's tests.

Three are for pages (mark such a test ``browser``; where there is no Chromium they skip it and say so): ``chromium`` is one
headless browser for the whole run, ``page`` a blank page of it, closed after the test, and ``axe(page)`` what axe-core
finds wrong with what the page shows now, a sentence each, at the width that it has now::

    @pytest.mark.browser
    def test_a_page_can_be_read_by_all(page, axe):
        page.goto("http://127.0.0.1:5000/")
        assert axe(page) == []
"""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from ledger.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

# A busy machine is no fault of what is tested: laws are held by their figures and never by the clock.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
#: Nothing is fetched but from this machine, and the browser does nothing of its own accord.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
#: What axe-core is asked for: WCAG 2.2 at levels A and AA, which contains 2.0 and 2.1, and its own good practice.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return one headless Chromium for all tests of a run, or skip where the machine has none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - tests without a browser start without it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a blank page 1280 px wide, with no cookies of another test, closed after the test."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Return the function of a page that says what axe-core finds wrong with it, one sentence an element.

    *within* is a CSS selector of the part that is judged, the whole page where there is none; *without* names rules that
    are left out, *only* the rules that are asked: a test that uses either says why. What axe cannot decide counts as wrong
    too, for a rule that nobody looked at does not hold. But for three kinds of contrast: of what a table has scrolled out of
    sight, which is that of the cells in sight beside it, of figures of one digit, which have the colours of the longer ones, and
    of words in a drawing, whose ink the drawing's test measures.
    """
    from axe_playwright_python.base import AXE_SCRIPT  # noqa: PLC0415

    def scan(page: Page, *, within: str = "", without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        asked = {"type": "rule", "values": [*only]} if only else {"type": "tag", "values": [*RULES]}
        options = {
            "runOnly": asked,
            "rules": {name: {"enabled": False} for name in without},
            "resultTypes": ["violations", "incomplete"],
            "preload": False,  # these two save a third of the time, and no rule that is asked needs them
            "selectors": False,
        }
        found = page.evaluate("([within, options]) => axe.run(within || document, options)", [within, options])
        assert found["passes"] or only, "no rule of axe-core had anything to look at"
        return [
            f"{rule['id']}, {rule['help']}: {node['html'][:200]} ({node['failureSummary']})"
            for kind in ("violations", "incomplete")
            for rule in found[kind]
            for node in rule["nodes"]
            if kind == "violations" or not _is_settled(node)
        ]

    return scan


def _is_settled(node: dict[str, Any]) -> bool:
    keys = {(check["data"] or {}).get("messageKey") for check in node["any"] if check["id"] == "color-contrast"}
    return keys in ({"elmPartiallyObscured"}, {"shortTextContent"}) or (
        keys == {"imgNode"} and node["html"].startswith("<text ")
    )

"""docs/browsing.md: the commands and pages that it names are there, and so is every picture, as its script takes it."""

from __future__ import annotations

import datetime
import importlib.util
import re
from pathlib import Path

import pytest
from served import served

import cli
from ledger import browsing
from reports import pages
from reports.catalogue import STATEMENTS
from reports.pages.downloads import FORMATS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "browsing.md").read_text(encoding="utf-8")
IMAGES = re.findall(r"!\[([^\]]+)\]\((images/[^)]+)\)", PAGE)


def screenshots():
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_of_ours_is_told_of_and_no_other():
    ours = {
        one.report_title: one.statements for one in vars(pages).values() if isinstance(one, type) and one.report_title
    }
    table = PAGE.partition("## The pages")[2].partition("## ")[0]
    assert set(re.findall(r"^\| (\w+) \|", table, re.MULTILINE)) == {*ours, "page"}
    assert all(name in STATEMENTS for names in ours.values() for name in names)


def test_its_commands_are_there():
    named = re.findall(r"(?:`|^\$ )ealedger (\w+)([^`\n]*)", PAGE, re.MULTILINE)
    assert {"serve", "statement", "check"} <= {name for name, _ in named}
    for name, rest in named:
        options = {opt for one in cli.main.commands[name].params for opt in one.opts}
        assert set(re.findall(r"(?<!\w)--?[a-z][\w-]*", rest)) <= options
    assert "`--edit`" in PAGE
    assert "--edit" in {opt for one in cli.main.commands["serve"].params for opt in one.opts}
    assert all(form.upper() in PAGE for form in FORMATS)


def test_the_lines_for_an_older_ledger_are_those_that_init_writes():
    written = browsing.options(datetime.date(2012, 4, 1)).splitlines()
    (named,) = re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL)
    assert set(named.splitlines()) <= set(written)
    assert browsing.PAGES in named


def test_every_picture_is_there_and_is_the_script_s():
    pictures = screenshots().PICTURES
    assert {f"images/{name}.png" for name in pictures} == {path for _, path in IMAGES}
    assert {f"images/{one.name}" for one in (ROOT / "docs" / "images").iterdir()} == {path for _, path in IMAGES}
    for name, picture in pictures.items():
        content = (ROOT / "docs" / "images" / f"{name}.png").read_bytes()
        assert len(content) < 150_000
        width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
        assert (width, height) == (picture.width, picture.height)


def test_every_picture_is_said_in_words():
    assert all(len(words) > 30 for words, _ in IMAGES)


@pytest.mark.browser
def test_what_of_fava_does_not_pass_is_told_rule_by_rule(page):
    from axe_playwright_python.base import AXE_SCRIPT  # noqa: PLC0415

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = set()
    with served(ROOT / "budget.beancount") as (address,):
        for path, drawn in (
            ("extension/Budget/?period=2018-19+Q3", "svelte-component svg"),
            ("journal/?time=2018-12", ".journal li.transaction"),
            ("income_statement/?time=2018", ".stacks a"),
            ("editor/", ".cm-content"),
            ("query/", ".cm-content"),
        ):
            page.goto(f"{address}/{path}")
            page.wait_for_selector("aside a")
            page.wait_for_selector(drawn)
            page.evaluate(AXE_SCRIPT)
            judged = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
            found |= {one["id"] for one in judged["violations"]}
    assert found == set(re.findall(r"^- `([a-z-]+)`:", PAGE, re.MULTILINE))

"""docs/claims.md: every example stands in a worked ledger, and every rule of claims is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from ledger.plugins import RULES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
BOOKS = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in (ROOT / "books", ROOT / "examples" / "lancashire" / "books")
    for path in sorted(folder.rglob("*.beancount"))
)
EXAMPLES = re.findall(r"```beancount\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.splitlines()[0][:60] for one in EXAMPLES])
def test_the_example_stands_in_a_worked_ledger(example):
    assert example in BOOKS


def test_there_is_an_example_of_each_directive():
    named = set(re.findall(r'custom "([a-z-]+)"', "\n".join(EXAMPLES)))
    assert named == {"tariff", "route", "window", "audit", "draft", "instalment"}


def test_every_rule_of_claims_is_named():
    assert {code for code in RULES if code[0] == "C"} == set(re.findall(r"C1\d\d", PAGE))


def test_the_settings_of_the_page_are_toml():
    for example in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL):
        assert tomllib.loads(example)

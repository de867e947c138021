"""docs/agreements.md explains every directive of agreements with an example that stands in a ledger of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger import directives
from ledger.book import Book
from ledger.council import EXAMPLES
from ledger.gl_held import NAMES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "agreements.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### ([\w-]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXPLAINED = {
    "fund", "posts", "agreement", "route", "tariff", "staging", "instalment", "window", "audit", "allocation", "virement",
    "commitment", "carry-forward", "repayment", "certificate", "provider", "gl-balance", "match", "evidence",
    "partner", "succession", "share", "headcount", "contribution", "dispute", "write-off", "subjective", "saving",
}  # fmt: skip


def examples(name: str) -> list[str]:
    return re.findall(r"```beancount\n(.*?)```", SECTIONS[name], re.DOTALL)


def test_every_directive_of_agreements_is_explained():
    assert set(SECTIONS) == EXPLAINED
    assert set(directives.SHAPES) >= EXPLAINED
    for name, text in SECTIONS.items():
        assert len(re.sub(r"```.*?```", "", text, flags=re.DOTALL).split()) >= 10, name


@pytest.mark.parametrize("name", sorted(EXPLAINED))
def test_every_example_is_of_its_directive_and_parses(name):
    assert examples(name)
    for text in examples(name):
        assert directives.read_text(text).name == name


@pytest.mark.parametrize("name", sorted(EXPLAINED))
def test_every_example_stands_in_a_worked_ledger_or_in_the_folder_that_init_writes(name):
    ledgers = [*ROOT.glob("books/**/*.beancount"), *ROOT.glob("examples/*/books/**/*.beancount")]
    known = "\n".join([*EXAMPLES.values(), *(path.read_text(encoding="utf-8") for path in ledgers)])
    for text in examples(name):
        assert text.rstrip("\n") in known, f"take the example of {name} from a worked ledger or from council.EXAMPLES"


def test_the_page_names_every_item_that_explains_a_difference():
    for name in NAMES:
        assert name in PAGE


def test_every_metadata_key_of_a_provider_is_explained():
    for one in directives.SHAPES["provider"].metadata:
        assert f"`{one.name}:`" in SECTIONS["provider"] or f"  {one.name}:" in SECTIONS["provider"], one.name


@pytest.mark.parametrize("name", ["partner", "succession", "share", "contribution", "dispute"])
def test_every_metadata_key_of_a_pool_is_explained(name):
    for one in directives.SHAPES[name].metadata:
        text = SECTIONS[name]
        assert one.name in ("note", "reference") or f"`{one.name}:`" in text or f"  {one.name}:" in text, one.name


def test_files_that_the_page_names_are_there():
    assert (ROOT / "profiles" / "leeds-gl-balance.toml").is_file()
    assert Book.load(ROOT / "budget.beancount").errors == ()

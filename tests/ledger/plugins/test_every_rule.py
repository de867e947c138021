"""Is there, for every rule, one ledger that breaks it and one that keeps it? Read off the tests beside this one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ledger.plugins import CHECKS, RULES


def asked(helper: str) -> set[str]:
    """Return the codes that the tests of this folder give to *helper* (``breaks(book, "F101")``)."""
    return {
        call.args[1].value
        for path in Path(__file__).parent.parent.rglob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == helper
        and len(call.args) == 2
        and isinstance(call.args[1], ast.Constant)
    }


@pytest.mark.parametrize("code", RULES)
def test_a_ledger_breaks_the_rule(code):
    assert code in asked("breaks")


@pytest.mark.parametrize("code", RULES)
def test_a_ledger_keeps_the_rule(code):
    assert code in asked("keeps")


def test_every_module_of_rules_has_a_check():
    assert {code[0] for code in RULES} == set("SFACPIDL")
    assert len(CHECKS) == 20

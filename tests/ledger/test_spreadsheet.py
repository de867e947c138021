from __future__ import annotations

import pytest

from ledger.spreadsheet import safe, unsafe


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert unsafe(safe(f"{start}1+1")) == f"{start}1+1"


def test_a_carriage_return_neither_starts_a_formula_nor_ends_a_row():
    assert safe("\r=1+1\r\nnext\r") == "'\n=1+1\nnext\n"


@pytest.mark.parametrize("text", ["", "Hubs Ltd", "1 - 2", "'quoted", "£100"])
def test_any_other_text_is_left_as_it_is(text):
    assert safe(text) == unsafe(text) == text

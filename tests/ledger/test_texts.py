from __future__ import annotations

from ledger.texts import bare


def test_capitals_and_spaces_make_no_difference():
    assert bare("  Northside\u00a0 TRUST\n") == bare("northside trust")
    assert bare("North side Trust") != bare("Northside Trust")

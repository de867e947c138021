"""Each named fault, put alone into a life that agrees, is told with its code and its pence, and nothing else is."""

from __future__ import annotations

import pytest
from faults import FAULTS
from telling import books, told

from ledger import money


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_by_its_name_and_amount_and_nothing_else_is(name, few, of_few, tmp_path):
    fault = FAULTS[name](few)
    after = told(books(fault.life, tmp_path), few.last)
    assert (of_few.findings - after.findings, of_few.differences - after.differences) == ({}, {})
    more = sorted((after.findings - of_few.findings).elements())
    assert [code for code, _ in more] == [code for code, _ in fault.findings], more
    for (_, message), (_, pence) in zip(more, fault.findings, strict=True):
        assert pence is None or money.spoken(pence) in message, message
    assert sorted((after.differences - of_few.differences).elements()) == sorted(fault.differences)
    assert sorted((after.items - of_few.items).elements()) == sorted(fault.items)

"""Each named fault, put alone into a life that agrees, is told with its code and its pence, and nothing else is."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest
from faults import FAULTS, FEE
from telling import books, told

from ledger import money
from reports import reckoning

_AMOUNT = re.compile(r"£\d{1,3}(?:,\d{3})*(?:\.\d\d)?")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_by_its_name_and_amount_and_nothing_else_is(name, few, of_few, tmp_path):
    fault = FAULTS[name](few)
    after = told(books(fault.life, tmp_path), few.last)
    assert (of_few.findings - after.findings, of_few.differences - after.differences) == ({}, {})
    more = sorted((after.findings - of_few.findings).elements())
    assert [code for code, _ in more] == [code for code, _ in fault.findings], more
    for (_, message), (_, pence) in zip(more, fault.findings, strict=True):
        assert pence is None or money.spoken(pence) in _AMOUNT.findall(message), message
    assert sorted((after.differences - of_few.differences).elements()) == sorted(fault.differences)
    assert sorted((after.items - of_few.items).elements()) == sorted(fault.items)


def test_there_are_more_than_twenty_of_them_of_every_kind():
    assert len(FAULTS) > 20


@pytest.mark.parametrize(("days", "place"), [(1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)])
def test_a_late_instalment_grows_older_and_is_gone_when_it_comes(days, place, few, tmp_path):
    """The first half of the fees is due on 30 April; it comes 120 days later."""
    due = datetime.date(2013, 4, 30)
    entry = few.entry(f"REMIT/{FEE}")
    late = few.with_(replace(entry, day=due + datetime.timedelta(days=120)))
    book = books(late, tmp_path)

    def on(day):
        found = reckoning.reckoned(*reckoning.as_it_stood(book, day))
        line = next(one for one in found.lines if one.reference == FEE)
        return line, [(one.kind, one.days) for one in found.differences if one.reference == FEE]

    day = due + datetime.timedelta(days=days)
    line, differences = on(day)
    ages = [0] * 5
    ages[place] = entry.moves[0].pence
    assert (list(line.by_age(day)), differences) == (ages, [("missed", days)])
    assert on(few.last)[1] == []

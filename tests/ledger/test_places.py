from __future__ import annotations

from pathlib import Path

from ledger.places import short, shown

COUNCIL = Path("/srv/council")


def test_a_file_of_the_folder_is_seen_from_it():
    assert short("/srv/council/books/2018-19/gl.beancount", COUNCIL) == "books/2018-19/gl.beancount"
    assert short(COUNCIL / "budget.beancount", COUNCIL) == "budget.beancount"
    assert shown("/srv/council/books/accounts.beancount", 3, COUNCIL) == "books/accounts.beancount:3"


def test_a_file_beside_the_folder_is_told_from_it():
    assert short("/srv/shared.beancount", COUNCIL) == "../shared.beancount"


def test_a_file_on_another_drive_is_told_by_its_name_and_none_by_nothing(monkeypatch):
    def refuse(*_):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("ledger.places.os.path.relpath", refuse)
    assert shown("/d/books/accounts.beancount", 3, COUNCIL) == "accounts.beancount:3"
    assert shown("", 0, COUNCIL) == ""

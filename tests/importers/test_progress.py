"""What takes more than two seconds shows how far it is, on a terminal alone."""

from __future__ import annotations

import sys

import pytest

from importers import progress as bars


class Terminal:
    def __init__(self, *, is_one: bool) -> None:
        self.is_one = is_one
        self.written = ""

    def isatty(self) -> bool:
        return self.is_one

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(("is_one", "patience", "shows"), [(True, 0.0, True), (True, 60.0, False), (False, 0.0, False)])
def test_a_bar_is_shown_late_and_on_a_terminal_alone(monkeypatch, is_one, patience, shows):
    terminal = Terminal(is_one=is_one)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bars, "PATIENCE_SECONDS", patience)
    progress = bars.Progress()
    progress("reading the books", 1, 2)
    progress("reading gl.csv", 10, 100)
    progress("reading gl.csv", 90, 100)
    progress.end()
    progress.end()
    assert ("reading gl.csv" in terminal.written) is shows
    assert ("90%" in terminal.written) is shows
    assert bool(terminal.written) is shows


def test_an_import_tells_how_far_it_is(council):
    from importers.batch import Importing  # noqa: PLC0415
    from importers.books import Books  # noqa: PLC0415

    told = []

    def tell(label: str, done: int, whole: int) -> None:
        told.append((label, done, whole))

    path = council.plain("gl.csv", "30/04/2018,D1,1,Hub,x,Expenses:TroubledFamilies:Delivery,1.00")
    Importing(Books.read(council.ledger, tell), told=tell).run(path)
    assert [label for label, _, _ in told].count("reading gl.csv") == 1
    assert told[0][0] == "reading the books"
    assert all(0 <= done <= whole for _, done, whole in told)

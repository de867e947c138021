"""A statement is built once, however many people ask for it, and nobody waits for what another one asked for."""

from __future__ import annotations

import threading

from reports import catalogue
from reports.pages import shelf


def test_what_is_kept_waits_for_nothing_that_is_being_built(leeds, monkeypatch):
    kept = shelf.Shelf(leeds)
    whole = leeds.period(None)
    statement = kept.statement("grants", whole)
    begun, may_end, made = threading.Event(), threading.Event(), []

    def slowly(name, _book, _period):
        made.append(name)
        begun.set()
        assert may_end.wait(30)
        return statement

    monkeypatch.setattr(catalogue, "made", slowly)
    asking = [threading.Thread(target=kept.names, args=("budget", whole)) for _ in range(2)]
    for one in asking:
        one.start()
    assert begun.wait(30)
    found = []
    reading = threading.Thread(target=lambda: found.append(kept.statement("grants", whole)), daemon=True)
    reading.start()
    reading.join(10)
    may_end.set()
    for one in asking:
        one.join()
    assert found == [statement]
    assert made == ["budget"]


def test_the_names_of_figures_are_those_of_the_statement_that_is_shown(leeds, monkeypatch):
    monkeypatch.setattr(shelf, "MOST", 1)
    kept = shelf.Shelf(leeds)
    whole = leeds.period(None)
    shown = kept.names("grants", whole)
    kept.names("overview", whole)
    assert kept.names("grants", whole) is not shown
    rows = {id(row) for table in shown.statement.tables for row in table.every_row()}
    refs = kept.refs(shown, whole)
    assert refs
    assert {row for row, _ in refs} <= rows

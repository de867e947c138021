"""Whatever happens to a pool: its account is that of the trial balance, and what it asks for puts the books right."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from ledger.book import Book
from reports import catalogue
from reports.render import as_json
from tests.reports.pool_lives import QUARTERS, lives

ASKED_FOR = ("P106", "P108", "P114")
#: What an accepted entry may not move; what passes from partner to partner it does move.
KEPT = ("opening", "contributed", "borne", "penny")


def _load(text: str) -> Book:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budget.beancount"
        path.write_text(text, encoding="utf-8", newline="\n")
        book = Book.load(path)
        _ = book.errors or book.postings
        return book


def _tables(book: Book, name: str, period: str | None):
    return {one["name"]: one for one in as_json.as_object(catalogue.build(name, book, period))["tables"]}


def _accepted(text: str, *statements: str) -> str:
    """Return *text* with every entry that *statements* print, as often as they print any."""
    for _ in range(6):
        book = _load(text)
        assert not book.errors, (book.errors, text)
        printed = [
            row["entry"]
            for name in statements
            for table, one in _tables(book, name, None).items()
            if table.startswith("entries-")
            for row in one["rows"]
        ]
        if not printed:
            return text
        lines = [line for one in printed for line in one.split("\n")]
        opens = dict.fromkeys(line for line in lines if line[11:16] == "open ")
        text += "\n" + "\n".join([*opens, *(line for line in lines if line not in opens)]) + "\n"
    raise AssertionError(f"entries are asked for again and again: {printed}\n{text}")


def _figures(book: Book):
    found = {}
    for period in (*QUARTERS, None):
        tables = _tables(book, "pooled", period)
        if "partners-Pool" not in tables:
            continue
        whole = tables["partners-Pool"]
        found[period] = (
            {
                row["partner"]: {key: row[key] for key in KEPT[1:]}
                for row in whole["rows"]
                if any(row[key] != "0.00" for key in KEPT[1:])
            },
            dict(whole["total"] or {}),
            tables.get("sources-Pool"),
            tables["net-Pool"],
        )
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lives())
def test_the_account_is_that_of_the_trial_balance_and_what_it_asks_for_cures_it(text):
    text = _accepted(text, "contributions")
    before = _load(text)
    for period in (*QUARTERS, None):
        tables = _tables(before, "pooled", period)
        if "control-Pool" in tables:
            assert tables["control-Pool"]["rows"][-1]["pounds"] == "0.00", (period, text)
    text = _accepted(text, "pooled")
    text = _accepted(text, "contributions", "pooled")
    after = _load(text)
    assert not [one for one in after.findings if one.code in ASKED_FOR or one.code == "P102"], (after.findings, text)
    # What goes back at the year's end depends on whether the successor or its predecessor has it: the entry decides.
    if not ("return" in text and "succession" in text):
        was, now = _figures(before), _figures(after)
        for period, figures in was.items():
            assert now[period] == figures, (period, text)
    for period in (*QUARTERS, None):
        tables = _tables(after, "pooled", period)
        if "control-Pool" in tables:
            assert tables["control-Pool"]["rows"][-1]["pounds"] == "0.00", (period, text)

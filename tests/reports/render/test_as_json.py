from __future__ import annotations

import json

from reports.render import render

KEYS = ["statement", "title", "authority", "period", "tables", "notes", "findings"]
KINDS = {"text", "code", "date", "count", "money", "percent", "ratio"}


def test_the_keys_are_those_of_the_design(worked):
    """DESIGN.md §8, and the table's name."""
    book, statement = worked
    text = render(statement, "json", book.folder)
    assert text.endswith("}\n")
    found = json.loads(text)
    assert list(found) == KEYS
    assert (found["statement"], found["authority"]) == (statement.name, book.authority)
    assert all(set(one) == {"code", "level", "message", "settled"} for one in found["findings"])
    for table in found["tables"]:
        assert list(table) == ["name", "caption", "columns", "rows", "total"]
        names = [column["name"] for column in table["columns"]]
        assert len(set(names)) == len(names)
        assert all(set(column) == {"name", "kind"} and column["kind"] in KINDS for column in table["columns"])
        assert all(list(row) == names for row in table["rows"])
        assert table["total"] is None or list(table["total"]) == names
    names = [table["name"] for table in found["tables"]]
    assert len(set(names)) == len(names)


def test_money_is_text_with_two_places_and_counts_are_numbers(worked):
    _, statement = worked
    for table in json.loads(render(statement, "json"))["tables"]:
        kinds = {column["name"]: column["kind"] for column in table["columns"]}
        for row in [*table["rows"], *([table["total"]] if table["total"] else [])]:
            for name, cell in row.items():
                if cell is None:
                    continue
                assert isinstance(cell, int if kinds[name] == "count" else str)
                if kinds[name] == "money":
                    assert cell[-3] == "."
                    assert int(cell.replace(".", "")) is not None
                if kinds[name] == "date" and cell not in {"", "Total"}:
                    assert len(cell) == len("2018-04-01")

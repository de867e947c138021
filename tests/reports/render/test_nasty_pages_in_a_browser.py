"""Pages that are hard to lay out, in a browser: nothing of a chart overflows, nothing is wrong, no markup of a ledger runs."""

from __future__ import annotations

import pytest

from ledger.periods import Calendar
from reports import catalogue
from reports.render import as_html
from reports.statement import Column, Kind, Row, Statement, Table

pytestmark = pytest.mark.browser

#: Of each chart: the texts that stand outside it, or over a bar.
OVERFLOW = """() => [...document.querySelectorAll(".chart svg")].map(svg => {
    const view = svg.viewBox.baseVal, bars = [...svg.querySelectorAll(":scope > rect")].map(one => one.getBBox());
    return [...svg.querySelectorAll("text")].filter(one => {
        const box = one.getBBox();
        const outside = box.x < 0 || box.y < 0 || box.x + box.width > view.width || box.y + box.height > view.height;
        const over = bars.some(bar => bar.width && box.x < bar.x + bar.width - .5 && box.x + box.width > bar.x + .5
            && box.y + 3 < bar.y + bar.height && box.y + box.height - 3 > bar.y);
        return outside || over;
    }).map(one => one.textContent);
})"""


@pytest.mark.parametrize("name", ["upfront", "transactions", "allocation", "findings"])
def test_a_page_of_a_nasty_ledger_is_as_good_as_another(page, axe, nasty, name):
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.set_content(as_html.render(catalogue.build(name, nasty), nasty.folder))
    assert page.evaluate("document.scripts.length") == 0
    assert axe(page) == []
    assert [found for found in page.evaluate(OVERFLOW) if found] == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_chart_has_room_for_any_name_and_amount(page):
    columns = (
        Column("source", "Source"),
        Column("approved", "Approved", Kind.MONEY),
        Column("spent", "Spent", Kind.MONEY),
    )
    names = (
        "W" * 70,
        "i" * 300,
        "家庭支援" * 20,
        "An illustrative supplier of families' services in the north of the county",
        "",
        "É" * 60,
    )
    tables = tuple(
        Table(f"headings-{number}", "Headings", columns, tuple(Row((name, *pair)) for name in names))
        for number, pair in enumerate(
            [
                (987_654_321_99, -987_654_321_99),
                (-987_654_321_99, -1),
                (1, 987_654_321_99),
                (0, -1),
                (1, 0),
                (888_888_88, -1),
            ]
        )
    )
    page.set_content(as_html.render(Statement("allocation", "Allocation", "T", Calendar().parse("2018-19 Q3"), tables)))
    assert page.evaluate(OVERFLOW) == [[]] * len(tables)

"""Bars beside a table: they say what the table says, in words and amounts, and nothing by colour alone."""

from __future__ import annotations

import re

from lxml import html

from reports import catalogue
from reports.render import render
from reports.render.as_svg import DRAWN


def drawn(statement):
    return html.document_fromstring(render(statement, "html").encode()).findall(".//svg")


def test_every_amount_that_is_drawn_stands_in_the_table_above(leeds):
    statement = catalogue.build("allocation", leeds, "2018-19 Q3")
    (picture,) = drawn(statement)
    table = next(one for one in statement.tables if one.name.startswith("headings-"))
    names = [one.name for one in table.columns]
    rows = [row for row in table.rows if not row.is_subtotal]
    texts = [one.text for one in picture.iter("text")]
    for row in rows:
        for name in ("approved", "spent"):
            cell = row.cells[names.index(name)]
            pence = getattr(cell, "pence", cell)
            assert f"£{pence / 100:,.2f}".removesuffix(".00") in texts
    assert len(list(picture.iter("rect"))) == 2 * len(rows) + 2 + 2
    widths = [float(one.get("width")) for one in picture.iter("rect") if one.get("x") == "230"]
    assert max(widths) == 380


def test_it_is_named_and_described_for_who_cannot_see_it(leeds):
    (picture,) = drawn(catalogue.build("allocation", leeds, "2018-19 Q3"))
    assert picture.get("role") == "img"
    assert picture.get("aria-label").startswith("Bars of Families First Earned Autonomy: allocations by heading")
    assert [one.text for one in picture.iter("text")][-2:] == ["Approved", "Spent to date"]


def test_there_is_none_where_there_is_nothing_to_draw(leeds):
    assert drawn(catalogue.build("findings", leeds, None)) == []


def test_ids_of_a_page_are_unique_and_names_are_text(load):
    """
    2014-04-01 custom "fund" "Pool" "pool"
      title: "A <b>pool</b> & more"
    2014-04-01 custom "fund" "Other" "pool"
    2012-04-01 custom "partner" "Council" "county" "Testshire <script>alert(1)</script>"
    2014-04-01 custom "share" "Pool" "Council" "1" "risk"
    2014-04-01 custom "share" "Other" "Council" "1" "risk"
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Assets:Other:Cash
    2014-04-01 open Income:Pool:Contributions:Council
    2014-04-01 open Income:Other:Contributions:Council
    2014-05-01 * "Contributions"
      Assets:Pool:Cash                     700.00 GBP
      Income:Pool:Contributions:Council   -700.00 GBP
    2014-05-01 * "Contributions"
      Assets:Other:Cash                     -7.50 GBP
      Income:Other:Contributions:Council     7.50 GBP
    """
    page = render(catalogue.build("pooled", load(), "2014-15 Q1"), "html")
    assert "<script>" not in page
    pictures = html.document_fromstring(page.encode()).findall(".//svg")
    assert len(pictures) == 2
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert any(one.text == "\N{MINUS SIGN}£7.50" for picture in pictures for one in picture.iter("text"))


def test_what_is_drawn_are_columns_that_there_are(leeds):
    seen = set()
    for name, beginning in DRAWN:
        for table in catalogue.build(name, leeds, None).tables:
            if table.name.startswith(beginning):
                seen.add((name, beginning))
                assert {*DRAWN[name, beginning]} <= {one.name for one in table.columns}
    assert seen == {one for one in DRAWN if one[0] != "pooled"}

"""Bars beside a table: they say what the table says, in words and amounts, and nothing by colour alone."""

from __future__ import annotations

import re

import pytest
from lxml import html

from ledger.periods import Calendar
from reports import catalogue
from reports.render import render
from reports.render.as_svg import DRAWN
from reports.render.picture import INK, lines, width_of
from reports.statement import Column, Kind, Row, Statement, Table


def drawn(statement):
    return html.document_fromstring(render(statement, "html").encode()).findall(".//svg")


def bars(picture):
    """Return the bars of a picture without those that say what a fill means."""
    return [one for one in picture.findall("rect") if one.get("width") != "22.0"]


def nil(picture):
    """Return where amounts are nil."""
    (line,) = picture.findall("line")
    return line.get("x1")


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
    assert len(bars(picture)) == 2 * len(rows)
    widths = [float(one.get("width")) for one in bars(picture)]
    amounts = [
        getattr(cell, "pence", cell)
        for row in rows
        for cell in (row.cells[names.index(one)] for one in ("approved", "spent"))
    ]
    assert widths == pytest.approx([pence * max(widths) / max(amounts) for pence in amounts], abs=0.1)
    assert {one.get("x") for one in bars(picture)} == {nil(picture)}


def test_it_is_named_and_described_for_who_cannot_see_it(leeds):
    (picture,) = drawn(catalogue.build("allocation", leeds, "2018-19 Q3"))
    by_id = {one.get("id"): one.text for one in picture}
    assert picture.get("role") == "img"
    named, described = (by_id[picture.get(f"aria-{how}")] for how in ("labelledby", "describedby"))
    assert named.startswith(
        "Bars of Families First Earned Autonomy: allocations by heading: Approved and Spent to date."
    )
    assert described.endswith("the second hatched, with its amount beside it.")
    assert [one.text for one in picture.iter("text")][-2:] == ["Approved", "Spent to date"]


def test_no_fill_is_told_apart_by_colour_alone_and_each_is_seen_on_white(leeds):
    """WCAG 2.2, 1.4.1 and 1.4.11: 3:1; 1.4.3: 4.5:1 for words."""
    (picture,) = drawn(catalogue.build("allocation", leeds, "2018-19 Q3"))
    plain, hatched = (one.get("fill") for one in bars(picture)[:2])
    assert hatched == f"url(#{picture.find('defs/pattern').get('id')})"
    _, stripe = (one.get("fill") for one in picture.find("defs/pattern"))
    assert min(against_white(fill) for fill in (plain, stripe)) >= 3
    assert against_white(INK) >= 4.5
    assert picture.get("fill") == INK  # of the words
    assert {one.get("stroke") for one in bars(picture)} == {INK}


def against_white(colour):
    """Return the contrast of a colour and white, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@pytest.mark.parametrize(
    "amounts",
    [
        [(5, 3)],
        [(-5, 3), (2, -1)],
        [(-1, -987_654_321_98)],
        [(0, -1)],
        [(1, 0)],
        [(987_654_321_99, -987_654_321_99)] * 24,
    ],
)
def test_what_is_below_zero_stands_left_of_nil(amounts):
    columns = (
        Column("source", "Source"),
        Column("approved", "Approved", Kind.MONEY),
        Column("spent", "Spent", Kind.MONEY),
    )
    rows = tuple(Row(("W" * 70, *pair)) for pair in amounts)
    table = Table("headings-EA", "Headings", columns, rows)
    made = Statement("allocation", "Allocation", "Testshire", Calendar().parse("2018-19 Q3"), (table,))
    (picture,) = drawn(made)
    line = float(nil(picture))
    for one, pence in zip(bars(picture), [pence for pair in amounts for pence in pair], strict=True):
        start, end = float(one.get("x")), float(one.get("x")) + float(one.get("width"))
        assert (end if pence < 0 else start) == pytest.approx(line, abs=0.2)
        assert 230 < start <= end < 720
    below = any(pence < 0 for pair in amounts for pence in pair)
    assert ("left of the line" in picture.find("desc").text) == below


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", [""]),
        ("Hub", ["Hub"]),
        ("Office of the Police and Crime Commissioner", ["Office of the Police", "and Crime", "Commissioner"]),
        ("An office of the Police and Crime Commissioner", ["An office of the", "Police and Crime", "Commissioner"]),
        (
            "The office of the Police and the Crime Commissioner of it",
            ["The office of the", "Police and the", "Crime Commission…"],
        ),
        ("W" * 30, ["W" * 12] * 2 + ["W" * 6]),
        ("W" * 50, ["W" * 12] * 2 + ["W" * 11 + "…"]),
        ("家" * 14, ["家" * 12, "家家"]),
    ],
)
def test_a_long_name_is_broken_where_it_has_no_room(text, made):
    assert lines(text, 145, 3) == made
    assert all(width_of(one) <= 145 for one in made)


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


def test_money_over_time_has_three_bars_a_quarter_each_with_a_fill_of_its_own(leeds):
    pages = drawn(catalogue.build("upfront", leeds, "2018-19"))
    (picture,) = [one for one in pages if "Earned Autonomy: received, spent" in one.findtext("title")]
    assert "Received, Spent and Unspent at its end." in picture.findtext("title")
    assert "the second hatched and the third white" in picture.findtext("desc")
    fills = [one.get("fill") for one in picture.findall("rect")]
    assert {fills.count(fill) for fill in set(fills)} == {4 + 1}
    assert len(set(fills)) == 3
    texts = [one.text for one in picture.iter("text")]
    assert {"£675,000", "£250,218.82", "2018-19 Q4"} <= set(texts)

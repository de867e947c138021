from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from reports import catalogue
from reports.render import as_html, render
from reports.render.templating import OURS


def accessible(text):
    """Return the page, after asserting what every page of ours keeps to."""
    assert text.startswith("<!DOCTYPE html>\n")
    page = html.document_fromstring(text.encode())
    assert page.getroottree().getroot().get("lang") == "en-GB"
    assert len(page.findall(".//h1")) == 1
    assert page.findtext(".//title").strip()
    assert page.xpath("//meta[@name='viewport']")
    for table in page.findall(".//table"):
        assert table.findtext("./caption").strip()
        assert all(cell.get("scope") == "col" for cell in table.findall("./thead/tr/th"))
        for row in table.xpath("./tbody/tr[not(td/@colspan)] | ./tfoot/tr"):
            (named,) = row.findall("./th")
            assert named.get("scope") == "row"
            assert named.text_content().strip()
            assert named is next(cell for cell in row if cell.text_content().strip())
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)
    assert not page.xpath("//script | //link | //img | //iframe | //@onclick")
    assert not [one for one in page.xpath("//@href | //@src") if re.match(r"[a-z]+:|//", one)]
    style = " ".join(page.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"https?:|[\"'(]//", style)
    return page


def test_every_page_of_the_worked_ledgers_is_accessible_and_needs_no_network(worked):
    book, statement = worked
    page = accessible(render(statement, "html", book.folder))
    assert page.findtext(".//h1") == f"{statement.title}, {statement.period.label}"
    assert len(page.findall(".//table")) == len(statement.tables)


@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_words_of_the_books_are_never_markup(nasty, name):
    text = render(catalogue.build(name, nasty), "html", nasty.folder)
    accessible(text)
    assert "<script" not in text
    assert "<b>ledger" not in text
    assert "<Testshire>" not in text
    assert "&lt;b&gt;ledger&lt;/b&gt;" in text


def test_titles_payees_and_narrations_stand_as_they_are_written(nasty):
    text = html.document_fromstring(render(catalogue.build("transactions", nasty), "html").encode()).text_content()
    assert '=HYPERLINK("http")' in text
    assert "<script>alert('narration')</script>" in text
    assert "&amp; an entity" in text


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_an_anchor_is_a_safe_name_for_an_element_and_a_file(name):
    assert re.fullmatch(r"[A-Za-z0-9._-]+", as_html.anchor(name))


def test_accounts_that_differ_have_anchors_that_differ():
    names = ["Expenses:EA:Delivery:Hub-One", "Expenses:EA:Delivery-Hub:One", "Expenses:EA:Delivery:Hub:One"]
    assert len({as_html.anchor(name) for name in names}) == 3
    assert as_html.anchor(names[0]) == "Expenses_EA_Delivery_Hub-One"


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("paper", ["#ffffff", "--band", "#fff7e6"])
@pytest.mark.parametrize("ink", ["--ink", "--quiet", "--link"])
def test_words_stand_out_from_their_paper(ink, paper):
    """WCAG 2.2 AA, 1.4.3: a contrast of 4.5 at least."""
    style = (OURS / "_style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"(--\w+): (#[0-9a-f]{6})", style))
    darker, lighter = sorted(luminance(colours.get(one, one)) for one in (ink, paper))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    assert paper in style or paper == "#ffffff"


def test_a_total_is_printed_once_and_not_at_the_foot_of_every_page():
    _, printing = (OURS / "_style.css").read_text(encoding="utf-8").split("@media print")
    assert "tfoot { display: table-row-group; }" in printing
    assert "size: A4" in printing

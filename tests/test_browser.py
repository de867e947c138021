"""The browser and the scan that other tests use: they find what is wrong, and pass what is right."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
GOOD = '<!DOCTYPE html><html lang="en-GB"><head><title>Books</title></head><body><main><h1>Books</h1>{}</main></body></html>'


def test_a_sound_page_has_nothing_wrong_with_it(page, axe):
    page.set_content(GOOD.format("<p>Every check ran and found nothing.</p>"))
    assert axe(page) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("color-contrast", '<p style="color: #999">Pale words</p>'),
        ("image-alt", '<img src="data:,">'),
        ("target-size", '<a href="a" style="font-size: 9px">one</a><br><a href="b" style="font-size: 9px">two</a>'),
        ("heading-order", "<h4>A heading out of order</h4>"),
        (
            "scrollable-region-focusable",
            '<div style="height: 20px; overflow: auto"><p>' + "Many words " * 999 + "</p></div>",
        ),
    ],
)
def test_a_fault_is_named_where_it_is_and_where_it_is_judged(page, axe, rule, fault):
    page.set_content(GOOD.format(f"<section>{fault}</section><p>Sound</p>"))
    assert [one.partition(",")[0] for one in axe(page)][:1] == [rule]
    assert axe(page, without=(rule,)) == []
    assert axe(page, within="main > p") == []


def test_what_axe_cannot_decide_is_told(page, axe):
    page.set_content(GOOD.format('<p style="background: linear-gradient(#fff, #000)">Words on a gradient</p>'))
    assert [one.partition(",")[0] for one in axe(page)] == ["color-contrast"]


def test_the_browser_reaches_nothing_but_this_machine(page):
    from playwright.sync_api import Error  # noqa: PLC0415 - as the fixture: not without a browser

    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")

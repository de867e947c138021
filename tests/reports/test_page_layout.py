"""A page that is not laid out by our templates may word and arrange; it may not hide, cover or add a figure."""

from __future__ import annotations

import pytest

from reports import page_layout

STYLE = page_layout._our_style()[0]
CHART = '<svg class="chart" role="img"><title>Bars</title><rect width="5"/></svg>'
OURS = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Grants: Testshire</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<div class="scroll" id="grants" tabindex="0" role="region" aria-label="Grants">
<table><caption>Grants</caption>
<tr><th scope="row">EA</th><td class="number"><a href="transactions.html#x">1.00</a></td></tr>
<tr><td colspan="2">Nothing to show.</td></tr>
</table>
</div>
{CHART}
</main>
</body>
</html>
"""
LOGO = '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Testshire">'


def objection(old="", new="", page=OURS):
    assert old in page
    return page_layout.objection(page.replace(old, new, 1).encode(), OURS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("<main>", f"<main>{LOGO}<p>Testshire's <em>own</em> words &amp; no figure.<br/>"),
        ("<main>", "<MAIN class='wide'>"),
        ("</style>", "h1 { color: #204080; font-size: 1.8rem; margin: 0 0 .5em }\n@media print { h1 { font-size: 14pt; } }</style>"),
        ("</style>", "caption { color: var(--ink); line-height: 1.2; max-width: none }</style>"),
        (STYLE, "body { font-family: Arial, sans-serif; background: #fff; }"),
        (STYLE, "@page { size: A4 portrait; margin: 15mm; }\ntd { padding: 2px; }"),
        (CHART, ""),
        (CHART, '<p>See <a href="../index.html">all of it</a>, <a href="mailto:finance@testshire.gov.uk">ask us</a>.</p>'),
    ],
)  # fmt: skip
def test_a_council_may_word_and_lay_out(old, new):
    assert objection(old, new) == ""


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("<script>1</script>", "holds <script>"),
        ("<iframe></iframe>", "holds <iframe>"),
        ("<template>", "holds <template>"),
        ("<base>", "holds <base>"),
        ("<link>", "holds <link>"),
        ("<object>", "holds <object>"),
        ("<textarea>", "holds <textarea>"),
        ("<plaintext>", "holds <plaintext>"),
        ("<xmp>", "holds <xmp>"),
        ("<input>", "holds <input>"),
        ("<details>", "holds <details>"),
        ("<svg><text>1.00</text></svg>", "holds <svg>"),
        ("<math>", "holds <math>"),
        ("<my-thing>", "holds “<my-thing>"),
        ('<meta http-equiv="refresh" content="0; url=x">', "holds http-equiv on <meta>"),
        ('<meta charset="utf-7">', "holds <meta charset=utf-7>"),
        ('<meta content="0;url=x">', "holds <meta> with content of nothing"),
        ("<p hidden>", "holds hidden on <p>"),
        ('<p style="color:#fff">', "holds style on <p>"),
        ("<p onclick='x'>", "holds onclick on <p>"),
        ('<p dir="rtl">', "holds dir on <p>"),
        ('<p aria-hidden="true">', "holds aria-hidden on <p>"),
        ('<p id="a" id="b">', "says something twice of <p>"),
        ('<a href="https://example.org/">x</a>', "holds a link to https://example.org/"),
        ('<a href="javascript&colon;x()">x</a>', "holds a link to javascript:x()"),
        ('<a href=" //example.org">x</a>', "holds a link to //example.org"),
        ('<img src="total.svg" alt="">', "holds a link to total.svg"),
        ('<img src="data:text/html,x" alt="">', "holds a link to data:text/html,x"),
        ("<!-- <table> -->", "holds “<!-- <table> -->"),
        ("<!--> <p>", "holds “<!-->"),
        ("<![CDATA[ 1 ]]>", "holds “<![CDATA["),
        ("<? 1 ?>", "holds “<? 1 ?>"),
        ("<p a=b>", "holds “<p a=b>"),
        ("<p/class=x>", "holds “<p/class=x>"),
        ("1 < 2", "holds “< 2"),
        ("</p x>", ""),
        ("\u202e00.1", "holds a sign that turns text around"),
        ("\u200f", "holds a sign that turns text around"),
        ("\x00", "holds a sign that is not for reading"),
        ("<title>a<b>c</b></title>", "holds <b> inside its <title>"),
        ("<table><tr><td><table></table></table>", "holds a table inside a table"),
        (f"<table><tr><td>{LOGO}</table>", "holds a picture inside a table"),
        ('<table><tr><td colspan="9">1</table>', "holds colspan=9, which our page has not"),
        ('<style media="print">p { color: red }</style>', "holds media on <style>"),
        ("<style>td { display: none }</style>", "has the style rule “display: none”"),
        ("<style>td { DISPLAY : NONE }</style>", "has the style rule “DISPLAY : NONE”"),
        ("<style>td { visibility: hidden }</style>", "has the style rule “visibility: hidden”"),
        ("<style>td { opacity: 0 }</style>", "has the style rule “opacity: 0”"),
        ("<style>td { position: absolute }</style>", "has the style rule “position: absolute”"),
        ("<style>td { margin-left: -9em }</style>", "has the style rule “margin-left: -9em”"),
        ("<style>td { text-indent: 99em }</style>", "has the style rule “text-indent: 99em”"),
        ("<style>td { color: transparent }</style>", "has the style rule “color: transparent”"),
        ("<style>td { color: #ffff }</style>", "has the style rule “color: #ffff”"),
        ("<style>td { color: var(--paper) }</style>", "has the style rule “color: var(--paper)”"),
        ("<style>td { --ink: #fff }</style>", "has the style rule “--ink: #fff”"),
        ("<style>td { font-size: 0 }</style>", "has the style rule “font-size: 0”"),
        ("<style>td { font-size: 1px }</style>", "has the style rule “font-size: 1px”"),
        ("<style>td { font: 0/0 a }</style>", "has the style rule “font: 0/0 a”"),
        ("<style>td { line-height: 0 }</style>", "has the style rule “line-height: 0”"),
        ("<style>td { max-width: 0 }</style>", "has the style rule “max-width: 0”"),
        ("<style>td { background: url(data:image/png;base64,x) }</style>", "has the style rule"),
        ("<style>td::after { content: '9.99' }</style>", "has style rules that can write onto the page"),
        ("<style>td:after { color: red }</style>", "has style rules that can write onto the page"),
        ("<style>td { d\\69splay: none }</style>", "has style rules that can write onto the page"),
        ("<style>@font-face { font-family: x }</style>", "has a style rule @font-face"),
        ("<style>@import 'x';</style>", "has a style rule @import"),
        ("<style>td { color: red</style>", "has style rules that browsers may read in several ways"),
        ("<style>} td { color: red }</style>", ""),
        ("<style>td { color: red } nav</style>", "has style rules that browsers may read in several ways"),
        ("<style>td { color: red /* } td { color: blue }</style>", "has style rules that can write onto the page"),
        ("<style>nav { display: none; }</style>", "has the style rule “display: none”"),
    ],
)  # fmt: skip
def test_what_could_hide_cover_or_add_a_figure_is_named(new, said):
    found = objection("</main>", f"{new}</main>")
    assert said in found
    assert found


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"\xff\xfe<\x00!\x00", "is not in UTF-8"),
        (b"\xef\xbb\xbf" + OURS.encode(), "does not begin with <!DOCTYPE html>"),
        (OURS.encode()[15:], "does not begin with <!DOCTYPE html>"),
        (b"", "does not begin with <!DOCTYPE html>"),
        (OURS.replace('width="5"', 'width="500"').encode(), "holds <svg>"),
    ],
)
def test_what_a_browser_may_read_otherwise_is_named(page, said):
    assert said in page_layout.objection(page, OURS)


def test_pictures_are_counted():
    assert (page_layout.pictures(OURS.encode()), page_layout.pictures((OURS + LOGO).encode())) == (0, 1)

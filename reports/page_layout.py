"""Could a page of a pack show something else than its text says? Judged where it is not, byte for byte, what our own templates make.

A council's own templates may lay a page out otherwise. Who forges one could leave every figure in its text, and hide it, cover it, or set
another beside it by a style rule, a picture or a script. So nothing is looked for by name: a page has elements, attributes and
style rules of a list, and whatever else it has is an objection.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from reports.render import templating

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
#: A tag as every browser reads it alike. Whatever else begins with "<" may be one thing to us and another to a browser.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))?)*)\s*/?>""")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ELEMENTS = frozenset(
    (
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "footer",
        "main",
        "nav",
        "section",
        "article",
        "div",
        "span",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "a",
        "abbr",
        "address",
        "b",
        "blockquote",
        "br",
        "code",
        "em",
        "hr",
        "i",
        "small",
        "strong",
        "sub",
        "sup",
        "time",
        "img",
        "figure",
        "figcaption",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
    )
)
_ATTRIBUTES = frozenset(
    (
        "id",
        "class",
        "lang",
        "href",
        "src",
        "alt",
        "scope",
        "headers",
        "role",
        "tabindex",
        "title",
        "charset",
        "name",
        "content",
        "colspan",
        "rowspan",
        "datetime",
        "aria-label",
        "aria-labelledby",
        "aria-describedby",
        "aria-current",
        "aria-level",
    )
)
#: What leads out of a pack, which needs no network.
_ELSEWHERE = re.compile(r"//|\\|(?!mailto:|data:image/)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
#: What turns the order of signs around, and what is no sign at all.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
#: What a style rule of a council's own may set: none of it takes anything off the page, or puts anything onto it.
_PROPERTIES = re.compile(
    r"color|background|background-color|font-(?:family|weight|style|size)|font-variant-numeric|line-height|letter-spacing|text-align|"
    r"vertical-align|text-decoration|(?:margin|padding)(?:-(?:top|right|bottom|left))?|border(?:-[a-z-]+)?|max-width|"
    r"(?:page-)?break-(?:before|after|inside)|size|box-sizing|white-space|overflow-wrap|hyphens|caption-side"
)
_VALUE = re.compile(r"[A-Za-z0-9 .,#%()\"'!/-]*")
#: Type that can be read: at least 5 pt, 6 px, half of what is around it, its lines not upon each other.
_FITS = {
    "font-size": re.compile(
        r"(?:[5-9]|\d\d+)(?:\.\d+)?pt|(?:[6-9]|\d\d+)(?:\.\d+)?px|(?:0?\.[5-9]\d*|[1-9]\d*(?:\.\d+)?)r?em|(?:[5-9]\d|\d{3})%"
    ),
    "line-height": re.compile(r"[1-3](?:\.\d+)?"),
    "max-width": re.compile(r"[1-9][\d.]*(?:r?em|px|mm|ch|%)|none"),
}
_UNSEEN = re.compile(
    r"transparent|rgba|hsla|#(?:[0-9a-f]{4}|[0-9a-f]{8})\b|url|calc|var\((?!--(?:ink|line|quiet|band|link)\))|(?<!\w)-[\d.]"
)


def objection(packed: bytes, ours: str) -> str:
    """Return what on the page *packed* could make it show something else than it says, or nothing; *ours* is our page of the same."""
    try:
        text = packed.decode("utf-8")
    except UnicodeDecodeError:
        return "is not in UTF-8, so a browser may read it otherwise"
    if not _DOCTYPE.match(text):
        return "does not begin with <!DOCTYPE html>, so a browser may read it otherwise"
    for signs, what in (
        (_CONTROL, "holds a sign that is not for reading"),
        (_TURNING, "holds a sign that turns text around"),
    ):
        if set(signs.findall(text)) - set(signs.findall(ours)):
            return what
    charts = set(_SVG.findall(ours))
    text = _SVG.sub(lambda found: " " if found[0] in charts else found[0], text[_DOCTYPE.match(text).end() :])  # type: ignore[union-attr]
    return next(_of_tags(text, ours), "")


def pictures(packed: bytes) -> int:
    """Return how many pictures stand on a page: nothing says what they show."""
    return packed.lower().count(b"<img")


def _of_tags(text: str, ours: str) -> Iterator[str]:
    spans = set(re.findall(r"(?:col|row)span=\"?(\d+)", ours))
    place, depth, within = 0, 0, ""
    while (start := text.find("<", place)) >= 0:
        found = _TAG.match(text, start)
        if found is None:
            yield f"holds “{_short(text[start:])}”, which browsers may read in several ways"
            return
        ends, tag = bool(found[1]), found[2].lower()
        if within and not (ends and tag == within):
            yield f"holds {found[0]} inside its <{within}>"
        if within == "style":
            yield from _of_style(text[place:start])
        within = tag if tag in ("title", "style") and not ends else ""
        if tag not in _ELEMENTS:
            yield f"holds <{tag}>, which can change what the page shows"
        depth += (tag == "table") * (-1 if ends else 1)
        if depth > 1:
            yield "holds a table inside a table"
        if tag == "img" and depth:
            yield "holds a picture inside a table"
        yield from _of_attributes(tag, found[3], spans)
        place = found.end()


def _of_attributes(tag: str, text: str, spans: set[str]) -> Iterator[str]:
    names = []
    for name, one, other in _ATTRIBUTE.findall(text):
        key, said = name.lower(), html.unescape(one or other).strip()
        if key not in _ATTRIBUTES or tag == "style":
            yield f"holds {key} on <{tag}>, which can change what the page shows"
        elif (key == "href" and _ELSEWHERE.match(said)) or (key == "src" and not _PICTURE.match(said)):
            yield f"holds a link to {_short(said)}"
        elif key in ("colspan", "rowspan") and said not in spans:
            yield f"holds {key}={said}, which our page has not"
        elif (
            tag == "meta"
            and (key, said.lower()) not in (("charset", "utf-8"), ("name", "viewport"))
            and key != "content"
        ):
            yield f"holds <meta {key}={said}>, which can change what the page shows"
        names.append(key)
    if len(set(names)) < len(names):
        yield f"says something twice of <{tag}>, and browsers may read either"
    if tag == "meta" and "content" in names and "name" not in names:
        yield "holds <meta> with content of nothing"


@lru_cache(maxsize=1)
def _our_style() -> tuple[str, frozenset[str]]:
    """Return our style sheet, and its rules of one line; one that takes something off a page holds in its own place alone."""
    sheet = (templating.OURS / "_style.css").read_text("utf-8").strip()
    rules = (line.strip() for line in sheet.splitlines())
    return sheet, frozenset(one for one in rules if re.fullmatch(r"[^{}@]+\{[^{}]*\}", one) and "none" not in one)


def _of_style(text: str) -> Iterator[str]:
    """Yield what in a page's style rules is neither a line of ours nor of the list."""
    sheet, rules = _our_style()
    own = "\n".join(line for line in text.replace(sheet, "\n").splitlines() if line.strip() not in rules)
    own = re.sub(r"/\*.*?\*/", " ", own, flags=re.DOTALL)
    for at in re.findall(r"@[a-zA-Z-]*", own):
        if at.lower() not in ("@media", "@page"):
            yield f"has a style rule {at}, which can change what the page shows"
    if "\\" in own or "/*" in own or "::" in own or re.search(r":\s*(?:before|after)\b", own, re.IGNORECASE):
        yield "has style rules that can write onto the page"
    for block in re.findall(r"\{([^{}]*)\}", own):
        for declaration in filter(None, (one.strip() for one in block.split(";"))):
            key, _, said = (part.strip().lower() for part in declaration.partition(":"))
            fits = _FITS.get(key, _VALUE)
            if not _PROPERTIES.fullmatch(key) or not fits.fullmatch(said) or _UNSEEN.search(said):
                yield f"has the style rule “{_short(declaration)}”, which can change what the page shows"
    if re.sub(
        r"[^{}]*\{[^{}]*\}", "", re.sub(r"@(?:media|page)[^{}]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\1", own)
    ).strip():
        yield "has style rules that browsers may read in several ways"


def _short(text: str) -> str:
    most = 60
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"

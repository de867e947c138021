"""A pack, unpacked and opened from disk in a browser, can be read by everybody, shows its figures and leads to the lines behind them."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from ledger.book import Book
from reports import catalogue, pack
from reports.render.templating import OURS

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
PACKED = {
    "leeds": (ROOT, "2018-19 Q4"),
    "lancashire": (ROOT / "examples" / "lancashire", "2012-13 Q3"),
    "leicestershire": (ROOT / "examples" / "leicestershire", "2012-13 Q4"),
}
#: A wide screen, a telephone, and what WCAG 2.2, 1.4.10 calls 400 % of 1280 px.
SCREEN, TELEPHONE, ENLARGED = 1280, 400, 320


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory, worker_id):
    """Return the folder of a worked ledger's pack, made once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    @cache
    def of(ledger):
        folder, period = PACKED[ledger]
        made = shared / f"pack-{ledger}"
        with FileLock(f"{made}.lock"):
            if not made.exists():
                _, content = pack.build(Book.load(folder / "budget.beancount"), period)
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    archive.extractall(made)
        return made

    return of


@pytest.fixture(scope="module")
def sheet(chromium):
    """Return a page that is used for one text after the other, so that axe is read once and not for each."""
    context = chromium.new_context(locale="en-GB", viewport={"width": SCREEN, "height": 900})
    yield context.new_page()
    context.close()


def widened(page, width):
    page.set_viewport_size({"width": width, "height": 900})


PAGES = [
    pytest.param(ledger, name, id=f"{ledger}-{Path(name).stem}")
    for ledger in PACKED
    for name in ("index.html", *(f"statements/{statement}.html" for statement in catalogue.STATEMENTS))
    # The schedules of a year's end are in the packs that end one.
    if PACKED[ledger][1].endswith("Q4") or name != "statements/year-end.html"
]


def test_every_page_of_a_pack_is_looked_at(unpacked):
    for ledger in PACKED:
        folder = unpacked(ledger)
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
        assert there == {name for of, name in (one.values for one in PAGES) if of == ledger}


def test_a_screen_s_width_decides_nothing_but_where_things_stand():
    """What a narrow screen need not be asked again rests on this."""
    assert re.findall(r"@media[^{]*", (OURS / "_style.css").read_text(encoding="utf-8")) == ["@media print "]


@pytest.mark.parametrize(("ledger", "name"), PAGES)
def test_axe_finds_nothing_wrong_with_a_page(sheet, axe, unpacked, ledger, name):
    widened(sheet, SCREEN)
    sheet.set_content((unpacked(ledger) / name).read_text(encoding="utf-8"))
    if name.endswith(
        "transactions.html"
    ):  # its tables are alike; the contrast of each cell of each would take a minute
        assert axe(sheet, without=("color-contrast",)) == []
        assert axe(sheet, within="main > :nth-child(-n+4)", only=("color-contrast",)) == []
    else:
        assert axe(sheet) == []
    widened(sheet, TELEPHONE)
    assert axe(sheet, only=("target-size", "scrollable-region-focusable", "meta-viewport")) == []
    widened(sheet, ENLARGED)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= ENLARGED  # tables and charts scroll by themselves


def test_a_pack_opens_from_disk(page, unpacked):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((unpacked("lancashire") / "index.html").as_uri())
    assert page.title() == "Audit pack 2012-13 Q3: Lancashire County Council (illustrative)"
    page.get_by_role("link", name="Allocation statement", exact=True).click()
    assert page.title() == "Allocation statement, 2012-13 Q3: Lancashire County Council (illustrative)"
    shown = page.content()
    for figure in ("950,000.00", "3,430,000.00", "21.1", "51.3", "4,268,000.00", "is 51.3 % of £8,768,000"):
        assert figure in shown
    assert len(asked) == 2
    targets = set(re.findall(r'href="transactions\.html#([^"]+)"', shown))
    page.goto((unpacked("lancashire") / "statements" / "transactions.html").as_uri())
    assert targets
    assert all(page.locator(f'[id="{target}"]').count() == 1 for target in targets)


def test_a_keyboard_alone_reaches_figures_tables_and_charts_and_shows_where_it_is(page, unpacked):
    """WCAG 2.2, 2.1.1, 2.1.2, 2.4.3, 2.4.7 and 2.4.11: in the order of the page, out again at its end."""
    page.goto((unpacked("leeds") / "statements" / "allocation.html").as_uri())
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], [tabindex]')].map(one => one.id || one.href || one.className)"
    )
    reached = []
    for _ in wanted:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(one => one.id || one.href || one.className)(document.activeElement)"))
        seen = page.evaluate("""() => {
            const one = document.activeElement, style = getComputedStyle(one), at = one.getBoundingClientRect();
            return style.outlineStyle === "solid" && style.outlineWidth === "3px" && at.top < innerHeight && at.bottom > 0;
        }""")
        assert seen, reached[-1]
    assert reached == wanted
    assert len([one for one in wanted if "transactions.html#" in one]) > 5
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")


def test_a_keyboard_scrolls_a_wide_table_and_follows_a_figure(page, unpacked):
    widened(page, ENLARGED)
    page.goto((unpacked("leeds") / "statements" / "allocation.html").as_uri())
    table = page.locator(".scroll").first
    table.focus()
    page.keyboard.press("ArrowRight", delay=50)
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.locator("a[href^='transactions.html#']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/transactions.html#*")
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top < innerHeight")

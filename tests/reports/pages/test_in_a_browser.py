"""The pages as an officer has them: served, in Chromium, under the headers that they are served with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from served import served

from ledger.book import Book
from ledger.money import MINUS
from reports import catalogue
from reports.render import content

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent.parent
LEEDS, LEICESTERSHIRE = ROOT, ROOT / "examples" / "leicestershire"
NAMES = {LEEDS: "Leeds", LEICESTERSHIRE: "Leicestershire"}
#: The statements of each page.
PAGES = {
    "Overview": ("overview",),
    "Allocation": ("allocation",),
    "Agreements": ("reconciliation", "agreements"),
    "Claims": ("claims", "families"),
    "Upfront": ("upfront",),
    "Pools": ("pooled", "contributions"),
    "Budget": ("budget",),
}
EVERY = (*PAGES, "Findings", "Trace")
PERIODS = {
    LEEDS: ("2012-13 Q4", "2018-19 Q3", "all"),
    LEICESTERSHIRE: ("2013-14",),
}
#: Pages of which the worked ledgers have nothing to show.
EMPTY = {LEEDS: ("Pools",), LEICESTERSHIRE: ("Allocation", "Claims", "Upfront", "Budget")}
WIDTHS = (1280, 400, 320)  # 320 is what 1280 px are at 400 % zoom
TABLES = """() => [...document.querySelectorAll(".ealedger table")].map(table => ({
    caption: table.caption.innerText,
    rows: [...table.querySelectorAll("tbody tr, tfoot tr")].map(row => [...row.children].map(cell => cell.innerText)),
}))"""
BROKEN = """\
option "title" "Broken"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
2018-04-01 custom "fava-extension" "reports.pages"
plugin "ledger.plugins"
2018-04-01 custom "fund" "TF" "grant"
2018-04-01 open Assets:TF:Cash
2018-04-01 open Expenses:TF:Delivery:Hub
"""
SPENDING = """\
2018-05-0{day} * "<script>alert(1)</script>" "a name that is no name"
  Expenses:TF:Delivery:Hub  {spent} GBP
  Assets:TF:Cash  -10.00 GBP
"""


@pytest.fixture(scope="module")
def worked():
    """Serve the two worked ledgers, and return the address of each."""
    with served(*(one / "budget.beancount" for one in PERIODS)) as addresses:
        yield dict(zip(PERIODS, addresses, strict=True))


@pytest.fixture(autouse=True)
def complaints(request):
    """Fail a test in the end for what the browser complains about while its page is looked at: errors of scripts, and what the policy forbids."""
    told = []
    if "page" not in request.fixturenames:
        yield told
        return
    page = request.getfixturevalue("page")

    def said(one):
        # Fava gives each chart the same key, and tells that the second chart of a page does not get it.
        if one.type in ("error", "warning") and not one.text.startswith("Duplicate keyboard shortcut"):
            told.append(one.text)

    page.on("console", said)
    page.on("pageerror", lambda one: told.append(str(one)))
    yield told
    assert told == []


def opened(page, address, name, **asked):
    """Show the page *name* and wait until Fava has made its frame, our script included."""
    query = "&".join(f"{one}={value.replace(' ', '+')}" for one, value in asked.items())
    answer = page.goto(f"{address}/extension/{name}/?{query}")
    page.wait_for_selector("aside a:has-text('Overview')")
    page.wait_for_selector("html[lang=en-GB]")
    page.wait_for_selector(".ealedger svelte-component:not(:has(svg))", state="detached")
    return answer


def as_shown(kind, value):
    """Return what JSON says of a figure as pages print it."""
    if value is None:
        return ""
    text = f"{Decimal(value):,.2f}" if kind == "money" else f"{value:,}" if kind == "count" else str(value)
    return text.replace("-", MINUS)


_BOOKS: dict[Path, Book] = {}


def book_of(council):
    if council not in _BOOKS:
        _BOOKS[council] = Book.load(council / "budget.beancount")
    return _BOOKS[council]


def statement_json(council, name, period):
    """Return what ``ealedger statement NAME PERIOD --format json`` prints."""
    book = book_of(council)
    made = catalogue.build(name, book, None if period == "all" else period)
    return json.loads(content(made, "json", council))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("council", PERIODS, ids=NAMES.get)
def test_every_figure_of_every_table_is_that_of_the_statement(worked, page, council, name):
    figures = 0
    opened(page, worked[council], name)
    for period in PERIODS[council]:
        page.goto(
            f"{worked[council]}/extension/{name}/?period={period.replace(' ', '+')}", wait_until="domcontentloaded"
        )
        tables = [one for statement in PAGES[name] for one in statement_json(council, statement, period)["tables"]]
        shown = page.evaluate(TABLES)
        assert [one["caption"] for one in shown] == [one["caption"] for one in tables]
        for on_page, table in zip(shown, tables, strict=True):
            rows = [*table["rows"], *([table["total"]] if table.get("total") else [])]
            printed = on_page["rows"] if rows else on_page["rows"][1:]
            assert len(printed) == len(rows), (period, table["name"])
            for cells, row in zip(printed, rows, strict=True):
                for cell, column in zip(cells, table["columns"], strict=True):
                    if column["kind"] in ("money", "count", "percent", "ratio"):
                        wanted = as_shown(column["kind"], row[column["name"]])
                        assert cell == wanted, (period, table["name"], column["name"], row)
                        figures += bool(cell)
    assert bool(figures) == (name not in EMPTY[council])


def test_what_is_compared_is_what_the_command_prints():
    line = [sys.executable, "cli.py", "statement", "allocation", "2018-19 Q3", "--format", "json"]
    printed = json.loads(subprocess.run(line, cwd=ROOT, capture_output=True, check=True).stdout)
    assert printed == statement_json(LEEDS, "allocation", "2018-19 Q3")


def test_another_quarter_is_chosen_by_the_form_and_stays_in_the_address(worked, page):
    opened(page, worked[LEEDS], "Budget")
    page.get_by_role("combobox", name="Period", exact=True).select_option("2018-19 Q3")
    page.get_by_role("combobox", name="Fund", exact=True).select_option("EarnedAutonomy")
    page.get_by_role("combobox", name="Heading", exact=True).select_option("Delivery")
    page.get_by_role("button", name="Show").click()
    page.wait_for_selector("html[lang=en-GB]")
    assert page.locator(".ealedger h2").inner_text() == "Budget, 2018-19 Q3"
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"period": ["2018-19 Q3"], "fund": ["EarnedAutonomy"], "heading": ["Delivery"]}
    address, tables = page.url, page.evaluate(TABLES)
    assert {row[0] for row in tables[0]["rows"]} == {"Delivery"}
    colleague = page.context.browser.new_page()
    colleague.goto(address)
    assert colleague.evaluate(TABLES) == tables
    colleague.close()


@pytest.mark.parametrize(
    ("asked", "sentence", "heading"),
    [
        ({"period": "2018-19 Q7"}, "2018-19 Q7", "Allocation, 2019-20 Q4"),
        ({"period": "1999-00 Q1", "fund": "Roads"}, "There is no fund Roads", "Allocation, "),
        ({"heading": "<b>x</b>"}, "There is no heading <b>x</b>", "Allocation, 2019-20 Q4"),
    ],
)
def test_what_an_address_asks_for_and_is_not_there_is_told(worked, page, asked, sentence, heading):
    assert opened(page, worked[LEEDS], "Allocation", **asked).status == 200
    assert sentence in " ".join(page.locator(".ealedger [role=alert]").all_inner_texts())
    assert page.locator(".ealedger h2").inner_text().startswith(heading)


@pytest.mark.parametrize(
    ("name", "period", "row", "column"),
    [
        ("Allocation", "2018-19 Q3", "Workforce", "Spent in 2018-19 Q3 (£)"),
        ("Allocation", "2018-19 Q3", "Delivery, total", "Spent to date (£)"),
        ("Overview", "2019-20 Q4", "EA", "Received (£)"),
        ("Overview", "2019-20 Q4", "Total", "Spent (£)"),
        ("Budget", "2018-19 Q3", "P08", "Actual (£)"),
    ],
)
def test_a_figure_leads_to_the_entries_that_it_is_the_sum_of(worked, page, name, period, row, column):
    opened(page, worked[LEEDS], name, period=period)
    cell = cell_of(page, row, column)
    figure = Decimal(cell.inner_text().replace(",", "").replace(MINUS, "-"))
    cell.click()
    page.wait_for_selector(".journal li.transaction")
    assert "/journal/" in page.url or "/account/" in page.url
    shown = every_entry(page)
    statement = PAGES[name][0]
    ref = parse_qs(urlsplit(page.url).query)["filter"][0].removeprefix('figure:"').removesuffix('"')
    wanted, lines = behind(statement, period, ref)
    assert sorted(shown["entries"]) == sorted(wanted)
    assert sum(Decimal(amount) for account, amount in shown["postings"] if account in lines) in (figure, -figure)


def cell_of(page, row, column):
    """Return the link in the first table that has *row* and *column*."""
    for table in page.locator(".ealedger table").all():
        headings = table.locator("thead th").all_inner_texts()
        if column not in headings:
            continue
        for line in table.locator("tbody tr, tfoot tr").all():
            cells = line.locator("th, td")
            if row in cells.all_inner_texts():
                return cells.nth(headings.index(column)).locator("a")
    raise AssertionError((row, column))


def every_entry(page):
    """Return day and narration of each entry that Fava's journal shows, and account and pounds of each posting."""
    return page.evaluate(
        r"""() => {
        const clean = text => text.trim().replace(/\s+/g, " ");
        const entries = [...document.querySelectorAll(".journal li.transaction")];
        const postings = entries.flatMap(one => [...one.querySelectorAll(".postings > li")]);
        return {
            entries: entries.map(one => clean(one.querySelector(".datecell").innerText + " " + one.querySelector(".description").textContent)),
            postings: postings.map(one => [clean(one.querySelector(".description").textContent), clean(one.querySelector(".num").textContent)])
                .filter(([, amount]) => amount.endsWith(" GBP")).map(([account, amount]) => [account, amount.replace(/[, GBP]/g, "")]),
        };
    }"""
    )


def behind(statement, period, ref):
    """Return the entries that are behind the figure *ref* by our own books, as the journal shows them, and their accounts."""
    from reports.figure_names import Names  # noqa: PLC0415

    book = book_of(LEEDS)
    parts = ref.split("/")[1:]
    names = Names(catalogue.build(statement, book, period))
    (spot,) = names.find(parts[:-1] if parts[-1] == period else parts)
    table = book.postings.iloc[list(spot.cell.lines)]
    entries = [book.transactions[int(number)] for number in sorted(set(table["txn"]))]
    return [f"{one.date} {one.payee or ''}{one.narration}" for one in entries], set(map(str, table["account"]))


def test_a_figure_that_is_computed_leads_to_its_trail(worked, page):
    opened(page, worked[LEEDS], "Allocation", period="2018-19 Q3")
    cell_of(page, "Workforce", "Approved (£)").click()
    page.wait_for_selector(".ealedger .steps")
    assert "/extension/Trace/" in page.url
    trail = page.locator(".ealedger .steps").first.inner_text()
    assert "Approved £300,000.00" in trail
    assert "2018-04-01 allocation: account Expenses:EarnedAutonomy:Coordination:Workforce" in trail


@pytest.mark.parametrize(
    ("name", "statement", "period"), [("Agreements", "agreements", "2018-19 Q3"), ("Claims", "claims", "all")]
)
def test_a_statement_is_downloaded_as_the_file_that_the_command_writes(worked, page, name, statement, period, tmp_path):
    opened(page, worked[LEEDS], name, period=period)
    book = book_of(LEEDS)
    made = catalogue.build(statement, book, None if period == "all" else period)
    title = statement_json(LEEDS, statement, period)["title"]
    for form in ("XLSX", "CSV", "PDF"):
        with page.expect_download() as given:
            page.locator(".ealedger .downloads", has_text=f"{title}, ").get_by_role("link", name=form).click()
        file = tmp_path / given.value.suggested_filename
        given.value.save_as(file)
        assert file.name == f"{statement}-{period.replace(' ', '-')}.{form.lower()}"
        assert file.read_bytes() == content(made, form.lower(), LEEDS)
        if form == "XLSX":
            assert sums_of(file) >= sums_of_statement(statement, period)
    assert urlsplit(page.url).path.endswith(f"/extension/{name}/")


def sums_of(file):
    """Return every amount that stands in the workbook, opened again."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    book = CalamineWorkbook.from_path(file)
    cells = (one for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for one in row)
    return {f"{one:.2f}" for one in cells if isinstance(one, float)}


def sums_of_statement(statement, period):
    return {
        f"{Decimal(row[column['name']]):.2f}"
        for table in statement_json(LEEDS, statement, period)["tables"]
        for row in table["rows"]
        for column in table["columns"]
        if column["kind"] == "money" and row[column["name"]] is not None
    }


def test_fava_leads_from_page_to_page_and_back(worked, page):
    """Fava fetches the next page and puts it into its frame: styles, links and charts are as on a page opened by itself."""
    opened(page, worked[LEEDS], "Overview")
    page.evaluate("window.isTheSamePage = true")
    for name in ("Budget", "Pools", "Allocation"):
        page.locator("aside").get_by_role("link", name=name, exact=True).click()
        page.wait_for_selector(f".ealedger h2:has-text('{name}')")
    page.wait_for_selector(".ealedger svelte-component svg")
    assert page.title().startswith("Allocation")
    assert page.locator(".ealedger td.number").first.evaluate("one => getComputedStyle(one).textAlign") == "right"
    cell_of(page, "Workforce", "Spent to date (£)").click()
    page.wait_for_selector(".journal li.transaction")
    page.go_back()
    page.wait_for_selector(".ealedger h2:has-text('Allocation')")
    page.wait_for_selector(".ealedger svelte-component svg")
    page.locator("aside").get_by_role("link", name="Income Statement").click()
    page.wait_for_selector("article .tree-table-new, article ol")
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    page.go_back()
    page.wait_for_selector(".ealedger h2:has-text('Allocation')")
    page.go_back()
    page.wait_for_selector(".ealedger h2:has-text('Pools')")
    page.go_forward()
    page.wait_for_selector(".ealedger h2:has-text('Allocation')")
    assert page.evaluate("window.isTheSamePage")


@pytest.fixture
def broken(tmp_path):
    """Serve a ledger made of :data:`BROKEN` and a spending of so many pounds, and return its address."""
    from contextlib import ExitStack  # noqa: PLC0415

    with ExitStack() as stack:

        def served_with(text):
            path = tmp_path / "budget.beancount"
            path.write_text(BROKEN + text, encoding="utf-8")
            (address,) = stack.enter_context(served(path))
            return path, address

        yield served_with


def test_books_with_errors_show_them_on_every_page_and_lead_to_the_line(broken, page):
    path, address = broken(SPENDING.format(day=1, spent="11.00"))
    codes = {one.code for one in Book.load(path).errors}
    for name in PAGES:
        assert opened(page, address, name).status == 200
        assert "so nothing is shown from them" in page.locator(".ealedger [role=alert]").inner_text()
        assert page.locator(".ealedger table").count() == 0
    page.locator(".ealedger [role=alert] a").click()
    page.wait_for_selector(".ealedger h2:has-text('Findings')")
    assert set(page.locator(".ealedger tbody th").all_inner_texts()) >= codes
    page.get_by_text(": the cure").first.click()
    assert page.locator(".ealedger details[open] p").first.is_visible()
    page.locator(".ealedger td.place a").first.click()
    page.wait_for_selector(".cm-content")
    assert "/editor/" in page.url
    assert "a name that is no name" in page.locator(".cm-content").inner_text()


def test_a_ledger_whose_text_is_no_ledger_shows_what_is_wrong(broken, page):
    _, address = broken('2018-13-77 * "\n  what is this\n')
    assert opened(page, address, "Overview").status == 200
    assert "so nothing is shown from them" in page.locator(".ealedger [role=alert]").inner_text()
    assert opened(page, address, "Findings").status == 200
    assert page.locator(".ealedger tbody tr").count() >= 1
    assert page.goto(f"{address}/journal/").status == 200


def test_a_supplier_s_name_is_text_everywhere(broken, page):
    _, address = broken(SPENDING.format(day=1, spent="10.00"))
    asked = []
    page.on("dialog", lambda one: (asked.append(one.message), one.dismiss()))
    for name in EVERY:
        opened(page, address, name, ref="<script>alert(2)</script>", fund="<script>alert(3)</script>")
    page.goto(f"{address}/journal/")
    page.wait_for_selector(".journal li.transaction")
    assert "<script>alert(1)</script>" in page.locator(".journal").last.inner_text()
    assert asked == []


def test_without_scripts_the_tables_are_there_and_lead_to_each_other(worked, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{worked[LEEDS]}/extension/Allocation/?period=2018-19+Q3")
    assert "65,966.17" in page.locator(".ealedger table").first.inner_text()
    page.locator(".ealedger select[name=period]").select_option("2018-19 Q2")
    page.locator(".ealedger button").click()
    assert page.locator(".ealedger h2").inner_text() == "Allocation, 2018-19 Q2"
    page.locator(".ealedger nav").get_by_role("link", name="Budget").click()
    assert page.locator(".ealedger table").count()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("council", PERIODS, ids=NAMES.get)
def test_axe_finds_nothing_wrong_with_what_is_ours(worked, page, axe, council, scheme):
    """Fava's frame around it and its charts are judged by nobody here: docs/browsing.md says what of them does not pass."""
    page.emulate_media(color_scheme=scheme)
    for name in EVERY:
        if council == LEEDS or name not in EMPTY[council]:
            period = "2013-14" if council == LEICESTERSHIRE else "2018-19 Q3"
            opened(page, worked[council], name, period=period, ref="allocation/Workforce/approved/2018-19 Q3")
            # In the dark the colours are others and nothing else, and on a narrow page the places.
            if scheme == "dark":
                assert judged(axe, page, only=("color-contrast",)) == [], name
                continue
            assert judged(axe, page) == [], name
            page.set_viewport_size({"width": WIDTHS[1], "height": 900})
            assert judged(axe, page, only=("target-size", "scrollable-region-focusable")) == [], name
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def test_what_the_style_sheet_says_of_narrow_pages_is_of_places_alone():
    said = (ROOT / "templates" / "fava" / "_style.css").read_text(encoding="utf-8")
    narrow = re.findall(r"@media \([^)]*width[^)]*\) \{(.*?)\}\s*\}", said, re.DOTALL)
    assert len(narrow) == len(re.findall(r"@media[^{]*width", said)) > 0
    assert {one.partition(":")[0].strip() for rule in narrow for one in re.findall(r"[\w-]+:[^;]*;", rule)} <= {
        "min-width"
    }


def judged(axe, page, **asked):
    """Return what axe finds wrong with what is ours."""
    page.evaluate("document.querySelectorAll('header, aside, .ealedger svelte-component').forEach(one => one.remove())")
    return axe(page, within=".ealedger", **asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_what_is_told_of_books_with_errors(broken, page, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    _, address = broken(SPENDING.format(day=1, spent="11.00"))
    for name in ("Overview", "Findings", "Trace"):
        opened(page, address, name, ref="nothing of this name")
        for width in WIDTHS[:2] if scheme == "light" else WIDTHS[:1]:
            page.set_viewport_size({"width": width, "height": 900})
            assert judged(axe, page) == [], (name, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_scrolls_one_way_only_and_wide_tables_by_themselves(worked, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for name in EVERY:
        opened(page, worked[LEEDS], name, ref="allocation/Workforce/approved/2018-19 Q3")
        assert page.evaluate(WIDER) == [], name


WIDER = """() => {
    const outside = one => !one.closest(".scroll") && !one.closest("svelte-component");
    const wider = [...document.querySelectorAll(".ealedger, .ealedger *")]
        .filter(one => outside(one) && one.getBoundingClientRect().right > innerWidth + 1);
    return [...wider.map(one => one.outerHTML.slice(0, 200)), ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])];
}"""


def test_the_overview_fits_a_desk_s_screen(worked, page):
    opened(page, worked[LEEDS], "Overview")
    region = page.locator(".ealedger .scroll").first
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth")


FOCUSED = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    return {
        text: one.getAttribute("aria-label") || one.name || one.innerText,
        isOurs: !!one.closest(".ealedger"),
        isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        isInView: (box => box.bottom > 0 && box.top < innerHeight)(one.getBoundingClientRect()),
    };
}"""


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(worked, page):
    opened(page, worked[LEEDS], "Allocation", period="2018-19 Q3")
    page.evaluate("document.querySelectorAll('.ealedger svelte-component').forEach(one => one.remove())")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('.ealedger :is(select, input, button, a, summary, [tabindex])')]"
        ".map(one => one.getAttribute('aria-label') || one.name || one.innerText)"
    )
    page.locator(".ealedger a").first.focus()
    reached = []
    for _ in wanted:
        here = page.evaluate(FOCUSED)
        assert here["isOurs"], reached
        assert here["isSeen"], here
        assert here["isInView"], here
        reached.append(here["text"])
        page.keyboard.press("Tab")
    assert reached == wanted
    assert len(reached) > 50


def test_the_keyboard_works_everything(worked, page):
    page.set_viewport_size({"width": 400, "height": 900})
    opened(page, worked[LEEDS], "Allocation", period="2018-19 Q3")
    region = page.locator(".ealedger .scroll").first
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("one => one.scrollLeft") > 0
    page.locator(".ealedger select[name=period]").focus()
    page.keyboard.type("2018-19 Q2")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ealedger h2:has-text('2018-19 Q2')")
    page.wait_for_selector("aside a")
    page.locator(".ealedger td.number a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".ealedger .steps")
    page.locator(".ealedger input[name=ref]").fill("EA/2018-19/3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ealedger .steps")
    assert "instalment EA/2018-19/3" in page.locator(".ealedger .steps").first.inner_text()

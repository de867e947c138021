"""The pages as an officer has them: served, in Chromium, under the headers that they are served with."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from served import served

from ledger.book import Book
from reports import catalogue
from reports.render import content

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent.parent
LEEDS, LEICESTERSHIRE = ROOT, ROOT / "examples" / "leicestershire"
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
    LEEDS: ("2012-13 Q4", "2018-19 Q3", "2018-19", "2018-19 P12", "all"),
    LEICESTERSHIRE: ("2012-13 Q4", "2013-14", "all"),
}
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
def complaints(page):
    """Fail a test in the end for what the browser complains about while *page* is looked at: errors of scripts, and what the policy forbids."""
    told = []
    page.on("console", lambda one: told.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: told.append(str(one)))
    yield told
    assert told == []


def opened(page, address, name, **asked):
    """Show the page *name* and wait until Fava has made its frame, our script included."""
    query = "&".join(f"{one}={value.replace(' ', '+')}" for one, value in asked.items())
    answer = page.goto(f"{address}/extension/{name}/?{query}")
    page.wait_for_selector("aside a:has-text('Overview')")
    page.wait_for_function("document.documentElement.lang === 'en-GB'")
    page.wait_for_function(
        "[...document.querySelectorAll('.ealedger svelte-component')].every(one => one.querySelector('svg'))"
    )
    return answer


def as_shown(kind, value):
    """Return what JSON says of a figure as pages print it."""
    if value is None:
        return ""
    text = f"{Decimal(value):,.2f}" if kind == "money" else f"{value:,}" if kind == "count" else str(value)
    return text.replace("-", "−")


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
@pytest.mark.parametrize("council", PERIODS, ids=lambda one: one.name)
def test_every_figure_of_every_table_is_that_of_the_statement(worked, page, council, name):
    figures = 0
    for period in PERIODS[council]:
        assert opened(page, worked[council], name, period=period).status == 200
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
    assert figures or (council, name) == (LEEDS, "Pools")


def test_the_command_prints_the_same(page, worked):
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    line = [sys.executable, "cli.py", "statement", "allocation", "2018-19 Q3", "--format", "json"]
    printed = json.loads(subprocess.run(line, cwd=ROOT, capture_output=True, check=True).stdout)
    assert printed == statement_json(LEEDS, "allocation", "2018-19 Q3")


def test_another_quarter_is_chosen_by_the_form_and_stays_in_the_address(worked, page):
    opened(page, worked[LEEDS], "Budget")
    page.get_by_label("Period", exact=True).select_option("2018-19 Q3")
    page.get_by_label("Fund", exact=True).select_option("EarnedAutonomy")
    page.get_by_label("Heading", exact=True).select_option("Delivery")
    page.get_by_role("button", name="Show").click()
    page.wait_for_function("document.documentElement.lang === 'en-GB'")
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
def test_a_figure_leads_to_its_lines_in_the_journal(worked, page, name, period, row, column):
    opened(page, worked[LEEDS], name, period=period)
    cell = cell_of(page, row, column)
    figure = Decimal(cell.inner_text().replace(",", "").replace("−", "-"))
    cell.click()
    page.wait_for_selector(".journal li.transaction")
    assert urlsplit(page.url).path.endswith("/journal/")
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

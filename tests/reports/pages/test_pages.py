"""Our pages in Fava: the same figures as everywhere, each leading to its lines; nothing of ours brings Fava down."""

from __future__ import annotations

import html
import inspect
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fava.ext import FavaExtensionBase

from ledger import browsing
from ledger.book import Book
from ledger.year_alone import NotTheWholeError
from reports import catalogue, pages
from reports.pages import base, links, shown
from reports.render import content
from reports.render.as_html import anchor
from reports.render.cells import for_people
from reports.statement import Figure

PAGES = {name: one for name, one in inspect.getmembers(pages, inspect.isclass) if issubclass(one, FavaExtensionBase)}
#: Leeds has no pool, and had no upfront money and no allocation in 2012-13.
NOTHING_YET = {("Pools", one) for one in ("all", "2018-19", "2018-19 Q3", "2012-13 Q4", "2018-19 P13")} | {
    ("Upfront", "2012-13 Q4")
}
OF_STATEMENTS = [name for name, one in PAGES.items() if one.statements and name != "Findings"]


def test_fava_finds_these_pages_and_no_other():
    assert sorted(PAGES) == [
        "Agreements", "Allocation", "Budget", "Claims", "Findings", "Overview", "Pools", "Trace", "Upfront",
    ]  # fmt: skip
    assert all(one.report_title == name for name, one in PAGES.items())
    assert sorted(links.PAGES) == sorted(PAGES)


@pytest.mark.parametrize("period", ["all", "2018-19", "2018-19 Q3", "2012-13 Q4", "2018-19 P13"])
@pytest.mark.parametrize("page", OF_STATEMENTS)
def test_every_cell_is_that_of_the_statement(leeds_pages, leeds, page, period):
    assert _holds(leeds_pages, leeds, page, period) or (page, period) in NOTHING_YET


@pytest.mark.parametrize("page", ["Pools", "Overview", "Agreements"])
def test_every_cell_of_a_pool_is_that_of_the_statement(leicestershire_pages, page):
    assert _holds(
        leicestershire_pages, leicestershire_pages.app.config["LEDGERS"].ledgers[0].shelf.book, page, "2013-14"
    )


def _holds(browser, book, page, period):
    found = browser.tables(page, period=period)
    seen = 0
    for name in PAGES[page].statements:
        for table in catalogue.build(name, book, None if period == "all" else period).tables:
            printed = found[f"{name}-{anchor(table.name)}"][1:]
            for row, cells in zip(table.every_row(), printed, strict=bool(table.rows)):
                assert [text for text, _ in cells] == [
                    " ".join(for_people(column, cell).split())
                    if "\n" not in for_people(column, cell)
                    else for_people(column, cell)
                    for column, cell in zip(table.columns, row.cells, strict=True)
                ]
                seen += 1
    return seen


def test_each_figure_leads_to_the_entries_that_it_is_the_sum_of(leeds_pages, leeds):
    statement = catalogue.build("allocation", leeds, "2018-19 Q3")
    found = leeds_pages.tables("Allocation", period="2018-19 Q3")
    ledger = leeds_pages.app.config["LEDGERS"].ledgers[0]
    followed = 0
    for table in statement.tables:
        for row, cells in zip(table.every_row(), found[f"allocation-{anchor(table.name)}"][1:], strict=True):
            for cell, (_, link) in zip(row.cells, cells, strict=True):
                if not (isinstance(cell, Figure) and cell.lines):
                    continue
                asked = parse_qs(urlsplit(link).query)
                entries = ledger.get_filtered(account="", filter=asked["filter"][0], time="").entries
                behind = leeds.postings.iloc[list(cell.lines)]
                assert sorted((str(one.date), one.meta["lineno"]) for one in entries) == sorted(
                    {(str(day)[:10], line) for day, line in zip(behind["date"], _lines(leeds, behind), strict=True)}
                )
                wanted = set(behind["account"])
                total = sum(
                    int(posting.units.number * 100)
                    for one in entries
                    for posting in one.postings
                    if posting.account in wanted and posting.units.currency == "GBP"
                )
                assert total * cell.sign == cell.pence
                followed += 1
    assert followed > 20


def _lines(book, behind):
    return [book.transactions[one].meta["lineno"] for one in behind["txn"]]


def test_a_figure_of_one_account_leads_to_that_account_s_journal(leeds_pages):
    rows = leeds_pages.tables("Allocation", period="2018-19 Q3")["allocation-headings-EarnedAutonomy"]
    link = next(link for text, link in rows[1] if text == "188,561.77")
    assert urlsplit(link).path.endswith("/account/Expenses:EarnedAutonomy:Coordination:Workforce/")
    total = next(link for text, link in rows[2] if text == "188,561.77")
    assert "figure:" in parse_qs(urlsplit(total).query)["filter"][0]


def test_a_figure_that_is_computed_leads_to_its_trail(leeds_pages):
    rows = leeds_pages.tables("Allocation", period="2018-19 Q3")["allocation-headings-EarnedAutonomy"]
    link = next(link for text, link in rows[1] if text == "300,000.00")
    ref = parse_qs(urlsplit(link).query)["ref"][0]
    assert ref == "allocation/Workforce/approved/2018-19 Q3"
    words = leeds_pages.words("Trace", ref=ref)
    assert "Approved £300,000.00" in words
    assert "books/agreements.beancount:" in words


@pytest.mark.parametrize(
    "filter_",
    [
        'figure:"allocation/Nothing/2018-19 Q3"',
        'figure:"nonsense"',
        'figure:""',
        'figure:"allocation/headings-EarnedAutonomy/#1/approved/2018-19 Q3"',
        'figure:"allocation/Workforce/spent/2018-19 Q9"',
    ],
)
def test_a_filter_that_names_no_figure_with_lines_says_so(leeds_pages, filter_):
    answer = leeds_pages.get("api/journal_page", filter=filter_, page="1", order="desc")
    assert answer.status_code == 400
    assert answer.get_json()["error"]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (NotTheWholeError("2018-19.beancount", "2018-19", "budget.beancount", "statement allocation"), "use --ledger budget.beancount"),
        (ZeroDivisionError("a path /home/somebody stands here"), "could not be made (ZeroDivisionError)"),
    ],
)  # fmt: skip
def test_a_filter_of_a_figure_that_cannot_be_made_says_so(leeds_pages, monkeypatch, problem, said):
    def fails(*_args):
        raise problem

    monkeypatch.setattr(catalogue, "require", fails)
    filter_ = 'figure:"allocation/Nowhere/2018-19 Q3"'
    answer = leeds_pages.get("api/journal_page", filter=filter_, page="1", order="desc")
    assert answer.status_code == 400
    assert said in answer.get_json()["error"]
    assert "/home" not in answer.get_json()["error"]


@pytest.mark.parametrize("page", ["Overview", "Allocation", "Agreements", "Upfront", "Budget"])
@pytest.mark.parametrize("period", ["all", "2018-19", "2018-19 Q1"])
def test_whatever_signs_a_name_has_its_figures_lead_to_lines(browser, page, period):
    """
    2012-04-01 custom "fava-extension" "reports.pages"
    2018-04-01 custom "fund" "Families" "grant"
    2018-04-01 open Assets:Families:Cash GBP
    2018-04-01 open Income:Families:Grant GBP
    2018-04-01 open Expenses:Families:Délivery:Hüb GBP
    2018-04-01 open Expenses:Families:Délivery:Spent GBP
    2018-04-01 open Expenses:Families:Délivery:Total GBP
    2018-04-01 custom "agreement" "A/1 \\"x\\" #2" "Families" "grant"
      title: "A \\"quoted\\" / title"
      funder: "DCLG"
      recognition: "none"
      recognition-reason: "no condition"
      ends: 2020-03-31
    2018-04-01 custom "agreement" "50%22%2522é" "Families" "grant"
      title: "line
    two"
      funder: "DCLG"
      recognition: "none"
      recognition-reason: "no condition"
      ends: 2020-03-31
    2018-04-01 custom "instalment" "A/1 \\"x\\" #2" 2018-04-30 1000.00 GBP "grant" "2018-19"
    2018-04-01 custom "instalment" "50%22%2522é" 2018-04-30 500.00 GBP "grant" "2018-19"
    2018-04-01 custom "allocation" "50%22%2522é" Expenses:Families:Délivery:Hüb 2018-04-01 2019-03-31 500.00 GBP
    2018-05-01 * "DCLG" "grant"
      agreement: "A/1 \\"x\\" #2"
      Assets:Families:Cash     1000.00 GBP
      Income:Families:Grant   -1000.00 GBP
    2018-05-02 * "DCLG" "grant"
      agreement: "50%22%2522é"
      Assets:Families:Cash      500.00 GBP
      Income:Families:Grant    -500.00 GBP
    2018-05-03 * "s" "x"
      Expenses:Families:Délivery:Hüb      20.00 GBP
      Assets:Families:Cash               -20.00 GBP
    2018-05-04 * "s" "x"
      Expenses:Families:Délivery:Spent    30.00 GBP
      Assets:Families:Cash               -30.00 GBP
    2018-05-05 * "s" "x"
      Expenses:Families:Délivery:Total    40.00 GBP
      Assets:Families:Cash               -40.00 GBP
    """
    one = browser()
    ledger = one.app.config["LEDGERS"].ledgers[0]
    assert not ledger.shelf.book.errors
    followed = 0
    for rows in one.tables(page, period=period).values():
        for text, link in (cell for row in rows for cell in row):
            if "figure%3A" not in link and "figure:" not in link:
                continue
            asked = urlsplit(link)
            entries = ledger.get_filtered(account="", filter=parse_qs(asked.query)["filter"][0], time="").entries
            assert entries
            if "/account/" in asked.path:
                account = unquote(asked.path.rstrip("/").rpartition("/")[2])
                parts = [one for entry in entries for one in entry.postings if one.account == account]
                assert f"{abs(sum(one.units.number for one in parts)):,.2f}" == text.lstrip("\u2212")
            followed += 1
    assert followed > 1


def test_other_filters_are_fava_s_own(leeds_pages):
    ledger = leeds_pages.app.config["LEDGERS"].ledgers[0]
    plain = ledger.get_filtered(account="", filter='payee:"Supplier 02"', time="").entries
    figure = 'figure:"allocation/Early Help Hub One/spent/2018-19 Q3"'
    both = ledger.get_filtered(account="", filter=f'{figure} payee:"Supplier 02"', time="").entries
    alone = ledger.get_filtered(account="", filter=figure, time="").entries
    assert {id(one) for one in both} == {id(one) for one in plain} & {id(one) for one in alone}
    within = ledger.get_filtered(account="", filter=figure, time="2018-10").entries
    assert [one.date.month for one in within] == [10] * len(within) != []


@pytest.mark.parametrize("page", OF_STATEMENTS)
@pytest.mark.parametrize("period", ["2018-19 Q9", "soon", "2018-19 P77", "'; drop", "<script>", "9999-00"])
def test_a_period_that_is_none_is_said_and_the_latest_quarter_shown(leeds_pages, page, period):
    text = leeds_pages.page(page, period=period)
    words = leeds_pages.words(page, period=period)
    assert ". Shown is the latest quarter." in words
    assert "2019-20 Q4" in words
    assert "<script>" not in text.replace('<script type="application/json">', "")


def test_a_year_in_which_the_books_have_no_entry_is_shown_and_said(leeds_pages):
    for period in ("2030-31 Q1", "1999-00"):
        words = leeds_pages.words("Allocation", period=period)
        assert f"The books have no entry in {period}: they are of 2012-13 to 2019-20." in words
        assert f"Allocation, {period}" in words
    assert "have no entry" not in leeds_pages.words("Allocation", period="2013-14")
    assert "have no entry" not in leeds_pages.words("Allocation", period="all")


def test_a_fund_or_heading_that_is_none_is_said(leeds_pages):
    words = leeds_pages.words("Allocation", period="2018-19 Q3", fund="Nobody", heading="Nothing")
    assert "There is no fund Nobody" in words
    assert "There is no heading Nothing" in words


def test_what_is_chosen_is_kept_on_the_way_to_another_page(leeds_pages):
    page = leeds_pages.page("Allocation", period="2018-19-Q3", fund="EarnedAutonomy", heading="Delivery")
    addresses = [html.unescape(one) for one in re.findall(r'href="([^"]*)">(?:Budget|Claims)</a>', page)]
    kept = [parse_qs(urlsplit(one).query) for one in addresses if "period" in one]
    assert kept == [{"period": ["2018-19 Q3"], "fund": ["EarnedAutonomy"], "heading": ["Delivery"]}] * 2
    asked = {name: values[0] for name, values in kept[1].items()}
    assert 'value="Delivery" selected' in leeds_pages.page("Budget", **asked)


def test_a_page_is_narrowed_to_a_fund_and_a_heading_and_says_what_is_left_out(leeds_pages):
    whole = leeds_pages.tables("Allocation", period="2018-19 Q3")["allocation-headings-EarnedAutonomy"]
    found = leeds_pages.tables("Allocation", period="2018-19 Q3", fund="EarnedAutonomy", heading="Delivery")
    rows = found["allocation-headings-EarnedAutonomy"]
    assert rows == [whole[0], *(row for row in whole if row[0][0] == "Delivery")]
    words = leeds_pages.words("Allocation", period="2018-19 Q3", fund="EarnedAutonomy", heading="Delivery")
    assert "no total is shown where a row was" in words
    overview = leeds_pages.tables("Overview", period="2018-19 Q3", fund="StrongerFamilies")["overview-agreements"]
    assert [row[0][0] for row in overview[1:]] == ["SF"]


@pytest.mark.parametrize("page", ["Allocation", "Pools", "Findings"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
def test_a_download_is_the_file_that_statement_writes(leeds_pages, leeds, page, form):
    if form == "pdf":
        pytest.importorskip("weasyprint")
    name = PAGES[page].statements[0]
    answer = leeds_pages.get(f"extension/{page}/download", statement=name, form=form, period="2018-19 Q3")
    assert answer.status_code == 200
    assert answer.data == content(catalogue.build(name, leeds, "2018-19 Q3"), form, leeds.folder)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-2018-19-Q3.{form}"'


@pytest.mark.parametrize(
    "asked",
    [
        {"statement": "allocation", "form": "exe"},
        {"statement": "transactions", "form": "csv"},
        {"statement": "../../etc/passwd", "form": "csv"},
        {},
        {"statement": "allocation", "form": "csv", "period": "2018-19 Q9"},
    ],
)
def test_what_a_page_does_not_offer_is_no_download(leeds_pages, asked):
    answer = leeds_pages.get("extension/Allocation/download", **asked)
    assert answer.status_code == 404
    assert answer.get_data(as_text=True).strip().endswith(".")


def test_books_with_errors_show_what_is_wrong_on_every_page(browser):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fava-extension" "reports.pages"

    2018-05-31 * "a tenth of a penny"
      Expenses:EA:Delivery        10.001 GBP
      Assets:EA:Cash             -10.001 GBP
    """
    one = browser()
    for page in OF_STATEMENTS:
        assert "so nothing is shown from them" in one.words(page)
    words = one.words("Findings")
    assert "F104" in words
    assert "budget.beancount:" in words
    assert "may be wrong" in one.words("Trace", ref="budget.beancount:11")
    assert one.get("journal/").status_code == 200
    refused = one.get("extension/Allocation/download", statement="allocation", form="csv")
    assert refused.status_code == 409  # the guard hides what an answer of 5xx says
    assert "ealedger check" in refused.get_data(as_text=True)


def test_a_finding_stands_with_its_cure_and_leads_to_its_line(browser):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Expenses:EA:Delivery:Hub
    2018-04-01 open Expenses:EA:DeliveryHub
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fava-extension" "reports.pages"
    """
    one = browser()
    book = one.app.config["LEDGERS"].ledgers[0].shelf.book
    assert book.warnings
    page = one.page("Findings")
    for finding in book.warnings:
        assert finding.code in page
        assert f"line={finding.lineno}" in page
    assert "the cure" in one.words("Findings")
    assert "No finding has this code." in one.words("Findings", code="Z999")


def test_books_without_an_entry_have_pages_too(browser):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fava-extension" "reports.pages"
    """
    one = browser()
    for page in PAGES:
        assert "could not be made" not in one.words(page)


def test_a_name_that_looks_like_markup_is_text(browser):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 custom "fund" "EA" "grant"
      title: "</script><script>alert(1)</script>"
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "<img src=x onerror=alert(1)> & \\"quotes\\""
      funder: "MHCLG"
    2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2019-03-31 100.00 GBP
    2018-04-01 custom "fava-extension" "reports.pages"

    2018-05-31 * "<script>alert(2)</script>" "=1+1"
      Expenses:EA:Delivery        10.00 GBP
      Assets:EA:Cash             -10.00 GBP
    """
    one = browser()
    for page in PAGES:
        text = one.page(page, period="2018-19 Q1", ref="allocation/Delivery/2018-19 Q1")
        assert "<script>" not in text
        assert "<img" not in text
        assert "</script><script>" not in text
    assert '<img src=x onerror=alert(1)> & "quotes"' in one.words("Overview", period="2018-19 Q1")
    assert "</script><script>alert(1)</script>" in one.words("Allocation", period="2018-19 Q1")


def test_a_fault_of_ours_is_a_sentence_on_the_page_and_fava_goes_on(leeds_pages, monkeypatch):
    def fails(*_args):
        raise ZeroDivisionError("a path /home/somebody stands here")

    monkeypatch.setattr(shown, "statements", fails)
    monkeypatch.setattr(base, "download", fails)
    words = leeds_pages.words("Allocation")
    assert "could not be made (ZeroDivisionError)" in words
    assert "/home" not in words
    assert leeds_pages.get("extension/Allocation/download", statement="allocation", form="csv").status_code == 500
    assert leeds_pages.get("income_statement/").status_code == 200


def test_a_template_of_the_council_s_own_that_fails_is_a_sentence_on_the_page(browser):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fava-extension" "reports.pages"
    """
    one = browser()
    own = one.app.config["LEDGERS"].ledgers[0].shelf.book.folder / "templates" / "fava"
    own.mkdir(parents=True)
    (own / "_frame.html").write_text("{% broken %}", encoding="utf-8")
    for page in PAGES:
        assert "mend it, or move it away to use ours" in one.words(page)


def test_a_reference_that_names_nothing_or_several_is_answered_with_what_to_give(leeds_pages):
    assert "nothing in the books is called" in leeds_pages.words("Trace", ref="nonsense")
    assert "names 2 figures; give one of" in leeds_pages.words("Trace", ref="upfront/EA/2018-19 Q3")
    assert "ref=upfront/EA/received/2018-19+Q3" in leeds_pages.page("Trace", ref="upfront/EA/2018-19 Q3")
    assert leeds_pages.words("Trace", ref="x" * 20_000)
    assert "To follow: give a figure" in leeds_pages.words("Trace")


def test_a_trail_reaches_the_row_of_the_extract(leeds_pages):
    words = leeds_pages.words("Trace", ref="allocation/Workforce/in-period/2018-19 Q3")
    assert "row " in words
    assert "| Illustrative" in words


def test_plain_fava_shows_the_same_pages(leeds):
    from fava.application import create_app  # noqa: PLC0415

    client = create_app([str(leeds.path)], load=True).test_client()
    answer = client.get("/leeds-city-council-illustrative/extension/Allocation/?period=2018-19+Q3")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "188,561.77" in page
    link = urlsplit(html.unescape(re.search(r'href="([^"]*spent[^"]*)">188,561.77</a>', page)[1]))
    journal = {"page": "1", "order": "desc", "filter": parse_qs(link.query)["filter"][0]}
    shown = client.get("/leeds-city-council-illustrative/api/journal_page", query_string=journal)
    assert "Expenses:EarnedAutonomy:Coordination:Workforce" in shown.get_json()["data"]["journal"]


def test_the_ledger_opens_on_our_overview(leeds_pages):
    answer = leeds_pages.client.get(f"/{leeds_pages.slug}/")
    assert answer.headers["Location"].endswith("/extension/Overview/")
    with leeds_pages.client.get(f"/{leeds_pages.slug}/extension_js_module/Overview.js") as script:
        assert script.status_code == 200


@pytest.mark.parametrize("name", browsing.QUERIES)
def test_every_saved_question_has_an_answer(leeds_pages, name):
    answer = leeds_pages.get("api/query", query_string=f".run {name}")
    assert answer.status_code == 200
    rows = answer.get_json()["data"]["rows"]
    assert rows or name == "rows-without-a-rule"


def test_the_worked_ledgers_have_what_init_writes_for_fava(leeds):
    for path in (leeds.folder, leeds.folder / "examples" / "lancashire", leeds.folder / "examples" / "leicestershire"):
        start = Book.load(path / "budget.beancount").entries[0].date.replace(year=2012, month=4, day=1)
        assert browsing.options(start) in (path / "budget.beancount").read_text(encoding="utf-8")
        assert browsing.queries(start) == (path / "books" / "queries.beancount").read_text(encoding="utf-8")

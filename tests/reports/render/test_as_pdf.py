"""A PDF: the statement's page on A4, tagged, titled, with no clock and nothing fetched."""

from __future__ import annotations

import datetime
import html
import io
import logging
import re
import sys
import textwrap
import threading
from importlib import import_module

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

import cli
from ledger.periods import Calendar
from reports import catalogue
from reports.render import as_html, as_pdf, content
from reports.render.cells import for_people
from reports.render.picture import LETTER, WIDTH
from reports.render.templating import environment
from reports.statement import NUMBERS, Column, Kind, Row, Statement, Table

A4 = (842, 595)
GRANTS = """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
"""


def missing():
    try:
        as_pdf._writer()
    except as_pdf.NoPdfError as problem:
        return str(problem)
    return ""


printed = pytest.mark.skipif(bool(missing()), reason=missing() or "PDF can be made")


def read(made):
    return PdfReader(io.BytesIO(made))


def words(reader):
    """Return the text of all pages without any space, for a long word may be broken anywhere."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


def kids(element):
    """Return the structure elements right below one, in reading order."""
    of = element.get("/K", [])
    found = [one.get_object() for one in (of if isinstance(of, list) else [of])]
    return [one for one in found if hasattr(one, "get") and "/S" in one]


def below(element):
    """Return all structure elements below one, in reading order."""
    return [each for one in kids(element) for each in (one, *below(one))]


def elements(reader):
    return below(reader.trailer["/Root"]["/StructTreeRoot"])


def structure(reader):
    """Return the names of all structure elements, in reading order."""
    return [one["/S"] for one in elements(reader)]


def index(reader):
    """Return the elements by their identifiers, as the document's own index has them."""
    (leaf,) = reader.trailer["/Root"]["/StructTreeRoot"].get("/IDTree", {}).get("/Kids", [{}])
    names = leaf.get_object().get("/Names", []) if leaf else []
    assert list(map(str, names[::2])) == sorted(map(str, names[::2]))
    return {str(name): one.get_object() for name, one in zip(names[::2], names[1::2], strict=True)}


def fonts(reader):
    return [one.get_object() for page in reader.pages for one in page["/Resources"].get("/Font", {}).values()]


MADE = {}


def leeds_pdf(leeds, name):
    """Return a statement of the Leeds books and its PDF, made once for the tests that read it."""
    if name not in MADE:
        statement = catalogue.build(name, leeds, "2018-19 Q3")
        MADE[name] = (statement, content(statement, "pdf", leeds.folder))
    statement, made = MADE[name]
    return statement, read(made)


def too_wide(page):
    """Return what stands beyond the right edge of the paper's text, laid out as a PDF is."""
    weasyprint = as_pdf._writer()
    boxes = import_module("weasyprint.formatting_structure.boxes")
    found = []
    for one in weasyprint.HTML(string=page).render().pages:
        paper = one._page_box
        edge = paper.content_box_x() + paper.width + 1
        found += [
            box
            for box in paper.descendants()
            if isinstance(box, boxes.TableBox | boxes.TextBox) and box.position_x + box.width > edge
        ]
    return found


def of(*tables, **more):
    return Statement("test", "Test", "Testshire", Calendar().parse("2018-19 Q3"), tables, **more)


@printed
@pytest.mark.parametrize("name", [name for name in catalogue.STATEMENTS if name != "transactions"])
def test_a_pdf_shows_every_figure_on_pages_of_a4(leeds, name):
    statement, reader = leeds_pdf(leeds, name)
    shown = words(reader)
    for table in statement.tables:
        assert re.sub(r"\s+", "", table.caption) in shown
        for row in table.every_row():
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.kind in NUMBERS:
                    assert for_people(column, cell) in shown
    assert all(re.sub(r"\s+", "", note) in shown for note in statement.every_note)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {A4}


@printed
@pytest.mark.parametrize("name", [name for name in catalogue.STATEMENTS if name != "transactions"])
def test_it_is_tagged_titled_and_in_our_language(leeds, name):
    """PDF/UA-1, ISO 14289-1, clauses 5, 6.2, 7.1 to 7.5."""
    statement, reader = leeds_pdf(leeds, name)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert reader.metadata.title == f"{statement.title}, 2018-19 Q3: {leeds.authority}"
    assert reader.metadata.author == leeds.authority
    tags = structure(reader)
    assert tags.count("/H1") == 1
    assert "/H2" not in tags[: tags.index("/H1")]
    assert tags.count("/Table") == tags.count("/Caption") >= len(statement.tables)
    pictures = [one for one in elements(reader) if one["/S"] == "/Figure"]
    drawn = re.findall("<title id[^>]*>([^<]*)<", as_html.render(statement, leeds.folder))
    assert [one["/Alt"] for one in pictures] == [html.unescape(one) for one in drawn]
    assert all("/ToUnicode" in font for font in fonts(reader))


@printed
@pytest.mark.parametrize("name", [name for name in catalogue.STATEMENTS if name != "transactions"])
def test_each_cell_of_a_pdf_has_its_headings(leeds, name):
    statement, reader = leeds_pdf(leeds, name)
    named = index(reader)
    assert set(named) == {str(one["/ID"]) for one in elements(reader) if one["/S"] == "/TH"}
    cells = 0
    for table in (one for one in elements(reader) if one["/S"] == "/Table"):
        first, *rows = [list(kids(row)) for row in below(table) if row["/S"] == "/TR"]
        assert all((cell["/S"], cell["/A"]["/Scope"]) == ("/TH", "/Column") for cell in first)
        for row in rows:
            if "/ColSpan" in row[0].get("/A", {}) or len(row) != len(first):
                continue
            called = [cell for cell in row if cell["/S"] == "/TH"]
            assert [cell["/A"]["/Scope"] for cell in called] == ["/Row"]
            for heading, cell in zip(first, row, strict=True):
                cells += 1
                if cell["/S"] == "/TD":
                    assert [str(one) for one in cell["/A"]["/Headers"]] == [str(called[0]["/ID"]), str(heading["/ID"])]
                assert named[str(heading["/ID"])] == heading
    assert cells == sum(len(table.columns) * len(table.every_row()) for table in statement.tables)


@printed
def test_a_table_over_several_pages_has_headings_of_each_page():
    columns = (Column("payee", "Supplier"), Column("on", "Date", Kind.DATE), Column("amount", "Amount", Kind.MONEY))
    rows = tuple(Row((f"Supplier-{number}", datetime.date(2018, 12, 31), -number)) for number in range(90))
    reader = read(as_pdf.render(of(Table("t", "Payments", columns, rows))))
    assert len(reader.pages) > 2
    headings = [one for one in elements(reader) if one["/S"] == "/TH"]
    assert len({str(one["/ID"]) for one in headings}) == len(headings) > len(rows)
    for table in (one for one in elements(reader) if one["/S"] == "/Table"):
        here = {str(one["/ID"]) for one in below(table) if one["/S"] == "/TH"}
        asked = {str(name) for one in below(table) if one["/S"] == "/TD" for name in one["/A"]["/Headers"]}
        assert asked
        assert asked < here


@printed
def test_the_same_statement_gives_the_same_bytes_and_nothing_of_the_machine(leeds, monkeypatch):
    statement = catalogue.build("grants", leeds)
    first = content(statement, "pdf", leeds.folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert content(statement, "pdf", leeds.folder) == first
    reader = read(first)
    assert set(reader.metadata) == {"/Title", "/Author", "/Producer"}
    assert re.fullmatch(r"WeasyPrint [\d.]+", reader.metadata.producer)
    assert not re.search(rb"CreateDate|ModifyDate|CreationDate", reader.trailer["/Root"]["/Metadata"].get_data())
    assert str(leeds.folder).encode() not in first


@printed
@pytest.mark.parametrize("name", catalogue.STATEMENTS)
def test_nothing_of_a_nasty_ledger_is_cut_off(nasty, name):
    statement = catalogue.build(name, nasty)
    assert too_wide(as_html.render(statement, nasty.folder)) == []
    shown = words(read(content(statement, "pdf", nasty.folder)))
    for table in statement.tables:
        for row in table.every_row():
            for column, cell in zip(table.columns, row.cells, strict=True):
                assert re.sub(r"\s+", "", for_people(column, cell)) in shown


@printed
@pytest.mark.parametrize(
    ("count", "pence"), [(6, -1), (9, -1_234_567_890_12), (12, -1_234_567_890_12), (24, -9_999_99)]
)
def test_nothing_of_a_wide_table_is_cut_off(count, pence):
    """Three times as many columns as a pool of eight partners has, and the debts of a whole country."""
    amounts = tuple(Column(f"m{number}", f"Outstanding {number}", Kind.MONEY) for number in range(count))
    cells = ("An illustrative supplier of families' services (North) Ltd", *[pence] * count)
    statement = of(Table("t", "Wide", (Column("who", "Supplier"), *amounts), (Row(cells),) * 3, Row(cells)))
    assert too_wide(as_html.render(statement)) == []
    assert words(read(as_pdf.render(statement))).count(for_people(amounts[0], pence)) == 4 * count


@printed
def test_words_of_a_chart_are_as_large_on_paper_as_on_the_page(leeds):
    """What lays a PDF out knows nothing of the page's style sheet inside a drawing: letters were a third too large."""
    _, reader = leeds_pdf(leeds, "allocation")
    (picture,) = [one for one in elements(reader) if one["/S"] == "/Figure"]
    left, _, right, _ = map(float, picture["/A"]["/BBox"])
    sizes = []

    def found(text, matrix, letters, _font, size):
        if re.fullmatch("Approved|Spent to date", text.strip()):
            sizes.append(size * abs(matrix[0] * letters[0]))

    for page in reader.pages:
        page.extract_text(visitor_text=found)
    drawn = [one for one in sizes if abs(one - LETTER * (right - left) * 0.75 / WIDTH) < 0.1]  # 4 px are 3 pt
    assert len(drawn) >= 2, sizes


@printed
def test_a_long_table_has_its_headings_on_each_page_and_its_total_on_the_last_beside_a_row():
    columns = (Column("on", "Date", Kind.DATE), Column("payee", "Supplier"), Column("amount", "Amount", Kind.MONEY))
    day = datetime.date(2018, 12, 31)
    for count in range(20, 25):  # some of them leave no room for the total below the last row
        rows = tuple(Row((day, f"Supplier-{number}", -number)) for number in range(count))
        made = as_pdf.render(of(Table("t", "Payments", columns, rows, Row((None, "Total", -1)))))
        pages = [page.extract_text() for page in read(made).pages]
        assert all("Supplier\n" in page or "Supplier " in page for page in pages)
        assert [bool(re.search(r"\bTotal\b", page)) for page in pages] == [False] * (len(pages) - 1) + [True]
        assert f"Supplier-{count - 1}" in pages[-1]
        assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
        assert all("Testshire: Test, 2018-19 Q3" in page for page in pages)


@pytest.fixture
def own(load, write):
    """Return what printing the docstring's ledger as PDF ends with, with a template of the council's own."""

    def with_template(text):
        book = load()
        write("templates/statement.html", text)
        environment.cache_clear()
        output = book.folder / "made.pdf"
        arguments = ["--ledger", str(book.path), "statement", "grants", "--format", "pdf", "-o", str(output)]
        result = CliRunner().invoke(cli.main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result, output

    yield with_template
    environment.cache_clear()


DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


@printed
@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://example.org/logo.png" alt="logo">',
        '<img src="file:///etc/passwd" alt="logo">',
        '<img src="logo.png" alt="logo">',
        '<link rel="stylesheet" href="https://example.org/style.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import "file:///etc/passwd";</style>',
        f'<img src="{DOT}">',
    ],
)
def test_nothing_is_fetched_and_what_asks_for_it_is_told(own, body):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result, output = own(f'<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body>{body}</body></html>')
    assert result.exit_code == 2
    assert result.stderr.startswith("ealedger: a template in templates/ makes a page that cannot be a PDF: ")
    assert not output.exists()


def test_what_is_wrong_with_another_page_is_no_fault_of_this_one(capsys):
    with as_pdf._problems() as problems:
        another = threading.Thread(target=logging.getLogger("weasyprint").error, args=("its picture is missing",))
        another.start()
        another.join()
        assert problems == []
        logging.getLogger("weasyprint").error("my picture is missing")
        assert problems == ["my picture is missing"]
    assert capsys.readouterr().err == ""


@printed
def test_a_council_s_own_page_is_titled_too_and_may_bring_its_logo(own):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    result, output = own(f'<!DOCTYPE html><html><body><img src="{DOT}" alt="Testshire"><p>Ours</p></body></html>')
    assert result.exit_code == 0, result.stderr
    reader = read(output.read_bytes())
    assert reader.metadata.title == "Grants, 2018-19: Testshire County Council"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert "Ours" in words(reader)


def without(tmp_path, module):
    """Return what the command says where importing WeasyPrint runs *module*."""
    (tmp_path / "weasyprint.py").write_text(textwrap.dedent(module), encoding="utf-8")
    (tmp_path / "budget.beancount").write_text(
        'option "title" "Testshire"\noption "operating_currency" "GBP"\noption "tolerance_multiplier" "0"\n'
        f'plugin "ledger.plugins"\n{textwrap.dedent(GRANTS)}',
        encoding="utf-8",
    )
    arguments = ["--ledger", str(tmp_path / "budget.beancount"), "statement", "grants", "--format", "pdf"]
    return CliRunner().invoke(cli.main, arguments)


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ('raise ModuleNotFoundError("No module named weasyprint")', "pip install 'earned-autonomy-ledger[pdf]'"),
        (
            'print("banner")\nraise OSError("cannot load library libpango")',
            "does not find here: install it (Debian: libpango-1.0-0",
        ),
    ],
)
def test_without_its_writer_a_sentence_says_what_to_install(tmp_path, monkeypatch, module, said):
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    result = without(tmp_path, module)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("ealedger: a PDF needs ")
    assert said in result.stderr
    assert "Pango" in result.stderr
    assert result.stderr.count("\n") == 1

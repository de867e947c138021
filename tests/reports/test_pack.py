"""The audit pack: the same bytes each time, nothing of the machine inside, and no change that verify does not name."""

from __future__ import annotations

import csv
import datetime
import getpass
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html
from python_calamine import CalamineWorkbook

import cli
from ledger.book import Book
from reports import catalogue, container, pack, verifying

ROOT = Path(__file__).resolve().parent.parent.parent
QUARTER = "2018-19 Q3"
#: What a pack of a quarter has that ends no year.
STATEMENTS = tuple(name for name in catalogue.STATEMENTS if name != "year-end")


def run(*arguments):
    result = CliRunner().invoke(cli.main, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def copy_of_leeds(folder):
    for name in ("books", "profiles", "extracts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "budget.beancount", folder / "budget.beancount")
    return folder / "budget.beancount"


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Return the pack of a copy of Leeds, and the copy's ledger."""
    ledger = copy_of_leeds(tmp_path_factory.mktemp("leeds") / "council")
    done = run("--ledger", ledger, "pack", QUARTER)
    assert done.exit_code == 0, done.output
    return ledger.parent / "packs" / "2018-19-Q3.zip", ledger


@pytest.fixture(scope="module")
def files(packed):
    with zipfile.ZipFile(packed[0]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def leeds_disclosure(packed):
    (disclosure,) = Book.load(packed[1]).register.disclosures
    return disclosure


# ---------------------------------------------------------------- what is in it


def test_it_holds_statements_listing_ledger_and_manifest(files):
    names = set(files)
    assert {"index.html", "manifest.json"} <= names
    assert {f"statements/{name}.html" for name in STATEMENTS} <= names
    assert {"ledger/budget.beancount", "ledger/books/agreements.beancount"} <= names
    assert "csv/transactions/extracts.csv" in names
    assert all(files[f"ledger/{name}"] == (ROOT / name).read_bytes() for name in ("budget.beancount",))
    assert len([name for name in names if name.startswith("ledger/books/")]) == len(
        list(ROOT.glob("books/**/*.beancount"))
    )


def test_the_disclosures_travel_with_the_tables(files, leeds_disclosure):
    assert 'href="csv/README.txt"' in files["index.html"].decode()
    told = " ".join(files["csv/README.txt"].decode().split())
    assert told.startswith("Leeds City Council (illustrative) Audit pack, 2018-19 Q3: the tables")
    assert leeds_disclosure in told
    for name in files:
        if name.startswith("csv/") and name.endswith(".csv"):
            assert f"{name.removeprefix('csv/')}: " in told


def test_the_front_page_leads_to_every_statement_and_shows_the_control_totals(files):
    page = html.document_fromstring(files["index.html"])
    assert page.getroottree().getroot().get("lang") == "en-GB"
    assert page.findtext(".//h1") == "Audit pack, 2018-19 Q3"
    assert "Illustrative ledger: " in page.text_content()
    assert "(illustrative)" in page.findtext(".//title")
    hrefs = page.xpath("//a/@href")
    assert {f"statements/{name}.html" for name in STATEMENTS} <= set(hrefs)
    assert set(hrefs) <= set(files)
    assert "gl-2018-19-Q3" in page.find(".//table").text_content()
    assert "Every check ran and found nothing." in page.text_content()


def test_every_link_of_every_page_leads_somewhere(files):
    ids = {name: set(html.document_fromstring(text).xpath("//@id")) for name, text in files.items() if ".html" in name}
    seen = 0
    for name in ids:
        for href in html.document_fromstring(files[name]).xpath("//@href"):
            path, _, anchor = href.partition("#")
            target = os.path.normpath(Path(name).parent / path) if path else name
            assert target in files, href
            assert not anchor or anchor in ids[target], href
            seen += bool(anchor)
    assert seen > 20


def test_a_figure_leads_to_the_lines_that_add_up_to_it(files):
    balance = html.document_fromstring(files["statements/trial-balance.html"])
    listing = html.document_fromstring(files["statements/transactions.html"])
    checked = 0
    for cell in balance.xpath("//td[a]"):
        target = listing.get_element_by_id(cell.find("a").get("href").partition("#")[2])
        wanted = pence(cell.text_content())
        sums, amounts = set(), []
        # A figure of several accounts leads to the first of their tables, which follow each other.
        for table in (target, *target.itersiblings("div")):
            amounts += [pence(row[-1].text_content()) for row in table.xpath(".//tbody/tr")]
            sums |= {sum(amounts), sum(one for one in amounts if one > 0), sum(one for one in amounts if one < 0)}
        assert wanted in sums
        checked += 1
    assert checked > 10


def test_a_figure_of_several_accounts_leads_to_the_first_of_their_tables(files):
    allocation = html.document_fromstring(files["statements/allocation.html"])
    listing = html.document_fromstring(files["statements/transactions.html"])
    (row,) = allocation.xpath("//tr[th='Delivery' and td='Delivery, total']")
    (link,) = row.xpath(".//a")
    names = [one.get("id") for one in listing.xpath("//div[@id]")]
    of_delivery = [one for one in names if one.startswith("Expenses_EarnedAutonomy_Delivery_")]
    assert link.get("href") == f"transactions.html#{of_delivery[0]}"
    assert len(of_delivery) == 5
    sums = [
        pence(listing.get_element_by_id(one).xpath(".//tfoot//td[last()]")[0].text_content()) for one in of_delivery
    ]
    assert sum(sums) == pence(link.text_content())


def pence(text):
    return int(re.sub(r"[,.]", "", text).replace("\N{MINUS SIGN}", "-"))


def test_every_table_is_there_as_csv_with_its_own_figures(files):
    listing = [name for name in files if name.startswith("csv/transactions/Expenses")]
    rows = [row for name in listing for row in csv.DictReader(io.StringIO(files[name].decode()))]
    spent = sum(pence(row["amount"]) for row in rows if row["payee"] == "Total" and not row["date"])
    allocation = [
        *csv.DictReader(io.StringIO(files["csv/allocation/headings-EarnedAutonomy.csv"].decode())),
    ]
    assert spent > 0
    assert {"approved", "in-period", "spent"} <= set(allocation[0])


def test_the_manifest_names_every_file_with_its_sha256(files):
    manifest = json.loads(files["manifest.json"])
    assert manifest["pack"] == QUARTER
    assert manifest["authority"] == "Leeds City Council (illustrative)"
    assert manifest["files"].keys() == files.keys() - {"manifest.json"}
    for name, stated in manifest["files"].items():
        assert stated == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}


def test_nothing_of_the_machine_or_the_day_is_inside(packed, files):
    with zipfile.ZipFile(io.BytesIO(files["pack.xlsx"])) as workbook:
        sheets = [workbook.read(name) for name in workbook.namelist()]
    whole = b"\n".join([*(content for name, content in files.items() if name != "pack.xlsx"), *sheets])
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for told in (str(packed[1].parent), str(ROOT), str(Path.home()), "/tmp", socket.gethostname(), str(today)):  # noqa: S108
        assert len(told) < 2 or told.encode() not in whole, told
    assert f"{today.day} {today:%B %Y}".encode() not in whole
    user = getpass.getuser()
    assert not re.search(rb"\b" + re.escape(user.encode()) + rb"\b", whole.replace(b":root", b""))


# ---------------------------------------------------------------- the same each time


def test_twice_is_the_same(packed):
    zip_file, ledger = packed
    before = zip_file.read_bytes()
    assert run("--ledger", ledger, "pack", "2018-19-Q3").exit_code == 0
    assert zip_file.read_bytes() == before


def test_from_another_folder_with_other_times_it_is_the_same(packed, tmp_path, monkeypatch):
    ledger = copy_of_leeds(tmp_path / "elsewhere" / "of another name")
    for path in ledger.parent.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    done = run("--ledger", ledger.relative_to(tmp_path), "pack", QUARTER, "-o", tmp_path / "other.zip")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "other.zip").read_bytes() == packed[0].read_bytes()


def test_in_another_process_with_another_seed_and_locale_it_is_the_same(packed, tmp_path):
    zip_file, ledger = packed
    command = [sys.executable, str(ROOT / "cli.py"), "--ledger", str(ledger), "pack", QUARTER, "-o", "other.zip"]
    surroundings = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}
    subprocess.run(command, cwd=tmp_path, env=surroundings, check=True, capture_output=True)
    assert (tmp_path / "other.zip").read_bytes() == zip_file.read_bytes()


def test_a_calendar_of_the_council_s_own_is_kept(load, write):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    periods = "{ quarter = 1, start = 2018-04-02, end = 2019-04-01 }"
    calendar = write("calendar.toml", f'[[year]]\nlabel = "2018-19"\nperiods = [{periods}]')
    files, _ = container.read(pack.build(load(), "2018-19")[1])
    assert files["ledger/calendar.toml"] == calendar.read_bytes()


# ---------------------------------------------------------------- verify


def verify(tmp_path, content):
    changed = tmp_path / "changed.zip"
    changed.write_bytes(content)
    return run("verify", changed)


def test_verify_passes(packed):
    done = run("verify", packed[0])
    assert (done.exit_code, done.stdout) == (
        0,
        "2018-19-Q3.zip: every file is as it was packed, and its ledger gives every page to the letter and every table of its CSV\n",
    )


def places(content):
    """Return a sample over the whole zip, all of one member's header, of one directory entry and of the end."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = archive.infolist()[len(archive.infolist()) // 2]
        directory = archive.start_dir
    step = len(content) // 200
    chosen = {*range(0, len(content), step), len(content) - 1}
    chosen |= set(range(member.header_offset, member.header_offset + 30 + len(member.filename)))
    chosen |= set(range(directory, directory + 120)) | set(range(directory, len(content), 211))
    return sorted(chosen | set(range(len(content) - 22, len(content))))


def test_one_changed_byte_is_found_wherever_it_is(packed, tmp_path):
    content = packed[0].read_bytes()
    names = set(container.read(content)[0])
    with zipfile.ZipFile(packed[0]) as archive:
        directory = archive.start_dir
    for place in places(content):
        changed = bytearray(content)
        changed[place] ^= 0x04
        path = tmp_path / "changed.zip"
        path.write_bytes(changed)
        try:
            found = verifying.verify(path).problems
        except container.DamagedError:
            assert place >= directory
            continue
        assert found, place
        assert place >= directory or any(sentence.startswith(name) for sentence in found for name in names), place


def test_the_file_that_was_changed_is_named_and_the_status_is_1(packed, tmp_path):
    content = bytearray(packed[0].read_bytes())
    with zipfile.ZipFile(packed[0]) as archive:
        member = archive.getinfo("statements/grants.html")
    content[member.header_offset + 30 + len(member.filename) + member.compress_size // 2] ^= 1
    done = verify(tmp_path, content)
    assert done.exit_code == 1
    assert "changed.zip: statements/grants.html is damaged" in done.stdout
    assert "is not as it was packed" in done.stderr
    assert "Traceback" not in done.output


def packed_again(files, **changed):
    return container.write({**files, **{name.replace("__", "."): text for name, text in changed.items()}})


def test_a_file_that_was_exchanged_whole_is_named(files, tmp_path):
    done = verify(tmp_path, packed_again(files, index__html=b"<h1>nothing to see</h1>"))
    assert done.exit_code == 1
    assert done.stdout == "changed.zip: index.html was changed: its sha256 is not the manifest's\n"


def test_files_that_were_taken_out_added_or_swapped_are_named(files, tmp_path):
    less = {name: text for name, text in files.items() if name != "statements/funding.html"}
    assert "statements/funding.html is missing" in verify(tmp_path, container.write(less)).stdout
    done = verify(tmp_path, container.write({**files, "statements/extra.html": b"x"}))
    assert done.exit_code == 1
    assert "statements/extra.html was added: the manifest does not name it" in done.stdout
    one, other = "statements/funding.html", "statements/grants.html"
    done = verify(tmp_path, container.write({**files, one: files[other], other: files[one]}))
    assert f"{one} was changed" in done.stdout
    assert f"{other} was changed" in done.stdout


def test_a_manifest_that_was_edited_is_named(files, tmp_path):
    edited = files["manifest.json"].replace(b"Leeds City", b"Other City")
    done = verify(tmp_path, container.write({**files, "manifest.json": edited}))
    assert (done.exit_code, done.stdout) == (
        1,
        "changed.zip: manifest.json was changed: its seal does not fit what it says\n",
    )


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b"null",
        b'{"files": []}',
        b'{"files": {"a": 1}}',
        b"[" * 100_000,
        b"\xff",
        b"9" * 9_999,
    ],
)
def test_a_manifest_that_is_none_is_named(files, tmp_path, manifest):
    done = verify(tmp_path, container.write({**files, "manifest.json": manifest}))
    assert done.exit_code == 1
    assert "changed.zip: manifest.json is damaged" in done.stdout


def test_what_is_no_pack_is_a_sentence_and_status_2(tmp_path, files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    without = {name: text for name, text in files.items() if name != "manifest.json"}
    for content in (b"", b"hello", b"%PDF", buffer.getvalue(), container.write(without)):
        done = verify(tmp_path, content)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
    assert run("verify", tmp_path / "none.zip").exit_code == 2
    assert run("verify", tmp_path).exit_code == 2


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_pack_cut_short_is_not_as_it_was_packed(packed, tmp_path, keep):
    content = packed[0].read_bytes()
    done = verify(tmp_path, content[: int(len(content) * keep)])
    assert done.exit_code == 1
    assert "the directory at its end cannot be read" in done.stdout


@pytest.mark.parametrize("name", ["../escaped.html", "/etc/cron.d/escaped", "C:\\escaped"])
def test_an_unsafe_pack_is_not_opened(files, tmp_path, name):
    done = verify(tmp_path, container.write({**files, name: b"x"}))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "unsafe name" in done.stderr


# ---------------------------------------------------------------- what cannot be packed


def test_books_with_errors_are_not_packed(book):
    """
    2018-04-01 open Expenses:EB:Delivery
    """
    done = run("--ledger", book.path, "pack", QUARTER)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "has 1 error, so nothing is printed from it" in done.stderr
    assert not (book.folder / "packs").exists()


def test_an_unknown_quarter_is_a_sentence(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    done = run("--ledger", book.path, "pack", "2018-19 Q5")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("ealedger: '2018-19 Q5' is not a period")


@pytest.mark.parametrize("blank", ["", " "])
def test_a_pack_of_no_period_is_refused_with_a_sentence(book, blank):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    done = run("--ledger", book.path, "pack", blank)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("ealedger: a pack is of one PERIOD: name a year (2018-19), a quarter (2018-19 Q3)")
    assert not (book.folder / "packs").exists()


def test_a_quarter_without_a_posting_can_be_packed(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    period, content = pack.build(book, "2018-19 Q2")
    assert period.label == "2018-19 Q2"
    assert container.read(content)[1] == {}


def test_warnings_are_on_the_front_page(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EA:CashB
    """
    _, content = pack.build(book, "2018-19 Q2")
    assert "<strong>F106 warning</strong>" in container.read(content)[0]["index.html"].decode()


def test_files_included_from_elsewhere_are_all_kept(write):
    for folder in ("one", "two"):
        write(f"{folder}/accounts.beancount", f"2018-04-01 open Assets:EA:{folder.title()}")
    ledger = write(
        "council/budget.beancount",
        """
        option "title" "T"
        option "tolerance_multiplier" "0"
        plugin "ledger.plugins"
        include "../one/accounts.beancount"
        include "../two/accounts.beancount"
        2018-04-01 custom "fund" "EA" "grant"
        """,
    )
    found, _ = container.read(pack.build(Book.load(ledger), "2018-19")[1])
    assert sorted(name for name in found if name.startswith("ledger/")) == [
        "ledger/budget.beancount",
        "ledger/elsewhere/1/accounts.beancount",
        "ledger/elsewhere/2/accounts.beancount",
    ]


# ---------------------------------------------------------------- workbook and PDF


def test_the_workbook_holds_every_statement_and_the_listing_on_one_sheet(files):
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["pack.xlsx"]))
    contents = [row[0] for row in book.get_sheet_by_name("Contents").to_python()]
    built = {name: re.search(rb"<h1>(.*), 2018", files[f"statements/{name}.html"])[1].decode() for name in STATEMENTS}
    assert set(built.values()) <= set(contents)
    listing = book.get_sheet_by_name("listing").to_python()
    headings, *rows = listing[4:]
    amounts = [round(row[headings.index("Amount (£)")] * 100) for row in rows]
    csvs = [text.decode() for name, text in files.items() if name.startswith("csv/transactions/") and "_" in name]
    lines = [line for text in csvs for line in list(csv.reader(io.StringIO(text)))[1:] if line[1] != "Total"]
    assert len(lines) == len(rows) > 100
    assert sum(amounts) == sum(int(line[-1].replace(".", "")) for line in lines) == 0


def test_without_the_workbook(packed, tmp_path):
    done = run("--ledger", packed[1], "pack", QUARTER, "--no-xlsx", "-o", tmp_path / "small.zip")
    assert done.exit_code == 0
    inside = container.read((tmp_path / "small.zip").read_bytes())[0]
    assert "pack.xlsx" not in inside
    assert b"pack.xlsx" not in inside["index.html"]
    assert run("verify", tmp_path / "small.zip").exit_code == 0


def test_a_pdf_of_each_statement_but_the_listing(load, monkeypatch):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Income:EA:Grant
    2018-05-01 * "Received"
      Assets:EA:Cash  1.00 GBP
      Income:EA:Grant  -1.00 GBP
    """
    made = []
    monkeypatch.setattr(pack, "content", lambda one, form, _: made.append((one.name, form)) or b"%PDF")
    inside = container.read(pack.build(load(), "2018-19 Q1", with_pdf=True)[1])[0]
    names = {name for name in inside if name.startswith("pdf/")}
    assert names == {f"pdf/{one}.pdf" for one in STATEMENTS if one != "transactions"}
    assert {form for _, form in made} == {"pdf"}
    assert all(name.encode() in inside["index.html"] for name in names)

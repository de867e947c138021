"""The ledger of one year alone: what it may be asked, that its figures are the whole's, and how it is written."""

from __future__ import annotations

import datetime
import errno
import pathlib
import shutil

import pytest
from closed_books import books_in
from fava.core import FavaLedger

from importers.books import Books
from ledger import accepting, close, correcting, drawing, store, year_alone, year_end
from ledger.book import Book
from reports import catalogue, pack, reckoning, tracing, verifying

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MAY = datetime.date(2019, 5, 31)
LATER = "books/2019-20/journals.beancount"
NEXT_YEAR = """\
2019-04-30 * "Hubs Ltd" "April"
  Expenses:EA:Delivery     10.00 GBP
  Assets:EA:Cash          -10.00 GBP

2020-04-01 balance Assets:EA:Cash  340.00 GBP
"""
LEDGERS = {
    ".": ("2012-13", "2018-19", "2019-20"),
    "examples/lancashire": ("2012-13",),
    "examples/leicestershire": ("2012-13", "2013-14", "2014-15"),
}


@pytest.fixture
def books(tmp_path):
    books = books_in(tmp_path)
    books.write(LATER, NEXT_YEAR)
    return books


def alone(books, year="2019-20"):
    return Book.load(books.folder / f"{year}.beancount")


def figures(book, name, period):
    """Return every table of a statement, money in pence, without where each figure comes from."""
    return [
        (
            one.name,
            one.caption,
            [[getattr(cell, "pence", cell) for cell in row.cells] for row in (*one.rows, one.total) if row],
        )
        for one in catalogue.build(name, book, period).tables
    ]


@pytest.mark.parametrize(("folder", "years"), LEDGERS.items())
def test_what_the_worked_ledgers_show_of_each_year_is_what_the_whole_shows(tmp_path, folder, years):
    for name in ("books", "extracts", "profiles"):
        shutil.copytree(ROOT / folder / name, tmp_path / name)
    shutil.copy(ROOT / folder / "budget.beancount", tmp_path)
    for year in years:
        close.close(tmp_path / "budget.beancount", year, "A. Officer", datetime.date(2020, 8, 1))
    whole = Book.load(tmp_path / "budget.beancount")
    assert "S112" not in {one.code for one in whole.findings}
    for year in years:
        one = Book.load(tmp_path / f"{year}.beancount")
        assert one.findings == ()
        for name in ("balance-sheet", "trial-balance", "transactions"):
            for period in (year, f"{year} Q1", f"{year} P12"):
                assert figures(one, name, period) == figures(whole, name, period), (name, period)


def test_fava_opens_it_without_an_error_and_the_year_s_income_is_its_own(books):
    books.close("2018-19", MAY)
    for year, income in (("2018-19", 700), ("2019-20", 0)):
        ledger = FavaLedger(str(books.folder / f"{year}.beancount"))
        assert ledger.errors == []
        of_income = [
            posting.units.number
            for txn in ledger.all_entries_by_type.Transaction
            for posting in txn.postings
            if posting.account == "Income:EA:UpfrontFunding"
        ]
        assert -sum(of_income) == income


def test_only_a_year_that_is_closed_to_its_last_posting_period_has_one(books):
    for period in ("2018-19 Q1", "2018-19 Q2", "2018-19 Q3", "2018-19 P10", "2018-19 P11", "2018-19 P12"):
        books.close(period, MAY)
        assert not list(books.folder.glob("openings/*"))
    done = books.close("2018-19 P13", MAY)
    names = [path.relative_to(books.folder).as_posix() for path in done.written]
    assert names == [
        "openings/2018-19.beancount",
        "2018-19.beancount",
        "openings/2019-20.beancount",
        "2019-20.beancount",
        "books/2018-19/2018-19-P13.sealed",
        "books/2018-19/journals.beancount",
    ]
    assert books.codes() == []


def test_the_year_after_has_one_as_soon_as_the_books_hold_anything_of_it(books):
    (books.folder / LATER).unlink()
    books.close("2018-19", MAY)
    assert not (books.folder / "2019-20.beancount").exists()
    books.write(LATER, NEXT_YEAR)
    assert books.codes() == []
    books.close("2019-20 Q1", datetime.date(2019, 7, 20))
    assert alone(books).findings == ()


def test_a_balance_of_income_that_the_year_asserts_counts_from_the_beginning(books):
    books.append(LATER, "2020-04-01 balance Income:EA:UpfrontFunding  -700.00 GBP\n")
    books.close("2018-19", MAY)
    assert alone(books).findings == ()
    assert figures(alone(books), "trial-balance", "2019-20") == figures(books.load(), "trial-balance", "2019-20")


def test_an_account_that_was_closed_before_keeps_what_stood_on_it(books):
    books.append(
        "books/accounts.beancount",
        "2018-04-01 open Liabilities:EA:Retentions:Hubs\n2019-03-31 close Liabilities:EA:Retentions:Hubs\n",
    )
    books.append(
        "books/2018-19/journals.beancount",
        '2019-03-01 * "Hubs Ltd" "kept back"\n  Expenses:EA:Delivery  5.00 GBP\n  Liabilities:EA:Retentions:Hubs  -5.00 GBP\n',
    )
    books.close("2018-19", MAY)
    assert alone(books).findings == ()
    assert figures(alone(books), "trial-balance", "2019-20") == figures(books.load(), "trial-balance", "2019-20")


def test_what_stands_in_another_year_s_file_is_of_its_own_year(books):
    books.append(
        LATER,
        '2019-03-30 * "Hubs Ltd \\"North\\"" "March, found late" #late\n  period: "2018-19 P13"\n'
        "  Expenses:EA:Delivery  7.00 GBP\n  Assets:EA:Cash  -7.00 GBP\n",
    )
    books.edit(LATER, "340.00 GBP", "333.00 GBP")
    books.close("2018-19", MAY)
    whole = books.load()
    for year in ("2018-19", "2019-20"):
        assert alone(books, year).findings == ()
        for name in ("balance-sheet", "trial-balance"):
            assert figures(alone(books, year), name, year) == figures(whole, name, year)


AUTHORITATIVE = {
    "close": lambda path: close.close(path, "2019-20 Q1", "A. Officer", MAY),
    "reopen": lambda path: close.reopen(path, "2018-19", "why", "A. Officer", MAY),
    "correct": lambda path: correcting.correct(path, "SAP/1/1", "why", "A. Officer", None),
    "import": Books.read,
    "reconcile --accept": lambda path: accepting.accept(path, [("a", "b")], "why, officer"),
    "sample": lambda path: drawing.seal(path, "EA1", "2019-06", "A. Officer"),
    "pack": lambda path: pack.build(Book.load(path), "2019-20"),
    "trace": lambda path: tracing.trace(Book.load(path), "SAP/1/1", lambda *_: None),
    "reconcile": lambda path: reckoning.as_it_stood(Book.load(path), None),
    "close --propose": lambda path: year_end.proposed_text(Book.load(path), Book.load(path).calendar.parse("2019-20")),
    "statement grants": lambda path: catalogue.build("grants", Book.load(path)),
    "2018-19": lambda path: catalogue.build("trial-balance", Book.load(path), "2018-19"),
}


@pytest.mark.parametrize("what", AUTHORITATIVE)
def test_what_needs_all_years_is_refused_and_names_their_ledger(books, what):
    books.close("2018-19", MAY)
    with pytest.raises(year_alone.NotTheWholeError) as refused:
        AUTHORITATIVE[what](books.folder / "2019-20.beancount")
    sentence = (
        f"2019-20.beancount is 2019-20 alone, to browse, and {what} needs all years: use --ledger budget.beancount"
    )
    assert str(refused.value) == sentence


def test_every_statement_but_those_of_the_year_s_own_entries_is_refused(books):
    books.close("2018-19", MAY)
    one = alone(books)
    for name in catalogue.STATEMENTS:
        if name not in year_alone.STATEMENTS:
            with pytest.raises(year_alone.NotTheWholeError):
                catalogue.build(name, one)
    said = catalogue.build("balance-sheet", one)
    assert said.period.label == "2019-20"
    assert any("is 2019-20 alone" in text for text in one.disclosures(said.period))


@pytest.mark.parametrize("name", ["2018-19.beancount", "2019-20.beancount", "openings/2018-19.beancount"])
def test_a_close_never_takes_the_place_of_a_file_kept_by_hand(books, name):
    """An own file of that name is included, or is the whole ledger itself: nothing of it is lost, and nothing is closed."""
    own = books.folder / name
    own.parent.mkdir(exist_ok=True)
    own.write_text('2018-06-01 note Assets:EA:Cash "mine"\n', encoding="utf-8")
    top = books.folder / "budget.beancount"
    top.write_text(f'{top.read_text(encoding="utf-8")}include "{name}"\n', encoding="utf-8")
    before = {path: path.read_bytes() for path in books.folder.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert books.load().findings == ()
    with pytest.raises(year_alone.KeptByHandError, match=f"^{name} is kept by hand, and a close writes"):
        books.close("2018-19", MAY)
    assert {path: path.read_bytes() for path in before} == before
    assert not (books.folder / "books/2018-19/2018-19.sealed").exists()


def test_a_ledger_of_all_years_that_is_called_by_a_year_is_not_written_over(books):
    top = books.folder / "2018-19.beancount"
    (books.folder / "budget.beancount").rename(top)
    before = top.read_bytes()
    assert Book.load(top).findings == ()
    with pytest.raises(year_alone.KeptByHandError, match="give yours another name"):
        close.close(top, "2018-19", "A. Officer", MAY)
    assert top.read_bytes() == before


def test_a_year_alone_says_of_no_finding_that_it_is_settled_or_gone(books):
    """Its checks are not all of them: that a warning is not found there says nothing about it."""
    books.write(
        "books/later.beancount",
        '2018-05-01 custom "agreement" "EB" "EA" "grant"\n  title: "B"\n  funder: "MHCLG"\n  recognition: "restriction"\n'
        '2020-04-02 custom "settled" "A109" "agreement EB has" "minuted in June" "A. Officer"\n',
    )
    books.close("2018-19", MAY)
    whole = catalogue.build("findings", books.load())
    assert [table.name for table in whole.tables] == ["findings", "findings-at-closes"]
    said = catalogue.build("findings", alone(books))
    assert [table.name for table in said.tables] == ["findings"]
    assert said.notes[0] == "Every check that runs on a year alone found nothing."
    assert said.notes[1].startswith("Not judged here: agreements, references,")
    assert said.notes[1].endswith("budget.beancount judges them.")


@pytest.mark.parametrize("at", range(6))
def test_a_close_that_is_stopped_at_any_write_closed_nothing_and_a_rerun_writes_the_rest(books, monkeypatch, at):
    real, calls = pathlib.Path.replace, []

    def killed(self, target):
        calls.append(target)
        if len(calls) > at:
            raise KeyboardInterrupt
        return real(self, target)

    before = books.journals.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            books.close("2018-19", MAY)
    assert books.journals.read_bytes() == before
    assert not list(books.folder.rglob("*.tmp"))
    assert set(books.codes()) <= {"S112", "L106"}
    assert [one for one in books.load().register.records if one.name == "period-close"] == []
    books.close("2018-19", MAY)
    assert books.codes() == []
    assert alone(books).findings == ()


def test_a_full_disk_at_the_close_of_a_year_closes_nothing(books, monkeypatch):
    before = {path: path.read_bytes() for path in books.folder.rglob("*.*") if path.is_file()}

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ledger.store.os.fsync", full)
        with pytest.raises(store.NotWrittenError, match="No space left on device"):
            books.close("2018-19", MAY)
    assert all(path.read_bytes() == content for path, content in before.items())


def test_a_pack_holds_them_and_verifies_also_where_one_is_not_as_it_was_written(books):
    books.close("2018-19", MAY)
    (books.folder / "openings/2019-20.beancount").unlink()
    _, content = pack.build(books.load(), "2018-19", with_workbook=False)
    zipped = books.folder / "pack.zip"
    zipped.write_bytes(content)
    assert verifying.verify(zipped).problems == ()

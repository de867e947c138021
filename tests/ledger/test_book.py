from __future__ import annotations

import gc
from datetime import date

import pytest

from ledger import plugins
from ledger.book import RULES, Book, NoLedgerError, UnsoundError
from ledger.findings import Level
from ledger.periods import PeriodError


def test_sound_books(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "Hubs Ltd" "May"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP
    """
    book.require_sound()
    assert book.findings == ()
    assert str(book.options[plugins.KEY]) == (
        "checks that ran: setup, years, funds, agreements, references, budgets, recognised, due, extracts, evidence, claims, samples, "
        "balances, passed-on, partners, pools, contributions, archive, sealed, personal; findings: 0"
    )
    assert book.authority == "Testshire County Council"
    assert book.folder == book.path.parent
    assert book.accounts == {name: (date(2018, 4, 1), None) for name in ("Assets:EA:Cash", "Expenses:EA:Delivery")}
    assert [txn.narration for txn in book.transactions] == ["May"]


def test_there_is_no_ledger(tmp_path):
    with pytest.raises(
        NoLedgerError, match=r"nowhere\.beancount is not a file: name the ledger with --ledger, or lay one out"
    ):
        Book.load(tmp_path / "nowhere.beancount")


def test_a_folder_is_no_ledger(tmp_path):
    with pytest.raises(NoLedgerError, match="is not a file"):
        Book.load(tmp_path)


def test_without_our_plugin_nothing_is_printed(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    2018-04-01 open Assets:EA:Cash
    """
    said = breaks(book, "S102")
    assert 'budget.beancount needs the line plugin "ledger.plugins"' in said.message
    assert said.line == 'option "title" "Testshire"'
    for refused in (
        book.require_sound,
        lambda: book.register,
        lambda: book.accounts,
        lambda: book.transactions,
        lambda: book.postings,
    ):
        with pytest.raises(
            UnsoundError, match=r"has 1 error, so nothing is printed.* S102 our checks did not run.*Run: ealedger"
        ):
            refused()


def test_a_plugin_of_ours_that_cannot_be_imported_is_no_plugin(book, codes):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    plugin "ledger.plugin"
    """
    assert codes(book) == ["B101", "S102"]


def test_a_check_that_fails_is_a_finding_and_the_others_run(load, breaks, codes, monkeypatch):
    """
    2018-04-01 open Assets:EA:Cash
    """

    def fail(_):
        raise ZeroDivisionError

    monkeypatch.setitem(plugins.CHECKS, "agreements", fail)
    book = load()
    said = breaks(book, "S102")
    assert "the check 'agreements' failed" in said.message
    assert "ZeroDivisionError" in said.message
    assert codes(book) == ["F101", "S102"]
    with pytest.raises(UnsoundError):
        book.require_sound()


def test_entries_that_cannot_be_looked_at_are_a_finding(load, breaks, codes, monkeypatch):
    """
    2018-04-01 open Assets:EA:Cash
    """

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(plugins, "look", fail)
    book = load()
    assert breaks(book, "S102").message.startswith("no check ran: Traceback")
    assert codes(book) == ["S102"]
    with pytest.raises(UnsoundError):
        book.require_sound()


def test_a_check_that_was_taken_out_is_a_finding(load, breaks, monkeypatch):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    everything = dict(plugins.CHECKS)
    run = plugins.run

    def run_less(entries, options):
        monkeypatch.delitem(plugins.CHECKS, "personal")
        try:
            return run(entries, options)
        finally:
            plugins.CHECKS.update(everything)

    monkeypatch.setattr(plugins, "run", run_less)
    assert breaks(load(), "S102").message == "these checks did not run: personal"


def test_what_beancount_itself_cannot_do_is_a_finding(book, codes):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "does not balance"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.01 GBP

    2018-05-01 * "not open"
      Expenses:EA:Evaluation  1.00 GBP
      Assets:EA:Cash         -1.00 GBP

    this is no directive

    2018-05-02 balance Assets:EA:Cash  0.00 GBP
    """
    said = " / ".join(one.message for one in book.findings)
    assert set(codes(book)) == {"B101"}
    assert "Transaction does not balance: (-0.01 GBP)" in said
    assert "Invalid reference to unknown account 'Expenses:EA:Evaluation'" in said
    assert "Balance failed for 'Assets:EA:Cash'" in said
    assert "Invalid token: 'this'" in said
    assert all(one.lineno for one in book.findings)


def test_a_penny_is_not_let_pass(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-05-01 * "May"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP

    2018-05-02 balance Assets:EA:Cash  -1.01 GBP
    """
    said = breaks(book, "B101")
    assert "Balance failed" in said.message
    assert said.line.startswith("2018-05-02 balance")


def test_findings_are_errors_first_then_by_code_and_place(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:CashB
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:B:Cash
    2018-04-01 open Assets:A:Cash
    2018-04-01 custom "fund" "Other"
    """
    assert [one.code for one in book.findings] == ["A101", "F101", "F101", "F106"]
    assert [one.level for one in book.findings] == [Level.ERROR] * 3 + [Level.WARNING]
    assert book.findings == book.errors + book.warnings
    assert book.findings[1].lineno < book.findings[2].lineno
    assert book.findings[1].place == f"{book.path}:{book.findings[1].lineno}"


def test_errors_are_beancount_s_errors_too_and_warnings_are_not(book):
    """
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EA:CashB
    """
    from beancount import loader  # noqa: PLC0415 - as bean-check does

    _, errors, _ = loader.load_file(str(book.path))
    assert [error.message[:4] for error in errors] == ["F101", "F101"]
    assert [error.source["filename"] for error in errors] == [str(book.path)] * 2
    assert [one.code for one in book.warnings] == ["F106"]


def test_no_load_cache_is_written_or_read(load, monkeypatch):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    monkeypatch.setattr("beancount.loader.PICKLE_CACHE_THRESHOLD", 0)
    book = load()
    assert [path.name for path in book.folder.iterdir()] == ["budget.beancount"]


@pytest.mark.parametrize("resting", [True, False])
def test_the_garbage_collector_is_left_as_it_was(load, resting):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    if resting:
        gc.disable()
    try:
        load()
        assert gc.isenabled() is not resting
    finally:
        gc.enable()


def test_books_open_from_any_folder(load, write, tmp_path, monkeypatch):
    """
    include "books/*.beancount"
    """
    write("books/journals.beancount", '2018-04-01 custom "fund" "EA" "grant"')
    here = load()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    there = Book.load(tmp_path.relative_to(tmp_path) / ".." / "budget.beancount")
    assert there.path == here.path
    assert there.register.funds == here.register.funds
    assert there.files() == [tmp_path / "budget.beancount", tmp_path / "books" / "journals.beancount"]


def test_a_named_period_and_the_whole_of_the_books(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "Earned Autonomy"
      funder: "MHCLG"
    2018-04-01 custom "instalment" "EA" 2020-04-30 1.00 GBP "upfront" "2020-21"
    2018-04-01 custom "allocation" "EA" Expenses:EA:Delivery 2018-04-01 2020-03-31 1.00 GBP

    2018-05-01 * "May"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP
    """
    assert book.period("2018-19-Q1").label == "2018-19 Q1"
    whole = book.period(None)
    assert (whole.label, whole.start, whole.end) == ("2018-19 to 2020-21", date(2018, 4, 1), date(2020, 4, 30))


def test_books_with_accounts_alone_begin_with_them(book):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    assert book.period(None).label == "2018-19"


def test_books_with_nothing_in_them_have_no_period(book):
    """
    ; nothing yet
    """
    with pytest.raises(PeriodError, match="nothing is in them yet"):
        book.period(None)


def test_an_included_file_that_is_not_utf_8_is_a_finding(load, write):
    """
    include "journals.beancount"
    """
    path = write("journals.beancount", "")
    path.write_bytes('2018-04-01 custom "disclosure" "Café"\n'.encode("cp1252"))
    (one,) = load().errors
    assert one.code == "B101"
    assert "'utf-8' codec can't decode" in one.message
    assert one.filename == str(path)


def test_every_rule_has_a_title_and_an_explanation():
    assert len(RULES) == len(plugins.RULES) + 1
    for code, rule in RULES.items():
        assert code == rule.code
        assert len(rule.title) > 5
        assert not rule.title.endswith(".")
        assert len(rule.explanation) > 40
        assert rule.explanation.endswith(".")

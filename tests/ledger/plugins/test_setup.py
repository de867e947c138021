from __future__ import annotations

import pytest

from ledger.book import Book


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('option "documents" "documents"', "books/a.beancount:3 has an option line"),
        ('  option "documents" "documents"', "books/a.beancount:3 has an option line"),
        ('plugin "beancount.plugins.leafonly"', "books/a.beancount:3 has a plugin line"),
        ('plugin "no.such.plugin"', "books/a.beancount:3 has a plugin line"),
    ],
)
def test_s101_an_option_or_plugin_in_an_included_file_is_dropped_by_beancount(load, write, breaks, line, says):
    """
    include "books/a.beancount"
    """
    write("books/a.beancount", f"; a comment\n\n{line}\n; the end")
    said = breaks(load(), "S101")
    assert says in said.message
    assert "which beancount ignores there: move it to budget.beancount" in said.message
    assert (said.file, said.line) == ("a.beancount", line.strip())


def test_s101_the_words_in_a_text_or_a_comment_are_no_option(load, write, keeps):
    """
    include "books/a.beancount"
    """
    write(
        "books/a.beancount",
        """
        ; option "title" "Other"
        2018-04-01 custom "fund" "EA" "grant"
          title: "Our
        option for
        plugin teams"
        2018-04-01 custom "disclosure" "a
          option "
        * option heading of an outline
        """,
    )
    book = load()
    assert keeps(book, "S101")
    assert book.register.funds["EA"].title == "Our\noption for\nplugin teams"


def test_s102_the_plugin_line_is_missing(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    """
    assert "our checks did not run" in breaks(book, "S102").message


def test_s102_the_plugin_line_in_an_included_file_is_missing_from_the_top(load, write, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    include "plugins.beancount"
    """
    write("plugins.beancount", 'plugin "ledger.plugins"')
    assert 'budget.beancount needs the line plugin "ledger.plugins"' in breaks(load(), "S102").message


def test_s102_the_plugin_line_stands_in_the_top_file(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    assert keeps(book, "S102")


def test_s103_a_pad_fills_any_gap(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Equity:EA:OpeningBalances
    2018-05-01 pad Assets:EA:Cash Equity:EA:OpeningBalances
    2018-06-01 balance Assets:EA:Cash  1000000.00 GBP
    """
    said = breaks(book, "S103")
    assert said.message == (
        "pad fills Assets:EA:Cash from Equity:EA:OpeningBalances: post the difference with its reason"
    )
    assert said.line.startswith("2018-05-01 pad")


def test_s103_an_opening_balance_is_posted_with_its_reason(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Equity:EA:OpeningBalances

    2018-04-01 * "Brought forward, as the closing statement of 2017-18 shows"
      Assets:EA:Cash              1000.00 GBP
      Equity:EA:OpeningBalances  -1000.00 GBP

    2018-06-01 balance Assets:EA:Cash  1000.00 GBP
    """
    assert keeps(book, "S103")


@pytest.mark.parametrize(
    "line", ["", 'option "tolerance_multiplier" "0.5"', 'option "inferred_tolerance_multiplier" "1"']
)
def test_s104_tolerance_that_lets_a_penny_pass(write, breaks, line):
    book = Book.load(write("budget.beancount", f'option "title" "Testshire"\nplugin "ledger.plugins"\n{line}'))
    said = breaks(book, "S104")
    assert 'needs option "tolerance_multiplier" "0" and no inferred_tolerance_default' in said.message
    assert said.line == 'option "title" "Testshire"'


def test_s104_strict_tolerance(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    assert keeps(book, "S104")


def test_s105_a_ledger_with_python_of_its_own(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "insert_pythonpath" "TRUE"
    plugin "ledger.plugins"
    """
    assert 'remove option "insert_pythonpath"' in breaks(book, "S105").message
    assert breaks(book, "S105").line == 'option "title" "Testshire"'


def test_s105_a_ledger_without_python(book, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    """
    assert keeps(book, "S105")


def test_s106_beancount_s_own_checks_switched_off(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "plugin_processing_mode" "raw"
    plugin "ledger.plugins"
    """
    assert "beancount's own checks must run" in breaks(book, "S106").message
    assert breaks(book, "S106").line == 'option "title" "Testshire"'


def test_s106_beancount_s_own_checks_run(book, keeps):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "plugin_processing_mode" "default"
    plugin "ledger.plugins"
    """
    assert keeps(book, "S106")


ROW = """
2018-06-29 * "Hubs Ltd" "June"
  extract: "gl"
  Expenses:EA:Delivery   100.00 GBP
  Assets:EA:Cash        -100.00 GBP
"""


def test_s107_a_generated_file_as_import_wrote_it(load, generate, keeps):
    """
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    generate("gl", ROW)
    assert keeps(load(), "S107")


@pytest.mark.parametrize(
    ("old", "new"), [("Hubs Ltd", "Hubs plc"), ("June", "June\\n"), ("gl", "gl "), ("2018-06-29", "2018-06-28")]
)
def test_s107_a_generated_file_edited_by_hand(load, generate, breaks, old, new):
    """
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    path = generate("gl", ROW)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    said = breaks(load(), "S107")
    assert "books/gl.beancount is not as import wrote it: restore it, or delete it and import gl" in said.message
    assert said.line.startswith('2018-06-30 custom "extract"')


def test_s107_two_generated_files_made_into_one(load, generate, breaks):
    """
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    path = generate("gl", ROW)
    other = generate("pay", ROW.replace('"gl"', '"pay"'))
    path.write_bytes(path.read_bytes() + other.read_bytes())
    assert "import gl again" in breaks(load(), "S107", times=2).message


def test_s107_a_generated_file_pasted_into_the_top_file(load, generate, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery
    """
    pasted = generate("gl", ROW).read_text(encoding="utf-8")
    top = load().path
    top.write_text(top.read_text(encoding="utf-8") + pasted, encoding="utf-8")
    assert "budget.beancount is not as import wrote it" in breaks(Book.load(top), "S107").message


@pytest.mark.parametrize("name", ["beancount.plugins.auto_accounts", "beancount.plugins.auto"])
def test_s108_accounts_that_open_themselves(write, breaks, name):
    book = Book.load(
        write(
            "budget.beancount",
            f"""
            option "title" "Testshire"
            option "tolerance_multiplier" "0"
            plugin "ledger.plugins"
            plugin "{name}"
            """,
        )
    )
    assert breaks(book, "S108").message == f'remove plugin "{name}": it opens accounts by itself'
    assert breaks(book, "S108").line == 'option "title" "Testshire"'


def test_s108_another_plugin_of_beancount_may_run(book, keeps):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    plugin "beancount.plugins.leafonly"
    plugin "ledger.plugins"
    """
    assert keeps(book, "S108")


def test_s109_a_plugin_that_runs_after_ours(book, breaks):
    """
    plugin "beancount.plugins.leafonly"
    """
    assert breaks(book, "S109").message == (
        'plugin "beancount.plugins.leafonly" runs after ours: put plugin "ledger.plugins" below it'
    )


def test_s109_a_plugin_that_runs_before_ours(book, keeps):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    plugin "beancount.plugins.leafonly"
    plugin "ledger.plugins"
    """
    assert keeps(book, "S109")


def test_s110_a_file_of_the_books_that_no_include_loads(load, write, breaks):
    """
    include "books/a.beancount"
    """
    write("books/a.beancount", "; loaded")
    write("books/2018-19/gl.beancount", "; not loaded")
    assert breaks(load(), "S110").message == (
        "books/2018-19/gl.beancount is not part of the ledger: include it in budget.beancount, or move it out of books/"
    )


def test_s110_every_file_of_the_books_is_loaded(load, write, keeps):
    """
    include "books/*/*.beancount"
    """
    write("books/2018-19/gl.beancount", "; loaded")
    write("openings/2018-19.beancount", "; not of the books")
    assert keeps(load(), "S110")


def test_s104_a_default_tolerance_lets_pence_go_missing(book, breaks):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "inferred_tolerance_default" "GBP:0.01"
    plugin "ledger.plugins"
    """
    assert "without it a penny can go missing" in breaks(book, "S104").message


def test_s111_a_calendar_that_cannot_be_read(load, write, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    write("calendar.toml", '[[year]]\nlabel = "2018-19"')
    book = load()
    said = breaks(book, "S111")
    assert said.message == ("calendar.toml cannot be read (not a calendar: 'periods'): correct it, or move it away")
    assert [one.code for one in book.findings] == ["S111"]
    assert (said.file, said.line) == ("calendar.toml", "[[year]]")


def test_s111_a_calendar_of_the_council_s_own(load, write, keeps):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    write(
        "calendar.toml",
        '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-02, end = 2019-04-01 }]',
    )
    assert keeps(load(), "S111")

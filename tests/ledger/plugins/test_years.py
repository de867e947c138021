"""S112 and S113: what a year brings forward is held against the whole, and no ledger of one year is part of it."""

from __future__ import annotations

import datetime
import re

import pytest
from closed_books import books_in

from ledger.book import Book
from ledger.close import NotClosedError

MAY = datetime.date(2019, 5, 31)
LATER = "books/2019-20/journals.beancount"
OPENINGS = "openings/2019-20.beancount"
NEXT_YEAR = """\
2019-04-30 * "Hubs Ltd" "April"
  Expenses:EA:Delivery     10.00 GBP
  Assets:EA:Cash          -10.00 GBP
"""


@pytest.fixture
def books(tmp_path):
    books = books_in(tmp_path)
    books.write(LATER, NEXT_YEAR)
    books.close("2018-19", MAY)
    return books


def a_penny_more(books, account, pounds):
    path = books.folder / OPENINGS
    text, count = re.subn(rf"({account} +){pounds} ", rf"\g<1>{pounds[:-1]}1 ", path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_close_of_a_year_writes_what_the_rules_ask_for(books, keeps):
    assert keeps(books.load(), "S112")
    one = Book.load(books.folder / "2019-20.beancount")
    assert keeps(one, "S113")
    assert (one.alone, one.findings) == ("2019-20", ())


def test_a_penny_moved_in_what_a_year_brings_forward_is_named_by_account(books, breaks):
    a_penny_more(books, "Assets:EA:Cash", "350.00")
    said = breaks(books.load(), "S112")
    assert "was edited: it brings forward £350.01 on Assets:EA:Cash, and the whole £350: run" in said.message
    assert said.file == "2019-20.beancount"
    assert 'run ealedger close "2018-19" again' in said.message


def test_income_of_earlier_years_is_named_by_the_account_it_came_from(books, breaks):
    books.edit(OPENINGS, "-700.00 GBP", "-699.99 GBP")
    said = breaks(books.load(), "S112")
    assert (
        "brings forward \N{MINUS SIGN}£699.99 on Income:EA:UpfrontFunding, and the whole \N{MINUS SIGN}£700"
        in said.message
    )


@pytest.mark.parametrize("edit", [";; a word\n", "\n", '2019-04-01 custom "fund" "Other" "grant"\n'])
def test_an_edit_that_moves_no_penny_is_found_too(books, breaks, edit):
    append(books.folder / OPENINGS, edit)
    assert "openings/2019-20.beancount was edited: run" in breaks(books.load(), "S112").message
    books.close("2018-19", MAY)
    assert books.codes() == []


@pytest.mark.parametrize("name", [OPENINGS, "2019-20.beancount", "2018-19.beancount", "openings/2018-19.beancount"])
def test_a_file_that_is_missing_is_named_and_a_close_again_writes_it(books, breaks, name):
    content = (books.folder / name).read_bytes()
    (books.folder / name).unlink()
    assert f"{name} is missing: run" in breaks(books.load(), "S112").message
    done = books.close("2018-19", MAY)
    assert (done.is_again, done.written) == (True, (books.folder / name,))
    assert (books.folder / name).read_bytes() == content
    with pytest.raises(NotClosedError, match="nothing is closed twice"):
        books.close("2018-19", MAY)


def test_the_ledger_of_a_year_that_was_edited_or_lags_behind_the_whole_is_found(books, breaks):
    append(books.folder / "2019-20.beancount", ";; mine\n")
    assert "2019-20.beancount was edited" in breaks(books.load(), "S112").message
    books.close("2018-19", MAY)
    books.edit("budget.beancount", "Testshire County Council", "Testshire")
    message = breaks_first(books)
    assert "2018-19.beancount is not what budget.beancount and its files ask for now" in message
    books.close("2018-19", MAY)
    assert books.codes() == []


def breaks_first(books):
    found = [one.message for one in books.load().findings if one.code == "S112"]
    assert len(found) == 2
    return found[0]


def test_what_an_earlier_year_says_otherwise_since_is_named_until_it_is_closed_again(books, breaks):
    books.reopen("2018-19", MAY)
    assert books.codes() == []
    books.append(
        "books/2018-19/journals.beancount",
        '2019-03-31 * "Hubs Ltd" "March"\n  Expenses:EA:Delivery  1.00 GBP\n  Assets:EA:Cash  -1.00 GBP\n',
    )
    said = breaks(books.load(), "S112")
    assert "brings forward £350 on Assets:EA:Cash, and the whole £349; brings forward £350 on Expenses" in said.message
    assert "close the year again" in said.message
    books.close("2018-19", MAY)
    assert books.codes() == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("books/2019-20/journals.beancount", 'a late one"\n  period: "2018-19 P13"\n'),
        ("books/2019-20/late.beancount", 'in a new file"\n  period: "2018-19 P12"\n'),
        ("books/2017-18/early.beancount", 'in an earlier year"\n  period: "2018-19 P12"\n'),
    ],
)
def test_an_entry_of_an_earlier_year_counts_wherever_it_stands(books, name, text):
    books.reopen("2018-19", MAY)
    books.write(name, (books.folder / name).read_text(encoding="utf-8") if (books.folder / name).exists() else "")
    books.append(name, f'2019-05-03 * "{text}  Expenses:EA:Delivery  1.00 GBP\n  Assets:EA:Cash  -1.00 GBP\n')
    found = [one.message for one in books.load().findings if one.code == "S112"]
    if "2019-20" in name:
        assert found != []
    else:
        assert "openings/2019-20.beancount brings forward £350 on Assets:EA:Cash, and the whole £349" in "\n".join(
            found
        )
    books.close("2018-19", MAY)
    assert books.codes() == []
    whole, one = books.load().postings, Book.load(books.folder / "2019-20.beancount").postings
    assert total(whole, "Assets:EA:Cash") == total(one, "Assets:EA:Cash") == 33900


def total(table, account):
    return table[table["account"] == account]["pence"].sum()


def test_what_was_agreed_in_an_earlier_year_s_file_is_brought_forward_as_well(books, breaks):
    books.reopen("2018-19", MAY)
    books.append("books/2018-19/journals.beancount", '2018-09-01 custom "disclosure" "Agreed in September."\n')
    assert "is not what the books bring forward now" in breaks(books.load(), "S112").message
    books.close("2018-19", MAY)
    disclosures = Book.load(books.folder / "2019-20.beancount").register.disclosures
    assert disclosures == ("All of it is made up.", "Agreed in September.")


def test_the_ledger_of_one_year_is_an_error_once_it_was_edited(books, breaks):
    a_penny_more(books, "Assets:EA:Cash", "350.00")
    a_penny_more(books, "Equity:EA:BroughtForward", "-700.00")
    said = breaks(Book.load(books.folder / "2019-20.beancount"), "S113")
    assert "openings/2019-20.beancount is not as it was written: delete it, then run ealedger" in said.message


def test_openings_that_the_whole_includes_are_an_error_and_switch_no_check_off(books, breaks):
    books.edit("budget.beancount", 'include "books/*.beancount"', f'include "{OPENINGS}"\ninclude "books/*.beancount"')
    book = books.load()
    assert "openings/2019-20.beancount is of a ledger of one year alone" in breaks(book, "S113").message
    assert (book.alone, book.not_judged) == ("", ())


@pytest.mark.parametrize("year", ["2018-19", "2020-21"])
def test_a_ledger_of_one_year_that_loads_another_is_judged_by_every_check(books, breaks, year):
    books.write("books/2020-21/journals.beancount", ";; nothing yet\n")
    books.edit("2019-20.beancount", 'include "books/2019-20/*', f'include "books/{year}/*')
    book = Book.load(books.folder / "2019-20.beancount")
    assert "and 2019-20.beancount is none as a close writes it" in breaks(book, "S113", times=2).message
    assert (book.alone, book.not_judged) == ("", ())


def test_a_copy_under_another_name_is_no_ledger_of_one_year(books, breaks):
    (books.folder / "mine.beancount").write_bytes((books.folder / "2019-20.beancount").read_bytes())
    assert (
        "is of a ledger of one year alone"
        in breaks(Book.load(books.folder / "mine.beancount"), "S113", times=2).message
    )


def test_books_that_are_not_closed_ask_for_no_such_ledger(tmp_path, keeps):
    books = books_in(tmp_path)
    books.close()
    assert keeps(books.load(), "S112")
    assert not (tmp_path / "openings").exists()


def test_a_ledger_of_a_year_of_which_the_books_hold_nothing_is_to_be_deleted(books, breaks):
    books.write("2021-22.beancount", (books.folder / "2019-20.beancount").read_text(encoding="utf-8"))
    assert "2021-22.beancount is of 2021-22, of which the books hold nothing" in breaks(books.load(), "S112").message


@pytest.mark.parametrize("name", ["2018-19.beancount", "openings/2018-19.beancount"])
def test_a_file_kept_by_hand_in_the_place_of_a_year_s_ledger_is_never_called_edited(books, breaks, name):
    (books.folder / name).write_text("; mine\n", encoding="utf-8")
    said = breaks(books.load(), "S112")
    assert said.message.startswith(f"{name} is kept by hand")
    assert "give yours another name" in said.message

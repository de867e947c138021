"""L1xx: what was sealed is held against the books; every rule has books that break it and books that keep it."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from closed_books import books_in

from ledger.close import NotClosedError
from ledger.plugins import sealed

JOURNALS = "books/2018-19/journals.beancount"


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path)


@pytest.fixture
def closed(books):
    books.close()
    return books


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (JOURNALS, "Delivery    100.00 GBP\n  Assets:EA:Cash         -100.00", "Delivery    100.01 GBP\n  Assets:EA:Cash         -100.01",
         "SAP/1/1 of 2018-05-10 was changed after 2018-19 Q1 was closed on 2018-07-20: posting 1 amount is 100.01 GBP, was 100.00 GBP; posting 2 amount is -100.01 GBP, was -100.00 GBP; put it back"),
        (JOURNALS, "2018-05-10 *", "2018-05-11 *", "date is 2018-05-11, was 2018-05-10"),
        (JOURNALS, "2018-05-10 *", "2018-06-11 *", "date is 2018-06-11, was 2018-05-10"),
        (JOURNALS, "2018-05-10 *", "2018-05-10 !", "flag is !, was *"),
        (JOURNALS, '"Hubs Ltd" "May"', '"Hubs Lte" "May"', "payee is Hubs Lte, was Hubs Ltd"),
        (JOURNALS, '"May"', '"Mai"', "narration is Mai, was May"),
        (JOURNALS, '"C1"', '"C2"', 'cost-centre: is "C2", was "C1"'),
        (JOURNALS, '  cost-centre: "C1"\n', "", 'cost-centre: is gone, was "C1"'),
        (JOURNALS, '"SAP/1/1"', '"SAP/1/2"', 'doc: is "SAP/1/2", was "SAP/1/1"'),
        (JOURNALS, "#grant", "#grants", "tags 1 is grants, was grant"),
        (JOURNALS, "^first", "^second", "links 1 is second, was first"),
        (JOURNALS, "Expenses:EA:Delivery    100.00", "Expenses:EA:Evaluation    100.00",
         "posting 1 account is Expenses:EA:Evaluation, was Expenses:EA:Delivery"),
        (JOURNALS, "balance Assets:EA:Cash  600.00 GBP", "balance Liabilities:EA:Creditors  600.00 GBP", "account is Liabilities:EA:Creditors"),
        ("books/agreements.beancount", "2018-04-30 700.00 GBP", "2018-04-30 701.00 GBP", "values 3 is 701.00 GBP, was 700.00 GBP"),
        ("books/agreements.beancount", '"Earned Autonomy"', '"Earned autonomy"', 'title: is "Earned autonomy", was "Earned Autonomy"'),
        ("books/accounts.beancount", "2018-04-01 open Expenses:EA:Unallocated", "2018-04-02 open Expenses:EA:Unallocated",
         "date is 2018-04-02, was 2018-04-01"),
    ],
)  # fmt: skip
def test_a_changed_entry_is_named_with_what_was_changed(closed, breaks, file, old, new, said):
    closed.edit(file, old, new)
    if "balance" not in old:
        assert [code for code in closed.codes() if code[0] == "L"] == ["L101"]
    assert said in breaks(closed.load(), "L101").message


def test_what_is_added_and_what_is_taken_out_is_named(closed, breaks):
    closed.append(
        JOURNALS, '2018-06-11 * "Late Ltd" "late"\n  Expenses:EA:Evaluation  5.00 GBP\n  Assets:EA:Cash  -5.00 GBP\n'
    )
    said = breaks(closed.load(), "L102")
    assert said.message.startswith("Late Ltd late of 2018-06-11 was added after 2018-19 Q1 was closed on 2018-07-20")
    assert said.line.startswith('2018-06-11 * "Late Ltd"')


def test_what_is_taken_out_is_named(closed, breaks):
    closed.edit(JOURNALS, '2018-05-10 * "Hubs Ltd" "May"\n  doc: "SAP/1/1"\n  cost-centre: "C1"\n  Expenses:EA:Delivery    100.00 GBP\n  Assets:EA:Cash         -100.00 GBP\n', "")  # fmt: skip
    said = breaks(closed.load(), "L103")
    assert said.message == "SAP/1/1 of 2018-05-10 was removed after 2018-19 Q1 was closed on 2018-07-20: put it back"
    assert 'custom "period-close" "2018-19 Q1"' in said.line


def test_an_entry_that_moved_to_the_open_period_is_said_to_stand_there(closed, breaks):
    closed.edit(JOURNALS, "2018-05-10 *", "2018-07-11 *")
    assert "; it stands in books/2018-19/journals.beancount:" in breaks(closed.load(), "L103").message


def test_a_file_that_is_no_longer_there_takes_its_entries_out(books, breaks):
    more = books.write("books/more.beancount", "2018-04-01 open Expenses:EA:Coordination\n")
    books.close()
    more.unlink()
    assert breaks(books.load(), "L103").message.startswith("2018-04-01 open Expenses:EA:Coordination was removed")


def test_order_comments_and_files_do_not_matter(closed, keeps):
    text = (closed.folder / JOURNALS).read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    moved = [one for one in blocks if "SAP/1/1" in one]
    rest = [one for one in reversed(blocks) if one not in moved]
    closed.write(JOURNALS, ";; a comment\n" + "\n\n;; another\n".join(one.strip("\n") for one in rest) + "\n")
    closed.write("books/2018-19/more.beancount", moved[0].replace("100.00 GBP", "  100.00 GBP ; why") + "\n")
    book = closed.load()
    for code in ("L101", "L102", "L103", "L104"):
        assert keeps(book, code)


def test_what_is_closed_and_unchanged_is_kept(closed, keeps):
    book = closed.load()
    assert keeps(book, "L101")
    assert keeps(book, "L102")
    assert keeps(book, "L103")
    assert keeps(book, "L104")
    assert keeps(book, "L105")
    assert keeps(book, "L106")


def test_a_later_directive_amends_an_agreement_of_a_closed_period(closed, keeps):
    closed.append(
        "books/agreements.beancount",
        '2018-08-01 custom "agreement" "EA1" "EA" "upfront"\n  title: "Earned Autonomy, extended"\n  funder: "MHCLG"\n',
    )
    book = closed.load()
    assert keeps(book, "L101")
    assert book.register.agreements["EA1"].title == "Earned Autonomy, extended"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda books: (books.folder / "books/2018-19/2018-19-Q1.sealed").unlink(),
         "the seal of 2018-19 Q1, books/2018-19/2018-19-Q1.sealed, is missing: restore it from a backup or a pack"),
        (lambda books: books.edit("books/2018-19/2018-19-Q1.sealed", '"payee":"Hubs Ltd","postings":[{"account":"Expenses:EA:Delivery","amount":"100.00 GBP"}', '"payee":"Hubs Ltd","postings":[{"account":"Expenses:EA:Delivery","amount":"200.00 GBP"}'),
         "was edited: its sha256 is not the one that its period-close states"),
        (lambda books: books.edit(JOURNALS, '"A. Officer"\n  previous', '"B. Officer"\n  previous'),
         "was changed after it was written: its seal does not fit what it says"),
        (lambda books: books.edit(JOURNALS, "  entries: ", "  entries: 1"), "was changed after it was written"),
        (lambda books: books.edit(JOURNALS, 'period-close" "2018-19 Q1"', 'period-close" "2018-19 P14"'), "a period-close names no period"),
    ],
)  # fmt: skip
def test_a_seal_that_is_missing_or_edited_is_named(closed, breaks, act, said):
    act(closed)
    assert said in breaks(closed.load(), "L104").message


@pytest.mark.parametrize(
    "name", ["", "/etc/hostname", "books/2018-19/../../../x.sealed", "books/2018-19/journals.beancount"]
)
def test_a_seal_is_looked_for_in_books_alone(closed, name):
    """A snapshot from elsewhere may name any file of the machine that checks it."""
    view = SimpleNamespace(top=closed.ledger)
    record = SimpleNamespace(metadata={"sealed": name}, values={"digest": "sha256:0"})
    assert "is missing" in sealed._content(view, record)


def test_a_close_taken_out_of_the_middle_breaks_the_chain(closed, breaks):
    before = closed.journals.read_text(encoding="utf-8")
    first = before[before.index("\n2018-07-20 custom") :]
    closed.close("2018-19 Q2", datetime.date(2018, 10, 20))
    closed.edit(JOURNALS, first, "")
    said = breaks(closed.load(), "L104").message
    assert (
        said == "the period-close of 2018-19 Q2 on 2018-10-20 follows a close or reopen that is no longer in the books"
    )
    assert "2018-19-Q1.sealed belongs to no period-close" in breaks(closed.load(), "L106").message


def test_two_closes_that_follow_the_same_one_are_named(closed, breaks):
    text = closed.journals.read_text(encoding="utf-8")
    close = text[text.index("\n2018-07-20 custom") :]
    closed.close("2018-19 Q2", datetime.date(2018, 10, 20))
    closed.append(JOURNALS, close)
    assert "follows the same close or reopen as another does" in breaks(closed.load(), "L104").message


def test_a_close_by_hand_is_told_of(books, breaks):
    books.append(JOURNALS, '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n')
    assert breaks(books.load(), "L105").message == "2018-19 Q1 was closed by hand: run ealedger close to seal it"
    books.close()
    assert books.codes() == []


def test_a_reopening_by_hand_is_told_of_and_is_chained_before_the_next_close(closed, breaks):
    closed.append(JOURNALS, '2018-08-02 custom "period-reopen" "2018-19 Q1" "why, and who"\n')
    said = "2018-19 Q1 was reopened by hand: run ealedger reopen for it, with the reason"
    assert breaks(closed.load(), "L105").message == said
    with pytest.raises(NotClosedError, match="2018-19 Q1 was reopened by hand on 2018-08-02, which nothing chains"):
        closed.close(day=datetime.date(2018, 8, 3))
    closed.reopen(day=datetime.date(2018, 8, 3))
    closed.close(day=datetime.date(2018, 8, 3))
    assert closed.codes() == []


def test_a_seal_without_a_close_is_told_of(books, breaks):
    books.write("books/2018-19/2018-19-Q1.sealed", "x\n")
    assert breaks(books.load(), "L106").message.startswith("books/2018-19/2018-19-Q1.sealed belongs to no period-close")
    books.close()
    assert books.codes() == []


REVERSAL = """\
2019-04-10 * "Hubs Ltd" "Correction: May"
  reverses: "{name}"{more}
  Expenses:EA:Delivery    -100.00 GBP
  Assets:EA:Cash           100.00 GBP
"""


def test_a_correction_names_an_entry_that_is_there(books, breaks, keeps):
    books.write("books/2019-20/journals.beancount", REVERSAL.format(name="SAP/1/9", more='\n  relates-to: "2018-19"'))
    assert breaks(books.load(), "L107").message == 'reverses: "SAP/1/9" names no entry of the books: name its doc:'
    books.write("books/2019-20/journals.beancount", REVERSAL.format(name="SAP/1/1", more='\n  relates-to: "2018-19"'))
    assert keeps(books.load(), "L107")
    assert keeps(books.load(), "L108")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", 'SAP/1/1 is of 2018-19, and its reversal of 2019-20: add relates-to: "2018-19"'),
        ('\n  relates-to: "last year"', 'relates-to: "last year" is no financial year'),
    ],
)
def test_a_correction_names_the_year(books, breaks, more, said):
    books.write("books/2019-20/journals.beancount", REVERSAL.format(name="SAP/1/1", more=more))
    assert said in breaks(books.load(), "L108").message

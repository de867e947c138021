"""Closing and reopening: what refuses a close, what it leaves behind when it is stopped, and what it cannot be told by."""

from __future__ import annotations

import datetime
import errno
import hashlib
import pathlib
import random
import re

import pytest
from closed_books import DAY, OFFICER, books_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import close, store
from ledger.closing import Closed

Q1 = "books/2018-19/2018-19-Q1.sealed"
OCTOBER = datetime.date(2018, 10, 20)
NAME = "books/2018-19/journals.beancount"


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path)


def directive(books, period="2018-19 Q1"):
    return [one for one in books.load().register.records if one.values.get("period") == period][-1]


def test_a_close_seals_the_entries_of_its_period_and_no_other(books):
    done = books.close()
    lines = (books.folder / Q1).read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["earned-autonomy-ledger seal 1", "2018-19 Q1"]
    assert lines[2:] == sorted(lines[2:])
    assert (done.entries, len(lines) - 2) == (14, 14)
    assert {line.partition(" {")[0] for line in lines[2:]} == {"2018-19 P01", "2018-19 P02", "2018-19 P03"}
    assert not [line for line in lines if "July" in line or "disclosure" in line]
    one = directive(books)
    assert one.values["digest"] == f"sha256:{hashlib.sha256((books.folder / Q1).read_bytes()).hexdigest()}"
    assert (one.values["officer"], one.metadata["previous"], one.metadata["sealed"]) == (OFFICER, "none", Q1)
    assert books.codes() == []


def test_each_close_names_the_one_before_it(books):
    books.close()
    books.close("2018-19 Q2", OCTOBER)
    assert directive(books, "2018-19 Q2").metadata["previous"] == directive(books).metadata["seal"]


def test_posting_periods_decide_and_march_closes_twice(books):
    books.append(
        NAME,
        """\
        2019-03-31 * "Hubs Ltd" "March"
          Expenses:EA:Delivery    1.00 GBP
          Assets:EA:Cash         -1.00 GBP

        2019-03-31 * "Hubs Ltd" "March, found later"
          period: "2018-19 P13"
          Expenses:EA:Delivery    2.00 GBP
          Assets:EA:Cash         -2.00 GBP

        2019-03-31 open Liabilities:EA:Accruals
          period: "2018-19 P13"
        """,
    )
    for number, day in enumerate((DAY, OCTOBER, datetime.date(2019, 1, 20)), start=1):
        books.close(f"2018-19 Q{number}", day)
    april = datetime.date(2019, 4, 10)
    for period in ("P10", "P11", "P12"):
        books.close(f"2018-19 {period}", april)
    sealed = (books.folder / "books/2018-19/2018-19-P12.sealed").read_text(encoding="utf-8")
    assert ("found later" in sealed, '"narration":"March"' in sealed) == (False, True)
    books.edit(NAME, "found later", "found much later")
    assert books.codes() == []
    assert books.close("2018-19 P13", april).entries == 2
    books.edit(NAME, "found much later", "found later")
    assert books.codes() == ["L101"]


def test_a_directive_holds_from_its_day_whatever_period_it_states(books):
    books.close()
    books.append(
        "books/agreements.beancount",
        '2018-05-01 custom "instalment" "EA1" 2018-05-30 9.00 GBP "upfront" "2018-19"\n  period: "2018-19 P09"\n',
    )
    assert books.codes() == ["L102"]


def test_a_period_without_entries_can_be_closed(books):
    books.close()
    books.close("2018-19 Q2", OCTOBER)
    assert books.close("2018-19 Q3", datetime.date(2019, 1, 7)).entries == 0
    assert books.codes() == []


def test_the_whole_year_can_be_sealed_after_its_quarters(books):
    for number, day in enumerate((DAY, OCTOBER, datetime.date(2019, 1, 20), datetime.date(2019, 4, 20)), start=1):
        books.close(f"2018-19 Q{number}", day)
    assert books.close("2018-19", datetime.date(2019, 6, 1)).entries == 16
    assert books.codes() == []
    books.edit(NAME, '"July"', '"Juli"')
    assert books.codes() == ["L101"]


@pytest.mark.parametrize(
    ("prepare", "period", "day", "said"),
    [
        (lambda _: None, "2018-19 Q1", datetime.date(2018, 6, 29), "2018-19 Q1 ends on 2018-06-30, after 2018-06-29: close it once it is over"),
        (lambda _: None, "2018-19 Q2", OCTOBER, "2018-19 P01 to 2018-19 P03 are still open: periods are closed in their order, so close those first"),
        (lambda books: books.close("2018-19 P01"), "2018-19 P03", OCTOBER, "2018-19 P02 is still open"),
        (lambda books: books.close(), "2018-19 Q1", OCTOBER, "2018-19 Q1 was closed on 2018-07-20 by A. Officer: nothing is closed twice; to change it, reopen it"),
        (lambda books: books.close(), "2018-19 P02", OCTOBER, "2018-19 P02 was closed on 2018-07-20"),
        (lambda books: books.close("2018-19 P01", OCTOBER), "2018-19 P02", DAY, "the books were closed or reopened on 2018-10-20, after 2018-07-20"),
        (lambda books: books.edit(NAME, "Delivery    100.00", "Delivery    100.10"), "2018-19 Q1", DAY, "budget.beancount has "),
        (lambda books: books.edit("budget.beancount", 'include "books/*/*.beancount"', 'include "books/2018-19/jour*"'), "2019-20 Q1", datetime.date(2019, 7, 1), "would be no part of the ledger"),
    ],
)  # fmt: skip
def test_what_refuses_a_close_and_writes_nothing(books, prepare, period, day, said):
    prepare(books)
    before = snapshot(books)
    with pytest.raises(close.NotClosedError, match=re.escape(said)):
        books.close(period, day)
    assert snapshot(books) == before


@pytest.mark.parametrize("officer", ["", " ", "-"])
def test_a_close_needs_a_name(books, officer):
    with pytest.raises(close.NotClosedError, match="a close needs the name of who closes"):
        close.close(books.ledger, "2018-19 Q1", officer, DAY)


UNMAPPED = """\
2018-06-11 ! "Late Ltd" "unmapped"
  extract: "gl"
  doc: "SAP/9/1"
  Expenses:EA:Unallocated    5.00 GBP
  Assets:EA:Cash            -5.00 GBP

2018-06-12 ! "Late Ltd" "unmapped, a credit note"
  extract: "gl"
  doc: "SAP/9/2"
  Expenses:EA:Unallocated   -5.00 GBP
  Assets:EA:Cash             5.00 GBP
"""
MOVED = """\
2018-06-30 * "" "unmapped row to delivery"
  Expenses:EA:Delivery       5.00 GBP
  Expenses:EA:Unallocated   -5.00 GBP

2018-06-30 * "" "and its credit note"
  Expenses:EA:Delivery      -5.00 GBP
  Expenses:EA:Unallocated    5.00 GBP
"""


def test_rows_in_unallocated_refuse_a_close_until_each_is_moved(books, monkeypatch):
    # What a real extract's own checks say of the rows is not the matter here.
    monkeypatch.setattr("ledger.book.Book.errors", property(lambda _: ()))
    books.append(NAME, UNMAPPED)
    with pytest.raises(close.NotClosedError) as refused:
        books.close()
    assert "£5 stands in Expenses:EA:Unallocated, so 2018-19 Q1 is not closed" in str(refused.value)
    assert "SAP/9/1 of £5 (books/2018-19/journals.beancount:" in str(refused.value)
    books.append(NAME, MOVED.partition("\n\n")[0] + "\n")
    with pytest.raises(close.NotClosedError, match=re.escape("SAP/9/2 of \N{MINUS SIGN}£5")):
        books.close()
    books.append(NAME, MOVED.partition("\n\n")[2])
    books.close()


def test_an_earlier_year_that_is_open_is_told_of_and_stops_nothing(books):
    books.append(
        "books/accounts.beancount",
        '2018-03-31 open Equity:EA:OpeningBalances\n2018-03-31 open Assets:EA:Prepayments\n\n2018-03-31 * "" "brought forward"\n'
        "  Assets:EA:Prepayments  1.00 GBP\n  Equity:EA:OpeningBalances  -1.00 GBP\n",
    )
    books.edit("books/agreements.beancount", '2018-04-01 custom "fund"', '2018-03-01 custom "fund"')
    assert books.close().notes == ("2017-18 is still open: close it once its accounts are settled",)


def snapshot(books):
    return {
        path.relative_to(books.folder).as_posix(): path.read_bytes()
        for path in books.folder.rglob("*")
        if path.is_file() and path.name != store.LOCK_NAME
    }


def test_reopened_periods_may_change_and_are_closed_again_on_the_chain(books):
    books.close()
    with pytest.raises(close.NotClosedError, match="a reopening needs a reason"):
        books.reopen(because=" ")
    with pytest.raises(close.NotClosedError, match="2018-19 Q2 is not closed, so there is nothing to reopen"):
        books.reopen("2018-19 Q2")
    books.reopen()
    books.edit(NAME, '"May"', '"Mai"')
    assert books.codes() == []
    books.close()
    assert (books.folder / "books/2018-19/2018-19-Q1-2.sealed").is_file()
    assert books.codes() == []
    books.edit(NAME, '"Mai"', '"May"')
    assert books.codes() == ["L101"]


def test_a_later_period_stays_closed_while_an_earlier_one_is_reopened(books):
    books.close()
    books.close("2018-19 Q2", OCTOBER)
    assert books.reopen("2018-19 Q1", OCTOBER).notes == ("2018-19 Q2 stays closed: what is brought forward may change",)
    books.close(day=OCTOBER)
    assert books.codes() == []


def test_a_month_reopened_leaves_the_others_of_its_quarter_sealed(books):
    books.close()
    books.reopen("2018-19 P03")
    books.edit(NAME, '"June"', '"Juni"')
    assert books.codes() == []
    books.edit(NAME, '"May"', '"Mai"')
    assert books.codes() == ["L101"]
    books.edit(NAME, '"Mai"', '"May"')
    books.close("2018-19 P03")
    assert books.codes() == []
    books.edit(NAME, '"Juni"', '"June"')
    assert books.codes() == ["L101"]


def test_a_reopening_is_said_by_later_statements_and_cannot_be_taken_back(books):
    books.close()
    books.reopen(day=datetime.date(2018, 8, 2))
    book = books.load()
    said = "2018-19 Q1 was reopened on 2018-08-02 (A. Officer): a late invoice; not closed again since."
    assert said in book.disclosures(book.period("2018-19 Q2"))
    assert said not in book.disclosures(book.calendar.parse("2017-18"))
    books.close(day=datetime.date(2018, 8, 3))
    book = books.load()
    assert "a late invoice; closed again on 2018-08-03." in book.disclosures(book.period("2018-19 Q2"))[-1]
    text = books.journals.read_text(encoding="utf-8")
    start = text.index("2018-08-02 custom")
    books.journals.write_text(text[:start] + text[text.index("2018-08-03 custom") :], encoding="utf-8")
    assert books.codes() == ["L104"]


def test_what_was_reopened_at_once_is_closed_again_by_the_last_of_its_periods(books):
    books.close()
    books.reopen()
    books.close("2018-19 P01", datetime.date(2018, 8, 1))
    books.close("2018-19 P02", datetime.date(2018, 8, 2))
    assert "; not closed again since." in books.load().disclosures(books.load().period("2018-19 Q1"))[-1]
    books.close("2018-19 P03", datetime.date(2018, 8, 3))
    assert "; closed again on 2018-08-03." in books.load().disclosures(books.load().period("2018-19 Q1"))[-1]


def test_the_order_of_closes_of_one_day_is_the_chain_s_not_the_file_s(books):
    books.close()
    books.reopen()
    text = books.journals.read_text(encoding="utf-8")
    start, middle = text.index("2018-07-20 custom"), text.index('2018-07-20 custom "period-reopen"')
    books.journals.write_text(text[:start] + text[middle:] + "\n" + text[start:middle], encoding="utf-8")
    book = books.load()
    assert Closed(book.register.records, book.calendar).since(201802) is None
    assert books.codes() == []


@pytest.mark.parametrize("at", [0, 1])
def test_a_close_that_is_stopped_between_its_writes_closed_nothing_and_can_be_run_again(books, monkeypatch, at):
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
            books.close()
    assert books.journals.read_bytes() == before
    assert books.codes() == (["L106"] if at else [])
    assert not list(books.folder.rglob("*.tmp"))
    book = books.load()
    assert Closed(book.register.records, book.calendar).since(201801) is None
    books.close()
    assert books.codes() == []


def test_a_full_disk_leaves_everything_as_it_was(books, monkeypatch):
    before = snapshot(books)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ledger.store.os.fsync", full)
    with pytest.raises(store.NotWrittenError, match="No space left on device"):
        books.close()
    assert snapshot(books) == before


def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(books, monkeypatch):
    before = snapshot(books)

    def read_only(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("ledger.store.tempfile.mkstemp", read_only)
    with pytest.raises(store.NotWrittenError, match="nothing was changed"):
        books.close()
    assert snapshot(books) == before


def shuffled(text: str, chance: random.Random) -> str:
    blocks = [one.strip("\n") for one in text.split("\n\n")]
    blocks = [part for one in blocks for part in re.split(r"\n(?=\d{4}-)", one)]
    chance.shuffle(blocks)
    return "\n\n".join(f";; {chance.random()}\n{one}" for one in blocks) + "\n"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_the_digest_is_the_same_in_any_order_with_any_comments_in_any_files(tmp_path_factory, seed):
    chance = random.Random(seed)  # noqa: S311 - the same books every time, and no secret
    plain, mixed = books_in(tmp_path_factory.mktemp("plain")), books_in(tmp_path_factory.mktemp("mixed"))
    for file in ("books/accounts.beancount", "books/agreements.beancount", NAME):
        mixed.write(file, shuffled((mixed.folder / file).read_text(encoding="utf-8"), chance))
    (mixed.folder / "books/agreements.beancount").rename(mixed.folder / f"books/2018-19/a{seed}.beancount")
    plain.close()
    mixed.close()
    assert directive(plain).values["digest"] == directive(mixed).values["digest"]
    # And once closed, in any order again.
    text = mixed.journals.read_text(encoding="utf-8")
    mixed.journals.write_text(shuffled(text, chance), encoding="utf-8")
    assert mixed.codes() == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_edit_of_a_closed_entry_is_named_and_named_alone(tmp_path_factory, data):
    books = books_in(tmp_path_factory.mktemp("books"))
    books.close()
    text = books.journals.read_text(encoding="utf-8")
    end = text.index("2018-07-10 *")
    places = [found.start() for found in re.finditer(r'(?<=[A-Za-z])[a-z](?=[^\n]*")|(?<=-0)\d(?=-)', text[:end])]
    place = data.draw(st.sampled_from(places))
    other = "4" if text[place].isdigit() and text[place] != "4" else "5" if text[place].isdigit() else "x"
    line = text[: place + 1].count("\n") + 1
    if text.splitlines()[line - 1].startswith(";;"):
        return
    books.journals.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
    found = [one for one in books.load().findings if one.code[0] == "L"]
    assert [one.code for one in found] == ["L101"], [one.message for one in found]


def test_what_a_journal_left_in_unallocated_is_refused_until_another_takes_it_out(books):
    entry = '2018-06-{} * "in doubt"\n  Expenses:EA:Unallocated  {}5.00 GBP\n  {}  {}5.00 GBP\n\n'
    books.append(NAME, entry.format("20", "", "Assets:EA:Cash", "-"))
    books.edit(NAME, "balance Assets:EA:Cash  600.00 GBP", "balance Assets:EA:Cash  595.00 GBP")
    with pytest.raises(
        close.NotClosedError, match=r"£5 stands in Expenses:EA:Unallocated, so 2018-19 Q1 is not closed.*in doubt of £5"
    ):
        books.close()
    books.append(NAME, entry.format("21", "-", "Expenses:EA:Delivery", ""))
    books.close()

"""What a year's end lacks is proposed in one list; accepted, nothing is left, and the year closes."""

from __future__ import annotations

import datetime

import pytest
from closed_books import books_in

from ledger import year_end

NAME = "books/2018-19/journals.beancount"
APRIL = datetime.date(2019, 4, 20)


@pytest.fixture
def books(tmp_path):
    return books_in(tmp_path)


def proposed(books, period="2018-19"):
    book = books.load()
    assert book.errors == ()
    return year_end.proposed_text(book, book.calendar.parse(period))


def accept(books, texts):
    books.append(NAME, "\n".join(one for one in texts if not one.startswith(";")))


def test_restricted_money_that_is_unspent_goes_to_the_reserve(books):
    books.edit("books/agreements.beancount", 'recognition: "none"', 'recognition: "restriction"')
    assert proposed(books, "2018-19 Q1") == []
    found = proposed(books)
    assert "".join(found) == (
        "2018-04-01 open Equity:EA:MovementInReserves\n2018-04-01 open Equity:EA:EarmarkedReserve\n"
        '2019-03-31 * "" "EA1: unspent, to the earmarked reserve"\n  agreement: "EA1"\n'
        "  Equity:EA:MovementInReserves   350.00 GBP\n  Equity:EA:EarmarkedReserve    -350.00 GBP\n"
    )
    for number, day in enumerate(("2018-07-20", "2018-10-20", "2019-01-20"), start=1):
        books.close(f"2018-19 Q{number}", datetime.date.fromisoformat(day))
    note = "1 entry is proposed for the year's end and not in the books: ealedger close '2018-19 P12' --propose"
    books.close("2018-19 P10", APRIL)
    books.close("2018-19 P11", APRIL)
    assert note in books.close("2018-19 P12", APRIL).notes
    # March is closed: what is proposed now, its accounts with it, is of the adjusting period.
    accept(books, proposed(books))
    assert '  period: "2018-19 P13"\n' in books.journals.read_text(encoding="utf-8")
    assert proposed(books) == []
    books.close("2018-19 P13", APRIL)
    assert books.codes() == []


def test_under_a_condition_what_is_not_decided_is_shown_as_a_carry_forward_to_approve(books):
    books.edit(
        "books/agreements.beancount", 'recognition: "none"', 'recognition: "condition"\n  carry-forward: "by-approval"'
    )
    books.append("books/accounts.beancount", "2018-04-01 open Liabilities:EA:ReceiptsInAdvance\n")
    books.edit(NAME, "  Income:EA:UpfrontFunding    -700.00 GBP", "  Liabilities:EA:ReceiptsInAdvance    -700.00 GBP")
    texts = proposed(books)
    entries, comments = [one for one in texts if one[0] != ";"], [one for one in texts if one[0] == ";"]
    assert [one.partition('"EA1: ')[2].partition('"')[0] for one in entries] == ["released by eligible spending"]
    assert '; 2019-04-01 custom "carry-forward" "EA1" "2018-19" 350.00 GBP "who approved it' in comments[0]
    accept(books, texts)
    books.append(NAME, comments[0].split("\n")[2].removeprefix("; ") + "\n")
    assert proposed(books) == []


POOL = """\
2018-04-01 custom "fund" "Pool" "pool"
  surplus: "carry-forward"
2018-04-01 custom "partner" "Police" "police" "The Police"
2018-04-01 custom "partner" "Council" "council" "The Council"
2018-04-01 custom "share" "Pool" "Police" "1/2" "contribution"
2018-04-01 custom "share" "Pool" "Council" "1/2" "contribution"
2018-04-01 custom "contribution" "Pool" "Police" 2018-04-01 2019-03-31 60.00 GBP "cash"
2018-04-01 open Assets:Pool:Cash
2018-04-01 open Assets:Pool:ContributionsReceivable:Police
2018-04-01 open Income:Pool:Contributions:Police
2018-04-01 open Expenses:Pool:Delivery

2018-05-01 * "" "paid"
  Assets:Pool:Cash  40.00 GBP
  Income:Pool:Contributions:Police  -40.00 GBP
"""


def test_pools_and_contributions_are_in_the_same_list(books):
    books.write("books/pool.beancount", POOL)
    whats = [one.what for one in year_end.lacking(books.load(), books.load().calendar.parse("2018-19"))]
    assert "Pool, Police: due for the year, and not invoiced by its end" in whats
    assert any(what.startswith("Pool 2018-19: the year's balance is carried forward") for what in whats)


def test_nothing_to_propose_is_said(books):
    assert proposed(books) == []
    assert year_end.told([], "2018-19") == "2018-19: the books lack no entry that the statements know of"
    assert "2 entries are proposed" in year_end.told(["a", "b"], "2018-19")


def test_a_list_is_accepted_at_once_and_check_says_the_same_before_and_after_the_close(books):
    books.write("books/pool.beancount", POOL)
    texts = proposed(books)
    assert "Equity:Pool:PartnerBalance:Police  -60.00 GBP" in texts[-1]
    accept(books, texts)
    assert proposed(books) == []
    assert books.codes() == ["P105", "P113"]
    books.close("2018-19", APRIL)
    assert books.codes() == ["P105", "P113"]


def test_what_the_adjusting_period_holds_is_not_proposed_again_for_march(books):
    books.edit("books/agreements.beancount", 'recognition: "none"', 'recognition: "restriction"')
    texts = [
        one.replace('  agreement: "EA1"', '  period: "2018-19 P13"\n  agreement: "EA1"') for one in proposed(books)
    ]
    accept(books, texts)
    assert proposed(books, "2018-19 Q4") == []
    assert proposed(books, "2018-19 P12") == []

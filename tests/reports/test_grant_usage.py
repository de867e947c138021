from __future__ import annotations

import pytest

from reports import catalogue
from reports.render import render

BOOKS = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "fund" "Pool" "pool"
  title: "Families pool"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Assets:Pool:Cash
2018-04-01 open Liabilities:EA:ReceiptsInAdvance
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Income:Pool:TransferIn:EA
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Expenses:EA:Unallocated
2018-04-01 open Expenses:EA:TransferOut:Pool

2018-04-27 * "received"
  agreement: "EA"
  Assets:EA:Cash                     1000.00 GBP
  Liabilities:EA:ReceiptsInAdvance  -1000.00 GBP
2018-09-01 * "spent"
  Expenses:EA:Delivery   600.00 GBP
  Assets:EA:Cash        -600.00 GBP
2018-10-01 * "passed on"
  Expenses:EA:TransferOut:Pool   150.00 GBP
  Assets:EA:Cash                -150.00 GBP
  Assets:Pool:Cash               150.00 GBP
  Income:Pool:TransferIn:EA     -150.00 GBP
2019-03-31 * "released"
  agreement: "EA"
  Liabilities:EA:ReceiptsInAdvance   600.00 GBP
  Income:EA:UpfrontFunding          -600.00 GBP
2019-05-01 * "spent in the next year"
  Expenses:EA:Delivery   40.00 GBP
  Assets:EA:Cash        -40.00 GBP
"""
AGREEMENT = """
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  reference: "Memorandum of Understanding"
  recognition: "condition"
  recognition-reason: "as advised"
  release: "spending"
"""
SIGNED = AGREEMENT + (
    '  signatories: "Chief Executive; Head of Internal Audit"\n  certificate: "We certify as the memorandum says"\n'
    '  return-due: "30 September"\n'
)


@pytest.fixture(autouse=True)
def files(write):
    write("books.beancount", BOOKS)
    write("agreement.beancount", AGREEMENT)
    write("signed.beancount", SIGNED)
    write("targets.beancount", AGREEMENT.replace('"spending"', '"targets"'))


@pytest.fixture
def usage(table, pick):
    return lambda period=None: pick(table("grant-usage", "usage-EA", period), "item", "amount", "remark")


def test_used_unspent_carried_forward_and_to_be_paid_back(usage):
    """
    include "books.beancount"
    include "agreement.beancount"
    2019-06-28 custom "carry-forward" "EA" "2018-19" 300.00 GBP "letter of 28 June"
    """
    assert usage("2018-19") == [
        ("Brought forward", "0.00", ""),
        ("Received", "1000.00", ""),
        ("Used", "-600.00", ""),
        ("Unspent", "400.00", ""),
        ("of it unspent in Families pool", "150.00", "not used until the pool spends it"),
        ("Carried forward", "300.00", "letter of 28 June, on 28 June 2019"),
        ("To be paid back", "100.00", "£0 of it is a creditor in the books"),
    ]


def test_what_is_not_decided_is_neither_carried_forward_nor_paid_back(usage):
    """
    include "books.beancount"
    include "agreement.beancount"
    """
    assert usage("2018-19")[5:] == [
        ("Not decided: no approval to carry it forward", "400.00", "no approval yet"),
        ("To be paid back", "0.00", ""),
    ]


def test_the_next_year_brings_forward_what_the_last_one_left(usage):
    """
    include "books.beancount"
    include "agreement.beancount"
    """
    assert usage("2019-20")[:4] == [
        ("Brought forward", "400.00", ""),
        ("Received", "0.00", ""),
        ("Used", "-40.00", ""),
        ("Unspent", "360.00", ""),
    ]


def test_spending_that_is_not_eligible_stands_apart(usage):
    """
    include "books.beancount"
    include "agreement.beancount"
    2018-11-01 * "not eligible"
      eligible: FALSE
      Expenses:EA:Delivery   25.00 GBP
      Assets:EA:Cash        -25.00 GBP
    """
    assert ("Spent on what is not eligible", "-25.00", "") in usage("2018-19")
    assert ("Unspent", "375.00", "") in usage("2018-19")


def test_roles_and_wording_are_the_agreement_s(build):
    """
    include "books.beancount"
    include "signed.beancount"
    """
    statement = build("grant-usage", "2018-19")
    (signatures,) = (one for one in statement.tables if one.name == "signatures-EA")
    assert signatures.caption == "Earned Autonomy: We certify as the memorandum says."
    assert [row.cells[0] for row in signatures.rows] == ["Chief Executive", "Head of Internal Audit"]
    assert {cell for row in signatures.rows for cell in row.cells[1:]} == {"_" * 18}
    assert "EA: the return is due 30 September." in statement.notes
    assert not any("The wording is ours" in note for note in statement.notes)


def test_without_them_the_wording_is_said_to_be_ours(build):
    """
    include "books.beancount"
    include "agreement.beancount"
    """
    statement = build("grant-usage", "2018-19")
    assert any("The wording is ours, not the funder's: EA." in note for note in statement.notes)
    assert any("Who signs is not in the books: EA." in note for note in statement.notes)
    text = render(statement, "text")
    assert "determination" not in text
    assert "required" not in text


def test_a_repayment_is_shown(usage):
    """
    include "books.beancount"
    include "agreement.beancount"
    2019-03-31 open Liabilities:EA:GrantRepayable
    2019-06-28 custom "carry-forward" "EA" "2018-19" 300.00 GBP "letter of 28 June"
    2019-03-31 * "to be paid back"
      agreement: "EA"
      Liabilities:EA:ReceiptsInAdvance   100.00 GBP
      Liabilities:EA:GrantRepayable     -100.00 GBP
    2019-07-31 * "paid back"
      agreement: "EA"
      Liabilities:EA:GrantRepayable   100.00 GBP
      Assets:EA:Cash                 -100.00 GBP
    """
    assert usage("2019-20")[:5] == [
        ("Brought forward", "400.00", ""),
        ("Received", "0.00", ""),
        ("Paid back", "-100.00", ""),
        ("Used", "-40.00", ""),
        ("Unspent", "260.00", ""),
    ]


def test_an_agreement_without_money_has_no_certificate(build):
    """
    include "signed.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    """
    statement = build("grant-usage")
    assert statement.tables == ()
    assert "No agreement has money in this period." in statement.notes


def test_what_is_left_of_money_whose_recognition_is_not_decided(write, load):
    """
    include "books.beancount"
    include "these.beancount"
    """
    write(
        "these.beancount", AGREEMENT.replace('  recognition: "condition"\n', "").replace('  release: "spending"\n', "")
    )
    book = load()
    (table,) = (one for one in catalogue.build("grant-usage", book, "2018-19").tables if one.name == "usage-EA")
    assert [row.cells for row in table.rows][-2:] == [
        ("Not decided", 40000, "its recognition is not decided"),
        ("To be paid back", 0, ""),
    ]
    notes = catalogue.build("upfront", book, "2018-19").notes
    assert not any("waits for a dated carry-forward" in note for note in notes)


def test_every_statement_of_it_has_the_same_tables(load):
    """
    include "books.beancount"
    include "signed.beancount"
    """
    assert [one.name for one in catalogue.build("grant-usage", load(), "2018-19").tables] == [
        "usage-EA",
        "signatures-EA",
    ]


def test_books_that_end_before_the_period_say_so(build):
    """
    include "books.beancount"
    include "agreement.beancount"
    """
    assert any(note.startswith("The books end on 31 May 2019: ") for note in build("grant-usage", "2019-20").notes)
    assert not any(note.startswith("The books end") for note in build("grant-usage", "2018-19").notes)


COUNCIL = (
    '2018-04-01 custom "certificate" "In our opinion the conditions have been complied with."\n'
    '  signatories: "Chief Executive; Chief Internal Auditor"\n'
)


def signed(book, period):
    statement = catalogue.build("grant-usage", book, period)
    (table,) = (one for one in statement.tables if one.name == "signatures-EA")
    return table.caption, [row.cells[0] for row in table.rows], statement.notes


@pytest.mark.parametrize(
    ("agreement", "wording", "roles"),
    [
        (
            "agreement",
            "In our opinion the conditions have been complied with.",
            ["Chief Executive", "Chief Internal Auditor"],
        ),
        ("signed", "We certify as the memorandum says.", ["Chief Executive", "Head of Internal Audit"]),
    ],
)
def test_the_council_has_a_wording_of_its_own_and_the_agreement_s_goes_before_it(
    write, load, agreement, wording, roles
):
    """
    include "books.beancount"
    include "these.beancount"
    """
    write("these.beancount", COUNCIL + (AGREEMENT if agreement == "agreement" else SIGNED))
    caption, names, notes = signed(load(), "2018-19")
    assert (caption, names) == (f"Earned Autonomy: {wording}", roles)
    assert not any(note.startswith("Who signs is not in the books") for note in notes)
    whose = "The wording is the council's own for every grant, not the funder's: EA."
    assert any(note.startswith(whose) for note in notes) == (agreement == "agreement")


def test_the_council_s_wording_holds_from_its_day_and_is_amended_by_a_later_one(write, load):
    """
    include "books.beancount"
    include "agreement.beancount"
    include "these.beancount"
    """
    write(
        "these.beancount",
        COUNCIL.replace("2018-04-01", "2018-10-01")
        + COUNCIL.replace("2018-04-01", "2019-10-01").replace("In our", "In my"),
    )
    book = load()
    assert signed(book, "2018-19 Q2")[0].startswith("Earned Autonomy: To the best of our knowledge")
    assert signed(book, "2018-19")[0].startswith("Earned Autonomy: In our opinion")
    assert signed(book, "2019-20")[0].startswith("Earned Autonomy: In my opinion")


def test_what_targets_met_and_what_came_for_a_later_year_stand_apart(usage):
    """
    include "books.beancount"
    include "targets.beancount"
    2018-04-01 custom "instalment" "EA" 2018-04-27 1000.00 GBP "upfront" "2018-19"
    2018-04-01 custom "instalment" "EA" 2019-04-27 500.00 GBP "upfront" "2019-20"
    2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 700.00 GBP "Early Help Board"
    2019-03-29 * "received for next year"
      agreement: "EA"
      instalment: "EA/2019-20/1"
      Assets:EA:Cash                     500.00 GBP
      Liabilities:EA:ReceiptsInAdvance  -500.00 GBP
    """
    rows = usage("2018-19")
    assert rows[1:] == [
        ("Received", "1500.00", ""),
        ("Used", "-600.00", ""),
        ("Unspent", "900.00", ""),
        ("of it unspent in Families pool", "150.00", "not used until the pool spends it"),
        ("Condition met by targets confirmed, to date", "700.00", "whatever was spent"),
        ("of it received for a later year", "500.00", ""),
        ("Not decided: no approval to carry it forward", "300.00", "no approval yet"),
        ("To be paid back", "0.00", ""),
    ]

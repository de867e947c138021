"""Each name that a difference between the finance system and these books can have, and that nothing is named by luck."""

from __future__ import annotations

import random

import pytest

from ledger import gl_reconciling
from ledger.periods import Calendar

TOP = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "agreement" "G" "EA" "upfront"
  title: "Grant"
  funder: "MHCLG"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Liabilities:EA:Accruals
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Expenses:EA:Coordination
2018-04-01 open Expenses:EA:Unallocated
"""


def balance(pence: str, period: str = "2018-19 P01", code: str = "4300") -> str:
    day = {"P01": "2018-04-30", "P02": "2018-05-31", "P03": "2018-06-30"}[period[-3:]]
    return f'{day} custom "gl-balance" "EA1" "{code}" "{period}"\n  amount: {pence} GBP'


def row(
    pounds: str, day: str = "2018-04-10", key: str = "SAP/1/1", code: str = "4300", to: str = "Delivery", more: str = ""
) -> str:
    flag = "!" if to == "Unallocated" else "*"
    doc = f'doc: "{key}"' if key else ""
    return f"""\
{day} {flag} "row"
  {doc}
  {more}
  cost-centre: "EA1"
  subjective: "{code}"
  Expenses:EA:{to}   {pounds} GBP
  Assets:EA:Cash"""


@pytest.fixture
def held(write, load):
    """Return what is held on the codes of the ledger that the given entries make: it has no error but what is said."""

    def of(*entries: str):
        text = "\n\n".join("\n".join(line for line in one.split("\n") if line.strip()) for one in entries)
        write("books/entries.beancount", TOP + "\n" + text)
        book = load()
        assert [one.message for one in book.errors] == []
        return book, gl_reconciling.reconciled(book.register, book.calendar, book.transactions)

    return of


def said(found, period: str = "2018-19 P01"):
    """Return code, difference, items and what is unexplained of each code of a period."""
    return [
        (one.code[1], one.difference, [(item.name, item.pence) for item in one.items], one.unexplained)
        for one in found.held
        if Calendar.label(one.period) == period
    ]


def test_what_agrees_needs_no_name(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("100.00"), balance("100.00"))
    assert said(found) == [("4300", 0, [], 0)]


def test_a_balance_is_of_the_year_to_the_end_of_its_period(held):
    """
    include "books/*.beancount"
    """
    before = row("7.00", "2018-03-31", "SAP/0/1").replace("2018-03-31", "2018-04-01")
    _, found = held(
        before,
        row("100.00"),
        row("20.00", "2018-05-02", "SAP/2/1"),
        row("3.00", "2019-04-02", "SAP/3/1"),
        balance("107.00"),
        balance("127.00", "2018-19 P02"),
    )
    assert [one.difference for one in found.held] == [0, 0]


def test_evidence_that_another_kind_posts(held):
    """
    include "books/*.beancount"
    """
    evidence = """\
2018-04-27 custom "evidence" "EA" "grant-income"
  amount: -675.00 GBP
  doc: "SAP/9/1"
  account: "Income:EA:UpfrontFunding"
  cost-centre: "EA1"
  subjective: "9100\""""
    posted = """\
2018-04-28 * "grant"
  doc: "BACS/1/1"
  agreement: "G"
  Assets:EA:Cash             675.00 GBP
  Income:EA:UpfrontFunding  -675.00 GBP"""
    _, found = held(evidence, posted, balance("-675.00", code="9100"))
    assert said(found) == [("9100", -675_00, [("evidence, posted by another kind", -675_00)], 0)]
    assert found.held[0].items[0].why == "posted here as BACS/1/1"


def test_evidence_not_yet_posted(held):
    """
    include "books/*.beancount"
    """
    evidence = """\
2018-04-27 custom "evidence" "EA" "grant-income"
  amount: -675.00 GBP
  doc: "SAP/9/1"
  account: "Income:EA:UpfrontFunding"
  cost-centre: "EA1"
  subjective: "9100\""""
    _, found = held(evidence, balance("-675.00", code="9100"))
    assert said(found) == [("9100", -675_00, [("evidence not yet posted", -675_00)], 0)]


def test_evidence_and_posting_on_one_code_in_two_periods(held):
    """
    include "books/*.beancount"
    """
    evidence = """\
2018-04-27 custom "evidence" "EA" "spending"
  amount: 50.00 GBP
  doc: "SAP/9/1"
  invoice: "780012"
  cost-centre: "EA1"
  subjective: "4300\""""
    posted = row("50.00", "2018-05-03", "PAY/780012/1")
    _, found = held(evidence, posted, balance("50.00"), balance("50.00", "2018-19 P02"))
    assert said(found) == [("4300", 50_00, [("timing", 50_00)], 0)]
    assert said(found, "2018-19 P02") == [("4300", 0, [], 0)]


@pytest.mark.parametrize(
    ("other", "name"), [("Liabilities:EA:Accruals", "accrual of ours"), ("Assets:EA:Cash", "journal of ours")]
)
def test_an_entry_by_hand_that_names_no_document_of_the_finance_system(held, other, name):
    """
    include "books/*.beancount"
    """
    _, found = held(row("100.00"), row("9.00", key="").replace("Assets:EA:Cash", other), balance("100.00"))
    assert said(found) == [("4300", -9_00, [(name, -9_00)], 0)]


def test_an_entry_by_hand_for_a_document_of_the_finance_system_is_its_row(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("100.00"), row("9.00", key="SAP/2/1"), balance("109.00"))
    assert said(found) == [("4300", 0, [], 0)]


def test_a_journal_with_a_code_for_each_posting(held):
    """
    include "books/*.beancount"
    """
    journal = """\
2018-04-30 * "moved"
  Expenses:EA:Delivery       -40.00 GBP
    cost-centre: "EA1"
    subjective: "4300"
  Expenses:EA:Coordination    40.00 GBP
    cost-centre: "EA1"
    subjective: "4400\""""
    _, found = held(row("100.00"), journal, balance("100.00"), balance("0.00", code="4400"))
    assert said(found) == [
        ("4300", 40_00, [("journal of ours", 40_00)], 0),
        ("4400", -40_00, [("journal of ours", -40_00)], 0),
    ]


def test_a_row_that_no_rule_maps(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("100.00"), row("30.00", key="SAP/2/1", to="Unallocated"), balance("130.00"))
    assert said(found) == [("4300", 30_00, [("unallocated", 30_00)], 0)]
    (item,) = found.held[0].items
    assert item.key == "SAP/2/1"


def test_a_row_that_stands_on_another_code(held):
    """
    include "books/*.beancount"
    """
    _, found = held(
        row("100.00"), row("25.00", key="SAP/2/1", code="4400"), balance("125.00"), balance("0.00", code="4400")
    )
    assert said(found) == [("4300", 25_00, [("mis-coded", 25_00)], 0), ("4400", -25_00, [("mis-coded", -25_00)], 0)]
    assert {item.key for one in found.held for item in one.items} == {"SAP/2/1"}


def test_two_rows_that_could_be_the_one_on_another_code_are_none(held):
    """
    include "books/*.beancount"
    """
    _, found = held(
        row("25.00", key="SAP/2/1", code="4400"),
        row("25.00", key="SAP/3/1", code="4400"),
        balance("25.00"),
        balance("25.00", code="4400"),
    )
    assert [(one.items, one.unexplained) for one in found.held] == [((), 25_00), ((), -25_00)]


def test_a_row_that_we_post_later(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("60.00", "2018-05-02"), balance("60.00"), balance("60.00", "2018-19 P02"))
    assert said(found) == [("4300", 60_00, [("timing", 60_00)], 0)]
    assert said(found, "2018-19 P02") == [("4300", 0, [], 0)]


def test_a_row_that_the_finance_system_posts_later(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("60.00"), balance("0.00"), balance("60.00", "2018-19 P02"))
    assert said(found) == [("4300", -60_00, [("timing", -60_00)], 0)]
    _, alone = held(row("60.00"), balance("0.00"))
    assert said(alone) == [("4300", -60_00, [], -60_00)]


def test_codes_that_one_side_lacks(held):
    """
    include "books/*.beancount"
    """
    book, found = held(
        row("100.00"), row("5.00", key="SAP/2/1", code="4400"), balance("100.00"), balance("8.00", code="4500")
    )
    assert [(one.code[1], one.is_in_books) for one in found.held] == [("4300", True), ("4500", False)]
    assert [(one.code[1], one.theirs, one.ours) for one in found.not_listed] == [("4400", None, 5_00)]
    assert [one.code for one in book.findings] == ["A109", "I113"]


@pytest.mark.parametrize("seed", range(25))
def test_the_difference_is_always_what_is_named_and_what_is_not(held, seed):
    """
    include "books/*.beancount"
    """
    chance = random.Random(seed)  # noqa: S311 - a test's choices
    entries = []
    for number in range(chance.randint(1, 12)):
        day = f"2018-0{chance.randint(4, 6)}-{chance.randint(10, 28)}"
        entries.append(
            row(
                f"{chance.choice((5, 10, 25))}.00",
                day,
                chance.choice(("", f"SAP/{number}/1")),
                chance.choice(("4300", "4400")),
                chance.choice(("Delivery", "Delivery", "Unallocated")),
            )
        )
    for period in ("P01", "P02", "P03"):
        entries += [
            balance(f"{chance.choice((-5, 0, 10, 25, 40))}.00", f"2018-19 {period}", code) for code in ("4300", "4400")
        ]
    book, found = held(*entries)
    assert len(found.held) == 6
    for one in found.held:
        assert one.difference == sum(item.pence for item in one.items) + one.unexplained
        mine = [book.transactions[txn].postings[leg].units.number for txn, leg in one.postings]
        assert sum(mine) * 100 == one.ours
    unexplained = [one for one in found.held if one.unexplained]
    assert len(unexplained) == [one.code for one in book.findings].count("I113")

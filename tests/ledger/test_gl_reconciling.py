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


# ---------------------------------------------------------------- more than one row


def named(found, period: str = "2018-19 P01"):
    """Return by code the keys of the items, with their name and pence, and what is unexplained."""
    return {
        code: ([(item.name, item.key, item.pence) for item in one.items], one.unexplained)
        for one in found.held
        for code in [one.code[1]]
        if Calendar.label(one.period) == period
    }


def test_two_rows_that_we_post_later(held):
    """
    include "books/*.beancount"
    """
    late = (row("60.00", "2018-05-02", "SAP/2/1"), row("45.00", "2018-05-03", "SAP/3/1"))
    other = row("7.00", "2018-05-03", "SAP/4/1")
    _, found = held(row("1.00"), *late, other, balance("106.00"), balance("113.00", "2018-19 P02"))
    assert named(found)["4300"] == ([("timing", "SAP/3/1", 45_00), ("timing", "SAP/2/1", 60_00)], 0)


def test_rows_that_we_post_later_are_known_by_their_documents(held):
    """
    include "books/*.beancount"
    """
    late = [
        row(f"{pounds}.00", "2018-05-09", f"SAP/{pounds}/1", more="document-date: 2018-04-27")
        for pounds in (10, 20, 33)
    ]
    _, found = held(*late, row("10.00", "2018-05-20", "SAP/5/1"), balance("63.00"), balance("73.00", "2018-19 P02"))
    assert [key for _, key, _ in named(found)["4300"][0]] == ["SAP/10/1", "SAP/20/1", "SAP/33/1"]


def test_three_rows_of_a_later_day_that_the_finance_system_has_later(held):
    """
    include "books/*.beancount"
    """
    rows = [row(f"{pounds}.00", "2018-04-28", f"SAP/{pounds}/1") for pounds in (10, 20, 33)]
    _, found = held(row("5.00"), *rows, balance("5.00"), balance("68.00", "2018-19 P02"))
    items, rest = named(found)["4300"]
    assert rest == 0
    assert sorted(items) == [
        ("timing", "SAP/10/1", -10_00),
        ("timing", "SAP/20/1", -20_00),
        ("timing", "SAP/33/1", -33_00),
    ]


def test_a_balance_that_no_rows_make_stays_unexplained_though_the_next_agrees(held):
    """
    include "books/*.beancount"
    """
    late = [row(f"{pounds}.00", f"2018-05-0{pounds % 9 + 1}", f"SAP/{pounds}/1") for pounds in (10, 20, 33)]
    _, found = held(row("5.00"), *late, balance("6.00"), balance("68.00", "2018-19 P02"))
    assert named(found)["4300"] == ([], 1_00)


def test_two_pairs_of_rows_that_could_be_it_are_none(held):
    """
    include "books/*.beancount"
    """
    late = [row(f"{pounds}.00", f"2018-05-{pounds}", f"SAP/{pounds}/1") for pounds in (10, 20, 12, 18)]
    _, found = held(*late, balance("30.00"), balance("60.00", "2018-19 P02"))
    assert named(found)["4300"] == ([], 30_00)


def test_a_row_that_is_late_by_two_periods(held):
    """
    include "books/*.beancount"
    """
    each = [balance("60.00", f"2018-19 {period}") for period in ("P01", "P02", "P03")]
    _, found = held(row("60.00", "2018-06-02"), *each)
    for period in ("P01", "P02"):
        assert named(found, f"2018-19 {period}")["4300"] == ([("timing", "SAP/1/1", 60_00)], 0)


def test_a_late_row_and_one_on_another_code_together(held):
    """
    include "books/*.beancount"
    """
    _, found = held(
        row("25.00", key="SAP/2/1", code="4400"),
        row("60.00", "2018-05-02"),
        balance("85.00"),
        balance("0.00", code="4400"),
        balance("85.00", "2018-19 P02"),
        balance("0.00", "2018-19 P02", code="4400"),
    )
    assert named(found) == {
        "4300": ([("mis-coded", "SAP/2/1", 25_00), ("timing", "SAP/1/1", 60_00)], 0),
        "4400": ([("mis-coded", "SAP/2/1", -25_00)], 0),
    }


def test_two_rows_of_one_code_that_stand_on_two_others(held):
    """
    include "books/*.beancount"
    """
    _, found = held(
        row("25.00", key="SAP/2/1", code="4400"),
        row("11.00", key="SAP/3/1", code="4400"),
        balance("25.00"),
        balance("0.00", code="4400"),
        balance("11.00", code="4500"),
    )
    assert {code: rest for code, (_, rest) in named(found).items()} == {"4300": 0, "4400": 0, "4500": 0}
    assert [key for _, key, _ in named(found)["4400"][0]] == ["SAP/2/1", "SAP/3/1"]


def test_rows_of_two_codes_that_stand_on_one_other(held):
    """
    include "books/*.beancount"
    """
    _, found = held(
        row("25.00", key="SAP/2/1", code="4400"),
        row("11.00", key="SAP/3/1", code="4500"),
        balance("36.00"),
        balance("0.00", code="4400"),
        balance("0.00", code="4500"),
    )
    assert named(found) == {
        "4300": ([("mis-coded", "SAP/2/1", 25_00), ("mis-coded", "SAP/3/1", 11_00)], 0),
        "4400": ([("mis-coded", "SAP/2/1", -25_00)], 0),
        "4500": ([("mis-coded", "SAP/3/1", -11_00)], 0),
    }


def test_a_credit_on_another_code(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("-25.00", key="SAP/2/1", code="4400"), balance("-25.00"), balance("0.00", code="4400"))
    assert {code: rest for code, (_, rest) in named(found).items()} == {"4300": 0, "4400": 0}


def test_amounts_that_are_equal_by_luck_are_timing_where_a_later_period_says_so(held):
    """
    include "books/*.beancount"
    """
    # 4300 has a row late by a period, 4400 one early, of the same amount; nothing stands on the wrong code.
    _, found = held(
        row("25.00", "2018-05-02", "SAP/1/1"),
        row("25.00", "2018-04-20", "SAP/2/1", code="4400"),
        balance("25.00"),
        balance("0.00", code="4400"),
        balance("25.00", "2018-19 P02"),
        balance("25.00", "2018-19 P02", code="4400"),
    )
    assert named(found) == {"4300": ([("timing", "SAP/1/1", 25_00)], 0), "4400": ([("timing", "SAP/2/1", -25_00)], 0)}


def test_each_name_at_once_on_one_code(held):
    """
    include "books/*.beancount"
    """
    evidence = """\
2018-04-27 custom "evidence" "EA" "grant-income"
  amount: -675.00 GBP
  doc: "SAP/9/1"
  account: "Income:EA:UpfrontFunding"
  cost-centre: "EA1"
  subjective: "4300\""""
    _, found = held(
        evidence,
        row("9.00", key="").replace("Assets:EA:Cash", "Liabilities:EA:Accruals"),
        row("30.00", key="SAP/3/1", to="Unallocated"),
        row("60.00", "2018-05-02", "SAP/4/1"),
        row("25.00", key="SAP/5/1", code="4400"),
        balance("-560.00"),
        balance("0.00", code="4400"),
        balance("-560.00", "2018-19 P02"),
        balance("0.00", "2018-19 P02", code="4400"),
    )
    items, rest = named(found)["4300"]
    assert rest == 0
    assert sorted((name, pence) for name, _, pence in items) == [
        ("accrual of ours", -9_00),
        ("evidence not yet posted", -675_00),
        ("mis-coded", 25_00),
        ("timing", 60_00),
        ("unallocated", 30_00),
    ]


def test_an_accrual_of_ours_is_no_row_that_is_late(held):
    """
    include "books/*.beancount"
    """
    accrual = row("60.00", "2018-05-31", key="").replace("Assets:EA:Cash", "Liabilities:EA:Accruals")
    _, found = held(row("100.00"), accrual, balance("160.00"))
    assert named(found)["4300"] == ([], 60_00)


def test_a_code_of_several_accounts_is_one_balance(held):
    """
    include "books/*.beancount"
    """
    _, found = held(row("60.00"), row("5.00", key="SAP/2/1", to="Coordination"), balance("65.00"))
    assert said(found) == [("4300", 0, [], 0)]


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

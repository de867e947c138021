from __future__ import annotations

import pytest

TOP = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Income:EA:UpfrontFunding
"""


def evidence(doc: str) -> str:
    return f"""\
2018-04-30 custom "evidence" "TroubledFamilies" "spending"
  extract: "gl"
  row: 3
  doc: "{doc}"
  amount: 1.00 GBP"""


def row(extract="gl", account="Expenses:EA:Delivery", amount="100.00", doc="SAP/1/1"):
    """Return the entry of one row of an extract."""
    return (
        f'2018-06-29 * "Hubs Ltd" "June"\n  extract: "{extract}"\n  doc: "{doc}"\n'
        f"  {account}  {amount} GBP\n  Assets:EA:Cash  -{amount} GBP\n".replace("--", "")
    )


@pytest.fixture(autouse=True)
def top(write):
    write("books/agreements.beancount", TOP)


def test_i101_rows_that_are_not_accounted_for(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    generate("gl", row(), rows_read="1204", rows_outside="1100", rows_rejected="3")
    said = breaks(load(), "I101")
    assert said.message == "extract gl read 1,204 rows and accounts for 1,104"
    assert said.line == '2018-06-30 custom "extract" "gl" "general-ledger"'


def test_i102_pence_that_are_not_accounted_for(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    generate("gl", row(), total_read="-1893004.17 GBP", total_outside="-1893104.18 GBP")
    said = breaks(load(), "I102")
    assert said.message == ("extract gl read \N{MINUS SIGN}£1,893,004.17 and accounts for \N{MINUS SIGN}£1,893,004.18")
    assert said.line == '2018-06-30 custom "extract" "gl" "general-ledger"'


def test_an_extract_of_which_every_row_and_penny_is_accounted_for(load, generate, keeps):
    """
    include "books/*.beancount"
    """
    generate(
        "gl",
        row(doc="SAP/1/1"),
        row(doc="SAP/1/2", amount="-30.00"),
        evidence(doc="SAP/1/3"),
        evidence(doc="SAP/1/4"),
        rows_read="15",
        rows_posted="2",
        rows_held="1",
        rows_evidence="2",
        rows_outside="4",
        rows_rejected="6",
        total_read="50.00 GBP",
        total_posted="70.00 GBP",
        total_held="1.00 GBP",
        total_evidence="2.00 GBP",
        total_outside="-30.00 GBP",
        total_rejected="7.00 GBP",
    )
    book = load()
    assert keeps(book, "I101")
    assert keeps(book, "I102")
    assert keeps(book, "I103")
    assert keeps(book, "I104")
    assert keeps(book, "I105")
    assert keeps(book, "I106")
    (extract,) = book.register.extracts
    assert (extract.rows["read"], extract.pence["outside"]) == (15, -3000)


def test_i103_evidence_that_is_not_in_the_books(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    counts = {"rows_read": "2", "rows_evidence": "1", "total_read": "101.00 GBP", "total_evidence": "1.00 GBP"}
    generate("gl", row(), **counts)
    said = breaks(load(), "I103")
    assert "kept as evidence 1 rows of £1, but the books hold 0 rows of £0: import its source again" in said.message


def test_i104_a_row_that_is_posted_and_evidence_as_well(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    counts = {"rows_read": "2", "rows_evidence": "1", "total_read": "101.00 GBP", "total_evidence": "1.00 GBP"}
    generate("gl", row(doc="SAP/1/1"), evidence(doc="SAP/1/1"), **counts)
    assert breaks(load(), "I104").message == "document SAP/1/1 is posted twice; first at books/gl.beancount:18"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "posted 1 rows of £100, but the books hold 0 rows of £0: import its source again"),
        ([row(), row(doc="SAP/1/2")], "posted 1 rows of £100, but the books hold 2 rows of £200"),
        ([row(amount="100.01")], "posted 1 rows of £100, but the books hold 1 rows of £100.01"),
    ],
)
def test_i103_the_books_hold_other_than_was_posted(load, generate, breaks, rows, says):
    """
    include "books/*.beancount"
    """
    generate("gl", *rows)
    said = breaks(load(), "I103")
    assert says in said.message
    assert said.line == '2018-06-30 custom "extract" "gl" "general-ledger"'


def test_i103_an_extract_that_prints_credits_as_positive(load, generate, keeps):
    """
    include "books/*.beancount"
    """
    remittance = row("rem", "Income:EA:UpfrontFunding", "-100.00").replace("Cash  -", "Cash  ")
    generate("rem", remittance, kind="grant-remittance", sign='"credit-positive"')
    assert keeps(load(), "I103")


def test_i104_a_document_key_that_stands_twice(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    first = generate("gl-a", row("gl-a", doc="SAP/1900012345/1"))
    lineno = first.read_text(encoding="utf-8").splitlines().index('2018-06-29 * "Hubs Ltd" "June"') + 1
    generate("gl-b", row("gl-b", doc="SAP/1900012345/1"))
    said = breaks(load(), "I104")
    assert said.message == f"document SAP/1900012345/1 is posted twice; first at books/gl-a.beancount:{lineno}"
    assert (said.file, said.line) == ("gl-b.beancount", '2018-06-29 * "Hubs Ltd" "June"')


def test_i105_two_kinds_of_extract_post_one_stream(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    generate("gl", row("gl", doc="SAP/1/1"))
    generate("pay", row("pay", doc="PAY/1"), kind="supplier-payments")
    said = breaks(load(), "I105")
    assert said.message == (
        "extract pay, a supplier-payments extract, posts to Expenses:EA:Delivery, but spending of EA is posted by "
        'general-ledger: it is evidence there, or custom "posts" says otherwise'
    )
    assert (said.file, said.line) == ("pay.beancount", '2018-06-29 * "Hubs Ltd" "June"')


def test_i105_the_books_say_which_kind_posts(load, write, generate, keeps):
    """
    include "books/*.beancount"
    """
    write("books/posts.beancount", '2018-04-01 custom "posts" "EA" "spending" "supplier-payments"')
    generate("pay", row("pay"), kind="supplier-payments")
    assert keeps(load(), "I105")


def test_i105_the_books_say_it_of_two_kinds(load, write, breaks):
    """
    include "books/*.beancount"
    """
    write(
        "books/posts.beancount",
        """
        2018-04-01 custom "posts" "EA" "spending" "supplier-payments"
        2018-04-01 custom "posts" "EA" "spending" "general-ledger"
        """,
    )
    said = breaks(load(), "I105")
    assert said.message == (
        "from 2018-04-01 both supplier-payments and general-ledger would post spending of EA: only one may"
    )
    assert said.line.endswith('"general-ledger"')


def test_i105_an_extract_that_spans_the_day_on_which_the_kind_changes(load, write, generate, breaks):
    """
    include "books/*.beancount"
    """
    write("books/posts.beancount", '2018-06-15 custom "posts" "EA" "spending" "supplier-payments"')
    early = row("gl", doc="SAP/1/1").replace("2018-06-29", "2018-06-14")
    generate(
        "gl",
        early,
        row("gl", doc="SAP/1/2"),
        rows_read="2",
        rows_posted="2",
        total_read="200.00 GBP",
        total_posted="200.00 GBP",
    )
    assert "spending of EA is posted by supplier-payments" in breaks(load(), "I105").message


def test_i106_an_entry_of_an_extract_that_nobody_declared(book, breaks):
    """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-06-29 * "Hubs Ltd" "June"
      extract: "gl-2018-19-P03"
      Expenses:EA:Delivery  1.00 GBP
      Assets:EA:Cash       -1.00 GBP
    """
    said = breaks(book, "I106")
    assert said.message == "1 transactions name the extract 'gl-2018-19-P03', which no directive of the books declares"
    assert said.line == '2018-06-29 * "Hubs Ltd" "June"'


def test_i106_an_entry_without_postings_is_found_too(book, breaks):
    """
    2018-06-29 * "nothing"
      extract: "gl"
    """
    assert breaks(book, "I106").line == '2018-06-29 * "nothing"'


def test_i106_two_extracts_of_one_name(load, generate, breaks):
    """
    include "books/*.beancount"
    """
    path = generate("gl", row())
    (path.parent / "copy.beancount").write_bytes(path.read_bytes().replace(b"SAP/1/1", b"SAP/1/9"))
    said = breaks(load(), "I106")
    assert said.message == "two extracts are called gl"
    assert said.line == '2018-06-30 custom "extract" "gl" "general-ledger"'


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ('"2018-19 P14"', "the calendar has no such quarter or posting period"),
        ('"2018-19 Q1"', "one posting period is needed, such as 2018-19 P09"),
        ('"March"', "write a year (2018-19), a quarter (2018-19 Q3) or a posting period (2018-19 P09)"),
    ],
)
def test_i107_a_posting_period_that_there_is_not(load, write, breaks, stated, why):
    """
    include "books/*.beancount"
    """
    write(
        "books/journals.beancount",
        row().replace('doc: "SAP/1/1"', f"period: {stated}").replace('  extract: "gl"\n', ""),
    )
    said = breaks(load(), "I107")
    assert said.message == f"{stated.replace(chr(34), chr(39))} is not a period: {why}"
    assert said.line == '2018-06-29 * "Hubs Ltd" "June"'


def test_i107_a_day_that_the_council_s_calendar_leaves_out(load, write, breaks):
    """
    include "books/*.beancount"
    """
    write(
        "calendar.toml",
        '[[year]]\nlabel = "2018-19"\nperiods = [{ quarter = 1, start = 2018-04-01, end = 2018-04-28 }]',
    )
    write("books/journals.beancount", row().replace('  extract: "gl"\n', ""))
    said = breaks(load(), "I107")
    assert said.message == "'2018-06-29' is not a period: no period of the calendar holds this day"
    assert said.line == '2018-06-29 * "Hubs Ltd" "June"'


def test_i107_the_adjusting_period(load, write, keeps):
    """
    include "books/*.beancount"
    """
    write("books/journals.beancount", row().replace('  extract: "gl"\n', '  period: "2018-19 P13"\n'))
    assert keeps(load(), "I107")


def test_an_extract_may_post_to_a_root_of_another_name_which_names_no_stream(load, generate, codes, tmp_path):
    """
    option "title" "Testshire"
    option "tolerance_multiplier" "0"
    option "name_expenses" "Spending"
    plugin "ledger.plugins"
    include "books/gl.beancount"
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Spending:EA:Delivery
    2018-04-01 note Assets:EA:Cash "opened"

    2018-06-29 * "Hubs Ltd" "June"
      extract: "gl"
      Spending:EA:Delivery  100.00 GBP
      Assets:EA:Cash       -100.00 GBP
    """
    generate("gl")
    (tmp_path / "books" / "agreements.beancount").unlink()
    assert codes(load()) == ["F101", "F102", "F102"]

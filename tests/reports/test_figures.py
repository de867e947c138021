"""Every figure is the sum of the postings behind it."""

from __future__ import annotations

import pytest

from reports.figures import came, figure, plus, pounds, received, spending, spent_before
from reports.statement import Figure


def figures(statement):
    return [
        cell
        for table in statement.tables
        for row in table.every_row()
        for cell in row.cells
        if isinstance(cell, Figure)
    ]


#: Statements that count a part of postings, such as what a pool spent of a grant: no sum of whole ones, so without lines.
OF_PARTS = ("overview", "grants", "grant-usage", "upfront")


def test_every_figure_of_every_statement_is_the_sum_of_its_lines(worked):
    book, statement = worked
    pence, accounts = book.postings["pence"], book.postings["account"]
    for one in figures(statement):
        lines = list(one.lines)
        if not lines and one.pence and statement.name in OF_PARTS:
            continue
        assert len(set(lines)) == len(lines)
        assert int(pence.iloc[lines].sum()) * one.sign == one.pence
        assert {one.account} - {""} <= set(accounts.iloc[lines])
        if one.account:
            assert set(accounts.iloc[lines]) == {one.account}


def test_a_total_is_the_sum_of_the_rows_that_are_no_subtotals(worked):
    _, statement = worked
    for table in statement.tables:
        if table.total is None:
            continue
        for index, column in enumerate(table.columns):
            if column.kind not in ("money", "count") or table.total.cells[index] is None:
                continue
            cells = [row.cells[index] for row in table.rows if not row.is_subtotal and row.cells[index] is not None]
            total = sum(cell.pence if isinstance(cell, Figure) else cell for cell in cells)
            shown = table.total.cells[index]
            assert (shown.pence if isinstance(shown, Figure) else shown) == total, (table.name, column.name)


def test_no_posting_stands_behind_two_rows_of_a_column(worked):
    _, statement = worked
    for table in statement.tables:
        for index in range(len(table.columns)):
            cells = [row.cells[index] for row in table.rows if not row.is_subtotal]
            lines = [line for cell in cells if isinstance(cell, Figure) for line in cell.lines]
            assert len(set(lines)) == len(lines), table.name


def test_figures_add_up_with_their_lines():
    one, other = Figure(100, (1, 2), "Expenses:EA:Delivery"), Figure(-30, (5,), "Expenses:EA:Delivery")
    assert plus(one, other) == Figure(70, (1, 2, 5), "Expenses:EA:Delivery")
    assert plus(one, Figure(1, (9,), "Expenses:EA:Coordination")).account == ""
    assert plus(one, Figure(0)) == one
    assert plus() == Figure(0)


LEDGER = """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 custom "fund" "Other" "grant"
    2018-04-01 custom "agreement" "G" "EA" "grant"
      title: "Grant"
      funder: "DfE"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Assets:EA:GrantReceivable
    2018-04-01 open Assets:Other:Cash
    2018-04-01 open Liabilities:EA:Creditors
    2018-04-01 open Liabilities:EA:GrantRepayable
    2018-04-01 open Equity:EA:OpeningBalances
    2018-04-01 open Income:EA:Grant
    2018-04-01 open Income:EA:CouncilBudget
    2018-04-01 open Income:Other:TransferIn:EA
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Expenses:EA:TransferOut:Other

    2018-04-01 * "received before"
      agreement: "G"
      opening: "received"
      Assets:EA:Cash               500.00 GBP
      Equity:EA:OpeningBalances   -500.00 GBP

    2018-04-01 * "spent before"
      agreement: "G"
      opening: "spent"
      Equity:EA:OpeningBalances    200.00 GBP
      Assets:EA:Cash              -200.00 GBP

    2018-05-01 * "received"
      agreement: "G"
      Assets:EA:Cash      90.00 GBP
      Income:EA:Grant    -90.00 GBP

    2018-05-02 * "due, then received"
      agreement: "G"
      Assets:EA:GrantReceivable   10.00 GBP
      Income:EA:Grant            -10.00 GBP

    2018-05-03 * "received of what was due"
      agreement: "G"
      Assets:EA:Cash              10.00 GBP
      Assets:EA:GrantReceivable  -10.00 GBP

    2018-05-04 * "received, as the general ledger has it"
      Assets:EA:Cash      3.00 GBP
      Income:EA:Grant    -3.00 GBP

    2018-06-01 * "repaid"
      agreement: "G"
      Liabilities:EA:GrantRepayable   7.00 GBP
      Assets:EA:Cash                 -7.00 GBP

    2018-06-02 * "spent under the agreement, paid from cash"
      agreement: "G"
      Expenses:EA:Delivery   40.00 GBP
      Assets:EA:Cash        -40.00 GBP

    2018-06-03 * "a creditor paid under the agreement"
      agreement: "G"
      Liabilities:EA:Creditors   5.00 GBP
      Assets:EA:Cash            -5.00 GBP

    2018-06-04 * "passed on"
      agreement: "G"
      Expenses:EA:TransferOut:Other    3.00 GBP
      Assets:EA:Cash                  -3.00 GBP
      Assets:Other:Cash                3.00 GBP
      Income:Other:TransferIn:EA      -3.00 GBP

    2018-06-05 * "the council's own money"
      Assets:EA:Cash             1.00 GBP
      Income:EA:CouncilBudget   -1.00 GBP
"""


@pytest.fixture
def books(write):
    from ledger.book import Book  # noqa: PLC0415 - for this one ledger

    preamble = 'option "title" "Testshire"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n\n'
    book = Book.load(write("budget.beancount", LEDGER))
    path = book.path
    path.write_text(preamble + path.read_text(encoding="utf-8"), encoding="utf-8")
    book = Book.load(path)
    assert book.errors == ()
    return book


@pytest.fixture
def gbp(books):
    return pounds(books, books.period(None))


def test_received_is_what_came_from_the_funder_whatever_else_the_agreement_paid(books, gbp):
    """An entry that names no agreement belongs to the only one of its fund: 3.00 that the general ledger posted."""
    receipts = came(received(books, gbp)["G"])
    assert receipts.pence == 500_00 + 90_00 + 10_00 - 7_00 + 3_00
    assert receipts.account == "Assets:EA:Cash"


def test_spent_before_the_books_begin(gbp):
    assert figure(spent_before(gbp, "EA")).pence == 200_00


def test_passing_money_on_is_no_spending(gbp):
    assert figure(spending(gbp, "EA")).pence == 40_00

from __future__ import annotations

import textwrap

import pytest
from click.testing import CliRunner

import cli

LEDGER = """
    2018-04-01 custom "fund" "EA" "grant"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Expenses:EA:Delivery

    2018-04-10 * "Hubs Ltd" "April"
      doc: "SAP/1/1"
      cost-centre: "EA1"
      subjective: "4300"
      Expenses:EA:Delivery   100.00 GBP
      Assets:EA:Cash        -100.00 GBP
"""


def test_i113_a_difference_that_nothing_explains(book, breaks):
    said = breaks(book, "I113")
    assert said.message == (
        "on EA1 4300 the finance system holds £120 at 2018-19 P01 and these books £100: £20 of the difference is not explained, "
        "see statement gl-reconciliation"
    )
    assert said.line.startswith('2018-04-30 custom "gl-balance"')


def test_i113_a_period_that_is_none(book, breaks):
    assert "is of '2018-19 P14', which is no posting period" in breaks(book, "I113").message


def test_i113_a_balance_with_the_other_sign(book, breaks):
    assert "and these books £100, as much with the other sign, so that the profile may misread credits" in (
        breaks(book, "I113").message
    )


def test_i113_a_code_that_the_books_do_not_know(book, breaks):
    said = breaks(book, "I113")
    assert said.message == (
        "the finance system holds £120 on EA9 4300 at 2018-19 P01, a code that no entry of the year names by then: import its rows, or "
        "leave the code out of the balances by [programme] of their profile"
    )


def test_a_balance_that_agrees(book, keeps):
    assert keeps(book, "I113")


@pytest.mark.parametrize(("pounds", "status"), [("100.00", 0), ("101.00", 1)])
def test_reconcile_ends_with_1_while_a_balance_differs_unexplained(write, load, pounds, status):
    """
    include "books.beancount"
    """
    balance = f'2018-04-30 custom "gl-balance" "EA1" "4300" "2018-19 P01"\n  amount: {pounds} GBP\n'
    write("books.beancount", textwrap.dedent(LEDGER) + balance)
    done = CliRunner().invoke(cli.main, ["--ledger", str(load().path), "reconcile"])
    said = "unexplained differences to the finance system's own balances: 1; see statement gl-reconciliation"
    assert (done.exit_code, said in " ".join(done.stderr.split())) == (status, bool(status))


test_i113_a_difference_that_nothing_explains.__doc__ = f"""{LEDGER}
    2018-04-30 custom "gl-balance" "EA1" "4300" "2018-19 P01"
      amount: 120.00 GBP
"""
test_i113_a_period_that_is_none.__doc__ = f"""{LEDGER}
    2018-04-30 custom "gl-balance" "EA1" "4300" "2018-19 P14"
      amount: 120.00 GBP
"""
test_i113_a_balance_with_the_other_sign.__doc__ = f"""{LEDGER}
    2018-04-30 custom "gl-balance" "EA1" "4300" "2018-19 P01"
      amount: -100.00 GBP
"""
test_i113_a_code_that_the_books_do_not_know.__doc__ = f"""{LEDGER}
    2018-04-30 custom "gl-balance" "EA9" "4300" "2018-19 P01"
      amount: 120.00 GBP
"""
test_a_balance_that_agrees.__doc__ = f"""{LEDGER}
    2018-04-30 custom "gl-balance" "EA1" "4300" "2018-19 P01"
      amount: 100.00 GBP
"""

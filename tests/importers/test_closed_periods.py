"""Rows whose posting period is closed are refused with the cure; what is in the books already is no new posting."""

from __future__ import annotations

import pytest

DELIVERY = "Expenses:TroubledFamilies:Delivery"
JUNE = f"04/06/2018,51001,1,Hub Ltd,June,{DELIVERY},100.00"
JULY = f"04/07/2018,51002,1,Hub Ltd,July,{DELIVERY},7.00"
CLOSE = '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n'
REOPEN = '2018-08-02 custom "period-reopen" "2018-19 Q1" "a late invoice, A. Officer"\n'


@pytest.fixture
def closed(council):
    council.append("books/2018-19/journals.beancount", CLOSE)
    return council


def test_a_row_of_a_closed_period_is_refused_with_the_cure(closed):
    before = closed.snapshot()
    done = closed.run("import", closed.plain("gl.csv", JUNE, JULY))
    assert done.exit_code == 1
    assert done.stderr == (
        "  row 2: 2018-19 P03 was closed on 2018-07-20: post it in the open period, or reopen it with "
        'custom "period-reopen"\n'
    )
    assert "rejected                                   1 rows              100.00" in done.stdout
    assert closed.snapshot() == before


def test_a_later_reopen_opens_it_again(closed):
    closed.append("books/2018-19/journals.beancount", REOPEN)
    assert closed.run("import", closed.plain("gl.csv", JUNE, JULY)).exit_code == 0
    assert closed.pence(DELIVERY) == 107_00


def test_what_the_closed_period_holds_already_is_held(council):
    council.run("import", council.plain("june.csv", JUNE))
    council.append("books/2018-19/journals.beancount", CLOSE)
    done = council.run("import", council.plain("july.csv", JUNE, JULY))
    assert (done.exit_code, done.stderr) == (0, "")
    assert council.pence(DELIVERY) == 107_00


def test_the_documents_own_date_may_lie_in_the_closed_period(closed, gl_profile):
    closed.write("profiles/sap.toml", gl_profile)
    header = "Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount"
    late = closed.rows("gl.csv", header, "04.07.2018,D1,1,SA,12.05.2018,Hub,late,TF01,3100,5.00")
    assert closed.run("import", late, "--profile", "sap").exit_code == 0


def test_a_close_that_names_no_period_stops_imports(council):
    council.append("books/2018-19/journals.beancount", CLOSE.replace("2018-19 Q1", "June"))
    done = council.run("import", council.plain("gl.csv", JULY))
    assert done.exit_code == 2
    assert "a period-close or period-reopen of the books cannot be read: 'June' is not a period" in done.stderr

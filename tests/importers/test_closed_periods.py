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
        "  row 2: 2018-19 P03 was closed on 2018-07-20: post it in the open period, or reopen it with ealedger reopen\n"
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


def test_a_file_with_nothing_of_the_programme_is_not_kept_in_a_closed_period(closed):
    before = closed.snapshot()
    done = closed.run("import", closed.plain("gl.csv", "04/06/2018,51001,1,Roadmark Ltd,Gullies,,100.00"))
    assert done.exit_code == 2
    assert "gl.csv has no row of the programme, and 2018-19 P03 was closed on 2018-07-20" in done.stderr
    assert closed.snapshot() == before


def test_an_adjusting_period_is_imported_once_march_is_sealed(council, gl_profile):
    council.write("profiles/sap.toml", gl_profile.replace('amount = "Amount"', 'amount = "Amount"\nperiod = "Period"'))
    header = "Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount,Period"
    march = council.rows("march.csv", header, "31.03.2019,D1,1,SA,,Hub,March,TF01,3100,100.00,2018-19 P12")
    assert council.run("import", march, "--profile", "sap").exit_code == 0
    for number, period in enumerate(("Q1", "Q2", "Q3", "P10", "P11", "P12")):
        done = council.run("close", f"2018-19 {period}", "--by", "A. Officer", "--on", f"2019-04-1{number}")
        assert done.exit_code == 0, done.stderr
    late = council.rows("p13.csv", header, "31.03.2019,D2,1,SA,,Hub,late,TF01,3100,7.00,2018-19 P13")
    done = council.run("import", late, "--profile", "sap")
    assert (done.exit_code, done.stderr) == (0, "")
    assert council.pence(DELIVERY) == 107_00
    assert [one.code for one in council.book().findings if one.code[0] == "L"] == []
    assert council.run("close", "2018-19 P13", "--by", "A. Officer", "--on", "2019-06-30").exit_code == 0


def test_a_late_row_reaches_a_sealed_quarter_by_no_way(council):
    council.run("import", council.plain("june.csv", JUNE))
    assert council.run("close", "2018-19 Q1", "--by", "A. Officer", "--on", "2018-07-20").exit_code == 0
    done = council.run(
        "import",
        council.plain("july.csv", JUNE, JUNE.replace("51001", "51009"), JULY),
        "--accept-rejects",
        "late, A. Officer",
    )
    assert done.exit_code == 1
    assert council.pence(DELIVERY) == 107_00
    assert [one.code for one in council.book().findings if one.code[0] == "L"] == []

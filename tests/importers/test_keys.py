"""Is a row in the books already? Through the command line, on a ledger extract in our plain layout."""

from __future__ import annotations

import pytest
import xlsxwriter
from conftest import GL_HEADER

from importers.keys import plain

DELIVERY = "Expenses:TroubledFamilies:Delivery"
COORDINATION = "Expenses:TroubledFamilies:Coordination"
JUNE = f"04/06/2018,51001,1,Hub Ltd,June,{DELIVERY},100.00"

#: A spend file has no line numbers: a document, and rows that may be alike.
SPEND = """
    kind = "general-ledger"
    system = "SPEND"

    [columns]
    date = "Paid"
    document = "Transaction"
    supplier = "Supplier"
    description = "Purpose"
    cost-centre = "Area"
    amount = "Net"

    [programme]
    codes = ["Families*"]

    [[map]]
    cost-centre = "Families A"
    account = "Expenses:TroubledFamilies:Delivery"

    [[map]]
    cost-centre = "Families B"
    account = "Expenses:TroubledFamilies:Coordination"
"""


@pytest.fixture
def spend(council):
    council.write("profiles/spend.toml", SPEND)

    def written(name, *rows, header="Paid,Transaction,Supplier,Purpose,Area,Net"):
        return council.rows(name, header, *rows)

    return written


def test_documents_numbered_anew_each_year_are_no_duplicates_and_say_so(council):
    council.run("import", council.plain("a.csv", JUNE))
    another = f"04/06/2019,51001,1,Castle Training,June,{COORDINATION},100.00"
    done = council.run("import", council.plain("b.csv", another))
    assert done.exit_code == 1
    assert "GL/51001/1 is in the books of 2018-06-04 with 100.00, and here of 2019-06-04 with 100.00" in done.stderr
    assert "give the profile another system for each" in done.stderr


def test_a_row_that_the_profile_now_maps_elsewhere_stays_where_it_is_and_is_told(council, gl, gl_profile):
    row = "04.06.2018,D1,1,SA,,Hub,June,TF01,3100,100.00"
    council.run("import", gl("a.csv", row))
    remapped = gl_profile.replace(DELIVERY, COORDINATION)
    done = council.run("import", gl("b.csv", row, row.replace("D1", "D2"), profile=remapped))
    assert done.exit_code == 1
    assert (
        f"warning: 1 row is in the books on another account than the profile now says, the first row 2 ({DELIVERY}, now "
        f"{COORDINATION}): correct them by journals"
    ) in done.stdout
    assert (council.pence(DELIVERY), council.pence(COORDINATION)) == (100_00, 100_00)


def test_one_more_column_or_another_wording_makes_no_new_row(council, spend):
    council.run("import", spend("a.csv", '04/06/2018,T1,Hub Ltd,June,Families A,"1,100.00"'))
    wider = "Paid,Transaction,Supplier,Purpose,Area,Net,Published"
    done = council.run("import", spend("b.csv", "2018-06-04,T1,REDACTED,,Families A,1100,yes", header=wider))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "every row of b.csv is in the books already: nothing changed" in done.stdout
    assert council.pence(DELIVERY) == 1_100_00


def test_rows_alike_are_held_one_for_one_on_their_own_account(council, spend):
    """Two rows of one document, day and amount; the second export has them the other way round, and one more."""
    row, other = "04/06/2018,T1,Hub,x,Families A,9.00", "04/06/2018,T1,Hub,x,Families B,9.00"
    council.run("import", spend("a.csv", row, other))
    done = council.run("import", spend("b.csv", other, row, row))
    assert "in the books already                       2 rows" in done.stdout
    assert "warning" not in done.stdout
    assert (council.pence(DELIVERY), council.pence(COORDINATION)) == (18_00, 9_00)


def test_without_a_document_the_texts_tell_rows_apart(council, spend):
    council.run("import", spend("a.csv", "04/06/2018,,Hub Ltd,June,Families A,9.00"))
    done = council.run("import", spend("b.csv", "04/06/2018,,Castle Ltd,June,Families A,9.00"))
    assert "posted                                     1 rows" in done.stdout
    assert council.pence(DELIVERY) == 18_00


@pytest.mark.parametrize(
    ("written", "same"),
    [("000123", "123"), ("780001.0", "780001"), ("0", "0"), ("000", "0"), ("0.00", "0"), ("AB  12", "AB 12"), ("AB\u00a012", "AB 12"), ("0A1", "0A1"),
     ("1.50", "1.50"), ("10", "10"), ("-1", "-1"), (".0", ".0"), ("", "")],
)  # fmt: skip
def test_a_number_is_one_document_however_it_is_written(written, same):
    assert plain(written) == same


def test_the_same_rows_from_a_csv_and_a_workbook_are_held(council):
    rows = ("04/06/2018,000123,001,Hub Ltd,June,{},100.00", "04/06/2018,AB  12,1.0,Hub Ltd,June,{},7.00")
    council.run("import", council.plain("a.csv", *(row.format(DELIVERY) for row in rows)))
    path = council.folder / "extracts" / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Date", "Document", "Line", "Supplier", "Description", "Account", "Amount"))
        sheet.write_row(1, 0, ("2018-06-04", 123, 1, "Hub Ltd", "June", DELIVERY, 100))
        sheet.write_row(2, 0, ("2018-06-04", "AB 12", 1, "Hub Ltd", "June", DELIVERY, 7))
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "every row of a.xlsx is in the books already: nothing changed" in done.stdout
    assert council.pence(DELIVERY) == 107_00
    assert {txn.meta["doc"] for txn in council.book().transactions} == {"GL/123/1", "GL/AB 12/1"}


def test_without_line_numbers_a_document_is_the_same_however_it_is_written(council, spend):
    council.run("import", spend("a.csv", "04/06/2018,000123,Hub,x,Families A,9.00", "04/06/2018,,Hub  Ltd,x,Families A,9.00"))  # fmt: skip
    done = council.run("import", spend("b.csv", "04/06/2018,123,Hub,x,Families A,9.00", "04/06/2018,,Hub Ltd,x ,Families A,9.00"))  # fmt: skip
    assert "nothing changed" in done.stdout
    assert council.pence(DELIVERY) == 18_00


@pytest.mark.parametrize("line", ["1", ""])
def test_a_document_that_a_spreadsheet_shortened_is_rejected(council, line):
    rows = (JUNE.replace("51001,1", f"{document},{line}") for document in ("7.80E+11", "7E+5", "E+5", "7+5"))
    done = council.run("import", council.plain("a.csv", *rows))
    assert done.exit_code == 1
    why = "was shortened by a spreadsheet program: export it again, its column as text"
    assert f"row 2: the document '7.80E+11' {why}\n  row 3: the document '7E+5' {why}\n" in done.stderr
    assert "row 4" not in done.stderr


def test_two_documents_that_are_one_key_are_rejected_aloud(council):
    done = council.run("import", council.plain("a.csv", JUNE, JUNE.replace("51001,1,", "0051001,01,")))
    assert done.exit_code == 1
    assert "row 3: GL/51001/1 stands in row 2 as well" in done.stderr
    later = council.plain("b.csv", JUNE, JUNE.replace("51001,1,Hub", "051001,2,Hub"))
    assert council.run("import", later).exit_code == 0
    done = council.run("import", council.plain("c.csv", JUNE.replace("51001", "0051001").replace("100.00", "90.00")))
    assert "GL/51001/1 is in the books of 2018-06-04 with 100.00, and here of 2018-06-04 with 90.00" in done.stderr


def test_a_row_of_an_adjusting_period_is_dated_at_the_end_of_the_year(council, gl_profile):
    council.write(
        "profiles/sap-periods.toml", gl_profile.replace('amount = "Amount"', 'amount = "Amount"\nperiod = "Period"')
    )
    header = "Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount,Period"
    row = "10.04.2019,D1,1,SA,,Hub,accrual,TF01,3100,5.00,2018-19 P13"
    council.run("import", council.rows("gl.csv", header, row), "--profile", "sap-periods")
    (txn,) = council.book().transactions
    assert (str(txn.date), txn.meta["period"], str(txn.meta["posting-date"])) == (
        "2019-03-31",
        "2018-19 P13",
        "2019-04-10",
    )
    done = council.run("import", council.rows("again.csv", header, row, ""), "--profile", "sap-periods")
    assert "nothing changed" in done.stdout


def test_money_received_in_advance_is_counted_once(council):
    """Under conditions the remittance posts the creditor; the ledger's own row of it is evidence."""
    council.append(
        "books/agreements.beancount",
        """
        2018-04-02 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
          title: "TF1"
          funder: "MHCLG"
          recognition: "condition"
          recognition-reason: "repaid where families are not attached"
    """,
    )
    advance = "Liabilities:TroubledFamilies:ReceiptsInAdvance"
    done = council.run("import", council.plain("gl.csv", f"30/04/2018,1,1,MHCLG,fee,{advance},-1600.00"))
    assert "1 row is evidence of grant-income of TroubledFamilies, which grant-remittance posts" in done.stdout
    header = "Date paid,Remittance,Line,Payer,Description,Instalment,Amount"
    council.run("import", council.rows("rem.csv", header, "30/04/2018,B,1,MHCLG,x,TF1/2018-19/1,1600.00"))
    assert council.pence(advance) == -1_600_00


def test_an_account_that_is_closed_or_stands_on_both_sides_is_refused(council):
    council.append("books/accounts.beancount", f"2018-05-01 close {DELIVERY}\n")
    done = council.run("import", council.plain("a.csv", JUNE))
    assert f"row 2: {DELIVERY} is not open on 2018-06-04" in done.stderr
    both = "04/06/2018,51003,1,Hub Ltd,June,Assets:TroubledFamilies:Cash,77.00"
    done = council.run("import", council.plain("b.csv", both))
    assert "row 2: Assets:TroubledFamilies:Cash stands on both sides of the row" in done.stderr


def test_nothing_is_imported_where_who_posts_what_is_malformed(council):
    council.append(
        "books/agreements.beancount", '2018-04-01 custom "posts" "TroubledFamilies" "spending" "supplier-payment"\n'
    )
    done = council.run("import", council.plain("a.csv", JUNE))
    assert done.exit_code == 2
    assert "A101" in done.stderr


@pytest.mark.parametrize(
    ("before", "after"), [("general-ledger", "supplier-payments"), ("supplier-payments", "general-ledger")]
)
def test_who_posts_a_row_of_an_adjusting_period_is_told_by_the_day_of_its_entry(council, gl, gl_profile, before, after):
    for since, kind in (("2018-04-01", before), ("2019-04-01", after)):
        council.append("books/agreements.beancount", f'{since} custom "posts" "TroubledFamilies" "spending" "{kind}"\n')
    profile = gl_profile.replace('amount = "Amount"', 'amount = "Amount"\nperiod = "Period"')
    row = "12.04.2019,100,1,SA,,Hub,late,TF01,4310,9.00,2018-19 P13"
    done = council.run("import", gl("gl.csv", row, header=f"{GL_HEADER},Period", profile=profile))
    assert done.exit_code == 0
    assert council.pence(DELIVERY) == (9_00 if before == "general-ledger" else 0)
    assert len(council.book().register.evidence) == (0 if before == "general-ledger" else 1)

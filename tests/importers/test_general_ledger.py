"""A general-ledger extract, from its file to the books, through the command line."""

from __future__ import annotations

import datetime
import hashlib

import pytest
import xlsxwriter

CASH = "Assets:TroubledFamilies:Cash"
CREDITORS = "Liabilities:TroubledFamilies:Creditors"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
COORDINATION = "Expenses:TroubledFamilies:Coordination"
UNALLOCATED = "Expenses:TroubledFamilies:Unallocated"


def test_each_row_finds_its_place(council, gl):
    """Two rows posted, one evidence (income that the remittance posts), one outside; the figures add up."""
    path = gl(
        "gl.csv",
        "30.04.2018,D1,1,SA,,Family Hub Ltd,April,TF01,3100,100.00",
        '04.05.2018,D2,1,SA,,"Smith, Jones",May,TF02,1500,"1,250.50"',
        "30.04.2018,D3,1,SA,,MHCLG,Fee,TF09,9000,-1600.00",
        "30.04.2018,D4,1,SA,,Gritting Co,Salt,HW01,3100,40.00",
    )
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "gl.csv (profile sap)\n"
        "  read                                       4 rows             \N{MINUS SIGN}209.50\n"
        "  posted                                     2 rows            1,350.50\n"
        "  evidence, posted by another kind           1 rows           \N{MINUS SIGN}1,600.00\n"
        "  outside the programme                      1 rows               40.00\n"
        "  rejected                                   0 rows                0.00\n"
        "  1 row is evidence of grant-income of TroubledFamilies, which grant-remittance posts\n"
        "  warning: row 4, \N{MINUS SIGN}£1,600 to MHCLG, belongs to nothing that grant-remittance posted: import that extract, or "
        "ask why it is not there\n"
        "  wrote books/2018-19/gl.beancount\n"
    )
    assert council.pence(DELIVERY) == 100_00
    assert council.pence(COORDINATION) == 1_250_50
    assert council.pence(CASH) == -1_350_50
    archived = council.folder / "extracts/archive" / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.csv"
    assert archived.read_bytes() == path.read_bytes()


def test_the_first_posting_is_the_row_and_it_says_where_it_came_from(council, gl):
    council.run("import", gl("gl.csv", "30.04.2018,D1,7,SA,28.04.2018,Family Hub Ltd,April,TF01,3100,100.00"))
    (txn,) = council.book().transactions
    assert [posting.account for posting in txn.postings] == [DELIVERY, CASH]
    assert (txn.payee, txn.narration, txn.flag) == ("Family Hub Ltd", "April", "*")
    kept = {key: txn.meta[key] for key in ("extract", "row", "doc", "cost-centre", "subjective", "document-date")}
    assert kept == {
        "extract": "gl",
        "row": 2,
        "doc": "SAP/D1/7",
        "cost-centre": "TF01",
        "subjective": "3100",
        "document-date": datetime.date(2018, 4, 28),
    }


def test_the_contra_follows_the_document_type(council, gl):
    gl_rows = ("30.04.2018,D1,1,KR,,Hub,invoice,TF01,3100,100.00", "30.04.2018,D2,1,ZP,,Hub,payment,TF01,3100,5.00")
    council.run("import", gl("gl.csv", *gl_rows))
    assert council.pence(CREDITORS) == -100_00
    assert council.pence(CASH) == -5_00


def test_a_negative_is_a_credit_and_a_nought_is_kept(council, gl):
    rows = ("30.04.2018,D1,1,SA,,Hub,refund,TF01,3100,-100.00", "30.04.2018,D2,1,SA,,Hub,nil,TF01,3100,0.00")
    done = council.run("import", gl("gl.csv", *rows))
    assert "posted                                     2 rows             \N{MINUS SIGN}100.00" in done.stdout
    assert council.pence(DELIVERY) == -100_00
    assert len(council.book().transactions) == 2


def test_where_positive_means_credit_the_signs_turn(council, gl, gl_profile):
    profile = gl_profile + '\n[amounts]\npositive = "credit"\n'
    done = council.run("import", gl("gl.csv", "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,-100.00", profile=profile))
    assert "posted                                     1 rows             \N{MINUS SIGN}100.00" in done.stdout
    assert council.pence(DELIVERY) == 100_00


def test_debit_and_credit_columns(council, gl, gl_profile):
    profile = gl_profile.replace('amount = "Amount"', 'debit = "Dr"\n    credit = "Cr"')
    path = gl(
        "gl.csv",
        "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,100.00,",
        "30.04.2018,D2,1,SA,,Hub,x,TF01,3100,,30.00",
        "30.04.2018,D3,1,SA,,Hub,x,TF01,3100,5.00,1.00",
        header="Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Dr,Cr",
        profile=profile,
    )
    assert council.run("import", path).exit_code == 0
    assert council.pence(DELIVERY) == 74_00


def test_neither_debit_nor_credit_is_rejected(council, gl, gl_profile):
    path = gl(
        "gl.csv",
        "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,,",
        header="Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Dr,Cr",
        profile=gl_profile.replace('amount = "Amount"', 'debit = "Dr"\n    credit = "Cr"'),
    )
    assert "row 2: both debit and credit are blank" in council.run("import", path).stderr


def test_a_row_that_no_rule_maps_is_rejected_or_waits_as_unallocated(council, gl, gl_profile):
    row = "30.04.2018,D1,1,SA,,Hub,x,TF02,3100,100.00"
    done = council.run("import", gl("gl.csv", row))
    assert done.exit_code == 1
    assert done.stderr == (
        "  row 2: no rule maps cost centre 'TF02' with subjective '3100': add one to profile sap, or give it unallocated\n"
    )
    profile = f'unallocated = "{UNALLOCATED}"\n' + gl_profile
    assert council.run("import", gl("gl.csv", row, profile=profile)).exit_code == 0
    (txn,) = council.book().transactions
    assert (txn.flag, txn.postings[0].account) == ("!", UNALLOCATED)


def test_period_13_is_kept_where_the_date_cannot_say_it(council, gl, gl_profile):
    profile = gl_profile.replace("[dates]", 'period = "Period"\n\n[dates]')
    path = gl(
        "gl.csv",
        "31.03.2019,D1,1,SA,,Hub,x,TF01,3100,1.00,13",
        "31.03.2019,D2,1,SA,,Hub,x,TF01,3100,2.00,12",
        "31.03.2019,D3,1,SA,,Hub,x,TF01,3100,4.00,2018-19 P13",
        "31.03.2019,D4,1,SA,,Hub,x,TF01,3100,8.00,",
        header="Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount,Period",
        profile=profile,
    )
    assert council.run("import", path).exit_code == 0
    table = council.book().postings
    of_delivery = table[table["account"] == DELIVERY]
    assert of_delivery.groupby("period")["pence"].sum().to_dict() == {201812: 10_00, 201813: 5_00}


def test_identical_rows_without_line_numbers_stay_as_many(council, gl, gl_profile):
    """83 identical rows are 83 payments, the same 83 when the file is saved again, and an 84th is one more."""
    profile = gl_profile.replace('line = "Item"\n', "")
    row = "30.04.2018,D1,,SA,,Travel,bus pass,TF01,3100,4.10"
    assert council.run("import", gl("gl.csv", *[row] * 83, profile=profile)).exit_code == 0
    assert len(council.book().transactions) == 83
    assert council.pence(DELIVERY) == 83 * 4_10
    again = council.run("import", gl("more.csv", *[row] * 84, profile=profile))
    assert "posted                                     1 rows                4.10" in again.stdout
    assert "in the books already                      83 rows              340.30" in again.stdout
    assert council.pence(DELIVERY) == 84 * 4_10


def test_a_line_number_without_a_document_names_no_row(council, gl):
    """Two files whose rows have no document number and begin with line 1 are two rows."""
    council.run("import", gl("april.csv", "30.04.2018,,1,SA,,Hub,April,TF01,3100,1.00"))
    council.run("import", gl("may.csv", "31.05.2018,,1,SA,,Hub,May,TF01,3100,2.00"))
    assert council.pence(DELIVERY) == 3_00


ROW = "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,100.00"
NEXT = "31.05.2018,D2,1,SA,,Hub,y,TF01,3100,7.00"
OUTSIDE = "30.04.2018,D4,1,SA,,Gritting Co,Salt,HW01,3100,40.00"


def test_the_same_bytes_again_change_nothing_and_say_so(council, gl):
    path = gl("gl.csv", ROW, OUTSIDE)
    council.run("import", path)
    before = council.snapshot()
    again = council.run("import", path)
    assert again.exit_code == 0
    assert again.stdout == (
        "gl.csv (profile sap)\n"
        "  read                                       2 rows              140.00\n"
        "  posted                                     0 rows                0.00\n"
        "  in the books already                       1 rows              100.00\n"
        "  outside the programme                      1 rows               40.00\n"
        "  rejected                                   0 rows                0.00\n"
        "  gl.csv was imported before, as gl: nothing changed\n"
    )
    assert council.snapshot() == before


def test_the_same_bytes_again_under_another_name_or_in_one_command(council, gl):
    first, copy = gl("gl.csv", ROW), gl("copy.csv", ROW)
    done = council.run("import", first, copy)
    assert done.exit_code == 0
    assert "copy.csv was imported before, as gl: nothing changed" in done.stdout
    assert council.pence(DELIVERY) == 100_00


def test_the_same_rows_saved_again_are_in_the_books_already(council, gl):
    path = gl("gl.csv", ROW, NEXT)
    council.run("import", path)
    before = council.snapshot()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = council.run("import", path)
    assert "every row of gl.csv is in the books already: nothing changed" in done.stdout
    assert council.snapshot() == before


def test_blank_cells_at_the_end_do_not_make_another_row(council, gl, gl_profile):
    profile = gl_profile.replace('line = "Item"\n', "")
    path = gl("gl.csv", ROW, NEXT, profile=profile)
    council.run("import", path)
    path.write_bytes(path.read_bytes().replace(b"\n", b",,\n"))
    assert "every row of gl.csv is in the books already" in council.run("import", path).stdout


def test_a_cumulative_file_adds_its_new_rows_alone(council, gl):
    council.run("import", gl("p01.csv", ROW, OUTSIDE))
    done = council.run("import", gl("p02.csv", ROW, OUTSIDE, NEXT))
    assert "posted                                     1 rows                7.00" in done.stdout
    assert "in the books already                       1 rows              100.00" in done.stdout
    assert council.pence(DELIVERY) == 107_00
    assert council.run("check").exit_code == 0


def test_a_posted_row_that_comes_with_another_amount_is_rejected(council, gl):
    council.run("import", gl("p01.csv", ROW))
    before = council.snapshot()
    done = council.run("import", gl("p02.csv", ROW.replace("100.00", "90.00"), NEXT))
    assert done.exit_code == 1
    assert done.stderr == (
        "  row 2: SAP/D1/1 is in the books of 2018-04-30 with 100.00, and here of 2018-04-30 with 90.00: a posted row does not "
        'change, so restate it with --restate "why", or post the difference under a document of its own; where the finance '
        "system numbers its documents anew each year, give the profile another system for each\n"
    )
    assert council.snapshot() == before


def test_a_document_line_that_stands_twice_is_rejected(council, gl):
    done = council.run("import", gl("gl.csv", ROW, NEXT, ROW.replace("Hub", "Other")))
    assert done.exit_code == 1
    assert done.stderr.startswith("  row 4: SAP/D1/1 stands in row 2 as well: ")


def test_two_files_of_one_name_become_two_of_the_books(council, gl):
    council.run("import", gl("gl.csv", ROW))
    done = council.run("import", gl("gl.csv", NEXT))
    assert "wrote books/2018-19/gl-2.beancount" in done.stdout
    assert council.pence(DELIVERY) == 107_00


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("journals.csv", "journals-2"),  # the journals kept by hand are not written over
        ("Accounts.csv", "Accounts-2"),
        (".hidden.csv", "hidden"),  # beancount's include passes over what begins with a point
        ("...csv", "extract"),
        ("CON.csv", "extract-CON"),
        ("P01 (final), v2.csv", "P01-final-v2"),
        ("Übersicht.csv", "bersicht"),
        ("支出.csv", "extract"),
        ("a\nb.csv", "a-b"),
        ('"; rm -rf.csv', "rm-rf"),
        ("x" * 240 + ".csv", "x" * 200),
    ],
)
def test_a_file_of_any_name_gets_a_name_of_the_books(council, gl, name, becomes):
    before = council.snapshot()
    done = council.run("import", gl(name, ROW))
    assert done.exit_code == 0, done.output
    assert f"wrote books/2018-19/{becomes}.beancount" in done.stdout
    assert council.pence(DELIVERY) == 100_00
    assert before.items() <= council.snapshot().items()


def test_names_that_differ_in_capitals_alone_are_one_on_some_desktops(council, gl):
    council.run("import", gl("gl.csv", ROW))
    council.run("import", gl("GL.csv", NEXT))
    assert {"books/2018-19/gl.beancount", "books/2018-19/GL-2.beancount"} <= set(council.snapshot())


def test_one_row_not_understood_and_nothing_is_posted(council, gl):
    """Every bad row is listed with a sentence, on the screen and beside the source."""
    before = council.snapshot()
    path = gl(
        "gl.csv",
        ROW,
        "31.04.2018,D2,1,SA,,Hub,no such day,TF01,3100,1.00",
        "30.04.2018,D3,1,SA,,Hub,no amount,TF01,3100,",
        '30.04.2018,D4,1,SA,,"=cmd, x",text,TF01,3100,ten',
    )
    done = council.run("import", path)
    assert done.exit_code == 1
    assert done.stdout == (
        "gl.csv (profile sap)\n"
        "  read                                       4 rows              101.00\n"
        "  posted                                     1 rows              100.00\n"
        "  outside the programme                      0 rows                0.00\n"
        "  rejected                                   3 rows                1.00\n"
        "  nothing was imported from gl.csv: 3 rows are not understood\n"
        f"  rejects are listed in {path.with_name('gl.rejects.csv')}\n"
    )
    assert done.stderr == (
        "  row 3: the date '31.04.2018' is not written %d.%m.%Y, as the profile says\n"
        "  row 4: the amount is blank\n"
        "  row 5: the amount 'ten' is not a number of pounds\n"
    )
    assert path.with_name("gl.rejects.csv").read_text() == (
        "row,reason,Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount\n"
        "3,\"the date '31.04.2018' is not written %d.%m.%Y, as the profile says\","
        "31.04.2018,D2,1,SA,,Hub,no such day,TF01,3100,1.00\n"
        "4,the amount is blank,30.04.2018,D3,1,SA,,Hub,no amount,TF01,3100,\n"
        "5,the amount 'ten' is not a number of pounds,30.04.2018,D4,1,SA,,\"'=cmd, x\",text,TF01,3100,ten\n"
    )
    assert council.snapshot() == before
    assert not (council.folder / "extracts/archive").exists()


def test_rejects_beside_a_source_that_cannot_be_written_beside_are_shown_alone(council, gl):
    path = gl("gl.csv", ROW.replace("100.00", "ten"))
    (path.parent / "gl.rejects.csv").mkdir()
    done = council.run("import", path)
    assert done.exit_code == 1
    assert "the list of rejects is only shown here: " in done.stdout
    assert "row 2: the amount 'ten'" in done.stderr


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            "30.04.2018,D1,1,SA,,Hub,x,TF01,3100,1.00,extra",
            "the row has more cells than the header's 10: mend its quotes or separators",
        ),
        (
            "30.04.2018,D1,1,SA,,Hub,x,TF01",
            "the row has 8 cells and ends before its amount, column 10: mend its quotes or separators",
        ),
        (
            "30.04.2018,D1,1,SA,yesterday,Hub,x,TF01,3100,1.00",
            "the date 'yesterday' is not written %d.%m.%Y, as the profile says",
        ),
        (
            "30.04.2218,D1,1,SA,,Hub,x,TF01,3100,1.00",
            "the date '30.04.2218' is not of the years 1970 to 2099: correct it",
        ),
        (
            "31.03.2018,D1,1,SA,,Hub,x,TF01,3100,1.00",
            (
                "Expenses:TroubledFamilies:Delivery is not open on 2018-03-31: open it in books/accounts.beancount, or correct "
                "the profile"
            ),
        ),
        (
            "30.04.2018,D1,1,SA,,Hub,ring 0113 496 0000,TF01,3100,1.00",
            "the description holds what looks like a phone number: take it out of the source, or set personal.action to mask",
        ),
        (
            "30.04.2018,D1,1,SA,,jo@example.org,x,TF01,3100,1.00",
            "the supplier holds what looks like an e-mail address: take it out of the source, or set personal.action to mask",
        ),
    ],
)
def test_a_row_is_rejected_with_the_reason_and_the_cure(council, gl, row, why):
    done = council.run("import", gl("gl.csv", row))
    assert (done.exit_code, done.stderr) == (1, f"  row 2: {why}\n")


def test_an_account_that_is_not_open_is_named(council, gl, gl_profile):
    path = gl("gl.csv", ROW, profile=gl_profile.replace(":Delivery", ":Delivery:Hubs"))
    assert council.run("import", path).stderr == (
        "  row 2: Expenses:TroubledFamilies:Delivery:Hubs is not open: open it in books/accounts.beancount, or correct the "
        "profile\n"
    )


def test_money_on_an_account_of_families_is_rejected(council):
    account = "Assets:TroubledFamilies:Families:Identified"
    done = council.run("import", council.plain("gl.csv", f"30/04/2018,D1,1,Hub,x,{account},10.00"))
    assert (done.exit_code, done.stderr) == (
        1,
        f"  row 2: {account} counts families, not pounds: import a families-attached file instead\n",
    )
    council.book()


def test_a_contra_of_another_fund_is_refused(council, gl, gl_profile):
    council.append("books/accounts.beancount", "2018-04-01 open Assets:Other:Cash\n")
    council.append("books/agreements.beancount", '2018-04-01 custom "fund" "Other" "grant"\n')
    path = gl("gl.csv", ROW, profile=gl_profile.replace("Assets:{fund}:Cash", "Assets:Other:Cash"))
    assert "are of two funds: correct contra in the profile" in council.run("import", path).stderr


def test_a_personal_identifier_is_masked_where_the_profile_says_so(council, gl, gl_profile):
    profile = gl_profile + '\n[personal]\naction = "mask"\n'
    council.run("import", gl("gl.csv", "30.04.2018,D1,1,SA,,jo@example.org,x,TF01,3100,1.00", profile=profile))
    assert council.book().transactions[0].payee == "[masked: an e-mail address]"


def test_ten_digits_in_a_document_number_are_no_nhs_number(council, gl):
    assert council.run("import", gl("gl.csv", "30.04.2018,9434765919,1,SA,,Hub,x,TF01,3100,1.00")).exit_code == 0


def test_one_extract_one_financial_year(council, gl):
    path = gl("gl.csv", ROW, NEXT, "30.04.2019,D9,1,SA,,Hub,x,TF01,3100,1.00")
    done = council.run("import", path)
    assert done.exit_code == 1
    assert done.stderr == (
        "  row 4: the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year, so split "
        "the file\n"
    )


def test_a_workbook_is_read_as_a_csv_is(council, gl):
    header = gl("gl.csv", ROW).read_text().splitlines()[0].split(",")
    path = council.folder / "extracts/gl.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_string(0, 0, "Run by the finance team")
        sheet = book.add_worksheet("Ledger")
        sheet.write_row(2, 0, header)
        sheet.write_row(3, 0, ["", 100045, 1, "SA", "", "Hub", "x", "TF01", 3100, 123456.7800000001])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(3, 0, datetime.datetime(2018, 4, 30), day)  # noqa: DTZ001 - a cell has no zone
    assert council.run("import", path).exit_code == 0
    (txn,) = council.book().transactions
    assert (txn.meta["doc"], txn.meta["row"], txn.meta["subjective"]) == ("SAP/100045/1", 4, "3100")
    assert council.pence(DELIVERY) == 123_456_78


def test_windows_text_is_imported_and_warned_about(council, gl):
    path = gl("gl.csv", ROW)
    path.write_bytes(path.read_bytes().replace(b"Hub", b"Caf\xe9"))
    done = council.run("import", path)
    assert "  warning: not UTF-8: read as cp1252 (Windows)" in done.stdout
    assert council.book().transactions[0].payee == "Café"


def test_a_dry_run_shows_and_writes_nothing(council, gl):
    path = gl("gl.csv", ROW)
    before = council.snapshot()
    done = council.run("import", "--dry-run", path)
    assert "  dry run: gl.csv would become books/2018-19/gl.beancount" in done.stdout
    assert council.snapshot() == before
    assert not (council.folder / "extracts/archive").exists()
    assert not (council.folder / ".ealedger.lock").exists()
    council.run("import", "--dry-run", gl("gl.csv", "x" + ROW))
    assert not (council.folder / "extracts/gl.rejects.csv").exists()


def test_every_row_outside_is_an_extract_of_its_own(council, gl):
    done = council.run("import", gl("gl.csv", OUTSIDE))
    assert done.stdout.endswith(
        "  wrote books/2018-19/gl.beancount\n"
        "  warning: no row belongs to the programme; if that is wrong, correct profile sap, remove "
        "books/2018-19/gl.beancount and import again\n"
    )
    assert "was imported before" in council.run("import", council.folder / "extracts/gl.csv").stdout


def test_the_extract_is_dated_the_last_day_of_its_last_period(council, gl):
    council.run("import", gl("gl.csv", ROW, "04.06.2018,D3,1,SA,,Hub,x,TF01,3100,1.00"))
    assert str(council.book().register.extracts[0].date) == "2018-06-30"


def test_the_list_of_rejects_withholds_what_a_row_was_rejected_for(council, gl):
    path = gl("gl.csv", "30.04.2018,D1,1,SA,,Hub,call a.person@example.org,TF01,3100,-1.00")
    assert council.run("import", path).exit_code == 1
    listed = path.with_name("gl.rejects.csv").read_text()
    assert "example.org" not in listed
    assert "Hub,[withheld: an e-mail address],TF01,3100,-1.00" in listed


@pytest.mark.parametrize(
    ("opened", "sentence"),
    [
        ("Expenses:TroubledFamilies:Delivery:InKind GBP.INKIND", "is not kept in GBP but in GBP.INKIND"),
        ("Expenses:TroubledFamilies:TransferOut:Pool", "is for money between funds"),
        ("Income:TroubledFamilies:TransferIn:Pool GBP", "is for money between funds"),
    ],
)
def test_an_account_that_a_row_alone_would_leave_in_error_is_refused(council, opened, sentence):
    council.append("books/agreements.beancount", '2018-04-01 custom "fund" "Pool" "pool"\n')
    council.append("books/accounts.beancount", f"2018-04-01 commodity GBP.INKIND\n2018-04-01 open {opened}\n")
    account = opened.split()[0]
    done = council.run("import", council.plain("gl.csv", f"12/06/2018,780012,1,N,x,{account},900.00"))
    assert (done.exit_code, f"row 2: {account} {sentence}" in done.stderr) == (1, True)
    council.book()

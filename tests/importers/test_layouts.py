"""The layouts that we ship, each with a small made-up extract, and what a profile may say beside its columns."""

from __future__ import annotations

import pytest

DELIVERY = "Expenses:TroubledFamilies:Delivery"
MAPPED = f"""
    [programme]
    codes = ["TF*"]

    [[map]]
    cost-centre = "TF*"
    account = "{DELIVERY}"
"""


@pytest.fixture
def imported(council):
    """Return what imports a file with a profile: the outcome, and what was posted to delivery in pence."""

    def import_lines(head: str, *lines: str, mapped: str = MAPPED):
        indented = "\n".join(f"    {line.strip()}" for line in head.strip().splitlines())
        council.write("profiles/own.toml", f"{indented}\n{mapped}")
        done = council.run("import", council.rows("x.csv", *lines), "--profile", "own")
        return done, council.pence(DELIVERY)

    return import_lines


@pytest.mark.parametrize(
    ("layout", "lines"),
    [
        (
            "sap-line-items",
            (
                "BUKRS,BELNR,BUZEI,BLART,BUDAT,BLDAT,SHKZG,DMBTR,KOSTL,HKONT,SGTXT",
                "1000,5100000001,001,KR,30.04.2018,27.04.2018,S,100.00,TF01,400100,Family hub",
                "1000,5100000002,001,KG,30.04.2018,28.04.2018,H,20.00,TF01,400100,Credit note",
                "1000,5100000003,001,KR,30.04.2018,28.04.2018,S,7.00,HW01,400100,Grit",
            ),
        ),
        (
            "sap-line-items",
            (
                "Document Number,Line item,Document Type,Posting Date,Amount in local currency,Cost Center,G/L Account,Text",
                '5100000001,1,KR,30.04.2018,"1,100.00",TF01,400100,Family hub',
                '5100000002,1,KG,30.04.2018,"1,020.00-",TF01,400100,Credit note',
            ),
        ),
        (
            "oracle-gl",
            (
                "GL Date,Journal,Line,Cost Centre,Account,Vendor,Line Description,Accounted DR,Accounted CR",
                "30-APR-2018,PAY-1,1,TF01,4100,Hub Ltd,April,100.00,",
                "30-APR-2018,PAY-1,2,TF01,4100,Hub Ltd,Credit note,,20.00",
            ),
        ),
        (
            "unit4-agresso",
            (
                "Period,TT,TransNo,TransDate,Account,Cat1,Ap/Ar ID(T),Text,Amount",
                "201801,PI,7000001,30/04/2018,4100,TF01,Hub Ltd,April,100.00",
                "201801,PI,7000002,30/04/2018,4100,TF01,Hub Ltd,Credit note,-20.00",
            ),
        ),
        (
            "transparency-spend",
            (
                "Body,BodyName,ServiceLabel,ServiceDivisionLabel,DatePaid,TransactionNumber,NetAmount,SupplierName",
                "E1,Testshire,Children,TF01,26-Apr-18,1309-00001,100.00,Hub Ltd",
                "E1,Testshire,Children,TF01,26-Apr-18,1309-00002,(20.00),Hub Ltd",
            ),
        ),
        (
            "transparency-spend",
            (
                "Expense Area,Beneficiary,Payment Date,Transaction No,Amount £",
                "TF01,Hub Ltd,27/04/2018,1,100.00",
                "TF01,Hub Ltd,27/04/2018,2,-20.00",
            ),
        ),
    ],
)
def test_a_layout_reads_its_extract(imported, layout, lines):
    done, pence = imported(f'extends = "{layout}"\nkind = "general-ledger"', *lines)
    assert (done.exit_code, done.stderr, pence) == (0, "", 80_00)


def test_published_payments_are_evidence_unless_a_profile_says_that_they_are_the_ledger(imported):
    lines = ("Expense Area,Beneficiary,Payment Date,Transaction No,Amount £", "TF01,Hub Ltd,27/04/2018,1,100.00")
    done, pence = imported('extends = "transparency-spend"', *lines)
    assert (done.exit_code, pence) == (0, 0)
    assert "1 row is evidence of spending of TroubledFamilies, which general-ledger posts" in done.stdout


def test_a_layout_alone_is_refused_and_says_what_to_do(council):
    path = council.rows("x.csv", "BELNR,BUDAT,DMBTR", "1,30.04.2018,1.00")
    done = council.run("import", path, "--profile", "sap-line-items")
    assert done.exit_code == 2
    assert done.stderr == (
        "ealedger: profile sap-line-items: is a layout, and does not say what its codes mean: write a profile with extends = "
        '"sap-line-items", [programme] and [[map]], or begin with: ealedger profile draft\n'
    )


def test_what_extends_nothing_that_there_is(imported):
    done, _ = imported('extends = "sage"', "a,b", "1,2")
    assert done.exit_code == 2
    assert "own.toml, line 1: extends is 'sage', and there is no such layout; there are oracle-gl, " in done.stderr


def test_unsigned_amounts_without_a_flag_are_warned_about(imported):
    lines = ("Document Number,Posting Date,Amount,Cost Center,G/L Account", "51,30.04.2018,100.00,TF01,400100")
    done, _ = imported('extends = "sap-line-items"', *lines)
    assert done.exit_code == 1
    assert "  warning: no amount is negative, and no column says debit or credit" in done.stdout


HEAD = """
    kind = "general-ledger"
    system = "X"
    [columns]
    date = "Date"
    document = "Doc"
    supplier = "Supplier"
    cost-centre = "Code"
"""
LINES = ("Date,Doc,Supplier,Code,Net,VAT,Gross,R/C", "30/04/2018,D1,Hub,TF01,100.00,20.00,120.00,R")


def test_only_net_of_vat_is_posted(imported):
    done, pence = imported(HEAD + 'net = "Net"\nvat = "VAT"\ngross = "Gross"', *LINES)
    assert (done.exit_code, pence) == (0, 100_00)


def test_net_is_made_of_gross_and_vat(imported):
    done, pence = imported(HEAD + 'vat = "VAT"\ngross = "Gross"', *LINES)
    assert (done.exit_code, pence) == (0, 100_00)


def test_net_and_vat_that_do_not_make_the_gross_are_rejected(imported):
    done, _ = imported(HEAD + 'net = "Net"\nvat = "VAT"\ngross = "Gross"', LINES[0], LINES[1].replace("120", "121"))
    assert done.exit_code == 1
    assert "row 2: net 100.00 and VAT 20.00 do not make the gross 121.00: correct the row in the source" in done.stderr


def test_gross_alone_is_refused_unless_there_is_no_vat(imported):
    done, _ = imported(HEAD + 'gross = "Gross"', *LINES)
    assert done.exit_code == 2
    assert (
        "line 8: columns has gross alone, and only what is net of recoverable VAT is posted: name net or vat"
        in done.stderr
    )
    done, pence = imported(HEAD + 'gross = "Gross"\n[amounts]\nvat = "none"', *LINES)
    assert (done.exit_code, pence) == (0, 120_00)


def test_capital_rows_lie_outside_and_one_that_does_not_say_is_rejected(imported):
    head = HEAD + 'net = "Net"\ncapital-or-revenue = "R/C"'
    done, pence = imported(head, *LINES, LINES[1].replace("D1", "D2")[:-1] + "C")
    assert (done.exit_code, pence) == (0, 100_00)
    assert "outside the programme                      1 rows              100.00" in done.stdout
    done, _ = imported(head, *LINES, LINES[1].replace("D1", "D2")[:-1] + "?")
    assert "row 3: '?' does not say whether the row is capital or revenue" in done.stderr


def test_rows_are_left_out_by_the_value_of_a_column(imported):
    left_out = '\n    [[leave-out]]\n    column = "Supplier"\n    values = ["Re*"]\n    because = "recharges"\n'
    done, pence = imported(HEAD + 'net = "Net"', *LINES, LINES[1].replace("Hub", "Recharge"), mapped=left_out + MAPPED)
    assert (done.exit_code, pence) == (0, 100_00)
    assert "outside the programme                      1 rows              100.00" in done.stdout


@pytest.mark.parametrize(("action", "status"), [("mask", 0), ("reject", 1)])
def test_a_column_that_is_called_personal_never_reaches_the_books(imported, council, action, status):
    personal = f'\n    [personal]\n    action = "{action}"\n    columns = ["supplier"]\n'
    done, _ = imported(HEAD + 'net = "Net"', *LINES, mapped=MAPPED + personal)
    assert done.exit_code == status
    assert all("Hub" not in path.read_text() for path in council.folder.glob("books/**/*.beancount"))
    assert "Hub" not in done.output
    rejects = council.folder / "extracts" / "x.rejects.csv"
    assert rejects.exists() == bool(status)
    if status:
        assert "D1,[withheld: personal],TF01" in rejects.read_text()


@pytest.mark.parametrize(("debit", "credit"), [("S", "H"), ("D", "C"), ("DR", "CR"), ("debit", "Credit")])
def test_flags_sign_unsigned_amounts(imported, debit, credit):
    lines = (f"30/04/2018,D1,Hub,TF01,100.00,{debit}", f"30/04/2018,D2,Hub,TF01,30.00,{credit}")
    done, pence = imported(HEAD + 'amount = "Amount"\nsign = "Flag"', "Date,Doc,Supplier,Code,Amount,Flag", *lines)
    assert (done.exit_code, pence) == (0, 70_00)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("30/04/2018,D1,Hub,TF01,1.00,X", "'X' does not say whether the row is a debit or a credit"),
        ("30/04/2018,D1,Hub,TF01,1.00,", "'' does not say whether the row is a debit or a credit"),
        ("30/04/2018,D1,Hub,TF01,-1.00,S", "the amount is negative, and a flag gives its sign as well"),
    ],
)
def test_a_flag_that_does_not_say_is_rejected(imported, row, why):
    head = "Date,Doc,Supplier,Code,Amount,Flag"
    done, _ = imported(HEAD + 'amount = "Amount"\nsign = "Flag"', head, "30/04/2018,D0,Hub,TF01,1.00,H", row)
    assert done.exit_code == 1
    assert f"row 3: {why}" in done.stderr


def test_the_whole_column_decides_how_dates_are_written(imported, council):
    rows = ("05/01/2018,D1,Hub,TF01,1.00", "05/25/2018,D2,Hub,TF01,2.00")
    done, _ = imported(HEAD + 'net = "Net"', "Date,Doc,Supplier,Code,Net", *rows)
    assert done.exit_code == 0
    assert "note: the column date writes the month first" in done.stdout
    assert [str(txn.date) for txn in council.book().transactions] == ["2018-05-01", "2018-05-25"]
    mixed = ("25/05/2018,D3,Hub,TF01,1.00", "05/25/2018,D4,Hub,TF01,2.00", "05/06/2018,D5,Hub,TF01,4.00")
    done, _ = imported(HEAD + 'net = "Net"', "Date,Doc,Supplier,Code,Net", *mixed)
    assert done.exit_code == 1
    assert "row 4: the date '05/06/2018' can be read in two ways: some dates have the day first" in done.stderr


def test_several_formats_and_two_that_disagree(imported):
    rows = ("30/04/2018,D1,Hub,TF01,1.00", "30-Apr-18,D2,Hub,TF01,2.00", "30.04.18,D3,Hub,TF01,2.00")
    forms = '\n[dates]\nformat = ["%d/%m/%Y", "%d-%b-%y"]'
    done, _ = imported(HEAD + 'net = "Net"' + forms, "Date,Doc,Supplier,Code,Net", *rows)
    assert done.exit_code == 1
    assert done.stderr == "  row 4: the date '30.04.18' is not written %d/%m/%Y or %d-%b-%y, as the profile says\n"
    done, _ = imported(HEAD + 'net = "Net"' + forms.replace("%d-%b-%y", "%m/%d/%Y"), "Date", "x")
    assert "read the same text as two days: keep one of them" in done.stderr


UNDATED = """
    kind = "general-ledger"
    system = "X"
    [columns]
    document = "Doc"
    cost-centre = "Code"
    amount = "Net"
    [always]
    date = "2018-06-30"
"""


def test_a_file_without_dates_has_the_day_that_its_profile_says(imported, council):
    rows = ("D1,TF01,1.00", "D2,TF01,2.00", "D3,HW01,4.00", ",,7.00")
    done, pence = imported(UNDATED, "Doc,Code,Net", *rows)
    assert (done.exit_code, done.stderr, pence) == (0, "", 3_00)
    assert {str(txn.date) for txn in council.book().transactions} == {"2018-06-30"}


def test_a_day_that_is_none_is_refused(imported):
    head = UNDATED.replace("2018-06-30", "30/06/2018")
    done, _ = imported(head, "Doc,Code,Net", "D1,TF01,1.00")
    assert done.exit_code == 2
    assert "always.date is '30/06/2018': write it as in date = \"2018-06-30\"" in done.stderr

"""What does ``inspect`` say of a file? It writes nothing."""

from __future__ import annotations

import hashlib
import json

import pytest
import xlsxwriter

from importers.inspection import role_of


def test_a_file_as_an_object(council):
    path = council.write(
        "gl.csv",
        """\
        Payments of April,,
        Date,Supplier name,Net amount
        30/04/2018,Hub,"1,000.00"

        30/04/2018,Hub,ten
        """,
    )
    done = council.run("inspect", path, "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "file": "gl.csv",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "encoding": "utf-8",
        "tables": [
            {
                "sheet": "",
                "header_row": 2,
                "columns": [
                    {"name": "Date", "role": "date"},
                    {"name": "Supplier name", "role": "supplier"},
                    {"name": "Net amount", "role": "net"},
                ],
            }
        ],
        "rows": 2,
        "blank_rows": 1,
        "total": "1000.00",
        "rejects": [
            {"row": 5, "reason": "the amount 'ten' is not a number of pounds", "text": "30/04/2018 | Hub | ten"}
        ],
        "printed_totals": [],
        "warnings": [],
    }


def test_a_file_as_text(council):
    path = council.plain("gl.csv", "30/04/2018,D1,1,Hub,x,A,10.00", "30/04/2018,D1,1,Hub,x,A,1.00,z")
    before = sorted(path.parent.iterdir())
    done = council.run("inspect", path)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[1:] == [
        "  header in row 1",
        "    Date                                  date",
        "    Document                              document",
        "    Line                                  line",
        "    Supplier                              supplier",
        "    Description                           description",
        "    Account                               account",
        "    Amount                                amount",
        "  2 rows, 0 blank; total £10.00",
        "  row 3: the row has more cells than the header's 7: mend its quotes or separators",
    ]
    assert sorted(path.parent.iterdir()) == before


def test_many_rejects_are_shown_in_part_and_listed_in_full(council):
    path = council.plain("gl.csv", *["30/04/2018,D1,1,Hub,x,A,ten"] * 25)
    assert "  and 5 more; --format json lists them all\n" in council.run("inspect", path).stdout
    assert len(json.loads(council.run("inspect", path, "--format", "json").stdout)["rejects"]) == 25


def test_one_unreadable_file_does_not_hide_the_others(council):
    good = council.plain("gl.csv", "30/04/2018,D1,1,Hub,x,A,10.00")
    done = council.run("inspect", good, council.folder, "--format", "json")
    assert done.exit_code == 2
    assert done.stderr == f"ealedger: {council.folder}: is a folder: name the file in it\n"
    assert [one["file"] for one in json.loads(done.stdout)] == ["gl.csv"]


def test_a_cover_sheet_is_named_and_the_ledger_read(council):
    path = council.folder / "gl.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write_string(0, 0, "Run by the finance team")
        sheet = book.add_worksheet("Ledger")
        sheet.write_row(0, 0, ["Date", "Amount"])
        sheet.write_row(1, 0, ["2018-04-30", 12.5])
    done = json.loads(council.run("inspect", path, "--format", "json").stdout)
    assert (done["rows"], done["total"], [one["sheet"] for one in done["tables"]]) == (1, "12.50", ["Ledger"])
    assert done["warnings"] == ["no row of sheet 'Cover' reads like a header with an amount: it was not read"]


def test_a_file_without_a_header_is_refused(council):
    done = council.run("inspect", council.write("gl.csv", "1,2,3"))
    assert done.exit_code == 2
    assert done.stderr.endswith(
        "has no row that reads like a header with an amount: put the column names above the rows\n"
    )


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Invoice Date", "document-date"),
        ("Posting date", "date"),
        ("Cost Center", "cost-centre"),
        ("Amount (£)", "amount"),
        ("VAT Amount", "vat"),
        ("Irrecoverable VAT", "vat"),
        ("Supplier ID", None),
        ("Supplier Name", "supplier"),
        ("Transaction No", "document"),
        ("Narrative", "description"),
        ("", None),
    ],
)
def test_the_role_that_a_header_proposes(header, role):
    assert role_of(header) == role


def test_debit_and_credit(council):
    path = council.rows("gl.csv", "Date,Debit,Credit", "30/04/2018,10.00,", "30/04/2018,,4.00", "30/04/2018,,")
    done = json.loads(council.run("inspect", path, "--format", "json").stdout)
    assert (done["total"], done["rejects"][0]["reason"]) == ("6.00", "both debit and credit are blank")

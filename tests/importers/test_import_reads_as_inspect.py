"""The rows that import reads are the rows that inspect counts: titles, headers, notes, blanks and totals left out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
CONTROLS = SAMPLES / "CONTROLS.csv"
DELIVERY = "Expenses:TroubledFamilies:Delivery"

PROFILE = """
    kind = "general-ledger"
    system = "X"

    [columns]
    date = "Date"
    document = "Doc"
    supplier = "Supplier"
    cost-centre = "Code"
    amount = ["Amount", "Net spend"]

    [[map]]
    cost-centre = "TF*"
    account = "Expenses:TroubledFamilies:Delivery"
"""
HEADER = "Date,Doc,Supplier,Code,Amount"
ROWS = [f"{day:02}/05/2018,D{day},Hub {day},TF01,{day}.00" for day in range(1, 13)]


@pytest.fixture
def extract(council):
    """Return what writes a file and imports it: the outcome, and the rows and total that were read."""

    def import_lines(*lines: str, profile: str = PROFILE):
        council.write("profiles/x.toml", profile)
        path = council.write("extracts/x.csv", "\n".join((*lines, "")).encode())
        done = council.run("import", path, "--profile", "x")
        seen = json.loads(council.run("inspect", "--format", "json", path).stdout)
        read = done.stdout.splitlines()[1].split() if done.stdout else []
        return done, read, seen

    return import_lines


def as_read(seen):
    return ["read", f"{seen['rows']:,}", "rows", f"{float(seen['total']):,.2f}".replace("-", "\N{MINUS SIGN}")]


def controls():
    if not CONTROLS.is_file():
        return []
    with CONTROLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("control", controls(), ids=lambda control: control["file"][:20])
def test_import_reads_the_rows_and_total_that_others_established(council, control):
    seen = json.loads(council.run("inspect", "--format", "json", SAMPLES / control["file"]).stdout)
    names = {column["role"]: column["name"] for column in seen["tables"][0]["columns"]}
    money = names.get("amount") or names["net"]
    council.write(
        "profiles/made-up.toml",
        f"""
        kind = "general-ledger"
        system = "X"
        [columns]
        date = "{names.get("date", names.get("supplier", ""))}"
        cost-centre = "{names.get("supplier", names.get("description"))}"
        amount = "{money}"
        {"[programme]" if "date" in names else ""}
        {'codes = ["Nobody"]' if "date" in names else ""}
        [[map]]
        cost-centre = "*"
        account = "{DELIVERY}"
        """,
    )
    done = council.run("import", "--dry-run", "--profile", "made-up", SAMPLES / control["file"])
    total = f"{int(control['control_total'].replace('.', '')) / 100:,.2f}"
    assert done.stdout.splitlines()[1].split() == ["read", f"{int(control['data_rows']):,}", "rows", total]


@pytest.mark.parametrize(
    "lines",
    [
        ["Payments of May,,,,", "Run on 1 June 2018,,,,", "", HEADER, *ROWS],
        [HEADER, *ROWS[:6], "", *ROWS[6:], "", "Total,,,,78.00"],
        [HEADER, *ROWS, "", ",,,,78.00"],
        [HEADER, *ROWS[:5], ",,,,15.00", *ROWS[5:], "Grand total,,,,78.00"],
        [HEADER, *ROWS[:6], HEADER, *ROWS[6:]],
        [HEADER, *ROWS[:6], "Supplier,Amount,Code,Doc,Date", "Late Ltd,5.00,TF01,D40,30/05/2018"],
        [HEADER, *ROWS[:6], "", "Date,Doc,Supplier,Code,Net spend", "30/05/2018,D40,Late Ltd,TF01,5.00"],
        ["Invoice,,,,", HEADER, *ROWS],
    ],
    ids=["titles", "blank-and-total", "unlabelled", "subtotal", "again", "moved", "renamed", "word-above"],
)
def test_what_inspect_counts_is_posted(council, extract, lines):
    done, read, seen = extract(*lines)
    assert (done.exit_code, read) == (0, as_read(seen))
    assert f"{council.pence(DELIVERY) / 100:.2f}" == seen["total"]


def test_a_header_over_two_rows(extract):
    profile = PROFILE.replace('"Date"', '"Posting Date"').replace('"Doc"', '"Doc No"')
    done, read, seen = extract("Posting,Doc,,,", "Date,No,Supplier,Code,Amount", *ROWS, profile=profile)
    assert (done.exit_code, read) == (0, as_read(seen))


def test_names_that_only_the_profile_knows(extract):
    profile = PROFILE.replace('"Date"', '"BUDAT"').replace('["Amount", "Net spend"]', '"DMBTR"')
    done, read, _ = extract("Liste,,,,", "BUDAT,Doc,Supplier,Code,DMBTR", *ROWS, "Total,,,,78.00", profile=profile)
    assert (done.exit_code, read) == (1, ["read", "12", "rows", "78.00"])


def test_a_printed_total_that_is_not_the_sum_stops_the_import(council, extract):
    done, read, _ = extract(HEADER, *ROWS, "Total,,,,80.00")
    assert (done.exit_code, read) == (1, ["read", "12", "rows", "78.00"])
    assert done.stderr == (
        "  row 14: the total printed here, 80.00, is not the sum of the rows: find the row that is missing, or take the total "
        "out\n"
    )
    assert council.book().transactions == []


def test_a_table_further_down_without_the_profile_s_columns_is_rejected_aloud(extract):
    done, read, _ = extract(HEADER, *ROWS, "", "Supplier,Month,Paid amount", "Other Ltd,May,9.00")
    assert (done.exit_code, read) == (1, ["read", "13", "rows", "87.00"])
    assert (
        "row 16: the table under row 15 lacks the profile's column 'Amount', 'Date', 'Doc', 'Code': name" in done.stderr
    )


def test_a_row_that_carries_money_without_a_date_is_rejected(extract):
    done, _, _ = extract(HEADER, *ROWS, ",D40,Late Ltd,TF01,5.00")
    assert done.exit_code == 1
    assert "row 14: the date is blank" in done.stderr


def test_parts_of_a_penny_are_rounded_and_said(extract):
    done, _, seen = extract(HEADER, *ROWS, "30/05/2018,D40,Late Ltd,TF01,5.005")
    assert done.exit_code == 0
    assert "note: 1 amount has parts of a penny: each was rounded, halves to the even penny" in done.stdout
    assert seen["total"] == "83.00"


def test_columns_by_number_where_the_file_has_no_header(council, extract):
    profile = PROFILE
    for number, name in enumerate(('"Date"', '"Doc"', '"Supplier"', '"Code"', '["Amount", "Net spend"]'), start=1):
        profile = profile.replace(name, f'"#{number}"', 1)
    done, read, seen = extract(*ROWS, profile=profile)
    assert (done.exit_code, read) == (0, as_read(seen))
    assert council.pence(DELIVERY) == 78_00


def test_a_workbook_with_several_sheets_that_fit_wants_one_named(council):
    council.write("profiles/x.toml", PROFILE)
    path = council.folder / "extracts" / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("April", "May"):
            sheet = book.add_worksheet(name)
            for position, line in enumerate((HEADER, *ROWS)):
                sheet.write_row(position, 0, line.split(","))
    done = council.run("import", path)
    assert done.exit_code == 2
    assert "the sheets 'April', 'May' all have the profile's columns: name one in the profile, as sheet = " in (
        council.run("import", path, "--profile", "x").stderr
    )
    council.write("profiles/x.toml", 'sheet = "May"\n' + PROFILE.replace("\n    ", "\n"))
    done = council.run("import", path, "--profile", "x")
    assert done.exit_code == 0
    assert "note: sheet 'April' was not read, as the profile names another" in done.stdout
    council.write("profiles/x.toml", 'sheet = "June"\n' + PROFILE.replace("\n    ", "\n"))
    assert "has no sheet 'June', which the profile names; there are 'April', 'May': correct sheet" in (
        council.run("import", council.write("extracts/y.xlsx", path.read_bytes() + b" "), "--profile", "x").stderr
    )

"""What a row of a file is, `inspect` and `import` say with one voice: rows called totals, flags, signs of credits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

DELIVERY = "Expenses:TroubledFamilies:Delivery"
HEAD = "Date,Doc,Supplier,Code,Amount"
ROWS = [f"{day:02}/05/2018,D{day},Hub {day},TF0{1 + day // 7},{day}.00" for day in range(1, 13)]
BARE = [f"{day:02}/05/2018,Hub {day},TF0{1 + day // 7},{day}.00" for day in range(1, 13)]
ROLES = {"Date": "date", "Doc": "document", "Supplier": "supplier", "Code": "cost-centre", "D/C": "sign"}


@dataclass
class Both:
    """What both commands say of one file: rows and pence that they read, rejects by row, and what else they say."""

    rows: int
    total: str
    rejects: dict[int, str]
    totals: list[tuple[int, bool]]
    warnings: list[str]
    imported: str
    exit_codes: tuple[int, int]


def columns(header: str) -> str:
    return "\n".join(f'{ROLES.get(name, name.casefold())} = "{name}"' for name in header.split(","))


@pytest.fixture
def both(council):
    """Return what reads a file with both commands, and fails where they differ about its rows, total or rejects."""

    def read(header: str, *rows: str) -> Both:
        profile = f'kind = "general-ledger"\nsystem = "X"\n[columns]\n{columns(header)}\n[[map]]\ncost-centre = "*"\naccount = "{DELIVERY}"\n'
        council.write("profiles/x.toml", profile)
        path = council.write("extracts/x.csv", "\n".join((header, *rows, "")).encode())
        looked = council.run("inspect", "--format", "json", path)
        seen = json.loads(looked.stdout)
        done = council.run("import", "--dry-run", path, "--profile", "x")
        read = done.stdout.splitlines()[1].split()
        assert read == [
            "read",
            f"{seen['rows']:,}",
            "rows",
            f"{float(seen['total']):,.2f}".replace("-", "\N{MINUS SIGN}"),
        ]
        disagreeing = {one["row"] for one in seen["printed_totals"] if not one["agrees"]}
        rejects = {one["row"]: one["reason"] for one in seen["rejects"]}
        said = {int(row): why for row, why in re.findall(r"^  row (\d+): (.*)$", done.stderr, re.MULTILINE)}
        assert {row: why for row, why in said.items() if row not in disagreeing} == rejects
        assert disagreeing <= set(said)
        return Both(
            seen["rows"], seen["total"], rejects, [(one["row"], one["agrees"]) for one in seen["printed_totals"]],
            seen["warnings"], done.stdout, (looked.exit_code, done.exit_code),
        )  # fmt: skip

    return read


def test_a_supplier_called_total_with_its_own_document_is_paid(both):
    seen = both(HEAD, *ROWS[:4], "04/05/2018,D40,Total,,99.00", *ROWS[4:])
    assert (seen.rows, seen.total, seen.totals, seen.warnings) == (13, "177.00", [], [])


def test_a_supplier_called_total_that_is_paid_what_others_were_is_counted_and_doubted(both):
    seen = both(HEAD, *ROWS[:6], "06/05/2018,D60,Total,TF01,21.00", *ROWS[6:])
    assert (seen.rows, seen.total, seen.totals) == (13, "99.00", [])
    assert seen.warnings == [
        "row 8 carries the sum of the 6 rows beside it and may be a total: it was counted as a row"
    ]
    assert f"warning: {seen.warnings[0]}" in seen.imported


def test_a_total_that_stands_in_the_column_of_documents(both):
    seen = both(HEAD, *ROWS, "31/05/2018,Total,,,78.00")
    assert (seen.rows, seen.total, seen.totals) == (12, "78.00", [(14, True)])


def test_a_total_that_repeats_the_document_of_the_row_above_it(both):
    seen = both(HEAD, *ROWS, "12/05/2018,D12,Grand total,TF02,78.00")
    assert (seen.rows, seen.totals) == (12, [(14, True)])


@pytest.mark.parametrize("code", ["TF01", ""])
def test_a_grand_total_with_a_date_and_a_code(both, code):
    seen = both(HEAD.replace("Doc,", ""), *BARE, f"31/05/2018,Grand total,{code},78.00")
    assert (seen.rows, seen.total, seen.totals, seen.warnings) == (12, "78.00", [(14, True)], [])


def test_import_says_which_row_with_a_date_and_a_code_was_a_total(both):
    seen = both(HEAD.replace("Doc,", ""), *BARE, "31/05/2018,Grand total,TF01,78.00")
    assert "warning: row 14 is called a total, and is the sum of rows beside it: it was not counted" in seen.imported


def test_a_grand_total_with_a_date_and_a_code_that_is_no_sum_is_counted_and_doubted(both):
    seen = both(HEAD.replace("Doc,", ""), *BARE, "31/05/2018,Grand total,TF01,80.00")
    assert (seen.rows, seen.total, seen.exit_codes) == (13, "158.00", (1, 1))
    assert seen.warnings == ["row 14 is called a total, and is the sum of no rows: it was counted as a row"]
    assert seen.warnings[0] in seen.imported


def test_a_grand_total_without_its_document_that_is_no_sum_is_rejected(both):
    seen = both(HEAD, *ROWS, "31/05/2018,,Grand total,TF01,80.00")
    assert seen.rejects == {14: "the row is called a total and has no document: take it out, or give it its document"}


@pytest.mark.parametrize("label", ["Total {}", "{} total", "Sub-total {}", "Subtotal: {}", "Total for {}", "Subtotal"])
@pytest.mark.parametrize("end", ["", "31/05/2018,Grand total,TF02,78.00"])
def test_subtotals_that_repeat_date_and_code(both, label, end):
    first, second = (
        f"{day}/05/2018,{label.format(code)},{code},{pounds}.00"
        for day, code, pounds in (("06", "TF01", 21), ("12", "TF02", 57))
    )
    seen = both(HEAD.replace("Doc,", ""), *BARE[:6], first, *BARE[6:], second, *filter(None, [end]))
    assert (seen.rows, seen.total, seen.warnings) == (12, "78.00", [])
    assert seen.totals == [(8, True), (15, True), *([(16, True)] if end else [])]


def test_a_subtotal_of_a_group_of_one_row(both):
    rows = [*BARE[:1], "01/05/2018,Total TF01,TF01,1.00", *BARE[6:], "12/05/2018,Total TF02,TF02,57.00"]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    assert (seen.rows, seen.total, seen.totals) == (7, "58.00", [(3, True), (10, True)])


def test_a_subtotal_that_is_not_the_sum_of_its_group_is_doubted(both):
    rows = [*BARE[:6], "06/05/2018,Total TF01,TF01,22.00", *BARE[6:]]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    assert (seen.rows, seen.total) == (13, "100.00")
    assert seen.warnings == ["row 8 is called a total, and is the sum of no rows: it was counted as a row"]


def test_a_subtotal_that_the_grand_total_proves_wrong_is_told(both):
    rows = [*BARE[:6], "06/05/2018,Total TF01,TF01,22.00", *BARE[6:], "Grand total,,,78.00"]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    assert (seen.rows, seen.total, seen.totals, seen.exit_codes) == (12, "78.00", [(8, False), (15, True)], (1, 1))


def test_suppliers_whose_names_sound_like_totals_are_paid(both):
    names = ["Total Lifts Ltd", "Subtotal Ltd", "Grand Total Events", "Balance Yoga", "Sum Solutions", "Elf Total"]
    rows = [row.replace("Hub", name) for row, name in zip(BARE, names * 2, strict=True)]
    seen = both(HEAD.replace("Doc,", ""), *rows, "Total,,,78.00")
    assert (seen.rows, seen.total, seen.warnings, seen.totals) == (12, "78.00", [], [(14, True)])


@pytest.mark.parametrize(
    "label", ["Balance b/fwd", "Opening balance", "Brought forward", "Balance brought forward", "B/F"]
)
@pytest.mark.parametrize("total", [[], ["Total,,,178.00"]])
def test_a_balance_brought_forward_is_doubted(both, label, total):
    seen = both(HEAD.replace("Doc,", ""), f"01/05/2018,{label},TF01,100.00", *BARE, *total)
    assert (seen.rows, seen.total) == (13, "178.00")
    assert seen.warnings == ["row 2 is called a balance, and is the sum of no rows: it was counted as a row"]


# Flags of debit and credit.

FLAGGED = "Date,Doc,Supplier,Code,Amount,D/C"


def flagged(*amounts: str) -> list[str]:
    return [f"{day:02}/05/2018,D{day},Hub {day},TF01,{amount}" for day, amount in enumerate(amounts, start=1)]


def test_flags_of_unsigned_amounts(both):
    seen = both(FLAGGED, *flagged("10.00,D", "4.00,C", "0.00,", "3.00,d"))
    assert (seen.total, seen.warnings, seen.exit_codes) == ("9.00", [], (0, 0))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("3.00,", "'' does not say whether the row is a debit or a credit: correct it, or sign in the profile"),
        ("3.00,X", "'X' does not say whether the row is a debit or a credit: correct it, or sign in the profile"),
        ("-3.00,D", "the amount is negative, and a flag gives its sign as well: take sign out of the profile"),
    ],
)
def test_a_flag_that_does_not_say_is_rejected_by_both(both, row, why):
    seen = both(FLAGGED, *flagged("10.00,D", "4.00,C", "5.00,D", row))
    assert seen.rejects[5].startswith(why)
    assert (len(seen.rejects), seen.exit_codes) == (1, (1, 1))


def test_flags_that_repeat_the_sign_of_the_amounts(both):
    seen = both(FLAGGED, *flagged("10.00,D", "-4.00,C", "5.00,D", "-1.00,"))
    assert (seen.total, seen.exit_codes) == ("10.00", (0, 0))
    assert "column 'D/C' says of negative amounts that they are credits: amounts were taken as printed" in seen.imported


def test_a_flag_and_a_sign_that_disagree_where_others_agree(both):
    amounts = [f"{pounds}.00,D" if pounds % 5 else f"-{pounds}.00,C" for pounds in range(1, 25)]
    seen = both(FLAGGED, *flagged(*amounts, "7.00,C"))
    assert list(seen.rejects) == [26]
    assert "the sign of the amount and the flag 'C' disagree" in seen.rejects[26]


def test_flags_and_signs_that_mostly_disagree(both):
    seen = both(FLAGGED, *flagged("10.00,C", "-4.00,D", "5.00,C"))
    assert list(seen.rejects) == [3]
    assert any("disagree: no negative amount was taken" in one for one in seen.warnings)


def test_a_total_needs_no_flag(both):
    seen = both(FLAGGED, *flagged("10.00,D", "4.00,C", "5.00,D"), ",,Total,,11.00,", ",,,,11.00,")
    assert (seen.rows, seen.total, seen.totals) == (3, "11.00", [(5, True), (6, True)])


def test_a_row_that_is_called_a_total_in_full_needs_its_flag(both):
    seen = both(
        FLAGGED.replace("Doc,", ""),
        "01/05/2018,Hub,TF01,10.00,D",
        "01/05/2018,Hub,TF01,4.00,C",
        "31/05/2018,Total,TF01,9.00,",
    )
    assert list(seen.rejects) == [4]


def test_flags_that_the_profile_does_not_name_are_warned_about(council):
    profile = f'kind = "general-ledger"\nsystem = "X"\n[columns]\n{columns(HEAD)}\n[[map]]\ncost-centre = "*"\naccount = "{DELIVERY}"\n'
    council.write("profiles/x.toml", profile)
    path = council.rows("x.csv", FLAGGED, *flagged("10.00,D", "4.00,C"))
    done = council.run("import", "--dry-run", path, "--profile", "x")
    assert (
        "warning: column 'D/C' says which amounts are credits, and the profile does not name it as sign" in done.stdout
    )


# Credits that are printed negative.


@pytest.mark.parametrize(
    ("printed", "total", "note"),
    [
        (("-4.00", "-1.00"), "5.00", "credits are printed negative: they were added as they stand"),
        (("4.00", "3.00", "2.00", "-1.00"), "2.00", "some credits are negative: they were taken to reverse others"),
        (("4.00", "1.00"), "5.00", None),
    ],
)
def test_how_credits_are_printed_is_said_by_both(both, printed, total, note):
    rows = [
        "01/05/2018,D1,Hub,TF01,10.00,",
        *(f"0{day}/05/2018,D{day},Hub,TF01,,{one}" for day, one in enumerate(printed, start=2)),
    ]
    seen = both("Date,Doc,Supplier,Code,Debit,Credit", *rows)
    assert (seen.total, seen.exit_codes) == (total, (0, 0))
    assert (f"note: {note}" in seen.imported, note in seen.warnings) == (bool(note), bool(note))


def test_credits_of_which_many_are_negative_are_doubted(both):
    rows = ["01/05/2018,D1,Hub,TF01,10.00,", "02/05/2018,D2,Hub,TF01,,-4.00", "03/05/2018,D3,Hub,TF01,,1.00"]
    seen = both("Date,Doc,Supplier,Code,Debit,Credit", *rows)
    assert seen.warnings == [
        "many credits are negative and others are not: the negative ones were taken to reverse others"
    ]
    assert f"warning: {seen.warnings[0]}" in seen.imported


def test_money_above_the_header_is_told_by_both(both, council):
    seen = both("Date,Doc,Supplier,Code,Amount", *ROWS)
    assert seen.warnings == []
    path = council.write("extracts/y.csv", "\n".join(("Opening,5.00,EH,,9.00", HEAD, *ROWS, "")).encode())
    done = council.run("import", "--dry-run", path, "--profile", "x")
    assert "warning: row 1 stands above the header and carries money: it was" in done.stdout


# Rows that say little, and what others made of them.


def test_sums_of_groups_that_do_not_say_what_was_paid_are_doubted(both):
    sums = ["03/05/2018,,TF01,6.00", "06/05/2018,,TF01,15.00", "09/05/2018,,TF02,24.00", "12/05/2018,,TF02,33.00"]
    rows = [row for start in range(4) for row in (*BARE[start * 3 : start * 3 + 3], sums[start])]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    why = "carries the sum of the 3 rows beside it and may be a total: it was counted as a row"
    assert (seen.rows, seen.warnings) == (16, [f"each of 4 rows (5, 9, 13, 17) {why}"])
    assert f"warning: row 5 {why}" in seen.imported


@pytest.mark.parametrize("label", ["Summe", "Overall", "Hub"])
def test_sums_of_groups_are_doubted_whatever_they_are_called(both, label):
    sums = (
        f"{day}/05/2018,{label},TF01,{pounds}.00" for day, pounds in (("03", 6), ("06", 15), ("09", 24), ("12", 33))
    )
    rows = [row for start, one in enumerate(sums) for row in (*BARE[start * 3 : start * 3 + 3], one)]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    why = "each of 4 rows (5, 9, 13, 17) carries the sum of the rows above it: they were counted, and may be totals"
    assert (seen.rows, seen.warnings) == (16, [why])
    assert f"warning: {why}" in seen.imported


def test_page_totals_with_a_document_of_their_own_are_doubted(both):
    pages = ["03/05/2018,P1,Page total,TF01,6.00", "06/05/2018,P2,Page total,TF01,15.00"]
    seen = both(HEAD, *ROWS[:3], pages[0], *ROWS[3:6], pages[1], *ROWS[6:])
    assert (seen.rows, seen.totals) == (14, [])
    assert seen.warnings[0].startswith(
        "each of 2 rows (5, 9) carries the sum of the 3 rows beside it and may be a total"
    )


def test_a_balance_with_a_document_of_its_own_is_doubted(both):
    seen = both(HEAD, "01/05/2018,OB,Balance b/f,TF01,50.00", *ROWS)
    assert seen.warnings == ["row 2 is called a balance, and is the sum of no rows: it was counted as a row"]


def test_the_sum_of_a_document_below_its_lines_is_doubted(both):
    rows = [
        line
        for day in range(1, 7)
        for line in (
            f"0{day}/05/2018,9{day},A,TF01,{day}.10",
            f"0{day}/05/2018,9{day},A,TF01,2.00",
            f"0{day}/05/2018,9{day},,TF01,{day + 2}.10",
        )
    ]
    seen = both(HEAD, *rows)
    assert "carries the sum of the 2 rows beside it and may be a total" in seen.warnings[0]


@pytest.mark.parametrize("cells", ["Total {},,,{}", "01/05/2018,Total {},,{}"])
def test_totals_above_their_groups(both, cells):
    seen = both(
        HEAD.replace("Doc,", ""), cells.format("TF01", "21.00"), *BARE[:6], cells.format("TF02", "57.00"), *BARE[6:]
    )
    assert (seen.rows, seen.total, seen.totals) == (12, "78.00", [(2, True), (9, True)])


def test_totals_of_debits_and_of_credits_are_not_counted_in_silence(both):
    rows = flagged(*(f"{pounds}.00,{'DC'[pounds % 2]}" for pounds in range(1, 9)))
    seen = both(FLAGGED, *rows, ",,Total debits,,20.00,D", ",,Total credits,,16.00,C")
    assert list(seen.rejects) == [10, 11]


def test_a_table_that_sums_up_another_is_not_said_to_be_counted(council):
    path = council.rows("x.csv", HEAD, *ROWS, "", "Code,Amount", "TF01,21.00", "TF02,57.00")
    done = council.run("inspect", path)
    assert "it was taken for their summary and not counted" in done.stdout
    assert "they were all counted" not in done.stdout


def test_a_row_with_little_in_it_is_asked_for_its_date_by_inspect_too(council):
    seen = json.loads(
        council.run("inspect", "--format", "json", council.rows("x.csv", HEAD, *ROWS, "Page,1,,,1")).stdout
    )
    assert [(one["row"], one["reason"]) for one in seen["rejects"]] == [(14, "the date 'Page' is not a date")]


def test_a_grand_total_in_the_middle_proves_nothing_below_it(both):
    rows = [*BARE[:6], "06/05/2018,Grand total,TF01,21.00", *BARE[6:], "12/05/2018,Grand total,TF02,57.00"]
    seen = both(HEAD.replace("Doc,", ""), *rows)
    assert (seen.rows, seen.totals) == (13, [(8, True)])
    assert seen.warnings == ["row 15 is called a total, and is the sum of no rows: it was counted as a row"]


def test_a_total_of_nothing_is_doubted(both):
    seen = both(HEAD.replace("Doc,", ""), *BARE, "12/05/2018,Total TF03,TF03,0.00", "12/05/2018,Total,TF02,78.00")
    assert seen.warnings == ["row 14 is called a total, and is the sum of no rows: it was counted as a row"]


def test_import_says_that_cells_may_have_moved(council, both):
    both(HEAD, *ROWS)
    path = council.rows("y.csv", HEAD, *ROWS[:6], *(row.replace(",Hub", ",,Hub") for row in ROWS[6:]))
    done = council.run("import", "--dry-run", path, "--profile", "x")
    assert done.exit_code == 1
    assert "warning: column 6 has no name and holds amounts" in done.stdout


def test_a_document_s_number_in_the_place_of_an_amount_is_doubted_though_the_row_sounds_like_a_total(both):
    rows = [f"01/09/2018,5100000,{name},{amount}" for name, amount in (
        ("Northside Trust", "0.00 DR"), ("Grand Total Events Ltd", "5100234577"), ("Northside Trust", "0.01 DR"),
    )]  # fmt: skip
    seen = both("Date,Doc,Supplier,Amount", *rows)
    assert seen.exit_codes == (1, 1)
    assert "row 3 has an amount that is as long as the number of a document: it may be one" in seen.warnings

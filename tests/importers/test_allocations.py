"""Allocations and virements, from their file to the allocation statement, through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Council
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADER = "Date,Reference,Agreement,Account,Moved to,Starts,Ends,Amount,Approval,Note"
COORDINATION = "Expenses:TroubledFamilies:Coordination"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
EVALUATION = "Expenses:TroubledFamilies:Evaluation"
THREE_YEARS = "01/04/2018,31/03/2021"
APRIL = f"03/04/2018,CAB-12,TF1,{DELIVERY},,{THREE_YEARS},3430000.00,Cabinet minute 12,"
MAY = f"01/05/2018,CAB-13,TF1,{EVALUATION},,{THREE_YEARS},120000.00,Cabinet minute 13,"
MOVED = f'01/07/2018,D-7,,{COORDINATION},{DELIVERY},,,"20,000.00",Director,'
LANCASHIRE = Path(__file__).resolve().parents[2] / "examples" / "lancashire"


def rejected(council, *rows, header=HEADER):
    """Return the sentences that rows are rejected with, after asserting that nothing was written."""
    before = council.snapshot()
    done = council.run("import", council.rows("bad.csv", header, *rows))
    assert (done.exit_code, council.snapshot()) == (1, before), done.output
    return done.stderr


def headings(council):
    statement = json.loads(council.run("statement", "allocation", "--format", "json").stdout)
    table = next(one for one in statement["tables"] if one["name"] == "headings-TroubledFamilies")
    return {row["heading"]: (row["approved"], row["vired"]) for row in table["rows"]}


def test_a_row_allocates_and_one_with_another_account_moves(council):
    done = council.run("import", council.rows("alloc.csv", HEADER, APRIL, MOVED, "Total,,,,,,,3450000,,"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "alloc.csv (profile plain-allocations)" in done.stdout
    register = council.book().register
    (allocation,) = register.allocations
    assert (allocation.account, str(allocation.start), str(allocation.end)) == (DELIVERY, "2018-04-01", "2021-03-31")
    assert (allocation.amount, allocation.place["approved"]) == (343_000_000, "Cabinet minute 12")
    assert allocation.place["doc"] == f"ALLOC/CAB-12/TF1:{DELIVERY}:2018-04-01"
    (virement,) = register.virements
    assert (virement.source, virement.target, virement.amount) == (COORDINATION, DELIVERY, 20_000_00)
    assert (virement.approval, virement.place["doc"]) == ("Director", f"ALLOC/D-7/{COORDINATION}>{DELIVERY}")
    assert headings(council) == {"Delivery": ("3430000.00", "20000.00"), "Coordination": ("0.00", "-20000.00")}


def test_the_same_rows_change_nothing_and_a_cumulative_file_adds_what_is_new(council):
    council.run("import", council.rows("april.csv", HEADER, APRIL))
    before = council.snapshot()
    again = council.run("import", council.rows("again.csv", HEADER, APRIL, ""))
    assert "every row of again.csv is in the books already: nothing changed" in again.stdout
    assert council.snapshot() == before
    done = council.run("import", council.rows("may.csv", HEADER, APRIL, MAY))
    assert "posted                                     1 rows          120,000.00" in done.stdout
    assert len(council.book().register.allocations) == 2


def test_files_of_one_command_see_what_those_before_brought(council):
    done = council.run(
        "import", council.rows("a.csv", HEADER, APRIL), council.rows("b.csv", HEADER, APRIL, MAY),
        council.rows("c.csv", HEADER, APRIL.replace("CAB-12", "CAB-99")),
    )  # fmt: skip
    assert done.exit_code == 1
    assert "in the books already                       1 rows        3,430,000.00" in done.stdout
    assert "is in the books already (a.beancount:" in done.stderr
    assert len(council.book().register.allocations) == 2


def test_a_later_decision_amends_and_its_own_day_counts(council):
    later = APRIL.replace("03/04/2018,CAB-12", "01/08/2018,CAB-20").replace("3430000", "3500000")
    assert council.run("import", council.rows("a.csv", HEADER, APRIL, later)).exit_code == 0
    assert [one.amount for one in council.book().register.allocations] == [350_000_000]
    statement = council.run("statement", "allocation", "2018-19 P04", "--format", "json").stdout
    assert '"approved": "3430000.00"' in statement


def test_without_a_reference_the_day_of_approval_tells_an_amendment_from_a_change(council):
    bare = APRIL.replace("CAB-12", "")
    council.run("import", council.rows("a.csv", HEADER, bare))
    assert rejected(council, bare.replace("3430000", "3000000")).startswith(
        f"  row 2: ALLOC/TF1/{DELIVERY}:2018-04-01:2021-03-31:2018-04-03 is in the books of 2018-04-03 with 3430000.00, and "
        "here of 2018-04-03 with 3000000.00: a posted row does not change"
    )
    amended = bare.replace("03/04/2018", "04/06/2018").replace("3430000", "3000000")
    assert council.run("import", council.rows("b.csv", HEADER, bare, amended)).exit_code == 0
    assert [one.amount for one in council.book().register.allocations] == [300_000_000]


def test_virements_without_a_reference_that_are_alike_stay_as_many_as_there_are(council):
    bare = MOVED.replace("D-7", "")
    assert council.run("import", council.rows("a.csv", HEADER, bare, bare)).exit_code == 0
    assert [one.amount for one in council.book().register.virements] == [20_000_00] * 2
    done = council.run("import", council.rows("b.csv", HEADER, bare, bare, bare))
    assert "posted                                     1 rows           20,000.00" in done.stdout


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            APRIL.replace("TF1", "TF9"),
            "'TF9' is no agreement of the books: add it to books/agreements.beancount, or correct the row",
        ),
        (APRIL.replace("TF1", ""), "the agreement is blank: name it, or say to which account the money moves"),
        (
            APRIL.replace("Cabinet minute 12", ""),
            "the approval is blank: write who approved it, and where it is minuted",
        ),
        (
            MOVED.replace("Director", " "),
            "the approval is blank: write who approved it, and where it is minuted",
        ),
        (
            APRIL.replace("3430000.00", "-5"),
            (
                "an allocation is above zero, not -5.00: to lower one, give it again on a later day with all that it comes to "
                "then"
            ),
        ),
        (
            APRIL.replace("3430000.00", "0"),
            (
                "an allocation is above zero, not 0.00: to lower one, give it again on a later day with all that it comes to "
                "then"
            ),
        ),
        (
            MOVED.replace("20,000.00", "-5"),
            "a virement moves an amount above zero, not -5.00: to move money back, swap the accounts",
        ),
        (APRIL.replace("31/03/2021", ""), "the last day of the allocation is blank: write it under ends"),
        (APRIL.replace("31/03/2021", "31/04/2021"), "the date '31/04/2021' is not written %d/%m/%Y, as the profile says"),
        (
            APRIL.replace(THREE_YEARS, "31/03/2021,01/04/2018"),
            "the allocation ends on 2018-04-01, before it begins on 2021-03-31: correct one of them",
        ),
        (
            APRIL.replace(DELIVERY, "Expenses:TroubledFamilies:Nothing"),
            (
                "Expenses:TroubledFamilies:Nothing is no account of the books: open it in books/accounts.beancount, or correct "
                "the row"
            ),
        ),
        (
            APRIL.replace(DELIVERY, "Income:TroubledFamilies:AttachmentFees"),
            (
                "Income:TroubledFamilies:AttachmentFees is not an expense of the fund TroubledFamilies, which TF1 pays for: "
                "correct one of them"
            ),
        ),
        (APRIL.replace(DELIVERY, ""), "the account is blank: write the account of the books that the row is for"),
        (
            MOVED.replace(COORDINATION, DELIVERY),
            f"{DELIVERY} is where the money comes from and where it goes: correct one of them",
        ),
        (
            MOVED.replace(COORDINATION, "Expenses:TroubledFamilies:TransferOut:Pool"),
            "Expenses:TroubledFamilies:TransferOut:Pool is a transfer to another fund, of which no budget is held: correct the account",
        ),
        (
            MOVED.replace(COORDINATION, "Expenses:Pool:Delivery"),
            (
                f"Expenses:Pool:Delivery and {DELIVERY} are of two funds: money that goes to another fund is a transfer, so "
                "enter it by a journal"
            ),
        ),
        (
            MOVED.replace(",,,", ",01/04/2018,,"),
            "a virement has no first and last day: blank them, or blank where the money moves to",
        ),
        (
            MOVED.replace("D-7,", "D-7,TF2"),
            "'TF2' is no agreement of the books: add it to books/agreements.beancount, or correct the row",
        ),
        (
            MOVED.replace(DELIVERY, "Assets:TroubledFamilies:Cash"),
            (
                "Assets:TroubledFamilies:Cash is not an expense: name an account such as "
                "Expenses:TroubledFamilies:Delivery"
            ),
        ),
        (
            f"{APRIL}for AB123456C",
            (
                "the description holds what looks like a National Insurance number: take it out of the source, or set "
                "personal.action to mask"
            ),
        ),
        (
            APRIL.partition(",,01/04")[0],
            "the row has 4 cells and ends before its amount, column 8: mend its quotes or separators",
        ),
    ],
)  # fmt: skip
def test_a_row_that_would_break_the_books_is_rejected(council, row, sentence):
    council.append("books/accounts.beancount", "2018-04-01 open Expenses:Pool:Delivery\n")
    council.append("books/agreements.beancount", '2018-04-01 custom "fund" "Pool" "pool"\n')
    assert rejected(council, row) == f"  row 2: {sentence}\n"


def test_overlapping_allocations_are_rejected_whether_in_the_file_or_in_the_books(council):
    council.append("books/accounts.beancount", f"2018-04-01 open {DELIVERY}:Hubs\n")
    hubs = APRIL.replace(DELIVERY, f"{DELIVERY}:Hubs").replace(THREE_YEARS, "01/04/2020,31/03/2022")
    why = (
        f"allocated TF1 to {DELIVERY} from 2018-04-01 to 2021-03-31 already, which covers the same account between 2020-04-01 "
        "and 2021-03-31: allocate the heading or its activities, for other days\n"
    )
    assert rejected(council, APRIL, hubs) == f"  row 3: row 2 {why}"
    council.run("import", council.rows("a.csv", HEADER, APRIL))
    assert rejected(council, hubs) == f"  row 2: the books {why}"


def test_an_allocation_kept_by_hand_is_not_imported_besides(council):
    council.append(
        "books/agreements.beancount",
        f'2018-04-03 custom "allocation" "TF1" {DELIVERY} 2018-04-01 2021-03-31 3430000.00 GBP\n',
    )
    said = rejected(council, APRIL)
    assert said.startswith(
        f"  row 2: the allocation of TF1 {DELIVERY} 2018-04-01 2021-03-31 on 2018-04-03 is in the books already "
        "(agreements.beancount:"
    )
    assert said.endswith("): keep one of them, or date the one that amends the other later\n")


def test_the_same_allocation_twice_on_a_day_is_rejected(council):
    assert rejected(council, APRIL, APRIL.replace("CAB-12", "CAB-13")) == (
        f"  row 3: row 2 is the allocation of TF1 {DELIVERY} 2018-04-01 2021-03-31 on 2018-04-03 as well: keep one of them, or "
        "date the one that amends the other later\n"
    )


def test_closed_periods_and_other_years_are_refused(council):
    council.append(
        "books/2018-19/journals.beancount", '2018-05-10 custom "period-close" "2018-19 P01" "sha256:0" "A. Officer"\n'
    )
    assert rejected(council, APRIL, MAY).startswith(
        "  row 2: 2018-19 P01 was closed on 2018-05-10: post it in the open"
    )
    assert (
        "row 4: the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year"
        in (rejected(council, MAY, MOVED, MAY.replace("2018,CAB-13", "2019,CAB-14")))
    )


def test_texts_stay_texts(council):
    texts = '"=HYPERLINK(""x"")\n2018-01-01 open Assets:Evil","a \\ ""b"" ; c"'
    row = APRIL.removesuffix("Cabinet minute 12,") + texts
    assert council.run("import", council.rows("a.csv", HEADER, row)).exit_code == 0
    (one,) = council.book().register.allocations
    assert one.place["approved"] == '=HYPERLINK("x")\n2018-01-01 open Assets:Evil'
    assert one.place["note"] == 'a \\ "b" ; c'
    assert "in the books already" in council.run("import", council.rows("b.csv", HEADER, row, "")).stdout
    moved = MOVED.replace("Director,", texts)
    council.run("import", council.rows("c.csv", HEADER, moved))
    assert "every row of d.csv is in the books already" in council.run("import", council.rows("d.csv", HEADER, moved, "")).stdout  # fmt: skip


WHY = ("--restate", "misread in the minutes, A. Officer")


def test_a_changed_row_is_a_conflict_or_restated(council):
    council.run("import", council.rows("a.csv", HEADER, APRIL, MAY))
    shorter = APRIL.replace("31/03/2021", "31/03/2020")
    assert rejected(council, shorter, MAY).startswith(
        f"  row 2: ALLOC/CAB-12/TF1:{DELIVERY}:2018-04-01 is in the books of 2018-04-03 with allocation TF1 {DELIVERY} 2018-04-01 "
        f"2021-03-31 3430000.00 GBP, and here of 2018-04-03 with allocation TF1 {DELIVERY} 2018-04-01 2020-03-31 3430000.00 GBP: "
    )
    done = council.run("import", *WHY, council.rows("b.csv", HEADER, shorter, MAY))
    assert "1 row that changed was given again in place of what it said on 2018-05-31" in done.stdout
    assert [(one.account, str(one.end)) for one in council.book().register.allocations] == [
        (DELIVERY, "2020-03-31"),
        (EVALUATION, "2021-03-31"),
    ]
    assert council.run("import", *WHY, council.rows("c.csv", HEADER, APRIL.replace("3430000", "1"), MAY)).exit_code == 0
    assert [one.amount for one in council.book().register.allocations] == [1_00, 120_000_00]


def test_a_statement_of_an_earlier_day_shows_what_was_known_then(council):
    council.run("import", council.rows("a.csv", HEADER, APRIL))
    council.run("import", *WHY, council.rows("b.csv", HEADER, APRIL.replace("3430000", "3000000"), MAY))
    for period, approved in (("2018-19 P01", "3430000.00"), ("2018-19 P02", "3000000.00")):
        statement = json.loads(council.run("statement", "allocation", period, "--format", "json").stdout)
        delivery = statement["tables"][0]["rows"][0]
        assert (delivery["heading"], delivery["approved"]) == ("Delivery", approved)


def test_a_decision_put_right_later_does_not_undo_the_one_that_amended_it(council):
    june = APRIL.replace("03/04/2018,CAB-12", "04/06/2018,CAB-20").replace("3430000", "3500000")
    council.run("import", council.rows("a.csv", HEADER, APRIL, june))
    council.run("import", *WHY, council.rows("b.csv", HEADER, APRIL.replace("3430000", "3000000"), june, MOVED))
    assert [one.amount for one in council.book().register.allocations] == [350_000_000]


def test_a_changed_virement_is_moved_back_and_moved_again(council):
    council.run("import", council.rows("a.csv", HEADER, MOVED))
    done = council.run("import", *WHY, council.rows("b.csv", HEADER, MOVED.replace("20,000", "5,000")))
    assert "1 row that changed was reversed and posted again on 2018-07-31" in done.stdout
    book = council.book()
    assert sorted((one.source, one.amount, one.approval) for one in book.register.virements) == [
        (COORDINATION, 5_000_00, "Director"),
        (COORDINATION, 20_000_00, "Director"),
        (DELIVERY, 20_000_00, "Reversal: Director"),
    ]
    council.run("import", council.rows("c.csv", HEADER, APRIL))
    assert headings(council)["Delivery"] == ("3430000.00", "5000.00")


def test_codes_mean_accounts_where_the_profile_maps_them(council):
    council.write(
        "profiles/decisions.toml",
        f"""
        kind = "allocations"
        system = "MINUTES"

        [columns]
        date = "Day"
        document = "Minute"
        cost-centre = "Code"
        starts = "From"
        ends = "To"
        amount = "Sum"
        approval = "Who"

        [always]
        agreement = "TF1"

        [[map]]
        cost-centre = "TF01"
        account = "{DELIVERY}"
        """,
    )
    header = "Day,Minute,Code,From,To,Sum,Who"
    good = "03/04/2018,12,TF01,01/04/2018,31/03/2021,100.00,Cabinet"
    assert rejected(council, good, good.replace("TF01", "TF02"), header=header) == (
        "  row 3: no rule maps cost centre 'TF02' with subjective '': add one to profile decisions\n"
    )
    assert council.run("import", council.rows("a.csv", header, good)).exit_code == 0
    assert council.book().register.allocations[0].account == DELIVERY


def test_a_missing_column_is_named(council):
    path = council.rows("a.csv", HEADER.replace(",Approval", ""), APRIL)
    done = council.run("import", "--profile", "plain-allocations", path)
    assert (done.exit_code, done.stderr) == (
        2,
        (
            f"ealedger: {path}: has no header with the columns of profile plain-allocations; it lacks 'Approval': correct "
            "columns in the profile\n"
        ),
    )


def test_profile_test_shows_directives(council):
    done = council.run("profile", "test", "plain-allocations", council.rows("a.csv", HEADER, APRIL, MOVED))
    assert done.stdout.splitlines()[1:7] == [
        "  row 2        2018-04-03        3,430,000.00  account column",
        "    allocation: TF1, 2018-04-01, 2021-03-31",
        f"    {DELIVERY}",
        "  row 3        2018-07-01           20,000.00  account column",
        "    virement: Director",
        f"    {COORDINATION}",
    ]


def test_lancashires_allocations_imported_give_the_published_statement(tmp_path):
    """Section 4.4 of the report of 17 January 2013: £0.95m, £3.43m and £0.12m, by hand as from a file."""
    folder = tmp_path / "lancashire"
    shutil.copytree(LANCASHIRE, folder)
    lancashire = Council(folder)
    by_hand = lancashire.run("statement", "allocation").stdout
    agreed = folder / "books" / "agreements.beancount"
    lines = agreed.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if 'custom "allocation"' not in line]
    assert len(kept) == len(lines) - 3
    agreed.write_text("".join(kept), encoding="utf-8")
    rows = [
        f"01/04/2012,CAB-2013-01,TF1,Expenses:TroubledFamilies:{heading},,01/04/2012,31/03/2015,{amount},Report 4.4,"
        for heading, amount in (("Coordination", "950000"), ("Delivery", "3430000"), ("Evaluation", "120000"))
    ]
    done = lancashire.run("import", lancashire.rows("allocations.csv", HEADER, *rows))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "posted                                     3 rows        4,500,000.00" in done.stdout
    assert lancashire.run("statement", "allocation").stdout == by_hand
    lancashire.book()


AMOUNTS = st.integers(-10_000, 500_000_000)
KINDS_OF_ROW = st.sampled_from(["allocation", "virement", "no approval", "no agreement", "other account"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KINDS_OF_ROW, AMOUNTS, st.integers(1, 28)), min_size=1, max_size=8))
def test_every_row_and_penny_is_accounted_for(council, rows):
    written = []
    for number, (what, pence, day) in enumerate(rows):
        row = MOVED.replace('"20,000.00"', "AMOUNT") if what == "virement" else APRIL.replace("3430000.00", "AMOUNT")
        row = row.replace("AMOUNT", f"{pence / 100:.2f}").replace("03/04/2018", f"{day:02}/04/2018")
        row = row.replace("CAB-12", f"CAB-{number}").replace("D-7", f"D-{number}")
        row = row.replace("Cabinet minute 12", "") if what == "no approval" else row
        row = row.replace("TF1", "TF9") if what == "no agreement" else row
        written.append(row.replace(":Delivery", ":Nothing") if what == "other account" else row)
    path = council.rows("law.csv", HEADER, *written)
    done = council.run("import", "--dry-run", "--accept-rejects", "a law", path)
    counted = {
        line[2:36].strip(): (int(line[36:46].replace(",", "")), line[52:].strip())
        for line in done.stdout.splitlines()
        if line[46:51] == " rows"
    }
    found = {
        name: (count, pounds.replace(",", "").replace("\N{MINUS SIGN}", "-"))
        for name, (count, pounds) in counted.items()
    }
    read = found.pop("read")
    assert read == (len(rows), f"{sum(pence for _, pence, _ in rows) / 100:.2f}")
    assert sum(count for count, _ in found.values()) == read[0]
    assert sum(round(float(pounds) * 100) for _, pounds in found.values()) == round(float(read[1]) * 100)


@pytest.mark.parametrize("is_first_numbered", [True, False])
def test_a_virement_with_a_line_number_and_without_is_not_moved_twice(council, is_first_numbered):
    council.write("profiles/numbered.toml", 'extends = "plain-allocations"\n[columns]\nline = "Item"\n')
    files = [council.rows("a.csv", HEADER, MOVED), council.rows("b.csv", f"{HEADER},Item", f"{MOVED},1")]
    first, second = reversed(files) if is_first_numbered else files
    assert council.run("import", first).exit_code == 0
    done = council.run("import", second)
    assert (done.exit_code, "and would be posted twice" in done.stderr) == (1, True)
    two = council.rows("c.csv", f"{HEADER},Item", f"{MOVED},1", f"{MOVED},2")
    if is_first_numbered:
        assert council.run("import", two).exit_code == 0
        assert len(council.book().register.virements) == 2

"""The finance system's own balances, from their file to the directives of the books, through the command line."""

from __future__ import annotations

import pytest

HEADER = "Period,Cost centre,Subjective,Balance"
JUNE = '2018-19 P03,TF01,3100,"1,893,004.17"'
OTHER = "2018-19 P03,TF01,3200,(4.17)"
JULY = JUNE.replace("P03", "P04").replace("1,893", "2,000")
WHY = ("--restate", "posted late, A. Officer")
AS_PRINTED = """
    kind = "gl-balance"
    system = "U4"

    [columns]
    period = "Per"
    date = "Run"
    cost-centre = "CC"
    subjective = "Acc"
    amount = "Bal"

    [amounts]
    positive = "credit"

    [programme]
    codes = ["TF*"]
"""


def rejected(council, *rows, header=HEADER):
    """Return the sentences that rows are rejected with, after asserting that nothing was written."""
    before = council.snapshot()
    done = council.run("import", council.rows("bad.csv", header, *rows))
    assert (done.exit_code, council.snapshot()) == (1, before), done.output
    return done.stderr


def balances(council):
    """Return date, codes, period and pence of every balance in the books."""
    records = [one for one in council.book().register.records if one.name == "gl-balance"]
    return [(str(one.date), *one.values.values(), one.metadata["amount"]) for one in records]


def test_a_row_becomes_a_balance_of_the_last_day_of_its_period(council):
    rows = (JUNE, OTHER, "201803,TF02,3100,0.00")
    done = council.run("import", council.rows("b.csv", HEADER, *rows))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "b.csv (profile plain-gl-balance)" in done.stdout
    assert balances(council) == [
        ("2018-06-30", "TF01", "3100", "2018-19 P03", 1_893_004_17),
        ("2018-06-30", "TF01", "3200", "2018-19 P03", -4_17),
        ("2018-06-30", "TF02", "3100", "2018-19 P03", 0),
    ]
    assert council.book().register.extracts[-1].date.isoformat() == "2018-06-30"


@pytest.mark.parametrize(
    ("total", "status"), [("Total,,,1893000.00", 0), (",,,1893000.00", 1), ("Grand total:,,,1893000.00", 0)]
)
def test_titles_blank_rows_and_totals_are_no_rows(council, total, status):
    """A sum that no word calls a total is passed over with a warning."""
    path = council.rows("b.csv", "Balances of the council,,,", ",,,", HEADER, JUNE, ",,,", OTHER, ",,,", total)
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (status, "")
    assert ("it was taken for a total and not counted" in done.stdout) == bool(status)
    assert "read                                       2 rows        1,893,000.00" in done.stdout
    assert len(balances(council)) == 2


def test_a_total_that_is_not_the_sum_stops_the_import(council):
    assert rejected(council, JUNE, OTHER, ",,,1893001.00") == (
        "  row 4: the total printed here, 1893001.00, is not the sum of the rows: find the row that is missing, or take the "
        "total out\n"
    )


def test_a_balance_that_is_the_sum_of_those_above_is_still_one(council):
    rows = [f"2018-19 P03,TF0{number},3100,{pounds}" for number, pounds in enumerate((100, 200, 300, 600), start=1)]
    assert council.run("import", council.rows("b.csv", HEADER, *rows)).exit_code == 0
    assert len(balances(council)) == 4


def test_the_adjusting_period_is_told_from_march(council):
    rows = ("2018-19 P12,TF01,3100,1.00", "2018-19 P13,TF01,3100,2.00", "201813,TF01,3200,3.00")
    assert council.run("import", council.rows("b.csv", HEADER, *rows)).exit_code == 0
    assert [(day, period, pence) for day, _, _, period, pence in balances(council)] == [
        ("2019-03-31", "2018-19 P12", 1_00),
        ("2019-03-31", "2018-19 P13", 2_00),
        ("2019-03-31", "2018-19 P13", 3_00),
    ]


def test_the_same_rows_change_nothing_and_a_cumulative_file_adds_what_is_new(council):
    council.run("import", council.rows("june.csv", HEADER, JUNE, OTHER))
    before = council.snapshot()
    assert "every row of again.csv is in the books already: nothing changed" in (
        council.run("import", council.rows("again.csv", HEADER, JUNE, OTHER, "")).stdout
    )
    assert council.snapshot() == before
    done = council.run("import", council.rows("july.csv", HEADER, JUNE, OTHER, JULY))
    assert "posted                                     1 rows        2,000,004.17" in done.stdout
    assert len(balances(council)) == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (JULY.replace("2018-19 P04", "P04"), "the period 'P04' names no year: write it as 2018-19 P03, or name a date in the profile"),
        (JULY.replace("2018-19 P04", "4"), "the period '4' names no year: write it as 2018-19 P03, or name a date in the profile"),
        (JULY.replace("2018-19 P04", "201814"), "the period '2018-19 P14' is not a period: the calendar has no such posting period: correct the row"),
        (JULY.replace("2018-19 P04", "2018-19 Q1"), "the period '2018-19 Q1' is not a period: one posting period is needed, such as 2018-19 P09: correct the row"),
        (
            JULY.replace("2018-19 P04", "July"),
            (
                "the period 'July' is not a period: write a year (2018-19), a quarter (2018-19 Q3) or a posting period (2018-19 "
                "P09): correct the row"
            ),
        ),
        (JULY.replace("2018-19 P04", ""), "the period is blank: write it as 2018-19 P03"),
        (JULY.replace(",3100", ","), "the subjective is blank: a balance is of one cost centre and one subjective, so write it"),
        (JULY.replace("TF01", ""), "the cost centre is blank: a balance is of one cost centre and one subjective, so write it"),
        (JULY.replace('"2,000,004.17"', ""), "the amount is blank"),
        (
            JUNE.replace("1,893", "1"),
            "row 2 is the gl-balance of TF01 3100 2018-19 P03 on 2018-06-30 as well: keep one of them, as a code has one balance",
        ),
        (
            JULY.replace("2018-19 P04", "2019-20 P01"),
            (
                "the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year, so split the "
                "file"
            ),
        ),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_rejected(council, row, sentence):
    assert rejected(council, JUNE, OTHER, OTHER.replace("3200", "3300"), row) == f"  row 5: {sentence}\n"


def test_codes_that_look_like_numbers_or_formulas_stay_as_they_are(council):
    row = '2018-19 P03,0001,"=3100+""1""",1.00'
    assert council.run("import", council.rows("b.csv", HEADER, row, OTHER)).exit_code == 0
    assert balances(council)[0][1:3] == ("0001", '=3100+"1"')
    assert "every row of c.csv is in the books already" in (
        council.run("import", council.rows("c.csv", HEADER, row, OTHER, "")).stdout
    )


def test_a_closed_period_is_refused(council):
    council.append(
        "books/2018-19/journals.beancount", '2018-07-10 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n'
    )
    assert rejected(council, JUNE, JULY) == (
        "  row 2: 2018-19 P03 was closed on 2018-07-10: post it in the open period, or reopen it with ealedger reopen\n"
    )


def test_a_balance_that_changed_is_a_conflict_or_given_again(council):
    council.run("import", council.rows("june.csv", HEADER, JUNE, OTHER))
    changed = JUNE.replace("1,893,004", "1,893,005")
    assert rejected(council, changed, OTHER, JULY).startswith(
        "  row 2: BALANCE/TF01:3100/2018-19 P03 is in the books of 2018-06-30 with 1893004.17, and here of 2018-06-30 with "
        "1893005.17: "
    )
    done = council.run("import", *WHY, council.rows("july.csv", HEADER, changed, OTHER, JULY))
    assert "1 row that changed was given again in place of what it said on 2018-07-31" in done.stdout
    assert ("2018-07-31", "TF01", "3100", "2018-19 P03", 1_893_005_17) in balances(council)
    assert "every row of again.csv is in the books already" in (
        council.run("import", council.rows("again.csv", HEADER, changed, OTHER, JULY, "")).stdout
    )


def test_a_balance_given_again_for_its_own_period_is_one(council):
    council.run("import", council.rows("june.csv", HEADER, JUNE))
    assert council.run("import", *WHY, council.rows("b.csv", HEADER, JUNE.replace("1,893", "1,894"))).exit_code == 0
    council.book()


@pytest.fixture
def u4(council):
    council.write("profiles/u4.toml", AS_PRINTED)
    return council


def test_a_number_and_a_date_make_a_period_and_credits_may_be_positive(u4):
    header = "Per,Run,CC,Acc,Bal"
    rows = ("3,20/06/2018,TF01,3100,10.00", "P03,20/06/2018,TF01,3200,-3.00", ",20/06/2018,TF02,1,0", "3,20/06/2018,HW1,1,9.00")  # fmt: skip
    done = u4.run("import", u4.rows("b.csv", header, *rows))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "posted                                     3 rows                7.00" in done.stdout
    assert "outside the programme                      1 rows                9.00" in done.stdout
    assert balances(u4) == [
        ("2018-06-30", "TF01", "3100", "2018-19 P03", -10_00),
        ("2018-06-30", "TF01", "3200", "2018-19 P03", 3_00),
        ("2018-06-30", "TF02", "1", "2018-19 P03", 0),
    ]


def test_a_row_outside_the_programme_is_outside_whatever_its_period(u4):
    rows = ("3,20/06/2018,TF01,3100,10.00", "99,20/06/2018,HW1,1,9.00")
    assert u4.run("import", u4.rows("b.csv", "Per,Run,CC,Acc,Bal", *rows)).exit_code == 0


def test_a_period_in_six_digits_is_read_as_the_profile_says(council):
    profile = AS_PRINTED.replace('date = "Run"\n', "").replace('positive = "credit"', 'positive = "debit"')
    row = "201806,TF01,3100,10.00"
    council.write("profiles/u4.toml", profile)
    assert rejected(council, row, header="Per,CC,Acc,Bal") == (
        "  row 2: the period '201806' may be a month or a posting period: say which with period = \"month\" or "
        '"posting-period" under [dates] in the profile\n'
    )
    council.write("profiles/month.toml", f'{profile}\n    [dates]\n    period = "month"\n')
    path = council.rows("b.csv", "Per,CC,Acc,Bal", row)
    assert council.run("import", "--profile", "month", path).exit_code == 0
    assert balances(council) == [("2018-06-30", "TF01", "3100", "2018-19 P03", 10_00)]
    other = council.rows("c.csv", "Per,CC,Acc,Bal", "201813,TF01,3100,10.00")
    assert "row 2: the period '201813' is no month of a year: correct the row, or period in the profile" in (
        council.run("import", "--profile", "month", other).stderr
    )


def test_a_missing_column_is_named(council):
    path = council.rows("a.csv", HEADER.replace("Subjective", "Code"), JUNE)
    done = council.run("import", "--profile", "plain-gl-balance", path)
    assert "it lacks 'Subjective': correct columns in the profile" in done.stderr

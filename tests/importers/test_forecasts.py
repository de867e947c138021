"""Forecasts, from their file to the directives of the books, through the command line."""

from __future__ import annotations

import pytest

HEADER = "Date,Year,Account,Amount,Method"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
COORDINATION = "Expenses:TroubledFamilies:Coordination"
JUNE = f'30/06/2018,2018-19,{DELIVERY},"910,000.00","trend of three months, A. Officer"'
JULY = JUNE.replace("30/06", "31/07").replace("910,000", "905,000")
WHY = ("--restate", "a slip of the keyboard, A. Officer")


def rejected(council, *rows, header=HEADER):
    """Return the sentences that rows are rejected with, after asserting that nothing was written."""
    before = council.snapshot()
    done = council.run("import", council.rows("bad.csv", header, *rows))
    assert (done.exit_code, council.snapshot()) == (1, before), done.output
    return done.stderr


def forecasts(council):
    """Return the forecasts of the books as directives say them, each row in its last state."""
    book = council.book()
    last = {one.metadata.get("restates") for one in book.register.records}
    return [
        (str(one.date), *one.values.values())
        for one in book.register.records
        if one.name == "forecast" and one.metadata.get("doc") not in last
    ]


def test_a_row_becomes_a_forecast_whatever_its_sign(council):
    nil, income = f"30/06/2018,2018/2019,{COORDINATION},0,nil", "30/06/2018,2019-20,Income:TroubledFamilies:AttachmentFees,(5.50),fees"  # fmt: skip
    done = council.run("import", council.rows("f.csv", HEADER, JUNE, nil, income, "Total,,,909994.50,"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "f.csv (profile plain-forecasts)" in done.stdout
    assert forecasts(council) == [
        ("2018-06-30", DELIVERY, "2018-19", 910_000_00, "trend of three months, A. Officer"),
        ("2018-06-30", COORDINATION, "2018-19", 0, "nil"),
        ("2018-06-30", "Income:TroubledFamilies:AttachmentFees", "2019-20", -5_50, "fees"),
    ]


def test_the_same_rows_change_nothing_and_a_cumulative_file_adds_what_is_new(council):
    council.run("import", council.rows("june.csv", HEADER, JUNE))
    before = council.snapshot()
    assert "every row of again.csv is in the books already: nothing changed" in (
        council.run("import", council.rows("again.csv", HEADER, JUNE, "")).stdout
    )
    assert council.snapshot() == before
    done = council.run("import", council.rows("july.csv", HEADER, JUNE, JULY))
    assert "posted                                     1 rows          905,000.00" in done.stdout
    assert len(forecasts(council)) == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (JULY.replace('"trend of three months, A. Officer"', ""), "the method is blank: write how the forecast was made, and by which officer"),
        (JULY.replace("2018-19", ""), "the year is blank"),
        (JULY.replace("2018-19", "2018"), "the year '2018' is not a period: a financial year is written 2018-19: correct the row"),
        (JULY.replace("2018-19", "2018-20"), "the year '2018-20' is not a period: a financial year is written 2018-19: correct the row"),
        (JULY.replace(DELIVERY, ""), "the account is blank: write the account of the books that the row is for"),
        (
            JULY.replace(DELIVERY, f"{DELIVERY}:Hubs"),
            f"{DELIVERY}:Hubs is no account of the books: open it in books/accounts.beancount, or correct the row",
        ),
        (
            JULY.replace(DELIVERY, "Assets:TroubledFamilies:Cash"),
            "Assets:TroubledFamilies:Cash is of no spending: name an account such as Expenses:TroubledFamilies:Delivery",
        ),
        (JULY.replace(DELIVERY, "Expenses"), "'Expenses' names no fund: an account is Root:Fund:…, the fund always second: correct the row"),
        (
            JULY.replace("A. Officer", "AB 12 34 56 C"),
            (
                "the method holds what looks like a National Insurance number: take it out of the source, or set "
                "personal.action to mask"
            ),
        ),
        (
            JUNE.replace("910,000", "1"),
            (
                f"row 2 is the forecast of {DELIVERY} 2018-19 on 2018-06-30 as well: keep one of them, or date the one that "
                "amends the other later"
            ),
        ),
        (
            JULY.replace("31/07/2018", "30/04/2019"),
            (
                "the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year, so split the "
                "file"
            ),
        ),
        (JULY.replace("905,000.00", "lots"), "the amount 'lots' is not a number of pounds"),
        (JULY.partition(',"905')[0], "the row has 3 cells and ends before its amount, column 4: mend its quotes or separators"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_rejected(council, row, sentence):
    assert rejected(council, JUNE, row) == f"  row 3: {sentence}\n"


def test_a_forecast_kept_by_hand_is_not_imported_besides(council):
    council.append(
        "books/agreements.beancount", f'2018-06-30 custom "forecast" {DELIVERY} "2018-19" 910000.00 GBP "by hand"\n'
    )
    said = rejected(council, JUNE)
    assert said.startswith(
        f"  row 2: the forecast of {DELIVERY} 2018-19 on 2018-06-30 is in the books already (agreements.beancount:"
    )


def test_a_closed_period_is_refused(council):
    council.append(
        "books/2018-19/journals.beancount", '2018-07-10 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n'
    )
    assert rejected(council, JUNE).startswith(
        "  row 2: 2018-19 P03 was closed on 2018-07-10: post it in the open period"
    )


def test_texts_stay_texts(council):
    row = JUNE.replace("trend of three months, A. Officer", '=cmd|""x""!A1\nline \\ two')
    assert council.run("import", council.rows("a.csv", HEADER, row)).exit_code == 0
    assert forecasts(council)[0][-1] == '=cmd|"x"!A1\nline \\ two'
    assert "every row of b.csv is in the books already" in council.run("import", council.rows("b.csv", HEADER, row, "")).stdout  # fmt: skip


def test_a_changed_row_is_a_conflict_or_restated(council):
    council.run("import", council.rows("a.csv", HEADER, JUNE))
    changed = JUNE.replace("910,000", "901,000")
    assert rejected(council, changed, JULY) == (
        f"  row 2: FORECAST/{DELIVERY}:2018-19/2018-06-30 is in the books of 2018-06-30 with 910000.00, and here of 2018-06-30 "
        'with 901000.00: a posted row does not change, so restate it with --restate "why", or post the difference under a '
        "document of its own; where the finance system numbers its documents anew each year, give the profile another system "
        "for each\n"
    )
    assert council.run("import", *WHY, council.rows("b.csv", HEADER, changed, JULY)).exit_code == 0
    assert sorted(one[3] for one in forecasts(council)) == [901_000_00, 905_000_00]
    assert (
        council.run("import", *WHY, council.rows("c.csv", HEADER, changed.replace("901", "902"), JULY)).exit_code == 0
    )
    council.book()


def test_a_forecast_restated_on_its_own_day_is_one(council):
    council.run("import", council.rows("a.csv", HEADER, JUNE))
    done = council.run("import", *WHY, council.rows("b.csv", HEADER, JUNE.replace("trend", "guess")))
    assert "1 row that changed was given again in place of what it said on 2018-06-30" in done.stdout
    assert [one[-1] for one in forecasts(council)] == ["guess of three months, A. Officer"]


def test_a_missing_column_is_named(council):
    path = council.rows("a.csv", HEADER.replace("Method", "How"), JUNE)
    done = council.run("import", "--profile", "plain-forecasts", path)
    assert "it lacks 'Method': correct columns in the profile" in done.stderr

"""Purchase orders raised, reduced and cancelled, from their file to the allocation statement, through the command line."""

from __future__ import annotations

import json

import pytest

HEADER = "Date,Order,Line,Event,Supplier,Account,Amount"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
EVALUATION = "Expenses:TroubledFamilies:Evaluation"
RAISED = f'04/05/2018,PO-1,1,raised,Hub Ltd,{DELIVERY},"84,000.00"'
REDUCED = f"04/06/2018,PO-1,2,Reduced,Hub Ltd,{DELIVERY},4000"
CANCELLED = f"05/06/2018,PO-1,3,cancelled,Hub Ltd,{DELIVERY},80000.00"
OTHER = f"06/06/2018,PO-2,1,raised,Castle,{EVALUATION},1000.00"
WHY = ("--restate", "the order was misread, A. Officer")
BY_CODES = f"""
    kind = "commitments"
    system = "FMS"

    [columns]
    date = "Day"
    document = "PO"
    event = "Status"
    cost-centre = "CC"
    subjective = "Acc"
    amount = "Value"

    [programme]
    codes = ["TF*"]

    [[map]]
    cost-centre = "TF01"
    account = "{DELIVERY}"

    [types]
    raised = ["New", "Uplift"]
"""


def rejected(council, *rows, header=HEADER):
    """Return the sentences that rows are rejected with, after asserting that nothing was written."""
    before = council.snapshot()
    done = council.run("import", council.rows("bad.csv", header, *rows))
    assert (done.exit_code, council.snapshot()) == (1, before), done.output
    return done.stderr


def committed(council):
    council.append(
        "books/agreements.beancount",
        f'2018-04-01 custom "allocation" "TF1" {DELIVERY} 2018-04-01 2021-03-31 100000.00 GBP\n',
    )
    statement = json.loads(council.run("statement", "allocation", "--format", "json").stdout)
    return statement["tables"][0]["total"]["committed"]


def test_events_become_commitments_and_rows_without_account_lie_outside(council):
    outside = "05/06/2018,PO-9,1,raised,Roadmark,,500.00"
    done = council.run("import", council.rows("po.csv", HEADER, RAISED, REDUCED, outside, OTHER, "Total,,,,,,89500"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "po.csv (profile plain-commitments)" in done.stdout
    assert "posted                                     3 rows           89,000.00" in done.stdout
    assert "outside the programme                      1 rows              500.00" in done.stdout
    assert [(one.order, one.amount) for one in council.book().register.commitments] == [
        ("PO-1", 84_000_00),
        ("PO-1", -4_000_00),
        ("PO-2", 1_000_00),
    ]
    first = council.book().register.commitments[0].place
    assert (first["doc"], first["supplier"], first["extract"]) == ("PO/PO-1/1", "Hub Ltd", "po")
    assert committed(council) == "81000.00"


def test_the_statement_is_that_of_commitments_kept_by_hand(council):
    council.append(
        "books/agreements.beancount",
        f"""\
        2018-05-04 custom "commitment" "PO-1" {DELIVERY} 84000.00 GBP "raised"
        2018-06-04 custom "commitment" "PO-1" {DELIVERY} 4000.00 GBP "reduced"
        """,
    )
    by_hand = committed(council)
    kept = (council.folder / "books/agreements.beancount").read_text(encoding="utf-8")
    lines = [line for line in kept.splitlines() if 'custom "commitment" "PO-1"' not in line]
    council.write("books/agreements.beancount", "\n".join(lines))
    council.run("import", council.rows("po.csv", HEADER, RAISED, REDUCED))
    statement = json.loads(council.run("statement", "allocation", "--format", "json").stdout)
    assert statement["tables"][0]["total"]["committed"] == by_hand == "80000.00"


def test_a_cumulative_file_adds_only_what_is_new(council):
    council.run("import", council.rows("may.csv", HEADER, RAISED))
    before = council.snapshot()
    again = council.run("import", council.rows("again.csv", HEADER, RAISED, ""))
    assert "every row of again.csv is in the books already: nothing changed" in again.stdout
    assert council.snapshot() == before
    done = council.run("import", council.rows("june.csv", HEADER, RAISED, REDUCED, CANCELLED, OTHER))
    assert "posted                                     3 rows           85,000.00" in done.stdout
    assert committed(council) == "1000.00"


def test_without_a_line_events_that_are_alike_stay_as_many_as_there_are(council):
    raised, reduced = RAISED.replace("PO-1,1", "PO-1,"), REDUCED.replace("PO-1,2", "PO-1,")
    council.run("import", council.rows("a.csv", HEADER, raised, reduced, reduced))
    done = council.run("import", council.rows("b.csv", HEADER, reduced, raised, reduced, reduced))
    assert "posted                                     1 rows            4,000.00" in done.stdout
    assert sum(one.amount for one in council.book().register.commitments) == 72_000_00


def test_an_order_raised_and_cancelled_on_a_day_is_two_events(council):
    raised = f"04/05/2018,PO-1,,raised,Hub,{DELIVERY},100"
    council.run("import", council.rows("a.csv", HEADER, raised))
    done = council.run("import", council.rows("b.csv", HEADER, raised.replace("raised", "cancelled"), raised))
    assert (done.exit_code, done.stderr) == (0, "")
    assert [one.amount for one in council.book().register.commitments] == [100_00, -100_00]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (RAISED.replace("PO-1,1", ","), "the row names no order: write its number"),
        (
            RAISED.replace('"84,000.00"', "-5.00"),
            (
                "the amount of an event is above zero, not -5.00: write what is taken off as reduced or cancelled, without a "
                "minus"
            ),
        ),
        (
            RAISED.replace('"84,000.00"', "0"),
            (
                "the amount of an event is above zero, not 0.00: write what is taken off as reduced or cancelled, without a "
                "minus"
            ),
        ),
        (
            RAISED.replace("raised", ""),
            (
                "the event is blank, and is one of raised, increased, reduced, decreased, cancelled, canceled: correct the row, or "
                "add the word to [types] in profile plain-commitments"
            ),
        ),
        (
            RAISED.replace("raised", "upped"),
            (
                "the event 'upped' is none of raised, increased, reduced, decreased, cancelled, canceled: correct the row, or add "
                "the word to [types] in profile plain-commitments"
            ),
        ),
        (
            RAISED.replace(DELIVERY, 'Expenses:x" custom'),
            'Expenses:x" custom names no heading: name the heading or an activity below it',
        ),
        (RAISED.replace(DELIVERY, "Expenses"), "'Expenses' names no fund: an account is Root:Fund:…, the fund always second: correct the row"),
        (
            RAISED.replace(DELIVERY, "Income:TroubledFamilies:AttachmentFees"),
            (
                "Income:TroubledFamilies:AttachmentFees is not an expense: name an account such as "
                "Expenses:TroubledFamilies:Delivery"
            ),
        ),
        (
            RAISED.replace("Hub Ltd", "Mrs AB123456C"),
            (
                "the supplier holds what looks like a National Insurance number: take it out of the source, or set "
                "personal.action to mask"
            ),
        ),
        (REDUCED, "£4,000 is taken off order PO-1 on 2018-06-04, of which £0 is left: correct the row, or import first what raised the order"),
        (RAISED.replace("2018", "2O18"), "the date '04/05/2O18' is not written %d/%m/%Y, as the profile says"),
    ],
)  # fmt: skip
def test_a_row_that_would_break_the_books_is_rejected(council, row, sentence):
    assert rejected(council, OTHER, row) == f"  row 3: {sentence}\n"


def test_no_more_is_taken_off_than_was_raised_by_the_books_and_the_file(council):
    council.run("import", council.rows("a.csv", HEADER, REDUCED.replace("06", "05"), RAISED))
    assert rejected(council, CANCELLED.replace("80000.00", "80000.01"), OTHER) == (
        "  row 2: £80,000.01 is taken off order PO-1 on 2018-06-05, of which £80,000 is left: correct the row, or import first "
        "what raised the order\n"
    )
    assert "£1 is taken off order PO-1 on 2018-05-01, of which £0 is left" in (
        rejected(council, f"01/05/2018,PO-1,9,reduced,Hub,{DELIVERY},1.00")
    )
    assert council.run("import", council.rows("b.csv", HEADER, CANCELLED)).exit_code == 0
    assert committed(council) == "0.00"


def test_an_order_whose_row_is_rejected_by_its_year_has_nothing_to_take_off(council):
    """Accepting the reject would leave a reduction of an order that is not in the books."""
    early = RAISED.replace("2018", "2017")
    path = council.rows("po.csv", HEADER, early, REDUCED, OTHER)
    done = council.run("import", path, "--accept-rejects", "known, A. Officer")
    assert done.exit_code == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["  row 2", "  row 3"]
    assert "£4,000 is taken off order PO-1 on 2018-06-04, of which £0 is left" in done.stderr
    assert "posted                                     1 rows            1,000.00" in done.stdout
    council.book()


def test_an_order_that_changed_is_the_one_fault_of_its_file(council):
    """What was taken off is held against what the books say, until the change is restated."""
    assert council.run("import", council.rows("po.csv", HEADER, RAISED, REDUCED)).exit_code == 0
    done = council.run("import", council.rows("po2.csv", HEADER, RAISED.replace("84,000", "3,000"), REDUCED))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "PO/PO-1/1 is in the books of 2018-05-04 with 84000.00" in done.stderr
    assert "no longer in" not in done.stdout


def test_files_of_one_command_see_what_those_before_brought(council):
    done = council.run("import", council.rows("a.csv", HEADER, RAISED), council.rows("b.csv", HEADER, REDUCED))
    assert (done.exit_code, done.stderr) == (0, "")
    assert committed(council) == "80000.00"


def test_the_same_line_twice_is_rejected(council):
    assert rejected(council, RAISED, RAISED) == (
        "  row 3: PO/PO-1/1 stands in row 2 as well: the columns document and line of the profile do not name one row, so "
        "correct the profile or the row\n"
    )


def test_a_closed_period_is_refused(council):
    council.append(
        "books/2018-19/journals.beancount", '2018-06-01 custom "period-close" "2018-19 P02" "sha256:0" "A. Officer"\n'
    )
    assert rejected(council, RAISED).startswith(
        "  row 2: 2018-19 P02 was closed on 2018-06-01: post it in the open period"
    )


def test_texts_stay_texts(council):
    row = f'04/05/2018,"=1+""PO""\n2018",1,raised,"O\'Neil ""\\",{DELIVERY},1.00'
    assert council.run("import", council.rows("a.csv", HEADER, row)).exit_code == 0
    (one,) = council.book().register.commitments
    assert (one.order, one.place["supplier"]) == ('=1+"PO"\n2018', "O'Neil \"\\")
    assert "every row of b.csv is in the books already" in council.run("import", council.rows("b.csv", HEADER, row, "")).stdout  # fmt: skip


def test_a_changed_row_is_a_conflict_or_restated(council):
    council.run("import", council.rows("a.csv", HEADER, RAISED, REDUCED))
    changed = RAISED.replace("84,000", "50,000")
    assert rejected(council, changed, REDUCED).startswith(
        "  row 2: PO/PO-1/1 is in the books of 2018-05-04 with 84000.00, and here of 2018-05-04 with 50000.00: "
    )
    done = council.run("import", *WHY, council.rows("b.csv", HEADER, changed, REDUCED))
    assert "1 row that changed was reversed and posted again on 2018-06-30" in done.stdout
    assert committed(council) == "46000.00"
    elsewhere = changed.replace(DELIVERY, EVALUATION)
    assert f"50000.00 GBP raised, and here of 2018-05-04 with commitment PO-1 {EVALUATION}" in (
        rejected(council, elsewhere, REDUCED)
    )
    assert council.run("import", *WHY, council.rows("c.csv", HEADER, elsewhere, REDUCED)).exit_code == 0
    sums = {}
    for one in council.book().register.commitments:
        sums[one.account] = sums.get(one.account, 0) + one.amount
    assert sums == {DELIVERY: -4_000_00, EVALUATION: 50_000_00}


def test_a_row_restated_below_what_was_taken_off_is_rejected(council):
    council.run("import", council.rows("a.csv", HEADER, RAISED, REDUCED))
    done = council.run("import", *WHY, council.rows("b.csv", HEADER, RAISED.replace("84,000", "3,000"), REDUCED))
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "  row 3: £4,000 is taken off order PO-1 on 2018-06-04, of which £3,000 is left: correct the row, or import first "
            "what raised the order\n"
        ),
    )


def test_codes_and_words_mean_what_the_profile_says(council):
    council.write("profiles/orders.toml", BY_CODES)
    header = "Day,PO,Status,CC,Acc,Value"
    good = "04/05/2018,7,new,TF01,4310,100.00"
    assert rejected(council, good, good.replace("TF01", "TF02"), header=header) == (
        "  row 3: no rule maps cost centre 'TF02' with subjective '4310': add one to profile orders\n"
    )
    done = council.run(
        "import",
        council.rows("a.csv", header, good, good.replace("TF01", "HW01"), good.replace("new", "Uplift"), good.replace("new", "reduced")),
    )  # fmt: skip
    assert (done.exit_code, done.stderr) == (0, "")
    assert "outside the programme                      1 rows              100.00" in done.stdout
    assert [(one.account, one.amount) for one in council.book().register.commitments] == [
        (DELIVERY, 100_00), (DELIVERY, 100_00), (DELIVERY, -100_00),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            'opened = "New"',
            "types.opened is nothing that a commitments extract tells apart: it tells raised, reduced, cancelled apart",
        ),
        ('raised = "reduced"', "types: 'reduced' means both raised and reduced: keep one of them"),
    ],
)
def test_words_that_are_none_or_two_are_refused(council, said, sentence):
    council.write("profiles/orders.toml", BY_CODES.replace('raised = ["New", "Uplift"]', said))
    path = council.rows("a.csv", "Day,PO,Status,CC,Acc,Value", "04/05/2018,7,new,TF01,4310,100.00")
    done = council.run("import", "--profile", "orders", path)
    assert (done.exit_code, done.stderr.partition(": ")[2].partition(": ")[2]) == (2, f"{sentence}\n")


def test_events_with_numbers_once_and_without_them_later_are_not_raised_twice(council):
    assert council.run("import", council.rows("po.csv", HEADER, RAISED, OTHER)).exit_code == 0
    stderr = rejected(council, *(row.replace(",1,", ",,") for row in (RAISED, OTHER)))
    assert stderr.count("is in the books with keys of another kind") == 2


def test_without_numbers_an_event_that_takes_off_is_not_one_that_adds(council):
    rows = [row.replace(",1,", ",,") for row in (RAISED, RAISED.replace("raised", "reduced"))]
    assert council.run("import", council.rows("po.csv", HEADER, *rows)).exit_code == 0
    assert [one.amount for one in council.book().register.commitments] == [84_000_00, -84_000_00]
    assert "nothing changed" in council.run("import", council.rows("po2.csv", HEADER, *rows, "")).stdout


def test_what_takes_off_an_order_is_rejected_with_what_raises_it_in_a_closed_period_or_another_year(council):
    council.append(
        "books/agreements.beancount", '2018-05-20 custom "period-close" "2018-19 P02" "sha256:0" "A. Officer"\n'
    )
    next_year = RAISED.replace("/2018", "/2019").replace("PO-1", "PO-3")
    reduced = REDUCED.replace("PO-1", "PO-3").replace("/2018", "/2019")
    path = council.rows("po.csv", HEADER, RAISED, REDUCED, next_year, reduced, OTHER, OTHER.replace("PO-2", "PO-4"))
    done = council.run("import", "--accept-rejects", "they are asked for, A. Officer", path)
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 4)
    assert "row 3: £4,000 is taken off order PO-1 on 2018-06-04, of which £0 is left" in done.stderr
    assert {one.order for one in council.book().register.commitments} == {"PO-2", "PO-4"}


def test_what_was_raised_before_a_period_was_closed_can_be_taken_off(council):
    assert council.run("import", council.rows("po.csv", HEADER, RAISED)).exit_code == 0
    council.append(
        "books/agreements.beancount", '2018-05-20 custom "period-close" "2018-19 P02" "sha256:0" "A. Officer"\n'
    )
    assert council.run("import", council.rows("po2.csv", HEADER, RAISED, REDUCED)).exit_code == 0


def test_an_order_is_for_a_heading(council):
    assert "Expenses:TroubledFamilies names no heading" in rejected(
        council, RAISED.replace(DELIVERY, "Expenses:TroubledFamilies")
    )

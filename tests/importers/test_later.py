"""A later state of an extract is known as one though none of its rows is the same: what it lacks is told, never in silence twice."""

from __future__ import annotations

import pytest

GONE = "is in the books and no longer in"
APRIL = ("03.04.2018,T1,,SA,,Hub,a,TF01,3100,100.00", "17.04.2018,T2,,SA,,Hub,b,TF01,3100,50.00", "30.04.2018,T3,,SA,,Castle,c,TF01,3100,30.00")  # fmt: skip
MAY = ("02.05.2018,T7,,SA,,Hub,d,TF01,3100,11.00", "31.05.2018,T8,,SA,,Hub,e,TF01,3100,12.00")
#: The same payments in a file that numbers no documents.
BARE = tuple(row.replace(f",T{number},", ",,") for number, row in enumerate(APRIL, start=1))


@pytest.fixture
def gone(council, gl):
    """Import files one after the other; return how many rows the last is said to lack."""

    def count(*files):
        for number, rows in enumerate(files, start=1):
            done = council.run("import", gl(f"p{number}.csv", *rows))
            assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout.count(GONE)

    return count


def changed(rows, *pairs):
    text = "\n".join(rows)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.split("\n")


def test_every_amount_changed(council, gl):
    council.run("import", gl("p1.csv", *APRIL))
    done = council.run("import", gl("p2.csv", *changed(APRIL, ("100.00", "90.00"), ("50.00", "40.00"), ("30.00", "20.00")), *MAY))  # fmt: skip
    assert done.exit_code == 0
    for day, amount in (("03", "100.00"), ("17", "50.00"), ("30", "30.00")):
        assert f"of 2018-04-{day} with {amount} {GONE} p2.csv: ask why; nothing was undone" in done.stdout
    assert done.stdout.count(GONE) == 3


@pytest.mark.parametrize(
    "pairs",
    [
        (("03.04", "04.04"), ("17.04", "18.04"), ("30.04", "29.04")),
        (("03.04", "01.05"), ("17.04", "02.05"), ("30.04", "03.05")),
        (("03.04", "04.04"), ("17.04", "16.04"), ("30.04", "27.04"), ("50.00", "51.00")),
    ],
)
def test_every_date_changed(gone, pairs):
    assert gone(APRIL, changed(APRIL, *pairs)) == 3


def test_a_document_that_went_while_every_other_row_changed(gone):
    assert gone(APRIL, (*changed(APRIL[:2], ("100.00", "90.00"), ("50.00", "40.00")), *MAY)) == 3


def test_a_date_moved_before_the_last_day_while_other_rows_are_held(gone):
    assert gone((*APRIL, MAY[1]), (*APRIL, MAY[1].replace("31.05", "28.05"))) == 1


@pytest.mark.parametrize(
    "pairs",
    [
        (("100.00", "90.00"), ("50.00", "40.00"), ("30.00", "20.00")),
        (("03.04", "04.04"), ("17.04", "18.04"), ("30.04", "29.04")),
        ((",a,", ",other words,"), (",b,", ",,"), (",c,", ",more,")),
    ],
)
def test_rows_without_a_document(gone, pairs):
    assert gone(BARE, changed(BARE, *pairs)) == 3


def test_one_row_without_a_document_on_another_day_of_its_month(gone):
    assert gone(BARE[:1], changed(BARE[:1], ("03.04", "05.04"))) == 1


def test_every_document_numbered_anew(gone):
    assert gone(APRIL, changed(APRIL, ("T1", "X1"), ("T2", "X2"), ("T3", "X3"))) == 3


def test_every_line_numbered_anew(gone):
    numbered = changed(APRIL, ("T1,", "T1,1"), ("T2,", "T2,1"), ("T3,", "T3,1"))
    assert gone(numbered, changed(numbered, ("T1,1", "T1,10"), ("T2,1", "T2,10"), ("T3,1", "T3,10"))) == 3


@pytest.mark.parametrize(
    "later",
    [
        MAY,
        # A credit note under April's document.
        (*MAY, "03.05.2018,T1,,SA,,Hub,credit,TF01,3100,-20.00"),
        # A row of April that was posted late, under a document of its own.
        (*MAY, "29.04.2018,T9,,SA,,Hub,late,TF01,3100,5.00"),
        # Two payments of April's amounts on its days, under other documents: no more than chance.
        tuple(changed(APRIL[:2], ("T1", "X1"), ("T2", "X2"))),
    ],
)
def test_another_month_misses_nothing(gone, later):
    assert gone(APRIL, later) == 0


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        # The same payments each month.
        (BARE, changed(BARE, ("03.04", "03.05"), ("17.04", "17.05"), ("30.04", "31.05"))),
        # One row of April among May's.
        (BARE, changed((*MAY, "28.04.2018,,,SA,,Hub,late,TF01,3100,5.00"), ("T7", ""), ("T8", ""))),
        # One file a week.
        (BARE[:1], BARE[1:]),
    ],
)
def test_another_month_or_week_without_documents_misses_nothing(gone, earlier, later):
    assert gone(earlier, later) == 0


def test_a_document_split_among_extracts_by_its_lines_misses_nothing(gone):
    numbered = changed(APRIL, ("T1,", "T1,1"), ("T2,", "T2,1"), ("T3,", "T3,1"))
    assert gone(numbered, changed(numbered[:1], ("T1,1", "T1,2"), ("100.00", "8.00"))) == 0


def test_the_same_numbers_in_another_year_miss_nothing(gone):
    assert gone(APRIL, changed(APRIL, (".2018", ".2019"))) == 0


def test_rows_that_are_rejected_are_not_gone(council, gl):
    rows = ("03.04.2018,T1,,SA,,Hub,a,TF01,3100,100.00", "03.04.2018,T1,,SA,,Hub,a,TF01,3100,60.00", *APRIL[1:])
    council.run("import", gl("p1.csv", *rows))
    later = (rows[0].replace("100.00", "ten"), *APRIL[1:], *MAY)
    done = council.run("import", "--accept-rejects", "why, A. Officer", gl("p2.csv", *later))
    assert done.stdout.count(GONE) == 1

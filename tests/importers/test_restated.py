"""A cumulative extract adds what is new; a row that changed is a conflict, or restated; one that is gone is told."""

from __future__ import annotations

import pytest

CASH = "Assets:TroubledFamilies:Cash"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
COORDINATION = "Expenses:TroubledFamilies:Coordination"
APRIL = "30.04.2018,D1,1,SA,,Hub,April,TF01,3100,100.00"
MAY = "31.05.2018,D2,1,SA,,Hub,May,TF01,3100,7.00"
JUNE = "29.06.2018,D3,1,SA,,Hub,June,TF01,3100,1.00"
WHY = ("--restate", "the invoice was split, A. Officer")


@pytest.fixture
def april(council, gl):
    assert council.run("import", gl("p01.csv", APRIL)).exit_code == 0
    return council


def entries(council):
    return [txn for txn in council.book().transactions if txn.meta["extract"] == "p02"]


def test_a_changed_row_is_reversed_and_posted_again_in_the_open_period(april, gl):
    april.append(
        "books/2018-19/journals.beancount", '2018-05-10 custom "period-close" "2018-19 P01" "sha256:0" "A. Officer"\n'
    )
    before = april.snapshot()
    done = april.run("import", *WHY, gl("p02.csv", APRIL.replace("100.00", "90.00"), MAY))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "  1 row that changed was reversed and posted again on 2018-05-31\n" in done.stdout
    assert "posted                                     2 rows               97.00" in done.stdout
    assert before.items() <= april.snapshot().items()
    new, reversal, again = sorted(entries(april), key=lambda txn: txn.meta["lineno"])
    assert new.meta["doc"] == "SAP/D2/1"
    assert [(one.account, str(one.units.number)) for one in reversal.postings] == [
        (DELIVERY, "-100.00"),
        (CASH, "100.00"),
    ]
    assert (reversal.meta["reverses"], reversal.meta["cost-centre"], "doc" in reversal.meta) == (
        "SAP/D1/1",
        "TF01",
        False,
    )
    assert (again.meta["doc"], again.meta["restates"], str(again.meta["row-date"])) == (
        "SAP/D1/1/r2",
        "SAP/D1/1",
        "2018-04-30",
    )
    assert {str(reversal.date), str(again.date)} == {"2018-05-31"}
    assert reversal.links == again.links == {"restated-SAP/D1/1/r2"}
    assert april.pence(DELIVERY) == 97_00
    extract = april.book().register.extracts[-1]
    assert (extract.rows["restated"], extract.pence["restated"]) == (1, -100_00)


def test_the_state_that_counts_is_the_last(april, gl):
    changed = APRIL.replace("100.00", "90.00")
    april.run("import", *WHY, gl("p02.csv", changed, MAY))
    done = april.run("import", gl("p03.csv", changed, MAY, JUNE))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "warning" not in done.stdout
    assert "in the books already                       2 rows               97.00" in done.stdout
    assert "with 90.00, and here" in april.run("import", gl("p04.csv", APRIL, MAY)).stderr
    assert april.run("import", *WHY, gl("p05.csv", APRIL, MAY, JUNE)).exit_code == 0
    last = [txn.meta["doc"] for txn in april.book().transactions if "restates" in txn.meta]
    assert sorted(last) == ["SAP/D1/1/r2", "SAP/D1/1/r3"]
    assert april.pence(DELIVERY) == 108_00
    assert april.run("check").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (APRIL.replace("TF01", "TF02").replace("3100", "1500"), "with 100.00 on TF01 3100, and here of 2018-04-30 with 100.00 on TF02 1500"),
        (APRIL.replace("30.04", "27.04"), "of 2018-04-30 with 100.00, and here of 2018-04-27 with 100.00"),
    ],
)  # fmt: skip
def test_other_codes_and_another_date_are_changes_as_well(april, gl, changed, said):
    path = gl("p02.csv", changed, MAY)
    assert said in april.run("import", path).stderr
    assert april.run("import", *WHY, path).exit_code == 0
    assert april.pence(DELIVERY) + april.pence(COORDINATION) == 107_00
    assert april.run("check").exit_code == 0
    again = gl("again.csv", changed, MAY, "")
    assert "every row of again.csv is in the books already" in april.run("import", again).stdout


def test_another_account_in_the_row_itself_is_a_change(council):
    row = f"04/06/2018,51001,1,Hub Ltd,June,{DELIVERY},100.00"
    council.run("import", council.plain("a.csv", row))
    path = council.plain("b.csv", row.replace(DELIVERY, COORDINATION))
    assert f"with 100.00 on {DELIVERY}, and here of 2018-06-04 with 100.00 on {COORDINATION}" in (
        council.run("import", path).stderr
    )
    assert council.run("import", *WHY, path).exit_code == 0
    assert (council.pence(DELIVERY), council.pence(COORDINATION)) == (0, 100_00)


def test_a_restatement_in_a_closed_period_is_refused(april, gl):
    april.append(
        "books/2018-19/journals.beancount", '2018-06-10 custom "period-close" "2018-19 Q1" "sha256:0" "A. Officer"\n'
    )
    done = april.run("import", *WHY, gl("p02.csv", APRIL.replace("100.00", "90.00")))
    assert done.exit_code == 1
    assert "row 2: 2018-19 P01 was closed on 2018-06-10" in done.stderr


def test_an_extract_of_an_earlier_period_restates_no_entry_before_it_was_posted(april, gl):
    """June's row is found to be April's: the reversal stands in June, where what it reverses stands."""
    april.run("import", gl("p03.csv", JUNE, MAY))
    moved = JUNE.replace("29.06", "27.04").replace("1.00", "3.00")
    done = april.run("import", *WHY, gl("p02.csv", moved, APRIL.replace("100.00", "90.00")))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 rows that changed were reversed and posted again on 2018-04-30 and 2018-06-30" in done.stdout
    dated = {(txn.meta.get("reverses") or txn.meta["restates"]): str(txn.date) for txn in entries(april)}
    assert dated == {"SAP/D1/1": "2018-04-30", "SAP/D3/1": "2018-06-30"}
    assert [str(txn.meta["row-date"]) for txn in entries(april) if "row-date" in txn.meta] == ["2018-04-27"]
    assert april.pence(DELIVERY) == 100_00
    assert april.run("check").exit_code == 0
    again = gl("again.csv", moved, APRIL.replace("100.00", "90.00"), MAY, "")
    assert "every row of again.csv is in the books already" in april.run("import", again).stdout


def test_a_row_restated_in_june_is_restated_again_no_earlier(april, gl):
    april.run("import", *WHY, gl("p03.csv", APRIL.replace("100.00", "90.00"), JUNE))
    done = april.run("import", *WHY, gl("p02.csv", APRIL.replace("100.00", "80.00"), MAY))
    assert (done.exit_code, done.stderr) == (0, "")
    assert {str(txn.date) for txn in entries(april) if "doc" not in txn.meta} == {"2018-06-30"}
    assert april.pence(DELIVERY) == 88_00


def test_a_restatement_of_an_entry_in_a_later_period_that_is_closed_is_refused(april, gl):
    april.run("import", gl("p03.csv", JUNE))
    april.append(
        "books/2018-19/journals.beancount", '2018-07-10 custom "period-close" "2018-19 P03" "sha256:0" "A. Officer"\n'
    )
    done = april.run("import", *WHY, gl("p02.csv", JUNE.replace("29.06", "31.05").replace("1.00", "3.00"), MAY))
    assert done.exit_code == 1
    assert "row 2: 2018-19 P03 was closed on 2018-07-10" in done.stderr
    assert april.pence(DELIVERY) == 101_00


def test_an_entry_of_the_adjusting_period_is_reversed_there(april, gl, gl_profile):
    profile = gl_profile.replace('amount = "Amount"', 'amount = "Amount"\nperiod = "Period"')
    header = "Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount,Period"
    row = "31.03.2019,D9,1,SA,,Hub,accrual,TF01,3100,5.00,"
    april.run("import", gl("p13.csv", f"{row}2018-19 P13", header=header, profile=profile))
    path = gl("p02.csv", row.replace("5.00", "6.00") + "2018-19 P12", header=header, profile=profile)
    assert april.run("import", *WHY, path).exit_code == 0
    assert {(str(txn.date), txn.meta["period"]) for txn in entries(april)} == {("2019-03-31", "2018-19 P13")}
    assert april.run("check").exit_code == 0


def test_a_restatement_on_an_account_closed_since_is_refused(april, gl):
    april.append("books/accounts.beancount", f"2018-05-02 close {DELIVERY}\n")
    done = april.run("import", *WHY, gl("p02.csv", APRIL.replace("TF01", "TF02").replace("3100", "1500"), MAY.replace("TF01", "TF02").replace("3100", "1500")))  # fmt: skip
    assert f"row 2: {DELIVERY} is not open on 2018-05-31, when the row would be restated" in done.stderr


def test_a_blank_reason_is_refused_and_one_without_a_change_is_kept_nowhere(april, gl):
    assert (
        "--restate needs the reason why rows changed" in april.run("import", "--restate", " ", gl("b.csv", MAY)).stderr
    )
    assert april.run("import", *WHY, gl("b.csv", MAY)).exit_code == 0
    assert april.book().register.extracts[-1].rows["restated"] == 0


def test_a_reversal_taken_out_of_the_books_is_found(april, gl):
    april.run("import", *WHY, gl("p02.csv", APRIL.replace("100.00", "90.00"), MAY))
    april.append(
        "books/2018-19/journals.beancount",
        f'2018-05-31 * "x"\n  extract: "p02"\n  reverses: "SAP/D2/1"\n  {DELIVERY}  -7.00 GBP\n  {CASH}  7.00 GBP\n',
    )
    done = april.run("check")
    assert "I103 error: extract p02 reversed 1 rows of" in done.stdout
    assert "I103" in april.run("import", gl("p03.csv", JUNE)).stderr


def test_a_row_that_is_gone_from_a_later_extract_is_told_and_left(april, gl):
    april.run("import", gl("p02.csv", APRIL, MAY))
    done = april.run("import", gl("p03.csv", MAY, JUNE, "30.04.2018,D4,1,SA,,Hub,late,TF01,3100,2.00"))
    assert done.exit_code == 1
    assert (
        "  warning: SAP/D1/1 of 2018-04-30 with 100.00 is in the books and no longer in p03.csv: ask why; nothing was undone\n"
    ) in done.stdout
    assert april.pence(DELIVERY) == 110_00


def test_an_extract_of_later_rows_alone_misses_none(april, gl):
    assert "warning" not in april.run("import", gl("p02.csv", MAY)).stdout
    assert "warning" not in april.run("import", gl("p03.csv", MAY, JUNE)).stdout


def test_without_line_numbers_a_changed_row_is_one_gone_and_one_new(council, gl, gl_profile):
    profile = gl_profile.replace('line = "Item"\n', "")
    council.run("import", gl("p01.csv", APRIL, APRIL, MAY, profile=profile))
    done = council.run("import", gl("p02.csv", APRIL, APRIL.replace("100.00", "90.00"), MAY, profile=profile))
    assert done.exit_code == 1
    assert "posted                                     1 rows               90.00" in done.stdout
    assert done.stdout.count("of 2018-04-30 with 100.00 is in the books and no longer in p02.csv") == 1


def test_a_document_numbered_anew_in_another_year_is_never_restated(april, gl):
    done = april.run("import", *WHY, gl("next.csv", APRIL.replace("2018", "2019").replace("100.00", "90.00")))
    assert done.exit_code == 1
    assert "give the profile another system for each" in done.stderr
    assert april.pence(DELIVERY) == 100_00


def test_money_that_belongs_to_another_instalment_since_is_a_conflict(council):
    council.append(
        "books/agreements.beancount",
        '2018-04-02 custom "instalment" "TF1" 2018-07-31 0.00 GBP "attachment-fee" "2018-19"\n',
    )
    header = "Date paid,Remittance,Line,Payer,Description,Instalment,Amount"
    row = "30/04/2018,BACS-1,1,MHCLG,fees,TF1/2018-19/1,1600.00"
    assert council.run("import", council.rows("rem.csv", header, row)).exit_code == 0
    other = council.rows("rem2.csv", header, row.replace("/1,", "/3,"))
    done = council.run("import", other)
    assert (done.exit_code, "TF1/2018-19/1, and here" in done.stderr) == (1, True)
    assert council.run("import", "--restate", "the funder's letter, A. Officer", other).exit_code == 0
    assert [txn.meta["instalment"][-1] for txn in council.book().transactions] == ["1", "1", "3"]
    assert council.pence("Income:TroubledFamilies:AttachmentFees") == -1600_00

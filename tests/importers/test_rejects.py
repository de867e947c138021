"""Rejects that are accepted are left out with a reason; their list is corrected and imported like an extract."""

from __future__ import annotations

import pytest

DELIVERY = "Expenses:TroubledFamilies:Delivery"
GOOD = f"30/04/2018,D1,1,Hub,x,{DELIVERY},100.00"
BAD = f"30/04/2018,-D2,1,=Hub,y,{DELIVERY},ten"
ACCEPT = ("--accept-rejects", "the typist is away, A. Officer")


@pytest.fixture
def accepted(council):
    assert council.run("import", *ACCEPT, council.plain("gl.csv", GOOD, BAD)).exit_code == 1
    return council


def test_the_good_rows_are_imported_and_the_reason_is_kept(council):
    path = council.plain("gl.csv", GOOD, BAD)
    done = council.run("import", *ACCEPT, path)
    assert done.exit_code == 1
    assert done.stderr == "  row 3: the amount 'ten' is not a number of pounds\n"
    listed = path.with_name("gl.rejects.csv")
    assert done.stdout.endswith(
        f"  wrote books/2018-19/gl.beancount\n  1 row was rejected and left out, as accepted; correct and import {listed}\n"
    )
    (extract,) = council.book().register.extracts
    assert extract.accepted_rejects == "the typist is away, A. Officer"
    assert (extract.rows["read"], extract.rows["posted"], extract.rows["rejected"]) == (2, 1, 1)
    assert council.pence(DELIVERY) == 100_00


def test_the_corrected_list_is_imported_under_the_same_keys(accepted):
    listed = accepted.folder / "extracts/gl.rejects.csv"
    listed.write_text(listed.read_text().replace(",ten", ",10.00"))
    done = accepted.run("import", listed)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "wrote books/2018-19/gl.rejects.beancount" in done.stdout
    txn = next(txn for txn in accepted.book().transactions if txn.meta["extract"] == "gl.rejects")
    assert (txn.meta["doc"], txn.payee) == ("GL/-D2/1", "=Hub")
    assert accepted.pence(DELIVERY) == 110_00
    again = accepted.plain("corrected-gl.csv", GOOD, BAD.replace("ten", "10.00"))
    assert "every row of corrected-gl.csv is in the books already" in accepted.run("import", again).stdout


def test_a_row_of_the_list_that_is_wrong_still_is_rejected_again(accepted):
    done = accepted.run("import", accepted.folder / "extracts/gl.rejects.csv")
    assert done.exit_code == 1
    assert "row 2: the amount 'ten'" in done.stderr
    assert (accepted.folder / "extracts/gl.rejects.rejects.csv").is_file()


def test_a_list_without_accepted_rejects_is_imported_as_well(council):
    council.run("import", council.plain("gl.csv", GOOD, BAD))
    listed = council.folder / "extracts/gl.rejects.csv"
    listed.write_text(listed.read_text().replace(",ten", ",10.00"))
    assert council.run("import", listed).exit_code == 0
    assert council.pence(DELIVERY) == 10_00


def test_a_row_without_line_number_on_the_list_is_not_one_that_was_posted(council):
    """Two payments alike, one to a code that no rule maps: corrected, it is a second payment, once."""
    council.write(
        "profiles/spend.toml",
        f"""
        kind = "general-ledger"
        system = "SPEND"
        [columns]
        date = "Paid"
        document = "Transaction"
        cost-centre = "Area"
        amount = "Net"
        [[map]]
        cost-centre = "A"
        account = "{DELIVERY}"
        """,
    )
    rows = ("04/06/2018,T1,A,9.00", "04/06/2018,T1,B,9.00")
    council.run("import", *ACCEPT, council.rows("spend.csv", "Paid,Transaction,Area,Net", *rows))
    listed = council.folder / "extracts/spend.rejects.csv"
    text = listed.read_text().replace(",T1,B,", ",T1,A,")
    listed.write_text(text)
    assert council.run("import", listed).exit_code == 0
    assert council.pence(DELIVERY) == 18_00
    listed.write_text(text + "\n")
    assert "every row of spend.rejects.csv is in the books already" in council.run("import", listed).stdout
    assert council.pence(DELIVERY) == 18_00
    assert council.run("check").exit_code == 0


def test_a_cell_that_was_withheld_must_be_filled_in(council):
    council.run("import", *ACCEPT, council.plain("gl.csv", GOOD, f"30/04/2018,D2,1,Hub,jo@example.org,{DELIVERY},1.00"))
    listed = council.folder / "extracts/gl.rejects.csv"
    done = council.run("import", listed)
    assert done.exit_code == 2
    assert (
        "still holds '[withheld: an e-mail address]' in row 2: write there what may stand in the books" in done.stderr
    )
    listed.write_text(listed.read_text().replace("[withheld: an e-mail address]", "family 12"))
    assert council.run("import", listed).exit_code == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_blank_reason_is_refused(council, reason):
    before = council.snapshot()
    done = council.run("import", "--accept-rejects", reason, council.plain("gl.csv", GOOD, BAD))
    assert done.exit_code == 2
    assert "--accept-rejects needs the reason why rejects are accepted" in done.stderr
    assert council.snapshot() == before


def test_a_reason_without_rejects_is_kept_nowhere(council):
    assert council.run("import", *ACCEPT, council.plain("gl.csv", GOOD)).exit_code == 0
    assert council.book().register.extracts[0].accepted_rejects is None


def test_where_no_row_is_good_nothing_is_imported(council):
    before = council.snapshot()
    done = council.run("import", *ACCEPT, council.plain("gl.csv", BAD))
    assert "nothing was imported from gl.csv: 1 row is not understood" in done.stdout
    assert council.snapshot() == before


def test_rejects_that_cannot_be_listed_are_not_left_out(council):
    path = council.plain("gl.csv", GOOD, BAD)
    path.with_name("gl.rejects.csv").mkdir()
    before = council.snapshot()
    done = council.run("import", *ACCEPT, path)
    assert done.exit_code == 2
    assert "gl.rejects.csv could not be written" in done.stderr
    assert council.snapshot() == before


def test_a_dry_run_accepts_and_writes_nothing(council):
    path = council.plain("gl.csv", GOOD, BAD)
    assert "would become books/2018-19/gl.beancount" in council.run("import", "--dry-run", *ACCEPT, path).stdout
    assert not path.with_name("gl.rejects.csv").exists()


def test_a_list_of_an_earlier_try_is_told_and_left(council):
    path = council.plain("gl.csv", GOOD, BAD)
    council.run("import", path)
    listed = path.with_name("gl.rejects.csv")
    before = listed.read_bytes()
    council.plain("gl.csv", GOOD, BAD.replace("ten", "10.00"))
    sentence = "  gl.rejects.csv is of an earlier try and no longer needed\n"
    assert sentence not in council.run("import", "--dry-run", path).stdout
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert sentence in done.stdout
    assert listed.read_bytes() == before
    council.plain("gl.csv", GOOD, BAD.replace("ten", "10.00"), "")
    assert sentence in council.run("import", path).stdout


def test_a_list_that_is_needed_or_not_ours_is_not_called_outlived(accepted):
    path = accepted.folder / "extracts/gl.csv"
    assert "no longer needed" not in accepted.run("import", path).stdout
    listed = accepted.folder / "extracts/gl.rejects.csv"
    listed.write_text(listed.read_text().replace(",ten", ",10.00"))
    assert "no longer needed" not in accepted.run("import", listed).stdout
    accepted.plain("gl.csv", GOOD, BAD.replace("ten", "10.00"))
    assert "no longer needed" not in accepted.run("import", path).stdout
    for name, other, content in (
        ("a", "a.xlsx", "row,reason,Date\n"),
        ("b", "b.txt", "Date,Document\n1,2\n"),
        ("c", "d.csv", "\0"),
    ):
        listed.with_name(f"{name}.rejects.csv").write_text(content)
        listed.with_name(other).write_text(content)
        made = accepted.plain(f"{name}.csv", GOOD.replace("D1", f"D{name}"))
        assert "no longer needed" not in accepted.run("import", made).stdout


def test_a_rejected_row_that_is_the_first_of_two_alike_gets_a_key_of_its_own(council):
    row = f"30/04/2018,D1,,Hub,x,{DELIVERY},9.00"
    rows = (row.replace(",x,", ",NI AB123456C,"), row)
    assert council.run("import", *ACCEPT, council.plain("gl.csv", *rows)).exit_code == 1
    listed = council.folder / "extracts/gl.rejects.csv"
    listed.write_text(listed.read_text().replace("[withheld: a National Insurance number]", "y"))
    assert council.run("import", listed).exit_code == 0
    assert council.pence(DELIVERY) == 18_00
    assert len({txn.meta["doc"] for txn in council.book().transactions}) == 2


def test_a_reason_quotes_nothing_personal(council):
    header = "Date,Order,Line,Event,Supplier,Account,Amount"
    rows = (
        f"04/05/2018,PO-1,1,j.smith@example.org,Hub,{DELIVERY},1.00",
        "04/05/2018,PO-1,2,raised,Hub,Expenses:j.smith@example.org,1.00",
        f"04/05/2018,PO-1,3,opened,Hub,{DELIVERY},1.00",
    )
    done = council.run("import", council.rows("po.csv", header, *rows))
    assert "row 2: the event [withheld] is none of raised" in done.stderr
    assert "row 3: the row holds what looks like an e-mail address where none belongs" in done.stderr
    assert "row 4: the event 'opened' is none of raised" in done.stderr
    assert "smith" not in done.output + (council.folder / "extracts/po.rejects.csv").read_text()

"""One invoice that stands in the ledger extract and in the payments file is posted once and matched."""

from __future__ import annotations

import json

import pytest

HEADER = "Date paid,Payment,Line,Invoice,Supplier,Description,Account,Amount"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
CASH = "Assets:TroubledFamilies:Cash"
GL = (
    f"12/06/2018,780012,1,Northside Trust,Family support,{DELIVERY},1200.00",
    f"14/06/2018,780013,1,Castle Training,Training,{DELIVERY},300.00",
    f"14/06/2018,780013,2,Castle Training,Travel,{DELIVERY},20.50",
    f"15/06/2018,780014,1,Roadmark Ltd,Minibus,{DELIVERY},75.00",
)
PAYMENTS = (
    f"28/06/2018,P1,1,780012,Northside Trust,Family support,{DELIVERY},1200.00",
    f"28/06/2018,P2,1,780013,Castle Training,Training and travel,{DELIVERY},320.50",
    f"29/06/2018,P3,1,,ROADMARK LTD,Minibus,{DELIVERY},75.00",
    f"29/06/2018,P4,1,780099,Unheard Ltd,What is this,{DELIVERY},41.00",
    "29/06/2018,P5,1,780100,Gritting Co,Salt,,40.00",
)


@pytest.fixture
def paid(council):
    assert council.run("import", council.plain("gl.csv", *GL)).exit_code == 0
    council.done = council.run("import", council.rows("payments.csv", HEADER, *PAYMENTS))
    assert council.done.exit_code == 0
    return council


def test_payments_are_matched_and_what_matches_nothing_is_told(paid):
    assert paid.done.stdout == (
        "payments.csv (profile plain-supplier-payments)\n"
        "  read                                       5 rows            1,676.50\n"
        "  posted                                     0 rows                0.00\n"
        "  evidence, posted by another kind           4 rows            1,636.50\n"
        "  outside the programme                      1 rows               40.00\n"
        "  rejected                                   0 rows                0.00\n"
        "  4 rows are evidence of spending of TroubledFamilies, which general-ledger posts\n"
        "  1 row is matched by document\n"
        "  1 row is matched by document, together\n"
        "  1 row is matched by supplier and amount\n"
        "  warning: row 5, £41 to Unheard Ltd, belongs to nothing that general-ledger posted: import that extract, or ask why it "
        "is not there\n"
        "  wrote books/2018-19/payments.beancount\n"
    )


def test_nothing_is_counted_twice(paid):
    assert paid.pence(DELIVERY) == 1_595_50
    assert paid.pence(CASH) == -1_595_50


def test_the_statement_lists_what_each_row_belongs_to(paid):
    done = paid.run("statement", "evidence", "2018-19 Q1", "--format", "json")
    tables = {one["name"]: one for one in json.loads(done.stdout)["tables"]}
    assert [(one["document"], one["amount"]) for one in tables["unmatched"]["rows"]] == [("PAY/P4/1", "41.00")]
    assert [(one["document"], one["belongs-to"], one["how"]) for one in tables["matched"]["rows"]] == [
        ("PAY/P1/1", "GL/780012/1", "by document"),
        ("PAY/P2/1", "GL/780013/1, GL/780013/2", "by document, together"),
        ("PAY/P3/1", "GL/780014/1", "by supplier and amount"),
    ]
    total = {"rows": 4, "total": "1636.50", "unmatched-rows": 1, "unmatched": "41.00"}
    assert total.items() <= tables["summary"]["total"].items()
    assert "I112 warning: 1 row of evidence in payments (£41) belongs to nothing" in paid.run("check").stdout


def test_a_person_says_what_belongs_together(paid):
    paid.append(
        "books/2018-19/journals.beancount",
        f"""\
        2018-06-30 * "Unheard Ltd" "Posted by hand until the ledger has it"
          doc: "HAND/1/1"
          preparer: "A. Officer"
          approver: "B. Officer"
          {DELIVERY}  41.00 GBP
          {CASH}  -41.00 GBP
        2018-07-02 custom "match" "PAY/P4/1" "HAND/1/1" "the invoice on file, A. Officer"
        """,
    )
    assert "I112" not in paid.run("check").stdout
    done = paid.run("statement", "evidence", "2018-19 Q1", "--format", "csv")
    assert 'HAND/1/1,"as said: the invoice on file, A. Officer"' in done.stdout


def test_payments_that_come_first_are_matched_once_the_ledger_is_there(council):
    done = council.run("import", council.rows("payments.csv", HEADER, *PAYMENTS))
    assert done.stdout.count("belongs to nothing that general-ledger posted") == 4
    assert "I112 warning: 4 rows of evidence in payments (£1,636.50) belong" in council.run("check").stdout
    council.run("import", council.plain("gl.csv", *GL))
    assert "I112 warning: 1 row of evidence in payments (£41) belongs" in council.run("check").stdout


def test_cumulative_payments_add_only_the_new(paid):
    more = f"30/06/2018,P6,1,,Roadmark Ltd,Minibus,{DELIVERY},76.00"
    done = paid.run("import", paid.rows("payments-2.csv", HEADER, *PAYMENTS, more))
    assert "in the books already                       4 rows            1,636.50" in done.stdout
    assert "evidence, posted by another kind           1 rows               76.00" in done.stdout
    again = paid.run("import", paid.rows("payments-3.csv", HEADER, *PAYMENTS, more, ""))
    assert "every row of payments-3.csv is in the books already: nothing changed" in again.stdout


def test_a_payment_that_changed_is_a_conflict_or_restated(paid):
    rows = [PAYMENTS[0].replace("1200.00", "1250.00"), *PAYMENTS[1:]]
    path = paid.rows("payments-2.csv", HEADER, *rows)
    done = paid.run("import", path)
    assert (done.exit_code, "PAY/P1/1 is in the books of 2018-06-28 with 1200.00" in done.stderr) == (1, True)
    done = paid.run("import", "--restate", "the supplier's statement, A. Officer", path)
    assert done.exit_code == 0
    paid.book()
    done = paid.run("statement", "evidence", "2018-19 Q1", "--format", "csv")
    assert "1250.00" in done.stdout
    assert "1200.00" not in done.stdout


def test_payments_post_where_the_books_say_so(council):
    council.append(
        "books/agreements.beancount", '2018-04-01 custom "posts" "TroubledFamilies" "spending" "supplier-payments"\n'
    )
    done = council.run("import", council.rows("payments.csv", HEADER, *PAYMENTS))
    assert "posted                                     4 rows            1,636.50" in done.stdout
    assert council.pence(DELIVERY) == 1_636_50
    first = council.book().transactions[0]
    assert (first.meta["invoice"], first.meta["doc"]) == ("780012", "PAY/P1/1")
    done = council.run("import", council.plain("gl.csv", *GL))
    assert "4 rows are evidence of spending of TroubledFamilies, which supplier-payments posts" in done.stdout
    assert "1 row is matched by document" in done.stdout


def test_a_name_in_a_personal_column_is_no_part_of_the_evidence(council):
    council.write(
        "profiles/pay.toml",
        'extends = "plain-supplier-payments"\nkind = "supplier-payments"\n[personal]\naction = "mask"\ncolumns = ["supplier"]\n',
    )
    done = council.run("import", "--profile", "pay", council.rows("payments.csv", HEADER, *PAYMENTS))
    assert done.exit_code == 0
    assert "Northside" not in (council.folder / "books/2018-19/payments.beancount").read_text()


@pytest.mark.parametrize("name", ['A "B" Ltd', "=cmd()", "two\\nlines", '" 2020-01-01 open Assets:X'])
def test_text_from_a_file_is_text_in_evidence(council, name):
    row = f'28/06/2018,P1,1,780012,"{name.replace(chr(34), chr(34) * 2)}",x,{DELIVERY},1200.00'
    assert council.run("import", council.rows("payments.csv", HEADER, row)).exit_code == 0
    (one,) = council.book().register.evidence
    assert one.said["payee"] == name


def test_what_a_file_says_cannot_look_like_a_line_of_ours(council):
    payee = '"Hub\n  rejected                                   0 rows                0.00\n\x1b[2J"'
    done = council.run("import", council.rows("p.csv", HEADER, f"28/06/2018,P1,1,,{payee},x,{DELIVERY},12.00"))
    assert done.stdout.count("\n  rejected ") == 1
    assert "\x1b" not in done.stdout
    assert "warning: row 2, £12 to Hub   rejected" in done.stdout
    journal = "Date,Journal,Line,Account,Debit,Credit,Narrative,Prepared by,Approved by"
    done = council.run("import", council.rows("j.csv", journal, f'31/05/2018,"J\n\x1b[2J",1,{DELIVERY},5.00,,w,A,B'))
    assert (done.exit_code, len(done.stderr.splitlines()), "\x1b" in done.stderr) == (1, 1, False)

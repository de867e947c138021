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


WITHOUT_LINES = """
    kind = "{kind}"
    system = "FMS"

    [columns]
    date = "{of}"
    document = "Document"
    account = "Account"
    amount = "Amount"
"""


@pytest.mark.parametrize("first", ["supplier-payments", "general-ledger"])
def test_two_kinds_of_one_system_take_no_row_of_each_other_for_their_own(council, first):
    dates = {"supplier-payments": "Paid", "general-ledger": "Posted"}
    paths = {}
    for kind, of in dates.items():
        council.write(f"profiles/{kind}-own.toml", WITHOUT_LINES.format(kind=kind, of=of))
        paths[kind] = council.rows(f"{kind}.csv", f"{of},Document,Account,Amount", f"2018-06-12,780012,{DELIVERY},9.00")
    assert council.run("import", paths.pop(first)).exit_code == 0
    ((second, path),) = paths.items()
    done = council.run("import", path)
    assert (done.exit_code, "where that is an extract of another kind" in done.stderr) == (1, True)
    council.write(
        f"profiles/{second}-own.toml", WITHOUT_LINES.format(kind=second, of=dates[second]).replace("FMS", "FMS2")
    )
    done = council.run("import", path)
    assert done.exit_code == 0
    assert council.pence(DELIVERY) == 9_00
    assert len(council.book().register.evidence) == 1


def test_files_of_one_command_do_not_match_one_posting_twice(council):
    rows = [f"28/06/2018,P{one},1,,Northside Trust,Support,{DELIVERY},1200.00" for one in (1, 2)]
    files = [council.rows(f"pay{place}.csv", HEADER, row) for place, row in enumerate(rows)]
    done = council.run("import", council.plain("gl.csv", GL[0]), *files)
    assert done.stdout.count("1 row is matched by supplier and amount") == 1
    assert done.stdout.count("belongs to nothing that general-ledger posted") == 1


def test_a_restated_posting_is_matched_by_its_own_day(council):
    posted = f"02/04/2018,780012,1,Northside Trust,Support,{DELIVERY},1200.00"
    later = f"20/12/2018,780099,1,Castle,Other,{DELIVERY},1.00"
    assert council.run("import", council.plain("gl.csv", posted, later)).exit_code == 0
    changed = council.plain("gl2.csv", posted.replace("1200", "1300"), later)
    assert council.run("import", "--restate", "the invoice, A. Officer", changed).exit_code == 0
    row = f"28/12/2018,P1,1,,Northside Trust,Support,{DELIVERY},1300.00"
    done = council.run("import", council.rows("payments.csv", HEADER, row))
    assert "belongs to nothing that general-ledger posted" in done.stdout
    assert "I112" in council.run("check").stdout


def test_masked_suppliers_are_matched_by_document_alone(council):
    for kind in ("general-ledger", "supplier-payments"):
        council.write(
            f"profiles/{kind}.toml",
            f'extends = "plain-{kind}"\n[personal]\naction = "mask"\ncolumns = ["supplier"]\n',
        )
    rows = (PAYMENTS[0], PAYMENTS[2].replace("ROADMARK LTD", "Another person"))
    assert council.run("import", "--profile", "general-ledger", council.plain("gl.csv", *GL)).exit_code == 0
    done = council.run("import", "--profile", "supplier-payments", council.rows("payments.csv", HEADER, *rows))
    assert "1 row is matched by document" in done.stdout
    assert "row 3, £75 to [masked: personal], belongs to nothing" in done.stdout


def test_what_a_file_says_cannot_look_like_a_line_of_ours(council):
    payee = '"Hub\n  rejected                                   0 rows                0.00\n\x1b[2J"'
    done = council.run("import", council.rows("p.csv", HEADER, f"28/06/2018,P1,1,,{payee},x,{DELIVERY},12.00"))
    assert done.stdout.count("\n  rejected ") == 1
    assert "\x1b" not in done.stdout
    assert "warning: row 2, £12 to Hub   rejected" in done.stdout
    journal = "Date,Journal,Line,Account,Debit,Credit,Narrative,Prepared by,Approved by"
    done = council.run("import", council.rows("j.csv", journal, f'31/05/2018,"J\n\x1b[2J",1,{DELIVERY},5.00,,w,A,B'))
    assert (done.exit_code, len(done.stderr.splitlines()), "\x1b" in done.stderr) == (1, 1, False)


def test_evidence_for_an_account_that_the_books_do_not_have_is_rejected(council):
    row = "28/06/2018,P1,1,780012,Northside Trust,x,Expenses:Nofund:Delivery,1200.00"
    done = council.run("import", council.rows("payments.csv", HEADER, row))
    assert (done.exit_code, "Expenses:Nofund:Delivery is not open: open it in" in done.stderr) == (1, True)

"""Manual journals, from their file to the books, through the command line: whole journals or none of their rows."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import scan
from importers.batch import Importing
from importers.books import Books
from importers.lines import BUCKETS
from importers.reader import UnreadableError
from ledger.book import Book

HEADER = "Date,Journal,Line,Account,Debit,Credit,Narrative,Prepared by,Approved by"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
ACCRUALS = "Liabilities:TroubledFamilies:Accruals"
CASH = "Assets:TroubledFamilies:Cash"
POOL_CASH = "Assets:EarlyHelp:Cash"
OUT = "Expenses:TroubledFamilies:TransferOut:EarlyHelp"
IN = "Income:EarlyHelp:TransferIn:TroubledFamilies"
GIVEN, WORK = "Income:EarlyHelp:InKind:Police", "Expenses:EarlyHelp:Delivery:InKind"
WHY = ("--restate", "the accrual was too high, A. Officer")


def debit(account: str = DELIVERY, pounds: str = "100.00", journal: str = "J1", **other: str) -> str:
    return row(account, pounds, "", journal, **other)


def credit(account: str = ACCRUALS, pounds: str = "100.00", journal: str = "J1", **other: str) -> str:
    return row(account, "", pounds, journal, **other)


def row(
    account: str,
    debit: str,
    credit: str,
    journal: str,
    *,
    day: str = "30/04/2018",
    line: str = "",
    why: str = "Accrue hubs",
    preparer: str = "A. Officer",
    approver: str = "B. Head",
) -> str:
    """Return one row of the plain layout."""
    buffer = io.StringIO()
    cells = (day, journal, line, account, debit, credit, why, preparer, approver)
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().removesuffix("\n")


SOUND = (debit(), credit())
OTHER = (debit(journal="J2", pounds="7.00"), credit(journal="J2", pounds="7.00"))


@pytest.fixture
def council(council):
    council.append(
        "books/agreements.beancount",
        '2018-04-01 custom "fund" "EarlyHelp" "pool"\n2018-04-01 custom "partner" "Police" "police" "Testshire Police"\n',
    )
    opened = (POOL_CASH, OUT, IN, GIVEN, WORK, "Assets:Later:Cash")
    council.append("books/accounts.beancount", "".join(f"2018-04-01 open {one}\n" for one in opened))
    council.append("books/agreements.beancount", '2018-05-01 custom "fund" "Later" "grant"\n')
    return council


@pytest.fixture
def read(council):
    """Import rows of the plain layout; return the command's result."""

    def import_rows(*rows: str, name: str = "jnl.csv", options: tuple[str, ...] = ()):
        return council.run("import", *options, council.rows(name, HEADER, *rows))

    return import_rows


def refused(done, *rows: int) -> list[str]:
    """Return the sentences of the rejects, which are those of *rows*."""
    assert done.exit_code == 1
    lines = [line.strip().partition(": ") for line in done.stderr.splitlines()]
    assert [head for head, _, _ in lines] == [f"row {one}" for one in rows]
    return [sentence for _, _, sentence in lines]


def postings(txn) -> list[tuple[str, str, int]]:
    return [(one.account, str(one.units), int(one.meta["row"])) for one in txn.postings]


def whole(journal: str, at_fault: int) -> str:
    return f"the journal {journal} is posted whole or not at all, and its row {at_fault} is rejected: correct that row"


def test_rows_of_one_number_are_one_entry_wherever_they_stand(council, read):
    done = read(debit(), *OTHER, credit(why="Hubs, April"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "jnl.csv (profile plain-journals)" in done.stdout
    assert "posted                                     4 rows                0.00" in done.stdout
    one, other = council.book().transactions
    assert postings(one) == [(DELIVERY, "100.00 GBP", 2), (ACCRUALS, "-100.00 GBP", 5)]
    assert postings(other) == [(DELIVERY, "7.00 GBP", 3), (ACCRUALS, "-7.00 GBP", 4)]
    assert (one.narration, other.narration) == ("Accrue hubs; Hubs, April", "Accrue hubs")
    assert [one.meta[key] for key in ("doc", "preparer", "approver")] == ["JNL/J1/journal", "A. Officer", "B. Head"]


def test_a_transfer_between_funds_is_posted_in_both(council, read):
    done = read(debit(OUT), credit(CASH), debit(POOL_CASH), credit(IN))
    assert done.exit_code == 0
    assert (council.pence(CASH), council.pence(POOL_CASH)) == (-100_00, 100_00)


def test_work_in_kind_is_in_pounds_in_kind(council, read):
    assert read(debit(WORK), credit(GIVEN)).exit_code == 0
    (txn,) = council.book().transactions
    assert [str(one.units) for one in txn.postings] == ["100.00 GBP.INKIND", "-100.00 GBP.INKIND"]


def test_a_journal_posts_to_any_stream(council, read):
    assert read(debit(CASH), credit("Income:TroubledFamilies:ResultsPayments")).exit_code == 0
    assert council.run("check").exit_code == 0


def test_a_negative_debit_is_a_credit(council, read):
    assert read(debit(pounds="-100.00"), credit(pounds="-100.00")).exit_code == 0
    assert council.pence(DELIVERY) == -100_00


def test_the_evidence_and_the_period_are_kept(council):
    council.write(
        "profiles/jnl.toml",
        """
        kind = "journals"
        system = "JX"
        extends = "plain-journals"

        [columns]
        line = []
        amount = "Amount"
        evidence = "Working paper"
        period = "Period"
        """,
    )
    header = "Date,Journal,Account,Amount,Narrative,Prepared by,Approved by,Working paper,Period"
    rows = (
        f"29/03/2019,J1,{DELIVERY},5.00,Accrue,A,B,WP 1,2018-19 P13",
        f"29/03/2019,J1,{ACCRUALS},-5.00,Accrue,A,B,WP 2,2018-19 P13",
    )
    assert council.run("import", "--profile", "jnl", council.rows("j.csv", header, *rows)).exit_code == 0
    (txn,) = council.book().transactions
    assert [str(txn.meta[key]) for key in ("evidence", "period")] == ["WP 1; WP 2", "2018-19 P13"]
    other = rows[1].replace("P13", "P12").replace("J1", "J2")
    done = council.run("import", "--profile", "jnl", council.rows("k.csv", header, rows[0].replace("J1", "J2"), other))
    assert "the journal J2 has another " in done.stderr


def test_a_journal_out_of_balance_by_a_penny_is_rejected_whole(council, read):
    before = council.snapshot()
    done = read(debit(), credit(pounds="99.99"), *OTHER)
    assert (
        refused(done, 2, 3)
        == [
            (
                "the journal J1 (rows 2, 3): the fund TroubledFamilies is out of balance by 0.01 GBP: each fund's debits and credits are "
                "equal in every entry"
            )
        ]
        * 2
    )
    assert "read                                       4 rows                0.01" in done.stdout
    assert "posted                                     2 rows                0.00" in done.stdout
    assert "rejected                                   2 rows                0.01" in done.stdout
    assert council.snapshot() == before


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((debit(), credit(POOL_CASH)), "the fund TroubledFamilies is out of balance by 100.00 GBP"),
        ((debit(WORK), credit(POOL_CASH)), "the fund EarlyHelp is out of balance by 100.00 GBP.INKIND"),
        (SOUND[:1], "the journal J1 (row 2): the fund TroubledFamilies is out of balance by 100.00 GBP"),
        (
            (debit(OUT), credit(CASH)),
            (
                "100.00 more leaves TroubledFamilies for EarlyHelp than arrives there: what "
                "Expenses:TroubledFamilies:TransferOut:EarlyHelp gives, Income:EarlyHelp:TransferIn:TroubledFamilies receives"
            ),
        ),
        (
            (debit(), credit(day="01/05/2018")),
            (
                "the journal J1 has another date in row 3 than in row 2: a journal has one, so correct the row, or give it to a journal "
                "of its own"
            ),
        ),
        ((debit(), credit(preparer="C. Clerk")), "the journal J1 has another preparer in row 3 than in row 2"),
        ((debit(), credit(approver="C. Clerk")), "the journal J1 has another approver in row 3 than in row 2"),
        (
            (debit(line="1"), credit(line="1")),
            "line 1 of the journal J1 stands in rows 2 and 3: take one out, or number them apart",
        ),
        (
            SOUND + SOUND,
            (
                "every row of the journal J1 stands in the file more than once (rows 2, 3, 4, 5): take the copy out, or number its lines "
                "where it is none"
            ),
        ),
    ],
)
def test_a_journal_that_is_wrong_as_a_whole_is_rejected_whole(council, read, rows, said):
    sentences = refused(read(*rows), *range(2, 2 + len(rows)))
    assert len(set(sentences)) == 1
    assert said in sentences[0]
    assert list(council.book().transactions) == []


def test_people_are_the_same_however_they_are_written(read):
    assert read(debit(), credit(preparer="a.  OFFICER")).exit_code == 0


def test_rows_that_are_alike_are_legitimate_in_one_journal(council, read):
    assert read(debit(), debit(), credit(pounds="200.00")).exit_code == 0
    numbered = (debit, credit, debit, credit)
    assert read(*(one(journal="J2", line=str(place)) for place, one in enumerate(numbered))).exit_code == 0
    assert council.pence(DELIVERY) == 400_00


@pytest.mark.parametrize(
    ("at_fault", "sentence"),
    [
        (debit(account="Expenses:TroubledFamilies:Delivry"), ("Expenses:TroubledFamilies:Delivry is not open: open it in "
         "books/accounts.beancount, or correct the profile")),
        (debit(account=""), "the row names no account: write the account of the books"),
        (debit(account="Delivery"), "'Delivery' names no fund: an account is Root:Fund:…, the fund always second"),
        (debit(account="Assets:Nowhere:Cash"), ("Assets:Nowhere:Cash is of the fund Nowhere, which is not open on 2018-04-30: correct "
         'the account, or add custom "fund" to books/agreements.beancount')),
        (debit(account="Assets:Later:Cash"), ("Assets:Later:Cash is of the fund Later, which is not open on 2018-04-30: correct the "
         'account, or add custom "fund" to books/agreements.beancount')),
        (debit(account="Assets:TroubledFamilies:Families:Identified"), ("Assets:TroubledFamilies:Families:Identified counts families, "
         "not pounds: import a families-attached file instead")),
        (debit(why=""), "the narrative is blank: say why the journal is made"),
        (debit(preparer=""), "the row does not say who prepared the journal: write a name in each of its rows"),
        (debit(approver=" "), "the row does not say who approved the journal: write a name in each of its rows"),
        (debit(approver="a.  officer"), "A. Officer prepared the journal and approved it: a journal is approved by another person"),
        (debit(why="for AB123456C"), ("the description holds what looks like a National Insurance number: take it out of the source, "
         "or set personal.action to mask")),
        (row(DELIVERY, "100.00", "100.00", "J1"), "the row has a debit and a credit: give each a row of its own"),
        (debit(pounds="0.00"), "the row carries nothing: give it a debit or a credit, or take it out"),
        (debit(pounds=""), "both debit and credit are blank"),
        (debit(pounds="ten"), "the amount 'ten' is not a number of pounds"),
        (debit(day="31/04/2018"), "the date '31/04/2018' is not written %d/%m/%Y, as the profile says"),
        (debit() + ",more", "the row has more cells than the header's 9: mend its quotes or separators"),
    ],
)  # fmt: skip
def test_one_row_at_fault_rejects_its_journal(council, read, at_fault, sentence):
    before = council.snapshot()
    done = read(credit(), *OTHER, at_fault, debit(journal="J3"), credit(journal="J3"))
    assert refused(done, 2, 5) == [whole("J1", 5), sentence]
    assert "posted                                     4 rows                0.00" in done.stdout
    assert council.snapshot() == before


def test_a_row_without_its_journal_leaves_the_rest_out_of_balance(read):
    first, second = refused(read(debit(), credit(journal="")), 2, 3)
    assert "out of balance by 100.00 GBP" in first
    assert second == "the row names no journal: write the journal's number in each of its rows"


def test_a_row_whose_cells_have_moved_is_of_the_journal_that_it_names(read):
    moved = [f",{one}" for one in (debit(DELIVERY, "3.00", "J1"), credit(ACCRUALS, "3.00", "J1"))]
    sentences = refused(read(*SOUND, *moved, *OTHER), 2, 3, 4, 5)
    assert sentences[:2] == [whole("J1", 4)] * 2


def test_a_journal_of_a_closed_period_or_another_year_is_rejected_whole(council, read):
    council.append(
        "books/2018-19/journals.beancount", '2018-07-20 custom "period-close" "2018-19 P01" "sha256:0" "A"\n'
    )
    may = [one.replace("30/04/2018", "31/05/2018") for one in OTHER]
    next_year = [one.replace("30/04/2018", "30/04/2019").replace("J1", "J3") for one in SOUND]
    sentences = refused(
        read(*SOUND, *may, *next_year, debit(journal="J4", day="31/05/2018"), credit(journal="J4", day="31/05/2018")),
        2,
        3,
        6,
        7,
    )
    assert sentences[0] == sentences[1]
    assert sentences[0].startswith("2018-19 P01 was closed on 2018-07-20")
    assert sentences[2] == sentences[3]
    assert sentences[2].startswith("the row is of 2019-20, while the extract is of 2018-19")


def test_good_journals_are_posted_where_the_rejects_are_accepted_and_corrected_after(council, read):
    done = read(debit(why=""), credit(), *OTHER, options=("--accept-rejects", "A. Officer"))
    assert done.exit_code == 1
    assert council.pence(DELIVERY) == 7_00
    listed = council.folder / "extracts/jnl.rejects.csv"
    listed.write_text(listed.read_text().replace("100.00,,,", "100.00,,Accrue hubs,"))
    assert council.run("import", listed).exit_code == 0
    assert council.pence(DELIVERY) == 107_00


def test_the_same_journals_again_change_nothing(council, read):
    read(*SOUND, *OTHER)
    before = council.snapshot()
    assert "was imported before" in read(*SOUND, *OTHER).stdout
    done = read(*reversed(SOUND), "", *OTHER, name="again.csv")
    assert "in the books already                       4 rows                0.00" in done.stdout
    assert "warning" not in done.stdout
    assert council.snapshot() == before


def test_a_later_file_adds_what_is_new_alone(council, read):
    read(*SOUND)
    done = read(*SOUND, *OTHER, name="later.csv")
    assert "posted                                     2 rows                0.00" in done.stdout
    assert "in the books already                       2 rows                0.00" in done.stdout
    assert council.pence(DELIVERY) == 107_00


def test_two_files_of_one_run_do_not_post_a_journal_twice(council):
    first, second = council.rows("a.csv", HEADER, *SOUND), council.rows("b.csv", HEADER, *SOUND, *OTHER)
    done = council.run("import", first, second)
    assert "in the books already                       2 rows                0.00" in done.stdout
    assert council.pence(DELIVERY) == 107_00


CHANGED = [
    ((debit(pounds="90.00"), credit(pounds="90.00")), (f"with 100.00 GBP on {DELIVERY}, -100.00 GBP on {ACCRUALS}, and here of 2018-04-30 "
     f"with 90.00 GBP on {DELIVERY}, -90.00 GBP on {ACCRUALS}:")),
    ((debit(), credit(CASH)), f"with -100.00 GBP on {ACCRUALS}, and here of 2018-04-30 with -100.00 GBP on {CASH}:"),
    ((*SOUND, debit(CASH, "1.00"), credit(ACCRUALS, "1.00")), "with 2 postings, and here of 2018-04-30 with 4:"),
    ((debit(day="29/04/2018"), credit(day="29/04/2018")), "of 2018-04-30 with 0.00, and here of 2018-04-29 with 0.00:"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), CHANGED)
def test_a_journal_that_changed_in_any_way_is_a_conflict(council, read, rows, said):
    read(*SOUND)
    before = council.snapshot()
    sentences = refused(read(*rows, name="changed.csv"), *range(2, 2 + len(rows)))
    assert len(set(sentences)) == 1
    assert sentences[0].startswith("JNL/J1/journal is in the books of 2018-04-30 ")
    assert said in sentences[0]
    assert council.snapshot() == before


@pytest.mark.parametrize(("rows", "said"), CHANGED)
def test_a_journal_that_changed_is_reversed_whole_and_posted_again(council, read, rows, said):
    assert said
    read(*SOUND)
    may = [one.replace("30/04/2018", "31/05/2018") for one in OTHER]
    done = read(*rows, *may, name="changed.csv", options=WHY)
    assert (done.exit_code, done.stderr) == (0, "")
    entries = {txn.meta.get("doc", "reversal"): txn for txn in council.book().transactions}
    assert [(one.account, str(one.units)) for one in entries["reversal"].postings] == [
        (DELIVERY, "-100.00 GBP"),
        (ACCRUALS, "100.00 GBP"),
    ]
    again = entries["JNL/J1/journal/r2"]
    assert (again.meta["restates"], len(again.postings), str(again.date)) == ("JNL/J1/journal", len(rows), "2018-05-31")
    assert "nothing changed" in read(*rows, *may, "", name="again.csv").stdout
    assert council.run("check").exit_code == 0


def test_texts_stay_texts(council, read):
    for number, text in enumerate(
        ("=1+1", 'a "quoted" one', "line\nbreak", '"\n2020-01-01 open Assets:X', "\\", "Total")
    ):
        more = {"journal": f"J{number} {text}", "why": text, "preparer": f"P {text}", "approver": f"A {text}"}
        assert (
            "rejected                                   0 rows"
            in read(debit(**more), credit(**more), name=f"j{number}.csv").stdout
        )
        (txn,) = (one for one in council.book().transactions if one.meta["extract"] == f"j{number}")
        assert (txn.narration, txn.meta["preparer"]) == (text, f"P {text}")


def test_a_printed_total_is_no_row(read):
    total = ",,,Total,107.00,107.00,,,"
    assert read(*SOUND, *OTHER, total).exit_code == 0
    done = read(*(one.replace("J", "K") for one in (*SOUND, *OTHER)), total.replace("107", "108"), name="other.csv")
    (sentence,) = refused(done, 6)
    assert "is not the sum of the rows" in sentence


def test_a_missing_column_is_named(council):
    path = council.rows("jnl.csv", HEADER.replace(",Approved by", ""), *(one.replace(",B. Head", "") for one in SOUND))
    done = council.run("import", "--profile", "plain-journals", path)
    assert (done.exit_code, done.stderr.count("it lacks 'Approved by': correct columns in the profile")) == (2, 1)


def test_a_journal_that_lies_in_part_outside_the_programme_is_rejected(council):
    council.write(
        "profiles/jnl.toml",
        """
        kind = "journals"
        system = "JX"
        extends = "plain-journals"

        [[leave-out]]
        column = "Account"
        values = ["Assets:TroubledFamilies:Cash"]
        """,
    )
    rows = (*SOUND, debit(CASH, "1.00"), credit(CASH, "1.00"))
    done = council.run("import", "--profile", "jnl", council.rows("jnl.csv", HEADER, *rows))
    said = "the journal J1 is posted whole or not at all, and its row 4 lies outside the programme: correct the profile"
    assert refused(done, 2, 3) == [said] * 2


def test_a_trial_shows_every_side(council):
    done = council.run("profile", "test", "plain-journals", council.rows("jnl.csv", HEADER, *SOUND))
    assert done.exit_code == 0
    assert f"    {DELIVERY:<54}{'100.00':>20}\n    {ACCRUALS:<54}{'-100.00':>20}\n" in done.stdout


def test_the_file_is_scanned_as_import_wrote_it(council, read):
    read(*SOUND, *OTHER)
    path = council.folder / "books/2018-19/jnl.beancount"
    scanned = scan.scan(path, path.read_text())
    assert scanned is not None
    assert [one.meta["doc"] for one in scanned.others] == ["JNL/J1/journal", "JNL/J2/journal"]


rows = st.builds(
    row,
    st.sampled_from([DELIVERY, ACCRUALS, CASH, POOL_CASH, OUT, IN, "Assets:Nowhere:Cash", ""]),
    st.sampled_from(["1.00", "", "0", "ten"]),
    st.sampled_from(["1.00", "", "", "-1.00"]),
    st.sampled_from(["J1", "J2", "J3", "1", ""]),
    day=st.sampled_from(["30/04/2018", "30/04/2018", "30/04/2018", "30/04/2019", "x"]),
    line=st.sampled_from(["", "", "1", "2"]),
    why=st.sampled_from(["why", "why", "Total", ""]),
    approver=st.sampled_from(["B. Head", "B. Head", "b. head", "A. Officer"]),
)
journals = st.builds(
    lambda number, pounds, accounts: [debit(accounts[0], pounds, number), credit(accounts[1], pounds, number)],
    st.sampled_from(["J1", "J2", "J3", "J4"]),
    st.sampled_from(["1.00", "2.50"]),
    st.sampled_from([(DELIVERY, ACCRUALS), (ACCRUALS, CASH), (DELIVERY, CASH)]),
)
files = st.lists(st.one_of(journals, journals, rows.map(lambda one: [one])), max_size=8).flatmap(
    lambda parts: st.permutations([one for part in parts for one in part])
)


@given(first=files, second=files)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_and_no_penny_is_lost(council, tmp_path_factory, first, second):
    folder = tmp_path_factory.mktemp("law") / "testshire"
    shutil.copytree(council.folder, folder)
    for number, some in enumerate((first, [*first, *second], second)):
        path = folder / f"j{number}.csv"
        path.write_text("\n".join([HEADER, *some, ""]) + "\n" * number)
        importing = Importing(Books.read(folder / "budget.beancount"), accept_rejects="law", restate="law")
        try:
            done = importing.run(path, "plain-journals").done
        except UnreadableError:  # no row, or none with a date
            continue
        assert sum(done.counts[bucket] for bucket in BUCKETS) == done.rows
        assert sum(done.sums[bucket] for bucket in BUCKETS) == done.pence
        assert done.sums["posted"] == done.sums["held"] == 0
        assert len(done.rejects) == done.counts["rejected"] + done.open_totals
        assert Book.load(folder / "budget.beancount").errors == ()

"""A debtors' listing of partner contributions, from its file to the books, through the command line."""

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

HEADER = "Date,Document,Line,Type,Pool,Partner,Invoice,Due,Description,Amount"
INVOICE = "30/04/2018,D1,1,Invoice,EarlyHelp,Police,INV-1,30/05/2018,Contribution 2018-19,1000.00"
RECEIPT = "15/06/2018,D2,1,Receipt,EarlyHelp,Police,INV-1,,Part payment,400.00"
OWED = "Assets:EarlyHelp:ContributionsReceivable:Police"
INCOME = "Income:EarlyHelp:Contributions:Police"
CASH = "Assets:EarlyHelp:Cash"
CCG_OWED = "Assets:EarlyHelp:ContributionsReceivable:SouthCCG"
POLICE_AND_CCG = """
    2018-04-01 custom "fund" "EarlyHelp" "pool"
      title: "Early Help pool"
    2018-04-01 custom "partner" "Police" "police" "Lancashire Constabulary"
    2018-05-01 custom "partner" "SouthCCG" "health" "NHS South CCG"
"""
STATEMENT = """
    kind = "contributions"
    system = "AR"

    [columns]
    date = "Date"
    document = "Doc"
    type = "Type"
    reference = "Customer"
    invoice = "Invoice"
    amount = "Amount"

    [always]
    pool = "EarlyHelp"

    [types]
    receipt = ["Cash", "BACS"]

    [amounts]
    receipts = "negative"

    [programme]
    column = "reference"
    codes = ["C*"]

    [[map]]
    reference = "C100"
    partner = "Police"

    [[map]]
    reference = "C200"
    partner = "Fire"
"""
STATEMENT_HEADER = "Date,Doc,Type,Customer,Invoice,Amount"


@pytest.fixture
def council(council):
    council.append("books/agreements.beancount", POLICE_AND_CCG)
    opened = [CASH, *(f"{one}:{who}" for one in (OWED[:-7], INCOME[:-7]) for who in ("Police", "SouthCCG"))]
    council.append("books/accounts.beancount", "".join(f"2018-04-01 open {one}\n" for one in opened))
    return council


@pytest.fixture
def read(council):
    """Import rows of the plain layout; return the command's result."""

    def import_rows(*rows: str, name: str = "ar.csv", options: tuple[str, ...] = ()):
        return council.run("import", *options, council.rows(name, HEADER, *rows))

    return import_rows


@pytest.fixture
def statement(council):
    """Import rows of a listing by customer number, receipts with a minus."""

    def import_rows(*rows: str, name: str = "ar.csv", profile: str = STATEMENT):
        council.write("profiles/debtors.toml", profile)
        return council.run("import", "--profile", "debtors", council.rows(name, STATEMENT_HEADER, *rows))

    return import_rows


def refused(done, *, row: int = 2) -> str:
    """Return the one sentence that the import ends with."""
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"  row {row}: ")
    return line.removeprefix(f"  row {row}: ")


def entry(council, row: int = 2):
    return next(txn for txn in council.book().transactions if txn.meta["row"] == row)


def postings(txn) -> list[tuple[str, str]]:
    return [(one.account, str(one.units)) for one in txn.postings]


def test_an_invoice_is_owed_by_the_partner_and_is_the_pool_s_income(council, read):
    done = read(INVOICE)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "ar.csv (profile plain-contributions)" in done.stdout
    txn = entry(council)
    assert postings(txn) == [(OWED, "1000.00 GBP"), (INCOME, "-1000.00 GBP")]
    assert {key: str(txn.meta[key]) for key in ("doc", "invoice", "partner", "due")} == {
        "doc": "CONTRIB/D1/invoice/1",
        "invoice": "INV-1",
        "partner": "Police",
        "due": "2018-05-30",
    }
    assert txn.narration == "Contribution 2018-19"


def test_what_is_received_clears_what_is_owed(council, read):
    read(INVOICE, RECEIPT)
    assert postings(entry(council, 3)) == [(CASH, "400.00 GBP"), (OWED, "-400.00 GBP")]
    assert "due" not in entry(council, 3).meta
    assert (council.pence(OWED), council.pence(CASH), council.pence(INCOME)) == (600_00, 400_00, -1000_00)


def test_credit_notes_and_refunds_take_back(council, read):
    credit = "01/06/2018,D3,1,Credit note,EarlyHelp,Police,INV-1,,Overcharged,-100.00"
    refund = "20/06/2018,D4,1,Refund,EarlyHelp,Police,INV-1,,Overpaid,-50.00"
    assert read(INVOICE, RECEIPT, credit, refund).exit_code == 0
    assert postings(entry(council, 4)) == [(OWED, "-100.00 GBP"), (INCOME, "100.00 GBP")]
    assert postings(entry(council, 5)) == [(CASH, "-50.00 GBP"), (OWED, "50.00 GBP")]
    assert (council.pence(OWED), council.pence(CASH), council.pence(INCOME)) == (550_00, 350_00, -900_00)


def test_a_receipt_for_an_invoice_that_is_nowhere_is_posted(council, read):
    assert read(RECEIPT).exit_code == 0
    assert council.pence(OWED) == -400_00


@pytest.mark.parametrize("type_", ["INV", "inv", "Invoice", "  INVOICE "])
def test_types_are_known_by_several_words(council, read, type_):
    assert read(INVOICE.replace("Invoice", type_, 1)).exit_code == 0
    assert council.pence(OWED) == 1000_00


@pytest.mark.parametrize(
    ("row", "change", "to", "sentence"),
    [
        (INVOICE, "Invoice", "Pro forma", ("the type 'Pro forma' is not known: correct it, or name it under [types] in profile "
         "plain-contributions")),
        (INVOICE, "Invoice", "", "the row does not say what it is: write invoice, credit note, receipt or refund as its type"),
        (INVOICE, "1000.00", "-1000.00", ("an invoice of -1000.00 is negative, and should be positive: correct the amount, or the "
         "type where the row is a credit note")),
        (INVOICE, "Invoice", "CN", ("a credit note of 1000.00 is positive, and should be negative: correct the amount, or the type "
         "where the row is an invoice")),
        (RECEIPT, "400.00", "-400.00", ("a receipt of -400.00 is negative, and should be positive: correct the amount, or the type "
         'where the row is a refund; where all receipts are printed so, say receipts = "negative" under [amounts] in profile '
         "plain-contributions")),
        (RECEIPT, "Receipt", "Refund", ("a refund of 400.00 is positive, and should be negative: correct the amount, or the type "
         'where the row is a receipt; where all receipts are printed so, say receipts = "negative" under [amounts] in profile '
         "plain-contributions")),
        (INVOICE, "Police", "Fire", ("'Fire' is no partner of the books: add custom \"partner\" to books/agreements.beancount, or "
         "correct the row")),
        (INVOICE, "Police", "", "the row names no partner: correct the row, or profile plain-contributions"),
        (INVOICE, "Police", "NHS South CCG", ("SouthCCG is a partner from 2018-05-01, and the row is of 2018-04-30: correct the row, "
         'or the date of its custom "partner"')),
        (INVOICE, "EarlyHelp", "Earlyhelp", ("'Earlyhelp' is no fund of the books; pools are EarlyHelp: correct the row, or add "
         'custom "fund" to books/agreements.beancount')),
        (INVOICE, "EarlyHelp", "", ('the row names no pool; pools are EarlyHelp: correct the row, or add custom "fund" to '
         "books/agreements.beancount")),
        (INVOICE, "EarlyHelp", "TroubledFamilies", ("TroubledFamilies is the fund of a grant, and partners contribute to pools: name "
         "the pool")),
        (INVOICE, "30/04/2018", "30/03/2018", ("the pool EarlyHelp opens on 2018-04-01, and the row is of 2018-03-30: correct one of "
         "the dates")),
        (INVOICE, "INV-1", "", "an invoice names no invoice: write the number of the invoice in its row"),
        (RECEIPT, "INV-1", "", "a receipt names no invoice: write the number of the invoice in its row"),
        (INVOICE, "30/05/2018", "soon", ("it cannot be told when the invoice is due: the date 'soon' is not written %d/%m/%Y, as the "
         "profile says")),
        (INVOICE, "Contribution 2018-19", "for AB123456C", ("the description holds what looks like a National Insurance number: take "
         "it out of the source, or set personal.action to mask")),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_rejected_with_the_cure(council, read, row, change, to, sentence):
    before = council.snapshot()
    assert refused(read(row.replace(change, to, 1))) == sentence
    assert council.snapshot() == before


def test_a_row_of_a_partner_whose_accounts_are_not_open_is_rejected(council, read):
    council.append("books/agreements.beancount", '2018-04-01 custom "partner" "Fire" "fire" "Fire and Rescue"\n')
    assert refused(read(INVOICE.replace("Police", "fire and  RESCUE"))) == (
        "Assets:EarlyHelp:ContributionsReceivable:Fire is not open: open it in books/accounts.beancount, or correct the profile"
    )


def test_a_name_that_two_partners_have_names_neither(council, read):
    council.append("books/agreements.beancount", '2018-04-01 custom "partner" "LancsPolice" "police" "police"\n')
    assert refused(read(INVOICE)) == "'Police' may be any of LancsPolice, Police: write the partner as accounts name it"


def test_a_partner_is_known_by_its_full_name_however_it_is_spaced(council, read):
    assert read(INVOICE.replace("Police", "LANCASHIRE   constabulary")).exit_code == 0
    assert council.pence(OWED) == 1000_00


def test_a_partner_that_was_renamed_keeps_its_first_day_and_its_names(council, read):
    council.append("books/agreements.beancount", '2018-06-01 custom "partner" "Police" "police" "Lancs Police"\n')
    assert read(INVOICE.replace("Police", "Lancs Police"), RECEIPT).exit_code == 0


def test_nil_is_neither_positive_nor_negative(council, read):
    """A cancelled invoice stays in a debtors' listing with nothing on it."""
    assert (
        read(
            INVOICE.replace("1000.00", "0.00"),
            INVOICE.replace("D1", "D7").replace("Invoice", "CN").replace("1000.00", "0.00"),
        ).exit_code
        == 0
    )
    assert council.pence(OWED) == 0


def test_a_listing_by_customer_prints_receipts_with_a_minus(council, statement):
    """The row stands on what the partner owes, as it is printed."""
    done = statement(
        "30/04/2018,1,INV,C100,INV-1,1000.00",
        "15/06/2018,2,bacs,C100,INV-1,-400.00",
        "20/06/2018,3,Refund,C100,INV-1,50.00",
        "20/06/2018,4,INV,X9,INV-2,77.00",
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert "outside the programme                      1 rows               77.00" in done.stdout
    assert postings(entry(council, 3)) == [(OWED, "-400.00 GBP"), (CASH, "400.00 GBP")]
    assert (council.pence(OWED), council.pence(CASH)) == (650_00, 350_00)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("30/04/2018,1,Receipt,C100,INV-1,-1.00", ("the type 'Receipt' is not known: correct it, or name it under [types] in profile "
         "debtors")),
        ("30/04/2018,1,Cash,C100,INV-1,1.00", ("a receipt of 1.00 is positive, and should be negative: correct the amount, or the type "
         'where the row is a refund; where all receipts are printed so, say receipts = "positive" under [amounts] in profile debtors')),
        ("30/04/2018,1,INV,C100,INV-1,-1.00", ("an invoice of -1.00 is negative, and should be positive: correct the amount, or the type "
         "where the row is a credit note")),
        ("30/04/2018,1,INV,C300,INV-1,1.00", "the reference 'C300' maps to no partner: add a [[map]] rule to profile debtors"),
        ("30/04/2018,1,INV,C200,INV-1,1.00", ("'Fire' is no partner of the books: add custom \"partner\" to books/agreements.beancount, "
         "or correct the row")),
    ],
)  # fmt: skip
def test_a_row_of_a_listing_that_is_wrong_is_rejected_with_the_cure(statement, row, sentence):
    assert refused(statement(row)) == sentence


def test_where_the_ledger_posts_contributions_each_row_is_evidence(council, read):
    council.append(
        "books/agreements.beancount", '2018-04-01 custom "posts" "EarlyHelp" "contributions" "general-ledger"\n'
    )
    done = read(INVOICE, RECEIPT.replace("D2,1", ","))
    assert "evidence, posted by another kind           2 rows            1,400.00" in done.stdout
    assert "2 rows are evidence of contributions of EarlyHelp, which general-ledger posts" in done.stdout
    assert not council.book().transactions
    one, other = council.book().register.evidence
    kept = {key: str(one.said[key]) for key in ("account", "document", "invoice", "partner", "due")}
    assert kept == {"account": OWED, "document": "D1", "invoice": "INV-1", "partner": "Police", "due": "2018-05-30"}
    assert (other.said["account"], other.said["document"], other.pence) == (CASH, "INV-1", 400_00)
    assert "nothing changed" in read(INVOICE, RECEIPT.replace("D2,1", ","), "", name="again.csv").stdout


def test_part_payments_that_are_alike_are_as_many_as_in_the_file(council, read):
    payment = RECEIPT.replace("D2,1", ",")
    assert read(INVOICE, payment, payment).exit_code == 0
    assert council.pence(CASH) == 800_00
    done = read(INVOICE, payment, payment, payment, name="later.csv")
    assert "posted                                     1 rows              400.00" in done.stdout
    assert "in the books already                       3 rows            1,800.00" in done.stdout
    assert council.pence(CASH) == 1200_00
    assert "nothing changed" in read(payment, payment, payment, "", INVOICE, name="again.csv").stdout
    assert council.pence(CASH) == 1200_00


def test_an_invoice_and_its_receipt_of_one_day_and_amount_are_two_rows(council, read):
    invoice = INVOICE.replace("D1,1", ",")
    receipt = invoice.replace("Invoice", "Receipt")
    assert read(invoice).exit_code == 0
    assert read(receipt, name="receipts.csv").exit_code == 0
    assert (council.pence(OWED), council.pence(CASH)) == (0, 1000_00)


def test_a_listing_that_gains_line_numbers_is_not_posted_again(read):
    read(RECEIPT.replace("D2,1", "D2,"))
    assert refused(read(RECEIPT, name="numbered.csv")) == (
        "the document of CONTRIB/D2/receipt/1 is in the books with keys of another kind, while this extract has line numbers: it "
        "would be posted twice, so export it as before"
    )


def test_an_invoice_and_its_receipt_may_share_their_document(council, read):
    assert read(INVOICE, RECEIPT.replace("D2", "D1")).exit_code == 0
    assert council.pence(OWED) == 600_00


def test_a_later_listing_adds_what_is_new_alone(council, read):
    read(INVOICE)
    done = read(INVOICE, RECEIPT, name="later.csv")
    assert "posted                                     1 rows              400.00" in done.stdout
    assert council.run("check").exit_code == 0


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("INV-1", "INV-2", "with 400.00 on INV-1 Police, and here of 2018-06-15 with 400.00 on INV-2 Police"),
        ("Police", "SouthCCG", "with 400.00 on INV-1 Police, and here of 2018-06-15 with 400.00 on INV-1 SouthCCG"),
        ("400.00", "300.00", "with 400.00, and here of 2018-06-15 with 300.00"),
    ],
)
def test_a_numbered_row_that_changed_is_a_conflict_or_restated(council, read, change, to, said):
    read(INVOICE, RECEIPT)
    changed = RECEIPT.replace(change, to)
    assert f"CONTRIB/D2/receipt/1 is in the books of 2018-06-15 {said}: a posted row does not change" in refused(
        read(INVOICE, changed, name="changed.csv"), row=3
    )
    assert read(INVOICE, changed, name="changed.csv", options=("--restate", "A. Officer")).exit_code == 0
    reversal = next(txn for txn in council.book().transactions if "reverses" in txn.meta)
    assert (reversal.meta["invoice"], reversal.meta["partner"]) == ("INV-1", "Police")
    assert "nothing changed" in read(INVOICE, changed, "", name="again.csv").stdout


def test_a_correction_of_the_rejects_is_imported(council, read):
    done = read(INVOICE, RECEIPT.replace("Police", "Polise"), options=("--accept-rejects", "A. Officer"))
    assert done.exit_code == 1
    listed = council.folder / "extracts/ar.rejects.csv"
    listed.write_text(listed.read_text().replace(",Polise,", ",Police,"))
    assert council.run("import", listed).exit_code == 0
    assert council.pence(OWED) == 600_00


def test_a_closed_period_takes_no_row(council, read):
    council.append("books/2018-19/journals.beancount", '2018-07-20 custom "period-close" "2018-19 Q1" "sha256:0" "A"\n')
    assert refused(read(INVOICE)) == (
        "2018-19 P01 was closed on 2018-07-20: post it in the open period, or reopen it with ealedger reopen"
    )


def test_a_row_of_another_year_is_rejected(read):
    other = RECEIPT.replace("2018", "2019")
    assert refused(read(INVOICE, RECEIPT, other.replace("D2", "D3")), row=4) == (
        "the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year, so split the file"
    )


def test_a_missing_column_is_named(council):
    path = council.rows("ar.csv", HEADER.replace("Invoice,", ""), INVOICE.replace("INV-1,", ""))
    done = council.run("import", "--profile", "plain-contributions", path)
    assert (done.exit_code, done.stderr.count("it lacks 'Invoice': correct columns in the profile")) == (2, 1)


def test_texts_stay_texts(council, read):
    texts = ("=1+1", 'a "quoted" one', "line\nbreak", '"; open Assets:X', "\\")
    rows = [
        (f"0{day}/04/2018", f"D{day}", "1", "INV", "EarlyHelp", "Police", text, "", text, "1.00")
        for day, text in enumerate(texts, start=2)
    ]
    assert read(*map(as_csv, rows)).stderr == ""
    assert [txn.narration for txn in council.book().transactions] == list(texts)
    assert [txn.meta["invoice"] for txn in council.book().transactions] == list(texts)


def test_the_file_is_read_back_without_beancount(council, read):
    read(INVOICE, RECEIPT)
    path = council.folder / "books/2018-19/ar.beancount"
    scanned = scan.scan(path, path.read_text())
    assert scanned is not None
    assert (sorted(scanned.rows), scanned.others) == (["CONTRIB/D1/invoice/1", "CONTRIB/D2/receipt/1"], [])


def test_two_files_of_one_run_are_told_apart(council):
    """What the first posted is held when the second is read."""
    council.append(
        "books/agreements.beancount", '2018-04-01 custom "posts" "EarlyHelp" "contributions" "general-ledger"\n'
    )
    first, second = council.rows("a.csv", HEADER, INVOICE), council.rows("b.csv", HEADER, INVOICE, RECEIPT)
    done = council.run("import", first, second)
    assert "in the books already                       1 rows            1,000.00" in done.stdout
    assert len(council.book().register.evidence) == 2


def as_csv(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().removesuffix("\n")


rows = st.tuples(
    st.sampled_from(["30/04/2018", "15/06/2018", "01/04/2019", "31/03/2018", "nonsense"]),
    st.sampled_from(["", "D1", "D2"]),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["INV", "CRN", "REC", "Refund", "Receipt", "?"]),
    st.sampled_from(["EarlyHelp", "EarlyHelp", "EarlyHelp", "TroubledFamilies", ""]),
    st.sampled_from(["Police", "Police", "SouthCCG", "Fire", ""]),
    st.sampled_from(["INV-1", "INV-2", ""]),
    st.sampled_from(["", "30/05/2018", "x"]),
    st.sampled_from(["what for", "", "Total"]),
    st.sampled_from(["10.00", "-10.00", "0.00", "3.33", "", "ten"]),
)


@given(lines=st.lists(rows, max_size=15), again=st.lists(rows, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_row_and_no_penny_is_lost(council, tmp_path_factory, lines, again):
    folder = tmp_path_factory.mktemp("law") / "testshire"
    shutil.copytree(council.folder, folder)
    for number, some in enumerate((lines, [*lines, *again])):
        path = folder / f"ar{number}.csv"
        path.write_text("\n".join([HEADER, *map(as_csv, some), ""]) + "\n" * number)
        importing = Importing(Books.read(folder / "budget.beancount"), accept_rejects="law")
        try:
            done = importing.run(path, "plain-contributions").done
        except UnreadableError:  # no row, or none with a date
            continue
        assert sum(done.counts[bucket] for bucket in BUCKETS) == done.rows
        assert sum(done.sums[bucket] for bucket in BUCKETS) == done.pence
        assert len(done.rejects) == done.counts["rejected"] + done.open_totals
        assert Book.load(folder / "budget.beancount").errors == ()


_ENDED = """
    2018-06-01 custom "partner" "NorthICB" "health" "NHS North ICB"
    2018-06-01 custom "succession" "SouthCCG" "NorthICB"
"""


def test_a_partner_that_has_ended_is_asked_for_nothing_more(council, read):
    council.append("books/agreements.beancount", _ENDED)
    late = INVOICE.replace("30/04/2018", "15/06/2018").replace("Police", "SouthCCG")
    assert refused(read(late)) == (
        "SouthCCG is a partner to 2018-05-31, and the row is of 2018-06-15: name its successor NorthICB"
    )


def test_a_partner_that_has_ended_pays_what_it_owed(council, read):
    council.append("books/agreements.beancount", _ENDED)
    asked = INVOICE.replace("30/04/2018", "02/05/2018").replace("Police", "SouthCCG")
    done = read(asked, RECEIPT.replace("Police", "SouthCCG"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert postings(entry(council, 3)) == [(CASH, "400.00 GBP"), (CCG_OWED, "-400.00 GBP")]

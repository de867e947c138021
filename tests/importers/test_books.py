"""What import reads of the books without loading them is what beancount reads, and what cannot be trusted is refused."""

from __future__ import annotations

import pytest

from importers.books import Books
from importers.scan import scan
from ledger import canonical
from ledger.book import Book

DELIVERY = "Expenses:TroubledFamilies:Delivery"
FIRST = f'30/04/2018,A\\"1,1,"Hub ""North""\nLtd",\u2028x,{DELIVERY},100.00'
SECOND = f"31/05/2018,B/2,1,Hub,back\\slash,{DELIVERY},-3.07"
NOUGHT = f"31/05/2018,C3,1,,,{DELIVERY},0.00"


def generated(council):
    return council.folder / "books/2018-19/gl.beancount"


def sealed(council, text: str) -> None:
    """Write *text* as the generated file with a digest that fits it."""
    lines = text.splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith("  body: "))
    digest = canonical.body_digest("".join(lines).encode())
    lines[place] = f'  body: "{digest}"\n'
    generated(council).write_text("".join(lines), encoding="utf-8", newline="\n")


@pytest.fixture
def posted(council):
    assert council.run("import", council.plain("gl.csv", FIRST, SECOND, NOUGHT)).exit_code == 0
    return council


def as_loaded(council) -> dict[str, tuple[str, int, str]]:
    book = Book.load(council.ledger)
    return {
        txn.meta["doc"]: (str(txn.date), round(txn.postings[0].units.number * 100), txn.postings[0].account)
        for txn in book.transactions
        if "doc" in txn.meta
    }


def as_scanned(council) -> dict[str, tuple[str, int, str]]:
    return {key: (one.date, one.pence, one.account) for key, one in Books.read(council.ledger).rows.items()}


def test_the_scan_reads_what_beancount_reads(posted):
    assert scan(generated(posted), generated(posted).read_text(encoding="utf-8")) is not None
    assert as_scanned(posted) == as_loaded(posted)
    assert len(as_scanned(posted)) == 3
    book, books = Book.load(posted.ledger), Books.read(posted.ledger)
    assert books.accounts == book.accounts
    assert books.register.agreements == book.register.agreements
    assert books.register.extracts == book.register.extracts
    assert books.files() == book.files()
    assert books.errors == ()


def test_a_file_that_is_not_in_our_layout_to_the_letter_is_parsed(posted):
    """Its digest fits, so it is not edited; a blank between two words is enough for beancount to be asked."""
    text = generated(posted).read_text(encoding="utf-8").replace(" * ", "  * ", 1)
    sealed(posted, text)
    assert scan(generated(posted), generated(posted).read_text(encoding="utf-8")) is None
    assert as_scanned(posted) == as_loaded(posted)
    assert Books.read(posted.ledger).errors == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rows-posted: 3", "rows-posted: 2", "I101"),
        ("total-posted: 96.93 GBP", "total-posted: 96.92 GBP", "I102"),
        ("-100.00 GBP\n", "-101.00 GBP\n", "B101"),
        (" 100.00 GBP\n  Assets:TroubledFamilies:Cash        -100.00", " 1.00 GBP\n  Assets:TroubledFamilies:Cash  -1.00", "I103"),
        ('doc: "GL/C3/1"', 'doc: "GL/B/2/1"', "I104"),
        ('extract: "gl"\n  row: 5', 'extract: "other"\n  row: 5', "I103"),
        ("2018-05-31 *", "2018-05-32 *", "B101"),
        ('doc: "GL/C3/1"\n', 'doc: "GL/C3/1"\n  period: "2018-19 P14"\n', "I107"),
    ],
)  # fmt: skip
def test_a_generated_file_that_does_not_hold_what_it_says_is_refused(posted, old, new, code):
    text = generated(posted).read_text(encoding="utf-8")
    assert old in text
    sealed(posted, text.replace(old, new, 1))
    assert code in [one.code for one in Books.read(posted.ledger).errors]
    done = posted.run("import", posted.plain("more.csv", SECOND.replace("B/2", "Z")))
    assert done.exit_code == 2
    assert "nothing is imported into books that cannot be trusted" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("books/2018-19/journals.beancount", 'option "title" "x"', "S101"),
        ("books/2018-19/journals.beancount", "2018-05-01 pad Assets:TroubledFamilies:Cash Equity:TroubledFamilies:OpeningBalances", "S103"),
        ("books/2018-19/journals.beancount", f'2018-05-01 * "x"\n  {DELIVERY}  1.00 GBP\n  Assets:TroubledFamilies:Cash  -2.00 GBP', "B101"),
        ("books/2018-19/journals.beancount", f'2018-05-01 * "x"\n  extract: "none"\n  {DELIVERY}  1.00 GBP\n  Assets:TroubledFamilies:Cash  -1.00 GBP', "I106"),
        ("books/2018-19/journals.beancount", f'2018-05-01 * "x"\n  doc: "GL/C3/1"\n  {DELIVERY}  1.00 GBP\n  Assets:TroubledFamilies:Cash  -1.00 GBP', "I104"),
        ("books/agreements.beancount", '2018-05-01 custom "posts" "x"', "A101"),
        ("budget.beancount", 'option "insert_pythonpath" "True"', "S105"),
        ("budget.beancount", 'include "none/*.beancount"', "B101"),
        ("budget.beancount", 'include "books/accounts.beancount"', "B101"),
        ("budget.beancount", 'plugin "beancount.plugins.auto_accounts"', "S108"),
    ],
)  # fmt: skip
def test_books_that_break_what_import_relies_on_are_refused_and_check_says_the_same(posted, name, text, code):
    posted.append(name, f"{text}\n")
    assert code in [one.code for one in Books.read(posted.ledger).errors]
    assert code in [one.code for one in Book.load(posted.ledger).errors]


def test_books_without_our_plugin_are_refused(posted):
    posted.ledger.write_text(posted.ledger.read_text().replace('plugin "ledger.plugins"', ""))
    assert "S102" in [one.code for one in Books.read(posted.ledger).errors]


def test_an_entry_by_hand_with_a_document_key_is_held(posted):
    posted.append(
        "books/2018-19/journals.beancount",
        f'2018-06-30 * "Hub" "by hand"\n  doc: "GL/H1/1"\n  {DELIVERY}  5.00 GBP\n  Assets:TroubledFamilies:Cash\n',
    )
    done = posted.run("import", posted.plain("june.csv", f"30/06/2018,H1,1,Hub,x,{DELIVERY},5.00"))
    assert "every row of june.csv is in the books already" in done.stdout


def test_a_document_of_twelve_digits_is_known_again_by_its_line(council):
    row = f"30/04/2018,210000000012,1,Hub,x,{DELIVERY},5.00"
    council.run("import", council.plain("a.csv", row))
    done = council.run("import", council.plain("b.csv", row, row.replace(",1,Hub", ",2,Hub")))
    assert "in the books already                       1 rows" in done.stdout
    assert council.pence(DELIVERY) == 10_00


def test_two_files_in_one_command_know_each_other(council):
    done = council.run("import", council.plain("a.csv", FIRST, SECOND), council.plain("b.csv", SECOND, NOUGHT))
    assert done.exit_code == 0
    assert "in the books already                       1 rows" in done.stdout
    assert council.run("check").exit_code == 0


def test_import_does_not_load_the_books(posted, monkeypatch):
    def loaded(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("beancount.loader._load", loaded)
    assert posted.run("import", posted.plain("more.csv", SECOND.replace("B/2", "Z"))).exit_code == 0

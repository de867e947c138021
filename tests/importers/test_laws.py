"""Laws: no row and no penny is lost, and nothing that stands in a file can become ledger syntax."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from beancount import loader
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from importers import profile as profiles
from importers.batch import Importing
from importers.books import Books
from importers.keys import plain
from importers.kinds import importer
from importers.lines import BUCKETS
from importers.meaning import Targets
from importers.reader import read
from ledger.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
assert loader  # imported after the variable above, which it reads once

DELIVERY = "Expenses:TroubledFamilies:Delivery"
HEADER = ("Date", "Document", "Line", "Supplier", "Description", "Account", "Amount")

#: What a CSV in UTF-8 can hold and our screen for personal identifiers lets through: no digits.
texts = st.text(
    st.one_of(
        st.sampled_from('"\\;\n\r\t,=+-@{}*!#^|'),
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Nd"), exclude_characters="@"),
    ),
    max_size=30,
)
rows = st.tuples(
    st.sampled_from(["30/04/2018", "2018-05-01", "31/03/2019", "30/04/2019", "nonsense", ""]),
    st.sampled_from(["D1", "D2", "", "A/1"]),
    st.sampled_from(["", "", "1", "2"]),
    texts,
    texts,
    st.sampled_from(
        [DELIVERY, DELIVERY, "Income:TroubledFamilies:AttachmentFees", "", "Expenses:Unknown:Delivery", "x"]
    ),
    st.sampled_from(["10.00", "-3.33", "0", "£1,234.56", "(7.01)", "", "ten", "1.005"]),
)


@pytest.fixture(scope="module")
def council(tmp_path_factory) -> Iterator[Path]:
    from ledger import council as layout  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("law") / "testshire"
    fund = layout.fund_wanted("Troubled Families")
    agreement = layout.agreement_wanted("TF1:Troubled Families:payment-by-results", [fund])
    layout.lay_out(folder, "Testshire", [fund], [agreement], "2018-19")
    return folder


def as_csv(lines: list[tuple[str, ...]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *lines])
    return buffer.getvalue().encode()


@given(lines=st.lists(rows, max_size=20))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_and_every_penny_is_somewhere(council, lines):
    book = Book.load(council / "budget.beancount")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gl.csv"
        path.write_bytes(as_csv(lines))
        source = read(path)
        plain = profiles.find("plain-general-ledger", council)
        done = importer(plain, Targets(book.accounts, book.register, book.calendar)).sort(source)
        assert sum(done.counts[bucket] for bucket in BUCKETS) == done.rows
        assert sum(done.sums[bucket] for bucket in BUCKETS) == done.pence
        assert done.rows + done.blank_rows + done.aside == len(lines)
        assert len(done.lines) == done.counts["posted"] + done.counts["evidence"]
        assert len(done.rejects) == done.counts["rejected"] + done.open_totals
        importing = Importing(Books.read(council / "budget.beancount"), dry_run=True)
        for _ in range(2):
            again = importer(plain, Targets(book.accounts, book.register, book.calendar)).sort(source)
            assert (again.counts, again.sums, [one.key for one in again.lines]) == (
                done.counts,
                done.sums,
                [one.key for one in done.lines],
            )
        if done.rows:
            outcome = importing.run(path, "plain-general-ledger") if done.latest else None
            held = outcome.done if outcome else done
            assert sum(held.counts.values()) == held.rows
            assert sum(held.sums.values()) == held.pence


@given(payee=texts, narration=texts, document=texts)
@example(payee='"\n2020-01-01 open Assets:X:Cash\n', narration="=cmd|' /C calc'!A0", document="\\")
@example(payee=" 2020-01-01 open Assets:X", narration='option "title" "taken"', document='plugin "os"')
@example(payee="\\n", narration='\\"', document="\n")
@example(payee="\u2028\x85", narration="\N{BYTE ORDER MARK}", document=";")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_from_a_file_comes_into_the_books_as_text(tmp_path_factory, payee, narration, document):
    assume(payee.strip() or narration.strip() or document.strip())
    council = lay_out(tmp_path_factory.mktemp("text"))
    path = council / "gl.csv"
    path.write_bytes(as_csv([("30/04/2018", document, "", payee, narration, DELIVERY, "10.00")]))
    assert Importing(Books.read(council / "budget.beancount")).run(path, "plain-general-ledger").done.rejects == []
    book = Book.load(council / "budget.beancount")
    assert book.errors == ()
    (txn,) = book.transactions
    assert (txn.payee or "", txn.narration or "") == (payee.strip(), narration.strip())
    assert txn.meta["doc"].startswith(f"GL/{plain(document) or '-'}/")
    assert book.authority == "Testshire"


def test_control_characters_of_a_workbook_come_as_text(tmp_path):
    council = lay_out(tmp_path)
    path = council / "gl.xlsx"
    odd = "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for column, cell in enumerate(("2018-04-30", "D", "x", f"a{odd}b", "t", DELIVERY, "10")):
            sheet.write_string(1, column, cell)
    Importing(Books.read(council / "budget.beancount")).run(path, "plain-general-ledger")
    book = Book.load(council / "budget.beancount")
    assert book.errors == ()
    assert book.transactions[0].payee == read(path).sheets[0].rows[1].cells[3].strip()


def lay_out(folder: Path) -> Path:
    from ledger import council as layout  # noqa: PLC0415

    layout.lay_out(folder / "t", "Testshire", [layout.fund_wanted("Troubled Families")], [], "2018-19")
    return folder / "t"

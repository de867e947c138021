"""A small council, laid out by ``init`` and used through the command line, for the tests of imports."""

from __future__ import annotations

import os
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import cli
from ledger.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Columns by code, no bank side: what most finance systems give out.
GL = """
    kind = "general-ledger"
    system = "SAP"

    [columns]
    date = "Posting date"
    document = "Document"
    line = "Item"
    document-type = "Type"
    document-date = "Invoice date"
    supplier = "Vendor"
    description = "Text"
    cost-centre = "Cost centre"
    subjective = "Subjective"
    amount = "Amount"

    [dates]
    format = "%d.%m.%Y"

    [programme]
    codes = ["TF*"]

    [[map]]
    cost-centre = "TF01"
    account = "Expenses:TroubledFamilies:Delivery"

    [[map]]
    cost-centre = "TF02"
    subjective = "1000-1999"
    account = "Expenses:TroubledFamilies:Coordination"

    [[map]]
    cost-centre = "TF09"
    account = "Income:TroubledFamilies:AttachmentFees"

    [contra]
    default = "Assets:{fund}:Cash"
    KR = "Liabilities:{fund}:Creditors"
"""
GL_HEADER = "Posting date,Document,Item,Type,Invoice date,Vendor,Text,Cost centre,Subjective,Amount"
PLAIN_HEADER = "Date,Document,Line,Supplier,Description,Account,Amount"
DELIVERY = "Expenses:TroubledFamilies:Delivery"


@dataclass
class Council:
    """A council's folder and what a person does in it."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "budget.beancount"

    def run(self, *arguments: object) -> Result:
        """Run one command; a traceback is a failure whatever the test is about."""
        result = CliRunner().invoke(cli.main, ["--ledger", str(self.ledger), *map(str, arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the folder, a text dedented."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = (textwrap.dedent(content).strip("\n") + "\n").encode()
        path.write_bytes(content)
        return path

    def rows(self, name: str, header: str, *rows: str) -> Path:
        """Write a CSV under extracts/."""
        return self.write(f"extracts/{name}", "\n".join((header, *rows, "")).encode())

    def plain(self, name: str, *rows: str) -> Path:
        """Write a CSV in our own plain layout."""
        return self.rows(name, PLAIN_HEADER, *rows)

    def append(self, name: str, text: str) -> None:
        """Add to a file of the books, as a person does."""
        path = self.folder / name
        path.write_text(path.read_text(encoding="utf-8") + "\n" + textwrap.dedent(text), encoding="utf-8")

    def book(self) -> Book:
        """Load the books; they must pass every check."""
        book = Book.load(self.ledger)
        assert book.errors == ()
        return book

    def pence(self, account: str) -> int:
        """Return the balance of an account."""
        postings = [posting for txn in self.book().transactions for posting in txn.postings]
        return sum(round(one.units.number * 100) for one in postings if one.account == account)

    def snapshot(self) -> dict[str, bytes]:
        """Return every file of the books by name."""
        files = [self.ledger, *self.folder.glob("books/**/*")]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files if path.is_file()}


def lay_out(folder: Path) -> Council:
    """Lay out a council with ``init``: one fund, one agreement with two instalments."""
    council = Council(folder)
    done = council.run(
        "init", folder, "--name", "Testshire", "--fund", "Troubled Families",
        "--agreement", "TF1:Troubled Families:payment-by-results", "--year", "2018-19",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    council.append(
        "books/agreements.beancount",
        """\
        2018-04-01 custom "tariff" "TF1" "2018-19"
          families: 1
          attachment-fee: 1600.00 GBP
          cap: 2300.00 GBP
        2018-04-01 custom "instalment" "TF1" 2018-04-30 1600.00 GBP "attachment-fee" "2018-19"
        2018-04-01 custom "instalment" "TF1" 2018-10-31 700.00 GBP "results-payment" "2018-19"
        """,
    )
    return council


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return lay_out(tmp_path / "testshire")


@pytest.fixture
def gl(council: Council) -> Callable[..., Path]:
    """Return what writes an extract by codes, and the profile that reads it."""

    def write_extract(name: str, *rows: str, header: str = GL_HEADER, profile: str = GL) -> Path:
        council.write("profiles/sap.toml", profile)
        # Profiles are read once for each moment of change, and a test is quicker than a file system's clock.
        stamp = hash(profile) % 10**9 + 10**9
        os.utime(council.folder / "profiles" / "sap.toml", ns=(stamp, stamp))
        return council.rows(name, header, *rows)

    return write_extract


@pytest.fixture
def gl_profile() -> str:
    return textwrap.dedent(GL)

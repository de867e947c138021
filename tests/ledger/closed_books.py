"""A small council's books of two years, with a quarter that can be closed, for the tests of closing."""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import close
from ledger.book import Book

if TYPE_CHECKING:
    from pathlib import Path

TOP = """\
option "title" "Testshire County Council"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"

include "books/*.beancount"
include "books/*/*.beancount"
"""
ACCOUNTS = """\
2018-04-01 commodity GBP
2018-04-01 open Assets:EA:Cash
2018-04-01 open Liabilities:EA:Creditors
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Delivery
2018-04-01 open Expenses:EA:Evaluation
2018-04-01 open Expenses:EA:Unallocated
"""
AGREEMENTS = """\
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 custom "agreement" "EA1" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  recognition: "none"
  recognition-reason: "a test"
2018-04-01 custom "instalment" "EA1" 2018-04-30 700.00 GBP "upfront" "2018-19"
2018-07-02 custom "disclosure" "All of it is made up."
"""
JOURNALS = """\
;; Kept by hand.
2018-04-30 * "MHCLG" "Upfront" #grant ^first
  instalment: "EA1/2018-19/1"
  Assets:EA:Cash               700.00 GBP
  Income:EA:UpfrontFunding    -700.00 GBP

2018-05-10 * "Hubs Ltd" "May"
  doc: "SAP/1/1"
  cost-centre: "C1"
  Expenses:EA:Delivery    100.00 GBP
  Assets:EA:Cash         -100.00 GBP

2018-06-30 * "Hubs Ltd" "June"
  doc: "SAP/2/1"
  Expenses:EA:Delivery    120.00 GBP
  Assets:EA:Cash         -120.00 GBP

2018-06-30 balance Assets:EA:Cash  600.00 GBP

2018-07-10 * "Hubs Ltd" "July"
  doc: "SAP/3/1"
  Expenses:EA:Delivery    130.00 GBP
  Assets:EA:Cash         -130.00 GBP
"""
DAY = datetime.date(2018, 7, 20)
OFFICER = "A. Officer"


@dataclass
class Books:
    """A council's folder with books, and what is done to them."""

    folder: Path

    @property
    def ledger(self) -> Path:
        return self.folder / "budget.beancount"

    @property
    def journals(self) -> Path:
        return self.folder / "books/2018-19/journals.beancount"

    def load(self) -> Book:
        return Book.load(self.ledger)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8", newline="\n")
        return path

    def append(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{textwrap.dedent(text)}", encoding="utf-8", newline="\n")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{text.count(old)} × {old!r}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def close(self, period: str = "2018-19 Q1", day: datetime.date = DAY) -> close.Done:
        return close.close(self.ledger, period, OFFICER, day)

    def reopen(
        self, period: str = "2018-19 Q1", day: datetime.date = DAY, because: str = "a late invoice"
    ) -> close.Done:
        return close.reopen(self.ledger, period, because, OFFICER, day)

    def codes(self) -> list[str]:
        return [one.code for one in self.load().findings]


def books_in(folder: Path) -> Books:
    """Write the books into *folder*."""
    books = Books(folder)
    books.write("budget.beancount", TOP)
    books.write("books/accounts.beancount", ACCOUNTS)
    books.write("books/agreements.beancount", AGREEMENTS)
    books.write("books/2018-19/journals.beancount", JOURNALS)
    return books

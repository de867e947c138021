"""A council's payments of one month, of which one cost area belongs to the programme: our own made-up file, and a real one.

Ours shows what Trafford's of September 2014 shows: a byte order mark, quoted thousands, many lines of one transaction
number, rows that are the same to the last character, credits. The real files stand beside a checkout of ours alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

OURS = Path(__file__).parent / "fixtures" / "payments-2014-09.csv"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
CONTROLS = SAMPLES / "CONTROLS.csv"

PROFILE = """
    kind = "general-ledger"
    system = "PAYMENTS"

    [columns]
    date = "Date"
    document = "Transaction number"
    supplier = "Supplier Name"
    description = "Expense Type"
    cost-centre = "Expense Area"
    subjective = "Expense Code"
    amount = "Amount"

    [programme]
    codes = ["Troubled Families"]

    [[map]]
    cost-centre = "Troubled Families"
    account = "Expenses:TroubledFamilies:Delivery"
"""


@dataclass(frozen=True)
class Month:
    """A file with its control totals as they were added up without us: rows, and pounds as printed."""

    path: Path
    rows: str
    total: str
    outside_rows: str
    outside: str
    posted: str

    @property
    def pence(self) -> int:
        return int(self.posted.replace(".", ""))


MONTHS = [
    Month(OURS, "16", "129,587.65", "12", "129,536.65", "51.00"),
    pytest.param(
        Month(
            SAMPLES / "trafford-mbc_2014-09_spend_first2000.csv",
            "2,000", "4,383,512.95", "1,996", "4,383,456.67", "56.28",
        ),
        marks=pytest.mark.skipif(not CONTROLS.is_file(), reason="the samples are not here"),
    ),
]  # fmt: skip
pytestmark = pytest.mark.parametrize("month", MONTHS, ids=["ours", "trafford"])


@pytest.fixture
def payer(tmp_path, council):
    """Lay out the books of a council whose payments system prints such files."""
    folder = tmp_path / "payer"
    done = council.run("init", folder, "--name", "Payer", "--fund", "Troubled Families", "--year", "2014-15")
    assert done.exit_code == 0
    other = type(council)(folder)
    other.write("profiles/payments.toml", PROFILE)
    return other


def test_it_shows_the_oddities_that_it_is_kept_for(month):
    content = month.path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert sum(row["Expense Area"] == "Troubled Families" for row in rows) == 4
    assert any("," in row["Amount"] for row in rows)
    assert any(row["Amount"].startswith("-") for row in rows)
    assert max(Counter(row["Transaction number"] for row in rows).values()) > 5
    assert max(Counter(tuple(row.values()) for row in rows).values()) > 1


def test_four_rows_belong_to_the_programme(payer, month):
    done = payer.run("import", month.path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:5] == [
        f"{month.path.name} (profile payments)",
        f"  read                              {month.rows:>10} rows{month.total:>20}",
        f"  posted                                     4 rows{month.posted:>20}",
        f"  outside the programme             {month.outside_rows:>10} rows{month.outside:>20}",
        "  rejected                                   0 rows                0.00",
    ]
    assert payer.pence("Expenses:TroubledFamilies:Delivery") == month.pence
    assert len({txn.meta["doc"] for txn in payer.book().transactions}) == 4
    before = payer.snapshot()
    again = payer.run("import", month.path)
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.endswith(f"was imported before, as {month.path.stem}: nothing changed\n")
    assert payer.snapshot() == before
    assert payer.run("check").exit_code == 0


def test_inspect_reads_its_rows_and_total(council, month):
    done = council.run("inspect", month.path)
    assert done.exit_code == 0
    assert f"  {month.rows} rows, 0 blank; total £{month.total}" in done.stdout

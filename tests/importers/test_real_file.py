"""A real file: Trafford's payments of September 2014, of which one cost area belongs to the programme."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.reader import read

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
TRAFFORD = SAMPLES / "trafford-mbc_2014-09_spend_first2000.csv"
pytestmark = pytest.mark.skipif(not TRAFFORD.is_file(), reason="the samples are not here")

PROFILE = """
    kind = "general-ledger"
    system = "TRAFFORD"

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


@pytest.fixture
def trafford(tmp_path, council):
    folder = tmp_path / "trafford"
    done = council.run("init", folder, "--name", "Trafford", "--fund", "Troubled Families", "--year", "2014-15")
    assert done.exit_code == 0
    other = type(council)(folder)
    other.write("profiles/trafford.toml", PROFILE)
    return other


def test_four_rows_belong_to_the_programme(trafford):
    done = trafford.run("import", TRAFFORD)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:5] == [
        f"{TRAFFORD.name} (profile trafford)",
        "  read                                   2,000 rows        4,383,512.95",
        "  posted                                     4 rows               56.28",
        "  outside the programme                  1,996 rows        4,383,456.67",
        "  rejected                                   0 rows                0.00",
    ]
    assert trafford.pence("Expenses:TroubledFamilies:Delivery") == 56_28
    before = trafford.snapshot()
    again = trafford.run("import", TRAFFORD)
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.endswith("was imported before, as trafford-mbc_2014-09_spend_first2000: nothing changed\n")
    assert trafford.snapshot() == before
    assert trafford.run("check").exit_code == 0


def test_inspect_reads_its_rows_and_total(council):
    done = council.run("inspect", TRAFFORD)
    assert done.exit_code == 0
    assert "  2,000 rows, 0 blank; total £4,383,512.95" in done.stdout


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*_*.*")), ids=lambda path: path.name[:20])
def test_every_sample_is_read_or_refused_with_a_sentence(council, path):
    assert read(path).sheets
    assert council.run("inspect", path).exit_code in (0, 1, 2)
    assert council.run("import", path).exit_code == 2

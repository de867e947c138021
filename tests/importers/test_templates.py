"""The template of each kind: its headers are those of the plain layout, and its rows are read by that layout alone."""

from __future__ import annotations

import tomllib

import pytest
from python_calamine import CalamineWorkbook

from importers.kind_columns import KIND_COLUMNS
from importers.kinds import KINDS
from importers.profile import SHIPPED

DELIVERY = "Expenses:TroubledFamilies:Delivery"
#: What a right row says, by role; some kinds say otherwise.
ROW = {
    "date": "30/04/2018", "document": "D1", "line": "1", "supplier": "Hub", "description": "x", "account": DELIVERY,
    "amount": "1.00", "invoice": "I1", "remittance": "R1", "instalment": "TF1/2018-19/1", "agreement": "TF1",
    "starts": "01/04/2018", "ends": "31/03/2019", "approval": "Cabinet", "event": "raised", "year": "2018-19",
    "method": "trend", "period": "2018-19 P01", "cost-centre": "TF01", "subjective": "3100",
    "fund": "TroubledFamilies", "measure": "cost", "basis": "per family",
}  # fmt: skip
#: Kinds whose rows need what the council of these tests has not agreed.
ROWS_NEED_MORE = {"supplier-payments", "contributions", "results-claims", "families-attached", "journals"}


def filled(kind):
    return ",".join(ROW.get(one.role, "") for one in KIND_COLUMNS[kind].plain)


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_filled_in_is_read_by_its_own_plain_layout_alone(council, kind):
    path = council.folder / "extracts" / f"{kind}.csv"
    done = council.run("profile", "template", kind, "-o", path)
    assert (done.exit_code, done.stderr) == (0, f"wrote {path}\n")
    path.write_text(path.read_text(encoding="utf-8") + filled(kind) + "\n", encoding="utf-8")
    done = council.run("import", path)
    assert f"{kind}.csv (profile plain-{kind})" in done.stdout
    if kind not in ROWS_NEED_MORE:
        assert (done.exit_code, done.stderr) == (0, "")
        council.book()


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_layout_has_the_headers_of_its_kind(kind):
    content = tomllib.loads((SHIPPED / f"plain-{kind}.toml").read_text(encoding="utf-8"))
    assert content["kind"] == kind
    assert content["columns"] == {one.role: one.header for one in KIND_COLUMNS[kind].plain}


def test_every_plain_layout_is_of_a_kind():
    assert {path.stem for path in SHIPPED.glob("plain-*.toml")} == {f"plain-{kind}" for kind in KINDS}


@pytest.mark.parametrize("kind", KIND_COLUMNS)
def test_a_template_is_shown_on_the_screen(council, kind):
    header = ",".join(one.header for one in KIND_COLUMNS[kind].plain)
    assert council.run("profile", "template", kind).stdout == f"{header}\n"


@pytest.mark.parametrize("kind", KIND_COLUMNS)
def test_a_workbook_has_the_same_headers_and_the_same_bytes_each_time(council, kind):
    for name in ("one.xlsx", "two.XLSX"):
        assert council.run("profile", "template", kind, "-o", council.folder / name).exit_code == 0
    content = (council.folder / "one.xlsx").read_bytes()
    assert content == (council.folder / "two.XLSX").read_bytes()
    (rows,) = [CalamineWorkbook.from_path(council.folder / "one.xlsx").get_sheet_by_index(0).to_python()]
    assert rows == [[one.header for one in KIND_COLUMNS[kind].plain]]


def test_no_file_is_overwritten_and_no_other_ending_taken(council):
    path = council.write("extracts/there.csv", "mine")
    done = council.run("profile", "template", "forecasts", "-o", path)
    assert (done.exit_code, done.stderr) == (
        2,
        f"ealedger: {path} is there already: name another file, or take it away first\n",
    )
    assert path.read_text(encoding="utf-8") == "mine\n"
    done = council.run("profile", "template", "forecasts", "-o", "f.ods")
    assert (done.exit_code, done.stderr) == (
        2,
        "ealedger: f.ods is neither .csv nor .xlsx: name a file that ends so\n",
    )


def test_a_kind_that_is_none_is_refused_with_those_there_are(council):
    done = council.run("profile", "template", "ledger")
    assert done.exit_code == 2
    assert "'ledger' is not one of 'general-ledger', 'supplier-payments', " in done.stderr

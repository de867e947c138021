"""A drafted profile imports once codes and accounts are filled in; a trial shows what it would do."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from importers import profile as profiles
from importers.kind_columns import KIND_COLUMNS

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
DELIVERY = "Expenses:TroubledFamilies:Delivery"
LINES = (
    "Posting date,Document No,Line,Document Type,Supplier,Description,Cost Centre,Subjective,Amount",
    '03/05/2018,780001,1,IN,Family Hub Ltd,Parenting course,TF01,4310,"1,250.00"',
    "04/05/2018,780002,1,IN,Meadow Training,Course,TF02,4320,300.00",
    "14/05/2018,780003,1,CN,Family Hub Ltd,Credit,TF01,4310,(50.00)",
    "21/05/2018,780004,1,IN,Gritting Co,Salt,HW10,4400,80.00",
    'Total,,,,,,,,"1,580.00"',
)


def filled(text):
    return text.replace("codes = []", 'codes = ["TF*"]').replace('account = ""', f'account = "{DELIVERY}"')


def test_a_drafted_profile_imports_when_codes_and_accounts_are_filled_in(council):
    path = council.rows("gl.csv", "Ledger of May,,,,,,,,", *LINES)
    own = council.folder / "profiles" / "own.toml"
    done = council.run("profile", "draft", path, "-o", own)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"wrote {own}\n")
    text = own.read_text(encoding="utf-8")
    assert '#   "TF01"                                2 rows            1,200.00\n' in text
    assert '# "IN" = ""    # 3 rows\n' in text
    assert max(map(len, text.splitlines())) <= 80
    assert "line 29: programme.codes is empty: name one at least" in council.run("import", path).stderr
    own.write_text(filled(text), encoding="utf-8")
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert council.pence(DELIVERY) == 1_500_00


def test_a_draft_writes_over_nothing(council):
    path = council.rows("gl.csv", *LINES)
    own = council.write("profiles/own.toml", "mine")
    done = council.run("profile", "draft", path, "-o", own)
    assert (done.exit_code, own.read_text()) == (2, "mine\n")


@pytest.mark.parametrize("kind", sorted(set(KIND_COLUMNS) - {"general-ledger", "grant-remittance"}))
def test_a_draft_of_a_filled_in_template_is_of_its_kind(council, kind):
    """What is no ledger extract is not drafted as one, whose rows would be posted as spending."""
    header = council.run("profile", "template", kind).stdout.strip()
    path = council.rows("x.csv", header, ",".join("30/04/2018" if one == "Date" else "1" for one in header.split(",")))
    council.write("profiles/own.toml", council.run("profile", "draft", path).stdout)
    drafted = profiles.find("own", council.folder)
    plain = profiles.find(f"plain-{kind}", council.folder)
    assert (drafted.kind, drafted.system, drafted.columns) == (kind, plain.system, plain.columns)
    assert "(profile own)" in council.run("import", path).stdout


def test_a_draft_of_what_names_its_accounts_and_of_a_remittance(council):
    path = council.plain(
        "gl.csv", f"30/04/2018,D1,1,Hub,April,{DELIVERY},10.00", f"30/04/2018,D2,1,Hub,,{DELIVERY},1.00"
    )
    council.write("profiles/own.toml", council.run("profile", "draft", path).stdout)
    assert council.run("import", path, "--profile", "own").exit_code == 0
    rem = council.rows(
        "rem.csv",
        "Date paid,Remittance,Line,Payer,Description,Instalment,Amount",
        "30/04/2018,BACS-7781,2,MHCLG,Attachment fees,TF1/2018-19/1,1600.00",
    )
    council.write("profiles/rem.toml", council.run("profile", "draft", rem).stdout)
    assert council.run("profile", "test", "rem", rem).exit_code == 0


@pytest.mark.parametrize(
    ("lines", "asks"),
    [
        (("Supplier,Amount", "A,1.00", "B,2.00"), '# date = ""    # which column is the date that a row is posted on?'),
        (("Date,Supplier,Gross", "1/4/2018,A,1.00", "2/4/2018,B,2.00"), '# vat = "none"    # is there no VAT in these'),
    ],
)
def test_what_cannot_be_told_is_asked(council, lines, asks):
    assert asks in council.run("profile", "draft", council.rows("x.csv", *lines)).stdout


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_every_sample_gets_a_draft_that_is_toml(council):
    with (SAMPLES / "CONTROLS.csv").open(encoding="utf-8", newline="") as file:
        names = [one["file"] for one in csv.DictReader(file)]
    for name in names:
        done = council.run("profile", "draft", SAMPLES / name)
        assert done.exit_code == 0
        assert {"amount", "net"} & set(tomllib.loads(done.stdout)["columns"]), name


def test_a_trial_shows_rows_rules_and_totals_and_writes_nothing(council):
    path = council.rows("gl.csv", *LINES)
    council.write("profiles/own.toml", filled(council.run("profile", "draft", path).stdout))
    before = council.snapshot()
    done = council.run("profile", "test", "own", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "gl.csv (profile own)\n"
        "  row 2        2018-05-03            1,250.00  map rule 1\n"
        f"    {DELIVERY}\n"
        "    against Assets:TroubledFamilies:Cash\n"
    )
    assert done.stdout.endswith(
        "  read                                       4 rows            1,580.00\n"
        "  would be posted                            3 rows            1,500.00\n"
        "  outside the programme                      1 rows               80.00\n"
        "  would be rejected                          0 rows                0.00\n"
    )
    assert council.snapshot() == before
    bad = council.rows("bad.csv", LINES[0], LINES[1].replace("03/05", "31/06"), *LINES[2:5])
    assert council.run("profile", "test", "own", bad).exit_code == 1


def test_a_trial_names_the_first_rule_that_fits_most_closely(council):
    path = council.rows("gl.csv", *LINES)
    text = filled(council.run("profile", "draft", path).stdout)
    more = f'[[map]]\ncost-centre = "TF0*"\naccount = "{DELIVERY}"\n[[map]]\ncost-centre = "TF01"\naccount = "{DELIVERY}"\n'
    council.write("profiles/own.toml", text.replace("[contra]", more + "\n[contra]"))
    rules = [
        line.split("  ")[-1]
        for line in council.run("profile", "test", "own", path).stdout.splitlines()
        if "map rule" in line
    ]
    assert rules == ["map rule 3", "map rule 2", "map rule 3"]


def test_a_trial_shows_what_is_evidence_and_for_what(council):
    path = council.plain("gl.csv", "31/10/2018,D9,1,MHCLG,Fees,Income:TroubledFamilies:AttachmentFees,-700.00")
    assert council.run("profile", "test", "plain-general-ledger", path).stdout.splitlines()[1:4] == [
        "  row 2        2018-10-31             \N{MINUS SIGN}700.00  account column",
        "    evidence: TroubledFamilies, grant-income",
        "    Income:TroubledFamilies:AttachmentFees",
    ]


def test_a_draft_of_a_file_without_a_header_has_columns_by_number(council):
    path = council.rows("x.csv", "1/4/2018,Hub,1.00", "2/4/2018,Hall,2.00", "3/4/2018,Hub,4.00")
    said = tomllib.loads(council.run("profile", "draft", path).stdout)["columns"]
    assert said == {"date": "#1", "amount": "#3"}

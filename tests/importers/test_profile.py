"""What does a profile say, and what does it say when it is wrong?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from importers import profile as profiles
from importers.kind_columns import KIND_COLUMNS
from importers.kinds import KINDS
from importers.profile import ProfileError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
kind = "general-ledger"
system = "SAP"

[columns]
date = "Date"
amount = "Amount"
cost-centre = "Cost centre"

[[map]]
cost-centre = "TF01"
account = "Expenses:TroubledFamilies:Delivery"
"""


def why(folder: Path, text: str) -> str:
    path = folder / "sap.toml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    with pytest.raises(ProfileError) as problem:
        profiles.read(path)
    message = str(problem.value)
    assert message.startswith(f"profile {path}")
    assert "\n" not in message
    return message.removeprefix(f"profile {path}").removeprefix(": ").removeprefix(", ")


def test_a_profile_is_named_by_its_file(tmp_path):
    (tmp_path / "sap.toml").write_text(GOOD)
    profile = profiles.read(tmp_path / "sap.toml")
    assert profile.name == "sap"
    assert profile.columns.by_role() == {
        "date": ("Date",),
        "amount": ("Amount",),
        "cost-centre": ("Cost centre",),
    }
    assert profile.contra == {"default": "Assets:{fund}:Cash"}


@pytest.mark.parametrize(
    ("change", "to", "sentence"),
    [
        ('system = "SAP"\n', "", "line 1: system is missing: add it"),
        ('"general-ledger"', '"ledger"', f"line 1: kind is 'ledger': write one of {', '.join(KIND_COLUMNS)}"),
        ('"SAP"', '"S A P"', "line 2: system is 'S A P': use letters, digits, points, hyphens and underscores alone"),
        ('"SAP"', '"SAP"\ncolour = "red"', "line 3: colour is no key of a profile: correct its name, or take it out"),
        (
            "[columns]",
            '[columns]\nvalue = "x"',
            "line 5: columns.value is no key of a profile: correct its name, or take it out",
        ),
        (
            'date = "Date"\n',
            "",
            (
                "line 4: columns needs date: name its header, or where the file has none say the day of all rows as always.date = "
                '"2018-06-30"'
            ),
        ),
        ('amount = "Amount"\n', "", "line 4: columns needs amount, or both debit and credit: name their headers"),
        (
            'amount = "Amount"',
            'debit = "Debit"',
            "line 4: columns needs amount, or both debit and credit: name their headers",
        ),
        (
            'amount = "Amount"',
            'amount = "Amount"\ndebit = "Debit"',
            "line 6: columns has amount as well as debit and credit: keep one or the others",
        ),
        ('account = "Expenses:TroubledFamilies:Delivery"', "", "line 9: map rule 1 needs account: add it"),
        (
            'cost-centre = "Cost centre"\n',
            "",
            "line 9: map rule 1 asks for cost-centre, which columns does not name: add it to columns",
        ),
        (
            "[[map]]",
            '[programme]\ncolumn = "subjective"\ncodes = ["1"]\n[[map]]',
            "line 10: programme.column is subjective, which columns does not name: add it to columns",
        ),
        (
            "[[map]]",
            "[programme]\ncodes = []\n[[map]]",
            "line 10: programme.codes is empty: name one at least",
        ),
        (
            "[[map]]",
            '[contra]\nKR = "Assets:{fund}:Cash"\n[[map]]',
            'line 9: contra needs default, such as "Assets:{fund}:Cash"',
        ),
        (
            "[[map]]",
            '[contra]\ndefault = "Assets:{Fund}:Cash"\n[[map]]',
            "line 10: contra.default is 'Assets:{Fund}:Cash': the only thing in braces is {fund}, as in \"Assets:{fund}:Cash\"",
        ),
        (
            "[[map]]",
            '[dates]\nformat = "dd/mm/yyyy"\n[[map]]',
            "line 10: dates.format: 'dd/mm/yyyy' does not name a day: write it in the codes of strptime, such as %d/%m/%Y",
        ),
        (
            "[[map]]",
            '[dates]\nformat = "%d/%Q"\n[[map]]',
            "line 10: dates.format: '%d/%Q' does not name a day: write it in the codes of strptime, such as %d/%m/%Y",
        ),
        (
            "[[map]]",
            '[amounts]\npositive = "plus"\n[[map]]',
            "line 10: amounts.positive is 'plus': write 'debit' or 'credit'",
        ),
        (
            "[[map]]",
            '[personal]\naction = "keep"\n[[map]]',
            "line 10: personal.action is 'keep': write 'reject' or 'mask'",
        ),
        (
            "[[map]]",
            '[[map]]\ncost-centre = "tf01 "\naccount = "Expenses:TroubledFamilies:Coordination"\n[[map]]',
            "line 12: map rule 2 differs from map rule 1 in capitals or spaces alone: take one out",
        ),
        ('date = "Date"', "date = 3", "line 5: columns.date is 3: write a text in quotes, or a list of them"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(tmp_path, change, to, sentence):
    assert change in GOOD
    assert why(tmp_path, GOOD.replace(change, to, 1)) == sentence


def test_a_general_ledger_profile_maps_codes_or_names_the_account(tmp_path):
    head = GOOD.partition("[[map]]")[0]
    assert why(tmp_path, head) == "line 4: a general-ledger profile needs columns.account or [[map]] rules: add one"


def test_a_remittance_profile_names_the_instalment_or_a_reference(tmp_path):
    remittance = GOOD.replace("general-ledger", "grant-remittance").partition("[[map]]")[0]
    assert why(tmp_path, remittance).startswith(
        "line 7: columns.cost-centre is no column of a grant-remittance extract; it has amount, claim, credit, date"
    )
    remittance = remittance.replace('cost-centre = "Cost centre"\n', "")
    assert why(tmp_path, remittance) == (
        "line 4: a grant-remittance profile needs columns.instalment or columns.reference: add one"
    )
    mapped = remittance + 'reference = "Ref"\n[[map]]\nreference = "X"\naccount = "Income:A:Grant"\n'
    assert why(tmp_path, mapped) == "line 9: map rule 1 needs instalment: add it"


def test_toml_that_is_none_says_where(tmp_path):
    assert why(tmp_path, "kind = general-ledger") == "is not TOML: Invalid value (at line 1, column 8)"
    (tmp_path / "x.toml").write_bytes(b'kind = "\xff"')
    with pytest.raises(ProfileError, match="is not TOML: 'utf-8' codec"):
        profiles.read(tmp_path / "x.toml")


def test_a_missing_profile_and_a_folder_of_its_name(tmp_path):
    with pytest.raises(ProfileError, match=r"none.toml: cannot be read \(No such file or directory\)"):
        profiles.read(tmp_path / "none.toml")
    (tmp_path / "profiles" / "odd.toml").mkdir(parents=True)
    with pytest.raises(ProfileError, match=r"there is none of that name; there are .*plain-general-ledger"):
        profiles.find("odd", tmp_path)


def test_a_council_s_own_profile_goes_before_ours_of_the_same_name(tmp_path):
    (tmp_path / "profiles").mkdir()
    own = tmp_path / "profiles" / "plain-general-ledger.toml"
    own.write_text(GOOD)
    assert profiles.find("plain-general-ledger", tmp_path).system == "SAP"
    shelf = profiles.shelf(tmp_path)
    assert [one.system for one in shelf.own] == ["SAP"]
    assert "plain-general-ledger" not in {one.name for one in shelf.shipped}


def test_every_profile_that_we_ship_is_right(tmp_path):
    shelf = profiles.shelf(tmp_path)
    assert {one.name for one in shelf.shipped} == {f"plain-{kind}" for kind in KINDS}
    assert shelf.unfinished == {}
    assert len({one.system for one in shelf.shipped}) == len(shelf.shipped)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_plain_layout_has_the_headers_of_its_template(tmp_path, kind):
    (plain,) = (one for one in profiles.shelf(tmp_path).shipped if one.kind == kind)
    named = {role: headers[0] for role, headers in plain.columns.by_role().items()}
    assert named == {one.role: one.header for one in KIND_COLUMNS[kind].plain}
    assert plain.dates.format == ("%d/%m/%Y",)


CONTRIBUTIONS = """\
kind = "contributions"
system = "AR"

[columns]
date = "Date"
type = "Type"
pool = "Pool"
partner = "Partner"
invoice = "Invoice"
amount = "Amount"
"""


def test_words_for_types_go_before_ours(tmp_path):
    (tmp_path / "ar.toml").write_text(CONTRIBUTIONS + '[types]\nreceipt = ["Cash", "  B A C S"]\n')
    types = profiles.read(tmp_path / "ar.toml").types_by_text
    assert [types.get(text) for text in ("cash", "b a c s", "rec", "inv")] == ["receipt", "receipt", None, "invoice"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            CONTRIBUTIONS + '[types]\ncredit-note = "inv"\n',
            "line 12: types: 'inv' means both invoice and credit-note: keep one of them",
        ),
        (
            CONTRIBUTIONS + '[types]\nwriteoff = "W"\n',
            (
                "line 12: types.writeoff is nothing that a contributions extract tells apart: it tells invoice, credit-note, receipt, "
                "refund apart"
            ),
        ),
        (
            CONTRIBUTIONS + '[amounts]\nreceipts = "minus"\n',
            "line 12: amounts.receipts is 'minus': write 'positive' or 'negative'",
        ),
        (
            GOOD + '[types]\ninvoice = "INV"\n',
            "line 13: types.invoice is nothing that a general-ledger extract tells apart: take types out",
        ),
        (
            GOOD + '[amounts]\nreceipts = "negative"\n',
            "line 13: receipts belongs to a contributions profile: take it out of amounts",
        ),
        (
            CONTRIBUTIONS.replace('invoice = "Invoice"\n', ""),
            "line 4: a contributions profile needs columns.invoice: add one",
        ),
    ],
)
def test_what_is_wrong_with_types_and_receipts_is_said(tmp_path, text, sentence):
    assert why(tmp_path, text) == sentence


@pytest.mark.parametrize(
    ("change", "to", "sentence"),
    [
        (
            'amount = "Amount"',
            'debit = "Dr"\ncredit = "Cr"',
            "line 14: columns.debit says which amounts are debits and which credits: take positive out of amounts",
        ),
        (
            'amount = "Amount"',
            'amount = "Amount"\nsign = "S/H"',
            "line 14: columns.sign says which amounts are debits and which credits: take positive out of amounts",
        ),
    ],
)
def test_amounts_that_say_their_side_are_not_turned(tmp_path, change, to, sentence):
    text = GOOD.replace(change, to)
    assert why(tmp_path, f'{text}[amounts]\npositive = "credit"\n') == sentence


@pytest.mark.parametrize(
    "said", ['[contra]\ndefault = "Assets:{fund}:Cash"\n', 'unallocated = "Expenses:A:Unallocated"\n']
)
def test_what_a_kind_has_no_use_for_is_refused(tmp_path, said):
    columns = '[columns]\ndate = "D"\namount = "A"\nyear = "Y"\naccount = "C"\nmethod = "M"\n'
    parts = (said, columns) if said[0] == "u" else (columns, said)
    named = "unallocated" if said[0] == "u" else "contra"
    text = 'kind = "forecasts"\nsystem = "F"\n' + "".join(parts)
    assert why(tmp_path, text).endswith(f"a forecasts extract has no use for {named}: take it out")


def test_no_amount_stands_in_every_row(tmp_path):
    assert why(tmp_path, GOOD + '[always]\nsign = "H"\n') == (
        "line 13: always.sign is no column: an amount stands in each row, so take it out"
    )


def test_a_narrow_profile_does_not_take_the_file_of_another_kind(council):
    """Forecasts have a date, an account and an amount as well, and are no spending."""
    narrow = """
        kind = "general-ledger"
        system = "GL"

        [columns]
        date = "Date"
        account = "Account"
        amount = "Amount"
    """
    council.write("profiles/narrow.toml", narrow)
    row = "30/04/2018,2018-19,Expenses:TroubledFamilies:Delivery,95000.00,straight line"
    path = council.rows("forecasts.csv", "Date,Year,Account,Amount,Method", row)
    done = council.run("import", path)
    assert (done.exit_code, done.stderr) == (
        2,
        (
            f"ealedger: {path}: has the columns of profile narrow, of general-ledger, and more that make it forecasts "
            "(plain-forecasts): name one of them with --profile\n"
        ),
    )
    assert council.run("import", path, "--profile", "plain-forecasts").exit_code == 0
    assert council.book().transactions == []
    mine = council.rows("gl.csv", "Date,Account,Amount", "30/04/2018,Expenses:TroubledFamilies:Delivery,9.00")
    assert "profile narrow" in council.run("import", mine).stdout

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
        ('date = "Date"\n', "", "line 4: columns needs date: name its header"),
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
        "line 7: columns.cost-centre is no column of a grant-remittance extract; it has amount, credit, date"
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
    systems = [one.system for one in profiles.every(tmp_path)]
    assert "SAP" in systems
    assert "GL" not in systems


def test_every_profile_that_we_ship_is_right(tmp_path):
    assert {one.name for one in profiles.every(tmp_path)} == {f"plain-{kind}" for kind in KINDS}

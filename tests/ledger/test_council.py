from __future__ import annotations

import shutil
import subprocess

import pytest
from beancount.core.data import Custom
from beancount.parser import parser

from ledger import council, directives
from ledger.book import Book
from ledger.council import AgreementWanted, FundWanted, LayoutError

TF = FundWanted("Troubled Families", "TroubledFamilies", "grant")
POOL = FundWanted("Early help pool", "EarlyHelpPool", "pool")
EA = AgreementWanted("EA", "TroubledFamilies", "upfront")


def lay_out(folder, name="Testshire", funds=(TF, POOL), wanted=(EA,), year="2018-19"):
    return council.lay_out(folder, name, list(funds), list(wanted), year)


def test_a_new_folder_is_sound_books_and_asks_for_the_recognition(tmp_path):
    files = lay_out(tmp_path / "Testshire")
    book = Book.load(tmp_path / "Testshire" / "budget.beancount")
    assert [one.code for one in book.findings] == ["A109", "P105"]
    assert book.authority == "Testshire"
    assert {name: (fund.title, fund.kind) for name, fund in book.register.funds.items()} == {
        "TroubledFamilies": ("Troubled Families", "grant"),
        "EarlyHelpPool": ("Early help pool", "pool"),
    }
    assert book.register.agreements["EA"].fund == "TroubledFamilies"
    assert "Income:TroubledFamilies:UpfrontFunding" in book.accounts
    assert "Income:EarlyHelpPool:UpfrontFunding" not in book.accounts
    assert set(book.files()) <= set(files)


@pytest.mark.parametrize("typed", ["2018/19", "2018-2019", " 2018-19 "])
def test_a_year_typed_in_another_way_names_the_same_folder(tmp_path, typed):
    lay_out(tmp_path, year=typed)
    assert (tmp_path / "books" / "2018-19" / "journals.beancount").is_file()
    assert Book.load(tmp_path / "budget.beancount").errors == ()


def test_a_council_s_name_is_a_text_and_no_more(tmp_path):
    lay_out(tmp_path, name='St "John\'s"\nplugin "evil"\\')
    book = Book.load(tmp_path / "budget.beancount")
    assert book.errors == ()
    assert book.authority == 'St "John\'s"\nplugin "evil"\\'


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": " "}, "the council's name is blank"),
        ({"funds": ()}, "a ledger needs one fund at least"),
        ({"funds": (TF, TF)}, "two funds would have one name in accounts: TroubledFamilies, TroubledFamilies"),
        ({"year": "2018"}, "a financial year is written 2018-19"),
    ],
)
def test_what_cannot_be_laid_out_is_refused_and_nothing_is_written(tmp_path, changed, why):
    with pytest.raises(LayoutError, match=why):
        lay_out(tmp_path / "Testshire", **changed)
    assert not (tmp_path / "Testshire").exists()


def test_a_folder_with_a_ledger_is_left_alone(tmp_path):
    (tmp_path / "budget.beancount").write_text("mine", encoding="utf-8")
    with pytest.raises(LayoutError, match="holds a ledger already; nothing was changed"):
        lay_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["budget.beancount"]


def test_a_folder_with_books_of_somebody_s_is_left_alone(tmp_path):
    (tmp_path / ".gitignore").write_text("secret\n", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"\.gitignore is there already; nothing was changed"):
        lay_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_on_windows_keeps_generated_books_and_extracts_byte_for_byte(tmp_path):
    lay_out(tmp_path)
    kept = {
        "books/2018-19/gl.beancount": b";; Made by ealedger import from gl.csv.\n",
        "extracts/gl.csv": b"Date,Amount\r\n29/06/2018,1.00\n",
        "extracts/archive/ab.csv": b"Date,Amount\r\n29/06/2018,1.00\n",
    }
    for name, content in kept.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    def git(*arguments):
        settings = ("-c", "core.autocrlf=true", "-c", "user.name=T", "-c", "user.email=t@example.org")
        subprocess.run(["git", *settings, *arguments], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - found above

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "as laid out")
    for name in kept:
        (tmp_path / name).unlink()
    before = (tmp_path / "books/accounts.beancount").read_bytes()
    (tmp_path / "books/accounts.beancount").unlink()
    git("checkout", "--", ".")
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    assert (tmp_path / "books/accounts.beancount").read_bytes() == before


def test_a_folder_that_was_half_laid_out_is_finished(tmp_path):
    lay_out(tmp_path)
    (tmp_path / "budget.beancount").unlink()
    lay_out(tmp_path)
    assert Book.load(tmp_path / "budget.beancount").errors == ()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "Testshire").write_text("", encoding="utf-8")
    with pytest.raises(LayoutError, match="is a file: name a folder"):
        lay_out(tmp_path / "Testshire")


@pytest.mark.parametrize(
    ("text", "fund"),
    [
        ("Troubled Families", TF),
        ("Troubled Families:grant", TF),
        (" Early help pool : pool ", POOL),
    ],
)
def test_a_fund_as_it_is_typed(text, fund):
    assert council.fund_wanted(text) == fund


@pytest.mark.parametrize(
    ("text", "why"),
    [("Troubled Families:purse", "the kind after the colon is grant or pool"), ("&", "has no letter or digit")],
)
def test_a_fund_that_cannot_be_opened(text, why):
    with pytest.raises(LayoutError, match=why):
        council.fund_wanted(text)


def test_an_agreement_as_it_is_typed():
    assert council.agreement_wanted("EA : Troubled families : upfront", [TF]) == EA


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("EA:Troubled Families", "write NAME:FUND:TYPE, such as EA:Earned Autonomy:upfront"),
        ("EA::upfront", "write NAME:FUND:TYPE"),
        ("EA:Troubled Families:loan", "the type is one of payment-by-results, upfront, grant"),
        ("EA:Other:upfront", "there is no fund 'Other' among Troubled Families"),
    ],
)
def test_an_agreement_that_cannot_be_entered(text, why):
    with pytest.raises(LayoutError, match=why):
        council.agreement_wanted(text, [TF])


def test_there_is_one_example_of_every_directive():
    assert set(council.EXAMPLES) == set(directives.SHAPES)


@pytest.mark.parametrize("name", council.EXAMPLES)
def test_an_example_of_a_directive_can_be_read(name):
    entries, errors, _ = parser.parse_string(council.EXAMPLES[name] + "\n")
    assert errors == []
    (entry,) = entries
    assert isinstance(entry, Custom)
    assert directives.read(entry).name == name


def test_a_fund_that_is_paid_by_results_has_its_debtor_and_its_families(tmp_path):
    lay_out(tmp_path, wanted=(AgreementWanted("TF1", "TroubledFamilies", "payment-by-results"),))
    book = Book.load(tmp_path / "budget.beancount")
    assert "F106" not in {one.code for one in book.findings}
    assert {name for name in book.accounts if "Families:" in name.partition(":")[2].partition(":")[2]} == {
        "Equity:TroubledFamilies:Families:Cohort",
        "Assets:TroubledFamilies:Families:Identified",
        "Assets:TroubledFamilies:Families:2018-19:Attached",
        "Assets:TroubledFamilies:Families:2018-19:Claimed",
        "Assets:TroubledFamilies:Families:2018-19:Closed",
    }
    assert "Assets:TroubledFamilies:ResultsReceivable" in book.accounts
    assert "Assets:EarlyHelpPool:ResultsReceivable" not in book.accounts
    lay_out(tmp_path / "other")
    assert "FAMILY" not in (tmp_path / "other/books/accounts.beancount").read_text()

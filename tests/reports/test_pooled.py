"""Statements pooled and contributions: one pool through a year in which everything happens."""

from __future__ import annotations

import datetime
import io
import textwrap
import zipfile

import pypdf
import pytest

from ledger import money
from ledger.book import Book
from reports import catalogue
from reports.pooled_partner import PartnerError
from reports.render import as_json, content, render
from tests.conftest import PREAMBLE

#: A share changed on 15 August, a partner replaced on 1 July, a contribution paid twice, one in dispute, one in kind, an overspend
#: in Q4; half-way the grant is met in the proportion it has of the pool.
STORY = textwrap.dedent("""
    2000-01-01 commodity GBP.INKIND
    2014-04-01 custom "fund" "Grant" "grant"
    2014-04-01 custom "fund" "Pool" "pool"
      title: "Families pool"
      host: "County"
      host-role: "joint-operation"
      legal-basis: "s75"
      reference: "Agreement of 1 April 2014"
    2013-04-01 custom "partner" "County" "county" "Testshire County Council"
    2013-04-01 custom "partner" "OldCCG" "ccg" "NHS Old Testshire CCG"
    2014-07-01 custom "partner" "NewCCG" "ccg" "NHS New Testshire CCG"
    2013-04-01 custom "partner" "PCC" "police" "Testshire Police and Crime Commissioner"
    2014-07-01 custom "succession" "OldCCG" "NewCCG"
    2014-04-01 custom "share" "Pool" "County" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "OldCCG" "1/3" "risk"
    2014-04-01 custom "share" "Pool" "PCC" "1/3" "risk"
    2014-08-15 custom "share" "Pool" "County" "1/2" "risk"
    2014-08-15 custom "share" "Pool" "NewCCG" "1/4" "risk"
    2014-08-15 custom "share" "Pool" "PCC" "1/4" "risk"
    2014-04-01 custom "contribution" "Pool" "County" 2014-04-01 2015-03-31 90000.00 GBP "cash"
    2014-04-01 custom "contribution" "Pool" "OldCCG" 2014-04-01 2014-06-30 15000.00 GBP "cash"
    2014-07-01 custom "contribution" "Pool" "NewCCG" 2014-07-01 2015-03-31 45000.00 GBP "cash"
    2014-04-01 custom "contribution" "Pool" "PCC" 2014-04-01 2015-03-31 60000.00 GBP "cash"
    2014-04-01 custom "contribution" "Pool" "PCC" 2014-04-01 2015-03-31 40000.00 GBP "in-kind"
    2014-04-01 open Assets:Grant:Cash
    2014-04-01 open Income:Grant:Grant
    2014-04-01 open Expenses:Grant:TransferOut:Pool
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Assets:Pool:ContributionsReceivable:County
    2014-04-01 open Assets:Pool:ContributionsReceivable:OldCCG
    2014-04-01 open Assets:Pool:ContributionsReceivable:NewCCG
    2014-04-01 open Assets:Pool:ContributionsReceivable:PCC
    2014-04-01 open Income:Pool:TransferIn:Grant
    2014-04-01 open Income:Pool:Contributions:County
    2014-04-01 open Income:Pool:Contributions:OldCCG
    2014-04-01 open Income:Pool:Contributions:NewCCG
    2014-04-01 open Income:Pool:Contributions:PCC
    2014-04-01 open Income:Pool:InKind:PCC
    2014-04-01 open Expenses:Pool:Delivery:InKind
    2014-04-01 open Expenses:Pool:Delivery:Workers
    2014-04-10 * "grant"
      Assets:Grant:Cash   70000.00 GBP
      Income:Grant:Grant  -70000.00 GBP
    2014-04-10 * "Grant moved into the pool"
      Expenses:Grant:TransferOut:Pool  70000.00 GBP
      Assets:Grant:Cash               -70000.00 GBP
      Assets:Pool:Cash                 70000.00 GBP
      Income:Pool:TransferIn:Grant    -70000.00 GBP
    2014-04-15 * "County invoice"
      invoice: "INV-1"
      Assets:Pool:ContributionsReceivable:County   90000.00 GBP
      Income:Pool:Contributions:County            -90000.00 GBP
    2014-04-15 * "CCG invoice"
      invoice: "INV-2"
      Assets:Pool:ContributionsReceivable:OldCCG   15000.00 GBP
      Income:Pool:Contributions:OldCCG            -15000.00 GBP
    2014-04-15 * "PCC invoice"
      invoice: "INV-3"
      Assets:Pool:ContributionsReceivable:PCC   60000.00 GBP
      Income:Pool:Contributions:PCC            -60000.00 GBP
    2014-05-15 * "County pays"
      invoice: "INV-1"
      Assets:Pool:Cash 90000.00 GBP
      Assets:Pool:ContributionsReceivable:County  -90000.00 GBP
    2014-05-20 * "Old CCG pays a part"
      invoice: "INV-2"
      Assets:Pool:Cash 5000.00 GBP
      Assets:Pool:ContributionsReceivable:OldCCG  -5000.00 GBP
    2014-06-15 * "workers Q1"
      subjective: "Employees"
      Expenses:Pool:Delivery:Workers  50000.01 GBP
      Assets:Pool:Cash  -50000.01 GBP
    2014-06-15 * "seconded"
      Expenses:Pool:Delivery:InKind  10000.00 GBP.INKIND
      Income:Pool:InKind:PCC  -10000.00 GBP.INKIND
    2014-06-20 custom "dispute" "INV-3" "The PCC says a half"
      settled: 2014-11-01
    2014-07-05 * "New CCG invoice"
      invoice: "INV-4"
      Assets:Pool:ContributionsReceivable:NewCCG   45000.00 GBP
      Income:Pool:Contributions:NewCCG            -45000.00 GBP
    2014-07-20 * "New CCG pays"
      invoice: "INV-4"
      Assets:Pool:Cash 45000.00 GBP
      Assets:Pool:ContributionsReceivable:NewCCG  -45000.00 GBP
    2014-07-21 * "New CCG pays twice"
      invoice: "INV-4"
      Assets:Pool:Cash 45000.00 GBP
      Assets:Pool:ContributionsReceivable:NewCCG  -45000.00 GBP
    2014-08-14 * "workers to the 14th"
      subjective: "Employees"
      Expenses:Pool:Delivery:Workers  30000.00 GBP
      Assets:Pool:Cash  -30000.00 GBP
    2014-08-15 * "workers from the 15th"
      subjective: "Employees"
      Expenses:Pool:Delivery:Workers  30000.00 GBP
      Assets:Pool:Cash  -30000.00 GBP
    2014-11-10 * "PCC pays"
      invoice: "INV-3"
      Assets:Pool:Cash 60000.00 GBP
      Assets:Pool:ContributionsReceivable:PCC  -60000.00 GBP
    2014-12-15 * "workers"
      Expenses:Pool:Delivery:Workers  60000.00 GBP
      Assets:Pool:Cash  -60000.00 GBP
    2015-03-15 * "overspend"
      Expenses:Pool:Delivery:Workers  130000.01 GBP
      Assets:Pool:Cash  -130000.01 GBP
    2015-04-15 * "next"
      Expenses:Pool:Delivery:Workers  1.00 GBP
      Assets:Pool:Cash  -1.00 GBP
""")
#: What the statement asks for, and a person accepts.
ACCEPTED = textwrap.dedent("""
    2014-04-01 open Equity:Pool:PartnerBalance:County
    2014-04-01 open Equity:Pool:PartnerBalance:OldCCG
    2014-04-01 open Equity:Pool:PartnerBalance:NewCCG
    2014-04-01 open Equity:Pool:PartnerBalance:PCC
    2014-04-01 open Equity:Pool:MovementInReserves
    2014-04-01 open Liabilities:Pool:PartnersRepayable:NewCCG
    2014-07-01 * "" "What OldCCG owed is owed by NewCCG"
      invoice: "INV-2"
      Assets:Pool:ContributionsReceivable:NewCCG   10000.00 GBP
      Assets:Pool:ContributionsReceivable:OldCCG  -10000.00 GBP
    2014-07-01 * "" "What OldCCG had passes to NewCCG"
      Equity:Pool:PartnerBalance:OldCCG   2222.22 GBP
      Equity:Pool:PartnerBalance:NewCCG  -2222.22 GBP
    2014-07-31 * "" "Paid twice, to be paid back"
      invoice: "INV-4"
      Assets:Pool:ContributionsReceivable:NewCCG   45000.00 GBP
      Liabilities:Pool:PartnersRepayable:NewCCG   -45000.00 GBP
    2015-03-31 * "" "The year's balance is carried forward"
      Equity:Pool:PartnerBalance:County   14777.79 GBP
      Equity:Pool:PartnerBalance:NewCCG    4833.33 GBP
      Equity:Pool:PartnerBalance:PCC       2611.12 GBP
      Equity:Pool:MovementInReserves     -20000.02 GBP
      Equity:Pool:PartnerBalance:OldCCG   -2222.22 GBP
""")
PARTNERS = {
    "County": "Testshire County Council",
    "OldCCG": "NHS Old Testshire CCG",
    "NewCCG": "NHS New Testshire CCG",
    "PCC": "Testshire Police and Crime Commissioner",
}
QUARTERS = ["2014-15 Q1", "2014-15 Q2", "2014-15 Q3", "2014-15 Q4"]


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """The story, and the story with what it asks for."""

    def book(name: str, text: str) -> Book:
        path = tmp_path_factory.mktemp(name) / "budget.beancount"
        path.write_text(PREAMBLE + text, encoding="utf-8", newline="\n")
        return Book.load(path)

    return book("story", STORY), book("accepted", STORY + ACCEPTED)


def _tables(statement):
    return {one["name"]: one for one in as_json.as_object(statement)["tables"]}


def _pence(text: str) -> int:
    from decimal import Decimal  # noqa: PLC0415

    return money.to_pence(Decimal(text))


def test_the_story_asks_for_its_entries_and_nothing_else(books):
    story, accepted = books
    assert story.errors == accepted.errors == ()
    assert sorted(one.code for one in story.findings) == ["P106", "P106", "P108", "P110"]
    assert [one.code for one in accepted.findings] == []


def test_the_year_by_partner_to_the_penny(books):
    # Gross 300,000.02, of it 70,000.00 met by the grant. To 30 June 50,000.01 by thirds, to 14 August 30,000 by thirds, after
    # it 220,000.01 by halves and quarters; each borne 230,000.02/300,000.02 of it.
    rows = _tables(catalogue.build("pooled", books[1], "2014-15 Q4"))["partners-Pool"]
    of = {row["partner"]: row for row in rows["rows"]}
    assert {name: of[title]["borne"] for name, title in PARTNERS.items()} == {
        "County": "-104777.79",
        "OldCCG": "-12777.78",
        "NewCCG": "-49833.33",
        "PCC": "-62611.12",
    }
    assert [of[title]["penny"] for title in PARTNERS.values()] == ["0.01", "0.00", "0.00", "0.01"]
    assert of[PARTNERS["OldCCG"]]["handed-on"] == "-2222.22"
    assert of[PARTNERS["OldCCG"]]["closing"] == "0.00"
    assert of[PARTNERS["NewCCG"]]["closing"] == "-2611.11"
    assert rows["total"]["closing"] == "-20000.02"


@pytest.mark.parametrize("period", QUARTERS)
@pytest.mark.parametrize("which", [0, 1])
def test_every_partners_statement_adds_up_to_the_pools(books, which, period):
    book = books[which]
    whole = _tables(catalogue.build("pooled", book, period))
    sums = dict.fromkeys(("Opening", "Contributed", "Spending borne", "Left", "Carried forward"), 0)
    for name in PARTNERS:
        alone = _tables(catalogue.build("pooled", book, period, partner=name))
        if "account-Pool" not in alone:
            continue
        said = {row["what"]: row["pounds"] for row in alone["account-Pool"]["rows"]}
        for what in sums:
            sums[what] += _pence(said[what])
    total = whole["partners-Pool"]["total"]
    keys = {"Opening": "opening", "Contributed": "contributed", "Spending borne": "borne", "Left": "left"}
    for what, key in {**keys, "Carried forward": "closing"}.items():
        assert sums[what] == _pence(total[key]), what
    control = {row["what"]: row["pounds"] for row in whole["control-Pool"]["rows"]}
    assert control["Difference"] == "0.00"
    net = [_pence(row["pounds"]) for row in whole["net-Pool"]["rows"]]
    assert net[0] + net[1] == net[2] == -_pence(total["borne"])


@pytest.mark.parametrize("form", ["text", "html", "csv", "json"])
@pytest.mark.parametrize("statement", ["pooled", "contributions"])
def test_a_partners_file_names_no_other_partner_and_none_of_its_debts(books, form, statement):
    book = books[0]
    for name, title in PARTNERS.items():
        text = " ".join(render(catalogue.build(statement, book, "2014-15 Q4", partner=name), form, book.folder).split())
        for other, words in PARTNERS.items():
            # The county is the authority whose statement it is.
            if other not in (name, "County"):
                assert words not in text
                assert other not in text
        assert title in text
    text = render(catalogue.build("contributions", book, "2014-15 Q4", partner="County"), form, book.folder)
    assert "INV-3" not in text
    assert "INV-4" not in text


def test_a_partner_that_is_none_is_told(books):
    with pytest.raises(
        PartnerError, match="'Fire' is no partner of a pool of these books; partners are County, NewCCG"
    ):
        catalogue.build("pooled", books[0], "2014-15", partner="Fire")


def test_contributions_by_partner(books):
    story = _tables(catalogue.build("contributions", books[0], "2014-15 Q2"))
    rows = {row["partner"]: row for row in story["partners-Pool"]["rows"]}
    assert rows[PARTNERS["OldCCG"]]["outstanding"] == "10000.00"
    assert rows[PARTNERS["NewCCG"]]["outstanding"] == "-45000.00"
    debts = {row["partner"]: row["disputed"] for row in story["ages-Pool"]["rows"]}
    assert debts == {PARTNERS["OldCCG"]: "0.00", PARTNERS["NewCCG"]: "0.00", PARTNERS["PCC"]: "60000.00"}
    states = {row["invoice"]: row["state"] for row in story["invoices-Pool"]["rows"]}
    assert states == {"INV-1": "paid", "INV-2": "part-paid", "INV-3": "in dispute", "INV-4": "overpaid"}
    in_kind = story["in-kind-Pool"]["rows"]
    assert [(row["agreed"], row["given"]) for row in in_kind] == [("40000.00", "10000.00")]
    assert story["control-Pool"]["rows"][-1]["pounds"] == "0.00"


def test_a_debt_that_passed_on_is_not_paid_by_its_first_debtor(books):
    rows = _tables(catalogue.build("contributions", books[1], "2014-15 Q2"))["invoices-Pool"]["rows"]
    of = {(row["invoice"], row["partner"]): (row["state"], row["outstanding"]) for row in rows}
    assert of["INV-2", PARTNERS["OldCCG"]] == ("passed on", "0.00")
    assert of["INV-2", PARTNERS["NewCCG"]] == ("invoiced", "10000.00")


def test_no_year_end_is_asked_for_before_its_day_and_no_account_goes_beyond_the_books(books):
    """The books end in April 2015."""
    statement = catalogue.build("pooled", books[1], None)
    tables = _tables(statement)
    assert "entries-Pool" not in tables
    assert tables["partners-Pool"]["caption"].endswith("from the beginning of 2014-15 to 30 April 2015")
    assert "entries-Pool" not in _tables(catalogue.build("pooled", books[1], "2015-16"))
    assert "entries-Pool" in _tables(catalogue.build("pooled", books[0], "2014-15"))


def test_a_partner_that_ended_years_ago_is_in_no_later_account(books):
    rows = _tables(catalogue.build("pooled", books[1], "2015-16"))["partners-Pool"]["rows"]
    assert PARTNERS["OldCCG"] not in [row["partner"] for row in rows]


def test_a_dispute_that_is_settled_is_none(books):
    rows = _tables(catalogue.build("contributions", books[0], "2014-15 Q3"))["invoices-Pool"]["rows"]
    assert {row["invoice"]: row["state"] for row in rows}["INV-3"] == "paid"


@pytest.mark.parametrize(
    ("quarter", "age"),
    [("2014-15 P04", "not-yet-due"), ("2014-15 P05", "1-to-30-days"), ("2014-15 P06", "31-to-60-days")],
)
def test_debts_grow_old(load, quarter, age, request):
    request.function.__doc__ = STORY.replace(
        '  invoice: "INV-2"\n  Assets:Pool:ContributionsReceivable',
        '  invoice: "INV-2"\n  due: 2014-08-01\n  Assets:Pool:ContributionsReceivable',
        1,
    )
    table = _tables(catalogue.build("contributions", load(), quarter))["ages-Pool"]
    row = next(row for row in table["rows"] if row["partner"] == PARTNERS["OldCCG"])
    assert row[age] == row["outstanding"] == "10000.00"


@pytest.mark.parametrize("name", ["NewCCG", "newccg", "NHS New Testshire CCG", "nhs  new testshire ccg"])
@pytest.mark.parametrize("statement", ["pooled", "contributions"])
def test_a_partner_is_known_by_either_of_its_names(books, statement, name):
    alone = catalogue.build(statement, books[0], "2014-15 Q4", partner=name)
    assert alone == catalogue.build(statement, books[0], "2014-15 Q4", partner="NewCCG")


@pytest.mark.parametrize("statement", ["pooled", "contributions"])
def test_a_partners_workbook_and_pdf_hold_nothing_of_another(books, statement):
    pytest.importorskip("weasyprint")
    for name, title in PARTNERS.items():
        found = catalogue.build(statement, books[0], "2014-15 Q4", partner=name)
        with zipfile.ZipFile(io.BytesIO(content(found, "xlsx", books[0].folder))) as workbook:
            texts = [workbook.read(one).decode("utf-8", "replace") for one in workbook.namelist()]
        document = content(found, "pdf", books[0].folder)
        reader = pypdf.PdfReader(io.BytesIO(document))
        texts += [" ".join(page.extract_text().split()) for page in reader.pages]
        texts += [str(reader.metadata), document.decode("latin-1")]
        assert any(title in text for text in texts)
        for other, words in PARTNERS.items():
            # The county is the authority whose statement it is.
            if other not in (name, "County"):
                assert not any(words in text or other in text for text in texts), (name, other)


def test_what_is_agreed_or_disputed_later_is_not_known_yet(load, request):
    later = """
2015-06-01 custom "contribution" "Pool" "PCC" 2015-06-01 2016-03-31 77000.00 GBP "cash"
2015-06-01 custom "dispute" "INV-2" "Found out later"
2015-06-01 custom "partner" "Fire" "fire" "Testshire Fire"
2015-06-01 custom "share" "Pool" "County" "1" "risk"
2015-06-01 custom "share" "Pool" "NewCCG" "0" "risk"
2015-06-01 custom "share" "Pool" "PCC" "0" "risk"
2015-06-01 custom "fund" "Pool" "pool"
  surplus: "ring-fence"
"""
    request.function.__doc__ = STORY
    before = load()
    told = {
        (name, period): as_json.as_object(catalogue.build(name, before, period))["tables"] for name, period in _PAST
    }
    request.function.__doc__ = STORY + later
    after = load()
    for (name, period), tables in told.items():
        assert as_json.as_object(catalogue.build(name, after, period))["tables"] == tables


_PAST = [(name, period) for name in ("pooled", "contributions") for period in QUARTERS]


def test_a_dispute_after_the_last_entry_of_the_period_is_known_by_its_end(load, request):
    request.function.__doc__ = STORY.partition("2014-06-15")[0] + '2014-06-20 custom "dispute" "INV-1" "Not agreed"\n'
    rows = _tables(catalogue.build("contributions", load(), "2014-15 Q1"))["invoices-Pool"]["rows"]
    assert {row["invoice"]: row["why"] for row in rows}["INV-1"] == "Not agreed"


def test_money_moved_to_another_pool_leaves_as_spending_does_and_uses_no_grant(load):
    """
    2014-04-01 custom "fund" "Grant" "grant"
    2014-04-01 custom "fund" "One" "pool"
    2014-04-01 custom "fund" "Two" "pool"
    2014-04-01 custom "partner" "Council" "county" "The Council"
    2014-04-01 custom "partner" "Police" "police" "The Police"
    2014-04-01 custom "share" "One" "Council" "1/2" "risk"
    2014-04-01 custom "share" "One" "Police" "1/2" "risk"
    2014-04-01 open Assets:Grant:Cash
    2014-04-01 open Assets:One:Cash
    2014-04-01 open Assets:Two:Cash
    2014-04-01 open Expenses:Grant:TransferOut:One
    2014-04-01 open Income:One:TransferIn:Grant
    2014-04-01 open Income:One:Contributions:Police
    2014-04-01 open Expenses:One:TransferOut:Two
    2014-04-01 open Expenses:One:Delivery
    2014-04-01 open Income:Two:TransferIn:One
    2014-04-02 * "Grant"
      Expenses:Grant:TransferOut:One  100.00 GBP
      Assets:Grant:Cash              -100.00 GBP
      Assets:One:Cash                 100.00 GBP
      Income:One:TransferIn:Grant    -100.00 GBP
    2014-04-02 * "Police"
      Assets:One:Cash                 100.00 GBP
      Income:One:Contributions:Police -100.00 GBP
    2014-05-02 * "To the other pool"
      Expenses:One:TransferOut:Two   60.00 GBP
      Assets:One:Cash               -60.00 GBP
      Assets:Two:Cash                60.00 GBP
      Income:Two:TransferIn:One     -60.00 GBP
    2014-05-03 * "Spending"
      Expenses:One:Delivery  20.00 GBP
      Assets:One:Cash       -20.00 GBP
    """
    tables = _tables(catalogue.build("pooled", load(), "2014-15"))
    (grant,) = tables["sources-One"]["rows"]
    # Half of what left the pool was the grant's: 10 of it was spent, and 30 went on to the other pool.
    assert (grant["moved-in"], grant["used"], grant["closing"]) == ("70.00", "-10.00", "60.00")
    assert [row["pounds"] for row in tables["net-One"]["rows"]] == ["20.00", "-10.00", "30.00", "40.00"]
    assert tables["partners-One"]["total"]["closing"] == "60.00"
    for pool in ("One", "Two"):
        assert tables[f"control-{pool}"]["rows"][-1]["pounds"] == "0.00"


def test_a_balance_that_only_goes_from_partner_to_partner_is_carried_and_not_handed_on(load, request):
    """
    2014-04-01 custom "fund" "Pool" "pool"
    2014-04-01 custom "partner" "Council" "county" "The Council"
    2014-04-01 custom "partner" "Police" "police" "The Police"
    2014-04-01 custom "share" "Pool" "Council" "1/2" "risk"
    2014-04-01 custom "share" "Pool" "Police" "1/2" "risk"
    2014-04-01 open Assets:Pool:Cash
    2014-04-01 open Income:Pool:Contributions:Council
    2014-04-01 open Expenses:Pool:Delivery
    2014-04-02 * "All of it from one"
      Assets:Pool:Cash                   100.00 GBP
      Income:Pool:Contributions:Council -100.00 GBP
    2014-05-03 * "Spending"
      Expenses:Pool:Delivery  100.00 GBP
      Assets:Pool:Cash       -100.00 GBP
    2015-04-03 * "Spending"
      Expenses:Pool:Delivery  1.00 GBP
      Assets:Pool:Cash       -1.00 GBP
    """
    story = textwrap.dedent(request.function.__doc__)
    entries = [row["entry"] for row in _tables(catalogue.build("pooled", load(), None))["entries-Pool"]["rows"]]
    assert len(entries) == 2
    assert all("MovementInReserves" in one for one in entries)
    request.function.__doc__ = story + "\n".join(entries)
    book = load()
    assert not [one for one in book.findings if one.code in ("P106", "P108")]
    rows = _tables(catalogue.build("pooled", book, "2015-16"))["partners-Pool"]["rows"]
    assert [(row["opening"], row["handed-on"]) for row in rows] == [("50.00", "0.00"), ("-50.00", "0.00")]


def test_a_partner_is_told_how_its_part_was_divided(books):
    notes = catalogue.build("pooled", books[0], "2014-15 Q4", partner="NewCCG").notes
    assert any("largest remainder, in the order of partners' names" in one for one in notes)
    assert not any("kind" in one for one in notes)
    assert any("kind" in one for one in catalogue.build("pooled", books[0], "2014-15 Q4", partner="PCC").notes)


def test_a_year_of_thirteen_periods_is_carried_at_its_end(load, write, request):
    spans = []
    start = datetime.date(2014, 4, 1)
    for number in range(1, 14):
        end = start + datetime.timedelta(days=27) if number < 13 else datetime.date(2015, 3, 31)
        spans.append(f"{{quarter = {min(4, (number + 2) // 3)}, start = {start}, end = {end}}}")
        start = end + datetime.timedelta(days=1)
    write("calendar.toml", f'[[year]]\nlabel = "2014-15"\nperiods = [{", ".join(spans)}]\n')
    request.function.__doc__ = STORY + ACCEPTED
    book = load()
    assert not [one for one in book.findings if one.code.startswith("P")]
    for period in ("2014-15 P07", "2014-15 P13", "2014-15"):
        tables = _tables(catalogue.build("pooled", book, period))
        assert tables["control-Pool"]["rows"][-1]["pounds"] == "0.00"
    assert tables["partners-Pool"]["total"]["closing"] == "-20000.02"


def test_what_is_posted_to_the_adjusting_period_is_of_the_year_and_not_of_march(load, request):
    late = """
2015-03-31 * "A late invoice"
  period: "2014-15 P13"
  Expenses:Pool:Delivery:Workers  10.00 GBP
  Assets:Pool:Cash  -10.00 GBP
"""
    request.function.__doc__ = STORY + late
    book = load()

    def gross(period: str) -> str:
        return _tables(catalogue.build("pooled", book, period))["net-Pool"]["rows"][0]["pounds"]

    assert (gross("2014-15 P12"), gross("2014-15 P13"), gross("2014-15")) == ("300000.02", "300010.02", "300010.02")


def test_of_a_year_that_the_books_do_not_reach_the_last_account_is_shown(books):
    table = _tables(catalogue.build("pooled", books[1], "2019-20 Q1"))["partners-Pool"]
    assert table["caption"] == "Families pool: memorandum account from the beginning of 2015-16 to 30 April 2015"
    # One pound of the next year is the last that was spent.
    assert (table["total"]["opening"], table["total"]["closing"]) == ("-20000.02", "-20001.02")

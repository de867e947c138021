"""Grant money that was moved into a pool is used as far as the pool has spent it, in every statement alike."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ledger.book import Book
from ledger.pooling import now, pooled
from reports import catalogue
from reports.render import as_json, render
from tests.conftest import PREAMBLE

BOOKS = textwrap.dedent("""
    2018-04-01 custom "fund" "EA" "grant"
      title: "Earned Autonomy"
    2018-04-01 custom "fund" "Pool" "pool"
      title: "Families pool"
      host: "County"
      host-role: "principal"
      legal-basis: "local-partnership"
      reference: "Agreement of 1 April 2018"
    2018-04-01 custom "partner" "County" "county" "Testshire County Council"
    2018-04-01 custom "partner" "CCG" "ccg" "NHS Testshire CCG"
    2018-04-01 custom "share" "Pool" "County" "1/2" "risk"
    2018-04-01 custom "share" "Pool" "CCG" "1/2" "risk"
    2018-04-01 open Assets:EA:Cash
    2018-04-01 open Liabilities:EA:ReceiptsInAdvance
    2018-04-01 open Liabilities:EA:GrantRepayable
    2018-04-01 open Income:EA:UpfrontFunding
    2018-04-01 open Income:EA:TransferIn:Pool
    2018-04-01 open Expenses:EA:Delivery
    2018-04-01 open Expenses:EA:TransferOut:Pool
    2018-04-01 open Equity:EA:MovementInReserves
    2018-04-01 open Equity:EA:EarmarkedReserve
    2018-04-01 open Assets:Pool:Cash
    2018-04-01 open Income:Pool:TransferIn:EA
    2018-04-01 open Income:Pool:Contributions:CCG
    2018-04-01 open Income:Pool:Contributions:County
    2018-04-01 open Expenses:Pool:TransferOut:EA
    2018-04-01 open Expenses:Pool:Delivery
    2018-04-01 open Expenses:Pool:Unallocated
    2018-04-01 open Equity:Pool:MovementInReserves
    2018-04-01 open Equity:Pool:EarmarkedReserve
    2018-04-01 open Equity:Pool:PartnerBalance:CCG
    2018-04-01 open Equity:Pool:PartnerBalance:County
""")
CONDITION = textwrap.dedent("""
    2018-04-01 custom "agreement" "EA" "EA" "upfront"
      title: "Earned Autonomy"
      funder: "MHCLG"
      awarded: 500000.00 GBP
      recognition: "condition"
      recognition-reason: "as advised"
      release: "spending"
""")
RESTRICTION = CONDITION.replace('"condition"', '"restriction"').replace('\n  release: "spending"', "")


def got(pounds="500000.00", day="2018-04-27", credit="Liabilities:EA:ReceiptsInAdvance", agreement="EA"):
    return (
        f'{day} * "received"\n  agreement: "{agreement}"\n  Assets:EA:Cash  {pounds} GBP\n  {credit}  -{pounds} GBP\n'
    )


def moved(pounds="500000.00", day="2018-05-01", agreement="EA"):
    return (
        f'{day} * "moved into the pool"\n  agreement: "{agreement}"\n  Expenses:EA:TransferOut:Pool  {pounds} GBP\n'
        f"  Assets:EA:Cash  -{pounds} GBP\n  Assets:Pool:Cash  {pounds} GBP\n  Income:Pool:TransferIn:EA  -{pounds} GBP\n"
    )


def taken_back(pounds, day="2018-12-01", agreement="EA"):
    return (
        f'{day} * "taken back"\n  agreement: "{agreement}"\n  Expenses:Pool:TransferOut:EA  {pounds} GBP\n'
        f"  Assets:Pool:Cash  -{pounds} GBP\n  Assets:EA:Cash  {pounds} GBP\n  Income:EA:TransferIn:Pool  -{pounds} GBP\n"
    )


def given_by(pounds="500000.00", day="2018-05-01", partner="CCG"):
    return f'{day} * "contribution"\n  Assets:Pool:Cash  {pounds} GBP\n  Income:Pool:Contributions:{partner}  -{pounds} GBP\n'


def spent(pounds="900000.00", day="2019-03-31", more="", account="Expenses:Pool:Delivery"):
    return f'{day} * "families worked with"\n{more}  {account}  {pounds} GBP\n  Assets:Pool:Cash  -{pounds} GBP\n'


#: By it the year before is over.
LATER = spent("0.02", "2019-05-01")
HALF = got() + moved() + given_by()


@pytest.fixture
def books(tmp_path):
    """The books of some texts, without an error."""

    def of(*texts):
        path = tmp_path / "budget.beancount"
        path.write_text(PREAMBLE + BOOKS + "".join(texts), encoding="utf-8", newline="\n")
        book = Book.load(path)
        assert book.errors == ()
        return book

    return of


def table(book, statement, name, period="2018-19"):
    tables = {one["name"]: one for one in as_json.as_object(catalogue.build(statement, book, period))["tables"]}
    return tables.get(name)


def usage(book, period="2018-19", agreement="EA"):
    return {row["item"]: row["amount"] for row in table(book, "grant-usage", f"usage-{agreement}", period)["rows"]}


def upfront(book, period="2018-19", agreement="EA"):
    rows = table(book, "upfront", "upfront", period)["rows"]
    return next(row for row in rows if row["agreement"] == agreement)


def sources(book, period="2018-19"):
    return {row["source"]: row for row in table(book, "pooled", "sources-Pool", period)["rows"]}


def entries(book, period="2018-19"):
    found = []
    for statement, name in (("upfront", "entries"), ("pooled", "entries-Pool")):
        found += [row["entry"] for row in (table(book, statement, name, period) or {"rows": []})["rows"]]
    return "\n".join(f"{one.strip()}\n" for one in found)


def codes(book):
    return sorted(one.code for one in book.findings)


def without_opens(text):
    return "".join(f"{line}\n" for line in text.splitlines() if " open " not in line)


def test_half_of_the_pool_is_half_of_what_it_spent(books):
    # GBP 500,000 of grant is half of a pool of GBP 1,000,000, of which GBP 900,000 is spent: GBP 450,000 is used.
    book = books(CONDITION, HALF, spent())
    assert usage(book) == {
        "Brought forward": "0.00",
        "Received": "500000.00",
        "Used": "-450000.00",
        "of it by Families pool": "-450000.00",
        "Unspent": "50000.00",
        "of it unspent in Families pool": "50000.00",
        "Not decided: no approval to carry it forward": "50000.00",
        "To be paid back": "0.00",
    }
    row = upfront(book)
    assert [row[name] for name in ("spent", "by-pools", "unspent", "in-pools")] == [
        "450000.00",
        "450000.00",
        "50000.00",
        "50000.00",
    ]
    of_grants = table(book, "grants", "grants")
    for row in (*of_grants["rows"], of_grants["total"]):
        assert [row[name] for name in ("received", "spent", "unspent", "in-pools", "to-go")] == [
            "500000.00",
            "450000.00",
            "50000.00",
            "50000.00",
            "50000.00",
        ]
    assert sources(book)["Earned Autonomy"]["used"] == "-450000.00"


def test_the_page_shows_what_is_printed(books):
    page = (Path(__file__).resolve().parent.parent.parent / "docs" / "upfront.md").read_text(encoding="utf-8")
    shown = page.split("## Money in a pool")[1].split("```\n")[1]
    book = books(CONDITION, HALF, spent())
    assert shown in render(catalogue.build("grant-usage", book, "2018-19"), "text", book.folder)


def test_what_the_pool_has_not_spent_is_not_released(books):
    asked = entries(books(CONDITION, HALF, spent(), LATER))
    assert "EA: released by eligible spending" in asked
    assert "Liabilities:EA:ReceiptsInAdvance   450000.00 GBP" in asked
    accepted = books(CONDITION, HALF, spent(), LATER, without_opens(asked))
    assert entries(accepted) == ""
    assert codes(accepted) == []


def test_the_year_end_without_the_release_is_told(books):
    (one,) = (one for one in books(CONDITION, HALF, spent(), LATER).findings if one.code == "A122")
    assert "£450,000 released by eligible spending is not in the books" in one.message


@pytest.mark.parametrize(("released", "code"), [("450000.00", []), ("450000.01", ["A120"]), ("500000.00", ["A120"])])
def test_no_more_is_released_than_the_pool_spent(tmp_path, released, code):
    release = (
        f'2019-03-31 * "released"\n  agreement: "EA"\n  Liabilities:EA:ReceiptsInAdvance  {released} GBP\n'
        f"  Income:EA:UpfrontFunding  -{released} GBP\n"
    )
    path = tmp_path / "budget.beancount"
    path.write_text(PREAMBLE + BOOKS + CONDITION + HALF + spent() + release, encoding="utf-8")
    assert [one.code for one in Book.load(path).errors] == code


def test_a_proportion_that_falls_within_the_year_makes_no_error(books):
    # All of the pool was grant in June, half of it is in July: the release that was right in June is turned, and asked for no error.
    release = (
        '2018-06-30 * "released"\n  agreement: "EA"\n  Liabilities:EA:ReceiptsInAdvance  100000.00 GBP\n'
        "  Income:EA:UpfrontFunding  -100000.00 GBP\n"
    )
    story = (CONDITION, got(), moved(), spent("100000.00", "2018-06-01"), release)
    assert codes(books(*story)) == []
    later = books(*story, given_by(day="2018-07-01"))
    assert codes(later) == ["A121"]
    assert "Income:EA:UpfrontFunding           50000.00 GBP" in entries(later, "2018-19 Q2")
    assert usage(later, "2018-19 Q1")["Used"] == "-100000.00"


def test_an_overspent_pool_uses_all_of_the_grant_and_no_more(books):
    book = books(CONDITION, HALF, spent("1200000.00"))
    assert (usage(book)["Used"], usage(book)["Unspent"]) == ("-500000.00", "0.00")
    assert upfront(book)["in-pools"] == "0.00"


def test_nothing_spent_is_nothing_used(books):
    book = books(CONDITION, HALF)
    assert (usage(book)["Used"], usage(book)["of it unspent in Families pool"]) == ("0.00", "500000.00")


def test_a_pool_of_several_years(books):
    # Of 2018-19: 450,000 of 900,000. Of 2019-20: 50,000 of the 100,000 that are left, half of 40,000.
    book = books(CONDITION, HALF, spent(), spent("40000.00", "2019-09-01"))
    assert usage(book, "2018-19")["Used"] == "-450000.00"
    following = usage(book, "2019-20")
    assert (following["Brought forward"], following["Used"], following["Unspent"]) == (
        "50000.00",
        "-20000.00",
        "30000.00",
    )
    assert upfront(book, "2019-20")["by-pools"] == "470000.00"
    assert usage(book, "2018-19 Q1")["Used"] == "0.00"


def test_money_taken_back_out_of_the_pool(books):
    # 500,000 less 100,000 is 400,000 of 900,000: of 450,000 spent 200,000.
    book = books(CONDITION, HALF, spent("450000.00"), taken_back("100000.00"))
    found = usage(book)
    assert (found["Used"], found["Unspent"], found["of it unspent in Families pool"]) == (
        "-200000.00",
        "300000.00",
        "200000.00",
    )
    negative = books(CONDITION, HALF, spent("450000.00"), moved("-100000.00", "2018-12-01").replace("--", ""))
    assert usage(negative) == found


SECOND = CONDITION.replace('"agreement" "EA" "EA"', '"agreement" "EA2" "EA"')
PAIR = (
    CONDITION
    + SECOND
    + got("200.00")
    + got("100.00", agreement="EA2")
    + moved("200.00")
    + moved("100.00", agreement="EA2")
)


def test_two_agreements_of_one_fund_by_what_each_moved_in(books):
    # Together 300 of 400; of 100.01 spent 75.01, of which two thirds 50.006… and one third 25.003…: the penny is the first's.
    book = books(PAIR, given_by("100.00"), spent("100.01"))
    assert [usage(book, agreement=name)["Used"] for name in ("EA", "EA2")] == ["-50.01", "-25.00"]
    assert sources(book)["Earned Autonomy"]["used"] == "-75.01"
    # The first takes all of its own back: what is spent later is the other's alone.
    later = books(
        PAIR, given_by("100.00"), spent("100.01"), taken_back("149.99", "2019-05-01"), spent("40.00", "2019-06-01")
    )
    assert usage(later, "2019-20", "EA")["Used"] == "0.00"
    assert usage(later, "2019-20", "EA")["Unspent"] == "149.99"
    assert (
        Decimal(usage(later, "2019-20", "EA2")["Used"])
        == Decimal(sources(later, "2019-20")["Earned Autonomy"]["used"])
        < 0
    )


def test_a_move_that_names_no_agreement_is_used_by_none(tmp_path):
    unnamed = moved("300.00").replace('  agreement: "EA"\n', "")
    path = tmp_path / "budget.beancount"
    path.write_text(
        PREAMBLE
        + BOOKS
        + CONDITION
        + SECOND
        + got("200.00")
        + got("100.00", agreement="EA2")
        + unnamed
        + spent("50.00"),
        encoding="utf-8",
    )
    book = Book.load(path)
    (one,) = (one for one in book.findings if one.code == "A126")
    assert "£300 spent of EA or moved into a pool, which EA and EA2 share, names no agreement" in one.message
    assert [usage(book, agreement=name)["Used"] for name in ("EA", "EA2")] == ["0.00", "0.00"]


def test_two_grants_in_one_pool(books):
    other = (
        BOOKS[: BOOKS.index('2018-04-01 custom "fund" "Pool"')]
        + "".join(f"{line}\n" for line in BOOKS.splitlines() if ":EA" in line)
        + CONDITION
        + got("250000.00")
        + moved("250000.00")
    ).replace('"EA"', '"IP"')
    other = other.replace(":EA", ":IP").replace('"Earned Autonomy"', '"Innovation"')
    book = books(CONDITION, HALF, other, spent("500000.00"))
    # 500,000, 250,000 and 500,000: two fifths, one fifth, two fifths.
    assert [usage(book, agreement=name)["Used"] for name in ("EA", "IP")] == ["-200000.00", "-100000.00"]
    total = table(book, "grants", "grants")["total"]
    assert (total["spent"], total["in-pools"]) == ("300000.00", "450000.00")


def test_under_restriction_the_reserve_stands_once(books):
    income = got(credit="Income:EA:UpfrontFunding")
    story = (RESTRICTION, income, moved(), given_by(), spent(), LATER)
    asked = entries(books(*story))
    assert "EA:EarmarkedReserve" not in asked
    assert "Equity:Pool:EarmarkedReserve" in asked
    accepted = books(*story, without_opens(asked))
    assert codes(accepted) == []
    balances = {}
    for row in accepted.postings.itertuples():
        if row.period <= 201813:
            balances[row.account] = balances.get(row.account, 0) + row.pence
    assert balances["Equity:Pool:EarmarkedReserve"] == -5_000_000
    assert balances.get("Equity:EA:EarmarkedReserve", 0) == 0
    # All that is unspent is the pool's 100,000: half the grant's reserve, half the partners'. Nothing is earmarked twice.
    cash = sum(pence for account, pence in balances.items() if account.endswith(":Cash"))
    kept = sum(pence for account, pence in balances.items() if "Reserve" in account or "PartnerBalance" in account)
    movement = sum(pence for account, pence in balances.items() if account.endswith("MovementInReserves"))
    assert (cash, kept - movement) == (10_000_000, -10_000_000)
    for fund in ("EA", "Pool"):
        assert not sum(pence for account, pence in balances.items() if account.split(":")[1] == fund)
    row = upfront(accepted)
    assert (row["unspent"], row["in-pools"]) == ("50000.00", "50000.00")
    routes = {row["item"]: row["books"] for row in table(accepted, "upfront", "routes-EA")["rows"]}
    assert routes["Unearmarked balance"] == "0.00"
    notes = " ".join(catalogue.build("upfront", accepted, "2018-19").notes)
    assert "the reserve of EA does not hold it a second time" in notes


def test_under_condition_what_is_unspent_stands_once_in_all_funds(books):
    asked = entries(books(CONDITION, HALF, spent(), LATER))
    accepted = books(CONDITION, HALF, spent(), LATER, without_opens(asked))
    rows = [row for row in accepted.postings.itertuples() if row.period <= 201813]
    net = sum(row.pence for row in rows if row.account.startswith(("Assets:", "Liabilities:")))
    # A creditor of 50,000 for the grant, so that net assets are what is left to the partners of 100,000 in cash.
    assert net == 5_000_000
    assert sum(row.pence for row in rows if row.account.startswith("Liabilities:EA:ReceiptsInAdvance")) == -5_000_000
    assert -sum(row.pence for row in rows if ":PartnerBalance:" in row.account) == 5_000_000
    notes = " ".join(catalogue.build("upfront", accepted, "2018-19").notes)
    assert "£50,000 is unspent in Pool" in notes
    assert "in the total of all funds it stands once" in notes


def test_money_taken_back_is_the_grants_own_reserve_again(books):
    income = got(credit="Income:EA:UpfrontFunding")
    story = (RESTRICTION, income, moved(), given_by(), spent("450000.00"), taken_back("100000.00"), LATER)
    asked = entries(books(*story))
    assert "Equity:EA:EarmarkedReserve    -100000.00 GBP" in asked
    assert "Equity:Pool:EarmarkedReserve       -200000.00 GBP" in asked


def test_carry_forward_and_repayable_count_what_is_unspent_in_the_pool(books):
    approved = '2019-06-28 custom "carry-forward" "EA" "2018-19" 30000.00 GBP "letter of 28 June"\n'
    book = books(CONDITION, HALF, spent(), approved)
    found = usage(book)
    assert (found["Unspent"], found["Carried forward"], found["To be paid back"]) == (
        "50000.00",
        "30000.00",
        "20000.00",
    )
    assert "Liabilities:EA:GrantRepayable     -20000.00 GBP" in entries(book)


def test_spending_of_the_pool_that_is_not_eligible_meets_no_condition(books):
    book = books(CONDITION, HALF, spent("600000.00"), spent("300000.00", more="  eligible: FALSE\n"))
    found = usage(book)
    assert (found["Used"], found["Spent on what is not eligible"], found["Unspent"]) == (
        "-300000.00",
        "-150000.00",
        "50000.00",
    )
    assert "Liabilities:EA:ReceiptsInAdvance   300000.00 GBP" in entries(book)
    waiting = books(CONDITION, HALF, spent("600000.00"), spent("300000.00", account="Expenses:Pool:Unallocated"))
    assert usage(waiting)["Used"] == "-300000.00"


def test_what_the_pool_spends_after_the_agreements_end_is_late(books):
    ended = CONDITION.replace("  awarded:", "  ends: 2019-03-31\n  awarded:")
    story = (ended, HALF, spent(), spent("40000.00", "2019-09-01"))
    assert "Liabilities:EA:ReceiptsInAdvance   450000.00 GBP" in entries(books(*story), "2019-20")
    assert "Liabilities:EA:ReceiptsInAdvance   20000.00 GBP" not in entries(books(*story), "2019-20")
    approved = '2019-06-28 custom "carry-forward" "EA" "2018-19" 15000.00 GBP "letter of 28 June"\n'
    assert "Liabilities:EA:ReceiptsInAdvance   15000.00 GBP" in entries(books(*story, approved), "2019-20")


@pytest.mark.parametrize("name", ["upfront", "grants", "grant-usage"])
def test_an_earlier_statement_knows_nothing_of_later_entries(books, name):
    story = (CONDITION, HALF, spent("400000.00"), spent("1.00", "2019-03-20"))
    later = (spent("100.00", "2019-05-01"), given_by("9.00", "2019-05-01"), taken_back("5.00", "2019-06-01"))
    amended = '2019-06-01 custom "fund" "Pool" "pool"\n  surplus: "return"\n'
    was, now = (
        as_json.as_object(catalogue.build(name, books(*texts), "2018-19"))["tables"]
        for texts in (story, (*story, *later, amended))
    )
    assert now == was


def test_an_agreement_of_the_pool_itself_does_not_count_it_again(books):
    # What was met by the grant from outside is that grant's; the pool's own agreement shows the rest.
    own = CONDITION.replace('"agreement" "EA" "EA"', '"agreement" "S75" "Pool"').replace('"condition"', '"none"')
    own = own.replace('  release: "spending"\n', "")
    book = books(CONDITION, own, HALF, spent())
    rows = {row["agreement"]: row["spent"] for row in table(book, "grants", "grants")["rows"]}
    assert rows == {"EA": "450000.00", "S75": "450000.00"}
    assert table(book, "grants", "grants")["total"]["spent"] == "900000.00"
    assert usage(book, agreement="S75")["Used"] == "-450000.00"


def test_a_transfer_to_a_fund_that_is_no_pool_is_passed_on(books):
    other = (
        '2018-04-01 custom "fund" "Other" "grant"\n2018-04-01 open Assets:Other:Cash\n'
        "2018-04-01 open Income:Other:TransferIn:EA\n2018-04-01 open Expenses:EA:TransferOut:Other\n"
    )
    book = books(
        CONDITION, other, got(), moved().replace("TransferOut:Pool", "TransferOut:Other").replace(":Pool", ":Other")
    )
    found = usage(book)
    assert found["Used"] == "0.00"
    assert found["of it passed on to Other"] == "500000.00"
    assert upfront(book)["by-pools"] is None
    assert upfront(book)["passed-on"] == "500000.00"


AMOUNT = st.integers(1, 10**6)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "second", "back", "CCG", "County", "spent", "ineligible"]),
        AMOUNT,
        st.integers(2018, 2020),
        st.integers(1, 12),
    ),
    min_size=1,
    max_size=14,
)


def _act(what, pence, year, month):
    pounds, day = f"{pence // 100}.{pence % 100:02}", f"{year if month > 3 else year + 1}-{month:02}-10"
    match what:
        case "grant" | "second":
            agreement = {"grant": "EA", "second": "EA2"}[what]
            return got(pounds, day, agreement=agreement) + moved(pounds, day, agreement)
        case "back":
            return taken_back(pounds, day)
        case "CCG" | "County":
            return given_by(pounds, day, what)
    return spent(pounds, day, "  eligible: FALSE\n" if what == "ineligible" else "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=ACTS)
def test_used_by_all_and_borne_by_partners_is_what_the_pool_spent(tmp_path, acts):
    path = tmp_path / "budget.beancount"
    path.write_text(PREAMBLE + BOOKS + CONDITION + SECOND + "".join(_act(*one) for one in acts), encoding="utf-8")
    book = Book.load(path)
    gross = sum(pence for what, pence, _, _ in acts if what in ("spent", "ineligible"))
    every = book.agreement_money.of_agreement
    last = 999999
    used = {name: one.in_pools(last) for name, one in every.items()}
    borne = sum(
        -int(Decimal(row["borne"]) * 100)
        for year in ("2018-19", "2019-20", "2020-21")
        for row in (table(book, "pooled", "partners-Pool", year) or {"rows": []})["rows"]
        if not (year != "2018-19" and not _is_reached(acts, year))
    )
    # More taken back than there is leaves the pool as what goes to another fund does: it is no use of the grant.
    cut = now(book.transactions, book.calendar)
    pool = pooled(book.register, book.transactions, book.calendar, cut) if cut else {}
    assume(not any(year.moved_out for one in pool.values() for year in one.years))
    assert sum(one.used for one in used.values()) + borne == gross
    for name, own in every.items():
        unspent = sum(own.unspent_by_pool(last).values())
        assert unspent + used[name].used == own.total("pooled", until=last)
        assert used[name].used >= 0
        assert used[name].ineligible <= used[name].used


def _is_reached(acts, year):
    return max(one[2] for one in acts) >= int(year[:4])

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import money
from ledger.book import Book
from ledger.condition import met
from ledger.recognition import Cut, Terms
from reports import catalogue
from reports.render import as_json
from reports.upfront_value import RateMissingError, ShareError, gain, options

PREAMBLE = 'option "title" "Testshire"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
ACCOUNTS = """
2018-04-01 custom "fund" "EA" "grant"
2018-04-01 open Assets:EA:Cash
2018-04-01 open Liabilities:EA:ReceiptsInAdvance
2018-04-01 open Liabilities:EA:GrantRepayable
2018-04-01 open Equity:EA:EarmarkedReserve
2018-04-01 open Equity:EA:MovementInReserves
2018-04-01 open Equity:EA:OpeningBalances
2018-04-01 open Income:EA:UpfrontFunding
2018-04-01 open Expenses:EA:Delivery
"""
AGREEMENT = """
2018-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Earned Autonomy"
  funder: "MHCLG"
  reference: "Memorandum of Understanding, 2018"
  ends: 2020-03-31
  recognition: "{recognition}"
  recognition-reason: "as advised"
  release: "{release}"
  ring-fenced: TRUE
"""
INSTALMENTS = "".join(
    f'2018-04-01 custom "instalment" "EA" {day} 675000.00 GBP "upfront" "{year}"\n'
    for day, year in [
        ("2018-04-27", "2018-19"),
        ("2018-07-27", "2018-19"),
        ("2018-10-26", "2018-19"),
        ("2019-01-25", "2018-19"),
        ("2019-04-26", "2019-20"),
        ("2019-07-26", "2019-20"),
        ("2019-10-25", "2019-20"),
        ("2020-01-24", "2019-20"),
    ]
)


def received(day, reference, pounds="675000.00"):
    return (
        f'{day} * "received"\n  agreement: "EA"\n  instalment: "{reference}"\n'
        f"  Assets:EA:Cash            {pounds} GBP\n  Income:EA:UpfrontFunding  -{pounds} GBP\n"
    )


def spent(day, pounds):
    return f'{day} * "spent"\n  Expenses:EA:Delivery  {pounds} GBP\n  Assets:EA:Cash       -{pounds} GBP\n'


RECEIPTS = "".join(
    received(day, f"EA/{year}/{number}")
    for day, year, number in [
        ("2018-04-27", "2018-19", 1),
        ("2018-07-27", "2018-19", 2),
        ("2018-10-26", "2018-19", 3),
        ("2019-01-25", "2018-19", 4),
        ("2019-04-26", "2019-20", 1),
        ("2019-07-26", "2019-20", 2),
        ("2019-10-25", "2019-20", 3),
        ("2020-01-24", "2019-20", 4),
    ]
)
SPENDING = spent("2018-06-30", "1000000.00") + spent("2019-03-15", "1450000.00") + spent("2020-03-15", "2850000.00")
ALL = ACCOUNTS + INSTALMENTS + RECEIPTS + SPENDING


@pytest.fixture
def books(write):
    """Load a ledger of the parts given, under a name of its own."""

    def load(*parts, name="budget"):
        return Book.load(write(f"{name}/budget.beancount", PREAMBLE + "".join(parts)))

    return load


def terms(recognition="condition", release="spending", more=""):
    return AGREEMENT.format(recognition=recognition, release=release) + more


def tables(book, period=None, name="upfront", **given):
    assert book.errors == (), book.errors
    found = as_json.as_object(catalogue.build(name, book, period, **given))
    return {one["name"]: one for one in found["tables"]}, found["notes"]


def printed_entries(book, period=None):
    found, _ = tables(book, period)
    return [row["entry"] for row in found["entries"]["rows"]] if "entries" in found else []


def sheet(book, period):
    found, _ = tables(book, period, "balance-sheet")
    return {row["account"]: row["closing"] for row in found["balance-sheet-EA"]["rows"]}


# ---------------------------------------------------------------- condition or restriction: one line


def test_the_switch_is_one_line_and_the_entries_that_the_statement_prints(books):
    """The balance sheets differ as the Code says, a creditor or a reserve; cash does not (DOMAIN.md §5)."""
    accepted = {}
    for recognition in ("condition", "restriction"):
        before = books(ALL, terms(recognition), name=f"{recognition}-before")
        accepted[recognition] = books(ALL, terms(recognition), *printed_entries(before), name=recognition)
        assert [one.code for one in accepted[recognition].findings] == []
        assert printed_entries(accepted[recognition]) == []
    condition, restriction = (sheet(accepted[one], "2018-19") for one in ("condition", "restriction"))
    assert condition["Cash"] == restriction["Cash"] == "250000.00"
    assert condition["Receipts in Advance"] == "-250000.00"
    assert (condition["Net assets"], condition["Total reserves"]) == ("0.00", "0.00")
    assert "Earmarked Reserve" not in condition
    assert restriction["Earmarked Reserve"] == "250000.00"
    assert restriction["Movement in Reserves"] == "-250000.00"
    assert restriction["Income less spending of 2018-19"] == "250000.00"
    assert "Receipts in Advance" not in restriction


EARLY = """\
2019-03-31 * "" "EA: not income before the condition is met"
  agreement: "EA"
  Income:EA:UpfrontFunding           250000.00 GBP
  Liabilities:EA:ReceiptsInAdvance  -250000.00 GBP
"""
TO_RESERVE = """\
2019-03-31 * "" "EA: unspent, to the earmarked reserve"
  agreement: "EA"
  Equity:EA:MovementInReserves   250000.00 GBP
  Equity:EA:EarmarkedReserve    -250000.00 GBP
"""


def test_the_two_ledgers_differ_in_nothing_else(books):
    one, other = terms("condition").splitlines(), terms("restriction").splitlines()
    assert [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]] == [
        ('  recognition: "condition"', '  recognition: "restriction"')
    ]
    assert printed_entries(books(ALL, terms("condition")), "2018-19") == [EARLY]
    assert printed_entries(books(ALL, terms("restriction"), name="other"), "2018-19") == [TO_RESERVE]


def test_entries_accepted_under_one_recognition_are_taken_back_by_the_other(books):
    restricted = printed_entries(books(ALL, terms("restriction"), name="a"))
    switched = books(ALL, terms("condition"), *restricted, name="b")
    settled = books(ALL, terms("condition"), *restricted, *printed_entries(switched), name="c")
    assert settled.findings == ()
    assert sheet(settled, "2018-19")["Receipts in Advance"] == "-250000.00"
    assert sheet(settled, "2018-19")["Earmarked Reserve"] == "0.00"


def test_both_ways_stand_side_by_side(books):
    found, _ = tables(books(ALL, terms("condition")), "2018-19")
    routes = found["routes-EA"]
    rows = {row["item"]: (row["books"], row["condition"], row["restriction"]) for row in routes["rows"]}
    assert rows == {
        "Income to date": ("2700000.00", "2450000.00", "2700000.00"),
        "Spending to date": ("2450000.00", "2450000.00", "2450000.00"),
        "Receipts in advance": ("0.00", "250000.00", "0.00"),
        "Grant repayable": ("0.00", "0.00", "0.00"),
        "Earmarked reserve": ("0.00", "0.00", "250000.00"),
        "Unearmarked balance": ("250000.00", "0.00", "0.00"),
        "Cash": ("250000.00", "250000.00", "250000.00"),
    }
    statement = catalogue.build("upfront", books(ALL, terms("condition")), "2018-19")
    headings = next([one.heading for one in each.columns] for each in statement.tables if each.name == "routes-EA")
    assert headings == ["Item", "In the books", "Condition (chosen)", "Restriction"]


def test_the_condition_that_is_compared_with_is_said(books):
    said = "EA has no condition; the column beside takes one that eligible spending releases."
    without = terms("restriction").replace('  release: "spending"\n', "")
    assert said in tables(books(ALL, without), "2018-19")[1]
    assert said not in tables(books(ALL, terms("restriction"), name="stated"), "2018-19")[1]


def test_an_entry_opens_the_accounts_that_are_not_open(books):
    without = "".join(line for line in ALL.splitlines(keepends=True) if "ReceiptsInAdvance" not in line)
    (entry, *_) = printed_entries(books(without, terms("condition")), "2018-19")
    assert entry.startswith("2019-03-31 open Liabilities:EA:ReceiptsInAdvance\n2019-03-31 * ")
    accepted = books(without, terms("condition"), *printed_entries(books(without, terms("condition"))), name="accepted")
    assert accepted.findings == ()


def test_an_entry_of_a_closed_march_goes_into_the_adjusting_period(books):
    closed = '2019-04-20 custom "period-close" "2018-19 P12" "sha256:…" "officer"\n'
    (entry, *_) = printed_entries(books(ALL, terms("restriction"), closed), "2018-19")
    assert '  period: "2018-19 P13"\n' in entry
    closed = '2019-04-20 custom "period-close" "2018-19" "sha256:…" "officer"\n'
    (entry, *_) = printed_entries(books(ALL, terms("restriction"), closed, name="all"), "2018-19")
    assert entry.startswith("; 2018-19 P13 was closed on 2019-04-20: ")


# ---------------------------------------------------------------- what is released by what


@pytest.mark.parametrize(
    ("release", "period", "released"),
    [
        ("spending", "2018-19 Q1", "675000.00"),  # £1,000,000 is spent: no more than was received
        ("spending", "2018-19 Q2", "1000000.00"),
        ("targets", "2018-19 Q2", "0.00"),
        ("targets", "2018-19 Q3", "675000.00"),
        ("time", "2018-19 Q1", "168287.67"),  # 91 of 365 days of £675,000
        ("time", "2018-19 Q2", "676849.31"),  # 183 of 365 days of £1,350,000
        ("time", "2018-19", "2700000.00"),
    ],
)
def test_what_the_condition_releases(books, release, period, released):
    confirmed = '2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 675000.00 GBP "Early Help Board, minute 4"\n'
    book = books(ALL, terms("condition", release), confirmed if release == "targets" else "")
    found, _ = tables(book, period)
    assert next(row["condition"] for row in found["routes-EA"]["rows"] if row["item"] == "Income to date") == released
    assert next(row for row in found["terms"]["rows"])["recognition"].startswith("condition, released by ")


def test_spending_after_the_end_counts_as_far_as_it_was_approved(books):
    late = spent("2020-05-01", "80000.00")
    approved = '2020-06-30 custom "carry-forward" "EA" "2019-20" 60000.00 GBP "letter of 30 June 2020"\n'
    for more, income in (("", "5300000.00"), (approved, "5360000.00")):
        found, _ = tables(books(ALL, late, more, terms("condition"), name=f"late{len(more)}"), "2020-21")
        rows = {row["item"]: row["condition"] for row in found["routes-EA"]["rows"]}
        assert rows["Income to date"] == income
        assert rows["Receipts in advance"] == "0.00"
        assert rows["Grant repayable"] == ("100000.00" if not more else "40000.00")


def test_opening_balances_are_brought_into_the_creditor(books):
    opening = (
        '2018-04-01 * "before"\n  agreement: "EA"\n  opening: "received"\n'
        "  Assets:EA:Cash  500.00 GBP\n  Equity:EA:OpeningBalances  -500.00 GBP\n"
        '2018-04-01 * "before"\n  agreement: "EA"\n  opening: "spent"\n'
        "  Equity:EA:OpeningBalances  300.00 GBP\n  Assets:EA:Cash  -300.00 GBP\n"
    )
    book = books(ACCOUNTS, opening, spent("2018-05-01", "50.00"), terms("condition"))
    entries = printed_entries(book)
    assert "  Equity:EA:OpeningBalances          200.00 GBP\n" in entries[0]
    assert "released by eligible spending" in entries[1]
    assert "  Income:EA:UpfrontFunding          -50.00 GBP\n" in entries[1]
    settled = books(ACCOUNTS, opening, spent("2018-05-01", "50.00"), terms("condition"), *entries, name="settled")
    rows = {row["item"]: row for row in tables(settled)[0]["routes-EA"]["rows"]}
    assert rows["Income before the books begin"]["books"] == "300.00"
    assert rows["Income since"]["books"] == rows["Income since"]["condition"] == "50.00"
    assert rows["Receipts in advance"]["books"] == rows["Receipts in advance"]["condition"] == "150.00"
    assert printed_entries(settled) == []


# ---------------------------------------------------------------- how long it lasts


def test_received_spent_unspent_and_months_left(books):
    found, notes = tables(books(ALL, terms("restriction")), "2018-19 Q2")
    (row,) = found["upfront"]["rows"]
    assert (row["received"], row["spent"], row["unspent"]) == ("1350000.00", "1000000.00", "350000.00")
    (row,) = found["rate"]["rows"]
    assert (row["spent-in-period"], row["months"], row["rate"], row["months-left"]) == ("0.00", 3, None, None)
    (row,) = tables(books(ALL, terms("restriction"), name="year"), "2018-19")[0]["rate"]["rows"]
    assert (row["months"], row["rate"], row["months-left"]) == (12, "204166.67", "1.2")  # £250,000 at £204,166.67
    assert any("the months of it that the books and the agreement cover" in note for note in notes)


def test_months_to_come_are_no_months_of_the_rate(books):
    """The books end in June: £325,000 of overspending lasts no month, and three months are counted, not twelve."""
    book = books(
        ACCOUNTS, INSTALMENTS, received("2018-04-27", "EA/2018-19/1"), spent("2018-06-30", "600000.00"), terms()
    )
    found, _ = tables(book, "2018-19")
    (row,) = found["rate"]["rows"]
    assert (row["months"], row["rate"], row["months-left"]) == (3, "200000.00", "0.4")
    assert found["upfront"]["caption"].endswith("at 30 June 2018")


def test_overspending_is_said_and_lasts_no_month(books):
    book = books(
        ACCOUNTS, INSTALMENTS, received("2018-04-27", "EA/2018-19/1"), spent("2018-06-30", "700000.00"), terms()
    )
    found, notes = tables(book, "2018-19 Q1")
    (row,) = found["rate"]["rows"]
    assert (row["unspent"], row["months-left"]) == ("-25000.00", "0.0")
    assert "EA is overspent by £25,000, which the council's own money bears." in notes


# ---------------------------------------------------------------- carry-forward


def carried(book, period="2018-19"):
    found, notes = tables(book, period)
    (row,) = (one for one in found["carry-forward"]["rows"] if one["year"] == period)
    return (row["left"], row["approved"], row["carried"], row["repayable"], row["how"]), notes


def test_carry_forward_is_by_a_dated_approval_alone(books):
    row, notes = carried(books(ALL, terms("condition")))
    assert row == ("250000.00", None, "250000.00", "0.00", "no approval yet")
    assert any(note.startswith("EA: £250,000 left at the end of 2018-19 waits for a dated") for note in notes)
    approval = '2019-06-28 custom "carry-forward" "EA" "2018-19" 200000.00 GBP "letter of 28 June 2019"\n'
    book = books(ALL, terms("condition"), approval, name="approved")
    assert carried(book)[0] == ("250000.00", "200000.00", "200000.00", "50000.00", "letter of 28 June 2019")
    assert "EA: to be paid back" in printed_entries(book, "2018-19")[0]
    settled = books(ALL, terms("condition"), approval, *printed_entries(book), name="settled")
    assert settled.findings == ()
    assert sheet(settled, "2018-19")["Grant Repayable"] == "-50000.00"
    assert sheet(settled, "2018-19")["Receipts in Advance"] == "-200000.00"


def test_a_later_approval_of_the_same_year_is_the_one_that_counts(books):
    approvals = (
        '2019-06-28 custom "carry-forward" "EA" "2018-19" 200000.00 GBP "letter of 28 June 2019"\n'
        '2019-07-10 custom "carry-forward" "EA" "2018-19" 250000.00 GBP "letter of 10 July 2019"\n'
    )
    assert carried(books(ALL, terms("condition"), approvals))[0][2:4] == ("250000.00", "0.00")


@pytest.mark.parametrize(
    ("more", "row"),
    [
        ('  carry-forward: "allowed"\n', ("250000.00", "0.00", "the agreement allows it")),
        ('  carry-forward: "none"\n', ("0.00", "250000.00", "the agreement allows no carry-forward")),
    ],
)
def test_an_agreement_may_have_its_own_terms_of_carry_forward(books, more, row):
    assert carried(books(ALL, terms("condition", more=more)))[0][2:] == row


def test_at_the_end_what_is_not_approved_goes_back_and_is_paid_back(books):
    repaid = (
        '2020-06-30 * "paid back"\n  agreement: "EA"\n'
        "  Liabilities:EA:GrantRepayable  100000.00 GBP\n  Assets:EA:Cash  -100000.00 GBP\n"
    )
    book = books(ALL, terms("condition"))
    assert carried(book, "2019-20")[0][2:] == ("0.00", "100000.00", "the agreement has ended")
    settled = books(ALL, terms("condition"), *printed_entries(book), repaid, name="repaid")
    assert settled.findings == ()
    (row,) = tables(settled, "2020-21")[0]["upfront"]["rows"]
    assert (row["received"], row["repaid"], row["unspent"]) == ("5400000.00", "100000.00", "0.00")
    assert sheet(settled, "2020-21")["Grant Repayable"] == "0.00"


# ---------------------------------------------------------------- what being paid upfront was worth


def test_the_gain_over_a_success_rate_is_bounded_where_the_share_is_unknown(books):
    """Leeds, 2018-20: £2.7m a year, planned at 65 %: nothing to £945,000 a year."""
    found, notes = tables(books(ALL, terms()), assume=Fraction(65, 100))
    value = found["value-EA"]
    assert [(row["year"], row["upfront"], row["at-least"], row["at-most"]) for row in value["rows"]] == [
        ("2018-19", "2700000.00", "0.00", "945000.00"),
        ("2019-20", "2700000.00", "0.00", "945000.00"),
    ]
    assert (value["total"]["at-least"], value["total"]["at-most"]) == ("0.00", "1890000.00")
    assert any("lies between none and all of it" in note for note in notes)


def test_the_gain_with_the_share_typed_in(books):
    found, _ = tables(books(ALL, terms()), "2018-19", **options("65", "40"))
    (row,) = found["value-EA"]["rows"]
    assert (row["results-share"], row["assumed"]) == ("40.0", "65.0")
    assert (row["at-least"], row["at-most"]) == ("378000.00", "378000.00")


def test_without_an_assumption_the_statement_says_how_to_ask(books):
    found, notes = tables(books(ALL, terms()))
    assert "value-EA" not in found
    assert any("ealedger statement upfront --assume 65" in note for note in notes)


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "101", "100.01", "1/0", "65/100", "nan", "inf", "1e1", "65,5", "٦٥", "sixty-five"]
)
def test_what_is_no_percentage_is_refused(text):
    with pytest.raises(ShareError, match="from 0 to 100"):
        options(text, None)


def test_a_share_without_a_rate_is_refused():
    with pytest.raises(RateMissingError, match="--results-share needs --assume"):
        options(None, "40")


def test_options_are_fractions_of_one():
    assert options(None, None) == {"assume": None, "results_share": None}
    assert options("62.5 %", "100") == {"assume": Fraction(5, 8), "results_share": Fraction(1)}
    assert gain(100_01, Fraction(1, 2), Fraction(1)) == 50_01  # half a penny goes up


# ---------------------------------------------------------------- grants: the same machinery


def monthly(books):
    """Return the Children and Families Grant of 2025-26: £1,200,000 in twelve monthly instalments (made up)."""
    accounts = ACCOUNTS.replace("2018-", "2025-").replace("UpfrontFunding", "Grant")
    days = [date(2025 + (month > 12), (month - 1) % 12 + 1, 15) for month in range(4, 16)]
    agreement = (
        '2025-04-01 custom "agreement" "CFG" "EA" "grant"\n  title: "Children and Families Grant"\n  funder: "DfE"\n'
        '  reference: "s31 determination 31/7834"\n  ends: 2026-03-31\n  awarded: 1200000.00 GBP\n'
        '  recognition: "restriction"\n  recognition-reason: "as advised"\n'
    )
    parts = [accounts, agreement]
    parts += [f'2025-04-01 custom "instalment" "CFG" {day} 100000.00 GBP "grant" "2025-26"\n' for day in days]
    for number, day in enumerate(days[:7], start=1):
        parts.append(
            received(day, f"CFG/2025-26/{number}", "100000.00")
            .replace('"EA"', '"CFG"')
            .replace("UpfrontFunding", "Grant")
        )
        parts.append(spent(day, "80000.00"))
    return books(*parts)


def test_a_grant_in_twelve_monthly_instalments(books):
    book = monthly(books)
    found, _ = tables(book, "2025-26")
    (row,) = found["upfront"]["rows"]
    assert (row["received"], row["spent"], row["unspent"]) == ("700000.00", "560000.00", "140000.00")
    (row,) = found["rate"]["rows"]
    assert (row["months"], row["rate"], row["months-left"]) == (7, "80000.00", "1.8")
    assert found["terms"]["rows"][0]["reference"] == "s31 determination 31/7834"
    receipts = tables(book, None, "funding")[0]["receipts-CFG"]
    assert len(receipts["rows"]) == 12
    assert receipts["total"]["outstanding"] == "500000.00"


def test_a_grant_reviewed_each_quarter_is_released_as_its_targets_are_confirmed(books):
    """The Innovation Programme is reviewed quarterly by the DfE (seeds/004 §4.4.2): each review is a directive."""
    reviewed = "".join(
        f'{day} custom "targets-met" "EA" "2018-19 Q{quarter}" 500000.00 GBP "DfE quarterly review {quarter}"\n'
        for quarter, day in ((1, "2018-07-20"), (2, "2018-10-19"), (3, "2019-01-18"))
    )
    as_grant = terms("condition", "targets").replace('"upfront"', '"grant"')
    income = []
    for quarter in range(1, 5):
        found, _ = tables(books(ALL, as_grant, reviewed, name=f"q{quarter}"), f"2018-19 Q{quarter}")
        income.append(next(row["condition"] for row in found["routes-EA"]["rows"] if row["item"] == "Income to date"))
    assert income == ["0.00", "500000.00", "1000000.00", "1500000.00"]


def test_no_agreement_of_results_is_upfront_money(books):
    by_results = terms("restriction").replace('"upfront"', '"payment-by-results"')
    found, notes = tables(books(ACCOUNTS, RECEIPTS.replace("instalment:", "remittance:"), by_results))
    assert (found["upfront"]["rows"], found["terms"]["rows"]) == ([], [])
    assert any(note.startswith("No agreement of these books is of type upfront or grant by ") for note in notes)
    assert "EarmarkedReserve" in found["entries"]["rows"][0]["entry"]


# ---------------------------------------------------------------- paid early, demanded back, amended


def creditor(day, reference, pounds, period=""):
    text = received(day, reference, pounds).replace(
        "Income:EA:UpfrontFunding  -", "Liabilities:EA:ReceiptsInAdvance  -"
    )
    return text.replace("  Assets", f'  period: "{period}"\n  Assets', 1) if period else text


def routes(book, period):
    found, _ = tables(book, period)
    return {row["item"]: row["condition"] for row in found["routes-EA"]["rows"]}


@pytest.mark.parametrize("period", ["", "2018-19 P13"])
@pytest.mark.parametrize("carry", ["by-approval", "none"])
def test_next_year_s_instalment_that_came_in_march_is_not_left_of_this_year(books, period, carry):
    """Received on 31 March for 2019-20: a creditor that needs no approval, and that carry-forward: none does not send back."""
    parts = [ACCOUNTS, INSTALMENTS, terms("condition", more=f'  carry-forward: "{carry}"\n')]
    parts += [creditor("2018-04-27", "EA/2018-19/1", "675000.00"), spent("2018-09-01", "675000.00")]
    parts += [creditor("2019-03-31", "EA/2019-20/1", "675000.00", period)]
    book = books(*parts)
    row, notes = carried(book)
    assert (row[0], row[3]) == ("0.00", "0.00")
    assert "EA: £675,000 came by the end of 2018-19 for a later year, and needs no carry-forward." in notes
    assert routes(book, "2018-19")["Receipts in advance"] == "675000.00"
    settled = books(*parts, *printed_entries(book), name="settled")
    assert (settled.findings, printed_entries(settled)) == ((), [])
    assert sheet(settled, "2018-19")["Receipts in Advance"] == "-675000.00"


def test_a_receipt_matched_by_a_person_is_of_that_instalment_s_year(books):
    receipt = creditor("2019-03-29", "EA/2018-19/1", "675000.00").replace(
        '  instalment: "EA/2018-19/1"', '  doc: "BANK-1/1"'
    )
    match = '2019-04-02 custom "match" "BANK-1/1" "EA/2019-20/1" "remittance advice, officer"\n'
    assert carried(books(ACCOUNTS, INSTALMENTS, terms(), receipt))[0][0] == "675000.00"
    assert carried(books(ACCOUNTS, INSTALMENTS, terms(), receipt, match, name="matched"))[0][0] == "0.00"


DEMAND = '2018-12-14 custom "repayment" "EA" "2018-19" {} GBP "DfE letter, quarterly review"\n'


@pytest.mark.parametrize(
    ("recognition", "left"), [("condition", "Receipts in Advance"), ("restriction", "Earmarked Reserve")]
)
def test_what_the_funder_demands_back_is_a_creditor_until_it_is_paid(books, recognition, left):
    """£1,000 spent on what is not eligible is demanded back in December, and paid in May."""
    wrong = spent("2018-11-01", "1000.00").replace("  Expenses", "  eligible: FALSE\n  Expenses")
    approved = '2019-06-28 custom "carry-forward" "EA" "2018-19" 250000.00 GBP "letter"\n'
    demand = DEMAND.format("1000.00")
    book = books(ALL, terms(recognition), wrong, approved, demand)
    settled = books(ALL, terms(recognition), wrong, approved, demand, *printed_entries(book, "2018-19"), name="settled")
    assert "A124" in {one.code for one in book.findings}
    assert sheet(settled, "2018-19")["Grant Repayable"] == "-1000.00"
    # What goes back is no longer there to be used; under restriction what was spent wrongly is gone besides.
    assert sheet(settled, "2018-19")[left] == ("-249000.00" if recognition == "condition" else "248000.00")
    assert "A124" not in {one.code for one in settled.findings}
    assert any(
        "£1,000 of 2018-19 is demanded back: DfE letter, quarterly review (14 December 2018)." in one
        for one in tables(book)[1]
    )
    paid = '2019-05-14 * "paid back"\n  agreement: "EA"\n  Liabilities:EA:GrantRepayable  1000.00 GBP\n  Assets:EA:Cash  -1000.00 GBP\n'
    done = books(ALL, terms(recognition), wrong, approved, demand, *printed_entries(book, "2018-19"), paid, name="paid")
    assert sheet(done, "2019-20 Q1")["Grant Repayable"] == "0.00"
    assert not any("to be paid back" in one or "after all" in one for one in printed_entries(done, "2019-20 Q1"))


def test_a_demand_for_what_was_not_approved_is_not_counted_twice(books):
    approved = '2019-06-28 custom "carry-forward" "EA" "2018-19" 200000.00 GBP "letter"\n'
    late = '2019-07-14 custom "repayment" "EA" "2018-19" 50000.00 GBP "MHCLG letter"\n'
    assert routes(books(ALL, terms(), approved, late), "2019-20 Q2")["Grant repayable"] == "50000.00"
    more = late.replace("50000.00", "60000.00")
    assert routes(books(ALL, terms(), approved, more, name="more"), "2019-20 Q1")["Grant repayable"] == "50000.00"
    assert routes(books(ALL, terms(), approved, more, name="more2"), "2019-20 Q2")["Grant repayable"] == "60000.00"


def test_a_demand_is_withdrawn_by_a_later_one_of_its_words(books):
    withdrawn = DEMAND.format("1000.00") + DEMAND.format("0.00").replace("2018-12-14", "2019-01-31")
    book = books(ALL, terms(), withdrawn)
    assert routes(book, "2018-19 Q3")["Grant repayable"] == "1000.00"
    assert routes(book, "2018-19")["Grant repayable"] == "0.00"
    assert not any("demanded back" in one for one in tables(book, "2018-19")[1])


def test_what_has_to_go_back_lasts_no_month(books):
    """£250,000 is left of 2018-19, £50,000 of it to be paid back: £200,000 at £204,166.67 a month."""
    approved = '2019-06-28 custom "carry-forward" "EA" "2018-19" 200000.00 GBP "letter"\n'
    assert tables(books(ALL, terms(), approved), "2018-19")[0]["rate"]["rows"][0]["months-left"] == "1.0"
    assert tables(books(ALL, terms(), name="over"), "2019-20")[0]["rate"]["rows"][0]["months-left"] == "0.0"


def test_an_amendment_changes_the_recognition_from_its_day_and_no_year_before(books):
    amended = (
        '2019-10-01 custom "agreement" "EA" "EA" "upfront"\n  title: "Earned Autonomy"\n  funder: "MHCLG"\n'
        '  recognition: "restriction"\n  recognition-reason: "clause 7 was struck out."\n'
    )
    first = printed_entries(books(ALL, terms("condition"), amended, name="a"), "2018-19")
    assert first == [EARLY]
    book = books(ALL, terms("condition"), amended, *first, name="b")
    entries = printed_entries(book, "2019-20")
    assert [entry.splitlines()[0] for entry in entries] == [
        '2020-03-31 * "" "EA: income on receipt"',
        '2020-03-31 * "" "EA: unspent, to the earmarked reserve"',
    ]
    found, notes = tables(book, "2019-20")
    assert "EA is recognised as restriction since 1 October 2019: clause 7 was struck out." in notes
    assert found["carry-forward"]["rows"][0]["how"] == "as accounted for before the agreement was amended"
    settled = books(ALL, terms("condition"), amended, *first, *entries, name="c")
    assert (settled.findings, printed_entries(settled)) == ((), [])
    assert (sheet(settled, "2018-19")["Receipts in Advance"], sheet(settled, "2019-20")["Earmarked Reserve"]) == (
        "-250000.00",
        "100000.00",
    )


def test_an_amendment_to_condition_sends_nothing_back_that_was_kept(books):
    amended = (
        '2019-10-01 custom "agreement" "EA" "EA" "upfront"\n  title: "Earned Autonomy"\n  funder: "MHCLG"\n'
        '  recognition: "condition"\n  carry-forward: "none"\n'
    )
    first = printed_entries(books(ALL, terms("restriction"), name="a"), "2018-19")
    book = books(ALL, terms("restriction"), *first, amended, name="b")
    assert routes(book, "2019-20 Q3")["Grant repayable"] == "0.00"
    assert routes(book, "2019-20")["Grant repayable"] == "100000.00"
    settled = books(ALL, terms("restriction"), *first, amended, *printed_entries(book, "2019-20"), name="c")
    assert (settled.findings, printed_entries(settled)) == ((), [])
    assert sheet(settled, "2019-20")["Grant Repayable"] == "-100000.00"


@pytest.mark.parametrize(
    ("covers", "day", "released"),
    [
        ('  covers: "2018-19 P01"\n', "2018-04-29", "96666.66"),  # 29 of April's 30 days, rounded down
        ('  covers: "2018-19 P01"\n', "2018-04-30", "100000.00"),
        ('  covers: "2018-19 P01"\n', "2018-05-31", "100000.00"),
        ('  covers: "2018-19 Q1"\n', "2018-04-30", "32967.03"),  # 30 of 91
        ("", "2018-04-30", "8219.17"),  # 30 of 365
        ("", "2019-03-30", "99726.02"),
        ("", "2019-03-31", "100000.00"),
    ],
)
def test_time_releases_an_instalment_over_what_it_covers(books, covers, day, released):
    instalment = f'2018-04-01 custom "instalment" "EA" 2018-04-15 100000.00 GBP "grant" "2018-19"\n{covers}'
    book = books(ACCOUNTS, instalment, terms("condition", "time"), creditor("2018-04-15", "EA/2018-19/1", "100000.00"))
    money_of = book.agreement_money.of_agreement["EA"]
    conditions = Terms.of(book.register, book.register.agreements["EA"], book.calendar)
    on = date.fromisoformat(day)
    assert money.plain(met(conditions, money_of, Cut(book.calendar.key_of(on), on), 0)) == released


def test_time_ends_with_the_agreement(books):
    short = terms("condition", "time").replace("ends: 2020-03-31", "ends: 2018-09-30")
    book = books(
        ACCOUNTS, INSTALMENTS, short, creditor("2018-04-27", "EA/2018-19/1", "675000.00"), spent("2019-01-02", "1.00")
    )
    assert routes(book, "2018-19 Q1")["Income to date"] == "335655.73"  # 91 of 183 days
    assert routes(book, "2018-19 Q2")["Income to date"] == "675000.00"


def test_targets_release_on_the_day_they_are_confirmed(books):
    on = '2018-06-30 custom "targets-met" "EA" "2018-19 Q1" 500.00 GBP "board"\n'
    after = on.replace("2018-06-30", "2018-07-01")
    assert routes(books(ALL, terms("condition", "targets"), on), "2018-19 Q1")["Income to date"] == "500.00"
    assert (
        routes(books(ALL, terms("condition", "targets"), after, name="after"), "2018-19 Q1")["Income to date"] == "0.00"
    )


def test_spending_is_eligible_to_the_agreement_s_last_day(books):
    def released(day):
        book = books(ACCOUNTS, INSTALMENTS, RECEIPTS, terms(), spent(day, "10.00"), name=day)
        return routes(book, "2020-21" if day > "2020-03-31" else "2019-20")["Income to date"]

    assert (released("2020-03-31"), released("2020-04-01")) == ("10.00", "0.00")


def test_a_rate_without_an_upfront_agreement_is_not_passed_over(books):
    rate = options("66.67", None)
    as_grant = terms().replace('"upfront"', '"grant"')
    assert any(
        one == "There is nothing to hold the success rate of 66.67 % against: no agreement is of type upfront."
        for one in tables(books(ALL, as_grant), **rate)[1]
    )
    found, notes = tables(
        books(
            ALL,
            terms(),
            name="later",
        ),
        "2021-22",
        **rate,
    )
    assert "value-EA" not in found
    assert any("no instalment of an upfront agreement is of a year in this period" in one for one in notes)
    found, _ = tables(books(ALL, terms(), name="printed"), "2018-19", **rate)
    assert found["value-EA"]["caption"].endswith("planning on success of 66.67 %")
    assert found["value-EA"]["rows"][0]["assumed"] == "66.67"


# ---------------------------------------------------------------- laws

DAYS = st.dates(date(2018, 4, 1), date(2020, 12, 31))
EVENTS = st.lists(
    st.tuples(DAYS, st.sampled_from(["received", "spent", "repaid", "in advance"]), st.integers(1, 10**6)), max_size=12
)


@settings(max_examples=40, deadline=None)
@given(
    events=EVENTS,
    recognition=st.sampled_from(["condition", "restriction", "none"]),
    release=st.sampled_from(["spending", "targets", "time"]),
    approved=st.integers(1, 10**6) | st.none(),
    demand=st.tuples(DAYS, st.integers(1, 10**6)) | st.none(),
)
def test_whatever_happened_the_entries_accepted_leave_nothing_missing_and_cash_as_it_was(
    tmp_path_factory, events, recognition, release, approved, demand
):
    folder = tmp_path_factory.mktemp("law")
    sides = {
        "received": ("Assets:EA:Cash", "Income:EA:UpfrontFunding"),
        "in advance": ("Assets:EA:Cash", "Liabilities:EA:ReceiptsInAdvance"),
        "spent": ("Expenses:EA:Delivery", "Assets:EA:Cash"),
        "repaid": ("Liabilities:EA:GrantRepayable", "Assets:EA:Cash"),
    }
    text = PREAMBLE + ACCOUNTS + terms(recognition, release)
    for day, what, pence in events:
        debit, credit = sides[what]
        text += f'{day} * "{what}"\n  {debit}  {money.plain(pence)} GBP\n  {credit}  {money.plain(-pence)} GBP\n'
    if approved:
        text += f'2019-06-28 custom "carry-forward" "EA" "2018-19" {money.plain(approved)} GBP "letter"\n'
    if demand:
        text += f'{demand[0]} custom "repayment" "EA" "2019-20" {money.plain(demand[1])} GBP "letter"\n'
    text += '2018-10-19 custom "targets-met" "EA" "2018-19 Q2" 5000.00 GBP "board"\n'
    path = folder / "budget.beancount"
    path.write_text(text)
    before = Book.load(path)
    path.write_text(text + "\n".join(printed_entries(before)))
    after = Book.load(path)
    assert printed_entries(after) == []
    assert {one.code for one in after.findings} <= {"A125"}
    cash = [sum(one.postings["pence"][one.postings["account"] == "Assets:EA:Cash"]) for one in (before, after)]
    assert cash[0] == cash[1]


# ---------------------------------------------------------------- corrections of an earlier grant year, and money over time


CORRECTED = (
    '2019-05-10 * "Provider" "reversed: charged twice in 2018-19"\n  relates-to: "2018-19"\n'
    "  Assets:EA:Cash        5000.00 GBP\n  Expenses:EA:Delivery -5000.00 GBP\n"
)


def test_what_a_year_left_is_shown_with_what_was_corrected_of_it_later(books):
    found, notes = tables(books(ALL, terms("restriction"), CORRECTED), "2019-20 Q1")
    (row,) = found["carry-forward"]["rows"]
    assert (row["left"], row["posted-later"], row["corrected"]) == ("250000.00", "5000.00", "255000.00")
    assert any("it left £255,000 and not £250,000" in note for note in notes)


def test_a_correction_of_another_year_is_not_spent_in_the_period(books):
    more = spent("2019-06-30", "90000.00")
    found, _ = tables(books(ALL, terms("restriction"), CORRECTED, more), "2019-20 Q1")
    assert found["rate"]["rows"][0]["spent-in-period"] == "90000.00"
    found, _ = tables(books(ALL, terms("restriction"), CORRECTED.replace("2018-19", "2019-20"), more), "2019-20 Q1")
    assert found["rate"]["rows"][0]["spent-in-period"] == "85000.00"


def test_where_nothing_was_corrected_no_column_speaks_of_it(books):
    found, _ = tables(books(ALL, terms("restriction")), "2019-20 Q1")
    assert "corrected" not in found["carry-forward"]["rows"][0]


def test_money_over_time_ends_with_what_is_unspent(books):
    found, _ = tables(books(ALL, terms("restriction"), CORRECTED), "2019-20 Q2")
    rows = [tuple(row.values()) for row in found["quarters-EA"]["rows"]]
    assert rows == [
        ("2018-19 Q1", "675000.00", "0.00", "1000000.00", "-325000.00"),
        ("2018-19 Q2", "675000.00", "0.00", "0.00", "350000.00"),
        ("2018-19 Q3", "675000.00", "0.00", "0.00", "1025000.00"),
        ("2018-19 Q4", "675000.00", "0.00", "1450000.00", "250000.00"),
        ("2019-20 Q1", "675000.00", "0.00", "-5000.00", "930000.00"),
        ("2019-20 Q2", "675000.00", "0.00", "0.00", "1605000.00"),
    ]
    assert found["upfront"]["rows"][0]["unspent"] == "1605000.00"


def test_what_came_before_the_books_begin_is_a_row_of_its_own(books):
    opening = (
        '2018-04-01 * "opening"\n  opening: "received"\n  agreement: "EA"\n'
        "  Assets:EA:Cash  10.00 GBP\n  Equity:EA:OpeningBalances  -10.00 GBP\n"
    )
    found, _ = tables(books(ALL, terms("restriction"), opening), "2018-19 Q1")
    rows = [tuple(row.values()) for row in found["quarters-EA"]["rows"]]
    assert rows[0] == ("before the books begin", "10.00", "0.00", "0.00", "10.00")
    assert rows[1][-1] == "-324990.00"

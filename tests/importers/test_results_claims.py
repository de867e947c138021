"""A claims return, from its file to the books, through the command line."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import profile as profiles
from importers.batch import Importing
from importers.books import Books
from importers.kinds import importer
from importers.lines import BUCKETS
from importers.meaning import Targets
from importers.reader import read
from ledger.book import Book
from ledger.claims import claims as claims_of

HEADER = "Date,Claim,Agreement,Window,Family,Attached,Route,Evidence,Amount"
CRIME = "crime-asb-education"
OWED = "Assets:TroubledFamilies:ResultsReceivable"
EARNED = "Income:TroubledFamilies:ResultsPayments"
CASH = "Assets:TroubledFamilies:Cash"
ATTACHED = "Assets:TroubledFamilies:Families:2018-19:Attached"
CLAIMED = "Assets:TroubledFamilies:Families:2018-19:Claimed"
ONE = 100

ROUTES = """\
    2018-04-02 custom "route" "TF1" "progress-to-work"
      tops-up: "crime-asb-education"
    2018-04-02 custom "tariff" "TF1" "2018-19"
      families: 1
      attachment-fee: 1600.00 GBP
      route-crime-asb-education: 700.00 GBP
      route-progress-to-work: 100.00 GBP
      route-continuous-employment: 800.00 GBP
      cap: 2400.00 GBP
    2018-06-01 * "" "ten families, by number"
      agreement: "TF1"
      Assets:TroubledFamilies:Families:Identified  10 FAMILY
      Equity:TroubledFamilies:Families:Cohort  -10 FAMILY
    2018-06-02 * "" "ten families, by number"
      agreement: "TF1"
      Assets:TroubledFamilies:Families:2018-19:Attached  10 FAMILY
      Assets:TroubledFamilies:Families:Identified  -10 FAMILY
    """
TEN = 10 * ONE


def entries(council):
    """Return the entries that import wrote."""
    return [one for one in council.book().transactions if "extract" in one.meta]


def recognised(when: str) -> str:
    return f"""\
    2018-04-03 custom "agreement" "TF1" "TroubledFamilies" "payment-by-results"
      title: "TF1"
      funder: "MHCLG"
      recognition: "restriction"
      recognition-reason: "for the programme alone"
      results-recognised: "{when}"
    """


POSTS = '2018-04-01 custom "posts" "TroubledFamilies" "results" "grant-remittance"\n'


def claim(family: str = "F1", route: str = CRIME, amount: str = "700.00", **more: str) -> str:
    said = {"date": "31/01/2019", "claim": "", "agreement": "TF1", "window": "2019-01", "attached": "2018-19"} | more
    cells = (
        said["date"], said["claim"], said["agreement"], said["window"], family, said["attached"], route,
        said.get("evidence", ""), amount,
    )  # fmt: skip
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


@pytest.fixture
def claims(council):
    """A council whose agreement recognises results when they are claimed."""
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised("on-claim"))
    return council


@pytest.fixture
def on_receipt(council):
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised("on-receipt"))
    return council


def test_the_first_claim_of_leeds_january_2013(claims):
    """135 families at £700 of the tariff of 2012-13 are £94,500."""
    claims.append(
        "books/agreements.beancount",
        """\
        2012-04-01 custom "fund" "FF" "grant"
        2012-04-01 custom "agreement" "FF" "FF" "payment-by-results"
          title: "Families First"
          funder: "DCLG"
          recognition: "restriction"
          recognition-reason: "for the programme alone"
          results-recognised: "on-claim"
        2012-04-01 custom "tariff" "FF" "2012-13"
          families: 135
          because: "those that were claimed: the number attached is not published"
          attachment-fee: 3200.00 GBP
          route-crime-asb-education: 700.00 GBP
          cap: 4000.00 GBP
        2012-04-01 open Assets:FF:ResultsReceivable
        2012-04-01 open Income:FF:ResultsPayments
        2012-04-01 open Assets:FF:Families:2012-13:Attached
        2012-04-01 open Assets:FF:Families:2012-13:Claimed
        2012-04-01 open Equity:FF:Families:Cohort
        2012-09-01 * "" "attached"
          agreement: "FF"
          Assets:FF:Families:2012-13:Attached  135 FAMILY
          Equity:FF:Families:Cohort  -135 FAMILY
        """,
    )
    rows = [
        claim(f"LD-{number}", date="31/01/2013", agreement="FF", window="2013-01", attached="2012-13")
        for number in range(1, 136)
    ]
    done = claims.run("import", claims.rows("claims.csv", HEADER, *rows))
    assert done.exit_code == 0, done.output
    assert "posted                                   135 rows           94,500.00" in done.stdout
    assert claims.pence("Assets:FF:ResultsReceivable") == 94_500_00
    assert claims.pence("Income:FF:ResultsPayments") == -94_500_00
    assert claims.pence("Assets:FF:Families:2012-13:Claimed") == 135 * ONE


@pytest.mark.parametrize("when", ["on-claim", "on-achievement"])
def test_a_claim_moves_the_family_and_the_money_that_is_owed(council, when):
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised(when))
    path = council.rows("claims.csv", HEADER, claim(claim="C-17", evidence='plan "A"; =1+1'))
    assert council.run("import", path).exit_code == 0
    (txn,) = entries(council)
    assert [(one.account, str(one.units)) for one in txn.postings] == [
        (OWED, "700.00 GBP"),
        (EARNED, "-700.00 GBP"),
        (CLAIMED, "1 FAMILY"),
        (ATTACHED, "-1 FAMILY"),
    ]
    assert {key: txn.meta[key] for key in txn.meta if key not in ("filename", "lineno", "__tolerances__")} == {
        "extract": "claims",
        "row": 2,
        "doc": f"CLAIM/C-17/F1:{CRIME}",
        "agreement": "TF1",
        "claim": "C-17",
        "family": "F1",
        "attached": "2018-19",
        "route": CRIME,
        "window": "2019-01",
        "evidence": 'plan "A"; =1+1',
    }


def test_a_top_up_claims_again_for_a_family_that_stays_where_it_is(claims):
    rows = (claim(), claim(route="progress-to-work", amount="100.00"))
    assert claims.run("import", claims.rows("claims.csv", HEADER, *rows)).exit_code == 0
    assert (claims.pence(OWED), claims.pence(CLAIMED), claims.pence(ATTACHED)) == (800_00, ONE, TEN - ONE)
    again = claims.run("import", claims.rows("later.csv", HEADER, *rows, ""))
    assert "in the books already                       2 rows              800.00" in again.stdout


def test_on_receipt_a_claim_says_what_is_asked_for_and_no_money_moves(on_receipt):
    rows = (claim(), claim(route="progress-to-work", amount="100.00"))
    path = on_receipt.rows("claims.csv", HEADER, *rows)
    done = on_receipt.run("import", path)
    assert "posted                                     2 rows              800.00" in done.stdout
    first, second = entries(on_receipt)
    assert [str(one.meta["claimed"]) for one in (first, second)] == ["700.00 GBP", "100.00 GBP"]
    assert [(one.account, str(one.units)) for one in first.postings] == [(CLAIMED, "1 FAMILY"), (ATTACHED, "-1 FAMILY")]
    assert [str(one.units) for one in second.postings] == ["0 FAMILY", "0 FAMILY"]
    assert (on_receipt.pence(OWED), on_receipt.pence(EARNED)) == (0, 0)
    more = on_receipt.rows("more.csv", HEADER, *rows, claim("F2"))
    assert (
        "posted                                     1 rows              700.00" in on_receipt.run("import", more).stdout
    )
    assert on_receipt.run("check").exit_code == 0


def test_where_another_kind_posts_results_claims_are_evidence_and_move_no_family(claims):
    claims.append("books/agreements.beancount", POSTS)
    done = claims.run("import", claims.rows("claims.csv", HEADER, claim(claim="C1", evidence="file 1")))
    assert done.exit_code == 0
    assert "evidence, posted by another kind           1 rows              700.00" in done.stdout
    book = claims.book()
    assert not entries(claims)
    (one,) = book.register.evidence
    assert (one.fund, one.stream, one.pence) == ("TroubledFamilies", "results", 700_00)
    assert {
        key: one.said[key] for key in ("agreement", "claim", "family", "attached", "route", "window", "evidence")
    } == {
        "agreement": "TF1",
        "claim": "C1",
        "family": "F1",
        "attached": "2018-19",
        "route": CRIME,
        "window": "2019-01",
        "evidence": "file 1",
    }


def test_on_receipt_a_family_moves_whoever_posts_the_money(on_receipt):
    on_receipt.append("books/agreements.beancount", POSTS)
    on_receipt.run("import", on_receipt.rows("claims.csv", HEADER, claim()))
    assert not on_receipt.book().register.evidence
    assert (on_receipt.pence(CLAIMED), on_receipt.pence(EARNED)) == (ONE, 0)


def test_an_agreement_that_does_not_say_when_results_are_recognised(council):
    council.append("books/agreements.beancount", ROUTES)
    done = council.run("import", council.rows("claims.csv", HEADER, claim()))
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "  row 2: TF1 does not say when results are recognised: say results-recognised on the agreement, as on-claim, "
            "on-achievement or on-receipt\n"
        ),
    )


IN_BOOKS = "correct the row, or the tariff in books/agreements.beancount"
OWN_REFERENCE = "give each family a reference of your own, with a digit and no space, that names nobody"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            claim(agreement="TF2"),
            "'TF2' is no agreement of the books: correct the row, or add the agreement to books/agreements.beancount",
        ),
        (
            claim(agreement=""),
            "the agreement is blank: correct the row, or add the agreement to books/agreements.beancount",
        ),
        (claim(""), "the family is blank: name the family by its reference"),
        (claim(attached=""), "the year of attachment is blank: write the financial year, such as 2012-13"),
        (claim(attached="2018"), "the year of attachment is '2018': write the financial year, such as 2012-13"),
        (claim(attached="2017-18"), f"TF1 has no tariff for families attached in 2017-18: {IN_BOOKS}"),
        (claim(route=""), "the route is blank: name the result as the tariff does"),
        (
            claim(route="crime"),
            ("the tariff of TF1 for 2018-19 has no route 'crime'; there are crime-asb-education, progress-to-work, "
            f"continuous-employment: {IN_BOOKS}"),
        ),
        (
            claim(amount="800.00"),
            f"the tariff of TF1 for 2018-19 pays £700 for {CRIME}, and the row claims £800: {IN_BOOKS}",
        ),
        (
            claim(amount="-700.00"),
            f"the tariff of TF1 for 2018-19 pays £700 for {CRIME}, and the row claims \N{MINUS SIGN}£700: {IN_BOOKS}",
        ),
        (claim(amount=""), "the amount is blank"),
        (claim(date="31/02/2019"), "the date '31/02/2019' is not written %d/%m/%Y, as the profile says"),
        (claim(date=""), "the date is blank"),
        (claim("Smith"), f"the family's reference has no digit, as a name has none: {OWN_REFERENCE}"),
        (claim("The Smiths 2"), f"the family's reference has a space, as a name has: {OWN_REFERENCE}"),
        (claim("9434765919"), f"the family's reference holds what looks like an NHS number: {OWN_REFERENCE}"),
        (
            claim(evidence="mail jo@example.org"),
            "the evidence holds what looks like an e-mail address: take it out of the source, or set personal.action to mask",
        ),
        ("31/01/2019,,TF1,2019-01,F1", "the row has 5 cells and ends before its amount, column 9: mend its quotes or separators"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_claimed(claims, row, reason):
    good = [claim(f"G{number}") for number in range(5)]
    before = claims.snapshot()
    done = claims.run("import", claims.rows("claims.csv", HEADER, row, *good))
    assert (done.exit_code, done.stderr) == (1, f"  row 2: {reason}\n")
    assert claims.snapshot() == before


def test_a_year_whose_accounts_are_not_open(claims):
    claims.append(
        "books/agreements.beancount",
        """\
        2019-04-01 custom "tariff" "TF1" "2019-20"
          families: 0
          attachment-fee: 0.00 GBP
          route-crime-asb-education: 1500.00 GBP
          cap: 1500.00 GBP
        """,
    )
    row = claim(amount="1500.00", attached="2019/20", date="31/01/2020")
    done = claims.run("import", claims.rows("claims.csv", HEADER, row))
    assert done.stderr == (
        "  row 2: Assets:TroubledFamilies:Families:2019-20:Claimed is not open: open it in books/accounts.beancount, or "
        "correct the profile\n"
    )
    for stage in ("Attached", "Claimed"):
        claims.append(
            "books/accounts.beancount",
            f"2019-04-01 open Assets:TroubledFamilies:Families:2019-20:{stage} FAMILY\n",
        )
    claims.append(
        "books/2018-19/journals.beancount",
        """
        2019-04-02 * "" "attached"
          family: "F1"
          Assets:TroubledFamilies:Families:2019-20:Attached  1 FAMILY
          Equity:TroubledFamilies:Families:Cohort  -1 FAMILY
        """,
    )
    assert claims.run("import", claims.folder / "extracts/claims.csv").exit_code == 0
    assert claims.pence("Assets:TroubledFamilies:Families:2019-20:Claimed") == ONE


def test_a_name_is_withheld_from_the_list_of_rejects(claims):
    done = claims.run(
        "import", claims.rows("claims.csv", HEADER, claim("Jane Smith"), claim("Smith"), claim("F3", "x"))
    )
    assert "Smith" not in done.output
    listed = (claims.folder / "extracts/claims.rejects.csv").read_text(encoding="utf-8")
    assert "Smith" not in listed
    assert listed.count("[withheld: not a pseudonym]") == 2
    assert ",F3," in listed
    again = claims.run("import", claims.folder / "extracts/claims.rejects.csv")
    assert again.exit_code == 2
    assert "still holds '[withheld: not a pseudonym]' in row 2: write there what may stand in the books" in again.stderr


# ---------------------------------------------------------------- what becomes of a claim

EVENTS = HEADER + ",Event"
REPAYABLE = "Liabilities:TroubledFamilies:GrantRepayable"


def test_a_draft_moves_nothing_and_is_kept_for_audit_to_sample(claims):
    row = claim(claim="C-1", evidence="file 1") + ",Draft"
    done = claims.run("import", claims.rows("drafts.csv", EVENTS, row))
    assert done.exit_code == 0, done.output
    assert not entries(claims)
    (draft,) = [one for one in claims.book().register.records if one.name == "draft"]
    assert draft.values == {"agreement": "TF1", "family": "F1", "route": CRIME, "amount": 700_00}
    assert {key: draft.metadata[key] for key in ("doc", "attached", "window", "claim", "evidence")} == {
        "doc": f"CLAIM/C-1/F1:{CRIME}:drafted",
        "attached": "2018-19",
        "window": "2019-01",
        "claim": "C-1",
        "evidence": "file 1",
    }
    made = claims.run("import", claims.rows("claims.csv", HEADER, claim(claim="C-1")))
    assert (made.exit_code, "no longer in" in made.stdout) == (0, False)
    (one,) = claims_of(claims.book().register, claims.book().transactions)
    assert [event.what for event in one.events] == ["drafted", "submitted"]


@pytest.mark.parametrize("event", ["rejected", "Withdrawn"])
@pytest.mark.parametrize("when", ["on-claim", "on-achievement"])
def test_a_claim_that_fails_takes_back_money_and_family(council, when, event):
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised(when))
    rows = (claim() + ",claimed", claim(date="28/02/2019", amount="-700.00") + f",{event}")
    assert council.run("import", council.rows("claims.csv", EVENTS, *rows)).exit_code == 0
    made, ended = entries(council)
    assert ended.meta["event"] == event.lower()
    assert ended.meta["doc"] == f"CLAIM/TF1:2019-01:F1/{CRIME}:{event.lower()}"
    assert made.links == ended.links == {f"claim-TF1-2019-01-F1-{CRIME}"}
    assert [council.pence(one) for one in (OWED, EARNED, CLAIMED, ATTACHED)] == [0, 0, 0, TEN]
    (one,) = claims_of(council.book().register, council.book().transactions)
    assert (one.state(made.date), one.state(), one.claimed()) == ("submitted", event.lower(), 0)


def test_a_draft_that_changed_is_given_again(claims):
    claims.run("import", claims.rows("drafts.csv", EVENTS, claim() + ",draft"))
    later = claims.rows("later.csv", EVENTS, claim(date="28/02/2019") + ",draft")
    assert claims.run("import", later).exit_code == 1
    assert claims.run("import", later, "--restate", "the day was wrong").exit_code == 0
    (one,) = claims_of(claims.book().register, claims.book().transactions)
    assert (one.state(), len(one.events)) == ("drafted", 1)


def test_lists_of_rejections_are_no_later_state_of_the_claims(claims):
    claims.run("import", claims.rows("claims.csv", EVENTS, *(claim(f"F{number}") + "," for number in range(1, 9))))
    back = [claim(f"F{number}", amount="-700.00", date="28/02/2019") + ",rejected" for number in (1, 2)]
    done = claims.run("import", claims.rows("back.csv", EVENTS, *back))
    assert (done.exit_code, "no longer in" in done.stdout) == (0, False)
    assert claims.pence(CLAIMED) == 6 * ONE


def test_a_claw_back_after_payment_is_owed_to_the_funder(claims):
    claims.run("import", claims.rows("claims.csv", HEADER, claim(claim="C-1")))
    paid = claims.rows(
        "paid.csv",
        "Date paid,Remittance,Line,Payer,Description,Instalment,Amount,For claim",
        "15/02/2019,R1,1,MHCLG,Results,TF1/2018-19/2,700.00,C-1",
    )
    claims.write(
        "profiles/by-claim.toml",
        """
        kind = "grant-remittance"
        system = "REM"
        extends = "plain-grant-remittance"

        [columns]
        claim = "For claim"
        """,
    )
    assert claims.run("import", paid, "--profile", "by-claim").exit_code == 0
    row = claim(claim="C-1", date="20/03/2019", amount="-700.00") + ",Clawed back"
    done = claims.run("import", claims.rows("back.csv", EVENTS, row))
    assert done.exit_code == 0, done.output
    balances = [claims.pence(one) for one in (CASH, OWED, EARNED, REPAYABLE, CLAIMED, ATTACHED)]
    assert balances == [700_00, 0, 0, -700_00, 0, TEN]
    (one,) = claims_of(claims.book().register, claims.book().transactions)
    assert [(event.what, event.pence) for event in one.events] == [
        ("submitted", 700_00),
        ("paid", 700_00),
        ("clawed-back", 700_00),
    ]
    assert one.sums().clawed_back == 700_00
    assert claims.book().warnings == ()


def test_on_receipt_a_withdrawal_gives_back_the_family_alone(on_receipt):
    rows = (claim() + ",", claim(date="28/02/2019", amount="-700.00") + ",withdrawn")
    on_receipt.run("import", on_receipt.rows("claims.csv", EVENTS, *rows))
    _, ended = entries(on_receipt)
    assert str(ended.meta["claimed"]) == "-700.00 GBP"
    assert (on_receipt.pence(CLAIMED), on_receipt.pence(ATTACHED)) == (0, TEN)


def test_a_top_up_that_is_withdrawn_leaves_the_family_where_it_is(claims):
    top_up = claim(route="progress-to-work", amount="100.00")
    back = claim(route="progress-to-work", amount="-100.00", date="28/02/2019")
    rows = (claim() + ",", top_up + ",", back + ",withdrawn")
    assert claims.run("import", claims.rows("claims.csv", EVENTS, *rows)).exit_code == 0
    assert (claims.pence(OWED), claims.pence(CLAIMED)) == (700_00, ONE)


def test_the_words_for_what_happened_are_a_setting(claims):
    claims.write(
        "profiles/ours.toml",
        """
        kind = "results-claims"
        system = "CLAIM"
        extends = "plain-results-claims"

        [types]
        rejected = "Not valid"
        """,
    )
    rows = (claim() + ",", claim(amount="-700.00", date="28/02/2019") + ",not  VALID")
    done = claims.run("import", claims.rows("claims.csv", EVENTS, *rows), "--profile", "ours")
    assert done.exit_code == 0, done.output
    assert claims.pence(CLAIMED) == 0


@pytest.mark.parametrize(
    ("amount", "event", "reason"),
    [
        (
            "700.00",
            "rejected",
            (
                "a claim that was rejected takes back what the tariff pays, \N{MINUS SIGN}£700, or a part of it, and the row says £700: "
                "correct the row"
            ),
        ),
        (
            "-700.01",
            "clawed back",
            (
                "a claim that was clawed back takes back what the tariff pays, \N{MINUS SIGN}£700, or a part of it, and the row says "
                "\N{MINUS SIGN}£700.01: correct the row"
            ),
        ),
        (
            "700.00",
            "lost",
            (
                "the event 'lost' is none of drafted, draft, submitted, claimed, rejected, withdrawn, clawed back, clawed-back, clawback: "
                "correct the row, or add the word to [types] in profile plain-results-claims"
            ),
        ),
    ],
)
def test_an_event_that_cannot_be(claims, amount, event, reason):
    done = claims.run("import", claims.rows("claims.csv", EVENTS, claim(amount=amount) + f",{event}"))
    assert (done.exit_code, done.stderr) == (1, f"  row 2: {reason}\n")


def test_a_part_that_is_clawed_back_leaves_the_family_claimed(claims):
    """£300 of £700 are owed to the funder; each part is a row of its day, and the same list again changes nothing."""
    made = claims.rows("claims.csv", EVENTS, claim() + ",")
    parts = [claim(amount="-300.00", date=day) + ",clawed back" for day in ("28/02/2019", "15/03/2019")]
    back = claims.rows("back.csv", EVENTS, *parts)
    for path in (made, back, back):
        done = claims.run("import", path)
        assert done.exit_code == 0, done.output
    assert [claims.pence(one) for one in (OWED, EARNED, CLAIMED)] == [700_00, -100_00, ONE]
    assert claims.pence("Liabilities:TroubledFamilies:GrantRepayable") == -600_00
    book = claims.book()
    (one,) = claims_of(book.register, book.transactions)
    assert (one.claimed(), one.is_live()) == (100_00, True)


def test_a_part_that_is_rejected_on_receipt_says_so_and_moves_nothing(on_receipt):
    rows = [claim() + ",", claim(amount="-200.00", date="28/02/2019") + ",rejected"]
    assert on_receipt.run("import", on_receipt.rows("claims.csv", EVENTS, *rows)).exit_code == 0
    book = on_receipt.book()
    (one,) = claims_of(book.register, book.transactions)
    assert (one.claimed(), on_receipt.pence(CLAIMED)) == (500_00, ONE)


def test_the_day_of_the_result_is_kept(claims):
    header = f"{EVENTS},Achieved"
    rows = [claim(date="15/01/2019") + ",drafted,28/12/2018", claim() + ",,29/12/2018"]
    assert claims.run("import", claims.rows("claims.csv", header, *rows)).exit_code == 0
    book = claims.book()
    (one,) = claims_of(book.register, book.transactions)
    assert str(one.achieved) == "2018-12-29"
    (draft,) = (record for record in book.register.records if record.name == "draft")
    assert str(draft.metadata["achieved"]) == "2018-12-28"
    late = claims.rows("late.csv", header, claim("F2") + ",,01/02/2019")
    done = claims.run("import", late)
    assert (done.exit_code, done.stderr) == (
        1, "  row 2: the result is of 2019-02-01, after the row's own day, 2019-01-31: correct one of them\n",
    )  # fmt: skip


def test_a_claim_that_is_made_again_in_its_window_needs_a_number(claims):
    first = [claim() + ",", claim(amount="-700.00", date="01/02/2019") + ",withdrawn"]
    assert claims.run("import", claims.rows("claims.csv", EVENTS, *first)).exit_code == 0
    again = claim(date="02/02/2019")
    done = claims.run("import", claims.rows("again.csv", EVENTS, again + ","))
    assert done.exit_code == 1
    assert done.stderr.endswith(
        "where a claim that failed is made again in its window, give the new one a number of its own\n"
    )
    numbered = claims.rows("again.csv", EVENTS, claim(date="02/02/2019", claim="C-2") + ",")
    assert claims.run("import", numbered).exit_code == 0
    assert claims.pence(OWED) == 700_00


def test_a_family_and_route_stand_once_in_a_window(claims):
    rows = (claim(), claim("F2"), claim())
    done = claims.run("import", claims.rows("claims.csv", HEADER, *rows))
    assert done.stderr.startswith(f"  row 4: CLAIM/TF1:2019-01:F1/{CRIME} stands in row 2 as well: ")
    later = (claim(), claim(window="2019-03"))
    assert claims.run("import", claims.rows("later.csv", HEADER, *later)).exit_code == 0


def test_without_windows_a_family_claims_a_route_once(claims):
    assert claims.run("import", claims.rows("claims.csv", HEADER, claim(window=""))).exit_code == 0
    done = claims.run("import", claims.rows("later.csv", HEADER, claim(window="", date="28/02/2019")))
    assert done.stderr.startswith(
        f"  row 2: CLAIM/TF1:F1/{CRIME} is in the books of 2019-01-31 with 700.00, and here of "
    )


def test_a_cumulative_return_adds_only_what_is_new(claims):
    path = claims.rows("jan.csv", HEADER, claim(), claim("F2"))
    claims.run("import", path)
    before = claims.snapshot()
    assert "jan.csv was imported before, as jan: nothing changed" in claims.run("import", path).stdout
    assert claims.snapshot() == before
    later = claims.rows("feb.csv", HEADER, claim("F2"), claim(), claim("F3", date="28/02/2019"))
    done = claims.run("import", later)
    assert "posted                                     1 rows              700.00" in done.stdout
    assert "in the books already                       2 rows            1,400.00" in done.stdout
    assert claims.pence(CLAIMED) == 3 * ONE


def test_two_returns_in_one_run_claim_nothing_twice(claims):
    first = claims.rows("jan.csv", HEADER, claim())
    second = claims.rows("feb.csv", HEADER, claim(), claim("F2"))
    done = claims.run("import", first, second)
    assert "in the books already                       1 rows              700.00" in done.stdout
    assert claims.pence(CLAIMED) == 2 * ONE


@pytest.mark.parametrize("when", ["on-claim", "on-receipt"])
def test_a_claim_that_changed_is_restated_with_all_its_postings(council, when):
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised(when))
    council.run("import", council.rows("jan.csv", HEADER, claim(), claim("F2")))
    changed = council.rows("feb.csv", HEADER, claim(), claim("F2", date="28/02/2019"))
    assert council.run("import", changed).exit_code == 1
    done = council.run("import", changed, "--restate", "wrong day, officer")
    assert done.exit_code == 0, done.output
    *_, reversal, anew = council.book().transactions
    assert reversal.meta["reverses"] == f"CLAIM/TF1:2019-01:F2/{CRIME}"
    assert {key: reversal.meta[key] for key in ("family", "attached", "route", "window")} == {
        key: anew.meta[key] for key in ("family", "attached", "route", "window")
    }
    assert [(one.account, -one.units.number) for one in reversal.postings] == [
        (one.account, one.units.number) for one in anew.postings
    ]
    assert len(anew.postings) == (4 if when == "on-claim" else 2)
    assert council.pence(CLAIMED) == 2 * ONE
    assert council.pence(EARNED) == (-1_400_00 if when == "on-claim" else 0)
    assert council.run("check").exit_code == 0


def test_a_closed_period_takes_no_claim(claims):
    claims.append(
        "books/2018-19/journals.beancount",
        '2019-02-20 custom "period-close" "2018-19 P10" "sha256:0" "A. Officer"\n',
    )
    done = claims.run("import", claims.rows("claims.csv", HEADER, claim()))
    assert done.stderr == (
        "  row 2: 2018-19 P10 was closed on 2019-02-20: post it in the open period, or reopen it with ealedger reopen\n"
    )


def test_a_claim_of_another_year_is_another_file_s(claims):
    rows = (claim(), claim("F2"), claim("F3", date="30/04/2019"))
    done = claims.run("import", claims.rows("claims.csv", HEADER, *rows))
    assert done.stderr == (
        "  row 4: the row is of 2019-20, while the extract is of 2018-19: one extract belongs to one financial year, so "
        "split the file\n"
    )


def test_an_empty_file_and_a_missing_column(claims):
    done = claims.run("import", claims.rows("claims.csv", HEADER))
    assert (done.exit_code, "has a header and no row under it" in done.stderr) == (2, True)
    path = claims.rows("short.csv", HEADER.replace(",Route", ""), claim())
    done = claims.run("import", path, "--profile", "plain-results-claims")
    assert done.exit_code == 2
    assert "it lacks 'Route': correct columns in the profile" in done.stderr


def test_a_total_below_the_claims_is_none_of_them(claims):
    rows = [claim(f"F{number}") for number in range(6)]
    done = claims.run("import", claims.rows("claims.csv", HEADER, *rows, "Total,,,,,,,,4200.00"))
    assert (done.exit_code, claims.pence(CLAIMED)) == (0, 6 * ONE)
    wrong = claims.run("import", claims.rows("wrong.csv", HEADER, *rows, claim("F9"), "Total,,,,,,,,4200.00"))
    assert "row 9: the total printed here, 4200.00, is not the sum of the rows" in wrong.stderr


def test_no_statement_adds_families_to_pounds(claims):
    claims.run("import", claims.rows("claims.csv", HEADER, *(claim(f"F{number}") for number in range(3))))
    balance = claims.run("statement", "trial-balance", "--format", "csv").stdout
    assert f"{CLAIMED},0,3,0,3" in balance
    assert f"{OWED},0.00,2100.00,0.00,2100.00" in balance
    listing = claims.run("statement", "transactions", "--format", "csv").stdout
    assert "Families:2018-19" not in listing
    for name in ("allocation", "funding", "grants"):
        assert claims.run("statement", name).exit_code == 0


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    from tests.importers.conftest import lay_out  # noqa: PLC0415

    council = lay_out(tmp_path_factory.mktemp("law") / "testshire")
    council.append("books/agreements.beancount", ROUTES)
    council.append("books/agreements.beancount", recognised("on-claim"))
    return council


rows = st.builds(
    claim,
    st.sampled_from(["F1", "F2", "F3", "Smith", "", "9434765919", "=1", "a/b/1"]),
    st.sampled_from([CRIME, CRIME, "progress-to-work", "x", ""]),
    st.sampled_from(["700.00", "700.00", "100.00", "£700", "(700.00)", "", "700.005", "seven"]),
    date=st.sampled_from(["31/01/2019", "31/01/2019", "30/04/2019", "", "nonsense"]),
    claim=st.sampled_from(["", "C1", "C2"]),
    window=st.sampled_from(["2019-01", "2019-01", ""]),
    attached=st.sampled_from(["2018-19", "2018-19", "2017-18", ""]),
    agreement=st.sampled_from(["TF1", "TF1", "TF2", ""]),
    evidence=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Nd"), exclude_characters="@"), max_size=9
    ),
)


@given(lines=st.lists(rows, max_size=15))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_claim_and_every_penny_is_somewhere(law, lines):
    book = Book.load(law.ledger)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        path.write_text("\n".join((HEADER, *lines, "")), encoding="utf-8", newline="")
        source = read(path)
        plain = profiles.find("plain-results-claims", law.folder)
        done = importer(plain, Targets(book.accounts, book.register, book.calendar)).sort(source)
        assert sum(done.counts[bucket] for bucket in BUCKETS) == done.rows
        assert sum(done.sums[bucket] for bucket in BUCKETS) == done.pence
        assert len(done.rejects) == done.counts["rejected"] + done.open_totals
        if done.rows and done.latest:
            held = Importing(Books.read(law.ledger), dry_run=True).run(path, "plain-results-claims").done
            assert sum(held.counts.values()) == held.rows
            assert sum(held.sums.values()) == held.pence


def test_amounts_of_a_tariff_that_add_up_are_no_doubt(claims):
    """£700 and £100 are £800, the other route: a return of them in that order was said to hold totals."""
    routes = ((CRIME, "700.00"), ("progress-to-work", "100.00"), ("continuous-employment", "800.00"))
    # The one that tops up another is of the same family.
    rows = [claim(f"F{block}{place // 2}", *one) for block in range(3) for place, one in enumerate(routes)]
    done = claims.run("import", claims.rows("claims.csv", HEADER, *rows, ",,,,,,,,4800.00"))
    assert (done.exit_code, "warning" in done.stdout) == (0, False), done.stdout
    assert claims.pence(OWED) == 4_800_00
    done = claims.run("import", claims.rows("more.csv", HEADER, *rows, claim("F99"), ",,,,,,,,4800.00"))
    assert (done.exit_code, "the total printed here, 4800.00, is not the sum of the rows" in done.stderr) == (1, True)

"""C1xx: claims and families, each rule with a ledger that breaks it and one that keeps it."""

from __future__ import annotations

import pytest
from claim_books import AGREED, BOOKS, WINDOW, attach, audit, claim, end, paid


@pytest.fixture
def of(write, load, request):
    """Load the fund and its agreement with further entries."""

    def books(*entries, policy="on-claim", more=""):
        agreed = AGREED.format(policy=policy).rstrip("\n") + f"\n{more}"
        write("tf.beancount", f"{agreed}\n{BOOKS}")
        write("more.beancount", "\n".join(entries) or ";; nothing")
        request.function.__doc__ = 'include "tf.beancount"\ninclude "more.beancount"\n'
        return load()

    return books


def alone(book, code):
    """Return the message of the only finding there is."""
    assert [one.code for one in book.findings] == [code], [(one.code, one.message) for one in book.findings]
    return book.findings[0].message


def test_c101_a_second_live_claim(of, breaks):
    book = of(attach("F1"), attach("F2"), claim(), claim(day="2013-04-30"))
    breaks(book, "C101")
    assert alone(book, "C101") == (
        "the claim TF1/F1/crime/2 of £700 is a second one for F1 and crime, beside TF1/F1/crime of 2013-01-31: withdraw one of them"
    )


@pytest.mark.parametrize("event", ["rejected", "withdrawn"])
def test_c101_a_claim_after_one_that_failed(of, keeps, event):
    assert keeps(of(attach("F1"), claim(), end(event), claim(day="2013-04-30")), "C101")


@pytest.mark.parametrize(
    ("entries", "there"),
    [
        ([claim(route="progress")], "has no live claim"),
        ([claim(route="progress"), claim(day="2013-02-28")], "is claimed on 2013-02-28 only"),
        ([claim(), claim(route="progress"), end("withdrawn")], "has no live claim"),
    ],
)
def test_c102_a_top_up_on_nothing(of, breaks, entries, there):
    book = of(attach("F1"), *entries)
    breaks(book, "C102")
    assert alone(book, "C102") == (
        f"the claim TF1/F1/progress of £100 tops up crime, which {there} for F1: withdraw it, or claim crime first"
    )


def test_c102_a_top_up_in_a_later_window(of, keeps):
    assert keeps(of(attach("F1"), claim(), claim(route="progress", day="2013-07-31")), "C102")


@pytest.mark.parametrize("route", ["crime", "progress"])
def test_c103_employment_excludes_both(of, breaks, route):
    entries = [claim(), claim(route="progress")] if route == "progress" else [claim()]
    book = of(attach("F1"), attach("F2"), *entries, claim(route="job", day="2013-04-30"))
    said = breaks(book, "C103", times=len(entries))
    assert said.message == ("the claim TF1/F1/job of £800 excludes TF1/F1/crime of 2013-01-31: withdraw one of them")
    assert {one.code for one in book.findings} == {"C103"}


def test_c103_employment_instead(of, keeps):
    assert keeps(of(attach("F1"), claim(), end("withdrawn"), claim(route="job", day="2013-04-30")), "C103")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], "the claim TF1/F1/crime of £700 is for a family that no entry attaches: enter the attachment, or withdraw the claim"),
        (
            [attach("F1", "2013-02-15")],
            ("the claim TF1/F1/crime of £700 is of 2013-01-31, and F1 is attached on 2013-02-15: correct the attachment, or "
            "withdraw the claim"),
        ),
        (
            [attach("F1"), attach("F1", "2012-12-01", number=-1).replace("--", "")],
            ("the claim TF1/F1/crime of £700 is of 2013-01-31, and F1 is no longer attached since 2012-12-01: correct the "
            "attachment, or withdraw the claim"),
        ),
    ],
)  # fmt: skip
def test_c104_claimed_before_attachment(of, breaks, entries, said):
    book = of(*entries, claim())
    breaks(book, "C104")
    assert alone(book, "C104") == said


def test_c104_many_are_told_at_once(of, breaks):
    message = breaks(of(claim("F1"), claim("F2")), "C104").message
    assert message.startswith("2 claims of £1,400, the first TF1/F1/crime, are for families that no entry attaches: ")


def test_c104_attached_on_the_day_or_by_number(of, keeps):
    assert keeps(of(attach("F1", "2013-01-31"), attach("", number=2), claim(), claim("F2"), claim("F3")), "C104")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            claim(pounds=1500),
            "the claim TF1/F1/crime is of £1,500, and the tariff of 2012-13 pays £700 for crime: take it back and claim again",
        ),
        (
            claim(day="2013-05-31", pounds=1500, year="2013-14"),
            ("the claim TF1/F1/crime of £1,500 says attached 2013-14, and F1 was attached in 2012-13: take it back and claim at that "
            "year's tariff"),
        ),
        (
            claim(year="2013-14", route="job"),
            "the claim TF1/F1/job has no tariff: the tariff of TF1 for 2013-14 has no route 'job'; there are crime",
        ),
    ],
)  # fmt: skip
def test_c105_another_year_s_tariff(of, breaks, entry, said):
    book = of(attach("F1"), attach("F9", year="2013-14"), entry)
    assert said in {one.message for one in book.findings if one.code == "C105"}
    breaks(book, "C105", times=2 if "no tariff" in said else 1)
    assert {one.code for one in book.findings} == {"C105"}


def test_c105_the_year_of_attachment_not_of_the_claim(of, keeps):
    assert keeps(of(attach("F1"), claim(day="2014-05-31")), "C105")


def test_c106_above_the_cap(of, breaks):
    book = of(attach("F1"), attach("F2"), claim(), claim(route="extra", day="2013-04-30"))
    breaks(book, "C106")
    assert alone(book, "C106") == (
        "the claim TF1/F1/extra of £150 brings F1 to £4,050 with its attachment fee, £50 above the cap of £4,000: withdraw what is above"
    )


def test_c106_at_the_cap(of, keeps):
    assert keeps(of(attach("F1"), claim(), claim(route="progress")), "C106")


@pytest.mark.parametrize("more", [[], [audit("2013-02-04")]])
def test_c107_submitted_before_its_audit(of, breaks, more):
    book = of(WINDOW, attach("F1"), attach("F2"), claim(window="2013-01"), claim("F2", window="2013-01"), *more)
    breaks(book, "C107")
    when = "was signed off by audit on 2013-02-04" if more else "has no audit"
    assert alone(book, "C107") == (
        f"2 claims of £1,400, the first TF1:2013-01/F1/crime, are of 2013-01-31, and the window 2013-01 {when}: enter the audit, or "
        "withdraw and claim again after it"
    )


def test_c107_signed_off_first_or_not_needed(of, keeps):
    assert keeps(of(WINDOW, attach("F1"), audit("2013-01-31"), claim(window="2013-01")), "C107")
    assert keeps(of(WINDOW, attach("F1"), claim(window="2013-01"), more="  audit-required: FALSE\n"), "C107")


def test_c107_on_achievement_is_judged_when_the_window_has_closed(of, breaks, keeps):
    early = claim(day="2012-11-30", window="2013-01")
    assert keeps(of(WINDOW, attach("F1"), early, policy="on-achievement"), "C107")
    closed = attach("F2", "2013-02-01")
    breaks(of(WINDOW, attach("F1"), early, closed, policy="on-achievement"), "C107")
    assert keeps(of(WINDOW, attach("F1"), audit(), early, closed, policy="on-achievement"), "C107")


def test_c108_after_the_window_closed(of, breaks, keeps):
    book = of(WINDOW, attach("F1"), audit(), claim(day="2013-02-02", window="2013-01"))
    breaks(book, "C108")
    assert alone(book, "C108") == (
        "the claim TF1:2013-01/F1/crime of £700 is of 2013-02-02, after the window 2013-01 closed on 2013-01-31: correct the date or "
        "the window"
    )
    assert keeps(of(WINDOW, attach("F1"), audit(), claim(window="2013-01")), "C108")


@pytest.mark.parametrize(
    ("window", "said"),
    [("2013-10", "in the window '2013-10', which TF1 does not have"), ("", "in no window")],
)
def test_c109_a_window_that_the_books_do_not_know(of, breaks, window, said):
    book = of(WINDOW, attach("F1"), claim(window=window))
    breaks(book, "C109")
    assert said in alone(book, "C109")


def test_c109_an_audit_of_no_window(of, breaks):
    assert "is of the window '2013-10', which TF1 does not have" in breaks(of(audit(window="2013-10")), "C109").message


def test_c109_an_agreement_without_windows(of, keeps, breaks):
    assert keeps(of(attach("F1"), claim()), "C109")
    breaks(of(attach("F1"), claim(window="2013-01"), more="  audit-required: TRUE\n"), "C109")


def test_c110_more_claimed_than_attached(of, breaks):
    book = of(attach("", number=2), claim("F1"), claim("F2"), claim("F3"), claim("F4"))
    breaks(book, "C110")
    assert alone(book, "C110") == (
        "2 claims of £1,400, the first TF1/F3/crime, are more than the 2 families that were attached in 2012-13 by 2013-01-31: enter "
        "the attachments, or withdraw claims"
    )


def test_c110_as_many_as_attached(of, keeps):
    claims = (claim("F1"), claim("F1", "progress"), claim("F2"))
    assert keeps(of(attach("", number=2), *claims), "C110")


def test_c111_a_stage_below_zero(of, breaks):
    moved = (
        '2012-09-01 * "" "attached"\n  agreement: "TF1"\n  Assets:TF:Families:2012-13:Attached  3 FAMILY\n'
        "  Assets:TF:Families:Identified  -3 FAMILY\n"
    )
    book = of(moved)
    breaks(book, "C111")
    assert alone(book, "C111") == (
        "Assets:TF:Families:Identified holds \N{MINUS SIGN}3 families on 2012-09-01: enter the step before, or take back what moved "
        "twice"
    )


def test_c111_the_end_of_the_day_counts(of, keeps):
    away = attach("F1", "2012-06-01", number=-1).replace("--", "")
    assert keeps(of(away, attach("F1")), "C111")


ESF = '2012-10-01 custom "provision" "TF1" "F1" "ESF Families Programme"\n'


def test_c112_an_employment_result_on_other_provision(of, breaks):
    book = of(attach("F1"), claim(route="job"), ESF)
    breaks(book, "C112")
    assert alone(book, "C112") == (
        "the claim TF1/F1/job of £800 is for a family on ESF Families Programme since 2012-10-01: withdraw it, or enter when that ended"
    )


def test_c112_another_result_or_provision_that_ended(of, keeps):
    assert keeps(of(attach("F1"), claim(), ESF), "C112")
    assert keeps(of(attach("F1"), claim(route="job"), f"{ESF}  ends: 2013-01-30\n"), "C112")


@pytest.mark.parametrize("event", ["rejected", "withdrawn", "clawed-back"])
def test_c113_the_end_of_nothing(of, breaks, event):
    twice = end(event, day="2013-03-28")
    book = of(
        attach("F1"), attach("F2"), claim(), paid(700, family="F1", route="crime", day="2013-02-01"), end(event), twice
    )
    assert "C113" in {one.code for one in book.findings}
    message = breaks(book, "C113").message
    assert message == (
        f"£700 for F1 and crime is {event.replace('-', ' ')}, and no claim of it is open: enter the claim that it ends, or reverse the entry"
    )


def test_c113_more_taken_back_than_was_claimed(of, breaks):
    book = of(attach("F1"), claim(), paid(700, family="F1", route="crime", day="2013-02-01"), end("clawed-back", pounds=300),
              end("clawed-back", day="2013-03-28"))  # fmt: skip
    assert breaks(book, "C113").message == (
        "£700 for F1 and crime is clawed back, and £300 of it is more than was claimed: enter the claim that it ends, or reverse the "
        "entry"
    )


def test_c113_one_end_of_one_claim(of, keeps):
    assert keeps(of(attach("F1"), claim(), end("rejected")), "C113")


def test_c114_clawed_back_and_never_paid(of, breaks, keeps):
    book = of(attach("F1"), claim(), end("clawed-back"))
    breaks(book, "C114")
    assert alone(book, "C114").startswith(
        "the claim TF1/F1/crime of £700 was clawed back, and no payment of it is known by then: "
    )
    assert keeps(
        of(attach("F1"), claim(), paid(700, claim="TF1/F1/crime", day="2013-02-01"), end("clawed-back")), "C114"
    )


def test_c114_more_clawed_back_than_was_paid(of, breaks, keeps):
    entries = (attach("F1"), claim(), paid(300, family="F1", route="crime", day="2013-02-01"))
    assert breaks(of(*entries, end("clawed-back", pounds=400)), "C114").message.startswith(
        "the claim TF1/F1/crime of £700 had £400 clawed back, and £300 of it was paid by then: "
    )
    assert keeps(of(*entries, end("clawed-back", pounds=300)), "C114")


def test_c115_a_payment_for_nothing(of, breaks, keeps):
    book = of(WINDOW, attach("F1"), attach("F2"), audit(population=2), claim(window="2013-01"),
              claim("F2", window="2013-01"), paid(1500, window="2013-01"))  # fmt: skip
    breaks(book, "C115")
    assert alone(book, "C115") == (
        "£100 of £1,500 paid for the window 2013-01 of TF1 is more than its claims ask for: correct what it names"
    )
    assert keeps(of(attach("F1"), claim(), paid(700, family="F1", route="crime")), "C115")
    early = (WINDOW, attach("F1"), audit("2013-01-02"), paid(700, window="2013-01", day="2013-01-03"))
    assert breaks(of(*early), "C115").message.startswith("£700 of £700 paid for the window 2013-01 of TF1 is more than")
    assert keeps(of(*early, claim(window="2013-01")), "C115")


def test_c116_an_audit_of_fewer_claims_than_were_made(of, breaks, keeps):
    claims = (claim(window="2013-01"), claim("F2", window="2013-01"))
    book = of(WINDOW, attach("F1"), attach("F2"), audit(), *claims)
    breaks(book, "C116")
    assert alone(book, "C116") == (
        "the audit of the window 2013-01 has a population of 1, and 2 claims were made: audit the others as well"
    )
    assert keeps(of(WINDOW, attach("F1"), attach("F2"), audit(population=2), *claims), "C116")


# ---------------------------------------------------------------- C101, C104: one reference, great and small letters


def test_c101_one_family_under_another_case(of, breaks):
    book = of(attach("", number=2), claim("F1"), claim("f1", day="2013-04-30"))
    assert breaks(book, "C101").message == (
        "the claim TF1/f1/crime of £700 is a second one for f1 and crime, beside TF1/F1/crime of 2013-01-31: withdraw one of them"
    )


def test_c104_a_reference_that_is_attached_in_another_case(of, breaks):
    assert breaks(of(attach("F1"), claim("f1")), "C104").message == (
        "the claim TF1/f1/crime of £700 is for a family that no entry attaches: enter the attachment, or withdraw the claim; F1 is "
        "attached, so correct the reference where that is the family"
    )


def test_c112_other_provision_under_another_case(of, breaks):
    assert breaks(of(attach("f1"), claim("f1", "job"), ESF), "C112")


# ---------------------------------------------------------------- C117: one stage of one year


def moved(day, family, *legs):
    postings = "".join(f"  {account}  {number} FAMILY\n" for account, number in legs)
    return f'{day} * "" "moved"\n  agreement: "TF1"\n  family: "{family}"\n{postings}'


COHORT, IDENTIFIED = "Equity:TF:Families:Cohort", "Assets:TF:Families:Identified"
ATTACHED, CLOSED = "Assets:TF:Families:2012-13:Attached", "Assets:TF:Families:2012-13:Closed"
AGAIN = claim(route="progress").replace("Claimed  0", "Claimed  1").replace("Attached  0", "Attached  -1")
LATER = "Assets:TF:Families:2013-14:Attached"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (
            [attach("F1"), attach("F1", "2013-05-01", "2013-14")],
            "F1 stands as attached 2012-13 and as attached 2013-14 on 2013-05-01",
        ),
        ([attach("F1"), attach("f1", "2012-07-01")], "f1 stands 2 times as attached 2012-13 on 2012-07-01"),
        (
            [attach("F1"), attach("F2"), claim("F1"), moved("2013-03-01", "F1", (CLOSED, 1), (ATTACHED, -1))],
            "F1 stands as claimed 2012-13 and as closed 2012-13 on 2013-03-01",
        ),
        (
            [
                attach("F1"),
                moved("2012-09-01", "F1", (CLOSED, 1), (ATTACHED, -1)),
                attach("F1", "2013-05-01", "2013-14"),
            ],
            "F1 stands as closed 2012-13 and as attached 2013-14 on 2013-05-01",
        ),
        ([attach("F1"), attach("F2"), claim(), AGAIN], "F1 has left attached 2012-13, where it was not, on 2013-01-31"),
        (
            [moved("2012-05-01", "F1", (IDENTIFIED, 1), (COHORT, -1)), moved("2012-05-01", "F2", (IDENTIFIED, 1), (COHORT, -1)),
             moved("2012-06-01", "F1", (ATTACHED, 1), (IDENTIFIED, -1)), moved("2012-06-02", "F1", (IDENTIFIED, -1), (COHORT, 1))],
            "F1 has left identified, where it was not, on 2012-06-02",
        ),
    ],
)  # fmt: skip
def test_c117_a_family_stands_twice_or_left_where_it_was_not(of, breaks, entries, said):
    book = of(*entries)
    assert breaks(book, "C117").message == f"{said}: take back the step that is wrong"


@pytest.mark.parametrize(
    "entries",
    [
        [attach("", number=2), claim("F1"), end("rejected"), claim("F1", day="2013-04-30"), claim("F1", "progress", "2013-05-31")],
        [attach("", number=2), moved("2012-09-01", "F1", (CLOSED, 1), (ATTACHED, -1))],
        [
            attach("F1"),
            moved("2012-09-01", "F1", (CLOSED, 1), (ATTACHED, -1)),
            moved("2013-05-01", "F1", (CLOSED, -1), (ATTACHED, 1)),
            moved("2013-05-01", "F1", (LATER, 1), (ATTACHED, -1)),
        ],
        [moved("2012-05-01", "", (IDENTIFIED, 2), (COHORT, -2)), moved("2012-06-01", "F1", (ATTACHED, 1), (IDENTIFIED, -1))],
    ],
)  # fmt: skip
def test_c117_by_number_back_again_and_in_another_year(of, keeps, entries):
    assert keeps(of(*entries), "C117")


# ---------------------------------------------------------------- C118: fees

FEE = """
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 custom "instalment" "TF1" 2012-04-30 3200.00 GBP "attachment-fee" "2012-13"
2012-04-30 * "DCLG" "fees"
  agreement: "TF1"
  instalment: "TF1/2012-13/1"{family}
  Assets:TF:Cash  3200.00 GBP
  Income:TF:AttachmentFees  -3200.00 GBP{moves}
"""
MOVES = "\n  Assets:TF:Families:2012-13:Attached  1 FAMILY\n  Equity:TF:Families:Cohort  -1 FAMILY"


@pytest.mark.parametrize(
    ("family", "moves", "said"),
    [
        ('\n  family: "F1"', "", "names the family F1"),
        ("", MOVES, "moves families to Assets:TF:Families:2012-13:Attached"),
    ],
)
def test_c118_a_fee_of_a_family(of, breaks, family, moves, said):
    assert breaks(of(FEE.format(family=family, moves=moves)), "C118").message == (
        f"the fee of £3,200 {said}: take that out of the entry, and attach families by one of their own"
    )


def test_c118_a_fee_in_advance_names_no_family_either(of, breaks):
    fee = FEE.replace("Income:TF:AttachmentFees  -", "Liabilities:TF:GrantRepayable  -").format(
        family='\n  family: "F1"', moves=""
    )
    assert breaks(of(fee), "C118").message.startswith("the fee of £3,200 names the family F1")


def test_c118_a_fee_of_the_year(of, keeps):
    assert keeps(of(FEE.format(family="", moves=""), attach("F1")), "C118")


# ---------------------------------------------------------------- C119: accruals of results

DRAFT = '2013-03-12 custom "draft" "TF1" "{family}" "crime" 700.00 GBP\n  attached: "2012-13"\n'
MAY = '2013-05-01 custom "window" "TF1" "2013-05" 2013-05-31\n' + audit("2013-05-10", "2013-05", population=9)
ACHIEVED = "  achieved: 2013-03-20\n"


def late(family, day="2013-05-20", achieved=ACHIEVED, route="crime"):
    """Return a claim of the window of May for a result of March."""
    entry = claim(family, route, day, window="2013-05")
    return entry.replace("  window:", f"{achieved}  window:")


def accrual(pounds, day="2013-03-31", more=""):
    return (
        f'{day} * "" "results of March, claimed in May"\n  agreement: "TF1"\n{more}'
        f"  Assets:TF:ResultsReceivable  {pounds}.00 GBP\n  Income:TF:ResultsPayments  {-pounds}.00 GBP\n"
    )


def on_achievement(of, *entries):
    return of(attach("", number=5), MAY, *entries, policy="on-achievement")


def test_c119_achieved_in_march_and_claimed_in_may(of, breaks):
    book = on_achievement(
        of,
        late("F1"),
        late("F2", achieved=""),
        DRAFT.format(family="F2"),
        claim("F3", day="2013-03-28", window="2013-05"),
    )
    breaks(book, "C119")
    assert alone(book, "C119") == (
        "TF1: £1,400 is due for 2 results achieved by 31 March 2013 and not yet claimed then, and £0 is accrued: statement claims "
        "prints the entry"
    )


def test_c119_an_accrual_that_was_claimed_since_is_reversed(of, breaks):
    book = on_achievement(of, late("F1"), late("F2"), accrual(1400))
    breaks(book, "C119")
    assert alone(book, "C119") == (
        "TF1: £0 is due for 0 results achieved by 31 May 2013 and not yet claimed then, and £1,400 is accrued: statement claims prints "
        "the entry"
    )


@pytest.mark.parametrize(
    "entries",
    [
        [late("F1"), accrual(700), accrual(-700, "2013-05-31")],
        [late("F1"), accrual(700, more='  period: "2012-13 P13"\n'), accrual(-700, "2013-04-01")],
        [DRAFT.format(family="F1"), accrual(700), attach("", "2013-04-02")],
        [DRAFT.format(family="F1").replace("attached:", 'window: "2013-01"\n  attached:'), WINDOW, attach("", "2013-04-02")],
        [late("F1", achieved="  achieved: 2013-04-02\n")],
        [late("F1"), accrual(700), end("withdrawn", day="2013-06-10"), accrual(-700, "2013-05-31")],
    ],
)  # fmt: skip
def test_c119_accrued_and_reversed_or_nothing_to_accrue(of, keeps, entries):
    assert keeps(on_achievement(of, *entries), "C119")


@pytest.mark.parametrize("policy", ["on-claim", "on-receipt"])
def test_c119_other_policies_accrue_nothing(of, keeps, policy):
    assert keeps(of(attach("", number=5), MAY, late("F1"), policy=policy), "C119")


def test_c119_a_year_that_is_closed_is_left_alone(of):
    closed = '2013-05-01 custom "period-close" "2012-13" "sha256:0" "officer"\n'
    book = on_achievement(of, late("F1"), closed)
    assert "C119" not in {one.code for one in book.findings}


# ---------------------------------------------------------------- C120, C121: what is written of windows and routes


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            WINDOW.replace("2013-01-31", "2013-01-06"),
            "the window 2013-01 of TF1 closes on 2013-01-06, before it opens on 2013-01-07: correct one of the days",
        ),
        (
            WINDOW + audit(population=0),
            "the audit of the window 2013-01 of TF1 has 0 errors in a sample of 1 out of 0: correct the number that is wrong",
        ),
        (
            WINDOW + audit().replace("errors: 0", "errors: 2"),
            "the audit of the window 2013-01 of TF1 has 2 errors in a sample of 1 out of 1: correct the number that is wrong",
        ),
        (
            ESF + "  ends: 2012-09-30\n",
            "ESF Families Programme of a family of TF1 ends on 2012-09-30, before it begins on 2012-10-01: correct one of the days",
        ),
    ],
)
def test_c120_what_cannot_be(of, breaks, entry, said):
    book = of(entry)
    breaks(book, "C120")
    assert alone(book, "C120") == said


def test_c120_the_day_of_opening_and_the_whole_population(of, keeps):
    assert keeps(of(WINDOW.replace("2013-01-31", "2013-01-07"), audit(), ESF + "  ends: 2012-10-01\n"), "C120")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('tops-up: "crimes"', "tops up 'crimes', which no tariff and no route of the agreement is called"),
        ('excludes: "crime; jobs"', "excludes 'jobs', which no tariff and no route of the agreement is called"),
        ('excludes: "extra"', "excludes itself"),
        ('tops-up: "extra"', "tops up itself"),
        ('tops-up: "crime"\n  excludes: "crime"', "tops up and excludes crime"),
    ],
)
def test_c121_a_route_names_none_that_there_is(of, breaks, said, why):
    book = of(f'2012-05-01 custom "route" "TF1" "extra"\n  {said}\n')
    breaks(book, "C121")
    assert alone(book, "C121") == f"the route extra of TF1 {why}: correct it"


def test_c121_routes_that_there_are(of, keeps):
    assert keeps(of(), "C121")


def test_c105_a_draft_at_another_tariff(of, breaks):
    assert breaks(of(DRAFT.format(family="F1").replace("700", "1500")), "C105").message == (
        "the claim TF1/F1/crime is of £1,500, and the tariff of 2012-13 pays £700 for crime: correct the draft"
    )


EVIDENCE = """
2012-04-01 custom "posts" "TF" "results" "grant-remittance"
2013-01-31 custom "evidence" "TF" "results"
  amount: 700.00 GBP
  doc: "CLAIM/1/1"
  agreement: "TF1"
  family: "F1"
  attached: "2012-13"
  route: "crime"
  window: "2013-05"
"""


def test_c119_where_the_remittance_posts_results_a_claim_is_accrued_until_it_is_paid(of, breaks):
    book = on_achievement(of, EVIDENCE, attach("", "2013-04-02"))
    assert breaks(book, "C119").message.startswith("TF1: £700 is due for 1 result achieved by 31 March 2013")
    came = paid(700, "2013-03-20", window="2013-05").replace("Assets:TF:ResultsReceivable", "Income:TF:ResultsPayments")
    book = on_achievement(of, EVIDENCE, came, attach("", "2013-04-02"))
    assert "C119" not in {one.code for one in book.findings}

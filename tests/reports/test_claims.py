"""The claims statement and its shares, from small ledgers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from claim_books import AGREED, BOOKS, WINDOW, attach, audit, claim, end, paid

from ledger.rounding import bases, step_of

MONEY = ("claimed", "paid", "outstanding", "rejected", "withdrawn", "clawed-back", "written-off")
ENTRIES = (
    WINDOW,
    attach("", number=5),
    audit(population=5),
    *(claim(f"F{number}", window="2013-01") for number in range(1, 6)),
    claim("F1", "progress", window="2013-01"),
    end("rejected", "F2"),
    end("withdrawn", "F3"),
    paid(1700, window="2013-01", day="2013-03-01"),
    end("clawed-back", "F4", day="2013-04-15"),
)


@pytest.fixture
def of(write, request, table, build):
    """Build the claims statement of these entries."""

    def built(*entries, policy="on-claim", more="", period=None, of="claims-TF1"):
        write("tf.beancount", AGREED.format(policy=policy).rstrip("\n") + f"\n{more}\n{BOOKS}")
        write("more.beancount", "\n".join(entries))
        request.function.__doc__ = 'include "tf.beancount"\ninclude "more.beancount"\n'
        return table("claims", of, period) if of else build("claims", period)

    return built


def test_claimed_is_the_sum_of_what_became_of_it(of, pick):
    found = pick(of(*ENTRIES), "route", "claims", *MONEY)
    assert found == [
        ("crime", 5, "3500.00", "1000.00", "400.00", "700.00", "700.00", "700.00", "0.00"),
        ("progress", 1, "100.00", "0.00", "100.00", "0.00", "0.00", "0.00", "0.00"),
        ("", 6, "3600.00", "1000.00", "500.00", "700.00", "700.00", "700.00", "0.00"),
    ]


def test_claims_are_counted_by_what_became_of_them(of, pick):
    names = ("route", "claims", "paid", "outstanding", "rejected", "withdrawn", "clawed-back", "written-off")
    assert pick(of(*ENTRIES, of="counts-TF1"), *names) == [
        ("crime", 5, 2, 1, 1, 1, 1, 0),
        ("progress", 1, 0, 1, 0, 0, 0, 0),
        ("", 6, 2, 2, 1, 1, 1, 0),
    ]


def test_the_statement_of_an_earlier_period_knows_nothing_of_what_came_later(of, pick):
    *_, total = pick(of(*ENTRIES, period="2012-13 P11"), *MONEY)
    assert total == ("3600.00", "0.00", "2200.00", "700.00", "700.00", "0.00", "0.00")


def test_success_against_the_assumption(of, pick):
    found = of(*ENTRIES, more='  assumed-success: "65%"\n', of="success-TF1")
    assert pick(found, "year", "attached", "claimed", "success", "assumed", "difference") == [
        ("2012-13", 5, 2, "40.0", "65.0", -1),
        ("Total", 5, 2, "40.0", "65.0", -1),
    ]
    assert "assumed" not in of(*ENTRIES, of="success-TF1")["rows"][0]


def test_rejection_and_clawback_rates(of, pick):
    assert pick(of(*ENTRIES, of="losses-TF1"), "what", "amount", "whole", "rate") == [
        ("Rejected", "700.00", "3600.00", "19.4"),
        ("Withdrawn", "700.00", "3600.00", "19.4"),
        ("Clawed back", "700.00", "1700.00", "41.2"),
    ]


def test_a_debtor_that_claims_do_not_explain_is_told(of):
    statement = of(attach("F1"), claim(), paid(300, remittance="R1"), of=None)
    assert (
        "Assets:TF:ResultsReceivable holds £400, and its claims ask for £700: \N{MINUS SIGN}£300 was posted there by entries that name no "
        "claim and no window."
    ) in statement.notes


def test_on_receipt_what_is_in_no_debtor_is_told(of):
    asked = claim().replace("  Assets:TF:ResultsReceivable  700.00 GBP\n  Income:TF:ResultsPayments  -700.00 GBP\n", "")
    asked = asked.replace('  route: "crime"\n', '  route: "crime"\n  claimed: 700.00 GBP\n')
    statement = of(attach("F1"), asked, policy="on-receipt", period="2012-13", of=None)
    assert (
        "Troubled Families, phase 1: results are recognised on receipt, a departure from accruals; £700 claimed and not received by "
        "31 March 2013 is in no debtor and no income."
    ) in statement.notes


def test_a_printed_15_per_cent():
    assert bases(135, Fraction(15, 100), step_of(Fraction(15, 100))) == (871, 931)
    assert bases(135, Fraction(156, 1000), step_of(Fraction(156, 1000))) == (863, 868)


# ---------------------------------------------------------------- accruals

LATE = claim("F1", day="2013-05-20").replace("  route:", "  achieved: 2013-03-20\n  route:")
ACCRUALS = ("at", "results", "due", "held", "missing")


def accruals_of(of, pick, *entries, period=None):
    table = of(attach("", number=5), LATE, *entries, policy="on-achievement", of="accruals-TF1", period=period)
    return pick(table, *ACCRUALS)


def test_results_of_march_are_accrued_at_the_year_s_end_and_no_longer_once_they_are_claimed(of, pick):
    march, may = "2013-03-31", "2013-05-20"
    assert accruals_of(of, pick) == [(march, 1, "700.00", "0.00", "700.00"), (may, 0, "0.00", "0.00", None)]
    assert accruals_of(of, pick, period="2012-13") == [(march, 1, "700.00", "0.00", "700.00")]


def test_the_entries_that_the_accrual_lacks_put_the_books_right(of):
    """Taken as printed, they leave no finding, the right income in each year and a debtor that the claims explain."""
    entries = (attach("", number=5), LATE)
    built = of(*entries, policy="on-achievement", of=None)
    (table,) = (one for one in built.tables if one.name == "accrual-entries-TF1")
    printed = [str(row.cells[0]) for row in table.rows]
    assert [one.splitlines()[0] for one in printed] == [
        '2013-03-31 * "" "TF1: results achieved and not yet claimed, accrued"',
        '2013-05-20 * "" "TF1: accrual of results reversed: claimed since, or not achieved after all"',
    ]
    built = of(*entries, *printed, policy="on-achievement", of=None)
    assert not built.findings
    assert not any(one.name == "accrual-entries-TF1" for one in built.tables)
    assert not any("names no claim" in note or "name no claim" in note for note in built.notes)
    before = of(*entries, *printed, policy="on-achievement", of=None, period="2012-13")
    assert not any("name no claim" in note for note in before.notes)


def test_on_claim_nothing_is_accrued(of):
    built = of(attach("", number=5), LATE, of=None)
    assert not any(one.name.startswith("accru") for one in built.tables)

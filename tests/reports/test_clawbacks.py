"""A claim that was clawed back: owed to the funder in the books, and no difference, until it has gone back."""

from __future__ import annotations

import datetime

import pytest
from claim_books import AGREED, BOOKS, WINDOW, attach, audit, claim, end, paid

from ledger.book import Book
from ledger.claims import claims
from reports import reckoning
from reports.reconciliation import printed

TOP = 'option "title" "Testshire"\noption "operating_currency" "GBP"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
CLAIMED = (
    WINDOW,
    audit(population=2),
    attach("F1"),
    attach("F2"),
    claim("F1", window="2013-01"),
    claim("F2", window="2013-01"),
    paid(1400, window="2013-01"),
    '2013-04-10 custom "instalment" "TF1" 2013-05-01 50.00 GBP "coordinator" "2013-14"\n',
)
CLAWED = end("clawed-back", "F1", day="2013-04-15")
UNKNOWN = (
    '2013-04-20 * "DCLG" "advice"\n  doc: "BANK/1"\n  agreement: "TF1"\n  remittance: "31/9999"\n'
    "  Assets:TF:Cash  123.00 GBP\n  Income:TF:Grant  -123.00 GBP\n"
)


def sent_back(pounds=700, day="2013-05-20"):
    return (
        f'{day} * "DCLG" "goes back"\n  agreement: "TF1"\n  window: "2013-01"\n'
        f"  Assets:TF:Cash  {-pounds}.00 GBP\n  Liabilities:TF:GrantRepayable  {pounds}.00 GBP\n"
    )


@pytest.fixture
def read(tmp_path):
    def of(*entries, policy="on-claim"):
        text = (TOP, AGREED.format(policy=policy), BOOKS, "2012-04-01 open Income:TF:Grant\n", *CLAIMED, *entries)
        path = tmp_path / "budget.beancount"
        path.write_text("\n".join(text), encoding="utf-8")
        return Book.load(path)

    return of


@pytest.fixture
def told(read):
    def differences(*entries, as_at="2013-05-31"):
        found = reckoning.reckoned(
            *reckoning.as_it_stood(read(*entries), datetime.date.fromisoformat(as_at)), then=True
        )
        return [(one.kind, one.reference, one.pence) for one in found.differences]

    return differences


def test_it_is_no_difference_before_or_after_it_goes_back(told):
    assert told(CLAWED, sent_back(), as_at="2013-04-30") == []
    assert told(CLAWED, sent_back(), as_at="2013-05-20") == [("missed", "TF1/2013-14/1", 50_00)]


def test_what_goes_back_beyond_it_is_short(told):
    assert ("short", "TF1/results/2013-01", 100_00) in told(CLAWED, sent_back(800))


def test_what_was_paid_beyond_the_claims_is_over_beside_it(told):
    assert ("over", "TF1/results/2013-01", 25_00) in told(paid(25, day="2013-04-16", window="2013-01"), CLAWED)


def test_the_control_account_has_no_second_difference_where_something_else_is_missing(told):
    """The debtor of claims and the creditor of what was clawed back are one: a missed instalment does not part them."""
    assert told(CLAWED) == [("missed", "TF1/2013-14/1", 50_00)]


def test_money_for_no_instalment_beside_claims_is_one_difference(told):
    unpaid = claim("F2", day="2013-01-31", window="2013-01")
    assert told(UNKNOWN, as_at="2013-04-30") == [("unexpected", "BANK/1", 123_00)]
    assert ("unexpected", "BANK/1", 123_00) in told(UNKNOWN, unpaid, as_at="2013-04-30")


def test_what_goes_back_is_counted_to_the_claim_that_was_clawed_back(read):
    book = read(CLAWED, sent_back())
    sums = {one.family: one.sums() for one in claims(book.register, book.transactions)}
    assert (sums["F1"].clawed_back, sums["F1"].repaid) == (700_00, 700_00)
    assert (sums["F2"].paid, sums["F2"].repaid) == (700_00, 0)


def test_the_statement_says_what_is_owed_to_the_funder(read):
    book = read(CLAWED)
    stood, period = reckoning.as_it_stood(book, datetime.date(2013, 4, 30))
    notes = printed(stood, period, reckoning.reckoned(stood, period)).notes
    assert "TF1/results/2013-01: £700 of what is over stands in the books as to go back to the funder." in notes

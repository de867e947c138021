"""Money passed on: what providers earn, what is retained, and what the books hold of it (DOMAIN.md §1.4)."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pytest
from claim_books import AGREED, BOOKS

from ledger import provider_entries, provider_facts, providers
from reports import catalogue
from reports.render import as_json

DAY = datetime.date(2014, 3, 31)

TOP = (
    "2012-04-01 commodity FAMILY\n"
    + AGREED.format(policy="on-claim").lstrip()
    + BOOKS
    + """
2012-04-01 open Assets:TF:Prepayments
2012-04-01 open Liabilities:TF:Accruals
2012-04-01 open Liabilities:TF:Creditors
2012-04-01 open Liabilities:TF:HeldForOthers
2012-04-01 open Liabilities:TF:Retentions:Consortium
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 open Expenses:TF:Delivery

2012-04-02 * "identified"
  Assets:TF:Families:Identified   200 FAMILY
  Equity:TF:Families:Cohort      -200 FAMILY
"""
)

FEE = "fee: 3000.00 GBP"


def terms(*more: str, treatment: str = "principal") -> str:
    below = ('agreement: "TF1"', 'title: "The Consortium"', "account: Expenses:TF:Delivery", *more)
    return f'2012-04-01 custom "provider" "Consortium" "TF" "{treatment}"\n' + "\n".join(f"  {one}" for one in below)


def attached(number: int, day: str = "2012-05-01") -> str:
    return f"""\
{day} * "attached"
  agreement: "TF1"
  provider: "Consortium"
  Assets:TF:Families:2012-13:Attached   {number} FAMILY
  Assets:TF:Families:Identified        {-number} FAMILY"""


def claim(family: str, day: str = "2013-01-31", route: str = "crime", pounds: int = 700, event: str = "") -> str:
    sign = -1 if event else 1
    said = f'event: "{event}"' if event else 'window: "2013-01"'
    families = 0 if route == "progress" else sign
    return f"""\
{day} * "claim"
  agreement: "TF1"
  family: "{family}"
  attached: "2012-13"
  route: "{route}"
  provider: "Consortium"
  {said}
  Assets:TF:ResultsReceivable   {sign * pounds}.00 GBP
  Income:TF:ResultsPayments     {-sign * pounds}.00 GBP
  Assets:TF:Families:2012-13:Claimed    {families} FAMILY
  Assets:TF:Families:2012-13:Attached  {-families} FAMILY"""


def paid(pounds: object, day: str, against: str = "Liabilities:TF:Accruals") -> str:
    return f"""\
{day} * "The Consortium" "paid"
  provider: "Consortium"
  {against}   {pounds} GBP
  Assets:TF:Cash  -{pounds} GBP"""


@pytest.fixture
def council(write, load):
    """Return the books of the entries given, which have no error, and its one provider with what they say of it."""

    def of(*entries: str, only: bool = True):
        write("books/entries.beancount", "\n\n".join((TOP, *entries)))
        book = load()
        assert [one.message for one in book.errors] == []
        if not only:
            return book, None, None
        ((provider, facts),) = provider_facts.gather(book.register, book.transactions)
        return book, provider, facts

    return of


def stand(council, day, *entries):
    book, provider, facts = council(*entries)
    return providers.position(book.register, provider, facts, day)


def codes(book):
    return [one.code for one in book.findings if one.code.startswith("A13")]


def entry(book, provider, facts, day):
    """Return the entry that the books lack on a day, as text, or nothing."""
    where, books = providers.position(book.register, provider, facts, day), providers.in_books(facts, day)
    wrong = provider_entries.lacking(book.register, provider, where, books)
    return provider_entries.text(provider, wrong, day, book.accounts) if wrong else ""


def balance(book, account):
    legs = [leg for one in book.transactions for leg in one.postings if leg.account.startswith(account)]
    return sum((leg.units.number for leg in legs if leg.units.currency == "GBP"), Decimal(0))


STOCKTON = terms(FEE, "maximum: 300000.00 GBP", 'retained: "5%"', "until: 2015-03-31")


def test_stockton_s_300_000_at_5_per_cent_retains_15_000(council):
    """
    include "books/*.beancount"
    """
    where = stand(council, DAY, STOCKTON, attached(100))
    assert (where.families, where.earned, where.retained, where.due) == (100_00, 300_000_00, 15_000_00, 285_000_00)


def test_no_more_is_earned_than_the_agreement_pays(council):
    """
    include "books/*.beancount"
    """
    where = stand(council, DAY, STOCKTON, attached(120))
    assert (where.fee, where.earned, where.retained) == (360_000_00, 300_000_00, 15_000_00)


@pytest.mark.parametrize(("day", "retained"), [("2015-03-30", 15_000_00), ("2015-03-31", 0), ("2016-01-01", 0)])
def test_a_retention_falls_due_on_its_day(council, day, retained):
    """
    include "books/*.beancount"
    """
    where = stand(council, datetime.date.fromisoformat(day), STOCKTON, attached(100), paid("285000.00", "2014-03-01"))
    assert (where.retained, where.outstanding) == (retained, 15_000_00 - retained)


@pytest.mark.parametrize(("results", "retained"), [(1, 600_00), (2, 0)])
def test_a_retention_waits_for_the_success_that_was_agreed(council, results, retained):
    """
    include "books/*.beancount"
    """
    agreed = terms(FEE, 'retained: "5%"', "until: 2013-03-31", 'success: "50%"')
    made = [claim(f"F-{number}") for number in range(results)]
    assert stand(council, DAY, agreed, attached(4), *made).retained == retained


def test_what_is_retained_in_the_agreement_s_words_waits_for_a_later_directive(council):
    """
    include "books/*.beancount"
    """
    agreed = terms(FEE, 'retained: "5%"', 'condition: "until the panel is content"')
    content = """\
2013-06-01 custom "provider" "Consortium" "TF" "principal"
  agreement: "TF1"
  until: 2013-06-01
  because: "panel of 28 May 2013\""""
    assert stand(council, DAY, agreed, attached(4)).retained == 600_00
    assert stand(council, DAY, agreed, content, attached(4)).retained == 0


def test_a_clawed_back_claim_takes_the_provider_s_result_pay_back(council):
    """
    include "books/*.beancount"
    """
    agreed = terms(FEE, 'result-share: "80%"')
    lines = (agreed, attached(2), claim("F-1"), claim("F-2"), claim("F-1", "2013-09-01", event="clawed-back"))
    before = stand(council, datetime.date(2013, 8, 31), *lines)
    after = stand(council, datetime.date(2013, 9, 1), *lines)
    assert (before.results, before.result_pay) == (2, 1_120_00)
    assert (after.results, after.result_pay, after.fee) == (1, 560_00, before.fee)


@pytest.mark.parametrize(
    ("said", "fee", "pay"),
    [
        (('fee-share: "50%"', 'result-share: "100%"'), 3_200_00, 1_500_00),
        (("fee-2012-13: 2000.00 GBP", "fee: 1.00 GBP", "result: 10.00 GBP"), 4_000_00, 20_00),
        (("fee-2013-14: 2000.00 GBP", "result-job: 300.00 GBP", 'result-share: "10%"'), 0, 370_00),
    ],
)
def test_fees_and_results_by_year_by_route_and_by_share(council, said, fee, pay):
    """
    include "books/*.beancount"
    """
    where = stand(council, DAY, terms(*said), attached(2), claim("F-1"), claim("F-2", route="job", pounds=800))
    assert (where.fee, where.result_pay) == (fee, pay)


def test_a_claim_without_provider_is_that_of_the_family_s_attachment(council):
    """
    include "books/*.beancount"
    """
    named = attached(1).replace('"Consortium"', '"Consortium"\n  family: "F-1"')
    other = claim("F-1").replace('  provider: "Consortium"\n', "")
    assert stand(council, DAY, terms("result: 10.00 GBP"), named, other).result_pay == 10_00


def test_where_no_entry_attaches_families_those_claimed_for_were_taken(council):
    """
    include "books/*.beancount"
    """
    unnamed = attached(2).replace('  provider: "Consortium"\n', "")
    where = stand(council, DAY, terms(FEE), unnamed, claim("F-1"), claim("F-1", route="progress", pounds=100))
    assert (where.families, where.fee) == (1_00, 3_000_00)


# ---------------------------------------------------------------- as the council's own claim stands


def receipt(pounds: int, family: str, day: str) -> str:
    return f"""\
{day} * "DCLG" "results"
  agreement: "TF1"
  family: "{family}"
  route: "crime"
  Assets:TF:Cash               {pounds}.00 GBP
  Assets:TF:ResultsReceivable  -{pounds}.00 GBP"""


@pytest.mark.parametrize(
    ("said", "pays"),
    [
        (('result-share: "50%"', 'results-due: "on-receipt"'), [0, 150_00, 350_00, 0]),
        (("result: 90.00 GBP", 'results-due: "on-receipt"'), [0, 0, 90_00, 0]),
        (('result-share: "50%"',), [350_00, 350_00, 350_00, 0]),
        (("result: 90.00 GBP", 'results-due: "on-claim"'), [90_00, 90_00, 90_00, 0]),
    ],
)
def test_results_are_due_on_claim_or_as_the_council_is_paid(council, said, pays):
    """
    include "books/*.beancount"
    """
    book, provider, facts = council(
        terms(*said),
        attached(1),
        claim("F-1"),
        receipt(300, "F-1", "2013-02-10"),
        receipt(400, "F-1", "2013-03-10"),
        claim("F-1", "2013-09-01", event="clawed-back"),
    )
    days = [datetime.date(2013, month, 28) for month in (1, 2, 3, 9)]
    days[0] = datetime.date(2013, 1, 31)
    assert [providers.position(book.register, provider, facts, day).result_pay for day in days] == pays


def test_a_claim_that_is_restated_is_one_claim(council):
    """
    include "books/*.beancount"
    """
    wrong = claim("F-1", route="job", pounds=800).replace('  agreement: "TF1"', '  agreement: "TF1"\n  doc: "C/1"')
    back = (
        claim("F-1", route="job", pounds=800, event="x")
        .replace('event: "x"', 'doc: "C/1/r"')
        .replace('  agreement: "TF1"', '  agreement: "TF1"\n  reverses: "C/1"')
    )
    where = stand(council, DAY, terms('result-share: "100%"'), attached(1), wrong, back, claim("F-1"))
    assert (where.results, where.result_pay) == (1, 700_00)


def test_a_rejected_claim_that_is_claimed_again_earns_once(council):
    """
    include "books/*.beancount"
    """
    lines = (claim("F-1"), claim("F-1", "2013-02-28", event="rejected"), claim("F-1", "2013-03-20"))
    where = stand(council, DAY, terms("result: 10.00 GBP"), attached(1), *lines)
    assert (where.results, where.result_pay) == (1, 10_00)


# ---------------------------------------------------------------- terms that change, providers that change


def amended(*more: str, day: str = "2013-01-01") -> str:
    below = ('agreement: "TF1"', *more, 'because: "deed of variation"')
    return f'{day} custom "provider" "Consortium" "TF" "principal"\n' + "\n".join(f"  {one}" for one in below)


def test_an_amended_share_holds_from_its_day_on(council):
    """
    include "books/*.beancount"
    """
    lines = (
        terms(FEE, 'result-share: "80%"'),
        amended("fee: 1000.00 GBP", 'result-share: "50%"'),
        attached(2),
        attached(1, "2013-01-15"),
        claim("F-1", "2012-12-31"),
        claim("F-2", "2013-01-01"),
    )
    before = stand(council, datetime.date(2012, 12, 31), *lines)
    after = stand(council, DAY, *lines)
    assert (before.fee, before.result_pay) == (6_000_00, 560_00)
    assert (after.fee, after.result_pay) == (7_000_00, 910_00)


def test_a_family_that_goes_back_takes_the_fee_it_was_taken_for(council):
    """
    include "books/*.beancount"
    """
    back = attached(-1, "2013-02-01")
    where = stand(council, DAY, terms(FEE), amended("fee: 1000.00 GBP"), attached(2), back)
    assert (where.families, where.fee) == (1_00, 3_000_00)


def test_an_amendment_may_turn_a_fee_into_a_share(council):
    """
    include "books/*.beancount"
    """
    lines = (terms(FEE, "result: 10.00 GBP"), amended('fee-share: "50%"', 'result-share: "10%"'))
    where = stand(council, DAY, *lines, attached(1), attached(1, "2013-01-15"), claim("F-1"))
    assert (where.fee, where.result_pay) == (4_600_00, 70_00)


def test_the_maximum_and_the_retention_are_those_of_the_day(council):
    """
    include "books/*.beancount"
    """
    lines = (
        terms(FEE, "maximum: 3000.00 GBP", 'retained: "5%"', "until: 2015-03-31"),
        amended("maximum: 6000.00 GBP", 'retained: "10%"'),
        attached(2),
    )
    before, after = stand(council, datetime.date(2012, 12, 31), *lines), stand(council, DAY, *lines)
    assert (before.earned, before.retained) == (3_000_00, 150_00)
    assert (after.earned, after.retained) == (6_000_00, 600_00)


def test_a_provider_that_is_replaced_keeps_the_claims_made_while_it_had_the_family(council):
    """
    include "books/*.beancount"
    """
    other = terms("result: 7.00 GBP").replace('"Consortium"', '"Trust"').replace("The Consortium", "The Trust")
    taken = attached(1).replace('"Consortium"', '"Consortium"\n  family: "F-1"')
    moved = """\
2013-03-01 * "handed over"
  provider: "Trust"
  family: "F-1"
  Assets:TF:Families:2012-13:Claimed  0 FAMILY"""
    first = claim("F-1", "2013-01-31").replace('  provider: "Consortium"\n', "")
    second = claim("F-1", "2013-06-01", "progress", 100).replace('  provider: "Consortium"\n', "")
    write_all = (terms("result: 10.00 GBP"), other, taken, first, moved, second)
    book, _, _ = council(*write_all, only=False)
    found = {
        provider.name: [one.route for one in facts.claims]
        for provider, facts in provider_facts.gather(book.register, book.transactions)
    }
    assert found == {"Consortium": ["crime"], "Trust": ["progress"]}


def test_a_payment_run_s_number_does_not_hide_a_payment(council):
    """
    include "books/*.beancount"
    """
    run = paid("500.00", "2013-02-01").replace(
        '  provider: "Consortium"', '  provider: "Consortium"\n  remittance: "BACS-7"'
    )
    assert stand(council, DAY, terms(FEE), attached(1), run).paid == 500_00


# ---------------------------------------------------------------- in the books


def test_the_entry_that_the_books_lack_puts_them_right(council):
    """
    include "books/*.beancount"
    """
    lines = (STOCKTON, attached(100), paid("100000.00", "2014-02-01"))
    book, provider, facts = council(*lines)
    assert codes(book) == ["A131"]
    text = entry(book, provider, facts, DAY)
    assert text.split("\n")[3:] == [
        "  Expenses:TF:Delivery                   300000.00 GBP",
        "  Liabilities:TF:Accruals               -285000.00 GBP",
        "  Liabilities:TF:Retentions:Consortium   -15000.00 GBP",
        "",
    ]
    after, *_ = council(*lines, text)
    assert codes(after) == []
    assert balance(after, "Liabilities:TF:Accruals") == -185_000
    assert balance(after, "Expenses:TF") == 300_000


def test_a_released_retention_becomes_due_in_the_books_and_is_no_spending(council):
    """
    include "books/*.beancount"
    """
    book, provider, facts = council(STOCKTON, attached(100))
    lines = (STOCKTON, attached(100), entry(book, provider, facts, DAY))
    book, provider, facts = council(*lines)
    day = datetime.date(2015, 3, 31)
    assert entry(book, provider, facts, datetime.date(2015, 3, 30)) == ""
    text = entry(book, provider, facts, day)
    assert text.split("\n")[3:] == [
        "  Liabilities:TF:Retentions:Consortium   15000.00 GBP",
        "  Liabilities:TF:Accruals               -15000.00 GBP",
        "",
    ]


def test_principal_and_agent_pay_the_same_cash_and_differ_in_income_and_spending(council):
    """
    include "books/*.beancount"
    """
    income = """\
2012-05-01 * "received"
  agreement: "TF1"
  Assets:TF:Cash             640000.00 GBP
  Income:TF:AttachmentFees  -640000.00 GBP"""
    found = {}
    for treatment, against in (("principal", "Accruals"), ("agent", "HeldForOthers")):
        agreed = terms(FEE, 'result-share: "100%"', 'retained: "5%"', "until: 2015-03-31", treatment=treatment)
        lines = [
            agreed,
            income,
            attached(100),
            claim("F-1"),
            paid("285000.00", "2013-02-01", f"Liabilities:TF:{against}"),
        ]
        book, provider, facts = council(*lines)
        book, *_ = council(*lines, entry(book, provider, facts, DAY))
        assert codes(book) == []
        found[treatment] = [
            balance(book, account)
            for account in (
                "Assets:TF:Cash",
                "Income:TF:AttachmentFees",
                "Income:TF:Results",
                "Expenses:TF",
                "Liabilities:TF",
            )
        ]
    assert found == {
        "principal": [355_000, -640_000, -700, 300_700, -15_700],
        "agent": [355_000, -340_000, 0, 0, -15_700],
    }


def test_an_agent_s_money_that_was_spent_is_taken_out_of_spending(council):
    """
    include "books/*.beancount"
    """
    lines = (terms(FEE, treatment="agent"), attached(10), paid("30000.00", "2013-02-01", "Expenses:TF:Delivery"))
    book, provider, facts = council(*lines)
    assert codes(book) == ["A131"]
    after, *_ = council(*lines, entry(book, provider, facts, DAY))
    assert codes(after) == []
    assert [balance(after, one) for one in ("Expenses:TF", "Income:TF:AttachmentFees", "Liabilities:TF")] == [
        0,
        30_000,
        0,
    ]


def test_a_payment_under_the_provider_s_name_is_its_own(council):
    """
    include "books/*.beancount"
    """
    by_ledger = paid("500.00", "2013-02-01", "Expenses:TF:Delivery").replace('  provider: "Consortium"\n', "")
    assert stand(council, DAY, terms(FEE, 'payee: "the  consortium"'), attached(1), by_ledger).paid == 500_00
    assert stand(council, DAY, terms(FEE), attached(1), by_ledger).paid == 0


def test_money_from_the_funder_is_no_payment_to_the_provider(council):
    """
    include "books/*.beancount"
    """
    received = """\
2013-03-01 * "received for the provider"
  provider: "Consortium"
  remittance: "R1"
  Assets:TF:Cash                 700.00 GBP
  Liabilities:TF:HeldForOthers  -700.00 GBP"""
    book, provider, facts = council(terms("result: 700.00 GBP", treatment="agent"), claim("F-1"), attached(1), received)
    where = providers.position(book.register, provider, facts, DAY)
    assert (where.earned, where.paid, where.outstanding) == (700_00, 0, 700_00)
    assert codes(book) == []


def test_what_was_paid_before_it_was_due_is_paid_in_advance(council):
    """
    include "books/*.beancount"
    """
    lines = (terms(FEE), attached(1), paid("5000.00", "2013-02-01", "Expenses:TF:Delivery"))
    book, provider, facts = council(*lines)
    where = providers.position(book.register, provider, facts, DAY)
    assert where.outstanding == -2_000_00
    after, *_ = council(*lines, entry(book, provider, facts, DAY))
    assert codes(after) == []
    assert [balance(after, one) for one in ("Expenses:TF", "Assets:TF:Prepayments")] == [3_000, 2_000]


def test_the_terms_in_a_sentence(council):
    """
    include "books/*.beancount"
    """
    _, provider, _ = council(
        terms(
            "fee-2012-13: 3200.00 GBP", 'result-share: "80%"', 'retained: "2.5%"', "until: 2015-03-31", 'success: "50%"'
        )
    )
    assert provider.terms() == (
        "The Consortium, as principal, under TF1: £3,200 a family of 2012-13; 80 % of what the council claims for a result; 2.5 % "
        "retained until 31 March 2015, until 50 % of its families have a result"
    )


@pytest.mark.parametrize("treatment", ["principal", "agent"])
@pytest.mark.parametrize("seed", range(12))
def test_on_every_day_what_is_earned_is_paid_outstanding_or_retained(council, seed, treatment):
    """
    include "books/*.beancount"
    """
    # Whatever happens, in whatever order; and an entry accepted at any time makes the books say what the terms do.
    chance = random.Random(seed)  # noqa: S311 - a test's choices
    held = "HeldForOthers" if treatment == "agent" else "Accruals"
    lines = [
        terms(
            FEE,
            'result-share: "37%"',
            'retained: "5%"',
            "until: 2014-01-01",
            "maximum: 40000.00 GBP",
            treatment=treatment,
        ),
        attached(20, "2012-04-03"),
    ]
    events = []
    live: list[str] = []
    start = datetime.date(2012, 5, 1)
    for number in range(15):
        day = start + datetime.timedelta(days=number * 60)
        what = chance.choice(("claim", "claim", "end", "pay", "accept"))
        events.append((day, what))
        if what == "claim":
            live.append(f"F-{number}")
            lines.append(claim(f"F-{number}", str(day)))
        elif what == "end" and live:
            family = live.pop(chance.randrange(len(live)))
            lines.append(claim(family, str(day), event=chance.choice(("rejected", "withdrawn", "clawed-back"))))
        elif what == "pay":
            lines.append(paid(f"{chance.randint(1, 90000_00) / Decimal(100):.2f}", str(day), f"Liabilities:TF:{held}"))
        elif what == "accept":
            book, provider, facts = council(*lines)
            text = entry(book, provider, facts, day)
            if text:
                lines.append(text)
            book, provider, facts = council(*lines)
            where, books = providers.position(book.register, provider, facts, day), providers.in_books(facts, day)
            assert (books.creditor, books.retention) == (where.outstanding, where.retained)
            assert entry(book, provider, facts, day) == ""
    book, provider, facts = council(*lines)
    for day in sorted({day - datetime.timedelta(days=back) for day, _ in events for back in (0, 1)}):
        where = providers.position(book.register, provider, facts, day)
        assert where.earned == where.paid + where.outstanding + where.retained
        assert 0 <= where.earned <= 40_000_00
        assert where.retained == (0 if day >= datetime.date(2014, 1, 1) else (where.earned * 5 + 50) // 100)
    statement = as_json.as_object(catalogue.build("passed-on", book, None))
    (row,) = next(one for one in statement["tables"] if one["name"] == "settled")["rows"]
    pounds = {key: Decimal(value) for key, value in row.items() if key != "provider"}
    assert pounds["earned"] == pounds["paid"] + pounds["outstanding"] + pounds["retained"]

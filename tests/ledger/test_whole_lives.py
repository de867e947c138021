"""Whatever happens, in whatever order: the books say what the facts come to, on every day."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from decimal import Decimal

from drawn_lives import lives
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from life_facts import CAP, ENDS, FEES, FUND_OF, NEXT, YEAR, Matched, families
from life_reckoning import by_agreement

from ledger.book import Book
from ledger.claims import claims
from ledger.entitlement import entitled
from ledger.periods import Calendar
from ledger.plugins import claimed as claim_rules
from ledger.plugins.view import look
from reports import catalogue, reckoning
from reports.render import as_json

#: `EALEDGER_LIVES=5000` asks for more, other ones each time.
CASES = int(os.environ.get("EALEDGER_LIVES", "40"))
whole = settings(
    max_examples=CASES, deadline=None, derandomize=CASES == 40, database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def load(folder, text):
    path = folder / "budget.beancount"
    path.write_text(text, encoding="utf-8", newline="\n")
    return Book.load(path)


def as_it_stood(book, day):
    stood, period = reckoning.as_it_stood(book, day)
    return reckoning.reckoned(stood, period, then=True)


@given(life=lives())
@whole
def test_what_is_due_net_of_what_was_lost_is_what_came_and_what_is_short_less_over(tmp_path, life):
    book = load(tmp_path, life.ledger())
    assert not [one for one in book.findings if one.code == "B101"]
    event("sound" if not book.errors else "with errors")
    for day in life.days():
        if life.claims(day)[1]:
            continue  # C113 tells it: see the law of claims
        sums = by_agreement(as_it_stood(book, day).lines)
        entitled_to, came = life.entitled(day), life.came(day)
        for name in ("EA", "IP"):
            one = sums[name]
            assert one["due"] - one["early"] - one["written_off"] == entitled_to[name], (day, name)
            assert one["received"] == came[name], (day, name)
            assert entitled_to[name] == came[name] + one["short"] - one["over"] - one["early"], (day, name)
        of_fund = [sums[name] for name in ("TF1", "CO", "")]
        total = sum(entitled_to[name] for name in ("TF1", "CO", ""))
        assert sum(one["due"] - one["early"] - one["written_off"] for one in of_fund) == total, day
        assert sum(one["received"] for one in of_fund) == sum(came[name] for name in ("TF1", "CO", "")), day
        for name in ("TF1", "CO"):
            if not came[""] and not any(isinstance(one, Matched) for one in life.facts):
                one = sums[name]
                assert entitled_to[name] == came[name] + one["short"] - one["over"] - one["early"], (day, name)
                assert one["received"] == came[name], (day, name)


@given(life=lives())
@whole
def test_results_are_due_since_their_window_closed_or_they_were_claimed(tmp_path, life):
    book = load(tmp_path, life.ledger())
    for day in life.days():
        told = entitled(book.as_at(day).register, claims(book.register, book.transactions, day), day)
        results = {one.reference.rpartition("/")[2]: one.parts for one in told if one.claims}
        assert {name: dict(parts) for name, parts in results.items() if parts} == {
            window or "results": dict(parts) for window, parts in life.results_due(day).items()
        }, day


@given(life=lives())
@whole
def test_every_claim_is_what_its_steps_make_of_it(tmp_path, life):
    book = load(tmp_path, life.ledger())
    for day in life.days():
        lived, strays = life.claims(day)
        told = claims(book.register, book.transactions, day)
        assert [(one.family, one.route, one.claimed()) for one in told] == [
            ((one.claim or one.draft[0]).family, (one.claim or one.draft[0]).route, one.pence) for one in lived
        ], day
        cut = look([one for one in book.entries if one.date <= day], book.options)
        codes = [one.code for one in claim_rules.check(cut)]
        assert codes.count("C113") == len(strays), day


@given(life=lives())
@whole
def test_no_family_earns_above_its_cap_and_no_stage_is_below_zero_without_a_finding(tmp_path, life):
    book = load(tmp_path, life.ledger())
    for day in life.days():
        cut = look([one for one in book.entries if one.date <= day], book.options)
        told = claim_rules.check(cut)
        lived = [one.claim for one in life.claims(day)[0] if one.pence]
        for family in {one.family for one in lived}:
            own = [one for one in lived if one.family == family]
            earned = min(FEES[one.year] for one in own) + sum(one.pence for one in own) // 100
            if earned > CAP:
                event("above the cap")
                assert [one for one in told if family in one.message and one.code <= "C106"], (day, family, told)
        stages = {account: number for account, number in life.balances(day).items() if families(account)}
        if min((number for account, number in stages.items() if account.startswith("Assets:")), default=0) < 0:
            event("below zero")
            assert [one for one in told if one.code.startswith("C1")], (day, stages)


@given(life=lives())
@whole
def test_a_period_opens_with_what_the_one_before_it_closed_with(tmp_path, life):
    book = load(tmp_path, life.ledger())
    closing = None
    for text in (f"{year} Q{number}" for year in (YEAR, NEXT) for number in (1, 2, 3, 4)):
        period = book.period(text)
        account = reckoning.reckoned(book.as_at(period.end), period).account
        assert account.opening == (closing or 0), text
        assert account.opening + account.due - account.received - account.written_off == account.closing, text
        closing = account.closing


@given(life=lives())
@whole
def test_the_control_account_agrees_with_the_balances_of_the_day(tmp_path, life):
    book = load(tmp_path, life.ledger())
    for day in life.days():
        account = as_it_stood(book, day).account
        debtors = {
            name: pence
            for name, pence in life.balances(day).items()
            if name.endswith(("GrantReceivable", "ResultsReceivable", "GrantRepayable"))
        }
        assert {one.account: one.pence for one in account.in_books if one.pence} == {
            name: pence for name, pence in debtors.items() if pence
        }, day
        assert account.closing == sum(debtors.values()) + sum(one.pence for one in account.gaps), day


@given(life=lives(), data=st.data())
@whole
def test_a_past_day_is_shown_as_the_books_stood_that_end_on_it(tmp_path, life, data):
    book = load(tmp_path, life.ledger())
    day = data.draw(st.sampled_from(life.days()))
    then = load(tmp_path, life.ledger(until=day))
    now, past = as_it_stood(book, day), as_it_stood(then, day)
    assert now.lines == past.lines
    assert now.differences == past.differences
    assert (now.account.closing, now.account.gaps) == (past.account.closing, past.account.gaps)


# ---------------------------------------------------------------- the statements of a period

#: The others tell of what the books hold up to their own last day.
OF_A_PERIOD = ("reconciliation", "claims", "families", "funding", "grants", "balance-sheet", "trial-balance")


def printed(name, book, period):
    """Return the tables of a statement as JSON has them, by name."""
    return {one["name"]: one for one in as_json.as_object(catalogue.build(name, book, period))["tables"]}


def pence(text):
    return int(Decimal(str(text)) * 100)


@given(life=lives(), year=st.sampled_from([YEAR, NEXT]), number=st.integers(1, 4))
@whole
def test_the_statements_of_a_period_say_what_the_facts_come_to(tmp_path, life, year, number):
    book = load(tmp_path, life.ledger())
    assume(not book.errors)
    text = f"{year} Q{number}"
    day = book.period(text).end
    for table in printed("trial-balance", book, text).values():
        for row in table["rows"]:
            held = row["closing"] if table["name"].endswith("-FAMILY") else pence(row["closing"])
            assert held == life.balances(day)[row["account"]], row
    entitled_to, came = life.entitled(day), life.came(day)
    sums = defaultdict(Counter)
    early = 0
    for name, table in printed("reconciliation", book, text).items():
        if name.startswith("due-"):
            for column in ("due", "received", "short", "over"):
                sums[FUND_OF.get(name[4:], "TF")][column] += pence(table["total"][column])
        if name == "coming":
            early = pence(table["total"]["early"])
    assert (
        sum(entitled_to.values())
        == sum(came.values()) + sum(one["short"] - one["over"] for one in sums.values()) - early
    )
    for fund, one in sums.items():
        assert one["received"] == sum(came[name] for name in ("TF1", "CO", "") if fund == "TF") + came[fund], fund
    lived = [one for one in life.claims(day)[0] if one.claim]
    if lived:
        total = printed("claims", book, text)["claims-TF1"]["total"]
        assert pence(total["claimed"]) == sum(one.claim.pence for one in lived)
        assert [pence(total[event]) for event in ENDS] == [
            sum(one.end.pence for one in lived if one.end and one.end.event == event) for event in ENDS
        ]
        assert pence(total["claimed"]) == sum(
            pence(total[name]) for name in ("paid", "outstanding", "written-off", *ENDS)
        )


@given(life=lives(), year=st.sampled_from([YEAR, NEXT]), number=st.integers(1, 4))
@whole
def test_a_statement_of_a_past_period_knows_nothing_of_what_came_later(tmp_path, life, year, number):
    text = f"{year} Q{number}"
    day = Calendar().parse(text).end
    book = load(tmp_path, life.ledger())
    then = load(tmp_path, life.ledger(until=day))
    assume(not book.errors and not then.errors)
    # What an officer matched later is put under what it belongs to in every statement; --as-at leaves it out.
    assume(not any(isinstance(one, Matched) and one.day > day for one in life.facts))
    for name in OF_A_PERIOD:
        assert printed(name, book, text) == printed(name, then, text), name

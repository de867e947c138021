"""What is due beside what came: each fault put singly into a small sound ledger is told, and nothing else is."""

from __future__ import annotations

import datetime
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book import Book
from reports import reckoning, reconciliation

SOUND = """
option "title" "Testshire"
option "operating_currency" "GBP"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 custom "fund" "EA" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Assets:TF:GrantReceivable
2012-04-01 open Assets:TF:ResultsReceivable
2012-04-01 open Liabilities:TF:GrantRepayable
2012-04-01 open Income:TF:AttachmentFees
2012-04-01 open Income:TF:ResultsPayments
2012-04-01 open Income:TF:Grant
2012-04-01 open Expenses:TF:WriteOffs
2012-04-01 open Assets:EA:Cash
2012-04-01 open Income:EA:UpfrontFunding
2012-04-01 open Liabilities:EA:GrantRepayable
2012-04-01 custom "agreement" "TF1" "TF" "payment-by-results"
  title: "Phase 1"
  funder: "DCLG"
  audit-required: FALSE
  recognition: "restriction"
  recognition-reason: "as advised"
2012-04-01 custom "tariff" "TF1" "2012-13"
  families: 100
  attachment-fee: 3200.00 GBP
  route-crime: 700.00 GBP
  cap: 4000.00 GBP
2012-04-01 custom "tariff" "TF1" "2013-14"
  families: 100
  attachment-fee: 2400.00 GBP
  cap: 4000.00 GBP
2013-04-01 custom "staging" "TF1" "2013-14"
  at-75: "100%"
  at-33: "50%"
2012-04-01 custom "agreement" "EA" "EA" "upfront"
  title: "Upfront"
  funder: "MHCLG"
  recognition: "restriction"
  recognition-reason: "as advised"
2012-04-01 custom "instalment" "TF1" 2012-04-30 160000.00 GBP "attachment-fee" "2012-13"
2012-04-01 custom "instalment" "TF1" 2012-10-31 160000.00 GBP "attachment-fee" "2012-13"
2013-04-01 custom "instalment" "TF1" 2013-04-30 240000.00 GBP "attachment-fee" "2013-14"
2012-04-01 custom "instalment" "EA" 2012-04-27 50000.00 GBP "upfront" "2012-13"
2012-04-01 custom "instalment" "EA" 2012-10-26 50000.00 GBP "upfront" "2012-13"
"""
INCOME = {"TF": "Income:TF:AttachmentFees", "EA": "Income:EA:UpfrontFunding"}
RECEIPTS = {
    "R1": ("2012-04-30", "TF", "TF1/2012-13/1", 160000),
    "R2": ("2012-10-31", "TF", "TF1/2012-13/2", 160000),
    "R3": ("2013-05-01", "TF", "TF1/2013-14/1", 240000),
    "R4": ("2012-04-27", "EA", "EA/2012-13/1", 50000),
    "R5": ("2012-10-26", "EA", "EA/2012-13/2", 50000),
}
COUNT = '2013-04-20 custom "worked-with" "TF1" "2012-13" 2013-04-15\n  families: {}\n'


def entry(key, day, fund, instalment, pounds, other=None):
    agreement = {"TF": "TF1", "EA": "EA"}[fund]
    named = f'  instalment: "{instalment}"\n' if instalment else ""
    return (
        f'{day} * "DCLG" "advice"\n  doc: "BACS/{key}/1"\n  agreement: "{agreement}"\n{named}'
        f"  Assets:{fund}:Cash  {pounds}.00 GBP\n  {other or INCOME[fund]}  {-pounds}.00 GBP\n"
    )


def ledger(changed=None, added="", families=75):
    receipts = {**RECEIPTS, **(changed or {})}
    return SOUND + COUNT.format(families) + "".join(entry(key, *one) for key, one in receipts.items() if one) + added


@pytest.fixture
def reckon(tmp_path):
    """Return what is not explained in a ledger on a day: kind, agreement, reference, pounds, days."""

    def reckoned(text, as_at="2013-06-30", agreement=None):
        path = tmp_path / "budget.beancount"
        path.write_text(text, encoding="utf-8")
        book = Book.load(path)
        assert book.errors == ()
        stood, period = reckoning.as_it_stood(book, datetime.date.fromisoformat(as_at))
        return reckoning.reckoned(stood, period, agreement, then=True)

    return reckoned


@pytest.fixture
def told(reckon):
    def differences(text, as_at="2013-06-30"):
        found = reckon(text, as_at).differences
        return [(one.kind, one.agreement, one.reference, one.pence / 100, one.days) for one in found]

    return differences


def test_a_sound_ledger_has_nothing_unexplained_on_any_day(told):
    text = ledger()
    for day in ("2012-04-01", "2012-04-30", "2012-05-01", "2012-11-30", "2013-04-30", "2013-05-01", "2013-06-30"):
        late = [("missed", "TF1", "TF1/2013-14/1", 240000, 1)] if day == "2013-05-01" else []
        assert told(text, day) in ([], late), day


FAULTS = {
    "missed instalment": (ledger({"R2": None}), [("missed", "TF1", "TF1/2012-13/2", 160000, 242)]),
    "short payment": (
        ledger({"R2": ("2012-10-31", "TF", "TF1/2012-13/2", 159000)}),
        [("short", "TF1", "TF1/2012-13/2", 1000, 242)],
    ),
    "over payment": (
        ledger({"R5": ("2012-10-26", "EA", "EA/2012-13/2", 50001)}),
        [("over", "EA", "EA/2012-13/2", 1, 247)],
    ),
    "paid twice": (
        ledger(added=entry("R6", "2012-11-09", "EA", "EA/2012-13/2", 50000)),
        [("paid twice", "EA", "EA/2012-13/2", 50000, 233)],
    ),
    "paid under another agreement's instalment": (
        ledger({"R4": ("2012-04-27", "TF", "TF1/2012-13/1", 50000)}),
        [("over", "TF1", "TF1/2012-13/1", 50000, 426), ("missed", "EA", "EA/2012-13/1", 50000, 429)],
    ),
    "unexpected money": (
        ledger(added=entry("R7", "2013-02-01", "TF", "", 321)),
        [("unexpected", "TF1", "BACS/R7/1", 321, 149)],
    ),
    "clawback netted off another grant": (
        ledger(added=entry("R8", "2013-06-01", "EA", "", -700)),
        [("unexpected", "EA", "BACS/R8/1", -700, 29)],
    ),
    "staging paid in full at 74 %": (
        ledger(families=74),
        [("over", "TF1", "TF1/2013-14/1", 120000, 60)],
    ),
    "money under a wrong reference": (
        ledger({"R2": ("2012-10-31", "TF", "TF1/2012-13/1", 160000)}),
        [("paid twice", "TF1", "TF1/2012-13/1", 160000, 242), ("missed", "TF1", "TF1/2012-13/2", 160000, 242)],
    ),
    "a debtor that nothing explains": (
        ledger(
            added='2013-03-31 * "accrual"\n  agreement: "TF1"\n  Assets:TF:GrantReceivable  9.00 GBP\n  Income:TF:Grant  -9.00 GBP\n'
        ),
        [("debtor", "TF1", "", 9, 0)],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told_and_nothing_else_is(told, fault):
    text, expected = FAULTS[fault]
    assert told(text) == expected


def test_a_late_payment_is_overdue_until_it_comes(told, reckon):
    text = ledger({"R2": ("2012-12-20", "TF", "TF1/2012-13/2", 160000)})
    assert told(text, "2012-12-10") == [("missed", "TF1", "TF1/2012-13/2", 160000, 40)]
    (line,) = (one for one in reckon(text, "2012-12-10").lines if one.reference == "TF1/2012-13/2")
    assert line.by_age(datetime.date(2012, 12, 10)) == (0, 0, 160000_00, 0, 0)
    assert told(text, "2012-12-20") == []


@pytest.mark.parametrize(
    ("as_at", "ages"),
    [
        ("2012-10-31", (0, 1, 0, 0, 0)),
        ("2012-11-30", (0, 1, 0, 0, 0)),
        ("2012-12-01", (0, 0, 1, 0, 0)),
        ("2012-12-30", (0, 0, 1, 0, 0)),
        ("2012-12-31", (0, 0, 0, 1, 0)),
        ("2013-01-29", (0, 0, 0, 1, 0)),
        ("2013-01-30", (0, 0, 0, 0, 1)),
    ],
)
def test_what_is_short_is_aged_by_whole_days(reckon, as_at, ages):
    lines = reckon(ledger({"R2": None}), as_at).lines
    (line,) = (one for one in lines if one.reference == "TF1/2012-13/2")
    assert line.by_age(datetime.date.fromisoformat(as_at)) == tuple(160000_00 * one for one in ages)


def test_money_before_its_day_is_due_when_it_comes_and_explained(told, reckon):
    text = ledger({"R5": ("2012-09-01", "EA", "EA/2012-13/2", 50000)})
    assert told(text, "2012-09-30") == []
    (line,) = (one for one in reckon(text, "2012-09-30").lines if one.reference == "EA/2012-13/2")
    assert (line.due, line.early, line.open) == (50000_00, 50000_00, 0)


def test_a_clawback_with_its_creditor_is_explained_before_and_after_it_is_netted_off(told):
    text = ledger(
        added=(
            '2013-05-10 * "to go back"\n  agreement: "EA"\n'
            "  Income:EA:UpfrontFunding  700.00 GBP\n  Liabilities:EA:GrantRepayable  -700.00 GBP\n"
        )
        + entry("R8", "2013-06-01", "EA", "", -700, "Liabilities:EA:GrantRepayable")
    )
    assert told(text, "2013-05-20") == []
    assert told(text) == []


def test_more_paid_back_than_is_owed_is_told(told):
    text = ledger(
        added=(
            '2013-05-10 * "to go back"\n  agreement: "EA"\n'
            "  Income:EA:UpfrontFunding  700.00 GBP\n  Liabilities:EA:GrantRepayable  -700.00 GBP\n"
        )
        + entry("R8", "2013-06-01", "EA", "", -800, "Liabilities:EA:GrantRepayable")
    )
    assert told(text) == [("short", "EA", "EA/repayment", 100, 0)]


def test_what_was_written_off_is_not_short(told, reckon):
    text = ledger(
        {"R2": ("2012-10-31", "TF", "TF1/2012-13/2", 159000)},
        added=(
            '2012-10-31 * "due"\n  agreement: "TF1"\n  instalment: "TF1/2012-13/2"\n'
            "  Assets:TF:GrantReceivable  1000.00 GBP\n  Income:TF:AttachmentFees  -1000.00 GBP\n"
            '2013-03-01 * "given up: decision 12"\n  agreement: "TF1"\n  instalment: "TF1/2012-13/2"\n'
            "  Expenses:TF:WriteOffs  1000.00 GBP\n  Assets:TF:GrantReceivable  -1000.00 GBP\n"
        ),
    )
    assert told(text, "2013-02-28") == [("short", "TF1", "TF1/2012-13/2", 1000, 120)]
    assert told(text) == []
    account = reckon(text).account
    assert (account.due - account.received - account.written_off, account.written_off) == (0, 1000_00)


def test_the_control_account_opens_with_what_was_short_and_agrees_with_the_trial_balance(tmp_path):
    text = ledger(
        {"R2": ("2013-01-15", "TF", "TF1/2012-13/2", 160000, "Assets:TF:GrantReceivable")},
        added=(
            '2012-10-31 * "due"\n  agreement: "TF1"\n  instalment: "TF1/2012-13/2"\n'
            "  Assets:TF:GrantReceivable  160000.00 GBP\n  Income:TF:AttachmentFees  -160000.00 GBP\n"
        ),
    )
    path = tmp_path / "budget.beancount"
    path.write_text(text, encoding="utf-8")
    book = Book.load(path)
    third = reckoning.reckoned(book.as_at(datetime.date(2012, 12, 31)), book.period("2012-13 Q3")).account
    assert (third.opening, third.due, third.received, third.closing) == (0, 210000_00, 50000_00, 160000_00)
    assert [(one.account, one.pence) for one in third.in_books] == [("Assets:TF:GrantReceivable", 160000_00)]
    assert third.gaps == ()
    fourth = reckoning.reckoned(book.as_at(datetime.date(2013, 3, 31)), book.period("2012-13 Q4")).account
    assert (fourth.opening, fourth.due, fourth.received, fourth.closing) == (160000_00, 0, 160000_00, 0)
    assert fourth.gaps == ()


def test_what_is_due_and_no_debtor_of_the_books_is_a_row_of_the_control_account(reckon):
    (gap,) = reckon(ledger({"R2": None})).account.gaps
    assert (gap.reference, gap.pence, gap.is_explained) == ("TF1/2012-13/2", 160000_00, True)
    assert gap.why == "due, and no debtor in the books"


def test_one_agreement_alone(reckon):
    text = ledger({"R2": None, "R5": None})
    found = reckon(text, agreement="EA")
    assert [one.agreement for one in found.differences] == ["EA"]
    assert {one.agreement for one in found.lines} == {"EA"}
    assert found.account.closing == 50000_00


# ---------------------------------------------------------------- one credit, several instalments


def test_a_match_splits_a_credit_over_instalments_from_its_own_day(told):
    credit = entry("R9", "2012-10-31", "TF", "", 165000)
    more = '2012-10-01 custom "instalment" "TF1" 2012-10-31 5000.00 GBP "coordinator" "2012-13"\n'
    text = ledger({"R2": None}, added=credit + more)
    instalment = [("missed", "TF1", "TF1/2012-13/2", 160000, 242), ("missed", "TF1", "TF1/2012-13/3", 5000, 242)]
    money = [("unexpected", "TF1", "BACS/R9/1", 165000, 242)]
    assert told(text) == instalment + money
    text += '2013-06-30 custom "match" "BACS/R9/1" "TF1/2012-13/3" "coordinator, A. Officer"\n'
    text += '2013-06-30 custom "match" "BACS/R9/1" "TF1/2012-13/2" "the fee, A. Officer"\n'
    assert told(text, "2013-06-29") == [(*one[:4], one[4] - 1) for one in instalment + money]
    assert told(text) == []


def test_a_match_holds_for_a_row_that_is_put_right_later(told):
    first = entry("R2", "2012-10-31", "TF", "", 150000)
    match = '2012-11-01 custom "match" "BACS/R2/1" "TF1/2012-13/2" "advice, A. Officer"\n'
    back = entry("R2", "2012-11-30", "TF", "", -150000).replace("doc:", "reverses:")
    again = entry("R2", "2012-11-30", "TF", "", 160000).replace('/1"', '/1/r2"\n  restates: "BACS/R2/1"', 1)
    text = ledger({"R2": None}, added=first + match + back + again)
    assert told(text, "2012-11-29") == [("short", "TF1", "TF1/2012-13/2", 10000, 29)]
    assert told(text) == []


def test_an_advice_line_says_which_instalment_the_ledger_s_money_pays(told):
    """The general ledger posts income here; the remittance's two lines are evidence for its one row."""
    lines = "".join(
        f'2012-10-31 custom "evidence" "TF" "grant-income"\n  amount: {pounds}.00 GBP\n  account: "Assets:TF:Cash"\n'
        f'  agreement: "TF1"\n  instalment: "{instalment}"\n  remittance: "780012"\n  doc: "BACS/780012/{number}"\n'
        for number, (instalment, pounds) in enumerate((("TF1/2012-13/2", 160000), ("TF1/2012-13/3", 5000)), start=1)
    )
    more = '2012-10-01 custom "instalment" "TF1" 2012-10-31 5000.00 GBP "coordinator" "2012-13"\n'
    credit = entry("780012", "2012-10-31", "TF", "", 165000)
    assert told(ledger({"R2": None}, added=credit + more + lines)) == []


def test_evidence_that_belongs_to_nothing_is_unmatched(told):
    row = (
        '2013-06-20 custom "evidence" "EA" "grant-income"\n  amount: 812.00 GBP\n  account: "Assets:EA:Cash"\n'
        '  agreement: "EA"\n  doc: "BACS/9/1"\n'
    )
    assert told(ledger(added=row)) == [("unmatched", "EA", "BACS/9/1", 812, 10)]


def test_the_payer_s_name_never_matters(told):
    assert told(ledger().replace('"DCLG" "advice"', '"Department for Education" "advice"')) == []


# ---------------------------------------------------------------- published figures


def agreed(name, instalments, receipts=(), more=""):
    text = (
        'option "title" "Published"\noption "tolerance_multiplier" "0"\nplugin "ledger.plugins"\n'
        '2012-04-01 custom "fund" "TF" "grant"\n2012-04-01 open Assets:TF:Cash\n2012-04-01 open Income:TF:AttachmentFees\n'
        f'2012-04-01 custom "agreement" "{name}" "TF" "grant"\n  title: "{name}"\n  funder: "DCLG"\n{more}'
    )
    for pounds, stream, printed in instalments:
        text += f'2012-04-01 custom "instalment" "{name}" 2012-04-30 {pounds}.00 GBP "{stream}" "2012-13"\n'
        text += f"  printed: {printed}.00 GBP\n" if printed else ""
    for number, (pounds, instalment) in enumerate(receipts):
        text += f'2012-04-30 * "received"\n  doc: "B/{number}/1"\n  agreement: "{name}"\n'
        text += f'  instalment: "{instalment}"\n' if instalment else ""
        text += f"  Assets:TF:Cash  {pounds}.00 GBP\n  Income:TF:AttachmentFees  -{pounds}.00 GBP\n"
    return text


SOUTHAMPTON = (
    '2012-04-01 custom "tariff" "S" "2012-13"\n  families: 208\n  attachment-fee: 3200.00 GBP\n  cap: 4000.00 GBP\n'
)


def test_southampton_s_765_000_is_208_fees_and_99_400_that_nothing_explains(reckon, told):
    text = agreed("S", [(665600, "attachment-fee", 0)], [(765000, "S/2012-13/1")], SOUTHAMPTON)
    (line,) = reckon(text, "2012-05-01").lines
    assert (line.due, line.received) == (208 * 3200_00, 765000_00)
    assert told(text, "2012-05-01") == [("over", "S", "S/2012-13/1", 99400, 1)]
    named = agreed(
        "S", [(665600, "attachment-fee", 0), (99400, "coordinator", 0)], [(765000, "S/2012-13/1")], SOUTHAMPTON
    )
    named += '2012-05-01 custom "match" "B/0/1" "S/2012-13/2" "the coordinator, A. Officer"\n'
    assert told(named, "2012-05-01") == []


def test_southampton_s_results_are_166_400_at_most(tmp_path):
    path = tmp_path / "budget.beancount"
    path.write_text(agreed("S", [(665600, "attachment-fee", 0)], more=SOUTHAMPTON), encoding="utf-8")
    (tariff,) = Book.load(path).register.tariffs
    assert tariff.results == 166400_00


def printed(reckon, tmp_path, text):
    reckon(text, "2012-05-01")
    book = Book.load(tmp_path / "budget.beancount")
    stood, period = reckoning.as_it_stood(book, datetime.date(2012, 5, 1))
    statement = reconciliation.printed(stood, period, reckoning.reckoned(stood, period))
    (table,) = (one for one in statement.tables if one.name == "printed")
    return [(row.cells[0], *(cell / 100 for cell in row.cells[1:])) for row in table.rows]


def test_the_tri_borough_s_printed_sums_are_kept_and_their_difference_is_shown(reckon, tmp_path):
    text = agreed(
        "T", [(600000, "grant", 0), (444000, "grant", 0), (877000, "grant", 0)], more="  printed: 1921333.00 GBP\n"
    )
    assert printed(reckon, tmp_path, text) == [("T in all", 1921000, 1921333, 333)]


@pytest.mark.parametrize(("total", "apart"), [(877333, -1), (877000, -334)])
def test_westminster_s_two_sums_against_either_total(reckon, tmp_path, total, apart):
    text = agreed("W", [(701867, "grant", 0), (175467, "grant", 0)], more=f"  printed: {total}.00 GBP\n")
    assert printed(reckon, tmp_path, text) == [("W in all", 877334, total, apart)]


def test_an_instalment_that_is_printed_otherwise_than_agreed(reckon, tmp_path):
    text = agreed("W", [(877333, "grant", 877000)])
    assert printed(reckon, tmp_path, text) == [("instalment W/2012-13/1", 877333, 877000, -333)]


# ---------------------------------------------------------------- the law

INSTALMENTS = [None, "TF1/2012-13/1", "TF1/2012-13/2", "TF1/2013-14/1", "EA/2012-13/1", "EA/2012-13/2"]
receipt = st.tuples(
    st.dates(datetime.date(2012, 4, 1), datetime.date(2013, 12, 31)),
    st.sampled_from(INSTALMENTS),
    st.sampled_from(["TF", "EA"]),
    st.integers(-200000, 300000).filter(bool),
)
match = st.tuples(st.integers(0, 7), st.sampled_from(INSTALMENTS[1:]))


@given(
    st.lists(receipt, max_size=8),
    st.lists(st.integers(0, 110), max_size=2),
    st.lists(match, max_size=4, unique=True),
    st.dates(datetime.date(2012, 4, 1), datetime.date(2014, 1, 31)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_due_less_received_is_short_less_over_for_every_agreement_at_every_date(reckon, came, counts, matches, as_at):
    text = SOUND
    cash = defaultdict(int)
    for number, (day, instalment, other, pounds) in enumerate(came):
        name = instalment.partition("/")[0] if instalment else ""
        fund = {"TF1": "TF", "EA": "EA", "": other}[name]
        text += entry(f"G{number}", day, fund, instalment or "", pounds)
        if day <= as_at:
            cash[fund] += pounds * 100
    for number, families in enumerate(counts):
        day = datetime.date(2013, 5 + number, 1)
        text += f'{day} custom "worked-with" "TF1" "2012-13" {day}\n  families: {families}\n'
    for number, instalment in matches:
        text += f'2012-04-01 custom "match" "BACS/G{number}/1" "{instalment}" "why, officer"\n'
    found = reckon(text, str(as_at))
    for agreement, fund in (("TF1", "TF"), ("EA", "EA")):
        lines = [one for one in found.lines if one.agreement == agreement]
        due, short, over = (sum(getattr(one, name) for one in lines) for name in ("due", "short", "over"))
        assert due - cash[fund] == short - over
        assert all(sum(one.by_age(as_at)) == one.short for one in lines if one.is_expected)
        assert all(one.due + one.to_come + one.held == one.agreed for one in lines if one.is_expected)
    assert found.account.closing == sum(one.open for one in found.lines)
    assert sum(cash.values()) == found.account.received


# ---------------------------------------------------------------- results, as claimed

RESULTS = (
    '2013-01-07 custom "window" "TF1" "2013-01" 2013-01-31\n2013-05-01 custom "window" "TF1" "2013-05" 2013-05-31\n'
)


def claimed(family, day, window):
    return (
        f'{day} * "claim"\n  agreement: "TF1"\n  family: "{family}"\n  attached: "2012-13"\n  route: "crime"\n'
        f'  window: "{window}"\n  Assets:TF:ResultsReceivable  700.00 GBP\n  Income:TF:ResultsPayments  -700.00 GBP\n'
    )


#: Families attached by number, windows that need no audit of their own.
ATTACHED = """
2012-04-01 commodity FAMILY
2012-04-01 open Equity:TF:Families:Cohort FAMILY
2012-04-01 open Assets:TF:Families:2012-13:Attached FAMILY
2012-06-01 * "attached"
  Assets:TF:Families:2012-13:Attached  9 FAMILY
  Equity:TF:Families:Cohort  -9 FAMILY
"""
CLAIMS = ATTACHED + RESULTS + claimed("F1", "2013-01-20", "2013-01") + claimed("F2", "2013-01-21", "2013-01")


def paid(key, day, pounds, more=""):
    return entry(key, day, "TF", "", pounds, "Assets:TF:ResultsReceivable").replace("  Assets", f"{more}  Assets", 1)


def test_claims_are_due_by_window_and_their_money_clears_the_oldest_first(told, reckon):
    text = ledger(added=CLAIMS + claimed("F3", "2013-05-20", "2013-05") + paid("C1", "2013-03-20", 1300))
    assert told(text, "2013-01-31") == []
    assert told(text, "2013-02-05") == [("missed", "TF1", "TF1/results/2013-01", 1400, 5)]
    assert told(text, "2013-03-21") == [("short", "TF1", "TF1/results/2013-01", 100, 49)]
    found = reckon(text, "2013-05-31")
    lines = {one.reference: one for one in found.lines if one.claims}
    assert [(one.due, one.received) for one in lines.values()] == [(1400_00, 1300_00), (700_00, 0)]
    assert lines["TF1/results/2013-05"].by_age(datetime.date(2013, 5, 31)) == (0, 700_00, 0, 0, 0)
    assert (found.account.closing, found.account.gaps) == (800_00, ())


def test_results_money_that_names_its_window_goes_there(told):
    second = claimed("F3", "2013-05-20", "2013-05")
    text = ledger(added=CLAIMS + second + paid("C1", "2013-06-20", 700, '  window: "2013-05"\n'))
    assert told(text) == [("missed", "TF1", "TF1/results/2013-01", 1400, 150)]


def test_results_paid_beyond_what_was_claimed_are_over(told):
    text = ledger(added=CLAIMS + paid("C1", "2013-03-20", 1500))
    assert told(text) == [("over", "TF1", "TF1/results/2013-01", 100, 102)]


def test_results_written_off_are_not_short(told):
    off = (
        '2013-06-01 * "given up: decision 13"\n  agreement: "TF1"\n'
        "  Expenses:TF:WriteOffs  100.00 GBP\n  Assets:TF:ResultsReceivable  -100.00 GBP\n"
    )
    assert told(ledger(added=CLAIMS + paid("C1", "2013-03-20", 1300) + off)) == []


def test_claims_are_overdue_only_after_the_days_that_the_agreement_gives(told):
    text = ledger(added=CLAIMS).replace(
        '"TF1" "TF" "payment-by-results"\n', '"TF1" "TF" "payment-by-results"\n  paid-within: 60\n'
    )
    assert told(text, "2013-04-01") == []
    assert told(text, "2013-04-02") == [("missed", "TF1", "TF1/results/2013-01", 1400, 1)]


def test_a_result_claimed_again_is_due_since_it_was_claimed_again(told):
    rejected = (
        '2012-11-01 * "rejected"\n  agreement: "TF1"\n  family: "F1"\n  attached: "2012-13"\n  route: "crime"\n'
        '  event: "rejected"\n  Assets:TF:ResultsReceivable  -700.00 GBP\n  Income:TF:ResultsPayments  700.00 GBP\n'
    )
    text = ledger(added=ATTACHED + claimed("F1", "2012-10-01", "") + rejected + claimed("F1", "2013-06-20", ""))
    assert told(text, "2012-10-31") == [("missed", "TF1", "TF1/results", 700, 30)]
    assert told(text, "2012-11-30") == []
    assert told(text) == [("missed", "TF1", "TF1/results", 700, 10)]


SHARED = """
option "title" "Shared"
option "tolerance_multiplier" "0"
plugin "ledger.plugins"
2012-04-01 custom "fund" "TF" "grant"
2012-04-01 open Assets:TF:Cash
2012-04-01 open Income:TF:Grant
2012-04-01 open Income:TF:CouncilBudget
2012-04-01 custom "agreement" "A" "TF" "grant"
  title: "A"
  funder: "DCLG"
2012-04-01 custom "agreement" "B" "TF" "grant"
  title: "B"
  funder: "DfE"
2012-04-01 custom "instalment" "A" 2012-04-30 100.00 GBP "grant" "2012-13"
2012-04-01 custom "instalment" "B" 2012-04-30 50.00 GBP "grant" "2012-13"
2012-05-02 * "the council's own money is no receipt"
  Assets:TF:Cash            7.00 GBP
  Income:TF:CouncilBudget  -7.00 GBP
2012-05-01 * "one credit for both"
  doc: "BANK/1/1"
  Assets:TF:Cash    150.00 GBP
  Income:TF:Grant  -150.00 GBP
"""


def test_one_credit_for_two_grants_of_a_fund_is_nobody_s_until_it_is_split(told):
    missed = [("missed", "A", "A/2012-13/1", 100, 1), ("missed", "B", "B/2012-13/1", 50, 1)]
    assert told(SHARED, "2012-05-01") == [*missed, ("unexpected", "", "BANK/1/1", 150, 0)]
    split = SHARED + "".join(f'2012-05-01 custom "match" "BANK/1/1" "{one}/2012-13/1" "advice"\n' for one in "AB")
    assert told(split, "2012-05-01") == []

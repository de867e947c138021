"""Which results were achieved by a year's end and claimed after it, and what do the books hold accrued for them?

Recognised on achievement, they are income and debtor of the year in which they were achieved (DOMAIN.md §1.1, "Claim
windows"): accrued at the year's end, reversed when they are claimed. Results dated with their achievement need no accrual.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ledger import claim_steps
from ledger.closing import Closed
from ledger.periods import PeriodError
from ledger.recognition import Cut, year_end, year_ends, years_over
from ledger.recognition_entries import Missing

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Sequence

    from beancount.core.data import Transaction

    from ledger.agreements import Agreement, Register
    from ledger.claims import Claim
    from ledger.periods import Calendar, Period
    from ledger.terms import Terms, Window

POLICY = "on-achievement"
_DEBTOR, _INCOME = ("Assets", "ResultsReceivable"), ("Income", "ResultsPayments")
#: An entry with one of these is of claims, or of money for them, and no accrual.
_OF_CLAIMS = frozenset(("route", "claim", "window", "instalment", "opening", claim_steps.EVENT))
_POSTER = "results-claims"


class Entry(NamedTuple):
    """An accrual of results, or its reversal: its transaction's position, its posting period and its pence."""

    txn: int
    key: int
    pence: int


@dataclass(frozen=True)
class Accrued:
    """What one agreement accrues at *cut*: the *results* that are achieved and not yet claimed, their pence, and the books'."""

    cut: Cut
    results: int
    due: int
    held: int


@dataclass(frozen=True)
class Accruals:
    """The accruals of one agreement at the years' ends and at present, and the entries that the books lack for them."""

    agreement: Agreement
    at: tuple[Accrued, ...]
    missing: tuple[Missing, ...]


def entries(register: Register, transactions: Sequence[Transaction], calendar: Calendar) -> dict[str, list[Entry]]:
    """Return the accruals of results that the books hold, by agreement: debtor against income, of no claim and no money."""
    sole: dict[str, list[str]] = defaultdict(list)
    for one in register.agreements.values():
        sole[one.fund].append(one.name)
    found: dict[str, list[Entry]] = defaultdict(list)
    debtors = {f"Assets:{fund}:ResultsReceivable" for fund in sole}
    for place, txn in enumerate(transactions):
        for leg in txn.postings:
            if leg.account in debtors:
                break
        else:
            continue
        if not _OF_CLAIMS.isdisjoint(txn.meta):
            continue
        for fund, pence in _accrued(txn):
            of_fund = sole.get(fund, [])
            named = str(txn.meta.get("agreement") or (of_fund[0] if len(of_fund) == 1 else ""))
            if named in of_fund:
                found[named].append(Entry(place, calendar.of_entry(txn.date, txn.meta.get("period")), pence))
    return found


def accruals(
    register: Register,
    terms: Terms,
    calendar: Calendar,
    transactions: Sequence[Transaction],
    claims: Iterable[Claim],
    period: Period | None = None,
) -> tuple[Accruals, ...]:
    """Return what each agreement recognised on achievement accrues, at every year's end that is over and open, and now.

    With *period*, at every year's end that it has reached, closed ones too. *claims* are those of the whole books: what is
    claimed after a year's end tells what was achieved before it.
    """
    own = [one for one in register.agreements.values() if one.results_recognised == POLICY]
    if not own:
        return ()
    of_agreement: dict[str, list[Claim]] = defaultdict(list)
    for one in claims:
        of_agreement[one.agreement].append(one)
    held = entries(register, transactions, calendar)
    keys = [
        key
        for txn in transactions
        if "opening" not in txn.meta and (key := calendar.of_entry(txn.date, txn.meta.get("period")))
    ]
    if not keys:
        return ()
    cuts = _cuts(register, calendar, min(keys), max(keys), period)
    found = []
    for agreement in own:
        results = of_agreement[agreement.name]
        if results:
            at = tuple(
                _at(register, terms, agreement, results, held.get(agreement.name, ()), cut)
                for cut in cuts
                if cut.day >= agreement.since
            )
            found.append(Accruals(agreement, at, tuple(_missing(at))))
    return tuple(found)


def achieved_on(claim: Claim) -> datetime.date:
    """Return the day of the result: as the draft or the claim says, else that of the draft, else that of the claim."""
    return claim.achieved or claim.events[0].date


def _cuts(register: Register, calendar: Calendar, first: int, last: int, period: Period | None) -> list[Cut]:
    """Return the days to look at: the years' ends, and the end of the books after the last of them."""
    last_day = calendar.days(last)[1]
    if period is not None:
        day = min(period.end, last_day)
        ends = year_ends(calendar, first, Cut(min(period.last, year_end(calendar, calendar.year_of(day)).key), day))
        now = Cut(min(last, period.last), day)
    else:
        over = years_over(register.records, calendar, first, last)
        ends = [one for one in over if not _is_closed(register, calendar, one.key)]
        now = Cut(last, last_day)
    return ends if ends and now.day <= ends[-1].day else [*ends, now]


def _is_closed(register: Register, calendar: Calendar, key: int) -> bool:
    try:
        return Closed(register.records, calendar).since(key) is not None
    except PeriodError:  # import refuses to read it, and says so
        return False


def _at(
    register: Register, terms: Terms, agreement: Agreement, claims: Sequence[Claim], held: Iterable[Entry], cut: Cut
) -> Accrued:
    owed = _unpaid(claims, cut.day) if register.poster(agreement.fund, "results", cut.day) != _POSTER else []
    owed += _to_come(terms, claims, cut.day)
    due, results = sum(owed), len(owed)
    return Accrued(cut, results, due, sum(one.pence for one in held if one.key <= cut.key))


def _unpaid(claims: Iterable[Claim], day: datetime.date) -> list[int]:
    """Return what each claim of a result is owed on *day*: where claims post no money, they are in no debtor."""
    made = (one for one in claims if (submitted := one.submitted()) and submitted <= day)
    return [pence for one in made if (pence := one.outstanding(day)) > 0]


def _to_come(terms: Terms, claims: Iterable[Claim], day: datetime.date) -> list[int]:
    """Return the pence of each result that is achieved by *day* and not claimed by then, a family and route once."""
    late = []
    by_pair: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in claims:
        submitted = one.submitted()
        if submitted is not None and submitted <= day:
            by_pair[one.family, one.route].append(one)
        elif achieved_on(one) <= day and not _has_lapsed(one, terms.windows.get((one.agreement, one.window)), day):
            late.append(one)
    found = {
        (one.family, one.route): one.pence
        for one in reversed(late)
        if not any(made.is_live(day) for made in by_pair.get((one.family, one.route), ()))
    }
    return list(found.values())


def _has_lapsed(claim: Claim, window: Window | None, day: datetime.date) -> bool:
    """Return whether the window of a draft closed by *day* without it: nothing says that it will be claimed."""
    return claim.submitted() is None and window is not None and window.closes <= day


def _missing(at: Iterable[Accrued]) -> Iterator[Missing]:
    """Yield the entries that the books lack, each after those before it were accepted.

    A year's end asks for all that is due. After it, what is claimed is accrued no longer; an accrual that was reversed as a
    whole on the first day of the year is as good.
    """
    added = 0
    for one in at:
        lacking = one.due - one.held - added
        if lacking > 0 and one.cut.year:
            yield Missing(one.cut, "accrue", "results achieved and not yet claimed, accrued", _DEBTOR, _INCOME, lacking)
            added += lacking
        elif lacking < 0:
            what = "accrual of results reversed: claimed since, or not achieved after all"
            yield Missing(one.cut, "reverse", what, _INCOME, _DEBTOR, -lacking)
            added += lacking


def _accrued(txn: Transaction) -> Iterator[tuple[str, int]]:
    """Yield each fund whose debtor for results the entry moves against their income, and no cash, with the debtor's pence."""
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for leg in txn.postings:
        root, fund, first = (*leg.account.split(":"), "", "")[:3]
        if leg.units is not None and leg.units.number is not None and leg.units.currency == "GBP":
            moved[fund][f"{root}:{first}"] += int(leg.units.number * 100)
    for fund, legs in moved.items():
        if "Income:ResultsPayments" in legs and "Assets:Cash" not in legs and legs.get("Assets:ResultsReceivable"):
            yield fund, legs["Assets:ResultsReceivable"]

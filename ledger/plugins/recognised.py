"""A12x: do the books take grant money as income as the agreement's recognition says, and keep what is unspent where it belongs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import accounts, condition, money, recognition
from ledger.agreement_money import sort_out
from ledger.findings import Finding, Level, Rule, found
from ledger.plugins import to_no_effect
from ledger.plugins.to_no_effect import FOR_NOTHING
from ledger.recognition_entries import income_of, missing

if TYPE_CHECKING:
    from ledger.agreement_money import AgreementMoney, Sorted
    from ledger.agreements import Agreement
    from ledger.plugins.view import View
    from ledger.recognition import Cut, Terms
    from ledger.recognition_entries import Missing

RELEASED = Rule(
    "A120",
    Level.ERROR,
    "no more is released than the condition allows",
    "Under condition, receipts in advance become income as the condition is met: by eligible spending, by targets confirmed, or by "
    "time (release:). Entries that released more than that overstate income. Reverse what is too much, Dr Income Cr "
    "ReceiptsInAdvance; or where spending is missing, targets are met or release: is another, enter that.",
)
EARLY = Rule(
    "A121",
    Level.WARNING,
    "under condition, money is income only once the condition is met",
    "What was received under a condition stays a creditor, ReceiptsInAdvance, until the condition is met. Money posted to income on "
    "receipt that is not yet released goes back to the creditor. statement upfront prints the entry.",
)
UNRELEASED = Rule(
    "A122",
    Level.WARNING,
    "what is income is taken as income by the year's end",
    "At the end of a year that is over, a condition was met for more than was released, or money without a condition stands in "
    "ReceiptsInAdvance. statement upfront prints the entry.",
)
RESERVE = Rule(
    "A123",
    Level.WARNING,
    "restricted money that is unspent is in the earmarked reserve at the year's end",
    "Under restriction a grant is income on receipt. At the year's end, in P12 or P13, what is unspent moves to EarmarkedReserve through "
    "MovementInReserves, and comes back as it is used. statement upfront prints the entry.",
)
REPAYABLE = Rule(
    "A124",
    Level.WARNING,
    "what must be paid back is a creditor",
    "Under condition, unspent money stays for the next year only by a dated carry-forward (or where carry-forward: allowed says so). "
    "What is not approved moves from ReceiptsInAdvance to GrantRepayable, and so does what the funder demands back (repayment), under "
    "restriction out of income. statement upfront prints the entry.",
)
UNNAMED = Rule(
    "A126",
    Level.WARNING,
    "where agreements share a fund, spending names its agreement",
    "Spending of a fund with several agreements meets no condition and uses no grant until agreement: says which. Until then the "
    "recognition of its agreements is not judged, and no entry is proposed for them. Money moved into a pool names its agreement too.",
)
RULES = (RELEASED, EARLY, UNRELEASED, RESERVE, REPAYABLE, FOR_NOTHING, UNNAMED)

_BY_KIND = {"opening": UNRELEASED, "release": UNRELEASED, "reserve": RESERVE, "repayable": REPAYABLE}


def check(view: View) -> list[Finding]:
    """Return where the books differ from what the recognition of an agreement asks for, at year ends and at present."""
    register = view.register
    decided = [one for one in register.agreements.values() if one.recognition]
    if not decided:
        return []
    books = sort_out(view.transactions, register, view.calendar)
    findings: list[Finding] = []
    for agreement in decided:
        first = recognition.first_period(books, agreement.name)
        terms = recognition.Terms.of(register, agreement, view.calendar)
        findings += [*to_no_effect.of_targets(view, terms), *to_no_effect.of_instalments(view, terms)]
        if first and agreement.fund not in books.unnamed:
            findings += _of_agreement(view, books, terms, first)
    return [*findings, *_unnamed(decided, books, has_pools=any(one.kind == "pool" for one in register.funds.values()))]


def _unnamed(decided: list[Agreement], books: Sorted, *, has_pools: bool) -> list[Finding]:
    """Return the spending of shared funds, or money moved into pools, that names no agreement, by fund."""
    moved = " or moved into a pool" if has_pools else ""
    sharing: dict[str, list[Agreement]] = {}
    for one in decided:
        if one.fund in books.unnamed:
            sharing.setdefault(one.fund, []).append(one)
    return [
        _found(
            UNNAMED,
            agreements[0],
            f"{money.spoken(books.unnamed[fund])} spent of {fund}{moved}, which {' and '.join(sorted(one.name for one in agreements))} share, names no "
            "agreement, so that their recognition is not judged: say agreement: on the entries",
        )
        for fund, agreements in sharing.items()
    ]


def _of_agreement(view: View, books: Sorted, terms: Terms, first: int) -> list[Finding]:
    agreement, calendar = terms.agreement, view.calendar
    own = books.of_agreement[agreement.name]
    over = recognition.years_over(view.register.records, calendar, first, books.last)
    now = recognition.Cut(books.last, calendar.days(books.last)[1])
    _, instalments = view.register.of_agreement(agreement.name)
    cuts = [*over, *([now] if not over or over[-1].key < now.key else [])]
    findings = to_no_effect.of_decisions(terms, own, over, now, first)
    for one in missing(terms, own, cuts, first, income_of(agreement, instalments)):
        if one.kind == "early":
            findings += _early(terms, own, one, first)
        elif one.cut in over:
            findings.append(_lacking(agreement, one))
    return findings


def _early(terms: Terms, own: AgreementMoney, one: Missing, first: int) -> list[Finding]:
    """Return what was released too much, what was taken as income on receipt, too early, and what is demanded back of it."""
    agreement = terms.agreement
    if terms.route != "condition":
        return [_found(UNRELEASED, agreement, f"{one.what} by {_at(one.cut)}: {money.spoken(one.pence)}")]
    released = -own.total("released", until=one.cut.key)
    direct = max(0, -own.total("income", until=one.cut.key) - released)
    back = _demanded_of_income(terms, own, one, first)
    early = one.pence - back
    too_much = min(released, max(0, early - direct)) - _once_right(terms, own, one)
    too_much = max(too_much, 0)
    found_now = []
    if back:
        message = f"{money.spoken(back)} of {agreement.name} is income by {_at(one.cut)} and is demanded back"
        found_now.append(_found(REPAYABLE, agreement, f"{message}; statement upfront prints the entry"))
    if too_much:
        what = {
            "spending": "was spent on what is eligible",
            "targets": "targets confirmed allow",
            "time": "time allows",
        }
        message = f"{money.spoken(too_much)} more of {agreement.name} is released than {what[terms.release]} by {_at(one.cut)}"
        # Nothing is printed from books with errors, so that the entry has to stand here.
        debit, credit = (accounts.build(root, agreement.fund, name) for root, name in (one.debit, one.credit))
        found_now.append(
            _found(RELEASED, agreement, f"{message}: enter what is missing, or reverse it, Dr {debit} Cr {credit}")
        )
    if early > too_much:
        message = f"{money.spoken(early - too_much)} of {agreement.name} is income by {_at(one.cut)} before its condition is met"
        found_now.append(_found(EARLY, agreement, f"{message}; statement upfront prints the entry"))
    return found_now


def _once_right(terms: Terms, own: AgreementMoney, one: Missing) -> int:
    """Return by how much more the condition was met earlier in the year: a pool's part moves until the year is over."""
    if terms.release != "spending" or one.cut.year or not own.by_pool(one.cut.key):
        return 0
    met = [condition.eligible(terms, own, key) for key in range(one.cut.key // 100 * 100 + 1, one.cut.key + 1)]
    return max(met) - met[-1]


def _demanded_of_income(terms: Terms, own: AgreementMoney, one: Missing, first: int) -> int:
    """Return how much of the income that is early met its condition, and is demanded back since."""
    asked = sum(demand.pence for demand in terms.demands if demand.day <= one.cut.day)
    due = recognition.position(terms, own, one.cut, first).income_due
    return min(one.pence, asked, condition.met(terms, own, one.cut, 0) - due)


def _lacking(agreement: Agreement, one: Missing) -> Finding:
    if one.kind == "unasked":
        message = f"{money.spoken(one.pence)} of GrantRepayable of {agreement.name} by {_at(one.cut)} is {one.what}"
        how = 'enter custom "repayment" where the funder asks for it, or accept the entry that statement upfront prints'
        return _found(REPAYABLE, agreement, f"{message}: {how}")
    message = f"{agreement.name}, {_at(one.cut)}: {money.spoken(one.pence)} {one.what} is not in the books"
    return _found(_BY_KIND[one.kind], agreement, f"{message}; statement upfront prints the entry")


def _at(cut: Cut) -> str:
    return f"{cut.day.day} {cut.day:%B %Y}"


def _found(rule: Rule, agreement: Agreement, message: str) -> Finding:
    return found(rule, message, agreement.place)

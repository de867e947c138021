"""Does the debtor that agreements give agree with the one in the trial balance?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ledger import accounts, differences
from ledger.differences import Difference
from ledger.entitlement import REPAYMENT, RESULTS
from ledger.settling import Books, Change
from reports.figures import figure
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import pandas as pd
    from beancount.core.data import Transaction as Entry

    from ledger.agreements import Register
    from ledger.periods import Calendar, Period
    from ledger.reconciling import Line

    Frame: TypeAlias = pd.DataFrame
    Transaction: TypeAlias = Entry

#: Where the books hold what funders owe, and what is owed back to them.
DEBTORS = ("GrantReceivable", "ResultsReceivable", "GrantRepayable")
#: The group of debtors for results that are achieved and not yet claimed.
_ACCRUED = "accrued"
_COLUMNS = (Column("item", "Control account"), Column("amount", "Amount", Kind.MONEY))


@dataclass(frozen=True)
class Gap:
    """Where agreements and books differ: pence of the agreement less those of the books, why, and whether that explains it."""

    agreement: str
    reference: str
    pence: int
    why: str
    is_explained: bool


@dataclass(frozen=True)
class Account:
    """The control account of some agreements; pence."""

    opening: int
    due: int
    received: int
    written_off: int
    closing: int
    in_books: tuple[Figure, ...]
    gaps: tuple[Gap, ...]


def account(
    register: Register,
    table: Frame,
    opening: Sequence[Line],
    closing: Sequence[Line],
    agreement: str | None,
    accrued: AbstractSet[int] = frozenset(),
) -> Account:
    """Return the control account from *opening* to *closing* lines, beside the debtors in *table*.

    *accrued* are the entries (their positions) that accrue results: debtors of the books that nobody has been asked for yet.
    """
    debtors = _of_agreements(register, _on(table, DEBTORS))
    if agreement is not None:
        debtors = debtors[debtors["of"] == agreement]
    return Account(
        opening=sum(one.open for one in opening),
        due=sum(one.due for one in closing) - sum(one.due for one in opening),
        received=sum(one.received for one in closing) - sum(one.received for one in opening),
        written_off=sum(one.written_off for one in closing) - sum(one.written_off for one in opening),
        closing=sum(one.open for one in closing),
        in_books=tuple(
            figure(group) for _, group in debtors.groupby("account", observed=True, sort=True) if len(group)
        ),
        gaps=tuple(_gaps(closing, debtors, accrued)),
    )


def unexplained(found: Account) -> tuple[Difference, ...]:
    """Return the debtors of the books that no agreement explains."""
    return tuple(
        Difference(differences.DEBTOR, one.agreement, one.reference, -one.pence, 0, one.why)
        for one in found.gaps
        if not one.is_explained
    )


def table(found: Account, period: Period, calendar: Calendar) -> Table:
    """Return the control account as a table, each difference to the trial balance a row of its own."""
    in_books = sum(one.pence for one in found.in_books)
    opening = f"Opening debtor, {period.start}"
    if period.is_whole:
        opening = "Opening debtor"
    elif calendar.is_adjusting(period.first):
        opening = f"Opening debtor, after {calendar.label(period.first - 1)}"
    rows = [
        Row((opening, found.opening)),
        Row(("and due", found.due)),
        Row(("less received", found.received)),
        Row(("less written off", found.written_off)),
        Row((f"Closing debtor, {period.end}", found.closing), is_subtotal=True),
        *(Row((f"in the books: {_said(one.account)}", one)) for one in found.in_books),
        *(Row((f"{one.reference or one.agreement or 'no agreement'}: {one.why}", one.pence)) for one in found.gaps),
    ]
    proved = in_books + sum(one.pence for one in found.gaps)
    rows.append(Row(("Trial balance, with the differences above", proved), is_subtotal=True))
    return Table("control", "Control account, held against the trial balance", _COLUMNS, tuple(rows))


def _said(account: str) -> str:
    name = accounts.parse(account)
    return f"{':'.join(name.parts)} of {name.fund}"


def books(
    register: Register, table: Frame, transactions: Sequence[Transaction], with_claims: AbstractSet[str]
) -> Books:
    """Return what the books hold besides cash of agreements: given up, to go back, received in advance.

    Given up is what was written off of grants and results, no other debtor's. To go back is what entries say that move no cash:
    what was paid back is a receipt below zero. *with_claims* are agreements whose claims say what is due.
    """
    off, owed = _on(table, ("WriteOffs",)), _on(table, DEBTORS[:2])
    given_up = _of_agreements(register, off[off["txn"].isin(owed["txn"])])
    creditors = _on(table, ("GrantRepayable",))
    repayable = _of_agreements(register, creditors[~creditors["txn"].isin(_on(table, ("Cash",))["txn"])])
    in_advance = _of_agreements(register, _on(table, ("ReceiptsInAdvance",)))
    return Books(
        _changes(given_up, 1, transactions, frozenset()),
        _changes(repayable, -1, transactions, with_claims),
        _changes(in_advance, -1, transactions, frozenset()),
    )


def _changes(
    rows: Frame, sign: int, transactions: Sequence[Transaction], with_claims: AbstractSet[str]
) -> list[Change]:
    columns = ["position", "txn", "fund", "of", "instalment", "pence"]
    found = []
    for position, txn, fund, of, instalment, pence in rows.assign(position=rows.index)[columns].itertuples(
        index=False, name=None
    ):
        said = transactions[txn].meta
        is_claim = of in with_claims and ("claim" in said or "route" in said)
        found.append(Change(position, fund, of, instalment, sign * pence, said, is_claim))
    return found


def _on(table: Frame, parts: Iterable[str]) -> Frame:
    """Return the postings to accounts that one of *parts* follows the fund in."""
    wanted = set(parts)
    return table[
        table["account"].isin(
            [name for name in table["account"].cat.categories if accounts.parse(name).first in wanted]
        )
    ]


def _of_agreements(register: Register, rows: Frame) -> Frame:
    """Return those of *rows* in funds with agreements, each with the agreement that it is *of*."""
    fund_of = {one.name: one.fund for one in register.agreements.values()}
    own = rows[rows["fund"].isin(list(set(fund_of.values()))) & (rows["commodity"] == "GBP")]
    of = [
        named if fund_of.get(named) == fund else "" if named else register.alone.get(fund, "")
        for fund, named in zip(own["fund"], own["agreement"], strict=True)
    ]
    return own.assign(of=of)


def _gaps(closing: Sequence[Line], debtors: Frame, accrued: AbstractSet[int]) -> list[Gap]:
    """Return where the debtor of an agreement is not the books'; nothing where its total agrees."""
    ours: dict[tuple[str, str], int] = defaultdict(int)
    to_come: dict[str, int] = {}
    in_advance = {one.reference for one in closing if one.held and one.creditor}
    by_claims = {one.agreement for one in closing if one.claims}
    for one in closing:
        # What came too much and is to go back stands with what is repaid.
        owed_back = 0 if one.held else one.creditor
        ours[one.agreement, _group(one, by_claims)] += one.open + owed_back
        ours[one.agreement, REPAYMENT] -= owed_back
        to_come[one.reference] = one.to_come
    theirs: dict[tuple[str, str], int] = defaultdict(int)
    columns = debtors[["of", "account", "instalment", "pence", "txn"]]
    for of, name, instalment, pence, txn in columns.itertuples(index=False, name=None):
        first = accounts.parse(str(name)).first
        is_claimed = first == "ResultsReceivable" and of in by_claims
        group = REPAYMENT if first == "GrantRepayable" else instalment if instalment in to_come else ""
        group = _ACCRUED if txn in accrued else RESULTS if is_claimed else group
        theirs[of, group] += pence
    totals: dict[str, int] = defaultdict(int)
    for (of, _), pence in ours.items():
        totals[of] += pence
    for (of, _), pence in theirs.items():
        totals[of] -= pence
    for of in by_claims:
        # Money for no instalment that was posted against the debtor of claims is no second difference.
        if ours[of, RESULTS] + ours[of, ""] == theirs[of, RESULTS]:
            ours[of, RESULTS] += ours.pop((of, ""))
    return [
        _gap(of, group, ours[of, group], theirs[of, group], to_come.get(group, 0), is_held=group in in_advance)
        for of, group in dict.fromkeys([*ours, *theirs])
        if totals[of] and ours[of, group] != theirs[of, group]
    ]


def _group(line: Line, by_claims: AbstractSet[str]) -> str:
    if line.stream == REPAYMENT:
        return REPAYMENT
    if not line.is_expected:
        return ""
    return RESULTS if line.stream == RESULTS and line.agreement in by_claims else line.reference


def _gap(of: str, group: str, ours: int, theirs: int, to_come: int, *, is_held: bool) -> Gap:
    pence = ours - theirs
    group = "" if group == RESULTS else group
    if group == _ACCRUED:
        return Gap(of, group, pence, "results achieved and not yet claimed", is_explained=True)
    if is_held and not theirs:
        return Gap(of, group, pence, "received in advance, until its families are reached", is_explained=True)
    if not theirs:
        why = "due, and no debtor in the books" if ours > 0 else "received and not due, and no creditor in the books"
        return Gap(of, group, pence, why, is_explained=True)
    if not ours and 0 < theirs <= to_come:
        return Gap(of, group, pence, "a debtor in the books before its day", is_explained=True)
    return Gap(of, group, pence, "the books' debtor is not what is due: correct the entry", is_explained=False)

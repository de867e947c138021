"""Does the debtor that agreements give agree with the one in the trial balance?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ledger import accounts, reconciling
from ledger.entitlement import RESULTS
from ledger.reconciling import Change, Difference
from reports.figures import figure
from reports.statement import Column, Figure, Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    import pandas as pd
    from beancount.core.data import Transaction as Entry

    from ledger.agreements import Register
    from ledger.periods import Period
    from ledger.reconciling import Line

    Frame: TypeAlias = pd.DataFrame
    Transaction: TypeAlias = Entry

#: Where the books hold what funders owe, and what is owed back to them.
DEBTORS = ("GrantReceivable", "ResultsReceivable", "GrantRepayable")
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
    register: Register, table: Frame, opening: Sequence[Line], closing: Sequence[Line], agreement: str | None
) -> Account:
    """Return the control account from *opening* to *closing* lines, beside the debtors in *table*."""
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
        gaps=tuple(_gaps(closing, debtors)),
    )


def unexplained(found: Account) -> tuple[Difference, ...]:
    """Return the debtors of the books that no agreement explains."""
    return tuple(
        Difference(reconciling.DEBTOR, one.agreement, one.reference, -one.pence, 0, one.why)
        for one in found.gaps
        if not one.is_explained
    )


def table(found: Account, period: Period) -> Table:
    """Return the control account as a table, each difference to the trial balance a row of its own."""
    in_books = sum(one.pence for one in found.in_books)
    opening = "Opening debtor" if period.is_whole else f"Opening debtor, {period.start}"
    rows = [
        Row((opening, found.opening)),
        Row(("and due", found.due)),
        Row(("less received", found.received)),
        Row(("less written off", found.written_off)),
        Row((f"Closing debtor, {period.end}", found.closing), is_subtotal=True),
        *(Row((f"in the books: {one.account}", one)) for one in found.in_books),
        *(Row((f"{one.reference or one.agreement or 'no agreement'}: {one.why}", one.pence)) for one in found.gaps),
    ]
    proved = in_books + sum(one.pence for one in found.gaps)
    rows.append(Row(("Trial balance, with the differences above", proved), is_subtotal=True))
    return Table("control", "Control account, held against the trial balance", _COLUMNS, tuple(rows))


def written_off(register: Register, table: Frame, transactions: Sequence[Transaction]) -> list[Change]:
    """Return what was written off of grants and results, with the window that its entry names: no other debtor's."""
    off, owed = _on(table, ("WriteOffs",)), _on(table, DEBTORS[:2])
    rows = _of_agreements(register, off[off["txn"].isin(owed["txn"])])
    windows = [str(transactions[txn].meta.get("window") or "") for txn in rows["txn"]]
    return [one._replace(window=window) for one, window in zip(_changes(rows, 1), windows, strict=True)]


def repayable(
    register: Register, table: Frame, transactions: Sequence[Transaction], with_claims: AbstractSet[str]
) -> list[Change]:
    """Return what is to go back to funders, by the entries that say so; what was paid back is a receipt below zero.

    A clawback of a claim lowers what the claim is due, so it is not counted again.
    """
    creditors = _on(table, ("GrantRepayable",))
    rows = _of_agreements(register, creditors[~creditors["txn"].isin(_on(table, ("Cash",))["txn"])])
    is_claim = [
        of in with_claims and ("claim" in transactions[txn].meta or "route" in transactions[txn].meta)
        for txn, of in zip(rows["txn"], rows["of"], strict=True)
    ]
    return [one for one, is_left_out in zip(_changes(rows, -1), is_claim, strict=True) if not is_left_out]


def _changes(rows: Frame, sign: int) -> list[Change]:
    return [
        Change(position, fund, of, instalment, sign * pence)
        for position, fund, of, instalment, pence in rows[["fund", "of", "instalment", "pence"]].itertuples(name=None)
    ]


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
    names: dict[str, list[str]] = defaultdict(list)
    for one in register.agreements.values():
        names[one.fund].append(one.name)
    own = rows[rows["fund"].isin(list(names)) & (rows["commodity"] == "GBP")]
    of = [
        named if named in names[fund] else names[fund][0] if not named and len(names[fund]) == 1 else ""
        for fund, named in zip(own["fund"], own["agreement"], strict=True)
    ]
    return own.assign(of=of)


def _gaps(closing: Sequence[Line], debtors: Frame) -> list[Gap]:
    """Return where the debtor of an agreement is not the books'; nothing where its total agrees."""
    ours: dict[tuple[str, str], int] = defaultdict(int)
    to_come: dict[str, int] = {}
    by_claims = {one.agreement for one in closing if one.claims}
    for one in closing:
        ours[one.agreement, _group(one, by_claims)] += one.open
        to_come[one.reference] = one.to_come
    theirs = _in_books(debtors, by_claims, to_come)
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
        _gap(of, group, ours[of, group], theirs[of, group], to_come.get(group, 0))
        for of, group in dict.fromkeys([*ours, *theirs])
        if totals[of] and ours[of, group] != theirs[of, group]
    ]


def _in_books(
    debtors: Frame, by_claims: AbstractSet[str], instalments: Container[str]
) -> defaultdict[tuple[str, str], int]:
    """Return the debtors of the books by agreement and what they are of; what was clawed back is of the claims."""
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    columns = debtors[["of", "account", "instalment", "pence"]]
    for of, name, instalment, pence in columns.itertuples(index=False, name=None):
        first = accounts.parse(str(name)).first
        if of in by_claims and first in ("ResultsReceivable", "GrantRepayable"):
            group = RESULTS
        elif first == "GrantRepayable":
            group = reconciling.REPAYMENT
        else:
            group = instalment if instalment in instalments else ""
        found[of, group] += pence
    return found


def _group(line: Line, by_claims: AbstractSet[str]) -> str:
    """Return what a line's debtor is held against: the debtor of claims, of repayments, or of its own instalment."""
    if not line.is_expected:
        return ""
    if line.stream in (RESULTS, reconciling.REPAYMENT):
        return RESULTS if line.agreement in by_claims else _alone(line)
    return line.reference


def _alone(line: Line) -> str:
    return reconciling.REPAYMENT if line.stream == reconciling.REPAYMENT else line.reference


def _gap(of: str, group: str, ours: int, theirs: int, to_come: int) -> Gap:
    pence = ours - theirs
    group = "" if group == RESULTS else group
    if not theirs:
        why = "due, and no debtor in the books" if ours > 0 else "received and not due, and no creditor in the books"
        return Gap(of, group, pence, why, is_explained=True)
    if not ours and 0 < theirs <= to_come:
        return Gap(of, group, pence, "a debtor in the books before its day", is_explained=True)
    return Gap(of, group, pence, "the books' debtor is not what is due: correct the entry", is_explained=False)

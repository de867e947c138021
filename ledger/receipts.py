"""Which cash came from the funder, under which agreement, and for which instalment?

The instalment is the one that the entry names, else that of the advice line (evidence) which belongs to it, else what a
person matched it to; never guessed by payer or amount. What an entry settles of ``GrantRepayable`` is no receipt of an
instalment: a credit of £900 that is £1,000 of a grant net of £100 clawed back is both.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ledger import accounts
from ledger.advice import STREAMS

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from beancount.core.data import Transaction

    from ledger.advice import Known
    from ledger.agreements import Instalment, Register

#: What is due from a funder, and what of its money is not yet ours or to go back.
_OF_GRANTS = frozenset({"GrantReceivable", "ResultsReceivable", "ReceiptsInAdvance", "GrantRepayable", "HeldForOthers"})
#: The same of partners: no grant, unless the entry names its agreement.
_OF_PARTNERS = frozenset({"ContributionsReceivable", "ContributionsInAdvance", "PartnersRepayable"})
_OF_RESULTS = frozenset({"ResultsReceivable", "ResultsPayments"})


class Receipt(NamedTuple):
    """Cash of one posting, or a part of it, for one instalment; pence, below zero where money went back.

    *position* is its place in the postings table and *posted* the pence there, *key* its row's ``doc``, *agreement* and
    *instalment* blank where nothing names them. *is_repayment* where it settles, or makes, what is to go back.
    """

    position: int
    key: str
    place: str
    day: datetime.date
    fund: str
    agreement: str
    instalment: str
    pence: int
    is_results: bool
    is_repayment: bool
    said: Mapping[str, object]
    payee: str
    posted: int

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its posting."""
        return self.pence == self.posted


def cash(table: pd.DataFrame, funds: Iterable[str]) -> pd.DataFrame:
    """Return the GBP cash postings of *funds* that a funder's money moved.

    Columns ``is_grant`` (the other side is no partner's), ``is_results`` and ``repaid`` (pence that the entry takes off what
    is to go back, once an entry; below zero where it adds to it) are added.
    """
    chosen = set(funds)
    own = table[table["fund"].isin(chosen) & (table["commodity"] == "GBP")]
    names = [str(name) for name in own["account"].cat.categories]
    parsed = {name: accounts.parse(name) for name in names}
    pair = own["txn"] * len(own["fund"].cat.categories) + own["fund"].cat.codes

    def moved(kinds: Iterable[str]) -> pd.Series[bool]:
        return pair.isin(pair[own["account"].isin(list(kinds))])

    grants = [name for name, one in parsed.items() if _is_grant(one)]
    partners = [name for name, one in parsed.items() if one.root != "Income" and one.first in _OF_PARTNERS]
    is_cash = own["account"].isin(
        [name for name, one in parsed.items() if (one.root, one.parts) == ("Assets", ("Cash",))]
    )
    is_grant = moved(grants) | (own["opening"] == "received")
    is_opening = own["opening"] != ""
    is_receipt = (own["opening"] == "received") | ((is_grant | moved(partners)) & ~is_opening)
    marked = own.assign(
        is_grant=is_grant,
        is_results=moved(name for name, one in parsed.items() if one.first in _OF_RESULTS),
        pair=pair,
    )[is_cash & is_receipt]
    creditors = (
        own["account"].isin([name for name, one in parsed.items() if one.first == "GrantRepayable"]) & ~is_opening
    )
    repaid = own["pence"][creditors].groupby(pair[creditors]).sum()
    return marked.assign(
        repaid=marked["pair"].map(repaid).where(~marked["pair"].duplicated()).fillna(0).astype("int64")
    )


def _is_grant(name: accounts.AccountName) -> bool:
    if name.root == "Income":
        return name.stream in STREAMS
    return name.root in ("Assets", "Liabilities") and name.first in _OF_GRANTS


def resolved(
    register: Register, transactions: Sequence[Transaction], table: pd.DataFrame, told: Known
) -> list[Receipt]:
    """Return every receipt of *table* in the order of dates, with the instalment that it is known to be for.

    One posting that pays several instalments is several receipts: as its advice lines say, or filling in order the
    instalments that a person matched it to.
    """
    sole = register.alone
    rows = cash(table, {one.fund for one in register.agreements.values()})
    rows = rows[~rows["txn"].isin(_taken_back(transactions, rows))]
    agreed = {one.reference: one for one in register.instalments}
    paid: dict[str, int] = defaultdict(int)
    found: list[Receipt] = []
    columns = ["txn", "fund", "agreement", "instalment", "pence", "is_grant", "is_results", "repaid", "file", "line"]
    for position, txn, fund, named, instalment, pence, is_grant, is_results, repaid, file, line in rows[
        columns
    ].itertuples(name=None):
        if not named and not is_grant:
            continue
        of_fund = named in register.agreements and register.agreements[named].fund == fund
        entry = transactions[txn]
        whole = Receipt(
            position=position,
            key=str(entry.meta.get("doc") or ""),
            place=f"{file}:{line}",
            day=entry.date,
            fund=fund,
            agreement=named if of_fund else "" if named else sole.get(fund, ""),
            instalment=instalment,
            pence=pence + repaid,
            is_results=is_results,
            is_repayment=False,
            said=entry.meta,
            payee=entry.payee or "",
            posted=pence,
        )
        parts: list[Receipt] = []
        if whole.pence or not repaid:
            parts = [_placed(register, part, agreed) for part in _parts(whole, told, agreed, paid, register)]
        if repaid:
            back = _placed(register, whole._replace(pence=-repaid, is_repayment=True), agreed)
            of_parts = {part.agreement for part in parts}
            parts.append(back._replace(agreement=of_parts.pop()) if len(of_parts) == 1 else back)
        found += parts
    return found


def by_agreement(came: Iterable[Receipt]) -> dict[str, list[Receipt]]:
    """Return the receipts *came* by their agreement, those of none under a blank name."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    for one in came:
        found[one.agreement].append(one)
    return found


def _taken_back(transactions: Sequence[Transaction], rows: pd.DataFrame) -> set[int]:
    """Return the entries of *rows* that a later one takes back to the penny, and those that do: they pay nothing."""
    cash_of: dict[int, int] = defaultdict(int)
    for txn, pence in zip(rows["txn"].tolist(), rows["pence"].tolist(), strict=True):
        cash_of[txn] += pence
    docs = {str(transactions[txn].meta["doc"]): txn for txn in cash_of if "doc" in transactions[txn].meta}
    found: set[int] = set()
    for txn, pence in cash_of.items():
        earlier = docs.get(str(transactions[txn].meta.get("reverses") or ""))
        if earlier is not None and cash_of[earlier] == -pence:
            found |= {earlier, txn}
    return found


def _parts(
    whole: Receipt, told: Known, agreed: Mapping[str, Instalment], paid: dict[str, int], register: Register
) -> list[Receipt]:
    """Return *whole*, split over the instalments that it is known to pay; *paid* holds what each has been paid so far."""
    by_hand = [one for one in told.matches.get(whole.key, ()) if _may_pay(whole, agreed.get(one), register)]
    if not whole.instalment and not by_hand:
        lines = told.advice.get(whole.key, ())
        if lines and sum(pence for _, pence in lines) == whole.pence and all(name in agreed for name, _ in lines):
            parts = [whole._replace(instalment=name, pence=pence) for name, pence in lines]
            return _counted(parts, paid)
    # A person's match goes first; what it leaves stays with the instalment that the entry names.
    own = [whole.instalment] if whole.instalment else []
    targets = [*(one for one in dict.fromkeys(by_hand) if one not in own), *own]
    if not targets:
        return [whole]
    shares: list[Receipt] = []
    left = whole.pence
    for target in targets:
        room = agreed[target].amount - paid[target] if target in agreed else 0
        share = left if target == targets[-1] else min(left, max(0, room))
        shares.append(whole._replace(instalment=target, pence=share))
        left -= share
    return _counted([one for one in shares if one.pence] or shares[:1], paid)


def _may_pay(whole: Receipt, instalment: Instalment | None, register: Register) -> bool:
    """Return whether the money may be *instalment*'s: of the same fund, and of no other agreement."""
    agreement = register.agreements.get(instalment.agreement) if instalment else None
    return agreement is not None and agreement.fund == whole.fund and whole.agreement in ("", agreement.name)


def _counted(parts: list[Receipt], paid: dict[str, int]) -> list[Receipt]:
    for one in parts:
        paid[one.instalment] += one.pence
    return parts


def _placed(register: Register, part: Receipt, agreed: Mapping[str, Instalment]) -> Receipt:
    """Return *part* under the agreement of its instalment, where the entry names no other; else without instalment."""
    instalment = agreed.get(part.instalment)
    if instalment is None or instalment.agreement == part.agreement:
        return part
    agreement = register.agreements.get(instalment.agreement)
    if not part.agreement and agreement is not None and agreement.fund == part.fund:
        return part._replace(agreement=agreement.name)
    return part._replace(instalment="")

"""Which cash came from the funder, under which agreement, and for which instalment?

The instalment is the one that the entry names, else that of the advice line (evidence) which belongs to it, else what a
person matched it to; never guessed by payer or amount.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ledger import accounts, matching

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from beancount.core.data import Transaction

    from ledger.agreements import Agreement, Evidence, Instalment, Register

#: What is due from a funder, and what of its money is not yet ours or to go back.
_OF_GRANTS = frozenset({"GrantReceivable", "ResultsReceivable", "ReceiptsInAdvance", "GrantRepayable", "HeldForOthers"})
#: The same of partners: no grant, unless the entry names its agreement.
_OF_PARTNERS = frozenset({"ContributionsReceivable", "ContributionsInAdvance", "PartnersRepayable"})
_OF_RESULTS = frozenset({"ResultsReceivable", "ResultsPayments"})
#: The streams of evidence that tell of money from a funder.
STREAMS = ("grant-income", "results")


class Receipt(NamedTuple):
    """Cash of one posting, or a part of it, for one instalment; pence, below zero where money went back.

    *position* is its place in the postings table, *key* its row's ``doc``, *agreement* and *instalment* blank where
    nothing names them. *is_whole* where it is all of the posting.
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
    is_whole: bool = True


def received(register: Register, table: pd.DataFrame, agreement: Agreement) -> pd.DataFrame:
    """Return the cash postings of *agreement*'s receipts from its funder, repayments netted off.

    An entry belongs to the agreement that it names; one that names none, to the only agreement its fund has. What was
    paid to suppliers is no receipt, whichever agreement it names: the other side of one is the grant's or the results'
    income, a grant debtor or creditor, or an opening balance.
    """
    sharing = [one for one in register.agreements.values() if one.fund == agreement.fund]
    own = cash(table, [agreement.fund])
    named = own["agreement"] == agreement.name
    if len(sharing) > 1:
        return own[named]
    return own[named | ((own["agreement"] == "") & own["is_grant"])]


def cash(table: pd.DataFrame, funds: Iterable[str]) -> pd.DataFrame:
    """Return the GBP cash postings of *funds* that a funder's money moved.

    Columns ``is_grant`` (the other side is no partner's), ``is_results`` and ``is_repayment`` are added.
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
        is_repayment=moved(name for name, one in parsed.items() if one.first == "GrantRepayable"),
    )
    return marked[is_cash & is_receipt]


def _is_grant(name: accounts.AccountName) -> bool:
    if name.root == "Income":
        return name.stream in STREAMS
    return name.root in ("Assets", "Liabilities") and name.first in _OF_GRANTS


@dataclass(frozen=True)
class Known:
    """What is known of money besides the entries themselves.

    *matches* are a person's, by either key; *advice* the instalment and pence of the advice lines that belong to one posted
    row; *unmatched* the evidence that belongs to nothing, neither posted nor matched by a person.
    """

    matches: Mapping[str, Sequence[str]]
    advice: Mapping[str, Sequence[tuple[str, int]]]
    unmatched: tuple[Evidence, ...]


def known(register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None) -> Known:
    """Return what is known on *as_at* (None: by now) of the money that came."""
    matches = matches_of(register, as_at)
    funds = {one.fund for one in register.agreements.values()}
    evidence = {
        one.key: one
        for one in register.evidence
        if one.stream in STREAMS and one.fund in funds and (as_at is None or one.date <= as_at)
    }
    if not evidence:
        return Known(matches, {}, ())
    stood = (txn for txn in transactions if as_at is None or txn.date <= as_at)
    posted = matching.posted(stood, evidence.values())
    belongs = matching.matched(register, list(evidence.values()), posted)
    agreed = {one.reference for one in register.instalments}
    by_hand = {key: next((one for one in matches.get(key, ()) if one in agreed), "") for key in evidence}
    advice: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, match in belongs.items():
        if len(set(match.keys)) == 1:
            one = evidence[key]
            advice[match.keys[0]].append((by_hand[key] or str(one.said.get("instalment", "")), -one.stream_pence))
    left = [one for key, one in evidence.items() if key not in belongs and not by_hand[key]]
    return Known(matches, advice, tuple(left))


def matches_of(register: Register, as_at: datetime.date | None) -> dict[str, list[str]]:
    """Return what each key was matched to, in the order of the matches; those made after *as_at* left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in register.records:
        if one.name == "match" and (as_at is None or one.date <= as_at):
            values = one.values  # noqa: PD011 - of a record, not of pandas
            found[values["one"]].append(values["other"])
            found[values["other"]].append(values["one"])
    return found


def resolved(
    register: Register, transactions: Sequence[Transaction], table: pd.DataFrame, told: Known
) -> list[Receipt]:
    """Return every receipt of *table* in the order of dates, with the instalment that it is known to be for.

    One posting that pays several instalments is several receipts: as its advice lines say, or filling in order the
    instalments that a person matched it to.
    """
    sole = _sole_agreements(register)
    rows = cash(table, {one.fund for one in register.agreements.values()})
    agreed = {one.reference: one for one in register.instalments}
    paid: dict[str, int] = defaultdict(int)
    found: list[Receipt] = []
    columns = (
        "txn",
        "fund",
        "agreement",
        "instalment",
        "pence",
        "is_grant",
        "is_results",
        "is_repayment",
        "file",
        "line",
    )
    for position, txn, fund, named, instalment, pence, is_grant, is_results, is_repayment, file, line in rows[
        list(columns)
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
            pence=pence,
            is_results=is_results,
            is_repayment=is_repayment,
            said=entry.meta,
            payee=entry.payee or "",
        )
        found += [_placed(register, part, agreed) for part in _parts(whole, told, agreed, paid)]
    return found


def _sole_agreements(register: Register) -> dict[str, str]:
    """Return the agreement of each fund that has one alone."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in register.agreements.values():
        names[one.fund].append(one.name)
    return {fund: of_fund[0] for fund, of_fund in names.items() if len(of_fund) == 1}


def _parts(whole: Receipt, told: Known, agreed: Mapping[str, Instalment], paid: dict[str, int]) -> list[Receipt]:
    """Return *whole*, split over the instalments that it is known to pay; *paid* holds what each has been paid so far."""
    by_hand = [one for one in told.matches.get(whole.key, ()) if one in agreed] if whole.key else []
    if not whole.instalment and not by_hand:
        lines = told.advice.get(whole.key, ()) if whole.key else ()
        if lines and sum(pence for _, pence in lines) == whole.pence and all(name in agreed for name, _ in lines):
            parts = [whole._replace(instalment=name, pence=pence, is_whole=len(lines) == 1) for name, pence in lines]
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
        shares.append(whole._replace(instalment=target, pence=share, is_whole=share == whole.pence))
        left -= share
    return _counted([one for one in shares if one.pence] or shares[:1], paid)


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

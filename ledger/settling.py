"""Which instalment or window of claims does each receipt, write-off, clawback and repayment settle?

Money goes where it is named: to its instalment, to the window that its entry, its instalment or its claim says. Results that
name none go to the oldest window with money to come.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ledger.entitlement import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.agreements import Register
    from ledger.claims import Claim
    from ledger.entitlement import Entitlement
    from ledger.receipts import Receipt


class Change(NamedTuple):
    """Pence of one posting that lower what is owed or what is to be repaid, by agreement and instalment.

    *said* is what its entry says; *is_claim* where it is a step in the life of a claim, which lowers what is due itself.
    """

    position: int
    fund: str
    agreement: str
    instalment: str
    pence: int
    said: Mapping[str, object]
    is_claim: bool = False


class Books(NamedTuple):
    """What the books hold besides cash: debtors given up, what is to go back, and what was received in advance."""

    written_off: Sequence[Change] = ()
    repayable: Sequence[Change] = ()
    in_advance: Sequence[Change] = ()


@dataclass
class Settled:
    """What came and what was given up by reference; what is to go back, and went back, by agreement; pence.

    *creditor* is what the books hold as a creditor of what came beyond what is due, by reference.
    """

    came: dict[str, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    given_up: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    creditor: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    to_repay: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    back: dict[str, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    unexpected: list[Receipt] = field(default_factory=list)
    off_unexpected: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))


def settled(
    register: Register,
    entitled: Sequence[Entitlement],
    claims: Iterable[Claim],
    receipts: Iterable[Receipt],
    books: Books,
) -> Settled:
    """Return what each of *receipts* and of *books* settles of what is *entitled*."""
    work = _Work(register, entitled, claims)
    receipts = list(receipts)
    for receipt in receipts:
        if not receipt.is_repayment:
            work.receive(receipt)
    for change in books.written_off:
        work.write_off(change)
    work.settle_results()
    for change in books.repayable:
        work.owe_back(change)
    for receipt in receipts:
        if receipt.is_repayment:
            work.pay_back(receipt)
    in_advance: dict[str, int] = defaultdict(int)
    for change in books.in_advance:
        in_advance[change.instalment] += change.pence
    for instalment, pence in in_advance.items():
        work.hold(instalment, pence)
    return work.found


class _Work:
    """Receipts and changes as they are placed, one after another."""

    def __init__(self, register: Register, entitled: Sequence[Entitlement], claims: Iterable[Claim]) -> None:
        self.found = Settled()
        self._received: dict[str, int] = defaultdict(int)
        self._due = {one.reference: one for one in entitled}
        self._instalments = {one.reference: one for one in register.instalments}
        self._of_agreement: dict[str, list[Entitlement]] = defaultdict(list)
        for one in entitled:
            self._of_agreement[one.agreement].append(one)
        self._windows = {
            name: windows for name, own in self._of_agreement.items() if (windows := [one for one in own if one.claims])
        }
        self._claims = claims
        self._results: dict[str, list[tuple[Receipt, str | None]]] = defaultdict(list)
        self._off_results: dict[str, list[tuple[int, str | None]]] = defaultdict(list)

    @cached_property
    def _of_claims(self) -> dict[tuple[str, str], str]:
        """The window of each claim, by its agreement and its number, its name, or its family and route."""
        return {
            (one.agreement, name): one.window
            for one in self._claims
            for name in (str(one.place.get("claim") or ""), one.name, f"{one.family}/{one.route}")
        }

    def receive(self, receipt: Receipt) -> None:
        """Place a receipt: its instalment, the results of its agreement, or nothing that is due."""
        named = self._window(receipt)
        if receipt.instalment in self._due:
            self._came(receipt.instalment, receipt)
        elif self._is_of_results(receipt) and (named is None or named in self._due):
            self._results[receipt.agreement].append((receipt, named))
        else:
            self.found.unexpected.append(receipt)

    def write_off(self, change: Change) -> None:
        """Place what was given up, as a receipt is."""
        if change.instalment in self._due:
            self.found.given_up[change.instalment] += change.pence
        elif change.agreement in self._windows:
            named = self._window(change)
            self._off_results[change.agreement].append((change.pence, named if named in self._due else None))
        else:
            self.found.off_unexpected[change.agreement, change.fund] += change.pence

    def settle_results(self) -> None:
        """Place what came and was given up of results in the windows of claims, what names its window first."""
        for name, windows in self._windows.items():
            left = {one.reference: one.due for one in windows}
            for receipt, named in sorted(self._results[name], key=lambda one: one[1] is None):
                for reference, pence in _filled(windows, left, receipt.pence, named):
                    self._came(reference, receipt._replace(pence=pence))
            for pence, named in sorted(self._off_results[name], key=lambda one: one[1] is None):
                for reference, share in _filled(windows, left, pence, named):
                    self.found.given_up[reference] += share

    def owe_back(self, change: Change) -> None:
        """Place what the books owe back: what came beyond what is due first, and what is left as less due.

        A clawback has lowered what its window is due already, so what is left of it lowers nothing.
        """
        left = change.pence
        for one in self._candidates(change):
            if left and (one.claims or not change.is_claim):
                held = self.found.creditor[one.reference]
                share = min(left, max(0, self._over(one))) if left > 0 else max(left, -held)
                self.found.creditor[one.reference] += share
                left -= share
        if not change.is_claim:
            self.found.to_repay[change.agreement] += left

    def pay_back(self, receipt: Receipt) -> None:
        """Place what was paid back: it settles the creditor that it names, then any, then what was to go back."""
        left = -receipt.pence
        for one in self._candidates(receipt) if left > 0 else ():
            share = min(left, self.found.creditor[one.reference])
            if share > 0:
                self.found.creditor[one.reference] -= share
                self._came(one.reference, receipt._replace(pence=-share))
                left -= share
        if not left:
            return
        rest = receipt._replace(pence=-left)
        windows = self._windows.get(receipt.agreement)
        named = self._window(receipt)
        if windows and left > 0 and (named in self._due or not self.found.to_repay[receipt.agreement]):
            self._came(named if named in self._due and named else windows[-1].reference, rest)
        else:
            self.found.back[receipt.agreement].append(rest)

    def hold(self, instalment: str, pence: int) -> None:
        """Place what the books hold as received in advance of fees that wait for performance."""
        one = self._due.get(instalment)
        if one is not None and one.held:
            self.found.creditor[one.reference] += max(0, min(pence, self._over(one)))

    def _came(self, reference: str, receipt: Receipt) -> None:
        self.found.came[reference].append(receipt)
        self._received[reference] += receipt.pence

    def _over(self, one: Entitlement) -> int:
        """Return what came beyond what is due and to come, and is in the books as no creditor yet."""
        settled = (
            self._received[one.reference] + self.found.given_up[one.reference] - self.found.creditor[one.reference]
        )
        return settled - one.due - one.to_come

    def _candidates(self, what: Receipt | Change) -> list[Entitlement]:
        """Return what *what* may settle: what it names, then all else of its agreement, the latest first."""
        named = {what.instalment, self._window(what)}
        latest_first = list(reversed(self._of_agreement.get(what.agreement, [])))
        return sorted(latest_first, key=lambda one: one.reference not in named)

    def _is_of_results(self, receipt: Receipt) -> bool:
        instalment = self._instalments.get(receipt.instalment)
        is_results = receipt.is_results if instalment is None else instalment.stream == RESULTS
        return is_results and receipt.agreement in self._windows

    def _window(self, what: Receipt | Change) -> str | None:
        """Return the reference of the window that *what* is for: as its entry, its instalment or its claim says."""
        said, name = what.said, what.agreement
        instalment = self._instalments.get(what.instalment)
        window = said.get("window") or (instalment.window if instalment else None)
        if not window and said.get("claim"):
            window = self._of_claims.get((name, str(said["claim"])))
        if not window and said.get("family") and said.get("route"):
            window = self._of_claims.get((name, f"{said['family']}/{said['route']}"))
        return f"{name}/results/{window}" if window else None


def _filled(windows: list[Entitlement], left: dict[str, int], pence: int, named: str | None) -> list[tuple[str, int]]:
    """Return *pence* by window; what is taken back is taken from the windows that have too much, the latest first."""
    if named is not None:
        left[named] -= pence
        return [(named, pence)]
    found = []
    rest = pence
    for one in windows if pence > 0 else reversed(windows):
        room = max(0, left[one.reference]) if pence > 0 else min(0, left[one.reference])
        share = min(rest, room) if pence > 0 else max(rest, room)
        if share:
            found.append((one.reference, share))
            left[one.reference] -= share
            rest -= share
    if rest:
        left[windows[-1].reference] -= rest
        found.append((windows[-1].reference, rest))
    return found

"""What became of each claim? Drafted, submitted, paid, rejected, withdrawn, clawed back, written off: from the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.claim_lives import Early, Group, Life, give_on
from ledger.claim_steps import ENDS, Step, steps
from ledger.claim_sums import Event, Sums, sums_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

    from ledger.agreements import Register


@dataclass(frozen=True)
class Claim:
    """A claim of a result for one family, with all its events in order; *pence* is what was asked for.

    *achieved* is the day of the result, where the draft or the claim says it.
    """

    name: str
    agreement: str
    fund: str
    family: str
    attached: str
    route: str
    window: str
    pence: int
    evidence: str
    achieved: datetime.date | None
    events: tuple[Event, ...]
    place: dict[str, Any] = field(repr=False, compare=False)

    def sums(self, as_at: datetime.date | None = None) -> Sums:
        """Return what became of the claim's pence until *as_at*."""
        return sums_of(one for one in self.events if as_at is None or one.date <= as_at)

    def submitted(self) -> datetime.date | None:
        """Return the day on which the claim was submitted, None for a draft."""
        return next((one.date for one in self.events if one.what == "submitted"), None)

    def state(self, as_at: datetime.date | None = None) -> str:
        """Return how the claim stands: its last state by what became of its pence, *part-paid* among them.

        Empty where it is not drafted by then.
        """
        known = [one.what for one in self.events if as_at is None or one.date <= as_at]
        if "submitted" not in known:
            return "drafted" if known else ""
        sums = self.sums(as_at)
        if sums.submitted <= sums.rejected + sums.withdrawn + sums.clawed_back and set(known) & set(ENDS):
            return next(what for what in reversed(known) if what in ENDS)
        if sums.outstanding <= 0 and sums.written_off:
            return "written-off"
        if sums.paid > 0:
            return "paid" if sums.outstanding <= 0 else "part-paid"
        return "submitted"

    def is_live(self, as_at: datetime.date | None = None) -> bool:
        """Return whether the claim was submitted and neither rejected, withdrawn nor clawed back."""
        return self.state(as_at) not in ("", "drafted", *ENDS)

    def claimed(self, as_at: datetime.date | None = None) -> int:
        """Return the pence submitted and not rejected, withdrawn or clawed back."""
        sums = self.sums(as_at)
        return sums.submitted - sums.rejected - sums.withdrawn - sums.clawed_back

    def paid(self, as_at: datetime.date | None = None) -> int:
        """Return the pence received and not clawed back."""
        return self.sums(as_at).paid

    def outstanding(self, as_at: datetime.date | None = None) -> int:
        """Return the pence claimed and neither received nor written off; below zero where too much was paid."""
        return self.sums(as_at).outstanding


class Unplaced(NamedTuple):
    """A step that belongs to no claim, or of which *pence* are more than its claims still asked for."""

    step: Step
    pence: int


@dataclass(frozen=True)
class History:
    """Every claim; ends of claims that nobody submitted or that had ended; payments for nothing that is owed."""

    claims: tuple[Claim, ...]
    strays: tuple[Unplaced, ...]
    unplaced: tuple[Unplaced, ...]


def claims(
    register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None
) -> tuple[Claim, ...]:
    """Return every claim of the books as they stood on *as_at*, in the order in which claims were first drafted or made."""
    return history(register, transactions, as_at).claims


def history(register: Register, transactions: Iterable[Transaction], as_at: datetime.date | None = None) -> History:
    """Return the claims of the books as they stood on *as_at*, and the steps that belong to none."""
    books = _Lives()
    for step in steps(register, transactions, as_at):
        if step.what == "drafted":
            books.begin(step)
        elif step.what == "submitted":
            books.submit(step)
        elif step.what in ENDS:
            books.end(step)
        else:
            books.settle(step)
    funds = {name: one.fund for name, one in register.agreements.items()}
    return History(
        tuple(_claim(one, funds[one.first.agreement]) for one in books.lives if one.first.agreement in funds),
        tuple(books.strays),
        (*books.unplaced, *(Unplaced(*one) for group in books.groups for one in group.early)),
    )


def _claim(life: Life, fund: str) -> Claim:
    first = life.first
    return Claim(
        life.name, first.agreement, fund, first.family, first.attached, first.route, first.window, first.pence,
        first.evidence, life.achieved, tuple(life.events), first.place,
    )  # fmt: skip


class _Lives:
    """The claims as steps are taken, found by what steps name: a claim's name or number, its family and route, its window."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        self.strays: list[Unplaced] = []
        self.unplaced: list[Unplaced] = []
        self._of_family: dict[tuple[str, str, str], list[Life]] = defaultdict(list)
        self._groups: dict[tuple[str, str, str], Group] = defaultdict(Group)
        self._names: dict[str, int] = defaultdict(int)

    @property
    def groups(self) -> Iterable[Group]:
        """The claims that one payment may be for, by what it would name."""
        return self._groups.values()

    def begin(self, step: Step) -> Life:
        """Begin a claim with *step*."""
        group = step.claim or ":".join(filter(None, (step.agreement, step.window)))
        name = f"{group}/{step.family}/{step.route}"
        self._names[name] += 1
        if self._names[name] > 1:
            name = f"{name}/{self._names[name]}"
        life = Life(name, step)
        self.lives.append(life)
        self._of_family[step.agreement, step.family, step.route].append(life)
        if step.what == "drafted":
            life.take(step, step.pence)
        return life

    def submit(self, step: Step) -> None:
        """Submit a claim: the draft of it where there is one, else a new claim."""
        draft = next((one for one in self._named(step) if not one.is_submitted), None)
        life = draft or self.begin(step)
        life.first = step
        life.achieved = step.achieved or life.achieved
        life.take(step, step.pence)
        for kind, said in (("window", step.window), ("claim", step.claim), ("claim", life.name)):
            if said:
                group = self._groups[step.agreement, kind, said]
                group.lives.append(life)
                self._settle_early(group, life, step.date)

    def end(self, step: Step) -> None:
        """End the last claim of the family and route that is open, or the part of it that the step takes back."""
        life = next((one for one in reversed(self._named(step)) if one.is_open), None)
        pence = min(step.pence, life.open_pence) if life else 0
        if pence < step.pence:
            self.strays.append(Unplaced(step, step.pence - pence))
        if life is not None:
            life.take(step, pence)
            if step.what != "clawed-back":
                give_on(life, step.date)

    def settle(self, step: Step) -> None:
        """Count a payment, or what is written off, to the claims that it names."""
        if step.family and step.route:
            open_ones = [one for one in self._named(step) if one.is_submitted]
            if open_ones:
                open_ones[-1].take(step, step.pence)
                return
        kind, said = ("claim", step.claim) if step.claim else ("window", step.window)
        group = self._groups.get((step.agreement, kind, said))
        left = group.settle(step) if group else step.pence
        if left and group and len(group.lives) == 1:
            group.lives[0].take(step, left)
            group.lives[0].share(step, left, group)
        elif left > 0 and step.what == "paid" and said:
            self._groups[step.agreement, kind, said].early.append(Early(step, left))
        elif left:
            self.unplaced.append(Unplaced(step, left))

    def _settle_early(self, group: Group, life: Life, day: datetime.date) -> None:
        """Let money that came for the claims of *group* before *life* was submitted pay it."""
        if len(group.lives) > 1:
            give_on(group.lives[0], day)
        while group.early and life.outstanding > 0:
            early = group.early.pop(0)
            part = min(early.pence, life.outstanding)
            life.pay(day, early.key, part, group)
            if part < early.pence:
                group.early.insert(0, early._replace(pence=early.pence - part))

    def _named(self, step: Step) -> list[Life]:
        """Return the claims of the step's family and route that its number and window, where it has them, fit."""
        return [
            one
            for one in self._of_family.get((step.agreement, step.family, step.route), ())
            if (not step.claim or not one.first.claim or one.first.claim == step.claim)
            and (not step.window or not one.first.window or one.first.window == step.window)
        ]

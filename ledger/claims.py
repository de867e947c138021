"""What became of each claim? Drafted, submitted, paid, rejected, withdrawn, clawed back, written off: from the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.claim_steps import ENDS, Step, steps

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from beancount.core.data import Transaction

    from ledger.agreements import Register


class Event(NamedTuple):
    """A step in the life of a claim.

    *what* is drafted, submitted, paid, rejected, withdrawn, clawed-back or written-off; *pence* is the part of the step that is
    the claim's; *key* is the row's document key, or the file and line of an entry by hand.
    """

    date: datetime.date
    what: str
    pence: int
    key: str


class Sums(NamedTuple):
    """Pence of a claim by what became of them: *submitted* is the sum of the others; *repaid* is a part of *clawed_back*."""

    submitted: int = 0
    paid: int = 0
    outstanding: int = 0
    rejected: int = 0
    withdrawn: int = 0
    clawed_back: int = 0
    written_off: int = 0
    repaid: int = 0


@dataclass(frozen=True)
class Claim:
    """A claim of a result for one family, with all its events in order; *pence* is what was asked for."""

    name: str
    agreement: str
    fund: str
    family: str
    attached: str
    route: str
    window: str
    pence: int
    evidence: str
    events: tuple[Event, ...]
    place: dict[str, Any] = field(repr=False, compare=False)

    def sums(self, as_at: datetime.date | None = None) -> Sums:
        """Return what became of the claim's pence until *as_at*."""
        return _sums(one for one in self.events if as_at is None or one.date <= as_at)

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
    strays: tuple[Step, ...]
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
        tuple(one.claim(funds[one.first.agreement]) for one in books.lives if one.first.agreement in funds),
        tuple(books.strays),
        tuple(books.unplaced),
    )


def _sums(events: Iterable[Event]) -> Sums:
    """Return what became of a claim's pence; money that goes back for what was clawed back is not taken back twice."""
    submitted = paid = rejected = withdrawn = clawed = written = returned = 0
    for one in events:
        match one.what:
            case "submitted":
                submitted += one.pence
            case "paid":
                back = min(max(-one.pence, 0), clawed - returned)
                returned += back
                paid += one.pence + back
            case "clawed-back":
                clawed += one.pence
                # What was sent back before the claw-back was entered has left what is paid already.
                paid -= min(max(paid, 0), one.pence)
            case "rejected":
                rejected += one.pence
            case "withdrawn":
                withdrawn += one.pence
            case "written-off":
                written += one.pence
    outstanding = submitted - paid - rejected - withdrawn - clawed - written
    return Sums(submitted, paid, outstanding, rejected, withdrawn, clawed, written, returned)


class _Life:
    """A claim as its steps are taken."""

    def __init__(self, name: str, first: Step) -> None:
        self.name = name
        self.first = first
        self.events: list[Event] = []

    def take(self, step: Step, pence: int) -> None:
        self.events.append(Event(step.date, step.what, pence, step.key))

    @property
    def is_submitted(self) -> bool:
        return any(one.what == "submitted" for one in self.events)

    @property
    def is_open(self) -> bool:
        """Whether it was submitted and nothing has ended it."""
        return self.is_submitted and not any(one.what in ENDS for one in self.events)

    @property
    def outstanding(self) -> int:
        return _sums(self.events).outstanding

    def claim(self, fund: str) -> Claim:
        first = self.first
        return Claim(
            self.name, first.agreement, fund, first.family, first.attached, first.route, first.window, first.pence,
            first.evidence, tuple(self.events), first.place,
        )  # fmt: skip


class _Group:
    """The claims that one payment may be for; those before *place* owe nothing."""

    def __init__(self) -> None:
        self.lives: list[_Life] = []
        self.place = 0

    def settle(self, step: Step) -> int:
        """Give the step's pence to the claims in their order, each what it is owed; return what is left."""
        left = step.pence
        if left < 0:
            return self._back(step, left)
        while left > 0 and self.place < len(self.lives):
            life = self.lives[self.place]
            owed = max(life.outstanding, 0)
            part = min(left, owed)
            if part:
                life.take(step, part)
                left -= part
            if part == owed:
                self.place += 1
        return left

    def _back(self, step: Step, left: int) -> int:
        """Take a payment back from what was clawed back of the claims, then from what was paid, the last one first."""
        for is_of_paid in (False, True):
            for life in reversed(self.lives):
                sums = _sums(life.events)
                part = max(left, -(max(sums.paid, 0) if is_of_paid else sums.clawed_back - sums.repaid))
                if part:
                    life.take(step, part)
                    left -= part
        self.place = 0
        return left


class _Lives:
    """The claims as steps are taken, found by what steps name: a claim's name or number, its family and route, its window."""

    def __init__(self) -> None:
        self.lives: list[_Life] = []
        self.strays: list[Step] = []
        self.unplaced: list[Unplaced] = []
        self._of_family: dict[tuple[str, str, str], list[_Life]] = defaultdict(list)
        self._groups: dict[tuple[str, str, str], _Group] = defaultdict(_Group)
        self._names: dict[str, int] = defaultdict(int)

    def begin(self, step: Step) -> _Life:
        """Begin a claim with *step*."""
        group = step.claim or ":".join(filter(None, (step.agreement, step.window)))
        name = f"{group}/{step.family}/{step.route}"
        self._names[name] += 1
        if self._names[name] > 1:
            name = f"{name}/{self._names[name]}"
        life = _Life(name, step)
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
        life.take(step, step.pence)
        for kind, said in (("window", step.window), ("claim", step.claim), ("claim", life.name)):
            if said:
                self._groups[step.agreement, kind, said].lives.append(life)

    def end(self, step: Step) -> None:
        """End the last claim of the family and route that is open."""
        life = next((one for one in reversed(self._named(step)) if one.is_open), None)
        if life is None:
            self.strays.append(step)
        else:
            life.take(step, step.pence)

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
        elif left:
            self.unplaced.append(Unplaced(step, left))

    def _named(self, step: Step) -> list[_Life]:
        """Return the claims of the step's family and route that its number and window, where it has them, fit."""
        return [
            one
            for one in self._of_family.get((step.agreement, step.family, step.route), ())
            if (not step.claim or not one.first.claim or one.first.claim == step.claim)
            and (not step.window or not one.first.window or one.first.window == step.window)
        ]

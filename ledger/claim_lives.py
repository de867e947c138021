"""How does the money that is paid, or taken back, fall on claims? Step by step, as the books tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger.claim_sums import Event, sums_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from ledger.claim_steps import Step


class Early(NamedTuple):
    """A payment for claims that are not submitted yet, with the *pence* of it that are left."""

    step: Step
    pence: int

    @property
    def key(self) -> str:
        """The payment's row or place."""
        return self.step.key


class Life:
    """A claim as its steps are taken."""

    def __init__(self, name: str, first: Step) -> None:
        self.name = name
        self.first = first
        self.achieved = first.achieved
        self.events: list[Event] = []
        #: What whole windows' payments gave to this claim: the payment's key, the pence and the claims that share it.
        self.shares: list[tuple[str, int, Group]] = []

    def take(self, step: Step, pence: int) -> None:
        """Count *pence* of *step* to the claim."""
        self.events.append(Event(step.date, step.what, pence, step.key))

    def reassign(self, day: datetime.date, key: str, pence: int) -> None:
        """Count *pence* of a payment to the claim, or away from it, as another claim failed."""
        self.events.append(Event(day, "reassigned", pence, key))

    def share(self, step: Step, pence: int, group: Group) -> None:
        """Keep in mind that *pence* of the payment may pay others of *group*, where the claim fails."""
        if step.what == "paid" and pence > 0:
            self.shares.append((step.key, pence, group))

    def pay(self, day: datetime.date, key: str, pence: int, group: Group) -> None:
        """Count *pence* of a payment that came before the claim was submitted on *day*."""
        self.events.append(Event(day, "paid", pence, key))
        self.shares.append((key, pence, group))

    @property
    def is_submitted(self) -> bool:
        """Whether it was submitted."""
        return any(one.what == "submitted" for one in self.events)

    @property
    def is_open(self) -> bool:
        """Whether it was submitted and something of it is asked for still, or was paid."""
        return self.open_pence > 0

    @property
    def open_pence(self) -> int:
        """The pence that were submitted and not rejected, withdrawn or clawed back."""
        sums = sums_of(self.events)
        return sums.submitted - sums.rejected - sums.withdrawn - sums.clawed_back

    @property
    def outstanding(self) -> int:
        """The pence that are claimed and neither paid nor written off; below zero where too much was paid."""
        return sums_of(self.events).outstanding


class Group:
    """The claims that one payment may be for; those before *place* owe nothing."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        self.early: list[Early] = []
        self.place = 0

    def settle(self, step: Step) -> int:
        """Give the step's pence to the claims in their order, each what it is owed; return what is left."""
        left = step.pence
        if left < 0:
            return self._back(step, left)
        for life, part in self._owed(left):
            life.take(step, part)
            life.share(step, part, self)
            left -= part
        return left

    def reassign(self, failed: Life, day: datetime.date, key: str, most: int) -> int:
        """Count up to *most* pence of a payment that *failed* holds to the others, each what it is owed; return how much."""
        given = 0
        for life, part in self._owed(most):
            life.reassign(day, key, part)
            life.shares.append((key, part, self))
            given += part
        if given:
            failed.reassign(day, key, -given)
        return given

    def _owed(self, pence: int) -> Iterator[tuple[Life, int]]:
        """Yield the next claims that are owed something, each with its part of *pence*; the caller counts it at once."""
        while pence > 0 and self.place < len(self.lives):
            life = self.lives[self.place]
            owed = max(life.outstanding, 0)
            part = min(pence, owed)
            if part == owed:
                self.place += 1
            if part:
                pence -= part
                yield life, part

    def _back(self, step: Step, left: int) -> int:
        """Take a payment back from what was clawed back of the claims, then from what was paid, the last one first."""
        for is_of_paid in (False, True):
            for life in reversed(self.lives):
                sums = sums_of(life.events)
                part = max(left, -(max(sums.paid, 0) if is_of_paid else sums.clawed_back - sums.repaid))
                if part:
                    life.take(step, part)
                    left -= part
        self.place = 0
        return left


def give_on(failed: Life, day: datetime.date) -> None:
    """Let money for a whole window pay the claims that did not fail: what was rejected or withdrawn was never paid.

    A window's payment goes to its claims in their order, as nothing says which were valid until the others are rejected.
    """
    too_much = -failed.outstanding
    for key, pence, group in reversed(failed.shares):
        if too_much > 0:
            too_much -= group.reassign(failed, day, key, min(pence, too_much))

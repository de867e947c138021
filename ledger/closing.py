"""Which posting periods are closed? Those that a ``period-close`` names, until a later ``period-reopen`` names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import chain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from ledger.directives import Record
    from ledger.periods import Calendar, Period


class Closed:
    """The posting periods that are closed, each with the directive that closed it."""

    def __init__(self, records: Iterable[Record], calendar: Calendar) -> None:
        """Read the ``period-close`` and ``period-reopen`` among *records*, in the order in which they were made.

        Raises :class:`~ledger.periods.PeriodError` where one names no period of *calendar*.
        """
        self._calendar = calendar
        self._events = [(calendar.parse(one.values["period"]), one) for one in chain.events(records)]
        self._known: dict[int, Record | None] = {}

    def by(self, period: int) -> Record | None:
        """Return the ``period-close`` that holds for the posting *period*, None where it is open."""
        if period not in self._known:
            over = self._over(period)
            self._known[period] = over[-1] if over and over[-1].name == chain.CLOSE else None
        return self._known[period]

    def by_hand(self, period: int) -> Record | None:
        """Return the ``period-reopen`` by which a sealed *period* is open and that no command wrote, None for none."""
        over = self._over(period)
        is_so = over and over[-1].name == chain.REOPEN and "seal" not in over[-1].metadata
        return over[-1] if is_so and any("seal" in one.metadata for one in over) else None

    def _over(self, period: int) -> list[Record]:
        return [one for span, one in self._events if span.first <= period <= span.last]

    def since(self, period: int) -> datetime.date | None:
        """Return the day on which the posting *period* was closed, None where it is open."""
        one = self.by(period)
        return None if one is None else one.date

    def closes(self) -> Iterator[tuple[Period, Record]]:
        """Yield every ``period-close`` with the period that it names, in the order in which they were made."""
        yield from ((span, one) for span, one in self._events if one.name == chain.CLOSE)

    def refusal(self, period: int) -> str | None:
        """Return why nothing is posted to *period*, with the cure; None where it is open."""
        closed = self.since(period)
        if closed is None:
            return None
        return (
            f"{self._calendar.label(period)} was closed on {closed}: post it in the open period, or reopen it with "
            "ealedger reopen"
        )

    def reopenings(self, until: int) -> list[str]:
        """Return a sentence on every reopening of posting periods up to *until*, with its reason; packs and statements say them."""
        found = []
        for number, (span, one) in enumerate(self._events):
            if one.name == chain.REOPEN and span.first <= until:
                again = self._again(span, number)
                state = f"closed again on {again}" if again else "not closed again since"
                who = f" ({one.metadata['officer']})" if "officer" in one.metadata else ""
                found.append(f"{span.label} was reopened on {one.date}{who}: {one.values['why']}; {state}.")
        return found

    def _again(self, span: Period, number: int) -> datetime.date | None:
        """Return the day by which all of *span*, reopened by the event *number*, was closed again, at once or period by period."""
        waiting = set(range(span.first, span.last + 1))
        for other, later in self._events[number + 1 :]:
            if later.name == chain.CLOSE:
                waiting -= set(range(other.first, other.last + 1))
                if not waiting:
                    return later.date
        return None

"""Which posting periods are closed? Those that a ``period-close`` names, until a later ``period-reopen`` names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from ledger.directives import Record
    from ledger.periods import Calendar


class Closed:
    """The posting periods that are closed, each with the day it was closed on."""

    def __init__(self, records: Iterable[Record], calendar: Calendar) -> None:
        """Read the ``period-close`` and ``period-reopen`` among *records*, which stand in the order of their dates.

        Raises :class:`~ledger.periods.PeriodError` where one names no period of *calendar*.
        """
        self._calendar = calendar
        self._events: list[tuple[int, int, datetime.date | None]] = []
        for one in records:
            if one.name in ("period-close", "period-reopen"):
                period = calendar.parse(one.values["period"])
                closed = one.date if one.name == "period-close" else None
                self._events.append((period.first, period.last, closed))
        self._known: dict[int, datetime.date | None] = {}

    def since(self, period: int) -> datetime.date | None:
        """Return the day on which the posting *period* was closed, None where it is open."""
        if period not in self._known:
            spans = [closed for first, last, closed in self._events if first <= period <= last]
            self._known[period] = spans[-1] if spans else None
        return self._known[period]

    def refusal(self, period: int) -> str | None:
        """Return why nothing is posted to *period*, with the cure; None where it is open."""
        closed = self.since(period)
        if closed is None:
            return None
        return (
            f"{self._calendar.label(period)} was closed on {closed}: post it in the open period, or reopen it with "
            'custom "period-reopen"'
        )

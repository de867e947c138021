"""Purchase-order commitments: each row says that an order was raised, reduced or cancelled."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from importers.by_account import ByAccount, expense
from importers.lines import Written
from importers.meaning import Cells, Directed, RowError
from ledger import canonical, money
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Line, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source


class Commitments(ByAccount):
    """Rows of orders; one whose account is blank, or whose codes are not the programme's, lies outside."""

    kind: ClassVar[str] = "commitments"
    stands_on_rows: ClassVar[bool] = True

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._events = profile.types_by_text
        self._own: set[int] = set()

    def weight(self, cells: Cells) -> int:
        """Return what the event adds to its order: without numbers, events of one order, day and effect are alike."""
        return cells.pence if self._event(cells) == "raised" else -cells.pence

    def meaning(self, cells: Cells, day: datetime.date) -> Directed:  # noqa: ARG002 - the day needs no second look
        """Return the commitment that the row states."""
        order = cells["document"]
        if not order:
            raise RowError("the row names no order: write its number")
        event = self._event(cells)
        if cells.pence <= 0:
            raise RowError(
                f"the amount of an event is above zero, not {money.plain(cells.pence)}: write what is taken off as reduced or "
                "cancelled, without a minus"
            )
        found = self.account_of(cells)
        if found is None:
            raise self.not_mapped(cells)
        account, rule = found
        expense(account)
        texts = (("supplier", self.text("supplier", cells)), ("note", self.text("description", cells)))
        written = Written("commitment", (order, canonical.Bare(account), canonical.amount(cells.pence), event))
        return Directed(written, tuple(one for one in texts if one[1]), account, rule)

    def _event(self, cells: Cells) -> str:
        """Return what happened to the order, in our word for it."""
        text = cells["event"]
        found = self._events.get(bare(text))
        if found is None:
            said = f"the event {text!r} is none" if text else "the event is blank, and is one"
            raise RowError(
                f"{said} of {', '.join(self._events)}: correct the row, or add the word to [types] in profile {self.profile.name}"
            )
        return found

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source*; one that takes off more than an order has left is rejected."""
        lines = list(super().lines(source, done))
        too_much = self._too_much(lines)
        for line in lines:
            if line.row in too_much:
                done.reject(line, too_much[line.row], ())
            else:
                yield line
        done.rejects.sort(key=lambda reject: reject.row)

    def _too_much(self, lines: list[Line]) -> dict[int, str]:
        """Return the rows that take off more than was raised until their day, by the books and the file, with the sentence."""
        refused = self.refused - self._own
        events: dict[str, list[tuple[datetime.date, int, int]]] = defaultdict(list)
        for line in lines:
            order, _, _, event = line.written.values if line.written else ("", "", "", "")
            if line.row in refused:
                continue
            events[str(order)].append((line.date, line.pence if event == "raised" else -line.pence, line.row))
        given = {line.key for line in lines if line.row not in refused}
        for one in self.targets.register.commitments:
            if one.order in events and not given & _rows_of(one.place):
                events[one.order].append((one.date, one.amount, 0))
        too_much: dict[int, str] = {}
        for order, found in events.items():
            left = 0
            for day, pence, row in sorted(found, key=lambda event: (event[0], event[1] < 0, event[2])):
                if left + pence < 0 and row:
                    too_much[row] = (
                        f"{money.spoken(-pence)} is taken off order {order} on {day}, of which {money.spoken(left)} is left: "
                        "correct the row, or import first what raised the order"
                    )
                else:
                    left += pence
        self._own.update(too_much)
        return too_much


def _rows_of(place: dict[str, object]) -> set[str]:
    """Return the key of the row that a commitment of the books states, in whatever state, or takes back."""
    reversed_ = str(place.get("reverses", ""))
    return {str(place.get("restates", place.get("doc", ""))), reversed_, reversed_.rpartition("/r")[0]} - {""}

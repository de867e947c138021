"""Do the books, or an earlier row of the file, say already what a row would say? One directive of a name a day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from importers.meaning import RowError
from ledger import registering

if TYPE_CHECKING:
    import datetime

    from ledger.agreements import Register
    from ledger.directives import Record


class Standing:
    """The directives called *name* that stand in the books, and the rows of the file seen so far (A113).

    *cure* is what to do where a row says again what they say.
    """

    def __init__(self, name: str, register: Register, cure: str) -> None:
        self._name = name
        self._cure = cure
        self._named = registering.AMENDED[name]
        records = [one for one in registering.last_states(register.records) if one.name == name]
        self._held = {
            self._key(registering.day_of(one), tuple(one.values[part] for part in self._named)): one for one in records
        }
        self._rows: dict[tuple[str, ...], int] = {}

    def begin(self) -> None:
        """Forget the rows of the file that was read before."""
        self._rows.clear()

    def check(self, day: datetime.date, named: tuple[str | datetime.date, ...], key: str, row: int) -> None:
        """Raise :class:`RowError` where another directive of the day has the same name; *key* is the row's own."""
        full = self._key(day, named)
        what = f"{self._name} of {' '.join(map(str, named))} on {day}"
        earlier = self._rows.setdefault(full, row)
        if earlier != row:
            raise RowError(f"row {earlier} is the {what} as well: {self._cure}")
        record = self._held.get(full)
        if record is not None and origin(record.place) != key:
            raise RowError(f"the {what} is in the books already ({_where(record)}): {self._cure}")

    @staticmethod
    def _key(day: datetime.date, named: tuple[str | datetime.date, ...]) -> tuple[str, ...]:
        return (str(day), *map(str, named))


def origin(place: dict[str, object]) -> str:
    """Return the key of the row that a directive came from, of whatever state; empty for one kept by hand."""
    return str(place.get("restates", place.get("doc", "")))


def _where(record: Record) -> str:
    return f"{Path(str(record.place.get('filename'))).name}:{record.place.get('lineno')}"

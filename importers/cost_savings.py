"""Results of a cost-savings calculator: each row is a figure of value for money, as its source prints it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from importers import keys, typed
from importers.base import ExtractImporter
from importers.lines import Written
from importers.meaning import Cells, Directed, RowError
from importers.standing import Standing
from importers.years import financial_year
from ledger import canonical, money, savings
from ledger.directives import BASES, MEASURES
from ledger.texts import bare

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from importers.lines import Line, Sorted
    from importers.meaning import Targets
    from importers.profile import Profile
    from importers.reader import Source
    from ledger.canonical import Value

#: What an agency may be called that is none: the figure is the whole programme's.
_WHOLE = ("", savings.ALL, "all agencies")
#: A ratio as papers print it: 0.39, or £0.39: £1.00.
_RATIO = re.compile(r"£?(-?\d+(?:\.\d+)?)(?:\s*:\s*£?1(?:\.0+)?)?", re.ASCII)


class CostSavings(ExtractImporter):
    """Rows of savings; a later one of the same fund, year, measure, agency and basis amends an earlier."""

    kind: ClassVar[str] = "cost-savings"

    def __init__(self, profile: Profile, targets: Targets) -> None:
        super().__init__(profile, targets)
        self._words = profile.types_by_text
        self._owners = savings.owners(targets.register)
        self._standing = Standing(
            "saving", targets.register, "keep one of them, or date the one that amends the other later"
        )

    def lines(self, source: Source, done: Sorted) -> Iterator[Line]:
        """Yield the lines of *source*, each the only figure of its name on its day."""
        self._standing.begin()
        yield from super().lines(source, done)

    def number(self, cells: Cells) -> tuple[str, str]:
        """Return what the figure is called, and its day."""
        return ":".join(self._name(cells)), self.day(cells).isoformat()

    def meaning(self, cells: Cells, day: datetime.date) -> Directed:
        """Return the figure that the row states."""
        name = self._name(cells)
        if name[0] not in self._owners:
            what = f"{name[0]!r} is no fund of the books, and no programme that its agreements name"
            raise RowError(
                f"{what if name[0] else 'the fund is blank'}: correct the row, or add it to books/agreements.beancount"
            )
        self._standing.check(day, name, keys.of_line(self.profile.system, *self.number(cells)), cells.number)
        said: list[tuple[str, Value]] = [("amount", canonical.amount(cells.pence))]
        if families := _families(cells["families"]):
            said.append(("families", families))
        if step := _step(cells):
            said.append(("rounded-to", canonical.amount(step)))
        if ratio := _ratio(cells["printed-ratio"]):
            said.append(("printed-ratio", canonical.Bare(ratio)))
        return Directed(Written("saving", name), (*said, *self._source(cells)))

    def _name(self, cells: Cells) -> tuple[str, str, str, str, str]:
        """Return the fund, year, measure, agency and basis of the row, each as the books write it."""
        agency = " ".join(self.text("agency", cells).split())
        agency = savings.ALL if agency.casefold() in _WHOLE else agency
        measure, basis = self._word("measure", MEASURES, cells), self._word("basis", BASES, cells)
        return cells["fund"], financial_year(cells["year"]), measure, agency, basis

    def _word(self, role: str, ours: tuple[str, ...], cells: Cells) -> str:
        """Return which of *ours* the word in the column *role* means."""
        found = self._words.get(bare(cells[role]))
        if found in ours:
            return found
        said = f"the {role} {cells[role]!r} is none" if cells[role] else f"the {role} is blank, and is one"
        known = ", ".join(word for word, one in self._words.items() if one in ours)
        raise RowError(f"{said} of {known}: correct the row, or add the word to [types] in profile {self.profile.name}")

    def _source(self, cells: Cells) -> tuple[tuple[str, Value], ...]:
        source = self.text("description", cells)
        return (("source", source),) if source else ()


def _families(text: str) -> int:
    """Return how many families the row's figure is of, 0 where it does not say; raise :class:`RowError` for no such number."""
    if not text:
        return 0
    try:
        families, part = divmod(typed.pence(text), 100)
    except typed.NotUnderstoodError:
        families = part = 0
    if families <= 0 or part:
        raise RowError(
            f"{text!r} is no number of families that a figure can be of: write a whole number above zero, or leave it blank where "
            "it is not known"
        )
    return families


def _step(cells: Cells) -> int:
    """Return the pence that the row says its figure is rounded to, 0 where it does not say."""
    text = cells["rounded-to"]
    if not text:
        return 0
    step = typed.pence(text)
    if step <= 0 or cells.pence % step:
        raise RowError(
            f"{money.plain(cells.pence)} is not rounded to {text!r}: correct the amount or what it is rounded to"
        )
    return step


def _ratio(text: str) -> str:
    """Return the ratio that the row's source prints as a number, blank where it prints none."""
    if not text:
        return ""
    match = _RATIO.fullmatch(text.replace(money.MINUS, "-"))
    if match is None:
        raise RowError(f"the printed ratio {text!r} is none: write it as in 0.39, the benefit for each pound")
    return match[1]

"""Which table of a source does a profile read, and where in each part of it do the profile's columns stand?"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from importers.columns import MONEY, kind
from importers.profile import NUMBER
from importers.reader import UnreadableError
from importers.tables import HEADER_WITHIN, Header, Layout, Table, lay_out
from ledger.texts import bare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from importers.profile import Profile
    from importers.reader import Row, Sheet, Source

MONEY_ROLES = ("amount", "net", "vat", "gross", "debit", "credit")


class LackingError(UnreadableError):
    """A file lacks columns of a profile: *missing* are their headers."""

    def __init__(self, path: Path, profile: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            path,
            f"has no header with the columns of profile {profile}; it lacks "
            f"{', '.join(map(repr, missing))}: correct columns in the profile",
        )
        self.missing = missing


class TwiceError(UnreadableError):
    """A file has a profile's columns twice: in one header, or in several sheets."""


@dataclass(frozen=True)
class Placed:
    """The places of a profile's columns under one header, by role; and the headers that are not there, or there twice."""

    places: dict[str, int]
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """The sheet that a profile reads, the tables in it, and the places of the profile's columns in each of them."""

    sheet: Sheet
    layout: Layout
    placed: dict[int, Placed]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, table: Table) -> Placed:
        """Return where the columns stand in *table*."""
        return self.placed[id(table)]

    @property
    def first(self) -> Table:
        """The first table that has the profile's columns."""
        return next(table for table in self.layout.tables if not self.of(table).missing)

    @property
    def position(self) -> int:
        """The position of the first table's header among the sheet's rows, of its lower row where it has two; or 0."""
        starts = sorted(self.layout.starts.items())
        for (_, table), (under, following) in pairwise(starts):
            if table is None and following is self.first:
                return under - 1
        return 0


@dataclass
class Wanted:
    """The columns that a profile names, ready to be looked for: headers in small letters, spaces put right."""

    profile: Profile
    heads: dict[str, tuple[str, ...]] = field(init=False)
    optional: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._written = self.profile.columns.by_role()
        heads = {role: tuple(map(bare, headers)) for role, headers in self._written.items()}
        for number, one in enumerate(self.profile.leave_out):
            heads[left_out(number)] = (bare(one.column),)
        self.heads = heads
        self.optional = self.profile.may_lack
        self.is_numbered = any(NUMBER.fullmatch(header) for headers in heads.values() for header in headers)

    def place(self, names: Sequence[str]) -> Placed:
        """Return where the columns stand under a header of *names*."""
        cells = [bare(name) for name in names]
        places: dict[str, int] = {}
        missing: list[str] = []
        twice: list[str] = []
        for role, headers in self.heads.items():
            if self.is_numbered:
                places[role] = int(headers[0][1:]) - 1
                continue
            found = next((header for header in headers if header in cells), None)
            if found is None:
                if role not in self.optional:
                    missing.append(self._shown(role))
                continue
            if cells.count(found) > 1:
                twice.append(found)
            places[role] = cells.index(found)
        return Placed(places, tuple(missing), tuple(twice))

    def _shown(self, role: str) -> str:
        """Return the first header of *role* as the profile writes it."""
        return self._written.get(role, self.heads[role])[0]

    def money_places(self, names: Sequence[str]) -> list[int]:
        """Return the places of the profile's money under a header of *names*."""
        places = self.place(names).places
        return [places[role] for role in MONEY_ROLES if role in places]

    def find(self, source: Source) -> Fit:
        """Return the sheet and tables of *source* that have the profile's columns.

        Raises :class:`UnreadableError` where no table, or more than one sheet, has them all.
        """
        found: list[Fit] = []
        nearest: tuple[str, ...] = tuple(
            headers[0] for role, headers in self.heads.items() if role not in self.optional
        )
        for sheet in self._sheets(source):
            fit, missing = self._of_sheet(source, sheet)
            if fit is not None:
                found.append(fit)
            elif len(missing) < len(nearest):
                nearest = missing
        if not found:
            raise LackingError(source.path, self.profile.name, nearest)
        if len(found) > 1:
            names = ", ".join(repr(fit.sheet.name) for fit in found)
            raise TwiceError(
                source.path,
                f'the sheets {names} all have the profile\'s columns: name one in the profile, as sheet = "{found[0].sheet.name}"',
            )
        return self._with_warnings(found[0], source)

    def _sheets(self, source: Source) -> tuple[Sheet, ...]:
        named = self.profile.sheet
        if named is None:
            return source.sheets
        chosen = tuple(sheet for sheet in source.sheets if sheet.name == named)
        if not chosen:
            there = ", ".join(repr(sheet.name) for sheet in source.sheets)
            raise UnreadableError(
                source.path, f"has no sheet {named!r}, which the profile names; there are {there}: correct sheet"
            )
        return chosen

    def _of_sheet(self, source: Source, sheet: Sheet) -> tuple[Fit | None, tuple[str, ...]]:
        """Return how *sheet* fits, or None with the headers that it lacks."""
        layout = layout_of(sheet)
        if self.is_numbered and not layout.tables:
            layout = _one_table(sheet)
        fit = self._fitting(source, sheet, layout)
        nearest = min((placed.missing for placed in fit.placed.values()), key=len, default=tuple(self.heads))
        if fit.placed and not nearest:
            return fit, ()
        header = self._header(sheet)
        if header is None:
            head = islice(sheet.rows, HEADER_WITHIN)
            nearest = min((self.place(row.cells).missing for row in head), key=len, default=nearest)
            return None, nearest
        fit = self._fitting(source, sheet, lay_out(sheet, header, self.money_places))
        return (fit, ()) if any(not placed.missing for placed in fit.placed.values()) else (None, nearest)

    def _fitting(self, source: Source, sheet: Sheet, layout: Layout) -> Fit:
        fit = Fit(sheet, layout, {id(table): self.place(table.names) for table in layout.tables})
        for table in layout.tables:
            placed = fit.of(table)
            if placed.twice and not placed.missing:
                raise TwiceError(source.path, f"row {table.header_row} has two columns {placed.twice[0]!r}: rename one")
        return fit

    def _header(self, sheet: Sheet) -> Header | None:
        """Return the first row with all names of the profile, whatever else is known of them."""
        above: Row | None = None
        for position, row in enumerate(islice(sheet.rows, HEADER_WITHIN)):
            if not self.is_numbered and not self.place(row.cells).missing:
                return Header(position, position + 1, row.number, row.cells)
            if above is not None and not self.is_numbered:
                names = _over(above.cells, row.cells)
                if not self.place(names).missing:
                    return Header(position - 1, position + 1, above.number, names)
            above = row
        return None

    def _with_warnings(self, fit: Fit, source: Source) -> Fit:
        """Say which other sheets hold money that is not read, and that the one that is read was hidden."""
        said = [] if self.is_numbered else list(fit.layout.doubts)
        if fit.sheet.is_hidden:
            said.append(f"sheet {fit.sheet.name!r} is hidden, and was read")
        others = [
            sheet.name
            for sheet in source.sheets
            if sheet is not fit.sheet and any(kind(cell) == MONEY for row in sheet.rows for cell in row.cells)
        ]
        if self.profile.sheet:
            notes = tuple(f"sheet {name!r} was not read, as the profile names another" for name in others)
            return Fit(fit.sheet, fit.layout, fit.placed, tuple(said), notes)
        said += [
            f"sheet {name!r} holds amounts and was not read, as it does not have the profile's columns"
            for name in others
        ]
        return Fit(fit.sheet, fit.layout, fit.placed, tuple(said))


def left_out(number: int) -> str:
    """Return the role under which the column of the leave-out rule *number* is placed."""
    return f"leave-out {number + 1}"


def layout_of(sheet: Sheet) -> Layout:
    """Return the tables that are found in *sheet* without a profile; it is gone through once, whoever asks."""
    held = vars(sheet)
    if "layout" not in held:
        held["layout"] = lay_out(sheet)
    found: Layout = held["layout"]
    return found


def _one_table(sheet: Sheet) -> Layout:
    table = Table(sheet, None, ())
    for row in sheet.rows:
        if not row.is_blank:
            table.add(row)
    table.judge()
    return Layout([table], {0: table}, has_titles=False)


def _over(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    pairs = ((row[place].strip() if place < len(row) else "" for row in (upper, lower)) for place in range(width))
    return tuple(" ".join(part for part in pair if part) for pair in pairs)

"""Some tables as bars beside them, inline SVG: the table says everything that the bars say, and stands first.

What is drawn never tells more by colour alone: the second bar of a row is hatched, and each bar has its amount beside it.
Amounts below zero go to the left of the line at which they would be nil.

Another kind of chart is a function of a statement and a table like :func:`_bars`, and is named in :data:`CHARTS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from ledger import money
from reports.render.picture import FILLS, LINE, WIDTH, box, framed, lines, upright, width_of, words
from reports.statement import Kind, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.statement import Row, Statement, Table

#: Which columns of which tables are drawn as bars: by the statement's name, and how the table's name begins.
DRAWN = {
    ("allocation", "headings-"): ("approved", "spent"),
    ("claims", "claims-"): ("claimed", "paid"),
    ("upfront", "upfront"): ("received", "spent"),
    ("upfront", "quarters-"): ("received", "spent", "unspent"),
    ("pooled", "partners-"): ("contributed", "borne"),
}
#: More rows than these would be no picture.
MOST = 24
#: The room for what a row is called, and around it; a bar, the space between two rows, and the room for what the fills mean.
LABELS, AROUND = 236, 6
BAR, GAP, FOOT = 14, 12, 28


class _Bar(NamedTuple):
    """A row: what it is called, and its amounts in pence."""

    called: str
    amounts: list[int]


class _Scale(NamedTuple):
    """Where amounts are nil, and how many units a penny is."""

    nil: float
    unit: float


def chart(statement: Statement, table: Table) -> Markup:
    """Return the picture of *table*, or nothing where it is not one that is drawn, or has no amount to draw."""
    return next((drawn for kind in CHARTS if (drawn := kind(statement, table))), Markup(""))


def _bars(statement: Statement, table: Table) -> Markup:
    columns = _columns(statement, table)
    places = [[one.name for one in table.columns].index(name) for name in columns]
    rows = [
        _Bar(_called(table, row), [_pence(row, place) for place in places]) for row in table.rows if not row.is_subtotal
    ]
    amounts = [pence for row in rows for pence in row.amounts]
    if not any(amounts) or len(rows) > MOST:
        return Markup("")
    scale = _scale(amounts)
    each = len(places) * BAR + GAP
    foot = len(rows) * each + AROUND
    parts = [part for number, row in enumerate(rows) for part in _row(row, number * each + AROUND + GAP / 2, scale)]
    parts.append(upright(scale.nil, 0, foot))
    headings = [table.columns[place].heading for place in places]
    parts += _meaning(headings, foot)
    below = " A bar to the left of the line is an amount below zero." if min(amounts) < 0 else ""
    third = " and the third white" if len(headings) > 2 else ""  # noqa: PLR2004 - three
    return framed(
        f"bars {table.name}",
        f"Bars of {table.caption}: {_listed(headings)}. Every amount stands in the table above.",
        f"A row has a bar for each of {_listed(headings)}, the second hatched{third}, with its amount beside it.{below}",
        foot + FOOT,
        parts,
    )


#: Every kind of chart; the first that draws a table is its picture.
CHARTS = (_bars,)


def _listed(headings: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(headings[:-1]), headings[-1])))


def _columns(statement: Statement, table: Table) -> tuple[str, ...]:
    names = {one.name for one in table.columns if one.kind is Kind.MONEY}
    for (of, beginning), columns in DRAWN.items():
        if statement.name == of and table.name.startswith(beginning) and names.issuperset(columns):
            return columns
    return ()


def _pence(row: Row, place: int) -> int:
    content = value(row.cells[place])
    return content if isinstance(content, int) else 0


def _called(table: Table, row: Row) -> str:
    """Return what the row is called: the texts before its first number."""
    found = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.kind not in (Kind.TEXT, Kind.CODE):
            break
        if cell:
            found.append(str(cell))
    return " ".join(found)


def _scale(amounts: list[int]) -> _Scale:
    """Return where nil is: as far left as all stand right of it, and with room for each amount beside its bar."""
    above, below = max(0, *amounts), max(0, *(-pence for pence in amounts))
    left = max((width_of(money.spoken(pence)) + AROUND for pence in amounts if pence < 0), default=0)
    right = max((width_of(money.spoken(pence)) + AROUND for pence in amounts if pence >= 0), default=AROUND)
    unit = (WIDTH - LABELS - left - right) / (above + below)
    return _Scale(LABELS + left + below * unit, unit)


def _row(row: _Bar, top: float, scale: _Scale) -> Iterator[str]:
    called = lines(row.called, LABELS - 2 * AROUND, (len(row.amounts) * BAR + GAP) // LINE)
    first = top + (len(row.amounts) * BAR - len(called) * LINE) / 2 + LINE - 3
    for number, line in enumerate(called):
        yield words(LABELS - AROUND, first + number * LINE, line, "end")
    for number, pence in enumerate(row.amounts):
        y, width = top + number * BAR, abs(pence) * scale.unit
        start = scale.nil - (width if pence < 0 else 0)
        yield box(start, y + 0.5, width, BAR - 1, FILLS[number])
        side, anchor = (start - AROUND / 2, "end") if pence < 0 else (start + width + AROUND / 2, "start")
        yield words(side, y + BAR - 3, money.spoken(pence), anchor)


def _meaning(headings: list[str], top: float) -> Iterator[str]:
    x = float(LABELS)
    for number, heading in enumerate(headings):
        yield box(x, top + 8, 22, BAR - 1, FILLS[number])
        yield words(x + 28, top + 8 + BAR - 3, heading)
        x += 28 + width_of(heading) + 4 * AROUND

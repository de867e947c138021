"""Some tables as bars beside them, inline SVG: the table says everything that the bars say, and stands first.

What is drawn never tells more by colour alone: the second bar of a row is hatched, and each bar has its amount beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ledger import money
from reports.statement import Kind, value

if TYPE_CHECKING:
    from reports.statement import Row, Statement, Table

#: Which columns of which tables are drawn: by the statement's name, and how the table's name begins.
DRAWN = {
    ("allocation", "headings-"): ("approved", "spent"),
    ("claims", "claims-"): ("claimed", "paid"),
    ("upfront", "upfront"): ("received", "spent"),
    ("pooled", "partners-"): ("contributed", "borne"),
}
#: More rows than these would be no picture.
MOST = 24
#: Sizes in the units of the drawing: its width, the room for labels and for amounts, a bar and the space around it.
WIDTH, LABELS, AMOUNTS = 720, 230, 110
BAR, GAP, FOOT = 11, 9, 26
LETTERS = 34
_PLAIN = "#1d4f91"
_HATCHED = (
    '<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="#8a5a00"/></pattern></defs>'
)


def chart(statement: Statement, table: Table) -> Markup:
    """Return the bars of *table*, or nothing where it is not one that is drawn, or has no amount to draw."""
    columns = _columns(statement, table)
    rows = [row for row in table.rows if not row.is_subtotal]
    places = [[one.name for one in table.columns].index(name) for name in columns]
    amounts = [[_pence(row, place) for place in places] for row in rows]
    most = max((abs(pence) for each in amounts for pence in each), default=0)
    if not columns or not most or len(rows) > MOST:
        return Markup("")
    headings = [table.columns[place].heading for place in places]
    name = re.sub(r"[^A-Za-z0-9]", "-", f"hatched-{table.name}")
    fills = (_PLAIN, f"url(#{name})")
    parts = [_of_row(index, _label(table, row), amounts[index], most, fills) for index, row in enumerate(rows)]
    height = len(rows) * (len(places) * BAR + GAP) + FOOT
    said = f"Bars of {table.caption}: {' and '.join(headings)}. Every amount stands in the table above."
    return Markup(  # noqa: S704 - every text of it is escaped
        f'<svg class="chart" role="img" aria-label="{escape(said)}" viewBox="0 0 {WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg">{_HATCHED.format(name=name)}<title>{escape(said)}</title>'
        f"{''.join(parts)}{_legend(headings, height, fills)}</svg>"
    )


def _columns(statement: Statement, table: Table) -> tuple[str, ...]:
    names = {one.name for one in table.columns if one.kind is Kind.MONEY}
    for (of, beginning), columns in DRAWN.items():
        if statement.name == of and table.name.startswith(beginning) and names.issuperset(columns):
            return columns
    return ()


def _pence(row: Row, place: int) -> int:
    content = value(row.cells[place])
    return content if isinstance(content, int) else 0


def _label(table: Table, row: Row) -> str:
    """Return what the row is called: the texts before its first number."""
    words = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.kind not in (Kind.TEXT, Kind.CODE):
            break
        if cell:
            words.append(str(cell))
    text = " ".join(words)
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"


def _of_row(index: int, label: str, amounts: list[int], most: int, fills: tuple[str, ...]) -> str:
    top = index * (len(amounts) * BAR + GAP)
    middle = top + len(amounts) * BAR / 2 + 4
    parts = [f'<text x="{LABELS - 8}" y="{middle:.1f}" text-anchor="end">{escape(label)}</text>']
    for number, pence in enumerate(amounts):
        width = abs(pence) * (WIDTH - LABELS - AMOUNTS) / most
        y = top + number * BAR
        parts.append(
            f'<rect x="{LABELS}" y="{y}" width="{width:.1f}" height="{BAR - 1}" fill="{fills[number]}" stroke="#1b1b1f" stroke-width=".5"/>'
            f'<text x="{LABELS + width + 5:.1f}" y="{y + BAR - 2}">{escape(money.spoken(pence))}</text>'
        )
    return "".join(parts)


def _legend(headings: list[str], height: int, fills: tuple[str, ...]) -> str:
    parts = []
    for number, heading in enumerate(headings):
        x = LABELS + number * 190
        parts.append(
            f'<rect x="{x}" y="{height - 16}" width="22" height="{BAR - 1}" fill="{fills[number]}" stroke="#1b1b1f" stroke-width=".5"/>'
            f'<text x="{x + 28}" y="{height - 7}">{escape(heading)}</text>'
        )
    return "".join(parts)

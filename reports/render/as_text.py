"""A statement for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.render import templating
from reports.render.cells import for_people
from reports.statement import NUMBERS, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from reports.statement import Column, Row, Statement, Table

WIDTH = 80
GAP = "  "
NARROWEST = 8
NARROW = 12
WIDEST_LABEL = 34


def render(statement: Statement, folder: Path | None = None) -> str:
    """Return *statement* as text, no line longer than :data:`WIDTH`."""
    return templating.render(
        folder,
        [f"{statement.name}.txt", "statement.txt"],
        statement=statement,
        width=WIDTH,
        layout=layout,
        wrap=wrap,
    )


def wrap(text: str, indent: str = "") -> str:
    """Return *text* wrapped to the terminal, further lines after *indent*."""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def layout(table: Table) -> str:
    """Return *table* as lines; where it is too wide its number columns go on below, beside the first columns again."""
    columns = [(index, column) for index, column in enumerate(table.columns) if not column.is_wide]
    cells = [[for_people(column, row.cells[index]) for index, column in columns] for row in table.every_row()]
    kept = [column for _, column in columns]
    if all(column.kind is Kind.LEDGER for column in kept):
        return "\n\n".join(text.rstrip("\n") for row in cells for text in row)
    _drop_pence(kept, cells)
    widths = [_natural(column, [row[index] for row in cells]) for index, column in enumerate(kept)]
    words = [_longest_word(column, [row[index] for row in cells]) for index, column in enumerate(kept)]
    blocks = [_lines(table, kept, cells, widths, block) for block in _blocks(kept, widths, words)]
    return "\n\n".join("\n".join(block) for block in blocks)


def _drop_pence(columns: list[Column], cells: list[list[str]]) -> None:
    """Leave ``.00`` out of a column whose amounts are all whole pounds."""
    for index, column in enumerate(columns):
        if column.kind is Kind.MONEY and all(row[index].endswith(".00") for row in cells if row[index]):
            for row in cells:
                row[index] = row[index].removesuffix(".00")


def _heading(column: Column) -> str:
    return f"{column.heading} £" if column.kind is Kind.MONEY else column.heading


def _natural(column: Column, texts: list[str]) -> int:
    widest = max((len(text) for text in texts), default=0)
    word = max(len(word) for word in _heading(column).split())
    if column.kind in NUMBERS:
        return max(widest, word)
    return max(min(max(widest, len(_heading(column))), WIDEST_LABEL), word)


def _longest_word(column: Column, texts: list[str]) -> int:
    words = texts if column.kind is Kind.DATE else [word for text in texts for word in text.split()]
    return max((len(word) for word in words), default=0)


def _blocks(columns: list[Column], widths: list[int], words: list[int]) -> list[list[int]]:
    """Return the columns of each block; *widths* of text columns shrink where that makes them fit.

    A column is made too narrow for the longest of its *words* only where no other can give way.
    """
    labels = [index for index, column in enumerate(columns) if column.kind not in NUMBERS]
    leading = [index for index in labels if index == len([one for one in labels if one < index])]
    everything = list(range(len(columns)))

    def total(chosen: list[int]) -> int:
        return sum(widths[index] for index in chosen) + len(GAP) * (len(chosen) - 1)

    def shrink(chosen: list[int], room: int) -> None:
        while total(chosen) > room:
            texts = [index for index in chosen if index in labels and widths[index] > NARROWEST]
            if not texts:
                return
            widths[max(texts, key=lambda index: (widths[index] > words[index], widths[index]))] -= 1

    least = total(everything) - sum(max(0, widths[index] - NARROW) for index in labels)
    if total(everything) <= WIDTH or least <= WIDTH:
        shrink(everything, WIDTH)
        return [everything]
    leading = leading[:2]
    shrink(leading, WIDTH // 2)
    blocks: list[list[int]] = []
    block = list(leading)
    for index in everything:
        if index in leading:
            continue
        if total([*block, index]) > WIDTH and len(block) > len(leading):
            blocks.append(block)
            block = list(leading)
        block.append(index)
        shrink([index] if index in labels else [], WIDTH - total(leading) - len(GAP))
    return [*blocks, block]


def _lines(
    table: Table, columns: list[Column], cells: list[list[str]], widths: list[int], block: list[int]
) -> list[str]:
    lines = _row([_heading(columns[index]) for index in block], columns, widths, block, at_bottom=True)
    rule = GAP.join("-" * widths[index] for index in block)
    lines.append(rule)
    rows: tuple[Row, ...] = table.every_row()
    for row, texts in zip(rows, cells, strict=True):
        if row is table.total:
            lines.append(rule)
        lines.extend(_row([texts[index] for index in block], columns, widths, block))
    return lines


def _row(
    texts: list[str], columns: list[Column], widths: list[int], block: list[int], *, at_bottom: bool = False
) -> list[str]:
    stacks = [_cut(text, widths[index]) for text, index in zip(texts, block, strict=True)]
    height = max(len(stack) for stack in stacks)
    lines = []
    for level in range(height):
        parts = []
        for stack, index in zip(stacks, block, strict=True):
            place = level - (height - len(stack)) if at_bottom else level
            text = stack[place] if 0 <= place < len(stack) else ""
            parts.append(text.rjust(widths[index]) if columns[index].kind in NUMBERS else text.ljust(widths[index]))
        lines.append(GAP.join(parts).rstrip())
    return lines


def _cut(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]

"""Which cells of a PDF's tables are headings, and of what? What PDF/UA asks for and WeasyPrint's tags lack.

WeasyPrint gives each heading an identifier, and each cell those of its headings. But a table that goes on over several pages is
a table on each, with the same identifiers again, so that a cell of the second page would be read out with headings of the
first; headings have no scope, which readers use that follow no identifiers; and the index of identifiers is left out
(ISO 32000-1, tables 322 and 349; ISO 14289-1, 7.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Iterator


def complete(_: Any, pdf: Any) -> None:
    """Give each heading of *pdf* an identifier of its own and a scope, and the document an index of them, before it is written."""
    known = {one.reference: one for one in pdf.objects}
    elements = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary)]
    index: dict[str, bytes] = {}
    for number, table in enumerate(one for one in elements if one.get("S") == "/Table"):
        cells = list(_cells(table, known, is_head=False))
        for cell, is_head in cells:
            if cell["S"] == "/TH":
                cell["ID"] = _own(cell["ID"], number)
                cell["A"]["Scope"] = "/Column" if is_head else "/Row"
                index[cell["ID"].string] = cell.reference
            elif "Headers" in cell["A"]:
                cell["A"]["Headers"] = pydyf.Array(_own(one, number) for one in cell["A"]["Headers"])
    if index:
        pairs = [part for name in sorted(index) for part in (pydyf.String(name), index[name])]
        tree = pydyf.Dictionary({"Names": pydyf.Array(pairs), "Limits": pydyf.Array([pairs[0], pairs[-2]])})
        leaves = pydyf.Dictionary({"Kids": pydyf.Array()})
        pdf.add_object(tree)
        leaves["Kids"].append(tree.reference)
        pdf.add_object(leaves)
        next(one for one in elements if one.get("Type") == "/StructTreeRoot")["IDTree"] = leaves.reference


def _own(name: Any, number: int) -> Any:
    return pydyf.String(f"{number}-{name.string}")


def _cells(element: Any, known: dict[bytes, Any], *, is_head: bool) -> Iterator[tuple[Any, bool]]:
    """Yield the cells below *element*, and whether each stands in a table's head."""
    for kid in element["K"]:
        below = known.get(kid) if isinstance(kid, bytes) else None
        if below is None or "S" not in below:
            continue
        if below["S"] in ("/TH", "/TD"):
            yield below, is_head
        elif below["S"] != "/Table":
            yield from _cells(below, known, is_head=is_head or below["S"] == "/THead")

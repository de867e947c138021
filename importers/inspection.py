"""What is a file, before anything is posted from it? Encoding, tables, columns, rows, total, what would be rejected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from importers import typed
from importers.lines import Reject
from importers.reader import UnreadableError, read
from ledger import money

if TYPE_CHECKING:
    from pathlib import Path

    from importers.reader import Row, Sheet

HEADER_WITHIN = 30

#: Words in a header, by the role of its column; the first role that fits is proposed.
_ROLES: tuple[tuple[str, str], ...] = (
    ("document-date", r"\b(document|invoice|doc) date\b"),
    ("date", r"\bdate\b"),
    ("debit", r"^(accounted )?(debit|dr)\b"),
    ("credit", r"^(accounted )?(credit|cr)\b"),
    ("net", r"^net\b"),
    ("vat", r"^(irrecoverable )?vat( amount)?$"),
    ("gross", r"^gross\b"),
    ("amount", r"^(amount|value|total amount|amount paid|payment amount)\b|\bamount\b"),
    ("document-type", r"\b(document|doc|transaction|voucher) type\b"),
    ("line", r"^(line|seq|item)( no\b| number)?"),
    ("document", r"\b(document|transaction|trans|voucher|doc) ?(no|number|ref)?\b"),
    ("remittance", r"\bremittance\b"),
    ("instalment", r"\binstalment\b"),
    ("supplier", r"\b(supplier|vendor|beneficiary|payee|payer|creditor)\b(?!.*\b(id|no|number)\b)"),
    ("cost-centre", r"\bcost cent(re|er)\b|\bexpense area\b"),
    ("subjective", r"\bsubjective\b|\baccount code\b|\bexpense code\b"),
    ("account", r"^account$"),
    ("period", r"\bperiod\b"),
    ("description", r"\b(description|narrative|purpose|details|text)\b"),
)


@dataclass(frozen=True)
class Inspection:
    """What was seen in a file; pence as printed."""

    path: Path
    sha256: str
    encoding: str
    tables: tuple[dict[str, Any], ...]
    rows: int
    blank_rows: int
    pence: int
    rejects: tuple[Reject, ...]
    warnings: tuple[str, ...]

    @property
    def needs_a_person(self) -> bool:
        """Whether something was not understood."""
        return bool(self.rejects or self.warnings)

    def as_object(self) -> dict[str, Any]:
        """Return the inspection as ``inspect --format json`` prints it (DESIGN.md §8)."""
        return {
            "file": self.path.name,
            "sha256": self.sha256,
            "encoding": self.encoding,
            "tables": list(self.tables),
            "rows": self.rows,
            "blank_rows": self.blank_rows,
            "total": money.plain(self.pence),
            "rejects": [{"row": one.row, "reason": one.reason, "text": " | ".join(one.cells)} for one in self.rejects],
            "printed_totals": [],
            "warnings": list(self.warnings),
        }


def inspect(path: Path) -> Inspection:
    """Return what *path* is; raise :class:`~importers.reader.UnreadableError` where it is no table we can read."""
    source = read(path)
    tables = []
    rejects: list[Reject] = []
    rows = blank = pence = 0
    warnings = list(source.warnings)
    for sheet in source.sheets:
        found = _header(sheet)
        if found is None:
            warnings.append(f"no row of {_named(sheet)} reads like a header with an amount: it was not read")
            continue
        position, roles = found
        tables.append(_table(sheet, position, roles))
        header = sheet.rows[position]
        for row in sheet.rows[position + 1 :]:
            if row.is_blank:
                blank += 1
                continue
            rows += 1
            try:
                pence += _pence(row, roles, len(header.cells))
            except typed.NotUnderstoodError as problem:
                rejects.append(Reject(row.number, str(problem), row.cells))
    if not tables:
        raise UnreadableError(
            path, "has no row that reads like a header with an amount: put the column names above the rows"
        )
    return Inspection(
        path, source.sha256, source.encoding, tuple(tables), rows, blank, pence, tuple(rejects), tuple(warnings)
    )


def role_of(header: str) -> str | None:
    """Return the role that the words of a column's *header* propose, or None."""
    words = " ".join(re.sub(r"[^\w£]+", " ", header.casefold()).split())
    return next((role for role, pattern in _ROLES if re.search(pattern, words)), None)


def _named(sheet: Sheet) -> str:
    return f"sheet {sheet.name!r}" if sheet.name else "the file"


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the position of the row that reads most like a header, and the place of each role in it; None for none."""
    best: tuple[int, int, dict[str, int]] = (0, 0, {})
    for position, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        roles: dict[str, int] = {}
        for place, cell in enumerate(row.cells):
            role = role_of(cell) if cell.strip() else None
            if role is not None and role not in roles:
                roles[role] = place
        has_money = "amount" in roles or "net" in roles or ("debit" in roles and "credit" in roles)
        if has_money and len(roles) > best[0]:
            best = (len(roles), position, roles)
    return (best[1], best[2]) if best[2] else None


def _pence(row: Row, roles: dict[str, int], width: int) -> int:
    if any(cell.strip() for cell in row.cells[width:]):
        raise typed.NotUnderstoodError(f"the row has more cells than the header's {width}")

    def cell(role: str) -> str:
        place = roles[role]
        return row.cells[place].strip() if place < len(row.cells) else ""

    for role in ("amount", "net"):
        if role in roles:
            return typed.pence(cell(role))
    if not cell("debit") and not cell("credit"):
        raise typed.NotUnderstoodError("both debit and credit are blank")
    debit, credit = (typed.pence(cell(side)) if cell(side) else 0 for side in ("debit", "credit"))
    return debit - credit


def _table(sheet: Sheet, position: int, roles: dict[str, int]) -> dict[str, Any]:
    header = sheet.rows[position]
    by_place = {place: role for role, place in roles.items()}
    return {
        "sheet": sheet.name,
        "header_row": header.number,
        "columns": [{"name": name.strip(), "role": by_place.get(place)} for place, name in enumerate(header.cells)],
    }

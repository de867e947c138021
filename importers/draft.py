"""What profile would a file have? One to begin with, written from what is seen in it; what cannot be told is asked."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.lines import Told
from importers.placing import Wanted, layout_of
from importers.profile import CONTRA, DECIDING, Columns, Profile, layouts, shelf
from importers.profile_text import hyphens
from importers.reader import UnreadableError, read
from importers.rows import go_through
from ledger import money
from ledger.accounts import ROOTS

if TYPE_CHECKING:
    from pathlib import Path

    from importers.reader import Row, Sheet, Source
    from importers.tables import Table

#: Codes that are listed; those that carry the most rows come first.
_LISTED = 40
_SHOWN = 24
_ROLES = tuple(hyphens(role) for role in Columns.model_fields)
_ASKED = {
    "document": "which column numbers the document?",
    "line": "which column numbers the line of a document?",
    "supplier": "which column names who was paid?",
    "description": "which column says what for?",
    "document-type": "which column says what kind of document it is?",
    "cost-centre": "which column says whose money it is?",
    "subjective": "which column says what kind of money it is?",
}
#: The kinds whose columns and codes are proposed; every other has a plain layout alone.
_DRAFTED = ("general-ledger", "grant-remittance")
_LEDGER_ACCOUNT = re.compile(rf"(?:{'|'.join(ROOTS)})(?::[A-Z0-9][A-Za-z0-9-]*)+")


@dataclass
class _Seen:
    """How many rows a code has, and what they carry, in pence as printed."""

    rows: Counter[str] = field(default_factory=Counter)
    pence: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return the codes as comments, those with the most rows first."""
        found = [
            f"#   {_quoted(code):<30}{count:>9,} rows{money.printed(self.pence[code]):>20}"
            for code, count in self.rows.most_common(_LISTED)
        ]
        if len(self.rows) > _LISTED:
            found.append(f"#   and {len(self.rows) - _LISTED:,} more")
        return found


def draft(path: Path, folder: Path) -> str:
    """Return a profile for *path*, as a commented text.

    Raises :class:`~importers.reader.UnreadableError` where no table is found in it.
    """
    source = read(path)
    plain = _plain(source, folder)
    if plain is not None:
        return _extending(path, plain)
    sheet, tables = _largest(source)
    columns = _columns(tables)
    kind = "grant-remittance" if {"instalment", "remittance"} & set(columns) else "general-ledger"
    optional = _optional(columns, tables)
    seen = _seen(source, sheet, columns, optional, kind)
    head = _head(path, source, sheet, kind, folder)
    if optional:
        head.append(f"optional = {json.dumps(optional)}    # not every table has these")
    parts = [
        head,
        _column_lines(columns, tables),
        _amount_lines(columns),
        _code_lines(columns, kind, seen),
        *([_contra_lines(seen)] if kind in CONTRA else []),
        _PERSONAL_LINES,
    ]
    return "\n".join(line.rstrip() for part in parts for line in [*part, ""]).rstrip() + "\n"


def _plain(source: Source, folder: Path) -> Profile | None:
    """Return our plain layout whose columns *source* has, that of the most columns; None for those that are drafted."""
    fitting: list[tuple[int, Profile]] = []
    for profile in shelf(folder).shipped:
        try:
            fit = Wanted(profile).find(source)
        except UnreadableError:
            continue
        fitting.append((len(fit.of(fit.first).places), profile))
    found = max(fitting, key=lambda one: one[0], default=(0, None))[1]
    return None if found is None or found.kind in _DRAFTED else found


def _extending(path: Path, plain: Profile) -> str:
    return "\n".join(
        (
            f"# A profile for {_comment(path.name)}, whose columns are those of our plain layout of",
            f"# {plain.kind}: import knows it without a profile. Here is one to add to.",
            "#   ealedger profile test PROFILE FILE",
            f'kind = "{plain.kind}"',
            f'system = "{plain.system}"    # which system? It begins the key of each row',
            f'extends = "{plain.name}"',
            "",
            "[personal]",
            'action = "reject"    # or "mask": a text that looks like a personal identifier',
            "",
        )
    )


def _largest(source: Source) -> tuple[Sheet, list[Table]]:
    found = [(sheet, layout_of(sheet).tables) for sheet in source.sheets]
    found = [(sheet, tables) for sheet, tables in found if tables]
    if not found:
        raise UnreadableError(
            source.path, "has no row that reads like a header with an amount: put the column names above the rows"
        )
    return max(found, key=lambda one: sum(table.rows for table in one[1]))


def _columns(tables: list[Table]) -> dict[str, list[str]]:
    """Return the headers by role, of each table those that the one before does not have."""
    found: dict[str, list[str]] = {}
    for table in tables:
        by_role = _places(table)
        for role in _ROLES:
            if role not in by_role:
                continue
            name = _name(table, by_role[role])
            if name.startswith("#") and table.header_row is not None:
                continue  # a column without a name among others that have one: a person must name it
            if name not in found.setdefault(role, []):
                found[role].append(name)
    if "net" not in found and {"amount", "gross"} <= set(found):
        del found["gross"]
    if "vat" in found and not {"net", "gross"} & set(found):
        del found["vat"]
    if "amount" in found and {"net", "gross"} & set(found):
        del found["amount"]
    return found


def _places(table: Table) -> dict[str, int]:
    """Return the places of *table*'s columns by the role that a profile gives them."""
    by_role = {role: place for place, role in table.roles.items()}
    if table.choice is not None and table.choice.flag is not None:
        by_role["sign"] = table.choice.flag.place
    else:
        by_role.pop("sign", None)
    dated = [one.place for one in table.columns if one.is_date]
    if table.header_row is None and dated:
        by_role.setdefault("date", dated[0])
    account = by_role.pop("account", None)
    if account is not None:
        named = all(_LEDGER_ACCOUNT.fullmatch(value) for value in table.columns[account].values)
        by_role.setdefault("account" if named else "subjective", account)
    return by_role


def _optional(columns: dict[str, list[str]], tables: list[Table]) -> list[str]:
    """Return the roles whose columns some of *tables* lack."""
    names = [{_name(table, place) for place in range(table.width)} for table in tables]
    return [
        role
        for role, headers in columns.items()
        if role not in DECIDING and not all(held & set(headers) for held in names)
    ]


def _name(table: Table, place: int) -> str:
    name = " ".join(table.names[place].split()) if place < len(table.names) else ""
    return name or f"#{place + 1}"


def _seen(
    source: Source, sheet: Sheet, columns: dict[str, list[str]], optional: list[str], kind: str
) -> dict[str, _Seen]:
    """Return the codes of the rows that such a profile would import, by role."""
    roles: list[str] = [role for role in ("cost-centre", "subjective", "reference", "document-type") if role in columns]
    seen = {role: _Seen() for role in roles}
    if "date" not in columns or not {"amount", "net", "gross", "debit"} & set(columns):
        return seen
    said = {"kind": kind, "system": "X", "layout": True, "columns": columns, "amounts": {"vat": "none"}}
    said["optional"] = optional
    profile = Profile.model_validate({**said, "sheet": sheet.name or None})

    def take(row: Row, pence: int, places: dict[str, int]) -> None:
        for role in roles:
            place = places.get(role, len(row.cells))
            code = row.cells[place].strip() if place < len(row.cells) else ""
            seen[role].rows[code] += 1
            seen[role].pence[code] += pence

    for _ in go_through(Wanted(profile).find(source), profile, take, Told()):
        pass
    return seen


def _head(path: Path, source: Source, sheet: Sheet, kind: str, folder: Path) -> list[str]:
    lines = [
        f"# A profile for {_comment(path.name)}, to begin with.",
        "# Fill in what is empty, and answer what is asked. Then try it out:",
        "#   ealedger profile test PROFILE FILE",
        f'kind = "{kind}"',
        'system = "GL"    # which finance system? It begins the key of each row',
    ]
    if len(source.sheets) > 1:
        lines.append(f"sheet = {_quoted(sheet.name)}")
    for layout in layouts(folder):
        try:
            Wanted(layout).find(source)
        except UnreadableError:
            continue
        lines += ["# A layout that we ship fits too, instead of [columns] below:", f'# extends = "{layout.name}"']
    return lines


def _column_lines(columns: dict[str, list[str]], tables: list[Table]) -> list[str]:
    taken = {header for headers in columns.values() for header in headers}
    free = [_name(table, place) for table in tables for place in range(table.width)]
    free = [name for name in dict.fromkeys(free) if name not in taken]
    lines = ["[columns]"]
    for role in _ROLES:
        if role in columns:
            headers = columns[role]
            lines.append(
                f"{role} = {_quoted(headers[0]) if len(headers) == 1 else json.dumps(headers, ensure_ascii=False)}"
            )
        elif role == "amount" and not {"net", "gross", "debit"} & set(columns):
            lines.append('# amount = ""    # which column is the amount? It has no name: give it one')
        elif role == "date":
            lines.append('# date = ""    # which column is the date that a row is posted on?')
        elif role in _ASKED and free and not (role in ("cost-centre", "subjective") and "account" in columns):
            lines.append(f'# {role} = ""    # {_ASKED[role]}')
    if free:
        lines.append("# Not used:")
        lines += [f"#   {_comment(name)}" for name in free]
    return lines


def _amount_lines(columns: dict[str, list[str]]) -> list[str]:
    lines = [
        "[dates]",
        "# The whole column decides how dates are written, day first unless they prove",
        '# otherwise. format = "%d/%m/%Y" would hold every row to one form.',
    ]
    if "period" in columns:
        lines.append('# period = "posting-period"    # does a bare 4 count from April, or is it a "month"?')
    lines += ["", "[amounts]", 'positive = "debit"    # is spending positive? "credit" where it is negative']
    if "gross" in columns and not {"net", "vat"} & set(columns):
        lines.append('# vat = "none"    # is there no VAT in these amounts? Only net is posted')
    return lines


def _code_lines(columns: dict[str, list[str]], kind: str, seen: dict[str, _Seen]) -> list[str]:
    """Return which rows belong and what their codes mean, to be filled in."""
    if "account" in columns or "instalment" in columns:
        return [
            "# The rows name their own account or instalment; one whose account is blank lies",
            "# outside the programme.",
        ]
    role = "reference" if kind == "grant-remittance" else "cost-centre"
    if role not in columns:
        role = "subjective" if "subjective" in columns else role
    lines = [
        "[programme]",
        f'column = "{role}"',
        'codes = []    # which codes are the programme\'s? "TF*" and "3000-3999" will do',
    ]
    for one in (role, "subjective"):
        if one in seen and (one == role or role != "subjective"):
            lines += [f"# {one}, as the file has it:", *seen[one].lines()]
    wanted = "instalment" if kind == "grant-remittance" else "account"
    lines += [
        "",
        "# One rule for each code, or beginning of codes, that means something else",
        "[[map]]",
        f'{role} = "*"',
    ]
    example = "EA/2018-19/1" if wanted == "instalment" else "Expenses:Fund:Delivery"
    lines.append(f'{wanted} = ""    # such as {example}')
    return lines


def _contra_lines(seen: dict[str, _Seen]) -> list[str]:
    """Return the other side of a row, by its document type."""
    lines = ["[contra]", 'default = "Assets:{fund}:Cash"']
    if "document-type" in seen:
        lines.append("# Which document types have another side, such as Liabilities:{fund}:Creditors?")
        lines += [
            f'# {_quoted(code)} = ""    # {count:,} rows'
            for code, count in seen["document-type"].rows.most_common(_SHOWN)
            if code
        ]
    return lines


_PERSONAL_LINES = [
    "[personal]",
    'action = "reject"    # or "mask": a text that looks like a personal identifier',
    '# columns = ["supplier"]    # do individuals stand there? Then it is left out',
]


def _quoted(text: str) -> str:
    """Return *text* as TOML quotes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())

"""Tables whose truth is known, messed up as published ones are: each mess alone is seen every day, together they are worse."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

SUPPLIERS = (
    "Northside Trust", "Castle Training", "Roadmark Ltd", "Total Lifts Ltd", "Elm House Care", "Quay & Sons",
    "Café Müller", "O'Dell, Finch and Co", 'The "Hub"', "REDACTED PERSONAL DATA", "Grand Total Events Ltd", "4Play Nursery",
    "Fell View, 12 High St\nTesttown", "Plumbers\N{ACUTE ACCENT} Merchants", "Amount Due Ltd", "Payment Services",
)  # fmt: skip
PURPOSES = ("Care", "Repairs and maintenance", "Agency, temporary staff", "Fees 2013/14", "3 x screens", "")
BODY = "Testshire Council"

Shape = "Callable[[int], str]"


def pounds(pence: int) -> str:
    return f"{Decimal(pence) / 100:.2f}"


def grouped(pence: int) -> str:
    return f"{Decimal(pence) / 100:,.2f}"


AMOUNTS: dict[str, Callable[[int], str]] = {
    "plain": pounds,
    "grouped": grouped,
    "padded": lambda pence: f" {grouped(pence)} ",
    "pounds": lambda pence: f"{'-' if pence < 0 else ''}£{grouped(abs(pence))}",
    "pounds inside": lambda pence: f"£{grouped(pence)}",
    "brackets": lambda pence: f"({grouped(-pence)})" if pence < 0 else grouped(pence),
    "trailing minus": lambda pence: f"{grouped(abs(pence))}{'-' if pence < 0 else ''}",
    "CR and DR": lambda pence: f"{grouped(abs(pence))} {'CR' if pence < 0 else 'DR'}",
    "trimmed": lambda pence: pounds(pence).rstrip("0").rstrip("."),
    "double": lambda pence: repr(pence / 100 * (1 + 2**-52)),
    "dash for zero": lambda pence: " -   " if not pence else grouped(pence),
}
DATES = (
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d-%b-%y",
    "%d %b  %Y",
    "%Y-%m-%d",
    "%Y-%m-%d 00:00:00",
    "%d %B %Y",
    "%b %Y",
    "%Y%m%d",
)
NAMES = {
    "date": ("Date", "Payment Date", "Paid Date ", "Clearing Date", "DatePaid"),
    "document": ("Transaction Number", "Document No", "Trans No", "Voucher Number"),
    "supplier": ("Supplier Name", "Vendor Name", "Beneficiary", " Supplier"),
    "purpose": ("Purpose", "Description", "Expense Type"),
    "amount": ("Amount", "Net Amount £", "Amount (£)", "NetAmount", "Amount Paid", "Total", "Value"),
    "body": ("Body Name", "Organisation"),
    "code": ("Expense Code", "Cost Centre"),
    "blank": ("",),
}
LABELS = ("Total", "Grand Total", "TOTAL", "Total:", "Total payments", "")


@dataclass(frozen=True)
class Payment:
    day: datetime.date
    document: str
    supplier: str
    purpose: str
    code: str
    pence: int


@dataclass
class Mess:
    """A file's bytes, what is true of it, and whether anything in it can only be told by a person."""

    content: bytes
    rows: int
    pence: int
    is_hazardous: bool
    how: dict[str, Any] = field(default_factory=dict)
    suffix: str = ".csv"


payments = st.builds(
    Payment,
    st.dates(datetime.date(2014, 9, 1), datetime.date(2014, 9, 30)),
    st.integers(5_100_000, 5_199_999).map(str),
    st.sampled_from(SUPPLIERS),
    st.sampled_from(PURPOSES),
    st.integers(1000, 9999).map(str),
    st.one_of(st.integers(-300_000, 5_000_000), st.integers(50_000, 60_000), st.sampled_from([0, 50_000, 100_000])),
)


@st.composite
def messes(draw: st.DrawFn) -> Mess:
    """Draw a table of payments, and a mess of it."""
    paid = draw(st.lists(payments, min_size=1, max_size=25))
    if draw(st.booleans()):
        paid += draw(st.lists(st.sampled_from(paid), max_size=3))  # rows that are alike are rows
    how: dict[str, Any] = {
        "columns": draw(st.permutations(["date", "document", "supplier", "amount", *draw(st.sets(st.sampled_from(["purpose", "body", "code", "blank"])))])),
        "amounts": draw(st.sampled_from(sorted(AMOUNTS))),
        "dates": draw(st.sampled_from(DATES)),
        "header": draw(st.sampled_from(["first", "first", "titles", "blank", "two rows", "again", "end", "absent"])),
        "totals": draw(st.sampled_from(["none", "none", "below", "above", "groups", "wrong", "beside", "in rows"])),
        "label": draw(st.sampled_from(LABELS)),
        "blanks": draw(st.sampled_from(["none", "few", "many"])),
        "trailing": draw(st.sampled_from([0, 0, 1, 20])),
        "ragged": draw(st.sampled_from([False, False, True])),
        "hazard": draw(st.sampled_from(["none"] * 8 + ["redacted", "shifted", "comma", "name alone", "swallowed", "second", "no identity", "id"])),
        "notes": draw(st.booleans()),
    }  # fmt: skip
    names = {role: draw(st.sampled_from(choices)) for role, choices in NAMES.items()}
    grid, rows, pence = _grid(draw, paid, how, names)
    hazardous = (
        how["hazard"] != "none" or how["totals"] == "wrong" or len(paid) < 5 or (how["header"] in ("end", "absent"))
    )
    if (how["totals"] in ("above", "groups") and how["label"] == "") or how["totals"] == "in rows":
        hazardous = True
    if draw(st.sampled_from([False, False, False, True])) and how["hazard"] not in ("comma", "swallowed"):
        return Mess(_workbook(draw, grid), rows, pence, hazardous, how, ".xlsx")
    how["encoding"] = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"]))
    how["delimiter"] = draw(st.sampled_from(",,;\t|"))
    text = _text(grid, how["delimiter"], draw(st.sampled_from(["\n", "\r\n", "\r"])), ragged=how["ragged"])
    if how["hazard"] == "swallowed":
        lines = text.splitlines(keepends=True)
        place = draw(st.integers(0, len(lines) - 1))
        text = "".join([*lines[:place], '"' + lines[place].lstrip('"'), *lines[place + 1 :]])
    return Mess(text.encode(how["encoding"], "replace"), rows, pence, hazardous, how)


def _grid(
    draw: st.DrawFn, paid: list[Payment], how: dict[str, Any], names: dict[str, str]
) -> tuple[list[list[str]], int, int]:
    columns = how["columns"]
    header = [names[one] for one in columns]
    lines = [_line(one, how, columns) for one in paid]
    pence = sum(one.pence for one in paid)
    rows = len(paid)
    if how["hazard"] in ("name alone", "no identity"):
        extra = ["" for _ in columns]
        extra[columns.index("amount")] = AMOUNTS[how["amounts"]](70_000)
        if how["hazard"] == "name alone":
            extra[columns.index("supplier")] = "Housing benefit"
        lines.insert(draw(st.integers(0, len(lines))), extra)
        rows, pence = rows + 1, pence + 70_000
    lines, rows, pence = _hazard(draw, lines, how, columns, rows, pence)
    if how["totals"] == "in rows" and how["hazard"] == "none" and len(paid) > 3:
        lines = _with_totals_in_rows(draw, lines, paid, how, columns)
    lines = _with_totals(draw, lines, paid, how, columns, pence)
    if how["header"] == "again" and len(lines) > 2:
        lines.insert(draw(st.integers(1, len(lines) - 1)), header)
    if how["blanks"] != "none":
        count = 2 if how["blanks"] == "few" else len(lines)
        for _ in range(count):
            lines.insert(draw(st.integers(0, len(lines))), [])
    lines = _headed(lines, header, how)
    if how["notes"] and how["header"] != "end":
        lines += [[], ["Payments of less than £500.00 are not shown"], ["Page 1 of 1"]]
    width = len(columns) + how["trailing"]
    return [line + [""] * (width - len(line)) for line in lines], rows, pence


def _line(one: Payment, how: dict[str, Any], columns: list[str]) -> list[str]:
    cells = {
        "date": one.day.strftime(how["dates"]), "document": one.document, "supplier": one.supplier, "purpose": one.purpose,
        "code": one.code, "body": BODY, "blank": "", "amount": AMOUNTS[how["amounts"]](one.pence),
    }  # fmt: skip
    return [cells[role] for role in columns]


def _hazard(
    draw: st.DrawFn, lines: list[list[str]], how: dict[str, Any], columns: list[str], rows: int, pence: int
) -> tuple[list[list[str]], int, int]:
    """Do to some rows what no program can mend for sure; the truth stays what was paid."""
    place = draw(st.integers(0, len(lines) - 1))
    if how["hazard"] == "redacted":
        lines[place][columns.index("amount")] = "Redacted"
    elif how["hazard"] == "shifted":
        lines = [*lines[:place], *(["", *line] for line in lines[place:])]
    elif how["hazard"] == "comma":
        at = columns.index("supplier")
        lines[place] = [*lines[place][:at], "Smith", "John", *lines[place][at + 1 :]]
    elif how["hazard"] == "id":
        lines[place][columns.index("amount")] = "5100234577"
    elif how["hazard"] == "second" and place:
        turned = columns[::-1]
        header = [NAMES[one][0] for one in turned]
        lines = [*lines[:place], header, *(line[::-1] for line in lines[place:])]
    return lines, rows, pence


def _with_totals(
    draw: st.DrawFn, lines: list[list[str]], paid: list[Payment], how: dict[str, Any], columns: list[str], pence: int
) -> list[list[str]]:
    def total(value: int, *, beside: bool = False) -> list[str]:
        line = ["" for _ in columns]
        line[columns.index("supplier" if not beside else "document")] = how["label"]
        line[columns.index("amount" if not beside else "date")] = AMOUNTS[how["amounts"]](value)
        return line

    if how["hazard"] == "second":
        return lines
    if how["totals"] in ("below", "wrong"):
        return [*lines, total(pence + (how["totals"] == "wrong"))]
    if how["totals"] == "above":
        return [total(pence), *lines]
    if how["totals"] == "beside" and how["label"]:
        return [*lines, total(pence, beside=True)]
    if how["totals"] == "groups" and how["hazard"] == "none" and len(paid) > 1:
        cut = draw(st.integers(1, len(paid) - 1))
        sums = [sum(one.pence for one in group) for group in (paid[:cut], paid[cut:])]
        return [*lines[:cut], total(sums[0]), *lines[cut:], total(sums[1])]
    return lines


def _with_totals_in_rows(
    draw: st.DrawFn, lines: list[list[str]], paid: list[Payment], how: dict[str, Any], columns: list[str]
) -> list[list[str]]:
    """End each group in a row that repeats the one above it, all but its document, supplier and amount."""
    cut = draw(st.integers(2, len(paid) - 2))
    kept = draw(st.booleans())
    parts = []
    for start, end in ((0, cut), (cut, len(paid))):
        total = list(lines[end - 1])
        total[columns.index("document")] = total[columns.index("document")] if kept else ""
        total[columns.index("supplier")] = f"{how['label']} {paid[end - 1].code}" if how["label"] else ""
        total[columns.index("amount")] = AMOUNTS[how["amounts"]](sum(one.pence for one in paid[start:end]))
        parts += [*lines[start:end], total]
    return parts


def _headed(lines: list[list[str]], header: list[str], how: dict[str, Any]) -> list[list[str]]:
    place = how["header"]
    if place == "absent":
        return lines
    if place == "end":
        return [*lines, header]
    if place == "titles":
        return [[BODY], ["Payments over £500, September 2014"], ["Period:", "6"], [], header, *lines]
    if place == "blank":
        return [[], header, *lines]
    if place == "two rows":
        upper = [name.split()[0] if len(name.split()) > 1 else name.strip() for name in header]
        lower = [" ".join(name.split()[1:]) for name in header]
        return [upper, lower, *lines] if sum(map(bool, lower)) > 1 else [header, *lines]
    return [header, *lines]


def _text(grid: list[list[str]], delimiter: str, end: str, *, ragged: bool) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    for number, line in enumerate(grid):
        cells = line
        if ragged and number % 2:
            while len(cells) > 1 and not cells[-1]:
                cells = cells[:-1]
        writer.writerow(cells)
    return buffer.getvalue().replace("\r\n", end)


def _workbook(draw: st.DrawFn, grid: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        if draw(st.booleans()):
            book.add_worksheet("Cover").write_string(0, 0, "Testshire Council: spending")
        sheet = book.add_worksheet("Spend")
        for number, line in enumerate(grid):
            for place, cell in enumerate(line):
                try:
                    sheet.write_number(number, place, float(cell))
                except ValueError:
                    if cell:
                        sheet.write_string(number, place, cell)
    return buffer.getvalue()

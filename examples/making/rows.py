"""The rows of an illustrative extract: amounts drawn from a fixed seed that add up to what is stated, on made-up days."""

from __future__ import annotations

import calendar
import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger import money
from ledger.periods import Calendar

if TYPE_CHECKING:
    import random

SEED = 20121018
MADE_UP = "Illustrative"
SUPPLIERS = tuple(f"{MADE_UP} Supplier {number:02}" for number in range(1, 25))


@dataclass(frozen=True)
class Strand:
    """A cost centre of the programme: what a year's rows add up to (pounds), and what they are for."""

    cost_centre: str
    name: str
    pounds: str
    rows_a_month: int
    purposes: tuple[str, ...]


#: Other services in the same extract, as every council's has: they lie outside the programme.
ELSEWHERE = (
    ("LB410", "Libraries", "Book fund"),
    ("HW220", "Highways", "Gully cleansing"),
    ("PK115", "Parks", "Grounds maintenance"),
    ("CS800", "Children's Homes", "Agency cover"),
)

#: The subjective code of each type of row.
SUBJECTIVES = {"PY": "1100", "IN": "4300", "CN": "4300", "AC": "4300"}


#: Day, posting month, strand, type, text, pence, cost centre, supplier.
Line = tuple[datetime.date, int, Strand | None, str, str, int, str, str]


def days(chance: random.Random, start_year: int, month: int, rows: int) -> list[datetime.date]:
    """Return as many days of a posting month as it has *rows*, in order."""
    first, _ = Calendar().days(start_year * 100 + month)
    last = calendar.monthrange(first.year, first.month)[1]
    return sorted(first.replace(day=chance.randint(1, last)) for _ in range(rows))


def spending(chance: random.Random, strands: tuple[Strand, ...], start_year: int, months: int) -> list[Line]:
    """Return the rows of every strand: date, month, strand, type, purpose, pence, cost centre, supplier."""
    lines: list[Line] = []
    for strand in strands:
        count = strand.rows_a_month * months
        weights = [chance.randint(40, 160) for _ in range(count)]
        parts = iter(money.split(money.to_pence(Decimal(strand.pounds)), weights))
        for month in range(1, months + 1):
            for day in days(chance, start_year, month, strand.rows_a_month):
                purpose = chance.choice(strand.purposes)
                kind, supplier = ("PY", "") if chance.random() < 0.25 else ("IN", chance.choice(SUPPLIERS))  # noqa: PLR2004 - a quarter is payroll
                lines.append(
                    (day, month, strand, kind, f"{MADE_UP}: {purpose}", next(parts), strand.cost_centre, supplier)
                )
    return lines


def elsewhere(chance: random.Random, start_year: int, months: int) -> list[Line]:
    """Return the rows of other services: one a month of each."""
    lines: list[Line] = []
    for month in range(1, months + 1):
        for cost_centre, _, purpose in ELSEWHERE:
            day = days(chance, start_year, month, 1)[0]
            text = f"{MADE_UP}: {purpose.lower()}"
            lines.append(
                (day, month, None, "IN", text, chance.randint(5_000, 900_000), cost_centre, chance.choice(SUPPLIERS))
            )
    return lines


def credit_notes(chance: random.Random, lines: list[Line]) -> list[Line]:
    """Return *lines* with some invoices charged twice and credited again: negative rows that net to nothing."""
    more: list[Line] = []
    for line in chance.sample([line for line in lines if line[3] == "IN" and line[2] is not None], 4):
        day, month, strand, _, text, pence, cost_centre, supplier = line
        more.append((day, month, strand, "IN", f"{text} (charged twice)", pence, cost_centre, supplier))
        more.append((day, month, strand, "CN", f"{text} (credit note)", -pence, cost_centre, supplier))
    return [*lines, *more]


def as_csv(header: list[str], rows: list[list[str]]) -> bytes:
    """Return *rows* below *header* as a CSV file, as spreadsheet programs write it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def month_of(day: datetime.date) -> int:
    """Return the month of the financial year that *day* lies in: 1 for April."""
    return Calendar().key_of(day) % 100

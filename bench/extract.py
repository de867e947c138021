"""What does a general-ledger extract of any number of rows look like? One of a new year, for the books of generate.py."""

from __future__ import annotations

import datetime
import random
from typing import TYPE_CHECKING

import generate

from ledger import money, periods

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "Posting date,Document,Item,Type,Vendor,Text,Cost centre,Subjective,Amount"
PROFILE = "bench-ledger"
#: The books end in the year before.
YEAR = generate.FIRST_YEAR + generate.YEARS
#: Most days of a year are posted to.
DAYS = 365


def made(folder: Path, rows: int) -> Path:
    """Return the CSV of *rows* rows for the ledger in *folder*, and its profile there, made where they are missing."""
    codes = generate.every_code()
    _profile(folder, codes)
    path = folder / "extracts" / f"gl-{periods.year_label(YEAR)}-{rows}.csv"
    if path.is_file():
        return path
    chance = random.Random(rows)  # noqa: S311 - the same file every time, and no secret
    first = datetime.date(YEAR, periods.FIRST_MONTH, 1)
    temporary = path.with_suffix(".part")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{HEADER}\n")
        for row in range(rows):
            code = chance.choice(codes)
            centre = "CC9900" if row % generate.OUTSIDE_EVERY == 0 else code.cost_centre
            pence = int(chance.lognormvariate(10.0, 1.3)) * (-1 if chance.random() < 0.03 else 1)  # noqa: PLR2004 - credit notes
            day = first + datetime.timedelta(days=chance.randrange(DAYS))
            file.write(
                f"{day:%d/%m/%Y},{2_100_000_000 + row // 3},{row % 3 + 1},{chance.choice(('KR', 'SA', 'ZP'))},"
                f'{chance.choice(generate.SUPPLIERS)},"{chance.choice(generate.WHAT_FOR)}",'
                f"{centre},{code.subjective},{money.plain(pence)}\n"
            )
    temporary.replace(path)
    return path


def _profile(folder: Path, codes: list[generate.Code]) -> None:
    rules = "".join(
        f'\n[[map]]\ncost-centre = "{code.cost_centre}"\nsubjective = "{code.subjective}"\naccount = "{code.account}"\n'
        for code in codes
    )
    path = folder / "profiles" / f"{PROFILE}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"""\
kind = "general-ledger"
system = "BENCH"

[columns]
date = "Posting date"
document = "Document"
line = "Item"
document-type = "Type"
supplier = "Vendor"
description = "Text"
cost-centre = "Cost centre"
subjective = "Subjective"
amount = "Amount"

[dates]
format = "%d/%m/%Y"

[programme]
codes = ["CC4*"]

[contra]
default = "Assets:{{fund}}:Cash"
KR = "Liabilities:{{fund}}:Creditors"
{rules}""",
        encoding="utf-8",
        newline="\n",
    )

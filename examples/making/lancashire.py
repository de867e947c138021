"""The extracts of the Lancashire ledger: nine months of an Oracle ledger, a remittance, and the districts' families."""

from __future__ import annotations

import random

from examples.making.rows import MADE_UP, SEED, SUBJECTIVES, Strand, as_csv, credit_notes, elsewhere, spending
from ledger import money

LANCASHIRE_2012 = (
    Strand("WT100", "Coordination", "168240.36", 3, ("district coordinators", "information sharing")),
    Strand("WT200", "Delivery", "402118.90", 6, ("commissioned family support", "lead professional budgets")),
    Strand("WT300", "Evaluation", "9450.00", 1, ("research on cohorts",)),
)

#: Section 2.4 of the report of 17 January 2013, as it is printed: blank cells are blank.
LANCASHIRE_STAGES = (
    "No of families with LP and active action plan",
    "No of families - awaiting allocation of LP",
    "No of families \N{EN DASH} info gathering",
    "No of families \N{EN DASH} remaining (of estimate)*",
)
LANCASHIRE_DISTRICTS = (
    ("Preston", "11", "12", "20", "251"),
    ("West Lancs", "", "11", "9", "169"),
    ("Chorley", "", "", "20", "142"),
    ("South Ribble", "", "", "15", "94"),
    ("Lancaster", "8", "42", "35", "77"),
    ("Wyre", "9", "", "", "100"),
    ("Fylde", "", "", "6", "51"),
    ("Hyndburn", "", "", "13", "386"),
    ("Ribble Valley", "", "15", "", "42"),
    ("Burnley", "16", "", "18", "391"),
    ("Pendle", "", "32", "", "341"),
    ("Rossendale", "", "", "13", "281"),
)


def lancashire() -> dict[str, bytes]:
    """Return Lancashire's extracts by file name: nine months of an Oracle ledger, debits and credits apart."""
    chance = random.Random(SEED + 1)  # noqa: S311 - illustrative amounts, not secrets
    lines = credit_notes(chance, spending(chance, LANCASHIRE_2012, 2012, 9)) + elsewhere(chance, 2012, 9)
    lines.sort(key=lambda line: (line[0], line[6], line[4], line[5], line[7]))
    header = [
        "GL Date",
        "Journal",
        "Line",
        "Cost Centre",
        "Account",
        "Vendor",
        "Line Description",
        "Accounted DR",
        "Accounted CR",
    ]
    rows = []
    for number, (day, _, _, kind, text, pence, cost_centre, supplier) in enumerate(lines):
        debit, credit = (money.plain(pence), "") if pence >= 0 else ("", money.plain(-pence))
        journal = str(640_001 + number // 3)
        rows.append(
            [
                f"{day:%d-%b-%Y}".upper(),
                journal,
                str(number % 3 + 1),
                cost_centre,
                SUBJECTIVES[kind],
                supplier,
                text,
                debit,
                credit,
            ]
        )
    remittance = as_csv(
        ["Date paid", "Remittance", "Line", "Payer", "Description", "Instalment", "Amount"],
        [
            [
                "30/04/2012",
                "BACS-0412",
                "1",
                "DCLG",
                f"{MADE_UP}: attachment fees of year 1",
                "TF1/2012-13/1",
                "2336000.00",
            ]
        ],
    )
    return {
        "gl-2012-13-P01-P09.csv": as_csv(header, rows),
        "remittances-2012-13.csv": remittance,
        "districts-2013-01.csv": _districts(),
    }


def _districts() -> bytes:
    """Return the district table with its totals; the day is that of the report."""
    header = ["Date", "District", *LANCASHIRE_STAGES, "Note"]
    rows = [["17/01/2013", *cells, f"{MADE_UP} entry of the printed table"] for cells in LANCASHIRE_DISTRICTS]
    totals = [str(sum(int(cells[place] or 0) for cells in LANCASHIRE_DISTRICTS)) for place in range(1, 5)]
    return as_csv(header, [*rows, ["", f"{MADE_UP} total", *totals, ""]])

"""The extracts of the Leicestershire ledger: two years of a pool of thirteen partners, and the programme grant.

Published are the kinds of partners, the 52 family support workers and that £10.5m was pooled for 1,600 families. Contributions
of £8.0m and a programme grant of £2.5m make these up; how they divide, and every row, is made up.
"""

from __future__ import annotations

import datetime
import random

from examples.making.rows import MADE_UP, SEED, Strand, as_csv, elsewhere, spending
from ledger import money
from ledger.periods import Calendar

#: What a year's rows of a cost centre and subjective code add up to.
SPENT = {
    "2012-13": (
        (Strand("SL100", "Coordination", "168412.55", 1, ("programme manager and team",)), "1100"),
        (Strand("SL100", "Coordination", "21306.18", 1, ("information sharing",)), "4300"),
        (Strand("SL200", "Family support workers", "1214880.40", 3, ("family support workers",)), "1100"),
        (Strand("SL200", "Family support workers", "58211.07", 1, ("travel of family support workers",)), "3200"),
        (Strand("SL200", "Family support workers", "41900.00", 1, ("rooms in localities",)), "2100"),
        (Strand("SL210", "Commissioned support", "246318.20", 1, ("commissioned family support",)), "5100"),
        (Strand("SL300", "Evaluation", "44704.75", 1, ("evaluation of outcomes",)), "5100"),
    ),
    "2013-14": (
        (Strand("SL100", "Coordination", "214866.30", 1, ("programme manager and team",)), "1100"),
        (Strand("SL100", "Coordination", "18044.91", 1, ("information sharing",)), "4300"),
        (Strand("SL200", "Family support workers", "1981204.66", 3, ("52 family support workers",)), "1100"),
        (Strand("SL200", "Family support workers", "103662.48", 1, ("travel of family support workers",)), "3200"),
        (Strand("SL200", "Family support workers", "74250.00", 1, ("rooms in localities",)), "2100"),
        (Strand("SL210", "Commissioned support", "812440.15", 1, ("commissioned family support",)), "5100"),
        (Strand("SL300", "Evaluation", "71218.22", 1, ("evaluation of outcomes",)), "5100"),
    ),
}
_ELSEWHERE_CODE = "4300"

_DISTRICTS = ("Blaby", "Charnwood", "Harborough", "HinckleyBosworth", "Melton", "NorthWestLeics", "OadbyWigston")
#: Invoices by year: partner, number, day, due, pounds, and what was paid on which day; below zero is paid back.
INVOICES: dict[str, tuple[tuple[str, str, str, str, str, tuple[tuple[str, str], ...]], ...]] = {
    "2012-13": (
        *(
            (
                name,
                f"SLF12-{number:02}",
                "08/05/2012",
                "07/06/2012",
                "72000.00",
                ((f"{number + 3:02}/06/2012", "72000.00"),),
            )
            for number, name in enumerate(_DISTRICTS, start=1)
            if name != "NorthWestLeics"
        ),
        (
            *("NorthWestLeics", "SLF12-06", "08/05/2012", "07/06/2012", "72000.00"),
            (("11/06/2012", "36000.00"), ("12/11/2012", "36000.00")),
        ),
        ("PCT", "SLF12-08", "08/05/2012", "07/06/2012", "288000.00", (("14/06/2012", "288000.00"),)),
        ("PoliceAuthority", "SLF12-09", "08/05/2012", "07/06/2012", "230000.00", (("29/06/2012", "230000.00"),)),
        ("PCT", "SLF12-10", "08/10/2012", "07/11/2012", "288000.00", (("22/03/2013", "200000.00"),)),
        ("PCC", "SLF12-11", "03/12/2012", "02/01/2013", "130000.00", (("11/01/2013", "130000.00"),)),
    ),
    "2013-14": (
        ("WestLeicsCCG", "SLF12-10", "", "", "", (("17/05/2013", "48400.00"),)),
        ("EastLeicsCCG", "SLF12-10", "", "", "", (("24/05/2013", "39600.00"),)),
        *(
            (
                name,
                f"SLF13-{number:02}",
                "07/05/2013",
                "06/06/2013",
                "84000.00",
                ((f"{number + 2:02}/06/2013", "84000.00"),),
            )
            for number, name in enumerate(_DISTRICTS, start=1)
            if name not in ("HinckleyBosworth", "NorthWestLeics")
        ),
        (
            *("HinckleyBosworth", "SLF13-04", "07/05/2013", "06/06/2013", "84000.00"),
            (("06/06/2013", "84000.00"), ("13/06/2013", "84000.00"), ("02/09/2013", "-84000.00")),
        ),
        ("NorthWestLeics", "SLF13-06", "07/05/2013", "06/06/2013", "84000.00", (("10/06/2013", "50000.00"),)),
        *(
            ("WestLeicsCCG", f"SLF13-{8 + quarter:02}", f"08/{month}", due, "92400.00", ((paid, "92400.00"),))
            for quarter, (month, due, paid) in enumerate(
                (
                    ("05/2013", "07/06/2013", "03/06/2013"),
                    ("07/2013", "07/08/2013", "05/08/2013"),
                    ("10/2013", "07/11/2013", "04/11/2013"),
                    ("01/2014", "07/02/2014", "03/02/2014"),
                )
            )
        ),
        ("EastLeicsCCG", "SLF13-12", "08/05/2013", "07/06/2013", "75600.00", (("05/06/2013", "75600.00"),)),
        ("EastLeicsCCG", "SLF13-13", "08/07/2013", "07/08/2013", "75600.00", (("27/01/2014", "74400.00"),)),
        ("EastLeicsCCG", "SLF13-14", "08/10/2013", "07/11/2013", "75600.00", (("06/11/2013", "75600.00"),)),
        ("PCC", "SLF13-15", "07/05/2013", "06/06/2013", "210000.00", (("31/05/2013", "210000.00"),)),
        ("PCC", "SLF13-16", "07/10/2013", "06/11/2013", "210000.00", (("15/11/2013", "210000.00"),)),
        ("Charnwood", "SLF14-02", "18/03/2014", "17/04/2014", "84000.00", ()),
    ),
    "2014-15": (
        ("EastLeicsCCG", "SLF13-17", "08/04/2014", "08/05/2014", "75600.00", ()),
        ("Charnwood", "SLF14-02", "", "", "", (("14/04/2014", "84000.00"),)),
    ),
}
#: Payment date, remittance, description, instalment, pounds.
REMITTANCES = {
    "2012-13": (("30/04/2012", "BACS-0412", "attachment fees of year 1", "TF1/2012-13/1", "665600.00"),),
    "2013-14": (
        ("30/04/2013", "BACS-0413", "attachment fees of year 2", "TF1/2013-14/1", "499200.00"),
        ("27/09/2013", "BACS-0913", "results of families of year 1", "TF1/2012-13/2", "166400.00"),
    ),
}


def leicestershire() -> dict[str, bytes]:
    """Return Leicestershire's extracts by file name: ledger, debtors' listing and remittances of each year."""
    chance = random.Random(SEED + 2)  # noqa: S311 - illustrative amounts, not secrets
    files = {}
    for year, spent in SPENT.items():
        files[f"gl-{year}.csv"] = _ledger(chance, year, spent)
    for year in INVOICES:
        files[f"contributions-{year}.csv"] = _contributions(year)
    for year, paid in REMITTANCES.items():
        header = ["Date paid", "Remittance", "Line", "Payer", "Description", "Instalment", "Amount"]
        rows = [[day, advice, "1", "DCLG", f"{MADE_UP}: {what}", *last] for day, advice, what, *last in paid]
        files[f"remittances-{year}.csv"] = as_csv(header, rows)
    return files


def _ledger(chance: random.Random, year: str, spent: tuple[tuple[Strand, str], ...]) -> bytes:
    """Return the year of a SAP ledger, other services among its rows; what is paid to staff names no supplier."""
    start = int(year[:4])
    lines = [(line, code) for strand, code in spent for line in spending(chance, (strand,), start, 12)]
    lines += [(line, _ELSEWHERE_CODE) for line in elsewhere(chance, start, 12)]
    lines.sort(key=lambda one: (one[0][0], one[0][6], one[1], one[0][4], one[0][5]))
    header = ["Pstng Date", "DocumentNo", "Itm", "Cost Ctr", "G/L Acct", "Vendor Name", "Text", "Amount in LC"]
    rows = []
    for number, ((day, _, _, _, text, pence, cost_centre, supplier), code) in enumerate(lines):
        document = [str(1_900_000_001 + start % 100 * 10_000 + number // 2), str(number % 2 + 1)]
        said = [cost_centre, code, "" if code.startswith("1") else supplier, text, money.plain(pence)]
        rows.append([f"{day:%d.%m.%Y}", *document, *said])
    return as_csv(header, rows)


def _contributions(year: str) -> bytes:
    """Return the debtors' listing of the year: invoices, and what was received for them or paid back, by day."""
    header = ["Date", "Document", "Line", "Type", "Pool", "Partner", "Invoice", "Due", "Description", "Amount"]
    rows: list[tuple[datetime.date, list[str]]] = []
    for partner, invoice, since, due, pounds, paid in INVOICES[year]:
        if pounds:
            said = [invoice, "1", "Invoice", "SLF", partner, invoice, due, f"{MADE_UP}: contribution", pounds]
            rows.append((_day(since), [since, *said]))
        for day, amount in paid:
            what = "Refund" if amount.startswith("-") else "Receipt"
            said = [what, "SLF", partner, invoice, "", f"{MADE_UP}: {what.lower()}", amount]
            rows.append((_day(day), [day, "", "1", *said]))
    rows.sort(key=lambda one: one[0])
    for number, (_, cells) in enumerate(rows, start=1):
        cells[1] = cells[1] or f"CASH-{Calendar().year_of(rows[0][0])[2:4]}{number:03}"
    return as_csv(header, [cells for _, cells in rows])


def _day(text: str) -> datetime.date:
    day, month, year = (int(part) for part in text.split("/"))
    return datetime.date(year, month, day)
